//! The rules for a document of a new session: its file (§3.2), where the signature is drawn
//! (§3.3).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value};

use super::create::{members, metadata};
use super::reply::{api_error, assumed, breach};
use super::service::Sim;
use super::state::State;
use crate::core::pdf::{self, Facts, Spot};
use crate::core::{Judge, Reply};

/// A document as it was asked for.
pub(super) struct Wish {
    pub(super) id: Option<String>,
    pub(super) key: Option<String>,
    pub(super) name: String,
    pub(super) metadata: BTreeMap<String, Vec<String>>,
    pub(super) bytes: Bytes,
    pub(super) spot: Option<Spot>,
    pub(super) pdf_a: bool,
}

const MEMBERS: &[&str] = &[
    "id",
    "file",
    "metadata",
    "documentKey",
    "signatureType",
    "pdfSignatureOptions",
    "cmsSignatureOptions",
];
const FILE: &[&str] = &[
    "content",
    "blobToken",
    "url",
    "name",
    "mimeType",
    "length",
    "contentType",
    "location",
];

fn part<'a>(
    judge: &mut Judge<'_>,
    value: Option<&'a Value>,
    what: &str,
) -> Result<&'a Map<String, Value>, Reply> {
    let object = value.and_then(Value::as_object);
    object.ok_or_else(|| {
        let words = format!("{what} is missing or no object");
        breach(judge, 400, "body.missing", "§3", &words)
    })
}

/// Whether there is a signature in it already.
pub(super) fn is_signed(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"/ByteRange";
    bytes.windows(MARK.len()).any(|part| part == MARK)
}

impl Sim {
    pub(super) fn document(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        value: &Value,
        usual: Option<&Value>,
    ) -> Result<Wish, Reply> {
        let one = part(judge, Some(value), "a document")?;
        members(judge, one, MEMBERS)?;
        let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
        let file = part(judge, one.get("file"), "file")?;
        let (name, bytes) = self.bytes(state, judge, file)?;
        if text("signatureType").as_deref() != Some("Pdf") {
            let words = "signatureType is not said, or not Pdf";
            assumed(judge, 422, "documents.type", "§3.1", words)?;
        }
        let facts = usable(&bytes)?;
        let key = text("documentKey");
        if let Some(key) = &key {
            let known = state.keys.get(key);
            if known.is_none_or(|known| known.document.is_some()) {
                let words = "the key is not allocated, or used";
                return Err(breach(judge, 422, "keys.unknown", "§9", words));
            }
        }
        let id = text("id");
        if id.as_ref().is_some_and(|id| state.document(id).is_some()) {
            return Err(api_error("InvalidRequest", "The id is taken."));
        }
        let options = one.get("pdfSignatureOptions").or(usual);
        let (spot, pdf_a) = match options {
            Some(options) => self.pdf_options(judge, options, &facts, &bytes)?,
            None => (None, false),
        };
        Ok(Wish {
            id,
            key,
            name,
            metadata: metadata(judge, one.get("metadata"))?,
            bytes,
            spot,
            pdf_a,
        })
    }

    fn bytes(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        file: &Map<String, Value>,
    ) -> Result<(String, Bytes), Reply> {
        members(judge, file, FILE)?;
        let text = |name: &str| file.get(name).and_then(Value::as_str);
        let sources = ["content", "blobToken", "url"];
        if sources
            .iter()
            .filter(|name| file.contains_key(**name))
            .count()
            != 1
        {
            return Err(breach(
                judge,
                400,
                "file.sources",
                "§3.2",
                "not exactly one source",
            ));
        }
        let Some(name) = text("name").filter(|name| !name.trim().is_empty()) else {
            return Err(breach(
                judge,
                400,
                "file.name",
                "§3.2",
                "the file has no name",
            ));
        };
        if name.contains(['/', '\\']) || name.chars().any(char::is_control) {
            assumed(
                judge,
                400,
                "file.name",
                "§3.2",
                "the name is no file's name",
            )?;
        }
        let bytes: Bytes = if let Some(content) = text("content") {
            match STANDARD.decode(content) {
                Ok(bytes) => bytes.into(),
                Err(_) => {
                    return Err(breach(judge, 400, "file.base64", "§3.2", "no base64"));
                }
            }
        } else if let Some(token) = text("blobToken") {
            let whole = state
                .uploads
                .get(token)
                .and_then(|upload| upload.whole.clone());
            match whole {
                Some(bytes) => bytes,
                None => {
                    let words = "the upload is not known or not at its end";
                    return Err(breach(judge, 422, "file.blob", "§12", words));
                }
            }
        } else {
            return Err(api_error(
                "FileDownloadFailed",
                "The file cannot be fetched.",
            ));
        };
        let said = file.get("length").and_then(Value::as_u64);
        if said.is_some_and(|said| said != bytes.len() as u64) {
            return Err(breach(judge, 400, "file.length", "§3.2", "another length"));
        }
        if bytes.len() > self.options.largest {
            return Err(super::reply::refused(413, "", "The file is too large."));
        }
        Ok((name.to_owned(), bytes))
    }

    fn pdf_options(
        &self,
        judge: &mut Judge<'_>,
        options: &Value,
        facts: &Facts,
        bytes: &[u8],
    ) -> Result<(Option<Spot>, bool), Reply> {
        let known = [
            "visualRepresentation",
            "measurementUnits",
            "pageOptimization",
            "convertToPdfA",
        ];
        let options = part(judge, Some(options), "pdfSignatureOptions")?;
        members(judge, options, &known)?;
        let pdf_a = options.get("convertToPdfA").and_then(Value::as_bool) == Some(true);
        if pdf_a && is_signed(bytes) {
            let words = "a signed document is converted, which breaks its signatures";
            judge.note("pdf_a.signed", "§3.3", words);
        }
        let Some(visual) = options.get("visualRepresentation") else {
            return Ok((None, pdf_a));
        };
        let visual = part(judge, Some(visual), "visualRepresentation")?;
        members(judge, visual, &["text", "image", "position"])?;
        if let Some(text) = visual.get("text") {
            let text = part(judge, Some(text), "text")?;
            let known = [
                "text",
                "fontSize",
                "includeSigningTime",
                "horizontalAlign",
                "container",
            ];
            members(judge, text, &known)?;
            if text.get("fontSize").and_then(Value::as_f64) == Some(0.0) {
                return Err(api_error("FontSizeZero", "The font size is 0."));
            }
        }
        let position = part(judge, visual.get("position"), "position")?;
        let known = [
            "pageNumber",
            "measurementUnits",
            "pageOptimization",
            "manual",
            "auto",
        ];
        members(judge, position, &known)?;
        let number = position.get("pageNumber").and_then(Value::as_u64);
        let index = number.and_then(|n| usize::try_from(n).ok()?.checked_sub(1));
        let Some(page) = index.and_then(|index| facts.pages.get(index)) else {
            judge.note("visual.page", "§3.3", "there is no such page");
            return Err(api_error("InvalidPage", "There is no such page."));
        };
        let number = u32::try_from(number.unwrap_or(1)).unwrap_or(1);
        let spot = match position.get("manual") {
            Some(manual) => {
                if position.get("measurementUnits").and_then(Value::as_str) != Some("PdfPoints") {
                    let words = "the units are not said, or others than are played";
                    assumed(judge, 422, "visual.units", "§3.3", words)?;
                }
                let manual = part(judge, Some(manual), "manual")?;
                members(
                    judge,
                    manual,
                    &["left", "top", "right", "bottom", "width", "height"],
                )?;
                manual_rect(manual, *page)
            }
            // The next free slot: on the foot of the page is good enough here.
            None if position.contains_key("auto") => {
                let [x0, y0, ..] = *page;
                Some([x0 + 40.0, y0 + 40.0, x0 + 200.0, y0 + 90.0])
            }
            None => None,
        };
        let Some(rect) = spot else {
            judge.note("visual.rect", "§3.3", "no rectangle within the page");
            let words = "The position is no rectangle within the page.";
            return Err(api_error("InvalidVisualRepresentation", words));
        };
        Ok((Some(Spot { page: number, rect }), pdf_a))
    }
}

fn usable(bytes: &Bytes) -> Result<Facts, Reply> {
    let facts = pdf::read(bytes);
    match facts.unusable.as_deref() {
        Some("it is encrypted") => Err(api_error("ProtectedPdfError", "The PDF is protected.")),
        // What others signed before can be signed by more.
        Some(_) if facts.pages.is_empty() => Err(api_error(
            "InvalidPdf",
            "The file is no PDF that can be used.",
        )),
        _ => Ok(facts),
    }
}

/// Distances from the page's edges, with width or height where one of two is missing.
fn manual_rect(manual: &Map<String, Value>, page: [f64; 4]) -> Option<[f64; 4]> {
    let get = |name: &str| manual.get(name).and_then(Value::as_f64);
    let [x0, y0, x1, y1] = page;
    let along = |low: Option<f64>, high: Option<f64>, size: Option<f64>, from: f64, to: f64| match (
        low, high, size,
    ) {
        (Some(low), None, Some(size)) => Some((from + low, from + low + size)),
        (None, Some(high), Some(size)) => Some((to - high - size, to - high)),
        (Some(low), Some(high), None) => Some((from + low, to - high)),
        _ => None,
    };
    let (left, right) = along(get("left"), get("right"), get("width"), x0, x1)?;
    let (bottom, top) = along(get("bottom"), get("top"), get("height"), y0, y1)?;
    const SLACK: f64 = 0.5;
    let inside =
        left >= x0 - SLACK && right <= x1 + SLACK && bottom >= y0 - SLACK && top <= y1 + SLACK;
    (inside && right > left && top > bottom).then_some([left, bottom, right, top])
}

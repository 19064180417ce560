//! A signer's act: the fields filled and the document signed, in one incremental update.

use lopdf::{Object, StringFormat, dictionary};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::draw::appearance;
use crate::draw::picture::Picture;
use crate::prepare::{form, views};
use crate::update::Update;
use session::PlaceInCopy;

use crate::{Identity, SealError, cms_make, pdf};

/// What a signer does to a document.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// The signer's number.
    pub signer: u16,
    /// The signer's name, as it stands in the signature.
    pub name: &'a str,
    /// When, with the zone that is to be shown.
    pub time: OffsetDateTime,
    /// What was consented to; stands as the signature's reason.
    pub reason: &'a str,
    /// A small line under each signature, for example "Ada Example · 25 November 2026, 20:13 UTC".
    /// Parts between middle dots keep their order, whatever direction a name is read in.
    /// Empty: none. Give the date here: a document that was signed before has no date fields.
    pub caption: &'a str,
    /// One for each visible field of the signer.
    pub marks: Vec<Mark>,
}

/// What is to be seen in a field.
#[derive(Debug, Clone)]
pub struct Mark {
    /// [`PlaceInCopy::id`].
    pub field: String,
    /// What it looks like.
    pub look: Look,
}

/// What a mark looks like.
#[derive(Debug, Clone)]
pub enum Look {
    /// Drawn by hand.
    Ink {
        /// Each stroke's points, 0 to 1 in both directions of the box that was drawn in, from its
        /// top left.
        strokes: Vec<Vec<[f32; 2]>>,
        /// Width of that box divided by its height.
        aspect: f32,
    },
    /// A name or initials in a script font.
    Typed(String),
    /// Words (a date, initials) in a plain font.
    Text(String),
    /// A picture of a signature.
    Picture(Picture),
}

/// Room for the CMS signature; two P-256 certificates take about a quarter of it.
const ROOM: usize = 8192;
/// What stands in a byte range until the numbers are known: ten digits wide.
const UNKNOWN: i64 = 9_999_999_999;

/// Signs a revision: fills the signer's fields and signs the signer's signature field, PAdES B-B.
/// The bytes given stay a prefix. A signer with several signature fields gets one update for each.
///
/// # Errors
/// When a visible field of the signer has no mark, a name has a character that no font draws, or
/// the revision does not hold the fields unsigned.
pub fn sign(
    revision: &[u8],
    fields: &[PlaceInCopy],
    act: &Act<'_>,
    identity: &Identity,
) -> Result<Vec<u8>, SealError> {
    let own: Vec<&PlaceInCopy> = fields.iter().filter(|f| f.signer == act.signer).collect();
    if let Some(mark) = act
        .marks
        .iter()
        .find(|m| !own.iter().any(|f| f.id == m.field))
    {
        return Err(SealError::MarkForeign(mark.field.clone()));
    }
    let (signing, filling): (Vec<_>, Vec<_>) = own.into_iter().partition(|f| f.signature_field);
    if signing.is_empty() {
        return Err(SealError::FieldGone(format!("of signer {}", act.signer)));
    }
    let mut bytes = revision.to_vec();
    for (round, field) in signing.into_iter().enumerate() {
        let document = pdf::open(&bytes, None)?;
        let pages: Vec<_> = document.page_iter().collect();
        let views = views(&document, &pages);
        let known = pdf::form_fields(&document);
        let mut update = Update::new(&bytes, document);
        let first = if round == 0 { filling.as_slice() } else { &[] };
        for field in first.iter().copied().chain([field]) {
            let form_field = known.iter().find(|known| known.name == field.id);
            let form_field = form_field.ok_or_else(|| SealError::FieldGone(field.id.clone()))?;
            if form_field.signature(update.before()).is_some() {
                return Err(SealError::FieldGone(field.id.clone()));
            }
            let mut text = None;
            if field.visible() {
                let mark = act.marks.iter().find(|mark| mark.field == field.id);
                let look = &mark
                    .ok_or_else(|| SealError::MarkMissing(field.id.clone()))?
                    .look;
                let view = views.get(field.page.saturating_sub(1) as usize);
                let view = view.ok_or(SealError::PlaceInvalid { page: field.page })?;
                let drawn = appearance::filled(&mut update, field, view, look, act.caption)?;
                let widget = form_field.widgets.first().copied().unwrap_or(form_field.id);
                let widget = update.edit(widget)?;
                widget.set("AP", dictionary! { "N" => Object::Reference(drawn) });
                if let Look::Text(words) | Look::Typed(words) = look {
                    text = Some(words);
                }
            }
            if field.signature_field {
                let locked: Vec<&str> = filling.iter().map(|field| field.id.as_str()).collect();
                let signature = signature(&mut update, act.name, act.reason, act.time, &locked)?;
                update
                    .edit(form_field.id)?
                    .set("V", Object::Reference(signature));
            } else if form_field.kind == b"Tx"
                && let Some(text) = text
            {
                update
                    .edit(form_field.id)?
                    .set("V", pdf::text_string(text.trim()));
            }
        }
        bytes = close(update, identity)?;
    }
    Ok(bytes)
}

/// Seals a PDF of Paraph's own (the receipt) with an invisible signature.
///
/// # Errors
/// When the PDF cannot be read or the signature not be made.
pub fn seal(
    bytes: &[u8],
    name: &str,
    reason: &str,
    time: OffsetDateTime,
    identity: &Identity,
) -> Result<Vec<u8>, SealError> {
    let document = pdf::open(bytes, None)?;
    let page = document
        .page_iter()
        .next()
        .ok_or(SealError::Damaged("it has no pages".into()))?;
    let mut update = Update::new(bytes, document);
    let signature = signature(&mut update, name, reason, time, &[])?;
    let field = update.add(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => Object::string_literal("Seal"),
        // Hidden, printed and locked: nothing that a reader of the page would have to be told of.
        "F" => 134,
        "TU" => pdf::text_string(reason),
        "P" => Object::Reference(page),
        "Rect" => appearance::numbers(&[0.0; 4]),
        "V" => Object::Reference(signature),
    })?;
    update
        .edit_array(page, "Annots")?
        .push(Object::Reference(field));
    form::extend(&mut update, &[field], true)?;
    close(update, identity)
}

/// A signature dictionary whose byte range and contents are still to come. The fields named in
/// `locked` may not change after it (FieldMDP, ISO 32000-1, 12.8.2.4).
fn signature(
    update: &mut Update,
    name: &str,
    reason: &str,
    time: OffsetDateTime,
    locked: &[&str],
) -> Result<lopdf::ObjectId, SealError> {
    let mut signature = dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), UNKNOWN.into(), UNKNOWN.into(), UNKNOWN.into()],
        "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        "Name" => pdf::text_string(name),
        "M" => Object::string_literal(pdf_time(time)),
    };
    if !reason.is_empty() {
        signature.set("Reason", pdf::text_string(reason));
    }
    if !locked.is_empty() {
        let names: Vec<Object> = locked.iter().map(|name| pdf::text_string(name)).collect();
        let lock = dictionary! {
            "Type" => "SigRef",
            "TransformMethod" => "FieldMDP",
            "TransformParams" => dictionary! {
                "Type" => "TransformParams",
                "V" => "1.2",
                "Action" => "Include",
                "Fields" => names,
            },
            "Data" => Object::Reference(update.root()?),
        };
        signature.set("Reference", vec![lock.into()]);
    }
    update.add(signature)
}

/// Writes the update, fills in its byte range and signs it.
fn close(update: Update, identity: &Identity) -> Result<Vec<u8>, SealError> {
    let lost = || SealError::Internal("the signature's place was lost".into());
    let from = update.length_before();
    let mut bytes = update.finish()?;
    // The signature is the newest object: what looks like it in an older one stands before it.
    let place = |needle: &[u8]| {
        let at = bytes
            .get(from..)
            .and_then(|new| new.windows(needle.len()).rposition(|w| w == needle))
            .ok_or_else(lost)?;
        Ok::<_, SealError>(from + at)
    };
    let opening = b"/Contents<000000000000";
    let gap = place(opening)? + b"/Contents".len();
    let gap_end = gap + 2 * ROOM + 2;
    let unknown = UNKNOWN.to_string();
    let range_at = place(format!("[0 {unknown} {unknown} {unknown}]").as_bytes())?;
    let range = format!(
        "[0 {gap} {gap_end} {}",
        bytes.len().checked_sub(gap_end).ok_or_else(lost)?
    );
    let range = format!("{range:<width$}]", width = 5 + 3 * unknown.len());
    bytes
        .get_mut(range_at..range_at + range.len())
        .ok_or_else(lost)?
        .copy_from_slice(range.as_bytes());

    let mut digest = Sha256::new();
    digest.update(bytes.get(..gap).ok_or_else(lost)?);
    digest.update(bytes.get(gap_end..).ok_or_else(lost)?);
    let cms = cms_make::signed_data(&digest.finalize(), identity)?;
    let hex = hex::encode(cms);
    let room = bytes.get_mut(gap + 1..gap_end - 1).ok_or_else(lost)?;
    room.get_mut(..hex.len())
        .ok_or_else(lost)?
        .copy_from_slice(hex.as_bytes());
    Ok(bytes)
}

/// A time as PDF writes it, with its zone.
fn pdf_time(time: OffsetDateTime) -> String {
    let (hours, minutes, _) = time.offset().as_hms();
    let sign = if time.offset().is_negative() {
        '-'
    } else {
        '+'
    };
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}{sign}{:02}'{:02}'",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        hours.unsigned_abs(),
        minutes.unsigned_abs(),
    )
}

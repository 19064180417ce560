//! What a file's metadata says (sheet §5), sent before its PDF under the same id.

use serde_json::{Map, Value, json};
use session::FieldKind;

use super::create::{object, signer_id};
use super::file_id::file_id;
use super::options::Options;
use super::places::{Mark, has_initials, marks};
use crate::{Account, Job, JobDocument, Objection};

/// The kinds of fields that the service knows (§5), but for `Seal`, which is documented as not
/// implemented. Only `Signature`, `SingleLine` and `Check` are documented as usable.
const KINDS: &[&str] = &[
    "Signature",
    "Check",
    "Radio",
    "SingleLine",
    "Number",
    "Date",
];
/// What a field's location may say; `Occurence` has one r on the wire (§5).
const LOCATION: &[&str] = &[
    "Search",
    "Occurence",
    "Top",
    "Right",
    "Bottom",
    "Left",
    "Width",
    "Height",
    "PageNumber",
];

/// A field of the sender's own, given as JSON in the option `fields`.
#[derive(Debug, Clone)]
pub(super) struct OwnField {
    pub(super) document: u32,
    pub(super) signer: u16,
    name: String,
    field: Value,
}

impl OwnField {
    /// Whether the signer signs there.
    pub(super) fn signs(&self) -> bool {
        self.field.get("Type").and_then(Value::as_str) == Some("Signature")
    }
}

/// The body for a document.
pub(super) fn request(job: &Job, account: &Account, document: &JobDocument) -> Value {
    let mut options = Options::of_session(job, account);
    let position = |list: Option<&str>| -> Option<String> {
        let index = job
            .documents
            .iter()
            .position(|d| d.number == document.number)?;
        let text = list?.split('|').nth(index)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let name = position(job.option("display_names")).unwrap_or_else(|| document.name.clone());
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let order = position(job.option("display_order"))
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or_else(|| i64::from(document.number));
    let paraph = options.flag("paraph", false) || has_initials(document);

    let mut signers: Map<String, Value> = Map::new();
    let mut sets: Map<String, Value> = Map::new();
    let mut all = told(job, document);
    // In the order of the signers; names of sets are unique in the whole transaction.
    for signer in &job.signers {
        let set = format!("d{}_s{}", document.number, signer.number);
        let mut names = Vec::new();
        let own: Map<String, Value> = all
            .extract_if(.., |(number, _, _)| *number == signer.number)
            .map(|(_, name, field)| (name, field))
            .collect();
        if !own.is_empty() {
            sets.insert(set.clone(), Value::Object(own));
            names.push(json!(set));
        }
        let fills = Options::of_signer(job, account, signer).flag("fills_form", false);
        if fills {
            // The documented way to give the PDF's own form to a signer (§5).
            names.push(json!(file_id(job, document)));
        }
        if !names.is_empty() {
            signers.insert(signer_id(signer.number), json!({ "FormSets": names }));
        }
    }
    object([
        ("DisplayName", Some(json!(name))),
        ("DisplayOrder", Some(json!(order))),
        (
            "Description",
            position(job.option("descriptions")).map(Value::String),
        ),
        ("SetParaph", Some(json!(paraph))),
        (
            "Signers",
            (!signers.is_empty()).then_some(Value::Object(signers)),
        ),
        (
            "FormSets",
            (!sets.is_empty()).then_some(Value::Object(sets)),
        ),
    ])
}

/// All fields of a document: by signer, with the field's name.
fn told(job: &Job, document: &JobDocument) -> Vec<(u16, String, Value)> {
    let places = marks(job, document)
        .into_iter()
        .zip(1..)
        .map(|(mark, count)| {
            let (name, kind) = match mark.kind {
                FieldKind::Date => (format!("date_{count}"), "Date"),
                FieldKind::Signature | FieldKind::Initial => (format!("sign_{count}"), "Signature"),
            };
            let field = json!({ "Type": kind, "Location": location(&mark) });
            (mark.signer, name, field)
        });
    let own = own_fields(job).0.into_iter();
    let own = own
        .filter(|own| own.document == document.number)
        .map(|own| (own.signer, own.name, own.field));
    places.chain(own).collect()
}

/// `Width` never stands with both `Left` and `Right`, nor `Height` with `Top` and `Bottom` (§5).
fn location(mark: &Mark) -> Value {
    json!({
        "PageNumber": mark.page,
        "Left": mark.left,
        "Top": mark.top,
        "Width": mark.width,
        "Height": mark.height,
    })
}

/// The sender's own fields and what is wrong with them. The option `fields` is a list of
/// `{"document":1,"signer":1,"name":"agree","Type":"Check","Value":"yes","Location":{…}}`, the
/// last three as the service has them.
pub(super) fn own_fields(job: &Job) -> (Vec<OwnField>, Vec<Objection>) {
    let Some(text) = job.option("fields") else {
        return (Vec::new(), Vec::new());
    };
    let list: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    let fields: Vec<OwnField> = list
        .iter()
        .filter_map(|value| own_field(job, value))
        .collect();
    let mut names: Vec<_> = fields
        .iter()
        .map(|f| (f.document, f.signer, &f.name))
        .collect();
    names.sort();
    let twice = names.windows(2).any(|pair| pair.first() == pair.last());
    let wrong = if list.is_empty() || fields.len() < list.len() || twice {
        vec![Objection::option("fields", text, "json")]
    } else {
        Vec::new()
    };
    (fields, wrong)
}

fn own_field(job: &Job, value: &Value) -> Option<OwnField> {
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let document = u32::try_from(number("document").unwrap_or(1)).ok()?;
    let signer = u16::try_from(number("signer")?).ok()?;
    let name = value.get("name")?.as_str()?;
    let kind = value.get("Type")?.as_str()?;
    let location = value.get("Location")?.as_object()?;
    let given = value.get("Value").filter(|value| !value.is_null());
    // The characters of a key (§5).
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let known = job.document(document).is_some()
        && job.signers.iter().any(|other| other.number == signer)
        && KINDS.contains(&kind);
    let whole = location.iter().all(|(name, value)| {
        LOCATION.contains(&name.as_str())
            && if name == "Search" {
                value.is_string()
            } else {
                value.is_i64()
            }
    });
    let has = |name: &str| location.contains_key(name);
    let sized = (has("Search") || has("PageNumber"))
        && !(has("Width") && has("Left") && has("Right"))
        && !(has("Height") && has("Top") && has("Bottom"));
    let plain_value = given.is_none_or(|v| v.is_string() || v.is_number() || v.is_boolean());
    // A check has the value that it stands for (§5).
    let checked = kind != "Check" || given.is_some();
    (plain && known && whole && sized && plain_value && checked).then(|| OwnField {
        document,
        signer,
        name: name.to_owned(),
        field: object([
            ("Type", Some(json!(kind))),
            ("Location", Some(Value::Object(location.clone()))),
            ("Value", given.cloned()),
        ]),
    })
}

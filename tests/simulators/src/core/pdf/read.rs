//! What a service finds in an uploaded PDF.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::Spot;
use super::text::PageText;

/// A tag `{{SignerN}}`.
#[derive(Debug, Clone, PartialEq)]
pub struct TextTag {
    /// The signer's number.
    pub signer: u16,
    /// Where.
    pub spot: Spot,
}

/// A signature form field named `Signature-x_y`.
#[derive(Debug, Clone, PartialEq)]
pub struct SignatureField {
    /// Its name.
    pub name: String,
    /// The signer's number, `x`.
    pub signer: u16,
    /// Where.
    pub spot: Spot,
}

/// What was found in a PDF.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Why it cannot be used, where it cannot.
    pub unusable: Option<String>,
    /// The size of each page in points, width and height, from its crop box.
    pub pages: Vec<[f64; 4]>,
    /// Its text by page.
    pub texts: Vec<PageText>,
    /// Its tags.
    pub tags: Vec<TextTag>,
    /// Its signature fields.
    pub fields: Vec<SignatureField>,
    /// The names of all its form fields.
    pub form: Vec<String>,
}

/// Reads an uploaded PDF. What cannot be used says why; nothing fails.
#[must_use]
pub fn read(bytes: &[u8]) -> Facts {
    let unusable = |why: &str| Facts {
        unusable: Some(why.to_owned()),
        ..Facts::default()
    };
    if !bytes.starts_with(b"%PDF-") {
        return unusable("it does not begin as a PDF");
    }
    let Ok(document) = Document::load_mem(bytes) else {
        return unusable("it cannot be read");
    };
    if document.was_encrypted() || document.is_encrypted() {
        return unusable("it is encrypted");
    }
    let ids: Vec<ObjectId> = document.page_iter().collect();
    if ids.is_empty() {
        return unusable("it has no pages");
    }
    let mut facts = Facts::default();
    for (index, id) in ids.iter().enumerate() {
        let page = u32::try_from(index + 1).unwrap_or(u32::MAX);
        facts.pages.push(size(&document, *id));
        let text = PageText::of(&document, *id);
        facts.tags.extend(tags(&text, page));
        facts.texts.push(text);
    }
    if signed_or_certified(&document) {
        facts.unusable = Some("it is signed or certified already".to_owned());
    }
    form_fields(&document, &ids, &mut facts);
    facts
}

/// The exact `{{SignerN}}`, as the service's pages show it; nothing else is one.
fn tags(text: &PageText, page: u32) -> Vec<TextTag> {
    const OPEN: &str = "{{Signer";
    let whole: Vec<char> = text.text().chars().collect();
    let mut found = Vec::new();
    for open in text.find(OPEN) {
        let after = whole.get(open.at + OPEN.len()..).unwrap_or_default();
        let digits: String = after.iter().take_while(|c| c.is_ascii_digit()).collect();
        let closed = after.get(digits.len()..digits.len() + 2) == Some(&['}', '}']);
        if let (true, Ok(signer @ 1..)) = (closed, digits.parse()) {
            let tag = format!("{OPEN}{digits}}}}}");
            let same = text.find(&tag).into_iter().find(|f| f.at == open.at);
            let rect = same.map_or(open.rect, |found| found.rect);
            found.push(TextTag {
                signer,
                spot: Spot { page, rect },
            });
        }
    }
    found
}

fn size(document: &Document, page: ObjectId) -> [f64; 4] {
    let mut node = document.get_dictionary(page).ok();
    for _ in 0..32 {
        let Some(dictionary) = node else { break };
        for key in [&b"CropBox"[..], b"MediaBox"] {
            if let Some(rect) = rect(document, dictionary, key) {
                return rect;
            }
        }
        let parent = dictionary.get_deref(b"Parent", document).ok();
        node = parent.and_then(|parent| parent.as_dict().ok());
    }
    [0.0, 0.0, 595.0, 842.0]
}

fn rect(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<[f64; 4]> {
    let array = dictionary.get_deref(key, document).ok()?.as_array().ok()?;
    let mut rect = [0.0; 4];
    for (to, from) in rect.iter_mut().zip(array) {
        *to = f64::from(document.dereference(from).ok()?.1.as_float().ok()?);
    }
    let [a, b, c, d] = rect;
    (array.len() == 4).then(|| [a.min(c), b.min(d), a.max(c), b.max(d)])
}

fn signed_or_certified(document: &Document) -> bool {
    let certified = document
        .catalog()
        .is_ok_and(|catalog| catalog.has(b"Perms"));
    let signed = document.objects.values().any(|object| {
        let dictionary = object.as_dict().ok();
        dictionary.is_some_and(|d| d.has(b"ByteRange") && d.has(b"Contents"))
    });
    certified || signed
}

fn form_fields(document: &Document, pages: &[ObjectId], facts: &mut Facts) {
    let roots = || -> Option<Vec<Object>> {
        let form = document.catalog().ok()?.get_deref(b"AcroForm", document);
        let form = form.ok()?.as_dict().ok()?;
        let fields = form.get_deref(b"Fields", document).ok()?.as_array().ok()?;
        Some(fields.clone())
    };
    for root in roots().unwrap_or_default() {
        walk(document, pages, &root, "", 0, facts);
    }
}

fn walk(
    document: &Document,
    pages: &[ObjectId],
    object: &Object,
    above: &str,
    depth: usize,
    facts: &mut Facts,
) {
    let Ok((id, Object::Dictionary(field))) = document.dereference(object) else {
        return;
    };
    let own = field.get_deref(b"T", document).ok();
    let own = own.and_then(|name| lopdf::decode_text_string(name).ok());
    let name = match (&own, above) {
        (Some(own), "") => own.clone(),
        (Some(own), above) => format!("{above}.{own}"),
        (None, above) => above.to_owned(),
    };
    let kids = field.get_deref(b"Kids", document).ok();
    if let (Some(Object::Array(kids)), true) = (kids, depth < 16) {
        for kid in kids {
            walk(document, pages, kid, &name, depth + 1, facts);
        }
    }
    if own.is_none() {
        return;
    }
    facts.form.push(name.clone());
    let signature = field.get_deref(b"FT", document).ok();
    if signature.and_then(|kind| kind.as_name().ok()) != Some(b"Sig") {
        return;
    }
    let numbers = name
        .strip_prefix("Signature-")
        .and_then(|n| n.split_once('_'));
    let Some((signer, count)) = numbers else {
        return;
    };
    if let (Ok(signer @ 1..), Ok(1..)) = (signer.parse::<u16>(), count.parse::<u16>()) {
        let page = page_of(document, pages, field, id);
        let rect = rect(document, field, b"Rect").unwrap_or_default();
        facts.fields.push(SignatureField {
            name,
            signer,
            spot: Spot { page, rect },
        });
    }
}

fn page_of(
    document: &Document,
    pages: &[ObjectId],
    field: &Dictionary,
    id: Option<ObjectId>,
) -> u32 {
    let told = field.get(b"P").and_then(Object::as_reference).ok();
    let holds = |page: &ObjectId| {
        let annotations = document.get_dictionary(*page).ok();
        let annotations = annotations.and_then(|page| page.get_deref(b"Annots", document).ok());
        let annotations = annotations.and_then(|list| list.as_array().ok());
        annotations.is_some_and(|list| list.iter().any(|a| a.as_reference().ok() == id))
    };
    let index = pages
        .iter()
        .position(|page| told == Some(*page) || (id.is_some() && holds(page)));
    u32::try_from(index.unwrap_or(0) + 1).unwrap_or(1)
}

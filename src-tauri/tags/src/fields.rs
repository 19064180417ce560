//! Form fields: where the file itself says that someone signs, and what is signed or filled already.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};
use session::{FormField, Rect};

use crate::ReadError;
use crate::limits::Budget;
use crate::objects::{self, dict, get, get_array, get_dict, get_name, get_number, rect};
use crate::pages::PageNode;
use crate::pdf::Pdf;

/// The flag of fields that nobody may change.
const READ_ONLY: i64 = 1;
/// Bytes of a field's own name, or of a signer's; what stands beyond is dropped.
const MAX_NAME: usize = 4096;
/// Signers that are told by name.
const MAX_SIGNERS: usize = 1000;

/// What the form says.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Signature fields, one for each widget.
    pub(crate) fields: Vec<FormField>,
    /// Who signed, in the order of the fields.
    pub(crate) signed_by: Vec<String>,
    /// How many other fields hold a value and may still be changed.
    pub(crate) filled: usize,
    /// Where the first widget of each of these stands, for those that stand on a page.
    pub(crate) filled_at: Vec<(u32, Option<Rect>)>,
    /// Whether there is an XFA form.
    pub(crate) xfa: bool,
    /// Whether there are any fields.
    pub(crate) any: bool,
}

/// A field on the way down the tree, with what it inherits.
struct Node<'a> {
    object: &'a Object,
    name: Rc<str>,
    kind: Option<&'a [u8]>,
    value: Option<&'a Object>,
    /// Whether a person may change the value.
    live: bool,
    depth: usize,
}

/// Reads the form. Widgets that stand on a page and are in no form's tree are read as well.
pub(crate) fn read<'a>(
    pdf: &'a dyn Pdf,
    pages: &[PageNode<'a>],
    budget: &Budget<'_>,
) -> Result<Form, ReadError> {
    let mut reader = Reader {
        pdf,
        form: Form::default(),
        seen: HashSet::new(),
        places: places(pdf, pages, budget)?,
    };
    let acro = pdf
        .catalog()
        .and_then(|catalog| get_dict(pdf, catalog, b"AcroForm"));
    if let Some(acro) = acro {
        reader.form.xfa = get(pdf, acro, b"XFA").is_some();
        let roots = get_array(pdf, acro, b"Fields").unwrap_or_default();
        reader.form.any = !roots.is_empty();
        reader.walk(roots, budget)?;
    }
    for page in pages {
        let annotations = get_array(pdf, page.dict, b"Annots").unwrap_or_default();
        budget.spend_operations(annotations.len())?;
        let widgets = annotations.iter().filter(|one| {
            dict(pdf, one).is_some_and(|one| {
                get_name(pdf, one, b"Subtype") == Some(b"Widget") && !one.has(b"Parent")
            })
        });
        for widget in widgets {
            reader.walk(std::slice::from_ref(widget), budget)?;
        }
    }
    Ok(reader.form)
}

/// On which page each annotation stands.
fn places(
    pdf: &dyn Pdf,
    pages: &[PageNode<'_>],
    budget: &Budget<'_>,
) -> Result<HashMap<ObjectId, u32>, ReadError> {
    let mut places = HashMap::new();
    for page in pages {
        let annotations = get_array(pdf, page.dict, b"Annots").unwrap_or_default();
        budget.spend_operations(annotations.len())?;
        for annotation in annotations {
            if let Ok(id) = annotation.as_reference() {
                places.entry(id).or_insert(page.session.number);
            }
        }
        // A widget may name its page while the page does not list it.
        if let Some(id) = page.id {
            places.entry(id).or_insert(page.session.number);
        }
    }
    Ok(places)
}

struct Reader<'a> {
    pdf: &'a dyn Pdf,
    form: Form,
    seen: HashSet<ObjectId>,
    places: HashMap<ObjectId, u32>,
}

impl<'a> Reader<'a> {
    fn walk(&mut self, roots: &'a [Object], budget: &Budget<'_>) -> Result<(), ReadError> {
        let root = |object| Node {
            object,
            name: Rc::from(""),
            kind: None,
            value: None,
            live: true,
            depth: 0,
        };
        let mut stack: Vec<Node<'a>> = roots.iter().rev().map(root).collect();
        while let Some(node) = stack.pop() {
            budget.spend_operations(1)?;
            if node
                .object
                .as_reference()
                .is_ok_and(|id| !self.seen.insert(id))
                || node.depth > budget.limits().max_depth
            {
                continue;
            }
            let Some(own) = dict(self.pdf, node.object) else {
                continue;
            };
            let name = full_name(&node.name, partial_name(self.pdf, own));
            budget.hold(name.len())?;
            let kind = get_name(self.pdf, own, b"FT").or(node.kind);
            let value = get(self.pdf, own, b"V").or(node.value);
            let flags = get_number(self.pdf, own, b"Ff");
            let live = flags.map_or(node.live, |flags| (flags as i64) & READ_ONLY == 0);
            let kids = get_array(self.pdf, own, b"Kids").unwrap_or_default();
            budget.spend_operations(kids.len())?;
            budget.hold(kids.len() * size_of::<Node<'_>>())?;
            let is_field = |kid: &&Object| dict(self.pdf, kid).is_some_and(|kid| kid.has(b"T"));
            if kids.iter().any(|kid| is_field(&kid)) {
                stack.extend(kids.iter().rev().map(|object| Node {
                    object,
                    name: Rc::clone(&name),
                    kind,
                    value,
                    live,
                    depth: node.depth + 1,
                }));
                continue;
            }
            let widgets: Vec<&'a Object> = if kids.is_empty() {
                vec![node.object]
            } else {
                kids.iter().collect()
            };
            for widget in kids {
                self.seen.extend(widget.as_reference());
            }
            let value = value.filter(|_| live || kind == Some(b"Sig"));
            self.field(&name, kind, value, &widgets, budget)?;
        }
        Ok(())
    }

    fn field(
        &mut self,
        name: &Rc<str>,
        kind: Option<&[u8]>,
        value: Option<&'a Object>,
        widgets: &[&'a Object],
        budget: &Budget<'_>,
    ) -> Result<(), ReadError> {
        if kind != Some(b"Sig") {
            let filled = match (kind, value) {
                (Some(b"Tx" | b"Ch"), Some(Object::String(text, _))) => !text.is_empty(),
                (Some(b"Tx" | b"Ch"), Some(Object::Array(items))) => !items.is_empty(),
                (Some(b"Tx"), Some(Object::Stream(_))) => true,
                (Some(b"Btn"), Some(Object::Name(state))) => state != b"Off",
                _ => false,
            };
            self.form.filled += usize::from(filled);
            let place = widgets.first().filter(|_| filled).and_then(|widget| {
                let (page, rect) = self.stands(widget);
                Some((page?, rect))
            });
            self.form.filled_at.extend(place);
            return Ok(());
        }
        let signature = value.and_then(|value| dict(self.pdf, value));
        let signed = signature.is_some_and(|signature| signature.has(b"Contents"));
        if let (Some(signature), true) = (signature, signed) {
            let who = get(self.pdf, signature, b"Name").and_then(text);
            if self.form.signed_by.len() < MAX_SIGNERS {
                let who = who.unwrap_or_else(|| name.to_string());
                self.form.signed_by.push(who);
            }
        }
        let place = place(name);
        for widget in widgets {
            let (page, area) = self.stands(widget);
            budget.hold(name.len() + size_of::<FormField>())?;
            self.form.fields.push(FormField {
                name: name.to_string(),
                signer: place.map(|(signer, _)| signer),
                index: place.map(|(_, index)| index),
                page,
                rect: area,
                signed,
            });
        }
        Ok(())
    }

    /// The page of a widget, and where on it.
    fn stands(&self, widget: &Object) -> (Option<u32>, Option<Rect>) {
        let own = dict(self.pdf, widget);
        let area = own.and_then(|own| own.get(b"Rect").ok());
        let area = area
            .and_then(|area| rect(self.pdf, area))
            .filter(Rect::is_finite);
        let page = self.page(widget, own);
        (page, area.filter(|_| page.is_some()))
    }

    fn page(&self, widget: &Object, own: Option<&Dictionary>) -> Option<u32> {
        let by_list = widget
            .as_reference()
            .ok()
            .and_then(|id| self.places.get(&id));
        let by_name = own
            .and_then(|own| own.get(b"P").ok())
            .and_then(|page| page.as_reference().ok())
            .and_then(|id| self.places.get(&id));
        by_list.or(by_name).copied()
    }
}

fn partial_name(pdf: &dyn Pdf, field: &Dictionary) -> Option<String> {
    get(pdf, field, b"T").and_then(text)
}

fn text(object: &Object) -> Option<String> {
    objects::text(object, MAX_NAME)
        .map(|name| name.trim().to_owned())
        .filter(|n| !n.is_empty())
}

fn full_name(above: &Rc<str>, own: Option<String>) -> Rc<str> {
    match own {
        None => Rc::clone(above),
        Some(own) if above.is_empty() => own.into(),
        Some(own) => format!("{above}.{own}").into(),
    }
}

/// Signer and count of a field named `Signature-x_y`.
fn place(name: &str) -> Option<(u16, u16)> {
    let own = name.rsplit('.').next()?;
    let (signer, index) = own.strip_prefix("Signature-")?.split_once('_')?;
    let number = |digits: &str| {
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        digits
            .parse::<u16>()
            .ok()
            .filter(|n| plain && (1..=999).contains(n))
    };
    Some((number(signer)?, number(index)?))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn only_the_exact_form_of_a_name_says_a_signer() {
        assert_eq!(place("Signature-12_3"), Some((12, 3)));
        assert_eq!(place("form.Signature-1_1"), Some((1, 1)));
        for other in [
            "Signature1",
            "Signature-0_1",
            "Signature-01_1",
            "Signature-1",
            "signature-1_1",
            "Signature-1_1000",
        ] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}

//! Texts that say what drawn text is to be read as: they change with the tag that they speak of.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use lopdf::{Dictionary, Document as Pdf, Object, decode_text_string, text_string};
use session::FieldKind;

use super::RewriteError;
use super::operator::{Edit, name};
use super::streams::Objects;
use super::writing::free;
use crate::content::{Operand, Operations};
use crate::lexer::{Lexer, Token};
use crate::limits::Budget;
use crate::objects::{decode, get, get_array, get_dict};
use crate::page::Spoken;
use crate::text;

/// Parents of a structure element that are looked at.
const MAX_PARENTS: usize = 64;
/// Texts of a structure element that stand for what is drawn.
const TEXTS: [&[u8]; 3] = [b"ActualText", b"Alt", b"E"];

/// A tag in a text that is not drawn, and what it becomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    pub(super) kind: FieldKind,
    pub(super) signer: u16,
    pub(super) new: String,
}

/// A text with its tags changed; `None` where it has none of them.
pub(super) fn told(text: &str, wishes: &[Wish]) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for (range, kind, signer) in text::words(text) {
        let is_it = |wish: &&Wish| (wish.kind, wish.signer) == (kind, signer);
        let Some(wish) = wishes.iter().find(is_it) else {
            continue;
        };
        out.push_str(text.get(done..range.start)?);
        // Where the old text is escaped for XML the new one has to be.
        if text.get(range.clone())?.starts_with('&') {
            out.push_str(
                &wish
                    .new
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;"),
            );
        } else {
            out.push_str(&wish.new);
        }
        done = range.end;
    }
    if done == 0 {
        return None;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// The text of an entry with its tags changed.
pub(super) fn entry(pdf: &Pdf, dict: &Dictionary, key: &[u8], wishes: &[Wish]) -> Option<Object> {
    let text = decode_text_string(get(pdf, dict, key)?).ok()?;
    Some(text_string(&told(&text, wishes)?))
}

/// Whether a stream that is not followed shows one of the tags, in letters that need no font to be read.
pub(super) fn shows(
    pdf: &Pdf,
    object: &Object,
    wishes: &[Wish],
    budget: &Budget<'_>,
) -> Result<bool, RewriteError> {
    let Object::Stream(stream) = crate::objects::resolve(pdf, object) else {
        return Ok(false);
    };
    let Some(bytes) = decode(pdf, stream, budget)? else {
        return Ok(false);
    };
    let mut operations = Operations::new(&bytes);
    let mut shown = String::new();
    while operations.next_operator().is_some() {
        budget.spend_operations(1)?;
        for operand in &operations.operands {
            let items = match operand {
                Operand::Array(items) => items.as_slice(),
                other => std::slice::from_ref(other),
            };
            let strings = items.iter().filter_map(Operand::string);
            shown.extend(
                strings
                    .flatten()
                    .filter(|byte| **byte != 0)
                    .map(|byte| char::from(*byte)),
            );
        }
    }
    Ok(told(&shown, wishes).is_some())
}

/// Changes the text of the operator that begins a marked-content section, or takes it away where it
/// speaks of pieces, so that readers take the glyphs for what they are.
pub(super) fn section(
    pdf: &Pdf,
    stream: &[u8],
    span: Range<usize>,
    spoken: Spoken,
    wishes: &[Wish],
    resources: Option<&Dictionary>,
    properties: &mut Vec<(Vec<u8>, Object)>,
) -> Option<Edit> {
    let mut lexer = Lexer::new(stream.get(span.clone())?);
    let mut names = 0;
    loop {
        lexer.skip_blank();
        let from = span.start + lexer.position();
        let Token::Name(word) = lexer.next_token()? else {
            continue;
        };
        names += 1;
        match spoken {
            Spoken::Here if word.as_slice() == b"ActualText" => {
                let old = match lexer.next_token()? {
                    Token::String(bytes) => Object::string_literal(bytes.to_vec()),
                    _ => Object::Null,
                };
                let at = from..span.start + lexer.position();
                let mut new = Vec::new();
                let text = decode_text_string(&old).ok();
                if let Some(text) = text.and_then(|text| told(&text, wishes))
                    && let Object::String(bytes, _) = text_string(&text)
                    && !text.trim().is_empty()
                {
                    new.extend_from_slice(b"/ActualText ");
                    super::operator::string(&mut new, &bytes);
                }
                return Some(Edit { at, new });
            }
            Spoken::Named if names == 2 => {
                let known = resources.and_then(|all| get_dict(pdf, all, b"Properties"));
                let mut dict = get_dict(pdf, known?, &word)?.clone();
                match entry(pdf, &dict, b"ActualText", wishes) {
                    Some(text) => dict.set("ActualText", text),
                    None => drop(dict.remove(b"ActualText")),
                }
                let object = Object::Dictionary(dict);
                let same = properties.iter().find(|(_, other)| *other == object);
                let alias = match same {
                    Some((alias, _)) => alias.clone(),
                    None => free(known, properties, "ParaphText"),
                };
                let mut new = Vec::new();
                name(&mut new, &alias);
                properties.push((alias, object));
                let at = from..span.start + lexer.position();
                return Some(Edit { at, new });
            }
            _ => {}
        }
    }
}

/// What is to change in structure elements: by the key of the page or form, and by section.
pub(super) type Elements = BTreeMap<(i64, i64), Vec<Wish>>;

/// Changes the texts of structure elements that stand for what is drawn in sections.
pub(super) fn elements(
    pdf: &Pdf,
    wanted: &Elements,
    objects: &mut Objects,
    budget: &Budget<'_>,
) -> Result<(), RewriteError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let catalog = pdf.catalog().ok();
    let root = catalog.and_then(|catalog| get_dict(pdf, catalog, b"StructTreeRoot"));
    let Some(tree) = root.and_then(|root| get_dict(pdf, root, b"ParentTree")) else {
        return Ok(());
    };
    let mut lists: HashMap<i64, &[Object]> = HashMap::new();
    let (mut stack, mut seen) = (vec![tree], HashSet::new());
    while let Some(node) = stack.pop() {
        if !seen.insert(std::ptr::from_ref(node).addr()) {
            continue;
        }
        let numbers = get_array(pdf, node, b"Nums").unwrap_or_default();
        for pair in numbers.chunks_exact(2) {
            budget.spend_operations(1)?;
            if let [Object::Integer(key), list] = pair
                && let Object::Array(list) = crate::objects::resolve(pdf, list)
            {
                lists.insert(*key, list);
            }
        }
        let kids = get_array(pdf, node, b"Kids").unwrap_or_default();
        stack.extend(kids.iter().filter_map(|kid| crate::objects::dict(pdf, kid)));
    }
    for ((key, section), wishes) in wanted {
        let list = lists.get(key).copied().unwrap_or_default();
        let at = usize::try_from(*section).ok();
        let mut element = at.and_then(|at| list.get(at));
        for _ in 0..MAX_PARENTS {
            budget.spend_operations(1)?;
            let Some(Object::Reference(id)) = element else {
                break;
            };
            let Ok(dict) = pdf.get_dictionary(*id) else {
                break;
            };
            for key in TEXTS {
                // It may have changed for another section already.
                let now = objects.set.get(id).and_then(|object| object.as_dict().ok());
                if let Some(text) = entry(pdf, now.unwrap_or(dict), key, wishes)
                    && let Some(own) = objects.dict(pdf, *id)
                {
                    own.set(key.to_vec(), text);
                }
            }
            element = dict.get(b"P").ok();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_a_text_change_and_the_rest_stays() {
        let wish = |signer, new: &str| Wish {
            kind: FieldKind::Signature,
            signer,
            new: new.to_owned(),
        };
        let wishes = [wish(1, "{{Signer1}}"), wish(2, "")];
        let told = |text| told(text, &wishes);
        assert_eq!(
            told("A << signer 1>>, «Signer2» <<Date1>>").as_deref(),
            Some("A {{Signer1}},  <<Date1>>")
        );
        assert_eq!(told("<<Signer3>>"), None);
        let wishes = [wish(1, "<<S>>")];
        assert_eq!(
            super::told("<p>&lt;&lt;Signer1&gt;&gt;</p>", &wishes).as_deref(),
            Some("<p>&lt;&lt;S&gt;&gt;</p>")
        );
    }
}

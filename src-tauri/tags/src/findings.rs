//! What the file as a whole brings along.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object};
use session::{Finding, FindingCode};

use crate::archival::archival;
use crate::fields::Form;
use crate::limits::Budget;
use crate::objects::{dict, get, get_array, get_dict, get_name, resolve};
use crate::open::About;
use crate::pages::PageNode;
use crate::pdf::Pdf;

/// Beyond either of these a file is slow to send and to read.
const LARGE_BYTES: usize = 25_000_000;
const LARGE_PAGES: usize = 500;
/// Nodes of a name tree and fields that are looked at, and levels of trees and of actions.
const MAX_LOOKED_AT: usize = 1000;
const MAX_DEPTH: usize = 8;

/// Findings about the whole file.
pub(crate) fn whole(
    pdf: &dyn Pdf,
    about: &About,
    pages_looked_for: bool,
    form: &Form,
    bytes: usize,
    pages: &[PageNode<'_>],
    budget: &Budget<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |code: FindingCode| findings.push(Finding::new(code));
    if about.repaired || pages_looked_for {
        say(FindingCode::DocumentRepaired);
    }
    if about.encrypted {
        say(if about.needed_password {
            FindingCode::DocumentPassword
        } else {
            FindingCode::DocumentEncrypted
        });
        if about.restricted {
            say(FindingCode::DocumentRestricted);
        }
    }
    if is_certified(pdf) {
        say(FindingCode::DocumentCertified);
    }
    if form.xfa && is_dynamic(pdf, form) {
        say(FindingCode::DocumentXfa);
    }
    if has_javascript(pdf, pages) {
        say(FindingCode::DocumentJavascript);
    }
    if !form.signed_by.is_empty() {
        let finding = Finding::new(FindingCode::DocumentSigned);
        findings.push(
            finding
                .arg("who", form.signed_by.join(", "))
                .arg("count", form.signed_by.len().to_string()),
        );
    }
    if form.filled > 0 {
        findings.push(form_values(form));
    }
    if let Some(level) = archival(pdf, budget) {
        findings.push(Finding::new(FindingCode::DocumentPdfa).arg("level", level));
    }
    let attachments = attachments(pdf, pages);
    if attachments > 0 {
        let finding = Finding::new(FindingCode::DocumentAttachments);
        findings.push(finding.arg("count", attachments.to_string()));
    }
    if bytes > LARGE_BYTES || pages.len() > LARGE_PAGES {
        let finding = Finding::new(FindingCode::DocumentLarge);
        findings.push(
            finding
                .arg("pages", pages.len().to_string())
                .arg("megabytes", (bytes / 1_000_000).max(1).to_string()),
        );
    }
    findings
}

/// Fields that can still be changed: the first one's place, and the pages of all.
fn form_values(form: &Form) -> Finding {
    let pages: BTreeSet<u32> = form.filled_at.iter().map(|(page, _)| *page).collect();
    let finding = Finding::new(FindingCode::DocumentFormValues)
        .arg("count", form.filled.to_string())
        .arg("where", ranges(&pages))
        // Chooses the words: none where no field stands on a page.
        .arg("pages", pages.len().to_string());
    let first = form.filled_at.iter().min_by_key(|(page, _)| *page);
    match first {
        Some((page, rect)) => finding.at(*page, *rect),
        None => finding,
    }
}

/// Page numbers as people write them: `1, 3–5`.
fn ranges(pages: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let run = |(from, to): &(u32, u32)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}–{to}"),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

fn is_certified(pdf: &dyn Pdf) -> bool {
    let permissions = pdf
        .catalog()
        .and_then(|catalog| get_dict(pdf, catalog, b"Perms"));
    permissions.is_some_and(|permissions| get_dict(pdf, permissions, b"DocMDP").is_some())
}

/// A form whose pages are only made by a program that knows XFA.
fn is_dynamic(pdf: &dyn Pdf, form: &Form) -> bool {
    let renders = pdf
        .catalog()
        .and_then(|catalog| get(pdf, catalog, b"NeedsRendering"));
    matches!(renders, Some(Object::Boolean(true))) || !form.any
}

/// Whether a script is run by the file itself, by one of its pages, or by something on them.
fn has_javascript(pdf: &dyn Pdf, pages: &[PageNode<'_>]) -> bool {
    let Some(catalog) = pdf.catalog() else {
        return false;
    };
    if leaves(pdf, catalog, b"JavaScript") > 0
        || get(pdf, catalog, b"OpenAction").is_some_and(|action| is_script(pdf, action, 0))
        || acts(pdf, catalog)
    {
        return true;
    }
    let form = get_dict(pdf, catalog, b"AcroForm");
    let fields = form.and_then(|form| get_array(pdf, form, b"Fields"));
    let on_pages = pages.iter().flat_map(|page| annotations(pdf, page));
    pages.iter().any(|page| acts(pdf, page.dict))
        || fields
            .unwrap_or_default()
            .iter()
            .take(MAX_LOOKED_AT)
            .filter_map(|field| dict(pdf, field))
            .chain(on_pages)
            .any(|one| acts(pdf, one))
}

/// Whether something runs a script when it is used, or when something else happens to it.
fn acts(pdf: &dyn Pdf, one: &Dictionary) -> bool {
    let used = get(pdf, one, b"A").is_some_and(|action| is_script(pdf, action, 0));
    used || get_dict(pdf, one, b"AA")
        .is_some_and(|events| events.iter().any(|(_, action)| is_script(pdf, action, 0)))
}

/// Whether an action, or one that follows it, is a script.
fn is_script(pdf: &dyn Pdf, action: &Object, depth: usize) -> bool {
    let Some(action) = dict(pdf, action) else {
        return false;
    };
    if get_name(pdf, action, b"S") == Some(b"JavaScript") {
        return true;
    }
    let next = get(pdf, action, b"Next").filter(|_| depth < MAX_DEPTH);
    next.is_some_and(|next| match next {
        Object::Array(all) => all
            .iter()
            .take(MAX_DEPTH)
            .any(|next| is_script(pdf, next, depth + 1)),
        one => is_script(pdf, one, depth + 1),
    })
}

/// How many things one of the catalog's name trees holds, down to a few levels.
fn leaves(pdf: &dyn Pdf, catalog: &Dictionary, tree: &[u8]) -> usize {
    let root = get_dict(pdf, catalog, b"Names").and_then(|names| get_dict(pdf, names, tree));
    let mut nodes: Vec<_> = root.into_iter().map(|node| (node, 0)).collect();
    let (mut count, mut looked_at) = (0, 0);
    while let Some((node, depth)) = nodes.pop() {
        looked_at += 1;
        if looked_at > MAX_LOOKED_AT {
            break;
        }
        count += get_array(pdf, node, b"Names").map_or(0, |names| names.len() / 2);
        if depth < MAX_DEPTH {
            let kids = get_array(pdf, node, b"Kids").unwrap_or_default();
            nodes.extend(kids.iter().filter_map(|kid| match resolve(pdf, kid) {
                Object::Dictionary(kid) => Some((kid, depth + 1)),
                _ => None,
            }));
        }
    }
    count
}

/// What stands on a page beside its content.
fn annotations<'a>(pdf: &'a dyn Pdf, page: &PageNode<'a>) -> impl Iterator<Item = &'a Dictionary> {
    let annotations = get_array(pdf, page.dict, b"Annots").unwrap_or_default();
    annotations.iter().filter_map(move |one| dict(pdf, one))
}

/// Files in the name tree, and those that are pinned to a page.
fn attachments(pdf: &dyn Pdf, pages: &[PageNode<'_>]) -> usize {
    let named = pdf
        .catalog()
        .map_or(0, |catalog| leaves(pdf, catalog, b"EmbeddedFiles"));
    let on_pages = pages.iter().flat_map(|page| annotations(pdf, page));
    let is_file = |one: &&Dictionary| get_name(pdf, one, b"Subtype") == Some(b"FileAttachment");
    named + on_pages.filter(is_file).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_as_people_write_them() {
        assert_eq!(ranges(&BTreeSet::from([1, 3, 4, 5, 8, 9])), "1, 3–5, 8, 9");
        assert_eq!(ranges(&BTreeSet::new()), "");
    }
}

//! What the file as a whole brings along.

use std::collections::BTreeSet;

use lopdf::Object;
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
    if has_javascript(pdf) {
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
    let attachments = attachments(pdf) + attached_to_pages(pdf, pages);
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

fn has_javascript(pdf: &dyn Pdf) -> bool {
    let Some(catalog) = pdf.catalog() else {
        return false;
    };
    let is_script = |action: &Object| {
        dict(pdf, action).is_some_and(|action| get_name(pdf, action, b"S") == Some(b"JavaScript"))
    };
    let named = get_dict(pdf, catalog, b"Names").and_then(|names| get(pdf, names, b"JavaScript"));
    let opens = get(pdf, catalog, b"OpenAction").is_some_and(is_script);
    let events = get_dict(pdf, catalog, b"AA")
        .is_some_and(|events| events.iter().any(|(_, action)| is_script(action)));
    named.is_some() || opens || events
}

/// Files in the name tree; a tree is counted by its leaves, down to a few levels.
fn attachments(pdf: &dyn Pdf) -> usize {
    let root = pdf
        .catalog()
        .and_then(|catalog| get_dict(pdf, catalog, b"Names"))
        .and_then(|names| get_dict(pdf, names, b"EmbeddedFiles"));
    let mut nodes: Vec<_> = root.into_iter().map(|node| (node, 0)).collect();
    let (mut count, mut looked_at) = (0, 0);
    while let Some((node, depth)) = nodes.pop() {
        looked_at += 1;
        if looked_at > 1000 {
            break;
        }
        count += get_array(pdf, node, b"Names").map_or(0, |names| names.len() / 2);
        if depth < 8 {
            let kids = get_array(pdf, node, b"Kids").unwrap_or_default();
            nodes.extend(kids.iter().filter_map(|kid| match resolve(pdf, kid) {
                Object::Dictionary(kid) => Some((kid, depth + 1)),
                _ => None,
            }));
        }
    }
    count
}

/// Files that are pinned to a page.
fn attached_to_pages(pdf: &dyn Pdf, pages: &[PageNode<'_>]) -> usize {
    let is_file = |annotation: &Object| {
        dict(pdf, annotation)
            .is_some_and(|one| get_name(pdf, one, b"Subtype") == Some(b"FileAttachment"))
    };
    let annotations = pages
        .iter()
        .flat_map(|page| get_array(pdf, page.dict, b"Annots").unwrap_or_default());
    annotations.filter(|one| is_file(one)).count()
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

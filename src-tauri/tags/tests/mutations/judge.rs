//! What must hold of every reading, whatever the bytes are.

use std::time::{Duration, Instant};

use session::{FieldKind, Rect, Tag};
use tags::{Document, Limits, ReadError, Replacement, RewriteError};
use unicode_normalization::UnicodeNormalization;

use crate::counting::counted;

/// Work that no file of this size comes near to.
const MAX_OPERATIONS: usize = 5_000_000;
/// What a reading may hold beside two and a half times its file.
const ROOM: usize = 64 << 20;

fn limits() -> Limits<'static> {
    Limits {
        max_operations: MAX_OPERATIONS,
        // Only a reading that hangs meets it.
        deadline: Some(Instant::now() + Duration::from_secs(60)),
        ..Limits::default()
    }
}

/// How many tags a file has, or what is wrong with how it is read. `more` also rewrites and mends it.
pub(crate) fn judge(file: &[u8], more: bool) -> Result<usize, String> {
    let (first, cost) = counted(|| tags::read(file, None, &limits()));
    let most = file.len() * 5 / 2 + ROOM;
    if cost.peak > most {
        return Err(format!("{} bytes were held, {most} may be", cost.peak));
    }
    if first == Err(ReadError::Cancelled) {
        return Err("it hangs".to_owned());
    }
    if first != tags::read(file, None, &limits()) {
        return Err("a second reading gives something else".to_owned());
    }
    let Ok(document) = first else { return Ok(0) };
    wrong(&document)?;
    let count = document.tags.len();
    if more {
        let mended = tags::mended(file, &limits());
        let plan: Vec<_> = document
            .tags
            .into_iter()
            .map(|tag| Replacement { tag, text: None })
            .collect();
        let rewritten = tags::rewrite(file, None, &plan.into(), &limits());
        if mended == Err(ReadError::Cancelled)
            || rewritten == Err(RewriteError::Read(ReadError::Cancelled))
        {
            return Err("mending or rewriting hangs".to_owned());
        }
        if let Ok(copy) = rewritten
            && tags::read(&copy, None, &limits()).map_or(true, |copy| !copy.tags.is_empty())
        {
            return Err("a copy without tags has some, or cannot be read".to_owned());
        }
    }
    Ok(count)
}

fn wrong(document: &Document) -> Result<(), String> {
    if document.pages.is_empty() {
        return Err("no page and no error".to_owned());
    }
    let pages = u32::try_from(document.pages.len()).unwrap();
    let is_box = |rect: &Rect| rect.is_finite() && rect.x0 <= rect.x1 && rect.y0 <= rect.y1;
    for tag in &document.tags {
        if !is_box(&tag.rect) {
            return Err(format!("the box of {tag:?} is none"));
        }
        if !(1..=pages).contains(&tag.page) {
            return Err(format!("{tag:?} is on no page"));
        }
        if !is_tag(tag) {
            return Err(format!("{tag:?} is no tag"));
        }
    }
    let bad = document.text.iter().find(|line| !is_box(&line.rect));
    bad.map_or(Ok(()), |line| {
        Err(format!("the box of the line {line:?} is none"))
    })
}

/// Whether a tag's text is one by the grammar, written down here a second time.
fn is_tag(tag: &Tag) -> bool {
    let shown = tag.text.replace("&lt;", "<").replace("&gt;", ">");
    let plain: String = shown
        .nfkc()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase()
        .replace('«', "<<")
        .replace('»', ">>");
    let within = |open, close| plain.strip_prefix(open)?.strip_suffix(close);
    let Some(inside) = within("<<", ">>").or_else(|| within("{{", "}}")) else {
        return false;
    };
    let words: &[&str] = match tag.kind {
        FieldKind::Signature => &["signer"],
        FieldKind::Initial => &["initials", "initial"],
        FieldKind::Date => &["date"],
    };
    let number = words.iter().find_map(|word| inside.strip_prefix(word));
    number == Some(tag.signer.to_string().as_str()) && (1..=999).contains(&tag.signer)
}

//! Mends bytes that the object parser cannot read as they stand.

use std::collections::HashSet;

use lopdf::ObjectId;

use crate::lexer::is_space;

/// How far before `stream` its dictionary is looked for.
const DICTIONARY: usize = 64 << 10;
/// White space and digits of an object's header; no number has more.
const MAX_SPACE: usize = 256;
const MAX_DIGITS: usize = 12;

/// The file with each stream's length as it is found: from `stream` to the next `endstream`.
/// `None` where all lengths are right. Offsets move, so the result has to be read by scanning.
pub(crate) fn lengths(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    // Up to where bytes are copied, and behind which stream the next one is looked for.
    let (mut copied, mut last, mut at) = (0, 0, 0);
    while let Some(found) = find(bytes, at, b"stream") {
        at = found + 6;
        let before = bytes.get(last.max(found.saturating_sub(DICTIONARY))..found)?;
        let Some(start) = data_start(bytes, at) else {
            continue;
        };
        if !trim_end(before).ends_with(b">>") {
            continue;
        }
        let end = find(bytes, start, b"endstream").unwrap_or(bytes.len());
        let length = without_eol(bytes.get(start..end)?).len();
        (at, last) = (end, end);
        let base = found - before.len();
        let object = rfind(before, b"obj").map_or(0, |object| object + 3);
        if let Some((from, to)) = length_entry(before.get(object..)?)
            && bytes.get(base + object + from..base + object + to)? != length.to_string().as_bytes()
        {
            out.extend_from_slice(bytes.get(copied..base + object + from)?);
            out.extend_from_slice(length.to_string().as_bytes());
            copied = base + object + to;
        }
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(bytes.get(copied..)?);
    Some(out)
}

/// Whether the header of one of these objects stands anywhere.
pub(crate) fn holds_any(bytes: &[u8], ids: &[ObjectId]) -> bool {
    let ids: HashSet<ObjectId> = ids.iter().copied().collect();
    let mut at = 0;
    while !ids.is_empty()
        && let Some(found) = find(bytes, at, b"obj")
    {
        at = found + 3;
        let before = bytes.get(..found).unwrap_or_default();
        if header(before).is_some_and(|id| ids.contains(&id)) {
            return true;
        }
    }
    false
}

/// The numbers that bytes end with, as they stand before `obj`.
fn header(before: &[u8]) -> Option<ObjectId> {
    let (before, generation) = last_number(before)?;
    let (_, number) = last_number(before)?;
    Some((u32::try_from(number).ok()?, u16::try_from(generation).ok()?))
}

/// The number that bytes end with, white space apart, and what stands before it.
fn last_number(bytes: &[u8]) -> Option<(&[u8], u64)> {
    let spaces = bytes
        .iter()
        .rev()
        .take_while(|b| is_space(**b))
        .take(MAX_SPACE)
        .count();
    let bytes = bytes.get(..bytes.len() - spaces)?;
    let digits = bytes
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .take(MAX_DIGITS)
        .count();
    let (before, digits) = bytes.split_at_checked(bytes.len() - digits)?;
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((before, number))
}

/// Where the data begin: behind the end of the line that `stream` stands on.
fn data_start(bytes: &[u8], at: usize) -> Option<usize> {
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some(at + 2),
        (b'\r' | b'\n', _) => Some(at + 1),
        _ => None,
    }
}

/// The value of `/Length` in a dictionary: a number, or a reference.
fn length_entry(dictionary: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    loop {
        let key = find(dictionary, at, b"/Length")?;
        at = key + 7;
        // `/Length1` and its like are other keys.
        if dictionary.get(at).is_some_and(|b| is_space(*b)) {
            break;
        }
    }
    let start = at
        + dictionary
            .get(at..)?
            .iter()
            .take_while(|b| is_space(**b))
            .count();
    let rest = dictionary.get(start..)?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let mut end = digits;
    let tail = rest.get(digits..)?;
    if let Some(r) = tail.iter().position(|b| *b == b'R')
        && tail
            .get(..r)?
            .iter()
            .all(|b| is_space(*b) || b.is_ascii_digit())
    {
        end += r + 1;
    }
    Some((start, start + end))
}

fn without_eol(data: &[u8]) -> &[u8] {
    data.strip_suffix(b"\r\n")
        .or_else(|| data.strip_suffix(b"\n"))
        .or_else(|| data.strip_suffix(b"\r"))
        .unwrap_or(data)
}

fn trim_end(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|b| !is_space(*b))
        .map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or(bytes)
}

fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(word.len())
        .position(|window| window == word)
        .map(|at| from + at)
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_there_where_its_header_stands() {
        let file = b"%PDF\n1 0 obj null endobj\n12\r\n3 obj null";
        assert!(holds_any(file, &[(7, 0), (12, 3)]));
        assert!(!holds_any(file, &[(12, 0), (2, 3), (0, 0)]));
        assert!(!holds_any(file, &[]));
    }

    #[test]
    fn a_wrong_length_is_put_right_and_others_are_left() {
        let file = b"1 0 obj <</Length 9 /Length1 3>> stream\nabc\nendstream endobj
2 0 obj <</Length 3>> stream\r\nabc\r\nendstream endobj
3 0 obj << /A 1 /Length 8 0 R >>\nstream\nab\nendstream";
        let mended = String::from_utf8(lengths(file).unwrap()).unwrap();
        assert!(
            mended.starts_with("1 0 obj <</Length 3 /Length1 3>> stream\nabc\n"),
            "{mended}"
        );
        assert!(
            mended.contains("2 0 obj <</Length 3>> stream\r\nabc\r\n"),
            "{mended}"
        );
        assert!(
            mended.ends_with("<< /A 1 /Length 2 >>\nstream\nab\nendstream"),
            "{mended}"
        );
        assert_eq!(lengths(mended.as_bytes()), None);
    }
}

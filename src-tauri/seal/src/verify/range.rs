//! The byte range: all of the revision but the signature's own contents, and nothing else.

use lopdf::{Dictionary, Document, Object};

use crate::pdf;

/// What a signature signs.
pub(super) struct Signed {
    gap: usize,
    gap_end: usize,
    /// Where the signed revision ends.
    pub(super) end: usize,
    /// The CMS signature in the gap, padding included.
    pub(super) contents: Vec<u8>,
}

impl Signed {
    /// The signed bytes before and after the gap.
    pub(super) fn parts<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        [
            bytes.get(..self.gap).unwrap_or_default(),
            bytes.get(self.gap_end..self.end).unwrap_or_default(),
        ]
    }
}

/// The signed range of a signature, if it keeps the rules: four numbers, from the file's first
/// byte, a gap that is exactly one hex string, which is the signature's contents, and an end
/// inside the file.
pub(super) fn signed(document: &Document, signature: &Dictionary, bytes: &[u8]) -> Option<Signed> {
    let numbers: Vec<usize> = pdf::array(document, signature, b"ByteRange")
        .iter()
        .map(|n| usize::try_from(n.as_i64().ok()?).ok())
        .collect::<Option<_>>()?;
    let &[0, gap, gap_end, length] = numbers.as_slice() else {
        return None;
    };
    let end = gap_end.checked_add(length)?;
    if end > bytes.len() || length == 0 {
        return None;
    }
    let hex = bytes
        .get(gap..gap_end)?
        .strip_prefix(b"<")?
        .strip_suffix(b">")?;
    let contents = hex::decode(hex).ok()?;
    let Object::String(own, _) = pdf::value(document, signature, b"Contents") else {
        return None;
    };
    (*own == contents).then_some(Signed {
        gap,
        gap_end,
        end,
        contents,
    })
}

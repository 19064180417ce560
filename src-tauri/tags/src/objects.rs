//! Looking objects up without trusting them.

use std::borrow::Cow;
use std::cell::RefCell;

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Object, ObjectId, Stream, decode_text_string};
use session::Rect;

use crate::ReadError;
use crate::limits::Budget;
use crate::pdf::Pdf;

/// The object behind references; itself where a reference leads nowhere.
pub(crate) fn resolve<'a>(pdf: &'a dyn Pdf, object: &'a Object) -> &'a Object {
    pdf.dereference(object)
}

/// The value of a key, references followed; null counts as missing.
pub(crate) fn get<'a>(pdf: &'a dyn Pdf, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    dict.get(key)
        .ok()
        .map(|value| resolve(pdf, value))
        .filter(|value| !value.is_null())
}

/// A dictionary, or a stream's dictionary, behind references.
pub(crate) fn dict<'a>(pdf: &'a dyn Pdf, object: &'a Object) -> Option<&'a Dictionary> {
    match resolve(pdf, object) {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The dictionary under a key.
pub(crate) fn get_dict<'a>(
    pdf: &'a dyn Pdf,
    of: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    of.get(key).ok().and_then(|value| dict(pdf, value))
}

/// The array under a key.
pub(crate) fn get_array<'a>(
    pdf: &'a dyn Pdf,
    of: &'a Dictionary,
    key: &[u8],
) -> Option<&'a [Object]> {
    get(pdf, of, key)
        .and_then(|value| value.as_array().ok())
        .map(Vec::as_slice)
}

/// The name under a key.
pub(crate) fn get_name<'a>(pdf: &'a dyn Pdf, of: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    get(pdf, of, key).and_then(|value| value.as_name().ok())
}

/// The number under a key.
pub(crate) fn get_number(pdf: &dyn Pdf, of: &Dictionary, key: &[u8]) -> Option<f64> {
    get(pdf, of, key).and_then(number)
}

/// An integer or a real that is finite.
pub(crate) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) if value.is_finite() => Some(f64::from(*value)),
        _ => None,
    }
}

/// `N` numbers of an array.
pub(crate) fn numbers<const N: usize>(pdf: &dyn Pdf, object: &Object) -> Option<[f64; N]> {
    let array = resolve(pdf, object).as_array().ok()?;
    let mut out = [0.0; N];
    for (slot, value) in out.iter_mut().zip(array.get(..N)?) {
        *slot = number(resolve(pdf, value))?;
    }
    Some(out)
}

/// A text string, of which no more than so many bytes are looked at.
pub(crate) fn text(object: &Object, most: usize) -> Option<String> {
    match object {
        Object::String(bytes, format) if bytes.len() > most => {
            let head = bytes.get(..most).unwrap_or_default().to_vec();
            decode_text_string(&Object::String(head, *format)).ok()
        }
        other => decode_text_string(other).ok(),
    }
}

/// A rectangle, in whatever order its corners come.
pub(crate) fn rect(pdf: &dyn Pdf, object: &Object) -> Option<Rect> {
    numbers::<4>(pdf, object).map(Rect::from)
}

/// Whether the cross-reference table has an object that could not be loaded.
pub(crate) fn is_lost(pdf: &dyn Pdf, id: ObjectId) -> bool {
    pdf.promises(id.0) && pdf.object(id).is_none()
}

/// A stream's decoded bytes, within what is left to be decoded; `None` where they cannot be decoded.
pub(crate) fn decode<'a>(
    pdf: &'a dyn Pdf,
    stream: &'a Stream,
    budget: &Budget<'_>,
) -> Result<Option<Cow<'a, [u8]>>, ReadError> {
    let filters = match get(pdf, &stream.dict, b"Filter") {
        None => return Ok(Some(Cow::Borrowed(pdf.encoded(stream)))),
        Some(Object::Array(filters)) => filters.iter().map(|f| resolve(pdf, f).clone()).collect(),
        Some(one) => vec![one.clone()],
    };
    let params = match get(pdf, &stream.dict, b"DecodeParms") {
        Some(Object::Array(params)) => params.iter().map(|p| resolve(pdf, p).clone()).collect(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    if let ([Object::Name(name)], []) = (filters.as_slice(), params.as_slice())
        && matches!(name.as_slice(), b"FlateDecode" | b"Fl")
        && let Some(bytes) = inflate(pdf.encoded(stream), budget.decoded_left())
    {
        budget.spend_decoded(bytes.len())?;
        return Ok(Some(Cow::Owned(bytes)));
    }
    if filters.len() > Stream::MAX_FILTERS {
        return Ok(None);
    }
    let mut bytes = Cow::Borrowed(pdf.encoded(stream));
    for (at, filter) in filters.into_iter().enumerate() {
        // Decryption has been done already.
        if filter.as_name().is_ok_and(|name| name == b"Crypt") {
            continue;
        }
        // The library looks at the dictionary as it stands, and by one filter after the other what
        // comes between them is counted, too.
        let mut plain = Dictionary::new();
        plain.set("Filter", long_name(filter));
        plain.set(
            "DecodeParms",
            params.get(at).cloned().unwrap_or(Object::Null),
        );
        let copy = Stream::new(plain, bytes.into_owned());
        match copy.decompressed_content_with_limit(budget.decoded_left()) {
            Ok(decoded) => {
                budget.spend_decoded(decoded.len())?;
                budget.go_on()?;
                bytes = Cow::Owned(decoded);
            }
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded {
                ..
            })) => {
                return Err(ReadError::TooLarge("decoded"));
            }
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(bytes))
}

/// How a stream begins, decoded, at most so many bytes of it; `None` where that takes more than
/// inflating.
pub(crate) fn head(
    pdf: &dyn Pdf,
    stream: &Stream,
    most: usize,
    budget: &Budget<'_>,
) -> Result<Option<Vec<u8>>, ReadError> {
    let filter = get(pdf, &stream.dict, b"Filter").map(Object::as_name);
    if !matches!(filter, Some(Ok(b"FlateDecode"))) || stream.dict.has(b"DecodeParms") {
        return Ok(None);
    }
    let mut head = Vec::with_capacity(most.min(budget.decoded_left()));
    let inflated = INFLATER.with_borrow_mut(|inflater| {
        inflater.reset(true);
        inflater.decompress_vec(pdf.encoded(stream), &mut head, FlushDecompress::None)
    });
    budget.spend_decoded(head.len())?;
    Ok(inflated.ok().map(|_| head))
}

thread_local! {
    // One for all streams: its window is aligned, and an allocator that is asked for such a block
    // again and again leaves holes behind that come to more than the file.
    static INFLATER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

/// A zlib stream of at most that many bytes, or as much of it as comes before damage; larger ones
/// and those that give nothing are the library's.
fn inflate(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    INFLATER.with_borrow_mut(|inflater| {
        inflater.reset(true);
        inflate_by(inflater, bytes, most)
    })
}

fn inflate_by(inflater: &mut Decompress, bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).clamp(512, 1 << 20).min(most));
    loop {
        let read = usize::try_from(inflater.total_in()).ok()?;
        let rest = bytes.get(read..)?;
        let before = (read, out.len());
        match inflater.decompress_vec(rest, &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return Some(out),
            Ok(_) => {}
            Err(_) => return (!out.is_empty()).then_some(out),
        }
        let room = out.capacity() - out.len();
        if room > 0 && (usize::try_from(inflater.total_in()).ok()?, out.len()) == before {
            // It ends before its end.
            return (!out.is_empty()).then_some(out);
        }
        if room == 0 {
            let more = out.len().min(most.saturating_sub(out.len()));
            if more == 0 {
                return None;
            }
            out.reserve_exact(more);
        }
    }
}

/// Filters may be abbreviated, though only inline images should.
fn long_name(filter: Object) -> Object {
    let Ok(name) = filter.as_name() else {
        return filter;
    };
    let long: &[u8] = match name {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        other => other,
    };
    Object::Name(long.to_vec())
}

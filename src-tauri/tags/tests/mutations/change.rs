//! The ways in which a file is changed.

use std::ops::Range;

use lopdf::{Document as Pdf, Object, ObjectId};

use crate::random::Random;

/// A file of the corpus, with what is changed inside its streams.
pub(crate) struct Original {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// As the library loads it, where it does.
    pdf: Option<Pdf>,
    streams: Vec<ObjectId>,
}

impl Original {
    pub(crate) fn new(name: String, bytes: Vec<u8>) -> Self {
        let pdf = Pdf::load_mem(&bytes).ok().filter(|pdf| !pdf.is_encrypted());
        let streams = pdf.iter().flat_map(|pdf| {
            let streams = pdf.objects.iter();
            streams
                .filter(|(_, object)| object.as_stream().is_ok())
                .map(|(id, _)| *id)
        });
        Self {
            name,
            streams: streams.collect(),
            bytes,
            pdf,
        }
    }
}

/// One changed file; `files` are spliced from.
pub(crate) fn changed(files: &[Original], random: &mut Random) -> (String, Vec<u8>) {
    let original = &files[random.below(files.len())];
    let mut file = match random.below(4) {
        0 => inside(original, random).unwrap_or_else(|| original.bytes.clone()),
        _ => original.bytes.clone(),
    };
    for _ in 0..1 + random.below(6) {
        bytes(&mut file, files, random);
        if file.is_empty() {
            break;
        }
    }
    (original.name.clone(), file)
}

/// Changes what a stream holds, and wraps it anew.
fn inside(original: &Original, random: &mut Random) -> Option<Vec<u8>> {
    let mut pdf = original.pdf.clone()?;
    for _ in 0..1 + random.below(3) {
        let id = random.one_of(&original.streams);
        let Some(Object::Stream(stream)) = pdf.objects.get_mut(id) else {
            continue;
        };
        let Ok(mut content) = stream.get_plain_content() else {
            continue;
        };
        for _ in 0..1 + random.below(8) {
            if content.is_empty() {
                break;
            }
            tokens(&mut content, random);
        }
        stream.set_plain_content(content);
        if random.below(2) == 0 {
            drop(stream.compress());
        }
    }
    let mut file = Vec::new();
    pdf.save_to(&mut file).ok()?;
    Some(file)
}

/// One change to the bytes of a file.
fn bytes(file: &mut Vec<u8>, files: &[Original], random: &mut Random) {
    let at = random.below(file.len());
    let piece = |random: &mut Random| at..(at + 1 + random.below(60)).min(file.len());
    match random.below(12) {
        0 => file[at] = random.below(256) as u8,
        1 => file[at] ^= 1 << random.below(8),
        2 => drop(file.drain(piece(random))),
        3 => {
            let again = file[piece(random)].to_vec();
            let to = random.below(file.len());
            file.splice(to..to, again);
        }
        4 => {
            // Cut off, at the front now and then.
            if random.below(4) == 0 {
                drop(file.drain(..at / 8));
            } else {
                file.truncate(at);
            }
        }
        5 => {
            let other = &files[random.below(files.len())].bytes;
            let from = random.below(other.len());
            let to = (from + 1 + random.below(2000)).min(other.len());
            let end = (at + random.below(200)).min(file.len());
            file.splice(at..end, other[from..to].iter().copied());
        }
        6 => length(file, at, random),
        7 => key(file, at, random),
        8 => keyword(file, at, random),
        _ => number(file, at, random),
    }
}

/// One change to the tokens of a stream.
fn tokens(content: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(content.len());
    match random.below(6) {
        0 => content[at] = random.below(256) as u8,
        1 => drop(content.drain(at..(at + 1 + random.below(30)).min(content.len()))),
        2 => {
            let operator = random.one_of(&OPERATORS).as_bytes();
            content.splice(at..at, operator.iter().copied());
        }
        3 => {
            let end = (at + 1 + random.below(80)).min(content.len());
            let again = content[at..end].repeat(1 + random.below(20));
            content.splice(at..at, again);
        }
        4 => key(content, at, random),
        _ => number(content, at, random),
    }
}

/// What numbers become: ends of ranges, and what is none.
const NUMBERS: [&str; 20] = [
    "0",
    "-1",
    "1",
    "2",
    "7",
    "255",
    "256",
    "65535",
    "65536",
    "1000000",
    "16777216",
    "2147483647",
    "-2147483648",
    "4294967296",
    "99999999999999999999",
    "0.00001",
    "1e9",
    "-0.5",
    "12 0 R",
    "null",
];

const OPERATORS: [&str; 24] = [
    " q ", " Q ", " BT ", " ET ", " Tj ", " TJ ", " ' ", " \" ", " Td ", " T* ", " cm ", " Do ",
    " BI ", " ID ", " EI ", " Tf ", " Tr ", " BDC ", " EMC ", " W n ", " [ ", " << ", " ( ", " > ",
];

const KEYWORDS: [&str; 14] = [
    "obj",
    "endobj",
    "stream",
    "endstream",
    "xref",
    "trailer",
    "startxref",
    "R",
    "null",
    "true",
    "<<",
    ">>",
    "[",
    "]",
];

const KEYS: [&str; 32] = [
    "Type",
    "Page",
    "Pages",
    "Kids",
    "Count",
    "Parent",
    "Contents",
    "Resources",
    "Font",
    "XObject",
    "Filter",
    "FlateDecode",
    "LZWDecode",
    "ASCII85Decode",
    "DecodeParms",
    "Predictor",
    "Columns",
    "ToUnicode",
    "Encoding",
    "DescendantFonts",
    "W",
    "Widths",
    "FirstChar",
    "FontMatrix",
    "BBox",
    "Matrix",
    "Annots",
    "AP",
    "MediaBox",
    "ObjStm",
    "Root",
    "Encrypt",
];

fn number(file: &mut Vec<u8>, at: usize, random: &mut Random) {
    let part = |b: &u8| b.is_ascii_digit() || *b == b'.';
    let Some(digits) = run(file, at, part) else {
        return;
    };
    let new = match random.below(3) {
        0 => {
            let text = String::from_utf8_lossy(&file[digits.clone()]).into_owned();
            let value: f64 = text.parse().unwrap_or(1.0);
            format!("{}", value + random.below(5) as f64 - 2.0)
        }
        1 => format!("{}", random.below(3000)),
        _ => (*random.one_of(&NUMBERS)).to_owned(),
    };
    file.splice(digits, new.into_bytes());
}

fn length(file: &mut Vec<u8>, at: usize, random: &mut Random) {
    if let Some(found) = find(file, at, b"/Length") {
        number(file, found, random);
    }
}

fn key(file: &mut Vec<u8>, at: usize, random: &mut Random) {
    let Some(slash) = file.iter().skip(at).position(|b| *b == b'/') else {
        return;
    };
    let start = at + slash + 1;
    let Some(name) = run(file, start, u8::is_ascii_alphanumeric) else {
        return;
    };
    // Another name of the same file, or one that means something.
    let other = random.below(file.len());
    let other = find(file, other, b"/").and_then(|at| run(file, at + 1, u8::is_ascii_alphanumeric));
    let new = match (random.below(2), other) {
        (0, Some(other)) => file[other].to_vec(),
        _ => random.one_of(&KEYS).as_bytes().to_vec(),
    };
    file.splice(name, new);
}

fn keyword(file: &mut Vec<u8>, at: usize, random: &mut Random) {
    let old = random.one_of(&KEYWORDS).as_bytes();
    if let Some(found) = find(file, at, old) {
        let new = random.one_of(&KEYWORDS).bytes();
        file.splice(found..found + old.len(), new);
    }
}

/// The first run of such bytes from a place on.
fn run(file: &[u8], from: usize, is: impl Fn(&u8) -> bool) -> Option<Range<usize>> {
    let start = from + file.get(from..)?.iter().position(&is)?;
    let length = file[start..].iter().take_while(|b| is(b)).count();
    Some(start..start + length)
}

fn find(file: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let found = file
        .get(from..)?
        .windows(word.len())
        .position(|window| window == word);
    found.map(|at| from + at)
}

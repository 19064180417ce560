//! Files made to do harm, and how they are read.

use std::io::Write;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use lopdf::{Dictionary, Stream};
use tags::{Document, Limits, ReadError};

use crate::counting::{Cost, counted};

/// Less than any thread has by default.
const STACK: usize = 512 << 10;
/// No case takes this long, but for one that hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A PDF of numbered objects; object 1 is the catalog.
pub(crate) struct File {
    bytes: Vec<u8>,
    table: Vec<(u32, usize)>,
}

impl File {
    pub(crate) fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            table: Vec::new(),
        }
    }

    pub(crate) fn object(&mut self, number: u32, body: impl AsRef<[u8]>) -> &mut Self {
        self.table.push((number, self.bytes.len()));
        writeln!(self.bytes, "{number} 0 obj").unwrap();
        self.bytes.extend_from_slice(body.as_ref());
        self.bytes.extend_from_slice(b"\nendobj\n");
        self
    }

    pub(crate) fn stream(&mut self, number: u32, dict: &str, data: &[u8]) -> &mut Self {
        let mut body = format!("<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(number, body)
    }

    /// With a cross-reference table; `trailer` holds more entries.
    pub(crate) fn end(&self, trailer: &str) -> Vec<u8> {
        let mut file = self.bytes.clone();
        let start = file.len();
        let mut table = self.table.clone();
        table.sort_unstable();
        file.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
        for (number, at) in &table {
            write!(file, "{number} 1\n{at:010} 00000 n \n").unwrap();
        }
        let size = table.last().map_or(1, |(number, _)| number + 1);
        let root = if trailer.contains("/Root") {
            ""
        } else {
            "/Root 1 0 R"
        };
        writeln!(file, "trailer <<{root}/Size {size}{trailer}>>").unwrap();
        write!(file, "startxref\n{start}\n%%EOF").unwrap();
        file
    }

    /// Without one, so that it has to be mended.
    pub(crate) fn torn(&self) -> Vec<u8> {
        let mut file = self.bytes.clone();
        file.extend_from_slice(b"trailer <</Root 1 0 R>>\n%%EOF");
        file
    }
}

pub(crate) const FONT: &str = "/Font<</F 9 0 R>>";

/// Catalog, page tree, one page with its content (object 4) and a font (object 9). `page` and
/// `resources` hold more entries.
pub(crate) fn page(content: &[u8], page: &str, resources: &str, catalog: &str) -> File {
    let mut file = File::new();
    file.object(1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"))
        .object(
            2,
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        )
        .object(
            3,
            format!(
                "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{FONT}{resources}>>{page}>>"
            ),
        )
        .stream(4, "", content)
        .object(9, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    file
}

/// A tag at a place.
pub(crate) fn tag(x: usize, y: usize, signer: usize) -> String {
    format!("BT /F 10 Tf {x} {y} Td (<<Signer{signer}>>) Tj ET ")
}

/// Bytes packed by Flate, so many times over.
pub(crate) fn packed(bytes: &[u8], times: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..times {
        let mut stream = Stream::new(Dictionary::new(), bytes);
        stream.compress().unwrap();
        bytes = stream.content;
    }
    bytes
}

pub(crate) type Outcome = Result<Document, ReadError>;

/// Reads a file on a small stack, counting.
pub(crate) fn read_within(file: Vec<u8>, limits: Limits<'static>) -> (Outcome, Cost) {
    let (tell, told) = channel();
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let limits = Limits {
                deadline: limits.deadline.or(Some(Instant::now() + PATIENCE / 2)),
                ..limits
            };
            let counted = counted(|| tags::read(&file, None, &limits));
            let _ = tell.send(counted);
        })
        .unwrap();
    let (outcome, cost) = told
        .recv_timeout(PATIENCE)
        .expect("the reading hangs or dies");
    assert_ne!(outcome, Err(ReadError::Cancelled), "the reading hangs");
    (outcome, cost)
}

/// Bounds that a small file can break.
pub(crate) fn narrow() -> Limits<'static> {
    Limits {
        max_decoded: 16 << 20,
        max_memory: 64 << 20,
        ..Limits::default()
    }
}

/// Reads a file by such limits, and holds it to what they allow.
pub(crate) fn read_by(limits: Limits<'static>, file: Vec<u8>) -> Outcome {
    // The library copies the file, mending copies it again, and a stream that is decoded is there
    // up to three times; 16 MiB are for what every reading takes.
    let most = 3 * file.len() + limits.max_memory + 3 * limits.max_decoded + (16 << 20);
    let (outcome, cost) = read_within(file, limits);
    assert!(cost.peak <= most, "{} bytes were held: {most}", cost.peak);
    outcome
}

/// By the usual limits.
pub(crate) fn read(file: Vec<u8>) -> Outcome {
    read_by(Limits::default(), file)
}

/// As [`read`], for a file that is small whatever it claims: an ordinary reading's memory is enough.
pub(crate) fn read_small(file: Vec<u8>) -> Outcome {
    let most = file.len() * 5 / 2 + (64 << 20);
    let (outcome, cost) = read_within(file, Limits::default());
    assert!(cost.peak <= most, "{} bytes were held: {most}", cost.peak);
    outcome
}

pub(crate) fn texts(outcome: &Outcome) -> Vec<&str> {
    let document = outcome.as_ref().unwrap();
    document.tags.iter().map(|tag| tag.text.as_str()).collect()
}

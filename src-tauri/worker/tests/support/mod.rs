//! Small PDFs made to measure, and signals to processes.

use std::io::Write;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

pub(crate) fn send_signal(pid: u32, signal: Signal) {
    kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(), signal).unwrap();
}

pub(crate) fn is_alive(pid: u32) -> bool {
    test_kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()).is_ok()
}

/// Objects 1.. with a proper cross-reference table; object 1 is the catalog.
pub(crate) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut starts = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        starts.push(file.len());
        writeln!(file, "{} 0 obj", i + 1).unwrap();
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let table = file.len();
    writeln!(file, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for start in &starts {
        writeln!(file, "{start:010} 00000 n ").unwrap();
    }
    let size = objects.len() + 1;
    writeln!(
        file,
        "trailer <</Size {size} /Root 1 0 R>>\nstartxref\n{table}\n%%EOF"
    )
    .unwrap();
    file
}

pub(crate) fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dict} /Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

/// One page of that content, with an image `Im` where one is given.
pub(crate) fn page(boxes: &str, content: Vec<u8>, image: Option<Vec<u8>>) -> Vec<u8> {
    let images = if image.is_some() {
        "/XObject <</Im 6 0 R>>"
    } else {
        ""
    };
    let page = format!(
        "<</Type /Page /Parent 2 0 R {boxes} /Contents 4 0 R \
         /Resources <</Font <</F 5 0 R>> {images}>>>>"
    );
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        page.into_bytes(),
        content,
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>".to_vec(),
    ];
    objects.extend(image);
    pdf(&objects)
}

pub(crate) fn simple(text: &str) -> Vec<u8> {
    let content = format!("BT /F 24 Tf 20 100 Td ({text}) Tj ET 0 0 40 40 re f");
    page(
        "/MediaBox [0 0 300 200]",
        stream("", content.as_bytes()),
        None,
    )
}

pub(crate) fn zeros_deflated(bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&vec![0; bytes]).unwrap();
    encoder.finish().unwrap()
}

/// A small file whose only image unpacks to `side` × `side` pixels.
pub(crate) fn bomb(side: usize) -> Vec<u8> {
    let dict = format!(
        "/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray \
         /BitsPerComponent 8 /Filter /FlateDecode"
    );
    let image = stream(&dict, &zeros_deflated(side * side));
    page(
        "/MediaBox [0 0 300 200]",
        stream("", b"200 0 0 200 0 0 cm /Im Do"),
        Some(image),
    )
}

pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(bytes)
        .unwrap();
    path
}

/// Width, height and RGB pixels.
pub(crate) fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}

pub(crate) fn is_dark(pixels: &[u8], width: u32, x: u32, y: u32) -> bool {
    pixels[((y * width + x) * 3) as usize] < 128
}

//! A receipt as an office gets it, judged by programs that are not ours where they are there.
//!
//! `PARAPH_PICTURES` names a folder that keeps it, to be looked at.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests, helpers too; files for other programs to read"
)]

mod support;

use std::path::Path;
use std::process::Command;

use seal::{
    Picture, Receipt, ReceiptDocument, ReceiptEvent, ReceiptFile, ReceiptOffice, ReceiptRow,
    ReceiptSigner, receipt,
};
use support::{NOW, identity};

/// A logo: a disc and a bar, blue on nothing.
fn logo() -> Vec<u8> {
    let (width, height) = (240_u32, 80_u32);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let disc = x.abs_diff(40).pow(2) + y.abs_diff(40).pow(2) < 38_u32.pow(2);
        let bar = x > 95 && (28..52).contains(&y);
        [31, 79, 216, if disc || bar { 255 } else { 0 }]
    };
    let pixels: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    file
}

fn row(label: &str, value: &str) -> ReceiptRow {
    ReceiptRow {
        label: label.into(),
        value: value.into(),
        fixed_width: value.len() == 64,
    }
}

fn content(events: usize) -> Receipt {
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let names = ["Zoë van der Meer", "محمد علي", "Łukasz Żółć"];
    Receipt {
        office: Some(ReceiptOffice {
            name: "Notariskantoor De Vries".into(),
            logo: Some(Picture::read(&logo()).unwrap()),
        }),
        written: Some(NOW),
        language: "en".into(),
        title: "Receipt".into(),
        summary: "of the signing of “Lease Harbour Street 12”\nThis receipt says what was signed, \
                  by whom, when and how. Paraph wrote it when everyone had signed, and sealed it: \
                  whoever changes it later breaks the seal."
            .into(),
        facts: vec![
            row("Contract", "Lease Harbour Street 12"),
            row("Reference", "2026-0412"),
            row("Signed with", "Paraph, on this computer"),
            row("Signed by everyone", "25 November 2026, 20:48:40 UTC+01:00"),
        ],
        documents_heading: "Documents".into(),
        documents: ["Lease Harbour Street 12.pdf", "House rules 2027.pdf"]
            .map(|name| ReceiptDocument {
                name: name.into(),
                rows: vec![
                    row("Pages", "3 pages"),
                    row("As sent", digest),
                    row("Signed", digest),
                ],
            })
            .into(),
        signers_heading: "Signers".into(),
        signers: (1..)
            .zip(names)
            .map(|(number, name)| ReceiptSigner {
                name: format!("{number}. {name}"),
                rows: vec![
                    row("E-mail, as the sender wrote it", "someone@example.com"),
                    row("Signature", "Drawn by hand on the screen"),
                    row(
                        "Agreed to",
                        "I have read these documents, and I agree to sign them electronically.",
                    ),
                ],
            })
            .collect(),
        events_heading: "What happened".into(),
        event_columns: ["When", "Who", "What"].map(str::to_owned),
        events: (0..events)
            .map(|at| {
                let name = names[at % names.len()];
                ReceiptEvent {
                    time: format!("25 Nov 2026 20:{:02}:05 +01:00", at % 60),
                    actor: name.into(),
                    what: format!("{name} opened the documents, for the {at}th time in all"),
                }
            })
            .collect(),
        note_heading: "How to check this".into(),
        note_rows: vec![row("Fingerprint (SHA-256)", digest)],
        note: "Drop a signed document on Paraph and choose Verify.".into(),
        footer: "Receipt: Lease Harbour Street 12".into(),
        page_label: "Page {page} of {pages}".into(),
        attachment: Some(ReceiptFile {
            name: "receipt.json".into(),
            description: "What stands in this receipt, for machines".into(),
            mime_type: "application/json".into(),
            bytes: b"{\"session\":\"01\"}\n".to_vec(),
        }),
    }
}

/// The sealed receipt in a folder of its own.
fn sealed(events: usize) -> (tempfile::TempDir, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let pdf = receipt(&content(events)).unwrap();
    let pdf = seal::seal(&pdf, "Paraph", "Receipt written by Paraph", NOW, identity()).unwrap();
    std::fs::write(dir.path().join("receipt.pdf"), &pdf).unwrap();
    if let Some(folder) = std::env::var_os("PARAPH_PICTURES") {
        std::fs::write(Path::new(&folder).join("receipt.pdf"), &pdf).unwrap();
    }
    (dir, pdf)
}

/// What a program says, and whether it ended well; nothing where it is not there.
fn ask(dir: &Path, program: &str, options: &[&str]) -> Option<(bool, String)> {
    let Ok(output) = Command::new(program)
        .args(options)
        .current_dir(dir)
        .output()
    else {
        println!("skipped: {program} is not there");
        return None;
    };
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Some((output.status.success(), said))
}

#[test]
fn a_receipt_is_tagged_titled_and_whole_to_others() {
    let (dir, _) = sealed(60);
    if let Some((_, said)) = ask(dir.path(), "pdfinfo", &["receipt.pdf"]) {
        let says = |name: &str, value: &str| {
            said.lines()
                .any(|line| line.starts_with(name) && line.ends_with(value))
        };
        assert!(says("Tagged:", "yes"), "{said}");
        assert!(says("Title:", "Receipt: Lease Harbour Street 12"), "{said}");
        assert!(says("Author:", "Notariskantoor De Vries"), "{said}");
        assert!(!says("Pages:", " 1"), "{said}");
    }
    if let Some((well, said)) = ask(dir.path(), "qpdf", &["--check", "receipt.pdf"]) {
        assert!(well, "{said}");
    }
    if let Some((_, said)) = ask(dir.path(), "pdfinfo", &["-struct-text", "receipt.pdf"]) {
        for part in ["H1", "H2", "H3", "Table", "TH", "Figure"] {
            assert!(
                said.lines().any(|line| line.trim_start().starts_with(part)),
                "{part}: {said}"
            );
        }
        // A screen reader meets each thing once, and in order.
        let order = [
            "Receipt",
            "Contract",
            "Documents",
            "Signers",
            "What happened",
        ];
        let places: Vec<_> = order
            .iter()
            .map(|word| said.find(&format!("\"{word}")))
            .collect();
        assert!(places.iter().all(Option::is_some), "{places:?} {said}");
        assert!(places.is_sorted(), "{places:?} {said}");
        assert_eq!(said.matches("\"Who\"").count(), 1, "{said}");
        assert!(!said.contains("Page 1 of"), "{said}");
    }
}

#[test]
fn a_receipt_carries_its_events_for_machines_and_its_seal_covers_them() {
    let (dir, pdf) = sealed(3);
    if let Some((_, said)) = ask(dir.path(), "pdfdetach", &["-saveall", "receipt.pdf"]) {
        let inside = std::fs::read(dir.path().join("receipt.json"));
        assert_eq!(inside.expect(&said), b"{\"session\":\"01\"}\n");
    }
    let verdict = seal::verify(&pdf, None, &support::anchors()).unwrap();
    assert_eq!(verdict.summary, session::Summary::Intact, "{verdict:?}");
}

#[test]
fn every_page_of_a_long_table_says_what_its_columns_are_and_which_page_it_is() {
    let (dir, pdf) = sealed(90);
    let pages = lopdf::Document::load_mem(&pdf).unwrap().get_pages().len();
    for page in 1..=pages {
        let number = page.to_string();
        let of = ["-layout", "-f", &number, "-l", &number, "receipt.pdf", "-"];
        let Some((_, text)) = ask(dir.path(), "pdftotext", &of) else {
            return;
        };
        assert!(text.contains(&format!("Page {page} of {pages}")), "{text}");
        if text.contains("th time in all") {
            assert!(text.contains("When") && text.contains("Who"), "{text}");
        }
    }
}

//! Names in the scripts of the world: drawn, and read out again by programs that are not ours.
//!
//! Poppler and MuPDF are asked when they are there. `PARAPH_PICTURES` names a folder that keeps
//! what was drawn, to be looked at.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests, helpers too; files for other programs to read"
)]

mod support;

use std::path::Path;
use std::process::Command;

use seal::{Look, Mark, Receipt, ReceiptRow, prepare, receipt, sign};
use session::FieldKind;
use support::{act, classic, identity, place};
use unicode_normalization::UnicodeNormalization;

/// Names whose letters a font is needed for: most of them in fonts that only some systems have.
const NAMES: &[&str] = &[
    "Šárka Čaňková-Žižková",
    "Łukasz Żółć",
    "Nguyễn Thị Ánh",
    "Suharto",
    "Ọ̀ṣun Adébáyọ̀",
    "Ελένη Παπαδοπούλου",
    "Жанна Ёлкина",
    "Հայկ Պետրոսյան",
    "ნინო ბერიძე",
    "דנה כהן",
    "محمد علي",
    "گلناز پارسا",
    "क्षितिज श्रीवास्तव",
    "தமிழ்ச்செல்வி",
    "กิ่งแก้ว น้ำทิพย์",
    "王小明",
    "山田さくら",
    "김하늘",
];

/// The names that this computer's fonts draw.
fn drawn() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied().filter(|name| {
        let missing = seal::undrawable(name);
        if let Some(c) = missing {
            println!("skipped: no font here draws {c} of {name}");
        }
        missing.is_none()
    })
}

/// Letters as they are compared: without the order of writing, presentation forms and blanks, and
/// without the sign that MuPDF gives for the further glyphs of a letter, whose text stands with the
/// first (ISO 32000-1, 14.9.4).
fn folded(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffd}'))
        .collect()
}

/// So often a name is in a text. Some programs give what is read from the right as it is seen.
fn times(text: &str, name: &str) -> usize {
    let (text, name) = (folded(text), folded(name));
    let from_right = name.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}'));
    let seen: String = name.chars().rev().collect();
    let turned = if from_right {
        text.matches(&seen).count()
    } else {
        0
    };
    text.matches(&name).count() + turned
}

/// MuPDF before 1.24 gives each glyph by itself, which for letters that are put together of parts in
/// another order than they are written in, or over one another (Devanagari, Thai) is no longer the text.
fn can_read(program: &str, name: &str) -> bool {
    program != "mutool" || !name.chars().any(|c| ('\u{900}'..='\u{eff}').contains(&c))
}

/// What programs that are not ours read in a file.
fn read_by_others(file: &Path) -> Vec<(&'static str, String)> {
    let ask = |program: &'static str, before: &[&str], after: &[&str]| {
        let output = Command::new(program)
            .args(before)
            .arg(file)
            .args(after)
            .output();
        match output {
            Ok(output) => Some((
                program,
                String::from_utf8_lossy(&output.stdout).into_owned(),
            )),
            Err(_) => {
                println!("skipped: {program} is not there");
                None
            }
        }
    };
    [
        ask("pdftotext", &[], &["-"]),
        ask("mutool", &["draw", "-F", "text"], &[]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn kept(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("PARAPH_PICTURES") {
        std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn a_signers_name_in_any_script_is_read_out_of_signature_and_caption_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("signed.pdf");
    for (at, name) in drawn().enumerate() {
        let mut wide = place(1, FieldKind::Signature, 1, 72.0, 400.0);
        wide.rect.x1 += 160.0;
        wide.rect.y1 += 40.0;
        let prepared = prepare(&classic(0), None, &[1], &[wide]).unwrap();
        let marks = vec![Mark {
            field: "Signature-1_1".into(),
            look: Look::Typed(name.into()),
        }];
        let signed = sign(
            &prepared.bytes,
            &prepared.fields,
            &act(1, name, marks),
            identity(),
        );
        let signed = signed.unwrap();
        kept(&format!("name-{at}.pdf"), &signed);
        std::fs::write(&file, &signed).unwrap();
        for (program, text) in read_by_others(&file) {
            if !can_read(program, name) {
                continue;
            }
            assert_eq!(times(&text, name), 2, "{program} on {name}: {text}");
        }
    }
}

#[test]
fn a_receipt_says_every_name_as_it_was_written() {
    let content = Receipt {
        language: "en".into(),
        title: "Receipt".into(),
        footer: "Receipt".into(),
        facts: drawn()
            .map(|name| ReceiptRow {
                label: "Signed by".into(),
                value: name.into(),
                fixed_width: false,
            })
            .collect(),
        ..Receipt::default()
    };
    let bytes = receipt(&content).unwrap();
    kept("names.pdf", &bytes);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("receipt.pdf");
    std::fs::write(&file, &bytes).unwrap();
    for (program, text) in read_by_others(&file) {
        for name in drawn().filter(|name| can_read(program, name)) {
            assert_eq!(times(&text, name), 1, "{program} on {name}: {text}");
        }
    }
}

#[test]
fn two_scripts_of_one_font_are_each_joined_by_their_own_rules() {
    // Both are drawn by the same font where DejaVu is there; letters of Arabic join only when they
    // are shaped as Arabic.
    let joined = |text: &str| seal::undrawable(text).is_none();
    if !joined("דנה محمد") {
        println!("skipped: no font for Hebrew or Arabic");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("receipt.pdf");
    for name in ["דנה محمد", "محمد דנה", "Ада محمد 12 דנה"] {
        let row = ReceiptRow {
            label: "Signed by".into(),
            value: name.into(),
            fixed_width: false,
        };
        let content = Receipt {
            title: "Receipt".into(),
            facts: vec![row],
            ..Receipt::default()
        };
        std::fs::write(&file, receipt(&content).unwrap()).unwrap();
        for (program, text) in read_by_others(&file) {
            for word in name.split(' ') {
                assert_eq!(times(&text, word), 1, "{program} on {name}: {text}");
            }
        }
    }
}

#[test]
fn a_name_with_a_letter_that_no_font_draws_is_known_before_anything_is_signed() {
    assert_eq!(seal::undrawable("Ada \u{10fffd}"), Some('\u{10fffd}'));
    assert_eq!(seal::undrawable("Ada Łódź"), None);
    assert_eq!(seal::undrawable(""), None);
}

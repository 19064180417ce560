//! What other programs find in the copy, where they are installed.

use std::path::Path;
use std::process::Command;

use crate::steps::{corpus, files, other, plan, read, removed, swapped, texts};

/// Runs a program on a file; `None` where it is not installed.
fn run(program: &str, arguments: &[&str], file: &[u8], dir: &Path) -> Option<Vec<u8>> {
    let path = dir.join("file.pdf");
    #[expect(
        clippy::disallowed_methods,
        reason = "a file that the test alone knows"
    )]
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let arguments = arguments
        .iter()
        .map(|one| if *one == "FILE" { path } else { one });
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output.stdout),
        Err(_) => {
            eprintln!("{program} is not installed: not compared");
            None
        }
    }
}

fn squeezed(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn other_readers_find_the_new_text_character_for_character() {
    let dir = tempfile::tempdir().unwrap();
    // What not both of them show: a layer that is off, what is clipped away or half outside of
    // the page; and a page whose lines pdftotext lays out among those written from the right.
    let seen = files().into_iter().filter(|(name, _)| {
        !["ocg_off", "clipped", "half_outside", "real_lo_langs"]
            .iter()
            .any(|kind| name.starts_with(kind))
    });
    for (name, file) in seen {
        let copy = swapped(&file);
        for (program, arguments) in [
            ("pdftotext", &["-layout", "FILE", "-"][..]),
            ("mutool", &["draw", "-q", "-F", "txt", "FILE"]),
        ] {
            let Some(text) = run(program, arguments, &copy, dir.path()) else {
                return;
            };
            let text = squeezed(&text);
            for one in plan(&file, |tag| Some(other(tag))) {
                let (old, new) = (squeezed(one.tag.text.as_bytes()), one.text.unwrap());
                assert!(text.contains(&new), "{name}: {program} finds no {new}");
                let still = text.contains(&old) && !texts(&copy).contains(&old);
                assert!(!still, "{name}: {program} still finds {old}");
            }
        }
    }
}

/// A page at 144 dots per inch, as a grey bitmap: width, height, bytes.
fn drawn(file: &[u8], page: u32, dir: &Path) -> Option<(usize, usize, Vec<u8>)> {
    let page = page.to_string();
    let arguments = [
        "-gray", "-r", "144", "-cropbox", "-f", &page, "-l", &page, "FILE",
    ];
    let bitmap = run("pdftoppm", &arguments, file, dir)?;
    let mut fields = bitmap.splitn(4, u8::is_ascii_whitespace);
    let mut number = || std::str::from_utf8(fields.next()?).ok()?.parse().ok();
    let _magic: Option<usize> = number();
    let (width, height) = (number()?, number()?);
    let rest = fields.next()?;
    let start = rest.iter().position(u8::is_ascii_whitespace)? + 1;
    Some((width, height, rest[start..].to_vec()))
}

#[test]
fn pages_are_drawn_as_before_but_for_the_tags_boxes() {
    let dir = tempfile::tempdir().unwrap();
    let mut changed = 0;
    for name in [
        "plain-1.pdf",
        "white-0.pdf",
        "form_xobject-3.pdf",
        "real_lo_plain-0.pdf",
        "tounicode_ranges-1.pdf",
        "objstm-1.pdf",
        "overprinted-1.pdf",
        "stream_order-1.pdf",
        "type3-2.pdf",
        "annotation-2.pdf",
        "rotate-1.pdf",
        "rotate-4.pdf",
        "cropbox-1.pdf",
    ] {
        let file = corpus(name);
        let document = read(&file);
        for copy in [swapped(&file), removed(&file)] {
            for page in &document.pages {
                let Some(was) = drawn(&file, page.number, dir.path()) else {
                    return;
                };
                let is = drawn(&copy, page.number, dir.path()).unwrap();
                assert_eq!((was.0, was.1), (is.0, is.1), "{name}");
                let boxes: Vec<_> = document
                    .tags
                    .iter()
                    .filter(|tag| tag.page == page.number)
                    .collect();
                let mut strays = 0;
                for (at, (a, b)) in was.2.iter().zip(&is.2).enumerate() {
                    if a.abs_diff(*b) <= 32 {
                        continue;
                    }
                    let (x, y) = ((at % was.0) as f64, (at / was.0) as f64);
                    // As a part of the page, turned back.
                    let (u, v) = ((x + 0.5) / was.0 as f64, (y + 0.5) / was.1 as f64);
                    let (u, v) = match page.rotation {
                        90 => (v, 1.0 - u),
                        180 => (1.0 - u, 1.0 - v),
                        270 => (1.0 - v, u),
                        _ => (u, v),
                    };
                    let x = page.crop.x0 + u * page.crop.width();
                    let y = page.crop.y1 - v * page.crop.height();
                    // One point of leeway for the edges of letters.
                    let inside = boxes.iter().any(|tag| {
                        let rect = &tag.rect;
                        rect.x0 - 1.0 <= x
                            && x <= rect.x1 + 1.0
                            && rect.y0 - 1.0 <= y
                            && y <= rect.y1 + 1.0
                    });
                    strays += usize::from(!inside);
                    changed += usize::from(inside);
                }
                assert_eq!(strays, 0, "{name}, page {}", page.number);
            }
        }
    }
    assert!(
        changed > 1000,
        "only {changed} dots differ where they should"
    );
}

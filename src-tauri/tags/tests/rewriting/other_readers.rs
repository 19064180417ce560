//! What other programs find in the copy, where they are installed.

use std::path::PathBuf;

use crate::steps::{files, other, plan, removed, run, swapped, texts};

fn squeezed(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What pdfium reads on all pages, once annotations have become part of them.
const PDFIUM: &str = "import sys, pypdfium2
pdf = pypdfium2.PdfDocument(sys.argv[1])
for at in range(len(pdf)):
    page = pdf[at]
    pypdfium2.raw.FPDFPage_Flatten(page.raw, 0)
    page.close()
    sys.stdout.buffer.write(pdf[at].get_textpage().get_text_range().encode())
";

/// Python with pdfium: the one beside pyHanko.
fn python() -> PathBuf {
    let beside = |program| PathBuf::from(program).with_file_name("python");
    let beside = std::env::var_os("PARAPH_PYHANKO").map(beside);
    beside.unwrap_or_else(|| "python3".into())
}

#[test]
fn other_readers_find_the_new_text_character_for_character() {
    let dir = tempfile::tempdir().unwrap();
    let python = python();
    let python = python.to_str().unwrap();
    let (mut compared, mut wrong) = ([0; 3], Vec::new());
    for (name, file) in files() {
        let (copy, gone) = (swapped(&file), removed(&file));
        for (at, (program, arguments)) in [
            ("pdftotext", &["-layout", "FILE", "-"][..]),
            ("mutool", &["draw", "-q", "-F", "txt", "FILE"]),
            (python, &["-c", PDFIUM, "FILE"]),
        ]
        .into_iter()
        .enumerate()
        {
            let found = |bytes: &[u8]| {
                let mut text = run(program, arguments, bytes, dir.path())?;
                if at == 0 {
                    // Lines from right to left are turned there; in this order they are not.
                    text.extend(run(program, &["-raw", "FILE", "-"], bytes, dir.path())?);
                }
                Some(squeezed(&text)).filter(|text| !text.is_empty())
            };
            let Some(was) = found(&file) else { continue };
            let (is, without) = (found(&copy).unwrap(), found(&gone).unwrap_or_default());
            for one in plan(&file, |tag| Some(other(tag))) {
                let (old, new) = (squeezed(one.tag.text.as_bytes()), one.text.unwrap());
                // Letters off the page, clipped away or in a layer that is off are nothing to some,
                // and lines from right to left are turned.
                let unseen = one.tag.visibility < session::Visibility::Invisible
                    || name.starts_with("half_outside")
                    || name.starts_with("real_lo_langs");
                let seen = was.contains(&old) || !unseen;
                if seen && !is.contains(&new) {
                    wrong.push(format!("{name}: {program} finds no {new}"));
                }
                let still = is.contains(&old) && !texts(&copy).contains(&old);
                if still || without.contains(&old) {
                    wrong.push(format!("{name}: {program} still finds {old}"));
                }
                compared[at] += usize::from(is.contains(&new));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    eprintln!("tags that were found by pdftotext, mutool, pdfium: {compared:?}");
}

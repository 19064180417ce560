//! Files of many producers, as they are and damaged.

use std::time::{Duration, Instant};

use lopdf::Document as Pdf;
use session::Rect;
use tags::{Addition, Ink, Limits, Plan, ReadError, Replacement, RewriteError};

use crate::steps::{corpus, files, other, plan, removed, rewrite, rewrite_by, swapped, texts};

#[test]
fn signed_files_are_refused() {
    let file = corpus("signed-1.pdf");
    let error = rewrite(&file, &plan(&file, |_| None)).unwrap_err();
    assert_eq!(error, RewriteError::Signed);
}

#[test]
fn an_encrypted_file_is_written_plain_where_it_opens_without_a_password() {
    let file = corpus("enc_empty_pw-3.pdf");
    let copy = swapped(&file);
    assert!(!copy.windows(8).any(|eight| eight == b"/Encrypt"));
    assert_eq!(texts(&copy).len(), texts(&file).len());
    let error = rewrite(&corpus("enc_needs_pw-1.pdf"), &[]).unwrap_err();
    assert_eq!(error, RewriteError::Read(ReadError::PasswordNeeded));
}

#[test]
fn every_file_of_the_corpus_is_rewritten() {
    for (name, file) in files() {
        for keep in [true, false] {
            let plan = plan(&file, |tag| keep.then(|| other(tag)));
            let copy = rewrite(&file, &plan).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut wanted: Vec<_> = plan.into_iter().filter_map(|one| one.text).collect();
            let mut found = texts(&copy);
            wanted.sort();
            found.sort();
            assert_eq!(found, wanted, "{name}");
        }
    }
}

/// Behind the next operator that shows text.
fn behind_show(content: &[u8], from: usize) -> usize {
    let ends = |at: usize| content.get(at).is_none_or(|b| !b.is_ascii_alphanumeric());
    (from..content.len())
        .find_map(|at| match content.get(at..at + 2)? {
            b"Tj" | b"TJ" if ends(at + 2) => Some(at + 2),
            [b')' | b' ' | b'>', b'\'' | b'"'] => Some(at + 2),
            _ => None,
        })
        .unwrap_or(content.len())
}

#[test]
fn bytes_of_content_differ_only_up_to_the_end_of_an_operator_that_shows_a_tag() {
    let (mut compared, mut changed) = (0, 0);
    // Where an operator begins in one stream and ends in the next, these become one.
    let files = files().into_iter();
    for (name, file) in files.filter(|(name, _)| !name.starts_with("split_contents")) {
        // As the reader takes it; encrypted files are not given out like that.
        let Ok(mended) = tags::mended(&file, &Limits::default()) else {
            continue;
        };
        let was = Pdf::load_mem(&mended).unwrap();
        let is = Pdf::load_mem(&removed(&file)).unwrap();
        for (old_page, new_page) in was.page_iter().zip(is.page_iter()) {
            let (old, new) = (
                was.get_page_content(old_page),
                is.get_page_content(new_page),
            );
            let (mut at, mut to) = (0, 0);
            while at < old.len() && to < new.len() {
                if old[at] == new[to] {
                    (at, to) = (at + 1, to + 1);
                    continue;
                }
                (at, to) = (behind_show(&old, at), behind_show(&new, to));
                // The blank behind what was written.
                to += usize::from(new.get(to) == Some(&b' '));
                changed += 1;
            }
            assert_eq!((at, to), (old.len(), new.len()), "{name}");
            compared += 1;
        }
    }
    assert!(
        compared > 25 && changed > 25,
        "{compared} pages, {changed} operators"
    );
}

#[test]
fn changed_bytes_are_refused_or_rewritten_as_they_are_read() {
    let files = files();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |end: usize| {
        // Marsaglia's xorshift: the same bytes are changed in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % end as u64).unwrap()
    };
    let mut done = 0;
    for turn in 0..400 {
        let (name, file) = &files[below(files.len())];
        let mut file = file.clone();
        for _ in 0..1 + below(4) {
            let at = below(file.len());
            match below(3) {
                0 => file[at] = below(256) as u8,
                1 => drop(file.drain(at..(at + 1 + below(20)).min(file.len()))),
                _ => {
                    let end = (at + 1 + below(40)).min(file.len());
                    let piece = file[at..end].to_vec();
                    file.splice(at..at, piece);
                }
            }
        }
        let Ok(document) = tags::read(&file, None, &Limits::default()) else {
            continue;
        };
        let mut odd = false;
        let replacements: Vec<_> = document
            .tags
            .into_iter()
            .map(|tag| {
                odd = !odd;
                let text = odd.then(|| other(&tag));
                Replacement { tag, text }
            })
            .collect();
        let mut wanted: Vec<_> = replacements
            .iter()
            .filter_map(|one| one.text.clone())
            .collect();
        let addition = Addition {
            page: 1,
            rect: Rect::new(20.0, 20.0, 120.0, 40.0),
            text: "<<Signer99>>".to_owned(),
            ink: Ink::Black,
        };
        wanted.push(addition.text.clone());
        let plan = Plan {
            replacements,
            additions: vec![addition],
        };
        let started = Instant::now();
        let copy = rewrite_by(&file, &plan);
        let taken = started.elapsed();
        assert!(
            taken < Duration::from_secs(20),
            "{name}, turn {turn}, is slow"
        );
        let Ok(copy) = copy else { continue };
        done += 1;
        let mut found = texts(&copy);
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{name}, turn {turn}");
    }
    assert!(done > 150, "only {done} could be rewritten at all");
}

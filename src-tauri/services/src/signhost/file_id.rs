//! The id of a file at the service (sheet §2): at most 255 characters, no control characters,
//! none of `: * ? \ / " < > |`, by convention ending in `.pdf`.

use crate::{Job, JobDocument};

const LONGEST: usize = 255;

/// The id of a document's file: the one that was used when it went up, else made of its name.
pub(super) fn file_id(job: &Job, document: &JobDocument) -> String {
    job.memory
        .get(&remembered(document.number))
        .filter(|id| !id.is_empty())
        .cloned()
        .unwrap_or_else(|| made(job, document))
}

/// Under which name the id is remembered.
pub(super) fn remembered(document: u32) -> String {
    format!("file:{document}")
}

/// From the name; two documents of one name are told apart by their numbers.
fn made(job: &Job, document: &JobDocument) -> String {
    let own = clean(&document.name);
    let twice = job
        .documents
        .iter()
        .filter(|other| clean(&other.name).to_lowercase() == own.to_lowercase())
        .count()
        > 1;
    if twice {
        shorten(&format!("{} {own}", document.number))
    } else {
        own
    }
}

fn clean(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || ":*?\\/\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    let plain = plain.trim();
    let stem = match plain
        .len()
        .checked_sub(4)
        .and_then(|at| plain.split_at_checked(at))
    {
        Some((stem, end)) if end.eq_ignore_ascii_case(".pdf") => stem,
        _ => plain,
    };
    // A path segment of dots alone would be folded away on its way.
    let stem = if stem.chars().all(|c| c == '.') {
        "document"
    } else {
        stem
    };
    shorten(&format!("{stem}.pdf"))
}

fn shorten(name: &str) -> String {
    let many = name.chars().count();
    if many <= LONGEST {
        return name.to_owned();
    }
    let stem: String = name.chars().take(LONGEST - 4).collect();
    format!("{stem}.pdf")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    fn ids(names: &[&str]) -> Vec<String> {
        let mut job = example(u32::try_from(names.len()).unwrap(), &[1]);
        for (document, name) in job.documents.iter_mut().zip(names) {
            document.name = (*name).to_owned();
        }
        job.documents.iter().map(|d| file_id(&job, d)).collect()
    }

    #[test]
    fn f30_names_with_spaces_signs_and_letters_stay_and_are_percent_encoded() {
        assert_eq!(ids(&["a b#é+.pdf"]), ["a b#é+.pdf"]);
        assert_eq!(
            super::super::wire::segment("a b#é+%.pdf"),
            "a%20b%23%C3%A9%2B%25.pdf"
        );
    }

    #[test]
    fn what_the_service_refuses_in_a_name_is_replaced() {
        assert_eq!(
            ids(&["a/b\\c:d*e?f\"g<h>i|j\tk.PDF"]),
            ["a_b_c_d_e_f_g_h_i_j_k.pdf"]
        );
        for odd in ["", ".pdf", "..", "...pdf", " "] {
            assert_eq!(ids(&[odd]), ["document.pdf"], "{odd:?}");
        }
        assert_eq!(ids(&[&"é".repeat(400)])[0].chars().count(), 255);
    }

    #[test]
    fn two_documents_of_one_name_have_two_ids() {
        assert_eq!(
            ids(&["a.pdf", "A.PDF", "b"]),
            ["1 a.pdf", "2 A.pdf", "b.pdf"]
        );
    }

    #[test]
    fn an_id_that_went_up_is_used_again() {
        let mut job = example(1, &[1]);
        job.memory.insert(remembered(1), "old.pdf".into());
        assert_eq!(file_id(&job, &job.documents[0]), "old.pdf");
    }
}

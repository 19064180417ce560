//! Rewriting holds no more memory than its caller allows.

use tags::{Limits, ReadError, Replacement, RewriteError};

use crate::counting::counted;
use crate::files::{pages, stream};

/// A page with a tag and a picture of that size.
fn file(picture: usize) -> Vec<u8> {
    let dict = "/Type/XObject/Subtype/Image/Width 9/Height 9/Filter/DCTDecode";
    let picture = stream(dict, &"x".repeat(picture));
    let content = "q 9 0 0 9 0 0 cm /X Do Q BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET";
    pages(&[content], &[(10, picture)], "", "")
}

fn rewrite(file: &[u8], limits: &Limits<'_>) -> Result<Vec<u8>, RewriteError> {
    let tags = tags::read(file, None, &Limits::default()).unwrap().tags;
    let plan: Vec<_> = tags
        .into_iter()
        .map(|tag| Replacement { tag, text: None })
        .collect();
    tags::rewrite(file, None, &plan.into(), limits)
}

#[test]
fn it_holds_the_file_three_times_beside_what_it_gets() {
    let file = file(16 << 20);
    let (copy, cost) = counted(|| rewrite(&file, &Limits::default()));
    assert!(copy.is_ok(), "{copy:?}");
    let most = 3 * file.len() + (8 << 20);
    assert!(cost.peak < most, "{} bytes were held", cost.peak);
}

#[test]
fn where_that_is_more_than_it_may_it_says_so() {
    let file = file(16 << 20);
    for room in [8, 24, 40] {
        let limits = Limits {
            max_memory: room << 20,
            ..Limits::default()
        };
        let (copy, cost) = counted(|| rewrite(&file, &limits));
        assert_eq!(
            copy,
            Err(RewriteError::Read(ReadError::TooLarge("memory"))),
            "{room}"
        );
        // An object is there before it is weighed.
        let most = limits.max_memory + file.len() + (8 << 20);
        assert!(
            cost.peak < most,
            "{} bytes were held of {room} MiB",
            cost.peak
        );
    }
}

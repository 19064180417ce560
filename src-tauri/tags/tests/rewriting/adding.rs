//! Text where no tag was.

use session::Rect;
use tags::{Addition, Ink, Plan, RewriteError};

use crate::files::{content, form, one, pages};
use crate::steps::{corpus, other, plan, read, rewrite_by, texts};

fn at(page: u32, rect: [f64; 4], text: &str) -> Addition {
    Addition {
        page,
        rect: Rect::from(rect),
        text: text.to_owned(),
        ink: Ink::default(),
    }
}

fn added(file: &[u8], additions: Vec<Addition>) -> Result<Vec<u8>, RewriteError> {
    let plan = Plan {
        additions,
        ..Plan::default()
    };
    rewrite_by(file, &plan)
}

const PLACE: [f64; 4] = [100.0, 200.0, 260.0, 230.0];

#[test]
fn a_place_becomes_a_tag_within_its_box_whatever_way_the_page_is_turned() {
    for page in [
        "",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/UserUnit 2.5",
        "/CropBox[50 100 400 500]/Rotate 90",
    ] {
        for place in [PLACE, [120.0, 150.0, 150.0, 400.0]] {
            let file = pages(&["BT /F1 10 Tf 60 700 Td (Text) Tj ET"], &[], page, "");
            let copy = added(&file, vec![at(1, place, "{{Signer1}}")]).unwrap();
            let tags = read(&copy).tags;
            assert_eq!(tags.len(), 1, "{page}");
            assert_eq!(
                (tags[0].text.as_str(), tags[0].exact),
                ("{{Signer1}}", true)
            );
            assert_eq!(tags[0].visibility, session::Visibility::Visible, "{page}");
            let (rect, [x0, y0, x1, y1]) = (tags[0].rect, place);
            assert!(rect.x0 > x0 - 0.1 && rect.x1 < x1 + 0.1, "{page} {rect:?}");
            assert!(rect.y0 > y0 - 0.1 && rect.y1 < y1 + 0.1, "{page} {rect:?}");
            // It is as large as its place lets it be, up to a size that is still text.
            let fills = (rect.width() / (x1 - x0)).max(rect.height() / (y1 - y0));
            assert!(
                fills > 0.9 || rect.height() > 25.0 || rect.width() > 25.0,
                "{page} {rect:?}"
            );
        }
    }
}

#[test]
fn what_the_page_draws_keeps_its_bytes_and_leaves_nothing_to_what_is_added() {
    for (drawn, more) in [
        (
            "q 3 0 0 3 7 7 cm 0.5 g BT /F1 10 Tf 20 20 Td (Text) Tj",
            "q\n",
        ),
        (
            "/P <</MCID 0>> BDC 2 0 0 2 0 0 cm BT /F2 9 Tf 7 Tr 5 Tc (x) Tj ET 0 0 9 9 re W n",
            "q\n",
        ),
        ("1 0 0 1 9 9 cm Q BT /F1 10 Tf 50 500 Td (after) Tj ET", ""),
        ("", "q\n"),
    ] {
        let file = one(drawn);
        let copy = added(
            &file,
            vec![
                at(1, PLACE, "<<Date2>>"),
                at(1, [30.0, 40.0, 90.0, 60.0], "<<Signer1>>"),
            ],
        )
        .unwrap();
        assert_eq!(texts(&copy), ["<<Date2>>", "<<Signer1>>"], "{drawn}");
        let content = content(&copy, 1);
        let whole = content
            .strip_prefix(more)
            .unwrap_or_else(|| panic!("{content}"));
        assert!(whole.contains(drawn), "{content}");
    }
}

#[test]
fn tags_are_replaced_and_added_in_one_go() {
    let forms = [(10, form("<<Signer1>>"))];
    let file = pages(
        &["/X Do BT /F1 9 Tf 60 700 Td (<<Date1>>) Tj ET", "/X Do"],
        &forms,
        "",
        "",
    );
    let whole = Plan {
        replacements: plan(&file, |tag| Some(other(tag))),
        additions: vec![at(1, PLACE, "{{Initial1}}"), at(2, PLACE, "{{Initial2}}")],
    };
    let copy = rewrite_by(&file, &whole).unwrap();
    assert_eq!(
        texts(&copy),
        [
            "{{Date1}}",
            "{{Initial1}}",
            "{{Signer1}}",
            "{{Initial2}}",
            "{{Signer1}}"
        ]
    );
}

#[test]
fn added_text_is_as_unseen_as_is_wanted() {
    let file = one("BT /F1 10 Tf 60 700 Td (Text) Tj ET");
    for (ink, seen) in [
        (Ink::White, session::Visibility::White),
        (Ink::Invisible, session::Visibility::Invisible),
    ] {
        let one = Addition {
            ink,
            ..at(1, PLACE, "{{Signer1}}")
        };
        let copy = added(&file, vec![one]).unwrap();
        assert_eq!(read(&copy).tags[0].visibility, seen);
    }
}

#[test]
fn in_a_tagged_file_added_text_is_no_part_of_the_content() {
    let file = pages(
        &["BT /F1 9 Tf (x) Tj ET"],
        &[],
        "",
        "/MarkInfo<</Marked true>>",
    );
    let copy = added(&file, vec![at(1, PLACE, "{{Signer1}}")]).unwrap();
    assert!(content(&copy, 1).contains("/Artifact BMC q 0 g"));
}

#[test]
fn places_that_no_text_can_stand_on_are_refused() {
    let file = one("");
    for bad in [
        at(2, PLACE, "{{Signer1}}"),
        at(1, [500.0, 10.0, 700.0, 30.0], "{{Signer1}}"),
        at(1, [10.0, 10.0, 10.1, 30.0], "{{Signer1}}"),
        at(1, [f64::NAN, 10.0, 20.0, 30.0], "{{Signer1}}"),
        at(1, PLACE, ""),
    ] {
        assert!(added(&file, vec![bad.clone()]).is_err(), "{bad:?}");
    }
    let error = added(&file, vec![at(1, PLACE, "\u{7b7e}")]).unwrap_err();
    assert_eq!(error, RewriteError::NoGlyph('\u{7b7e}'));
}

#[test]
fn places_are_added_to_files_of_many_producers() {
    for name in [
        "real_lo_pdfa-1.pdf",
        "real_lo_tagged-0.pdf",
        "objstm-1.pdf",
        "enc_empty_pw-3.pdf",
        "scan_only-0.pdf",
        "userunit-1.pdf",
        "rotate-4.pdf",
        "real_groff-0.pdf",
        "hybrid_xref-0.pdf",
    ] {
        let file = corpus(name);
        let before = texts(&file).len();
        let crop = read(&file).pages[0].crop;
        let place = [
            crop.x0 + 5.0,
            crop.y0 + 2.0,
            crop.x0 + 105.0,
            crop.y0 + 12.0,
        ];
        let copy = added(&file, vec![at(1, place, "{{Signer9}}")])
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(texts(&copy).len(), before + 1, "{name}");
    }
}

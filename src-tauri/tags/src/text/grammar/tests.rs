use super::*;

fn found(text: &str) -> Vec<Found> {
    let (mut items, mut pending) = (Vec::new(), Pending::default());
    for (at, c) in text.chars().enumerate() {
        push(&mut items, &mut pending, at, Some(c.to_string().as_str()));
    }
    find(&items)
}

fn tags(text: &str) -> Vec<(FieldKind, u16, Dialect, bool)> {
    found(text)
        .into_iter()
        .filter_map(|one| match one.verdict {
            Verdict::Tag {
                signer,
                dialect,
                exact,
                ..
            } => Some((one.kind, signer, dialect, exact)),
            Verdict::NearMiss { .. } => None,
        })
        .collect()
}

fn misses(text: &str) -> Vec<String> {
    found(text)
        .into_iter()
        .filter_map(|one| match one.verdict {
            Verdict::NearMiss { suggestion, .. } => Some(suggestion),
            Verdict::Tag { .. } => None,
        })
        .collect()
}

#[test]
fn tags_are_read_in_every_dialect() {
    use Dialect::{Angle, Brace, Escaped, FullWidth, Guillemet};
    use FieldKind::{Date, Initial, Signature};
    for (text, tag) in [
        ("<<Signer1>>", (Signature, 1, Angle, true)),
        ("{{Date999}}", (Date, 999, Brace, true)),
        ("<< Signer 1 >>", (Signature, 1, Angle, false)),
        ("<<SIGNER1>>", (Signature, 1, Angle, false)),
        ("<<Initials2>>", (Initial, 2, Angle, false)),
        ("«Signer1»", (Signature, 1, Guillemet, false)),
        ("« Signer1\u{a0}>>", (Signature, 1, Guillemet, false)),
        ("＜＜Initial9＞＞", (Initial, 9, FullWidth, false)),
        ("<<Sig\u{ad}ner1>>", (Signature, 1, Angle, false)),
        ("<<Signer\u{200b}12>>", (Signature, 12, Angle, false)),
        ("&lt;&lt;Signer3&gt;&gt;", (Signature, 3, Escaped, false)),
        ("<<<Signer1>>", (Signature, 1, Angle, true)),
        ("....<<Signer1>>....", (Signature, 1, Angle, true)),
    ] {
        assert_eq!(tags(text), [tag], "{text}");
    }
}

#[test]
fn two_tags_that_touch_are_two() {
    assert_eq!(tags("<<Signer1>><<Date2>>").len(), 2);
}

#[test]
fn near_misses_say_what_was_meant() {
    for (text, meant) in [
        ("<<Signer1>", "<<Signer1>>"),
        ("<Signer1>>", "<<Signer1>>"),
        ("<Signer1>", "<<Signer1>>"),
        ("{Date2}}", "{{Date2}}"),
        ("<<Signer>>", "<<Signer1>>"),
        ("<<Signer0>>", "<<Signer1>>"),
        ("<<signer007>>", "<<Signer7>>"),
        ("<<Signer1 2>>", "<<Signer12>>"),
        ("<<Signer1}}", "<<Signer1>>"),
        (">>Signer1<<", "<<Signer1>>"),
    ] {
        assert_eq!(misses(text), [meant], "{text}");
        assert_eq!(tags(text), [], "{text}");
    }
}

#[test]
fn other_words_and_code_are_nothing() {
    for text in [
        "Signer1",
        "a<<Signer1",
        "Signer2>>",
        "<<Dates>>",
        "<<Dates1>>",
        "<<Signature1>>",
        "<<Designer1>>",
        "<<Signer1a>>",
        "<<Signer-1>>",
        "<<Signer1000>>",
        "{{ user.date1 }}",
        "std::cout << signer1 << std::endl;",
        "cin >> date1 >> name;",
        "<Date>",
        "[[Signer1]]",
        "the date 1 May",
        "x = {{1, 2}, {signer, 3}};",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn operators_of_a_program_are_no_brackets() {
    for text in [
        "cout << Signer1 >> x;",
        "auto late = (from) << date2 >> shift[3];",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    for text in [
        "The client << Signer1 >> signs here",
        "The client << Signer1 >> signs; the rest follows",
        "The client <<Signer1>> signs;",
        "signed: << Signer1 >>;",
    ] {
        assert_eq!(tags(text).len(), 1, "{text}");
    }
}

#[test]
fn no_character_that_becomes_a_bracket_is_passed_over() {
    for c in
        ('\0'..=char::MAX).filter(|c| std::iter::once(*c).nfkc().any(|c| "<>{}«»&".contains(c)))
    {
        assert!(may_bracket(c.to_string().as_str()), "{c:?}");
    }
}

//! Nothing of a tag that was taken away is left, wherever one looks.

use lopdf::content::Content;
use lopdf::{Document as Pdf, Object, decode_text_string};

use crate::files::{FONT, form, one, pages, pdf, stream, two_byte_font};
use crate::steps::{files, plan, read, removed, texts};

fn squeezed(text: &str) -> String {
    let seen = text.chars().filter(|c| !c.is_whitespace() && *c != '\0');
    seen.collect::<String>().to_lowercase()
}

/// Every text in the objects of a file: strings, decoded streams, and what their operators show.
fn all_texts(bytes: &[u8]) -> Vec<String> {
    let pdf = Pdf::load_mem(bytes).unwrap();
    let mut found = Vec::new();
    let mut stack: Vec<&Object> = pdf.objects.values().collect();
    while let Some(object) = stack.pop() {
        match object {
            Object::String(..) => found.extend(decode_text_string(object)),
            Object::Array(items) => stack.extend(items),
            Object::Dictionary(dict) => stack.extend(dict.iter().map(|(_, value)| value)),
            Object::Stream(stream) => {
                stack.extend(stream.dict.iter().map(|(_, value)| value));
                let data = stream.get_plain_content().unwrap_or_default();
                found.push(data.iter().map(|byte| char::from(*byte)).collect());
                let Ok(content) = Content::decode(&data) else {
                    continue;
                };
                let mut shown = String::new();
                for operand in content.operations.iter().flat_map(|one| &one.operands) {
                    let items = match operand {
                        Object::Array(items) => items.as_slice(),
                        other => std::slice::from_ref(other),
                    };
                    let strings = items.iter().filter_map(|item| item.as_str().ok());
                    shown.extend(strings.flatten().map(|byte| char::from(*byte)));
                }
                found.push(shown);
            }
            _ => {}
        }
    }
    found.iter().map(|text| squeezed(text)).collect()
}

#[test]
fn a_tag_that_was_taken_away_is_in_no_object_of_the_copy() {
    let mut seen_before = 0;
    for (name, file) in files() {
        // Code and quotations keep words that are spelled like the tag.
        let copy = removed(&file);
        assert_eq!(texts(&copy), [""; 0], "{name}");
        let shown: Vec<_> = read(&copy)
            .text
            .iter()
            .map(|line| squeezed(&line.text))
            .collect();
        let before = all_texts(&file);
        let after = all_texts(&copy);
        for one in plan(&file, |_| None) {
            let old = squeezed(&one.tag.text);
            let holds = |texts: &[String]| texts.iter().any(|text| text.contains(&old));
            seen_before += usize::from(holds(&before));
            assert!(!holds(&after) || holds(&shown), "{name} still holds {old}");
        }
    }
    assert!(seen_before > 100, "{seen_before}");
}

#[test]
fn older_revisions_and_what_nothing_leads_to_are_left_out() {
    let tag = "BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET";
    let more = [(50, stream("", tag)), (51, form("<<Signer1>>"))];
    let file = pages(&[tag], &more, "", "");
    // A revision with another content, which holds the tag too.
    let previous = String::from_utf8_lossy(&file);
    let start = previous.rfind("startxref\n").unwrap() + 10;
    let start = previous[start..].lines().next().unwrap().to_owned();
    let content = stream("", "BT /F1 10 Tf 60 600 Td (Now <<Signer1>>) Tj ET");
    let mut update = file.clone();
    update.push(b'\n');
    let at = update.len();
    update.extend(format!("200 0 obj\n{content}\nendobj\n").into_bytes());
    let table = update.len();
    let trailer = format!(
        "xref\n200 1\n{at:010} 00000 n \ntrailer <</Root 1 0 R/Size 300/Prev {start}>>\nstartxref\n{table}\n%%EOF"
    );
    update.extend(trailer.into_bytes());
    assert_eq!(texts(&update), ["<<Signer1>>"]);
    let copy = removed(&update);
    assert!(!copy.windows(6).any(|six| six == b"Signer"));
    assert_eq!(read(&copy).text[0].text.trim(), "Now");
}

#[test]
fn what_is_printed_twice_or_stands_in_a_layer_that_is_off_goes_too() {
    let tag = "(<<Signer1>>) Tj ET";
    let twice = format!("BT /F1 10 Tf 60 700 Td {tag} BT /F1 10 Tf 60.2 700 Td {tag}");
    assert!(!removed(&one(&twice)).windows(6).any(|six| six == b"Signer"));
    let mut objects = vec![
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>"
                .to_owned(),
        ),
        (
            2,
            "<</Type/Pages/Kids[3 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        ),
        (
            3,
            format!(
                "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{FONT}/Properties<</L 6 0 R>>>>>>"
            ),
        ),
        (
            4,
            stream(
                "",
                &format!(
                    "/OC /L BDC BT /F1 10 Tf 60 700 Td {tag} EMC BT /F1 10 Tf 60 600 Td {tag}"
                ),
            ),
        ),
        (6, "<</Type/OCG/Name(Layer)>>".to_owned()),
    ];
    objects.extend(two_byte_font());
    let copy = removed(&pdf(&objects));
    assert!(!copy.windows(6).any(|six| six == b"Signer"));
}

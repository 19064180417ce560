//! One operator that shows text, written anew without some of its glyphs: what is left stays where
//! it stood, since a number takes the place of what is cut out.

use std::ops::Range;

use crate::content::{Operand, Operations};
use crate::lexer::Lexer;

/// A glyph that goes.
pub(super) struct Cut {
    /// Which item of the array, for `TJ`.
    pub(super) item: usize,
    /// Its bytes in the decoded string.
    pub(super) bytes: Range<usize>,
    /// How far the text moved on with it, in thousandths of the size.
    pub(super) advance: f64,
    /// What is drawn from where it stood.
    pub(super) insert: Option<Insert>,
}

/// Operators that draw other text and leave the text state as it was, but for the place.
pub(super) struct Insert {
    pub(super) code: Vec<u8>,
    /// How far they move on, in thousandths of the size around them.
    pub(super) advance: f64,
}

/// Bytes that take the place of others in a decoded stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edit {
    pub(super) at: Range<usize>,
    pub(super) new: Vec<u8>,
}

enum Part {
    Text(Vec<u8>),
    Back(f64),
    Code(Vec<u8>),
}

/// Cuts glyphs out of the operator that stands in `span`, the blank before it included.
///
/// # Errors
/// A word on what is unusual about the operator.
pub(super) fn cut(
    stream: &[u8],
    span: Range<usize>,
    mut cuts: Vec<Cut>,
) -> Result<Edit, &'static str> {
    let own = stream.get(span.clone()).unwrap_or_default();
    let mut operations = Operations::new(own);
    let operator = operations.next_operator().unwrap_or_default();
    let mut new = Vec::new();
    let strings = match (operator, operations.operands.as_slice()) {
        (b"Tj", [one @ Operand::String(_)]) => std::slice::from_ref(one),
        (b"TJ", [Operand::Array(items)]) => items.as_slice(),
        (b"'", [one @ Operand::String(_)]) => {
            new.extend_from_slice(b" T*");
            std::slice::from_ref(one)
        }
        (
            b"\"",
            [
                Operand::Number(word),
                Operand::Number(char),
                one @ Operand::String(_),
            ],
        ) => {
            let spacing = format!(" {} Tw {} Tc T*", number(*word), number(*char));
            new.extend_from_slice(spacing.as_bytes());
            std::slice::from_ref(one)
        }
        _ => return Err("an operator with unusual operands"),
    };
    cuts.sort_by_key(|cut| (cut.item, cut.bytes.start));
    let mut cuts = cuts.into_iter().peekable();
    let mut parts = Vec::new();
    for (at, item) in strings.iter().enumerate() {
        match item {
            Operand::Number(back) => push(&mut parts, Part::Back(*back)),
            Operand::String(bytes) => {
                let mut done = 0;
                while let Some(cut) = cuts.next_if(|cut| cut.item == at) {
                    let kept = bytes.get(done..cut.bytes.start).unwrap_or_default();
                    push(&mut parts, Part::Text(kept.to_vec()));
                    done = cut.bytes.end;
                    if let Some(insert) = cut.insert {
                        parts.push(Part::Code(insert.code));
                        push(&mut parts, Part::Back(insert.advance));
                    }
                    push(&mut parts, Part::Back(-cut.advance));
                }
                let kept = bytes.get(done..).unwrap_or_default();
                push(&mut parts, Part::Text(kept.to_vec()));
            }
            _ => {}
        }
    }
    write(&mut new, &parts);
    new.push(b' ');
    let mut lexer = Lexer::new(own);
    lexer.skip_blank();
    Ok(Edit {
        at: span.start + lexer.position()..span.end,
        new,
    })
}

/// Adds a part; what is of one sort becomes one, and nothing is left out.
fn push(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (Some(Part::Text(before)), Part::Text(text)) => before.extend_from_slice(&text),
        (Some(Part::Back(before)), Part::Back(back)) => *before += back,
        (_, Part::Text(text)) if text.is_empty() => {}
        (_, part) => parts.push(part),
    }
}

fn write(out: &mut Vec<u8>, parts: &[Part]) {
    let mut open = false;
    for part in parts {
        let is_code = matches!(part, Part::Code(_));
        if is_code && open {
            out.extend_from_slice(b"] TJ");
        } else if !is_code && !open {
            out.extend_from_slice(b" [");
        }
        open = !is_code;
        match part {
            Part::Text(text) => string(out, text),
            Part::Back(back) => {
                out.extend_from_slice(number(*back).as_bytes());
                out.push(b' ');
            }
            Part::Code(code) => {
                out.push(b' ');
                out.extend_from_slice(code);
            }
        }
    }
    if open {
        out.extend_from_slice(b"] TJ");
    }
}

/// A string: in clear where all of it is printable, else in hexadecimal.
pub(super) fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.iter().all(|byte| matches!(byte, 0x20..0x7f)) {
        out.push(b'(');
        for &byte in bytes {
            if matches!(byte, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b')');
    } else {
        out.push(b'<');
        for byte in bytes {
            out.extend_from_slice(format!("{byte:02x}").as_bytes());
        }
        out.push(b'>');
    }
}

/// A name with its slash.
pub(super) fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"+-_.,*".contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// A number, to a millionth.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(item: usize, at: usize) -> Cut {
        Cut {
            item,
            bytes: at..at + 1,
            advance: 500.0,
            insert: None,
        }
    }

    fn without(stream: &str, cuts: Vec<Cut>) -> String {
        let edit = cut(stream.as_bytes(), 0..stream.len(), cuts).unwrap();
        let mut out = stream.as_bytes().to_vec();
        out.splice(edit.at, edit.new);
        String::from_utf8(out).unwrap().trim().to_owned()
    }

    #[test]
    fn what_is_cut_out_leaves_as_much_room_as_it_took() {
        let cuts = vec![glyph(0, 1), glyph(0, 2)];
        assert_eq!(without("(abcd) Tj", cuts), "[(a)-1000 (d)] TJ");
        let cuts = vec![glyph(0, 1), glyph(2, 0)];
        assert_eq!(
            without("[(ab) -30.5 <6364>] TJ", cuts),
            "[(a)-1030.5 (d)] TJ"
        );
    }

    #[test]
    fn operators_that_begin_a_line_still_begin_it() {
        assert_eq!(without("(a) '", vec![glyph(0, 0)]), "T* [-500 ] TJ");
        assert_eq!(
            without("2 .5 (a\\)) \"", vec![glyph(0, 0)]),
            "2 Tw 0.5 Tc T* [-500 (\\))] TJ"
        );
    }

    #[test]
    fn operands_that_no_writer_gives_are_refused() {
        assert!(cut(b"1 (a) Tj", 0..8, vec![glyph(0, 0)]).is_err());
    }
}

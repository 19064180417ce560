//! The two standard fonts whose codes are no letters: Symbol and ZapfDingbats (ISO 32000-2, D.5 and
//! D.6), for files that name them and do not bring them along.

use std::sync::LazyLock;

use super::encoding::Table;

/// The font's own encoding, by its name.
pub(super) fn encoding(name: &[u8]) -> Option<&'static Table> {
    static SYMBOL: LazyLock<Table> = LazyLock::new(symbol);
    static DINGBATS: LazyLock<Table> = LazyLock::new(dingbats);
    match name {
        b"Symbol" => Some(&SYMBOL),
        b"ZapfDingbats" => Some(&DINGBATS),
        _ => None,
    }
}

/// Puts the characters of a text at one code after the other; `_` leaves one out.
fn put(table: &mut Table, from: u8, text: &str) {
    let slots = table.iter_mut().skip(usize::from(from));
    for (slot, c) in slots.zip(text.chars()) {
        *slot = (c != '_').then_some(c);
    }
}

fn symbol() -> Table {
    let mut table = [None; 256];
    put(&mut table, 0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?");
    put(&mut table, 0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_");
    put(&mut table, 0x60, "_αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼");
    put(&mut table, 0xa0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…__↵");
    put(&mut table, 0xc0, "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓");
    put(&mut table, 0xe0, "◊〈®©™∑___________〉∫");
    // The underscore is one.
    if let Some(slot) = table.get_mut(0x5f) {
        *slot = Some('_');
    }
    table
}

fn dingbats() -> Table {
    let mut table = [None; 256];
    let ranges = [
        (0x21..=0x7e_u8, 0x2701_u32),
        (0xa1..=0xfe, 0x2761),
        (0xac..=0xb5, 0x2460),
    ];
    for (codes, first) in ranges {
        for (code, c) in codes.zip(first..) {
            if let Some(slot) = table.get_mut(usize::from(code)) {
                *slot = char::from_u32(c);
            }
        }
    }
    // Those that had a place among the characters before.
    let others = [
        (0x20, " "),
        (0x25, "☎"),
        (0x2a, "☛☞"),
        (0x48, "★"),
        (0x6c, "●"),
        (0x6e, "■"),
        (0x73, "▲▼◆"),
        (0x77, "◗"),
        (0xa8, "♣♦♥♠"),
        (0xd5, "→↔↕"),
    ];
    for (code, text) in others {
        put(&mut table, code, text);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_a_person_sees() {
        let at = |name: &[u8], code: u8| encoding(name).and_then(|table| table[usize::from(code)]);
        for (code, symbol, dingbat) in [
            (b' ', Some(' '), Some(' ')),
            (b'4', Some('4'), Some('✔')),
            (b'S', Some('Σ'), Some('✳')),
            (b'_', Some('_'), Some('✿')),
            (b'n', Some('ν'), Some('■')),
            (b'z', Some('ζ'), Some('❚')),
            (0xac, Some('←'), Some('①')),
            (0xb7, Some('•'), Some('❷')),
            (0xd4, Some('™'), Some('➔')),
            (0xe5, Some('∑'), Some('➥')),
            (0xff, None, None),
        ] {
            assert_eq!(at(b"Symbol", code), symbol, "{code:#x}");
            assert_eq!(at(b"ZapfDingbats", code), dingbat, "{code:#x}");
        }
        assert!(encoding(b"Helvetica").is_none());
    }
}

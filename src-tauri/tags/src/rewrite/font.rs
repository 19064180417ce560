//! The font of new text: Arimo, embedded, each code encoded twice over (WinAnsi and ToUnicode), so
//! that every reader finds the same characters.

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};
use ttf_parser::Face;

use super::RewriteError;

/// ASCII and Latin-1 of a face with the widths of Helvetica.
const FACE: &[u8] = include_bytes!("../../fonts/Arimo-Latin.ttf");
const NAME: &[u8] = b"PARAPH+Arimo";
const FIRST: u8 = 0x20;

/// Codes and widths of new text.
pub(super) struct NewFont {
    face: Face<'static>,
}

impl NewFont {
    pub(super) fn new() -> Result<Self, RewriteError> {
        let face = Face::parse(FACE, 0);
        let face = face.map_err(|error| RewriteError::Unwritable(error.to_string()))?;
        Ok(Self { face })
    }

    /// Codes and their width together, in thousandths of the size.
    pub(super) fn encode(&self, text: &str) -> Result<(Vec<u8>, f64), RewriteError> {
        let mut codes = Vec::new();
        let mut width = 0.0;
        for c in text.chars() {
            let code = code(c).ok_or(RewriteError::NoGlyph(c))?;
            width += self.width(code);
            codes.push(code);
        }
        Ok((codes, width))
    }

    /// Ascent and descent, as parts of the size.
    pub(super) fn extent(&self) -> (f64, f64) {
        let part = |units: i16| self.thousandths(units.into()) / 1000.0;
        (part(self.face.ascender()), part(self.face.descender()))
    }

    fn width(&self, code: u8) -> f64 {
        let glyph = self.face.glyph_index(char::from(code));
        let width = glyph.and_then(|glyph| self.face.glyph_hor_advance(glyph));
        self.thousandths(width.unwrap_or(0).into())
    }

    fn thousandths(&self, units: f64) -> f64 {
        (units * 1000.0 / f64::from(self.face.units_per_em())).round()
    }

    /// The objects of the font, numbered from `id` on; the first is the font itself.
    pub(super) fn objects(&self, id: u32) -> Vec<(ObjectId, Object)> {
        let [font, descriptor, program, map] = [0, 1, 2, 3].map(|next| (id + next, 0));
        let round = |units: i16| self.thousandths(units.into()) as i64;
        let bounds = self.face.global_bounding_box();
        let widths: Vec<Object> = (FIRST..=u8::MAX)
            .map(|code| match code {
                0x7f..0xa0 => 0.into(),
                code => (self.width(code) as i64).into(),
            })
            .collect();
        let font_dict = dictionary! {
            "Type" => "Font",
            "Subtype" => "TrueType",
            "BaseFont" => Object::Name(NAME.to_vec()),
            "FirstChar" => i64::from(FIRST),
            "LastChar" => i64::from(u8::MAX),
            "Widths" => widths,
            "Encoding" => "WinAnsiEncoding",
            "FontDescriptor" => descriptor,
            "ToUnicode" => map,
        };
        let descriptor_dict = dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => Object::Name(NAME.to_vec()),
            // Not symbolic.
            "Flags" => 32,
            "FontBBox" => [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
                .map(|units| Object::Integer(round(units))).to_vec(),
            "ItalicAngle" => 0,
            "Ascent" => round(self.face.ascender()),
            "Descent" => round(self.face.descender()),
            "CapHeight" => round(self.face.capital_height().unwrap_or(0)),
            "StemV" => 80,
            "FontFile2" => program,
        };
        let length = dictionary! { "Length1" => FACE.len() as i64 };
        vec![
            (font, font_dict.into()),
            (descriptor, descriptor_dict.into()),
            (program, packed(length, FACE.to_vec())),
            (
                map,
                packed(Dictionary::new(), TO_UNICODE.as_bytes().to_vec()),
            ),
        ]
    }
}

/// How many objects the font takes.
pub(super) const OBJECTS: u32 = 4;

/// WinAnsi is Latin-1 but for the codes that are left out here.
fn code(c: char) -> Option<u8> {
    let code = u8::try_from(u32::from(c)).ok()?;
    matches!(code, 0x20..0x7f | 0xa1..=0xff)
        .then_some(code)
        .filter(|code| *code != 0xad)
}

fn packed(dict: Dictionary, content: Vec<u8>) -> Object {
    let mut stream = Stream::new(dict, content);
    // What does not get smaller stays as it is.
    drop(stream.compress());
    stream.into()
}

const TO_UNICODE: &str = "/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
2 beginbfrange
<20> <7E> <0020>
<A1> <FF> <00A1>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_glyph_and_a_width() {
        let font = NewFont::new().unwrap();
        for c in (0..=0xff).filter_map(char::from_u32) {
            let Ok((_, width)) = font.encode(&c.to_string()) else {
                continue;
            };
            assert!(width > 0.0 && font.face.glyph_index(c).is_some(), "{c}");
        }
        assert_eq!(font.encode("<<").unwrap().1, 1168.0);
    }

    #[test]
    fn a_character_without_a_glyph_is_told() {
        let error = NewFont::new().unwrap().encode("\u{7b7e}").unwrap_err();
        assert_eq!(error, RewriteError::NoGlyph('\u{7b7e}'));
    }
}

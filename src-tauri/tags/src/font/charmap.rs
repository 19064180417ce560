//! The `cmap` table of a TrueType or OpenType program: characters and codes to glyphs.

use std::collections::HashMap;

use ttf_parser::{GlyphId, PlatformId, cmap};

/// What the table says.
#[derive(Debug, Default)]
pub(super) struct CharacterMap {
    /// The plain character of a glyph, the lowest where it has several.
    pub(super) characters: HashMap<u16, char>,
    /// The glyph of a one-byte code.
    pub(super) glyphs: HashMap<u8, u16>,
}

/// Codes of one subtable; one that claims more lists some of them again and again.
const MOST_CODES: u64 = 1 << 17;
/// Where symbol fonts have their codes, in the order in which they are looked for.
const SYMBOLS: [u32; 4] = [0xf000, 0xf100, 0xf200, 0];

impl CharacterMap {
    pub(super) fn read(table: &[u8]) -> Self {
        let mut map = Self::default();
        let Some(cmap) = cmap::Table::parse(table) else {
            return map;
        };
        for (at, subtable) in (0..).zip(cmap.subtables) {
            let windows = subtable.platform_id == PlatformId::Windows;
            let symbol = windows && subtable.encoding_id == 0;
            if subtable.is_unicode() && !symbol && span(table, at) <= MOST_CODES {
                map.take_characters(&subtable);
            }
        }
        for subtable in cmap.subtables {
            let windows = subtable.platform_id == PlatformId::Windows;
            let offsets = match subtable.platform_id {
                PlatformId::Windows if windows && subtable.encoding_id == 0 => &SYMBOLS[..],
                PlatformId::Macintosh => &[0],
                _ => continue,
            };
            map.take_codes(&subtable, offsets);
        }
        map
    }

    fn take_characters(&mut self, subtable: &cmap::Subtable<'_>) {
        subtable.codepoints(|code| {
            if let (Some(c), Some(id)) = (char::from_u32(code), subtable.glyph_index(code)) {
                let slot = self.characters.entry(id.0).or_insert(c);
                *slot = (*slot).min(c);
            }
        });
    }

    fn take_codes(&mut self, subtable: &cmap::Subtable<'_>, offsets: &[u32]) {
        for code in 0_u8..=255 {
            let glyph = |offset: &u32| subtable.glyph_index(offset + u32::from(code));
            let id = offsets.iter().find_map(glyph);
            if let Some(GlyphId(id)) = id.filter(|id| id.0 != 0) {
                self.glyphs.entry(code).or_insert(id);
            }
        }
    }
}

/// How many codes the ranges of a subtable have together, of the formats that are made of ranges:
/// the library goes through each of them.
fn span(table: &[u8], at: usize) -> u64 {
    spans(table, at).unwrap_or(0)
}

fn spans(table: &[u8], at: usize) -> Option<u64> {
    /// Behind the table's own header, one record for each subtable.
    const RECORDS: usize = 4;
    const RECORD: usize = 8;
    let offset = long(table, RECORDS + RECORD * at + 4)?;
    let subtable = table.get(usize::try_from(offset).ok()?..)?;
    let length = |start: u64, end: u64| (end + 1).saturating_sub(start);
    match short(subtable, 0)? {
        4 => {
            let size = usize::try_from(short(subtable, 6)?).ok()?;
            let ends = (0..size)
                .step_by(2)
                .map_while(|at| short(subtable, 14 + at));
            let starts = (0..size)
                .step_by(2)
                .map_while(|at| short(subtable, 16 + size + at));
            Some(
                starts
                    .zip(ends)
                    .map(|(start, end)| length(start, end))
                    .sum(),
            )
        }
        12 | 13 => {
            let groups = subtable.get(16..)?.as_chunks::<12>().0;
            let count = usize::try_from(long(subtable, 12)?).ok()?;
            let lengths = groups
                .iter()
                .take(count)
                .map(|group| Some(length(long(group, 0)?, long(group, 4)?)));
            lengths.sum()
        }
        _ => Some(0),
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u64> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u64::from(u16::from_be_bytes(*pair)))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u64::from(u32::from_be_bytes(*four)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of one Unicode subtable.
    fn table(encoding: u8, subtable: &[u8]) -> Vec<u8> {
        let mut table = vec![0, 0, 0, 1, 0, 3, 0, encoding, 0, 0, 0, 12];
        table.extend_from_slice(subtable);
        table
    }

    fn groups(groups: &[[u32; 3]]) -> Vec<u8> {
        let count = u32::try_from(groups.len()).unwrap();
        let head = [0x000c_0000, 16 + 12 * count, 0, count];
        let numbers = head.iter().chain(groups.iter().flatten());
        let subtable: Vec<u8> = numbers.flat_map(|number| number.to_be_bytes()).collect();
        table(10, &subtable)
    }

    #[test]
    fn characters_are_found_by_glyph_and_the_lowest_counts() {
        let map = CharacterMap::read(&groups(&[[0x41, 0x43, 7], [0x391, 0x391, 7]]));
        assert_eq!(map.characters.get(&7), Some(&'A'));
        assert_eq!(map.characters.get(&9), Some(&'C'));
        assert!(map.glyphs.is_empty());
    }

    #[test]
    fn ranges_that_hold_all_there_is_again_and_again_are_not_gone_through() {
        let all = vec![[0, u32::MAX, 0]; 5000];
        assert!(CharacterMap::read(&groups(&all)).characters.is_empty());
        let segments = 4000_u16;
        let mut subtable: Vec<u8> = [4, 16 + 8 * segments, 0, 2 * segments, 0, 0, 0]
            .iter()
            .flat_map(|number: &u16| number.to_be_bytes())
            .collect();
        subtable.extend(vec![0xff; 2 * usize::from(segments)]);
        subtable.extend(vec![0; 2 + 6 * usize::from(segments)]);
        assert!(
            CharacterMap::read(&table(1, &subtable))
                .characters
                .is_empty()
        );
    }
}

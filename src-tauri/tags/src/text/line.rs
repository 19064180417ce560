//! A line of glyphs and what it reads: where words are set apart, and which way it runs.

use session::Rect;

use crate::page::Glyph;

/// A run of glyphs that is read together: nothing wider than a space of words stands between them,
/// compared with how the line is spaced.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    /// From its start to its end.
    pub(crate) letters: Vec<Letter<'a>>,
    /// Turn of the line, in tenths of a degree.
    pub(crate) turn: i32,
    /// Across the line, growing upwards.
    pub(crate) level: f64,
    /// Where it starts and ends along its direction.
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// The largest size of its glyphs.
    pub(crate) size: f64,
    /// A gap wider than this, as a part of the size, would have ended it.
    pub(super) break_at: f64,
}

/// A glyph within a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter<'a> {
    pub(crate) glyph: &'a Glyph,
    /// Start and end along the line.
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// Across the line.
    pub(super) level: f64,
    pub(super) space: bool,
}

impl Letter<'_> {
    /// Whether nothing is seen of it.
    pub(crate) fn is_space(&self) -> bool {
        self.space
    }

    /// Whether it sets words apart.
    fn separates(&self) -> bool {
        let text = self.glyph.text.as_deref();
        self.space && text.is_some_and(|text| text.contains(char::is_whitespace))
    }
}

/// A gap of this part of the size sets words apart.
const WORD_GAP: f64 = 0.13;
/// And where letters are spaced out, one that is wider than theirs by this.
const LEAST_MORE: f64 = 0.1;
/// The same in a line that has spaces.
const WRITTEN_GAP: f64 = 0.2;
/// Gaps on one side of another that tell whether letters are spaced out, where spaces are written;
/// twice as many where they are not.
const AROUND: usize = 2;
/// Wider than this part of the size letters stand each for themselves, as in a table.
const MOST_SPACING: f64 = 0.6;
/// Gaps that differ by less than this part of the size are even.
const EVEN: f64 = 0.06;
/// Letters that are looked at to find those.
const SEARCHED: usize = 8;

impl Line<'_> {
    /// Around all its glyphs.
    pub(crate) fn rect(&self) -> Option<Rect> {
        self.letters
            .iter()
            .map(|letter| letter.glyph.rect)
            .reduce(|a, b| a.union(&b))
    }

    /// Its text, with a space wherever one is seen, in the order in which it is read: where letters
    /// run from right to left, from there.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.letters.len() + 8);
        let mut backwards = false;
        self.pieces(|piece| {
            // The letters that run from right to left begin with these bytes and greater ones.
            backwards |= piece.as_bytes().first().is_some_and(|byte| *byte >= 0xd6);
            match piece.as_bytes() {
                [byte] => text.push(char::from(*byte)),
                _ => text.push_str(piece),
            }
        });
        if backwards {
            let mut pieces: Vec<&str> = Vec::with_capacity(text.len());
            self.pieces(|piece| pieces.push(piece));
            if pieces
                .iter()
                .any(|piece| piece.starts_with(is_right_to_left))
            {
                in_reading_direction(&mut pieces);
                return pieces.concat();
            }
        }
        text
    }

    /// The texts of its letters from left to right, and a space wherever one is seen.
    fn pieces<'l>(&'l self, mut put: impl FnMut(&'l str)) {
        // Where spaces are written, few words are set apart by a gap alone.
        let written = self.letters.iter().any(Letter::separates);
        let (wide, around) = if written {
            (WRITTEN_GAP, AROUND)
        } else {
            (
                self.even_gap().map_or(WORD_GAP, |gap| gap + LEAST_MORE),
                2 * AROUND,
            )
        };
        let mut end = f64::NAN;
        let mut spaced = true;
        for (at, letter) in self.letters.iter().enumerate() {
            let size = letter.glyph.size;
            // Before the first letter this is no number, and greater than none.
            let gap = letter.from - end;
            let gap = gap > wide * size && gap > (self.spacing(at, around) + LEAST_MORE) * size;
            let space = letter.is_space();
            if !spaced && (gap || space && letter.separates()) {
                put(" ");
                spaced = true;
            }
            if !space {
                put(letter.glyph.text.as_deref().unwrap_or("\u{fffd}"));
                spaced = false;
            }
            end = if letter.to <= end { end } else { letter.to };
        }
    }

    /// The gap between all letters, part of the size, where it is the same throughout.
    fn even_gap(&self) -> Option<f64> {
        let gaps = self.letters.windows(2).filter_map(|pair| match pair {
            [a, b] => Some((b.from - a.to) / b.glyph.size.max(1e-6)),
            _ => None,
        });
        let start = (0, f64::INFINITY, f64::NEG_INFINITY);
        let (count, least, most) = gaps.fold(start, |(count, least, most), gap| {
            (count + 1, gap.min(least), gap.max(most))
        });
        (count > AROUND && most - least < EVEN && (0.0..MOST_SPACING).contains(&least))
            .then_some(most)
    }

    /// How far the letters before or behind a gap are spaced out, part of the size: the smallest of
    /// the gaps on that side of it where it is larger.
    fn spacing(&self, at: usize, around: usize) -> f64 {
        let pair = |behind: usize| {
            let (a, b) = (
                self.letters.get(behind.checked_sub(1)?)?,
                self.letters.get(behind)?,
            );
            let seen = !a.is_space() && !b.is_space();
            seen.then(|| (b.from - a.to) / b.glyph.size.max(1e-6))
        };
        let least = |gaps: &mut dyn Iterator<Item = f64>| {
            let (count, least) = gaps
                .take(around)
                .fold((0, f64::INFINITY), |(n, least), gap| {
                    (n + 1, least.min(gap))
                });
            if count < around || least > MOST_SPACING {
                0.0
            } else {
                least
            }
        };
        let before = (at.saturating_sub(SEARCHED)..at).rev();
        let behind = at + 1..at + SEARCHED;
        least(&mut before.filter_map(pair)).max(least(&mut behind.filter_map(pair)))
    }
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Turns what was picked up from left to right into the order of reading.
fn in_reading_direction(pieces: &mut [&str]) {
    let backward = |piece: &&str| piece.starts_with(is_right_to_left);
    let forward =
        |piece: &&str| piece.starts_with(|c: char| c.is_alphanumeric() && !is_right_to_left(c));
    let mostly = 2 * pieces.iter().filter(|p| backward(p)).count()
        > pieces.iter().filter(|p| forward(p) || backward(p)).count();
    if mostly {
        pieces.reverse();
    }
    // What runs the other way is turned, with what stands between two such letters.
    let other = |piece: &&str| {
        if mostly {
            forward(piece)
        } else {
            backward(piece)
        }
    };
    let same = |piece: &&str| {
        if mostly {
            backward(piece)
        } else {
            forward(piece)
        }
    };
    let mut at = 0;
    while at < pieces.len() {
        if !pieces.get(at).is_some_and(other) {
            at += 1;
            continue;
        }
        let rest = pieces.get(at..).unwrap_or_default();
        let until = rest.iter().position(same).unwrap_or(rest.len());
        let last = rest.iter().take(until).rposition(other).unwrap_or(0);
        if let Some(run) = pieces.get_mut(at..=at + last) {
            run.reverse();
        }
        at += last + 1;
    }
}

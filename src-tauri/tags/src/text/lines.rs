//! Glyphs to lines, by where they stand: the order of the stream, fonts, sizes and colours say
//! nothing about what is read together.

use std::collections::BTreeMap;

use super::grammar;
use super::line::{Letter, Line};
use crate::page::Glyph;

/// Levels of one line differ by less than this part of the size.
const SAME_LEVEL: f64 = 0.12;
/// A piece that stands higher or lower still belongs to the line by this part of the size.
const NEAR_LEVEL: f64 = 0.4;
/// How high letters rise above their level, part of the size.
const CAPITALS: f64 = 0.7;
/// Pieces of this part of the other's size, or less, are raised or lowered further.
const SMALLER: f64 = 0.85;
/// Glyphs that share more than this part of the narrower one are printed over one another.
const OVERPRINT: f64 = 0.4;
/// Layers of overprinting that are told apart.
const MAX_LAYERS: usize = 6;
/// A gap of this part of the size ends a run, unless all letters are spaced out.
const WIDE_GAP: f64 = 1.2;
/// A gap that a space stands in ends a run from here on.
const STRETCHED: f64 = 2.5;
/// No letters are spaced out wider than this.
const MOST_GAP: f64 = 5.0;
/// How a wide gap follows from the gaps around it: this many times as wide, and a little more.
const GAP_SCALE: f64 = 2.2;
const GAP_SLACK: f64 = 0.3;
/// Gaps up to this size leave a wide gap at its least.
const SMALL_GAP: f64 = (WIDE_GAP - GAP_SLACK) / GAP_SCALE;
/// Letters of one page that are looked at to tell whether gaps are empty.
const MAX_LOOKS: usize = 2_000_000;
/// Lines that a run may still join: the ones that began last.
const RECENT: usize = 400;
/// Letters that are looked at, all in all, to find the place of a piece between them.
const MAX_SEARCHED: usize = 20_000_000;
/// Pieces on near levels are joined on pages with no more runs than this.
const MAX_JOINED: usize = 20_000;

/// The lines of a page: by their turn, then from the top down, then along the line.
pub(crate) fn lines(glyphs: &[Glyph]) -> Vec<Line<'_>> {
    let mut turns: Vec<(Turn, Vec<Letter<'_>>)> = Vec::new();
    let mut last = 0;
    for glyph in glyphs {
        // Nearly always that of the glyph before.
        let same = |(turn, _): &&mut (Turn, Vec<Letter<'_>>)| turn.direction == glyph.direction;
        if turns.get_mut(last).filter(same).is_none() {
            let turn = Turn::new(glyph.direction);
            let known = turns
                .iter()
                .position(|(other, _)| other.tenths == turn.tenths);
            last = known.unwrap_or(turns.len());
            match turns.get_mut(last) {
                Some((known, _)) => known.direction = turn.direction,
                None => turns.push((turn, Vec::with_capacity(glyphs.len() / (last + 1)))),
            }
        }
        if let Some((turn, letters)) = turns.get_mut(last) {
            letters.push(turn.letter(glyph));
        }
    }
    let mut lines = Vec::new();
    turns.sort_by_key(|(turn, _)| turn.tenths);
    for (turn, letters) in turns {
        lines.extend(join(runs(&letters, turn.tenths)));
    }
    lines.sort_by(|a, b| {
        a.turn
            .abs()
            .cmp(&b.turn.abs())
            .then(a.turn.cmp(&b.turn))
            .then(b.level.total_cmp(&a.level))
            .then(a.from.total_cmp(&b.from))
    });
    lines
}

/// The lesser of two; there are no undefined numbers here, which `f64::min` minds.
fn least(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

fn most(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// Which way a line runs.
struct Turn {
    /// Tenths of a degree.
    tenths: i32,
    /// Of the glyph that was met last.
    direction: (f64, f64),
    sin: f64,
    cos: f64,
}

impl Turn {
    fn new(direction: (f64, f64)) -> Self {
        let (x, y) = direction;
        let tenths = (y.atan2(x).to_degrees() * 10.0).round() as i32;
        let tenths = if tenths == -1800 { 1800 } else { tenths };
        let (sin, cos) = (f64::from(tenths).to_radians() / 10.0).sin_cos();
        Self {
            tenths,
            direction,
            sin,
            cos,
        }
    }

    fn letter<'a>(&self, glyph: &'a Glyph) -> Letter<'a> {
        let along = |x: f64, y: f64| x * self.cos + y * self.sin;
        let (start, end) = (
            along(glyph.start.x, glyph.start.y),
            along(glyph.end.x, glyph.end.y),
        );
        let text = glyph.text.as_deref();
        Letter {
            glyph,
            from: least(start, end),
            to: most(start, end),
            level: glyph.start.y * self.cos - glyph.start.x * self.sin,
            space: text.is_some_and(|text| {
                text.chars()
                    .all(|c| c.is_whitespace() || !c.is_ascii_graphic() && grammar::is_unseen(c))
            }),
        }
    }
}

/// Letters of one turn, in the order of painting, to runs: by level, by layer of overprinting, by
/// gap.
fn runs<'a>(letters: &[Letter<'a>], turn: i32) -> Vec<Line<'a>> {
    // Most of a line is painted in one go: what stands on exactly one level stays together.
    let mut pieces: Vec<&[Letter<'a>]> = letters.chunk_by(|a, b| a.level == b.level).collect();
    let key = |piece: &&[Letter<'a>]| {
        piece
            .first()
            .map(|letter| (letter.level, letter.glyph.order))
    };
    pieces.sort_by(|a, b| match (key(a), key(b)) {
        (Some(a), Some(b)) => a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)),
        _ => std::cmp::Ordering::Equal,
    });
    let mut runs = Vec::new();
    let mut around = Around {
        pieces: &pieces,
        left: MAX_LOOKS,
    };
    let mut level: Vec<Letter<'a>> = Vec::new();
    for letter in pieces.iter().copied().flatten() {
        let same = level.first().is_none_or(|first| {
            letter.level - first.level <= SAME_LEVEL * first.glyph.size.min(letter.glyph.size)
        });
        if !same {
            // The next level is about as long as this one.
            let next = Vec::with_capacity(level.len());
            let whole = std::mem::replace(&mut level, next);
            divide(whole, turn, &mut around, &mut runs);
        }
        level.push(*letter);
    }
    divide(level, turn, &mut around, &mut runs);
    runs
}

/// Letters of one level to runs.
fn divide<'a>(
    mut letters: Vec<Letter<'a>>,
    turn: i32,
    around: &mut Around<'_, 'a>,
    runs: &mut Vec<Line<'a>>,
) {
    letters.sort_by(along);
    if is_one_layer(&letters) {
        split(letters, turn, around, runs);
        return;
    }
    for mut layer in layers(letters) {
        layer.sort_by(along);
        split(layer, turn, around, runs);
    }
}

/// The order along a line.
fn along(a: &Letter<'_>, b: &Letter<'_>) -> std::cmp::Ordering {
    a.from
        .total_cmp(&b.from)
        .then(a.glyph.order.cmp(&b.glyph.order))
}

/// Whether no two of the letters, which stand in their order along the line, are printed over one
/// another: none begins before the end of all those before it by more than the narrowest allows.
fn is_one_layer(letters: &[Letter<'_>]) -> bool {
    let drawn = || {
        letters
            .iter()
            .filter(|letter| !letter.space && letter.to > letter.from)
    };
    let narrowest = drawn()
        .map(|letter| letter.to - letter.from)
        .fold(f64::INFINITY, f64::min);
    let mut end = f64::NEG_INFINITY;
    drawn().all(|letter| {
        let apart = end - letter.from <= OVERPRINT * narrowest;
        end = most(end, letter.to);
        apart
    })
}

/// All letters of one turn: pieces on one level each, by level.
struct Around<'l, 'a> {
    pieces: &'l [&'l [Letter<'a>]],
    /// How many may still be looked at, which bounds the work on pages full of gaps.
    left: usize,
}

impl Around<'_, '_> {
    /// Whether something is written between two letters on a level near theirs: then the gap is no
    /// spacing, as between the indexes of a formula.
    fn is_written(&mut self, from: f64, to: f64, level: f64, size: f64) -> bool {
        let near = CAPITALS * size;
        let of = |piece: &&[Letter<'_>]| piece.first().map_or(0.0, |letter| letter.level);
        let start = self
            .pieces
            .partition_point(|piece| of(piece) < level - near);
        let rest = self.pieces.get(start..).unwrap_or_default().iter();
        let rows = rest.take_while(|piece| of(piece) <= level + near);
        let mut looks = 0;
        let found = rows.copied().flatten().take(self.left).any(|letter| {
            looks += 1;
            let middle = (letter.from + letter.to) / 2.0;
            from < middle && middle < to && !letter.is_space()
        });
        self.left -= looks;
        found
    }
}

/// Tells glyphs that are printed over one another apart, in the order in which they were painted.
fn layers(mut letters: Vec<Letter<'_>>) -> Vec<Vec<Letter<'_>>> {
    letters.sort_by_key(|letter| letter.glyph.order);
    let mut layers: Vec<Vec<Letter<'_>>> = vec![Vec::new()];
    // What of the line each layer takes: from → to, never overlapping much.
    let mut taken: Vec<BTreeMap<i64, f64>> = vec![BTreeMap::new()];
    let mut current = 0;
    for letter in letters {
        let width = letter.to - letter.from;
        if letter.is_space() || width <= 0.0 {
            if let Some(layer) = layers.get_mut(current) {
                layer.push(letter);
            }
            continue;
        }
        // Thousandths of a point make a key that can be ordered.
        let key = (letter.from.clamp(-1e9, 1e9) * 1000.0) as i64;
        let free = taken.iter().position(|taken| {
            let overlaps = |from: f64, to: f64| {
                let shared = to.min(letter.to) - from.max(letter.from);
                shared > OVERPRINT * width.min(to - from)
            };
            let before = taken.range(..=key).next_back();
            let behind = taken.range(key + 1..).next();
            ![before, behind]
                .into_iter()
                .flatten()
                .any(|(k, to)| overlaps(*k as f64 / 1000.0, *to))
        });
        current = match free {
            Some(free) => free,
            None if layers.len() < MAX_LAYERS => {
                layers.push(Vec::new());
                taken.push(BTreeMap::new());
                layers.len() - 1
            }
            None => continue,
        };
        if let (Some(layer), Some(taken)) = (layers.get_mut(current), taken.get_mut(current)) {
            layer.push(letter);
            taken.insert(key, letter.to);
        }
    }
    layers
}

/// Cuts one layer of a level where a gap is wide, compared with the gaps around it.
fn split<'a>(
    letters: Vec<Letter<'a>>,
    turn: i32,
    around: &mut Around<'_, 'a>,
    runs: &mut Vec<Line<'a>>,
) {
    let gaps: Vec<f64> = letters
        .windows(2)
        .map(|pair| match pair {
            [a, b] if !a.is_space() && !b.is_space() => {
                ((b.from - a.to) / a.glyph.size.max(b.glyph.size).max(1e-6)).max(0.0)
            }
            _ => 0.0,
        })
        .collect();
    // Where no gap is large, none around a letter is.
    let spaced_out = gaps.iter().any(|gap| *gap > SMALL_GAP);
    if !spaced_out && !may_end(&letters) {
        // As nearly all are: nothing ends it.
        let before_last = letters.split_last().map_or(&[][..], |(_, rest)| rest);
        let stretched = before_last.iter().any(Letter::is_space);
        let widest = if stretched { STRETCHED } else { WIDE_GAP };
        runs.extend(line(letters, turn, widest));
        return;
    }
    let mut run: Vec<Letter<'a>> = Vec::with_capacity(letters.len());
    let mut end = f64::NEG_INFINITY;
    let mut widest = WIDE_GAP;
    for (at, letter) in letters.into_iter().enumerate() {
        let size = run
            .last()
            .map_or(letter.glyph.size, |l| l.glyph.size.max(letter.glyph.size));
        let wide = if spaced_out {
            (GAP_SCALE * usual(&gaps, at) + GAP_SLACK).clamp(WIDE_GAP, MOST_GAP)
        } else {
            WIDE_GAP
        };
        // A space may be stretched, as in a line that is set to full width.
        let stretched = run.last().is_some_and(Letter::is_space);
        let wide = if stretched { wide.max(STRETCHED) } else { wide };
        let gap = letter.from - end;
        let ends = gap > wide * size
            || gap > WIDE_GAP * size
                && around.is_written(end, letter.from, letter.level, letter.glyph.size);
        if ends && !run.is_empty() {
            runs.extend(line(std::mem::take(&mut run), turn, widest));
            widest = WIDE_GAP;
        }
        widest = widest.max(wide);
        end = if run.is_empty() {
            letter.to
        } else {
            end.max(letter.to)
        };
        run.push(letter);
    }
    runs.extend(line(run, turn, widest));
}

/// Whether anywhere between letters there is a gap wide enough to end a run.
fn may_end(letters: &[Letter<'_>]) -> bool {
    let mut end = f64::INFINITY;
    letters.iter().any(|letter| {
        let gap = letter.from - end;
        end = if end.is_finite() && end > letter.to {
            end
        } else {
            letter.to
        };
        gap > WIDE_GAP * letter.glyph.size
    })
}

/// The middle one of the gaps around a letter, the one right before it left out.
fn usual(gaps: &[f64], at: usize) -> f64 {
    let own = at.saturating_sub(1);
    let from = own.saturating_sub(4);
    let around = gaps.iter().enumerate().skip(from).take(own + 5 - from);
    let others = around.filter(|(index, _)| *index != own);
    let mut near = [0.0; 8];
    let mut count = 0;
    for (slot, (_, gap)) in near.iter_mut().zip(others) {
        *slot = *gap;
        count += 1;
    }
    let near = near.get_mut(..count).unwrap_or_default();
    near.sort_by(f64::total_cmp);
    near.get(near.len() / 2).copied().unwrap_or(0.0)
}

fn line(mut letters: Vec<Letter<'_>>, turn: i32, wide: f64) -> Option<Line<'_>> {
    // Spaces at the ends hold nothing.
    let first = letters.iter().position(|letter| !letter.is_space())?;
    let last = letters.iter().rposition(|letter| !letter.is_space())?;
    letters.truncate(last + 1);
    letters.drain(..first);
    let size = letters.iter().map(|l| l.glyph.size).fold(0.0, most);
    Some(Line {
        level: letters.first()?.level,
        from: letters.iter().map(|l| l.from).fold(f64::INFINITY, least),
        to: letters.iter().map(|l| l.to).fold(f64::NEG_INFINITY, most),
        size,
        break_at: wide,
        turn,
        letters,
    })
}

/// Joins runs that stand beside one another on nearly the same level, such as pieces that are
/// raised or set in another size.
fn join(mut runs: Vec<Line<'_>>) -> Vec<Line<'_>> {
    if runs.len() > MAX_JOINED {
        return runs;
    }
    runs.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut left = MAX_SEARCHED;
    // Ends of lines that may still go on, newest last; few are near at any time.
    for run in runs {
        let fits = |line: &Line<'_>| {
            let size = line.size.min(run.size);
            let gap = run.from - line.to;
            line.is_beside(&run) && gap >= -0.3 * size && gap <= line.break_at.min(WIDE_GAP) * size
        };
        let recent = lines.len().saturating_sub(RECENT);
        let recent = lines.get_mut(recent..).unwrap_or_default();
        let found = recent.iter_mut().rev().find_map(|line| {
            let at = if fits(line) {
                line.letters.len()
            } else {
                line.hole(&run, &mut left)?
            };
            Some((line, at))
        });
        match found {
            Some((line, at)) => {
                line.to = line.to.max(run.to);
                line.size = line.size.max(run.size);
                line.letters.splice(at..at, run.letters);
            }
            None => lines.push(run),
        }
    }
    lines
}

impl Line<'_> {
    /// Whether a run stands on nearly the same level, or is smaller and raised or lowered by less
    /// than what takes it out of the line.
    fn is_beside(&self, run: &Line<'_>) -> bool {
        let size = self.size.min(run.size);
        if (self.level - run.level).abs() <= NEAR_LEVEL * size {
            return true;
        }
        let (a, b) = ((self.level, self.size), (run.level, run.size));
        let top = |(level, size): (f64, f64)| level + CAPITALS * size;
        let shared = top(a).min(top(b)) - a.0.max(b.0);
        size < SMALLER * self.size.max(run.size) && shared > NEAR_LEVEL * CAPITALS * size
    }

    /// Where a run fits between two letters, if it stands on nearly the same level and there is
    /// room for it. `left` is how many letters may still be looked at.
    fn hole(&self, run: &Line<'_>, left: &mut usize) -> Option<usize> {
        let size = self.size.min(run.size);
        let inside = self.from < run.from && run.to < self.to;
        if !inside || !self.is_beside(run) {
            return None;
        }
        *left = left.checked_sub(self.letters.len())?;
        let at = self
            .letters
            .iter()
            .position(|letter| letter.from > run.from)?;
        let before = self.letters.get(at.checked_sub(1)?)?;
        let behind = self.letters.get(at)?;
        let slack = 0.1 * size;
        (before.to <= run.from + slack && run.to <= behind.from + slack).then_some(at)
    }
}

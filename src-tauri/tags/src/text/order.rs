//! Lines in the order in which a person reads them: columns of prose one after the other, rows of a
//! table from cell to cell.

use super::line::Line;

/// Lines of a column; what has fewer is no column.
const FEWEST: usize = 3;
/// Letters of a column's usual line; what has fewer is a table's cell.
const PROSE: usize = 16;
/// The room between columns, part of the size of the letters beside it.
const GUTTER: f64 = 0.7;
/// Columns within columns.
const MAX_DEPTH: usize = 6;
/// Pages with more runs than this stay in the order of their rows.
const MAX_LINES: usize = 5000;

/// Indexes of lines, which come sorted by turn, from the top down, then along the line.
pub(crate) fn reading_order(lines: &[Line<'_>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(lines.len());
    let all: Vec<usize> = (0..lines.len()).collect();
    for one_way in all.chunk_by(|a, b| turn(lines, *a) == turn(lines, *b)) {
        if lines.len() > MAX_LINES {
            order.extend_from_slice(one_way);
        } else {
            put(lines, one_way, 0, &mut order);
        }
    }
    order
}

fn turn(lines: &[Line<'_>], at: usize) -> Option<i32> {
    lines.get(at).map(|line| line.turn)
}

/// Lines that stand beside one another.
struct Band {
    members: Vec<usize>,
    /// Lower edge of what is in it so far.
    bottom: f64,
}

fn put(lines: &[Line<'_>], these: &[usize], depth: usize, order: &mut Vec<usize>) {
    let bands = bands(lines, these);
    let mut rest = bands.as_slice();
    while let Some(band) = rest.first() {
        if depth >= MAX_DEPTH || band.members.len() < 2 {
            order.extend_from_slice(&band.members);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (count, columns) = columns(lines, rest);
        match columns {
            Some([left, right]) => {
                put(lines, &left, depth + 1, order);
                put(lines, &right, depth + 1, order);
            }
            None => order.extend(rest.iter().take(count).flat_map(|band| &band.members)),
        }
        rest = rest.get(count..).unwrap_or_default();
    }
}

/// Groups lines whose heights overlap, from the top down; within one, from left to right on about
/// the same level.
fn bands(lines: &[Line<'_>], these: &[usize]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for &at in these {
        let Some(line) = lines.get(at) else { continue };
        let middle = line.level + 0.35 * line.size;
        match bands.last_mut() {
            Some(band) if middle > band.bottom => {
                band.members.push(at);
            }
            _ => bands.push(Band {
                members: vec![at],
                bottom: line.level,
            }),
        }
    }
    for band in &mut bands {
        let from = |at: &usize| lines.get(*at).map_or(0.0, |line| line.from);
        band.members.sort_by(|a, b| from(a).total_cmp(&from(b)));
    }
    bands
}

/// How many bands from the first on have room in common between their lines; and what stands on
/// either side of it, where those are two columns.
fn columns(lines: &[Line<'_>], bands: &[Band]) -> (usize, Option<[Vec<usize>; 2]>) {
    let mut rooms = bands
        .first()
        .map_or_else(Vec::new, |band| rooms(lines, band));
    let mut count = 1;
    for band in bands.get(1..).unwrap_or_default() {
        let narrowed = narrow(lines, &rooms, band);
        if narrowed.is_empty() {
            break;
        }
        rooms = narrowed;
        count += 1;
    }
    let widest = rooms
        .iter()
        .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let Some(widest) = widest else {
        return (1, None);
    };
    let middle = (widest.0 + widest.1) / 2.0;
    let side = |left: bool| -> Vec<usize> {
        let is_left = |at: &&usize| lines.get(**at).is_some_and(|line| line.from < middle);
        let members = bands.iter().take(count).flat_map(|band| &band.members);
        members.filter(|at| is_left(at) == left).copied().collect()
    };
    let (mut left, mut right) = (side(true), side(false));
    if !is_prose(lines, &left) || !is_prose(lines, &right) {
        return (count, None);
    }
    // Back into the order from the top down.
    left.sort_unstable();
    right.sort_unstable();
    (count, Some([left, right]))
}

/// The rooms between the lines of a band.
fn rooms(lines: &[Line<'_>], band: &Band) -> Vec<(f64, f64)> {
    let mut rooms = Vec::new();
    let mut end: Option<f64> = None;
    for line in band.members.iter().filter_map(|at| lines.get(*at)) {
        if let Some(end) = end
            && line.from - end > GUTTER * line.size
        {
            rooms.push((end, line.from));
        }
        end = Some(end.map_or(line.to, |end| end.max(line.to)));
    }
    rooms
}

/// What is left of rooms beside the lines of a further band.
fn narrow(lines: &[Line<'_>], rooms: &[(f64, f64)], band: &Band) -> Vec<(f64, f64)> {
    let mut left: Vec<(f64, f64)> = rooms.to_vec();
    for line in band.members.iter().filter_map(|at| lines.get(*at)) {
        left = left
            .iter()
            .flat_map(|(from, to)| [(*from, to.min(line.from)), (from.max(line.to), *to)])
            .filter(|(from, to)| to - from > GUTTER * line.size)
            .collect();
        left.dedup();
        left.truncate(64);
    }
    left
}

/// Whether lines are a column of running text.
fn is_prose(lines: &[Line<'_>], these: &[usize]) -> bool {
    let mut lengths: Vec<usize> = these
        .iter()
        .filter_map(|at| lines.get(*at))
        .map(|line| line.letters.len())
        .collect();
    lengths.sort_unstable();
    lengths.len() >= FEWEST
        && lengths
            .get(lengths.len() / 2)
            .is_some_and(|usual| *usual >= PROSE)
}

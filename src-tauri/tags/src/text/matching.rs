//! Tags of a page: the grammar put to its lines, and to lines that go on in the next one.

use std::ops::Range;

use session::{FieldKind, Finding, FindingCode, Rect, Tag, Visibility};

use super::grammar::{self, Found, Item, Pending, Verdict};
use super::line::Line;
use super::visibility::Ground;
use crate::page::{Glyph, Shown};
use crate::pages::PageNode;

/// What was found on a page.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    pub(crate) tags: Vec<Tag>,
    pub(crate) findings: Vec<Finding>,
}

/// A tag or near miss with the glyphs that make it.
struct Hit<'a> {
    found: Found,
    glyphs: Vec<&'a Glyph>,
    rect: Rect,
    broken: bool,
}

/// A tag's glyphs in the order of reading, with the spaces and unseen characters between them.
/// What is printed twice on one spot is two of these.
pub(crate) struct Spot<'a> {
    pub(crate) kind: FieldKind,
    pub(crate) signer: u16,
    pub(crate) rect: Rect,
    pub(crate) glyphs: Vec<&'a Glyph>,
}

/// How many characters before its end a line is searched for a tag that goes on in the next.
const TAIL: usize = 32;
/// The next line is no further below than this part of the size.
const NEXT_LINE: f64 = 2.6;
/// Lines that are tried as the next one.
const CANDIDATES: usize = 6;
/// Lines that are looked at to find those.
const SEARCHED: usize = 1000;
/// Lines of one page that end within what may be a tag.
const MAX_OPEN: usize = 5_000;
/// Tags and near misses of one page; a page that claims more is no contract.
const MAX_HITS: usize = 10_000;

/// Finds the tags and near misses of a page.
pub(crate) fn find(page: &PageNode<'_>, shown: &Shown, lines: &[Line<'_>]) -> Matches {
    let hits = hits(lines, glyphs);
    let ground = Ground::new(page, shown);
    report(page, &ground, hits)
}

/// The glyphs of all tags of a page.
pub(crate) fn spots<'a>(lines: &[Line<'a>]) -> Vec<Spot<'a>> {
    let spot = |hit: Hit<'a>| match hit.found.verdict {
        Verdict::Tag { signer, .. } => Some(Spot {
            kind: hit.found.kind,
            signer,
            rect: hit.rect,
            glyphs: hit.glyphs,
        }),
        Verdict::NearMiss { .. } => None,
    };
    let whole = hits(lines, whole);
    let seen = hits(lines, glyphs);
    // The box is that of the characters alone.
    let pairs = whole.into_iter().zip(seen);
    pairs
        .filter_map(|(whole, seen)| {
            let rect = seen.rect;
            spot(whole).map(|spot| Spot { rect, ..spot })
        })
        .collect()
}

/// The tags in a plain text, by where they stand in it.
pub(crate) fn words(text: &str) -> Vec<(Range<usize>, FieldKind, u16)> {
    let (mut items, mut pending) = (Vec::new(), Pending::default());
    for (at, c) in text.char_indices() {
        grammar::push(
            &mut items,
            &mut pending,
            at,
            Some(c.encode_utf8(&mut [0; 4])),
        );
    }
    let place = |found: &Found| {
        let first = items.get(found.from)?.letter;
        let last = items.get(found.to.checked_sub(1)?)?.letter;
        let end = last + text.get(last..)?.chars().next()?.len_utf8();
        Some(first..end)
    };
    let found = grammar::find(&items);
    found
        .iter()
        .filter_map(|found| match found.verdict {
            Verdict::Tag { signer, .. } => Some((place(found)?, found.kind, signer)),
            Verdict::NearMiss { .. } => None,
        })
        .collect()
}

/// How the glyphs of some items of a line are picked.
type Pick = for<'a> fn(&Line<'a>, &[Item], usize, usize) -> Vec<&'a Glyph>;

fn hits<'a>(lines: &[Line<'a>], pick: Pick) -> Vec<Hit<'a>> {
    let items: Vec<Vec<Item>> = lines.iter().map(items).collect();
    let mut hits: Vec<Hit<'_>> = Vec::new();
    for (line, items) in lines.iter().zip(&items) {
        for found in grammar::find(items) {
            let glyphs = pick(line, items, found.from, found.to);
            hits.extend(hit(found, glyphs, false));
        }
        if hits.len() > MAX_HITS {
            break;
        }
    }
    hits.extend(broken(lines, &items, pick));
    hits
}

/// The characters of a line; none where there can be nothing of a tag.
fn items(line: &Line<'_>) -> Vec<Item> {
    let texts = || line.letters.iter().map(|one| one.glyph.text.as_deref());
    if !texts().flatten().any(grammar::may_bracket) {
        return Vec::new();
    }
    let (mut items, mut pending) = (Vec::with_capacity(line.letters.len()), Pending::default());
    for (at, text) in texts().enumerate() {
        grammar::push(&mut items, &mut pending, at, text);
    }
    items
}

fn glyphs<'a>(line: &Line<'a>, items: &[Item], from: usize, to: usize) -> Vec<&'a Glyph> {
    let mut letters: Vec<usize> = items
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .map(|item| item.letter)
        .collect();
    letters.dedup();
    letters
        .iter()
        .filter_map(|at| line.letters.get(*at))
        .map(|letter| letter.glyph)
        .collect()
}

/// As [`glyphs`], with all that stands between the first and the last.
fn whole<'a>(line: &Line<'a>, items: &[Item], from: usize, to: usize) -> Vec<&'a Glyph> {
    let range = items.get(from..to).unwrap_or_default();
    let (Some(first), Some(last)) = (range.first(), range.last()) else {
        return Vec::new();
    };
    let letters = line.letters.get(first.letter..=last.letter);
    let letters = letters.unwrap_or_default().iter();
    letters.map(|letter| letter.glyph).collect()
}

fn hit(found: Found, glyphs: Vec<&Glyph>, broken: bool) -> Option<Hit<'_>> {
    let rect = glyphs
        .iter()
        .map(|glyph| glyph.rect)
        .reduce(|a, b| a.union(&b))?;
    Some(Hit {
        found,
        glyphs,
        rect,
        broken,
    })
}

/// Tags that begin at the end of a line and end at the start of the next one.
fn broken<'a>(lines: &[Line<'a>], items: &[Vec<Item>], pick: Pick) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    let lines_of_page = lines.iter().zip(items).enumerate();
    let open = lines_of_page.filter(|(_, (_, own))| is_open(own));
    for (at, (line, own)) in open.take(MAX_OPEN) {
        for (next, next_items) in below(lines, items, at) {
            let joined = [0, 1]
                .iter()
                .find_map(|hyphens| join(own, next_items, *hyphens));
            let Some((found, tail_from, tail_to, split)) = joined else {
                continue;
            };
            let mut all = pick(line, own, tail_from + found.from, tail_to);
            all.extend(pick(next, next_items, 0, found.to - split));
            hits.extend(hit(found, all, true));
            break;
        }
    }
    hits
}

/// Whether a line ends within what may be a tag: behind its last closing bracket there is an
/// opening one, with nothing else but a word and a number after it.
fn is_open(items: &[Item]) -> bool {
    let tail = items
        .get(items.len().saturating_sub(TAIL)..)
        .unwrap_or_default();
    let Some(open) = tail.iter().rposition(|item| "<{«;".contains(item.plain)) else {
        return false;
    };
    let behind = tail.get(open + 1..).unwrap_or_default();
    behind.len() <= 14
        && behind
            .iter()
            .all(|item| item.plain.is_ascii_alphanumeric() || ">}-\u{2010}".contains(item.plain))
}

/// The lines right below: first those in the same column, the nearest first.
fn below<'l, 'a>(
    lines: &'l [Line<'a>],
    items: &'l [Vec<Item>],
    at: usize,
) -> Vec<(&'l Line<'a>, &'l [Item])> {
    let Some(line) = lines.get(at) else {
        return Vec::new();
    };
    let mut near: Vec<(bool, i64, f64, usize)> = Vec::new();
    // Lines are sorted by turn and level, so those below follow soon.
    for (index, other) in lines.iter().enumerate().skip(at + 1).take(SEARCHED) {
        let down = line.level - other.level;
        if other.turn != line.turn || down > NEXT_LINE * line.size.max(other.size) {
            break;
        }
        if down > 0.4 * line.size.min(other.size) {
            let beside = other.from > line.to || other.to < line.from;
            // Levels of one row of a table differ a little; what matters then is the column.
            let row = (2.0 * down / line.size.max(1e-6)).round() as i64;
            near.push((beside, row, (other.from - line.from).abs(), index));
        }
    }
    near.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    near.iter()
        .take(CANDIDATES)
        .filter_map(|(.., index)| Some((lines.get(*index)?, items.get(*index)?.as_slice())))
        .collect()
}

/// A tag across the end of one line and the start of the next: with where the tail begins and ends
/// in the first line, and how many joined items are the tail's.
fn join(own: &[Item], next: &[Item], hyphens: usize) -> Option<(Found, usize, usize, usize)> {
    let to = own.len().checked_sub(hyphens)?;
    if hyphens == 1 && !matches!(own.last().map(|item| item.plain), Some('-' | '\u{2010}')) {
        return None;
    }
    let from = to.saturating_sub(TAIL);
    let tail = own.get(from..to)?;
    let split = tail.len();
    let mut joined = tail.to_vec();
    joined.extend(next.iter().take(TAIL).map(|item| Item { ..*item }));
    let across = |found: &Found| {
        found.from < split && found.to > split && matches!(found.verdict, Verdict::Tag { .. })
    };
    grammar::find(&joined)
        .into_iter()
        .find(across)
        .map(|found| (found, from, to, split))
}

/// Tags and findings out of hits: what stands on the same spot is one.
fn report(page: &PageNode<'_>, ground: &Ground<'_>, hits: Vec<Hit<'_>>) -> Matches {
    let mut tags: Vec<(Tag, bool, String)> = Vec::new();
    let mut misses: Vec<(Rect, Finding)> = Vec::new();
    let number = page.session.number;
    for hit in hits.into_iter().take(MAX_HITS) {
        match hit.found.verdict {
            Verdict::NearMiss { signer, suggestion } => {
                if !misses.iter().any(|(rect, _)| same_spot(rect, &hit.rect)) {
                    let finding = Finding::new(FindingCode::TagNearMiss)
                        .at(number, Some(hit.rect))
                        .signer(signer)
                        .arg("kind", hit.found.kind.as_str())
                        .arg("text", hit.found.text)
                        .arg("suggestion", suggestion);
                    misses.push((hit.rect, finding));
                }
            }
            Verdict::Tag {
                signer,
                dialect,
                exact,
                suggestion,
            } => {
                let visibility = ground.visibility(&hit.glyphs, &hit.rect);
                let tag = Tag {
                    kind: hit.found.kind,
                    signer,
                    page: number,
                    rect: hit.rect,
                    text: hit.found.text,
                    dialect,
                    exact,
                    visibility,
                };
                let twin = tags.iter_mut().find(|(other, ..)| {
                    (other.kind, other.signer) == (tag.kind, signer)
                        && same_spot(&other.rect, &tag.rect)
                });
                match twin {
                    // What a person sees of the two is what counts.
                    Some(twin) if twin.0.visibility < tag.visibility => {
                        *twin = (tag, hit.broken, suggestion);
                    }
                    Some(_) => {}
                    None => tags.push((tag, hit.broken, suggestion)),
                }
            }
        }
    }
    let mut findings = Vec::new();
    for (rect, finding) in misses {
        if !tags
            .iter()
            .any(|(tag, ..)| tag.rect.intersection(&rect).is_some())
        {
            findings.push(finding);
        }
    }
    for (tag, broken, suggestion) in &tags {
        let finding = |code| {
            Finding::new(code)
                .at(number, Some(tag.rect))
                .signer(tag.signer)
                .arg("kind", tag.kind.as_str())
                .arg("text", tag.text.clone())
        };
        if !tag.exact {
            let inexact = finding(FindingCode::TagInexact);
            findings.push(inexact.arg("suggestion", suggestion.clone()));
        }
        if *broken {
            findings.push(finding(FindingCode::TagLineBroken));
        }
        let unseen = match tag.visibility {
            Visibility::OffPage => Some(FindingCode::TagOffPage),
            Visibility::HiddenLayer => Some(FindingCode::TagHiddenLayer),
            Visibility::Clipped => Some(FindingCode::TagClipped),
            Visibility::Covered => Some(FindingCode::TagCovered),
            Visibility::Tiny => Some(FindingCode::TagTiny),
            Visibility::Invisible | Visibility::White | Visibility::Visible => None,
        };
        findings.extend(unseen.map(finding));
    }
    tags.sort_by(|(a, ..), (b, ..)| {
        b.rect
            .y1
            .total_cmp(&a.rect.y1)
            .then(a.rect.x0.total_cmp(&b.rect.x0))
    });
    Matches {
        tags: tags.into_iter().map(|(tag, ..)| tag).collect(),
        findings,
    }
}

/// Whether two boxes are so much over one another that they show the same thing.
pub(crate) fn same_spot(a: &Rect, b: &Rect) -> bool {
    let area = |rect: &Rect| rect.width() * rect.height();
    let shared = a.intersection(b).map_or(0.0, |shared| area(&shared));
    shared > 0.5 * area(a).min(area(b)) && shared > 0.25 * area(a).max(area(b))
}

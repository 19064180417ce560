//! The graphics state, as far as it decides where text stands and whether it is seen.

use std::rc::Rc;

use session::Rect;

use super::color::{BLACK, Rgb, Space};
use super::shape::{Clip, Shape};
use crate::font::Font;
use crate::matrix::{Matrix, Point};

/// What `q` saves and `Q` restores.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) ctm: Matrix,
    /// The hull of the clipping area; the area itself may be smaller.
    pub(crate) clip: Option<Rect>,
    /// The shapes within it that clip further.
    pub(crate) clips: Option<Rc<Clip>>,
    /// Whether those are all that clips.
    pub(crate) clip_exact: bool,
    /// The text object whose glyphs clip too.
    pub(crate) clip_text: Option<u32>,
    /// Whether what is painted lets shine through what is below, whatever its alpha.
    pub(crate) blends: bool,
    pub(crate) masked: bool,
    /// The fill is a pattern with gaps.
    pub(crate) gaps: bool,
    /// In user space; 0 is the thinnest that can be seen.
    pub(crate) line_width: f64,
    pub(crate) dashed: bool,
    pub(crate) fill: Option<Rgb>,
    pub(crate) fill_space: Space,
    pub(crate) fill_alpha: f64,
    pub(crate) stroke: Option<Rgb>,
    pub(crate) stroke_space: Space,
    pub(crate) stroke_alpha: f64,
    pub(crate) text: TextState,
}

/// The text state of a graphics state.
#[derive(Clone)]
pub(crate) struct TextState {
    pub(crate) font: Option<Rc<Font>>,
    pub(crate) size: f64,
    pub(crate) char_spacing: f64,
    pub(crate) word_spacing: f64,
    /// 1 where the operator says 100.
    pub(crate) scale: f64,
    pub(crate) leading: f64,
    pub(crate) rise: f64,
    pub(crate) mode: u8,
}

impl State {
    pub(crate) fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            clip: None,
            clips: None,
            clip_exact: true,
            clip_text: None,
            blends: false,
            masked: false,
            gaps: false,
            line_width: 1.0,
            dashed: false,
            fill: Some(BLACK),
            fill_space: Space::Gray,
            fill_alpha: 1.0,
            stroke: Some(BLACK),
            stroke_space: Space::Gray,
            stroke_alpha: 1.0,
            text: TextState {
                font: None,
                size: 0.0,
                char_spacing: 0.0,
                word_spacing: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
            },
        }
    }

    /// Whether what is painted with that alpha hides what is below.
    pub(crate) fn is_solid(&self, alpha: f64) -> bool {
        alpha > 0.98 && !self.blends && !self.masked && self.clip_exact
    }

    /// Narrows the clipping area to that hull, or to a shape within it.
    pub(crate) fn clip_to(&mut self, hull: Rect, shape: Option<Shape>) {
        if let Some(shape) = shape {
            match Clip::within(shape, self.clips.clone()) {
                Some(clips) => self.clips = Some(clips),
                None => self.clip_exact = false,
            }
        }
        let nothing = Rect {
            x0: hull.x0,
            y0: hull.y0,
            x1: hull.x0,
            y1: hull.y0,
        };
        self.clip = Some(match self.clip {
            None => hull,
            Some(clip) => clip.intersection(&hull).unwrap_or(nothing),
        });
    }

    /// Whether most of a rectangle lies outside the clipping area.
    pub(crate) fn clips_away(&self, rect: &Rect) -> bool {
        let Some(clip) = self.clip else { return false };
        let inside = clip.x0 <= rect.x0 && rect.x1 <= clip.x1 && clip.y0 <= rect.y0;
        if inside && rect.y1 <= clip.y1 && self.clips.is_none() {
            return false;
        }
        let area = rect.width() * rect.height();
        let seen = clip
            .intersection(rect)
            .map_or(0.0, |seen| seen.width() * seen.height());
        let (x, y) = ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0);
        seen < 0.25 * area || self.clips.as_ref().is_some_and(|clips| !clips.holds(x, y))
    }
}

/// Points of one path; the shape of what has more is not followed.
const MAX_POINTS: usize = 4096;
/// Straight pieces that a curve is made of.
const PIECES: u32 = 8;
/// Rectangles of one path that are looked at for what they leave out of one another.
const FEW: usize = 8;

/// The path under construction.
#[derive(Default)]
pub(crate) struct Path {
    /// Rectangles along the axes, in user space of the page.
    pub(crate) rects: Vec<Rect>,
    /// All points, as a hull.
    pub(crate) hull: Option<Rect>,
    /// Whether it holds anything but rectangles along the axes.
    pub(crate) other: bool,
    pub(crate) curves: usize,
    /// Subpaths that are no rectangles.
    pub(crate) outlines: usize,
    /// Corners and points of curves of all subpaths, and where each of them ends.
    points: Vec<Point>,
    ends: Vec<usize>,
    /// Whether the subpath at hand is no rectangle.
    curved: bool,
}

impl Path {
    pub(crate) fn rect(&mut self, ctm: &Matrix, x: f64, y: f64, width: f64, height: f64) {
        let (x1, y1) = (x + width, y + height);
        self.start(ctm.apply(x, y));
        for (x, y) in [(x1, y), (x1, y1), (x, y1)] {
            self.line(ctm.apply(x, y));
        }
        self.close();
    }

    fn push(&mut self, rect: Rect) {
        if self.rects.len() < MAX_POINTS {
            self.rects.push(rect)
        } else {
            self.other = true
        }
    }

    pub(crate) fn start(&mut self, point: Point) {
        self.close();
        self.add(point);
    }

    pub(crate) fn line(&mut self, point: Point) {
        self.add(point);
    }

    /// A curve from the point at hand: two control points and the end, or less where some of them
    /// fall together.
    pub(crate) fn curve(&mut self, controls: [Point; 2], end: Point) {
        let from = self.points.last().copied().unwrap_or(controls[0]);
        for step in 1..=PIECES {
            let t = f64::from(step) / f64::from(PIECES);
            let u = 1.0 - t;
            let at = |a: f64, b: f64, c: f64, d: f64| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            self.add(Point {
                x: at(from.x, controls[0].x, controls[1].x, end.x),
                y: at(from.y, controls[0].y, controls[1].y, end.y),
            });
        }
        self.curves += 1;
        self.curved = true;
    }

    /// Where the path has come to.
    pub(crate) fn current(&self) -> Option<Point> {
        self.points.last().copied()
    }

    fn add(&mut self, point: Point) {
        let dot = Rect {
            x0: point.x,
            y0: point.y,
            x1: point.x,
            y1: point.y,
        };
        self.hull = Some(self.hull.map_or(dot, |hull| hull.union(&dot)));
        if self.points.len() <= MAX_POINTS {
            self.points.push(point);
        } else {
            self.curved = true;
        }
    }

    /// Ends the subpath at hand; four corners along the axes make a rectangle.
    pub(crate) fn close(&mut self) {
        let start = self.ends.last().copied().unwrap_or(0);
        let mut corners = self.points.get(start..).unwrap_or_default();
        if let [first, middle @ .., last] = corners
            && middle.len() == 3
            && near(Some(first), Some(last))
        {
            corners = corners.get(..4).unwrap_or_default();
        }
        let curved = std::mem::take(&mut self.curved);
        let rect = match corners {
            [] => return,
            [_] => None,
            [a, b, c, d] if !curved && (is_rect(a, b, c, d) || is_rect(b, c, d, a)) => {
                Some(Rect::new(a.x, a.y, c.x, c.y))
            }
            _ => {
                self.other = true;
                self.outlines += 1;
                None
            }
        };
        self.ends.push(self.points.len());
        if let Some(rect) = rect {
            self.push(rect);
        }
    }

    /// What it encloses, where that is not just its rectangles each for itself. The first is
    /// whether that is known.
    pub(crate) fn shape(&self, even_odd: bool) -> (bool, Option<Shape>) {
        let apart = |a: &Rect, b: &Rect| {
            a.intersection(b)
                .is_none_or(|both| both.width() * both.height() <= 0.0)
        };
        let few = self.rects.len() <= FEW;
        let simple = !self.other
            && (!few
                || self.rects.iter().enumerate().all(|(at, a)| {
                    let rest = self.rects.get(at + 1..).unwrap_or_default();
                    rest.iter().all(|b| apart(a, b))
                }));
        if simple {
            return (true, None);
        }
        let shape = Shape::new(self.points.clone(), self.ends.clone(), even_odd);
        (self.points.len() <= MAX_POINTS, Some(shape))
    }

    /// Its straight pieces, as far as they are known.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let outlines = starts.zip(&self.ends).map(|(start, end)| start..*end);
        outlines
            .filter_map(|range| self.points.get(range))
            .flat_map(|outline| outline.windows(2))
            .filter_map(|pair| match pair {
                [a, b] => Some((*a, *b)),
                _ => None,
            })
    }
}

fn close_to(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.01
}

fn near(a: Option<&Point>, b: Option<&Point>) -> bool {
    a.zip(b)
        .is_some_and(|(a, b)| close_to(a.x, b.x) && close_to(a.y, b.y))
}

fn is_rect(a: &Point, b: &Point, c: &Point, d: &Point) -> bool {
    close_to(a.y, b.y) && close_to(b.x, c.x) && close_to(c.y, d.y) && close_to(d.x, a.x)
}

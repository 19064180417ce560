//! The graphics state, as far as it decides where text stands and whether it is seen.

use std::rc::Rc;

use session::Rect;

use super::color::{BLACK, Rgb, Space};
use crate::font::Font;
use crate::matrix::{Matrix, Point};

/// What `q` saves and `Q` restores.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) ctm: Matrix,
    /// The hull of the clipping area; the area itself may be smaller.
    pub(crate) clip: Option<Rect>,
    /// Whether the clipping area is its hull.
    pub(crate) clip_exact: bool,
    /// The text object whose glyphs clip too.
    pub(crate) clip_text: Option<u32>,
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
            clip_exact: true,
            clip_text: None,
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

    /// Narrows the clipping area to a shape within that hull.
    pub(crate) fn clip_to(&mut self, hull: Rect, exact: bool) {
        self.clip_exact &= exact;
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
        if inside && rect.y1 <= clip.y1 {
            return false;
        }
        let area = rect.width() * rect.height();
        let seen = clip
            .intersection(rect)
            .map_or(0.0, |seen| seen.width() * seen.height());
        seen < 0.25 * area
    }
}

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
    /// Corners of the subpath at hand while it may still be a rectangle.
    corners: Vec<Point>,
}

impl Path {
    pub(crate) fn rect(&mut self, ctm: &Matrix, x: f64, y: f64, width: f64, height: f64) {
        self.close();
        let rect = ctm.hull(&Rect::new(x, y, x + width, y + height));
        self.hull = Some(self.hull.map_or(rect, |hull| hull.union(&rect)));
        if ctm.keeps_axes() {
            self.push(rect)
        } else {
            self.other = true
        }
    }

    fn push(&mut self, rect: Rect) {
        if self.rects.len() < 4096 {
            self.rects.push(rect)
        } else {
            self.other = true
        }
    }

    pub(crate) fn start(&mut self, point: Point) {
        self.close();
        self.grow(point);
        self.corners.push(point);
    }

    pub(crate) fn line(&mut self, point: Point) {
        self.grow(point);
        if self.corners.len() < 6 {
            self.corners.push(point);
        }
    }

    pub(crate) fn curve(&mut self, points: &[Point]) {
        for point in points {
            self.grow(*point);
        }
        self.curves += 1;
        self.other = true;
        self.corners.clear();
    }

    fn grow(&mut self, point: Point) {
        let dot = Rect {
            x0: point.x,
            y0: point.y,
            x1: point.x,
            y1: point.y,
        };
        self.hull = Some(self.hull.map_or(dot, |hull| hull.union(&dot)));
    }

    /// Ends the subpath at hand; four corners along the axes make a rectangle.
    pub(crate) fn close(&mut self) {
        let mut corners = std::mem::take(&mut self.corners);
        if corners.len() == 5 && near(corners.first(), corners.last()) {
            corners.pop();
        }
        match corners.as_slice() {
            [] | [_] => {}
            [a, b, c, d] if is_rect(a, b, c, d) || is_rect(b, c, d, a) => {
                self.push(Rect::new(a.x, a.y, c.x, c.y));
            }
            _ => self.other = true,
        }
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

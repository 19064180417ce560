//! Areas that are not rectangles along the axes: what fills them, and what they clip.

use std::rc::Rc;

use session::Rect;

use crate::matrix::{Point, hull};

/// An area within closed outlines, curves made straight.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    points: Vec<Point>,
    /// Where each outline ends among the points.
    ends: Vec<usize>,
    even_odd: bool,
}

impl Shape {
    pub(crate) fn new(points: Vec<Point>, ends: Vec<usize>, even_odd: bool) -> Self {
        Self {
            points,
            ends,
            even_odd,
        }
    }

    /// What a line of that width covers between two points.
    pub(crate) fn stroke(from: Point, to: Point, width: f64) -> Option<Self> {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let length = dx.hypot(dy);
        if length <= 0.0 {
            return None;
        }
        let (x, y) = (-dy / length * width / 2.0, dx / length * width / 2.0);
        let at = |p: Point, side: f64| Point {
            x: p.x + side * x,
            y: p.y + side * y,
        };
        let points = vec![at(from, 1.0), at(to, 1.0), at(to, -1.0), at(from, -1.0)];
        Some(Self::new(points, vec![4], false))
    }

    pub(crate) fn points(&self) -> usize {
        self.points.len()
    }

    pub(crate) fn hull(&self) -> Rect {
        hull(&self.points)
    }

    /// Whether a point lies inside, by the rule of the path.
    pub(crate) fn holds(&self, x: f64, y: f64) -> bool {
        let (mut winding, mut crossings, mut start) = (0_i32, 0_u32, 0);
        for &end in &self.ends {
            let outline = self.points.get(start..end).unwrap_or_default();
            start = end;
            let Some(mut a) = outline.last() else {
                continue;
            };
            for b in outline {
                if (a.y <= y) != (b.y <= y) {
                    let at = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
                    if at > x {
                        crossings += 1;
                        winding += if b.y > a.y { 1 } else { -1 };
                    }
                }
                a = b;
            }
        }
        if self.even_odd {
            crossings % 2 == 1
        } else {
            winding != 0
        }
    }
}

/// Shapes that clip, the newest first.
#[derive(Debug)]
pub(crate) struct Clip {
    shape: Shape,
    outer: Option<Rc<Self>>,
    /// Shapes around it, itself among them, and their points.
    depth: usize,
    points: usize,
}

/// Shapes within shapes, and their points; what clips further is taken for its hull.
const MAX_DEPTH: usize = 32;
const MAX_POINTS: usize = 8192;

impl Clip {
    /// Clips further; `None` where too many clip already.
    pub(crate) fn within(shape: Shape, outer: Option<Rc<Self>>) -> Option<Rc<Self>> {
        let (depth, points) = outer
            .as_ref()
            .map_or((0, 0), |outer| (outer.depth, outer.points));
        let (depth, points) = (depth + 1, points + shape.points.len());
        (depth <= MAX_DEPTH && points <= MAX_POINTS).then(|| {
            Rc::new(Self {
                shape,
                outer,
                depth,
                points,
            })
        })
    }

    /// What asking for a point costs, in operators.
    pub(crate) fn cost(&self) -> usize {
        self.points / 32
    }

    /// Whether all of the shapes hold a point.
    pub(crate) fn holds(&self, x: f64, y: f64) -> bool {
        let mut clip = Some(self);
        while let Some(one) = clip {
            if !one.shape.holds(x, y) {
                return false;
            }
            clip = one.outer.as_deref();
        }
        true
    }
}

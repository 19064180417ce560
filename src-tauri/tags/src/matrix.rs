//! Affine maps as PDF writes them.

use session::Rect;

/// `[a b c d e f]`: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrix(pub(crate) [f64; 6]);

/// A point in the space at hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Matrix {
    pub(crate) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(crate) fn translate(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First `self`, then `after`.
    pub(crate) fn then(&self, after: &Self) -> Self {
        let ([a, b, c, d, e, f], [a2, b2, c2, d2, e2, f2]) = (self.0, after.0);
        Self([
            a * a2 + b * c2,
            a * b2 + b * d2,
            c * a2 + d * c2,
            c * b2 + d * d2,
            e * a2 + f * c2 + e2,
            e * b2 + f * d2 + f2,
        ])
    }

    /// Moves the origin by a way in its own space.
    pub(crate) fn advance(&mut self, x: f64, y: f64) {
        let [a, b, c, d, e, f] = &mut self.0;
        *e += x * *a + y * *c;
        *f += x * *b + y * *d;
    }

    pub(crate) fn apply(&self, x: f64, y: f64) -> Point {
        let [a, b, c, d, e, f] = self.0;
        Point {
            x: a * x + c * y + e,
            y: b * x + d * y + f,
        }
    }

    /// The axis-aligned hull of a rectangle's image.
    pub(crate) fn hull(&self, rect: &Rect) -> Rect {
        if self.0[1] == 0.0 && self.0[2] == 0.0 {
            let (one, other) = (self.apply(rect.x0, rect.y0), self.apply(rect.x1, rect.y1));
            return Rect {
                x0: if one.x < other.x { one.x } else { other.x },
                y0: if one.y < other.y { one.y } else { other.y },
                x1: if one.x < other.x { other.x } else { one.x },
                y1: if one.y < other.y { other.y } else { one.y },
            };
        }
        hull(&[
            self.apply(rect.x0, rect.y0),
            self.apply(rect.x1, rect.y0),
            self.apply(rect.x1, rect.y1),
            self.apply(rect.x0, rect.y1),
        ])
    }

    /// Whether rectangles stay rectangles along the axes.
    pub(crate) fn keeps_axes(&self) -> bool {
        let [a, b, c, d, ..] = self.0.map(f64::abs);
        let small = 1e-6 * (a + b + c + d);
        (b <= small && c <= small) || (a <= small && d <= small)
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.0.iter().all(|v| v.is_finite() && v.abs() < 1e9)
    }
}

/// The smallest rectangle around points.
pub(crate) fn hull(points: &[Point]) -> Rect {
    let start = Rect {
        x0: f64::INFINITY,
        y0: f64::INFINITY,
        x1: f64::NEG_INFINITY,
        y1: f64::NEG_INFINITY,
    };
    points.iter().fold(start, |r, p| Rect {
        x0: r.x0.min(p.x),
        y0: r.y0.min(p.y),
        x1: r.x1.max(p.x),
        y1: r.y1.max(p.y),
    })
}

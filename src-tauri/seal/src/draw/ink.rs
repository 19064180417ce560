//! Ink: strokes drawn by hand, made smooth.

use krilla::geom::{Path, PathBuilder};

/// A point in points, `y` downwards.
type Spot = (f32, f32);

/// More points than a person draws.
const MAX_POINTS: usize = 50_000;

/// Strokes scaled and centred into a box at `(left, top)` of that size, or `None` when there is
/// nothing to draw. `aspect` is width by height of the box that was drawn in.
pub(crate) fn path(
    strokes: &[Vec<[f32; 2]>],
    aspect: f32,
    (left, top): Spot,
    (width, height): Spot,
) -> Option<Path> {
    let aspect = if aspect.is_finite() {
        aspect.clamp(0.05, 50.0)
    } else {
        1.0
    };
    let mut budget = MAX_POINTS;
    let strokes: Vec<Vec<Spot>> = strokes
        .iter()
        .map(|stroke| {
            let points: Vec<Spot> = stroke
                .iter()
                .filter(|[x, y]| x.is_finite() && y.is_finite())
                .map(|[x, y]| (x.clamp(0.0, 1.0) * aspect, y.clamp(0.0, 1.0)))
                .take(budget)
                .collect();
            budget -= points.len();
            points
        })
        .filter(|stroke| !stroke.is_empty())
        .collect();
    let all = || strokes.iter().flatten();
    let (x0, x1) = (
        all().map(|p| p.0).fold(f32::MAX, f32::min),
        all().map(|p| p.0).fold(0.0, f32::max),
    );
    let (y0, y1) = (
        all().map(|p| p.1).fold(f32::MAX, f32::min),
        all().map(|p| p.1).fold(0.0, f32::max),
    );
    if strokes.is_empty() {
        return None;
    }
    // The ink fills the box, but a small scribble is not blown up beyond twice its size.
    let (ink_width, ink_height) = ((x1 - x0).max(1e-3), (y1 - y0).max(1e-3));
    let drawn = (width / aspect).min(height);
    let scale = (width / ink_width)
        .min(height / ink_height)
        .min(drawn * 2.0);
    let (dx, dy) = (
        left + (width - ink_width * scale) / 2.0,
        top + (height - ink_height * scale) / 2.0,
    );
    let mut builder = PathBuilder::new();
    for stroke in &strokes {
        let points = stroke
            .iter()
            .map(|(x, y)| ((x - x0) * scale + dx, (y - y0) * scale + dy));
        smooth(&mut builder, &thin(points));
    }
    builder.finish()
}

/// Points nearer than a quarter point to the last add nothing that is seen.
fn thin(points: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut kept: Vec<Spot> = Vec::new();
    for point in points {
        if kept
            .last()
            .is_none_or(|last| (point.0 - last.0).hypot(point.1 - last.1) > 0.25)
        {
            kept.push(point);
        }
    }
    kept
}

/// A curve through the middles of neighbouring points, bent by the points.
fn smooth(builder: &mut PathBuilder, points: &[Spot]) {
    let middle = |a: Spot, b: Spot| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    match points {
        [] => {}
        [dot] => {
            builder.move_to(dot.0, dot.1);
            builder.line_to(dot.0 + 0.01, dot.1);
        }
        [first, .., last] => {
            builder.move_to(first.0, first.1);
            for pair in points.windows(2).skip(1) {
                if let [a, b] = pair {
                    let to = middle(*a, *b);
                    builder.quad_to(a.0, a.1, to.0, to.1);
                }
            }
            builder.line_to(last.0, last.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_without_a_point_draw_nothing() {
        assert!(path(&[], 3.0, (0.0, 0.0), (100.0, 30.0)).is_none());
        assert!(path(&[vec![[f32::NAN, 0.5]]], 3.0, (0.0, 0.0), (100.0, 30.0)).is_none());
        assert!(path(&[vec![[0.5, 0.5]]], f32::NAN, (0.0, 0.0), (100.0, 30.0)).is_some());
    }
}

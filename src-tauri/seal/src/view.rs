//! A page as it is seen: turned, with its CropBox's lower left corner as the origin.

use session::Rect;

/// How user space and what is seen go together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    crop: Rect,
    /// Clockwise: 0, 90, 180 or 270.
    turn: u16,
}

impl View {
    /// The view of a page with that CropBox and turn.
    pub(crate) fn new(crop: Rect, turn: u16) -> Self {
        Self { crop, turn }
    }

    /// Width and height as seen.
    pub(crate) fn size(&self) -> (f64, f64) {
        let (w, h) = (self.crop.width(), self.crop.height());
        if matches!(self.turn, 90 | 270) {
            (h, w)
        } else {
            (w, h)
        }
    }

    /// A rectangle of user space as it is seen.
    pub(crate) fn seen(&self, r: Rect) -> Rect {
        let c = self.crop;
        match self.turn {
            90 => Rect::new(r.y0 - c.y0, c.x1 - r.x0, r.y1 - c.y0, c.x1 - r.x1),
            180 => Rect::new(c.x1 - r.x0, c.y1 - r.y0, c.x1 - r.x1, c.y1 - r.y1),
            270 => Rect::new(c.y1 - r.y0, r.x0 - c.x0, c.y1 - r.y1, r.x1 - c.x0),
            _ => Rect::new(r.x0 - c.x0, r.y0 - c.y0, r.x1 - c.x0, r.y1 - c.y0),
        }
    }

    /// A rectangle as seen, in user space.
    pub(crate) fn user(&self, r: Rect) -> Rect {
        let c = self.crop;
        match self.turn {
            90 => Rect::new(c.x1 - r.y0, c.y0 + r.x0, c.x1 - r.y1, c.y0 + r.x1),
            180 => Rect::new(c.x1 - r.x0, c.y1 - r.y0, c.x1 - r.x1, c.y1 - r.y1),
            270 => Rect::new(c.x0 + r.y0, c.y1 - r.x0, c.x0 + r.y1, c.y1 - r.x1),
            _ => Rect::new(c.x0 + r.x0, c.y0 + r.y0, c.x0 + r.x1, c.y0 + r.y1),
        }
    }

    /// The matrix that turns an upright drawing so that it reads upright in `rect` of user space.
    pub(crate) fn matrix(&self, rect: Rect) -> [f64; 6] {
        let (w, h) = (rect.width(), rect.height());
        match self.turn {
            90 => [0.0, 1.0, -1.0, 0.0, w, 0.0],
            180 => [-1.0, 0.0, 0.0, -1.0, w, h],
            270 => [0.0, -1.0, 1.0, 0.0, 0.0, h],
            _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_comes_back_from_every_turn() {
        let crop = Rect::new(10.0, 20.0, 610.0, 812.0);
        let place = Rect::new(100.0, 120.0, 180.0, 132.0);
        for turn in [0, 90, 180, 270] {
            let view = View::new(crop, turn);
            assert_eq!(view.user(view.seen(place)), place, "{turn}");
        }
    }

    #[test]
    fn turned_a_quarter_clockwise_the_left_edge_is_seen_on_top() {
        let view = View::new(Rect::new(0.0, 0.0, 600.0, 800.0), 90);
        let seen = view.seen(Rect::new(0.0, 0.0, 50.0, 10.0));
        assert_eq!(seen, Rect::new(0.0, 550.0, 10.0, 600.0));
        assert_eq!(view.size(), (800.0, 600.0));
    }
}

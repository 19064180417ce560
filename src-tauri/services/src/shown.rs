//! Places on a page as it is shown: cut to its CropBox and turned.

use session::{Page, Rect};

/// Width and height of a page as it is shown; A4 where it is not known.
pub(crate) fn shown_size(page: Option<&Page>) -> (f64, f64) {
    let Some(page) = page else {
        return (595.0, 842.0);
    };
    let (w, h) = (page.crop.width(), page.crop.height());
    match page.rotation % 180 {
        90 => (h, w),
        _ => (w, h),
    }
}

/// A rectangle of the PDF's own space on the page as it is shown, measured from its top left.
pub(crate) fn shown(rect: &Rect, page: Option<&Page>) -> Rect {
    let whole = Rect::new(0.0, 0.0, 595.0, 842.0);
    let crop = page.map_or(whole, |page| page.crop);
    let (w, h) = (crop.width(), crop.height());
    let (l, r) = (rect.x0 - crop.x0, rect.x1 - crop.x0);
    let (b, t) = (rect.y0 - crop.y0, rect.y1 - crop.y0);
    match page.map_or(0, |page| page.rotation % 360) {
        90 => Rect::new(b, l, t, r),
        180 => Rect::new(w - r, b, w - l, t),
        270 => Rect::new(h - t, w - r, h - b, w - l),
        _ => Rect::new(l, h - t, r, h - b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_measured_on_the_page_as_it_is_shown() {
        // 100 to 170 from the left and 100 to 111 from the foot of 600 × 800 points.
        let rect = Rect::new(110.0, 120.0, 180.0, 131.0);
        for (rotation, shown_at) in [
            (0, [100.0, 689.0, 170.0, 700.0]),
            (90, [100.0, 100.0, 111.0, 170.0]),
            (180, [430.0, 100.0, 500.0, 111.0]),
            (270, [689.0, 430.0, 700.0, 500.0]),
        ] {
            let at: [f64; 4] = shown(&rect, Some(&turned(rotation))).into();
            assert_eq!(at, shown_at, "{rotation}");
        }
    }

    fn turned(rotation: u16) -> Page {
        Page {
            number: 1,
            width: 600.0,
            height: 800.0,
            rotation,
            has_text: true,
            crop: Rect::new(10.0, 20.0, 610.0, 820.0),
        }
    }
}

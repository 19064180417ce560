//! How large a place becomes: a tag is a few words wide, a signature needs room.

use session::{FieldKind, Rect};

/// Room kept to the page's edge.
const MARGIN: f64 = 4.0;

/// The smallest size that is left as it is, and the size that a smaller one grows to.
fn sizes(kind: FieldKind) -> ((f64, f64), (f64, f64)) {
    match kind {
        FieldKind::Signature => ((90.0, 24.0), (170.0, 40.0)),
        FieldKind::Initial => ((44.0, 18.0), (60.0, 26.0)),
        FieldKind::Date => ((64.0, 13.0), (100.0, 18.0)),
    }
}

/// The room for a place, all as seen on the page. It holds the place, keeps inside the page and,
/// where it can, off `taken`, and off `text` if that costs less than half its size. Grows upwards
/// and to the right from the place's lower left corner first, as one writes on a line.
pub(crate) fn grow(
    place: Rect,
    kind: FieldKind,
    page: (f64, f64),
    taken: &[Rect],
    text: &[Rect],
) -> Rect {
    let (least, want) = sizes(kind);
    if place.width() >= least.0 && place.height() >= least.1 {
        return place;
    }
    let all: Vec<Rect> = taken.iter().chain(text).copied().collect();
    let size = |scale: f64| (want.0 * scale, want.1 * scale);
    let beside_text = [1.0, 0.85, 0.7, 0.55]
        .into_iter()
        .map(|scale| (scale, all.as_slice()));
    let over_text = [1.0, 0.85, 0.7, 0.55, 0.42]
        .into_iter()
        .map(|scale| (scale, taken));
    beside_text
        .chain(over_text)
        .find_map(|(scale, obstacles)| room(place, size(scale), page, obstacles))
        .unwrap_or(place)
}

/// A room of at least that size about the place that meets no obstacle.
fn room(place: Rect, least: (f64, f64), page: (f64, f64), obstacles: &[Rect]) -> Option<Rect> {
    let (width, height) = (place.width().max(least.0), place.height().max(least.1));
    let (across, up) = (width - place.width(), height - place.height());
    // How much of the growth goes to the left and below.
    const SHARES: [(f64, f64); 9] = [
        (0.0, 0.12),
        (0.0, 0.0),
        (0.0, 0.5),
        (0.0, 0.88),
        (0.0, 1.0),
        (0.5, 0.12),
        (1.0, 0.12),
        (1.0, 0.5),
        (1.0, 1.0),
    ];
    SHARES.into_iter().find_map(|(left, below)| {
        let x0 = inside(place.x0 - across * left, width, page.0);
        let y0 = inside(place.y0 - up * below, height, page.1);
        // Near the edge the place itself may stand in the margin; it is held all the same.
        let x0 = x0.min(place.x0).max(place.x1 - width);
        let y0 = y0.min(place.y0).max(place.y1 - height);
        let room = Rect::new(x0, y0, x0 + width, y0 + height).union(&place);
        obstacles
            .iter()
            .all(|other| room.intersection(other).is_none())
            .then_some(room)
    })
}

/// The nearest start of a span of `length` that lies inside `0..size`.
fn inside(start: f64, length: f64, size: f64) -> f64 {
    start.min(size - MARGIN - length).max(MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A4: (f64, f64) = (595.0, 842.0);

    #[test]
    fn a_tag_grows_to_a_usable_size_and_stays_covered() {
        let tag = Rect::new(72.0, 100.0, 130.0, 111.0);
        let room = grow(tag, FieldKind::Signature, A4, &[], &[]);
        assert_eq!((room.width().round(), room.height().round()), (170.0, 40.0));
        assert_eq!(room.union(&tag), room);
    }

    #[test]
    fn at_the_pages_edge_it_grows_inwards() {
        let tag = Rect::new(530.0, 825.0, 588.0, 836.0);
        let room = grow(tag, FieldKind::Signature, A4, &[], &[]);
        assert!(room.x1 <= 591.0 && room.y1 <= 838.0, "{room:?}");
        assert_eq!(room.union(&tag), room);
    }

    #[test]
    fn it_keeps_off_its_neighbours() {
        let tag = Rect::new(72.0, 100.0, 130.0, 111.0);
        let above = Rect::new(72.0, 120.0, 130.0, 131.0);
        let right = Rect::new(180.0, 100.0, 238.0, 111.0);
        let room = grow(tag, FieldKind::Signature, A4, &[above, right], &[]);
        assert!(room.intersection(&above).is_none() && room.intersection(&right).is_none());
        assert!(
            room.width() > tag.width() && room.height() > tag.height(),
            "{room:?}"
        );
    }

    #[test]
    fn it_grows_away_from_the_label_above_it() {
        let tag = Rect::new(72.0, 100.0, 130.0, 111.0);
        let label = Rect::new(72.0, 114.0, 160.0, 125.0);
        let room = grow(tag, FieldKind::Signature, A4, &[], &[label]);
        assert!(room.intersection(&label).is_none(), "{room:?}");
        assert_eq!((room.width().round(), room.height().round()), (170.0, 40.0));
    }

    #[test]
    fn a_place_that_is_large_enough_stays_as_it_was_drawn() {
        let place = Rect::new(72.0, 100.0, 172.0, 130.0);
        assert_eq!(grow(place, FieldKind::Signature, A4, &[], &[]), place);
    }
}

//! What the display shows, and since when: read from the display's own memory, so that the
//! programs that are measured neither know of it nor wait for it.

use std::{
    collections::HashMap,
    fs::File,
    os::unix::fs::FileExt as _,
    thread,
    time::{Duration, Instant},
};

use support::Stage;

/// How often the display is looked at.
const STEP: Duration = Duration::from_millis(3);
/// Bytes of a pixel.
const PIXEL: usize = 4;

/// A rectangle of the display, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    /// Its left edge.
    pub(crate) left: usize,
    /// Its upper edge.
    pub(crate) top: usize,
    /// Its width.
    pub(crate) width: usize,
    /// Its height.
    pub(crate) height: usize,
}

/// Pictures of an area, each with the moment at which it was first seen; the last one is what it
/// came to.
pub(crate) struct Film(Vec<(Instant, Vec<u8>)>);

impl Film {
    /// Looks at an area until it `may_end` and has not changed for `rest`, but for no longer than
    /// `most`.
    pub(crate) fn take(
        stage: &Stage,
        area: Area,
        may_end: impl Fn(&[u8]) -> bool,
        rest: Duration,
        most: Duration,
    ) -> Self {
        let begun = Instant::now();
        let mut film: Vec<(Instant, Vec<u8>)> = Vec::new();
        let mut display = Display::of(stage);
        loop {
            let now = Instant::now();
            display.look(area);
            match film.last() {
                Some((since, last)) if display.shows(area, last) => {
                    let rests = now.duration_since(*since) >= rest && may_end(last);
                    if rests || begun.elapsed() >= most {
                        return Self(film);
                    }
                }
                _ => film.push((now, display.picture(area))),
            }
            thread::sleep(STEP);
        }
    }

    /// When what it came to was there first: 98 of 100 pixels that are not of the ground.
    pub(crate) fn done(&self) -> Option<Instant> {
        let (_, last) = self.0.last()?;
        let ground = ground(last);
        let pixels = last.as_chunks::<PIXEL>().0;
        let ink: Vec<usize> = (0..pixels.len())
            .filter(|at| pixels.get(*at) != Some(&ground))
            .collect();
        if ink.is_empty() {
            return None;
        }
        let is_there = |picture: &[u8]| {
            let shown = picture.as_chunks::<PIXEL>().0;
            let same = ink
                .iter()
                .filter(|at| shown.get(**at) == pixels.get(**at))
                .count();
            same * 100 >= ink.len() * 98
        };
        let first = self.0.iter().find(|(_, picture)| is_there(picture))?;
        Some(first.0)
    }
}

/// The display's memory, read where something is wanted: reading all of it at every step would
/// take a processor away from what is measured.
struct Display {
    file: File,
    /// Where the pixels begin.
    pixels: usize,
    /// Bytes from one row to the next.
    row: usize,
    rows: Vec<u8>,
}

impl Display {
    fn of(stage: &Stage) -> Self {
        let file = stage.display_memory().expect("the display's memory");
        let screen = stage.screen();
        let length = file.metadata().map_or(0, |about| about.len() as usize);
        Self {
            file,
            pixels: length.saturating_sub(screen.pixels.len()),
            row: screen.width * PIXEL,
            rows: Vec::new(),
        }
    }

    /// Reads an area's rows as they are now.
    fn look(&mut self, area: Area) {
        self.rows.resize(area.height * self.row, 0);
        let from = self.pixels + area.top * self.row;
        self.file
            .read_exact_at(&mut self.rows, from as u64)
            .expect("the display's memory");
    }

    /// The area's part of each row that was read.
    fn lines(&self, area: Area) -> impl Iterator<Item = &[u8]> {
        let (left, right) = (area.left * PIXEL, (area.left + area.width) * PIXEL);
        let rows = self.rows.chunks(self.row.max(1));
        rows.filter_map(move |row| row.get(left..right.min(row.len())))
    }

    fn shows(&self, area: Area, picture: &[u8]) -> bool {
        let mut rest = picture;
        let same = self.lines(area).all(|line| {
            rest.split_at_checked(line.len())
                .is_some_and(|(first, after)| {
                    rest = after;
                    first == line
                })
        });
        same && rest.is_empty()
    }

    fn picture(&self, area: Area) -> Vec<u8> {
        self.lines(area).collect::<Vec<_>>().concat()
    }
}

/// The commonest colour.
fn ground(picture: &[u8]) -> [u8; PIXEL] {
    let mut counts: HashMap<[u8; PIXEL], usize> = HashMap::new();
    for pixel in picture.as_chunks::<PIXEL>().0 {
        *counts.entry(*pixel).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(pixel, _)| pixel).unwrap_or_default()
}

/// Whether it has one colour only.
pub(crate) fn is_plain(picture: &[u8]) -> bool {
    let pixels = picture.as_chunks::<PIXEL>().0;
    pixels.windows(2).all(|pair| pair.first() == pair.last())
}

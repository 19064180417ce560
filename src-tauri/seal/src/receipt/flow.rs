//! Text that flows down A4 pages: wrapped, in columns, broken where a page ends.

use krilla::geom::PathBuilder;
use krilla::surface::Surface;

use crate::SealError;
use crate::draw::appearance::{fill, stroke};
use crate::draw::fonts::Style;
use crate::draw::line::Line;

/// A4 in points.
pub(super) const WIDE: f32 = 595.28;
/// A4 in points.
pub(super) const TALL: f32 = 841.89;
const LEFT: f32 = 60.0;
const TOP: f32 = 62.0;
const BOTTOM: f32 = 72.0;
/// Width of the text.
pub(super) const MEASURE: f32 = WIDE - 2.0 * LEFT;
/// From one baseline to the next, by size.
const LEADING: f32 = 1.42;

type Colour = (u8, u8, u8);
/// Titles.
pub(super) const INK: Colour = (0x14, 0x22, 0x5c);
/// Running text.
pub(super) const TEXT: Colour = (0x1c, 0x21, 0x2e);
/// Labels and notes.
pub(super) const SOFT: Colour = (0x5b, 0x64, 0x7a);
const HAIRLINE: Colour = (0xd9, 0xdd, 0xe6);

/// Something on a page, `y` downwards.
pub(super) enum Mark {
    Text {
        line: Line,
        x: f32,
        y: f32,
        size: f32,
        colour: Colour,
    },
    Rule {
        y: f32,
        width: f32,
        colour: Colour,
    },
}

impl Mark {
    pub(super) fn draw(&self, surface: &mut Surface<'_>) {
        match self {
            Self::Text {
                line,
                x,
                y,
                size,
                colour,
            } => {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*colour)));
                line.draw(surface, *x, *y, *size);
            }
            Self::Rule { y, width, colour } => {
                let mut path = PathBuilder::new();
                path.move_to(LEFT, *y);
                path.line_to(LEFT + MEASURE, *y);
                surface.set_fill(None);
                surface.set_stroke(Some(stroke(*colour, *width)));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

/// A cell of a row, from and to measured from the left margin.
pub(super) struct Column<'a> {
    pub(super) text: &'a str,
    pub(super) style: Style,
    pub(super) size: f32,
    pub(super) from: f32,
    pub(super) to: f32,
    pub(super) colour: Colour,
}

/// Pages in the making.
pub(super) struct Flow {
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            pages: vec![Vec::new()],
            y: TOP,
        }
    }

    /// Starts a new page unless that much room is left.
    pub(super) fn keep(&mut self, room: f32) {
        if self.y + room > TALL - BOTTOM {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    /// Leaves room, but none at a page's top.
    pub(super) fn space(&mut self, room: f32) {
        if self.y > TOP {
            self.y += room;
        }
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// A heading with a rule under it, kept with what follows.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), SealError> {
        self.space(14.0);
        self.keep(70.0);
        self.text(text, Style::Strong, 12.0, INK)?;
        self.space(3.0);
        self.put(Mark::Rule {
            y: self.y,
            width: 0.8,
            colour: INK,
        });
        self.space(9.0);
        Ok(())
    }

    /// A hairline between rows.
    pub(super) fn hairline(&mut self) {
        self.y += 3.0;
        self.put(Mark::Rule {
            y: self.y,
            width: 0.4,
            colour: HAIRLINE,
        });
        self.y += 4.0;
    }

    /// A paragraph over the whole width.
    pub(super) fn text(
        &mut self,
        text: &str,
        style: Style,
        size: f32,
        colour: Colour,
    ) -> Result<(), SealError> {
        self.row(&[Column {
            text,
            style,
            size,
            from: 0.0,
            to: MEASURE,
            colour,
        }])
    }

    /// Cells side by side, each wrapped in its column; a row longer than the page goes on on the
    /// next.
    pub(super) fn row(&mut self, columns: &[Column<'_>]) -> Result<(), SealError> {
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            let lines = wrap(
                column.text,
                column.style,
                (column.to - column.from) / column.size,
            )?;
            cells.push(lines.into_iter());
        }
        let size = columns.iter().map(|c| c.size).fold(0.0, f32::max);
        let height = size * LEADING;
        loop {
            let lines: Vec<Option<Line>> = cells.iter_mut().map(Iterator::next).collect();
            if lines.iter().all(Option::is_none) {
                return Ok(());
            }
            self.keep(height);
            for (column, line) in columns.iter().zip(lines) {
                if let Some(line) = line {
                    let (x, y) = (LEFT + column.from, self.y + size * 1.02);
                    self.put(Mark::Text {
                        line,
                        x,
                        y,
                        size: column.size,
                        colour: column.colour,
                    });
                }
            }
            self.y += height;
        }
    }

    pub(super) fn finish(self) -> Vec<Vec<Mark>> {
        self.pages
    }
}

/// What stands at the foot of a page: words left, its number right.
pub(super) fn foot(words: &str, number: &str) -> Result<Vec<Mark>, SealError> {
    const SIZE: f32 = 7.5;
    let y = TALL - 38.0;
    let number = Line::spell(number, Style::Plain)?;
    let x = LEFT + MEASURE - number.width * SIZE;
    let mut marks = vec![Mark::Rule {
        y: y - 13.0,
        width: 0.4,
        colour: HAIRLINE,
    }];
    let room = (MEASURE - number.width * SIZE - 20.0) / SIZE;
    if let Some(line) = wrap(words, Style::Plain, room)?.into_iter().next() {
        marks.push(Mark::Text {
            line,
            x: LEFT,
            y,
            size: SIZE,
            colour: SOFT,
        });
    }
    marks.push(Mark::Text {
        line: number,
        x,
        y,
        size: SIZE,
        colour: SOFT,
    });
    Ok(marks)
}

/// Lines of at most that width in em. Breaks at spaces, and inside what is longer than a line.
fn wrap(text: &str, style: Style, room: f32) -> Result<Vec<Line>, SealError> {
    let width = |text: &str| Line::spell(text, style).map(|line| line.width);
    let space = width("n n")? - 2.0 * width("n")?;
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0_f32);
    for word in text.split_whitespace() {
        let wide = width(word)?;
        if !line.is_empty() && used + space + wide <= room {
            line.push(' ');
            line.push_str(word);
            used += space + wide;
            continue;
        }
        if !line.is_empty() {
            lines.push(Line::spell(&std::mem::take(&mut line), style)?);
        }
        used = wide;
        if wide <= room {
            line.push_str(word);
            continue;
        }
        used = 0.0;
        for c in word.chars() {
            // A mark alone has no width that counts, and stays with what it marks.
            let wide = width(c.encode_utf8(&mut [0; 4])).unwrap_or(0.0);
            if used + wide > room && !line.is_empty() && wide > 0.0 {
                lines.push(Line::spell(&std::mem::take(&mut line), style)?);
                used = 0.0;
            }
            line.push(c);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(Line::spell(&line, style)?);
    }
    Ok(lines)
}

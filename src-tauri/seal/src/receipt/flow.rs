//! Text that flows down A4 pages: wrapped, in columns, broken where a page ends.

use krilla::geom::{PathBuilder, Rect};
use krilla::surface::Surface;
use krilla::tagging::ArtifactType;

use super::tree::{Element, Means, Tree};
use super::wrap::wrap;
use crate::SealError;
use crate::draw::appearance::{fill, laid, stroke};
use crate::draw::fonts::Style;
use crate::draw::line::Line;
use crate::draw::picture::Picture;

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
/// Behind the names of columns.
const GROUND: Colour = (0xf1, 0xf3, 0xf8);

/// Something on a page, `y` downwards.
#[derive(Clone)]
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
    Ground {
        top: f32,
        bottom: f32,
    },
    Picture {
        picture: Picture,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
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
            Self::Ground { top, bottom } => {
                let mut path = PathBuilder::new();
                if let Some(area) = Rect::from_ltrb(LEFT - 6.0, *top, LEFT + MEASURE + 6.0, *bottom)
                {
                    path.push_rect(area);
                }
                surface.set_stroke(None);
                surface.set_fill(Some(fill(GROUND)));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
            Self::Picture {
                picture,
                x,
                y,
                width,
                height,
            } => laid(surface, picture, (*x, *y), (*width, *height)),
        }
    }
}

/// What a mark is to those who do not see it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sense {
    /// Part of that element.
    Part(Element),
    /// Nothing: rules, grounds, what is said again on every page.
    Nothing(ArtifactType),
}

/// A mark with its sense.
pub(super) struct Placed {
    pub(super) mark: Mark,
    pub(super) sense: Sense,
}

/// A cell of a row, from and to measured from the left margin.
pub(super) struct Column<'a> {
    pub(super) text: &'a str,
    pub(super) means: Means,
    pub(super) style: Style,
    pub(super) size: f32,
    pub(super) from: f32,
    pub(super) to: f32,
    pub(super) colour: Colour,
}

/// An entry of the document's outline.
pub(super) struct Stop {
    pub(super) title: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// Pages in the making.
pub(super) struct Flow {
    pub(super) pages: Vec<Vec<Placed>>,
    pub(super) tree: Tree,
    pub(super) stops: Vec<Stop>,
    y: f32,
    table: Option<Element>,
    /// The names of a table's columns, to be said again where it goes on: marks from the top down,
    /// and how much room they take.
    again: Option<(Vec<Mark>, f32)>,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            pages: vec![Vec::new()],
            tree: Tree::default(),
            stops: Vec::new(),
            y: TOP,
            table: None,
            again: None,
        }
    }

    /// Starts a new page unless that much room is left.
    pub(super) fn keep(&mut self, room: f32) {
        if self.y + room <= TALL - BOTTOM || self.y <= TOP {
            return;
        }
        self.pages.push(Vec::new());
        self.y = TOP;
        if let Some((marks, height)) = self.again.clone() {
            for mark in marks {
                self.put(moved(mark, TOP), Sense::Nothing(ArtifactType::Header));
            }
            self.y += height;
        }
    }

    /// Leaves room, but none at a page's top.
    pub(super) fn space(&mut self, room: f32) {
        if self.y > TOP {
            self.y += room;
        }
    }

    fn put(&mut self, mark: Mark, sense: Sense) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { mark, sense });
        }
    }

    fn decorate(&mut self, mark: Mark) {
        self.put(mark, Sense::Nothing(ArtifactType::Layout));
    }

    /// The office's sign: its logo, its name, or both side by side.
    pub(super) fn office(&mut self, name: &str, logo: Option<&Picture>) -> Result<(), SealError> {
        const HEIGHT: f32 = 40.0;
        const SIZE: f32 = 10.5;
        let mut from = 0.0;
        if let Some(picture) = logo {
            let (wide, tall) = picture.size();
            let scale = (HEIGHT / tall).min(MEASURE * 0.5 / wide);
            let (width, height) = (wide * scale, tall * scale);
            let element = self.tree.add(None, Means::Figure(name.to_owned()));
            let (x, y) = (LEFT, self.y + (HEIGHT - height) / 2.0);
            let picture = picture.clone();
            self.put(
                Mark::Picture {
                    picture,
                    x,
                    y,
                    width,
                    height,
                },
                Sense::Part(element),
            );
            from = width + 14.0;
        }
        let lines = wrap(name, Style::Strong, (MEASURE - from) / SIZE)?;
        let element = self.tree.add(None, Means::Paragraph);
        let tall = lines.len() as f32 * SIZE * LEADING;
        let room = if logo.is_some() {
            HEIGHT.max(tall)
        } else {
            tall
        };
        let mut y = self.y + (room - tall) / 2.0 + SIZE * 1.02;
        for line in lines {
            let x = LEFT + from;
            self.put(
                Mark::Text {
                    line,
                    x,
                    y,
                    size: SIZE,
                    colour: TEXT,
                },
                Sense::Part(element),
            );
            y += SIZE * LEADING;
        }
        self.y += room + 10.0;
        self.decorate(Mark::Rule {
            y: self.y,
            width: 0.4,
            colour: HAIRLINE,
        });
        self.y += 20.0;
        Ok(())
    }

    /// A heading with a rule under it, kept with what follows.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), SealError> {
        self.space(14.0);
        self.keep(78.0);
        self.stop(text);
        self.text(
            text,
            Means::Heading(2, text.to_owned()),
            Style::Strong,
            12.0,
            INK,
        )?;
        self.space(3.0);
        self.decorate(Mark::Rule {
            y: self.y,
            width: 0.8,
            colour: INK,
        });
        self.space(9.0);
        Ok(())
    }

    /// Notes where something begins, for the outline.
    pub(super) fn stop(&mut self, title: &str) {
        self.stops.push(Stop {
            title: title.to_owned(),
            page: self.pages.len() - 1,
            y: self.y,
        });
    }

    /// A hairline between rows.
    pub(super) fn hairline(&mut self) {
        self.y += 3.0;
        self.decorate(Mark::Rule {
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
        means: Means,
        style: Style,
        size: f32,
        colour: Colour,
    ) -> Result<(), SealError> {
        self.lines(
            None,
            &[Column {
                text,
                means,
                style,
                size,
                from: 0.0,
                to: MEASURE,
                colour,
            }],
        )
    }

    /// Begins a table: the rows up to [`Self::end_table`] are its own.
    pub(super) fn begin_table(&mut self) {
        self.table = Some(self.tree.add(None, Means::Table));
    }

    /// Ends the table.
    pub(super) fn end_table(&mut self) {
        self.table = None;
        self.again = None;
    }

    /// The names of the columns, on a ground; they are said again where the table goes on.
    pub(super) fn head(&mut self, columns: &[Column<'_>]) -> Result<(), SealError> {
        const ABOVE: f32 = 5.0;
        let (page, first, top) = (self.pages.len(), self.on_page(), self.y);
        self.decorate(Mark::Ground {
            top,
            bottom: top + 20.0,
        });
        self.y += ABOVE - 1.0;
        self.row(columns)?;
        self.y = self.y.max(top + 20.0) + 5.0;
        if self.pages.len() == page {
            let marks = self.pages.last().into_iter().flatten().skip(first);
            let marks = marks
                .map(|placed| moved(placed.mark.clone(), -top))
                .collect();
            self.again = Some((marks, self.y - top));
        }
        Ok(())
    }

    fn on_page(&self) -> usize {
        self.pages.last().map_or(0, Vec::len)
    }

    /// A row of the table: cells side by side, each wrapped in its column.
    pub(super) fn row(&mut self, columns: &[Column<'_>]) -> Result<(), SealError> {
        let row = self.tree.add(self.table, Means::Row);
        self.lines(Some(row), columns)
    }

    /// Columns side by side. They stay on one page where they fit on one, and go on on the next
    /// where they do not.
    fn lines(&mut self, within: Option<Element>, columns: &[Column<'_>]) -> Result<(), SealError> {
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            let room = (column.to - column.from) / column.size;
            let element = self.tree.add(within, column.means.clone());
            let lines = wrap(column.text, column.style, room)?;
            cells.push((column, element, lines));
        }
        let size = columns.iter().map(|c| c.size).fold(0.0, f32::max);
        let leading = size * LEADING;
        let most = cells
            .iter()
            .map(|(_, _, lines)| lines.len())
            .max()
            .unwrap_or(0);
        let whole = most as f32 * leading;
        if whole <= (TALL - BOTTOM - TOP) * 0.5 {
            self.keep(whole);
        }
        // As many lines as the page has room for, each column from its top to its end.
        let mut from = 0;
        while from < most {
            self.keep(leading);
            let room = ((TALL - BOTTOM - self.y) / leading + 0.01).floor().max(1.0) as usize;
            let to = most.min(from + room);
            for (column, element, lines) in &cells {
                for (at, line) in lines.iter().enumerate().take(to).skip(from) {
                    let (x, y) = (
                        LEFT + column.from,
                        self.y + (at - from) as f32 * leading + size * 1.02,
                    );
                    let mark = Mark::Text {
                        line: line.clone(),
                        x,
                        y,
                        size: column.size,
                        colour: column.colour,
                    };
                    self.put(mark, Sense::Part(*element));
                }
            }
            self.y += (to - from) as f32 * leading;
            from = to;
        }
        Ok(())
    }
}

/// A mark further down.
fn moved(mut mark: Mark, by: f32) -> Mark {
    match &mut mark {
        Mark::Text { y, .. } | Mark::Rule { y, .. } | Mark::Picture { y, .. } => *y += by,
        Mark::Ground { top, bottom } => {
            *top += by;
            *bottom += by;
        }
    }
    mark
}

/// What stands at the foot of a page: words left, its number right.
pub(super) fn foot(words: &str, number: &str) -> Result<Vec<Placed>, SealError> {
    const SIZE: f32 = 7.5;
    let y = TALL - 38.0;
    let line = Line::spell(number, Style::Plain)?;
    let room = (MEASURE - line.width * SIZE - 20.0) / SIZE;
    let text = |line: Line, x| Mark::Text {
        line,
        x,
        y,
        size: SIZE,
        colour: SOFT,
    };
    let placed = |mark, kind| Placed {
        mark,
        sense: Sense::Nothing(kind),
    };
    let rule = Mark::Rule {
        y: y - 13.0,
        width: 0.4,
        colour: HAIRLINE,
    };
    let mut marks = vec![placed(rule, ArtifactType::Layout)];
    if let Some(words) = wrap(words, Style::Plain, room)?.into_iter().next() {
        marks.push(placed(text(words, LEFT), ArtifactType::Footer));
    }
    let x = LEFT + MEASURE - line.width * SIZE;
    marks.push(placed(text(line, x), ArtifactType::PageNumber));
    Ok(marks)
}

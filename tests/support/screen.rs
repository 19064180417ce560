//! What the display shows, straight from its memory.

use std::collections::HashSet;

use crate::{Stage, stage::SCREEN};

/// A picture of the whole display.
pub struct Screen {
    /// Pixels in a row.
    pub width: usize,
    /// Four bytes for each pixel, row by row from the top.
    pub pixels: Vec<u8>,
}

impl Screen {
    /// How many colours there are; an empty window has one or two.
    #[must_use]
    pub fn colours(&self) -> usize {
        let pixels = self.pixels.as_chunks::<4>().0;
        pixels.iter().collect::<HashSet<_>>().len()
    }
}

impl Stage {
    /// The display's memory, as a file: see [`Self::screen`].
    ///
    /// # Errors
    /// When there is no display.
    pub fn display_memory(&self) -> std::io::Result<std::fs::File> {
        std::fs::File::open(self.path(SCREEN))
    }

    /// What the display shows now.
    ///
    /// The display's file is an X window dump: a head of 32-bit numbers, first its own length;
    /// then colours of 12 bytes each, as many as its number 19 says; then the pixels.
    #[must_use]
    pub fn screen(&self) -> Screen {
        let mut bytes = std::fs::read(self.path(SCREEN)).expect("the display's memory");
        let number = |at: usize| {
            let four = bytes.get(4 * at..4 * at + 4).expect("the head of a dump");
            u32::from_be_bytes(four.try_into().expect("four bytes")) as usize
        };
        let (head, width, row, colours) = (number(0), number(4), number(12), number(19));
        assert_eq!(row, 4 * width, "four bytes for each pixel");
        let pixels = bytes.split_off(head + 12 * colours);
        Screen { width, pixels }
    }
}

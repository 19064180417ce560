//! Fonts are read once for the whole document.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use crate::ReadError;
use crate::font::Font;
use crate::limits::Budget;
use crate::pdf::Pdf;

/// What reading a font costs, in operators.
const FONT_COST: usize = 2000;

/// Fonts that were read already, by the address of their dictionary in the document.
#[derive(Default)]
pub(crate) struct Fonts {
    read: HashMap<usize, Rc<Font>>,
    stand_in: Option<Rc<Font>>,
}

impl Fonts {
    pub(super) fn get(
        &mut self,
        pdf: &dyn Pdf,
        dict: &Dictionary,
        budget: &Budget<'_>,
    ) -> Result<Rc<Font>, ReadError> {
        let key = std::ptr::from_ref(dict).addr();
        if let Some(font) = self.read.get(&key) {
            return Ok(Rc::clone(font));
        }
        budget.spend_operations(FONT_COST)?;
        let font = Rc::new(Font::read(pdf, dict, budget)?);
        budget.hold(font.weight())?;
        self.read.insert(key, Rc::clone(&font));
        Ok(font)
    }

    /// Helvetica, where a font is missing.
    pub(super) fn stand_in(&mut self, budget: &Budget<'_>) -> Result<Rc<Font>, ReadError> {
        if let Some(font) = &self.stand_in {
            return Ok(Rc::clone(font));
        }
        let mut dict = Dictionary::new();
        dict.set("BaseFont", Object::Name(b"Helvetica".to_vec()));
        dict.set("Encoding", Object::Name(b"WinAnsiEncoding".to_vec()));
        let font = Rc::new(Font::read(&Document::new(), &dict, budget)?);
        self.stand_in = Some(Rc::clone(&font));
        Ok(font)
    }
}

//! How much work and memory one file may cost.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::ReadError;

/// Bounds of one reading. The defaults let real contracts through with a wide margin and stop files
/// that were made to exhaust the reader.
#[derive(Debug, Clone)]
pub struct Limits<'a> {
    /// Size of the file in bytes.
    pub max_bytes: usize,
    /// Pages.
    pub max_pages: usize,
    /// Objects in the file.
    pub max_objects: usize,
    /// Bytes of all decoded streams together.
    pub max_decoded: usize,
    /// Bytes that objects, fonts, glyphs and text take at once, about; beside the file itself and
    /// its decoded streams.
    pub max_memory: usize,
    /// Nesting of forms, page tree nodes and form fields.
    pub max_depth: usize,
    /// Operators and glyphs of all content streams together.
    pub max_operations: usize,
    /// Glyphs of one page.
    pub max_glyphs: usize,
    /// Set by the caller to end the reading soon, with [`ReadError::Cancelled`].
    pub cancel: Option<&'a AtomicBool>,
    /// When the reading must end, with [`ReadError::Cancelled`].
    pub deadline: Option<Instant>,
}

impl Default for Limits<'_> {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_pages: 20_000,
            max_objects: 2_000_000,
            max_decoded: 256 << 20,
            max_memory: 512 << 20,
            max_depth: 48,
            max_operations: 100_000_000,
            max_glyphs: 400_000,
            cancel: None,
            deadline: None,
        }
    }
}

/// What is left of the limits while a file is read.
#[derive(Debug)]
pub(crate) struct Budget<'a> {
    limits: &'a Limits<'a>,
    decoded: Cell<usize>,
    operations: Cell<usize>,
    memory: Cell<usize>,
}

impl<'a> Budget<'a> {
    pub(crate) fn new(limits: &'a Limits<'a>) -> Self {
        Self {
            limits,
            decoded: Cell::new(limits.max_decoded),
            operations: Cell::new(limits.max_operations),
            memory: Cell::new(limits.max_memory),
        }
    }

    pub(crate) fn limits(&self) -> &'a Limits<'a> {
        self.limits
    }

    /// How many bytes may still be decoded.
    pub(crate) fn decoded_left(&self) -> usize {
        self.decoded.get()
    }

    /// Notes decoded bytes.
    pub(crate) fn spend_decoded(&self, bytes: usize) -> Result<(), ReadError> {
        let left = self.decoded.get().checked_sub(bytes);
        self.decoded.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(ReadError::TooLarge("decoded"))
    }

    /// How many bytes may still be held.
    pub(crate) fn memory_left(&self) -> usize {
        self.memory.get()
    }

    /// Notes bytes that are held from now on.
    pub(crate) fn hold(&self, bytes: usize) -> Result<(), ReadError> {
        let left = self.memory.get().checked_sub(bytes);
        self.memory.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(ReadError::TooLarge("memory"))
    }

    /// Notes bytes that are held no longer.
    pub(crate) fn free(&self, bytes: usize) {
        let left = self.memory.get().saturating_add(bytes);
        self.memory.set(left.min(self.limits.max_memory));
    }

    /// Notes operators or glyphs, and looks now and then whether to go on.
    pub(crate) fn spend_operations(&self, count: usize) -> Result<(), ReadError> {
        let before = self.operations.get();
        let left = before
            .checked_sub(count)
            .ok_or(ReadError::TooLarge("operations"))?;
        self.operations.set(left);
        if before / 1024 == left / 1024 {
            Ok(())
        } else {
            self.go_on()
        }
    }

    /// Whether the caller still wants the answer.
    pub(crate) fn go_on(&self) -> Result<(), ReadError> {
        let cancelled = self
            .limits
            .cancel
            .is_some_and(|flag| flag.load(Ordering::Relaxed));
        let late = self
            .limits
            .deadline
            .is_some_and(|end| Instant::now() >= end);
        if cancelled || late {
            Err(ReadError::Cancelled)
        } else {
            Ok(())
        }
    }
}

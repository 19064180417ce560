//! What a thread allocates: how much it holds at most, and how often it asks.

#![allow(dead_code, reason = "not every test asks for everything")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting for each thread by itself.
pub(crate) struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn note(change: isize) {
    let held = HELD.get() + change;
    HELD.set(held);
    PEAK.set(PEAK.get().max(held));
}

fn size(bytes: usize) -> isize {
    isize::try_from(bytes).unwrap_or(isize::MAX)
}

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; it hands everything on to the system's"
)]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        note(size(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        note(size(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, new: usize) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // Where it is moved, the old and the new are there at once.
        note(size(new));
        note(-size(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.realloc(at, layout, new) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        note(-size(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }
}

/// What a piece of work cost the thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// The most bytes that it held at once.
    pub(crate) peak: usize,
    /// How often it asked for memory.
    pub(crate) asked: usize,
}

/// Does a piece of work and counts.
pub(crate) fn counted<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (held, asked) = (HELD.get(), ASKED.get());
    PEAK.set(held);
    let done = work();
    let peak = usize::try_from(PEAK.get() - held).unwrap_or(0);
    let asked = ASKED.get() - asked;
    (done, Cost { peak, asked })
}

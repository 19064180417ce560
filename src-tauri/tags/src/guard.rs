//! Watches the library while it loads a file: it can neither be told to stop nor how much memory
//! all objects may take together, but it shows each object to a function of ours.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lopdf::{DecompressError, Dictionary, Error, Object, ObjectId};

use crate::ReadError;
use crate::lexer::{is_regular, is_space};
use crate::limits::Budget;

/// How often the caller's flag is looked at.
const PULSE: Duration = Duration::from_millis(10);
/// From this size on a file is looked over before it is loaded.
const LARGE: usize = 8 << 20;
/// What an object takes that is only a few bytes in the file.
pub(crate) const OBJECT: usize = size_of::<Object>() + 16;
/// What an object takes in the table of objects, beside itself.
const ENTRY: usize = 64;

/// What is left for the loading at hand.
struct Left {
    memory: usize,
    decoded: usize,
    deadline: Option<Instant>,
    cancelled: Arc<AtomicBool>,
    /// Why it was ended.
    over: Option<ReadError>,
}

thread_local! {
    static LEFT: RefCell<Option<Left>> = const { RefCell::new(None) };
}

/// Lets the library load those bytes; `load` has to show it [`look`]. Gives what it loaded, and how
/// much memory that holds, which is noted.
///
/// # Errors
/// What ended the loading from outside; a panic of the library is damage.
pub(crate) fn within<T>(
    bytes: &[u8],
    budget: &Budget<'_>,
    load: impl FnOnce() -> T,
) -> Result<(T, usize), ReadError> {
    budget.go_on()?;
    look_over(bytes, budget)?;
    let limits = budget.limits();
    let cancelled = Arc::new(AtomicBool::new(false));
    LEFT.set(Some(Left {
        memory: budget.memory_left(),
        decoded: budget.decoded_left(),
        deadline: limits.deadline,
        cancelled: Arc::clone(&cancelled),
        over: None,
    }));
    let done = AtomicBool::new(false);
    let loaded = std::thread::scope(|scope| {
        if let Some(flag) = limits.cancel {
            // What lives as long as a thread has to be handed on by one.
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    cancelled.store(flag.load(Ordering::Relaxed), Ordering::Relaxed);
                    std::thread::park_timeout(PULSE);
                }
            });
        }
        let loaded = catch_unwind(AssertUnwindSafe(load));
        done.store(true, Ordering::Relaxed);
        loaded
    });
    let left = LEFT.take();
    let held = left
        .as_ref()
        .map_or(0, |left| budget.memory_left().saturating_sub(left.memory));
    match (loaded, left.and_then(|left| left.over)) {
        (_, Some(error)) => Err(error),
        (Ok(loaded), None) => {
            budget.go_on()?;
            budget.hold(held)?;
            Ok((loaded, held))
        }
        (Err(_), None) => Err(ReadError::Damaged("unreadable structure".to_owned())),
    }
}

/// Is shown each object that was loaded; ends the loading where it goes too far.
pub(crate) fn look(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let over = LEFT.with_borrow_mut(|left| {
        let left = left.as_mut()?;
        left.over = left.note(object).err();
        left.over.is_some().then_some(())
    });
    if over.is_some() {
        // Past the library, up to `within`; no panic, so that nothing is printed.
        resume_unwind(Box::new(()));
    }
    // A stream is taken from where it is; only members of object streams are taken from here.
    let kept = match object {
        Object::Stream(_) => Object::Null,
        other => other.clone(),
    };
    Some((id, kept))
}

impl Left {
    fn note(&mut self, object: &Object) -> Result<(), ReadError> {
        if self.cancelled.load(Ordering::Relaxed)
            || self.deadline.is_some_and(|end| Instant::now() >= end)
        {
            return Err(ReadError::Cancelled);
        }
        let left = self.memory.checked_sub(in_table(object));
        self.memory = left.ok_or(ReadError::TooLarge("memory"))?;
        if let Object::Stream(stream) = object
            && stream.dict.has_type(b"ObjStm")
        {
            // The library is about to decode it, and to read all that is in there.
            let size = match stream.get_plain_content_with_limit(self.decoded) {
                Ok(bytes) if tokens(&bytes) * OBJECT > self.memory => {
                    return Err(ReadError::TooLarge("memory"));
                }
                Ok(bytes) => bytes.len(),
                Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                    return Err(ReadError::TooLarge("decoded"));
                }
                Err(_) => 0,
            };
            self.decoded = self.decoded.saturating_sub(size);
        }
        Ok(())
    }
}

/// About how many bytes an object takes in the table of all.
pub(crate) fn in_table(object: &Object) -> usize {
    ENTRY + weight(object)
}

/// About how many bytes an object takes.
pub(crate) fn weight(object: &Object) -> usize {
    let within = match object {
        Object::Name(bytes) | Object::String(bytes, _) => bytes.len(),
        Object::Array(items) => items.iter().map(weight).sum(),
        Object::Dictionary(dict) => entries(dict),
        Object::Stream(stream) => entries(&stream.dict) + stream.content.len(),
        _ => 0,
    };
    OBJECT + within
}

fn entries(dict: &Dictionary) -> usize {
    dict.iter()
        .map(|(key, value)| ENTRY + key.len() + weight(value))
        .sum()
}

/// At most how many objects bytes hold: where numbers, names, strings and arrays begin.
fn tokens(bytes: &[u8]) -> usize {
    let mut before = b' ';
    let mut count = 0;
    for &byte in bytes {
        let begins = match byte {
            b'/' | b'(' | b'[' | b'<' => true,
            b'0'..=b'9' | b'+' | b'-' | b'.' => !is_regular(before),
            _ => false,
        };
        count += usize::from(begins);
        before = byte;
    }
    count
}

/// Refuses a large file that is made of nothing but tiny objects, and an encrypted one whose objects
/// hold one another: the library copies each of them whole before it shows any.
fn look_over(bytes: &[u8], budget: &Budget<'_>) -> Result<(), ReadError> {
    // Headers, tables and the data of streams look like some objects, too.
    let most = 2_usize.saturating_mul(budget.memory_left().saturating_add(bytes.len()));
    if bytes.len() > LARGE && tokens(bytes).saturating_mul(OBJECT) > most {
        return Err(ReadError::TooLarge("memory"));
    }
    let encrypted = bytes.windows(8).any(|eight| eight == b"/Encrypt");
    if encrypted && copied(bytes) > most {
        return Err(ReadError::TooLarge("memory"));
    }
    Ok(())
}

/// How much all stretches from `obj` to the next `endobj` are together.
fn copied(bytes: &[u8]) -> usize {
    let mut end = None;
    let mut sum = 0_usize;
    for (at, three) in bytes.windows(3).enumerate().rev() {
        if three != b"obj" {
            continue;
        }
        match at.checked_sub(1).and_then(|before| bytes.get(before)) {
            Some(b'd') => end = Some(at),
            Some(byte) if is_space(*byte) => {
                sum = sum.saturating_add(end.map_or(0, |end| end - at));
            }
            _ => {}
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_where_objects_begin() {
        assert_eq!(tokens(b"[0 0 -1 /A/B()<<>>[ab12]"), 10);
    }

    #[test]
    fn objects_that_end_together_are_counted_each_to_its_end() {
        assert_eq!(copied(b"1 0 obj x endobj 2 0 obj endobj"), 9 + 7);
        assert_eq!(copied(b"1 0 obj 2 0 obj endobj"), 15 + 7);
    }
}

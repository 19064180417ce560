//! Objects loaded when they are first wanted: reading touches few of those in a file, and a
//! stream's bytes stay where they are in the input.
//!
//! Only sound files are taken: a cross-reference table by the book, every object's header where the
//! table says. What turns out to be damaged later is noted
//! ([`Lazy::trouble`]), and the whole file is then read again by the loader that mends.

mod cipher;
mod parser;
mod xref;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::ReadError;
use crate::guard;
use crate::limits::Budget;
use crate::objects::decode;
use crate::open::{About, restricts};
use crate::pdf::Pdf;
use cipher::Cipher;
use parser::{Indirect, Parser};
use xref::{Entry, Table};

/// How far into a file its header may stand for this loader.
const HEADER_WITHIN: usize = 1024;
/// Objects between two looks at whether to go on.
const STEP: usize = 4096;

/// A sound file.
pub(crate) struct Lazy<'a> {
    /// From the header on: what offsets count from.
    bytes: &'a [u8],
    budget: &'a Budget<'a>,
    table: Table,
    /// Where the file is encrypted.
    cipher: Option<Cipher>,
    /// By number; a box, since most stay empty.
    loaded: Vec<OnceCell<Option<Box<Object>>>>,
    containers: RefCell<HashMap<u32, Option<Rc<Container>>>>,
    /// Objects that are being loaded: a stream's length may be an object of its own.
    loading: Cell<usize>,
    trouble: RefCell<Option<Trouble>>,
}

/// What offsets count from: the file from its header on.
fn from_header(bytes: &[u8]) -> Option<&[u8]> {
    let window = bytes.get(..bytes.len().min(HEADER_WITHIN)).unwrap_or(bytes);
    let header = window.windows(5).position(|five| five == b"%PDF-")?;
    bytes.get(header..)
}

/// Entries of a table that may lead nowhere before none of it is believed.
const MAX_WRONG: usize = 1000;

/// Whether a file's table names so many places where no such object stands that it is better not
/// followed: each could lead to the same large thing.
pub(crate) fn leads_astray(bytes: &[u8], budget: &Budget<'_>) -> Result<bool, ReadError> {
    let Some(bytes) = from_header(bytes) else {
        return Ok(false);
    };
    let Some(table) = xref::read(bytes, budget)? else {
        return Ok(false);
    };
    let mut wrong = 0;
    for (number, entry) in table.entries.iter().enumerate() {
        if number % STEP == 0 {
            budget.go_on()?;
        }
        if let (Entry::Plain { offset, generation }, Ok(id)) = (entry, u32::try_from(number)) {
            wrong += usize::from(!xref::is_there(bytes, *offset, (id, *generation)));
        }
    }
    Ok(wrong > MAX_WRONG)
}

/// Why a file cannot be read on this way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is not sound.
    Damage,
    /// It goes beyond a limit, or the caller gave up.
    Over(ReadError),
}

/// Whether an object is an annotation that shows nothing and only leads elsewhere. A manual has a
/// hundred thousand of them: each is looked at, and none is kept.
fn is_plain_link(object: &Object) -> bool {
    let name = |dict: &Dictionary, key: &[u8], wanted: &[u8]| matches!(dict.get(key), Ok(Object::Name(name)) if name == wanted);
    let leads = |dict: &Dictionary| match dict.get(b"A") {
        Err(_) => true,
        Ok(Object::Dictionary(action)) => {
            !action.has(b"Next") && (name(action, b"S", b"GoTo") || name(action, b"S", b"URI"))
        }
        Ok(_) => false,
    };
    object.as_dict().is_ok_and(|dict| {
        name(dict, b"Subtype", b"Link")
            && dict.has(b"Rect")
            && !dict.has(b"AP")
            && !dict.has(b"AA")
            && leads(dict)
    })
}

fn is_image(dict: &Dictionary) -> bool {
    matches!(dict.get(b"Subtype"), Ok(Object::Name(name)) if name == b"Image")
}

/// A decoded object stream.
struct Container {
    bytes: Vec<u8>,
    /// Number and offset of its objects.
    index: Vec<(u32, usize)>,
}

/// Depth of objects that are loaded on the way to another one: a stream, its length, that one's
/// object stream, its length.
const MAX_LOADING: usize = 8;

impl<'a> Lazy<'a> {
    /// Opens a file; `None` where it has to be opened otherwise.
    pub(crate) fn open(
        bytes: &'a [u8],
        password: Option<&str>,
        budget: &'a Budget<'a>,
    ) -> Result<Option<Self>, ReadError> {
        let Some(bytes) = from_header(bytes) else {
            return Ok(None);
        };
        if bytes.len() > budget.limits().max_bytes {
            return Ok(None);
        }
        let Some(table) = xref::read(bytes, budget)? else {
            return Ok(None);
        };
        if !table.trailer.has(b"Root") {
            return Ok(None);
        }
        for (number, entry) in table.entries.iter().enumerate() {
            if number % STEP == 0 {
                budget.go_on()?;
            }
            let (Entry::Plain { offset, generation }, Ok(id)) = (entry, u32::try_from(number))
            else {
                continue;
            };
            if id != 0 && !xref::is_there(bytes, *offset, (id, *generation)) {
                return Ok(None);
            }
        }
        let loaded = table.entries.iter().map(|_| OnceCell::new()).collect();
        let mut lazy = Self {
            bytes,
            budget,
            table,
            cipher: None,
            loaded,
            containers: RefCell::default(),
            loading: Cell::new(0),
            trouble: RefCell::default(),
        };
        if let Ok(encrypt) = lazy.table.trailer.get(b"Encrypt") {
            let Some(dictionary) = lazy.encryption(encrypt) else {
                return Ok(None);
            };
            let Some(cipher) = Cipher::open(&lazy.table.trailer, dictionary, password)? else {
                return Ok(None);
            };
            lazy.cipher = Some(cipher);
        }
        Ok(Some(lazy))
    }

    /// The encryption dictionary, and its number; one that has none stands in the trailer itself.
    fn encryption(&self, encrypt: &Object) -> Option<(ObjectId, Dictionary)> {
        match encrypt {
            Object::Dictionary(direct) => Some(((0, u16::MAX), direct.clone())),
            Object::Reference(id) => match (self.entry(id.0), self.load(*id)?) {
                (Entry::Plain { .. }, Object::Dictionary(dictionary)) => Some((*id, dictionary)),
                _ => None,
            },
            _ => None,
        }
    }

    /// What opening it told.
    pub(crate) fn about(&self) -> About {
        match &self.cipher {
            None => About::default(),
            Some(cipher) => About {
                repaired: false,
                encrypted: true,
                needed_password: cipher.needed_password,
                restricted: cipher.permissions().is_some_and(restricts),
            },
        }
    }

    /// What has gone wrong so far; what was read is then not to be used.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.trouble.borrow().clone()
    }

    fn note(&self, trouble: Trouble) {
        self.trouble.borrow_mut().get_or_insert(trouble);
    }

    fn entry(&self, number: u32) -> Entry {
        let entry = self.table.entries.get(number as usize);
        entry.copied().unwrap_or(Entry::Unlisted)
    }

    fn load(&self, id: ObjectId) -> Option<Object> {
        if self.loading.get() >= MAX_LOADING || self.trouble.borrow().is_some() {
            return None;
        }
        self.loading.set(self.loading.get() + 1);
        let object = match self.entry(id.0) {
            Entry::Plain { offset, .. } => self.plain(id, offset),
            Entry::Packed { container, index } => self.packed(id.0, container, index),
            Entry::Unlisted | Entry::Free => None,
        };
        self.loading.set(self.loading.get() - 1);
        let mut object = object?;
        if is_plain_link(&object) {
            object = Object::Null;
        }
        match self.budget.hold(guard::weight(&object)) {
            Ok(()) => Some(object),
            Err(error) => {
                self.note(Trouble::Over(error));
                None
            }
        }
    }

    fn plain(&self, id: ObjectId, offset: u32) -> Option<Object> {
        let mut parser = Parser::within(self.bytes, offset as usize, self.room());
        parser.header()?;
        let plain = |mut object| {
            if let Some(cipher) = &self.cipher {
                cipher.object(id, &mut object);
            }
            object
        };
        match parser.indirect()? {
            Indirect::Plain(object) => Some(plain(object)),
            Indirect::Stream(dict, start) => {
                let length = dict.get(b"Length").ok()?;
                let length = (self as &dyn Pdf).dereference(length).as_i64().ok()?;
                let data = xref::data(self.bytes, start, usize::try_from(length).ok()?)?;
                let Object::Dictionary(mut dict) = plain(Object::Dictionary(dict)) else {
                    return None;
                };
                dict.set("Length", length);
                let mut stream = Stream {
                    dict,
                    content: Vec::new(),
                    allows_compression: true,
                    start_position: None,
                };
                match &self.cipher {
                    // The bytes stay in the file: see `encoded`.
                    None => stream.start_position = Some(start),
                    // What an image shows is never looked at.
                    Some(_) if is_image(&stream.dict) => {}
                    Some(cipher) => {
                        // Once as it stands, once made plain.
                        if self.budget.memory_left() / 2 < data.len() {
                            self.note(Trouble::Over(ReadError::TooLarge("memory")));
                            return None;
                        }
                        match cipher.data(id, &stream.dict, data) {
                            Some(plain) => stream.content = plain,
                            None => stream.start_position = Some(start),
                        }
                    }
                }
                Some(Object::Stream(stream))
            }
        }
    }

    fn packed(&self, number: u32, container: u32, index: u32) -> Option<Object> {
        let known = self.containers.borrow().get(&container).cloned();
        let container = match known {
            Some(known) => known?,
            None => {
                let unpacked = self.unpack(container).map(Rc::new);
                self.containers
                    .borrow_mut()
                    .insert(container, unpacked.clone());
                unpacked?
            }
        };
        let (own, offset) = *container.index.get(index as usize)?;
        (own == number).then_some(())?;
        Parser::within(&container.bytes, offset, self.room()).direct()
    }

    /// How many objects there is memory for.
    fn room(&self) -> usize {
        self.budget.memory_left() / guard::OBJECT
    }

    fn unpack(&self, number: u32) -> Option<Container> {
        let Entry::Plain { generation, .. } = self.entry(number) else {
            return None;
        };
        let Object::Stream(stream) = self.object((number, generation))? else {
            return None;
        };
        let whole = |key: &[u8]| {
            let value = stream.dict.get(key).and_then(Object::as_i64).ok()?;
            usize::try_from(value).ok()
        };
        let (count, first) = (whole(b"N")?, whole(b"First")?);
        let bytes = match decode(self, stream, self.budget) {
            Ok(bytes) => bytes?.into_owned(),
            Err(error) => {
                self.note(Trouble::Over(error));
                return None;
            }
        };
        let mut parser = Parser::new(&bytes, 0);
        let mut index = Vec::with_capacity(count.min(bytes.len() / 2));
        for _ in 0..count {
            parser.blank();
            let number = u32::try_from(parser.digits()?).ok()?;
            parser.blank();
            let offset = usize::try_from(parser.digits()?).ok()?;
            index.push((number, first.checked_add(offset)?));
        }
        Some(Container { bytes, index })
    }
}

impl Pdf for Lazy<'_> {
    fn object(&self, id: ObjectId) -> Option<&Object> {
        match self.entry(id.0) {
            Entry::Plain { generation, .. } if generation == id.1 => {}
            Entry::Packed { .. } if id.1 == 0 => {}
            // An object stream may hold more than the table lists.
            Entry::Unlisted if self.table.packed => {
                self.note(Trouble::Damage);
                return None;
            }
            _ => return None,
        }
        let cell = self.loaded.get(id.0 as usize)?;
        if let Some(object) = cell.get() {
            return object.as_deref();
        }
        let object = self.load(id).map(Box::new);
        if object.is_none() {
            self.note(Trouble::Damage);
        }
        cell.get_or_init(|| object).as_deref()
    }

    fn trailer(&self) -> &Dictionary {
        &self.table.trailer
    }

    fn promises(&self, number: u32) -> bool {
        matches!(
            self.entry(number),
            Entry::Plain { .. } | Entry::Packed { .. }
        )
    }

    fn objects(&self) -> Vec<(ObjectId, &Object)> {
        // Whoever wants to look through all of them misses something.
        self.note(Trouble::Damage);
        Vec::new()
    }

    fn encoded<'s>(&'s self, stream: &'s Stream) -> &'s [u8] {
        let range = stream.start_position.and_then(|start| {
            let length = stream.dict.get(b"Length").and_then(Object::as_i64).ok()?;
            self.bytes
                .get(start..start.checked_add(usize::try_from(length).ok()?)?)
        });
        range.unwrap_or(&stream.content)
    }
}

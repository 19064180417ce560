//! One incremental update: objects added and changed, appended to bytes that stay as they are.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId};

use crate::exact::Exact;
use crate::{SealError, pdf};

/// Object numbers end here (ISO 32000-1, annex C); references beyond are noise.
const HIGHEST_NUMBER: u32 = 8_388_607;

/// An update in the making.
pub(crate) struct Update {
    inner: IncrementalDocument,
    /// Decimals that are carried over are written as the file has them.
    exact: Exact,
    /// Objects that signatures cover and that cannot be carried over exactly.
    fixed: HashSet<ObjectId>,
}

impl Update {
    /// An update on top of `bytes`, which `document` was read from.
    pub(crate) fn new(bytes: &[u8], mut document: Document) -> Self {
        let exact = Exact::new();
        let mut fixed = exact.keep(&mut document, bytes);
        if !pdf::is_signed(&document) {
            fixed.clear();
        }
        let mut inner = IncrementalDocument::create_from(bytes.to_vec(), document);
        // Only what a trailer is made of: what an old cross-reference stream says of itself must
        // not be carried along.
        let old = std::mem::take(&mut inner.new_document.trailer);
        for key in ["Root", "Info", "ID", "Prev"] {
            if let Ok(kept) = old.get(key.as_bytes()) {
                inner.new_document.trailer.set(key, kept.clone());
            }
        }
        // A reference that led nowhere so far must not lead to one of the new objects.
        let mut referred = Vec::new();
        let before = inner.get_prev_documents().objects.values();
        before.for_each(|object| pdf::references(object, &mut referred));
        let highest = referred
            .iter()
            .map(|id| id.0)
            .filter(|id| *id <= HIGHEST_NUMBER)
            .max();
        let next = &mut inner.new_document.max_id;
        *next = highest.unwrap_or(0).max(*next);
        Self {
            inner,
            exact,
            fixed,
        }
    }

    /// The document as it was before the update.
    pub(crate) fn before(&self) -> &Document {
        self.inner.get_prev_documents()
    }

    /// How long the bytes were before the update.
    pub(crate) fn length_before(&self) -> usize {
        self.inner.get_prev_documents_bytes().len()
    }

    /// The object as it stands now.
    pub(crate) fn get(&self, id: ObjectId) -> Option<&Object> {
        let changed = self.inner.new_document.objects.get(&id);
        changed.or_else(|| self.before().get_object(id).ok())
    }

    /// The dictionary of that object, to be changed.
    pub(crate) fn edit(&mut self, id: ObjectId) -> Result<&mut Dictionary, SealError> {
        self.edit_object(id)?
            .as_dict_mut()
            .map_err(|_| SealError::Damaged(format!("object {} is no dictionary", id.0)))
    }

    /// That object, to be changed.
    ///
    /// # Errors
    /// When it is missing, or an earlier signature covers it and it cannot be written again as it
    /// stands.
    pub(crate) fn edit_object(&mut self, id: ObjectId) -> Result<&mut Object, SealError> {
        if self.fixed.contains(&id) {
            let why = format!("it is signed, and object {} cannot be kept exactly", id.0);
            return Err(SealError::CannotPrepare(why));
        }
        if !self.inner.new_document.objects.contains_key(&id) {
            let old = self.before().get_object(id).cloned();
            let old = old.map_err(|_| SealError::Damaged(format!("object {} is missing", id.0)))?;
            self.inner.new_document.objects.insert(id, old);
        }
        let object = self.inner.new_document.objects.get_mut(&id);
        object.ok_or_else(|| SealError::Internal("an object was lost".into()))
    }

    /// A number for an object to come.
    pub(crate) fn reserve(&mut self) -> Result<ObjectId, SealError> {
        let document = &mut self.inner.new_document;
        document.max_id = document.max_id.checked_add(1).ok_or(SealError::TooLarge)?;
        Ok((document.max_id, 0))
    }

    /// Puts an object at a reserved number.
    pub(crate) fn put(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.inner.new_document.objects.insert(id, object.into());
    }

    /// Adds an object.
    pub(crate) fn add(&mut self, object: impl Into<Object>) -> Result<ObjectId, SealError> {
        let id = self.reserve()?;
        self.put(id, object);
        Ok(id)
    }

    /// The catalog's object.
    pub(crate) fn root(&self) -> Result<ObjectId, SealError> {
        let root = self
            .before()
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference);
        root.map_err(|_| SealError::Damaged("it has no catalog".into()))
    }

    /// The array at a key of a dictionary object, direct or not, to be changed; made if missing.
    pub(crate) fn edit_array(
        &mut self,
        owner: ObjectId,
        key: &str,
    ) -> Result<&mut Vec<Object>, SealError> {
        let wrong = || SealError::Damaged(format!("/{key} is no array"));
        let indirect = match self.edit(owner)?.get(key.as_bytes()) {
            Ok(Object::Reference(id)) => Some(*id),
            _ => None,
        };
        if let Some(id) = indirect
            && matches!(self.get(id), Some(Object::Array(_)))
        {
            return self.edit_object(id)?.as_array_mut().map_err(|_| wrong());
        }
        let dict = self.edit(owner)?;
        if !matches!(dict.get(key.as_bytes()), Ok(Object::Array(_))) {
            dict.set(key, Object::Array(Vec::new()));
        }
        dict.get_mut(key.as_bytes())
            .and_then(Object::as_array_mut)
            .map_err(|_| wrong())
    }

    /// The bytes with the update appended.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, SealError> {
        let mut bytes = Vec::with_capacity(self.length_before() + 64 * 1024);
        self.inner
            .save_to(&mut bytes)
            .map_err(|e| SealError::CannotPrepare(e.to_string()))?;
        bytes.push(b'\n');
        let new = bytes.get_mut(self.length_before()..).unwrap_or_default();
        self.exact.restore(new);
        Ok(bytes)
    }
}

//! A file's objects, however they are loaded.

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// References that lead to references; a longer chain is a cycle.
const MAX_CHAIN: usize = 128;

/// Where objects are looked up: all loaded ahead (lopdf's own document), or each when it is first
/// wanted ([`crate::lazy::Lazy`]).
pub(crate) trait Pdf {
    /// The object of that number and generation.
    fn object(&self, id: ObjectId) -> Option<&Object>;
    /// What the trailer says.
    fn trailer(&self) -> &Dictionary;
    /// Whether the cross-reference table names the object.
    fn promises(&self, number: u32) -> bool;
    /// All objects that can be loaded, by number.
    fn objects(&self) -> Vec<(ObjectId, &Object)>;
    /// A stream's bytes as they stand in the file, decryption apart.
    fn encoded<'a>(&'a self, stream: &'a Stream) -> &'a [u8];
}

impl dyn Pdf + '_ {
    /// The document catalog.
    pub(crate) fn catalog(&self) -> Option<&Dictionary> {
        let root = self.trailer().get(b"Root").ok()?;
        self.dereference(root).as_dict().ok()
    }

    /// The object behind references; itself where a reference leads nowhere.
    pub(crate) fn dereference<'a>(&'a self, object: &'a Object) -> &'a Object {
        let mut found = object;
        for _ in 0..MAX_CHAIN {
            let Object::Reference(id) = found else {
                return found;
            };
            match self.object(*id) {
                Some(next) => found = next,
                None => return object,
            }
        }
        object
    }
}

impl Pdf for Document {
    fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(&id)
    }

    fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    fn promises(&self, number: u32) -> bool {
        matches!(
            self.reference_table.get(number),
            Some(XrefEntry::Normal { .. } | XrefEntry::Compressed { .. })
        )
    }

    fn objects(&self) -> Vec<(ObjectId, &Object)> {
        self.objects
            .iter()
            .map(|(id, object)| (*id, object))
            .collect()
    }

    fn encoded<'a>(&'a self, stream: &'a Stream) -> &'a [u8] {
        &stream.content
    }
}

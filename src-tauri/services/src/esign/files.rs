//! Signed files as they come (§5.8): a list in JSON, each file as an array of integers or as
//! base64, a zip, or one PDF alone. A list is read as a stream, in two passes over a file on disk: what is
//! there, then the one that is wanted.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::archive;

/// More files than any session has.
pub(super) const MOST: usize = 1_000;
/// A name's or an id's longest, in characters.
pub(super) const TEXT: usize = 300;

/// A file of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    /// The document's id.
    pub(super) id: Option<String>,
    /// Its name: for people only, as they may have changed it.
    pub(super) name: String,
    /// Whether it begins as a PDF.
    pub(super) is_pdf: bool,
}

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// One PDF, which is the file itself.
    Pdf,
    /// These files.
    List(Vec<Entry>),
}

/// What is in a file that came; `None`: nothing that can be read.
pub(super) fn contents(path: &Path) -> Option<Contents> {
    let head = head(path)?;
    if archive::is_zip(&head) {
        return archive::list(path).map(Contents::List);
    }
    if head.windows(5).any(|part| part == b"%PDF-") && !head.trim_ascii_start().starts_with(b"{") {
        return Some(Contents::Pdf);
    }
    walk(path, None).map(Contents::List)
}

/// Writes the bytes of one file of a list; whether it was there.
pub(super) fn extract(path: &Path, index: usize, into: &Path) -> bool {
    if head(path).is_some_and(|head| archive::is_zip(&head)) {
        return archive::extract(path, index, into);
    }
    walk(path, Some((index, into))).is_some_and(|all| index < all.len())
}

fn head(path: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let file = File::open(path).ok()?;
    file.take(1024).read_to_end(&mut head).ok()?;
    Some(head)
}

fn walk(path: &Path, wanted: Option<(usize, &Path)>) -> Option<Vec<Entry>> {
    let mut file = File::open(path).ok()?;
    let mut mark = [0; 3];
    let marked = file.read_exact(&mut mark).is_ok() && mark == *b"\xef\xbb\xbf";
    file.seek(SeekFrom::Start(if marked { 3 } else { 0 }))
        .ok()?;
    let out = match wanted {
        Some((index, into)) => {
            let file = File::options().write(true).truncate(true).open(into).ok()?;
            Some((index, BufWriter::new(file)))
        }
        None => None,
    };
    let mut found = Found {
        entries: Vec::new(),
        wanted: out,
    };
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(file));
    Value(&mut found).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    if let Some((_, mut out)) = found.wanted {
        out.flush().ok()?;
    }
    Some(found.entries)
}

struct Found {
    entries: Vec<Entry>,
    wanted: Option<(usize, BufWriter<File>)>,
}

/// Any value; lists and objects are gone through.
struct Value<'a>(&'a mut Found);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of files")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        while all.next_element_seed(Value(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        let mut entry = Entry::default();
        let mut holds = false;
        while let Some(name) = all.next_key::<String>()? {
            match name.to_ascii_lowercase().as_str() {
                "filebytes" | "filecontent" | "bytes" if !holds => {
                    if self.0.entries.len() >= MOST {
                        return Err(A::Error::custom("too many files"));
                    }
                    entry.is_pdf = all.next_value_seed(Bytes(self.0))?;
                    holds = true;
                }
                "filename" | "name" => entry.name = short(all.next_value()?).unwrap_or_default(),
                "documentid" | "id" | "fileid" => entry.id = short(all.next_value()?).or(entry.id),
                // A list of files lies under any name; texts elsewhere are not looked at.
                _ => all.next_value_seed(Value(self.0))?,
            }
        }
        if holds {
            self.0.entries.push(entry);
        }
        Ok(())
    }
}

/// A text, cut where it is long; anything else is none.
fn short(text: Short) -> Option<String> {
    text.0
}

struct Short(Option<String>);

impl<'de> serde::Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Short;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_unit<E>(self) -> Result<Short, E> {
                Ok(Short(None))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Short, E> {
                Ok(Short(None))
            }

            fn visit_i64<E>(self, n: i64) -> Result<Short, E> {
                Ok(Short(Some(n.to_string())))
            }

            fn visit_u64<E>(self, n: u64) -> Result<Short, E> {
                Ok(Short(Some(n.to_string())))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Short, E> {
                Ok(Short(None))
            }

            fn visit_str<E>(self, text: &str) -> Result<Short, E> {
                let text: String = text.chars().take(TEXT).collect();
                Ok(Short(Some(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Short, A::Error> {
                while all.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Short(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Short, A::Error> {
                while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Short(None))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

/// The bytes of a file; whether they begin as a PDF.
struct Bytes<'a>(&'a mut Found);

impl Bytes<'_> {
    /// Where they are written, if they are.
    fn out(&mut self) -> Option<&mut BufWriter<File>> {
        let at = self.0.entries.len();
        let (index, out) = self.0.wanted.as_mut()?;
        (*index == at).then_some(out)
    }
}

impl<'de> DeserializeSeed<'de> for Bytes<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bytes<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<bool, E> {
        let bytes = STANDARD.decode(text.trim()).map_err(E::custom)?;
        if let Some(out) = self.out() {
            out.write_all(&bytes).map_err(E::custom)?;
        }
        Ok(bytes.starts_with(b"%PDF-"))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut all: A) -> Result<bool, A::Error> {
        let mut head = Vec::new();
        while let Some(byte) = all.next_element::<u8>()? {
            if head.len() < 5 {
                head.push(byte);
            }
            if let Some(out) = self.out() {
                out.write_all(&[byte]).map_err(A::Error::custom)?;
            }
        }
        Ok(head == b"%PDF-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Option<Contents> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        Write::write_all(&mut File::create(&path).unwrap(), text.as_bytes()).unwrap();
        contents(&path)
    }

    #[test]
    fn files_are_found_in_every_form_and_the_wanted_one_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (path, into) = (folder.path().join("f"), folder.path().join("i"));
        let text = "\u{feff}{\"Details\":null,\"sessionFiles\":[{\"FileName\":\"a.pdf\",\
            \"FileBytes\":[37,80,68,70,45,49],\"DocumentId\":\"d1\"},\
            {\"documentid\":\"d2\",\"FileBytes\":\"JVBERi0y\",\"filename\":\"../b.pdf\"}]}";
        for path in [&path, &into] {
            Write::write_all(&mut File::create(path).unwrap(), text.as_bytes()).unwrap();
        }
        let entry = |id: &str, name: &str| Entry {
            id: Some(id.into()),
            name: name.into(),
            is_pdf: true,
        };
        let all = vec![entry("d1", "a.pdf"), entry("d2", "../b.pdf")];
        assert_eq!(contents(&path), Some(Contents::List(all)));
        for (index, bytes) in [(0, b"%PDF-1"), (1, b"%PDF-2")] {
            assert!(extract(&path, index, &into));
            assert_eq!(std::fs::read(&into).unwrap(), bytes);
        }
        assert!(!extract(&path, 2, &into));
    }

    #[test]
    fn row_43_what_is_no_list_of_files_is_told_from_one() {
        assert_eq!(list("%PDF-1.4 whole"), Some(Contents::Pdf));
        for text in [
            "<html>log in</html>",
            "{\"Documents\":[{",
            "",
            "{} junk",
            "\"x\" %PDF",
        ] {
            assert_eq!(list(text), None, "{text}");
        }
        assert_eq!(list("null"), Some(Contents::List(Vec::new())));
        assert_eq!(list("{\"Documents\":[]}"), Some(Contents::List(Vec::new())));
        let deep = "[".repeat(100_000);
        assert_eq!(list(&deep), None);
    }
}

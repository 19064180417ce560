//! Encrypted files: each object is made plain when it is loaded.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::encryption::{DecryptionError, PasswordAlgorithm, decrypt_object};
use lopdf::{Dictionary, Document, EncryptionState, Error, Object, ObjectId, Stream};

use crate::ReadError;

/// From this revision on a wrong password makes no key.
const KEY_TELLS: i64 = 5;

/// What opens an encrypted file.
pub(super) struct Cipher {
    /// Nothing where only attachments are encrypted.
    state: Option<EncryptionState>,
    /// The encryption dictionary, which is plain itself.
    dictionary: ObjectId,
    /// It opened only with the password that was given.
    pub(super) needed_password: bool,
}

impl Cipher {
    /// With no password, or else with the one given; `None` where this is not known how to open.
    pub(super) fn open(
        trailer: &Dictionary,
        (id, dictionary): (ObjectId, Dictionary),
        password: Option<&str>,
    ) -> Result<Option<Self>, ReadError> {
        if let Ok(handler) = dictionary.get(b"Filter").and_then(Object::as_name)
            && handler != b"Standard"
        {
            let handler = String::from_utf8_lossy(handler).into_owned();
            return Err(ReadError::EncryptionUnknown(handler));
        }
        if leaves_all_plain(&dictionary) {
            return Ok(Some(Self {
                state: None,
                dictionary: id,
                needed_password: false,
            }));
        }
        // The library looks for both in a document.
        let mut pdf = Document::new();
        pdf.trailer = trailer.clone();
        pdf.trailer.set("Encrypt", id);
        pdf.objects.insert(id, Object::Dictionary(dictionary));
        if !matches!(trailer.get(b"ID"), Ok(Object::Array(_)) | Err(_)) {
            return Ok(None);
        }
        match (open_with(&pdf, ""), password) {
            (Ok(state), _) => Ok(Some(Self::new(state, id, false))),
            (Err(error), _) if !is_password(&error) => Ok(None),
            (Err(_), None) => Err(ReadError::PasswordNeeded),
            (Err(_), Some(password)) => match open_with(&pdf, password) {
                Ok(state) => Ok(Some(Self::new(state, id, true))),
                Err(error) if is_password(&error) => Err(ReadError::PasswordWrong),
                Err(_) => Ok(None),
            },
        }
    }

    fn new(state: EncryptionState, dictionary: ObjectId, needed_password: bool) -> Self {
        Self {
            state: Some(state),
            dictionary,
            needed_password,
        }
    }

    /// What its author allows, where anything is encrypted that is shown.
    pub(super) fn permissions(&self) -> Option<lopdf::Permissions> {
        self.state.as_ref().map(EncryptionState::permissions)
    }

    /// Makes an object plain, a stream's data apart. What cannot be made plain is left as it is, as
    /// by the other loader.
    pub(super) fn object(&self, id: ObjectId, object: &mut Object) {
        if let Some(state) = &self.state
            && id != self.dictionary
        {
            let _ = decrypt_object(state, id, object);
        }
    }

    /// A stream's data, made plain; `None` where they are plain already.
    pub(super) fn data(&self, id: ObjectId, dict: &Dictionary, data: &[u8]) -> Option<Vec<u8>> {
        let state = self.state.as_ref()?;
        // Its strings are plain already.
        let mut plain = Dictionary::new();
        for key in ["Type", "Filter", "DecodeParms"] {
            if let Ok(value) = dict.get(key.as_bytes()) {
                plain.set(key, value.clone());
            }
        }
        let mut stream = Object::Stream(Stream::new(plain, data.to_vec()));
        let _ = decrypt_object(state, id, &mut stream);
        match stream {
            Object::Stream(stream) => Some(stream.content),
            _ => None,
        }
    }
}

fn open_with(pdf: &Document, password: &str) -> Result<EncryptionState, Error> {
    // The library counts on entries of their full length.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let algorithm = PasswordAlgorithm::try_from(pdf)?;
        let password = algorithm.sanitize_password(password)?;
        // Of later revisions the key itself tells whether the password is right, and checking takes
        // as long as making it.
        let revision = pdf
            .get_encrypted()
            .and_then(|dict| dict.get(b"R")?.as_i64());
        if revision.is_ok_and(|revision| revision < KEY_TELLS) {
            pdf.authenticate_raw_password(&password)?;
        }
        EncryptionState::decode(pdf, password)
    }));
    opened.unwrap_or(Err(Error::Decryption(DecryptionError::InvalidHashLength)))
}

/// Whether neither strings nor streams are encrypted, as where attachments alone are.
fn leaves_all_plain(dictionary: &Dictionary) -> bool {
    let whole = |key: &[u8]| dictionary.get(key).and_then(Object::as_i64);
    let plain = |key: &[u8]| match dictionary.get(key) {
        Ok(name) => name.as_name().is_ok_and(|name| name == b"Identity"),
        Err(_) => true,
    };
    whole(b"V").is_ok_and(|version| version >= 4) && plain(b"StmF") && plain(b"StrF")
}

/// Whether nothing but the password is wrong.
fn is_password(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidPassword | Error::Decryption(DecryptionError::IncorrectPassword)
    )
}

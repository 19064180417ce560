//! From bytes to objects: header, cross-reference repairs, passwords.

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document as Pdf, Error, LoadOptions, Object, ObjectId, Permissions};

use crate::ReadError;
use crate::limits::Budget;
use crate::pages::is_page;
use crate::{guard, lazy, mend};

/// A file whose objects can be looked up.
pub(crate) struct Opened {
    pub(crate) pdf: Pdf,
    pub(crate) about: About,
    /// About how much memory its objects hold, of what the limits allow.
    pub(crate) held: usize,
}

/// What opening a file told about it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About {
    /// It was read only after its bytes or its cross-reference table were mended.
    pub(crate) repaired: bool,
    /// It was encrypted; its objects are plain now.
    pub(crate) encrypted: bool,
    /// It opened only with the password that was given.
    pub(crate) needed_password: bool,
    /// Its author forbids changes or annotations.
    pub(crate) restricted: bool,
}

/// How far into a file its header may stand, as other readers have it.
const HEADER_WITHIN: usize = 64 << 10;

/// Bytes of one decoded object or cross-reference stream.
const OBJECT_STREAM: usize = 64 << 20;

/// Opens a file within the limits.
pub(crate) fn open(
    bytes: &[u8],
    password: Option<&str>,
    budget: &Budget<'_>,
) -> Result<Opened, ReadError> {
    let limits = budget.limits();
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(ReadError::TooLarge("bytes"));
    }
    budget.go_on()?;
    let window = bytes.get(..bytes.len().min(HEADER_WITHIN)).unwrap_or(bytes);
    if !window.windows(5).any(|five| five == b"%PDF-") {
        return Err(ReadError::NotAPdf);
    }
    let scan = lazy::leads_astray(bytes, budget)?;
    let mut loaded = load(bytes, None, scan, budget)?;
    let mut needed_password = false;
    let encrypted = loaded.pdf.was_encrypted() || loaded.pdf.is_encrypted();
    if loaded.pdf.is_encrypted() {
        let Some(password) = password else {
            return Err(ReadError::PasswordNeeded);
        };
        loaded.drop(budget);
        loaded = load(bytes, Some(password), scan, budget)?;
        if loaded.pdf.is_encrypted() {
            return Err(ReadError::PasswordWrong);
        }
        needed_password = true;
    }
    let mut repaired = loaded.pdf.xref_recovery.is_some();
    let used = needed_password.then_some(password).flatten();
    if let Some(better) = mended(bytes, used, &loaded, budget)? {
        loaded.drop(budget);
        loaded = better;
        repaired = true;
    }
    let Loaded { pdf, held } = loaded;
    if pdf.objects.len() > limits.max_objects {
        return Err(ReadError::TooLarge("objects"));
    }
    let state = pdf.encryption_state.as_ref();
    let about = About {
        repaired,
        encrypted,
        needed_password,
        restricted: state.is_some_and(|state| restricts(state.permissions())),
    };
    Ok(Opened { pdf, about, held })
}

/// Whether a person may not change or annotate it.
pub(crate) fn restricts(permissions: Permissions) -> bool {
    !permissions.contains(Permissions::MODIFIABLE) || !permissions.contains(Permissions::ANNOTABLE)
}

/// The objects of a file whose lengths are mended, where that brings more of it to light: objects
/// are missing when a stream's length is wrong.
fn mended(
    bytes: &[u8],
    password: Option<&str>,
    loaded: &Loaded,
    budget: &Budget<'_>,
) -> Result<Option<Loaded>, ReadError> {
    let pdf = &loaded.pdf;
    let (tree, pages) = (has_tree(pdf), has_pages(pdf));
    let missing = missing(pdf);
    if tree && !mend::holds_any(bytes, &missing) {
        return Ok(None);
    }
    budget.go_on()?;
    let mended = mend::lengths(bytes);
    let copy = mended.as_ref().map_or(0, Vec::len);
    budget.hold(copy)?;
    let again = load(mended.as_deref().unwrap_or(bytes), password, true, budget);
    budget.free(copy);
    let helps = |again: &Pdf| {
        let found = missing.iter().any(|id| again.objects.contains_key(id));
        has_pages(again) && (found || !pages) || has_tree(again) && (found || !tree)
    };
    match again {
        Ok(again) if helps(&again.pdf) => Ok(Some(again)),
        // There is room for it once, as it was read.
        Err(ReadError::TooLarge("memory")) if pages => Ok(None),
        Err(error @ (ReadError::Cancelled | ReadError::TooLarge(_))) => Err(error),
        Ok(again) if pages => {
            again.drop(budget);
            Ok(None)
        }
        Err(_) if pages => Ok(None),
        _ => Err(ReadError::Damaged("no page tree".to_owned())),
    }
}

/// All objects of a file, and about how much memory they hold.
struct Loaded {
    pdf: Pdf,
    held: usize,
}

impl Loaded {
    fn drop(self, budget: &Budget<'_>) {
        drop(self.pdf);
        budget.free(self.held);
    }
}

/// Loads the objects. A panic of the library is a damaged file to us: it holds nothing that
/// outlives it, so nothing can be left half done.
fn load(
    bytes: &[u8],
    password: Option<&str>,
    rebuild: bool,
    budget: &Budget<'_>,
) -> Result<Loaded, ReadError> {
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(budget.decoded_left().min(OBJECT_STREAM)),
        force_reconstruct: rebuild,
        filter: Some(guard::look),
        ..LoadOptions::default()
    };
    let (pdf, mut held) =
        guard::within(bytes, budget, || Pdf::load_mem_with_options(bytes, options))?;
    let pdf = pdf.map_err(|error| {
        budget.free(held);
        told(&error, password.is_some())
    })?;
    if pdf.was_encrypted() {
        // The library shows nothing of what it makes plain.
        let plain = pdf.objects.values().map(guard::in_table).sum();
        budget.hold(plain)?;
        held += plain;
    }
    Ok(Loaded { pdf, held })
}

fn told(error: &Error, with_password: bool) -> ReadError {
    match error {
        Error::InvalidPassword if with_password => ReadError::PasswordWrong,
        Error::InvalidPassword => ReadError::PasswordNeeded,
        Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => {
            ReadError::EncryptionUnknown(error.to_string())
        }
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            ReadError::TooLarge("decoded")
        }
        other => ReadError::Damaged(other.to_string()),
    }
}

/// Objects that the cross-reference table promises and that could not be loaded.
fn missing(pdf: &Pdf) -> Vec<ObjectId> {
    // The encryption dictionary is taken out once it has been used.
    let encryption = pdf
        .encryption_state
        .as_ref()
        .and_then(|state| state.encrypt_object_id());
    let entries = pdf.reference_table.entries.iter();
    let promised = entries.filter_map(|(number, entry)| match entry {
        XrefEntry::Normal { generation, .. } if *number != 0 => Some((*number, *generation)),
        _ => None,
    });
    promised
        .filter(|id| !pdf.objects.contains_key(id) && Some(*id) != encryption)
        .collect()
}

/// Whether there is a page tree, or at least a page.
fn has_pages(pdf: &Pdf) -> bool {
    root_node(pdf).is_some() || pdf.objects.values().any(is_page)
}

/// Whether there is a page tree that leads anywhere.
fn has_tree(pdf: &Pdf) -> bool {
    let kids = root_node(pdf).map(|root| root.get_deref(b"Kids", pdf).and_then(Object::as_array));
    kids.is_some_and(|kids| kids.is_ok())
}

fn root_node(pdf: &Pdf) -> Option<&Dictionary> {
    let catalog = pdf.catalog().ok()?;
    catalog.get_deref(b"Pages", pdf).ok()?.as_dict().ok()
}

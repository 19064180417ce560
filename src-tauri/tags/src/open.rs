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
    let loaded = load(bytes, None, scan, budget)?;
    let (mut pdf, mut needed_password) = (loaded, false);
    let encrypted = pdf.was_encrypted() || pdf.is_encrypted();
    if pdf.is_encrypted() {
        let Some(password) = password else {
            return Err(ReadError::PasswordNeeded);
        };
        pdf = load(bytes, Some(password), scan, budget)?;
        if pdf.is_encrypted() {
            return Err(ReadError::PasswordWrong);
        }
        needed_password = true;
    }
    let mut repaired = pdf.xref_recovery.is_some();
    let missing = missing(&pdf);
    if !has_tree(&pdf) || !missing.is_empty() {
        // Lengths are mended where objects are missing: a stream whose length is wrong is not
        // loaded. Where that does not help, the file is taken as it was read.
        let used = needed_password.then_some(password).flatten();
        let mended = mend::lengths(bytes);
        let again = load(mended.as_deref().unwrap_or(bytes), used, true, budget);
        let helps = |again: &Pdf| {
            let found = missing.iter().any(|id| again.objects.contains_key(id));
            has_pages(again) && (found || !has_pages(&pdf))
                || has_tree(again) && (found || !has_tree(&pdf))
        };
        match again {
            Ok(again) if helps(&again) => {
                pdf = again;
                repaired = true;
            }
            Err(error @ (ReadError::Cancelled | ReadError::TooLarge(_))) => return Err(error),
            _ if has_pages(&pdf) => {}
            _ => return Err(ReadError::Damaged("no page tree".to_owned())),
        }
    }
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
    Ok(Opened { pdf, about })
}

fn restricts(permissions: Permissions) -> bool {
    !permissions.contains(Permissions::MODIFIABLE) || !permissions.contains(Permissions::ANNOTABLE)
}

/// Loads the objects. A panic of the library is a damaged file to us: it holds nothing that
/// outlives it, so nothing can be left half done.
fn load(
    bytes: &[u8],
    password: Option<&str>,
    rebuild: bool,
    budget: &Budget<'_>,
) -> Result<Pdf, ReadError> {
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(budget.decoded_left().min(OBJECT_STREAM)),
        force_reconstruct: rebuild,
        filter: Some(guard::look),
        ..LoadOptions::default()
    };
    match guard::within(bytes, budget, || Pdf::load_mem_with_options(bytes, options))? {
        Ok(pdf) => Ok(pdf),
        Err(error) => Err(told(&error, password.is_some())),
    }
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

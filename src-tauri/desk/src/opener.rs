//! Opening things for the person: addresses in the system browser, files in their programs. What
//! is opened is checked first: only our own loopback pages and our own kept files.

use std::path::Path;

use session::ErrorCode;

use crate::DeskError;

/// Opens an address or a path outside Paraph.
pub trait Opener: Send + Sync {
    /// Hands it to the system; an error says that nothing took it.
    ///
    /// # Errors
    /// When no program could be started for it.
    fn open(&self, target: &str) -> std::io::Result<()>;
}

/// The system's own way.
#[derive(Debug, Clone, Copy)]
pub struct SystemOpener;

impl Opener for SystemOpener {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place that opens, behind the checks"
    )]
    fn open(&self, target: &str) -> std::io::Result<()> {
        open::that_detached(target)
    }
}

/// Opens a page of our own server.
pub(crate) fn page(opener: &dyn Opener, server: &str, address: &str) -> Result<(), DeskError> {
    let ours = server.starts_with("http://127.0.0.1:")
        && address
            .strip_prefix(server)
            .is_some_and(|rest| rest.starts_with('/'));
    if !ours {
        return Err(DeskError::Internal(
            "an address that is not ours was to be opened".into(),
        ));
    }
    opener
        .open(address)
        .map_err(|_| DeskError::Refused(ErrorCode::BrowserFailed))
}

/// Opens one of our own files or its folder, which must be there.
pub(crate) fn path(opener: &dyn Opener, path: &Path) -> Result<(), DeskError> {
    let name = || {
        path.file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned()
    };
    let missing = |detail: String| DeskError::File {
        code: ErrorCode::FileMissing,
        name: name(),
        detail,
    };
    let whole = path.canonicalize().map_err(|e| missing(e.to_string()))?;
    let text = whole
        .to_str()
        .ok_or_else(|| missing("the path is no text".into()))?;
    opener.open(text).map_err(|e| missing(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Everything;
    impl Opener for Everything {
        fn open(&self, _: &str) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_pages_of_our_own_server_are_opened() {
        let server = "http://127.0.0.1:4000";
        assert!(page(&Everything, server, "http://127.0.0.1:4000/s/x").is_ok());
        for other in [
            "http://127.0.0.1:40001/s/x",
            "http://127.0.0.1:4000.evil.example/",
            "https://example.com/",
            "file:///etc/passwd",
        ] {
            assert!(page(&Everything, server, other).is_err(), "{other}");
        }
        assert!(page(&Everything, "https://example.com", "https://example.com/x").is_err());
    }
}

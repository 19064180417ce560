//! The office whose contracts these are: its name and logo, for the receipt.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use session::ErrorCode;

use crate::{Change, Desk, DeskError};

const NAME: &str = "office_name";
const LOGO: &str = "office_logo";

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The largest logo, in bytes: it lies in the history, and in every receipt.
const LARGEST_LOGO: usize = 512 << 10;
/// Its longest side, in pixels.
const WIDEST_LOGO: u32 = 4_000;

/// The office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Office {
    /// Its name; empty: none was given.
    pub name: String,
    /// Its logo, a PNG or JPEG file.
    pub logo: Option<Logo>,
}

/// A picture file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// What kind of file the bytes are.
    pub kind: LogoKind,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The kinds of picture that a logo may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl LogoKind {
    /// As servers name it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl Desk {
    /// The office's name and logo.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn office(&self) -> Result<Office, DeskError> {
        let logo = self
            .history()
            .setting(LOGO)?
            .filter(|text| !text.is_empty())
            .and_then(|text| STANDARD.decode(text).ok())
            .and_then(|bytes| {
                let kind = kind_of(&bytes)?;
                Some(Logo { kind, bytes })
            });
        Ok(Office {
            name: self.history().setting(NAME)?.unwrap_or_default(),
            logo,
        })
    }

    /// From now on the office is called so; an empty name: none.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_office_name(&self, name: &str) -> Result<(), DeskError> {
        let name: String = name.trim().chars().take(LONGEST_NAME).collect();
        self.history().set_setting(NAME, &name)?;
        self.announce(Change::Settings);
        Ok(())
    }

    /// From now on this picture is the office's logo; `None`: it has none.
    ///
    /// # Errors
    /// [`ErrorCode::LogoUnusable`] when it is no PNG or JPEG of a sensible size.
    pub async fn set_office_logo(&self, file: Option<&Path>) -> Result<(), DeskError> {
        let text = match file {
            None => String::new(),
            Some(path) => {
                let bytes = crate::prepare::read_file(path).await?;
                let kind = kind_of(&bytes).filter(|_| bytes.len() <= LARGEST_LOGO);
                if kind.is_none() {
                    return Err(DeskError::Refused(ErrorCode::LogoUnusable));
                }
                STANDARD.encode(bytes)
            }
        };
        self.history().set_setting(LOGO, &text)?;
        self.announce(Change::Settings);
        Ok(())
    }
}

/// What the bytes say that they are, whatever the file was called; `None` also where a PNG says
/// that it is larger than anybody needs.
fn kind_of(bytes: &[u8]) -> Option<LogoKind> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        // The first chunk: its length and name, then width and height.
        let side = |at: usize| -> Option<u32> {
            Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
        };
        let fits = |side: u32| (1..=WIDEST_LOGO).contains(&side);
        return (fits(side(16)?) && fits(side(20)?)).then_some(LogoKind::Png);
    }
    bytes
        .starts_with(&[0xff, 0xd8, 0xff])
        .then_some(LogoKind::Jpeg)
}

#[cfg(test)]
mod tests {
    use history::{Existing, write_atomic};

    use super::*;
    use crate::testing::desk;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[tokio::test]
    async fn the_offices_name_and_logo_are_remembered_and_can_be_taken_away() {
        let (folder, desk) = desk();
        assert_eq!(desk.office().unwrap(), Office::default());
        let file = folder.path().join("logo.gif");
        write_atomic(&file, &png(300, 100), Existing::Replace).unwrap();
        desk.set_office_name("  Harbour & Sons ").unwrap();
        desk.set_office_logo(Some(&file)).await.unwrap();
        let office = desk.office().unwrap();
        assert_eq!(office.name, "Harbour & Sons");
        let logo = office.logo.unwrap();
        assert_eq!((logo.kind, logo.bytes), (LogoKind::Png, png(300, 100)));
        desk.set_office_logo(None).await.unwrap();
        assert_eq!(desk.office().unwrap().logo, None);
    }

    #[tokio::test]
    async fn a_logo_that_is_no_picture_or_far_too_large_is_refused() {
        let (folder, desk) = desk();
        let large = [&[0xff, 0xd8, 0xff][..], &vec![0; LARGEST_LOGO]].concat();
        for bytes in [b"<svg/>".to_vec(), png(90_000, 10), png(0, 0), large] {
            let file = folder.path().join("logo.png");
            write_atomic(&file, &bytes, Existing::Replace).unwrap();
            let refused = desk.set_office_logo(Some(&file)).await.unwrap_err();
            assert_eq!(refused.code(), ErrorCode::LogoUnusable);
            assert_eq!(desk.office().unwrap().logo, None);
        }
    }
}

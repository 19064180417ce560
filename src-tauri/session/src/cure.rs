//! What one click does about a finding.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Field, FieldKind, Rect};

/// What one click does about a finding, with all that it needs beside the finding's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Cure {
    /// Adds a card for that signer.
    AddSigner {
        /// The number.
        signer: u16,
    },
    /// Takes that signer's card out.
    RemoveSigner {
        /// The number.
        signer: u16,
    },
    /// Looks for a free spot for a signer's signature, where the others sign.
    PlaceSigner {
        /// The number.
        signer: u16,
    },
    /// Gives one signer's places to another.
    Renumber {
        /// Whose places.
        from: u16,
        /// Who gets them.
        to: u16,
    },
    /// Numbers the signers without a gap, their places with them.
    CloseGap,
    /// Makes a place to sign.
    MakePlace {
        /// Where, and for whom.
        place: Spot,
    },
    /// Takes a place out.
    DropPlace {
        /// Which.
        place: Spot,
    },
    /// Takes the file as it is now.
    TakeNew,
    /// Keeps what is shown, and asks the file no more.
    TakeShown,
    /// Takes the document out.
    RemoveDocument,
    /// Shows how the document is printed to a new PDF.
    PrintAnew,
    /// Goes to an earlier session.
    OpenSession {
        /// Its id.
        session: String,
    },
}

/// A place to sign, whatever it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct Spot {
    /// What is to be done there.
    pub kind: FieldKind,
    /// The signer's number.
    pub signer: u16,
    /// The page, from 1.
    pub page: u32,
    /// Where on the page.
    #[serde(rename = "box")]
    pub rect: Rect,
}

impl From<&Field> for Spot {
    fn from(field: &Field) -> Self {
        Self {
            kind: field.kind,
            signer: field.signer,
            page: field.page,
            rect: field.rect,
        }
    }
}

/// A cure without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CureKind {
    /// [`Cure::AddSigner`]
    AddSigner,
    /// [`Cure::RemoveSigner`]
    RemoveSigner,
    /// [`Cure::PlaceSigner`]
    PlaceSigner,
    /// [`Cure::Renumber`]
    Renumber,
    /// [`Cure::CloseGap`]
    CloseGap,
    /// [`Cure::MakePlace`]
    MakePlace,
    /// [`Cure::DropPlace`]
    DropPlace,
    /// [`Cure::TakeNew`]
    TakeNew,
    /// [`Cure::TakeShown`]
    TakeShown,
    /// [`Cure::RemoveDocument`]
    RemoveDocument,
    /// [`Cure::PrintAnew`]
    PrintAnew,
    /// [`Cure::OpenSession`]
    OpenSession,
}

impl CureKind {
    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AddSigner => "add_signer",
            Self::RemoveSigner => "remove_signer",
            Self::PlaceSigner => "place_signer",
            Self::Renumber => "renumber",
            Self::CloseGap => "close_gap",
            Self::MakePlace => "make_place",
            Self::DropPlace => "drop_place",
            Self::TakeNew => "take_new",
            Self::TakeShown => "take_shown",
            Self::RemoveDocument => "remove_document",
            Self::PrintAnew => "print_anew",
            Self::OpenSession => "open_session",
        }
    }
}

impl Cure {
    /// Which cure it is.
    #[must_use]
    pub fn kind(&self) -> CureKind {
        match self {
            Self::AddSigner { .. } => CureKind::AddSigner,
            Self::RemoveSigner { .. } => CureKind::RemoveSigner,
            Self::PlaceSigner { .. } => CureKind::PlaceSigner,
            Self::Renumber { .. } => CureKind::Renumber,
            Self::CloseGap => CureKind::CloseGap,
            Self::MakePlace { .. } => CureKind::MakePlace,
            Self::DropPlace { .. } => CureKind::DropPlace,
            Self::TakeNew => CureKind::TakeNew,
            Self::TakeShown => CureKind::TakeShown,
            Self::RemoveDocument => CureKind::RemoveDocument,
            Self::PrintAnew => CureKind::PrintAnew,
            Self::OpenSession { .. } => CureKind::OpenSession,
        }
    }
}

/// A cure with the words for its button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Offer {
    /// What it does.
    pub cure: Cure,
    /// What its button says.
    pub label: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cures_word_is_the_one_it_is_written_with_in_json() {
        for cure in [
            Cure::AddSigner { signer: 1 },
            Cure::Renumber { from: 4, to: 3 },
            Cure::CloseGap,
            Cure::TakeShown,
        ] {
            let word = cure.kind().as_str();
            assert_eq!(serde_json::to_value(&cure).unwrap()["do"], word);
            assert_eq!(serde_json::to_value(cure.kind()).unwrap(), word);
        }
    }
}

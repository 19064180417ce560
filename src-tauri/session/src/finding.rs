//! What pre-flight finds. The table below is the one place that says which codes there are, how
//! severe each is, whether a person may allow it, and what one click may do about it; codes never
//! change meaning.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{CureKind, Offer, Rect};

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Send refuses unless the person allows it.
    Error,
    /// Worth a look.
    Warning,
    /// Good to know.
    Info,
}

macro_rules! findings {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $severity:ident, $allow:literal, [$($cure:ident),*];)+) => {
        /// Every finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum FindingCode { $($(#[doc = $doc])+ $name,)+ }

        impl FindingCode {
            /// All codes, in the order of this table.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// How severe it is, unless the place that raises it says otherwise.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// Whether a person may send all the same.
            #[must_use]
            pub fn can_be_allowed(self) -> bool {
                match self { $(Self::$name => $allow,)+ }
            }

            /// What one click may do about it, where the draft gives the occasion.
            #[must_use]
            pub fn cures(self) -> &'static [CureKind] {
                match self { $(Self::$name => &[$(CureKind::$cure),*],)+ }
            }
        }
    };
}

findings! {
    // From reading a document.
    /// A tag written to the letter in no dialect: spaces, case, compatibility characters.
    TagInexact = "tag_inexact", Info, true, [];
    /// Almost a tag: a bracket too few, no number, zero, leading zeros, a space between digits.
    TagNearMiss = "tag_near_miss", Warning, true, [MakePlace];
    /// A tag broken over two lines.
    TagLineBroken = "tag_line_broken", Warning, true, [];
    /// A tag under something painted later.
    TagCovered = "tag_covered", Warning, true, [DropPlace];
    /// A tag clipped away; gives no place.
    TagClipped = "tag_clipped", Warning, true, [MakePlace];
    /// A tag outside the page; gives no place.
    TagOffPage = "tag_off_page", Warning, true, [MakePlace];
    /// A tag in a layer that is off; gives no place.
    TagHiddenLayer = "tag_hidden_layer", Warning, true, [MakePlace];
    /// A tag under 4 points high.
    TagTiny = "tag_tiny", Info, true, [];
    /// Pages whose text cannot be mapped to characters, or that hold only pictures.
    PageUnreadable = "page_unreadable", Warning, true, [];
    /// ToUnicode and the embedded font disagree.
    TextMappingDoubtful = "text_mapping_doubtful", Warning, true, [];
    /// The file is damaged and was read after a repair.
    DocumentRepaired = "document_repaired", Warning, true, [];
    /// The file is encrypted, and opens without a password.
    DocumentEncrypted = "document_encrypted", Info, true, [];
    /// The file opens only with a password; the signed copy opens without it.
    DocumentPassword = "document_password", Warning, true, [];
    /// The file's permissions restrict changes.
    DocumentRestricted = "document_restricted", Warning, true, [];
    /// The file is signed already.
    DocumentSigned = "document_signed", Warning, true, [];
    /// The file is signed already, and the service may break those signatures.
    SignedMayBreak = "signed_may_break", Error, true, [RemoveDocument];
    /// The file is certified: its first signature restricts what may come later.
    DocumentCertified = "document_certified", Warning, true, [RemoveDocument];
    /// A dynamic XFA form: signers would see a waiting page.
    DocumentXfa = "document_xfa", Error, true, [PrintAnew, RemoveDocument];
    /// Live form fields hold values.
    DocumentFormValues = "document_form_values", Warning, true, [PrintAnew];
    /// The file has attachments.
    DocumentAttachments = "document_attachments", Info, true, [];
    /// The file has JavaScript.
    DocumentJavascript = "document_javascript", Warning, true, [PrintAnew];
    /// The file says that it keeps to PDF/A, the archives' rules.
    DocumentPdfa = "document_pdfa", Info, true, [];
    /// The file is very large.
    DocumentLarge = "document_large", Info, true, [];
    // From the draft as a whole.
    /// No document can be sent.
    NoDocument = "no_document", Error, false, [];
    /// A document of the draft could not be read.
    DocumentUnreadable = "document_unreadable", Error, false, [RemoveDocument];
    /// A document is still being read.
    DocumentReading = "document_reading", Error, false, [];
    /// The file changed since it was read.
    DocumentChanged = "document_changed", Error, false, [TakeNew, TakeShown];
    /// The file is gone since it was read. What was read is safe in the store.
    DocumentGone = "document_gone", Warning, true, [TakeShown, RemoveDocument];
    /// Two documents are the same.
    DocumentTwice = "document_twice", Warning, true, [RemoveDocument];
    /// A document is larger than the service takes.
    DocumentTooLarge = "document_too_large", Error, false, [RemoveDocument];
    /// A document has more pages than the service takes.
    DocumentTooLong = "document_too_long", Error, true, [RemoveDocument];
    /// All documents together are larger than the service takes.
    DocumentsTooLarge = "documents_too_large", Error, false, [];
    /// There are more documents than the service takes.
    DocumentsTooMany = "documents_too_many", Error, true, [];
    /// There are more signers than the service takes.
    SignersTooMany = "signers_too_many", Error, true, [];
    /// There is no signer.
    NoSigner = "no_signer", Error, false, [AddSigner];
    /// A signer has no name.
    SignerNameMissing = "signer_name_missing", Error, false, [];
    /// A signer's name has a character that no font of this computer draws.
    SignerNameUndrawn = "signer_name_undrawn", Warning, true, [];
    /// A signer's e-mail address is none.
    SignerEmailInvalid = "signer_email_invalid", Error, false, [];
    /// A signer has no e-mail address, and the service needs one.
    SignerEmailMissing = "signer_email_missing", Error, false, [];
    /// A signer has no place to sign.
    SignerWithoutPlace = "signer_without_place", Error, true, [Renumber, PlaceSigner, RemoveSigner];
    /// A tag names a signer that the draft does not have.
    TagWithoutSigner = "tag_without_signer", Error, true, [Renumber, AddSigner];
    /// Two places lie over one another.
    PlacesOverlap = "places_overlap", Warning, true, [DropPlace];
    /// A signer has more places to sign in one document than the service takes.
    PlacesTooMany = "places_too_many", Error, true, [];
    /// A tag that the service does not read by itself. Paraph sees to it, or it stays as it is.
    TagDialect = "tag_dialect", Info, true, [];
    /// The numbers of the signers have a gap.
    NumbersGap = "numbers_gap", Warning, true, [CloseGap];
    /// An option has a value that the service does not take.
    OptionInvalid = "option_invalid", Error, false, [];
    /// The service puts initials on every page instead of at their places.
    InitialsEveryPage = "initials_every_page", Warning, true, [];
    /// Places were put there by hand, and the service takes none.
    HandPlacesIgnored = "hand_places_ignored", Warning, true, [];
    /// Initials or dates are to be put at places, and the service asks for signatures only.
    PlacesNotOffered = "places_not_offered", Warning, true, [];
    /// The text holds characters that the service takes for the ends of a tag.
    StrayDelimiters = "stray_delimiters", Warning, true, [];
    /// The same content is out to, or was signed by, the same person.
    AlreadySent = "already_sent", Error, true, [OpenSession, RemoveDocument];
}

/// One thing that pre-flight found. Its words are made from `code` and `args` with the message
/// files; `message`, `remedy` and `cures` are filled by the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How severe.
    pub severity: Severity,
    /// On which page, from 1.
    pub page: Option<u32>,
    /// Where on the page.
    #[serde(rename = "box")]
    pub rect: Option<Rect>,
    /// Which signer.
    pub signer: Option<u16>,
    /// Particulars for the words, by name.
    pub args: BTreeMap<String, String>,
    /// What was found, in words.
    pub message: String,
    /// What to do, in words.
    pub remedy: String,
    /// What one click does about it, the best first.
    #[serde(default)]
    pub cures: Vec<Offer>,
}

impl Finding {
    /// A finding of that code with its usual severity and nothing else.
    #[must_use]
    pub fn new(code: FindingCode) -> Self {
        Self {
            code,
            severity: code.severity(),
            page: None,
            rect: None,
            signer: None,
            args: BTreeMap::new(),
            message: String::new(),
            remedy: String::new(),
            cures: Vec::new(),
        }
    }

    /// On that page, at that place.
    #[must_use]
    pub fn at(mut self, page: u32, rect: Option<Rect>) -> Self {
        self.page = Some(page);
        self.rect = rect;
        self
    }

    /// About that signer.
    #[must_use]
    pub fn signer(mut self, number: u16) -> Self {
        self.signer = Some(number);
        self
    }

    /// With a particular for its words.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_codes_word_is_the_one_it_is_written_with_in_json() {
        for code in FindingCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}

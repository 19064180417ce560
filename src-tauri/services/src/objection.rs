//! What a service would refuse or do otherwise, said before anything goes out.

use std::collections::BTreeMap;

use session::FindingCode;

/// One thing that a service would not do as asked. The desk makes a finding of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// What.
    pub code: FindingCode,
    /// About which signer.
    pub signer: Option<u16>,
    /// About which document, from 1.
    pub document: Option<u32>,
    /// Particulars for the words, by name.
    pub args: BTreeMap<String, String>,
}

impl Objection {
    /// An objection of that code about the session as a whole.
    #[must_use]
    pub fn new(code: FindingCode) -> Self {
        Self {
            code,
            signer: None,
            document: None,
            args: BTreeMap::new(),
        }
    }

    /// An option has a value that cannot be used; `why` is one of the words that
    /// `finding-option-invalid` knows.
    #[must_use]
    pub fn option(option: &str, value: &str, why: &str) -> Self {
        Self::new(FindingCode::OptionInvalid)
            .arg("option", option)
            .arg("value", value)
            .arg("why", why)
    }

    /// About that signer.
    #[must_use]
    pub fn signer(mut self, number: u16) -> Self {
        self.signer = Some(number);
        self
    }

    /// About that document.
    #[must_use]
    pub fn document(mut self, number: u32) -> Self {
        self.document = Some(number);
        self
    }

    /// With a particular for its words.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

//! What reading a PDF gives.

use serde::{Deserialize, Serialize};
use session::{Finding, FormField, Page, Tag, TextLine};

/// A PDF as it was read. Crosses the pipe from a worker process.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// In the order of the file.
    pub pages: Vec<Page>,
    /// By page, then from the top down and from left to right as they are read.
    pub tags: Vec<Tag>,
    /// Signature form fields, with a signer where the name says one.
    pub fields: Vec<FormField>,
    /// What pre-flight should tell; `message` and `remedy` are left empty.
    pub findings: Vec<Finding>,
    /// Every line of text with its place, for selection and screen readers.
    pub text: Vec<TextLine>,
    /// Who signed the file already: the `/Name` of each signature, else the field's name.
    pub signed_by: Vec<String>,
    /// Whether the file holds a signature already.
    pub signed: bool,
    /// Whether it opened only with the password that was given.
    pub needs_password: bool,
}

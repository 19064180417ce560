//! What there is to know of Rest PKI: what can be set, what it can do, what it takes at most.

use session::{FieldKind, Service};

use super::BASE_URL;
use crate::{Capabilities, Description, InputSpec, Limits, Others, Reads, SignedOutput};

/// What there is to know of Rest PKI Core. Documents that signers upload themselves, and the
/// checks of such files, are not among it: what is signed is always what the sender prepared.
#[must_use]
pub fn description() -> Description {
    Description {
        service: Service::Restpki,
        base_url: Some(BASE_URL),
        secrets: SECRETS,
        account_settings: ACCOUNT,
        session_options: SESSION,
        signer_options: SIGNER,
        capabilities: Capabilities {
            several_documents: true,
            in_order: true,
            chain: true,
            remote_invitation: false,
            cancel: false,
            close: false,
            remind: false,
            reminders: false,
            correct: false,
            expiry: false,
            receivers: false,
            receipt: false,
            here: false,
            email_needed: false,
            signed_output: SignedOutput::Pades,
            reads: READS,
            without_place: Some("unseen"),
        },
        limits: Limits {
            // One visual representation for each signature (sheet, section 3.3).
            signatures: Some(1),
            // Sizes are set by each instance and not published (section 12); what is larger than
            // this cannot be sent at once when uploading in parts fails.
            ..Limits::NONE
        },
    }
}

/// The place of every signature is told, whatever stands there; nothing else can be asked for at
/// a place (sheet, section 3.3).
const READS: Reads = Reads {
    dialects: Reads::EVERYTHING.dialects,
    kinds: &[FieldKind::Signature],
    inexact: true,
    others: Others::Left,
};

/// The languages of the pages (sheet, section 1).
pub(super) const LANGUAGES: &[&str] = &["pt-BR", "en-US"];

const SECRETS: &[InputSpec] = &[
    InputSpec::secret("api_key").needed(),
    InputSpec::secret("postback_secret"),
];

const LANGUAGE: InputSpec = InputSpec::choice("language", LANGUAGES).or("pt-BR");
const HERE: InputSpec = InputSpec::flag("here").or("yes");
const DEVICE: InputSpec = InputSpec::flag("device").or("no");

/// What is set here holds wherever a session and a signer say nothing else.
const ACCOUNT: &[InputSpec] = &[
    InputSpec::text("security_context"),
    InputSpec::text("subscription"),
    LANGUAGE,
    DEVICE,
    InputSpec::text("return_url"),
    InputSpec::text("page_hosts"),
    InputSpec::text("ca_file"),
];

const SESSION: &[InputSpec] = &[
    HERE,
    DEVICE,
    LANGUAGE,
    InputSpec::flag("visible").or("yes"),
    InputSpec::text("visible_text").or("{{signerName}}"),
    InputSpec::flag("downloads").or("no"),
    InputSpec::flag("pdf_a").or("no"),
    InputSpec::flag("document_keys").or("no"),
    InputSpec::text("metadata"),
];

const SIGNER: &[InputSpec] = &[InputSpec::text("cpf"), HERE, DEVICE];

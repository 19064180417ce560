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
            remind: false,
            reminders: false,
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
    InputSpec::secret(
        "api_key",
        "The key of the application, as Rest PKI shows it: name|digits.",
    )
    .needed(),
    InputSpec::secret(
        "postback_secret",
        "What Rest PKI sends along with its news: the token, the key, or user:password.",
    ),
];

const LANGUAGE: InputSpec =
    InputSpec::choice("language", LANGUAGES, "The language of the signing page.").or("pt-BR");
const HERE: InputSpec = InputSpec::flag(
    "here",
    "Whether the page is opened at this computer, and leads back to Paraph; no: the address is \
     passed on, and the page ends there.",
)
.or("yes");
const DEVICE: InputSpec = InputSpec::flag(
    "device",
    "Whether the certificate must be in a cryptographic device, such as a card or a token.",
)
.or("no");

/// What is set here holds wherever a session and a signer say nothing else.
const ACCOUNT: &[InputSpec] = &[
    InputSpec::text(
        "security_context",
        "The id of the security context: which certificates are trusted; empty: as the service \
         has it.",
    ),
    InputSpec::text(
        "subscription",
        "The id of the subscription, for an application that serves several.",
    ),
    LANGUAGE,
    DEVICE,
    InputSpec::text(
        "return_url",
        "The https page on which signers elsewhere arrive after signing; empty: the service's own.",
    ),
    InputSpec::text(
        "page_hosts",
        "Further hosts on which signing pages may be, with commas between them; for services of \
         one's own.",
    ),
    InputSpec::text(
        "ca_file",
        "A file of certificates (PEM) to trust beside the system's, such as an office's own CA.",
    ),
];

const SESSION: &[InputSpec] = &[
    HERE,
    DEVICE,
    LANGUAGE,
    InputSpec::flag(
        "visible",
        "Whether a signature is drawn at its place in the document.",
    )
    .or("yes"),
    InputSpec::text(
        "visible_text",
        "What is drawn there; {{signerName}} stands for the name in the certificate.",
    )
    .or("{{signerName}}"),
    InputSpec::flag(
        "downloads",
        "Whether the signing page offers the signed documents; signers who take them there often \
         do not come back.",
    )
    .or("no"),
    InputSpec::flag(
        "pdf_a",
        "Whether the documents are made PDF/A, the archives' format, before the first signature.",
    )
    .or("no"),
    InputSpec::flag(
        "document_keys",
        "Whether each document gets a key by which anybody can look its signatures up at the \
         service.",
    )
    .or("no"),
    InputSpec::text(
        "metadata",
        "Data that is kept with the documents: name=value, with | between them.",
    ),
];

const SIGNER: &[InputSpec] = &[
    InputSpec::text(
        "cpf",
        "The CPF that the certificate must have: eleven digits, zeros in front included.",
    ),
    HERE,
    DEVICE,
];

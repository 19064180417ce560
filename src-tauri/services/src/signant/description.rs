//! What there is to know of Signant: what can be set, what it can do, what it takes at most.

use session::Service;

use crate::{Capabilities, Description, InputSpec, Limits, Others, Reads, SignedOutput};

/// Bytes of a document at most: base64 of it stays below the 30 MB that the sheet starts with
/// (§1), with room for the signatures that come to it.
const DOCUMENT: u64 = 20_000_000;

/// What there is to know of Signant.
#[must_use]
pub fn description() -> Description {
    Description {
        service: Service::Signant,
        // That of the real service is not public (sheet §1).
        base_url: None,
        secrets: SECRETS,
        account_settings: ACCOUNT,
        session_options: SESSION,
        signer_options: SIGNER,
        capabilities: Capabilities {
            several_documents: true,
            in_order: true,
            chain: true,
            // Nobody is told of a posting (§3.4), and nothing can be taken back there.
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
            without_place: Some("signant_widget"),
        },
        limits: Limits {
            document_bytes: Some(DOCUMENT),
            ..Limits::NONE
        },
    }
}

/// No place can be told, and no tag is read: all that can be asked for is a visible mark (§3.1).
const READS: Reads = Reads {
    dialects: &[],
    kinds: &[],
    inexact: false,
    others: Others::Left,
};

const SECRETS: &[InputSpec] = &[
    InputSpec::secret("distributor_id").needed(),
    InputSpec::secret("access_code").needed(),
];

const AFTER_SIGN: InputSpec = InputSpec::choice("after_sign", &["redirect", "none"]).or("redirect");
const BACK: InputSpec = InputSpec::text("return_url");
const GIVEN_UP: InputSpec = InputSpec::text("cancel_url");
const WIDGET: InputSpec = InputSpec::flag("use_widget").or("yes");

const ACCOUNT: &[InputSpec] = &[
    InputSpec::text("system_id").or("Paraph"),
    AFTER_SIGN,
    BACK,
    GIVEN_UP,
    WIDGET,
    InputSpec::text("page_hosts"),
    InputSpec::number("answer_megabytes").or("30"),
    InputSpec::text("ca_file"),
    InputSpec::text("interface").or(super::contract::INTERFACE),
    InputSpec::text("service_namespace").or(super::contract::SERVICE),
    InputSpec::text("model_namespace").or(super::contract::MODEL),
    InputSpec::text("posting_parameter").or(super::contract::POSTING),
];

const SESSION: &[InputSpec] = &[
    InputSpec::text("description"),
    WIDGET,
    AFTER_SIGN,
    BACK,
    InputSpec::number("redirect_delay"),
    InputSpec::text("redirect_caption"),
    GIVEN_UP,
];

const SIGNER: &[InputSpec] = &[
    InputSpec::secret("ssn"),
    InputSpec::flag("ssn_allowed").or("no"),
    InputSpec::text("birth_date"),
    InputSpec::number("minimum_age"),
    InputSpec::number("maximum_age"),
];

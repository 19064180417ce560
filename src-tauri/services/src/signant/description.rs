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
            remind: false,
            reminders: false,
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
    InputSpec::secret("distributor_id", "The DistributorID, as Signant gave it.").needed(),
    InputSpec::secret("access_code", "The AccessCode that belongs to it.").needed(),
];

const AFTER_SIGN: InputSpec = InputSpec::choice(
    "after_sign",
    &["redirect", "none"],
    "What the signing page does after signing: leads back, or stays and says so.",
)
.or("redirect");
const BACK: InputSpec = InputSpec::text(
    "return_url",
    "The page on which the signer arrives after signing, where the signing page was not opened \
     from Paraph's window.",
);
const GIVEN_UP: InputSpec = InputSpec::text(
    "cancel_url",
    "The page on which a signer arrives who gives up or is too young. It must be https, since \
     BankID leads to no other; empty: Signant's own.",
);
const WIDGET: InputSpec = InputSpec::flag(
    "use_widget",
    "Whether the signature is shown in the document; where, is for Signant to say.",
)
.or("yes");

const ACCOUNT: &[InputSpec] = &[
    InputSpec::text(
        "system_id",
        "What Signant calls the system that sends (DistributorSystemID).",
    )
    .or("Paraph"),
    AFTER_SIGN,
    BACK,
    GIVEN_UP,
    WIDGET,
    InputSpec::text(
        "page_hosts",
        "Hosts of signing pages beside the service's own and those of Signant, with commas.",
    ),
    InputSpec::number(
        "answer_megabytes",
        "The longest answer that is taken, in megabytes.",
    )
    .or("30"),
    InputSpec::text(
        "ca_file",
        "A file of certificates (PEM) to trust beside the system's, such as an office's own CA.",
    ),
    InputSpec::text(
        "interface",
        "The name of the interface in the action of a call. Ask Signant, or see the test.",
    )
    .or(super::contract::INTERFACE),
    InputSpec::text("service_namespace", "The XML namespace of the operations.")
        .or(super::contract::SERVICE),
    InputSpec::text("model_namespace", "The XML namespace of the data.").or(super::contract::MODEL),
    InputSpec::text(
        "posting_parameter",
        "The name of the third parameter of CreateInstantPosting.",
    )
    .or(super::contract::POSTING),
];

const SESSION: &[InputSpec] = &[
    InputSpec::text(
        "description",
        "What signers read about the contract; usually the message.",
    ),
    WIDGET,
    AFTER_SIGN,
    BACK,
    InputSpec::number(
        "redirect_delay",
        "Seconds until the signing page leads back by itself; not together with a caption.",
    ),
    InputSpec::text(
        "redirect_caption",
        "The words of the link that leads back; not together with a delay.",
    ),
    GIVEN_UP,
];

const SIGNER: &[InputSpec] = &[
    InputSpec::secret(
        "ssn",
        "The national identity number that must be the signer's. It is erased here when the \
         contract ends.",
    ),
    InputSpec::flag(
        "ssn_allowed",
        "Whether the signer allows that the number is used; without that it is not sent.",
    )
    .or("no"),
    InputSpec::text(
        "birth_date",
        "The date of birth that must be the signer's, such as 1980-12-31.",
    ),
    InputSpec::number("minimum_age", "The least age that the signer must have."),
    InputSpec::number("maximum_age", "The greatest age that the signer may have."),
];

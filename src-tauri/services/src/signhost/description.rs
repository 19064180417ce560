//! What there is to know of Signhost: what can be set, what it can do, what it takes at most.

use session::Service;

use super::BASE_URL;
use super::options::LANGUAGES;
use super::verify::{AUTHENTICATIONS, VERIFICATIONS};
use crate::{Capabilities, Description, InputSpec, Limits, SignedOutput};

/// What there is to know of Signhost (limits: sheet §6, §4).
#[must_use]
pub fn description() -> Description {
    Description {
        service: Service::Signhost,
        base_url: Some(BASE_URL),
        secrets: SECRETS,
        account_settings: ACCOUNT,
        session_options: SESSION,
        signer_options: SIGNER,
        capabilities: Capabilities {
            several_documents: true,
            in_order: true,
            chain: false,
            remote_invitation: true,
            cancel: true,
            remind: false,
            reminders: true,
            expiry: true,
            receivers: true,
            receipt: true,
            here: false,
            email_needed: true,
            signed_output: SignedOutput::Pades,
            reads: READS,
            // Sheet, section 5, precedence of placement.
            without_place: Some("top_right_page_1"),
        },
        limits: Limits {
            documents: Some(6),
            signers: Some(8),
            document_bytes: Some(52_428_800),
            session_bytes: None,
            pages: Some(500),
            signatures: Some(10),
            expires_days: Some(90),
        },
    }
}

/// `{{SignerN}}` is read to the letter; every other place goes as a field (sheet, section 5).
const READS: crate::Reads = crate::Reads {
    dialects: &[session::Dialect::Brace],
    kinds: &[session::FieldKind::Signature],
    inexact: false,
    others: crate::Others::Field,
};

const SECRETS: &[InputSpec] = &[
    InputSpec::secret(
        "app_key",
        "The key of the application, as Signhost shows it.",
    )
    .needed(),
    InputSpec::secret("user_token", "The token of the user who sends.").needed(),
    InputSpec::secret(
        "postback_secret",
        "The shared secret of the postbacks that are set up in Signhost's own pages.",
    ),
    InputSpec::secret(
        "postback_authorization",
        "What those postbacks carry in their Authorization header, where that is set up, too.",
    ),
];

const LANGUAGE: InputSpec = InputSpec::choice(
    "language",
    LANGUAGES,
    "The language of mails, pages and the receipt.",
)
.or("en-US");
const INVITE: InputSpec = InputSpec::choice(
    "invite",
    &["mail", "link"],
    "Who tells the signers: the service by mail, or you with a link.",
)
.or("mail");
const CHECKS: InputSpec = InputSpec::choice(
    "verifications",
    VERIFICATIONS,
    "How a signer proves who they are before signing, in this order. The last must be Consent, \
     PhoneNumber, Scribble or CSC Qualified.",
)
.many()
.or("Consent");
const BEFORE: InputSpec = InputSpec::choice(
    "authentications",
    AUTHENTICATIONS,
    "How a signer proves who they are before the documents are shown.",
)
.many();
const BACK: InputSpec = InputSpec::text(
    "return_url",
    "The https page on which signers elsewhere arrive after signing; empty: Signhost's own.",
);
const NOTIFICATIONS: InputSpec = InputSpec::flag(
    "notifications",
    "Whether the service mails the sender; usually only where no postback is set up.",
);
const SUBJECT: InputSpec = InputSpec::text(
    "subject",
    "The subject of the invitation, 64 characters at most.",
);
const CONFIRMATION: InputSpec = InputSpec::flag(
    "confirmation",
    "Whether the signer gets the signed documents by mail; usually those who are invited by mail.",
);
const INTRO: InputSpec = InputSpec::text(
    "intro",
    "A text on the signing page; a little of Markdown is understood.",
);
const DELEGATION: InputSpec = InputSpec::flag(
    "delegation",
    "Whether a signer may pass it on to somebody else; not together with authentications.",
)
.or("no");
const HANDWRITTEN: InputSpec = InputSpec::flag(
    "scribble_handwritten",
    "For Scribble: whether the signature must be drawn by hand.",
)
.or("no");
const HERE: InputSpec = InputSpec::flag(
    "here",
    "Whether the page is opened at this computer: no mail is sent, and it leads back to Paraph.",
)
.or("no");
const CANCEL: InputSpec = InputSpec::flag(
    "cancel_notifications",
    "Whether the service tells the signers by mail when the contract is cancelled.",
)
.or("yes");

/// What is set here holds wherever a session and a signer say nothing else.
const ACCOUNT: &[InputSpec] = &[
    InputSpec::text(
        "postback_url",
        "The https address (port 443) to which Signhost sends news; the office's proxy leads it \
         to paraph-cli postbacks.",
    ),
    BACK,
    InputSpec::text(
        "ca_file",
        "A file of certificates (PEM) to trust beside the system's, such as an office's own CA.",
    ),
    LANGUAGE,
    INVITE,
    CHECKS,
    BEFORE,
    NOTIFICATIONS,
    CONFIRMATION,
    HANDWRITTEN,
    CANCEL,
];

const SESSION: &[InputSpec] = &[
    INVITE,
    HERE,
    LANGUAGE,
    CHECKS,
    BEFORE,
    SUBJECT,
    INTRO,
    CONFIRMATION,
    NOTIFICATIONS,
    DELEGATION,
    HANDWRITTEN,
    BACK,
    CANCEL,
    InputSpec::choice(
        "expiry",
        &["days", "organisation"],
        "Whether the contract runs out after its days, or by the organisation's default.",
    )
    .or("days"),
    InputSpec::flag("seal", "Whether the organisation's seal is added.").or("no"),
    InputSpec::flag(
        "paraph",
        "Whether signers put their initials on every page.",
    )
    .or("no"),
    InputSpec::text(
        "context",
        "A JSON object that comes back with every answer.",
    ),
    InputSpec::text(
        "display_names",
        "What signers see as the documents' names, in their order, with | between them.",
    ),
    InputSpec::text(
        "display_order",
        "The place of each document in the list that signers see: numbers with | between them.",
    ),
    InputSpec::text(
        "descriptions",
        "What signers read about the documents, in their order, with | between them.",
    ),
    InputSpec::text(
        "fields",
        "Further form fields, as a JSON list of {document, signer, name, Type, Location, Value}.",
    ),
    InputSpec::text(
        "receiver_message",
        "The mail to those who only get the signed documents.",
    ),
    InputSpec::text(
        "receiver_subject",
        "The subject of that mail, 64 characters at most.",
    ),
    InputSpec::choice("receiver_language", LANGUAGES, "The language of that mail."),
    InputSpec::text("receiver_reference", "A reference for those who get it."),
    InputSpec::text("receiver_context", "A JSON object for those who get it."),
    InputSpec::text(
        "receivers_own",
        "What holds for one of them alone, as a JSON list of {Email, Message, Subject, Language, \
         Reference, Context}.",
    ),
];

const SIGNER: &[InputSpec] = &[
    INVITE,
    HERE,
    LANGUAGE,
    CHECKS,
    BEFORE,
    InputSpec::text(
        "phone",
        "For PhoneNumber: the number in the international form, such as +31612345678.",
    ),
    InputSpec::flag(
        "secure_download",
        "For PhoneNumber and DigiD: whether downloading asks for it once more.",
    ),
    InputSpec::text(
        "scribble_name",
        "For Scribble: the name under the signature; usually the signer's.",
    ),
    InputSpec::flag(
        "scribble_name_fixed",
        "For Scribble: whether the signer cannot change that name.",
    )
    .or("no"),
    HANDWRITTEN,
    InputSpec::text(
        "verify_email",
        "For Email: the address that is proven; usually the signer's.",
    ),
    InputSpec::text("iban", "For iDeal: the bank account that must be used."),
    InputSpec::text("bsn", "For DigiD: the citizen service number."),
    InputSpec::text("kvk", "For eHerkenning: the number of the company."),
    InputSpec::text(
        "itsme_phone",
        "For itsme Identification: the number that must be used.",
    ),
    InputSpec::text(
        "openid_provider",
        "For OpenID Providers: the provider's name.",
    ),
    InputSpec::text("onfido_workflow", "For Onfido: the id of the workflow."),
    InputSpec::text(
        "authentication_phone",
        "For the authentication PhoneNumber, where it differs from phone.",
    ),
    InputSpec::text(
        "authentication_bsn",
        "For the authentication DigiD, where it differs from bsn.",
    ),
    InputSpec::flag(
        "authentication_secure_download",
        "For authentications: whether downloading asks for it once more.",
    ),
    SUBJECT,
    InputSpec::text("message", "The invitation's words to this signer."),
    CONFIRMATION,
    InputSpec::number(
        "remind_days",
        "Days until the service reminds this signer; 0: the organisation's default, -1: never.",
    ),
    InputSpec::text(
        "expires",
        "This signer's own last moment, such as 2026-12-24T17:00:00+01:00.",
    ),
    INTRO,
    BACK,
    DELEGATION,
    InputSpec::text("reference", "A reference for this signer."),
    InputSpec::text("context", "A JSON object for this signer."),
    InputSpec::flag(
        "fills_form",
        "Whether this signer fills in the form that the PDF already holds.",
    )
    .or("no"),
];

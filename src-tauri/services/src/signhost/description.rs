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
            close: false,
            remind: false,
            reminders: true,
            correct: false,
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
    InputSpec::secret("app_key").needed(),
    InputSpec::secret("user_token").needed(),
    InputSpec::secret("postback_secret"),
    InputSpec::secret("postback_authorization"),
];

const LANGUAGE: InputSpec = InputSpec::choice("language", LANGUAGES).or("en-US");
const INVITE: InputSpec = InputSpec::choice("invite", &["mail", "link"]).or("mail");
const CHECKS: InputSpec = InputSpec::choice("verifications", VERIFICATIONS)
    .many()
    .or("Consent");
const BEFORE: InputSpec = InputSpec::choice("authentications", AUTHENTICATIONS).many();
const BACK: InputSpec = InputSpec::text("return_url");
const NOTIFICATIONS: InputSpec = InputSpec::flag("notifications");
const SUBJECT: InputSpec = InputSpec::text("subject");
const CONFIRMATION: InputSpec = InputSpec::flag("confirmation");
const INTRO: InputSpec = InputSpec::text("intro");
const DELEGATION: InputSpec = InputSpec::flag("delegation").or("no");
const HANDWRITTEN: InputSpec = InputSpec::flag("scribble_handwritten").or("no");
const HERE: InputSpec = InputSpec::flag("here").or("no");
const CANCEL: InputSpec = InputSpec::flag("cancel_notifications").or("yes");

/// What is set here holds wherever a session and a signer say nothing else.
const ACCOUNT: &[InputSpec] = &[
    InputSpec::text("postback_url"),
    BACK,
    InputSpec::text("ca_file"),
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
    InputSpec::choice("expiry", &["days", "organisation"]).or("days"),
    InputSpec::flag("seal").or("no"),
    InputSpec::flag("paraph").or("no"),
    InputSpec::text("context"),
    InputSpec::text("display_names"),
    InputSpec::text("display_order"),
    InputSpec::text("descriptions"),
    InputSpec::text("fields"),
    InputSpec::text("receiver_message"),
    InputSpec::text("receiver_subject"),
    InputSpec::choice("receiver_language", LANGUAGES),
    InputSpec::text("receiver_reference"),
    InputSpec::text("receiver_context"),
    InputSpec::text("receivers_own"),
];

const SIGNER: &[InputSpec] = &[
    INVITE,
    HERE,
    LANGUAGE,
    CHECKS,
    BEFORE,
    InputSpec::text("phone"),
    InputSpec::flag("secure_download"),
    InputSpec::text("scribble_name"),
    InputSpec::flag("scribble_name_fixed").or("no"),
    HANDWRITTEN,
    InputSpec::text("verify_email"),
    InputSpec::text("iban"),
    InputSpec::text("bsn"),
    InputSpec::text("kvk"),
    InputSpec::text("itsme_phone"),
    InputSpec::text("openid_provider"),
    InputSpec::text("onfido_workflow"),
    InputSpec::text("authentication_phone"),
    InputSpec::text("authentication_bsn"),
    InputSpec::flag("authentication_secure_download"),
    SUBJECT,
    InputSpec::text("message"),
    CONFIRMATION,
    InputSpec::number("remind_days"),
    InputSpec::text("expires"),
    INTRO,
    BACK,
    DELEGATION,
    InputSpec::text("reference"),
    InputSpec::text("context"),
    InputSpec::flag("fills_form").or("no"),
];

//! What there is to know of eSign: what can be set, what it can do, what it takes at most.

use session::Service;

use super::BASE_URL;
use crate::{Capabilities, Description, InputSpec, Limits, Others, Reads, SignedOutput};

/// What there is to know of eSign (limits: sheet §10.1).
#[must_use]
pub fn description() -> Description {
    Description {
        service: Service::Esign,
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
            close: true,
            remind: true,
            reminders: true,
            correct: true,
            expiry: true,
            receivers: true,
            receipt: true,
            here: false,
            email_needed: true,
            signed_output: SignedOutput::Plain,
            // Its grammar is the account's own (§8), so that every tag is written anew.
            reads: Reads {
                dialects: &[],
                kinds: &[],
                inexact: false,
                others: Others::Rewritten,
            },
            without_place: None,
        },
        limits: Limits {
            session_bytes: Some(super::MOST_BYTES),
            expires_days: Some(super::MOST_DAYS),
            ..Limits::NONE
        },
    }
}

const SECRETS: &[InputSpec] = &[
    InputSpec::secret("encrypted_api_key").instead_of(&["api_key"]),
    InputSpec::secret("salt"),
    InputSpec::secret("api_key").instead_of(&["encrypted_api_key", "salt"]),
];

const INVITE: InputSpec = InputSpec::choice("invite", &["mail", "link"]).or("mail");
const ROLE: InputSpec = InputSpec::text("role").or("Seller {N}");
const BACK: InputSpec = InputSpec::text("return_url").or(super::RETURN_URL);
const OPENS: InputSpec = InputSpec::choice("opens", &["signer", "sender"]).or("signer");
const DELEGATION: InputSpec = InputSpec::flag("delegation").or("no");

/// What is set here holds wherever a session and a signer say nothing else.
const ACCOUNT: &[InputSpec] = &[
    InputSpec::text("username").needed(),
    ROLE,
    InputSpec::text("tag_open").or("<"),
    InputSpec::text("tag_close").or(">"),
    InputSpec::text("tag_space"),
    InputSpec::text("anchor_category"),
    INVITE,
    OPENS,
    BACK,
    DELEGATION,
    InputSpec::text("ui_host").or(super::UI_HOST),
    InputSpec::text("ca_file"),
    InputSpec::choice("wire.bytes", &["array", "base64"]).or("array"),
    InputSpec::choice("wire.dates", &["msjson", "iso"]).or("msjson"),
    InputSpec::choice("wire.enums", &["name", "number"]).or("name"),
    InputSpec::choice("wire.maps", &["object", "pairs"]).or("object"),
    InputSpec::text("auth_numbers"),
    InputSpec::text("sms_member").or("PhoneNumber"),
    InputSpec::choice("user_key", &["userName", "username"]).or("userName"),
    InputSpec::text("path.files").or(super::FILES),
    InputSpec::text("path.archived").or(super::ARCHIVED),
    InputSpec::text("path.invites").or(super::INVITES),
];

const SESSION: &[InputSpec] = &[
    INVITE,
    ROLE,
    OPENS,
    BACK,
    InputSpec::flag("here").or("no"),
    DELEGATION,
    InputSpec::secret("session_password"),
    InputSpec::flag("first_signer").or("no"),
    InputSpec::choice("copies", &["links", "attachments"]).or("links"),
    InputSpec::text("form_ids"),
    InputSpec::text("redirect_url"),
    InputSpec::text("anchor_category"),
];

const SIGNER: &[InputSpec] = &[
    ROLE,
    InputSpec::text("last_name"),
    InputSpec::choice(
        "auth",
        &["None", "Password", "KBA", "KBAPlusPassword", "SMS"],
    )
    .or("None"),
    InputSpec::secret("password"),
    InputSpec::text("phone"),
    InputSpec::text("subject"),
    InputSpec::text("message"),
    InputSpec::flag("upload").or("no"),
    InputSpec::flag("name_fixed").or("no"),
    InputSpec::text("merge_fields"),
];

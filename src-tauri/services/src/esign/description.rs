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
            remind: true,
            reminders: true,
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
    InputSpec::secret(
        "encrypted_api_key",
        "The account's API key, encrypted by the vendor's way with the salt below.",
    )
    .instead_of(&["api_key"]),
    InputSpec::secret("salt", "The letters and digits it was encrypted with."),
    InputSpec::secret(
        "api_key",
        "The API key itself, where there is no encrypted one. The service then encrypts it once, \
         for which it travels in an address that servers and proxies write down; Paraph keeps only \
         the encrypted one.",
    )
    .instead_of(&["encrypted_api_key", "salt"]),
];

const INVITE: InputSpec = InputSpec::choice(
    "invite",
    &["mail", "link"],
    "Who tells the signers: the service by mail, or you with a link.",
)
.or("mail");
const ROLE: InputSpec = InputSpec::text(
    "role",
    "The signer's role, as the account knows it; {N} is the signer's number.",
)
.or("Seller {N}");
const BACK: InputSpec = InputSpec::text(
    "return_url",
    "The https page on which signers arrive after signing.",
)
.or(super::RETURN_URL);
const OPENS: InputSpec = InputSpec::choice(
    "opens",
    &["signer", "sender"],
    "What opening a signing page leads to: the signer's own page, or the sender's page in eSign, \
     logged in, from which people sign at this computer. Never give that one away.",
)
.or("signer");
const DELEGATION: InputSpec = InputSpec::flag(
    "delegation",
    "Whether a signer may pass it on to somebody else.",
)
.or("no");

/// What is set here holds wherever a session and a signer say nothing else.
const ACCOUNT: &[InputSpec] = &[
    InputSpec::text(
        "username",
        "The e-mail address of the sender, as eSign knows it.",
    )
    .needed(),
    ROLE,
    InputSpec::text(
        "tag_open",
        "The character that opens a tag; ask the administrator.",
    )
    .or("<"),
    InputSpec::text("tag_close", "The character that closes a tag.").or(">"),
    InputSpec::text(
        "tag_space",
        "The character that stands for a space in a tag, where the account has one.",
    ),
    InputSpec::text(
        "anchor_category",
        "The name of the account's set of offsets for fields (AnchorTagsAdjustmentCategory).",
    ),
    INVITE,
    OPENS,
    BACK,
    DELEGATION,
    InputSpec::text(
        "ui_host",
        "The host of eSign's own pages, to which a browser may be led.",
    )
    .or(super::UI_HOST),
    InputSpec::text(
        "ca_file",
        "A file of certificates (PEM) to trust beside the system's, such as an office's own CA.",
    ),
    InputSpec::choice(
        "wire.bytes",
        &["array", "base64"],
        "How documents are written; ask the vendor if sending is refused.",
    )
    .or("array"),
    InputSpec::choice("wire.dates", &["msjson", "iso"], "How dates are written.").or("msjson"),
    InputSpec::choice(
        "wire.enums",
        &["name", "number"],
        "How the proof before signing is written; numbers stand in auth_numbers.",
    )
    .or("name"),
    InputSpec::choice(
        "wire.maps",
        &["object", "pairs"],
        "How lists of names and values are written.",
    )
    .or("object"),
    InputSpec::text(
        "auth_numbers",
        "The vendor's numbers of the proofs, such as Password=1,KBA=2,KBAPlusPassword=3,SMS=4.",
    ),
    InputSpec::text(
        "sms_member",
        "What the vendor calls the phone number among the settings of a proof.",
    )
    .or("PhoneNumber"),
    InputSpec::choice(
        "user_key",
        &["userName", "username"],
        "How the sender is named in a request.",
    )
    .or("userName"),
    InputSpec::text(
        "path.files",
        "Where signed files are; the vendor has not published it.",
    )
    .or(super::FILES),
    InputSpec::text(
        "path.archived",
        "Where files are that eSign has archived; not published either.",
    )
    .or(super::ARCHIVED),
    InputSpec::text(
        "path.invites",
        "Where the addresses of signing pages are; not published either.",
    )
    .or(super::INVITES),
];

const SESSION: &[InputSpec] = &[
    INVITE,
    ROLE,
    OPENS,
    BACK,
    InputSpec::flag(
        "here",
        "Whether signing pages lead back to Paraph, for people who sign at this computer.",
    )
    .or("no"),
    DELEGATION,
    InputSpec::secret("session_password", "A password for the session."),
    InputSpec::flag("first_signer", "Whether the sender signs first.").or("no"),
    InputSpec::choice(
        "copies",
        &["links", "attachments"],
        "What those who get a copy are mailed.",
    )
    .or("links"),
    InputSpec::text(
        "form_ids",
        "Templates that are laid on the documents, in their order, with | between them. A document \
         that comes from a template alone cannot be sent: a contract here is a PDF that was seen.",
    ),
    InputSpec::text(
        "redirect_url",
        "The https page to which eSign sends the sender who goes on in its own pages.",
    ),
    InputSpec::text(
        "anchor_category",
        "The set of offsets for this contract's fields.",
    ),
];

const SIGNER: &[InputSpec] = &[
    ROLE,
    InputSpec::text(
        "last_name",
        "The family name, where it is not the last word of the name.",
    ),
    InputSpec::choice(
        "auth",
        &["None", "Password", "KBA", "KBAPlusPassword", "SMS"],
        "How the signer proves who they are before signing.",
    )
    .or("None"),
    InputSpec::secret("password", "For Password: what you tell the signer."),
    InputSpec::text("phone", "For SMS: the number in the international form."),
    InputSpec::text("subject", "The subject of the invitation."),
    InputSpec::text("message", "The invitation's words to this signer."),
    InputSpec::flag(
        "upload",
        "Whether the signer has to hand in a file before finishing.",
    )
    .or("no"),
    InputSpec::flag("name_fixed", "Whether the signer cannot change the name.").or("no"),
    InputSpec::text(
        "merge_fields",
        "Values for the fields of a template, as a JSON object of texts.",
    ),
];

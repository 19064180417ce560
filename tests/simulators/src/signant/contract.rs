//! The data contracts (§2, §3): their members in the order of the wire.

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Int,
    Bool,
    Guid,
    Date,
    Bytes,
    /// An enumeration of that name, with its words.
    Enum(&'static str, &'static [&'static str]),
    /// Another contract.
    Of(&'static Contract),
    /// A list of another contract.
    Many(&'static Contract),
}

/// A contract.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contract {
    pub(super) name: &'static str,
    pub(super) members: &'static [(&'static str, Kind)],
}

use Kind::{Bool, Bytes, Date, Enum, Guid, Int, Many, Of, Text};

pub(super) const AFTER_SIGN: Kind =
    Enum("AfterSignAction", &["NoAction", "Redirect", "CloseWindow"]);
pub(super) const ACTION: Kind = Enum("ActionType", &["Sign"]);
pub(super) const STATUS: Kind = Enum(
    "PostingStatus",
    &["Sent", "Completed", "CompletedPartially", "Expired"],
);
pub(super) const TYPE: Kind = Enum(
    "PostingType",
    &[
        "SignViewDocument",
        "RequestDocument",
        "SignOwnDocument",
        "SignViewDocumentWithOwner",
        "InstantSign",
    ],
);
/// All enumerations.
pub(super) const ENUMS: [Kind; 4] = [ACTION, AFTER_SIGN, STATUS, TYPE];

pub(super) const RECIPIENT: Contract = Contract {
    name: "InstantPostingRecipient",
    members: &[
        ("DateOfBirthRequired", Date),
        ("Email", Text),
        ("MaximumAge", Int),
        ("MinimumAge", Int),
        ("Name", Text),
        ("SSN", Text),
    ],
};

pub(super) const ATTACHMENT: Contract = Contract {
    name: "Attachment",
    members: &[
        ("ActionType", ACTION),
        ("Description", Text),
        ("File", Bytes),
        ("FileName", Text),
    ],
};

pub(super) const POSTING: Contract = Contract {
    name: "InstantPosting",
    members: &[
        ("AfterSignAction", AFTER_SIGN),
        ("AfterSignRedirectCaption", Text),
        ("AfterSignRedirectDelay", Int),
        ("AfterSignRedirectUrl", Text),
        ("AttachmentToSign", Of(&ATTACHMENT)),
        ("CancelUrl", Text),
        ("Description", Text),
        ("DistributorSystemID", Text),
        ("Recipients", Many(&RECIPIENT)),
        ("Title", Text),
        ("UseWidget", Bool),
    ],
};

pub(super) const URL: Contract = Contract {
    name: "UrlToSigning",
    members: &[("Name", Text), ("Url", Text)],
};

pub(super) const CREATED: Contract = Contract {
    name: "CreateInstantPostingResponse",
    members: &[
        ("AttachmentID", Guid),
        ("ErrorCode", Int),
        ("Message", Text),
        ("PostingID", Guid),
        ("SignUrls", Many(&URL)),
        ("Success", Bool),
    ],
};

pub(super) const STATUS_RESULT: Contract = Contract {
    name: "GetPostingStatusResponse",
    members: &[
        ("Activated", Bool),
        ("ActiveToDateTime", Date),
        ("CompletedDateTime", Date),
        ("CreatedDateTime", Date),
        ("DefaultLanguage", Text),
        ("Description", Text),
        ("ErrorCode", Int),
        ("LastModifiedDateTime", Date),
        ("LastReminderDateTime", Date),
        ("Message", Text),
        ("PostingID", Guid),
        ("PostingType", TYPE),
        ("SignatureCount", Int),
        ("Status", STATUS),
        ("Success", Bool),
        ("Title", Text),
        ("ToBeSignedCount", Int),
        ("TotalDocsRead", Int),
        ("TotalDocsRejected", Int),
        ("TotalDocsSigned", Int),
        ("TotalDocsToRead", Int),
        ("TotalDocsToSign", Int),
        ("TotalDocsToUpload", Int),
        ("TotalDocsUploaded", Int),
        ("WillBeDeletedDateTime", Date),
    ],
};

pub(super) const DOWNLOADED: Contract = Contract {
    name: "DownloadInstantAttachmentResponse",
    members: &[
        ("AttachmentFile", Bytes),
        ("AttachmentID", Guid),
        ("Description", Text),
        ("ErrorCode", Int),
        ("FileHash", Text),
        ("FileName", Text),
        ("Message", Text),
        ("Success", Bool),
    ],
};

/// All contracts, those that others hold first.
pub(super) const ALL: [&Contract; 7] = [
    &RECIPIENT,
    &ATTACHMENT,
    &POSTING,
    &URL,
    &CREATED,
    &STATUS_RESULT,
    &DOWNLOADED,
];

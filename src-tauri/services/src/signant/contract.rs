//! The interface as the sheet has it (§1 to §3): what is sent, in the order of the wire.

/// The name of the interface (§1).
pub(super) const INTERFACE: &str = "IInstantSignatureService";
/// The namespace of operations (§1).
pub(super) const SERVICE: &str = "http://tempuri.org/";
/// The namespace of data contracts (§1).
pub(super) const MODEL: &str = "http://schemas.datacontract.org/2004/07/Signant.Common.Models";
/// The third parameter of a create (§3.1).
pub(super) const POSTING: &str = "Posting";
/// The path of the service on its host (§1).
pub(super) const PATH: &str = "WS/V1/InstantSignatureService.svc";
/// The one code that is published: the posting is not known (§4).
pub(super) const UNKNOWN_POSTING: i64 = 4008;

/// What is asked (§3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Create,
    Status,
    Download,
}

impl Operation {
    pub(super) const ALL: [Self; 3] = [Self::Create, Self::Status, Self::Download];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "CreateInstantPosting",
            Self::Status => "GetPostingStatus",
            Self::Download => "DownloadInstantAttachment",
        }
    }

    /// Its parameters in their order, the posting's own name as the account has it.
    pub(super) fn parameters(self, posting: &str) -> Vec<String> {
        let last: &[&str] = match self {
            Self::Create => &[posting],
            Self::Status => &["PostingID"],
            Self::Download => &["PostingID", "AttachmentID"],
        };
        ["DistributorID", "AccessCode"]
            .iter()
            .chain(last)
            .map(|name| (*name).to_owned())
            .collect()
    }
}

/// The contracts that are sent, with every member that may be (§3.1).
pub(super) const SENT: &[(&str, &[&str])] = &[
    (
        "InstantPosting",
        &[
            "AfterSignAction",
            "AfterSignRedirectCaption",
            "AfterSignRedirectDelay",
            "AfterSignRedirectUrl",
            "AttachmentToSign",
            "CancelUrl",
            "Description",
            "DistributorSystemID",
            "Recipients",
            "Title",
            "UseWidget",
        ],
    ),
    (
        "InstantPostingRecipient",
        &[
            "DateOfBirthRequired",
            "Email",
            "MaximumAge",
            "MinimumAge",
            "Name",
            "SSN",
        ],
    ),
    ("Attachment", &["ActionType", "File", "FileName"]),
];

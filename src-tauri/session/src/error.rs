//! Errors as a person is told them: what happened, what it means for the contract, what to do.

use serde::{Deserialize, Serialize};
use specta::Type;

macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal;)+) => {
        /// Every error that reaches a person. Codes never change meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode { $($(#[doc = $doc])+ $name,)+ }

        impl ErrorCode {
            /// All codes, in the order of this table.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

errors! {
    // A file.
    /// No such file.
    FileMissing = "file_missing";
    /// The file cannot be opened for reading.
    FileUnreadable = "file_unreadable";
    /// The file holds nothing.
    FileEmpty = "file_empty";
    /// The file is a folder.
    FileIsFolder = "file_is_folder";
    /// The file is no PDF.
    NotAPdf = "not_a_pdf";
    /// The PDF is damaged beyond repair.
    PdfDamaged = "pdf_damaged";
    /// The PDF opens only with a password.
    PasswordNeeded = "password_needed";
    /// The password does not open the PDF.
    PasswordWrong = "password_wrong";
    /// The PDF is larger than the limits allow.
    PdfTooLarge = "pdf_too_large";
    /// The reading process died or took too long: too large or damaged.
    ReadingDied = "reading_died";
    /// The PDF has an encryption that cannot be read.
    EncryptionUnknown = "encryption_unknown";
    // Preparing and sending.
    /// Pre-flight found something that stops the send.
    Preflight = "preflight";
    /// The place given by hand is on no page, or is no rectangle.
    FieldInvalid = "field_invalid";
    /// The page has no room for a further place.
    NoFreeSpot = "no_free_spot";
    /// The PDF cannot be prepared for signing here.
    CannotPrepare = "cannot_prepare";
    /// A name has a character that no installed font can draw.
    NoGlyph = "no_glyph";
    /// A picture is no PNG or JPEG, is too large, or shows nothing.
    PictureUnusable = "picture_unusable";
    // Sessions.
    /// No session has this id.
    UnknownSession = "unknown_session";
    /// The session has no such signer.
    UnknownSigner = "unknown_signer";
    /// The account does not exist.
    UnknownAccount = "unknown_account";
    /// The service does not exist.
    UnknownService = "unknown_service";
    /// The service has no such option.
    UnknownOption = "unknown_option";
    /// The service does not offer this.
    NotOffered = "not_offered";
    /// The session has ended.
    AlreadyEnded = "already_ended";
    /// The session is signed by all already.
    AlreadySigned = "already_signed";
    /// The signer is signing, has signed, or has answered otherwise.
    SignerActed = "signer_acted";
    /// Nobody has signed yet.
    NothingSigned = "nothing_signed";
    /// Another signer comes first.
    NotYourTurn = "not_your_turn";
    /// Neither the window nor `serve` is running.
    NotServing = "not_serving";
    /// The signing page is served by another process already.
    AlreadyServing = "already_serving";
    /// The session's outcome does not wait for a decision.
    NotInAttention = "not_in_attention";
    /// Nothing is kept yet.
    NotKept = "not_kept";
    /// Another process works on this session now.
    SessionBusy = "session_busy";
    /// The signed copy does not verify.
    SignedCopyBad = "signed_copy_bad";
    /// The signed copy was signed by another person.
    SignedByAnother = "signed_by_another";
    /// The browser could not be opened.
    BrowserFailed = "browser_failed";
    /// The document cannot be signed.
    SigningFailed = "signing_failed";
    // The signing page.
    /// The link is unknown or has ended.
    LinkUnknown = "link_unknown";
    /// The link was used.
    LinkUsed = "link_used";
    /// The request came from elsewhere.
    RequestForeign = "request_foreign";
    /// What was sent is not complete.
    ActIncomplete = "act_incomplete";
    // A service.
    /// There is no connection to the service.
    Offline = "offline";
    /// The service did not answer in time, or the connection broke.
    ServiceUnreachable = "service_unreachable";
    /// A secure connection to the service could not be made.
    TlsFailed = "tls_failed";
    /// The service is in trouble of its own.
    ServiceFailed = "service_failed";
    /// The service asks to come back later.
    ServiceBusy = "service_busy";
    /// The service refused what was asked.
    ServiceRefused = "service_refused";
    /// The service does not accept the account's credentials.
    CredentialsRefused = "credentials_refused";
    /// The service knows the account's credentials, which may not do this.
    PermissionMissing = "permission_missing";
    /// The service does not know the sender whom the account names.
    SenderUnknown = "sender_unknown";
    /// The service does not offer a call at the path that the account sets.
    PathNotOffered = "path_not_offered";
    /// The service does not start the session, and says why.
    StartRefused = "start_refused";
    /// The account has no credits left.
    OutOfCredits = "out_of_credits";
    /// The service's answer cannot be understood.
    AnswerUnreadable = "answer_unreadable";
    /// The service cannot work with a document.
    DocumentRefused = "document_refused";
    /// The session is gone at the service.
    GoneAtService = "gone_at_service";
    /// It is unknown whether a step happened.
    OutcomeUnknown = "outcome_unknown";
    /// The rules of the service allow no more questions about this session for now.
    AskingBudgetSpent = "asking_budget_spent";
    /// The sender called it off.
    Stopped = "stopped";
    /// The signed copy could not be fetched yet.
    SignedCopyMissing = "signed_copy_missing";
    /// The signed copy is gone at the service and was not fetched before.
    SignedCopyLost = "signed_copy_lost";
    /// The receipt could not be fetched yet.
    ReceiptMissing = "receipt_missing";
    /// All have signed; the service has not finished.
    ServiceNotFinished = "service_not_finished";
    /// The signing page's address is not to be had again.
    UrlLost = "url_lost";
    /// The service has no signing page for this signer yet.
    NoSigningUrl = "no_signing_url";
    // Accounts.
    /// The account's secrets are missing.
    SecretsMissing = "secrets_missing";
    /// An account has that name already.
    AccountTaken = "account_taken";
    /// The account has sessions that are not ended.
    AccountInUse = "account_in_use";
    /// The account's address cannot be used.
    BaseUrlInvalid = "base_url_invalid";
    /// An option has a value that it does not take.
    OptionInvalid = "option_invalid";
    /// The service describes itself otherwise than Paraph speaks to it.
    ServiceDiffers = "service_differs";
    // Secrets.
    /// There is no keyring.
    KeyringMissing = "keyring_missing";
    /// The keyring is locked or did not answer in time.
    KeyringLocked = "keyring_locked";
    /// The passphrase does not open the key.
    PassphraseWrong = "passphrase_wrong";
    // History and disk.
    /// The history was written by a newer Paraph.
    HistoryNewer = "history_newer";
    /// The history cannot be opened or is damaged.
    HistoryUnreadable = "history_unreadable";
    /// The disk is full.
    DiskFull = "disk_full";
    /// The folder cannot be written.
    FolderUnwritable = "folder_unwritable";
    /// The data folder cannot be written.
    DataFolderUnwritable = "data_folder_unwritable";
    /// Another computer has the data folder open.
    DataFolderElsewhere = "data_folder_elsewhere";
    /// The data folder lies on another computer.
    DataFolderShared = "data_folder_shared";
    /// The file of the window's looks was damaged.
    LooksDamaged = "looks_damaged";
    /// The picture is no logo that Paraph can use.
    LogoUnusable = "logo_unusable";
    /// This computer has no certificate yet.
    NotSealedYet = "not_sealed_yet";
    /// The words of the command line mean nothing.
    Usage = "usage";
    /// A fault of Paraph's own.
    Internal = "internal";
}

/// An error as a person is told it (`cli.md`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Told {
    /// The stable word.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What it means for the contract.
    pub meaning: String,
    /// What to do now.
    pub remedy: String,
    /// Technical detail, for those who ask.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_codes_word_is_the_one_it_is_written_with_in_json() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}

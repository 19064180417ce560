//! Signhost, by Entrust: its REST API.

use session::Service;

use crate::{Capabilities, Description, InputSpec, Limits, Others, Reads, SignedOutput};

/// What there is to know of Signhost.
#[must_use]
pub fn description() -> Description {
    Description {
        service: Service::Signhost,
        base_url: Some("https://api.signhost.com/api/"),
        secrets: SECRETS,
        account_settings: &[],
        session_options: &[],
        signer_options: &[],
        capabilities: Capabilities {
            several_documents: true,
            in_order: true,
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
const READS: Reads = Reads {
    dialects: &[session::Dialect::Brace],
    kinds: &[session::FieldKind::Signature],
    inexact: false,
    others: Others::Field,
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
];

/// The connector.
pub struct Signhost {
    _account: crate::Account,
}

impl Signhost {
    /// A connector for this account.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn new(account: crate::Account) -> Result<Self, crate::StepError> {
        Ok(Self { _account: account })
    }
}

#[async_trait::async_trait]
impl crate::Connector for Signhost {
    fn service(&self) -> Service {
        Service::Signhost
    }
    fn plan(&self, _: &crate::Job) -> Vec<session::PlannedStep> {
        Vec::new()
    }
    async fn perform(
        &self,
        _: &crate::Job,
        _: &str,
        _: &dyn crate::Bench,
    ) -> Result<crate::Left, crate::StepError> {
        Err(crate::StepError::new(session::ErrorCode::NotOffered, ""))
    }
}

//! *This computer*: the signers come here. The module plans and asks; who prepares, signs and
//! keeps is the desk, behind [`Here`], so that this module knows no web server and no PDF.

use std::sync::Arc;

use async_trait::async_trait;
use session::{ErrorCode, PlannedStep, Service, StepOutcome, StepWord, Turn};

use crate::{
    Bench, Capabilities, Connector, Description, InputSpec, Job, Left, Limits, Reads, SignedOutput,
    StepError,
};

/// What *This computer* asks of the desk. Documents count from 1.
#[async_trait]
pub trait Here: Send + Sync {
    /// Makes the prepared copy of a document.
    ///
    /// # Errors
    /// When the source is not as recorded, or cannot be prepared.
    async fn prepare(&self, session: &str, document: u32) -> Result<StepOutcome, StepError>;

    /// Lays the recorded act of a signer into a document, as one signed revision.
    ///
    /// # Errors
    /// When there is no act, no key, or the document cannot be signed.
    async fn sign(
        &self,
        session: &str,
        signer: u16,
        document: u32,
    ) -> Result<StepOutcome, StepError>;

    /// Writes and seals the receipt.
    ///
    /// # Errors
    /// When there is no key, or it cannot be written.
    async fn receipt(&self, session: &str) -> Result<StepOutcome, StepError>;

    /// Verifies what was signed and lays readable copies into the person's folder.
    ///
    /// # Errors
    /// When a signed copy does not verify.
    async fn keep(&self, session: &str) -> Result<StepOutcome, StepError>;
}

/// A step of a session on this computer. Every one is repeatable: whatever was cut off left at
/// most a file in the store that nothing points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalStep {
    /// `prepare:N`
    Prepare(u32),
    /// `sign:N:M`
    Sign(u16, u32),
    /// `receipt`
    Receipt,
    /// `keep`
    Keep,
}

impl LocalStep {
    /// The step of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let step = match (parts.next()?, parts.next(), parts.next()) {
            ("prepare", Some(document), None) => Self::Prepare(document.parse().ok()?),
            ("sign", Some(signer), Some(document)) => {
                Self::Sign(signer.parse().ok()?, document.parse().ok()?)
            }
            ("receipt", None, None) => Self::Receipt,
            ("keep", None, None) => Self::Keep,
            _ => return None,
        };
        parts.next().is_none().then_some(step)
    }

    fn name(self) -> String {
        match self {
            Self::Prepare(document) => format!("prepare:{document}"),
            Self::Sign(signer, document) => format!("sign:{signer}:{document}"),
            Self::Receipt => "receipt".to_owned(),
            Self::Keep => "keep".to_owned(),
        }
    }

    fn turn(self) -> Turn {
        match self {
            Self::Prepare(_) => Turn::Send,
            Self::Sign(signer, _) => Turn::Signer(signer),
            Self::Receipt | Self::Keep => Turn::AllSigned,
        }
    }

    fn planned(self) -> PlannedStep {
        PlannedStep {
            name: self.name(),
            word: StepWord::Repeatable,
            turn: self.turn(),
        }
    }
}

/// The connector.
pub struct Local {
    here: Arc<dyn Here>,
}

impl Local {
    /// A connector that asks this desk.
    #[must_use]
    pub fn new(here: Arc<dyn Here>) -> Self {
        Self { here }
    }
}

#[async_trait]
impl Connector for Local {
    fn service(&self) -> Service {
        Service::Local
    }

    fn plan(&self, job: &Job) -> Vec<PlannedStep> {
        let documents = || job.documents.iter().map(|document| document.number);
        let prepare = documents().map(LocalStep::Prepare);
        let sign = job.signers.iter().flat_map(|signer| {
            documents().map(|document| LocalStep::Sign(signer.number, document))
        });
        prepare
            .chain(sign)
            .chain([LocalStep::Receipt, LocalStep::Keep])
            .map(LocalStep::planned)
            .collect()
    }

    async fn perform(&self, job: &Job, step: &str, _: &dyn Bench) -> Result<Left, StepError> {
        let session = &job.session;
        let outcome = match LocalStep::parse(step) {
            Some(LocalStep::Prepare(document)) => self.here.prepare(session, document).await,
            Some(LocalStep::Sign(signer, document)) => {
                self.here.sign(session, signer, document).await
            }
            Some(LocalStep::Receipt) => self.here.receipt(session).await,
            Some(LocalStep::Keep) => self.here.keep(session).await,
            None => Err(StepError::new(
                ErrorCode::Internal,
                format!("no step of this computer is named {step:?}"),
            )),
        };
        Ok(outcome?.into())
    }
}

/// What there is to know of *This computer*.
#[must_use]
pub fn description() -> Description {
    Description {
        service: Service::Local,
        base_url: None,
        secrets: SECRETS,
        account_settings: &[],
        session_options: &[],
        signer_options: SIGNER,
        capabilities: Capabilities {
            several_documents: true,
            in_order: true,
            chain: false,
            remote_invitation: false,
            cancel: true,
            close: false,
            remind: false,
            reminders: false,
            correct: false,
            expiry: true,
            receivers: false,
            receipt: false,
            here: true,
            email_needed: false,
            signed_output: SignedOutput::Pades,
            reads: Reads::EVERYTHING,
            without_place: None,
        },
        limits: Limits::NONE,
    }
}

const SECRETS: &[InputSpec] = &[InputSpec::secret("passphrase")];

/// The languages of the signing page, by their English names.
const LANGUAGES: &[&str] = &["nl", "en", "fr", "de", "nb", "pt", "es"];

const SIGNER: &[InputSpec] = &[InputSpec::choice("language", LANGUAGES)];

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;
    #[async_trait]
    impl Here for Nobody {
        async fn prepare(&self, _: &str, _: u32) -> Result<StepOutcome, StepError> {
            Ok(StepOutcome::Done)
        }
        async fn sign(&self, _: &str, _: u16, _: u32) -> Result<StepOutcome, StepError> {
            Ok(StepOutcome::Done)
        }
        async fn receipt(&self, _: &str) -> Result<StepOutcome, StepError> {
            Ok(StepOutcome::Done)
        }
        async fn keep(&self, _: &str) -> Result<StepOutcome, StepError> {
            Ok(StepOutcome::Done)
        }
    }

    #[test]
    fn the_plan_prepares_every_document_then_signs_signer_by_signer_then_keeps() {
        let plan = Local::new(Arc::new(Nobody)).plan(&crate::job::example(2, &[1, 3]));
        let names: Vec<_> = plan.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "prepare:1",
                "prepare:2",
                "sign:1:1",
                "sign:1:2",
                "sign:3:1",
                "sign:3:2",
                "receipt",
                "keep"
            ]
        );
        assert_eq!(plan[4].turn, Turn::Signer(3));
        assert_eq!(plan[6].turn, Turn::AllSigned);
    }

    #[test]
    fn every_planned_name_is_read_back_as_its_step() {
        for step in [
            LocalStep::Prepare(7),
            LocalStep::Sign(2, 5),
            LocalStep::Receipt,
            LocalStep::Keep,
        ] {
            assert_eq!(LocalStep::parse(&step.name()), Some(step));
        }
        for wrong in ["", "prepare", "sign:1", "sign:1:2:3", "keep:1", "prepare:x"] {
            assert_eq!(LocalStep::parse(wrong), None, "{wrong}");
        }
    }
}

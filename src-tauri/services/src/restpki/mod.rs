//! Rest PKI Core, by Lacuna Software: its signature sessions. *Sheet* with a number means a
//! paragraph of the project's fact sheet of it.

mod description;

use async_trait::async_trait;
use session::{ErrorCode, PlannedStep, Service, StepWord, Turn};

use crate::{Account, Bench, Connector, Job, Left, StepError, check_base_url};

pub use description::description;

/// Where the service is (sheet §1).
const BASE_URL: &str = "https://core.pki.rest/";

/// The connector of one account.
pub struct Restpki;

impl Restpki {
    /// A connector for this account. Without its secrets it plans and checks, but asks nothing.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlInvalid`] when its address cannot be used.
    pub fn new(account: Account) -> Result<Self, StepError> {
        check_base_url(account.base_url.as_deref().unwrap_or(BASE_URL))?;
        Ok(Self)
    }
}

#[async_trait]
impl Connector for Restpki {
    fn service(&self) -> Service {
        Service::Restpki
    }

    fn plan(&self, _: &Job) -> Vec<PlannedStep> {
        vec![PlannedStep {
            name: "key".to_owned(),
            word: StepWord::Repeatable,
            turn: Turn::Send,
        }]
    }

    async fn perform(&self, _: &Job, step: &str, _: &dyn Bench) -> Result<Left, StepError> {
        Err(StepError::new(ErrorCode::NotOffered, step))
    }
}

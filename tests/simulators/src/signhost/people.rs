//! The simulator in-process: what people and the service do there. Signers are counted from 1.

use serde::Serialize;

use super::acts::{Act, NotNow, Odd};
use super::handle::Signhost;

/// A postback that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// The transaction.
    pub transaction: String,
    /// Its number over all transactions.
    pub number: u64,
    /// The status it told of.
    pub status: i64,
    /// What the receiver answered; `None` when it did not.
    pub answered: Option<u16>,
}

impl Signhost {
    // ── what people do ────────────────────────────────────────────────────────────────────────

    /// A signer opens the page.
    ///
    /// # Errors
    /// When the page cannot be signed now.
    pub fn open(&self, id: &str, signer: usize) -> Result<(), NotNow> {
        self.sim().act(id, Act::Open { signer })
    }

    /// A signer signs. Status 20 and, after [`Options::processing`], 10 or 30 follow.
    ///
    /// # Errors
    /// When it is not started, not the signer's turn, or over.
    pub fn sign(&self, id: &str, signer: usize) -> Result<(), NotNow> {
        self.sim().act(id, Act::Sign { signer })
    }

    /// All signers sign in order.
    ///
    /// # Errors
    /// As [`Signhost::sign`].
    pub fn sign_all(&self, id: &str) -> Result<(), NotNow> {
        let count = self.transaction(id).map_or(0, |t| t.signers.len());
        (1..=count).try_for_each(|signer| self.sign(id, signer))
    }

    /// A signer rejects.
    ///
    /// # Errors
    /// As [`Signhost::sign`].
    pub fn reject(&self, id: &str, signer: usize, reason: &str) -> Result<(), NotNow> {
        let reason = reason.to_owned();
        self.sim().act(id, Act::Reject { signer, reason })
    }

    /// A signer delegates: name, e-mail and reason of the other.
    ///
    /// # Errors
    /// When it was not allowed, or as [`Signhost::sign`].
    pub fn delegate(&self, id: &str, signer: usize, to: [&str; 3]) -> Result<(), NotNow> {
        let [name, email, reason] = to.map(str::to_owned);
        let act = Act::Delegate {
            signer,
            name,
            email,
            reason,
        };
        self.sim().act(id, act)
    }

    /// The mail to a signer comes back: activity 999.
    ///
    /// # Errors
    /// When there is no such signer.
    pub fn bounce(&self, id: &str, signer: usize) -> Result<(), NotNow> {
        self.sim().act(id, Act::Bounce { signer })
    }

    /// The mail to a receiver (from 1) comes back: activity 999.
    ///
    /// # Errors
    /// When there is no such receiver.
    pub fn bounce_receiver(&self, id: &str, receiver: usize) -> Result<(), NotNow> {
        self.sim().act(id, Act::BounceReceiver { receiver })
    }

    /// An activity of a signer, of any code.
    ///
    /// # Errors
    /// When there is no such signer.
    pub fn activity(&self, id: &str, signer: usize, code: i64) -> Result<(), NotNow> {
        self.sim().act(id, Act::Activity { signer, code })
    }

    // ── what the service does ─────────────────────────────────────────────────────────────────

    /// The transaction expires now.
    ///
    /// # Errors
    /// When there is none.
    pub fn expire(&self, id: &str) -> Result<(), NotNow> {
        self.sim().act(id, Act::Expire)
    }

    /// The service gives up: 70.
    ///
    /// # Errors
    /// When there is no such transaction.
    pub fn fail(&self, id: &str, why: &str) -> Result<(), NotNow> {
        let why = why.to_owned();
        self.sim().act(id, Act::Fail { why })
    }

    /// Any status, whatever was before.
    ///
    /// # Errors
    /// When there is no such transaction.
    pub fn set_status(&self, id: &str, status: i64) -> Result<(), NotNow> {
        self.sim().act(id, Act::Status { status })
    }

    /// Queues a postback of the transaction as it is now (once more: a duplicate).
    ///
    /// # Errors
    /// When there is no such transaction.
    pub fn post(&self, id: &str) -> Result<(), NotNow> {
        self.sim().act(id, Act::Post)
    }

    /// Delivers the postbacks that may go out now; the caller's runtime goes on meanwhile.
    pub async fn deliver_postbacks(&self) -> Vec<Delivered> {
        let sim = self.sim();
        let now = self.clock().now();
        self.off(move || sim.deliver(now)).await.unwrap_or_default()
    }

    /// A postback of an old or future status, with the right checksum.
    pub async fn post_status(&self, target: &str, id: &str, status: i64) -> Option<u16> {
        let transaction = id.to_owned();
        let odd = Odd::Status {
            transaction,
            status,
        };
        self.odd(odd, target).await
    }

    /// A postback whose checksum was made with another secret.
    pub async fn post_forged(&self, target: &str, id: &str, status: i64) -> Option<u16> {
        let transaction = id.to_owned();
        let odd = Odd::Forged {
            transaction,
            status,
        };
        self.odd(odd, target).await
    }

    /// A postback without a checksum.
    pub async fn post_unsigned(&self, target: &str, id: &str, status: i64) -> Option<u16> {
        let transaction = id.to_owned();
        let odd = Odd::Unsigned {
            transaction,
            status,
        };
        self.odd(odd, target).await
    }

    /// A postback of the legacy interface, with its checksum.
    pub async fn post_legacy(&self, to: &str, id: &str, file: &str, status: i64) -> Option<u16> {
        let odd = Odd::Legacy {
            transaction: id.to_owned(),
            file: file.to_owned(),
            status,
        };
        self.odd(odd, to).await
    }

    /// An empty postback, as registering an address causes.
    pub async fn post_empty(&self, target: &str) -> Option<u16> {
        self.odd(Odd::Empty, target).await
    }

    /// A postback that is no JSON.
    pub async fn post_text(&self, target: &str) -> Option<u16> {
        self.odd(Odd::Text, target).await
    }

    async fn odd(&self, odd: Odd, target: &str) -> Option<u16> {
        let (sim, target) = (self.sim(), target.to_owned());
        self.off(move || sim.post_odd(&odd, &target)).await?
    }

    /// Runs what blocks beside the caller's runtime.
    async fn off<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (done, result) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            // Nobody waits any more: nothing to tell.
            let _ = done.send(work());
        });
        result.await.ok()
    }
}

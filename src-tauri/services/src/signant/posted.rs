//! What is remembered of a posting, in the session's memory: one line for each document and
//! signer, that of the newest.

use crate::Job;

/// How long a posting lives after it was made, begun or signed, in milliseconds (sheet §5).
pub(super) const LIFE: i64 = 15 * 60 * 1_000;

/// Where a posting stands, as far as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// It was made, and nobody has its address: that was lost on its way into the history.
    Made,
    /// It waits for its signer.
    Open,
    /// It is signed; the document is to be fetched.
    Signed,
    /// It went without a signature that was seen.
    Gone,
    /// The signer refused.
    Rejected,
}

impl Stand {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Made, "made"),
        (Self::Open, "open"),
        (Self::Signed, "signed"),
        (Self::Gone, "gone"),
        (Self::Rejected, "rejected"),
    ];
}

/// A posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Posted {
    pub(super) document: u32,
    pub(super) signer: u16,
    pub(super) id: String,
    pub(super) attachment: String,
    pub(super) stand: Stand,
    /// The latest moment, in milliseconds since 1970, of which it is sure that nothing that moves
    /// the end happened before it.
    pub(super) alive: i64,
    /// When it was last asked for, or made.
    pub(super) asked: i64,
    /// What the service called its last change, to see another.
    pub(super) stamp: String,
}

impl Posted {
    /// Its key in the memory.
    pub(super) fn key(document: u32, signer: u16) -> String {
        format!("posting:{document}:{signer}")
    }

    /// As it is remembered.
    pub(super) fn entry(&self) -> (String, String) {
        let stand = Stand::ALL.iter().find(|(stand, _)| *stand == self.stand);
        let stand = stand.map_or("", |(_, word)| word);
        let text = format!(
            "{} {} {stand} {} {} {}",
            self.id, self.attachment, self.alive, self.asked, self.stamp
        );
        (Self::key(self.document, self.signer), text)
    }

    /// The newest posting of a document for a signer.
    pub(super) fn of(job: &Job, document: u32, signer: u16) -> Option<Self> {
        let text = job.memory.get(&Self::key(document, signer))?;
        let mut parts = text.splitn(6, ' ');
        let mut next = || parts.next().unwrap_or_default();
        let (id, attachment, word) = (next().to_owned(), next().to_owned(), next());
        let (stand, _) = Stand::ALL.into_iter().find(|(_, known)| *known == word)?;
        Some(Self {
            document,
            signer,
            id,
            attachment,
            stand,
            alive: next().parse().ok()?,
            asked: next().parse().ok()?,
            stamp: next().to_owned(),
        })
    }

    /// All postings of a session, in the order of its signers and documents.
    pub(super) fn all(job: &Job) -> Vec<Self> {
        job.signers
            .iter()
            .flat_map(|signer| {
                job.documents
                    .iter()
                    .filter_map(|document| Self::of(job, document.number, signer.number))
            })
            .collect()
    }

    /// Whether its document lies here, signed and verified.
    pub(super) fn is_fetched(&self, job: &Job) -> bool {
        job.done
            .contains(&super::Step::Fetch(self.signer, self.document).name())
    }

    /// Whether something of value may lie at the service.
    pub(super) fn is_live(&self, job: &Job) -> bool {
        match self.stand {
            Stand::Open => true,
            Stand::Signed => !self.is_fetched(job),
            Stand::Made | Stand::Gone | Stand::Rejected => false,
        }
    }
}

/// When the first of what lies at the service may be gone, seen from here: the service moves that
/// on when the signer begins and when they sign, which is noticed only later, if at all.
pub(super) fn deadline(job: &Job) -> Option<i64> {
    Posted::all(job)
        .into_iter()
        .filter(|posted| posted.is_live(job))
        .map(|posted| posted.alive + LIFE)
        .min()
}

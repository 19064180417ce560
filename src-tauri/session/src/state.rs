//! The life of a session (`product.md`): states of sessions, signers and steps.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A kind of e-sign service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// This computer: signers come here.
    Local,
    /// Constellation1 eSign.
    Esign,
    /// Signhost, by Entrust.
    Signhost,
    /// Signant, its instant signature service.
    Signant,
    /// Rest PKI Core, by Lacuna Software.
    Restpki,
}

impl Service {
    /// Every service, *This computer* first.
    pub const ALL: [Self; 5] = [
        Self::Local,
        Self::Esign,
        Self::Signhost,
        Self::Signant,
        Self::Restpki,
    ];

    /// The word used in JSON, on the command line and in the history.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Esign => "esign",
            Self::Signhost => "signhost",
            Self::Signant => "signant",
            Self::Restpki => "restpki",
        }
    }

    /// The service of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }
}

/// Where a session stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Being prepared.
    Draft,
    /// Its steps are on their way.
    Sending,
    /// Out; signers are awaited.
    Waiting,
    /// Everyone has signed; the signed copy is not safe yet.
    Completed,
    /// Signed copies and receipt are on disk, verified and recorded.
    Kept,
    /// A signer declined.
    Declined,
    /// Its time ran out.
    Expired,
    /// Ended by the sender.
    Cancelled,
    /// Could not be sent, or the service gave up.
    Failed,
    /// An outcome is unknown, or something of value may be lost: a person decides.
    Attention,
}

impl State {
    /// Every state, in the order of a session's life.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Sending,
        Self::Waiting,
        Self::Completed,
        Self::Kept,
        Self::Declined,
        Self::Expired,
        Self::Cancelled,
        Self::Failed,
        Self::Attention,
    ];

    /// The word used in JSON and in the history.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Completed => "completed",
            Self::Kept => "kept",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Attention => "attention",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// Whether the session is still followed (`decisions.md`: open = sending, waiting, completed).
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sending | Self::Waiting | Self::Completed)
    }

    /// Whether what a service tells may bring a session from here to there. What has ended stays
    /// so, and what is completed is not waited for again.
    #[must_use]
    pub fn goes_to(self, next: Self) -> bool {
        match self {
            Self::Draft => false,
            Self::Sending | Self::Attention => self != next && next != Self::Sending,
            Self::Waiting => !matches!(next, Self::Waiting | Self::Sending | Self::Draft),
            Self::Completed => matches!(next, Self::Kept | Self::Attention),
            Self::Kept | Self::Declined | Self::Expired | Self::Cancelled | Self::Failed => false,
        }
    }

    /// Whether nothing more will come by itself.
    #[must_use]
    pub fn is_ended(self) -> bool {
        matches!(
            self,
            Self::Kept | Self::Declined | Self::Expired | Self::Cancelled | Self::Failed
        )
    }
}

/// Where a signer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SignerState {
    /// Not asked yet, or has only a link.
    Waiting,
    /// Was invited by the service.
    Invited,
    /// Has opened the signing page.
    Opened,
    /// Has signed.
    Signed,
    /// Has declined.
    Declined,
    /// Gave the task to another person.
    Delegated,
    /// Locked out by the service.
    LockedOut,
    /// The invitation came back.
    Unreachable,
}

impl SignerState {
    /// Whether what a service tells may bring a signer from here to there. Who has signed or
    /// declined stays so; who has opened the page is not merely invited again.
    #[must_use]
    pub fn goes_to(self, next: Self) -> bool {
        fn rank(state: SignerState) -> u8 {
            match state {
                SignerState::Waiting => 0,
                SignerState::Invited => 1,
                SignerState::Unreachable => 2,
                SignerState::Opened => 3,
                SignerState::LockedOut | SignerState::Delegated => 4,
                SignerState::Signed | SignerState::Declined => 5,
            }
        }
        match self {
            Self::Signed | Self::Declined => false,
            _ => rank(next) > rank(self),
        }
    }

    /// Whether the signer has not begun yet, so that who they are and where they are reached can
    /// still be corrected.
    #[must_use]
    pub fn can_be_corrected(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::Invited | Self::LockedOut | Self::Unreachable
        )
    }

    /// The word used in JSON and in the history.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Invited => "invited",
            Self::Opened => "opened",
            Self::Signed => "signed",
            Self::Declined => "declined",
            Self::Delegated => "delegated",
            Self::LockedOut => "locked_out",
            Self::Unreachable => "unreachable",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Invited,
            Self::Opened,
            Self::Signed,
            Self::Declined,
            Self::Delegated,
            Self::LockedOut,
            Self::Unreachable,
        ]
        .into_iter()
        .find(|s| s.as_str() == word)
    }
}

/// What may be done about a step whose outcome is unknown (`architecture.md`, Crash safety).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum StepWord {
    /// Do it again: the same, or a leftover that reaches nobody.
    Repeatable,
    /// Ask first whether it happened.
    Probe,
    /// Stop; the person decides.
    Once,
}

impl StepWord {
    /// The word used in JSON and in the history.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repeatable => "repeatable",
            Self::Probe => "probe",
            Self::Once => "once",
        }
    }

    /// The step word of that name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Repeatable, Self::Probe, Self::Once]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// In the plan, not begun.
    Planned,
    /// Its intention is on disk; its outcome is not.
    Intended,
    /// It happened.
    Done,
    /// It did not happen.
    Failed,
    /// Nobody knows.
    Unknown,
}

impl StepState {
    /// The word used in JSON and in the history.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Intended => "intended",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// The step state of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Planned,
            Self::Intended,
            Self::Done,
            Self::Failed,
            Self::Unknown,
        ]
        .into_iter()
        .find(|s| s.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_told_late_undoes_signed() {
        for state in [SignerState::Signed, SignerState::Declined] {
            assert!(SignerState::Opened.goes_to(state));
            for later in [
                SignerState::Invited,
                SignerState::Opened,
                SignerState::Declined,
            ] {
                assert!(!state.goes_to(later), "{state:?} {later:?}");
            }
        }
    }

    #[test]
    fn what_has_ended_stays_so_and_what_is_completed_is_not_waited_for_again() {
        for ended in State::ALL.into_iter().filter(|state| state.is_ended()) {
            assert!(
                State::ALL.into_iter().all(|next| !ended.goes_to(next)),
                "{ended:?}"
            );
        }
        assert!(!State::Completed.goes_to(State::Waiting));
        assert!(!State::Completed.goes_to(State::Cancelled));
        assert!(State::Waiting.goes_to(State::Completed));
        assert!(State::Attention.goes_to(State::Waiting));
    }
}

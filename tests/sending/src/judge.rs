//! What must hold whatever happened: nothing out twice, nothing lost, nothing forbidden asked.

use std::collections::BTreeMap;

use session::{ErrorCode, Session, State};
use simulators::core::Entry;

use crate::{OfficeOf, Played, There};

/// What the service saw of one session.
pub(crate) struct Seen {
    there: Vec<There>,
    wrong: Vec<String>,
}

impl Seen {
    /// Looks at the service: each person invited once, one start, no violation.
    pub(crate) fn at<S: Played>(service: &S) -> Self {
        let there = service.there();
        let mut wrong = Vec::new();
        let starts: u32 = there.iter().map(|t| t.starts).sum();
        if starts > 1 {
            wrong.push(format!("{starts} starts"));
        }
        let mut invited: BTreeMap<&str, u32> = BTreeMap::new();
        for who in there.iter().flat_map(|one| &one.invited) {
            *invited.entry(who).or_default() += 1;
        }
        for (who, times) in invited.into_iter().filter(|(_, times)| *times > 1) {
            wrong.push(format!("{who} was invited {times} times"));
        }
        for violation in service.forbidden() {
            wrong.push(format!(
                "forbidden: {} ({}), request {}",
                violation.rule, violation.words, violation.request
            ));
        }
        Self { there, wrong }
    }

    /// What was started.
    pub(crate) fn started(&self) -> Option<&There> {
        self.there.iter().find(|t| t.starts > 0)
    }

    /// How a session ended, in words, and what is wrong with that.
    pub(crate) fn told(
        mut self,
        session: Option<&Session>,
        is_stored: impl Fn(&str) -> bool,
    ) -> (String, Vec<String>) {
        let Some(session) = session else {
            if !self.there.is_empty() {
                self.wrong.push("the session is lost".to_owned());
            }
            return ("cut before anything".to_owned(), self.wrong);
        };
        let started = self.started().cloned();
        let id = started.as_ref().and_then(|there| there.id.as_deref());
        let same = id.is_none_or(|id| session.service_session_id.as_deref() == Some(id));
        if !same && session.state != State::Attention {
            self.wrong
                .push("it follows another transaction than the one that was started".to_owned());
        }
        let code = session.error.as_ref().map(|error| error.code.clone());
        let at_service = started.as_ref().map(|t| t.end);
        let lost = started.as_ref().is_some_and(|t| t.lost);
        let gone = started.as_ref().is_some_and(|t| t.gone);
        let ends_there = services::describe(session.service).capabilities.cancel;
        let what = match (session.state, at_service) {
            (State::Kept, Some(Some(State::Completed))) => {
                let stored = |sha256: Option<&str>| sha256.is_some_and(&is_stored);
                let signed = |d: &session::Document| {
                    let sha256 = d.signed.as_ref().map(|kept| kept.sha256.as_str());
                    stored(sha256) && sha256 != Some(d.sha256.as_str())
                };
                let receipt = session.receipt.as_ref().map(|kept| kept.sha256.as_str());
                (!session.documents.iter().all(signed) || !stored(receipt))
                    .then(|| "kept without its files".to_owned())
            }
            (State::Attention, at) => match code.as_deref() {
                None => Some("needs attention without a reason".to_owned()),
                Some(code) => (!lost && !is_true(code, at, gone))
                    .then(|| format!("needs attention for {code}, while the service says {at:?}")),
            },
            (State::Failed, None | Some(Some(State::Failed))) => {
                code.is_none().then(|| "failed without a reason".to_owned())
            }
            (State::Cancelled, None) => None,
            // There it only runs out.
            (State::Cancelled, Some(None | Some(State::Expired))) if !ends_there => None,
            (State::Cancelled | State::Declined | State::Expired, Some(Some(end)))
                if end == session.state =>
            {
                None
            }
            (state, at) => Some(format!(
                "ended as {state:?} ({:?}), while the service says {at:?}",
                session.error
            )),
        };
        self.wrong.extend(what);
        let end = match (session.state, code.as_deref()) {
            (State::Attention | State::Failed, Some(code)) => {
                format!("{} ({code})", session.state.as_str())
            }
            (state, _) => state.as_str().to_owned(),
        };
        (end, self.wrong)
    }
}

/// Whether the reason for *needs attention* is one that a service in this state gives.
fn is_true(code: &str, at_service: Option<Option<State>>, gone: bool) -> bool {
    let is = |known: ErrorCode| known.as_str() == code;
    match at_service.flatten() {
        // What was signed can be fetched, and a person who looked has said so.
        Some(State::Completed) => gone && is(ErrorCode::SignedCopyLost),
        Some(State::Cancelled | State::Expired | State::Declined) => {
            is(ErrorCode::GoneAtService) || is(ErrorCode::AskingBudgetSpent)
        }
        _ => true,
    }
}

/// Looks at an office after the life of its session.
pub(crate) fn judge<S: Played>(
    office: &OfficeOf<S>,
    session: Option<Session>,
) -> (String, Vec<String>) {
    let seen = Seen::at(&office.service);
    let data = office.data();
    let (end, mut wrong) = seen.told(session.as_ref(), |sha256| is_stored(&data, sha256));
    if let (Some(first), false) = (wrong.first_mut(), office.service.asked().is_empty()) {
        first.push_str(&told(&office.service.asked()));
    }
    (end, wrong)
}

/// Whether a file lies in the store and is what its name says.
pub(crate) fn is_stored(data: &std::path::Path, sha256: &str) -> bool {
    let path = data.join(history::Store::relative(sha256));
    history::sha256_of_file(&path).is_ok_and(|there| there == sha256)
}

/// The requests, a line each.
pub(crate) fn told(journal: &[Entry]) -> String {
    journal
        .iter()
        .map(|entry| {
            let fault = entry.fault.as_ref().map(|fault| format!("  {fault:?}"));
            format!(
                "\n      {:>3} {} {} → {:?}{}",
                entry.number,
                entry.at,
                entry.operation,
                entry.status,
                fault.unwrap_or_default()
            )
        })
        .collect()
}

//! The engine cut at every await point, under every fault of the service; then opened again, and
//! looked at: nothing twice, nothing lost.
//!
//! First the whole grid: every trouble at every await point. Then combinations by chance: two
//! troubles, a second crash while the first is mended, a person who cancels in the middle. What
//! the n-th combination is follows from the seed and n alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk::{Decision, DeskError};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use session::{ErrorCode, Session, State, StepState};
use tokio::task::JoinSet;
use worker::Pool;

use crate::faults::{Trouble, troubles};
use crate::judge::judge;
use crate::{OfficeOf, Played, cut_at};

/// How often the rest of a life is tried after the cut before it must have come to its end.
const ROUNDS: u32 = 90;
/// The time between two of them. The five reads of a transaction are spread over its month.
const ROUND: Duration = Duration::from_secs(12 * 3600);
/// More await points than a life has.
const LONG: u32 = 400;

/// What is to be tried.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program that reads PDFs.
    pub worker: PathBuf,
    /// How many combinations at most.
    pub most: u32,
    /// What decides the combinations by chance.
    pub seed: u64,
    /// Every so many await points of the grid; 0: no grid, chance alone.
    pub step: u32,
    /// How many are tried at once.
    pub at_once: usize,
}

/// What was tried and what was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Combinations of troubles and cuts.
    pub tried: u32,
    /// Those that were really cut, rather than at their end before.
    pub cut: u32,
    /// How the sessions ended, by words.
    pub ends: BTreeMap<String, u32>,
    /// What must not be, each with its combination.
    pub wrong: Vec<String>,
}

impl Report {
    /// How many ended so.
    #[must_use]
    pub fn ended(&self, how: &str) -> u32 {
        self.ends.get(how).copied().unwrap_or(0)
    }
}

/// One life with its troubles.
#[derive(Debug, Clone, Default)]
struct Combination {
    /// What is wrong until the first crash, by number.
    first: Vec<usize>,
    /// At which await point the process dies.
    cut: u32,
    /// After so many of them the person calls it off.
    cancel: Option<u32>,
    /// What is wrong in the process after it, and where that dies, too.
    second: Option<(Vec<usize>, u32)>,
}

impl Combination {
    fn by_chance(seed: u64, number: u32, troubles: usize) -> Self {
        let mut chance = StdRng::seed_from_u64(seed ^ (u64::from(number) << 32));
        let mut some = |most: usize| -> Vec<usize> {
            let count = chance.random_range(0..=most);
            (0..count)
                .map(|_| chance.random_range(0..troubles))
                .collect()
        };
        let (first, again) = (some(2), some(2));
        // Most of a life's await points lie at its beginning.
        let latest = if chance.random_bool(0.7) { 60 } else { LONG };
        Self {
            first,
            cut: chance.random_range(0..latest),
            cancel: chance.random_bool(0.3).then(|| chance.random_range(0..120)),
            second: chance
                .random_bool(0.5)
                .then(|| (again, chance.random_range(0..40))),
        }
    }

    fn words<S: Played>(&self, all: &[Trouble<S>]) -> String {
        let names = |numbers: &[usize]| {
            let names: Vec<&str> = numbers
                .iter()
                .filter_map(|number| all.get(*number))
                .map(|trouble| trouble.name.as_str())
                .collect();
            names.join(" + ")
        };
        let mut words = format!("[{}] cut at {}", names(&self.first), self.cut);
        if let Some(after) = self.cancel {
            words.push_str(&format!(", called off at {after}"));
        }
        if let Some((numbers, cut)) = &self.second {
            words.push_str(&format!(", then [{}] cut at {cut}", names(numbers)));
        }
        words
    }
}

/// How one went.
struct Went {
    cut: bool,
    end: String,
    wrong: Vec<String>,
}

/// Tries combinations as the plan says.
pub async fn crash<S: Played>(plan: &Plan) -> Report {
    let all = Arc::new(troubles::<S>());
    let workers = desk::readers(plan.worker.clone());
    let mut report = Report::default();
    let mut waits = 0;
    // The other half is left to chance.
    let grid = plan.most / 2;
    while plan.step > 0 && report.tried < grid {
        let row = (0..all.len())
            .map(|number| Combination {
                first: vec![number],
                cut: waits,
                ..Combination::default()
            })
            .map(|one| (format!("{} ", one.words(&all)), one))
            .take((grid - report.tried) as usize);
        if !several(plan, &all, &workers, row, &mut report).await {
            break;
        }
        waits += plan.step;
    }
    let rest = (report.tried..plan.most).map(|number| {
        let one = Combination::by_chance(plan.seed, number, all.len());
        let words = one.words(&all);
        (format!("seed {} number {number}: {words}", plan.seed), one)
    });
    several(plan, &all, &workers, rest, &mut report).await;
    report
}

/// The combination by chance of that number alone.
pub async fn crash_again<S: Played>(plan: &Plan, number: u32) -> Report {
    let all = Arc::new(troubles::<S>());
    let workers = desk::readers(plan.worker.clone());
    let one = Combination::by_chance(plan.seed, number, all.len());
    let mut report = Report::default();
    let row = [(one.words(&all), one)].into_iter();
    several(plan, &all, &workers, row, &mut report).await;
    report
}

/// Tries several side by side. False when none was cut before its end.
async fn several<S: Played>(
    plan: &Plan,
    all: &Arc<Vec<Trouble<S>>>,
    workers: &Pool,
    combinations: impl Iterator<Item = (String, Combination)>,
    report: &mut Report,
) -> bool {
    let mut any = false;
    let mut running = JoinSet::new();
    let mut combinations = combinations.fuse();
    loop {
        while running.len() < plan.at_once.max(1)
            && let Some((name, one)) = combinations.next()
        {
            let (all, worker, workers) = (all.clone(), plan.worker.clone(), workers.clone());
            running.spawn(async move {
                let went = once(&worker, &workers, &all, &one).await;
                (name, went)
            });
        }
        let Some(done) = running.join_next().await else {
            return any;
        };
        report.tried += 1;
        match done {
            Ok((name, went)) => {
                any |= went.cut;
                report.cut += u32::from(went.cut);
                *report.ends.entry(went.end).or_default() += 1;
                let wrong = went.wrong.into_iter().map(|what| format!("{name}: {what}"));
                report.wrong.extend(wrong);
            }
            Err(panic) => report
                .wrong
                .push(format!("a combination broke down: {panic}")),
        }
    }
}

/// One combination.
async fn once<S: Played>(
    worker: &Path,
    workers: &Pool,
    all: &[Trouble<S>],
    one: &Combination,
) -> Went {
    let mut options = S::often(false);
    let troubles = |numbers: &[usize]| -> Vec<&Trouble<S>> {
        numbers
            .iter()
            .filter_map(|number| all.get(*number))
            .collect()
    };
    let first = troubles(&one.first);
    let second = one
        .second
        .as_ref()
        .map(|(numbers, cut)| (troubles(numbers), *cut));
    let later = second.iter().flat_map(|(troubles, _)| troubles);
    for trouble in first.iter().chain(later) {
        trouble.set_up(&mut options);
    }
    let service = S::begin(options);
    let mut office = OfficeOf::beside(service, worker.to_owned(), workers.clone()).await;
    for trouble in first {
        trouble.lay(&office.service);
    }
    let cut = cut_at(life(&office, one.cancel), one.cut).await.is_none();
    // The process is dead; another begins.
    office.close();
    office.service.to_fail().clear();
    office.open_desk();
    if let Some((troubles, cut)) = second {
        for trouble in troubles {
            trouble.lay(&office.service);
        }
        cut_at(rest_of_life(&office), cut).await;
        office.close();
        office.service.to_fail().clear();
        office.open_desk();
    }
    let session = rest_of_life(&office).await;
    let (end, wrong) = judge(&office, session);
    Went { cut, end, wrong }
}

/// Send, sign, fetch; or call it off in between.
async fn life<S: Played>(office: &OfficeOf<S>, cancel: Option<u32>) {
    let desk = office.desk();
    let called_off = async {
        let Some(after) = cancel else {
            return;
        };
        for _ in 0..after {
            tokio::task::yield_now().await;
        }
        for session in office.sessions() {
            // It may have ended already, or be signed.
            let _ = desk.cancel(&session.id, Some("A better offer")).await;
        }
    };
    let (sent, ()) = tokio::join!(office.send(), called_off);
    let Ok(session) = sent else {
        return;
    };
    office.everybody_signs().await;
    for _ in 0..3 {
        // What goes wrong here is what the rest must mend.
        let _ = desk.check(&session.id, false).await;
    }
}

/// What becomes of it when it is left to Paraph, and where it needs attention, to a person who
/// looks once.
async fn rest_of_life<S: Played>(office: &OfficeOf<S>) -> Option<Session> {
    let desk = office.desk();
    let mut looked = 0;
    // What is due comes first: where a service keeps things for minutes, that is why.
    desk.work_that_is_due().await;
    for _ in 0..ROUNDS {
        // The person has seen to the account, and says so.
        let _ = office.test_account().await;
        let _ = desk.resume_all().await;
        let session = office.sessions().into_iter().next()?;
        if session.state == State::Attention && looked < 3 {
            looked += 1;
            let _ = decide(office, &session).await;
        } else if session.state.is_ended() || session.state == State::Attention {
            return Some(session);
        }
        office.everybody_signs().await;
        if S::OPENS {
            // What is signed there lies there for a quarter of an hour.
            for _ in 0..20 {
                office.later(Duration::from_secs(60)).await;
            }
        }
        office.later(ROUND).await;
    }
    office.sessions().into_iter().next()
}

/// What a person does about a session in attention: looks at it now, and where it still cannot be
/// told, goes by what the service's own page shows.
async fn decide<S: Played>(office: &OfficeOf<S>, session: &Session) -> Result<(), DeskError> {
    let desk = office.desk();
    // Beyond the rules only where the service has not had all its questions.
    let anyway = office
        .service
        .there()
        .iter()
        .all(|there| there.may_be_asked);
    let looked = desk.check(&session.id, anyway).await?;
    let is = |code: ErrorCode| {
        let error = looked.error.as_ref();
        error.is_some_and(|error| error.code == code.as_str())
    };
    if looked.state != State::Attention || is(ErrorCode::GoneAtService) {
        return Ok(());
    }
    let refused_to_start = is(ErrorCode::StartRefused);
    let there = office.service.there();
    let started = there.iter().any(|t| t.starts > 0);
    let signed = there.iter().any(|t| t.end == Some(State::Completed));
    let mut unclear = looked.steps.iter().filter(|step| {
        matches!(step.state, StepState::Intended | StepState::Unknown)
            && !["fetch", "receipt", "keep"].contains(&step.name.split(':').next().unwrap_or(""))
    });
    let decision = match unclear.next() {
        Some(_) if started => Decision::Sent,
        Some(_) => Decision::NotSent,
        None if signed => Decision::Sent,
        // One of several has signed, and the copy is to be fetched again.
        None if S::OPENS && there.iter().any(|t| !t.invited.is_empty()) => Decision::Sent,
        // What stood in its way may have passed.
        None if refused_to_start => Decision::NotSent,
        // It stands there as it does here, and there is nothing to say.
        None => return Ok(()),
    };
    desk.resolve(&session.id, decision).await.map(drop)
}

//! What the crash tests need of a simulated service, whichever it is.

mod esign;
mod restpki;
mod signant;
mod signhost;

use std::time::Duration;

use session::{Service, State};
use simulators::core::{Clock, Entry, Faults, Turner, Violation};
use time::OffsetDateTime;

use crate::TurnedClock;
use crate::faults::Trouble;

/// A simulated service.
pub trait Played: Sized + Send + Sync + 'static {
    /// Which service.
    const SERVICE: Service;
    /// Signers sign on pages that Paraph has to open for them, one after the other.
    const OPENS: bool;

    /// How it is set up.
    type Options: Clone + Default + Send + Sync;

    /// How it is set up for thousands of runs; by default it is strict and does everything at once.
    /// `by_itself`: what is due happens without being asked for.
    fn often(by_itself: bool) -> Self::Options;

    /// Starts it.
    fn begin(options: Self::Options) -> Self;

    /// The secrets of an account there, by name.
    fn secrets(&self) -> Vec<(&'static str, String)>;

    /// The settings of an account there.
    fn settings() -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    /// Where it is.
    fn address(&self) -> String;

    /// What is to go wrong.
    fn to_fail(&self) -> &Faults;

    /// All that was asked.
    fn asked(&self) -> Vec<Entry>;

    /// How many requests that were.
    fn requests(&self) -> u64 {
        self.asked().len() as u64
    }

    /// What was asked against its documentation.
    fn forbidden(&self) -> Vec<Violation>;

    /// Its time passes.
    fn pass(&self, time: Duration);

    /// What moves its clock on with every turn of the office's, where it has to: where the engine
    /// waits for what happens there.
    fn turner(&self) -> Option<Turner> {
        None
    }

    /// What lies there, oldest first.
    fn there(&self) -> Vec<There>;

    /// A signer, from 1, signs, where it is the signer's turn: on that page, where Paraph had to
    /// open it.
    fn signs(&self, signer: usize, page: Option<&str>);

    /// What can go wrong there beside what can anywhere: see [`crate::troubles`].
    fn own_troubles() -> Vec<Trouble<Self>>;

    /// The operations that troubles of any service befall, by name.
    fn operations() -> Vec<&'static str>;
}

/// Where a service says when something ends, its time must be the office's.
fn keep_the_offices_time(clock: &Clock) {
    let now = i128::from(TurnedClock::default().millis()) * 1_000_000;
    let now = OffsetDateTime::from_unix_timestamp_nanos(now).expect("a time");
    clock.stop();
    clock.set(now);
}

/// A session as it lies at the service.
#[derive(Debug, Clone)]
pub struct There {
    /// Its id; none where one session of ours is several there.
    pub id: Option<String>,
    /// How often it went out.
    pub starts: u32,
    /// How it ended; `Completed` when all have signed, none while it is open.
    pub end: Option<State>,
    /// Who was told, each time.
    pub invited: Vec<String>,
    /// Whether its rules allow another question about it.
    pub may_be_asked: bool,
    /// Whether something that was signed is not to be had there any more.
    pub lost: bool,
    /// Whether something that was signed is not there any more, although it was handed out once:
    /// whoever died with it in hand has lost it.
    pub gone: bool,
}

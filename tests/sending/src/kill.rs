//! The command line killed at any time, and power lost at any sync of the disk; then started
//! again until the contract is at its end: nothing out twice, nothing lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use session::{Session, State};

pub use crate::command_line::Interruption;
use crate::command_line::{CommandLine, Ended};
use crate::disk::{Disk, Recorder};
use crate::judge::{Seen, is_stored, told};
use crate::office::SIGNERS;
use crate::{Played, contract};

/// Longer than a page lives that has to be opened soon.
const PAGE: Duration = Duration::from_secs(16 * 60);
/// Where the first signer is reached once that is corrected.
const ANNE: &str = "anne@example.org";

/// What is to be done to the command line.
#[derive(Debug, Clone)]
pub struct Kills {
    /// `paraph-cli`.
    pub program: PathBuf,
    /// So often it is to die.
    pub most: u32,
    /// What decides when.
    pub seed: u64,
    /// The disk loses power with it: only what was synced is there afterwards.
    pub power: bool,
    /// How many contracts are under way at once.
    pub at_once: usize,
    /// The first contract's number.
    pub from: u32,
}

/// What was done and what was found.
#[derive(Debug, Default)]
pub struct Killed {
    /// Contracts.
    pub contracts: u32,
    /// Processes killed before their end.
    pub deaths: u32,
    /// In which command, how often.
    pub during: BTreeMap<&'static str, u32>,
    /// How the contracts ended, by words.
    pub ends: BTreeMap<String, u32>,
    /// What must not be, each with its number.
    pub wrong: Vec<String>,
}

/// How long commands take here, so that they die in the middle; and how often they synced.
#[derive(Default)]
struct Usual {
    millis: Mutex<BTreeMap<&'static str, u64>>,
}

impl Usual {
    fn of(&self, command: &'static str) -> u64 {
        let millis = self.millis.lock().unwrap_or_else(PoisonError::into_inner);
        millis.get(command).copied().unwrap_or(1_500)
    }

    fn learn(&self, command: &'static str, took: Duration) {
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let mut millis = self.millis.lock().unwrap_or_else(PoisonError::into_inner);
        let usual = millis.entry(command).or_insert(took);
        *usual = (*usual * 3 + took) / 4;
    }
}

/// Sends contracts until so many processes have died.
#[must_use]
pub fn kills<S: Played>(plan: &Kills) -> Killed {
    let folder = tempfile::tempdir().expect("a folder");
    let recorder = plan
        .power
        .then(|| Recorder::compile(folder.path()).expect("cc"));
    let usual = Usual::default();
    let deaths = AtomicU32::new(0);
    let next = AtomicU64::new(plan.from.into());
    let found = Mutex::new(Killed::default());
    std::thread::scope(|scope| {
        for _ in 0..plan.at_once.max(1) {
            scope.spawn(|| {
                while deaths.load(Ordering::SeqCst) < plan.most {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let mut one = Contract::<S>::new(plan, recorder.as_ref(), number, &usual);
                    let (end, wrong) = one.live();
                    let died: u32 = one.during.values().sum();
                    deaths.fetch_add(died, Ordering::SeqCst);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    found.contracts += 1;
                    found.deaths += died;
                    for (command, count) in one.during {
                        *found.during.entry(command).or_default() += count;
                    }
                    *found.ends.entry(end).or_default() += 1;
                    let wrong = wrong
                        .into_iter()
                        .map(|what| format!("seed {} contract {number}: {what}", plan.seed));
                    found.wrong.extend(wrong);
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// One contract in an office of its own.
struct Contract<'a, S: Played> {
    chance: StdRng,
    usual: &'a Usual,
    service: S,
    cli: CommandLine,
    disk: Option<Disk>,
    during: BTreeMap<&'static str, u32>,
    trace: Vec<String>,
    _folder: tempfile::TempDir,
}

impl<'a, S: Played> Contract<'a, S> {
    fn new(plan: &Kills, recorder: Option<&Recorder>, number: u64, usual: &'a Usual) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let service = S::begin(S::often(true));
        let cli = CommandLine::new(plan.program.clone(), folder.path());
        let _file = contract(cli.root());
        let disk = recorder.map(|recorder| {
            let shadow = folder.path().join("shadow");
            Disk::over(recorder.clone(), cli.root().to_owned(), shadow).expect("the disk")
        });
        Self {
            chance: StdRng::seed_from_u64(plan.seed ^ (number << 20) ^ u64::from(plan.power)),
            usual,
            service,
            cli,
            disk,
            during: BTreeMap::new(),
            trace: Vec::new(),
            _folder: folder,
        }
    }

    /// How it ended, and what is wrong with that.
    fn live(&mut self) -> (String, Vec<String>) {
        match self.try_to_live() {
            Ok(session) => {
                let data = self.cli.data();
                let seen = Seen::at(&self.service);
                let (end, mut wrong) =
                    seen.told(session.as_ref(), |sha256| is_stored(&data, sha256));
                if let Some(first) = wrong.first_mut() {
                    first.push_str(&self.told());
                }
                (end, wrong)
            }
            Err(what) => ("broken".to_owned(), vec![format!("{what}{}", self.told())]),
        }
    }

    fn told(&self) -> String {
        format!(
            "{}\n      {}",
            told(&self.service.asked()),
            self.trace.join("\n      ")
        )
    }

    fn try_to_live(&mut self) -> Result<Option<Session>, String> {
        let dies = self.chance.random_bool(0.1);
        self.command("accounts", &[], dies);
        if dies {
            self.command("accounts", &[], false);
        }
        let root = self.cli.root().to_owned();
        let file = root.join("Lease Harbour Street 12.pdf");
        let send = sending(&file);
        let send: Vec<&str> = send.iter().map(String::as_str).collect();
        let dies = self.chance.random_bool(0.85);
        self.command("send", &send, dies);
        let mut session = self.session()?;
        if session.is_none() {
            // It died before anything was recorded; the person sends it again.
            if !self.service.there().is_empty() {
                return Ok(None);
            }
            self.account_again()?;
            self.command("send", &send, false);
            session = self.session()?;
        }
        let Some(session) = session else {
            return Err(format!("it cannot be sent: {:?}", self.trace.last()));
        };
        let id = session.id;
        for round in 0..8 {
            if self.state()? != Some(State::Sending) {
                break;
            }
            let dies = round < 2 && self.chance.random_bool(0.6);
            self.command("resume", &["resume"], dies);
        }
        if self.chance.random_bool(0.2) {
            self.command(
                "cancel",
                &["cancel", &id, "--reason", "A better offer"],
                true,
            );
            if self.chance.random_bool(0.5) {
                self.command("cancel", &["cancel", &id], false);
            }
        }
        self.correct(&id)?;
        self.close(&id);
        let mut rounds = 0;
        loop {
            let opened = self.everybody_signs(&id, rounds < 2)?;
            if S::OPENS && !opened && rounds >= 3 {
                // A page whose address died with the process is over by then, and another is made.
                self.service.pass(PAGE);
            }
            let session = self.session()?;
            let over = session
                .as_ref()
                .is_none_or(|session| session.state.is_ended());
            if over || rounds >= 8 {
                return Ok(session);
            }
            let dies = rounds < 2 && self.chance.random_bool(0.7);
            let words = ["check", &id, "--anyway"];
            // The reads are five: most looks are within them.
            let words = if dies || rounds < 2 {
                &words[..2]
            } else {
                &words
            };
            self.command("check", words, dies);
            if rounds % 2 == 1 {
                self.command("resume", &["resume"], false);
            }
            rounds += 1;
        }
    }

    /// The sender corrects what is out, where the service lets them, and may die of it. Whether an
    /// invitation went out that nobody can know of, the service's own page tells them.
    fn correct(&mut self, id: &str) -> Result<(), String> {
        let can = services::describe(S::SERVICE).capabilities.correct;
        if !can || !self.chance.random_bool(0.4) {
            return Ok(());
        }
        let anne = format!("1:Anne Aalto <{ANNE}>");
        let words = ["correct", id, "--signer", &anne, "--remind-days", "4"];
        self.command("correct", &words, true);
        if self.chance.random_bool(0.5) {
            self.command("correct", &words, false);
        } else {
            self.command("resume", &["resume"], false);
        }
        if self.state()? == Some(State::Attention) {
            let there = self.service.there();
            let mut invited = there.iter().flat_map(|one| &one.invited);
            let decision = match invited.any(|to| to == ANNE) {
                true => "sent",
                false => "not-sent",
            };
            self.command("resolve", &["resolve", id, "--as", decision], false);
        }
        Ok(())
    }

    /// The sender finishes with what one has signed, where the service lets them, and may die of
    /// it.
    fn close(&mut self, id: &str) {
        let can = services::describe(S::SERVICE).capabilities.close;
        if !can || !self.chance.random_bool(0.25) {
            return;
        }
        self.service.signs(1, None);
        self.command("check", &["check", id], false);
        self.command("close", &["close", id], true);
        if self.chance.random_bool(0.5) {
            self.command("close", &["close", id], false);
        }
    }

    /// Everybody signs who can; where Paraph has to open their pages, it does, and may die of it.
    /// Whether any page was opened.
    fn everybody_signs(&mut self, id: &str, may_die: bool) -> Result<bool, String> {
        let opens = S::OPENS && self.state()? == Some(State::Waiting);
        let mut any = false;
        for signer in 1..=2 {
            if !S::OPENS {
                self.service.signs(signer, None);
                continue;
            }
            if !opens {
                continue;
            }
            let number = signer.to_string();
            let words = ["open", id, "--signer", &number, "--print"];
            let dies = may_die && self.chance.random_bool(0.3);
            let opened = self.command("open", &words, dies);
            if let Some(page) = opened.json["url"].as_str() {
                any = true;
                self.service.signs(signer, Some(page));
                let dies = may_die && self.chance.random_bool(0.4);
                self.command("check", &["check", id], dies);
            }
        }
        Ok(any)
    }

    /// The account may have gone with the power.
    fn account_again(&mut self) -> Result<(), String> {
        let ended = self.command("accounts", &[], false);
        match ended.code {
            Some(0) => Ok(()),
            _ => Err(format!("the account cannot be added: {}", ended.said)),
        }
    }

    fn command(&mut self, name: &'static str, words: &[&str], dies: bool) -> Ended {
        let interruption = if dies {
            self.interruption(name)
        } else {
            Interruption::None
        };
        if let Some(disk) = &self.disk {
            let stop = match interruption {
                Interruption::AtSync(stop) => stop,
                _ => 0,
            };
            self.cli.environment = disk.environment(stop);
        }
        let ended = if name == "accounts" {
            self.cli.add_account(&self.service, interruption)
        } else {
            self.cli.run(words, interruption, &self.service)
        };
        if let Some(disk) = &self.disk {
            self.cli.environment = disk.environment(0);
        }
        let said: String = ended.said.chars().take(300).collect();
        self.trace.push(format!(
            "{name} {interruption:?}: {} {:?} in {} ms {}",
            if ended.killed { "killed" } else { "ended" },
            ended.code,
            ended.took.as_millis(),
            said.trim()
        ));
        if ended.killed {
            *self.during.entry(name).or_default() += 1;
            if let Some(disk) = &self.disk {
                let torn = self.chance.random_bool(0.6);
                disk.fail(torn.then_some(&mut self.chance))
                    .expect("the disk");
            }
        } else if interruption == Interruption::None {
            self.usual.learn(name, ended.took);
        }
        ended
    }

    fn interruption(&mut self, name: &'static str) -> Interruption {
        if self.disk.is_some() && self.chance.random_bool(0.8) {
            let most = match name {
                "send" | "check" => 60,
                _ => 30,
            };
            let at = self.chance.random_range(1..most);
            return Interruption::AtSync(if self.chance.random_bool(0.5) {
                at
            } else {
                -at
            });
        }
        if self.chance.random_bool(0.4) && name != "accounts" {
            let number = self.chance.random_range(1..=6);
            let then = self.chance.random_range(0..40);
            return Interruption::AtRequest(number, Duration::from_millis(then));
        }
        let usual = self.usual.of(name);
        Interruption::After(Duration::from_millis(
            self.chance.random_range(0..usual.max(10)),
        ))
    }

    fn session(&self) -> Result<Option<Session>, String> {
        let sessions = self.cli.sessions(&self.service)?;
        if sessions.len() > 1 {
            return Err(format!("{} sessions instead of one", sessions.len()));
        }
        Ok(sessions.into_iter().next())
    }

    fn state(&self) -> Result<Option<State>, String> {
        Ok(self.session()?.map(|session| session.state))
    }
}

fn sending(file: &Path) -> Vec<String> {
    let mut words = vec!["send", "--account", crate::command_line::ACCOUNT];
    let signers: Vec<String> = (1..)
        .zip(SIGNERS)
        .map(|(number, (name, email))| format!("{number}:{name} <{email}>"))
        .collect();
    for signer in &signers {
        words.extend(["--signer", signer]);
    }
    words.extend(["--allow", "signer_without_place", "--allow", "already_sent"]);
    let file = file.to_string_lossy();
    words.push(&file);
    words.into_iter().map(str::to_owned).collect()
}

//! Violations: where the client did what the service's protocol forbids.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::{Reply, lock};

/// How the simulator takes what the public material leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// As the worst case that the material allows.
    #[default]
    Strict,
    /// As the kindest.
    Lenient,
}

impl Profile {
    /// Strict, unless this run of the tests is to be lenient: `PARAPH_PLAYED=lenient`.
    #[must_use]
    pub fn of_the_run() -> Self {
        match std::env::var("PARAPH_PLAYED").as_deref() {
            Ok("lenient") => Self::Lenient,
            _ => Self::Strict,
        }
    }
}

/// One violation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The rule's stable name, for example `signer.subject_long`.
    pub rule: String,
    /// Where the fact sheet states it, for example `§3.1`.
    pub section: String,
    /// What was wrong, in words.
    pub words: String,
    /// The request's number in the journal.
    pub request: u64,
    /// The operation.
    pub operation: String,
    /// The transaction or session concerned, where known.
    pub session: Option<String>,
}

/// The violations so far.
#[derive(Debug, Default)]
pub struct Violations {
    list: Mutex<Vec<Violation>>,
    /// Where they are written as well, a line of JSON for each.
    file: Mutex<Option<File>>,
}

impl Violations {
    /// Reads those that a file holds, and writes further ones to it: a killed simulator forgets
    /// none.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub fn keep_in(&self, path: &Path) -> io::Result<()> {
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // The last line may be cut off.
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        lock(&self.list).extend(lines);
        *lock(&self.file) = Some(file);
        Ok(())
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Violation> {
        lock(&self.list).clone()
    }

    /// Forgets them.
    pub fn clear(&self) {
        lock(&self.list).clear();
        if let Some(file) = &*lock(&self.file) {
            // They would come back after a restart, which a test would see.
            let _ = file.set_len(0);
        }
    }

    fn add(&self, violation: Violation) {
        if let Some(file) = &mut *lock(&self.file) {
            let line = serde_json::to_string(&violation).unwrap_or_default();
            let _ = file.write_all(format!("{line}\n").as_bytes());
        }
        lock(&self.list).push(violation);
    }
}

/// Judges one request: collects its violations and whether it is to be refused.
#[derive(Debug)]
pub struct Judge<'a> {
    violations: &'a Violations,
    profile: Profile,
    request: u64,
    operation: String,
    /// The transaction or session concerned, for violations found from now on.
    pub session: Option<String>,
    refusal: Option<(u16, String)>,
}

impl<'a> Judge<'a> {
    /// A judge of one request.
    #[must_use]
    pub fn new(violations: &'a Violations, profile: Profile, request: u64, op: &str) -> Self {
        Self {
            violations,
            profile,
            request,
            operation: op.to_owned(),
            session: None,
            refusal: None,
        }
    }

    /// Whether the profile is the strict one.
    #[must_use]
    pub fn strict(&self) -> bool {
        self.profile == Profile::Strict
    }

    /// The service refuses this with 400, by its documents.
    pub fn refuse(&mut self, rule: &str, section: &str, words: impl Into<String>) {
        self.refuse_with(400, rule, section, words);
    }

    /// The service refuses this with the given status, by its documents.
    pub fn refuse_with(
        &mut self,
        status: u16,
        rule: &str,
        section: &str,
        words: impl Into<String>,
    ) {
        let words = words.into();
        self.note(rule, section, words.clone());
        self.deny(status, words);
    }

    /// Against the rules, and the service says nothing: a violation only.
    pub fn note(&mut self, rule: &str, section: &str, words: impl Into<String>) {
        self.violations.add(Violation {
            rule: rule.to_owned(),
            section: section.to_owned(),
            words: words.into(),
            request: self.request,
            operation: self.operation.clone(),
            session: self.session.clone(),
        });
    }

    /// Against the rules; how the service takes it is assumed: strict refuses, lenient does not.
    pub fn frown(&mut self, rule: &str, section: &str, words: impl Into<String>) {
        let words = words.into();
        self.note(rule, section, words.clone());
        if self.strict() {
            self.deny(400, words);
        }
    }

    /// That it is against the rules at all is assumed: only strict says so, and refuses.
    pub fn assume(&mut self, rule: &str, section: &str, words: impl Into<String>) {
        if self.strict() {
            self.frown(rule, section, words);
        }
    }

    /// Refuses without a violation.
    pub fn deny(&mut self, status: u16, words: impl Into<String>) {
        if self.refusal.is_none() {
            self.refusal = Some((status, words.into()));
        }
    }

    /// The refusal, when there is one: status and words of the first.
    #[must_use]
    pub fn refusal(&self) -> Option<(u16, &str)> {
        let (status, words) = self.refusal.as_ref()?;
        Some((*status, words))
    }

    /// The refusal as a reply in the shape `{"Message": …}`.
    #[must_use]
    pub fn reply(&self) -> Option<Reply> {
        let (status, words) = self.refusal()?;
        Some(Reply::message(status, words))
    }
}

//! Scripted faults: what is to go wrong, with which request. Deterministic.

use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lock;

/// The body of a faulty status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// None at all.
    Empty,
    /// An HTML page, as gateways answer.
    Html,
    /// Plain text.
    Text,
    /// RFC 7807, `application/problem+json`.
    Problem,
    /// `{"Message": …}`.
    #[default]
    Legacy,
    /// `{"message": …}`.
    LowerCase,
    /// RFC 7807 with the type of an account out of credits.
    OutOfCredits,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The connection ends; the service never saw the request.
    DropBefore,
    /// The service accepted the request; the connection ends before the reply.
    DropAfter,
    /// The reply's head announces the whole body, the connection ends within it.
    CutReply {
        /// How many bytes of the body are sent; half of it where none is given.
        bytes: Option<usize>,
    },
    /// The reply comes late (of the real clock).
    Delay {
        /// Milliseconds.
        millis: u64,
    },
    /// Another status is answered.
    Status {
        /// The status.
        status: u16,
        /// The `Retry-After` header.
        #[serde(default)]
        retry_after: Option<String>,
        /// The body.
        #[serde(default)]
        body: ErrorBody,
        /// Whether the service did what was asked before (a gateway that gave up waiting).
        #[serde(default)]
        accepted: bool,
    },
    /// Accepted, but the reply's body is another.
    Body {
        /// Its type.
        content_type: String,
        /// What it is.
        body: String,
    },
    /// Accepted, but the reply's content type is another.
    ContentType {
        /// The type.
        content_type: String,
    },
    /// A redirect; not accepted.
    Redirect {
        /// The `Location`.
        location: String,
    },
    /// Accepted, but the body does not end before that many bytes.
    Endless {
        /// Its type; that of the reply where none is given.
        #[serde(default)]
        content_type: Option<String>,
        /// How many bytes; without end where none are given.
        #[serde(default)]
        bytes: Option<u64>,
    },
    /// Accepted, but the body comes in small pieces.
    SlowBody {
        /// Milliseconds between pieces.
        millis: u64,
        /// Bytes of a piece.
        piece: usize,
    },
    /// One byte of the request's body changes on its way.
    CorruptBody,
    /// A fault of the service's own, in its own words.
    Own {
        /// The words.
        twist: Value,
    },
}

/// A fault and the requests that it is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The operation's name; any where none is given.
    #[serde(default)]
    pub on: Option<String>,
    /// Only requests whose path holds this.
    #[serde(default)]
    pub path: Option<String>,
    /// From which matching request on, from 1.
    #[serde(default)]
    pub nth: Option<u64>,
    /// How many matching requests; with `nth` one, else all, where not given.
    #[serde(default)]
    pub times: Option<u64>,
    /// The chance of each, 0 to 1.
    #[serde(default)]
    pub probability: Option<f64>,
    /// What decides the chances.
    #[serde(default)]
    pub seed: u64,
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    #[serde(skip)]
    seen: u64,
    #[serde(skip)]
    applied: u64,
}

impl Rule {
    /// A rule for every request of the operation.
    #[must_use]
    pub fn new(on: Option<&str>, fault: Fault) -> Self {
        Self {
            on: on.map(str::to_owned),
            path: None,
            nth: None,
            times: None,
            probability: None,
            seed: 0,
            fault,
            seen: 0,
            applied: 0,
        }
    }

    fn fires(&mut self, operation: &str, path: &str) -> bool {
        let concerned = self.on.as_deref().is_none_or(|on| on == operation)
            && self.path.as_deref().is_none_or(|part| path.contains(part));
        if !concerned {
            return false;
        }
        self.seen += 1;
        let first = self.nth.unwrap_or(1);
        let times = self.times.or(self.nth.map(|_| 1)).unwrap_or(u64::MAX);
        if self.seen < first || self.seen - first >= times {
            return false;
        }
        let chance = |p: f64| fraction(self.seed ^ self.seen.wrapping_mul(0x9e37_79b9)) < p;
        self.probability.is_none_or(chance)
    }
}

/// A file of rules: a JSON array.
pub type Script = Vec<Rule>;

/// A number from 0 to 1 that depends on the seed alone (SplitMix64's finish).
fn fraction(seed: u64) -> f64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// The rules in force. A clone is the same list.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    rules: Arc<Mutex<Vec<Rule>>>,
}

impl Faults {
    /// The fault for this request: that of the first rule that fires.
    pub(crate) fn pick(&self, operation: &str, path: &str) -> Option<Fault> {
        let mut picked = None;
        for rule in lock(&self.rules).iter_mut() {
            if rule.fires(operation, path) && picked.is_none() {
                rule.applied += 1;
                picked = Some(rule.fault.clone());
            }
        }
        picked
    }

    /// Begins a rule for an operation.
    pub fn on(&self, operation: impl AsRef<str>) -> FaultBuilder {
        self.begin(Some(operation.as_ref()))
    }

    /// Begins a rule for every operation.
    pub fn on_any(&self) -> FaultBuilder {
        self.begin(None)
    }

    fn begin(&self, on: Option<&str>) -> FaultBuilder {
        FaultBuilder {
            faults: self.clone(),
            rule: Rule::new(on, Fault::DropBefore),
        }
    }

    /// Adds a rule.
    pub fn add(&self, rule: Rule) {
        lock(&self.rules).push(rule);
    }

    /// Forgets all rules.
    pub fn clear(&self) {
        lock(&self.rules).clear();
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        lock(&self.rules).clone()
    }

    /// How often any fault was applied.
    #[must_use]
    pub fn applied(&self) -> u64 {
        lock(&self.rules).iter().map(|rule| rule.applied).sum()
    }
}

/// Says which requests, then ends with what goes wrong.
#[derive(Debug)]
#[must_use = "nothing goes wrong until a fault is named"]
pub struct FaultBuilder {
    faults: Faults,
    rule: Rule,
}

impl FaultBuilder {
    /// Only the n-th matching request (from 1).
    pub fn nth(mut self, n: u64) -> Self {
        self.rule.nth = Some(n);
        self
    }

    /// Only so many matching requests (from the n-th on).
    pub fn times(mut self, times: u64) -> Self {
        self.rule.times = Some(times);
        self
    }

    /// Each matching request with that chance.
    pub fn probability(mut self, chance: f64, seed: u64) -> Self {
        self.rule.probability = Some(chance);
        self.rule.seed = seed;
        self
    }

    /// Only requests whose path holds this.
    pub fn path(mut self, part: &str) -> Self {
        self.rule.path = Some(part.to_owned());
        self
    }

    /// What goes wrong.
    pub fn fault(mut self, fault: impl Into<Fault>) {
        self.rule.fault = fault.into();
        self.faults.add(self.rule);
    }

    /// [`Fault::DropAfter`].
    pub fn drop_after_accept(self) {
        self.fault(Fault::DropAfter);
    }

    /// [`Fault::DropBefore`].
    pub fn drop_before_accept(self) {
        self.fault(Fault::DropBefore);
    }

    /// [`Fault::CutReply`] in the middle.
    pub fn cut_reply(self) {
        self.fault(Fault::CutReply { bytes: None });
    }

    /// [`Fault::Delay`].
    pub fn delay(self, millis: u64) {
        self.fault(Fault::Delay { millis });
    }

    /// [`Fault::Status`], not accepted, with `{"Message": …}`.
    pub fn status(self, status: u16) {
        self.status_with(status, None, ErrorBody::Legacy);
    }

    /// [`Fault::Status`], not accepted.
    pub fn status_with(self, status: u16, retry_after: Option<&str>, body: ErrorBody) {
        self.fault(Fault::Status {
            status,
            retry_after: retry_after.map(str::to_owned),
            body,
            accepted: false,
        });
    }

    /// [`Fault::Status`] after the service did what was asked.
    pub fn status_after_accept(self, status: u16) {
        self.fault(Fault::Status {
            status,
            retry_after: None,
            body: ErrorBody::Html,
            accepted: true,
        });
    }

    /// [`Fault::Body`]: what is no JSON, said to be.
    pub fn garbage_json(self) {
        self.fault(Fault::Body {
            content_type: "application/json".into(),
            body: "{\"Id\": \"0b6f".into(),
        });
    }

    /// [`Fault::Redirect`].
    pub fn redirect(self, location: &str) {
        self.fault(Fault::Redirect {
            location: location.to_owned(),
        });
    }

    /// [`Fault::CorruptBody`].
    pub fn corrupt_body(self) {
        self.fault(Fault::CorruptBody);
    }
}

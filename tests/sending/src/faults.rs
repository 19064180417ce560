//! What can go wrong at the service: one list for every crash test.

use simulators::core::{ErrorBody, Fault};
use simulators::signhost::{Operation, Options, Signhost, Twist};
use time::Duration;

/// Something that goes wrong, or goes slowly.
pub struct Trouble {
    /// In words, for a report.
    pub name: String,
    lay: Box<dyn Fn(&Signhost) + Send + Sync>,
    set_up: fn(&mut Options),
}

impl Trouble {
    fn new(name: impl Into<String>, lay: impl Fn(&Signhost) + Send + Sync + 'static) -> Self {
        Self {
            name: name.into(),
            lay: Box::new(lay),
            set_up: |_| {},
        }
    }

    fn slow(name: &str, set_up: fn(&mut Options)) -> Self {
        Self {
            set_up,
            ..Self::new(name, |_| {})
        }
    }

    /// Lays it on a service that runs.
    pub fn lay(&self, service: &Signhost) {
        (self.lay)(service);
    }

    /// Sets a service up for it.
    pub fn set_up(&self, options: &mut Options) {
        (self.set_up)(options);
    }
}

/// How often it goes wrong.
#[derive(Clone, Copy)]
enum Often {
    /// With the first request alone.
    Once,
    /// With every request, until the process is started anew.
    Always,
}

/// All troubles; the first is none.
#[must_use]
pub fn troubles() -> Vec<Trouble> {
    let mut all = vec![Trouble::new("no fault", |_| {})];
    for operation in Operation::ALL {
        for (what, fault) in of_the_line() {
            add(&mut all, operation, what, Often::Once, fault);
        }
        for (what, fault) in of_the_line().into_iter().filter(|(what, _)| lasts(what)) {
            add(&mut all, operation, what, Often::Always, fault);
        }
    }
    for (operation, what, twist) in of_the_answer() {
        for often in [Often::Once, Often::Always] {
            add(&mut all, operation, what, often, twist.clone().into());
        }
    }
    add(
        &mut all,
        Operation::Upload,
        "a byte changes on its way",
        Often::Once,
        Fault::CorruptBody,
    );
    all.push(Trouble::slow("the service is busy for two minutes", |o| {
        o.processing = Duration::minutes(2);
    }));
    all.push(Trouble::slow("files come after 20 minutes", |o| {
        o.file_after = Duration::minutes(20);
    }));
    all.push(Trouble::slow("the receipt comes after two hours", |o| {
        o.receipt_after = Duration::hours(2);
    }));
    all.push(Trouble::slow("a second start is answered as done", |o| {
        o.second_start_accepted = true;
    }));
    all.push(Trouble::slow("ends are told with 410", |o| {
        o.gone_above_30 = true;
        o.cancel_after_end_gone = true;
        o.cancel_refused_while_processing = true;
    }));
    all
}

fn add(all: &mut Vec<Trouble>, on: Operation, what: &str, often: Often, fault: Fault) {
    let (times, rule): (&str, fn(simulators::core::FaultBuilder) -> _) = match often {
        Often::Once => ("", |rule| rule.nth(1)),
        Often::Always => (" every time", |rule| rule),
    };
    all.push(Trouble::new(
        format!("{}: {what}{times}", on.as_str()),
        move |service| rule(service.faults().on(on)).fault(fault.clone()),
    ));
}

/// What can happen to any request.
fn of_the_line() -> Vec<(&'static str, Fault)> {
    let refused = |status, retry_after: Option<&str>, body| Fault::Status {
        status,
        retry_after: retry_after.map(str::to_owned),
        body,
        accepted: false,
    };
    let done = |status, body| Fault::Status {
        status,
        retry_after: None,
        body,
        accepted: true,
    };
    let body = |content_type: &str, body: &str| Fault::Body {
        content_type: content_type.to_owned(),
        body: body.to_owned(),
    };
    vec![
        ("the answer is lost", Fault::DropAfter),
        ("the request is lost", Fault::DropBefore),
        ("the answer is cut", Fault::CutReply { bytes: None }),
        ("500", refused(500, None, ErrorBody::Problem)),
        ("500 although it was done", done(500, ErrorBody::Legacy)),
        ("502 although it was done", done(502, ErrorBody::Html)),
        ("503 for 3 s", refused(503, Some("3"), ErrorBody::Empty)),
        ("429 for 7 s", refused(429, Some("7"), ErrorBody::Legacy)),
        ("401", refused(401, None, ErrorBody::Legacy)),
        ("402", refused(402, None, ErrorBody::OutOfCredits)),
        ("403", refused(403, None, ErrorBody::Html)),
        ("404", refused(404, None, ErrorBody::Legacy)),
        ("408 although it was done", done(408, ErrorBody::Text)),
        ("409", refused(409, None, ErrorBody::Problem)),
        (
            "no JSON although it was done",
            body("application/json", "{\"Id\": \"0b6f"),
        ),
        (
            "an empty body although it was done",
            body("application/json", ""),
        ),
        (
            "HTML although it was done",
            body("text/html", "<p>Welcome to our network"),
        ),
        (
            "a redirect",
            Fault::Redirect {
                location: "https://elsewhere.example/".to_owned(),
            },
        ),
    ]
}

/// Whether it also happens for long.
fn lasts(what: &str) -> bool {
    [
        "the answer is lost",
        "the request is lost",
        "500",
        "503 for 3 s",
        "429 for 7 s",
        "401",
        "402",
        "HTML although it was done",
    ]
    .contains(&what)
}

/// What this service may answer.
fn of_the_answer() -> Vec<(Operation, &'static str, Twist)> {
    use Operation::{Cancel, Create, File, Read, Receipt, Start};
    let mut all = vec![
        (Start, "it gets stuck in 20", Twist::Stuck),
        (Start, "it fails afterwards", Twist::FailsAfterStart),
        (File, "as it was sent", Twist::UnsignedOriginal),
    ];
    for operation in [Create, Read, Cancel] {
        all.push((operation, "id and status alone", Twist::Minimal));
        all.push((operation, "null for lists", Twist::NullLists));
        all.push((operation, "no addresses", Twist::NoSignUrls));
        all.push((operation, "names in lower case", Twist::LowerCaseNames));
        all.push((operation, "members of tomorrow", Twist::UnknownMembers));
        all.push((operation, "status 15", Twist::Status { status: 15 }));
    }
    for operation in [File, Receipt] {
        all.push((operation, "cut in half", Twist::Truncated));
        all.push((operation, "no bytes", Twist::EmptyFile));
        all.push((operation, "HTML", Twist::HtmlFile));
        all.push((operation, "not yet", Twist::NotYet { retry_after: 5 }));
        all.push((operation, "not there", Twist::NotFound));
    }
    all.push((File, "another document", Twist::OtherDocument));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> =
            troubles().into_iter().map(|trouble| trouble.name).collect();
        assert_eq!(names.len(), troubles().len());
    }
}

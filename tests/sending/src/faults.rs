//! What can go wrong at a service: one list for every crash test.

use simulators::core::{ErrorBody, Fault};

use crate::Played;

/// Something that goes wrong, or goes slowly.
pub struct Trouble<S: Played> {
    /// In words, for a report.
    pub name: String,
    lay: Box<dyn Fn(&S) + Send + Sync>,
    set_up: fn(&mut S::Options),
}

impl<S: Played> Trouble<S> {
    pub(crate) fn new(name: impl Into<String>, lay: impl Fn(&S) + Send + Sync + 'static) -> Self {
        Self {
            name: name.into(),
            lay: Box::new(lay),
            set_up: |_| {},
        }
    }

    pub(crate) fn slow(name: &str, set_up: fn(&mut S::Options)) -> Self {
        Self {
            set_up,
            ..Self::new(name, |_| {})
        }
    }

    /// The same at a service that is set up so.
    pub(crate) fn where_set_up(self, set_up: fn(&mut S::Options)) -> Self {
        Self { set_up, ..self }
    }

    /// Lays it on a service that runs.
    pub fn lay(&self, service: &S) {
        (self.lay)(service);
    }

    /// Sets a service up for it.
    pub fn set_up(&self, options: &mut S::Options) {
        (self.set_up)(options);
    }
}

/// How often it goes wrong.
#[derive(Clone, Copy)]
pub(crate) enum Often {
    /// With the first request alone.
    Once,
    /// With every request, until the process is started anew.
    Always,
}

/// All troubles; the first is none.
#[must_use]
pub fn troubles<S: Played>() -> Vec<Trouble<S>> {
    let mut all = vec![Trouble::new("no fault", |_| {})];
    for operation in S::operations() {
        for (what, fault) in of_the_line() {
            add(&mut all, operation, what, Often::Once, fault);
        }
        for (what, fault) in of_the_line().into_iter().filter(|(what, _)| lasts(what)) {
            add(&mut all, operation, what, Often::Always, fault);
        }
    }
    all.extend(S::own_troubles());
    all
}

pub(crate) fn add<S: Played>(
    all: &mut Vec<Trouble<S>>,
    on: &'static str,
    what: &str,
    often: Often,
    fault: Fault,
) {
    all.push(befalls(on, what, often, fault));
}

/// A fault that befalls an operation.
pub(crate) fn befalls<S: Played>(
    on: &'static str,
    what: &str,
    often: Often,
    fault: Fault,
) -> Trouble<S> {
    let (times, rule): (&str, fn(simulators::core::FaultBuilder) -> _) = match often {
        Often::Once => ("", |rule| rule.nth(1)),
        Often::Always => (" every time", |rule| rule),
    };
    Trouble::new(format!("{on}: {what}{times}"), move |service: &S| {
        rule(service.to_fail().on(on)).fault(fault.clone());
    })
}

/// What can happen to any request.
pub(crate) fn of_the_line() -> Vec<(&'static str, Fault)> {
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

#[cfg(test)]
mod tests {
    use simulators::esign::Esign;
    use simulators::restpki::RestPki;
    use simulators::signant::Signant;
    use simulators::signhost::Signhost;

    use super::*;

    fn named<S: Played>() {
        let all = troubles::<S>();
        let names: std::collections::BTreeSet<&str> =
            all.iter().map(|trouble| trouble.name.as_str()).collect();
        assert_eq!(names.len(), all.len());
    }

    #[test]
    fn every_trouble_has_a_name_of_its_own() {
        named::<Signhost>();
        named::<Esign>();
        named::<RestPki>();
        named::<Signant>();
    }
}

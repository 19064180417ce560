//! What is answered: members in the order of the wire, with zero values where nothing is set (§2).

use std::collections::BTreeMap;

use time::OffsetDateTime;
use time::macros::{format_description, offset};

use super::contract::{Contract, Kind};
use super::options::{ActiveTo, Options, Times};
use super::soap::{ENVELOPE, escape};
use crate::core::Reply;

pub(super) const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
pub(super) const NO_DATE: &str = "0001-01-01T00:00:00";

/// The members of an answer that are set; lists as they stand on the wire.
#[derive(Debug, Default)]
pub(super) struct Answer {
    members: BTreeMap<&'static str, String>,
}

impl Answer {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A refusal of the service's own (§4).
    pub(super) fn refused(code: i32, words: &str) -> Self {
        Self::new()
            .set("ErrorCode", code.to_string())
            .set("Message", words)
    }

    pub(super) fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.members.insert(name, value.into());
        self
    }

    /// The envelope of an operation's answer.
    pub(super) fn reply(&self, options: &Options, operation: &str, contract: &Contract) -> Reply {
        let mut inside = String::new();
        for (name, kind) in contract.members {
            let shown = match options.active_to {
                ActiveTo::Short if *name == "ActiveToDateTime" => "ActiveTo",
                _ => name,
            };
            inside.push_str(&match (self.members.get(name), kind) {
                (Some(raw), Kind::Many(_)) => format!("<a:{shown}>{raw}</a:{shown}>"),
                (Some(value), _) => format!("<a:{shown}>{}</a:{shown}>", escape(value)),
                (None, kind) => match zero(*kind) {
                    Some(zero) => format!("<a:{shown}>{zero}</a:{shown}>"),
                    None => format!("<a:{shown} i:nil=\"true\"/>"),
                },
            });
        }
        let (service, model) = (&options.service_namespace, &options.model_namespace);
        let body = format!(
            "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body>\
             <{operation}Response xmlns=\"{service}\">\
             <{operation}Result xmlns:a=\"{model}\" \
             xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">{inside}\
             </{operation}Result></{operation}Response></s:Body></s:Envelope>"
        );
        Reply::with(200, "text/xml; charset=utf-8", body)
    }
}

fn zero(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Int => "0",
        Kind::Bool => "false",
        Kind::Guid => NO_GUID,
        Kind::Date => NO_DATE,
        Kind::Enum(_, words) => words.first().copied().unwrap_or_default(),
        Kind::Text | Kind::Bytes | Kind::Of(_) | Kind::Many(_) => return None,
    })
}

/// A time as the service writes it.
pub(super) fn moment(times: Times, at: OffsetDateTime) -> String {
    let plain =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]");
    let norway = at.to_offset(offset!(+1));
    match times {
        Times::Norway => norway.format(&plain).unwrap_or_default(),
        Times::Utc => at
            .to_offset(offset!(UTC))
            .format(&plain)
            .unwrap_or_default(),
        Times::WithOffset => format!("{}+01:00", norway.format(&plain).unwrap_or_default()),
    }
}

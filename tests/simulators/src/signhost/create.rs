//! E1: a transaction is made (§3).

use serde_json::Value;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::render;
use super::rules;
use super::service::Sim;
use super::state::{Due, Receiver, Signer, State, Timer, Transaction, status};
use crate::core::{Call, Judge, Reply};

impl Sim {
    pub(super) fn create(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Reply {
        let request = rules::create::create(judge, call);
        let reference = request
            .as_ref()
            .and_then(|request| request.get("Reference")?.as_str());
        if let Some(reference) = reference
            && state.by_reference.contains_key(reference)
        {
            let words = format!("a transaction with the reference {reference} was made before");
            judge.note("create.reference_repeated", "§11 F1", words);
        }
        let (None, Some(request)) = (judge.refusal(), request) else {
            return judge.reply().unwrap_or_else(|| Reply::empty(400));
        };
        let transaction = made(request, now);
        judge.session = Some(transaction.id.clone());
        let body = render::transaction(&transaction, self.origin());
        self.keep(&transaction);
        state.insert(transaction);
        Reply::json(200, &body)
    }
}

fn made(request: Value, now: OffsetDateTime) -> Transaction {
    let list = |name: &str| {
        let list = request.get(name).and_then(Value::as_array);
        list.cloned().unwrap_or_default()
    };
    let signers = list("Signers").into_iter().map(|request| Signer {
        id: request
            .get("Id")
            .and_then(Value::as_str)
            .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned),
        link: Uuid::new_v4().to_string(),
        request,
        ..Signer::default()
    });
    let receivers = list("Receivers").into_iter().map(|request| Receiver {
        id: Uuid::new_v4().to_string(),
        request,
        activities: None,
    });
    let days = request.get("DaysToExpire").and_then(Value::as_i64);
    // 0 is the organisation's default.
    let days = days.filter(|days| *days > 0).unwrap_or(30);
    let signers: Vec<Signer> = signers.collect();
    let receivers = receivers.collect();
    // The signers' own deadlines are rendered from their requests; only the first counts here.
    let own = signers.iter().filter_map(|signer| signer.text("Expires"));
    let iso = time::format_description::well_known::Iso8601::DEFAULT;
    let own = own.filter_map(|at| OffsetDateTime::parse(at, &iso).ok());
    let expiry = own.fold(now + Duration::days(days), OffsetDateTime::min);
    Transaction {
        id: Uuid::new_v4().to_string(),
        request,
        status: status::DOCUMENT,
        history: vec![(status::DOCUMENT, render::time(now))],
        signers,
        receivers,
        files: Vec::new(),
        created: now,
        modified: now,
        cancelled: None,
        cancel_reason: None,
        ended: None,
        start_requests: 0,
        starts: 0,
        reads: 0,
        receipt_fetched: false,
        erased: false,
        timers: vec![Timer {
            at: expiry,
            due: Due::Expiry,
        }],
        mails: Vec::new(),
        postbacks: Vec::new(),
        failure: None,
        becomes: status::SIGNERS,
        fated: None,
    }
}

//! The control interface under `/_sim/`, for tests in other languages and processes.
//!
//! | request | does |
//! |---|---|
//! | GET `violations`, `journal`, `transactions`, `transactions/{id}`, `mails`, `counts`, `clock`, `faults` | shows |
//! | DELETE `violations`, `journal`, `faults` | forgets |
//! | POST `faults` with a rule or a list of rules | adds |
//! | POST `clock` with `{"advance_seconds": n}`, `{"set": "RFC 3339"}` or `{"stop": true}` | moves the clock |
//! | POST `transactions/{id}` with `{"act": "sign", "signer": 1}` and so on | acts |
//! | POST `postbacks` | delivers what may go out |
//! | POST `postbacks/odd?target=URL` with `{"post": "empty"}` and so on | sends one that is odd |

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::acts::{Act, Odd};
use super::service::{Sim, by_reference};
use crate::core::{Rule, lock};

type App = Shared<Arc<Sim>>;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    let inner = Router::new()
        .route("/violations", get(violations).delete(forget_violations))
        .route("/journal", get(journal).delete(forget_journal))
        .route("/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/clock", get(clock).post(move_clock))
        .route("/transactions", get(transactions))
        .route("/transactions/{id}", get(transaction).post(act))
        .route("/mails", get(mails))
        .route("/counts", get(counts))
        .route("/postbacks", post(deliver))
        .route("/postbacks/odd", post(odd))
        .with_state(sim);
    Router::new().nest("/_sim", inner)
}

async fn violations(Shared(sim): App) -> Response {
    Json(sim.watch.violations.all()).into_response()
}

async fn forget_violations(Shared(sim): App) {
    sim.watch.violations.clear();
}

async fn journal(Shared(sim): App) -> Response {
    Json(sim.watch.journal.entries()).into_response()
}

async fn forget_journal(Shared(sim): App) {
    sim.watch.journal.clear();
}

async fn faults(Shared(sim): App) -> Response {
    Json(sim.watch.faults.rules()).into_response()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Rules {
    Many(Vec<Rule>),
    One(Box<Rule>),
}

async fn add_faults(Shared(sim): App, Json(rules): Json<Rules>) {
    match rules {
        Rules::Many(rules) => rules
            .into_iter()
            .for_each(|rule| sim.watch.faults.add(rule)),
        Rules::One(rule) => sim.watch.faults.add(*rule),
    }
}

async fn clear_faults(Shared(sim): App) {
    sim.watch.faults.clear();
}

async fn clock(Shared(sim): App) -> Response {
    let now = sim.watch.clock.now().format(&Rfc3339).unwrap_or_default();
    Json(json!({ "now": now })).into_response()
}

#[derive(Deserialize)]
struct Moving {
    advance_seconds: Option<i64>,
    set: Option<String>,
    stop: Option<bool>,
}

async fn move_clock(shared: App, Json(moving): Json<Moving>) -> Response {
    let clock = &shared.0.watch.clock;
    if moving.stop == Some(true) {
        clock.stop();
    }
    if let Some(set) = &moving.set {
        match OffsetDateTime::parse(set, &Rfc3339) {
            Ok(to) => clock.set(to),
            Err(error) => return refused(&error.to_string()),
        }
    }
    if let Some(seconds) = moving.advance_seconds {
        clock.advance(Duration::seconds(seconds));
    }
    let sim = &shared.0;
    sim.tick_at(&mut lock(&sim.state), clock.now());
    self::clock(shared).await
}

fn refused(words: &str) -> Response {
    (StatusCode::CONFLICT, Json(json!({ "error": words }))).into_response()
}

async fn transactions(Shared(sim): App) -> Response {
    let state = lock(&sim.state);
    let mut all: Vec<_> = state.transactions.values().collect();
    all.sort_by_key(|transaction| transaction.created);
    Json(json!(all)).into_response()
}

async fn transaction(Shared(sim): App, Path(id): Path<String>) -> Response {
    match lock(&sim.state).transactions.get(&id) {
        Some(transaction) => Json(transaction).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn act(Shared(sim): App, Path(id): Path<String>, Json(act): Json<Act>) -> Response {
    match sim.act(&id, act) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(&error.to_string()),
    }
}

async fn mails(Shared(sim): App) -> Response {
    let state = lock(&sim.state);
    let mails: Vec<Value> = state
        .transactions
        .values()
        .flat_map(|t| {
            let mails = t.mails.iter();
            mails.map(
                |mail| json!({ "transaction": t.id, "reference": t.reference(), "mail": mail }),
            )
        })
        .collect();
    Json(mails).into_response()
}

async fn counts(Shared(sim): App) -> Response {
    let state = lock(&sim.state);
    Json(json!({
        "requests": sim.watch.journal.count(),
        "made": by_reference(&state, |_| 1),
        "started": by_reference(&state, |t| t.starts),
        "start_requests": by_reference(&state, |t| t.start_requests),
        "reads": by_reference(&state, |t| t.reads),
    }))
    .into_response()
}

async fn deliver(Shared(sim): App) -> Response {
    let now = sim.watch.clock.now();
    match tokio::task::spawn_blocking(move || sim.deliver(now)).await {
        Ok(delivered) => Json(delivered).into_response(),
        Err(error) => refused(&error.to_string()),
    }
}

#[derive(Deserialize)]
struct Target {
    target: String,
}

async fn odd(Shared(sim): App, Query(to): Query<Target>, Json(odd): Json<Odd>) -> Response {
    let sent = tokio::task::spawn_blocking(move || sim.post_odd(&odd, &to.target)).await;
    Json(json!({ "answered": sent.ok().flatten() })).into_response()
}

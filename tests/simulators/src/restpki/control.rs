//! The control interface under `/_sim/`, for tests in other languages and processes.
//!
//! | request | does |
//! |---|---|
//! | GET `violations`, `journal`, `sessions`, `clock`, `faults` | shows |
//! | DELETE `violations`, `faults` | forgets |
//! | POST `faults` with a rule or a list of rules | adds |
//! | POST `clock` with `{"advance_seconds": n}` | moves the clock |
//! | POST `sessions/{id}` with `{"act": "sign", "person": {"name": "…"}}`, `cancel`, `expire` | acts |
//! | POST `webhooks` | sends those that are on their way |

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use super::acts::Act;
use super::service::Sim;
use crate::core::{Rule, lock};

type App = Shared<Arc<Sim>>;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    let inner = Router::new()
        .route("/violations", get(violations).delete(forget_violations))
        .route("/journal", get(journal))
        .route("/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/clock", get(clock).post(move_clock))
        .route("/sessions", get(sessions))
        .route("/sessions/{id}", post(act))
        .route("/webhooks", post(deliver))
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
    advance_seconds: i64,
}

async fn move_clock(shared: App, Json(moving): Json<Moving>) -> Response {
    let sim = &shared.0;
    sim.watch
        .clock
        .advance(Duration::seconds(moving.advance_seconds));
    sim.tick_at(&mut lock(&sim.state), sim.watch.clock.now());
    clock(shared).await
}

async fn sessions(Shared(sim): App) -> Response {
    let state = lock(&sim.state);
    let mut all: Vec<_> = state.sessions.values().collect();
    all.sort_by_key(|session| session.created);
    Json(json!(all)).into_response()
}

async fn act(Shared(sim): App, Path(id): Path<String>, Json(act): Json<Act>) -> Response {
    match sim.act(&id, &act) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let body = Json(json!({ "error": error.to_string() }));
            (StatusCode::CONFLICT, body).into_response()
        }
    }
}

async fn deliver(Shared(sim): App) -> Response {
    let answered = tokio::task::spawn_blocking(move || sim.deliver()).await;
    Json(json!({ "answered": answered.unwrap_or_default() })).into_response()
}

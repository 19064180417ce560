//! The control interface under `/_sim/`, for tests in other languages and processes. Clients never
//! call it.
//!
//! | request | does |
//! |---|---|
//! | GET `violations`, `journal`, `sessions`, `sessions/{id}`, `faults`, `clock` | shows |
//! | DELETE `violations`, `journal`, `faults` | forgets |
//! | POST `faults` with a rule | adds |
//! | POST `clock` with `{"advance_seconds": n}` | moves the clock |
//! | POST `sessions/{id}` with `{"act": "sign", "signer": 1}` and so on | acts |

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use super::acts::Act;
use super::service::Sim;
use crate::core::{Rule, Service as _, lock};

type App = Shared<Arc<Sim>>;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    let inner = Router::new()
        .route("/violations", get(violations).delete(forget_violations))
        .route("/journal", get(journal).delete(forget_journal))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/clock", get(clock).post(move_clock))
        .route("/sessions", get(sessions))
        .route("/sessions/{id}", get(session).post(act))
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

async fn add_fault(Shared(sim): App, Json(rule): Json<Rule>) {
    sim.watch.faults.add(rule);
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

async fn move_clock(Shared(sim): App, Json(moving): Json<Moving>) -> Response {
    sim.watch
        .clock
        .advance(Duration::seconds(moving.advance_seconds));
    sim.tick();
    clock(Shared(sim)).await
}

async fn sessions(Shared(sim): App) -> Response {
    let state = lock(&sim.state);
    let mut all: Vec<_> = state.sessions.values().collect();
    all.sort_by_key(|session| session.created);
    Json(json!(all)).into_response()
}

async fn session(Shared(sim): App, Path(id): Path<String>) -> Response {
    match lock(&sim.state).sessions.get(&id) {
        Some(session) => Json(session).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn act(Shared(sim): App, Path(id): Path<String>, Json(act): Json<Act>) -> Response {
    match sim.act(&id, act) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let words = json!({ "error": error.to_string() });
            (StatusCode::CONFLICT, Json(words)).into_response()
        }
    }
}

//! The control interface under `/_sim/`, for tests in other processes.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use time::Duration;

use super::service::Sim;
use crate::core::{Rule, lock};

type App = Shared<Arc<Sim>>;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .route("/_sim/violations", get(violations))
        .route("/_sim/journal", get(journal))
        .route("/_sim/postings", get(postings))
        .route("/_sim/postings/{id}/{act}/{recipient}", post(act))
        .route("/_sim/clock", post(clock))
        .route("/_sim/faults", post(fault).delete(no_faults))
        .with_state(sim)
}

async fn violations(Shared(sim): App) -> Response {
    Json(sim.watch.violations.all()).into_response()
}

async fn journal(Shared(sim): App) -> Response {
    Json(sim.watch.journal.entries()).into_response()
}

/// Those that live, and those that are gone.
async fn postings(Shared(sim): App) -> Response {
    let mut state = lock(&sim.state);
    sim.sweep(&mut state, sim.watch.clock.now());
    let living: Vec<_> = state.postings.values().collect();
    Json(json!({ "living": living, "gone": state.gone })).into_response()
}

async fn act(
    Shared(sim): App,
    Path((id, act, recipient)): Path<(String, String, usize)>,
) -> Response {
    match sim.act(&id, &act, recipient) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let words = json!({ "error": error.to_string() });
            (StatusCode::CONFLICT, Json(words)).into_response()
        }
    }
}

#[derive(Deserialize)]
struct Moving {
    advance_seconds: i64,
}

async fn clock(Shared(sim): App, Json(moving): Json<Moving>) -> Response {
    sim.watch
        .clock
        .advance(Duration::seconds(moving.advance_seconds));
    StatusCode::NO_CONTENT.into_response()
}

async fn fault(Shared(sim): App, Json(rule): Json<Rule>) -> Response {
    sim.watch.faults.add(rule);
    StatusCode::NO_CONTENT.into_response()
}

async fn no_faults(Shared(sim): App) -> Response {
    sim.watch.faults.clear();
    StatusCode::NO_CONTENT.into_response()
}

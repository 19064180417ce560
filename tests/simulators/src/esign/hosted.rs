//! The hosted pages: a signer's, and the sender's own (§7). They work without scripts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use time::OffsetDateTime;

use super::acts::{closed, decline, delegate, open};
use super::create::asked;
use super::life;
use super::service::Sim;
use super::state::{Session, Signer, signer_status};
use crate::core::lock;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .route("/sim/sign/{id}", get(page))
        .route("/sim/sign/{id}/sign", post(sign))
        .route("/sim/sign/{id}/decline", post(refuse))
        .route("/sim/sign/{id}/delegate", post(pass_on))
        .route("/Account/LogMeIn", get(landing))
        .with_state(sim)
}

#[derive(Deserialize)]
struct Key {
    #[serde(default)]
    t: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Filled {
    password: String,
    upload: String,
    reason: String,
    first: String,
    last: String,
    email: String,
}

fn html(words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    words.replace('"', "&quot;")
}

fn shell(body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <title>Sign (simulated eSign)</title></head><body><main>{body}</main></body></html>"
    ))
}

fn told(code: StatusCode, words: &str) -> Response {
    let body = format!(
        "<h1>Simulated eSign</h1><p id=\"message\" data-testid=\"message\">{}</p>",
        html(words)
    );
    (code, shell(&body)).into_response()
}

/// Works on the session of a signer whose page's address is right.
fn on_page<T>(
    sim: &Sim,
    id: &str,
    secret: &str,
    work: impl FnOnce(&mut Session, usize, OffsetDateTime) -> T,
) -> Option<T> {
    let now = sim.watch.clock.now();
    let mut state = lock(&sim.state);
    sim.tick_at(&mut state, now);
    let found = state.sessions.values_mut().find_map(|session| {
        let at = session
            .signers
            .iter()
            .position(|signer| signer.id == id && signer.secret == secret)?;
        Some((session, at))
    });
    let (session, at) = found?;
    let done = work(session, at, now);
    sim.keep(session);
    Some(done)
}

fn password_of(signer: &Signer) -> Option<&str> {
    asked(signer, "AuthenticationSettings")?
        .get("Password")?
        .as_str()
}

fn asks_upload(signer: &Signer) -> bool {
    asked(signer, "MandateDocUpload") == Some(&serde_json::Value::Bool(true))
}

async fn page(
    Shared(sim): Shared<Arc<Sim>>,
    Path(id): Path<String>,
    Query(key): Query<Key>,
) -> Response {
    let shown = on_page(&sim, &id, &key.t, |session, at, now| {
        if let Some(words) = closed(session, at) {
            return Err(words);
        }
        open(session, at, now);
        Ok(form(session, at))
    });
    match shown {
        None => told(StatusCode::NOT_FOUND, "There is no such page."),
        Some(Err(words)) => told(StatusCode::OK, words),
        Some(Ok(body)) => shell(&body).into_response(),
    }
}

fn input(name: &str, label: &str, kind: &str) -> String {
    format!(
        "<p><label>{label}<br><input type=\"{kind}\" name=\"{name}\" id=\"{name}\" \
         data-testid=\"{name}\" required></label></p>"
    )
}

fn form(session: &Session, at: usize) -> String {
    let Some(signer) = session.signers.get(at) else {
        return String::new();
    };
    let documents: String = session
        .documents
        .iter()
        .map(|document| format!("<li>{}</li>", html(&document.name)))
        .collect();
    let mut inputs = String::new();
    if password_of(signer).is_some() {
        inputs.push_str(&input(
            "password",
            "The password that you were told",
            "password",
        ));
    }
    if asks_upload(signer) {
        inputs.push_str(&input(
            "upload",
            "The file that you hand in (its name)",
            "text",
        ));
    }
    let to = |act: &str| format!("/sim/sign/{}/{act}?t={}", signer.id, signer.secret);
    let mut body = format!(
        "<h1>{title}</h1><p>For {name}</p><ul data-testid=\"documents\">{documents}</ul>\
         <form method=\"post\" action=\"{sign}\">{inputs}\
         <p><label><input type=\"checkbox\" name=\"consent\" id=\"consent\" \
         data-testid=\"consent\" required> I agree to the documents and sign them</label></p>\
         <button id=\"sign\" data-testid=\"sign\">Sign</button></form>\
         <form method=\"post\" action=\"{decline}\">{reason}\
         <button id=\"decline\" data-testid=\"decline\">Decline</button></form>",
        title = html(session.title()),
        name = html(&signer.name()),
        sign = to("sign"),
        decline = to("decline"),
        reason = input("reason", "Or say why not", "text"),
    );
    if session.info.get("AllowDelegation") == Some(&serde_json::Value::Bool(true)) {
        let inputs = [
            input("first", "First name", "text"),
            input("last", "Last name", "text"),
            input("email", "E-mail address", "email"),
        ];
        body.push_str(&format!(
            "<form method=\"post\" action=\"{}\">{}\
             <button id=\"delegate\" data-testid=\"delegate\">Pass on</button></form>",
            to("delegate"),
            inputs.concat()
        ));
    }
    body
}

fn act(
    sim: &Sim,
    id: &str,
    key: &Key,
    work: impl FnOnce(&mut Session, usize, OffsetDateTime) -> Result<(), &'static str>,
) -> Response {
    let acted = on_page(sim, id, &key.t, |session, at, now| {
        if let Some(words) = closed(session, at) {
            return Err(words);
        }
        work(session, at, now)?;
        let back = session.return_url.clone();
        Ok(back.or_else(|| session.text("ReturnURL").map(str::to_owned)))
    });
    match acted {
        None => told(StatusCode::NOT_FOUND, "There is no such page."),
        Some(Err(words)) => told(StatusCode::CONFLICT, words),
        Some(Ok(back)) => {
            let mut headers = HeaderMap::new();
            match back.unwrap_or_default().parse() {
                Ok(back) => {
                    headers.insert(header::LOCATION, back);
                    (StatusCode::SEE_OTHER, headers).into_response()
                }
                Err(_) => told(StatusCode::OK, "Thank you."),
            }
        }
    }
}

async fn sign(
    Shared(sim): Shared<Arc<Sim>>,
    Path(id): Path<String>,
    Query(key): Query<Key>,
    Form(filled): Form<Filled>,
) -> Response {
    act(&sim, &id, &key, |session, at, now| {
        if let Some(signer) = session.signers.get_mut(at) {
            if password_of(signer).is_some_and(|password| password != filled.password) {
                signer.status = signer_status::AUTHENTICATION_FAILED;
                return Err("That is not the password.");
            }
            if asks_upload(signer) && filled.upload.trim().is_empty() {
                return Err("A file is to be handed in.");
            }
        }
        life::signed(session, at, now);
        Ok(())
    })
}

async fn refuse(
    Shared(sim): Shared<Arc<Sim>>,
    Path(id): Path<String>,
    Query(key): Query<Key>,
    Form(filled): Form<Filled>,
) -> Response {
    act(&sim, &id, &key, |session, at, now| {
        decline(session, at, &filled.reason, now);
        Ok(())
    })
}

async fn pass_on(
    Shared(sim): Shared<Arc<Sim>>,
    Path(id): Path<String>,
    Query(key): Query<Key>,
    Form(filled): Form<Filled>,
) -> Response {
    act(&sim, &id, &key, |session, at, now| {
        let person = (filled.first, filled.last, filled.email);
        delegate(session, at, person, now);
        Ok(())
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Landing {
    token: String,
    ssid: String,
    username: String,
    #[serde(rename = "landingPage")]
    landing_page: String,
}

/// The sender's own page, logged in by a token: from it signers sign in person.
async fn landing(Shared(sim): Shared<Arc<Sim>>, Query(asked): Query<Landing>) -> Response {
    let now = sim.watch.clock.now();
    let state = lock(&sim.state);
    if !sim.knows(&state, &asked.token, now) {
        return told(StatusCode::UNAUTHORIZED, "Please log in.");
    }
    let Some(session) = state.sessions.get(&asked.ssid.to_ascii_lowercase()) else {
        return told(StatusCode::NOT_FOUND, "There is no such session.");
    };
    if asked.username != session.owner || asked.landing_page.is_empty() {
        return told(StatusCode::NOT_FOUND, "There is no such page.");
    }
    let signers: String = session
        .signers
        .iter()
        .zip(1..)
        .map(|(signer, number)| {
            format!(
                "<li><a data-testid=\"signer-{number}\" href=\"{}\">{}</a></li>",
                sim.page_of(signer),
                html(&signer.name())
            )
        })
        .collect();
    let title = html(session.title());
    shell(&format!(
        "<h1>{title}</h1><ul data-testid=\"signers\">{signers}</ul>"
    ))
    .into_response()
}

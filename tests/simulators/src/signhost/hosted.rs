//! The hosted signing page (§4 SignUrl, §9 return URL). It works without scripts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

use super::service::Sim;
use super::state::{Due, State, Timer, Transaction, status};
use crate::core::lock;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .route("/sign/{link}", get(page))
        .route("/sign/{link}/sign", post(sign))
        .route("/sign/{link}/reject", post(reject))
        .route("/show/{what}/{id}", get(show))
        .with_state(sim)
}

#[derive(Deserialize)]
struct Signing {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Rejecting {
    #[serde(default)]
    reason: String,
}

/// Why a page cannot be signed now, in words; `None` when it can.
pub(super) fn closed(t: &Transaction, index: usize) -> Option<&'static str> {
    let signer = t.signers.get(index)?;
    if t.status == status::DOCUMENT {
        return Some("This document is not ready yet.");
    }
    if signer.signed.is_some() || signer.acted {
        return Some("You have signed.");
    }
    if t.over() {
        return Some("This document can no longer be signed.");
    }
    if t.status != status::SIGNERS {
        return Some("This document is being processed. Try again in a moment.");
    }
    let earlier = t.signers.iter().take(index);
    // Only invited signers go one by one: in the direct flow the order is the client's affair.
    let in_order = t.int("SignRequestMode").unwrap_or(2) == 2;
    if signer.by_mail() && in_order && earlier.into_iter().any(|s| s.signed.is_none()) {
        return Some("Others sign before you. You will get a mail.");
    }
    None
}

fn html(words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    words.replace('"', "&quot;")
}

fn shell(body: &str) -> Html<String> {
    let style = "body{font:16px sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}\
        input[type=text],textarea{width:100%;font:inherit;padding:.4rem;box-sizing:border-box}\
        button{font:inherit;padding:.5rem 1.2rem;margin:.6rem 0}";
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <title>Sign (simulated service)</title><style>{style}</style></head>\
         <body><main>{body}</main></body></html>"
    ))
}

fn told(code: StatusCode, words: &str) -> Response {
    let body = format!(
        "<h1>Simulated service</h1><p id=\"message\" data-testid=\"message\">{}</p>",
        html(words)
    );
    (code, shell(&body)).into_response()
}

/// Looks a link up and works on its transaction.
fn on_link<T>(
    sim: &Sim,
    link: &str,
    work: impl FnOnce(&mut State, &mut Transaction, usize, OffsetDateTime) -> T,
) -> Option<T> {
    let now = sim.watch.clock.now();
    let mut state = lock(&sim.state);
    sim.tick_at(&mut state, now);
    let (id, index) = state.links.get(link)?.clone();
    sim.with(&mut state, &id, |state, t| work(state, t, index, now))
}

async fn page(Shared(sim): Shared<Arc<Sim>>, Path(link): Path<String>) -> Response {
    let shown = on_link(&sim, &link, |state, t, index, now| {
        if let Some(words) = closed(t, index) {
            return Err(words);
        }
        open(&sim, state, t, index, now);
        Ok(form(t, index, &link))
    });
    match shown {
        None => told(StatusCode::NOT_FOUND, "There is no such page."),
        Some(Err(words)) => told(StatusCode::OK, words),
        Some(Ok(body)) => shell(&body).into_response(),
    }
}

/// The first visit is noted: the page and each document (§4, 103 and 105).
pub(super) fn open(
    sim: &Sim,
    state: &mut State,
    t: &mut Transaction,
    index: usize,
    now: OffsetDateTime,
) {
    let seen = t.signers.get(index).map(|signer| &signer.activities);
    if seen.is_some_and(|list| list.iter().any(|a| a.code == 103)) {
        return;
    }
    sim.activity(state, t, index, 103, None, now);
    let files: Vec<String> = t.files.iter().map(|file| file.id.clone()).collect();
    for file in files {
        sim.activity(state, t, index, 105, Some(file), now);
    }
}

fn form(t: &Transaction, index: usize, link: &str) -> String {
    let Some(signer) = t.signers.get(index) else {
        return String::new();
    };
    let documents: String = t
        .files
        .iter()
        .map(|file| {
            let name = file
                .metadata
                .as_ref()
                .and_then(|m| m.get("DisplayName")?.as_str());
            format!("<li>{}</li>", html(name.unwrap_or(&file.id)))
        })
        .collect();
    let verifications = signer
        .request
        .get("Verifications")
        .and_then(Value::as_array);
    let mut inputs = String::new();
    let mut asks_name = false;
    for one in verifications.into_iter().flatten() {
        let text = |name: &str| html(one.get(name).and_then(Value::as_str).unwrap_or_default());
        match one.get("Type").and_then(Value::as_str).unwrap_or_default() {
            "Scribble" => {
                asks_name = true;
                let fixed = one.get("ScribbleNameFixed") == Some(&Value::Bool(true));
                inputs.push_str(&format!(
                    "<p><label>Your signature (type your name)<br><input type=\"text\" name=\"name\" \
                     id=\"name\" data-testid=\"name\" value=\"{}\" {} required></label></p>",
                    text("ScribbleName"),
                    if fixed { "readonly" } else { "" }
                ));
            }
            "PhoneNumber" => inputs.push_str(&format!(
                "<p><label>The code sent to {}<br><input type=\"text\" name=\"code\" id=\"code\" data-testid=\"code\" \
                 required></label></p>",
                text("Number")
            )),
            "Consent" | "IPAddress" => {}
            other => inputs.push_str(&format!(
                "<p><label><input type=\"checkbox\" name=\"identified\" data-testid=\"identified\" \
                 required> I have identified \
                 myself with {}</label></p>",
                html(other)
            )),
        }
    }
    if !asks_name {
        inputs.push_str(
            "<p><label>Your name<br><input type=\"text\" name=\"name\" id=\"name\" data-testid=\"name\"></label></p>",
        );
    }
    let intro = html(signer.text("IntroText").unwrap_or_default());
    let email = html(signer.email());
    format!(
        "<h1>Please sign</h1><p>{intro}</p><p>For {email}</p><ul id=\"documents\" data-testid=\"documents\">{documents}</ul>\
         <form method=\"post\" action=\"/sign/{link}/sign\">{inputs}\
         <p><label><input type=\"checkbox\" name=\"consent\" id=\"consent\" data-testid=\"consent\" required> \
         I agree to the documents and sign them</label></p>\
         <button id=\"sign\" data-testid=\"sign\">Sign</button></form>\
         <form method=\"post\" action=\"/sign/{link}/reject\">\
         <p><label>Or say why not<br><textarea name=\"reason\" id=\"reason\" data-testid=\"reason\" required></textarea>\
         </label></p><button id=\"reject\" data-testid=\"reject\">Reject</button></form>"
    )
}

async fn sign(
    Shared(sim): Shared<Arc<Sim>>,
    Path(link): Path<String>,
    Form(signing): Form<Signing>,
) -> Response {
    act(&sim, &link, None, &signing.name)
}

async fn reject(
    Shared(sim): Shared<Arc<Sim>>,
    Path(link): Path<String>,
    Form(rejecting): Form<Rejecting>,
) -> Response {
    act(&sim, &link, Some(rejecting.reason), "")
}

/// The act is noted, the browser sent back, and the status changes later (§9).
fn act(sim: &Sim, link: &str, reject: Option<String>, name: &str) -> Response {
    let word = if reject.is_some() {
        "rejected"
    } else {
        "signed"
    };
    let acted = on_link(sim, link, |_, t, index, now| {
        if let Some(words) = closed(t, index) {
            return Err(words);
        }
        let back = t.signers.get(index).map(|signer| {
            let url = signer.text("ReturnUrl").unwrap_or("https://signhost.com");
            let join = if url.contains('?') { '&' } else { '?' };
            let (url, fragment) = match url.split_once('#') {
                Some((url, fragment)) => (url, format!("#{fragment}")),
                None => (url, String::new()),
            };
            let (id, signer) = (&t.id, escape(&signer.id));
            format!(
                "{url}{join}sh_transactionid={id}&sh_signerid={signer}&sh_signerstatus={word}{fragment}"
            )
        });
        if let Some(signer) = t.signers.get_mut(index) {
            signer.acted = true;
            if !name.trim().is_empty() {
                signer.name = Some(name.trim().to_owned());
            }
        }
        t.timers.push(Timer {
            at: now + sim.options.after_return,
            due: Due::Acted {
                signer: index,
                reject,
            },
        });
        Ok(back.unwrap_or_default())
    });
    match acted {
        None => told(StatusCode::NOT_FOUND, "There is no such page."),
        Some(Err(words)) => told(StatusCode::CONFLICT, words),
        Some(Ok(back)) => {
            let mut headers = HeaderMap::new();
            if let Ok(back) = back.parse() {
                headers.insert(header::LOCATION, back);
            }
            (StatusCode::SEE_OTHER, headers).into_response()
        }
    }
}

fn escape(words: &str) -> String {
    let set = percent_encoding::NON_ALPHANUMERIC;
    percent_encoding::utf8_percent_encode(words, set).to_string()
}

async fn show(Shared(sim): Shared<Arc<Sim>>, Path((_, id)): Path<(String, String)>) -> Response {
    let known = lock(&sim.state)
        .transactions
        .get(&id)
        .map(Transaction::over);
    match known {
        Some(true) => told(StatusCode::OK, "This document is signed."),
        _ => told(StatusCode::NOT_FOUND, "There is no such page."),
    }
}

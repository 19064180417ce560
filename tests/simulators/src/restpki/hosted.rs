//! The hosted signing page (§4.2, §7). It works without scripts; the certificate that a browser's
//! component would bring is entered by hand.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::acts::{Act, closed};
use super::service::Sim;
use crate::core::lock;
use crate::core::pdf::Person;

type App = Shared<Arc<Sim>>;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .route("/signature-session/{token}", get(page))
        .route("/signature-session/{token}/act", post(act))
        .with_state(sim)
}

fn html(words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    words.replace('"', "&quot;")
}

fn shell(body: &str) -> Html<String> {
    let style = "body{font:16px sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}\
        input[type=text]{width:100%;font:inherit;padding:.4rem;box-sizing:border-box}\
        button{font:inherit;padding:.5rem 1.2rem;margin:.6rem .6rem .6rem 0}";
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

async fn page(Shared(sim): App, Path(token): Path<String>) -> Response {
    let mut state = lock(&sim.state);
    sim.tick_at(&mut state, sim.watch.clock.now());
    let Some(session) = state.by_token(&token) else {
        return told(StatusCode::NOT_FOUND, "There is no such page.");
    };
    if let Some(words) = closed(session) {
        return told(StatusCode::OK, words);
    }
    let names = session
        .documents
        .iter()
        .map(|one| format!("<li>{}</li>", html(&one.name)));
    let names: String = names.collect();
    let line = |id: &str, label: &str| {
        format!(
            "<p><label>{label}<br><input type=\"text\" name=\"{id}\" id=\"{id}\" \
             data-testid=\"{id}\"></label></p>"
        )
    };
    let button = |id: &str, label: &str| {
        format!(
            "<button name=\"do\" value=\"{id}\" id=\"{id}\" data-testid=\"{id}\">{label}</button>"
        )
    };
    let body = format!(
        "<h1>Sign</h1><ul>{names}</ul><form method=\"post\" action=\"/signature-session/{token}/act\">\
         {}{}{}<p><label><input type=\"checkbox\" name=\"device\" id=\"device\" \
         data-testid=\"device\" value=\"yes\"> In a card or token</label></p>{}{}{}{}</form>",
        line("name", "Name in the certificate"),
        line("cpf", "CPF"),
        line("email", "E-mail"),
        button("sign", "Sign"),
        button("cancel", "Cancel"),
        button("sign-stay", "Sign but don't return"),
        button("close", "Close tab"),
    );
    shell(&body).into_response()
}

#[derive(Deserialize)]
struct Pressed {
    #[serde(rename = "do")]
    what: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    cpf: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    device: String,
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

async fn act(
    Shared(sim): App,
    Path(token): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let found = lock(&sim.state).by_token(&token).map(|session| {
        (
            session.id.clone(),
            session.text("returnUrl").map(str::to_owned),
        )
    });
    let Some((id, back)) = found else {
        return told(StatusCode::NOT_FOUND, "There is no such page.");
    };
    let act = match pressed.what.as_str() {
        "close" => return told(StatusCode::OK, "The tab would be closed now."),
        "cancel" => Act::Cancel,
        _ => Act::Sign {
            person: Person {
                name: pressed.name.trim().to_owned(),
                cpf: filled(&pressed.cpf),
                email: filled(&pressed.email),
            },
            device: pressed.device == "yes",
        },
    };
    if let Err(why) = sim.act(&id, &act) {
        return told(StatusCode::CONFLICT, &why.to_string());
    }
    match back.filter(|_| pressed.what != "sign-stay") {
        // Without an address to return to the service closes the tab itself (§7).
        None => told(StatusCode::OK, "You can close this page."),
        Some(back) => {
            let join = if back.contains('?') { '&' } else { '?' };
            let to = format!("{back}{join}signatureSessionId={id}");
            let mut headers = HeaderMap::new();
            if let Ok(to) = to.parse() {
                headers.insert(header::LOCATION, to);
            }
            (StatusCode::SEE_OTHER, headers).into_response()
        }
    }
}

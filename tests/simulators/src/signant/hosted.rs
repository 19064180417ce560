//! The hosted signing page. It works without scripts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::life::NotNow;
use super::service::Sim;
use super::soap::escape;
use super::state::{Posting, Recipient};
use crate::core::lock;

pub(super) fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .route("/x/{link}", get(page))
        .route("/x/{link}/sign", post(sign))
        .route("/x/{link}/reject", post(reject))
        .route("/x/{link}/cancel", post(cancel))
        .with_state(sim)
}

#[derive(Deserialize)]
struct Signing {
    /// `YYYY-MM-DD`, where the page asks for it.
    #[serde(default)]
    birth: String,
}

fn shell(head: &str, body: &str) -> Html<String> {
    let style = "body{font:16px sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}\
        button{font:inherit;padding:.5rem 1.2rem;margin:.6rem 0}";
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{head}\
         <title>Sign (simulated service)</title><style>{style}</style></head>\
         <body><main>{body}</main></body></html>"
    ))
}

fn told(code: StatusCode, words: &str) -> Response {
    let body = format!(
        "<h1>Simulated service</h1><p id=\"message\" data-testid=\"message\">{}</p>",
        escape(words)
    );
    (code, shell("", &body)).into_response()
}

fn to(url: &str) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(url) = url.parse() {
        headers.insert(header::LOCATION, url);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn on_link<T>(
    sim: &Sim,
    link: &str,
    work: impl FnOnce(&mut Posting, usize, OffsetDateTime) -> Result<T, NotNow>,
) -> Result<T, NotNow> {
    let now = sim.watch.clock.now();
    let mut state = lock(&sim.state);
    sim.sweep(&mut state, now);
    let (posting, index) = state.by_link(link).ok_or(NotNow::Gone)?;
    if now >= posting.expires {
        return Err(NotNow::Gone);
    }
    let done = work(posting, index, now);
    sim.keep(&state);
    done
}

fn sorry(error: &NotNow) -> Response {
    let code = match error {
        NotNow::Gone | NotNow::Nobody => StatusCode::NOT_FOUND,
        NotNow::Over => StatusCode::OK,
        NotNow::Document(_) => StatusCode::CONFLICT,
    };
    told(code, &error.to_string())
}

async fn page(Shared(sim): Shared<Arc<Sim>>, Path(link): Path<String>) -> Response {
    let shown = on_link(&sim, &link, |posting, index, now| {
        posting.begin(index, now)?;
        Ok(form(posting, index, &link))
    });
    match shown {
        Ok(body) => shell("", &body).into_response(),
        Err(error) => sorry(&error),
    }
}

fn asks_birth(one: &Recipient) -> bool {
    one.date_of_birth.is_some() || one.minimum_age.is_some() || one.maximum_age.is_some()
}

fn form(posting: &Posting, index: usize, link: &str) -> String {
    let Some(one) = posting.recipients.get(index) else {
        return String::new();
    };
    let birth = if asks_birth(one) {
        "<p><label>Born on<br><input type=\"text\" name=\"birth\" id=\"birth\" \
         data-testid=\"birth\" required></label></p>"
    } else {
        ""
    };
    format!(
        "<h1>{}</h1><p>{}</p><p>For {}</p>\
         <ul id=\"documents\" data-testid=\"documents\"><li>{}</li></ul>\
         <form method=\"post\" action=\"/x/{link}/sign\">{birth}\
         <p><label><input type=\"checkbox\" name=\"consent\" id=\"consent\" data-testid=\"consent\" \
         required> I agree to the document and sign it</label></p>\
         <button id=\"sign\" data-testid=\"sign\">Sign</button></form>\
         <form method=\"post\" action=\"/x/{link}/reject\">\
         <button id=\"reject\" data-testid=\"reject\">Reject</button></form>\
         <form method=\"post\" action=\"/x/{link}/cancel\">\
         <button id=\"cancel\" data-testid=\"cancel\">Cancel</button></form>",
        escape(&posting.title),
        escape(posting.description.as_deref().unwrap_or_default()),
        escape(&one.name),
        escape(&posting.file_name)
    )
}

/// Whether somebody born on that day may sign.
fn may(one: &Recipient, birth: &str, today: Date) -> bool {
    let shape = time::macros::format_description!("[year]-[month]-[day]");
    let Ok(born) = Date::parse(birth.trim(), &shape) else {
        return false;
    };
    let had = (today.ordinal()) >= born.ordinal();
    let age = i64::from(today.year() - born.year()) - i64::from(!had);
    one.minimum_age.is_none_or(|least| age >= least)
        && one.maximum_age.is_none_or(|most| age <= most)
        && one
            .date_of_birth
            .as_deref()
            .is_none_or(|wanted| wanted == birth.trim())
}

async fn sign(
    Shared(sim): Shared<Arc<Sim>>,
    Path(link): Path<String>,
    Form(signing): Form<Signing>,
) -> Response {
    let signed = on_link(&sim, &link, |posting, index, now| {
        let one = posting.recipients.get(index).ok_or(NotNow::Nobody)?;
        if asks_birth(one) && !may(one, &signing.birth, now.date()) {
            return Ok(Err(posting.cancel.clone()));
        }
        sim.sign(posting, index, now)?;
        Ok(Ok(posting.clone()))
    });
    match signed {
        Ok(Ok(posting)) => after(&posting),
        Ok(Err(cancel)) => cancelled(cancel.as_deref()),
        Err(error) => sorry(&error),
    }
}

/// Where the browser goes after signing (§3.1).
fn after(posting: &Posting) -> Response {
    let Some(url) = posting
        .redirect
        .as_deref()
        .filter(|_| posting.after_sign == "Redirect")
    else {
        return told(StatusCode::OK, "You have signed.");
    };
    match (posting.delay, &posting.caption) {
        (Some(delay), _) if delay > 0 => {
            let head = format!(
                "<meta http-equiv=\"refresh\" content=\"{delay};url={}\">",
                escape(url)
            );
            shell(&head, "<p id=\"message\">You have signed.</p>").into_response()
        }
        (None, Some(caption)) => {
            let link = format!(
                "<p id=\"message\">You have signed.</p><p><a id=\"back\" data-testid=\"back\" \
                 href=\"{}\">{}</a></p>",
                escape(url),
                escape(caption)
            );
            shell("", &link).into_response()
        }
        _ => to(url),
    }
}

fn cancelled(url: Option<&str>) -> Response {
    match url {
        Some(url) => to(url),
        None => told(StatusCode::OK, "You have cancelled."),
    }
}

async fn reject(Shared(sim): Shared<Arc<Sim>>, Path(link): Path<String>) -> Response {
    let done = on_link(&sim, &link, |posting, index, now| {
        posting.reject(index, now)?;
        Ok(posting.cancel.clone())
    });
    match done {
        Ok(url) => cancelled(url.as_deref()),
        Err(error) => sorry(&error),
    }
}

async fn cancel(Shared(sim): Shared<Arc<Sim>>, Path(link): Path<String>) -> Response {
    match on_link(&sim, &link, |posting, _, _| Ok(posting.cancel.clone())) {
        Ok(url) => cancelled(url.as_deref()),
        Err(error) => sorry(&error),
    }
}

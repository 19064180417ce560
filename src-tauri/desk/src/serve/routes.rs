//! The signing page's addresses. `/s/<token>` turns a link into a cookie and an address without
//! the token, consuming nothing; everything below `/sign/<page>/` wants that cookie.

use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use history::{LinkEnd, LinkRow};
use serde::Deserialize;
use serde_json::json;
use session::ErrorCode;

use super::guard::{OwnHost, guard};
use super::{assets, hash};
use crate::api::{DeclineRequest, LettersAnswer, LettersRequest, SignRequest, SigningView};
use crate::language::Language;
use crate::{Desk, DeskError};

/// The largest body: a drawn signature for each of many places.
const LARGEST_BODY: usize = 8 << 20;
const COOKIE: &str = "paraph";

pub(super) fn router(desk: Desk, host: &str) -> Router {
    Router::new()
        .route("/alive", get(|| async { StatusCode::NO_CONTENT }))
        .route("/s/{token}", get(enter))
        .route("/back/{session}/{token}", get(come_back))
        .route("/s/assets/{name}", get(lone_asset))
        .route("/s/api/session", get(no_session))
        .route("/sign/{page}/", get(index))
        .route("/sign/{page}/assets/{name}", get(asset))
        .route("/sign/{page}/api/session", get(session))
        .route("/sign/{page}/api/page/{document}/{number}", get(picture))
        .route("/sign/{page}/api/text/{document}/{number}", get(text))
        .route("/sign/{page}/api/document/{document}", get(download))
        .route("/sign/{page}/api/letters", post(letters))
        .route("/sign/{page}/api/sign", post(sign))
        .route("/sign/{page}/api/decline", post(decline))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(
            OwnHost(host.to_owned()),
            guard,
        ))
        .with_state(desk)
}

/// The part of a link's hash that stands in the page's address: says nothing of the link.
fn page_name(hash: &[u8; 32]) -> String {
    hex::encode(hash.get(..8).unwrap_or_default())
}

/// An error as the page gets it.
pub(super) struct Refusal(StatusCode, serde_json::Value);

impl Refusal {
    pub(super) fn new(language: Language, error: &DeskError) -> Self {
        let code = error.code();
        let status = match code {
            ErrorCode::LinkUsed | ErrorCode::AlreadyEnded | ErrorCode::AlreadySigned => {
                StatusCode::GONE
            }
            ErrorCode::LinkUnknown => StatusCode::NOT_FOUND,
            ErrorCode::RequestForeign => StatusCode::FORBIDDEN,
            ErrorCode::ActIncomplete => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorCode::NotYourTurn | ErrorCode::SessionBusy => StatusCode::CONFLICT,
            ErrorCode::NoGlyph | ErrorCode::PictureUnusable => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorCode::KeyringMissing | ErrorCode::KeyringLocked => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, json!({ "error": error.told(language.words()) }))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

/// The language that the page is shown in. The page says so itself; before it does, the browser
/// says what it would like.
impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let wanted = parts.headers.get(header::ACCEPT_LANGUAGE);
        let wanted = wanted.and_then(|value| value.to_str().ok());
        Ok(Self::wanted(wanted.unwrap_or_default()))
    }
}

/// The signer whose cookie came with the request.
pub(super) struct Visitor {
    pub(super) link: LinkRow,
    pub(super) hash: [u8; 32],
}

impl FromRequestParts<Desk> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let Ok(language) = Language::from_request_parts(parts, desk).await;
        let page = parts
            .uri
            .path()
            .strip_prefix("/sign/")
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default();
        // Cookies of other pages of this address may come along: the right one names this page.
        let link = parts
            .headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
            .map(hash)
            .find(|hash| page_name(hash) == page)
            .and_then(|hash| Some((hash, desk.history().link(&hash).ok()??)));
        link.map(|(hash, link)| Self { link, hash })
            .ok_or_else(|| Refusal::new(language, &DeskError::Refused(ErrorCode::LinkUnknown)))
    }
}

/// Turns a link into a cookie. Looking consumes nothing.
async fn enter(State(desk): State<Desk>, Path(token): Path<String>) -> Response {
    let hash = hash(&token);
    match desk.history().link(&hash) {
        Ok(Some(LinkRow {
            ended: None | Some(LinkEnd::Used),
            ..
        })) => {
            let page = page_name(&hash);
            let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/sign/{page}/");
            (
                [(header::SET_COOKIE, cookie)],
                Redirect::to(&format!("/sign/{page}/")),
            )
                .into_response()
        }
        _ => nothing_here(),
    }
}

/// Where a signer comes back to from a service's page. What the address claims is not looked at:
/// it is a hint to ask the service, and never a proof.
async fn come_back(
    State(desk): State<Desk>,
    language: Language,
    Path((session, token)): Path<(String, String)>,
) -> Response {
    let known = desk.came_back(&session, &token).unwrap_or(false);
    let (words, tag) = (language.words(), language.tag());
    let key = if known {
        "came-back"
    } else {
        "came-back-unknown"
    };
    let (title, text) = (words.say(key, &[]), words.say(&format!("{key}-next"), &[]));
    let page = format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <main><h1>{title}</h1><p>{text}</p></main></html>"
    );
    let status = if known {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    (status, Html(page)).into_response()
}

/// The page, for those whose link leads nowhere: it asks [`no_session`] and says why.
fn nothing_here() -> Response {
    (StatusCode::NOT_FOUND, assets::page()).into_response()
}

async fn no_session(language: Language) -> Refusal {
    Refusal::new(language, &DeskError::Refused(ErrorCode::LinkUnknown))
}

async fn index(State(desk): State<Desk>, visitor: Result<Visitor, Refusal>) -> Response {
    match visitor {
        Ok(visitor) => {
            desk.note_opened(&visitor);
            assets::page()
        }
        Err(_) => nothing_here(),
    }
}

async fn lone_asset(Path(name): Path<String>) -> Response {
    assets::asset(&name)
}

async fn asset(Path((_, name)): Path<(String, String)>) -> Response {
    assets::asset(&name)
}

async fn session(
    State(desk): State<Desk>,
    language: Language,
    visitor: Visitor,
) -> Result<Response, Refusal> {
    let view = desk
        .signing_view(&visitor.link, language)
        .map_err(|e| Refusal::new(language, &e))?;
    Ok(Json(view).into_response())
}

#[derive(Deserialize)]
struct Width {
    #[serde(default = "usual_width")]
    w: u32,
}

fn usual_width() -> u32 {
    1200
}

async fn picture(
    State(desk): State<Desk>,
    language: Language,
    visitor: Visitor,
    Path((_, document, number)): Path<(String, u32, u32)>,
    Query(width): Query<Width>,
) -> Result<Response, Refusal> {
    let refuse = |e: DeskError| Refusal::new(language, &e);
    let shown = desk
        .shown_document(&visitor.link, document)
        .map_err(refuse)?;
    if !(1..=shown.pages).contains(&number) {
        return Err(refuse(DeskError::Refused(ErrorCode::LinkUnknown)));
    }
    let png = desk
        .draw(&shown.sha256, number, width.w.clamp(16, 4000))
        .await
        .map_err(refuse)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

async fn text(
    State(desk): State<Desk>,
    language: Language,
    visitor: Visitor,
    Path((_, document, number)): Path<(String, u32, u32)>,
) -> Result<Response, Refusal> {
    let refuse = |e: DeskError| Refusal::new(language, &e);
    desk.shown_document(&visitor.link, document)
        .map_err(refuse)?;
    let lines = desk
        .history()
        .document_text(&visitor.link.session, document)
        .map_err(|e| refuse(e.into()))?;
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|line| line.page == number)
        .collect();
    Ok(Json(lines).into_response())
}

async fn download(
    State(desk): State<Desk>,
    language: Language,
    visitor: Visitor,
    Path((_, document)): Path<(String, u32)>,
) -> Result<Response, Refusal> {
    let refuse = |e: DeskError| Refusal::new(language, &e);
    let shown = desk
        .shown_document(&visitor.link, document)
        .map_err(refuse)?;
    let bytes = desk
        .history()
        .store()
        .get(&shown.sha256)
        .map_err(|e| refuse(e.into()))?;
    // The name travels as RFC 6266 wants it, so that any letter survives.
    let name: String = shown.name.bytes().map(|b| format!("%{b:02X}")).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"contract.pdf\"; filename*=UTF-8''{name}"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// Whether a text can stand as a signature, asked while it is typed.
async fn letters(_: Visitor, Json(request): Json<LettersRequest>) -> Response {
    let text: String = request.text.chars().take(200).collect();
    let missing = crate::here::blocking(move || Ok(seal::undrawable(&text))).await;
    // Not to know is no reason to stop anybody: signing asks again.
    let missing = missing.ok().flatten().map(String::from);
    Json(LettersAnswer { missing }).into_response()
}

async fn sign(
    State(desk): State<Desk>,
    language: Language,
    visitor: Visitor,
    Json(request): Json<SignRequest>,
) -> Result<Response, Refusal> {
    to_its_end(language, async move {
        desk.act_sign(&visitor, request, language).await
    })
    .await
}

async fn decline(
    State(desk): State<Desk>,
    language: Language,
    visitor: Visitor,
    Json(request): Json<DeclineRequest>,
) -> Result<Response, Refusal> {
    to_its_end(language, async move {
        desk.act_decline(&visitor.link, request, language).await
    })
    .await
}

/// What a signer does goes on to its end, also when the browser hangs up or the time for an answer
/// is over.
async fn to_its_end(
    language: Language,
    act: impl Future<Output = Result<SigningView, DeskError>> + Send + 'static,
) -> Result<Response, Refusal> {
    let done = tokio::spawn(act)
        .await
        .unwrap_or_else(|e| Err(DeskError::Internal(e.to_string())));
    let view = done.map_err(|e| Refusal::new(language, &e))?;
    Ok(Json(view).into_response())
}

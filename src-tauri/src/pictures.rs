//! Pictures of pages: `paraph://localhost/<SHA-256 of the document>/<page>?w=<pixels>`, and the
//! office's logo: `paraph://localhost/logo`. No path comes from the page that asks, and what is
//! asked for is answered off the main thread.

use session::ErrorCode;
use tauri::http::{Method, Request, Response, StatusCode, Uri, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::state::Shell;

/// The scheme under which the window asks for pictures.
pub(crate) const SCHEME: &str = "paraph";

/// The path of the office's logo.
const LOGO: &str = "/logo";

/// The widest picture that is drawn.
const WIDEST: u32 = 4_000;

/// Which picture is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    sha256: String,
    page: u32,
    width: u32,
}

/// Answers one request of the webview.
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let response = if request.method() != Method::GET {
            refusal(StatusCode::METHOD_NOT_ALLOWED)
        } else if request.uri().path() == LOGO {
            logo(app.try_state::<Shell>().as_deref())
        } else {
            match (wanted(request.uri()), app.try_state::<Shell>()) {
                (None, _) => refusal(StatusCode::BAD_REQUEST),
                (_, None) => refusal(StatusCode::SERVICE_UNAVAILABLE),
                (Some(wanted), Some(shell)) => draw(&shell, &wanted).await,
            }
        };
        responder.respond(response);
    });
}

fn logo(shell: Option<&Shell>) -> Response<Vec<u8>> {
    let office = shell.and_then(|shell| shell.desk().ok()?.office().ok());
    let Some(logo) = office.and_then(|office| office.logo) else {
        return refusal(StatusCode::NOT_FOUND);
    };
    let mut response = refusal(StatusCode::OK);
    let kind = header::HeaderValue::from_static(logo.kind.media_type());
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    *response.body_mut() = logo.bytes;
    response
}

async fn draw(shell: &Shell, wanted: &Wanted) -> Response<Vec<u8>> {
    let Ok(desk) = shell.desk() else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE);
    };
    match desk.draw(&wanted.sha256, wanted.page, wanted.width).await {
        Ok(png) => picture(png),
        Err(error) if error.code() == ErrorCode::FileMissing => refusal(StatusCode::NOT_FOUND),
        Err(_) => refusal(StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// A document is named by its content, so its pictures never change.
fn picture(png: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(png);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("image/png"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("private, max-age=31536000, immutable"),
    );
    guarded(response)
}

/// An answer that is not kept.
fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    guarded(response)
}

fn guarded(mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    let nosniff = header::HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

fn wanted(uri: &Uri) -> Option<Wanted> {
    let (sha256, page) = uri.path().strip_prefix('/')?.split_once('/')?;
    let is_digest = sha256.len() == 64
        && sha256
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let width = number(uri.query()?.strip_prefix("w=")?).filter(|w| *w <= WIDEST)?;
    let page = number(page)?;
    is_digest.then(|| Wanted {
        sha256: sha256.to_owned(),
        page,
        width,
    })
}

/// A number from 1, in digits alone.
fn number(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11";

    fn of(rest: &str) -> Option<Wanted> {
        wanted(&format!("paraph://localhost/{rest}").parse().unwrap())
    }

    #[test]
    fn a_picture_is_named_by_digest_page_and_width() {
        let asked = of(&format!("{DIGEST}/3?w=1200")).unwrap();
        assert_eq!(
            (asked.sha256.as_str(), asked.page, asked.width),
            (DIGEST, 3, 1200)
        );
    }

    #[test]
    fn nothing_but_a_picture_can_be_named() {
        let upper = DIGEST.to_uppercase();
        for bad in [
            String::new(),
            format!("{DIGEST}/3"),
            format!("{DIGEST}/3?w="),
            format!("{DIGEST}/3?w=0"),
            format!("{DIGEST}/3?w=4001"),
            format!("{DIGEST}/3?w=+5"),
            format!("{DIGEST}/0?w=100"),
            format!("{DIGEST}/3/4?w=100"),
            format!("{DIGEST}/../3?w=100"),
            format!("{DIGEST}/%33?w=100"),
            format!("{upper}/3?w=100"),
            "../../etc/passwd/1?w=100".to_owned(),
            format!("{}/1?w=100", &DIGEST[1..]),
        ] {
            assert_eq!(of(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_refusal_is_not_kept_and_a_picture_is() {
        assert_eq!(
            refusal(StatusCode::NOT_FOUND).headers()[header::CACHE_CONTROL],
            "no-store"
        );
        let kept = picture(vec![1]);
        assert!(
            kept.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        assert_eq!(kept.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

//! What every request must be before it is looked at: for our own address, from our own page, in
//! good time.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// How long a request may take as a whole.
const WHOLE: Duration = Duration::from_secs(60);

/// The page's own policy: nothing from outside, nothing inline, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; \
    base-uri 'none'";

/// The host (with port) that requests must name.
#[derive(Debug, Clone)]
pub(super) struct OwnHost(pub(super) String);

/// Refuses what is not ours and dresses what goes out.
pub(super) async fn guard(State(own): State<OwnHost>, request: Request, next: Next) -> Response {
    let mut response = match refuse(&own.0, request.method(), request.headers()) {
        Some(status) => status.into_response(),
        None => tokio::time::timeout(WHOLE, next.run(request))
            .await
            .unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response()),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refuse(own: &str, method: &Method, headers: &HeaderMap) -> Option<StatusCode> {
    let text = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.as_bytes())
    };
    // Another name that leads here is another site's trick.
    if text(header::HOST) != Some(own.as_bytes()) {
        return Some(StatusCode::MISDIRECTED_REQUEST);
    }
    let origin = format!("http://{own}");
    let ours = text(header::ORIGIN).map(|given| given == origin.as_bytes());
    match *method {
        Method::GET | Method::HEAD => (ours == Some(false)).then_some(StatusCode::FORBIDDEN),
        Method::POST => {
            let site = text(header::HeaderName::from_static("sec-fetch-site"));
            if ours != Some(true) || site.is_some_and(|site| site != b"same-origin") {
                return Some(StatusCode::FORBIDDEN);
            }
            let json = text(header::CONTENT_TYPE).is_some_and(|kind| {
                let kind = kind.split(|b| *b == b';').next().unwrap_or_default();
                kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
            });
            (!json).then_some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        }
        _ => Some(StatusCode::METHOD_NOT_ALLOWED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "127.0.0.1:4711";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_the_exact_host_is_served() {
        for other in [
            "evil.example",
            "localhost:4711",
            "127.0.0.1",
            "127.0.0.1:47110",
        ] {
            let refused = refuse(OWN, &Method::GET, &headers(&[("host", other)]));
            assert_eq!(refused, Some(StatusCode::MISDIRECTED_REQUEST), "{other}");
        }
        assert_eq!(
            refuse(OWN, &Method::GET, &HeaderMap::new()),
            Some(StatusCode::MISDIRECTED_REQUEST)
        );
        assert_eq!(refuse(OWN, &Method::GET, &headers(&[("host", OWN)])), None);
    }

    #[test]
    fn only_our_own_page_may_post_json() {
        let ours = ("origin", "http://127.0.0.1:4711");
        let json = ("content-type", "application/json; charset=utf-8");
        let post = |pairs: &[(&'static str, &str)]| {
            let mut all = vec![("host", OWN)];
            all.extend_from_slice(pairs);
            refuse(OWN, &Method::POST, &headers(&all))
        };
        assert_eq!(post(&[ours, json]), None);
        assert_eq!(post(&[ours, json, ("sec-fetch-site", "same-origin")]), None);
        assert_eq!(post(&[json]), Some(StatusCode::FORBIDDEN));
        assert_eq!(
            post(&[("origin", "null"), json]),
            Some(StatusCode::FORBIDDEN)
        );
        assert_eq!(
            post(&[("origin", "http://127.0.0.1:1"), json]),
            Some(StatusCode::FORBIDDEN)
        );
        assert_eq!(
            post(&[ours, json, ("sec-fetch-site", "cross-site")]),
            Some(StatusCode::FORBIDDEN)
        );
        assert_eq!(
            post(&[ours, ("content-type", "application/x-www-form-urlencoded")]),
            Some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        );
        assert_eq!(post(&[ours]), Some(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }

    #[test]
    fn no_other_method_is_answered() {
        for method in [Method::OPTIONS, Method::PUT, Method::DELETE, Method::PATCH] {
            let refused = refuse(OWN, &method, &headers(&[("host", OWN)]));
            assert_eq!(refused, Some(StatusCode::METHOD_NOT_ALLOWED));
        }
    }
}

//! A signer without a browser: speaks the signing page's protocol directly.

use serde_json::{Value, json};

use crate::http::{Reply, exchange};

/// A signer at an open signing page.
pub struct HttpSigner {
    /// Host and port.
    pub host: String,
    /// The page's path, with a slash at its end.
    pub page: String,
    /// The cookie that the page was given.
    pub cookie: String,
}

impl HttpSigner {
    /// Follows a link as a browser does.
    #[must_use]
    #[track_caller]
    pub fn open(link: &str) -> Self {
        let (host, path) = split(link);
        let reply = exchange(&host, "GET", &path, &[("Host", &host)], "");
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").expect("a cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let page = reply.header("location").expect("a place to go").to_owned();
        Self { host, page, cookie }
    }

    /// Asks the page for something.
    #[track_caller]
    pub fn get(&self, what: &str) -> Reply {
        let path = format!("{}{what}", self.page);
        exchange(
            &self.host,
            "GET",
            &path,
            &[("Host", &self.host), ("Cookie", &self.cookie)],
            "",
        )
    }

    /// What the page is told about the session.
    #[must_use]
    #[track_caller]
    pub fn session(&self) -> Value {
        let reply = self.get("api/session");
        assert_eq!(reply.status, 200, "{reply:?}");
        serde_json::from_str(&reply.body).expect("JSON")
    }

    /// Sends JSON as the page does.
    #[track_caller]
    pub fn post(&self, what: &str, body: &Value) -> Reply {
        let origin = format!("http://{}", self.host);
        self.post_as(
            what,
            &body.to_string(),
            &[("Origin", &origin), ("Content-Type", "application/json")],
        )
    }

    /// Sends anything, with any headers beside Host and Cookie.
    #[track_caller]
    pub fn post_as(&self, what: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        let path = format!("{}{what}", self.page);
        let mut all = vec![
            ("Host", self.host.as_str()),
            ("Cookie", self.cookie.as_str()),
        ];
        all.extend(headers);
        exchange(&self.host, "POST", &path, &all, body)
    }

    /// The act of signing every place by a typed name.
    #[must_use]
    pub fn act(&self, name: &str) -> Value {
        let session = self.session();
        let marks: Vec<Value> = session["places"]
            .as_array()
            .expect("places")
            .iter()
            .map(|place| {
                let look = if place["kind"] == "date" {
                    json!({"date": session["today"]})
                } else {
                    json!({"typed": name})
                };
                json!({"place": place["id"], "look": look})
            })
            .collect();
        assert!(!marks.is_empty(), "nothing to sign: {session:#}");
        json!({
            "session": session["session"], "signer": session["signer"]["number"],
            "consent": true, "marks": marks,
        })
    }

    /// Signs every place by a typed name.
    #[track_caller]
    pub fn sign(&self, name: &str) -> Reply {
        self.post("api/sign", &self.act(name))
    }
}

/// Host with port, and path, of an address.
fn split(url: &str) -> (String, String) {
    let rest = url.strip_prefix("http://").expect("a loopback address");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    (host.to_owned(), format!("/{path}"))
}

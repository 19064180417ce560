//! The signing page's server takes nothing that does not come from its own page, once.

use serde_json::{Value, json};
use support::{HttpSigner, Serving, Stage, exchange, lease};

/// A session with two signers in any order, and its server.
struct Waiting {
    stage: Stage,
    id: String,
    _serving: Serving,
}

fn waiting() -> Waiting {
    let stage = Stage::new();
    let file = lease(&stage);
    let words = ["send", "--signer", "1:Ann One", "--signer", "2:Ben Two"];
    let mut words: Vec<&str> = words.to_vec();
    let file = file.to_string_lossy().into_owned();
    words.push(&file);
    let sent = stage.cli(&words).ok();
    let id = sent["id"].as_str().unwrap_or_default().to_owned();
    let serving = stage.serve();
    Waiting {
        stage,
        id,
        _serving: serving,
    }
}

impl Waiting {
    fn link(&self, signer: &str) -> String {
        let opened = self
            .stage
            .cli(&["open", &self.id, "--signer", signer, "--print"])
            .ok();
        opened["url"].as_str().unwrap_or_default().to_owned()
    }

    fn signer_state(&self, number: usize) -> Value {
        self.stage.cli(&["show", &self.id]).ok()["signers"][number - 1]["state"].clone()
    }
}

#[test]
fn requests_that_do_not_come_from_the_page_are_refused_and_change_nothing() {
    let waiting = waiting();
    let signer = HttpSigner::open(&waiting.link("1"));
    let act = signer.act("Ann One").to_string();
    let own = format!("http://{}", signer.host);
    let kind = ("Content-Type", "application/json");

    for host in ["evil.example", "localhost", "127.0.0.1", ""] {
        let path = format!("{}api/session", signer.page);
        let headers = [("Host", host), ("Cookie", signer.cookie.as_str())];
        let reply = exchange(&signer.host, "GET", &path, &headers, "");
        assert!(
            (400..500).contains(&reply.status),
            "Host {host:?}: {reply:?}"
        );
        assert!(!reply.body.contains("Ann One"), "Host {host:?}: {reply:?}");
    }
    for origin in [
        "http://evil.example",
        "null",
        "https://127.0.0.1",
        "http://127.0.0.1:1",
    ] {
        let reply = signer.post_as("api/sign", &act, &[("Origin", origin), kind]);
        assert_eq!(reply.status, 403, "Origin {origin}: {reply:?}");
    }
    let reply = signer.post_as("api/sign", &act, &[kind]);
    assert_eq!(reply.status, 403, "without Origin: {reply:?}");

    // What a form on another site can send without asking.
    for foreign in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data",
    ] {
        let headers = [("Origin", "http://evil.example"), ("Content-Type", foreign)];
        let reply = signer.post_as("api/sign", &act, &headers);
        assert!((400..500).contains(&reply.status), "{foreign}: {reply:?}");
        let headers = [("Origin", own.as_str()), ("Content-Type", foreign)];
        let reply = signer.post_as("api/sign", &act, &headers);
        assert_eq!(reply.status, 415, "own form as {foreign}: {reply:?}");
    }
    let path = format!("{}api/sign", signer.page);
    let bare = [
        ("Host", signer.host.as_str()),
        ("Origin", own.as_str()),
        kind,
    ];
    let reply = exchange(&signer.host, "POST", &path, &bare, &act);
    assert!(
        (400..500).contains(&reply.status),
        "without the cookie: {reply:?}"
    );
    let reply = exchange(&signer.host, "OPTIONS", &path, &bare, "");
    assert!(
        reply.header("access-control-allow-origin").is_none(),
        "{reply:?}"
    );

    assert_ne!(waiting.signer_state(1), "signed");
    assert_eq!(
        signer.sign("Ann One").status,
        200,
        "the page's own request is taken"
    );
    assert_eq!(waiting.signer_state(1), "signed");
}

#[test]
fn an_act_is_taken_once_and_its_page_is_dead_afterwards() {
    let waiting = waiting();
    let link = waiting.link("1");
    let signer = HttpSigner::open(&link);
    let act = signer.act("Ann One");
    assert_eq!(signer.post("api/sign", &act).status, 200);
    let second = signer.post("api/sign", &act);
    assert!(matches!(second.status, 409 | 410), "{second:?}");
    let decline = json!({"session": act["session"], "signer": act["signer"], "reason": "no"});
    let late = signer.post("api/decline", &decline);
    assert!(matches!(late.status, 409 | 410), "{late:?}");

    // The used link still tells its owner how it ended, and takes nothing any more.
    let again = HttpSigner::open(&link);
    assert_eq!(again.session()["state"], "signed");
    let third = again.post("api/sign", &act);
    assert!(matches!(third.status, 409 | 410), "{third:?}");
    let refused = waiting
        .stage
        .cli(&["open", &waiting.id, "--signer", "1", "--print"]);
    assert_eq!(refused.code, Some(1), "{refused:#?}");
}

#[test]
fn a_link_opens_the_page_of_its_own_signer_only() {
    let waiting = waiting();
    let one = HttpSigner::open(&waiting.link("1"));
    let two = HttpSigner::open(&waiting.link("2"));

    // The page of one with the cookie of the other, and the act of one on the page of the other.
    let mixed = HttpSigner {
        host: two.host.clone(),
        page: two.page.clone(),
        cookie: one.cookie.clone(),
    };
    let reply = mixed.get("api/session");
    assert!((400..500).contains(&reply.status), "{reply:?}");
    let reply = one.post("api/sign", &two.act("Ann One"));
    assert!((400..500).contains(&reply.status), "{reply:?}");
    assert_ne!(waiting.signer_state(2), "signed");

    // A newer link of the same signer ends the earlier one that nobody has opened.
    let unopened = waiting.link("2");
    let newer = waiting.link("2");
    let host = two.host.as_str();
    let path = |url: &str| url.replace(&format!("http://{host}"), "");
    let old = exchange(host, "GET", &path(&unopened), &[("Host", host)], "");
    assert!((400..500).contains(&old.status), "{old:?}");
    let new = exchange(host, "GET", &path(&newer), &[("Host", host)], "");
    assert_eq!(new.status, 303, "{new:?}");
    // Looking does not use a link up: mail scanners and previews look too.
    let head = exchange(host, "HEAD", &path(&newer), &[("Host", host)], "");
    assert_ne!(head.status, 410, "{head:?}");
    let new = exchange(host, "GET", &path(&newer), &[("Host", host)], "");
    assert_eq!(new.status, 303, "{new:?}");

    let invented = exchange(
        host,
        "GET",
        "/s/0123456789abcdef0123456789abcdef",
        &[("Host", host)],
        "",
    );
    assert!((400..500).contains(&invented.status), "{invented:?}");
}

#[test]
fn an_act_without_consent_or_with_a_place_missing_is_refused() {
    let waiting = waiting();
    let signer = HttpSigner::open(&waiting.link("1"));
    let act = signer.act("Ann One");
    let mut silent = act.clone();
    silent["consent"] = json!(false);
    let mut short = act.clone();
    if let Some(marks) = short["marks"].as_array_mut() {
        // Dates are filled in by the server; this one is a signer's own.
        marks.retain(|mark| !mark["place"].to_string().contains("Signature"));
    }
    for wrong in [silent, short, json!({}), json!([])] {
        let reply = signer.post("api/sign", &wrong);
        assert!((400..500).contains(&reply.status), "{wrong}: {reply:?}");
    }
    assert_ne!(waiting.signer_state(1), "signed");
    let huge = "x".repeat(40 << 20);
    let reply = signer.post("api/sign", &json!({"session": huge}));
    assert!(
        reply.status == 0 || (400..500).contains(&reply.status),
        "{}",
        reply.status
    );
    assert_eq!(signer.post("api/sign", &act).status, 200);
}

#[test]
fn declining_ends_the_session_with_the_reason_that_was_given() {
    let waiting = waiting();
    let signer = HttpSigner::open(&waiting.link("1"));
    let act = signer.act("Ann One");
    let decline =
        json!({"session": act["session"], "signer": act["signer"], "reason": "The rent is wrong"});
    assert_eq!(signer.post("api/decline", &decline).status, 200);
    let session = waiting.stage.cli(&["show", &waiting.id]).ok();
    assert_eq!(session["state"], "declined", "{session:#}");
    assert_eq!(session["signers"][0]["state"], "declined");
    assert!(
        session["events"].to_string().contains("The rent is wrong"),
        "{session:#}"
    );
}

#[test]
fn whoever_comes_without_a_link_is_told_so_in_the_language_of_their_browser() {
    let waiting = waiting();
    let signer = HttpSigner::open(&waiting.link("1"));
    let host = signer.host.as_str();
    for (wish, tag, said) in [
        (
            "de-AT,de;q=0.9,en;q=0.8",
            "de",
            "Dieser Link funktioniert nicht",
        ),
        ("es-419", "es", "Este enlace no funciona"),
        ("fr-CA,fr;q=0.9", "fr", "Ce lien ne fonctionne pas"),
        ("nn-NO,no;q=0.8", "nb", "Denne lenken virker ikke"),
        ("sv, nl-BE;q=0.8", "nl", "Deze link werkt niet"),
        ("pt-BR", "pt", "funciona, ou deixou de funcionar"),
        ("ja", "en", "This link does not work"),
    ] {
        let headers = [("Host", host), ("Accept-Language", wish)];
        let told = exchange(host, "GET", "/s/api/session", &headers, "");
        assert_eq!(told.status, 404, "{wish}: {told:?}");
        assert!(told.body.contains(said), "{wish}: {told:?}");
        let back = exchange(host, "GET", "/back/nothing/nowhere", &headers, "");
        assert_eq!(back.status, 404, "{wish}: {back:?}");
        let page = format!("<html lang=\"{tag}\">");
        assert!(back.body.contains(&page), "{wish}: {back:?}");
    }
}

#[test]
fn what_the_server_sends_cannot_be_framed_stored_or_run_from_elsewhere() {
    let waiting = waiting();
    let signer = HttpSigner::open(&waiting.link("1"));
    let page = signer.get("");
    assert_eq!(page.status, 200, "{page:?}");
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(page.header(name), Some(value), "{page:?}");
    }
}

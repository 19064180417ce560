//! The signing page, the control interface and the program.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use simulators::core::wire;
use simulators::signhost::{Options, Signhost, status};
use support::*;
use time::Duration;

fn form(url: &str, body: &str) -> wire::Answer {
    let length = body.len().to_string();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", length.as_str()),
    ];
    wire::send(url, "POST", &headers, body.as_bytes()).unwrap()
}

fn get(url: &str) -> wire::Answer {
    wire::send(url, "GET", &[], b"").unwrap()
}

#[test]
fn a_signing_link_works_only_once_started_and_once() {
    let service = strict();
    let id = create(&service, &wish());
    let url = service.sign_url(&id, 1).unwrap();
    assert!(get(&url).text().contains("not ready"));
    upload(&service, &id, "a.pdf", &contract());
    start(&service, &id);
    let page = get(&url).text();
    assert!(page.contains("id=\"sign\"") && page.contains("value=\"The buyer\""));
    let answer = form(&format!("{url}/sign"), "name=The+buyer&consent=on");
    let back = answer.header("location").unwrap().to_owned();
    assert_eq!(answer.status, 303);
    assert_eq!(
        back,
        format!(
            "https://shop.example.net/back/9f2c?sh_transactionid={id}&sh_signerid=buyer\
             &sh_signerstatus=signed"
        )
    );
    assert_eq!(form(&format!("{url}/sign"), "consent=on").status, 409);
    assert!(get(&url).text().contains("You have signed"));
    assert_eq!(get(&format!("{}/sign/none", service.origin())).status, 404);
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNED);
}

#[test]
fn the_browser_is_back_before_the_status_changes() {
    let service = Signhost::start(Options {
        after_return: Duration::seconds(3),
        ..Options::default()
    })
    .unwrap();
    service.clock().stop();
    let mut wish = wish();
    wish["Signers"][0]["ReturnUrl"] = json!("https://shop.example.net/?a=b#c");
    let id = started(&service, &wish, &contract());
    let url = service.sign_url(&id, 1).unwrap();
    let answer = form(&format!("{url}/reject"), "reason=The+price");
    let back = answer.header("location").unwrap();
    assert!(
        back.starts_with("https://shop.example.net/?a=b&sh_transactionid="),
        "{back}"
    );
    assert!(back.ends_with("&sh_signerstatus=rejected#c"), "{back}");
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNERS);
    service.advance(Duration::seconds(3));
    let kept = service.transaction(&id).unwrap();
    assert_eq!(kept.status, status::REJECTED);
    assert_eq!(kept.signers[0].reject_reason.as_deref(), Some("The price"));
}

/// The program, ended when dropped.
struct Program(std::process::Child, String);

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paraph-simulator"))
            .arg("signhost")
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        Self(child, line.trim().to_owned())
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> wire::Answer {
        let url = format!("{}{path}", self.1);
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let length = body.len().to_string();
        let mut headers = COMMON.to_vec();
        headers.push(("Content-Length", &length));
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json"));
        }
        wire::send(&url, method, &headers, body.as_bytes()).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_program_keeps_its_state_when_it_is_killed_and_obeys_the_control_interface() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let program = Program::start(&["--state", state, "--processing-ms", "0"]);
    let id = program.call("POST", "transaction", &wish()).json()["Id"]
        .as_str()
        .unwrap()
        .to_owned();
    drop(program);

    let program = Program::start(&["--state", state, "--processing-ms", "0"]);
    let path = format!("transaction/{id}");
    assert_eq!(program.call("GET", &path, &Value::Null).json()["Status"], 5);
    let pdf = contract();
    let url = format!("{}{path}/file/a.pdf", program.1);
    let length = pdf.len().to_string();
    let mut headers = COMMON.to_vec();
    headers.extend([
        ("Content-Type", "application/pdf"),
        ("Content-Length", &length),
    ]);
    assert_eq!(wire::send(&url, "PUT", &headers, &pdf).unwrap().status, 201);
    assert_eq!(
        program
            .call("PUT", &format!("{path}/start"), &Value::Null)
            .status,
        204
    );
    let base = program.1.replace("/api/", "/_sim/");
    let control = |method: &str, what: &str, body: &Value| {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let length = body.len().to_string();
        let headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", length.as_str()),
        ];
        wire::send(&format!("{base}{what}"), method, &headers, body.as_bytes()).unwrap()
    };
    let sign = json!({ "act": "sign", "signer": 1 });
    assert_eq!(
        control("POST", &format!("transactions/{id}"), &sign).status,
        204
    );
    assert_eq!(
        control("POST", &format!("transactions/{id}"), &sign).status,
        409
    );
    let shown = control("GET", &format!("transactions/{id}"), &Value::Null).json();
    assert_eq!(shown["status"], 30);
    let rule = json!({ "on": "read", "nth": 1, "fault": "status", "status": 503 });
    assert_eq!(control("POST", "faults", &rule).status, 200);
    assert_eq!(program.call("GET", &path, &Value::Null).status, 503);
    let day = json!({ "stop": true, "set": "2036-01-01T00:00:00Z", "advance_seconds": 60 });
    assert_eq!(
        control("POST", "clock", &day).json()["now"],
        "2036-01-01T00:01:00Z"
    );
    assert_eq!(
        control("GET", "counts", &Value::Null).json()["started"]["order-7731#1"],
        1
    );
    assert_eq!(control("GET", "violations", &Value::Null).json(), json!([]));
    assert_eq!(
        control("GET", "journal", &Value::Null).json()[0]["operation"],
        "read"
    );
    for what in ["mails", "faults", "transactions"] {
        assert_eq!(control("GET", what, &Value::Null).status, 200, "{what}");
    }
    assert_eq!(control("DELETE", "faults", &Value::Null).status, 200);
}

//! Independent judges: zeep reads the played service's description and calls it, and libxml2 holds
//! our requests against its schemas.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

/// The Python that has zeep: that of the judge of signatures, or the system's.
fn python() -> Option<PathBuf> {
    let beside = std::env::var_os("PARAPH_PYHANKO")
        .map(|program| Path::new(&program).with_file_name("python"));
    beside
        .into_iter()
        .chain([PathBuf::from("python3")])
        .find(|python| {
            let has = Command::new(python).args(["-c", "import zeep"]).output();
            has.is_ok_and(|output| output.status.success())
        })
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
async fn zeep_understands_the_played_service_and_every_request_of_ours_fits_its_schemas() {
    let Some(python) = python() else {
        eprintln!("skipped: no Python here has zeep (pip install -r tests/requirements.txt)");
        return;
    };
    let mut way = Way::usual();
    way.job.return_url = Some("http://127.0.0.1:9/back".into());
    way.job.message = Some("A & B".into());
    for (name, value) in [
        ("ssn", "01017012345"),
        ("ssn_allowed", "yes"),
        ("birth_date", "1970-01-01"),
        ("minimum_age", "18"),
        ("maximum_age", "99"),
    ] {
        way.job.signers[0].options.insert(name.into(), value.into());
    }
    way.job.signers[0].email = Some("s@example.net".into());
    way.job
        .options
        .insert("cancel_url".into(), "https://office.example/".into());
    way.job
        .options
        .insert("redirect_caption".into(), "Back".into());
    let line = way.it.line(&way.job, &way.bench);
    let id = || Value::Plain("c2a7d8f0-0d3b-4a60-8f0e-5d1f0a000002".into());
    let keys = || line.keys().unwrap();
    let create = line
        .posting(&way.job.documents[0], &way.job.signers[0])
        .unwrap();
    let status = [keys(), vec![("PostingID", id())]].concat();
    let download = [keys(), vec![("PostingID", id()), ("AttachmentID", id())]].concat();
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::File::create(&path)
            .unwrap()
            .write_all(bytes)
            .unwrap();
        path
    };
    let mut judging = Command::new(python);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/judges/soap.py");
    judging
        .arg(script)
        .arg(format!("{}?wsdl", way.service.base_url()))
        .arg(put("p.pdf", PAGE));
    for (operation, parameters) in [
        (Operation::Create, create),
        (Operation::Status, status),
        (Operation::Download, download),
    ] {
        let request = envelope::request(&way.it.names, operation, &parameters).unwrap();
        judging.arg(put(operation.name(), &request));
    }
    let output = judging.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let judged: serde_json::Value = serde_json::from_str(&said)
        .unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)));
    let called = &judged["called"];
    assert_eq!(called["created"], true, "{judged:#}");
    assert_eq!(called["urls"], serde_json::json!(["Judge"]));
    assert_eq!(
        (called["status"].as_str(), called["waits_for"].as_i64()),
        (Some("Sent"), Some(1))
    );
    assert_eq!(called["early"], serde_json::json!([false, 9005]));
    assert_eq!(
        judged["requests"],
        serde_json::json!([null, null, null]),
        "{judged:#}"
    );
    let broken: Vec<_> = way
        .service
        .violations()
        .into_iter()
        .map(|one| one.rule)
        .collect();
    assert_eq!(
        broken,
        ["download.early"],
        "that one is the judge's own wish"
    );
}

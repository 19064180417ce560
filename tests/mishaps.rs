//! What went wrong once, between the signing page and the kept copy.

use serde_json::{Value, json};
use support::{HttpSigner, Serving, Stage, encrypted, is_sound_pdf, lease};

fn send(stage: &Stage, words: &[&str]) -> Value {
    let file = lease(stage).to_string_lossy().into_owned();
    let mut all = vec!["send"];
    all.extend(words);
    all.push(&file);
    stage.cli(&all).ok()
}

fn id(session: &Value) -> String {
    session["id"].as_str().unwrap_or_default().to_owned()
}

fn open(stage: &Stage, id: &str, signer: &str) -> HttpSigner {
    let opened = stage.cli(&["open", id, "--signer", signer, "--print"]).ok();
    HttpSigner::open(opened["url"].as_str().unwrap_or_default())
}

fn waiting() -> (Stage, String, Serving) {
    let stage = Stage::new();
    let id = id(&send(
        &stage,
        &["--signer", "1:Ann One", "--signer", "2:Ben Two"],
    ));
    let serving = stage.serve();
    (stage, id, serving)
}

#[test]
fn a_name_that_no_font_draws_is_refused_and_the_signer_can_go_on() {
    let (stage, id, _serving) = waiting();
    let ann = open(&stage, &id, "1");
    // Not assigned: no font has it.
    let refused = ann.sign("\u{378}");
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.body.contains("no_glyph"), "{refused:?}");
    assert_eq!(ann.session()["state"], "ready");
    // Neither the other signer nor the same one is kept from signing.
    assert_eq!(open(&stage, &id, "2").sign("Ben Two").status, 200);
    assert_eq!(ann.sign("Ann One").status, 200);
    assert_eq!(stage.cli(&["show", &id]).ok()["state"], "kept");
}

#[test]
fn a_signature_that_cannot_be_finished_does_not_keep_the_sender_from_cancelling() {
    let stage = Stage::without_keyring();
    let id = id(&send(
        &stage,
        &["--signer", "1:Ann One", "--signer", "2:Ben Two"],
    ));
    let secrets = json!({"This computer": {"passphrase": "first"}}).to_string();
    let crash = [("PARAPH_CRASH_AT", "sign:1:1:before")];
    {
        let mut serving = stage.serve_knowing(Some(&secrets), &crash);
        let ann = open(&stage, &id, "1");
        let _cut_off = ann.sign("Ann One");
        serving.program.wait();
    }
    let wrong = json!({"This computer": {"passphrase": "second"}}).to_string();
    let resumed = stage.cli_with(&["--secrets-stdin", "resume", &id], &[], &wrong);
    assert_eq!(resumed.code, Some(1), "{resumed:#?}");
    let resumed = stage.cli_with(&["--secrets-stdin", "resume"], &[], &wrong);
    assert_eq!(resumed.code, Some(1), "{resumed:#?}");
    assert_eq!(
        stage.cli(&["show", &id]).ok()["error"]["code"],
        "passphrase_wrong"
    );
    let resumed = stage.cli_with(&["--secrets-stdin", "resume", &id], &[], &secrets);
    assert_eq!(resumed.code, Some(0), "{resumed:#?}");
    let session = stage.cli(&["show", &id]).ok();
    assert!(
        session["error"].is_null(),
        "what was mended is no error any more"
    );
    assert_eq!(session["signers"][0]["state"], "signed");
    assert_eq!(stage.cli(&["cancel", &id]).ok()["state"], "cancelled");
}

#[test]
fn a_passphrase_that_opens_nothing_is_said_before_anybody_signs() {
    let stage = Stage::without_keyring();
    let id = id(&send(
        &stage,
        &["--signer", "1:Ann One", "--signer", "2:Ben Two"],
    ));
    let right = json!({"This computer": {"passphrase": "right"}}).to_string();
    {
        let _serving = stage.serve_knowing(Some(&right), &[]);
        assert_eq!(open(&stage, &id, "1").sign("Ann One").status, 200);
    }
    let wrong = json!({"local": {"passphrase": "wrong"}}).to_string();
    let refused = stage.cli_with(&["--secrets-stdin", "serve"], &[], &wrong);
    assert_eq!(refused.error(), "passphrase_wrong");
}

#[test]
fn a_page_that_has_acted_shows_the_contract_no_more() {
    let (stage, id, _serving) = waiting();
    let ann = open(&stage, &id, "1");
    for what in ["api/document/1", "api/page/1/1?w=200", "api/text/1/1"] {
        assert_eq!(ann.get(what).status, 200, "{what}");
    }
    for what in ["api/document/9", "api/page/1/99?w=200"] {
        assert_eq!(ann.get(what).status, 404, "{what}");
    }
    assert_eq!(ann.sign("Ann One").status, 200);
    for what in ["api/document/1", "api/page/1/1?w=200", "api/text/1/1"] {
        assert_eq!(ann.get(what).status, 410, "{what}");
    }
}

#[test]
fn a_document_behind_a_password_is_signed_as_a_copy_that_opens_without_it() {
    let stage = Stage::new();
    let file = encrypted(&stage, &lease(&stage), "open sesame");
    let file = file.to_string_lossy().into_owned();
    let words = [
        "send",
        "--password-stdin",
        "--signer",
        "1:Ann",
        "--signer",
        "2:Ben",
        &file,
    ];
    let sent = stage.cli_with(&words, &[], "open sesame\n").ok();
    let id = id(&sent);
    let _serving = stage.serve();
    for signer in ["1", "2"] {
        assert_eq!(open(&stage, &id, signer).sign("A Name").status, 200);
    }
    let session = stage.cli(&["show", &id]).ok();
    assert_eq!(session["state"], "kept", "{session:#}");
    let path = session["documents"][0]["signed"]["path"]
        .as_str()
        .unwrap_or_default();
    assert!(is_sound_pdf(&stage.data().join(path)));
}

#[test]
fn a_place_that_lies_on_no_page_is_refused_before_anything_is_recorded() {
    let stage = Stage::without_keyring();
    let file = lease(&stage).to_string_lossy().into_owned();
    for place in ["-500,-500,-400,-400", "10,10,10.1,10.1", "0,0,5000,5000"] {
        let field = format!("{file}:1:{place}:signer=1");
        let words = [
            "send", "--signer", "1:Ann", "--signer", "2:Ben", "--field", &field, &file,
        ];
        assert_eq!(stage.cli(&words).error(), "field_invalid", "{place}");
    }
    assert_eq!(stage.cli(&["sessions"]).ok()["sessions"], json!([]));
}

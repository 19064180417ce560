//! The whole way once, from a terminal: sent, signed by two people in a browser, kept, verified.

use std::{fs, path::Path};

use serde_json::Value;
use support::{Browser, Look, Stage, is_sound_pdf, lease, nss_says_valid, pyhanko, sha256, until};

const TENANT: &str = "1:Zoë Łącka <zoe@example.com>";
const LANDLORD: &str = "2:Åse Brekke";

#[tokio::test]
async fn a_contract_sent_from_a_terminal_is_signed_by_two_people_and_kept() {
    let stage = Stage::new();
    let file = lease(&stage);
    let before = sha256(&file);
    let file = file.to_str().unwrap();

    let sent = stage
        .cli(&["send", "--signer", TENANT, "--signer", LANDLORD, file])
        .ok();
    assert_eq!(sent["state"], "waiting", "{sent:#}");
    assert_eq!(sent["signers"][0]["state"], "waiting");
    let id = sent["id"].as_str().unwrap();
    assert_eq!(sent["documents"][0]["sha256"], before.as_str());

    // Without a server there is no page to open, and that is said.
    let refused = stage.cli(&["open", id, "--signer", "1", "--print"]);
    assert_eq!(
        (refused.code, refused.error()),
        (Some(1), "not_serving"),
        "{refused:#?}"
    );

    let _serving = stage.serve();
    let link = |signer: &str| {
        let opened = stage.cli(&["open", id, "--signer", signer, "--print"]).ok();
        opened["url"].as_str().unwrap().to_owned()
    };
    let browser = Browser::open(&stage, 1280, 900).await;
    browser.sign(&link("1"), "Zoë Łącka", Look::Drawn).await;
    let half = stage.cli(&["show", id]).ok();
    assert_eq!(half["state"], "waiting", "{half:#}");
    assert_eq!(half["signers"][0]["state"], "signed");
    assert_eq!(half["signers"][1]["state"], "waiting");
    browser.sign(&link("2"), "Åse Brekke", Look::Typed).await;
    browser.close().await;

    let kept = until("the session to be kept", 60, || {
        let session = stage.cli(&["show", id]).ok();
        (session["state"] == "kept").then_some(session)
    });
    assert!(kept["error"].is_null(), "{kept:#}");
    let document = &kept["documents"][0]["signed"];
    assert_eq!(document["verdict"], "intact");
    let signed = stage.data().join(document["path"].as_str().unwrap());
    assert_eq!(sha256(&signed), document["sha256"].as_str().unwrap());
    let receipt = stage.data().join(kept["receipt"]["path"].as_str().unwrap());
    assert_eq!(
        sha256(&receipt),
        kept["receipt"]["sha256"].as_str().unwrap()
    );
    assert_eq!(
        sha256(&stage.path("home/Lease Harbour Street 12.pdf")),
        before
    );

    judged_by_others(&signed);
    assert!(is_sound_pdf(&receipt));
    assert_eq!(nss_says_valid(&receipt), 1);
    assert!(pyhanko(&receipt)[0].says("UNTOUCHED"));
    judged_by_paraph(&stage, &signed);
    copies_for_the_person(&stage, id, &signed);
}

#[track_caller]
fn judged_by_others(signed: &Path) {
    assert!(is_sound_pdf(signed));
    assert_eq!(nss_says_valid(signed), 2);
    let judgements = pyhanko(signed);
    assert_eq!(judgements.len(), 2, "{judgements:?}");
    for word in [
        "INTACT",
        "TRUSTED",
        "EXTENDED_WITH_FORM_FILLING",
        "ACCEPTABLE_MODIFICATIONS",
    ] {
        assert!(judgements[0].says(word), "{word}: {judgements:?}");
    }
    for word in ["INTACT", "TRUSTED", "UNTOUCHED"] {
        assert!(judgements[1].says(word), "{word}: {judgements:?}");
    }
}

#[track_caller]
fn judged_by_paraph(stage: &Stage, signed: &Path) {
    let verdicts = stage.cli(&["verify".as_ref(), signed.as_os_str()]).ok();
    let verdict = &verdicts[0];
    assert_eq!(verdict["summary"], "intact", "{verdict:#}");
    let signatures = verdict["signatures"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    assert_eq!(signatures.len(), 2);
    assert!(
        signatures
            .iter()
            .all(|s| s["trusted"] == "yes" && s["unchanged"] == true)
    );
    assert_eq!(signatures[0]["covers"], "revision");
    assert_eq!(signatures[1]["covers"], "whole_file");
    assert_eq!(signatures[1]["later_changes"], "none");
}

/// `export` and the person's own folder hold the same bytes under names a person can read.
#[track_caller]
fn copies_for_the_person(stage: &Stage, id: &str, signed: &Path) {
    let folder = stage.path("exported");
    let to = folder.to_string_lossy().into_owned();
    let export = || {
        let answer = stage.cli(&["export", id, "--to", &to]).ok();
        answer["files"].as_array().cloned().unwrap_or_default()
    };
    let first = export();
    let kinds: Vec<&Value> = first.iter().map(|file| &file["kind"]).collect();
    assert_eq!(kinds, ["signed", "receipt"], "{first:?}");
    assert_eq!(first[0]["sha256"], sha256(signed).as_str());
    // A second export finds equal bytes there and leaves them alone.
    assert_eq!(export(), first);
    assert_eq!(
        fs::read_dir(&folder)
            .map(Iterator::count)
            .unwrap_or_default(),
        2
    );

    let names: Vec<String> = fs::read_dir(stage.copies())
        .map(|entries| {
            entries
                .flatten()
                .map(|e| e.file_name().to_string_lossy().into())
                .collect()
        })
        .unwrap_or_default();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names
            .iter()
            .all(|name| name.contains("Lease Harbour Street 12")),
        "{names:?}"
    );
}

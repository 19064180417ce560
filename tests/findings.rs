//! What pre-flight finds, seen from outside: in the window, and on the command line.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf};

use support::{Stage, Window, until_async};

/// A PDF of one page with these lines, the first at the top.
fn letter(stage: &Stage, name: &str, lines: &[&str]) -> PathBuf {
    let content: String = (0..)
        .zip(lines)
        .map(|(row, line)| format!("BT /F1 11 Tf 72 {} Td ({line}) Tj ET\n", 760 - 40 * row))
        .collect();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}endstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let (mut file, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
    for (number, body) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{number} 0 obj\n{body}\nendobj");
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 6\n0000000000 65535 f \n{table}trailer <</Root 1 0 R/Size 6>>\nstartxref\n{start}\n%%EOF"
    );
    stage.put(name, file.as_bytes())
}

async fn until_frames(window: &Window, count: usize) {
    until_async(&format!("{count} frames"), 30, || async {
        let frames = window.all("frame", "data-signer").await;
        (frames.len() == count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn near_misses_become_places_by_one_click_each_and_undo_takes_the_last_back() {
    let stage = Stage::with_display();
    let lines = [
        "<<Signer1>>",
        "<Signer2>>",
        "<Signer2>>",
        "<Signer2>>",
        "<Signer2>>",
    ];
    let file = letter(&stage, "Letter.pdf", &lines);
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    // Four of a kind stand on one line.
    window.click("show-each").await;
    until_frames(&window, 1).await;
    window.click("cure").await;
    until_frames(&window, 2).await;
    // Three are told one by one again; the place's signer has a card.
    window.find("signer-2-name").await;
    assert!(!window.shows("fold").await);
    window.find("undo").await;
    if let Ok(folder) = std::env::var("PARAPH_PICTURES") {
        window
            .picture(&PathBuf::from(folder).join("cured.png"))
            .await;
    }
    window.click("undo").await;
    until_frames(&window, 1).await;
    window.find("fold").await;
    window.close().await;
}

#[tokio::test]
async fn a_signer_without_a_place_gets_one_beside_the_others_by_one_click() {
    let stage = Stage::with_display();
    let file = letter(
        &stage,
        "Letter.pdf",
        &["We agree.", "<<Signer1>>", "Thank you."],
    );
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    until_frames(&window, 1).await;
    window.click("add-signer").await;
    until_async("the offer", 20, || async {
        let cures = window.all("cure", "data-cure").await;
        cures
            .iter()
            .any(|cure| cure == "place_signer")
            .then_some(())
    })
    .await;
    window.click("cure").await;
    until_frames(&window, 2).await;
    if let Ok(folder) = std::env::var("PARAPH_PICTURES") {
        window
            .picture(&PathBuf::from(folder).join("placed.png"))
            .await;
    }
    assert_eq!(window.all("frame", "data-signer").await, ["1", "2"]);
    window.close().await;
}

#[test]
fn the_command_line_lists_cures_with_codes_and_with_findings() {
    let stage = Stage::without_keyring();
    let codes = stage.cli(&["codes"]).ok();
    let codes = codes.as_array().expect("a list");
    let mut seen = BTreeSet::new();
    for code in codes {
        for part in ["code", "kind", "severity", "message", "remedy", "key"] {
            assert!(
                !code[part].as_str().unwrap_or_default().is_empty(),
                "{part}: {code:#}"
            );
        }
        assert!(code["can_be_allowed"].is_boolean() && code["cures"].is_array());
        assert!(seen.insert(code["key"].to_string()), "twice: {code:#}");
    }
    let near_miss = codes.iter().find(|code| code["code"] == "tag_near_miss");
    assert_eq!(
        near_miss.expect("the code")["cures"],
        serde_json::json!(["make_place"])
    );

    let file = letter(&stage, "Letter.pdf", &["<Signer2>>"]);
    let read = stage.cli(&["tags", file.to_str().unwrap_or_default()]).ok();
    let finding = &read[0]["findings"][0];
    assert_eq!(finding["code"], "tag_near_miss");
    assert_eq!(
        (finding["page"].as_u64(), finding["signer"].as_u64()),
        (Some(1), Some(2))
    );
    let cure = &finding["cures"][0]["cure"];
    assert_eq!(
        (cure["do"].as_str(), &cure["place"]["box"]),
        (Some("make_place"), &finding["box"])
    );
}

#[test]
fn a_contract_sent_before_to_the_same_person_is_refused_and_names_its_session() {
    let stage = Stage::new();
    let file = letter(&stage, "Letter.pdf", &["<<Signer1>>"]);
    let file = file.to_str().unwrap_or_default();
    let send = |who: &str| stage.cli(&["send", "--signer", who, file]);
    let first = send("1:Ann One <ann@example.com>").ok();
    let again = send("1:Ann <Ann@Example.com>");
    assert_eq!(again.error(), "preflight");
    let findings = again.json["error"]["findings"].clone();
    let finding = &findings[0];
    assert_eq!(finding["code"], "already_sent");
    assert_eq!(finding["cures"][0]["cure"]["session"], first["id"]);
    // Somebody else has not got it yet.
    let other = send("1:Ann One <other@example.com>").ok();
    assert_eq!(other["state"], "waiting");
}

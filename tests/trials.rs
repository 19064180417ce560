//! Trials: what has gone wrong for people elsewhere, and must not here, seen from a terminal. Each is
//! a kind of fault, kept as a test.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::{fs, path::Path};

use serde_json::Value;
use support::{HttpSigner, Stage, encrypted, lease};

/// A one-page PDF with those lines of text; more entries for its page and its catalog.
fn paper(lines: &[&str], page: &str, catalog: &str, more: &[(u32, &str)]) -> Vec<u8> {
    let shown: String = lines
        .iter()
        .enumerate()
        .map(|(at, line)| format!("BT /F 10 Tf 60 {} Td ({line}) Tj ET\n", 700 - 40 * at))
        .collect();
    let mut objects = vec![
        (1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>")),
        (
            2,
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
        ),
        (
            3,
            format!(
                "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>{page}>>"
            ),
        ),
        (
            4,
            format!("<</Length {}>>\nstream\n{shown}\nendstream", shown.len()),
        ),
        (
            5,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        ),
    ];
    objects.extend(
        more.iter()
            .map(|(number, body)| (*number, (*body).to_owned())),
    );
    let (mut file, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
    for (number, body) in &objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{body}\nendobj\n");
    }
    let start = file.len();
    file += &format!("xref\n0 1\n0000000000 65535 f \n{table}trailer <</Root 1 0 R/Size 20>>\n");
    file += &format!("startxref\n{start}\n%%EOF");
    file.into_bytes()
}

/// What `tags` says of a file.
fn tags(stage: &Stage, file: &Path) -> Value {
    stage.cli(&["tags".as_ref(), file.as_os_str()]).ok()[0].clone()
}

/// The findings of that code.
fn of_code(found: &Value, code: &str) -> Vec<Value> {
    let found = found.as_array().cloned().unwrap_or_default();
    found
        .into_iter()
        .filter(|finding| finding["code"] == code)
        .collect()
}

#[track_caller]
fn says(finding: &Value, member: &str, words: &[&str]) {
    let text = finding[member].as_str().unwrap_or_default();
    for word in words {
        assert!(text.contains(word), "no “{word}” in {finding:#}");
    }
}

#[test]
fn t02_a_near_miss_is_told_with_what_it_should_read() {
    let stage = Stage::without_keyring();
    let file = stage.put(
        "near.pdf",
        &paper(&["<<Signer1>", "<< Signer 2 >>"], "", "", &[]),
    );
    let read = tags(&stage, &file);
    let misses = of_code(&read["findings"], "tag_near_miss");
    assert_eq!(misses.len(), 1, "{read:#}");
    assert_eq!(misses[0]["page"], 1);
    assert!(misses[0]["box"].is_array(), "{read:#}");
    says(&misses[0], "message", &["<<Signer1>", "1"]);
    says(&misses[0], "remedy", &["<<Signer1>>"]);
    let inexact = of_code(&read["findings"], "tag_inexact");
    assert_eq!((inexact.len(), &inexact[0]["signer"]), (1, &Value::from(2)));
    says(&inexact[0], "remedy", &["service", "<<Signer2>>"]);
}

#[test]
fn t05_reading_leaves_the_file_as_it_is() {
    let stage = Stage::without_keyring();
    let bytes = paper(
        &["Signer1 pays. Signer1 signs:", "<<Signer1>>"],
        "",
        "",
        &[],
    );
    let file = stage.put("rent.pdf", &bytes);
    let read = tags(&stage, &file);
    assert_eq!(read["tags"].as_array().map(Vec::len), Some(1), "{read:#}");
    assert_eq!(fs::read(&file).expect("the file"), bytes);
}

#[test]
fn t10_tags_and_signers_that_do_not_match_are_named_before_anything_goes_out() {
    let stage = Stage::new();
    let three = ["<<Signer1>>", "<<Signer2>>", "<<Signer3>>"];
    let file = stage.put("three.pdf", &paper(&three, "", "", &[]));
    let two = stage.put("two.pdf", &paper(&three[..2], "", "", &[]));
    for (file, signers, code, signer) in [
        (&file, 2, "tag_without_signer", 3),
        (&two, 3, "signer_without_place", 3),
    ] {
        let names = ["1:Ann One", "2:Ben Two", "3:Cy Three"];
        let mut words = vec!["send"];
        for name in &names[..signers] {
            words.extend(["--signer", name]);
        }
        words.push(file.to_str().unwrap_or_default());
        let refused = stage.cli(&words);
        assert_eq!(
            (refused.code, refused.error()),
            (Some(1), "preflight"),
            "{refused:#?}"
        );
        let found = of_code(&refused.json["error"]["findings"], code);
        assert_eq!(found.len(), 1, "{refused:#?}");
        assert_eq!(found[0]["signer"], signer);
    }
    let listed = stage.cli(&["sessions"]).ok();
    assert_eq!(
        listed["sessions"].as_array().map(Vec::len),
        Some(0),
        "{listed:#}"
    );
}

#[test]
fn p01_a_locked_paper_is_said_to_be_locked_and_reads_right_with_its_password() {
    let stage = Stage::without_keyring();
    let plain = lease(&stage);
    let locked = encrypted(&stage, &plain, "open sesame");
    let refused = stage.cli(&["tags".as_ref(), locked.as_os_str()]);
    assert_eq!(refused.code, Some(1));
    let error = &refused.json[0]["error"];
    assert_eq!(error["code"], "password_needed");
    says(error, "remedy", &["password"]);
    // With either of its passwords the text is right, and it is never a file without pages or tags.
    let known = tags(&stage, &plain);
    for password in ["open sesame", "owner"] {
        let words = [
            "tags".as_ref(),
            "--password-stdin".as_ref(),
            locked.as_os_str(),
        ];
        let read = stage.cli_with(&words, &[], &format!("{password}\n")).ok()[0].clone();
        for member in ["pages", "tags"] {
            assert_eq!(read[member], known[member], "{password}");
        }
        assert!(
            read["pages"]
                .as_array()
                .is_some_and(|pages| !pages.is_empty())
        );
    }
}

#[test]
fn p06_a_dynamic_form_is_told_with_the_advice_to_print_it() {
    let stage = Stage::new();
    let catalog = "/AcroForm<</Fields[]/XFA 10 0 R>>/NeedsRendering true";
    let form = "<</Length 10>>\nstream\n<xdp:xdp/>\nendstream";
    let bytes = paper(
        &["Please wait...", "<<Signer1>>"],
        "",
        catalog,
        &[(10, form)],
    );
    let file = stage.put("form.pdf", &bytes);
    let read = tags(&stage, &file);
    let told = of_code(&read["findings"], "document_xfa");
    assert_eq!(told.len(), 1, "{read:#}");
    says(&told[0], "message", &["Please wait"]);
    says(&told[0], "remedy", &["print", "PDF"]);
}

#[test]
fn p07_live_fields_are_told_with_their_pages_before_sending() {
    let stage = Stage::without_keyring();
    let catalog = "/AcroForm<</Fields[10 0 R 11 0 R]>>";
    let field =
        "<</Subtype/Widget/FT/Tx/T(rent)/V(1200)/DA(/F 9 Tf)/Rect[60 300 200 320]/P 3 0 R>>";
    let note = "<</Subtype/Text/Contents(Look here)/Rect[300 300 320 320]>>";
    let more = [(10, field), (11, field), (12, note)];
    let page = "/Annots[10 0 R 11 0 R 12 0 R]";
    let file = stage.put("filled.pdf", &paper(&["<<Signer1>>"], page, catalog, &more));
    let told = of_code(&tags(&stage, &file)["findings"], "document_form_values");
    assert_eq!(told.len(), 1, "{told:#?}");
    says(&told[0], "message", &["1", "could be changed"]);
    // A firm one of the same looks has no such finding.
    let firm = field.replace("/FT/Tx", "/FT/Tx/Ff 1");
    let more = [(10, firm.as_str()), (11, firm.as_str()), (12, note)];
    let file = stage.put("firm.pdf", &paper(&["<<Signer1>>"], page, catalog, &more));
    assert_eq!(
        of_code(&tags(&stage, &file)["findings"], "document_form_values"),
        [Value::Null; 0]
    );
}

/// Sends a file to be signed here and has the signers sign it one after the other; gives the
/// session as it is then.
fn signed_here(stage: &Stage, file: &Path, signers: &[&str]) -> Value {
    let mut words = vec!["send".to_owned()];
    for (at, name) in signers.iter().enumerate() {
        words.extend(["--signer".to_owned(), format!("{}:{name}", at + 1)]);
    }
    words.push(file.to_string_lossy().into_owned());
    let sent = stage.cli(&words).ok();
    let id = sent["id"].as_str().unwrap_or_default().to_owned();
    let _serving = stage.serve();
    for (at, name) in signers.iter().enumerate() {
        let number = (at + 1).to_string();
        let opened = stage
            .cli(&["open", &id, "--signer", &number, "--print"])
            .ok();
        let page = HttpSigner::open(opened["url"].as_str().unwrap_or_default());
        assert_eq!(page.sign(name).status, 200, "{name}");
    }
    stage.cli(&["show", &id]).ok()
}

#[test]
fn p03_a_paper_signed_elsewhere_is_told_with_its_signers_and_waits_for_a_choice_at_a_service() {
    let stage = Stage::new();
    let kept = signed_here(&stage, &lease(&stage), &["Ann One", "Ben Two"]);
    let path = kept["documents"][0]["signed"]["path"]
        .as_str()
        .unwrap_or_default();
    let bytes = fs::read(stage.data().join(path)).unwrap_or_default();
    let signed = stage.put("Signed elsewhere.pdf", &bytes);
    let told = of_code(&tags(&stage, &signed)["findings"], "document_signed");
    assert_eq!(told.len(), 1, "{told:#?}");
    says(&told[0], "message", &["Ann One", "Ben Two"]);

    let secrets = r#"{"app_key":"DemoApp k3y","user_token":"t0ken"}"#;
    let add = [
        "accounts",
        "add",
        "--name",
        "Office",
        "--service",
        "signhost",
    ];
    let add = [
        &add[..],
        &["--base-url", "http://127.0.0.1:9", "--secrets-stdin"],
    ]
    .concat();
    let _account = stage.cli_with(&add, &[], secrets).ok();
    let field = format!("{}:1:60,60,200,120:signer=1", signed.display());
    let file = signed.to_string_lossy().into_owned();
    let signer = "1:Cy Three <cy@example.com>";
    let send = [
        "send",
        "--account",
        "Office",
        "--signer",
        signer,
        "--field",
        &field,
        &file,
    ];
    let refused = stage.cli(&send);
    assert_eq!(refused.error(), "preflight", "{refused:#?}");
    let told = of_code(&refused.json["error"]["findings"], "signed_may_break");
    assert_eq!(told.len(), 1, "{refused:#?}");
    says(
        &told[0],
        "message",
        &["Ann One", "Ben Two", "Signhost", "may break"],
    );
    // The choice is made by its code; nothing else stands in the way of this one.
    let allowed = stage.cli(&[&send[..], &["--allow", "signed_may_break"]].concat());
    let findings = &allowed.json["error"]["findings"];
    assert!(
        of_code(findings, "signed_may_break").is_empty(),
        "{allowed:#?}"
    );
}

#[test]
fn s05_and_i01_names_of_files_and_people_are_the_same_wherever_they_are_shown() {
    let stage = Stage::new();
    let title = "Überlassung – “Hafenstraße” ‘12’ 🖋";
    let bytes = fs::read(lease(&stage)).unwrap_or_default();
    let file = stage.put(&format!("{title}.pdf"), &bytes);
    let names = ["Šárka Čápková-Žižňová", "Sukarno"];
    let kept = signed_here(&stage, &file, &names);
    assert_eq!(kept["state"], "kept", "{kept:#}");
    assert_eq!(kept["title"], title);
    assert_eq!(kept["documents"][0]["name"], format!("{title}.pdf"));
    for (at, name) in names.iter().enumerate() {
        assert_eq!(kept["signers"][at]["name"], *name);
    }
    let found = stage.cli(&["sessions", "--search", "sarka capkova"]).ok();
    assert_eq!(found["sessions"][0]["title"], title, "{found:#}");
    let copies: Vec<String> = fs::read_dir(stage.copies())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let named = format!("{title} - {}", names.join(", "));
    assert!(
        copies.iter().any(|copy| copy.starts_with(&named)),
        "{copies:?}"
    );
}

#[test]
fn i01_a_name_in_another_script_is_taken_and_shown_as_it_was_written() {
    let stage = Stage::new();
    let file = lease(&stage);
    let file = file.to_string_lossy().into_owned();
    let names = ["王小明", "محمد علي"];
    let signers: Vec<String> = (1..)
        .zip(names)
        .map(|(n, name)| format!("{n}:{name}"))
        .collect();
    let words = [
        "send",
        "--signer",
        &signers[0],
        "--signer",
        &signers[1],
        &file,
    ];
    let sent = stage.cli(&words).ok();
    let id = sent["id"].as_str().unwrap_or_default();
    let _serving = stage.serve();
    for (at, name) in names.iter().enumerate() {
        assert_eq!(sent["signers"][at]["name"], *name);
        let number = (at + 1).to_string();
        let opened = stage
            .cli(&["open", id, "--signer", &number, "--print"])
            .ok();
        let page = HttpSigner::open(opened["url"].as_str().unwrap_or_default());
        assert_eq!(page.session()["signer"]["name"], *name);
        let found = stage.cli(&["sessions", "--search", name]).ok();
        assert_eq!(found["sessions"][0]["id"], id, "{found:#}");
    }
}

#[test]
fn d07_without_a_keyring_the_key_lives_for_this_run_only_which_is_said_and_never_lies_on_disk() {
    let stage = Stage::without_keyring();
    let file = lease(&stage);
    let file = file.to_string_lossy().into_owned();
    let words = [
        "send",
        "--signer",
        "1:Ann One",
        "--signer",
        "2:Ben Two",
        &file,
    ];
    let sent = stage.cli(&words).ok();
    let id = sent["id"].as_str().unwrap_or_default();
    let _serving = stage.serve();
    let opened = stage.cli(&["open", id, "--signer", "1", "--print"]).ok();
    let page = HttpSigner::open(opened["url"].as_str().unwrap_or_default());
    assert_eq!(page.sign("Ann One").status, 200);
    let shown = stage.cli(&["show", id]).ok();
    let notices = shown["notices"].to_string();
    assert!(notices.contains("key_this_run_only"), "{shown:#}");
    let mut folders = vec![stage.data(), stage.path("home"), stage.path("config")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap_or_default();
            let key = b"PRIVATE KEY";
            let plain = bytes.windows(key.len()).any(|window| window == key);
            assert!(!plain, "{} holds a key", path.display());
        }
    }
}

/// The names in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let listed = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = listed
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn f03_copies_of_one_template_are_told_apart_by_party_and_their_names_are_legal_anywhere() {
    let stage = Stage::new();
    let template = stage.put("Lease.pdf", &paper(&["<<Signer1>>"], "", "", &[]));
    for number in 1..=12 {
        let _ = signed_here(&stage, &template, &[&format!("Tenant Number {number}")]);
    }
    let long = format!("Lease: {}final.", "Harbour Street ".repeat(13));
    let other = paper(&["<<Signer1>> another"], "", "", &[]);
    let file = stage.put(&format!("{long}.pdf"), &other);
    let last = signed_here(&stage, &file, &["Ann One"]);
    // Folder after folder, as deep as offices have them.
    let deep = (0..12).fold(stage.path("home"), |folder, depth| {
        folder.join(format!("{depth} Harbour Street"))
    });
    fs::create_dir_all(&deep).unwrap();
    let id = last["id"].as_str().unwrap();
    let exported = stage.cli(&["export", id, "--to", &deep.to_string_lossy()]);
    for file in exported.ok()["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        assert!(
            Path::new(path).is_file(),
            "{path} is the place that is shown"
        );
    }
    let copies = names_in(&stage.copies());
    for number in 1..=12 {
        let of_this = format!("Lease - Tenant Number {number} - 20");
        let found = copies.iter().filter(|name| name.starts_with(&of_this));
        assert_eq!(found.count(), 1, "{of_this}: {copies:#?}");
    }
    assert_eq!(
        copies
            .iter()
            .filter(|name| name.contains("Ann One - 20"))
            .count(),
        2
    );
    for name in copies.iter().chain(&names_in(&deep)) {
        let stem = name.strip_suffix(".pdf").unwrap();
        let forbidden = [':', '/', '\\', '*', '?', '"', '<', '>', '|'];
        assert!(!name.contains(forbidden), "{name}");
        assert!(!stem.ends_with(['.', ' ']), "{name}");
        assert!(name.encode_utf16().count() < 160, "{name}");
    }
}

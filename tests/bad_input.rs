//! Files that cannot be read, and commands that cannot be understood: each is told plainly, by its
//! own code, and the other files go on.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use support::{Answer, Stage, encrypted, lease, paraph_cli};

fn tags(stage: &Stage, files: &[&Path]) -> Answer {
    let mut words = vec!["tags".as_ref()];
    words.extend(files.iter().map(|file| file.as_os_str()));
    stage.cli(&words)
}

/// What a person is told must have all three parts.
#[track_caller]
fn code_of(file: &Value) -> String {
    let error = &file["error"];
    for part in ["message", "meaning", "remedy"] {
        let text = error[part].as_str().unwrap_or_default();
        assert!(text.len() > 10, "{part} of {file:#}");
    }
    error["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn each_bad_file_has_its_own_error_and_the_good_one_beside_it_is_read() {
    let stage = Stage::without_keyring();
    let good = lease(&stage);
    let bytes = fs::read(&good).expect("the lease");
    let damaged: Vec<u8> = [b"%PDF-1.7\n".as_slice(), &vec![0x9d; 4000], b"\n%%EOF"].concat();
    let cases: Vec<(PathBuf, &[&str])> = vec![
        (
            stage.put("letter.pdf", b"Dear Sir or Madam, this is no PDF at all.\n"),
            &["not_a_pdf"],
        ),
        (stage.put("empty.pdf", b""), &["file_empty"]),
        (
            stage.put("damaged.pdf", &damaged),
            &["pdf_damaged", "not_a_pdf"],
        ),
        (
            stage.put("cut.pdf", bytes.get(..2000).unwrap_or_default()),
            &["pdf_damaged"],
        ),
        (
            encrypted(&stage, &good, "open sesame"),
            &["password_needed"],
        ),
        (stage.path("home/gone.pdf"), &["file_missing"]),
        (stage.path("home/Documents"), &["file_is_folder"]),
        // Root may read everything; what nobody can open stands for a file without leave.
        (
            PathBuf::from("/proc/self/mem"),
            &["file_unreadable", "not_a_pdf"],
        ),
    ];
    let mut files: Vec<&Path> = cases.iter().map(|(path, _)| path.as_path()).collect();
    files.insert(3, &good);
    let answer = tags(&stage, &files);
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    let read = answer.json.as_array().cloned().unwrap_or_default();
    assert_eq!(read.len(), files.len());
    for (path, codes) in &cases {
        let at = files.iter().position(|file| file == path).expect("a case");
        let code = code_of(&read[at]);
        assert!(codes.contains(&code.as_str()), "{}: {code}", path.display());
    }
    assert!(read[3]["error"].is_null());
    assert_eq!(
        read[3]["tags"].as_array().map(Vec::len),
        Some(8),
        "{:#}",
        read[3]
    );
    assert!(!stage.data().exists(), "`tags` creates nothing");
}

#[test]
fn a_password_opens_what_it_locks_and_a_wrong_one_is_said() {
    let stage = Stage::without_keyring();
    let locked = encrypted(&stage, &lease(&stage), "open sesame");
    let words = [
        "tags".as_ref(),
        "--password-stdin".as_ref(),
        locked.as_os_str(),
    ];
    let right = stage.cli_with(&words, &[], "open sesame\n").ok();
    assert_eq!(
        right[0]["tags"].as_array().map(Vec::len),
        Some(8),
        "{right:#}"
    );
    let wrong = stage.cli_with(&words, &[], "open barley\n");
    assert_eq!(wrong.code, Some(1));
    assert_eq!(code_of(&wrong.json[0]), "password_wrong");
}

#[test]
fn sending_a_bad_file_records_nothing() {
    let stage = Stage::new();
    let letter = stage.put("letter.pdf", b"Dear Sir or Madam\n");
    let gone = stage.path("home/gone.pdf");
    for file in [&letter, &gone] {
        let words = [
            "send",
            "--signer",
            "1:Ann One",
            file.to_str().unwrap_or_default(),
        ];
        let refused = stage.cli(&words);
        assert_eq!(refused.code, Some(1), "{refused:#?}");
        assert!(!refused.error().is_empty(), "{refused:#?}");
    }
    let listed = stage.cli(&["sessions"]).ok();
    assert_eq!(
        listed["sessions"].as_array().map(Vec::len),
        Some(0),
        "{listed:#}"
    );
}

#[test]
fn a_send_that_preflight_stops_lists_every_finding_and_can_be_allowed_by_code() {
    let stage = Stage::new();
    let file = lease(&stage);
    let file = file.to_str().unwrap_or_default();
    // Signer 2 has tags and no name; signer 3 has a name and no place.
    let words = [
        "send",
        "--signer",
        "1:Ann One",
        "--signer",
        "3:Cy Three",
        file,
    ];
    let refused = stage.cli(&words);
    assert_eq!(
        (refused.code, refused.error()),
        (Some(1), "preflight"),
        "{refused:#?}"
    );
    let found = refused.json["error"]["findings"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let of = |signer: u64| {
        let found = found.iter().find(|finding| finding["signer"] == signer);
        found
            .map(|finding| finding["code"].clone())
            .unwrap_or_default()
    };
    assert_eq!(of(2), "tag_without_signer", "{found:?}");
    assert_eq!(of(3), "signer_without_place", "{found:?}");
    let allowed = [words.as_slice(), &["--allow", "signer_without_place"]].concat();
    assert_eq!(
        stage.cli(&allowed).error(),
        "preflight",
        "one of two is not enough"
    );
}

#[test]
fn the_same_paper_to_the_same_person_is_not_sent_twice_unless_allowed() {
    let stage = Stage::new();
    let file = lease(&stage);
    let file = file.to_str().unwrap_or_default();
    let words = [
        "send",
        "--signer",
        "1:Ann One",
        "--signer",
        "2:Ben Two",
        file,
    ];
    let first = stage.cli(&words).ok();
    assert_eq!(first["state"], "waiting");
    let second = stage.cli(&words);
    assert_eq!(
        (second.code, second.error()),
        (Some(1), "preflight"),
        "{second:#?}"
    );
    assert!(
        second.json.to_string().contains("already_sent"),
        "{second:#?}"
    );
    let allowed = [words.as_slice(), &["--allow", "already_sent"]].concat();
    assert_ne!(stage.cli(&allowed).ok()["id"], first["id"]);
}

#[test]
fn wrong_usage_is_told_as_json_where_json_is_wanted_and_in_words_alone_where_it_is_not() {
    let stage = Stage::without_keyring();
    let file = lease(&stage);
    let file = file.to_str().unwrap_or_default();
    let signers = ["--signer", "1:Ann One", "--signer", "1:Ben Two"];
    let twice = [["send"].as_slice(), &signers, &[file]].concat();
    let cases: [(&[&str], &str); 5] = [
        (&["dance"], "dance"),
        (&["show"], "<ID>"),
        (&["show", "s-1", "--loud"], "--loud"),
        (&["send", "--allow", "no_such_code", file], "no_such_code"),
        (&twice, "given twice"),
    ];
    for (words, named) in cases {
        let answer = stage.cli(words);
        assert_eq!(answer.code, Some(2), "{answer:#?}");
        assert_eq!(code_of(&answer.json), "usage", "{answer:#?}");
        let detail = answer.json["error"]["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(named), "{answer:#?}");

        // The wish for JSON may stand last, too.
        let run = |last: &[&str]| {
            let mut command = stage.command(paraph_cli());
            command.args(words).args(last).output().expect("an answer")
        };
        let last: Value = serde_json::from_slice(&run(&["--json"]).stdout).expect("JSON");
        assert_eq!(code_of(&last), "usage");
        let plain = run(&[]);
        assert_eq!((plain.status.code(), plain.stdout.len()), (Some(2), 0));
        assert!(String::from_utf8_lossy(&plain.stderr).contains(named));
    }
    for asked in ["--help", "--version"] {
        let answer = stage.cli(&[asked]);
        assert_eq!((answer.code, &answer.json), (Some(0), &Value::Null));
    }
}

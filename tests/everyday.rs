//! What an office meets beside the straight way, in the real window: other entrances, undo, looks
//! that were damaged, a browser that does not open.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use support::{Stage, Window, lease, until, until_async};

/// As many different contracts.
fn contracts(stage: &Stage, folder: &str, count: usize) -> Vec<PathBuf> {
    let bytes = fs::read(lease(stage)).expect("the lease");
    fs::create_dir_all(stage.path("home").join(folder)).expect("a folder");
    let one = |number: usize| {
        let note = format!("\n% copy {number}\n");
        let whole = [bytes.as_slice(), note.as_bytes()].concat();
        stage.put(&format!("{folder}/Contract {number:02}.pdf"), &whole)
    };
    (1..=count).map(one).collect()
}

async fn documents(window: &Window, count: usize) -> Vec<String> {
    until_async(&format!("{count} documents to be read"), 90, || async {
        let states = window.all("document", "data-state").await;
        let done = states.len() == count && !states.iter().any(|state| state == "reading");
        done.then_some(states)
    })
    .await
}

/// The window still shows its own page, and its button for files.
async fn is_itself(window: &Window) {
    let address = window.ask("location.protocol").await;
    assert_eq!(address, Value::from("tauri:"));
    window.find("choose-files").await;
}

#[tokio::test]
async fn of_twenty_files_handed_over_at_once_nineteen_are_ready_and_the_hostile_one_is_explained() {
    let stage = Stage::with_display();
    let mut files = contracts(&stage, "twenty", 19);
    let nest = [b"%PDF-1.7\n1 0 obj\n".as_slice(), &vec![b'['; 3 << 20]].concat();
    files.insert(7, stage.put("twenty/Hostile.pdf", &nest));
    let window = Window::open(&stage, &[]).await;
    // A second launch, as "Open with" makes it.
    let words: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let mut second = stage.start_app(&words, &[]);
    let status = until("the second launch to end", 30, || second.ended());
    assert!(status.success(), "{status}");
    let states = documents(&window, 20).await;
    let ready = states.iter().filter(|state| *state == "ready").count();
    assert_eq!(
        (ready, states[7].as_str()),
        (19, "unreadable"),
        "{states:?}"
    );
    until_async("the hostile one to be explained, once", 30, || async {
        let codes = window.all("finding", "data-code").await;
        let explained = codes.iter().filter(|code| *code == "document_unreadable");
        (explained.count() == 1).then_some(())
    })
    .await;
    window.close().await;
}

#[tokio::test]
async fn d01_a_folder_or_a_link_that_is_dropped_leaves_the_window_on_its_own_page() {
    let stage = Stage::with_display();
    let _two = contracts(&stage, "letters/deep", 2);
    let _note = stage.put("letters/notes.txt", b"no contract");
    let window = Window::open(&stage, &[]).await;
    stage.drop_files(&[&stage.path("home/letters")]);
    assert_eq!(documents(&window, 2).await, ["ready", "ready"]);
    let aside = window.find("aside").await.text().await.unwrap_or_default();
    assert!(aside.contains("One thing was not taken"), "{aside}");
    is_itself(&window).await;
    window.click("put-aside-away").await;
    stage.drop_files(&[Path::new("https://www.example.com/contract.pdf")]);
    // As long as a page would need to load.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    is_itself(&window).await;
    assert_eq!(window.all("document", "data-state").await.len(), 2);
    window.find("aside").await;
    window.close().await;
}

#[tokio::test]
async fn files_copied_in_a_file_manager_are_pasted_and_opened_and_a_draft_thrown_away_comes_back() {
    let stage = Stage::with_display();
    let files = contracts(&stage, "copied", 2);
    let window = Window::open(&stage, &[]).await;
    window.find("add-sample").await;
    let copied = stage.copy_files(&[&files[0], &files[1]]);
    let press = "(() => { const how = {key: 'v', ctrlKey: true, bubbles: true, cancelable: true};
        document.body.dispatchEvent(new KeyboardEvent('keydown', how)); return true; })()";
    assert_eq!(window.ask(press).await, Value::Bool(true));
    assert_eq!(documents(&window, 2).await, ["ready", "ready"]);
    drop(copied);

    window.click("open-document").await;
    let opened = until("the document to be opened", 20, || stage.opened().pop());
    assert!(opened.ends_with("Contract 01.pdf"), "{opened}");
    assert!(
        fs::read(&opened).ok() == fs::read(&files[0]).ok(),
        "{opened} is another file"
    );

    window.enter("signer-1-name", "Zoë Łącka").await;
    // As long as a person's hand needs to leave the keyboard.
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    window.click("discard").await;
    window.find("add-sample").await;
    window.click("undo").await;
    assert_eq!(documents(&window, 2).await, ["ready", "ready"]);
    assert_eq!(window.value("signer-1-name").await, "Zoë Łącka");
    window.close().await;
}

#[tokio::test]
async fn damaged_looks_are_laid_aside_and_said_and_the_next_choice_is_remembered() {
    let stage = Stage::with_display();
    fs::create_dir_all(stage.data()).expect("the data folder");
    let damaged = "{\"looks\": {\"theme\": \"da";
    support::write(&stage.data().join("looks.json"), damaged.as_bytes());
    let window = Window::open(&stage, &[]).await;
    window
        .wait_for("notice", "data-code", "looks_damaged")
        .await;
    let aside = fs::read_to_string(stage.data().join("looks.damaged-1.json"));
    assert_eq!(aside.ok().as_deref(), Some(damaged));
    window.click("rail-settings").await;
    window.click("theme-dark").await;
    until("the choice to be remembered", 10, || {
        let text = fs::read_to_string(stage.data().join("looks.json")).ok()?;
        text.contains("dark").then_some(())
    });
    window.close().await;
}

#[tokio::test]
async fn a_history_from_a_newer_paraph_is_refused_in_words_and_left_as_it_is() {
    let stage = Stage::with_display();
    let file = support::newer_history(&stage);
    let before = fs::read(&file).expect("the history");
    let window = Window::open(&stage, &[]).await;
    window
        .wait_for("trouble", "data-code", "history_newer")
        .await;
    window.close().await;
    assert!(fs::read(&file).ok() == Some(before), "it was changed");
}

#[tokio::test]
async fn d03_a_browser_that_does_not_open_leaves_the_address_to_be_copied_and_one_session() {
    let stage = Stage::with_display();
    let file = lease(&stage);
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    assert_eq!(documents(&window, 1).await, ["ready"]);
    window.enter("signer-1-name", "Ann One").await;
    window.enter("signer-2-name", "Ben Two").await;
    until_async("the button to be ready", 20, || async {
        let send = window.find("send").await;
        let disabled = send.attr("aria-disabled").await.ok()?;
        (disabled.as_deref() != Some("true")).then_some(())
    })
    .await;
    window.click("send").await;
    // The stage's opener says yes and opens nothing.
    window.click("open-signing-1").await;
    window.click("open-signing-1").await;
    window.click("copy-link-1").await;
    window.find("link-address").await;
    let address = window.value("link-address").await;
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let listed = stage.cli(&["sessions"]).ok();
    let sessions = listed["sessions"].as_array().map(Vec::len);
    assert_eq!(sessions, Some(1), "{listed:#}");
    window.close().await;
}

/// The sheets of a print: of each the part of its width that has something on it.
fn sheets(stage: &Stage, file: &Path) -> Vec<f64> {
    let mut draw = stage.command("pdftoppm");
    let drawn = draw.args(["-gray", "-r", "72"]).arg(file).output();
    let mut rest = drawn.expect("pdftoppm").stdout.as_slice().to_owned();
    let mut sheets = Vec::new();
    while !rest.is_empty() {
        // `P5`, width and height, 255, each with white space behind; then the points.
        let mut words = rest.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut number = || {
            let word = String::from_utf8_lossy(words.next().unwrap_or_default()).into_owned();
            word.parse::<usize>().unwrap_or_default()
        };
        let (_, width, height) = (number(), number(), number());
        let points = words.next().unwrap_or_default();
        let points = points.split_at("255\n".len()).1;
        let (page, behind) = points.split_at(width * height);
        let columns = page.iter().enumerate().filter(|(_, grey)| **grey < 128);
        let columns = columns.map(|(at, _)| at % width);
        let (first, last) = (columns.clone().min(), columns.max());
        let wide = last.unwrap_or(0) - first.unwrap_or(0);
        sheets.push(wide as f64 / width as f64);
        rest = behind.to_owned();
    }
    sheets
}

#[tokio::test]
async fn the_systems_own_print_dialog_opens_is_left_without_harm_and_prints_every_page() {
    const DIALOG: &str = "Print";
    let stage = Stage::with_display();
    let file = lease(&stage);
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    assert_eq!(documents(&window, 1).await, ["ready"]);
    assert!(!stage.sees_window(DIALOG));
    window.click("print-document").await;
    stage.press_in(DIALOG, "Escape");
    until("the dialog to be gone", 20, || {
        (!stage.sees_window(DIALOG)).then_some(())
    });
    assert_eq!(documents(&window, 1).await, ["ready"]);

    // Into a file, which is the one printer here, once it is in the dialog's list.
    let printed = stage.path("home/Documents/output.pdf");
    window.click("print-document").await;
    until("the document to be printed", 40, || {
        for key in ["Down", "space"] {
            if stage.sees_window(DIALOG) {
                stage.press_in(DIALOG, key);
            }
        }
        let bytes = fs::read(&printed).unwrap_or_default();
        bytes.trim_ascii_end().ends_with(b"%%EOF").then_some(())
    });
    let sheets = sheets(&stage, &printed);
    assert_eq!(sheets.len(), 3, "{sheets:?}");
    // The lines of the sample leave a margin of their own.
    assert!(sheets.iter().all(|wide| *wide > 0.6), "{sheets:?}");
    assert_eq!(documents(&window, 1).await, ["ready"]);
    window.close().await;
}

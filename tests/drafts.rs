//! A draft is never lost, and never sent other than it was shown.

use std::{fs, time::Duration};

use support::{Stage, Window, encrypted, lease, paraph, until};

#[tokio::test]
async fn a_window_killed_while_typing_comes_back_with_the_draft() {
    let stage = Stage::with_display();
    let file = lease(&stage);
    let window = Window::open(&stage, &[]).await;
    stage.drop_files(&[&file]);
    window.find("document").await;
    window.enter("signer-1-name", "Zoë Łącka").await;
    window.enter("signer-2-name", "Åse Brekke").await;
    window.enter("signer-2-email", "ase@example.com").await;
    // As long as a person's hand needs to leave the keyboard.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let processes = stage.running(&paraph());
    assert!(!processes.is_empty());
    for id in processes {
        stage.kill(id);
    }
    window.close().await;

    let window = Window::open(&stage, &[]).await;
    window.find("document").await;
    assert_eq!(window.value("signer-1-name").await, "Zoë Łącka");
    assert_eq!(window.value("signer-2-name").await, "Åse Brekke");
    assert_eq!(window.value("signer-2-email").await, "ase@example.com");

    // The file changes between the drop and the send: that is said, and nothing goes out.
    let other = fs::read(&file).expect("the lease");
    let _ = stage.put(
        "Lease Harbour Street 12.pdf",
        &[other.as_slice(), b"\n"].concat(),
    );
    window.click("send").await;
    until_finding(&window, "document_changed").await;
    let listed = stage.cli(&["sessions", "--state", "waiting"]).ok();
    assert_eq!(
        listed["sessions"].as_array().map(Vec::len),
        Some(0),
        "{listed:#}"
    );
    window.close().await;
}

#[tokio::test]
async fn a_document_behind_a_password_is_closed_again_after_a_restart() {
    let stage = Stage::with_display();
    let file = encrypted(&stage, &lease(&stage), "open sesame");
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    window.enter("document-password", "open sesame").await;
    window.click("unlock").await;
    until_finding(&window, "document_password").await;
    window.enter("signer-1-name", "Ann One").await;
    // As long as a person's hand needs to leave the keyboard.
    tokio::time::sleep(Duration::from_millis(700)).await;
    for id in stage.running(&paraph()) {
        stage.kill(id);
    }
    window.close().await;

    let window = Window::open(&stage, &[]).await;
    until_finding(&window, "document_unreadable").await;
    window.enter("document-password", "open sesame").await;
    window.click("unlock").await;
    until_finding(&window, "document_password").await;
    assert_eq!(window.value("signer-1-name").await, "Ann One");
    window.close().await;
}

async fn until_finding(window: &Window, code: &str) {
    support::until_async(&format!("the finding {code}"), 20, || async {
        let codes = window.all("finding", "data-code").await;
        codes.iter().any(|found| found == code).then_some(())
    })
    .await;
}

#[test]
fn a_second_start_hands_its_file_to_the_window_that_is_open() {
    let stage = Stage::with_display();
    let file = lease(&stage);
    let mut first = stage.start_app(&[], &[]);
    until("the first window to hold the data folder", 30, || {
        stage.data().exists().then_some(())
    });
    std::thread::sleep(Duration::from_secs(3));
    let mut second = stage.start_app(&[&file], &[]);
    let status = until("the second start to end", 20, || second.ended());
    assert!(status.success(), "{status}");
    assert!(first.ended().is_none(), "the first window is gone");
}

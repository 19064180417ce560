//! The longest time for which the window stands still while it has a lot to do.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};
use support::{Stage, Window, until_async};

use crate::contract::contract;

/// How many documents are handed over at once.
const DOCUMENTS: usize = 200;

/// Notes the longest times between two frames, in ms.
const WATCH: &str = "(() => {
    window.gaps = [];
    let last = performance.now();
    const frame = (now) => {
        window.gaps.push(now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return true;
})()";
/// The ten longest, and how many frames there were; begins anew.
const GAPS: &str = "(() => {
    const gaps = window.gaps.splice(0);
    const longest = gaps.slice(1).sort((a, b) => b - a).slice(0, 10);
    return {frames: gaps.length, longest};
})()";
/// How many documents are read.
const READ: &str =
    "document.querySelectorAll('[data-testid=document]:not([data-state=reading])').length";

/// Hands 200 documents to an open window.
pub(crate) async fn measure() -> Value {
    let stage = Stage::with_display();
    let bytes = std::fs::read(contract()).expect("the contract");
    let files: Vec<_> = (1..=DOCUMENTS)
        .map(|number| {
            // A comment behind the end makes each a document of its own.
            let own = [bytes.as_slice(), format!("\n% {number}\n").as_bytes()].concat();
            stage.put(&format!("Contract {number:03}.pdf"), &own)
        })
        .collect();
    let window = Window::open(&stage, &[]).await;
    window.find("add-sample").await;
    let _ = window.ask(WATCH).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resting = window.ask(GAPS).await;
    let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
    let begun = std::time::Instant::now();
    let _second = stage.start_app(&files, &[]);
    until_async("200 documents to be read", 300, || async {
        let read = window.ask(READ).await.as_u64()?;
        (read as usize == DOCUMENTS).then_some(())
    })
    .await;
    let took = begun.elapsed().as_secs_f64();
    let working = window.ask(GAPS).await;
    window.close().await;
    json!({"at_most_ms": 50, "documents": DOCUMENTS, "seconds": took,
        "while_reading": working, "while_resting": resting})
}

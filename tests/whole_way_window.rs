//! The whole way once, in the real window: dropped, prepared, signed in the browser, kept.

use std::path::Path;

use serde_json::{Value, json};
use support::{
    Browser, Look, Stage, Window, is_sound_pdf, lease, nss_says_valid, pyhanko, until, until_async,
};

#[tokio::test]
async fn a_dropped_contract_is_framed_signed_by_two_people_and_kept() {
    let stage = Stage::with_display();
    let file = lease(&stage);
    let window = Window::open(&stage, &[]).await;

    stage.drop_files(&[&file]);
    window.find("document").await;
    frames_stand_where_the_tags_are(&stage, &window, &file).await;

    // While a name is missing the button stays, says so, and does nothing.
    window.wait_for("send", "aria-disabled", "true").await;
    window.enter("signer-1-name", "Zoë Łącka").await;
    window.enter("signer-2-name", "Åse Brekke").await;
    until_async("the button to be ready", 20, || async {
        let disabled = window
            .find("send")
            .await
            .attr("aria-disabled")
            .await
            .ok()
            .flatten();
        (disabled.as_deref() != Some("true")).then_some(())
    })
    .await;
    window.click("send").await;

    let browser = Browser::open(&stage, 1280, 900).await;
    for (signer, name, look) in [
        (1, "Zoë Łącka", Look::Drawn),
        (2, "Åse Brekke", Look::Typed),
    ] {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 20, || {
            stage.opened().get(signer - 1).cloned()
        });
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        browser.sign(&url, name, look).await;
    }
    browser.close().await;

    window.wait_for("session-state", "data-state", "kept").await;
    window.click("rail-sessions").await;
    window.find("session-row").await;
    assert_eq!(window.all("session-row", "data-testid").await.len(), 1);
    window.close().await;

    let listed = stage.cli(&["sessions"]).ok();
    let session = &listed["sessions"][0];
    assert_eq!(session["state"], "kept", "{listed:#}");
    let path = session["documents"][0]["signed"]["path"]
        .as_str()
        .unwrap_or_default();
    let signed = stage.data().join(path);
    assert!(is_sound_pdf(&signed));
    assert_eq!(nss_says_valid(&signed), 2);
    let judgements = pyhanko(&signed);
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

/// Where each frame of a page stands on the page's picture, as the window lays it out: fractions
/// of the picture's width and height from its lower left corner. Null until the picture is drawn.
const FRAMES: &str = "(() => {
    const here = `[data-testid=frame][data-page=\"PAGE\"]`;
    const frames = [...document.querySelectorAll(here)];
    frames[0]?.scrollIntoView({block: 'center'});
    const picture = document.querySelector(`[data-testid=page-picture][data-page=\"PAGE\"]`);
    if (!picture?.naturalWidth || !picture.complete) return null;
    const p = picture.getBoundingClientRect();
    return frames.map(frame => {
        const f = frame.getBoundingClientRect();
        return {page: +frame.dataset.page, signer: +frame.dataset.signer, kind: frame.dataset.kind,
            x0: (f.left - p.left) / p.width, x1: (f.right - p.left) / p.width,
            y0: (p.bottom - f.bottom) / p.height, y1: (p.bottom - f.top) / p.height};
    });
})()";

async fn frames_stand_where_the_tags_are(stage: &Stage, window: &Window, file: &Path) {
    let read = stage.cli(&["tags".as_ref(), file.as_os_str()]).ok();
    let tags = read[0]["tags"].as_array().cloned().unwrap_or_default();
    assert_eq!(tags.len(), 8, "{read:#}");
    for page in read[0]["pages"].as_array().cloned().unwrap_or_default() {
        let mut tags = tags.clone();
        tags.retain(|tag| tag["page"] == page["number"]);
        if tags.is_empty() {
            continue;
        }
        let question = FRAMES.replace("PAGE", &page["number"].to_string());
        let frames = until_async("the page's picture and its frames", 30, || async {
            let frames = window.ask(&question).await.as_array().cloned()?;
            (frames.len() == tags.len()).then_some(frames)
        })
        .await;
        for tag in &tags {
            let found = frames.iter().any(|frame| is_frame_of(frame, tag, &page));
            assert!(found, "no frame at {tag:#}: {}", json!(frames));
        }
    }
}

/// Whether a frame is this tag's: same page, signer and kind, and each edge within 3 points.
fn is_frame_of(frame: &Value, tag: &Value, page: &Value) -> bool {
    let (width, height) = (number(&page["width"]), number(&page["height"]));
    let edges = [
        ("x0", 0, width),
        ("y0", 1, height),
        ("x1", 2, width),
        ("y1", 3, height),
    ];
    ["page", "signer", "kind"]
        .iter()
        .all(|name| frame[*name] == tag[*name])
        && edges.iter().all(|(name, at, size)| {
            (number(&frame[*name]) * size - number(&tag["box"][*at])).abs() < 3.0
        })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

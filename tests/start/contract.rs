//! From the moment at which a contract is let go over the window to its first page on the screen.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{Stage, Window, until_async};

use crate::{
    median,
    screen::{Area, Film},
};

/// How often it is dropped; the first time is not counted.
const ROUNDS: usize = 8;
/// Where the first page's picture stands in the window, in pixels, once it is drawn.
const PLACE: &str = "(() => {
    const picture = document.querySelector('[data-testid=page-picture][data-page=\"1\"]');
    if (!picture?.complete || !picture.naturalWidth) return null;
    const place = picture.getBoundingClientRect();
    const seen = picture.closest('[data-scrolls]').getBoundingClientRect();
    return [place.left, place.top, place.width, Math.min(place.bottom, seen.bottom) - place.top,
        picture.naturalWidth];
})()";

/// How long the window waits for a picture of that page that it has not yet, in ms.
const PICTURE: &str = "(async () => {
    const known = document.querySelector('[data-testid=page-picture][data-page=\"1\"]');
    const picture = new Image();
    const begun = performance.now();
    picture.src = known.src.replace(/\\d+$/, known.naturalWidth + 1);
    await picture.decode();
    return performance.now() - begun;
})()";

/// Seven pages by LibreOffice.
pub(crate) fn contract() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/files/contract.pdf")
}

/// Drops the contract in windows that have just been opened, beside `mutool draw` of it.
pub(crate) async fn measure() -> Value {
    let stage = Arc::new(Stage::with_display());
    let bytes = std::fs::read(contract()).expect("the contract");
    let file = stage.put("Contract.pdf", &bytes);
    let (area, width) = learn(&stage, &file).await;
    let (mut times, mut pictures) = (Vec::new(), Vec::new());
    let (mut peers, mut wholes) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let window = open(&stage, &format!("round-{round}")).await;
        let drag = stage.drag_over(&[&file]);
        let is_drawn = Arc::new(AtomicBool::new(false));
        let filming = std::thread::spawn({
            let (stage, is_drawn) = (stage.clone(), is_drawn.clone());
            let may_end = move |_: &[u8]| is_drawn.load(Ordering::Relaxed);
            let (rest, most) = (Duration::from_secs(2), Duration::from_secs(60));
            move || Film::take(&stage, area, may_end, rest, most)
        });
        // It is looking before there is anything to see.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let begun = Instant::now();
        drag.let_go();
        let _ = place(&window).await;
        is_drawn.store(true, Ordering::Relaxed);
        let film = filming.join().expect("a film");
        drag.end();
        let picture = window.ask(PICTURE).await.as_f64();
        window.close().await;
        let peer = mutool(&stage, &file, width, "1");
        let whole = mutool(&stage, &file, width, "1-N");
        let done = film.done().expect("a page");
        if round > 0 {
            times.push(done.duration_since(begun).as_secs_f64() * 1000.0);
            pictures.extend(picture);
            peers.extend(peer);
            wholes.extend(whole);
        }
    }
    let (time, picture) = (median(times.clone()), median(pictures));
    let (peer, whole) = (median(peers), median(wholes));
    json!({"first_page_ms": time, "all": times, "at_most": 150, "mutool_ms": whole, "ratio": time / whole,
        "picture_ms": picture, "mutool_page_ms": peer, "picture_ratio": picture / peer})
}

/// A window over a data folder of its own.
async fn open(stage: &Stage, folder: &str) -> Window {
    let data = stage.path(folder).to_string_lossy().into_owned();
    let window = Window::open_with(stage, &[], &[("PARAPH_DATA_DIR", &data)]).await;
    window.find("add-sample").await;
    window
}

/// Where the page comes to stand, and how wide its picture is.
async fn learn(stage: &Stage, file: &Path) -> (Area, u64) {
    let window = open(stage, "learn").await;
    stage.drop_files(&[file]);
    place(&window).await;
    // What is built after it may cover a part of it.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let place = place(&window).await;
    window.close().await;
    let [left, top, width, height, natural] = place.map(|figure| figure.max(0.0) as usize);
    let area = Area {
        left,
        top,
        width,
        height,
    };
    (area, natural as u64)
}

/// What [`PLACE`] says, once the picture is drawn.
async fn place(window: &Window) -> [f64; 5] {
    until_async("the page's picture", 60, || async {
        serde_json::from_value(window.ask(PLACE).await).ok()
    })
    .await
}

/// How long `mutool draw` takes for those pages at the same width, in ms.
fn mutool(stage: &Stage, file: &Path, width: u64, pages: &str) -> Option<f64> {
    let begun = Instant::now();
    let drawn = Command::new("mutool")
        .args(["draw", "-q", "-w", &width.to_string(), "-o"])
        .args([&stage.path("page-%d.png"), file])
        .arg(pages)
        .status();
    drawn
        .is_ok_and(|status| status.success())
        .then(|| begun.elapsed().as_secs_f64() * 1000.0)
}

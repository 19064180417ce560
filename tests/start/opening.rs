//! From the program's start to a window that can be used, and what it then weighs.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{Stage, until};

use crate::{
    median,
    screen::{Area, Film, is_plain},
    weight,
};

/// How often each is opened; the first time is not counted.
const ROUNDS: usize = 8;
/// The window, without the frame that no window manager draws here.
const WINDOW: Area = Area {
    left: 0,
    top: 0,
    width: 1280,
    height: 800,
};

/// Opens both in turns.
pub(crate) fn measure(paraph: &Path, empty: &Path) -> Value {
    let stage = Stage::with_display();
    let mut times = [Vec::new(), Vec::new()];
    let mut sizes = [Vec::new(), Vec::new()];
    let mut parts = [Value::Null, Value::Null];
    for round in 0..ROUNDS {
        for (which, program) in [paraph, empty].into_iter().enumerate() {
            let (time, weights) = open(&stage, program);
            if round == 0 {
                continue;
            }
            times[which].push(time.as_secs_f64() * 1000.0);
            sizes[which].push(weights.iter().map(|(_, size)| *size as f64).sum());
            parts[which] = json!(weights);
        }
    }
    let [time, empty_time] = times.map(median);
    let [size, empty_size] = sizes.map(median);
    let [parts, empty_parts] = parts;
    json!({
        "first_paint_ms": {"paraph": time, "empty": empty_time, "ratio": time / empty_time, "at_most": 1.2},
        "pss_kib": {"paraph": size, "empty": empty_size, "ratio": size / empty_size, "at_most": 1.3,
            "processes": {"paraph": parts, "empty": empty_parts}},
    })
}

fn open(stage: &Stage, program: &Path) -> (Duration, Vec<(String, u64)>) {
    let begun = Instant::now();
    let app = stage.start(program);
    let film = Film::take(
        stage,
        WINDOW,
        |picture| !is_plain(picture),
        Duration::from_secs(2),
        Duration::from_secs(40),
    );
    let done = film.done().expect("a window that shows something");
    let weights = weight::of(stage, app.id());
    drop(app);
    until("the window and all that it started to be gone", 20, || {
        let left = stage.processes().into_iter().any(|id| {
            std::fs::read_to_string(format!("/proc/{id}/comm"))
                .is_ok_and(|name| name.starts_with("WebKit") || name.starts_with("paraph"))
        });
        (!left).then_some(())
    });
    (done.duration_since(begun), weights)
}

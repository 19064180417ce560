//! The engine cut at await points, under troubles: a share of what `cargo xtask crash` does.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use simulators::signhost::Signhost;

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");

#[tokio::test(flavor = "multi_thread", worker_threads = 6)]
async fn wherever_sending_is_cut_nothing_goes_out_twice_and_nothing_is_lost() {
    let plan = sending::Plan {
        worker: WORKER.into(),
        most: 60,
        seed: 7,
        step: 0,
        at_once: 4,
    };
    let report = sending::crash::<Signhost>(&plan).await;
    assert!(report.wrong.is_empty(), "{:#?}", report.wrong);
    assert!(report.ended("kept") > 0, "{report:?}");
}

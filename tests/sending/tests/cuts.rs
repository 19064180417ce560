//! The engine cut at await points, under faults: a share of what `cargo xtask crash` does.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");

#[tokio::test(flavor = "multi_thread")]
async fn wherever_sending_is_cut_nothing_goes_out_twice_and_nothing_is_lost() {
    let report = sending::cuts(WORKER.into(), 9, 400).await;
    assert!(report.wrong.is_empty(), "{:#?}", report.wrong);
    assert!(report.kept > 0, "{report:?}");
}

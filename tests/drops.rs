//! What people drop on a window beside contracts.

use std::path::{Path, PathBuf};

use support::{Stage, Window, lease};

#[tokio::test]
async fn d01_whatever_is_dropped_the_window_stays_at_its_own_page_and_goes_on_working() {
    let stage = Stage::with_display();
    let page = stage.put(
        "elsewhere.html",
        b"<title>elsewhere</title><p>not Paraph</p>",
    );
    let folder = stage.path("home/Contracts");
    std::fs::create_dir_all(&folder).unwrap();
    let link = PathBuf::from("https://example.com/contract.pdf");
    let window = Window::open(&stage, &[]).await;
    let own = window.ask("location.href").await;
    for dropped in [page.as_path(), &folder, Path::new(&link)] {
        stage.drop_files(&[dropped]);
        assert_eq!(window.ask("location.href").await, own, "{dropped:?}");
        assert!(window.shows("rail-prepare").await, "{dropped:?}");
    }
    // The button that does the same work, without the mouse's help.
    window.find("choose-files").await;
    stage.drop_files(&[&lease(&stage)]);
    window.wait_for("document", "data-state", "ready").await;
    window.close().await;
}

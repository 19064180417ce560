//! Workers as the pool keeps them: real processes, really killed.
#![cfg(unix)]

#[cfg(test)]
mod support;

use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Signal;
use session::ErrorCode;
use support::{bomb, decode, is_alive, is_dark, page, put, send_signal, simple, stream};
use worker::{Limits, Pool, WorkerError};

const PROGRAM: &str = env!("CARGO_BIN_EXE_paraph-worker");

fn pool(size: usize, limits: Limits) -> Pool {
    Pool::new(PathBuf::from(PROGRAM), size, limits)
}

#[tokio::test]
async fn a_worker_killed_while_it_reads_is_one_error_and_the_other_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "a.pdf", &simple("<<Signer1>>"));
    let pool = pool(2, Limits::default());
    pool.read(&file, None).await.unwrap();
    let reader = pool.pids()[0];

    // Stopped, it takes the next request and is killed with it in hand.
    send_signal(reader, Signal::STOP);
    let (first, second) = (pool.clone(), pool.clone());
    let (one, two) = (file.clone(), file.clone());
    let doomed = tokio::spawn(async move { first.read(&one, None).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let other = tokio::spawn(async move { second.read(&two, None).await });
    assert_eq!(other.await.unwrap().unwrap().pages.len(), 1);
    send_signal(reader, Signal::KILL);

    let error = doomed.await.unwrap().unwrap_err();
    assert!(matches!(error, WorkerError::Died), "{error}");
    assert_eq!(error.code(), ErrorCode::ReadingDied);
    for _ in 0..4 {
        assert_eq!(pool.read(&file, None).await.unwrap().pages.len(), 1);
    }
    assert!(!pool.pids().contains(&reader));
}

#[tokio::test]
async fn a_worker_that_dies_while_it_waits_costs_no_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "a.pdf", &simple("x"));
    let pool = pool(1, Limits::default());
    pool.read(&file, None).await.unwrap();
    send_signal(pool.pids()[0], Signal::KILL);
    tokio::time::sleep(Duration::from_millis(100)).await;
    pool.read(&file, None).await.unwrap();
}

#[tokio::test]
async fn a_worker_that_is_too_slow_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "a.pdf", &simple("x"));
    let pool = pool(
        1,
        Limits {
            read: Duration::from_millis(400),
            ..Limits::default()
        },
    );
    pool.warm().await.unwrap();
    let before = pool.pids();
    for pid in &before {
        send_signal(*pid, Signal::STOP);
    }
    let error = pool.read(&file, None).await.unwrap_err();
    assert!(matches!(error, WorkerError::TimedOut(_)), "{error}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(pool.pids().len(), before.len() - 1);
    pool.read(&file, None).await.unwrap();
}

#[tokio::test]
async fn an_image_that_unpacks_beyond_the_memory_limit_ends_the_worker_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "bomb.pdf", &bomb(16_000));
    let good = put(folder.path(), "good.pdf", &simple("x"));
    let pool = pool(
        1,
        Limits {
            memory: 200 << 20,
            ..Limits::default()
        },
    );
    let error = pool.draw(&file, 1, 600, None).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ReadingDied, "{error}");
    pool.draw(&good, 1, 600, None).await.unwrap();
}

#[tokio::test]
async fn a_page_is_drawn_as_a_picture_of_the_width_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "a.pdf", &simple("Lease"));
    let png = pool(1, Limits::default())
        .draw(&file, 1, 600, None)
        .await
        .unwrap();
    let (width, height, pixels) = decode(&png);
    assert_eq!((width, height), (600, 400));
    assert!(
        is_dark(&pixels, width, 20, 380),
        "the square at the page's foot"
    );
    assert!(!is_dark(&pixels, width, 580, 20), "white ground");
}

#[tokio::test]
async fn a_page_is_drawn_turned_and_cropped_as_a_viewer_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let content = stream("", b"100 50 40 40 re f");
    let boxes = "/MediaBox [0 0 300 200] /CropBox [100 50 250 150] /Rotate 90";
    let file = put(folder.path(), "a.pdf", &page(boxes, content, None));
    let png = pool(1, Limits::default())
        .draw(&file, 1, 200, None)
        .await
        .unwrap();
    let (width, height, pixels) = decode(&png);
    // 150 × 100 points cropped, 100 × 150 turned, two pixels a point.
    assert_eq!((width, height), (200, 300));
    // The CropBox's lower left corner comes to the upper left.
    assert!(is_dark(&pixels, width, 10, 10));
    assert!(!is_dark(&pixels, width, 190, 290));
    assert!(!is_dark(&pixels, width, 10, 290));
}

#[tokio::test]
async fn a_page_that_cannot_be_drawn_whole_is_an_error_and_never_a_blank_picture() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(1, Limits::default());
    let broken = stream("/Filter /NoSuchDecode", b"BT ET");
    let file = put(
        folder.path(),
        "a.pdf",
        &page("/MediaBox [0 0 300 200]", broken, None),
    );
    assert!(matches!(
        pool.draw(&file, 1, 600, None).await,
        Err(WorkerError::Refused(_))
    ));

    let damaged = stream("/Filter /FlateDecode", &[0xff; 200]);
    let file = put(
        folder.path(),
        "d.pdf",
        &page("/MediaBox [0 0 300 200]", damaged, None),
    );
    assert!(matches!(
        pool.draw(&file, 1, 600, None).await,
        Err(WorkerError::Refused(_))
    ));

    let dict = "/Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray \
                /BitsPerComponent 8 /Filter /JPXDecode";
    let image = Some(stream(dict, b"no picture"));
    let content = stream("", b"200 0 0 200 0 0 cm /Im Do");
    let file = put(
        folder.path(),
        "b.pdf",
        &page("/MediaBox [0 0 300 200]", content, image),
    );
    assert!(matches!(
        pool.draw(&file, 1, 600, None).await,
        Err(WorkerError::Refused(_))
    ));

    let file = put(folder.path(), "c.pdf", &simple("x"));
    assert!(matches!(
        pool.draw(&file, 2, 600, None).await,
        Err(WorkerError::Refused(_))
    ));
}

#[tokio::test]
async fn a_file_that_changed_is_drawn_anew() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(1, Limits::default());
    let file = put(folder.path(), "a.pdf", &simple("Lease"));
    let before = pool.draw(&file, 1, 600, None).await.unwrap();
    assert_eq!(before, pool.draw(&file, 1, 600, None).await.unwrap());
    put(folder.path(), "a.pdf", &simple("Another lease"));
    assert_ne!(before, pool.draw(&file, 1, 600, None).await.unwrap());
}

#[tokio::test]
async fn each_bad_file_is_told_by_its_own_code() {
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(1, Limits::default());
    let empty = put(folder.path(), "empty.pdf", b"");
    let text = put(folder.path(), "text.pdf", b"hello");
    for (path, code) in [
        (folder.path().join("none.pdf"), ErrorCode::FileMissing),
        (folder.path().to_owned(), ErrorCode::FileIsFolder),
        (PathBuf::from("/dev/zero"), ErrorCode::FileUnreadable),
        (empty, ErrorCode::FileEmpty),
        (text, ErrorCode::NotAPdf),
    ] {
        assert_eq!(
            pool.read(&path, None).await.unwrap_err().code(),
            code,
            "{}",
            path.display()
        );
    }
}

#[tokio::test]
async fn a_cancelled_request_ends_its_worker() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "a.pdf", &simple("x"));
    let pool = pool(1, Limits::default());
    pool.read(&file, None).await.unwrap();
    let pid = pool.pids()[0];
    send_signal(pid, Signal::STOP);
    let asked = tokio::time::timeout(Duration::from_millis(200), pool.read(&file, None)).await;
    assert!(asked.is_err());
    assert!(pool.pids().is_empty());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!is_alive(pid));
}

#[test]
fn a_worker_ends_when_its_parent_hangs_up() {
    let mut child = std::process::Command::new(PROGRAM)
        .arg(worker::FLAG)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_worker_at_work_is_limited_and_confined() {
    let pool = pool(1, Limits::default());
    pool.warm().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    pool.read(&put(folder.path(), "a.pdf", &simple("x")), None)
        .await
        .unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", pool.pids()[0])).unwrap();
    let most = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..]
            .split_whitespace()
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(most("Max file size"), "0");
    assert_eq!(most("Max core file size"), "0");
    assert_ne!(most("Max address space"), "unlimited");
    assert_ne!(most("Max cpu time"), "unlimited");
    let status = std::fs::read_to_string(format!("/proc/{}/status", pool.pids()[0])).unwrap();
    // Filtered: see `confine`.
    assert!(status.contains("Seccomp:\t2"), "{status}");
}

//! The keyring against a real Secret Service on a bus of its own. The tests start themselves
//! again inside that bus; what runs there is marked `ignore`.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use secrets::{Keyring, Secret, SecretsError};
use session::ErrorCode;

/// A bus that starts nothing by itself but what is named in a folder of its own.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><servicedir>HOME</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"#;

#[cfg(test)]
mod inside {
    use super::*;

    pub(crate) fn there(program: &str) -> bool {
        let asked = Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    }

    /// A keyring, open, that the bus starts as it does on a desktop.
    const SERVICE: &str = "[D-BUS Service]\nName=org.freedesktop.secrets\n\
        Exec=/bin/sh -c 'printf pw | exec gnome-keyring-daemon --foreground --components=secrets \
        --unlock --control-directory HOME/run/keyring'\n";

    /// Runs one of the tests below with a home, a bus and no keyring yet.
    pub(crate) fn on_a_bus(test: &str) {
        on_a_bus_with(test, None);
    }

    /// The same, and the bus starts a keyring whenever none is there.
    pub(crate) fn on_a_bus_that_starts_it(test: &str) {
        on_a_bus_with(test, Some(SERVICE));
    }

    fn on_a_bus_with(test: &str, service: Option<&str>) {
        if !there("dbus-run-session") || !there("gnome-keyring-daemon") {
            eprintln!("not run: dbus-run-session and gnome-keyring-daemon are needed");
            return;
        }
        let home = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let file = home.path().join(name);
            let text = text.replace("HOME", &home.path().to_string_lossy());
            let mut there = std::fs::File::create(&file).unwrap();
            std::io::Write::write_all(&mut there, text.as_bytes()).unwrap();
            file
        };
        let config = put("bus.conf", BUS);
        if let Some(service) = service {
            put("org.freedesktop.secrets.service", service);
        }
        let runtime = home.path().join("run");
        std::fs::create_dir(&runtime).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&runtime, private).unwrap();
        let done = clean(&mut Command::new("dbus-run-session"), home.path())
            .env("XDG_RUNTIME_DIR", &runtime)
            .arg("--config-file")
            .arg(&config)
            .arg("--")
            .arg(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", test, "--nocapture"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        let erred = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success() && said.contains("1 passed"),
            "{said}\n{erred}"
        );
    }

    /// Nothing of the session in which the tests run.
    pub(crate) fn clean<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
        command
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XDG_DATA_HOME")
            .env("XDG_RUNTIME_DIR", home)
            .env("HOME", home)
    }

    /// Runs a keyring daemon; with a password its keyring is open.
    pub(crate) fn daemon(password: Option<&str>) -> std::process::Child {
        let control = format!("{}/keyring", std::env::var("XDG_RUNTIME_DIR").unwrap());
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args([
                "--foreground",
                "--components=secrets",
                "--control-directory",
            ])
            .arg(control)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if password.is_some() {
            command.arg("--unlock");
        }
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, password.unwrap_or_default().as_bytes()).unwrap();
        child
    }

    pub(crate) fn signal(name: &str, to: &std::process::Child) {
        let sent = Command::new("kill")
            .args([name, &to.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Kills the keyring that the bus has started.
    pub(crate) fn kill_who_is_there() {
        let asked = Command::new("dbus-send")
            .args(["--session", "--print-reply=literal"])
            .args(["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .arg("org.freedesktop.DBus.GetConnectionUnixProcessID")
            .arg("string:org.freedesktop.secrets")
            .output();
        let said = String::from_utf8(asked.unwrap().stdout).unwrap();
        let id = said.split_whitespace().last().unwrap();
        let killed = Command::new("kill").args(["-KILL", id]).status();
        assert!(killed.unwrap().success());
    }

    pub(crate) fn end(mut daemon: std::process::Child) {
        daemon.kill().unwrap();
        daemon.wait().unwrap();
    }

    /// Asks until the answer is good, for at most 10 s.
    pub(crate) async fn until_there(keyring: &Keyring, name: &str) -> Option<Secret> {
        let begun = Instant::now();
        loop {
            match keyring.get(name).await {
                Ok(found) => return found,
                Err(e) if begun.elapsed() > Duration::from_secs(10) => panic!("{e}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

#[test]
fn a_keyring_that_comes_up_later_is_found_by_the_same_process() {
    inside::on_a_bus("comes_up_later");
}

#[tokio::test]
#[ignore = "started by a_keyring_that_comes_up_later_is_found_by_the_same_process"]
async fn comes_up_later() {
    let keyring = Keyring::new("h1");
    let begun = Instant::now();
    let error = keyring.get("key").await.unwrap_err();
    assert!(matches!(error, SecretsError::Missing(_)), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(3), "said at once");

    let daemon = inside::daemon(Some("pw"));
    assert!(inside::until_there(&keyring, "key").await.is_none());

    let bytes = vec![0, 159, 146, 150, 10];
    keyring
        .set("key", &Secret::new(b"first".to_vec()))
        .await
        .unwrap();
    keyring
        .set("key", &Secret::new(bytes.clone()))
        .await
        .unwrap();
    assert_eq!(keyring.get("key").await.unwrap().unwrap().expose(), bytes);
    assert!(
        Keyring::new("h2").get("key").await.unwrap().is_none(),
        "each history has its own"
    );

    keyring.delete("key").await.unwrap();
    keyring.delete("key").await.unwrap();
    assert!(keyring.get("key").await.unwrap().is_none());
    inside::end(daemon);
}

#[test]
fn a_locked_keyring_is_said_in_time_and_opens_later() {
    inside::on_a_bus("locked_then_open");
}

#[tokio::test]
#[ignore = "started by a_locked_keyring_is_said_in_time_and_opens_later"]
async fn locked_then_open() {
    let keyring = Keyring::new("h1").with_limit(Duration::from_secs(2));
    let open = inside::daemon(Some("pw"));
    inside::until_there(&keyring, "key").await;
    keyring
        .set("key", &Secret::new(b"kept".to_vec()))
        .await
        .unwrap();
    inside::end(open);

    let locked = inside::daemon(None);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begun = Instant::now();
    let error = keyring.get("key").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::KeyringLocked, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(4));
    inside::end(locked);

    let open = inside::daemon(Some("pw"));
    let found = inside::until_there(&keyring, "key").await.unwrap();
    assert_eq!(found.expose(), b"kept");
    inside::end(open);
}

#[test]
fn a_keyring_that_does_not_answer_is_given_up_and_asked_afresh() {
    inside::on_a_bus("hangs_then_answers");
}

#[tokio::test]
#[ignore = "started by a_keyring_that_does_not_answer_is_given_up_and_asked_afresh"]
async fn hangs_then_answers() {
    let keyring = Keyring::new("h1").with_limit(Duration::from_secs(1));
    let daemon = inside::daemon(Some("pw"));
    inside::until_there(&keyring, "key").await;
    inside::signal("-STOP", &daemon);
    let begun = Instant::now();
    let error = keyring.get("key").await.unwrap_err();
    assert!(matches!(error, SecretsError::TimedOut(_)), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(3));
    inside::signal("-CONT", &daemon);
    inside::until_there(&keyring, "key").await;
    inside::end(daemon);
}

#[test]
fn a_keyring_that_crashed_and_was_started_anew_is_found_by_the_very_next_call() {
    inside::on_a_bus_that_starts_it("crashed_then_anew");
}

#[tokio::test]
#[ignore = "started by a_keyring_that_crashed_and_was_started_anew_is_found_by_the_very_next_call"]
async fn crashed_then_anew() {
    let keyring = Keyring::new("h1");
    keyring
        .set("key", &Secret::new(b"kept".to_vec()))
        .await
        .unwrap();
    inside::kill_who_is_there();
    let found = keyring.get("key").await.unwrap().unwrap();
    assert_eq!(found.expose(), b"kept");
}

#[test]
fn without_a_bus_the_keyring_is_missing_at_once() {
    let home = tempfile::tempdir().unwrap();
    let done = inside::clean(
        &mut Command::new(std::env::current_exe().unwrap()),
        home.path(),
    )
    .args(["--ignored", "--exact", "no_bus"])
    .output()
    .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "started by without_a_bus_the_keyring_is_missing_at_once"]
async fn no_bus() {
    let begun = Instant::now();
    let error = Keyring::new("h1").get("key").await.unwrap_err();
    assert!(matches!(error, SecretsError::Missing(_)), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(3));
}

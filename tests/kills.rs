//! Killed at any journaled step, Paraph comes back with one session that goes on to its end, and
//! no half-written file ever has a final name.

use std::{fs, path::Path};

use serde_json::Value;
use support::{
    HttpSigner, Program, Serving, Stage, Window, is_sound_pdf, lease, nss_says_valid, paraph,
    sha256, until,
};

/// The steps of a session with one document and two signers, in order.
const STEPS: [&str; 5] = ["prepare:1", "sign:1:1", "sign:2:1", "receipt", "keep"];

/// What a signing page's server runs in.
trait Host {
    /// Starts it; `crash`: where it is to die.
    fn start(stage: &Stage, crash: Option<&str>) -> Self;
    /// Waits until it has died.
    fn wait(&mut self);
    /// Starts it again where it took a dying one for a living one and left the work to that.
    fn keep_up(&mut self, _stage: &Stage) {}
}

impl Host for Serving {
    fn start(stage: &Stage, crash: Option<&str>) -> Self {
        stage.serve_with(&environment(crash))
    }

    fn wait(&mut self) {
        self.program.wait();
    }
}

/// Paraph's window, left alone: it serves the page by itself.
struct App {
    program: Program,
    crash: Option<String>,
}

impl Host for App {
    fn start(stage: &Stage, crash: Option<&str>) -> Self {
        Self {
            program: stage.start_app(&[], &environment(crash)),
            crash: crash.map(str::to_owned),
        }
    }

    fn wait(&mut self) {
        self.program.wait();
    }

    // The session bus hears of a death a moment later than we do.
    fn keep_up(&mut self, stage: &Stage) {
        if self.program.ended().is_some_and(|status| status.success()) {
            let crash = self.crash.take();
            *self = Self::start(stage, crash.as_deref());
        }
    }
}

fn environment(crash: Option<&str>) -> Vec<(&str, &str)> {
    crash
        .map(|at| ("PARAPH_CRASH_AT", at))
        .into_iter()
        .collect()
}

#[test]
fn the_command_line_killed_at_any_step_leaves_one_session_that_goes_on_to_kept() {
    let stage = Stage::new();
    for (number, (step, phase)) in every_point().into_iter().enumerate() {
        one_kill::<Serving>(&stage, number, step, phase);
    }
}

#[test]
fn the_window_killed_at_any_step_leaves_one_session_that_goes_on_to_kept() {
    let stage = Stage::with_display();
    // How the window is killed while it sends has a test of its own.
    let points = every_point()
        .into_iter()
        .filter(|(step, _)| *step != "prepare:1");
    for (number, (step, phase)) in points.enumerate() {
        one_kill::<App>(&stage, number, step, phase);
    }
}

#[tokio::test]
async fn the_window_killed_while_it_sends_comes_back_with_one_session_that_is_out() {
    for phase in ["before", "after"] {
        let stage = Stage::with_display();
        let point = format!("prepare:1:{phase}");
        let window = Window::open_with(&stage, &[], &environment(Some(&point))).await;
        window.click("add-sample").await;
        window.enter("signer-1-name", "Ann One").await;
        window.enter("signer-2-name", "Ben Two").await;
        window.wait_for("send", "aria-disabled", "false").await;
        window.click("send").await;
        until(&format!("{point}: the window to die"), 60, || {
            stage.running(&paraph()).is_empty().then_some(())
        });
        window.close().await;
        no_half_file_has_a_final_name(&stage, &point);
        let _app = stage.start_app(&[], &[]);
        until(&format!("{point}: the session to be out"), 60, || {
            let listed = stage.cli(&["sessions"]).ok();
            let sessions = listed["sessions"].as_array().cloned().unwrap_or_default();
            assert_eq!(sessions.len(), 1, "{point}: {listed:#}");
            (sessions[0]["state"] == "waiting").then_some(())
        });
    }
}

fn every_point() -> Vec<(&'static str, &'static str)> {
    STEPS
        .iter()
        .flat_map(|step| [(*step, "before"), (*step, "after")])
        .collect()
}

/// A session of its own, with a kill at this point on its way.
fn one_kill<H: Host>(stage: &Stage, number: usize, step: &str, phase: &str) {
    let point = format!("{step}:{phase}");
    let title = format!("Lease {number}");
    let send = |crash: Option<&str>| {
        let file = lease(stage);
        let words = [
            "send",
            "--title",
            &title,
            "--signer",
            "1:Ann One",
            "--signer",
            "2:Ben Two",
            "--allow",
            "already_sent",
            file.to_str().unwrap_or_default(),
        ];
        stage.cli_with(&words, &environment(crash), "")
    };
    if step == "prepare:1" {
        let killed = send(Some(&point));
        assert_eq!(killed.code, None, "{point}: it was not killed: {killed:#?}");
        stage.cli(&["resume"]);
    } else {
        let sent = send(None).ok();
        assert_eq!(sent["state"], "waiting", "{point}: {sent:#}");
    }
    let session = only_session(stage, &title, &point);
    assert_eq!(session["state"], "waiting", "{point}: {session:#}");
    let id = session["id"].as_str().unwrap_or_default().to_owned();

    let mut host = H::start(stage, (step != "prepare:1").then_some(point.as_str()));
    for (signer, name) in [("1", "Ann One"), ("2", "Ben Two")] {
        if show(stage, &id)["signers"][usize::from(signer == "2")]["state"] == "signed" {
            continue;
        }
        HttpSigner::open(&link(stage, &mut host, &id, signer, &point)).sign(name);
        let dies_now = match step {
            "prepare:1" => false,
            "receipt" | "keep" => signer == "2",
            _ => step == format!("sign:{signer}:1"),
        };
        if dies_now {
            host.wait();
            no_half_file_has_a_final_name(stage, &point);
            host = H::start(stage, None);
            // An act whose outcome was lost is either found done, or asked for again.
            let resumed = until(&format!("{point}: the steps to settle"), 60, || {
                host.keep_up(stage);
                let session = show(stage, &id);
                let steps = session["steps"].as_array().cloned().unwrap_or_default();
                steps
                    .iter()
                    .all(|step| step["state"] != "intended")
                    .then_some(session)
            });
            if resumed["signers"][usize::from(signer == "2")]["state"] != "signed" {
                HttpSigner::open(&link(stage, &mut host, &id, signer, &point)).sign(name);
            }
        }
    }
    let kept = until(&format!("{point}: the session to be kept"), 60, || {
        let session = show(stage, &id);
        (session["state"] == "kept").then_some(session)
    });
    drop(host);
    only_session(stage, &title, &point);
    no_half_file_has_a_final_name(stage, &point);
    let path = kept["documents"][0]["signed"]["path"]
        .as_str()
        .unwrap_or_default();
    assert_eq!(
        nss_says_valid(&stage.data().join(path)),
        2,
        "{point}: each signed once"
    );
}

fn show(stage: &Stage, id: &str) -> Value {
    stage.cli(&["show", id]).ok()
}

/// The signer's link, as soon as the server is up.
fn link(stage: &Stage, host: &mut impl Host, id: &str, signer: &str, point: &str) -> String {
    until(&format!("{point}: a link for signer {signer}"), 60, || {
        host.keep_up(stage);
        let opened = stage.cli(&["open", id, "--signer", signer, "--print"]);
        opened.json["url"].as_str().map(str::to_owned)
    })
}

#[track_caller]
fn only_session(stage: &Stage, title: &str, point: &str) -> Value {
    let listed = stage.cli(&["sessions", "--limit", "200"]).ok();
    let sessions = listed["sessions"].as_array().cloned().unwrap_or_default();
    let mut named = sessions
        .into_iter()
        .filter(|session| session["title"] == title);
    let session = named.next().unwrap_or_default();
    assert!(
        session.is_object(),
        "{point}: the session is gone: {listed:#}"
    );
    assert!(
        named.next().is_none(),
        "{point}: it is there twice: {listed:#}"
    );
    session
}

/// Stored files are what their names say; the person's copies are whole PDFs.
#[track_caller]
fn no_half_file_has_a_final_name(stage: &Stage, point: &str) {
    let mut stored = 0;
    each_file(&stage.data(), &mut |file| {
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            assert_eq!(sha256(file), name, "{point}: {}", file.display());
            stored += 1;
        }
    });
    assert!(stored > 0, "{point}: no stored file was found at all");
    each_file(&stage.copies(), &mut |file| {
        if file.extension().is_some_and(|kind| kind == "pdf") {
            assert!(is_sound_pdf(file), "{point}: {}", file.display());
        }
    });
}

fn each_file(folder: &Path, look: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            each_file(&path, look);
        } else {
            look(&path);
        }
    }
}

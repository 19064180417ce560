//! What driving the window and driving the browser have in common.

use std::{
    mem::ManuallyDrop,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use thirtyfour::{By, Capabilities, WebDriver, WebElement};

use crate::{Stage, is_alive, stage::send, until, until_async};

/// How long a driven program may take to end by itself.
const TO_END: Duration = Duration::from_secs(10);

/// Finds elements by their `data-testid`.
#[must_use]
pub fn test_id(name: &str) -> By {
    By::Css(format!("[data-testid=\"{name}\"]"))
}

/// A driver program, and the session that it holds.
pub(crate) struct Driven {
    /// Never dropped: a session that a failing test leaves behind would be waited for, though its
    /// driver is killed with the stage.
    pub(crate) driver: ManuallyDrop<WebDriver>,
    process: Child,
}

impl Driven {
    /// Starts a driver program that takes `--port=N`, and a session in it.
    pub(crate) async fn start(
        stage: &Stage,
        program: &str,
        environment: &[(&str, &str)],
        capabilities: Capabilities,
    ) -> Self {
        let port = free_port();
        let mut command = stage.command(Path::new(program));
        command
            .arg(format!("--port={port}"))
            .envs(environment.iter().copied());
        if program == "WebKitWebDriver" {
            command.arg("--host=127.0.0.1");
        }
        let log = stage.path(&format!("{program}.log"));
        let said = std::fs::File::create(&log).expect("a log");
        command.stdout(Stdio::null()).stderr(said);
        let process = command.spawn().expect(program);
        until(program, 20, || TcpStream::connect(("127.0.0.1", port)).ok());
        // Built beside the programs, the HTTP library has TLS and wants a provider for it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let opened = tokio::select! {
            opened = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities) => {
                opened.map_err(|error| error.to_string())
            }
            // The driver itself would wait on, and nobody would know for what.
            () = driven_ends(process.id()) => Err("what it started has ended".to_owned()),
        };
        let driver = opened.unwrap_or_else(|error| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            panic!("{program} opens no session: {error}\n{said}")
        });
        Self {
            driver: ManuallyDrop::new(driver),
            process,
        }
    }

    /// Waits until the element is there and seen.
    pub(crate) async fn find(&self, id: &str) -> WebElement {
        until_async(&format!("the element “{id}”"), 30, || self.find_now(id)).await
    }

    /// The element, if it is there and seen now.
    pub(crate) async fn find_now(&self, id: &str) -> Option<WebElement> {
        for element in self.driver.find_all(test_id(id)).await.ok()? {
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// Clicks as soon as the element can be clicked.
    pub(crate) async fn click(&self, id: &str) {
        until_async(&format!("“{id}” to take a click"), 30, || async {
            let element = self.find_now(id).await?;
            element.scroll_into_view().await.ok()?;
            element.click().await.ok()
        })
        .await;
    }

    /// Replaces what an entry holds.
    pub(crate) async fn enter(&self, id: &str, text: &str) {
        let element = self.find(id).await;
        element.clear().await.expect("an entry");
        element.send_keys(text).await.expect("an entry");
    }

    /// What the page's script says to an expression.
    pub(crate) async fn ask(&self, expression: &str) -> serde_json::Value {
        let script = format!("return {expression};");
        let answer = self.driver.execute(script, Vec::new()).await;
        answer.expect("a script's answer").json().clone()
    }

    /// Ends session and driver, and the program that was driven: what is started next on this
    /// computer must not meet it while it ends.
    pub(crate) async fn quit(self) {
        let driven = children(self.process.id());
        let _ = WebDriver::clone(&self.driver).quit().await;
        let begun = Instant::now();
        while driven.iter().any(|id| is_alive(*id)) {
            if begun.elapsed() > TO_END {
                // It has asked whether it may end, and nobody answers.
                driven.iter().for_each(|id| send("KILL", *id));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits until the driver has started a program and that program has ended.
async fn driven_ends(driver: u32) {
    let mut begun = false;
    loop {
        let runs = children(driver).iter().any(|id| is_alive(*id));
        if begun && !runs {
            // What it said last may be on its way yet.
            tokio::time::sleep(Duration::from_secs(1)).await;
            return;
        }
        begun |= runs;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The processes that a process has started itself.
fn children(id: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{id}/task"));
    let of_threads = threads.into_iter().flatten().flatten();
    let ids = of_threads.flat_map(|thread| std::fs::read_to_string(thread.path().join("children")));
    ids.flat_map(|ids| {
        ids.split_whitespace()
            .flat_map(str::parse)
            .collect::<Vec<_>>()
    })
    .collect()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}

//! `serve` and `watch`: they go on until they are stopped.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use desk::{DeskError, KeyState};
use serde_json::json;
use session::State;

use crate::context::Context;
use crate::output;

/// How often the history is looked at for what other processes did.
const LOOK: Duration = Duration::from_millis(300);

pub(crate) async fn serve(context: &Context) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    // A passphrase that opens nothing is said now, not to the first signer.
    desk.try_passphrase().await?;
    let served = desk.serve().await?;
    if desk.key_state().await == KeyState::Run {
        output::message(&context.words.say("cli-key-this-run", &[]));
    }
    if context.json {
        output::value(&json!({ "url": served.url }));
    } else {
        output::line(&context.words.say("cli-serving", &[("url", &served.url)]));
    }
    // What was interrupted goes on while the page is there already.
    desk.resume_all().await?;
    stopped().await;
    drop(served);
    if !context.json {
        output::message(&context.words.say("cli-serving-stopped", &[]));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn watch(context: &Context, until_idle: bool) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    let mut seen = desk.newest_event()?;
    let mut attention = false;
    let stop = stopped();
    tokio::pin!(stop);
    let follower = desk.clone();
    // Ends with this command.
    let _following = AbortOnDrop(tokio::spawn(
        async move { follower.follow_services().await },
    ));
    loop {
        let open = desk.open_sessions()?;
        for id in &open {
            desk.expire(id)?;
        }
        for (row, event) in desk.events_after(seen)? {
            seen = row;
            attention |= event.state == State::Attention;
            if context.json {
                output::value(&event);
            } else {
                let title = desk.session(&event.session)?.title;
                output::line(&format!("{}  {title}: {}", event.time, event.what));
            }
        }
        if until_idle && desk.open_sessions()?.is_empty() {
            break;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = &mut stop => break,
        }
    }
    Ok(if attention {
        ExitCode::from(output::ATTENTION)
    } else {
        ExitCode::SUCCESS
    })
}

pub(crate) async fn postbacks(
    context: &Context,
    listen: SocketAddr,
) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    let mut seen = desk.newest_event()?;
    let receiver = desk.receive_postbacks(listen).await?;
    output::message(&context.words.say(
        "cli-postbacks-listening",
        &[("address", &receiver.address.to_string())],
    ));
    let stop = stopped();
    tokio::pin!(stop);
    loop {
        for (row, event) in desk.events_after(seen)? {
            seen = row;
            if context.json {
                output::value(&event);
            } else {
                output::line(&format!(
                    "{}  {}: {}",
                    event.time, event.session, event.what
                ));
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = &mut stop => break,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A task that ends when this is dropped.
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for Ctrl C, or for the system's wish that this process ends.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where signals cannot be had, the process is ended from outside.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

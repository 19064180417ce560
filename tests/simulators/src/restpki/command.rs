//! The simulator from words of a command line.

use time::Duration;

use super::{Options, RestPki, Server};
use crate::core::Served;
use crate::core::words::{self, Named};

/// What [`from_words`] takes.
pub const USAGE: &str = "\
paraph-simulator restpki [--state DIR] [--port N] [--script FILE] [--lenient] [--sync]
    [--old|--new] [--marks] [--api-key KEY] [--background-ms N] [--session-minutes N] [--webhooks-to URL]
Prints the base URL and serves until it is killed. The control interface is under /_sim/.";

/// Starts it.
///
/// # Errors
/// In words, when it is asked wrongly or does not start.
pub fn from_words(words: &[String]) -> Result<Box<dyn Served>, String> {
    let service = RestPki::start(options(words)?).map_err(|error| error.to_string())?;
    Ok(Box::new(service))
}

impl Served for RestPki {
    fn base_url(&self) -> String {
        Self::base_url(self)
    }

    fn wait(self: Box<Self>) {
        Self::wait(*self);
    }
}

fn options(words: &[String]) -> Result<Options, String> {
    let mut options = Options {
        self_ticking: true,
        deliver: true,
        background: Duration::SECOND,
        ..Options::default()
    };
    let shared = words::read(words, USAGE, &mut options, flag, named)?;
    (options.port, options.script) = (shared.port, shared.script);
    options.profile = shared.profile;
    (options.state, options.sync) = (shared.state, shared.sync);
    Ok(options)
}

fn flag(options: &mut Options, name: &str) -> bool {
    match name {
        "--old" => options.server = Server::Old,
        "--new" => options.server = Server::New,
        "--marks" => options.marks = true,
        _ => return false,
    }
    true
}

fn named(options: &mut Options, word: Named<'_>) -> Result<bool, String> {
    match word.name {
        "--api-key" => options.api_key = word.value.to_owned(),
        "--background-ms" => options.background = Duration::milliseconds(word.number()?.into()),
        "--session-minutes" => options.session_life = Duration::minutes(word.number()?.into()),
        "--webhooks-to" => options.webhook_target = Some(word.value.to_owned()),
        _ => return Ok(false),
    }
    Ok(true)
}

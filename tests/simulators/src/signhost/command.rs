//! The simulator from words of a command line.

use time::Duration;

use super::{Options, Signhost};
use crate::core::Served;
use crate::core::words::{self, Named};

/// What [`from_words`] takes.
pub const USAGE: &str = "\
paraph-simulator signhost [--state DIR] [--port N] [--script FILE] [--lenient] [--sync]
    [--app-key KEY] [--user-token TOKEN] [--processing-ms N] [--after-return-ms N]
    [--postbacks-to URL] [--portal-postbacks-to URL] [--postback-secret SECRET]
Prints the base URL and serves until it is killed. The control interface is under /_sim/.";

/// Starts it.
///
/// # Errors
/// In words, when it is asked wrongly or does not start.
pub fn from_words(words: &[String]) -> Result<Box<dyn Served>, String> {
    let service = Signhost::start(options(words)?).map_err(|error| error.to_string())?;
    Ok(Box::new(service))
}

impl Served for Signhost {
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
        processing: Duration::SECOND,
        after_return: Duration::SECOND,
        ..Options::default()
    };
    let shared = words::read(words, USAGE, &mut options, |_, _| false, named)?;
    (options.port, options.script) = (shared.port, shared.script);
    options.profile = shared.profile;
    (options.state, options.sync) = (shared.state, shared.sync);
    Ok(options)
}

fn named(options: &mut Options, word: Named<'_>) -> Result<bool, String> {
    match word.name {
        "--app-key" => options.app_key = word.value.to_owned(),
        "--user-token" => options.user_token = word.value.to_owned(),
        "--processing-ms" => options.processing = Duration::milliseconds(word.number()?.into()),
        "--after-return-ms" => options.after_return = Duration::milliseconds(word.number()?.into()),
        "--postbacks-to" => options.postback_target = Some(word.value.to_owned()),
        "--portal-postbacks-to" => options.portal_target = Some(word.value.to_owned()),
        "--postback-secret" => options.postback_secret = word.value.to_owned(),
        _ => return Ok(false),
    }
    Ok(true)
}

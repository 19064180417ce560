//! The simulator from words of a command line.

use time::Duration;

use super::{Esign, Options, Serializer};
use crate::core::Served;
use crate::core::words::{self, Named};

/// What [`from_words`] takes.
pub const USAGE: &str = "\
paraph-simulator esign [--state DIR] [--port N] [--script FILE] [--lenient] [--sync]
    [--api-key KEY] [--user EMAIL] [--tag-delay-ms N] [--open C] [--close C] [--certificate]
    [--double-angle]
Prints the base URL and serves until it is killed. The control interface is under /_sim/.";

/// Starts it.
///
/// # Errors
/// In words, when it is asked wrongly or does not start.
pub fn from_words(words: &[String]) -> Result<Box<dyn Served>, String> {
    let service = Esign::start(options(words)?).map_err(|error| error.to_string())?;
    Ok(Box::new(service))
}

impl Served for Esign {
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
        tag_delay: Duration::seconds(3),
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
        "--lenient" => options.serializer = Serializer::Any,
        "--certificate" => options.certificate = true,
        "--double-angle" => options.double_angle = true,
        _ => return false,
    }
    true
}

fn named(options: &mut Options, word: Named<'_>) -> Result<bool, String> {
    match word.name {
        "--api-key" => options.api_key = word.value.to_owned(),
        "--user" => options.users = vec![word.value.to_owned()],
        "--tag-delay-ms" => options.tag_delay = Duration::milliseconds(word.number()?.into()),
        "--open" => options.open = word.character()?,
        "--close" => options.close = word.character()?,
        _ => return Ok(false),
    }
    Ok(true)
}

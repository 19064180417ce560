//! The simulator from words of a command line.

use time::Duration;

use super::{HashText, Options, Signant};
use crate::core::Served;
use crate::core::words::{self, Named};

/// What [`from_words`] takes.
pub const USAGE: &str = "\
paraph-simulator signant [--state DIR] [--port N] [--script FILE] [--lenient] [--sync]
    [--distributor ID] [--access-code CODE] [--posting-parameter NAME] [--hash lower|upper|dashed|base64|empty]
    [--settling-ms N] [--expired-window-s N] [--undescribed]
Prints the address and serves until it is killed. The control interface is under /_sim/.";

/// Starts it.
///
/// # Errors
/// In words, when it is asked wrongly or does not start.
pub fn from_words(words: &[String]) -> Result<Box<dyn Served>, String> {
    let service = Signant::start(options(words)?).map_err(|error| error.to_string())?;
    Ok(Box::new(service))
}

impl Served for Signant {
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
        settling: Duration::SECOND,
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
        "--undescribed" => options.described = false,
        _ => return false,
    }
    true
}

fn named(options: &mut Options, word: Named<'_>) -> Result<bool, String> {
    match word.name {
        "--distributor" => options.distributor = word.value.to_owned(),
        "--access-code" => options.access_code = word.value.to_owned(),
        "--posting-parameter" => options.posting_parameter = word.value.to_owned(),
        "--hash" => {
            options.hash = match word.value {
                "lower" => HashText::Lower,
                "upper" => HashText::Upper,
                "dashed" => HashText::Dashed,
                "base64" => HashText::Base64,
                "empty" => HashText::Empty,
                _ => return Ok(false),
            };
        }
        "--settling-ms" => options.settling = Duration::milliseconds(word.number()?.into()),
        "--expired-window-s" => options.expired_window = Duration::seconds(word.number()?.into()),
        _ => return Ok(false),
    }
    Ok(true)
}

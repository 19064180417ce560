//! The simulator from words of a command line.

use std::path::PathBuf;

use time::Duration;

use super::{Options, Signhost};
use crate::core::{Profile, Served};

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

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        self_ticking: true,
        deliver: true,
        processing: Duration::SECOND,
        after_return: Duration::SECOND,
        ..Options::default()
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--lenient" => options.profile = Profile::Lenient,
            "--sync" => options.sync = true,
            _ => {
                let value = rest.next().ok_or_else(|| USAGE.to_owned())?;
                set(&mut options, name, value)?;
            }
        }
    }
    Ok(options)
}

fn set(options: &mut Options, name: &str, value: &str) -> Result<(), String> {
    let number = || {
        value
            .parse::<u32>()
            .map_err(|_| format!("{name}: no number"))
    };
    match name {
        "--state" => options.state = Some(PathBuf::from(value)),
        "--port" => {
            options.port = u16::try_from(number()?).map_err(|_| format!("{name}: no port"))?;
        }
        "--script" => {
            let text = std::fs::read(value).map_err(|error| format!("{value}: {error}"))?;
            options.script =
                serde_json::from_slice(&text).map_err(|error| format!("{value}: {error}"))?;
        }
        "--app-key" => options.app_key = value.to_owned(),
        "--user-token" => options.user_token = value.to_owned(),
        "--processing-ms" => options.processing = Duration::milliseconds(number()?.into()),
        "--after-return-ms" => options.after_return = Duration::milliseconds(number()?.into()),
        "--postbacks-to" => options.postback_target = Some(value.to_owned()),
        "--portal-postbacks-to" => options.portal_target = Some(value.to_owned()),
        "--postback-secret" => options.postback_secret = value.to_owned(),
        _ => return Err(USAGE.to_owned()),
    }
    Ok(())
}

//! The simulator from words of a command line.

use time::Duration;

use super::{Options, RestPki, Server};
use crate::core::{Profile, Served};

/// What [`from_words`] takes.
pub const USAGE: &str = "\
paraph-simulator restpki [--port N] [--script FILE] [--lenient] [--old|--new] [--marks]
    [--api-key KEY] [--background-ms N] [--session-minutes N] [--webhooks-to URL]
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

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        self_ticking: true,
        deliver: true,
        background: Duration::SECOND,
        ..Options::default()
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--lenient" => options.profile = Profile::Lenient,
            "--old" => options.server = Server::Old,
            "--new" => options.server = Server::New,
            "--marks" => options.marks = true,
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
        "--port" => {
            options.port = u16::try_from(number()?).map_err(|_| format!("{name}: no port"))?;
        }
        "--script" => {
            let text = std::fs::read(value).map_err(|error| format!("{value}: {error}"))?;
            options.script =
                serde_json::from_slice(&text).map_err(|error| format!("{value}: {error}"))?;
        }
        "--api-key" => options.api_key = value.to_owned(),
        "--background-ms" => options.background = Duration::milliseconds(number()?.into()),
        "--session-minutes" => options.session_life = Duration::minutes(number()?.into()),
        "--webhooks-to" => options.webhook_target = Some(value.to_owned()),
        _ => return Err(USAGE.to_owned()),
    }
    Ok(())
}

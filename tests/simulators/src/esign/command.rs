//! The simulator from words of a command line.

use std::path::PathBuf;

use time::Duration;

use super::{Esign, Options, Serializer};
use crate::core::{Profile, Served};

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
    let mut rest = words.iter();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--lenient" => {
                options.profile = Profile::Lenient;
                options.serializer = Serializer::Any;
            }
            "--sync" => options.sync = true,
            "--certificate" => options.certificate = true,
            "--double-angle" => options.double_angle = true,
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
    let one = || match value.chars().collect::<Vec<_>>().as_slice() {
        [one] => Ok(*one),
        _ => Err(format!("{name}: one character")),
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
        "--api-key" => options.api_key = value.to_owned(),
        "--user" => options.users = vec![value.to_owned()],
        "--tag-delay-ms" => options.tag_delay = Duration::milliseconds(number()?.into()),
        "--open" => options.open = one()?,
        "--close" => options.close = one()?,
        _ => return Err(USAGE.to_owned()),
    }
    Ok(())
}

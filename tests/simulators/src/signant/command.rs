//! The simulator from words of a command line.

use time::Duration;

use super::{HashText, Options, Signant};
use crate::core::{Profile, Served};

/// What [`from_words`] takes.
pub const USAGE: &str = "\
paraph-simulator signant [--port N] [--script FILE] [--lenient] [--distributor ID]
    [--access-code CODE] [--posting-parameter NAME] [--hash lower|upper|dashed|base64|empty]
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

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        self_ticking: true,
        settling: Duration::SECOND,
        ..Options::default()
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        match name.as_str() {
            "--lenient" => options.profile = Profile::Lenient,
            "--undescribed" => options.described = false,
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
        "--distributor" => options.distributor = value.to_owned(),
        "--access-code" => options.access_code = value.to_owned(),
        "--posting-parameter" => options.posting_parameter = value.to_owned(),
        "--hash" => {
            options.hash = match value {
                "lower" => HashText::Lower,
                "upper" => HashText::Upper,
                "dashed" => HashText::Dashed,
                "base64" => HashText::Base64,
                "empty" => HashText::Empty,
                _ => return Err(USAGE.to_owned()),
            };
        }
        "--settling-ms" => options.settling = Duration::milliseconds(number()?.into()),
        "--expired-window-s" => options.expired_window = Duration::seconds(number()?.into()),
        _ => return Err(USAGE.to_owned()),
    }
    Ok(())
}

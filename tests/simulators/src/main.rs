//! `paraph-simulator signhost --state DIR --port N [--script FILE]`: serves until it is killed.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use simulators::core::Profile;
use simulators::signhost::{Options, Signhost};
use time::Duration;

const USAGE: &str = "\
paraph-simulator signhost [--state DIR] [--port N] [--script FILE] [--lenient] [--sync]
    [--app-key KEY] [--user-token TOKEN] [--processing-ms N] [--after-return-ms N]
    [--postbacks-to URL] [--portal-postbacks-to URL] [--postback-secret SECRET]
Prints the base URL and serves until it is killed. The control interface is under /_sim/.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            let _ = writeln!(std::io::stderr(), "{words}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let options = match arguments.split_first() {
        Some((service, rest)) if service == "signhost" => options(rest)?,
        _ => return Err(USAGE.to_owned()),
    };
    let service = Signhost::start(options).map_err(|error| error.to_string())?;
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{}", service.base_url());
    let _ = out.flush();
    service.wait();
    Ok(())
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

//! `paraph-simulator SERVICE …`: serves until it is killed.

use std::io::Write as _;
use std::process::ExitCode;

use simulators::core::Served;
use simulators::{esign, restpki, signant, signhost};

/// A service's name, how it is started from its words, and what these are.
type Player = (
    &'static str,
    fn(&[String]) -> Result<Box<dyn Served>, String>,
    &'static str,
);

/// Every service that is played.
const PLAYERS: &[Player] = &[
    ("esign", esign::from_words, esign::USAGE),
    ("signant", signant::from_words, signant::USAGE),
    ("signhost", signhost::from_words, signhost::USAGE),
    ("restpki", restpki::from_words, restpki::USAGE),
];

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
    let named = arguments.split_first().and_then(|(name, rest)| {
        let player = PLAYERS.iter().find(|(known, ..)| known == name)?;
        Some((player, rest))
    });
    let Some(((_, start, _), rest)) = named else {
        let usages: Vec<&str> = PLAYERS.iter().map(|(.., usage)| *usage).collect();
        return Err(usages.join("\n\n"));
    };
    let service = start(rest)?;
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{}", service.base_url());
    let _ = out.flush();
    service.wait();
    Ok(())
}

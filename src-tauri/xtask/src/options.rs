//! What was asked for on the command line.

/// One command with its options.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The command's name; `help` when none is given.
    pub(crate) command: String,
    /// Whatever stands behind it: files, or the name of a bench.
    pub(crate) rest: Vec<String>,
    /// Install packages without asking.
    pub(crate) yes: bool,
    /// The stages to which `test` is narrowed; none: all.
    pub(crate) only: Vec<String>,
    /// A bench fails where a figure has grown worse than the one that is kept; a package is
    /// installed and looked at.
    pub(crate) check: bool,
    /// A bench keeps its figure for the next check.
    pub(crate) bless: bool,
    /// How long each fuzz target runs.
    pub(crate) seconds: Option<u32>,
    /// Make the fuzz targets' seeds anew instead.
    pub(crate) seeds: bool,
}

const COMMANDS: [&str; 13] = [
    "run",
    "test",
    "lint",
    "fmt",
    "audit",
    "package",
    "bindings",
    "bench",
    "crash",
    "pictures",
    "fuzz",
    "documents",
    "help",
];

impl Options {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words;
        while let Some(word) = words.next() {
            match word.as_str() {
                "--help" | "-h" => options.command = "help".to_owned(),
                "--yes" | "-y" => options.yes = true,
                "--check" => options.check = true,
                "--bless" => options.bless = true,
                "--seeds" => options.seeds = true,
                "--seconds" => match words.next().and_then(|word| word.parse().ok()) {
                    Some(seconds) => options.seconds = Some(seconds),
                    None => return Err("--seconds wants a number.".to_owned()),
                },
                "--only" => match words.next() {
                    Some(stage) => options.only.push(stage),
                    None => return Err("--only wants the name of a stage.".to_owned()),
                },
                // Its own program knows them.
                other if other.starts_with("--") && options.command == "crash" => {
                    options.rest.push(word);
                }
                other if other.starts_with("--") => {
                    return Err(format!("There is no option {other}."));
                }
                _ if options.command.is_empty() => {
                    if !COMMANDS.contains(&word.as_str()) {
                        return Err(format!("There is no command “{word}”."));
                    }
                    options.command = word;
                }
                _ => options.rest.push(word),
            }
        }
        if options.command.is_empty() {
            options.command = "help".to_owned();
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn files_behind_run_are_kept_in_their_order() {
        let options = parse("run a.pdf --yes b.pdf").unwrap();
        assert_eq!(options.rest, ["a.pdf", "b.pdf"]);
        assert!(options.yes);
    }

    #[test]
    fn what_stands_behind_crash_is_for_its_own_program() {
        let options = parse("crash --kills 5 --seed 7").unwrap();
        assert_eq!(options.rest, ["--kills", "5", "--seed", "7"]);
    }

    #[test]
    fn no_word_at_all_asks_for_help() {
        assert_eq!(parse("").unwrap().command, "help");
    }

    #[test]
    fn seconds_are_a_number() {
        let options = parse("fuzz read --seconds 20").unwrap();
        assert_eq!((options.seconds, options.rest.len()), (Some(20), 1));
        assert!(parse("fuzz --seconds long").is_err());
    }

    #[test]
    fn an_unknown_word_is_named() {
        assert!(parse("dance").unwrap_err().contains("dance"));
        assert!(parse("test --fast").unwrap_err().contains("--fast"));
    }
}

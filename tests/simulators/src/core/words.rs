//! A simulator's options as words of a command line. What each service has of its own it takes
//! itself; how words are read, and what all services share, stands here.

use std::path::PathBuf;

use super::{Profile, Script};

/// What every simulator can be told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared {
    /// `--port N`; none: any that is free.
    pub(crate) port: u16,
    /// `--script FILE`: what is to go wrong.
    pub(crate) script: Script,
    /// `--lenient`.
    pub(crate) profile: Profile,
    /// `--state DIR`; none: nothing outlives it.
    pub(crate) state: Option<PathBuf>,
    /// `--sync`: what is kept there outlives a loss of power.
    pub(crate) sync: bool,
}

/// A word that has a value behind it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

impl Named<'_> {
    /// The value as a whole number.
    pub(crate) fn number(self) -> Result<u32, String> {
        let number = self.value.parse();
        number.map_err(|_| format!("{}: no number", self.name))
    }

    /// The value as one character.
    pub(crate) fn character(self) -> Result<char, String> {
        match self.value.chars().collect::<Vec<_>>().as_slice() {
            [one] => Ok(*one),
            _ => Err(format!("{}: one character", self.name)),
        }
    }
}

/// Reads the words of a service. `flag` and `named` take what is the service's own, and say
/// whether they know it; what nobody knows is answered with `usage`.
///
/// # Errors
/// In words.
pub(crate) fn read<T>(
    words: &[String],
    usage: &str,
    own: &mut T,
    flag: impl Fn(&mut T, &str) -> bool,
    named: impl Fn(&mut T, Named<'_>) -> Result<bool, String>,
) -> Result<Shared, String> {
    let mut shared = Shared::default();
    let mut rest = words.iter();
    while let Some(name) = rest.next() {
        let known = match name.as_str() {
            "--lenient" => {
                shared.profile = Profile::Lenient;
                true
            }
            "--sync" => {
                shared.sync = true;
                true
            }
            _ => false,
        };
        // A service may have more to say to what all know.
        if flag(own, name) || known {
            continue;
        }
        let value = rest.next().ok_or_else(|| usage.to_owned())?;
        let word = Named { name, value };
        match name.as_str() {
            "--port" => {
                shared.port =
                    u16::try_from(word.number()?).map_err(|_| format!("{name}: no port"))?;
            }
            "--script" => {
                let text = std::fs::read(value).map_err(|error| format!("{value}: {error}"))?;
                shared.script =
                    serde_json::from_slice(&text).map_err(|error| format!("{value}: {error}"))?;
            }
            "--state" => shared.state = Some(PathBuf::from(value)),
            _ if named(own, word)? => {}
            _ => return Err(usage.to_owned()),
        }
    }
    Ok(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[&str]) -> Result<(Shared, bool, u32), String> {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        let mut own = (false, 0);
        let shared = read(
            &words,
            "usage",
            &mut own,
            |own, name| {
                own.0 |= name == "--loud";
                name == "--loud"
            },
            |own, word| {
                if word.name == "--times" {
                    own.1 = word.number()?;
                }
                Ok(word.name == "--times")
            },
        )?;
        Ok((shared, own.0, own.1))
    }

    #[test]
    fn what_all_services_share_and_what_is_ones_own_may_stand_in_any_order() {
        let (shared, loud, times) =
            told(&["--times", "3", "--lenient", "--loud", "--port", "80"]).unwrap();
        assert_eq!((shared.port, loud, times), (80, true, 3));
        assert_eq!(shared.profile, Profile::Lenient);
    }

    #[test]
    fn what_nobody_knows_is_answered_with_what_there_is() {
        for words in [&["--loudly", "x"][..], &["--times"], &["x"]] {
            assert_eq!(told(words).err().as_deref(), Some("usage"), "{words:?}");
        }
        assert_eq!(
            told(&["--times", "x"]).err().as_deref(),
            Some("--times: no number")
        );
        assert_eq!(
            told(&["--port", "99999"]).err().as_deref(),
            Some("--port: no port")
        );
    }
}

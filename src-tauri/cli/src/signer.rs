//! Values on the command line that have a form of their own.

use std::path::PathBuf;
use std::str::FromStr;

use session::{FieldKind, Rect, State};

/// `N:Name <e-mail>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignerArg {
    pub(crate) number: u16,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl FromStr for SignerArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write it as \"1:Ann Smith <ann@example.com>\"".to_owned();
        let (number, who) = text.split_once(':').ok_or_else(wrong)?;
        let number = number
            .trim()
            .parse()
            .ok()
            .filter(|n| (1..=999).contains(n))
            .ok_or_else(wrong)?;
        let who = who.trim();
        self::text::<500>(who)?;
        let (name, email) = match who.strip_suffix('>').and_then(|who| who.rsplit_once('<')) {
            Some((name, email)) => (name.trim(), email.trim()),
            None => (who, ""),
        };
        Ok(Self {
            number,
            name: name.to_owned(),
            email: email.to_owned(),
        })
    }
}

/// The name of a service.
pub(crate) fn service(word: &str) -> Result<session::Service, String> {
    session::Service::parse(word).ok_or_else(|| {
        let known: Vec<_> = session::Service::ALL.iter().map(|s| s.as_str()).collect();
        format!("the services are {}", known.join(", "))
    })
}

/// `key=value`
pub(crate) fn setting(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(key, _)| !key.trim().is_empty())
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| "write it as key=value".to_owned())
}

/// `N.key=value`
pub(crate) fn signer_setting(text: &str) -> Result<(u16, String, String), String> {
    let wrong = || "write it as N.key=value".to_owned();
    let (number, rest) = text.split_once('.').ok_or_else(wrong)?;
    let number = number.trim().parse().map_err(|_| wrong())?;
    let (key, value) = setting(rest).map_err(|_| wrong())?;
    Ok((number, key, value))
}

/// `Name <e-mail>`
pub(crate) fn receiver(text: &str) -> Result<session::DraftReceiver, String> {
    self::text::<500>(text)?;
    text.trim()
        .strip_suffix('>')
        .and_then(|who| who.rsplit_once('<'))
        .map(|(name, email)| session::DraftReceiver {
            name: name.trim().to_owned(),
            email: email.trim().to_owned(),
        })
        .filter(|receiver| receiver.email.contains('@'))
        .ok_or_else(|| "write it as \"Ann Smith <ann@example.com>\"".to_owned())
}

/// A person's decision on a session in attention.
pub(crate) fn decision(word: &str) -> Result<desk::Decision, String> {
    desk::Decision::parse(word).ok_or_else(|| "sent, not-sent or abandoned".to_owned())
}

/// `FILE:PAGE:x0,y0,x1,y1:signer=N[:kind=K]`, split from the right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldArg {
    pub(crate) file: PathBuf,
    pub(crate) page: u32,
    pub(crate) rect: Rect,
    pub(crate) signer: u16,
    pub(crate) kind: FieldKind,
}

impl FromStr for FieldArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write it as \"lease.pdf:1:72,200,250,240:signer=1:kind=date\"".to_owned();
        let (rest, kind) = match text.rsplit_once(":kind=") {
            Some((rest, kind)) => (rest, kind),
            None => (text, "signature"),
        };
        let kind = [FieldKind::Signature, FieldKind::Initial, FieldKind::Date]
            .into_iter()
            .find(|k| k.as_str() == kind)
            .ok_or_else(wrong)?;
        let (rest, signer) = rest.rsplit_once(":signer=").ok_or_else(wrong)?;
        let (rest, corners) = rest.rsplit_once(':').ok_or_else(wrong)?;
        let (file, page) = rest.rsplit_once(':').ok_or_else(wrong)?;
        let corners: Vec<f64> = corners
            .split(',')
            .map(|c| c.trim().parse().ok().filter(|c: &f64| c.is_finite()))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let [x0, y0, x1, y1] = corners[..] else {
            return Err(wrong());
        };
        Ok(Self {
            file: PathBuf::from(file),
            page: page.parse().map_err(|_| wrong())?,
            rect: Rect::new(x0, y0, x1, y1),
            signer: signer
                .parse()
                .ok()
                .filter(|n| (1..=999).contains(n))
                .ok_or_else(wrong)?,
            kind,
        })
    }
}

/// A text of at most that many characters.
pub(crate) fn text<const MOST: usize>(text: &str) -> Result<String, String> {
    if text.chars().count() > MOST {
        return Err(format!("longer than {MOST} characters"));
    }
    Ok(text.to_owned())
}

/// A place in the list of sessions, as the page before gave it.
pub(crate) fn cursor(text: &str) -> Result<String, String> {
    match text.split_once('.') {
        Some((changed, _)) if changed.parse::<i64>().is_ok() => Ok(text.to_owned()),
        _ => Err("take it from `next` of the page before".to_owned()),
    }
}

/// A session's state.
pub(crate) fn state(word: &str) -> Result<State, String> {
    State::parse(word).ok_or_else(|| {
        let words: Vec<_> = State::ALL.iter().map(|state| state.as_str()).collect();
        format!("one of: {}", words.join(", "))
    })
}

/// A local date.
pub(crate) fn date(text: &str) -> Result<String, String> {
    match desk::clock::start_of_date(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write it as 2026-11-25".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_is_a_number_a_name_and_perhaps_an_address() {
        let full: SignerArg = "2:Zoë Łukasz <zoe@example.com>".parse().unwrap();
        assert_eq!((full.number, full.name.as_str()), (2, "Zoë Łukasz"));
        assert_eq!(full.email, "zoe@example.com");
        let short: SignerArg = "1:Ann".parse().unwrap();
        assert_eq!((short.name.as_str(), short.email.as_str()), ("Ann", ""));
        for wrong in ["Ann", "0:Ann", "x:Ann", "1000:Ann"] {
            assert!(wrong.parse::<SignerArg>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_field_is_split_from_the_right_so_that_a_path_may_hold_colons() {
        let field: FieldArg = "C:\\a:b.pdf:3:10,20,5,40:signer=2:kind=date"
            .parse()
            .unwrap();
        assert_eq!(field.file, PathBuf::from("C:\\a:b.pdf"));
        assert_eq!(
            (field.page, field.signer, field.kind),
            (3, 2, FieldKind::Date)
        );
        assert_eq!(field.rect, Rect::new(5.0, 20.0, 10.0, 40.0));
        for wrong in [
            "a.pdf",
            "a.pdf:1:1,2,3:signer=1",
            "a.pdf:1:1,2,3,4",
            "a.pdf:1:1,2,3,nan:signer=1",
        ] {
            assert!(wrong.parse::<FieldArg>().is_err(), "{wrong}");
        }
    }
}

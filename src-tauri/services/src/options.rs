//! What was set for a session and for a signer, read and checked.
//!
//! A signer's option holds before the session's of the same name, and that before the account's.

use crate::{Account, Job, JobSigner, Objection};

/// Reads options and collects what is wrong with them.
pub(crate) struct Options<'a> {
    pub(crate) job: &'a Job,
    pub(crate) account: &'a Account,
    pub(crate) signer: Option<&'a JobSigner>,
    pub(crate) wrong: Vec<Objection>,
}

impl<'a> Options<'a> {
    /// For the session as a whole.
    pub(crate) fn of_session(job: &'a Job, account: &'a Account) -> Self {
        Self {
            job,
            account,
            signer: None,
            wrong: Vec::new(),
        }
    }

    /// For a signer.
    pub(crate) fn of_signer(job: &'a Job, account: &'a Account, signer: &'a JobSigner) -> Self {
        Self {
            signer: Some(signer),
            ..Self::of_session(job, account)
        }
    }

    /// Something is wrong with an option.
    pub(crate) fn object(&mut self, option: &str, value: &str, why: &str) {
        let mut objection = Objection::option(option, value, why);
        // What the session or the account says is wrong once, not once for each signer.
        if value.is_empty() || self.own(option).is_some() {
            objection.signer = self.signer.map(|signer| signer.number);
        }
        self.wrong.push(objection);
    }

    /// A signer's own option.
    pub(crate) fn own(&self, name: &str) -> Option<&'a str> {
        self.signer?.option(name)
    }

    /// An option of the signer, else of the session, else of the account.
    pub(crate) fn any(&self, name: &str) -> Option<&'a str> {
        self.own(name)
            .or_else(|| self.job.option(name))
            .or_else(|| self.account.setting(name))
    }

    pub(crate) fn flag(&mut self, name: &str, default: bool) -> bool {
        match self.any(name) {
            None => default,
            Some("yes") => true,
            Some("no") => false,
            Some(other) => {
                self.object(name, other, "choice");
                default
            }
        }
    }

    pub(crate) fn choice(
        &mut self,
        name: &str,
        words: &[&'static str],
        default: &'static str,
    ) -> &'static str {
        let Some(value) = self.any(name) else {
            return default;
        };
        if let Some(word) = words.iter().find(|word| **word == value) {
            return word;
        }
        self.object(name, value, "choice");
        default
    }

    /// A list of words with commas between them.
    pub(crate) fn words(&mut self, name: &str, words: &[&'static str]) -> Vec<&'static str> {
        let Some(value) = self.any(name) else {
            return Vec::new();
        };
        let mut list = Vec::new();
        for asked in value
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
        {
            match words.iter().find(|word| **word == asked) {
                Some(word) => list.push(*word),
                None => self.object(name, asked, "choice"),
            }
        }
        list
    }

    /// One line of at most so many characters, without control characters.
    pub(crate) fn line(&mut self, name: &str, text: Option<String>, most: usize) -> Option<String> {
        let text = text?;
        if text.chars().any(char::is_control) {
            self.object(name, &text, "control");
        } else if text.chars().count() > most {
            self.object(name, &text, "too_long");
        } else {
            return Some(text);
        }
        None
    }

    /// An https address.
    pub(crate) fn https(&mut self, name: &str) -> Option<String> {
        let text = self.any(name)?;
        if address(text, false) {
            return Some(text.to_owned());
        }
        self.object(name, text, "https");
        None
    }
}

/// Whether it is an https address, without a name and password in it.
pub(crate) fn address(text: &str, usual_port: bool) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        url.scheme() == "https"
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && (!usual_port || url.port_or_known_default() == Some(443))
    })
}

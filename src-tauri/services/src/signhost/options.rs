//! What was set for a session and for a signer, read and checked (sheet §3, §3.1).
//!
//! A signer's option holds before the session's of the same name, and that before the account's.

use serde_json::{Map, Value};

use crate::{Account, Job, JobSigner, Objection};

/// The languages of mails and receipts (§3).
pub(super) const LANGUAGES: &[&str] = &[
    "de-DE", "en-US", "es-ES", "fr-FR", "it-IT", "nl-NL", "pl-PL",
];
/// A subject's longest (§3.1).
pub(super) const SUBJECT: usize = 64;
/// Days until a transaction runs out, at most (§3).
const DAYS: u32 = 90;

/// Reads options and collects what is wrong with them.
pub(super) struct Options<'a> {
    pub(super) job: &'a Job,
    pub(super) account: &'a Account,
    pub(super) signer: Option<&'a JobSigner>,
    pub(super) wrong: Vec<Objection>,
}

impl<'a> Options<'a> {
    /// For the session as a whole.
    pub(super) fn of_session(job: &'a Job, account: &'a Account) -> Self {
        Self {
            job,
            account,
            signer: None,
            wrong: Vec::new(),
        }
    }

    /// For a signer.
    pub(super) fn of_signer(job: &'a Job, account: &'a Account, signer: &'a JobSigner) -> Self {
        Self {
            signer: Some(signer),
            ..Self::of_session(job, account)
        }
    }

    /// Something is wrong with an option.
    pub(super) fn object(&mut self, option: &str, value: &str, why: &str) {
        let mut objection = Objection::option(option, value, why);
        // What the session or the account says is wrong once, not once for each signer.
        if value.is_empty() || self.own(option).is_some() {
            objection.signer = self.signer.map(|signer| signer.number);
        }
        self.wrong.push(objection);
    }

    /// A signer's own option.
    pub(super) fn own(&self, name: &str) -> Option<&'a str> {
        self.signer?.option(name)
    }

    /// An option of the signer, else of the session, else of the account.
    pub(super) fn any(&self, name: &str) -> Option<&'a str> {
        self.own(name)
            .or_else(|| self.job.option(name))
            .or_else(|| self.account.setting(name))
    }

    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
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

    pub(super) fn choice(
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
    pub(super) fn words(&mut self, name: &str, words: &[&'static str]) -> Vec<&'static str> {
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

    /// One line of at most so many characters, without control characters (§3.1).
    pub(super) fn line(&mut self, name: &str, text: Option<String>, most: usize) -> Option<String> {
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

    pub(super) fn subject(&mut self, name: &str) -> Option<String> {
        let text = self.any(name).map(str::to_owned);
        self.line(name, text, SUBJECT)
    }

    /// A JSON object: the service refuses anything else as a context (§3).
    pub(super) fn context(&mut self, name: &str, text: Option<&str>) -> Option<Value> {
        let text = text?;
        let object = serde_json::from_str::<Map<String, Value>>(text);
        if object.is_err() {
            self.object(name, text, "json");
        }
        object.ok().map(Value::Object)
    }

    /// An https address.
    pub(super) fn https(&mut self, name: &str) -> Option<String> {
        let text = self.any(name)?;
        if address(text, false) {
            return Some(text.to_owned());
        }
        self.object(name, text, "https");
        None
    }

    /// An https address on port 443: the only one that gets postbacks (§3, §8).
    pub(super) fn postback_url(&mut self) -> Option<String> {
        let text = self.account.setting("postback_url")?;
        if address(text, true) {
            return Some(text.to_owned());
        }
        self.object("postback_url", text, "https");
        None
    }

    pub(super) fn language(&mut self) -> &'static str {
        self.choice("language", LANGUAGES, "en-US")
    }

    /// `mail` or `link`.
    pub(super) fn by_mail(&mut self) -> bool {
        if self.flag("here", false) {
            return false;
        }
        self.choice("invite", &["mail", "link"], "mail") == "mail"
    }
}

fn address(text: &str, usual_port: bool) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        url.scheme() == "https"
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && (!usual_port || url.port_or_known_default() == Some(443))
    })
}

/// `DaysToExpire`: always said, since the documented default is 30 here and 60 there (§3); 0 is
/// the organisation's default and is only sent where `expiry` says so.
pub(super) fn days_to_expire(job: &Job) -> Option<u32> {
    if job.option("expiry") == Some("organisation") {
        return Some(0);
    }
    let days = job.expires_days.unwrap_or(30);
    (1..=DAYS).contains(&days).then_some(days)
}

/// `DaysToRemind`: -1 off, 0 the organisation's default, else below the days to expire (§3.1).
pub(super) fn days_to_remind(options: &mut Options<'_>) -> i64 {
    const USUAL: i64 = 7;
    let expire = days_to_expire(options.job).map_or(30, i64::from);
    let own = options.own("remind_days");
    let asked = match own {
        Some(text) => match text.parse::<i64>() {
            Ok(days) => Some(days),
            Err(_) => {
                options.object("remind_days", text, "range");
                None
            }
        },
        None => options.job.remind_days.map(i64::from),
    };
    let Some(days) = asked else {
        // Unasked for, a short session has no reminder rather than a refusal.
        return if expire == 0 || expire > USUAL {
            USUAL
        } else {
            -1
        };
    };
    if !(-1..=i64::from(DAYS)).contains(&days) {
        options.object("remind_days", &days.to_string(), "range");
    } else if days > 0 && expire > 0 && days >= expire {
        options.object("remind_days", &days.to_string(), "not_below_expiry");
    }
    days
}

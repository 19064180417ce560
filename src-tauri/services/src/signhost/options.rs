//! What was set for a session and for a signer, read and checked (sheet §3, §3.1).

use serde_json::{Map, Value};

use crate::Job;
pub(super) use crate::options::Options;
use crate::options::address;

/// The languages of mails and receipts (§3).
pub(super) const LANGUAGES: &[&str] = &[
    "de-DE", "en-US", "es-ES", "fr-FR", "it-IT", "nl-NL", "pl-PL",
];
/// A subject's longest (§3.1).
pub(super) const SUBJECT: usize = 64;
/// Days until a transaction runs out, at most (§3).
const DAYS: u32 = 90;

impl Options<'_> {
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

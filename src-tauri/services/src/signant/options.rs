//! What was set for an account, a session and a signer, read and checked (sheet §3.1).

use session::{FindingCode, Origin};

use crate::{Account, Job, JobSigner, Objection};

/// Seconds until the page leads back, at most: a signer would not wait longer.
const LONGEST_DELAY: i64 = 600;
/// Nobody is older.
const OLDEST: i64 = 150;

/// What is asked of a posting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// Where the browser goes after signing; `None`: it stays.
    pub(super) back: Option<String>,
    pub(super) delay: Option<i64>,
    pub(super) caption: Option<String>,
    pub(super) cancel: Option<String>,
    pub(super) description: Option<String>,
    pub(super) widget: bool,
    pub(super) system: String,
}

/// What is asked of a signer.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Person {
    pub(super) ssn: Option<String>,
    /// `YYYY-MM-DD`.
    pub(super) born: Option<String>,
    pub(super) minimum_age: Option<i64>,
    pub(super) maximum_age: Option<i64>,
}

fn any<'a>(job: &'a Job, account: &'a Account, name: &str) -> Option<&'a str> {
    job.option(name).or_else(|| account.setting(name))
}

fn https(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

/// Reads what is asked of a posting, with what is wrong.
pub(super) fn wanted(job: &Job, account: &Account) -> (Wanted, Vec<Objection>) {
    let mut wrong = Vec::new();
    let mut bad = |option: &str, value: &str, why: &str| {
        wrong.push(Objection::option(option, value, why));
    };
    let mut page = |name: &str, why: &str| {
        let text = any(job, account, name)?;
        if https(text) {
            return Some(text.to_owned());
        }
        bad(name, text, why);
        None
    };
    let returns = page("return_url", "https");
    let cancel = page("cancel_url", "cancel_https");
    let stays = match any(job, account, "after_sign") {
        None | Some("redirect") => false,
        Some("none") => true,
        Some(other) => {
            bad("after_sign", other, "choice");
            false
        }
    };
    let caption = job.option("redirect_caption").map(str::to_owned);
    let delay = job.option("redirect_delay").and_then(|text| {
        let delay = text.parse::<i64>().ok();
        let delay = delay.filter(|delay| (0..=LONGEST_DELAY).contains(delay));
        if delay.is_none() {
            bad("redirect_delay", text, "range");
        }
        delay
    });
    if delay.is_some() && caption.is_some() {
        bad("redirect_delay", "", "delay_or_caption");
    }
    let widget = match any(job, account, "use_widget") {
        None | Some("yes") => true,
        Some("no") => false,
        Some(other) => {
            bad("use_widget", other, "choice");
            true
        }
    };
    // A page that was opened from here leads back here.
    let back = job.return_url.clone().or(returns).filter(|_| !stays);
    let wanted = Wanted {
        delay: delay.filter(|_| back.is_some()),
        caption: caption.filter(|_| back.is_some()),
        back,
        cancel,
        description: job
            .option("description")
            .map(str::to_owned)
            .or_else(|| job.message.clone()),
        widget,
        system: account.setting("system_id").unwrap_or("Paraph").to_owned(),
    };
    (wanted, wrong)
}

/// Reads what is asked of a signer, with what is wrong. No objection shows the number.
pub(super) fn person(signer: &JobSigner) -> (Person, Vec<Objection>) {
    let mut wrong = Vec::new();
    let mut bad = |option: &str, value: &str, why: &str| {
        wrong.push(Objection::option(option, value, why).signer(signer.number));
    };
    let ssn = signer.option("ssn");
    let allowed = signer.option("ssn_allowed") == Some("yes");
    if ssn.is_some() && !allowed {
        bad("ssn", "", "not_allowed");
    }
    if ssn.is_some_and(|ssn| ssn.chars().any(char::is_control)) {
        bad("ssn", "", "control");
    }
    let born = signer.option("birth_date");
    if let Some(text) = born
        && text.parse::<jiff::civil::Date>().is_err()
    {
        bad("birth_date", text, "date");
    }
    let mut age = |name: &str| {
        let text = signer.option(name)?;
        let age = text.parse::<i64>().ok();
        let age = age.filter(|age| (0..=OLDEST).contains(age));
        if age.is_none() {
            bad(name, text, "range");
        }
        age
    };
    let (minimum_age, maximum_age) = (age("minimum_age"), age("maximum_age"));
    if let (Some(least), Some(most)) = (minimum_age, maximum_age)
        && least > most
    {
        bad("maximum_age", &most.to_string(), "range");
    }
    let person = Person {
        ssn: ssn.filter(|_| allowed).map(str::to_owned),
        born: born.map(str::to_owned),
        minimum_age,
        maximum_age,
    };
    (person, wrong)
}

/// Everything that the service would refuse or do otherwise.
pub(super) fn objections(job: &Job, account: &Account) -> Vec<Objection> {
    let (_, mut wrong) = wanted(job, account);
    for signer in &job.signers {
        wrong.extend(person(signer).1);
    }
    for document in &job.documents {
        // Tags that nobody reads are told one by one; this is about what was put there by hand.
        let by_hand = document
            .fields
            .iter()
            .any(|field| field.origin != Origin::Tag);
        if by_hand {
            wrong.push(
                Objection::new(FindingCode::HandPlacesIgnored)
                    .document(document.number)
                    .arg("name", &document.name),
            );
        }
    }
    wrong
}

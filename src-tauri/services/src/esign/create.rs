//! The request that makes a session (§5). `AuthMethods` and `Properties` are always there.

use secrets::Secret;
use serde_json::{Map, Value, json};
use session::{ErrorCode, FindingCode};

use super::setup::WireProfile;
use super::{MOST_DAYS, RETURN_URL, date, places};
use crate::options::Options;
use crate::{Account, Job, JobDocument, JobSigner, Objection, StepError};

/// Days between reminders, at most; more are silently made so many (§5.3).
pub(super) const MOST_REMIND: i32 = 30;
/// A file name's longest, in characters, its ending aside (§5.4).
const NAME: usize = 80;

/// A value that is written otherwise than JSON has it, in the place where it stands.
pub(super) struct Marker(pub(super) String);

impl Marker {
    /// One that stands in no text by accident.
    pub(super) fn new() -> Result<Self, StepError> {
        Secret::random(16)
            .map(|bytes| Self(hex::encode(bytes.expose())))
            .map_err(|e| StepError::new(ErrorCode::Internal, e.to_string()))
    }

    fn bytes(&self, document: u32) -> Value {
        json!(format!("{}:bytes:{document}", self.0))
    }

    pub(super) fn date(&self, at: i64) -> Value {
        json!(format!("{}:date:{at}", self.0))
    }
}

/// Whether the service writes to the signers.
pub(super) fn by_mail(job: &Job, account: &Account) -> bool {
    let own = job.option("invite").or_else(|| account.setting("invite"));
    own != Some("link")
}

/// Where signers go after signing: ours where they sign here, else as it was set (§5.3).
pub(super) fn return_url(job: &Job, account: &Account) -> String {
    if let (Some("yes"), Some(own)) = (job.option("here"), &job.return_url) {
        return own.clone();
    }
    job.option("return_url")
        .or_else(|| account.setting("return_url"))
        .unwrap_or(RETURN_URL)
        .to_owned()
}

/// A map as the account writes it (§3.2).
fn map(wire: &WireProfile, members: Map<String, Value>) -> Value {
    if !wire.pairs {
        return Value::Object(members);
    }
    let pairs = members
        .into_iter()
        .map(|(name, value)| json!({ "Key": name, "Value": value }));
    Value::Array(pairs.collect())
}

pub(super) fn set(object: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value);
    }
}

/// The body of the request, with markers for documents and dates, and what is wrong with the
/// options that it is made of. `now`: the service's time, in milliseconds since 1970.
pub(super) fn request(
    job: &Job,
    account: &Account,
    marker: &Marker,
    now: i64,
) -> (Value, Vec<Objection>) {
    let wire = WireProfile::of(account);
    let mut wrong = places::objections(job, account);
    // Those are no option's: they are warned of, and do not stop a session.
    let mut options = Options::of_session(job, account);
    let info = info(job, account, marker, now, &mut options);
    let forms: Vec<&str> = job
        .option("form_ids")
        .map(|text| text.split('|').map(str::trim).collect())
        .unwrap_or_default();
    if forms.len() > job.documents.len() {
        options.object(
            "form_ids",
            job.option("form_ids").unwrap_or_default(),
            "choice",
        );
    }
    let category = options.any("anchor_category").map(str::to_owned);
    let mut documents = Vec::new();
    for (place, document) in (1..).zip(&job.documents) {
        let form = forms.get(place - 1).filter(|form| !form.is_empty());
        let mut it = Map::new();
        set(&mut it, "FileName", Some(json!(file_name(document))));
        set(&mut it, "Sequence", Some(json!(place)));
        let tagged = places::has_tags(document);
        set(&mut it, "HasAnchorTags", Some(json!(tagged)));
        let category = category.as_ref().filter(|_| tagged);
        set(
            &mut it,
            "AnchorTagsAdjustmentCategory",
            category.map(|c| json!(c)),
        );
        set(&mut it, "FormId", form.map(|form| json!(form)));
        set(&mut it, "FileBytes", Some(marker.bytes(document.number)));
        documents.push(Value::Object(it));
    }
    wrong.append(&mut options.wrong);
    let mut signers = Vec::new();
    for (place, one) in (1..).zip(&job.signers) {
        let mut options = Options::of_signer(job, account, one);
        signers.push(signer(job, account, &wire, one, place, &mut options));
        wrong.append(&mut options.wrong);
    }
    let mut once: Vec<Objection> = Vec::new();
    for objection in wrong {
        if !once.contains(&objection) {
            once.push(objection);
        }
    }
    let key = account.setting("user_key").unwrap_or("userName");
    let username = account.setting("username").unwrap_or_default().trim();
    let body = json!({
        key: username,
        "session": { "SessionInfo": info, "Documents": documents, "Signers": signers },
    });
    (body, once)
}

/// What keeps a session from being made; a warning does not.
pub(super) fn stops(objection: &Objection) -> bool {
    objection.code != FindingCode::StrayDelimiters
}

pub(super) fn info(
    job: &Job,
    account: &Account,
    marker: &Marker,
    now: i64,
    options: &mut Options<'_>,
) -> Value {
    let mut it = Map::new();
    set(&mut it, "TransactionId", Some(json!(job.session)));
    set(&mut it, "Title", Some(json!(job.title)));
    options.https("return_url");
    set(&mut it, "ReturnURL", Some(json!(return_url(job, account))));
    let order = i32::from(job.in_order);
    set(&mut it, "UseSequence", Some(json!(order)));
    let delegation = options.flag("delegation", false);
    set(&mut it, "AllowDelegation", Some(json!(delegation)));
    let first = options.flag("first_signer", false);
    set(&mut it, "FirstSigner", Some(json!(first)));
    let copies = options.choice("copies", &["links", "attachments"], "links");
    let copies = if copies == "attachments" { 3 } else { 0 };
    set(&mut it, "EmailOptions", Some(json!(copies)));
    options.choice("invite", &["mail", "link"], "mail");
    set(
        &mut it,
        "SendSignerInvites",
        Some(json!(by_mail(job, account))),
    );
    options.choice("opens", &["signer", "sender"], "signer");
    options.flag("here", false);
    let redirect = options.https("redirect_url");
    set(
        &mut it,
        "SendSessionRedirectUrl",
        redirect.map(Value::String),
    );
    let to: Vec<&str> = job.receivers.iter().map(|one| one.email.trim()).collect();
    let to = (!to.is_empty()).then(|| json!(to.join(",")));
    set(&mut it, "CopyTo", to);
    let password = job.option("session_password");
    set(&mut it, "Password", password.map(|text| json!(text)));
    let message = job
        .message
        .as_deref()
        .filter(|text| !text.trim().is_empty());
    set(&mut it, "Description", message.map(|text| json!(text)));
    set(
        &mut it,
        "ExpiresOn",
        expires(job, now, options).map(|at| marker.date(at)),
    );
    let days = job.remind_days.filter(|days| *days != -1);
    if let Some(days) = days {
        if (1..=MOST_REMIND).contains(&days) {
            set(&mut it, "ReminderFrequencyDays", Some(json!(days)));
        } else {
            options.object("remind_days", &days.to_string(), "range");
        }
    }
    Value::Object(it)
}

/// When it runs out, where the sender says so.
fn expires(job: &Job, now: i64, options: &mut Options<'_>) -> Option<i64> {
    const DAY: i64 = 86_400_000;
    let days = job.expires_days?;
    if !(1..=MOST_DAYS).contains(&days) {
        options.object("expires_days", &days.to_string(), "range");
    }
    let wished = job
        .expires
        .unwrap_or(job.created + (i64::from(days) + 1) * DAY);
    Some(date::expires_on(wished, now, MOST_DAYS))
}

pub(super) fn signer(
    job: &Job,
    account: &Account,
    wire: &WireProfile,
    one: &JobSigner,
    place: usize,
    options: &mut Options<'_>,
) -> Value {
    let (first, last) = names(one);
    let email = one.email.as_deref().map(str::trim).unwrap_or_default();
    if email.is_empty() {
        options.object("email", "", "missing");
    }
    if last.is_empty() {
        options.object("last_name", "", "missing");
    }
    let mut it = Map::new();
    set(&mut it, "FirstName", Some(json!(first)));
    set(&mut it, "LastName", Some(json!(last)));
    set(&mut it, "EmailAddress", Some(json!(email)));
    set(
        &mut it,
        "SignerRole",
        Some(json!(places::role(job, account, one))),
    );
    set(&mut it, "Sequence", Some(json!(place)));
    proof(account, wire, options, &mut it);
    set(&mut it, "AuthMethods", Some(json!([])));
    let mut properties = Map::new();
    if options.flag("name_fixed", false) {
        properties.insert("DisableEditName".into(), json!("1"));
    }
    set(&mut it, "Properties", Some(map(wire, properties)));
    let upload = options.flag("upload", false);
    set(&mut it, "MandateDocUpload", Some(json!(upload)));
    set(&mut it, "MergeFieldMapping", merge_fields(wire, options));
    for (name, member) in [
        ("subject", "SignerEmailSubject"),
        ("message", "SignerEmailMessage"),
    ] {
        set(&mut it, member, options.own(name).map(|text| json!(text)));
    }
    Value::Object(it)
}

/// The proof before signing; left out for none, which is the commonest (§3.2).
fn proof(
    account: &Account,
    wire: &WireProfile,
    options: &mut Options<'_>,
    it: &mut Map<String, Value>,
) {
    const METHODS: &[&str] = &["None", "Password", "KBA", "KBAPlusPassword", "SMS"];
    let method = options.choice("auth", METHODS, "None");
    if method == "None" {
        return;
    }
    let written = match &wire.numbers {
        None => Some(json!(method)),
        Some(numbers) => numbers.get(method).map(|number| json!(number)),
    };
    if written.is_none() {
        options.object("auth_numbers", method, "missing");
    }
    set(it, "AuthMethod", written);
    let mut settings = Map::new();
    let mut need = |options: &mut Options<'_>, name: &str, member: &str| match options.own(name) {
        Some(text) => set(&mut settings, member, Some(json!(text))),
        None => options.object(name, "", "missing"),
    };
    if method.contains("Password") {
        need(options, "password", "Password");
    }
    if method == "SMS" {
        let member = account.setting("sms_member").unwrap_or("PhoneNumber");
        need(options, "phone", member);
    }
    if !settings.is_empty() {
        set(it, "AuthenticationSettings", Some(Value::Object(settings)));
    }
}

fn merge_fields(wire: &WireProfile, options: &mut Options<'_>) -> Option<Value> {
    let text = options.own("merge_fields")?;
    let read = serde_json::from_str::<Map<String, Value>>(text).ok();
    let read = read.filter(|fields| fields.values().all(Value::is_string));
    if read.is_none() {
        options.object("merge_fields", text, "json");
    }
    read.map(|fields| map(wire, fields))
}

/// Given and family name: the last word is the family name unless the sender says otherwise.
pub(super) fn names(signer: &JobSigner) -> (String, String) {
    let name = signer.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let last = signer.option("last_name").map(str::trim);
    if let Some(last) = last {
        let first = name.strip_suffix(last).unwrap_or(&name).trim();
        return (first.to_owned(), last.to_owned());
    }
    match name.rsplit_once(' ') {
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None => (String::new(), name),
    }
}

/// A name that the service has no trouble with: ASCII, not long, with its ending (§5.4).
pub(super) fn file_name(document: &JobDocument) -> String {
    let name = &document.name;
    let stem = match name
        .len()
        .checked_sub(4)
        .and_then(|at| name.split_at_checked(at))
    {
        Some((stem, end)) if end.eq_ignore_ascii_case(".pdf") => stem,
        _ => name,
    };
    let safe: String = stem
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || " -_.".contains(c) => c,
            _ => '_',
        })
        .take(NAME)
        .collect();
    let safe = safe.trim().trim_matches('.');
    if safe.is_empty() {
        format!("document {}.pdf", document.number)
    } else {
        format!("{safe}.pdf")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    #[test]
    fn names_are_split_before_the_family_name() {
        let mut signer = example(1, &[1]).signers.remove(0);
        let mut split = |name: &str, last: &str| {
            signer.name = name.into();
            signer.options.insert("last_name".into(), last.into());
            names(&signer)
        };
        assert_eq!(split("Ann  Aalto", ""), ("Ann".into(), "Aalto".into()));
        assert_eq!(split("Aalto", ""), (String::new(), "Aalto".into()));
        assert_eq!(
            split("Jan van der Berg", "van der Berg"),
            ("Jan".into(), "van der Berg".into())
        );
    }

    #[test]
    fn file_names_are_plain_and_short() {
        let mut document = example(1, &[1]).documents.remove(0);
        let mut name = |text: &str| {
            document.name = text.into();
            file_name(&document)
        };
        assert_eq!(name("Lease 14.PDF"), "Lease 14.pdf");
        assert_eq!(
            name("Łódź/../x.pdf"),
            "___d_.._x.pdf".replace("___d_", "__d__")
        );
        assert_eq!(name("...pdf"), "document 1.pdf");
        assert!(name(&"x".repeat(300)).len() < 100);
    }
}

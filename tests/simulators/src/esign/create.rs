//! Call 4 (§5, §12.4). Not idempotent: the same body twice makes two sessions.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime, Time};
use uuid::Uuid;

use super::body::Lean;
use super::options::Serializer;
use super::service::Sim;
use super::state::{Document, Session, Signer, State, signer_status, status};
use super::twist::Twist;
use super::{life, read, tags};
use crate::core::{Call, Judge, Reply, pdf};

/// All documents of a session (§5.4).
const MOST_BYTES: usize = 100_000_000;
const ZERO: &str = "00000000-0000-0000-0000-000000000000";

/// What the published texts say (§9).
pub(super) fn refused(words: &str) -> Reply {
    Reply::json(
        200,
        &json!({ "SigningSessionId": ZERO, "Sessions": [], "Details": words }),
    )
}

impl Sim {
    pub(super) fn create(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Reply {
        if call.too_large {
            judge.refuse_with(413, "create.large", "§5.4", "the body is too large");
            return Reply::empty(413);
        }
        let Some(body) = Lean::read(&call.body) else {
            judge.refuse("create.json", "§3", "the body is no JSON");
            return Reply::empty(400);
        };
        if call.body.windows(7).any(|part| part == b"\"/Date(") {
            let words = "the slashes of a date are escaped";
            judge.note("date.slashes", "§3.2", words);
        }
        let twist = state
            .twist
            .take_if(|(number, _)| *number == call.number)
            .map(|(_, twist)| twist);
        if let Some(Twist::ZeroGuid { details }) = &twist {
            return refused(details);
        }
        let session = match self.session(state, judge, &body, now) {
            Ok(session) => session,
            Err(reply) => return judge.reply().unwrap_or(reply),
        };
        let mut late = session.clone();
        if let Some(Twist::CreateLate { seconds }) = twist {
            late.appears = now + Duration::seconds(seconds);
        }
        let reply = read::one(self, &session);
        self.insert(state, late);
        if twist == Some(Twist::CreateTwice) {
            let mut twin = session;
            twin.id = Uuid::new_v4().to_string();
            for signer in &mut twin.signers {
                signer.id = Uuid::new_v4().to_string();
            }
            self.insert(state, twin);
        }
        reply
    }

    fn session(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        body: &Lean,
        now: OffsetDateTime,
    ) -> Result<Session, Reply> {
        let owner = body
            .text("userName")
            .or_else(|| body.text("username"))
            .unwrap_or_default();
        if !self.options.users.is_empty() && !self.options.users.iter().any(|user| user == owner) {
            return Err(refused("Error: Username not found."));
        }
        let null = Lean::Null;
        let session = body.get("session").unwrap_or(&null);
        let info = session.get("SessionInfo").unwrap_or(&null);
        if info
            .text("Title")
            .is_none_or(|title| title.trim().is_empty())
        {
            judge.refuse("session.title", "§5.3", "a session has a title");
        }
        if info.text("ReturnURL").is_none() {
            judge.note("session.return_url", "§5.3", "ReturnURL is required");
        }
        for (name, value) in [("ReturnURL", true), ("SendSessionRedirectUrl", false)] {
            let text = info.text(name);
            if text.is_some_and(|url| !url.starts_with("http")) {
                judge.note(
                    "session.url",
                    "§5.3",
                    format!("{name} ({value}) is no address"),
                );
            }
        }
        if info.text("CopyTo") == Some("") {
            judge.note("session.copy_to", "§5.3", "CopyTo is left out when empty");
        }
        if !matches!(info.int("UseSequence"), None | Some(0 | 1)) {
            judge.note("session.sequence", "§5.3", "UseSequence is 0 or 1");
        }
        if !matches!(info.int("EmailOptions"), None | Some(0 | 3)) {
            judge.note("session.email_options", "§5.3", "EmailOptions is 0 or 3");
        }
        let mut info_kept = info.to_value();
        let reminder = info.int("ReminderFrequencyDays");
        if reminder.is_some_and(|days| days > 30) {
            judge.note("session.reminder", "§5.3", "more than 30 days become 30");
        }
        let most = self.options.most_reminder;
        if reminder.is_some_and(|days| days > most)
            && let Some(days) = info_kept.get_mut("ReminderFrequencyDays")
        {
            *days = most.into();
        }
        let expires = self.expiry(judge, info.get("ExpiresOn"), now)?;
        let signers = self.signers(judge, session.list("Signers").unwrap_or_default())?;
        let documents = session.list("Documents").unwrap_or_default();
        let (documents, problems) = self.documents(state, judge, documents, &signers)?;
        if judge.refusal().is_some() {
            return Err(Reply::empty(400));
        }
        let mut made = Session {
            id: Uuid::new_v4().to_string(),
            owner: owner.to_owned(),
            info: info_kept,
            status: status::DRAFT,
            created: now,
            appears: now,
            ready: now + self.options.tag_delay,
            expires,
            completed: None,
            starts_at: None,
            shows_open_until: None,
            problems,
            documents,
            signers,
            log: Vec::new(),
            mails: Vec::new(),
            return_url: None,
            starts: 0,
            start_requests: 0,
        };
        if !made.documents.iter().any(|document| document.anchors) {
            made.ready = now;
        }
        life::log(&mut made, now, format!("Session created by {owner}"));
        Ok(made)
    }

    /// At 00:00 UTC, and at most 90 days ahead (§5.3).
    pub(super) fn expiry(
        &self,
        judge: &mut Judge<'_>,
        value: Option<&Lean>,
        now: OffsetDateTime,
    ) -> Result<Option<OffsetDateTime>, Reply> {
        let text = match value {
            None | Some(Lean::Null) => return Ok(None),
            Some(Lean::Text(text)) => text,
            Some(_) => {
                judge.refuse("date.type", "§3.2", "a date is text");
                return Err(Reply::empty(400));
            }
        };
        let iso = !text.starts_with("/Date(");
        if iso && self.options.serializer == Serializer::DataContract {
            judge.refuse("date.iso", "§3.2", "this parser reads no ISO dates");
        }
        let Some(at) = life::date(text) else {
            judge.refuse("date.unreadable", "§3.2", format!("{text} is no date"));
            return Err(Reply::empty(400));
        };
        if at.time() != Time::MIDNIGHT {
            judge.note("expiry.midnight", "§5.3", "it takes effect at 00:00 UTC");
        }
        let latest = now + Duration::days(90);
        if at <= now {
            judge.note("expiry.past", "§5.3", "it is over already");
        }
        if at > latest {
            judge.note("expiry.far", "§5.3", "more than 90 days ahead");
            if !self.options.clamp_expiry {
                return Err(refused("Error: ExpiresOn is more than 90 days ahead."));
            }
        }
        let at = at.min(latest);
        Ok(Some(at.replace_time(Time::MIDNIGHT)))
    }

    fn signers(&self, judge: &mut Judge<'_>, list: &[Lean]) -> Result<Vec<Signer>, Reply> {
        let mut roles = BTreeSet::new();
        let mut signers = Vec::new();
        for (one, at) in list.iter().zip(1i64..) {
            let last = one.text("LastName").unwrap_or_default().trim();
            let email = one.text("EmailAddress").unwrap_or_default();
            if last.is_empty() || !is_address(email) {
                judge.note(
                    "signer.name_and_email",
                    "§9",
                    "last name and address are needed",
                );
                let words = "Error: All signers must have a last name and valid email address.";
                return Err(refused(words));
            }
            let role = one.text("SignerRole").unwrap_or_default().to_owned();
            if role.is_empty() || role.contains('_') {
                judge.refuse("signer.role", "§5.5", format!("{role} cannot be a role"));
            }
            if !roles.insert(role.clone()) {
                judge.note("signer.role_twice", "§5.5", format!("{role} twice"));
                let words = format!("Error: {email} has the role {role}, which is taken.");
                return Err(refused(&words));
            }
            for name in ["AuthMethods", "Properties"] {
                if matches!(one.get(name), None | Some(Lean::Null)) {
                    // As a null reference (row 29).
                    let words = format!("{name} is missing");
                    judge.note("signer.collections", "§5.5", words);
                    return Err(Reply::with(
                        500,
                        "text/html",
                        "<html>Object reference</html>",
                    ));
                }
            }
            self.encodings(judge, one);
            signers.push(Signer {
                id: Uuid::new_v4().to_string(),
                request: one.to_value(),
                first: one.text("FirstName").unwrap_or_default().to_owned(),
                last: last.to_owned(),
                email: email.to_owned(),
                role,
                sequence: one.int("Sequence").unwrap_or(at),
                status: signer_status::PENDING,
                reason: None,
                secret: Uuid::new_v4().simple().to_string(),
                invited: Vec::new(),
                signed: None,
            });
        }
        Ok(signers)
    }

    /// Enums and maps, as this parser reads them (§3.2).
    pub(super) fn encodings(&self, judge: &mut Judge<'_>, signer: &Lean) {
        const METHODS: [&str; 5] = ["None", "Password", "KBA", "KBAPlusPassword", "SMS"];
        let parser = self.options.serializer;
        let numbers = parser == Serializer::DataContract;
        match signer.get("AuthMethod") {
            None => {}
            Some(Lean::Int(_)) => {}
            Some(Lean::Text(name)) if METHODS.contains(&name.as_str()) && !numbers => {}
            Some(Lean::Text(name)) if METHODS.contains(&name.as_str()) => {
                judge.refuse("enum.name", "§3.2", "this parser reads no names of enums");
            }
            Some(_) => judge.refuse("enum.unknown", "§5.5", "no way to prove who signs"),
        }
        let password = signer
            .get("AuthenticationSettings")
            .and_then(|settings| settings.text("Password"));
        let needs = signer
            .text("AuthMethod")
            .is_some_and(|m| m.contains("Password"));
        if needs && password.is_none() {
            judge.note(
                "signer.password",
                "§5.5",
                "a password is asked for and not set",
            );
        }
        for name in ["Properties", "MergeFieldMapping"] {
            let fits = match signer.get(name) {
                None => true,
                Some(Lean::Object(_)) => parser != Serializer::DataContract,
                Some(Lean::List(list)) => {
                    let pairs = list.iter().all(|one| one.text("Key").is_some());
                    pairs && matches!(parser, Serializer::DataContract | Serializer::Any)
                }
                Some(_) => false,
            };
            if !fits {
                judge.refuse("map.shape", "§3.2", format!("{name} cannot be read"));
            }
        }
    }

    fn documents(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        list: &[Lean],
        signers: &[Signer],
    ) -> Result<(Vec<Document>, Vec<String>), Reply> {
        let mut documents = Vec::new();
        let mut problems = Vec::new();
        let mut all = 0;
        for (one, at) in list.iter().zip(1i64..) {
            let name = one.text("FileName").unwrap_or_default().to_owned();
            if name.chars().count() >= 100 || !name.is_ascii() || !name.contains('.') {
                judge.note("document.name", "§5.4", format!("{name} is no safe name"));
            }
            let form = one.text("FormId").filter(|form| !form.is_empty());
            if form.is_some_and(|form| form.trim() != form) {
                judge.note("document.form_id", "§5.4", "spaces around a FormId");
            }
            let bytes = self.bytes(judge, one.get("FileBytes"));
            all += bytes.len();
            if all > MOST_BYTES {
                judge.note("document.bytes", "§5.4", "more than 100 MB");
                return Err(refused(&format!("Error: {name} did not upload.")));
            }
            if bytes.is_empty() && form.is_none() {
                judge.refuse("document.empty", "§5.4", format!("{name} holds nothing"));
            }
            let anchors = one.flag("HasAnchorTags") == Some(true);
            let mut document = Document {
                id: Uuid::new_v4().to_string(),
                sequence: one.int("Sequence").unwrap_or(at),
                sha256: String::new(),
                anchors,
                form: form.map(str::to_owned),
                adjustment: one.text("AnchorTagsAdjustmentCategory").map(str::to_owned),
                fields: Vec::new(),
                eaten: Vec::new(),
                name,
            };
            if !bytes.is_empty() {
                let facts = pdf::read(&bytes);
                if let Some(why) = &facts.unusable
                    && !why.contains("signed")
                {
                    problems.push(format!("{} could not be converted: {why}", document.name));
                }
                if anchors {
                    let read = tags::read(&facts, signers, &self.options);
                    if read.fields.is_empty() {
                        let words = "HasAnchorTags is set only where tags are";
                        judge.note("document.anchors", "§5.4", words);
                    }
                    for body in &read.malformed {
                        let words = format!("{}: the tag {body} cannot be read", document.name);
                        problems.push(words);
                    }
                    (document.fields, document.eaten) = (read.fields, read.eaten);
                }
                document.sha256 = hex::encode(Sha256::digest(&bytes));
                self.kept.file(&document.sha256, &bytes);
                state.blobs.insert(document.sha256.clone(), bytes.into());
            }
            documents.push(document);
        }
        documents.sort_by_key(|document| document.sequence);
        problems.extend(self.unmet(&documents, signers));
        Ok((documents, problems))
    }

    /// What a start would say of roles and tags (§12.5).
    fn unmet(&self, documents: &[Document], signers: &[Signer]) -> Vec<String> {
        let same = |one: &str, other: &str| {
            one == other || (self.options.any_case && one.eq_ignore_ascii_case(other))
        };
        let mut problems = Vec::new();
        if documents.is_empty() {
            problems.push("The session has no documents".to_owned());
        }
        if signers.is_empty() {
            problems.push("The session has no signers".to_owned());
        }
        for document in documents {
            for field in &document.fields {
                if !signers.iter().any(|signer| same(&signer.role, &field.role)) {
                    let words = format!("{}: no signer has the role {}", document.name, field.role);
                    if !problems.contains(&words) {
                        problems.push(words);
                    }
                }
            }
        }
        let tagged = documents.iter().any(|document| document.anchors);
        let signs = |signer: &Signer| {
            let fields = documents.iter().flat_map(|document| &document.fields);
            fields
                .filter(|field| field.kind == "sig")
                .any(|field| same(&signer.role, &field.role))
        };
        for signer in signers.iter().filter(|signer| tagged && !signs(signer)) {
            problems.push(format!(
                "{} has no signature tag in any document",
                signer.role
            ));
        }
        problems
    }

    fn bytes(&self, judge: &mut Judge<'_>, value: Option<&Lean>) -> Vec<u8> {
        use base64::Engine as _;
        match value {
            None | Some(Lean::Null) => Vec::new(),
            Some(Lean::Bytes(bytes)) => bytes.clone(),
            Some(Lean::Text(text)) if text.is_empty() => Vec::new(),
            Some(Lean::Text(text)) => {
                let reads = matches!(
                    self.options.serializer,
                    Serializer::JsonNet | Serializer::Any
                );
                if !reads {
                    judge.refuse("bytes.base64", "§3.2", "this parser reads no base64");
                }
                let engine = base64::engine::general_purpose::STANDARD;
                engine.decode(text).unwrap_or_default()
            }
            Some(_) => {
                judge.refuse("bytes.type", "§3.2", "FileBytes cannot be read");
                Vec::new()
            }
        }
    }

    fn insert(&self, state: &mut State, session: Session) {
        self.keep(&session);
        state.sessions.insert(session.id.clone(), session);
    }
}

/// Whether it has the shape of an address.
pub(super) fn is_address(email: &str) -> bool {
    email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
    })
}

/// A member of a signer as it was asked for.
pub(super) fn asked<'a>(signer: &'a Signer, name: &str) -> Option<&'a Value> {
    let members = signer.request.as_object()?;
    let found = members
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

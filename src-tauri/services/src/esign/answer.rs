//! What eSign answers (§5.6, §5.7, §6), read leniently (§3.1).

use serde_json::Value;

use super::date::moment;
use crate::loose::Loose;

/// How many messages of an answer are told: more than anybody reads.
const MESSAGES: usize = 500;
/// A sequence of zeros in the place of an id means that there is none (§5.7).
const ZERO: &str = "00000000-0000-0000-0000-000000000000";

/// What an answer says beside a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `ReturnValue`, as text.
    pub(super) value: Option<String>,
    /// The messages of `Details`, in their order.
    pub(super) details: Vec<String>,
}

impl Said {
    pub(super) fn read(value: &Value) -> Self {
        let member = |name: &str| Loose::new(value).get(name).value();
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(yes) => Some(if *yes { "True" } else { "False" }.to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let mut details = Vec::new();
        if let Some(value) = member("Details") {
            flatten(value, &mut details);
        }
        Self {
            value: member("ReturnValue").and_then(text),
            details,
        }
    }

    /// "True" or "False", in any of its forms.
    pub(super) fn truth(&self) -> Option<bool> {
        match self.value.as_deref()?.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// All that is complained about; published texts stand in either member (§9).
    pub(super) fn complaints(&self) -> Vec<String> {
        let value = self.value.iter().filter(|text| is_error(text));
        value.chain(&self.details).cloned().collect()
    }

    /// The complaints in one line.
    pub(super) fn words(&self) -> String {
        self.complaints().join("; ")
    }

    /// A token: text without spaces that is no error (§2.2).
    pub(super) fn token(&self) -> Option<&str> {
        let token = self.value.as_deref()?;
        let good = !token.is_empty()
            && !token.chars().any(char::is_whitespace)
            && !is_error(token)
            && self.truth().is_none();
        good.then_some(token)
    }
}

pub(super) fn is_error(text: &str) -> bool {
    text.get(..5)
        .is_some_and(|head| head.eq_ignore_ascii_case("error"))
}

/// Texts, lists of texts and lists of objects alike.
fn flatten(value: &Value, into: &mut Vec<String>) {
    if into.len() >= MESSAGES {
        return;
    }
    match value {
        Value::String(text) if !text.trim().is_empty() => into.push(text.trim().to_owned()),
        Value::Array(all) => all.iter().for_each(|one| flatten(one, into)),
        Value::Object(members) => members.values().for_each(|one| flatten(one, into)),
        _ => {}
    }
}

/// An id, unless it is none: compared without braces, in lower case (§3.1).
pub(super) fn guid(text: &str) -> Option<String> {
    let plain = text.trim().trim_matches(['{', '}']).to_ascii_lowercase();
    let parts: Vec<&str> = plain.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let hex = parts
        .iter()
        .all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()));
    (lengths == [8, 4, 4, 4, 12] && hex && plain != ZERO).then_some(plain)
}

/// A session (§5.2), as far as Paraph uses it.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub(super) id: Option<String>,
    /// A number of §6, or a word that is none of them.
    pub(super) status: Option<Status>,
    pub(super) expires: Option<i64>,
    /// Days between reminders.
    pub(super) reminder: Option<i64>,
    /// `SessionInfo` as it was answered.
    pub(super) info: Value,
    pub(super) documents: Vec<String>,
    pub(super) signers: Vec<Signer>,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// One of §6.
    Known(i64),
    /// Anything else, as it was written.
    Other(String),
}

/// A signer of a session.
#[derive(Debug, Clone, Default)]
pub(super) struct Signer {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) email: Option<String>,
    pub(super) role: Option<String>,
    pub(super) sequence: Option<i64>,
    pub(super) state_code: Option<i64>,
    pub(super) status: Option<i64>,
    pub(super) reason: Option<String>,
}

impl Session {
    /// Reads a SessionResponse; `None` where it holds no session.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let it = Loose::new(value);
        let own = it.text("SigningSessionId").and_then(guid);
        let sessions = ["Sessions", "Session"].into_iter().find_map(|name| {
            let found = it.get(name);
            found
                .items()
                .next()
                .or_else(|| found.is_object().then_some(found))
        });
        let Some(session) = sessions else {
            return own.map(|id| Self {
                id: Some(id),
                ..Self::default()
            });
        };
        let info = session.get("SessionInfo");
        let id = own
            .or_else(|| session.text("SigningSessionId").and_then(guid))
            .or_else(|| session.text("Id").and_then(guid))
            .or_else(|| info.text("Id").and_then(guid));
        let status = [session, info].into_iter().find_map(|place| {
            ["StatusCode", "Status"]
                .into_iter()
                .find_map(|name| status(place, name))
        });
        let mut documents: Vec<(i64, String)> = session
            .list("Documents")
            .zip(1..)
            .map(|(document, place)| {
                let id = document.text("DocumentId").or_else(|| document.text("Id"));
                let place = document.int("Sequence").unwrap_or(place);
                (place, id.unwrap_or_default().to_owned())
            })
            .collect();
        documents.sort_by_key(|(place, _)| *place);
        Some(Self {
            id,
            status,
            expires: info
                .text("ExpiresOn")
                .or_else(|| session.text("ExpiresOn"))
                .and_then(moment),
            reminder: info.int("ReminderFrequencyDays"),
            info: info.value().cloned().unwrap_or_default(),
            documents: documents.into_iter().map(|(_, id)| id).collect(),
            signers: session.list("Signers").map(signer).collect(),
        })
    }

    /// The number of its state, where it is a known one.
    pub(super) fn code(&self) -> Option<i64> {
        match self.status {
            Some(Status::Known(code)) => Some(code),
            _ => None,
        }
    }
}

fn status(it: Loose<'_>, name: &str) -> Option<Status> {
    const WORDS: [(&str, i64); 9] = [
        ("indraft", 1),
        ("insent", 2),
        ("completed", 3),
        ("cancelled", 4),
        ("deleted", 5),
        ("inpaused", 6),
        ("expired", 7),
        ("purged", 8),
        ("archived", 9),
    ];
    if let Some(code) = it.int(name) {
        return Some(if (1..=9).contains(&code) {
            Status::Known(code)
        } else {
            Status::Other(code.to_string())
        });
    }
    let text = it.text(name)?;
    let plain: String = text
        .chars()
        .filter(|c| c.is_ascii_alphabetic())
        .collect::<String>()
        .to_ascii_lowercase();
    let known = WORDS
        .iter()
        .find(|(word, _)| *word == plain || word.trim_start_matches("in") == plain);
    Some(known.map_or_else(
        || Status::Other(text.to_owned()),
        |(_, code)| Status::Known(*code),
    ))
}

fn signer(it: Loose<'_>) -> Signer {
    let own = |name: &str| it.text(name).unwrap_or_default().trim().to_owned();
    let (first, last) = (own("FirstName"), own("LastName"));
    let name = it.text("FullName").map(str::to_owned);
    Signer {
        id: it.text("SignerId").or_else(|| it.text("Id")).and_then(guid),
        name: name.unwrap_or_else(|| format!("{first} {last}").trim().to_owned()),
        first,
        last,
        email: it.text("EmailAddress").map(str::to_owned),
        role: it.text("SignerRole").map(str::to_owned),
        sequence: it.int("Sequence"),
        state_code: it.int("StateCode"),
        status: it.int("StatusCode").or_else(|| it.int("Status")),
        reason: it.text("DeclinedReason").map(str::to_owned),
    }
}

/// A session in a list (§11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) status: Option<i64>,
    /// When it was made, where the list says so.
    pub(super) created: Option<i64>,
}

/// The sessions of a list and how many there are in all; only `TotalCount` is attested, so the
/// first list that is found is taken.
pub(super) fn listed(value: &Value) -> (Vec<Listed>, Option<i64>) {
    let it = Loose::new(value);
    let lists = match value {
        Value::Array(_) => vec![it],
        Value::Object(members) => members.values().map(Loose::new).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for one in lists.into_iter().flat_map(Loose::items) {
        let id = one
            .text("SigningSessionId")
            .or_else(|| one.text("Id"))
            .and_then(guid);
        let Some(id) = id else { continue };
        let created = ["CreatedOn", "CreatedDate", "DateCreated", "Created"];
        found.push(Listed {
            id,
            status: match status(one, "StatusCode").or_else(|| status(one, "Status")) {
                Some(Status::Known(code)) => Some(code),
                _ => None,
            },
            created: created
                .into_iter()
                .find_map(|name| one.text(name).and_then(moment)),
        });
    }
    (found, it.int("TotalCount"))
}

/// The address of a signer's page among those of §5.9: by id, by address, or by place.
pub(super) fn invite_url(
    value: &Value,
    id: Option<&str>,
    email: Option<&str>,
    place: usize,
) -> Option<String> {
    let it = Loose::new(value);
    let own = it.get("InviteUrls");
    let list = if own.is_list() { own } else { it };
    let texts: Vec<&str> = list.items().filter_map(Loose::as_text).collect();
    if !texts.is_empty() {
        return texts.get(place).map(|url| (*url).to_owned());
    }
    let same = |one: Option<&str>, other: Option<&str>| matches!((one, other), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other));
    let all: Vec<Loose<'_>> = list.items().collect();
    let by_id = all.iter().find(|one| {
        let theirs = one.text("SignerId").and_then(guid);
        same(theirs.as_deref(), id)
    });
    let mut by_email = all
        .iter()
        .filter(|one| same(one.text("EmailAddress"), email));
    let one = match (by_id, by_email.next(), by_email.next()) {
        (Some(one), ..) | (None, Some(one), None) => one,
        _ => return None,
    };
    one.text("Url")
        .or_else(|| one.text("InviteUrl"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn row_20_truth_and_messages_are_read_in_every_form() {
        for (value, truth) in [
            (json!("True"), Some(true)),
            (json!(true), Some(true)),
            (json!("1"), Some(true)),
            (json!("False"), Some(false)),
            (json!(null), None),
            (json!("maybe"), None),
        ] {
            assert_eq!(Said::read(&json!({ "returnvalue": value })).truth(), truth);
        }
        for details in [
            json!("not yet"),
            json!(["not yet"]),
            json!([{ "Message": "not yet" }]),
            json!({ "a": { "b": "not yet" } }),
        ] {
            assert_eq!(
                Said::read(&json!({ "Details": details })).details,
                ["not yet"]
            );
        }
    }

    #[test]
    fn row_03_no_error_is_taken_for_a_token() {
        let token = |value: Value| {
            Said::read(&json!({ "ReturnValue": value }))
                .token()
                .map(str::to_owned)
        };
        assert_eq!(token(json!("n3w+/=")).as_deref(), Some("n3w+/="));
        for bad in [
            json!("Error: Invalid API key"),
            json!("error"),
            json!("a b"),
            json!(""),
            json!(null),
            json!("False"),
        ] {
            assert_eq!(token(bad.clone()), None, "{bad}");
        }
    }

    #[test]
    fn row_15_and_16_an_id_is_read_only_from_a_session_and_never_of_zeros() {
        assert_eq!(guid(ZERO), None);
        assert_eq!(
            guid("{3F2A9C70-51B8-4C1D-8E0E-9B7D2A6F4410}").as_deref(),
            Some("3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410")
        );
        assert!(Session::read(&json!({ "ReturnValue": "False" })).is_none());
        assert!(Session::read(&json!({ "SigningSessionId": ZERO, "Sessions": [] })).is_none());
    }

    #[test]
    fn row_37_unknown_states_are_kept_and_words_are_understood() {
        let read = |status: Value| {
            Session::read(&json!({ "Sessions": [{ "StatusCode": status }] }))
                .unwrap()
                .status
        };
        assert_eq!(read(json!(42)), Some(Status::Other("42".into())));
        assert_eq!(
            read(json!("To Be Purged")),
            Some(Status::Other("To Be Purged".into()))
        );
        assert_eq!(read(json!("InSent")), Some(Status::Known(2)));
        assert_eq!(read(json!("Completed")), Some(Status::Known(3)));
        assert_eq!(read(json!("2")), Some(Status::Known(2)));
        let inner = json!({ "session": { "sessioninfo": { "statuscode": 6 } } });
        assert_eq!(Session::read(&inner).unwrap().code(), Some(6));
    }

    #[test]
    fn an_address_is_found_by_id_by_mail_or_by_place() {
        let id = "3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410";
        let all =
            json!({ "InviteUrls": [{ "SignerId": id, "EmailAddress": "a@b.c", "Url": "u1" }] });
        assert_eq!(invite_url(&all, Some(id), None, 7).as_deref(), Some("u1"));
        assert_eq!(
            invite_url(&all, None, Some("A@B.C"), 7).as_deref(),
            Some("u1")
        );
        assert_eq!(invite_url(&all, None, Some("x@b.c"), 0), None);
        assert_eq!(
            invite_url(&json!(["u1", "u2"]), None, None, 1).as_deref(),
            Some("u2")
        );
        assert_eq!(invite_url(&json!(null), Some(id), None, 0), None);
    }
}

//! Roles, and the tags of the copies that go up (§8.2): every place becomes a tag of the account's
//! own grammar, and no other tag is left for the service to eat.

use session::{Field, FieldKind, FindingCode, Origin, Rect, Tag};

use super::setup::Grammar;
use crate::{Account, Job, JobDocument, JobSigner, Objection, TagEdit};

const ROLE: &str = "Seller {N}";

/// The name by which tags know a signer: of the signer, else of the session, else of the account.
pub(super) fn role(job: &Job, account: &Account, signer: &JobSigner) -> String {
    let pattern = signer
        .option("role")
        .or_else(|| job.option("role"))
        .or_else(|| account.setting("role"))
        .unwrap_or(ROLE);
    pattern.trim().replace("{N}", &signer.number.to_string())
}

/// What is wrong with roles and grammar.
pub(super) fn objections(job: &Job, account: &Account) -> Vec<Objection> {
    let grammar = match Grammar::of(account) {
        Ok(grammar) => grammar,
        Err(setting) => {
            let value = account.setting(setting).unwrap_or_default();
            return vec![Objection::option(setting, value, "choice")];
        }
    };
    let mut wrong = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for signer in &job.signers {
        let role = role(job, account, signer);
        if !grammar.takes(&role) {
            wrong.push(Objection::option("role", &role, "role").signer(signer.number));
        } else if taken.contains(&role) {
            wrong.push(Objection::option("role", &role, "twice").signer(signer.number));
        }
        taken.push(role);
    }
    for document in &job.documents {
        let stray: Vec<String> = [grammar.open, grammar.close]
            .into_iter()
            .filter(|mark| document.marks.contains(*mark))
            .map(String::from)
            .collect();
        if has_tags(document) && !stray.is_empty() {
            wrong.push(
                Objection::new(FindingCode::StrayDelimiters)
                    .document(document.number)
                    .arg("name", &document.name)
                    .arg("marks", stray.join(" ")),
            );
        }
    }
    wrong
}

/// Whether the service is to read tags in it: only then, since that takes it time (§5.4).
pub(super) fn has_tags(document: &JobDocument) -> bool {
    !document.fields.is_empty()
}

/// What is changed in the copy of a document that goes up; nothing: it goes up as it is.
pub(super) fn edits(job: &Job, account: &Account, document: &JobDocument) -> Vec<TagEdit> {
    let Ok(grammar) = Grammar::of(account) else {
        return Vec::new();
    };
    let written = |field: &Field| {
        let signer = job.signers.iter().find(|s| s.number == field.signer)?;
        let kind = match field.kind {
            FieldKind::Signature => "sig_req",
            FieldKind::Initial => "ini_req",
            FieldKind::Date => "d_aut",
        };
        Some(grammar.tag(kind, &role(job, account, signer)))
    };
    // A tag without a place, or of nobody, goes: the service would eat it (row 25).
    let mut edits: Vec<TagEdit> = document
        .tags
        .iter()
        .map(|tag| TagEdit {
            page: tag.page,
            rect: tag.rect,
            text: document
                .fields
                .iter()
                .find(|field| stands_at(tag, field))
                .and_then(written),
            is_tag: true,
        })
        .collect();
    for field in &document.fields {
        let is_tag = field.origin == Origin::Tag;
        if is_tag && document.tags.iter().any(|tag| stands_at(tag, field)) {
            continue;
        }
        edits.extend(written(field).map(|text| TagEdit {
            page: field.page,
            rect: field.rect,
            text: Some(text),
            is_tag,
        }));
    }
    edits
}

fn stands_at(tag: &Tag, field: &Field) -> bool {
    field.origin == Origin::Tag
        && tag.page == field.page
        && tag.signer == field.signer
        && tag.kind == field.kind
        && near(&tag.rect, &field.rect)
}

fn near(one: &Rect, other: &Rect) -> bool {
    const ROUNDING: f64 = 0.5;
    let [a, b, c, d]: [f64; 4] = (*one).into();
    let [e, f, g, h]: [f64; 4] = (*other).into();
    [a - e, b - f, c - g, d - h]
        .iter()
        .all(|difference| difference.abs() < ROUNDING)
}

#[cfg(test)]
mod tests {
    use session::{Dialect, Visibility};

    use super::*;
    use crate::job::example;

    fn field(signer: u16, kind: FieldKind, origin: Origin, x: f64) -> Field {
        Field {
            kind,
            signer,
            page: 1,
            rect: Rect::new(x, 10.0, x + 60.0, 20.0),
            origin,
            text: None,
        }
    }

    fn tag(signer: u16, kind: FieldKind, x: f64) -> Tag {
        Tag {
            kind,
            signer,
            page: 1,
            rect: Rect::new(x, 10.0, x + 60.0, 20.0),
            text: "<<Signer1>>".into(),
            dialect: Dialect::Angle,
            exact: true,
            visibility: Visibility::Visible,
        }
    }

    #[test]
    fn row_25_every_tag_is_rewritten_or_taken_out_and_places_by_hand_become_tags() {
        let mut job = example(1, &[1, 2]);
        job.signers[1]
            .options
            .insert("role".into(), "Buyer {N}".into());
        let document = &mut job.documents[0];
        document.fields = vec![
            field(1, FieldKind::Signature, Origin::Tag, 0.0),
            field(2, FieldKind::Initial, Origin::Hand, 100.0),
            field(2, FieldKind::Date, Origin::FormField, 200.0),
        ];
        document.tags = vec![
            tag(1, FieldKind::Signature, 0.2),
            tag(2, FieldKind::Signature, 300.0),
        ];
        let edits = edits(&job, &Account::default(), &job.documents[0]);
        let said: Vec<_> = edits
            .iter()
            .map(|edit| (edit.text.as_deref(), edit.is_tag))
            .collect();
        assert_eq!(
            said,
            [
                (Some("<sig_req_Seller 1>"), true),
                (None, true),
                (Some("<ini_req_Buyer 2>"), false),
                (Some("<d_aut_Buyer 2>"), false),
            ]
        );
    }

    #[test]
    fn row_26_two_signers_with_one_role_and_roles_that_no_tag_can_hold_are_objected_to() {
        let mut job = example(1, &[1, 2]);
        job.options.insert("role".into(), "Buyer".into());
        let why = |job: &Job| -> Vec<String> {
            objections(job, &Account::default())
                .iter()
                .map(|o| o.args["why"].clone())
                .collect()
        };
        assert_eq!(why(&job), ["twice"]);
        job.options.insert("role".into(), "Buyer_{N}".into());
        assert_eq!(why(&job), ["role", "role"]);
        job.options.clear();
        assert!(why(&job).is_empty());
    }

    #[test]
    fn delimiters_elsewhere_in_the_text_are_warned_of_where_tags_are_read() {
        let mut job = example(1, &[1]);
        job.documents[0].marks = "#(<".into();
        assert!(objections(&job, &Account::default()).is_empty());
        job.documents[0].fields = vec![field(1, FieldKind::Signature, Origin::Hand, 0.0)];
        let found = objections(&job, &Account::default());
        assert_eq!(found[0].code, FindingCode::StrayDelimiters);
        assert_eq!(found[0].args["marks"], "<");
    }
}

//! The receipt: a sealed PDF that says what was signed, by whom, when and how. Laid out by the
//! seal crate; its words come from the message files.

use history::{DocumentRow, Happened, SignerRow};
use seal::{
    Picture, Receipt, ReceiptDocument, ReceiptEvent, ReceiptFile, ReceiptOffice, ReceiptRow,
    ReceiptSigner,
};
use serde_json::json;
use session::{Service, SignerState, StepOutcome};

use crate::here::blocking;
use crate::sessions::event_text;
use crate::words::Words;
use crate::{Desk, DeskError, KeyState, clock};

impl Desk {
    pub(crate) async fn write_receipt(&self, session: &str) -> Result<StepOutcome, DeskError> {
        let (identity, state) = self.identity().await?;
        let content = self.receipt_content(session, &identity.fingerprint(), state)?;
        let now = self.now();
        let store = self.history().store().clone();
        let (name, reason) = (
            self.words().say("app-name", &[]),
            self.words().say("receipt-seal-reason", &[]),
        );
        let sha256 = blocking(move || {
            let pdf = seal::receipt(&content)?;
            Ok(store.put(&seal::seal(&pdf, &name, &reason, now, &identity)?)?)
        })
        .await?;
        Ok(StepOutcome::Receipt { sha256 })
    }

    fn receipt_content(
        &self,
        session: &str,
        fingerprint: &str,
        key: KeyState,
    ) -> Result<Receipt, DeskError> {
        let words = self.words();
        let say = |key: &str| words.say(key, &[]);
        let row = self.history().session(session)?;
        let events = self.history().events(session)?;
        let time_of = |what: &str, actor: Option<&str>| {
            events
                .iter()
                .rev()
                .find(|e| e.what == what && actor.is_none_or(|actor| e.actor == actor))
                .map(|e| clock::moment(clock::with_zone(e.time, e.zone)))
        };
        let mut facts = vec![plain(say("receipt-contract"), row.title.clone())];
        facts.extend(row.reference.map(|r| plain(say("receipt-reference"), r)));
        let local = row.service == Service::Local;
        let service = match local {
            true => say("receipt-service-local"),
            false => say(&format!("service-{}", row.service.as_str())),
        };
        facts.push(plain(say("receipt-service"), service.clone()));
        let there = (!local).then_some(service.as_str());
        facts.extend(time_of("sent", None).map(|t| plain(say("receipt-sent"), t)));
        facts.extend(time_of("completed", None).map(|t| plain(say("receipt-completed"), t)));
        facts.push(plain(say("receipt-written"), clock::moment(self.now())));
        facts.push(fixed(say("receipt-session"), row.id.clone()));

        let consent = self.consent(session, words)?;
        let signers = self.history().signers(session)?;
        let documents = self.history().documents(session)?;
        let mut note = vec![
            match there {
                None => say("receipt-certificate-intro"),
                Some(service) => {
                    words.say("receipt-certificate-elsewhere", &[("service", service)])
                }
            },
            words.say("receipt-events-note", &[("zone", &clock::zone(self.now()))]),
            say("receipt-check-open"),
            say("receipt-check-changed"),
            say(if local {
                "receipt-check-who"
            } else {
                "receipt-check-who-elsewhere"
            }),
            say("receipt-check-digest"),
            say("receipt-digest-note"),
            say("receipt-limits"),
        ];
        if key == KeyState::Run {
            note.insert(1, say("receipt-certificate-this-run"));
        }
        let office = self.office()?;
        // A logo that cannot be drawn is no reason to have no receipt.
        let logo = office.logo.and_then(|logo| Picture::read(&logo.bytes).ok());
        let office = ReceiptOffice {
            name: office.name,
            logo,
        };
        let attachment = for_machines(&row.id, &row.title, &documents, &signers, &events, words);
        Ok(Receipt {
            office: Some(office),
            written: Some(self.now()),
            attachment: Some(attachment),
            event_columns: ["time", "actor", "what"]
                .map(|name| say(&format!("receipt-event-{name}"))),
            language: "en".into(),
            title: say("receipt-title"),
            summary: format!(
                "{}\n{}",
                words.say("receipt-subtitle", &[("title", &row.title)]),
                say("receipt-intro")
            ),
            facts,
            documents_heading: say("receipt-documents"),
            documents: documents.iter().map(|d| document(words, d)).collect(),
            signers_heading: say("receipt-signers"),
            signers: signers
                .iter()
                .map(|s| signer(words, s, &events, &consent, there))
                .collect(),
            events_heading: say("receipt-events"),
            events: events.iter().map(|e| event(words, e)).collect(),
            note_heading: say("receipt-check"),
            note_rows: vec![fixed(
                say("receipt-certificate-fingerprint"),
                fingerprint.to_owned(),
            )],
            note: note.join(" "),
            footer: words.say("receipt-document-title", &[("title", &row.title)]),
            page_label: words.say(
                "receipt-footer",
                &[("page", "{page}"), ("pages", "{pages}")],
            ),
        })
    }
}

fn document(words: &Words, row: &DocumentRow) -> ReceiptDocument {
    let pages = row.pages.len().to_string();
    let mut rows = vec![
        plain(
            words.say("cli-pages", &[]),
            words.say("receipt-document-pages", &[("pages", &pages)]),
        ),
        fixed(words.say("receipt-digest-sent", &[]), row.original.clone()),
    ];
    rows.extend(
        row.revision
            .clone()
            .map(|sha| fixed(words.say("receipt-digest-signed", &[]), sha)),
    );
    ReceiptDocument {
        name: row.name.clone(),
        rows,
    }
}

/// `there`: the service at which the signature was made, if it was not this computer.
fn signer(
    words: &Words,
    row: &SignerRow,
    events: &[Happened],
    consent: &str,
    there: Option<&str>,
) -> ReceiptSigner {
    let say = |key: &str| words.say(key, &[]);
    let actor = format!("signer:{}", row.number);
    let of = |what: &str| events.iter().find(|e| e.actor == actor && e.what == what);
    let when = |e: &Happened| clock::moment(clock::with_zone(e.time, e.zone));
    let mut rows = Vec::new();
    rows.extend(
        row.email
            .clone()
            .map(|mail| plain(say("receipt-signer-email"), mail)),
    );
    rows.extend(of("opened").map(|e| plain(say("receipt-signer-opened"), when(e))));
    if let Some(signed) = of("signed") {
        let how = match signed.args.get("how").map(String::as_str) {
            Some("typed") => "receipt-how-typed",
            Some("uploaded") => "receipt-how-uploaded",
            _ => "receipt-how-drawn",
        };
        // Each agreed in the words of the language in which the page was read.
        let consent = signed.args.get("consent").map_or(consent, String::as_str);
        rows.push(plain(say("receipt-signer-signed"), when(signed)));
        rows.push(plain(say("receipt-signer-how"), say(how)));
        rows.push(plain(say("receipt-signer-consent"), consent.to_owned()));
    }
    if let (Some(_), SignerState::Signed, Some(changed)) = (there, row.state, row.changed) {
        let when = clock::moment(clock::local(changed));
        rows.push(plain(say("receipt-signer-signed"), when));
    }
    if let Some(certificate) = of("signed-with-certificate") {
        let arg = |name: &str| certificate.args.get(name).map_or("", String::as_str);
        let said = [("subject", arg("subject")), ("issuer", arg("issuer"))];
        let said = words.say("receipt-signer-certificate-of", &said);
        rows.push(plain(say("receipt-signer-certificate"), said));
    }
    rows.push(plain(
        say("receipt-signer-identified"),
        match there {
            None => say("receipt-identified-by-name"),
            Some(service) => words.say("receipt-identified-elsewhere", &[("service", service)]),
        },
    ));
    let number = row.number.to_string();
    ReceiptSigner {
        name: words.say(
            "receipt-signer",
            &[("number", &number), ("name", &row.name)],
        ),
        rows,
    }
}

fn event(words: &Words, happened: &Happened) -> ReceiptEvent {
    ReceiptEvent {
        time: clock::stamp(clock::with_zone(happened.time, happened.zone)),
        actor: words.actor(&happened.actor, &happened.args),
        what: event_text(words, happened),
    }
}

/// The name of the file inside the receipt.
const FOR_MACHINES: &str = "receipt.json";

/// The same for machines: what stands in the receipt, without its layout.
fn for_machines(
    session: &str,
    title: &str,
    documents: &[DocumentRow],
    signers: &[SignerRow],
    events: &[Happened],
    words: &Words,
) -> ReceiptFile {
    let documents = documents
        .iter()
        .map(|d| json!({ "name": d.name, "sha256": d.original, "signed_sha256": d.revision }));
    let signers = signers
        .iter()
        .map(|s| json!({ "number": s.number, "name": s.name, "email": s.email }));
    let events = events.iter().map(|e| {
        json!({
            "time": clock::rfc3339(clock::with_zone(e.time, e.zone)),
            "actor": e.actor,
            "what": e.what,
            "particulars": e.args,
            "text": event_text(words, e),
        })
    });
    let all = json!({
        "session": session,
        "title": title,
        "documents": documents.collect::<Vec<_>>(),
        "signers": signers.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    });
    ReceiptFile {
        name: FOR_MACHINES.to_owned(),
        description: words.say("receipt-for-machines", &[]),
        mime_type: "application/json".to_owned(),
        bytes: format!("{all:#}\n").into_bytes(),
    }
}

fn plain(label: String, value: String) -> ReceiptRow {
    ReceiptRow {
        label,
        value,
        fixed_width: false,
    }
}

fn fixed(label: String, value: String) -> ReceiptRow {
    ReceiptRow {
        label,
        value,
        fixed_width: true,
    }
}

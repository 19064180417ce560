//! What a signer sees and does on the signing page.

use std::collections::HashMap;

use history::{LinkEnd, LinkRow};
use session::{ErrorCode, FieldKind, SignerState, State, StepState};

use super::routes::Visitor;
use crate::api::{
    DeclineRequest, MarkLook, OtherSigner, PageState, PlaceView, SignRequest, SigningDocument,
    SigningSigner, SigningView,
};
use crate::here::{RecordedAct, RecordedMark, look, pictures, place_id};
use crate::language::Language;
use crate::words::Args;
use crate::{Desk, DeskError, KeyState, clock};

/// The longest text that can be typed as a signature or as a reason, in characters.
const LONGEST_TEXT: usize = 2_000;
/// The most points of all strokes of a drawn mark.
const MOST_POINTS: usize = 20_000;
/// The most pictures of one act: a signature and initials.
const MOST_PICTURES: usize = 2;

/// A document as a signer is shown it.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) pages: u32,
}

impl Desk {
    /// Records that the signer has opened the page, the first time.
    pub(super) fn note_opened(&self, visitor: &Visitor) {
        let link = &visitor.link;
        if link.ended.is_some() {
            return;
        }
        let Ok(signer) = self.signer(&link.session, link.signer) else {
            return;
        };
        let actor = format!("signer:{}", link.signer);
        let event = self.event(
            &actor,
            "opened",
            Args::from([("signer".into(), signer.name)]),
        );
        // Being opened is worth knowing, and not worth refusing the page for.
        if self
            .history()
            .link_opened(&visitor.hash, link, &event)
            .unwrap_or(false)
        {
            self.session_changed(&link.session);
        }
    }

    /// The newest revision of a document, as the signer sees it before acting. A page that has
    /// acted is dead and shows nothing any more.
    pub(super) fn shown_document(&self, link: &LinkRow, number: u32) -> Result<Shown, DeskError> {
        if link.ended.is_some() {
            return Err(DeskError::Refused(ErrorCode::LinkUsed));
        }
        let documents = self.history().documents(&link.session)?;
        let document = documents
            .into_iter()
            .find(|document| document.number == number)
            .ok_or(DeskError::Refused(ErrorCode::LinkUnknown))?;
        let sha256 = document.revision.unwrap_or(document.original);
        Ok(Shown {
            pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
            name: document.name,
            sha256,
        })
    }

    pub(super) fn signing_view(
        &self,
        link: &LinkRow,
        language: Language,
    ) -> Result<SigningView, DeskError> {
        self.expire(&link.session)?;
        let row = self.history().session(&link.session)?;
        let signers = self.history().signers(&link.session)?;
        let me = self.signer(&link.session, link.signer)?;
        let turn = self.turn(&link.session, link.signer);
        let state = match (me.state, row.state) {
            (SignerState::Signed, _) => PageState::Signed,
            _ if me.act.is_some() => PageState::Signed,
            (SignerState::Declined, _) => PageState::Declined,
            (_, State::Waiting) if link.ended.is_none() && turn.is_ok() => PageState::Ready,
            (_, State::Waiting) if link.ended.is_none() => PageState::NotYourTurn,
            _ => PageState::Ended,
        };
        let waiting_for = match turn {
            Err(DeskError::NotYourTurn(name)) => Some(name),
            _ => None,
        };
        let mut documents = Vec::new();
        let mut places = Vec::new();
        for document in self.history().documents(&link.session)? {
            places.extend(
                document
                    .places
                    .iter()
                    .filter(|place| place.signer == link.signer && place.visible())
                    .map(|place| PlaceView {
                        id: place_id(document.number, place),
                        document: document.number,
                        page: place.page,
                        rect: place.rect,
                        kind: place.kind,
                    }),
            );
            documents.push(SigningDocument {
                number: document.number,
                sha256: document.revision.unwrap_or(document.original),
                name: document.name,
                pages: document.pages,
            });
        }
        places.sort_by(|a, b| reading_order(a).total_cmp(&reading_order(b)));
        Ok(SigningView {
            session: row.id,
            title: row.title,
            from: Some(self.office()?.name).filter(|name| !name.is_empty()),
            message: row.message,
            expires: row.expires.map(|at| clock::rfc3339(clock::local(at))),
            signer: SigningSigner {
                number: me.number,
                missing: seal::undrawable(&me.name).map(String::from),
                name: me.name,
                email: me.email,
                language: me.options.get("language").cloned(),
            },
            state,
            waiting_for,
            documents,
            places,
            others: signers
                .iter()
                .filter(|other| other.number != link.signer)
                .map(|other| OtherSigner {
                    number: other.number,
                    name: other.name.clone(),
                    state: other.state,
                })
                .collect(),
            today: clock::day(self.now()),
            next: next_sentence(state, row.in_order, &signers, language),
        })
    }

    /// The signer signs: recorded first, then laid into every document, then kept when it was the
    /// last one.
    pub(super) async fn act_sign(
        &self,
        visitor: &Visitor,
        request: SignRequest,
        language: Language,
    ) -> Result<SigningView, DeskError> {
        let link = &visitor.link;
        self.admit(link, &request.session, request.signer)?;
        if !request.consent {
            return Err(DeskError::Refused(ErrorCode::ActIncomplete));
        }
        let act = self.complete_act(link, request, language)?;
        // Without a key nothing is recorded: the signer can press again when there is one.
        let (_, key) = self.identity().await?;
        let held = self.hold_session(&link.session).await?;
        // Somebody else may have signed, declined or cancelled meanwhile.
        self.turn(&link.session, link.signer)?;
        let text = serde_json::to_string(&act).map_err(|e| DeskError::Internal(e.to_string()))?;
        if !self
            .history()
            .record_act(&link.session, link.signer, &text)?
        {
            return Err(DeskError::Refused(ErrorCode::LinkUsed));
        }
        let said = self.history().events(&link.session)?;
        if key == KeyState::Run && !said.iter().any(|event| event.what == "key-this-run") {
            let event = self.event("paraph", "key-this-run", Args::new());
            self.history().note(&link.session, &event)?;
        }
        let advanced = self.advance(&link.session, &held).await;
        drop(held);
        let signed = self.signer(&link.session, link.signer)?.state == SignerState::Signed;
        match advanced {
            // In no document yet: the signer can mend what stood in the way.
            Err(error) if !signed && !self.has_begun(link)? => {
                self.history()
                    .withdraw_act(&link.session, link.signer, &visitor.hash)?;
                Err(error)
            }
            Err(error) if !signed => Err(error),
            // The signature stands; what failed later is told by the session.
            _ => self.signing_view(link, language),
        }
    }

    pub(super) async fn act_decline(
        &self,
        link: &LinkRow,
        request: DeclineRequest,
        language: Language,
    ) -> Result<SigningView, DeskError> {
        self.admit(link, &request.session, request.signer)?;
        let held = self.hold_session(&link.session).await?;
        let signer = self.signer(&link.session, link.signer)?;
        let reason: String = request.reason.trim().chars().take(LONGEST_TEXT).collect();
        let mut args = Args::from([("signer".to_owned(), signer.name)]);
        if !reason.is_empty() {
            args.insert("reason".to_owned(), reason);
        }
        let event = self.event(&format!("signer:{}", link.signer), "declined", args);
        if !self
            .history()
            .signer_declined(&link.session, link.signer, &event)?
        {
            return Err(DeskError::Refused(ErrorCode::LinkUsed));
        }
        drop(held);
        self.session_changed(&link.session);
        self.signing_view(link, language)
    }

    /// Whether the signer's act is in any document already.
    fn has_begun(&self, link: &LinkRow) -> Result<bool, DeskError> {
        let own = format!("sign:{}:", link.signer);
        let steps = self.history().steps(&link.session)?;
        Ok(steps
            .iter()
            .any(|step| step.name.starts_with(&own) && step.state == StepState::Done))
    }

    /// Only a living link acts, for its own session and signer, in its turn.
    fn admit(&self, link: &LinkRow, session: &str, signer: u16) -> Result<(), DeskError> {
        if link.session != session || link.signer != signer {
            return Err(DeskError::Refused(ErrorCode::RequestForeign));
        }
        match link.ended {
            None => {}
            Some(LinkEnd::Used) => return Err(DeskError::Refused(ErrorCode::LinkUsed)),
            Some(LinkEnd::Replaced) => return Err(DeskError::Refused(ErrorCode::LinkUnknown)),
            Some(LinkEnd::Closed) => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
        }
        self.expire(session)?;
        if self.history().session(session)?.state != State::Waiting {
            return Err(DeskError::Refused(ErrorCode::AlreadyEnded));
        }
        self.turn(session, signer)
    }

    /// Every place of the signer, with a mark that can be drawn; dates are ours to fill in.
    fn complete_act(
        &self,
        link: &LinkRow,
        request: SignRequest,
        language: Language,
    ) -> Result<RecordedAct, DeskError> {
        let incomplete = || DeskError::Refused(ErrorCode::ActIncomplete);
        let now = self.now();
        if request.pictures.len() > MOST_PICTURES {
            return Err(incomplete());
        }
        let drawn = pictures(&request.pictures)?;
        let mut given: HashMap<String, MarkLook> = request
            .marks
            .into_iter()
            .map(|mark| (mark.place, mark.look))
            .collect();
        let mut marks = Vec::new();
        let mut how = "drawn";
        for document in self.history().documents(&link.session)? {
            let own = document
                .places
                .iter()
                .filter(|place| place.signer == link.signer && place.visible());
            for place in own {
                let mark = given.remove(&place_id(document.number, place));
                let look = match (place.kind, mark) {
                    (FieldKind::Date, _) => MarkLook::Date(clock::day(now)),
                    (_, Some(mark)) => {
                        let mark = sound(mark).ok_or_else(incomplete)?;
                        // Before anything is recorded: no box ever stands for a letter.
                        seal::can_draw(&look(&mark, &drawn)?)?;
                        mark
                    }
                    (_, None) => return Err(incomplete()),
                };
                match &look {
                    MarkLook::Typed(_) if place.kind == FieldKind::Signature => how = "typed",
                    MarkLook::Picture(_) if place.kind == FieldKind::Signature => how = "uploaded",
                    _ => {}
                }
                marks.push(RecordedMark {
                    document: document.number,
                    field: place.id.clone(),
                    look,
                });
            }
        }
        if !given.is_empty() {
            return Err(DeskError::Refused(ErrorCode::RequestForeign));
        }
        Ok(RecordedAct {
            time: clock::millis(now),
            zone: now.offset().whole_seconds(),
            how: how.to_owned(),
            consent: Some(self.consent(&link.session, language.words())?),
            pictures: request.pictures,
            marks,
        })
    }
}

/// What happens next, said to the one who has just signed or declined.
fn next_sentence(
    state: PageState,
    in_order: bool,
    signers: &[history::SignerRow],
    language: Language,
) -> Option<String> {
    let words = language.words();
    let awaited: Vec<_> = signers
        .iter()
        .filter(|other| other.state != SignerState::Signed)
        .collect();
    match (state, awaited.first()) {
        (PageState::Signed, None) => Some(words.say("next-all-signed", &[])),
        (PageState::Signed, Some(next)) if in_order => {
            Some(words.say("next-waiting-for", &[("signer", &next.name)]))
        }
        (PageState::Signed, Some(_)) => {
            let count = awaited.len().to_string();
            Some(words.say("next-waiting-for-others", &[("count", &count)]))
        }
        (PageState::Declined, _) => Some(words.say("next-declined", &[])),
        _ => None,
    }
}

/// Document, page, then from the top down. Pages are read unturned; close enough for an order.
fn reading_order(place: &PlaceView) -> f64 {
    f64::from(place.document) * 1e12 + f64::from(place.page) * 1e6 - place.rect.y1
}

/// A mark that draws something and stays within bounds.
fn sound(look: MarkLook) -> Option<MarkLook> {
    match look {
        MarkLook::Ink { strokes, aspect } => {
            let points = strokes.iter().map(Vec::len).sum::<usize>();
            let within = strokes
                .iter()
                .flatten()
                .flatten()
                .all(|v| v.is_finite() && (-0.5..=1.5).contains(v));
            (points > 0 && points <= MOST_POINTS && within && (0.05..=50.0).contains(&aspect))
                .then_some(MarkLook::Ink { strokes, aspect })
        }
        MarkLook::Typed(text) | MarkLook::Date(text) => {
            let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
            (!text.is_empty() && text.chars().count() <= LONGEST_TEXT)
                .then_some(MarkLook::Typed(text))
        }
        MarkLook::Picture(number) => Some(MarkLook::Picture(number)),
    }
}

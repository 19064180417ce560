//! What the window and the signing page are given and give: plain data, typed once. The window's
//! TypeScript is generated from here.

use serde::{Deserialize, Serialize};
use session::{
    Draft, FieldKind, Finding, FindingCode, Page, Rect, Session, SignerState, State, Verdict,
};
use specta::Type;
use std::collections::BTreeMap;

use crate::KeyState;

/// The draft as the window shows it.
#[derive(Debug, Clone, Serialize, Type)]
pub struct DraftView {
    /// What is being prepared.
    pub draft: Draft,
    /// Everything that pre-flight found, in words.
    pub findings: Vec<FindingView>,
    /// Whether Send would go.
    pub can_send: bool,
    /// What the button is called.
    pub send_label: String,
    /// Why Send would not go, in one sentence.
    pub blocked_by: Option<String>,
    /// What the chosen account means for the signers.
    pub account_note: String,
    /// The chosen account's service.
    pub service: session::Service,
    /// Whether the draft is being sent just now.
    pub sending: bool,
    /// Kinds of which so many were found that one line stands for all of them.
    pub folded: Vec<Folded>,
    /// What was done last and can be taken back, in words.
    pub done: Option<String>,
    /// Whether what was taken back last can be done again.
    pub can_redo: bool,
    /// Whether folders are being looked through just now.
    pub gathering: bool,
    /// What folders held beside PDFs, until it is put away.
    pub aside: Option<Aside>,
}

/// What was found beside PDFs in folders that were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Aside {
    /// One sentence or two.
    pub message: String,
    /// Names of what was left, the first of them.
    pub names: Vec<String>,
    /// How many were left.
    pub count: u32,
}

/// A kind of finding that is told on one line.
#[derive(Debug, Clone, Serialize, Type)]
pub struct Folded {
    /// Which.
    pub code: FindingCode,
    /// How many there are.
    pub count: u32,
    /// All of them in one sentence.
    pub message: String,
}

/// A finding and where it belongs.
#[derive(Debug, Clone, Serialize, Type)]
pub struct FindingView {
    /// The draft document's id; `None` when it is about the whole.
    pub document: Option<String>,
    /// What was found.
    pub finding: Finding,
    /// Whether a person may send all the same.
    pub can_allow: bool,
}

/// What stands beside documents and signers in a draft.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Details {
    /// What people call it; empty: taken from the first document.
    pub title: String,
    /// The office's own reference.
    pub reference: Option<String>,
    /// A word to the signers.
    pub message: Option<String>,
    /// Whether signer 2 is asked only after signer 1 has signed.
    pub in_order: bool,
    /// The last day for signing, counted from today.
    pub expires_days: Option<u32>,
    /// Days between reminders; -1: none are sent.
    pub remind_days: Option<i32>,
}

/// What testing an account showed.
#[derive(Debug, Clone, Serialize, Type)]
pub struct AccountTest {
    /// The account, with the test's word.
    pub account: crate::AccountView,
    /// Why it is refused or not reached.
    pub error: Option<session::Told>,
}

/// A service, for those who make an account or send with one.
#[derive(Debug, Clone, Serialize, Type)]
pub struct ServiceView {
    /// The service.
    pub service: session::Service,
    /// Its name.
    pub name: String,
    /// Its usual address.
    pub base_url: Option<String>,
    /// The secrets that an account has.
    pub secrets: Vec<InputView>,
    /// What can be set for an account.
    pub account_settings: Vec<InputView>,
    /// What can be set for a session.
    pub session_options: Vec<InputView>,
    /// What can be set for a signer.
    pub signer_options: Vec<InputView>,
    /// What it can do, each with a yes or no, by the names of `cli.md`.
    pub capabilities: BTreeMap<String, bool>,
}

/// Something that a person can set for a service.
#[derive(Debug, Clone, Serialize, Type)]
pub struct InputView {
    /// Its key.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// `text`, `number`, `flag`, `choice` or `secret`.
    pub kind: String,
    /// What holds when it is not set.
    pub default: Option<String>,
    /// The words that a choice takes.
    pub choices: Vec<String>,
    /// Whether a choice takes several words, with commas between them.
    pub many: bool,
    /// Whether there must be one.
    pub needed: bool,
    /// One sentence.
    pub help: String,
}

/// Which content goes out when a file changed since it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// What was read and is shown.
    Shown,
    /// What is in the file now.
    New,
}

/// Which sessions the window lists.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct SessionsQuery {
    /// Words to be found.
    pub search: Option<String>,
    /// Any of these states; empty: every state.
    pub states: Vec<State>,
    /// At most so many.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

/// A page of the list of sessions.
#[derive(Debug, Clone, Serialize, Type)]
pub struct SessionsPage {
    /// Newest change first.
    pub sessions: Vec<Session>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
    /// How many there are of each state.
    pub counts: BTreeMap<String, u32>,
}

/// How opening a signing page went.
#[derive(Debug, Clone, Serialize, Type)]
pub struct OpenedSigning {
    /// Its address: a secret, shown only because it was asked for.
    pub url: String,
    /// Whether a browser took it.
    pub opened: bool,
}

/// What lies ahead of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Outlook {
    /// When Paraph asks or goes on by itself, RFC 3339; `None`: it does not.
    pub next: Option<String>,
    /// So many questions about the session the service still allows; `None`: it counts none.
    pub asks_left: Option<u32>,
    /// Out of so many.
    pub asks: Option<u32>,
    /// The signers whose signing page can be opened from here now.
    pub pages: Vec<u16>,
    /// The signers who can be corrected now; `None`: nothing can be, now or at this service.
    pub correctable: Option<Vec<u16>>,
    /// Whether it can be finished at the service before everyone has signed.
    pub closable: bool,
    /// When what lies at the service is lost unless it was fetched by then, RFC 3339; the service
    /// may keep it longer.
    pub deadline: Option<String>,
}

/// The answer for one kept document.
#[derive(Debug, Clone, Serialize, Type)]
pub struct VerifiedDocument {
    /// Its name.
    pub document: String,
    /// What verifying it said.
    pub verdict: Verdict,
}

/// What the window tells of this computer.
#[derive(Debug, Clone, Serialize, Type)]
pub struct Computer {
    /// Where the signing key is.
    pub keys: KeyState,
    /// SHA-256 of the certificate that those who verify may trust.
    pub ca_fingerprint: Option<String>,
    /// Where the history is.
    pub data_folder: String,
    /// Until when the certificate that signs holds, RFC 3339.
    pub certificate_until: Option<String>,
    /// Where readable copies go.
    pub kept_folder: String,
    /// Whether that is the usual folder.
    pub kept_usual: bool,
}

/// How the copies in a person's folder are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CopyNames {
    /// The pattern: words, and particulars in braces.
    pub pattern: String,
    /// The pattern that holds unless another is set.
    pub usual: String,
    /// The particulars that it may name.
    pub particulars: Vec<String>,
    /// What a signed copy would be called.
    pub signed: Option<String>,
    /// What a receipt would be called.
    pub receipt: Option<String>,
    /// Why the pattern cannot be used.
    pub problem: Option<String>,
}

/// The office, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OfficeView {
    /// Its name; empty: none was given.
    pub name: String,
    /// SHA-256 of its logo, hex; `None`: it has none.
    pub logo: Option<String>,
}

/// What a mark on the signing page looks like.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkLook {
    /// Drawn: points from 0 to 1 of the pad, whose width is `aspect` times its height.
    Ink {
        /// Each stroke's points.
        strokes: Vec<Vec<[f32; 2]>>,
        /// Width divided by height.
        aspect: f32,
    },
    /// Typed, to be set in a script font.
    Typed(String),
    /// The date, in a plain font.
    Date(String),
    /// One of the pictures that came with the act, from 0.
    Picture(u8),
}

/// A mark for a place.
#[derive(Debug, Clone, Deserialize)]
pub struct MarkGiven {
    /// [`PlaceView::id`].
    pub place: String,
    /// What it looks like.
    pub look: MarkLook,
}

/// What the signing page sends when the signer signs.
#[derive(Debug, Clone, Deserialize)]
pub struct SignRequest {
    /// The session that the page shows.
    pub session: String,
    /// The signer whose page it is.
    pub signer: u16,
    /// Whether the signer agreed.
    pub consent: bool,
    /// One for each of the signer's places.
    pub marks: Vec<MarkGiven>,
    /// PNG files in Base64, for the marks that are pictures.
    #[serde(default)]
    pub pictures: Vec<String>,
}

/// A text that is to stand as a signature.
#[derive(Debug, Clone, Deserialize)]
pub struct LettersRequest {
    /// As it is typed.
    pub text: String,
}

/// Whether it can be drawn.
#[derive(Debug, Clone, Serialize)]
pub struct LettersAnswer {
    /// The first of its characters that no font of this computer draws.
    pub missing: Option<String>,
}

/// What the signing page sends when the signer declines.
#[derive(Debug, Clone, Deserialize)]
pub struct DeclineRequest {
    /// The session that the page shows.
    pub session: String,
    /// The signer whose page it is.
    pub signer: u16,
    /// Why.
    pub reason: String,
}

/// Where a signing page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// The signer can sign.
    Ready,
    /// Another signer comes first.
    NotYourTurn,
    /// The signer has signed.
    Signed,
    /// The signer has declined.
    Declined,
    /// The session has ended otherwise.
    Ended,
}

/// What the signing page shows.
#[derive(Debug, Clone, Serialize)]
pub struct SigningView {
    /// The session's id.
    pub session: String,
    /// The contract.
    pub title: String,
    /// Who asks.
    pub from: Option<String>,
    /// A word from the sender.
    pub message: Option<String>,
    /// The last moment, RFC 3339.
    pub expires: Option<String>,
    /// Whose page it is.
    pub signer: SigningSigner,
    /// Where it stands.
    pub state: PageState,
    /// Who signs first, when it is not this signer's turn.
    pub waiting_for: Option<String>,
    /// What is signed.
    pub documents: Vec<SigningDocument>,
    /// This signer's places.
    pub places: Vec<PlaceView>,
    /// The other signers.
    pub others: Vec<OtherSigner>,
    /// The date as it is filled in.
    pub today: String,
    /// What happens next.
    pub next: Option<String>,
}

/// The signer whose page it is.
#[derive(Debug, Clone, Serialize)]
pub struct SigningSigner {
    /// 1 to 999.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
    /// The language that the sender chose for the signer.
    pub language: Option<String>,
    /// The first character of the name that no font of this computer draws.
    pub missing: Option<String>,
}

/// A document on the signing page.
#[derive(Debug, Clone, Serialize)]
pub struct SigningDocument {
    /// From 1.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// SHA-256 of what is shown.
    pub sha256: String,
    /// Its pages.
    pub pages: Vec<Page>,
}

/// A place of the signer on the signing page.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceView {
    /// What a mark names.
    pub id: String,
    /// The document, from 1.
    pub document: u32,
    /// The page, from 1.
    pub page: u32,
    /// Where.
    #[serde(rename = "box")]
    pub rect: Rect,
    /// What is to be done there.
    pub kind: FieldKind,
}

/// Another signer, as a signer sees it.
#[derive(Debug, Clone, Serialize)]
pub struct OtherSigner {
    /// 1 to 999.
    pub number: u16,
    /// The name.
    pub name: String,
    /// Where that person stands.
    pub state: SignerState,
}

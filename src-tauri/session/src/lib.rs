//! The domain: what a session, a document, a signer and a field are, and the rules that hold for
//! them. Pure data and decisions; nothing here reads a clock, a file or the network.

mod correction;
mod cure;
mod draft;
mod error;
mod finding;
mod fold;
mod page;
mod place;
mod plan;
mod session;
mod state;
mod verdict;

pub use correction::{CorrectedSigner, Correction};
pub use cure::{Cure, CureKind, Offer, Spot};
pub use draft::{Draft, DraftDocument, DraftReceiver, DraftSigner, DraftState, THIS_COMPUTER};
pub use error::{ErrorCode, Told};
pub use finding::{Finding, FindingCode, Severity};
pub use fold::fold;
pub use page::{Page, TextLine};
pub use place::{Dialect, Field, FieldKind, FormField, Origin, Rect, Tag, Visibility};
pub use plan::{PlaceInCopy, PlannedStep, StepOutcome, Turn};
pub use session::{Document, Event, Receipt, Session, Signed, Signer, Step};
pub use state::{Service, SignerState, State, StepState, StepWord};
pub use verdict::{Covers, LaterChanges, SignatureVerdict, Summary, TimeSource, Trusted, Verdict};

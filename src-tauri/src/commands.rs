//! What the window may ask for. Each command is thin: it takes the words of the window, calls the
//! desk, and gives its answer, or the error as a person is told it.

use std::path::PathBuf;
use std::time::Duration;

use desk::api::{
    AccountTest, Computer, Details, DraftView, OpenedSigning, Outlook, ServiceView, SessionsPage,
    SessionsQuery, VerifiedDocument,
};
use desk::{AccountView, Decision, Desk, DeskError, KeyState, ListQuery, NewAccount};
use session::{
    Correction, Cure, DraftReceiver, ErrorCode, FindingCode, Session, Spot, TextLine, Told,
};
use tauri::{AppHandle, State, Wry};

use crate::state::Shell;
use crate::{clipboard, dialog, state};

/// How long nobody notices that nothing happens yet. The window knows it too.
const MOMENT: Duration = Duration::from_millis(60);

pub(crate) type Answer<T> = Result<T, Told>;
pub(crate) type Here<'a> = State<'a, Shell>;

/// Gives what the desk did, or tells why it did not.
pub(crate) fn told<T>(desk: &Desk, done: Result<T, DeskError>) -> Answer<T> {
    done.map_err(|error| desk.tell(&error))
}

/// The draft with everything that pre-flight found.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft(here: Here<'_>) -> Answer<DraftView> {
    told(here.desk()?, here.draft()?.view())
}

/// Adds files to the draft. What is read in a moment is read when this answers, and need not be
/// drawn twice.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_files(here: Here<'_>, paths: Vec<PathBuf>) -> Answer<()> {
    let draft = here.draft()?;
    draft.add_files(&paths);
    let _ = tokio::time::timeout(MOMENT, draft.settled()).await;
    Ok(())
}

/// Asks for files and adds them to the draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_files(app: AppHandle<Wry>, here: Here<'_>) -> Answer<()> {
    let paths = dialog::choose_pdfs(&app).await;
    if !paths.is_empty() {
        here.draft()?.add_files(&paths);
    }
    Ok(())
}

/// Adds the files that lie in the clipboard; gives whether there were some.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paste_files(app: AppHandle<Wry>, here: Here<'_>) -> Answer<bool> {
    let paths = clipboard::files(&app).await;
    if !paths.is_empty() {
        here.draft()?.add_files(&paths);
    }
    Ok(!paths.is_empty())
}

/// Puts away what was said of folders that were given.
#[tauri::command]
#[specta::specta]
pub(crate) async fn put_aside_away(here: Here<'_>) -> Answer<()> {
    here.draft()?.put_aside_away();
    Ok(())
}

/// Opens a document of the draft in the system's program for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_document(here: Here<'_>, id: String) -> Answer<()> {
    told(here.desk()?, here.draft()?.open_document(&id).await)
}

/// Adds the sample contract to the draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_sample(here: Here<'_>) -> Answer<()> {
    here.draft()?.add_sample();
    Ok(())
}

/// Removes a document from the draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_document(here: Here<'_>, id: String) -> Answer<()> {
    here.draft()?.remove_document(&id);
    Ok(())
}

/// Moves a document to another place in the order, from 0.
#[tauri::command]
#[specta::specta]
pub(crate) async fn move_document(here: Here<'_>, id: String, to: u32) -> Answer<()> {
    here.draft()?.move_document(&id, to as usize);
    Ok(())
}

/// Opens a document with its password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_document(here: Here<'_>, id: String, password: String) -> Answer<()> {
    here.draft()?.unlock_document(&id, &password);
    Ok(())
}

/// Adds a card for a further signer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_signer(here: Here<'_>) -> Answer<()> {
    here.draft()?.add_signer();
    Ok(())
}

/// Writes a signer's name and e-mail address.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_signer(
    here: Here<'_>,
    number: u16,
    name: String,
    email: String,
) -> Answer<()> {
    here.draft()?.set_signer(number, &name, &email);
    Ok(())
}

/// Removes a signer's card.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_signer(here: Here<'_>, number: u16) -> Answer<()> {
    here.draft()?.remove_signer(number);
    Ok(())
}

/// Writes what stands beside documents and signers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_details(here: Here<'_>, details: Details) -> Answer<()> {
    here.draft()?.set_details(details);
    Ok(())
}

/// Allows findings of that code, or no longer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn allow_finding(here: Here<'_>, code: FindingCode, allowed: bool) -> Answer<()> {
    here.draft()?.allow(code, allowed);
    Ok(())
}

/// Does what a finding offers; `document` is the one that the finding is about.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cure_finding(
    here: Here<'_>,
    document: Option<String>,
    cure: Cure,
) -> Answer<()> {
    let cured = here.draft()?.cure(document.as_deref(), &cure).await;
    told(here.desk()?, cured)
}

/// Puts a place to sign on a page, where `before` is none; changes one; or takes one out, where
/// `after` is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_field(
    here: Here<'_>,
    document: String,
    before: Option<Spot>,
    after: Option<Spot>,
) -> Answer<()> {
    let set = here.draft()?.set_field(&document, before, after);
    told(here.desk()?, set)
}

/// Takes back what was done to the draft last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(here: Here<'_>) -> Answer<()> {
    here.draft()?.undo();
    Ok(())
}

/// Does again what was taken back last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn redo(here: Here<'_>) -> Answer<()> {
    here.draft()?.redo();
    Ok(())
}

/// Throws the draft away and begins a new one; that can be taken back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_draft(here: Here<'_>) -> Answer<()> {
    told(here.desk()?, here.draft()?.discard())
}

/// Sends the draft and gives the session's id.
#[tauri::command]
#[specta::specta]
pub(crate) async fn send(here: Here<'_>) -> Answer<String> {
    told(here.desk()?, here.draft()?.send().await)
}

/// The text of a page of a stored document, with its places.
#[tauri::command]
#[specta::specta]
pub(crate) async fn page_text(here: Here<'_>, sha256: String, page: u32) -> Answer<Vec<TextLine>> {
    let desk = here.desk()?;
    told(desk, desk.page_text(&sha256, page).await)
}

/// A page of the list of sessions.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sessions(here: Here<'_>, query: SessionsQuery) -> Answer<SessionsPage> {
    let desk = here.desk()?;
    let query = ListQuery {
        search: query.search,
        states: query.states,
        limit: query.limit,
        after: query.after,
        ..ListQuery::default()
    };
    told(desk, desk.sessions(&query))
}

/// All that is known about a session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session(here: Here<'_>, id: String) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.session(&id))
}

/// Opens a signer's signing page in the system browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_signing(here: Here<'_>, id: String, signer: u16) -> Answer<OpenedSigning> {
    let desk = here.desk()?;
    told(desk, desk.open_signing(&id, signer).await)
}

/// The address of a signer's signing page, for those who open it themselves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn signing_link(here: Here<'_>, id: String, signer: u16) -> Answer<String> {
    let desk = here.desk()?;
    told(desk, desk.signing_link(&id, signer).await)
}

/// Ends a session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_session(
    here: Here<'_>,
    id: String,
    reason: Option<String>,
) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.cancel(&id, reason.as_deref()).await)
}

/// Opens the signed copy of a document, from 1, in the system's program for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_signed(here: Here<'_>, id: String, document: u32) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.open_signed(&id, document).await)
}

/// Opens a document as it was sent in the system's program for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sent(here: Here<'_>, id: String, document: u32) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.open_sent(&id, document).await)
}

/// Opens the receipt in the system's program for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_receipt(here: Here<'_>, id: String) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.open_receipt(&id).await)
}

/// Opens the folder of the readable copies.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_in_folder(here: Here<'_>, id: String) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.show_in_folder(&id).await)
}

/// Verifies the kept copies again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_session(here: Here<'_>, id: String) -> Answer<Vec<VerifiedDocument>> {
    let desk = here.desk()?;
    let verified = told(desk, desk.verify_session(&id).await)?;
    Ok(verified
        .into_iter()
        .map(|(document, verdict)| VerifiedDocument { document, verdict })
        .collect())
}

/// Makes a draft with the documents and signers of a session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn send_again(here: Here<'_>, id: String) -> Answer<()> {
    told(here.desk()?, here.draft()?.send_again(&id))
}

/// Goes on with what was interrupted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_session(here: Here<'_>, id: String) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.resume(&id).await)?;
    told(desk, desk.session(&id))
}

/// Stops sending for now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_session(here: Here<'_>, id: String) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.stop(&id).await)
}

/// Asks the service now; `anyway`: also beyond its rules.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_session(here: Here<'_>, id: String, anyway: bool) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.check(&id, anyway).await)
}

/// What lies ahead of a session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn outlook(here: Here<'_>, id: String) -> Answer<Outlook> {
    let desk = here.desk()?;
    told(desk, desk.outlook(&id))
}

/// Reminds a signer, or all who are awaited.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remind(here: Here<'_>, id: String, signer: Option<u16>) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.remind(&id, signer).await)
}

/// Finishes a session at its service before everyone has signed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn close_session(here: Here<'_>, id: String) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.close(&id).await)
}

/// Corrects a session that is out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn correct_session(
    here: Here<'_>,
    id: String,
    correction: Correction,
) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.correct(&id, &correction).await)
}

/// Does what the person decided about a session in attention.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resolve_session(
    here: Here<'_>,
    id: String,
    decision: Decision,
) -> Answer<Session> {
    let desk = here.desk()?;
    told(desk, desk.resolve(&id, decision).await)
}

/// The accounts, by name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts(here: Here<'_>) -> Answer<Vec<AccountView>> {
    let desk = here.desk()?;
    told(desk, desk.account_views().await)
}

/// Adds or changes an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_account(here: Here<'_>, account: NewAccount) -> Answer<AccountView> {
    let desk = here.desk()?;
    told(desk, desk.add_account(account).await)
}

/// Takes an account away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_account(here: Here<'_>, name: String) -> Answer<AccountView> {
    let desk = here.desk()?;
    told(desk, desk.remove_account(&name).await)
}

/// Reaches an account's service and proves its credentials.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_account(here: Here<'_>, name: String) -> Answer<AccountTest> {
    let desk = here.desk()?;
    let (account, error) = told(desk, desk.test_account(&name).await)?;
    Ok(AccountTest {
        account,
        error: error.map(|error| desk.tell(&error)),
    })
}

/// What each service has and takes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn services(here: Here<'_>) -> Answer<Vec<ServiceView>> {
    Ok(here.desk()?.service_views())
}

/// Sends the draft with another account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_account(here: Here<'_>, name: String) -> Answer<()> {
    here.draft()?.set_account(&name);
    Ok(())
}

/// Sets an option of the session at its service; an empty value: as usual.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_option(here: Here<'_>, name: String, value: String) -> Answer<()> {
    here.draft()?.set_option(&name, &value);
    Ok(())
}

/// Sets an option of a signer at the service; an empty value: as usual.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_signer_option(
    here: Here<'_>,
    number: u16,
    name: String,
    value: String,
) -> Answer<()> {
    here.draft()?.set_signer_option(number, &name, &value);
    Ok(())
}

/// Who gets the signed documents and signs nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_receivers(here: Here<'_>, receivers: Vec<DraftReceiver>) -> Answer<()> {
    here.draft()?.set_receivers(receivers);
    Ok(())
}

/// This computer: its key, its folders.
#[tauri::command]
#[specta::specta]
pub(crate) async fn computer(here: Here<'_>) -> Answer<Computer> {
    let desk = here.desk()?;
    told(desk, desk.computer().await)
}

/// Keeps this computer's key behind a passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn use_passphrase(here: Here<'_>, passphrase: String) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.use_passphrase(passphrase).await)
}

/// Makes a key for this run only.
#[tauri::command]
#[specta::specta]
pub(crate) async fn use_run_key(here: Here<'_>) -> Answer<()> {
    here.desk()?.use_run_key();
    Ok(())
}

/// Looks for the keyring again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_keyring(here: Here<'_>) -> Answer<()> {
    let desk = here.desk()?;
    let refused = match desk.key_state().await {
        KeyState::Missing => ErrorCode::KeyringMissing,
        KeyState::Locked => ErrorCode::KeyringLocked,
        _ => return Ok(()),
    };
    told(desk, Err(DeskError::Refused(refused)))
}

/// Shows the system's print dialog for what the page shows for printing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn print(window: tauri::WebviewWindow<Wry>) -> Answer<()> {
    window
        .print()
        .map_err(|error| state::trouble(&error.to_string()))
}

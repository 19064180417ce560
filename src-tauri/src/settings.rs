//! What the window may ask for in Settings. As thin as the other commands.

use desk::api::{CopyNames, OfficeView};
use session::Told;
use tauri::{AppHandle, Wry};

use crate::commands::{Answer, Here, told};
use crate::looks::{self, Looks};
use crate::{dialog, state};

/// Makes a new key and certificate for this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_seal(here: Here<'_>) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.renew_seal().await)
}

/// Saves this computer's certificate where the person says; gives whether it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_certificate(app: AppHandle<Wry>, here: Here<'_>) -> Answer<bool> {
    let desk = here.desk()?;
    let pem = told(desk, desk.certificate_pem())?;
    save(&app, "Paraph certificate.pem", pem.as_bytes()).await
}

/// Asks for the folder to which signed copies go from now on; gives whether one was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_kept_folder(app: AppHandle<Wry>, here: Here<'_>) -> Answer<bool> {
    let Some(folder) = dialog::choose_folder(&app).await else {
        return Ok(false);
    };
    let desk = here.desk()?;
    told(desk, desk.set_kept_folder(&folder))?;
    Ok(true)
}

/// Has signed copies go to the usual folder again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn use_usual_kept_folder(here: Here<'_>) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.use_usual_kept_folder())
}

/// How signed copies are named by a pattern, or by the one that was set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_names(here: Here<'_>, pattern: Option<String>) -> Answer<CopyNames> {
    let desk = here.desk()?;
    told(desk, desk.copy_names(pattern))
}

/// Has signed copies named so from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_name_pattern(here: Here<'_>, pattern: String) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.set_name_pattern(&pattern))
}

/// Opens the folder in which Paraph keeps its data.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_data_folder(here: Here<'_>) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.open_data_folder())
}

/// The office.
#[tauri::command]
#[specta::specta]
pub(crate) async fn office(here: Here<'_>) -> Answer<OfficeView> {
    let desk = here.desk()?;
    told(desk, desk.office_view())
}

/// Names the office.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_office_name(here: Here<'_>, name: String) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.set_office_name(&name))
}

/// Asks for the office's logo; gives whether one was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_office_logo(app: AppHandle<Wry>, here: Here<'_>) -> Answer<bool> {
    let Some(file) = dialog::choose_picture(&app).await else {
        return Ok(false);
    };
    let desk = here.desk()?;
    told(desk, desk.set_office_logo(Some(&file)).await)?;
    Ok(true)
}

/// Takes the office's logo away.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_office_logo(here: Here<'_>) -> Answer<()> {
    let desk = here.desk()?;
    told(desk, desk.set_office_logo(None).await)
}

/// What a person should know from the start, beside the contracts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notices(here: Here<'_>) -> Answer<Vec<Told>> {
    let mut notices = here.desk()?.notices();
    notices.extend(here.looks_damage());
    Ok(notices)
}

/// The problem report, to be read before it is saved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn report(here: Here<'_>) -> Answer<String> {
    let desk = here.desk()?;
    let webview = tauri::webview_version().unwrap_or_default();
    told(desk, desk.report(&[("WebView", webview)]).await)
}

/// Saves the problem report where the person says; gives whether it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_report(app: AppHandle<Wry>, here: Here<'_>) -> Answer<bool> {
    let text = report(here).await?;
    save(&app, "Paraph problem report.txt", text.as_bytes()).await
}

/// The version of Paraph.
#[tauri::command]
#[specta::specta]
pub(crate) async fn version() -> Answer<String> {
    Ok(env!("CARGO_PKG_VERSION").to_owned())
}

/// The looks that were chosen last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn looks(app: AppHandle<Wry>, here: Here<'_>) -> Answer<Looks> {
    Ok(here.note_looks(looks::recall(&app, &here.looks_file())))
}

/// Remembers the looks.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_looks(app: AppHandle<Wry>, here: Here<'_>, looks: Looks) -> Answer<()> {
    looks::remember(&app, &here.looks_file(), looks).map_err(|error| state::unwritable(&error))
}

/// Writes a file where the person says; gives whether it was.
async fn save(app: &AppHandle<Wry>, name: &str, bytes: &[u8]) -> Answer<bool> {
    let Some(path) = dialog::choose_new_file(app, name).await else {
        return Ok(false);
    };
    // The dialog has asked whether a file that is there may be replaced.
    history::write_atomic(&path, bytes, history::Existing::Replace)
        .map_err(|error| state::unwritable(&error))?;
    Ok(true)
}

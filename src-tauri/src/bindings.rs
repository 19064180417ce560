//! The window's commands, and the TypeScript that is made from them.

use tauri::Wry;
use tauri_specta::{Builder, collect_commands};

use crate::{commands, settings};

/// Every command that the window may call.
pub(crate) fn commands() -> Builder<Wry> {
    // Every type has one shape, whichever way it goes.
    Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::draft,
            commands::add_files,
            commands::choose_files,
            commands::paste_files,
            commands::put_aside_away,
            commands::open_document,
            commands::add_sample,
            commands::remove_document,
            commands::move_document,
            commands::unlock_document,
            commands::add_signer,
            commands::set_signer,
            commands::remove_signer,
            commands::set_details,
            commands::allow_finding,
            commands::cure_finding,
            commands::set_field,
            commands::undo,
            commands::redo,
            commands::discard_draft,
            commands::send,
            commands::page_text,
            commands::sessions,
            commands::session,
            commands::open_signing,
            commands::signing_link,
            commands::cancel_session,
            commands::open_signed,
            commands::open_sent,
            commands::open_receipt,
            commands::show_in_folder,
            commands::verify_session,
            commands::send_again,
            commands::resume_session,
            commands::stop_session,
            commands::check_session,
            commands::outlook,
            commands::remind,
            commands::close_session,
            commands::correct_session,
            commands::resolve_session,
            commands::accounts,
            commands::add_account,
            commands::remove_account,
            commands::test_account,
            commands::services,
            commands::set_account,
            commands::set_option,
            commands::set_signer_option,
            commands::set_receivers,
            commands::computer,
            commands::use_passphrase,
            commands::use_run_key,
            commands::retry_keyring,
            commands::print,
            settings::renew_seal,
            settings::save_certificate,
            settings::choose_kept_folder,
            settings::use_usual_kept_folder,
            settings::copy_names,
            settings::set_name_pattern,
            settings::open_data_folder,
            settings::office,
            settings::set_office_name,
            settings::choose_office_logo,
            settings::remove_office_logo,
            settings::notices,
            settings::report,
            settings::save_report,
            settings::version,
            settings::looks,
            settings::set_looks,
        ])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use specta_typescript::Typescript;

    /// `PARAPH_BLESS=1 cargo test -p paraph` writes the file anew.
    #[test]
    fn the_windows_typescript_is_the_one_made_from_the_commands() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("bindings.ts");
        let target = if std::env::var_os("PARAPH_BLESS").is_some() {
            &committed
        } else {
            &made
        };
        let language = Typescript::default()
            .header("// Made from the window's Rust commands by a test; never edited.\n");
        super::commands().export(language, target).unwrap();
        let (now, then) = (
            std::fs::read_to_string(target),
            std::fs::read_to_string(&committed),
        );
        assert!(
            now.unwrap() == then.unwrap_or_default(),
            "ui/src/bindings.ts is out of date: PARAPH_BLESS=1 cargo test -p paraph"
        );
    }
}

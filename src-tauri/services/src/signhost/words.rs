//! What stands in a mail where the sender wrote no message: the service refuses one without
//! (sheet §3.1, §3.2). It is in the language of the mail and not of the window, so it stands here
//! and not in the message files.

/// To a signer.
pub(super) fn invitation(language: &str, title: &str) -> String {
    let words = match language {
        "de-DE" => "Bitte unterschreiben Sie:",
        "es-ES" => "Por favor, firme:",
        "fr-FR" => "Merci de signer :",
        "it-IT" => "La preghiamo di firmare:",
        "nl-NL" => "Gelieve te ondertekenen:",
        "pl-PL" => "Prosimy o podpisanie:",
        _ => "Please sign:",
    };
    format!("{words} {title}")
}

/// To a receiver.
pub(super) fn copy(language: &str, title: &str) -> String {
    let words = match language {
        "de-DE" => "Anbei die unterschriebenen Dokumente:",
        "es-ES" => "Adjuntamos los documentos firmados:",
        "fr-FR" => "Voici les documents signés :",
        "it-IT" => "Ecco i documenti firmati:",
        "nl-NL" => "Hierbij de ondertekende documenten:",
        "pl-PL" => "W załączeniu podpisane dokumenty:",
        _ => "Here are the signed documents:",
    };
    format!("{words} {title}")
}

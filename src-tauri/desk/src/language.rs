//! The languages in which a signer is spoken to.

use std::sync::OnceLock;

use unic_langid::langid;

use crate::words::Words;

/// A language of the signing page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    Portuguese,
}

impl Language {
    /// All, English first.
    pub(crate) const ALL: [Self; 3] = [Self::English, Self::German, Self::Portuguese];

    /// Its tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Portuguese => "pt",
        }
    }

    /// The first known language of an `Accept-Language` header, else English. Browsers write them
    /// in the order of their weight.
    pub(crate) fn wanted(header: &str) -> Self {
        let ranges = header.split(',').filter_map(|range| {
            let tag = range.split(';').next()?.trim();
            let first = tag.split('-').next()?;
            Self::ALL
                .into_iter()
                .find(|known| known.tag().eq_ignore_ascii_case(first))
        });
        ranges.into_iter().next().unwrap_or(Self::English)
    }

    /// What is said to a signer in it.
    pub(crate) fn words(self) -> &'static Words {
        static READ: [OnceLock<Words>; 3] = [const { OnceLock::new() }; 3];
        let [english, german, portuguese] = &READ;
        match self {
            Self::English => english.get_or_init(Words::english),
            Self::German => german.get_or_init(|| {
                Words::with(
                    langid!("de"),
                    &[
                        include_str!("../../../ui/locales/de/errors.ftl"),
                        include_str!("../../../ui/locales/de/events.ftl"),
                        include_str!("../../../ui/locales/de/sign.ftl"),
                    ],
                )
            }),
            Self::Portuguese => portuguese.get_or_init(|| {
                Words::with(
                    langid!("pt"),
                    &[
                        include_str!("../../../ui/locales/pt/errors.ftl"),
                        include_str!("../../../ui/locales/pt/events.ftl"),
                        include_str!("../../../ui/locales/pt/sign.ftl"),
                    ],
                )
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use session::ErrorCode;

    use super::*;
    use crate::words::Args;

    #[test]
    fn a_browser_is_answered_in_the_first_language_that_is_known() {
        for (header, language) in [
            ("de-AT,de;q=0.9,en;q=0.8", Language::German),
            ("sv, pt-BR;q=0.8, en;q=0.5", Language::Portuguese),
            ("en-US", Language::English),
            ("zh-CN, ja", Language::English),
            ("", Language::English),
            ("DE", Language::German),
        ] {
            assert_eq!(Language::wanted(header), language, "{header}");
        }
    }

    #[test]
    fn whatever_a_signer_can_be_told_is_said_in_the_signers_language() {
        let args = Args::from([("signer".to_owned(), "Ann".to_owned())]);
        for language in Language::ALL.into_iter().skip(1) {
            for code in [
                ErrorCode::LinkUnknown,
                ErrorCode::LinkUsed,
                ErrorCode::RequestForeign,
                ErrorCode::ActIncomplete,
                ErrorCode::AlreadyEnded,
                ErrorCode::AlreadySigned,
                ErrorCode::NotYourTurn,
                ErrorCode::SessionBusy,
                ErrorCode::NoGlyph,
                ErrorCode::PictureUnusable,
                ErrorCode::SigningFailed,
                ErrorCode::KeyringMissing,
                ErrorCode::KeyringLocked,
                ErrorCode::Internal,
            ] {
                let told = language.words().told(code, &args, None);
                let english = Language::English.words().told(code, &args, None);
                for (part, other) in [
                    (&told.message, &english.message),
                    (&told.meaning, &english.meaning),
                    (&told.remedy, &english.remedy),
                ] {
                    assert!(!part.contains('$') && !part.is_empty());
                    assert_ne!(part, other, "{code:?} in {language:?}");
                }
            }
            for key in [
                "next-waiting-for",
                "next-all-signed",
                "next-declined",
                "consent",
            ] {
                let args = [("signer", "Ann"), ("documents", "2"), ("count", "2")];
                let said = language.words().say(key, &args);
                assert_ne!(said, Language::English.words().say(key, &args), "{key}");
            }
        }
    }
}

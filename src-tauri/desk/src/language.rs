//! The languages in which a signer is spoken to.

use std::iter::once;
use std::sync::OnceLock;

use crate::words::Words;

/// A language of the signing page.
#[derive(Clone, Copy)]
pub(crate) struct Language(&'static Spoken);

struct Spoken {
    tag: &'static str,
    /// What else a browser may call it.
    also: &'static [&'static str],
    files: &'static [&'static str],
    words: OnceLock<Words>,
}

macro_rules! spoken {
    ($tag:literal $(, $also:literal)*) => {
        Spoken {
            tag: $tag,
            also: &[$($also),*],
            files: &[
                include_str!(concat!("../../../ui/locales/", $tag, "/errors.ftl")),
                include_str!(concat!("../../../ui/locales/", $tag, "/events.ftl")),
                include_str!(concat!("../../../ui/locales/", $tag, "/sign.ftl")),
            ],
            words: OnceLock::new(),
        }
    };
}

/// Every message there is, which the others fall back on.
static ENGLISH: Spoken = Spoken {
    tag: "en",
    also: &[],
    files: &[],
    words: OnceLock::new(),
};

/// The others: a language is added here, where *This computer* lists them, and in the page's
/// `words/sign.ts`.
static OTHERS: [Spoken; 6] = [
    spoken!("de"),
    spoken!("es"),
    spoken!("fr"),
    spoken!("nb", "no", "nn"),
    spoken!("nl"),
    spoken!("pt"),
];

impl Language {
    /// All, English first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        once(&ENGLISH).chain(&OTHERS).map(Self)
    }

    /// Its tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        self.0.tag
    }

    /// The first known language of an `Accept-Language` header, else English. Browsers write them
    /// in the order of their weight.
    pub(crate) fn wanted(header: &str) -> Self {
        let known = |range: &str| {
            let first = range.split([';', '-']).next()?.trim();
            Self::all().find(|language| language.is_called(first))
        };
        header.split(',').find_map(known).unwrap_or(Self(&ENGLISH))
    }

    fn is_called(self, tag: &str) -> bool {
        once(&self.0.tag)
            .chain(self.0.also)
            .any(|own| own.eq_ignore_ascii_case(tag))
    }

    /// What is said to a signer in it.
    pub(crate) fn words(self) -> &'static Words {
        self.0.words.get_or_init(|| {
            let language = self.0.tag.parse().unwrap_or_default();
            Words::with(language, self.0.files)
        })
    }
}

#[cfg(test)]
mod tests {
    use fluent_bundle::FluentResource;
    use session::{ErrorCode, Service};

    use super::*;
    use crate::words::Args;

    #[test]
    fn a_browser_is_answered_in_the_first_language_that_is_known() {
        for (header, tag) in [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("sv, pt-BR;q=0.8, en;q=0.5", "pt"),
            ("nl-BE", "nl"),
            ("nb-NO,nb;q=0.9", "nb"),
            ("no", "nb"),
            ("nn-NO, nn;q=0.9, en;q=0.8", "nb"),
            ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
            ("es-419 ;q=0.9", "es"),
            ("en-US", "en"),
            ("zh-CN, ja", "en"),
            ("", "en"),
            ("DE", "de"),
        ] {
            assert_eq!(Language::wanted(header).tag(), tag, "{header}");
        }
    }

    #[test]
    fn the_message_files_of_every_language_are_whole() {
        for spoken in &OTHERS {
            assert!(
                spoken
                    .tag
                    .parse::<unic_langid::LanguageIdentifier>()
                    .is_ok()
            );
            for file in spoken.files {
                if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
                    panic!("{}: {errors:?}", spoken.tag);
                }
            }
        }
    }

    #[test]
    fn the_sender_can_choose_every_language_by_name() {
        let options = services::describe(Service::Local).signer_options;
        let offered = options.iter().find(|input| input.name == "language");
        let mut offered = offered.expect("a choice of languages").choices.to_vec();
        offered.sort_unstable();
        let mut spoken: Vec<_> = Language::all().map(Language::tag).collect();
        spoken.sort_unstable();
        assert_eq!(offered, spoken);
        for tag in spoken {
            let key = format!("choice-local-language-{tag}");
            assert!(Words::english().has(&key), "{key}");
        }
    }

    #[test]
    fn one_more_signer_is_told_of_in_the_singular() {
        for language in Language::all() {
            let said = |count| {
                let words = language.words();
                words.say("next-waiting-for-others", &[("count", count)])
            };
            assert!(!said("1").contains('1'), "{}", said("1"));
            assert!(said("2").contains('2'), "{}", said("2"));
        }
    }

    #[test]
    fn whatever_a_signer_can_be_told_is_said_in_the_signers_language() {
        let args = Args::from([("signer".to_owned(), "Ann".to_owned())]);
        let english = Words::english();
        for language in Language::all().skip(1) {
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
                ErrorCode::PassphraseWrong,
                ErrorCode::DiskFull,
                ErrorCode::Internal,
            ] {
                let told = language.words().told(code, &args, None);
                let english = english.told(code, &args, None);
                for (part, other) in [
                    (&told.message, &english.message),
                    (&told.meaning, &english.meaning),
                    (&told.remedy, &english.remedy),
                ] {
                    assert!(!part.contains('$') && !part.is_empty());
                    assert_ne!(part, other, "{code:?} in {}", language.tag());
                }
            }
            for key in [
                "next-waiting-for",
                "next-all-signed",
                "next-declined",
                "consent",
                "came-back",
                "came-back-next",
                "came-back-unknown",
                "came-back-unknown-next",
            ] {
                let args = [("signer", "Ann"), ("documents", "2"), ("count", "2")];
                let said = language.words().say(key, &args);
                assert_ne!(said, english.say(key, &args), "{key} in {}", language.tag());
            }
        }
    }
}

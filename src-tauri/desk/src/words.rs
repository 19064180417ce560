//! The words that a person reads, from the message files that the window reads too.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use session::{Cure, ErrorCode, Finding, FindingCode, Offer, Told};
use unic_langid::{LanguageIdentifier, langid};

use crate::redact::redact;

const FILES: &[&str] = &[
    include_str!("../../../ui/locales/en/cli.ftl"),
    include_str!("../../../ui/locales/en/common.ftl"),
    include_str!("../../../ui/locales/en/desktop.ftl"),
    include_str!("../../../ui/locales/en/errors.ftl"),
    include_str!("../../../ui/locales/en/events.ftl"),
    include_str!("../../../ui/locales/en/findings.ftl"),
    include_str!("../../../ui/locales/en/names.ftl"),
    include_str!("../../../ui/locales/en/receipt.ftl"),
    include_str!("../../../ui/locales/en/services.ftl"),
    // Last: where the signing page has a word of its own for the same thing, ours comes first.
    include_str!("../../../ui/locales/en/sign.ftl"),
];

/// Particulars of a message, by name.
pub type Args = BTreeMap<String, String>;

/// The message files of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({:?})", self.bundle.locales)
    }
}

impl Words {
    /// English.
    #[must_use]
    pub fn english() -> Self {
        Self::with(langid!("en"), &[])
    }

    /// Another language, as far as its files go; the rest is said in English.
    pub(crate) fn with(language: LanguageIdentifier, files: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        for file in FILES {
            // What cannot be parsed is left out; a test holds the files to be whole.
            let resource = FluentResource::try_new((*file).to_owned())
                .unwrap_or_else(|(resource, _)| resource);
            let _ = bundle.add_resource(resource);
        }
        for file in files {
            let resource = FluentResource::try_new((*file).to_owned())
                .unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    /// The message of that key. Numbers among the particulars choose plural forms.
    #[must_use]
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.pattern(key, None, args.iter().copied())
            .unwrap_or_else(|| key.to_owned())
    }

    /// The message of that key, with its particulars in a map.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &Args) -> String {
        self.pattern(key, None, pairs(args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// Whether there is a message of that key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// An error in its three parts; secrets and the home folder are cut out of the detail. A
    /// service's own words stay as the connector gave them, which cleaned them: they are what the
    /// person has to mend, and a file's name may well look like a key.
    #[must_use]
    pub fn told(&self, code: ErrorCode, args: &Args, detail: Option<String>) -> Told {
        let key = key_of_error(code);
        let part = |attribute| {
            self.pattern(&key, attribute, pairs(args))
                .unwrap_or_default()
        };
        Told {
            code: code.as_str().to_owned(),
            message: part(None),
            meaning: part(Some("meaning")),
            remedy: part(Some("remedy")),
            detail: detail.map(|detail| match code {
                ErrorCode::StartRefused => detail,
                _ => redact(&detail),
            }),
        }
    }

    /// A finding with its words.
    #[must_use]
    pub fn finding(&self, mut finding: Finding) -> Finding {
        let key = key_of_finding(finding.code);
        let mut args = finding.args.clone();
        args.extend(
            finding
                .page
                .map(|page| ("page".to_owned(), page.to_string())),
        );
        args.extend(
            finding
                .signer
                .map(|signer| ("signer".to_owned(), signer.to_string())),
        );
        finding.message = self.pattern(&key, None, pairs(&args)).unwrap_or_default();
        finding.remedy = self
            .pattern(&key, Some("remedy"), pairs(&args))
            .unwrap_or_default();
        finding
    }

    /// What a code says when nothing particular is known: for lists of codes.
    #[must_use]
    pub fn of_finding_code(&self, code: FindingCode) -> Finding {
        let names = [
            "page",
            "marks",
            "text",
            "signer",
            "name",
            "suggestion",
            "reason",
            "who",
            "count",
            "pages",
            "why",
            "cure",
            "megabytes",
            "other",
            "when",
            "option",
            "value",
            "service",
            "most",
            "how",
            "level",
            "where",
            "letter",
            "code",
        ];
        let mut finding = Finding::new(code);
        finding.args = names
            .iter()
            .map(|n| ((*n).to_owned(), "…".to_owned()))
            .collect();
        self.finding(finding)
    }

    /// What is said of that many findings of one kind on one line, where that can be.
    #[must_use]
    pub fn many(&self, code: FindingCode, args: &Args) -> Option<String> {
        let key = key_of_finding(code);
        self.pattern(&key, Some("many"), pairs(args))
    }

    /// A cure with what its button says.
    #[must_use]
    pub fn offer(&self, cure: Cure) -> Offer {
        let key = format!("cure-{}", dashed(cure.kind().as_str()));
        let mut args = Args::new();
        let mut arg = |name: &str, value: &dyn ToString| {
            args.insert(name.to_owned(), value.to_string());
        };
        match &cure {
            Cure::AddSigner { signer }
            | Cure::RemoveSigner { signer }
            | Cure::PlaceSigner { signer } => arg("signer", signer),
            Cure::Renumber { from, to } => {
                arg("from", from);
                arg("to", to);
            }
            Cure::MakePlace { place } | Cure::DropPlace { place } => {
                arg("signer", &place.signer);
                arg("kind", &place.kind.as_str());
            }
            Cure::OpenSession { session } => arg("session", session),
            Cure::CloseGap
            | Cure::TakeNew
            | Cure::TakeShown
            | Cure::RemoveDocument
            | Cure::PrintAnew => {}
        }
        let label = self.say_with(&key, &args);
        Offer { cure, label }
    }

    /// What an input of a service is called, and one sentence about it.
    #[must_use]
    pub fn input(&self, service: session::Service, name: &str) -> (String, String) {
        let key = format!("input-{}-{}", service.as_str(), dashed(name));
        let part = |attribute| self.pattern(&key, attribute, std::iter::empty());
        (
            part(None).unwrap_or_else(|| name.replace('_', " ")),
            part(Some("help")).unwrap_or_default(),
        )
    }

    fn pattern<'a>(
        &self,
        key: &str,
        attribute: Option<&str>,
        args: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            values.set(name.to_owned(), value_of(name, value));
        }
        // A particular that is missing stands as its name; the sentence is said all the same.
        Some(
            self.bundle
                .format_pattern(pattern, Some(&values), &mut Vec::new())
                .into_owned(),
        )
    }
}

/// Counts choose plural forms; everything else is text.
fn value_of<'a>(name: &str, value: &'a str) -> FluentValue<'a> {
    match (name, value.parse::<u32>()) {
        ("count" | "signed" | "pages" | "documents", Ok(number)) => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

fn pairs(args: &Args) -> impl Iterator<Item = (&str, &str)> {
    args.iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The key of a finding's words.
#[must_use]
pub fn key_of_finding(code: FindingCode) -> String {
    format!("finding-{}", dashed(code.as_str()))
}

/// The key of an error's words.
#[must_use]
pub fn key_of_error(code: ErrorCode) -> String {
    format!("error-{}", dashed(code.as_str()))
}

/// A code as message keys write it.
#[must_use]
pub fn dashed(code: &str) -> String {
    code.replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests {
    use session::{Severity, State};

    use super::*;

    #[test]
    fn the_message_files_are_whole() {
        for file in FILES {
            if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
                panic!("{errors:?}");
            }
        }
    }

    /// Every key that a source says outright.
    fn said(folder: &std::path::Path, keys: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                said(&path, keys);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let calls = ["say(\"", "say_with(\""].map(|call| source.split(call).skip(1));
                let words = calls.into_iter().flatten();
                keys.extend(words.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
    }

    #[test]
    fn every_key_that_the_desk_the_shell_and_the_command_line_say_has_a_message() {
        let mut keys = Vec::new();
        for folder in ["src", "../src", "../cli/src"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            said(&folder, &mut keys);
        }
        assert!(keys.iter().any(|key| key == "awake-why"));
        let words = Words::english();
        // Keys that are put together at run time have a brace in them.
        let unknown = |key: &&String| !key.contains(['{', '\\']) && !words.has(key);
        assert_eq!(keys.iter().filter(unknown).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn every_error_says_what_happened_what_it_means_and_what_to_do() {
        let words = Words::english();
        let args = Args::from([
            ("name".to_owned(), "lease.pdf".to_owned()),
            ("signer".to_owned(), "Ann".to_owned()),
        ]);
        for code in ErrorCode::ALL {
            let told = words.told(*code, &args, None);
            for part in [&told.message, &told.meaning, &told.remedy] {
                assert!(
                    !part.is_empty() && !part.contains('$'),
                    "{code:?}: {told:?}"
                );
            }
        }
    }

    #[test]
    fn every_finding_has_its_words() {
        let words = Words::english();
        for code in FindingCode::ALL {
            let finding = words.of_finding_code(*code);
            assert!(
                !finding.message.is_empty() && !finding.remedy.is_empty(),
                "{code:?}"
            );
            let said = format!("{} {}", finding.message, finding.remedy);
            assert!(!said.contains('$'), "{said}");
            assert!(finding.severity != Severity::Error || !finding.remedy.is_empty());
        }
    }

    #[test]
    fn a_finding_that_can_come_many_times_has_a_sentence_for_many() {
        let words = Words::english();
        let once = [
            FindingCode::NoDocument,
            FindingCode::DocumentsTooLarge,
            FindingCode::DocumentsTooMany,
            FindingCode::SignersTooMany,
            FindingCode::NoSigner,
            FindingCode::NumbersGap,
        ];
        for code in FindingCode::ALL {
            let args = Args::from([
                ("count".to_owned(), "12".to_owned()),
                ("service".to_owned(), "Signhost".to_owned()),
            ]);
            let many = words.many(*code, &args);
            assert_eq!(many.is_none(), once.contains(code), "{code:?}");
            assert!(!many.is_some_and(|many| many.contains('$')), "{code:?}");
        }
    }

    #[test]
    fn every_cure_has_words_for_its_button() {
        let words = Words::english();
        for kind in FindingCode::ALL.iter().flat_map(|code| code.cures()) {
            let key = format!("cure-{}", dashed(kind.as_str()));
            assert!(words.has(&key), "{key}");
        }
    }

    #[test]
    fn every_input_of_every_service_has_a_label_and_a_sentence_about_it() {
        let words = Words::english();
        for service in session::Service::ALL {
            let about = services::describe(service);
            let inputs = [
                about.secrets,
                about.account_settings,
                about.session_options,
                about.signer_options,
            ];
            for input in inputs.into_iter().flatten() {
                let key = format!("input-{}-{}", service.as_str(), dashed(input.name));
                assert!(words.has(&key), "{key}");
                let (label, help) = words.input(service, input.name);
                assert!(!label.is_empty() && help.ends_with('.'), "{key}: {help}");
            }
        }
    }

    #[test]
    fn every_state_has_a_name() {
        let words = Words::english();
        for state in State::ALL {
            assert!(words.has(&format!("state-{}", state.as_str())), "{state:?}");
        }
    }

    #[test]
    fn counts_choose_the_plural() {
        let words = Words::english();
        assert_eq!(words.say("cli-page-count", &[("count", "1")]), "one page");
        assert_eq!(words.say("cli-page-count", &[("count", "3")]), "3 pages");
    }
}

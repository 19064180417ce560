//! What is cut out of texts that came from elsewhere before anybody sees them.

/// Characters of an answer that are shown at most.
const SHOWN: usize = 500;
/// Characters that are looked at at most.
const READ: usize = 16_384;
/// Bytes of a service's own words that are shown at most.
const WORDS: usize = 16 * 1024;

/// Knows an account's secrets, so that no text shows them.
#[derive(Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
}

impl Redactor {
    /// Keeps these out of every text, and each of their words of six letters and more.
    #[must_use]
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Vec::new();
        for secret in secrets {
            let secret = secret.trim();
            if secret.is_empty() {
                continue;
            }
            all.push(secret.to_owned());
            all.extend(
                secret
                    .split_whitespace()
                    .filter(|word| word.len() >= 6)
                    .map(str::to_owned),
            );
        }
        // The longest first, so that none is cut up by a part of it.
        all.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        all.dedup();
        Self { secrets: all }
    }

    /// The text as one line without control characters, secrets and the paths of addresses
    /// (a signing address works like a key), cut to some 500 characters.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        let plain = one_line(&self.without_secrets(text));
        if plain.chars().count() <= SHOWN {
            return plain;
        }
        let mut cut: String = plain.chars().take(SHOWN).collect();
        cut.push('…');
        cut
    }

    /// A service's own words for a person, word for word: lines and spaces stay as they are.
    /// Control characters, secrets and the paths of addresses are left out, and what comes after
    /// some 16 KiB.
    #[must_use]
    pub fn words(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let kept = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
        let plain: String = self.without_secrets(&text).chars().filter(kept).collect();
        if plain.len() <= WORDS {
            return plain;
        }
        let mut cut = plain[..plain.floor_char_boundary(WORDS)].to_owned();
        cut.push('…');
        cut
    }

    fn without_secrets(&self, text: &str) -> String {
        let mut text: String = text.chars().take(READ + 1).collect();
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), "…");
        }
        without_addresses(&text)
    }

    /// An answer's body as text for a person: marks of HTML are left out.
    #[must_use]
    pub fn body(&self, body: &[u8]) -> String {
        let text = String::from_utf8_lossy(body);
        if text.trim_start().starts_with('<') {
            return self.clean(&without_marks(&text));
        }
        self.clean(&text)
    }
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Keeps of every address its scheme and host.
fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let ends = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\".contains(c);
        let address = after.split(ends).next().unwrap_or_default();
        let host = address.split(['/', '?', '#']).next().unwrap_or_default();
        // A name and password before the host are secret, too.
        let shown = host.rsplit('@').next().unwrap_or_default();
        out.push_str(shown);
        if shown.len() < address.len() {
            out.push_str("/…");
        }
        rest = after.get(address.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redacts_secrets_their_words_and_the_paths_of_addresses() {
        let redactor = Redactor::new(["DemoApp s3cr3t-key", "t0ken-t0ken"]);
        let text = "Key DemoApp s3cr3t-key, part s3cr3t-key, t0ken-t0ken; see \
                    https://me:pw@view.example/sign/abc?x=1#y and \"https://view.example\"";
        let clean = redactor.clean(text);
        for secret in ["s3cr3t", "t0ken", "abc", "pw", "x=1"] {
            assert!(!clean.contains(secret), "{secret}: {clean}");
        }
        assert!(clean.contains("https://view.example/…"), "{clean}");
    }

    #[test]
    fn a_text_becomes_one_line_of_at_most_500_characters_without_control_characters() {
        let redactor = Redactor::default();
        assert_eq!(redactor.clean("a\r\n\u{1b}[31m b\0c"), "a [31m b c");
        assert_eq!(redactor.clean(&"é".repeat(9_999)).chars().count(), 501);
    }

    #[test]
    fn a_services_own_words_keep_their_lines_and_spaces_and_end_after_16_kib() {
        let redactor = Redactor::new(["s3cr3t-key"]);
        assert_eq!(
            redactor.words("a.pdf:  no  tag\r\n\tfor \u{1b}s3cr3t-key\0, see https://x.example/y"),
            "a.pdf:  no  tag\n\tfor …, see https://x.example/…"
        );
        for long in ["x".repeat(20_000), "é".repeat(20_000)] {
            let words = redactor.words(&long);
            assert!(
                words.ends_with('…') && words.len() <= WORDS + 3,
                "{}",
                words.len()
            );
        }
        let most = "x".repeat(WORDS);
        assert_eq!(redactor.words(&most), most);
    }

    #[test]
    fn html_is_shown_as_its_words() {
        let page = b"<html><head><title>502 Bad Gateway</title></head><body><hr>nginx</body>";
        assert_eq!(Redactor::default().body(page), "502 Bad Gateway nginx");
    }

    #[test]
    fn no_bytes_make_it_fail() {
        for bytes in [&b""[..], b"\xff\xfe://\xff", b"<", b"://", b"http://@/"] {
            let _ = Redactor::new([""]).body(bytes);
        }
    }
}

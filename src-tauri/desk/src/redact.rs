//! What is cut out of technical detail before anybody sees it: the home folder, what comes behind
//! the host in an address, and whatever looks like a key.

/// Runs of letters and digits of this length that mix both look like a key.
const KEY_LENGTH: usize = 20;

/// What stands for something that was cut out.
const CUT: &str = "…";

/// The text without the person's home folder and without what could be a secret.
#[must_use]
pub fn redact(text: &str) -> String {
    let home = dirs::home_dir().and_then(|home| home.to_str().map(str::to_owned));
    without_keys(&without_paths_of_addresses(&without_home(
        text,
        home.as_deref(),
    )))
}

/// The home folder is the person's name as a rule.
fn without_home(text: &str, home: Option<&str>) -> String {
    let Some(home) = home.filter(|home| home.len() > 1) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(home) {
        let (before, after) = rest.split_at(at);
        let behind = after.get(home.len()..).unwrap_or_default();
        // Another folder may begin with the same letters.
        let ends = behind
            .chars()
            .next()
            .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
        out.push_str(before);
        out.push_str(if ends { "~" } else { home });
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Keeps of every address its scheme and host: a signing address works like a key.
fn without_paths_of_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let ends = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\()".contains(c);
        let address = after.split(ends).next().unwrap_or_default();
        let host = address.split(['/', '?', '#']).next().unwrap_or_default();
        // A name and password before the host are secret, too.
        let shown = host.rsplit('@').next().unwrap_or_default();
        out.push_str(shown);
        if shown.len() < address.len() {
            out.push('/');
            out.push_str(CUT);
        }
        rest = after.get(address.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '=') {
            run.push(c);
        } else {
            out.push_str(shown(&run));
            run.clear();
            out.push(c);
        }
    }
    out.push_str(shown(&run));
    out
}

fn shown(run: &str) -> &str {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
    let mixes = digits >= 2 && letters >= 3;
    if run.len() >= KEY_LENGTH && mixes && !is_known_form(run) {
        CUT
    } else {
        run
    }
}

/// What is no secret and helps those who look for a fault: digests of documents (64 hex digits)
/// and the ids of sessions.
fn is_known_form(run: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let groups: Vec<&str> = run.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    (run.len() == 64 && hex(run))
        || (lengths == [8, 4, 4, 4, 12] && groups.iter().all(|group| hex(group)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redacts_the_home_folder_and_nothing_that_only_begins_like_it() {
        let home = Some("/home/ann");
        assert_eq!(
            without_home("/home/ann/Documents/a.pdf: no such file", home),
            "~/Documents/a.pdf: no such file"
        );
        assert_eq!(without_home("in /home/ann", home), "in ~");
        for other in ["/home/annette/a.pdf", "/home/ann-old/b", "/srv/a.pdf"] {
            assert_eq!(without_home(other, home), other);
        }
        assert_eq!(without_home("/root", None), "/root");
        assert_eq!(without_home("a / b", Some("/")), "a / b");
    }

    #[test]
    fn redacts_what_comes_behind_the_host_of_an_address() {
        assert_eq!(
            redact(
                "GET https://me:pw@sign.example/v1/abc?token=x#y failed (http://127.0.0.1:4000/s/q)"
            ),
            "GET https://sign.example/… failed (http://127.0.0.1:4000/…)"
        );
    }

    #[test]
    fn redacts_what_looks_like_a_key_and_keeps_digests_ids_and_words() {
        let key = "APPKey Gh9 dGhpc0lzQVNlY3JldEtleTEyMw== and sk_live_4f81b2c99d01aa37";
        let cut = redact(key);
        assert!(
            !cut.contains("dGhpc0") && !cut.contains("4f81b2c9"),
            "{cut}"
        );
        let digest = "a1".repeat(32);
        for kept in [
            digest.as_str(),
            "0190b3a4-7d2e-7c11-9a5f-3b2c1d0e4f5a",
            "unverstaendlichkeitsgrund",
            "2026-11-25T20:00:00+01:00",
            "SQLITE_READONLY_DIRECTORY (1544)",
        ] {
            assert_eq!(redact(kept), kept);
        }
    }
}

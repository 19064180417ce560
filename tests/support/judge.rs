//! Independent judges of what Paraph makes: pyHanko, NSS (through pdfsig) and qpdf.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use crate::programs;

/// What pyHanko says of one signature.
#[derive(Debug)]
pub struct Judgement {
    /// The words, such as `INTACT:TRUSTED,UNTOUCHED`.
    pub words: String,
}

impl Judgement {
    /// Whether this word is among them.
    #[must_use]
    pub fn says(&self, word: &str) -> bool {
        self.words.split([':', ',', '<']).any(|one| one == word)
    }
}

/// pyHanko on every signature of a file, oldest first. It trusts the one self-signed certificate
/// that stands in the file's own signatures: this computer's CA.
#[must_use]
#[track_caller]
pub fn pyhanko(file: &Path) -> Vec<Judgement> {
    let folder = tempfile::tempdir().expect("a folder");
    let anchor = folder.path().join("ca.pem");
    fs::File::create(&anchor)
        .and_then(|mut pem| pem.write_all(own_ca(file).as_bytes()))
        .expect("the CA");
    let output = Command::new(programs::pyhanko())
        .args(["sign", "validate", "--no-revocation-check", "--trust"])
        .arg(&anchor)
        .arg(file)
        .output()
        .expect("pyhanko");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let judgements: Vec<_> = said
        .lines()
        // field:fingerprint:WORDS
        .filter_map(|line| line.splitn(3, ':').nth(2))
        .map(|words| Judgement {
            words: words.to_owned(),
        })
        .collect();
    assert!(
        output.status.success() && !judgements.is_empty(),
        "pyHanko on {}: {said}{}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    judgements
}

/// The CA in PEM, out of the signatures themselves; all must carry the same one.
#[track_caller]
fn own_ca(file: &Path) -> String {
    let bytes = fs::read(file).expect("the signed file");
    let mut found: Vec<String> = signatures(&bytes)
        .into_iter()
        .flat_map(|cms| {
            let listed = feed(
                Command::new("openssl").args(["pkcs7", "-inform", "DER", "-print_certs"]),
                &cms,
            );
            self_signed(&String::from_utf8_lossy(&listed.stdout))
        })
        .collect();
    found.sort();
    found.dedup();
    assert_eq!(
        found.len(),
        1,
        "not one CA in {}: {found:#?}",
        file.display()
    );
    found.remove(0)
}

/// The CMS of every signature: the hexadecimal string in the gap of its byte range.
fn signatures(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = find(&bytes[at..], b"/ByteRange") {
        at += next + b"/ByteRange".len();
        let end = (at + 120).min(bytes.len());
        let text = String::from_utf8_lossy(&bytes[at..end]).into_owned();
        let numbers: Vec<usize> = text
            .trim_start()
            .trim_start_matches('[')
            .split(']')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|number| number.parse().ok())
            .collect();
        if let [0, start, end, _] = numbers[..] {
            let digits: Vec<u8> = bytes[start + 1..end - 1]
                .iter()
                .filter_map(|b| hex_digit(*b))
                .collect();
            found.push(
                digits
                    .chunks(2)
                    .map(|pair| pair[0] << 4 | pair[1])
                    .collect(),
            );
        }
    }
    found
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// Of openssl's listing: the certificates whose subject is their issuer.
fn self_signed(listing: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut subject, mut issuer, mut pem) = (String::new(), String::new(), String::new());
    for line in listing.lines() {
        if let Some(name) = line.strip_prefix("subject=") {
            subject = name.to_owned();
        } else if let Some(name) = line.strip_prefix("issuer=") {
            issuer = name.to_owned();
        } else if !line.is_empty() {
            pem.push_str(line);
            pem.push('\n');
        }
        if line.starts_with("-----END") {
            if subject == issuer {
                found.push(std::mem::take(&mut pem));
            }
            pem.clear();
        }
    }
    found
}

fn feed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a judge");
    let mut stdin = child.stdin.take().expect("its input");
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().expect("its answer")
}

/// How many signatures NSS (by pdfsig) finds valid; panics when one of them is not.
#[must_use]
#[track_caller]
pub fn nss_says_valid(file: &Path) -> usize {
    let output = Command::new("pdfsig")
        .arg("-nocert")
        .arg(file)
        .output()
        .expect("pdfsig");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = |words: &str| said.lines().filter(|line| line.contains(words)).count();
    let valid = count("Signature Validation: Signature is Valid.");
    assert_eq!(valid, count("Signature Validation:"), "{said}");
    valid
}

/// Whether qpdf finds nothing wrong with a PDF.
#[must_use]
pub fn is_sound_pdf(file: &Path) -> bool {
    let output = Command::new("qpdf")
        .arg("--check")
        .arg(file)
        .output()
        .expect("qpdf");
    output.status.success()
}

/// A file's SHA-256, hexadecimal.
#[must_use]
#[track_caller]
pub fn sha256(file: &Path) -> String {
    let output = Command::new("sha256sum")
        .arg(file)
        .output()
        .expect("sha256sum");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.trim_start_matches('\\')
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned()
}

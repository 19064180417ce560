//! What others say of our files: pdfsig (poppler), qpdf, and pyHanko.
//!
//! Each is asked when it is there. `PARAPH_PYHANKO` names pyHanko's executable
//! (`pip install pyhanko-cli`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests, helpers too"
)]

mod support;

use std::process::Command;
use std::sync::OnceLock;

use seal::{Identity, Receipt, ReceiptRow};
use support::{NOW, classic, decimal, identity, modern, places, signed_by, whole_way};

struct File {
    dir: tempfile::TempDir,
}

impl File {
    fn new(bytes: &[u8]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        #[allow(
            clippy::disallowed_methods,
            reason = "a file for other programs to read"
        )]
        {
            let write = |name: &str, bytes: &[u8]| {
                std::fs::write(dir.path().join(name), bytes).unwrap();
            };
            write("file.pdf", bytes);
            write("ca.pem", identity().ca_pem().unwrap().as_bytes());
            write("theirs.pem", stranger().ca_pem().unwrap().as_bytes());
            write("certificate.der", &stranger().certificate);
            write("key.der", &stranger().key);
        }
        Self { dir }
    }

    /// What a program says of the file, and whether it ended well; `None` when it is not there.
    fn ask(&self, program: &str, options: &[&str]) -> Option<(bool, String)> {
        let mut run = Command::new(program);
        run.args(options).current_dir(self.dir.path());
        match run.output() {
            Ok(output) => {
                let said = [output.stdout, output.stderr].concat();
                Some((
                    output.status.success(),
                    String::from_utf8_lossy(&said).into_owned(),
                ))
            }
            Err(_) => {
                println!("skipped: {program} is not there");
                None
            }
        }
    }

    fn qpdf_finds_nothing(&self) {
        if let Some((good, said)) = self.ask("qpdf", &["--check", "file.pdf"]) {
            assert!(good && !said.contains("WARNING"), "{said}");
        }
    }

    fn pdfsig_finds_valid(&self, count: usize) {
        // Its own database of certificates is of no use here.
        if let Some((_, said)) = self.ask("pdfsig", &["-nocert", "file.pdf"]) {
            assert_eq!(said.matches("Signature is Valid.").count(), count, "{said}");
            assert_eq!(said.matches("Total document signed").count(), 1, "{said}");
        }
    }

    /// One line for each signature, oldest first.
    fn pyhanko(&self) -> Option<Vec<String>> {
        let options = [
            "sign",
            "validate",
            "--no-revocation-check",
            "--trust",
            "ca.pem",
            "--trust",
            "theirs.pem",
            "file.pdf",
        ];
        let (_, said) = self.ask(&pyhanko()?, &options)?;
        Some(
            said.lines()
                .filter(|line| line.contains(":INTACT") || line.contains("INVALID"))
                .map(str::to_owned)
                .collect(),
        )
    }
}

/// The executable, when it is there.
fn pyhanko() -> Option<String> {
    let program = std::env::var("PARAPH_PYHANKO").ok();
    if program.is_none() {
        println!("skipped: PARAPH_PYHANKO is not set");
    }
    program
}

/// Somebody whom nobody here knows.
fn stranger() -> &'static Identity {
    static MADE: OnceLock<Identity> = OnceLock::new();
    MADE.get_or_init(|| Identity::make("elsewhere", NOW - time::Duration::DAY).unwrap())
}

/// The file as it stands in the folder after a program has run, or nothing when it is not there.
fn after(bytes: &[u8], program: &str, options: &[&str]) -> Option<Vec<u8>> {
    let file = File::new(bytes);
    let (good, said) = file.ask(program, options)?;
    assert!(good, "{said}");
    #[allow(clippy::disallowed_methods, reason = "what another program wrote")]
    Some(std::fs::read(file.dir.path().join("out.pdf")).unwrap())
}

/// The same, signed by a stranger with another program.
fn signed_elsewhere(bytes: &[u8]) -> Option<Vec<u8>> {
    let words = "sign addsig --field Theirs pemder --no-pass --key key.der --cert certificate.der \
                 file.pdf out.pdf";
    after(bytes, &pyhanko()?, &words.split(' ').collect::<Vec<_>>())
}

#[test]
fn a_strangers_signature_stays_valid_where_numbers_are_longer_than_32_bits_hold() {
    let packed = ["--object-streams=generate", "file.pdf", "out.pdf"];
    let packed = after(&decimal(), "qpdf", &packed);
    for source in [Some(decimal()), packed].into_iter().flatten() {
        let Some(theirs) = signed_elsewhere(&source) else {
            return;
        };
        let mut places = places();
        places[1].form_field = Some("Own".into());
        let prepared = seal::prepare(&theirs, None, &[1, 2], &places).unwrap();
        let half = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
        let full = signed_by(&half, &prepared.fields, 2, identity());
        assert!(prepared.signed_before && full.starts_with(&theirs));
        let verdict = seal::verify(&full, None, &support::anchors()).unwrap();
        assert_eq!(verdict.summary, session::Summary::Intact, "{verdict:?}");
        let file = File::new(&full);
        file.qpdf_finds_nothing();
        file.pdfsig_finds_valid(verdict.signatures.len());
        let lines = file.pyhanko().unwrap();
        assert_eq!(lines.len(), verdict.signatures.len(), "{lines:?}");
        for line in &lines {
            let sound = line.ends_with("ACCEPTABLE_MODIFICATIONS") || line.ends_with("UNTOUCHED");
            assert!(line.contains("INTACT:TRUSTED") && sound, "{lines:?}");
        }
    }
}

#[test]
fn two_signers_are_valid_to_every_judge() {
    let turned = [classic(90), classic(180), classic(270)];
    for source in [classic(0), modern()].into_iter().chain(turned) {
        let (_, half, full) = whole_way(&source);
        let file = File::new(&half);
        file.qpdf_finds_nothing();
        file.pdfsig_finds_valid(1);
        let file = File::new(&full);
        file.qpdf_finds_nothing();
        file.pdfsig_finds_valid(2);
        if let Some(lines) = file.pyhanko() {
            let [ada, ben] = lines.as_slice() else {
                panic!("{lines:?}")
            };
            assert!(
                ada.ends_with("INTACT:TRUSTED,EXTENDED_WITH_FORM_FILLING,ACCEPTABLE_MODIFICATIONS"),
                "{ada}"
            );
            assert!(ben.ends_with("INTACT:TRUSTED,UNTOUCHED"), "{ben}");
        }
    }
}

#[test]
fn a_signer_without_a_place_is_valid_to_every_judge() {
    let own: Vec<_> = places().into_iter().filter(|p| p.signer == 2).collect();
    let prepared = seal::prepare(&classic(0), None, &[1, 2], &own).unwrap();
    let half = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
    let full = signed_by(&half, &prepared.fields, 2, identity());
    let file = File::new(&full);
    file.qpdf_finds_nothing();
    file.pdfsig_finds_valid(2);
    if let Some(lines) = file.pyhanko() {
        assert!(
            lines.iter().all(|line| line.contains("INTACT:TRUSTED")),
            "{lines:?}"
        );
    }
}

#[test]
fn a_sealed_receipt_is_valid_to_every_judge() {
    let content = Receipt {
        title: "Receipt".into(),
        facts: vec![ReceiptRow {
            label: "Session".into(),
            value: "01JD".into(),
            fixed_width: true,
        }],
        page_label: "Page {page} of {pages}".into(),
        ..Receipt::default()
    };
    let bytes = seal::receipt(&content).unwrap();
    let sealed = seal::seal(&bytes, "Paraph on desk-7", "Receipt", NOW, identity()).unwrap();
    assert!(sealed.starts_with(&bytes));
    let file = File::new(&sealed);
    file.qpdf_finds_nothing();
    file.pdfsig_finds_valid(1);
    if let Some(lines) = file.pyhanko() {
        assert!(
            matches!(lines.as_slice(), [line] if line.ends_with("INTACT:TRUSTED,UNTOUCHED")),
            "{lines:?}"
        );
    }
}

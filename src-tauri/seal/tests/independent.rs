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

use std::path::Path;
use std::process::Command;

use seal::{Receipt, ReceiptRow};
use support::{NOW, classic, identity, modern, places, signed_by, whole_way};

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
            std::fs::write(dir.path().join("file.pdf"), bytes).unwrap();
            std::fs::write(dir.path().join("ca.pem"), identity().ca_pem().unwrap()).unwrap();
        }
        Self { dir }
    }

    /// What a program says of the file, and whether it ended well; `None` when it is not there.
    fn ask(&self, program: &str, options: &[&str]) -> Option<(bool, String)> {
        let mut run = Command::new(program);
        run.args(options)
            .arg("file.pdf")
            .current_dir(self.dir.path());
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
        if let Some((good, said)) = self.ask("qpdf", &["--check"]) {
            assert!(good && !said.contains("WARNING"), "{said}");
        }
    }

    fn pdfsig_finds_valid(&self, count: usize) {
        // Its own database of certificates is of no use here.
        if let Some((_, said)) = self.ask("pdfsig", &["-nocert"]) {
            assert_eq!(said.matches("Signature is Valid.").count(), count, "{said}");
            assert_eq!(said.matches("Total document signed").count(), 1, "{said}");
        }
    }

    /// One line for each signature, oldest first.
    fn pyhanko(&self) -> Option<Vec<String>> {
        let Some(program) = std::env::var_os("PARAPH_PYHANKO") else {
            println!("skipped: PARAPH_PYHANKO is not set");
            return None;
        };
        let program = Path::new(&program).to_str().unwrap();
        let options = [
            "sign",
            "validate",
            "--no-revocation-check",
            "--trust",
            "ca.pem",
        ];
        let (_, said) = self.ask(program, &options)?;
        Some(
            said.lines()
                .filter(|line| line.contains(":INTACT") || line.contains("INVALID"))
                .map(str::to_owned)
                .collect(),
        )
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

//! Keeping: the store's copies are verified, then readable copies and the receipt are laid into
//! the person's folder. The store's copy is the truth; a readable copy can be made again.

use std::path::{Path, PathBuf};

use history::{DocumentRow, Existing, NewEvent, write_atomic};
use services::StepError;
use session::{ErrorCode, Service, StepOutcome, Summary};

use crate::api::CopyNames;
use crate::here::blocking;
use crate::names::{Particulars, Pattern, PatternFault};
use crate::words::Args;
use crate::{Change, Desk, DeskError, clock, names};

/// The setting that names the folder for readable copies.
const FOLDER_SETTING: &str = "kept_folder";
/// The setting that says how they are named.
const PATTERN_SETTING: &str = "name_pattern";

/// A copy for the person's folder.
pub(crate) struct Copy {
    /// SHA-256 in the store.
    pub(crate) sha256: String,
    /// The wished name.
    pub(crate) name: String,
    /// Whether it is the receipt.
    pub(crate) receipt: bool,
}

impl Desk {
    /// Where readable copies go: the setting, else `Paraph` in the person's documents.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn kept_folder(&self) -> Result<PathBuf, DeskError> {
        Ok(match self.history().setting(FOLDER_SETTING)? {
            Some(folder) if !folder.is_empty() => PathBuf::from(folder),
            _ => self.usual_kept_folder(),
        })
    }

    /// `Paraph` in the person's documents.
    pub(crate) fn usual_kept_folder(&self) -> PathBuf {
        dirs::document_dir()
            .or_else(|| dirs::home_dir().map(|home| home.join("Documents")))
            .unwrap_or_else(|| self.data_folder().to_owned())
            .join("Paraph")
    }

    /// From now on readable copies go there. What was kept before stays where it is.
    ///
    /// # Errors
    /// [`ErrorCode::FolderUnwritable`] when no file can be written there, or when the history
    /// cannot be written.
    pub fn set_kept_folder(&self, folder: &Path) -> Result<(), DeskError> {
        let text = folder
            .to_str()
            .ok_or_else(|| DeskError::Internal("the folder's name is no text".into()))?;
        std::fs::create_dir_all(folder)
            .and_then(|()| tempfile::tempfile_in(folder).map(drop))
            .map_err(|source| {
                let path = text.to_owned();
                DeskError::History(history::HistoryError::File { path, source })
            })?;
        self.history().set_setting(FOLDER_SETTING, text)?;
        self.announce(Change::Settings);
        Ok(())
    }

    /// From now on readable copies go to the usual folder.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn use_usual_kept_folder(&self) -> Result<(), DeskError> {
        self.history().set_setting(FOLDER_SETTING, "")?;
        self.announce(Change::Settings);
        Ok(())
    }

    /// How readable copies are named.
    pub(crate) fn name_pattern(&self) -> Result<String, DeskError> {
        Ok(self
            .history()
            .setting(PATTERN_SETTING)?
            .filter(|text| Pattern::parse(text).is_ok())
            .unwrap_or_else(|| names::USUAL.to_owned()))
    }

    /// From now on readable copies are named so.
    ///
    /// # Errors
    /// [`ErrorCode::OptionInvalid`] when the pattern cannot be used, or when the history cannot be
    /// written.
    pub fn set_name_pattern(&self, pattern: &str) -> Result<(), DeskError> {
        if let Err(fault) = Pattern::parse(pattern) {
            return Err(DeskError::Option {
                code: ErrorCode::OptionInvalid,
                name: PATTERN_SETTING.to_owned(),
                detail: self.say_fault(&fault),
            });
        }
        self.history().set_setting(PATTERN_SETTING, pattern)?;
        self.announce(Change::Settings);
        Ok(())
    }

    /// How copies are named by a pattern (`None`: the one that was set), with examples, or what is
    /// wrong with it.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn copy_names(&self, pattern: Option<String>) -> Result<CopyNames, DeskError> {
        let pattern = match pattern {
            Some(pattern) => pattern,
            None => self.name_pattern()?,
        };
        let say = |key: &str| self.words().say(key, &[]);
        let (document, signers) = (
            say("example-document"),
            [say("example-signer-1"), say("example-signer-2")],
        );
        let of = Particulars {
            document: &format!("{document}.pdf"),
            title: &document,
            signers: &signers,
            signed: self.now(),
            reference: &say("example-reference"),
        };
        let (signed, receipt, problem) = match Pattern::parse(&pattern) {
            Ok(parsed) => (
                Some(parsed.signed_copy(&of)),
                Some(parsed.receipt(&say("cli-receipt"), &of)),
                None,
            ),
            Err(fault) => (None, None, Some(self.say_fault(&fault))),
        };
        Ok(CopyNames {
            pattern,
            usual: names::USUAL.to_owned(),
            particulars: names::PARTICULARS.iter().map(|p| (*p).to_owned()).collect(),
            signed,
            receipt,
            problem,
        })
    }

    fn say_fault(&self, fault: &PatternFault) -> String {
        let words = self.words();
        match fault {
            PatternFault::Empty => words.say("pattern-empty", &[]),
            PatternFault::Unknown(what) => words.say("pattern-unknown", &[("what", what)]),
            PatternFault::Forbidden(c) => {
                words.say("pattern-forbidden", &[("character", &c.to_string())])
            }
        }
    }

    pub(crate) async fn keep_copies(&self, session: &str) -> Result<StepOutcome, DeskError> {
        let service = self.history().session(session)?.service;
        let mut verdicts = Vec::new();
        for document in self.history().documents(session)? {
            verdicts.push(match service {
                Service::Local => self.check_signed(session, document).await?,
                _ => self.check_fetched(service, document).await?,
            });
        }
        let folder = self.kept_folder()?;
        let copies = self.copies(session)?;
        let store = self.history().store().clone();
        let written = blocking(move || lay_out(&store, &folder, &copies)).await;
        // Copies that cannot be written are no reason to doubt what is in the store.
        let paths = written.unwrap_or_default();
        let paths = paths
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        Ok(StepOutcome::Kept { verdicts, paths })
    }

    /// What was fetched and believed must still be that.
    pub(crate) async fn check_fetched(
        &self,
        service: Service,
        document: DocumentRow,
    ) -> Result<Summary, DeskError> {
        let missing = || {
            DeskError::Step(StepError::new(
                ErrorCode::SignedCopyMissing,
                document.name.clone(),
            ))
        };
        let revision = document.revision.clone().ok_or_else(missing)?;
        let store = self.history().store().clone();
        let path = blocking(move || {
            store.get(&revision)?;
            Ok(store.path(&revision))
        })
        .await?
        .ok_or_else(missing)?;
        let output = services::describe(service).capabilities.signed_output;
        Ok(self
            .holds(&document, &path, output, &services::Expects::default())
            .await?)
    }

    /// A signed copy must hold: every signature whole and of this computer, one for each signer
    /// and more where there were some before, and the pages as they were sent.
    async fn check_signed(
        &self,
        session: &str,
        document: DocumentRow,
    ) -> Result<Summary, DeskError> {
        let signers = self.history().signers(session)?.len();
        let store = self.history().store().clone();
        let password = self.password(&document.original);
        let bad = |why: &str| {
            DeskError::Step(StepError::new(
                ErrorCode::SignedCopyBad,
                format!("{}: {why}", document.name),
            ))
        };
        let revision = document
            .revision
            .clone()
            .ok_or_else(|| bad("there is no signed copy"))?;
        let (original, prepared) = (document.original.clone(), document.prepared.clone());
        let verdict = self
            .verify_stored(&revision)
            .await
            .map_err(|error| bad(&error.to_string()))?;
        // What others signed before must not have suffered; where that cannot be read, every
        // signature is taken for one of ours.
        let before = self.verify_stored(&document.original).await.ok();
        let same = blocking(move || {
            let signed = store.get(&revision)?;
            let source = store.get(&original)?;
            Ok(
                match seal::same_content(&source, password.as_deref(), &signed) {
                    Ok(seal::Sameness::Same) => seal::Sameness::Same,
                    // Its password is forgotten by now; the prepared copy has none.
                    Err(seal::SealError::PasswordNeeded) => {
                        let copy = store.get(prepared.as_deref().unwrap_or(&original))?;
                        seal::same_content(&copy, None, &signed)?
                    }
                    // What was read after a repair is compared as it was read.
                    other => match tags::mended(&source, &tags::Limits::default()) {
                        Ok(mended) => seal::same_content(&mended, None, &signed)?,
                        Err(_) => other?,
                    },
                },
            )
        })
        .await
        .map_err(|error| bad(&error.to_string()))?;
        if same != seal::Sameness::Same {
            return Err(bad(&format!(
                "its pages are not those that were sent: {same:?}"
            )));
        }
        seal::acceptable(before.as_ref(), &verdict, signers).map_err(|why| bad(&why))?;
        Ok(verdict.summary)
    }

    /// The files of a session for a person's folder: signed copies in order, then the receipt.
    pub(crate) fn copies(&self, session: &str) -> Result<Vec<Copy>, DeskError> {
        let row = self.history().session(session)?;
        let signers: Vec<String> = self
            .history()
            .signers(session)?
            .into_iter()
            .map(|s| s.name)
            .collect();
        let completed = self
            .history()
            .events(session)?
            .iter()
            .rev()
            .find(|event| event.what == "completed")
            .map_or_else(
                || self.now(),
                |event| clock::with_zone(event.time, event.zone),
            );
        let pattern = Pattern::parse(&self.name_pattern()?).unwrap_or_else(|_| Pattern::usual());
        let mut of = Particulars {
            document: "",
            title: &row.title,
            signers: &signers,
            signed: completed,
            reference: row.reference.as_deref().unwrap_or_default(),
        };
        let mut copies = Vec::new();
        let documents = self.history().documents(session)?;
        for document in &documents {
            if let Some(sha256) = document.revision.clone() {
                of.document = &document.name;
                let name = pattern.signed_copy(&of);
                copies.push(Copy {
                    sha256,
                    name,
                    receipt: false,
                });
            }
        }
        if let Some(sha256) = row.receipt {
            let word = self.words().say("cli-receipt", &[]);
            let mut name = pattern.receipt(&word, &of);
            if !self.is_pdf(&sha256) {
                name = names::with_ending(&name, "json");
            }
            copies.push(Copy {
                sha256,
                name,
                receipt: true,
            });
        }
        Ok(copies)
    }

    /// Whether a stored file begins as a PDF; one that is not there is taken for one.
    fn is_pdf(&self, sha256: &str) -> bool {
        use std::io::Read;
        let mut head = [0; 1];
        let path = self.history().store().path(sha256);
        let file = path.and_then(|path| std::fs::File::open(path).ok());
        let begun = file.is_some_and(|mut file| file.read_exact(&mut head).is_ok());
        !begun || !matches!(head, [b'{' | b'[' | b' ' | 0xef])
    }

    pub(crate) fn kept_event(&self, paths: &[String]) -> NewEvent {
        let folder = paths
            .first()
            .and_then(|path| Path::new(path).parent().map(Path::to_owned))
            .or_else(|| self.kept_folder().ok())
            .unwrap_or_default();
        let folder = at_home(&folder);
        if paths.is_empty() {
            let args = Args::from([("folder".into(), folder)]);
            return self.event("paraph", "kept-store-only", args);
        }
        let args = Args::from([
            ("count".into(), paths.len().to_string()),
            ("folder".into(), folder),
        ]);
        self.event("paraph", "kept", args)
    }

    pub(crate) fn anchors(&self) -> Result<Vec<Vec<u8>>, DeskError> {
        Ok(self
            .history()
            .authorities()?
            .into_iter()
            .map(|a| a.certificate)
            .collect())
    }
}

/// A folder as a person writes it: `~` for the home folder.
fn at_home(folder: &Path) -> String {
    let below = dirs::home_dir().and_then(|home| Some(folder.strip_prefix(home).ok()?.to_owned()));
    match below {
        Some(below) => Path::new("~").join(below).to_string_lossy().into_owned(),
        None => folder.to_string_lossy().into_owned(),
    }
}

/// Writes copies under names that are free; one that is there already with the same bytes is left.
pub(crate) fn lay_out(
    store: &history::Store,
    folder: &Path,
    copies: &[Copy],
) -> Result<Vec<PathBuf>, DeskError> {
    let failed = |path: &Path, source| {
        DeskError::History(history::HistoryError::File {
            path: path.display().to_string(),
            source,
        })
    };
    std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    let mut written = Vec::new();
    for copy in copies {
        let bytes = store.get(&copy.sha256)?;
        let mut n = 1;
        let path = loop {
            let path = names::numbered(folder, &copy.name, n);
            if history::sha256_of_file(&path).is_ok_and(|there| there == copy.sha256) {
                break path;
            }
            match write_atomic(&path, &bytes, Existing::Keep) {
                Ok(()) => break path,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => n += 1,
                Err(error) => return Err(failed(&path, error)),
            }
        };
        written.push(path);
    }
    Ok(written)
}

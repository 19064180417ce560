//! Documents: what was sent, how far it is signed, and its text.

use rusqlite::{OptionalExtension as _, Row, params};
use session::{Summary, TextLine};

use crate::{DocumentRow, History, HistoryError, from_json};

impl History {
    /// Records what looking at a document's signed copy said.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_verdict(
        &self,
        session: &str,
        document: u32,
        verdict: Summary,
    ) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "UPDATE document SET verdict = ?3 WHERE session = ?1 AND number = ?2",
                params![session, document, verdict.as_str()],
            )?;
            Ok(())
        })
    }

    /// The documents of a session, in order.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn documents(&self, session: &str) -> Result<Vec<DocumentRow>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT number, name, original, path, pages, fields, prepared, places, revision,
                 verdict, kept_path, tags FROM document WHERE session = ?1 ORDER BY number",
            )?;
            let found = rows.query_map([session], |r| Ok(document_row(r)))?;
            found.map(|row| row?).collect()
        })
    }

    /// The lines of text of a document of a session.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn document_text(
        &self,
        session: &str,
        document: u32,
    ) -> Result<Vec<TextLine>, HistoryError> {
        let text: Option<String> = self.read(|c| {
            Ok(c.query_row(
                "SELECT text FROM document WHERE session = ?1 AND number = ?2",
                params![session, document],
                |r| r.get(0),
            )
            .optional()?)
        })?;
        text.as_deref().map_or_else(|| Ok(Vec::new()), from_json)
    }

    /// The lines of text of the document with that digest, from any session that has it.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn text_of(&self, sha256: &str) -> Result<Option<Vec<TextLine>>, HistoryError> {
        let text: Option<String> = self.read(|c| {
            Ok(c.query_row(
                "SELECT text FROM document WHERE ?1 IN (original, prepared, revision) LIMIT 1",
                [sha256],
                |r| r.get(0),
            )
            .optional()?)
        })?;
        text.as_deref().map(from_json).transpose()
    }
}

fn document_row(r: &Row<'_>) -> Result<DocumentRow, HistoryError> {
    let places: Option<String> = r.get(7)?;
    let verdict: Option<String> = r.get(9)?;
    Ok(DocumentRow {
        number: r.get(0)?,
        name: r.get(1)?,
        original: r.get(2)?,
        path: r.get(3)?,
        pages: from_json(&r.get::<_, String>(4)?)?,
        fields: from_json(&r.get::<_, String>(5)?)?,
        prepared: r.get(6)?,
        places: places
            .as_deref()
            .map_or_else(|| Ok(Vec::new()), from_json)?,
        revision: r.get(8)?,
        verdict: verdict.as_deref().and_then(Summary::parse),
        kept_path: r.get(10)?,
        tags: from_json(&r.get::<_, String>(11)?)?,
    })
}

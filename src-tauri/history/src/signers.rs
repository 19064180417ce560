//! Signers: where each stands, and what each has done.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};
use session::{CorrectedSigner, SignerState, State, fold};

use crate::sessions::change_state;
use crate::{History, HistoryError, LinkEnd, NewEvent, SignerRow, events, from_json, links};

/// What recording a signature means for the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedNow {
    /// Others are still awaited.
    Waiting,
    /// That was the last one.
    All,
}

/// Records who a signer is from now on. What was kept for the one before works no more.
pub(crate) fn correct(
    t: &Transaction<'_>,
    session: &str,
    signer: &CorrectedSigner,
) -> Result<(), HistoryError> {
    let email = Some(signer.email.as_str()).filter(|email| !email.is_empty());
    t.execute(
        "UPDATE signer SET name = ?3, email = ?4, folded = ?5, url = NULL
         WHERE session = ?1 AND number = ?2",
        params![
            session,
            signer.number,
            signer.name,
            email,
            fold(email.unwrap_or(&signer.name))
        ],
    )?;
    Ok(())
}

impl History {
    /// The signers of a session, in order.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn signers(&self, session: &str) -> Result<Vec<SignerRow>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT number, name, email, state, changed, act, options, url FROM signer
                 WHERE session = ?1 ORDER BY number",
            )?;
            let found = rows.query_map([session], |r| {
                let state: String = r.get(3)?;
                let options: String = r.get(6)?;
                Ok((
                    SignerRow {
                        number: r.get(0)?,
                        name: r.get(1)?,
                        email: r.get(2)?,
                        state: SignerState::Waiting,
                        changed: r.get(4)?,
                        act: r.get(5)?,
                        options: BTreeMap::new(),
                        url: r.get(7)?,
                    },
                    state,
                    options,
                ))
            })?;
            found
                .map(|row| {
                    let (signer, word, options) = row?;
                    let state = SignerState::parse(&word)
                        .ok_or_else(|| HistoryError::Record(format!("signer state {word:?}")))?;
                    Ok(SignerRow {
                        state,
                        options: from_json(&options)?,
                        ..signer
                    })
                })
                .collect()
        })
    }

    /// Records what a signer did on the signing page, before it is laid into the documents: from
    /// here on it is finished, also after a crash. The signer's links end. False when the signer
    /// has acted already or the session does not wait.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn record_act(&self, session: &str, signer: u16, act: &str) -> Result<bool, HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE signer SET act = ?3
                 WHERE session = ?1 AND number = ?2 AND act IS NULL
                 AND state NOT IN ('signed', 'declined')
                 AND EXISTS (SELECT 1 FROM session WHERE id = ?1 AND state = 'waiting')",
                params![session, signer, act],
            )?;
            if changed == 1 {
                links::end(t, session, Some(signer), LinkEnd::Used)?;
            }
            Ok(changed == 1)
        })
    }

    /// Takes a recorded act back that went into no document, and lets its link work again: the
    /// signer can mend what stood in the way.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn withdraw_act(
        &self,
        session: &str,
        signer: u16,
        link: &[u8; 32],
    ) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "UPDATE signer SET act = NULL
                 WHERE session = ?1 AND number = ?2 AND state <> 'signed'",
                params![session, signer],
            )?;
            t.execute(
                "UPDATE link SET ended = NULL WHERE hash = ?1 AND ended = 'used'",
                params![link],
            )?;
            t.execute(
                "UPDATE session SET error_code = NULL, error_detail = NULL WHERE id = ?1",
                [session],
            )?;
            Ok(())
        })
    }

    /// Records that a signer's act is in every document; with the last one the session is
    /// *completed*. What the signer drew is forgotten here: it stands in the documents.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn signer_signed(
        &self,
        session: &str,
        signer: u16,
        event: &NewEvent,
        completed: &NewEvent,
    ) -> Result<SignedNow, HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE signer SET state = 'signed', changed = ?3, act = NULL
                 WHERE session = ?1 AND number = ?2 AND state <> 'signed'",
                params![session, signer, event.time],
            )?;
            if changed == 1 {
                events::add(t, session, event)?;
            }
            let awaited: u32 = t.query_row(
                "SELECT count(*) FROM signer WHERE session = ?1 AND state <> 'signed'",
                [session],
                |r| r.get(0),
            )?;
            if awaited > 0 {
                return Ok(SignedNow::Waiting);
            }
            let was_waiting = t.execute(
                "UPDATE session SET state = 'completed' WHERE id = ?1 AND state = 'waiting'",
                [session],
            )?;
            if was_waiting == 1 {
                events::add(t, session, completed)?;
            }
            Ok(SignedNow::All)
        })
    }

    /// Records that a signer declined; the session ends with it. False when the session does not
    /// wait for this signer any more.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn signer_declined(
        &self,
        session: &str,
        signer: u16,
        event: &NewEvent,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE signer SET state = 'declined', changed = ?3
                 WHERE session = ?1 AND number = ?2 AND act IS NULL
                 AND state NOT IN ('signed', 'declined')
                 AND EXISTS (SELECT 1 FROM session WHERE id = ?1 AND state = 'waiting')",
                params![session, signer, event.time],
            )?;
            if changed == 1 {
                links::end(t, session, Some(signer), LinkEnd::Used)?;
                change_state(t, session, State::Declined, std::slice::from_ref(event))?;
            }
            Ok(changed == 1)
        })
    }
}

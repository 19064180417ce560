//! Calls 9, 10, 11 and 22: ends.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::Twist;
use super::keys::truth;
use super::life;
use super::service::Sim;
use super::state::{Mail, Session, signer_status, status};
use crate::core::{Judge, Reply};

impl Sim {
    pub(super) fn cancel(
        &self,
        judge: &mut Judge<'_>,
        session: &mut Session,
        now: OffsetDateTime,
    ) -> Reply {
        let open = [status::DRAFT, status::SENT, status::PAUSED];
        if !open.contains(&session.status) {
            judge.note("cancel.state", "§10.2", "it has ended already");
            return truth(false, json!(["The session cannot be cancelled."]));
        }
        let told = session.status != status::DRAFT;
        session.status = status::CANCELLED;
        let title = session.title().to_owned();
        let mut mails = Vec::new();
        for signer in session.signers.iter_mut().filter(|signer| !signer.done()) {
            if told && signer.status != signer_status::DECLINED {
                mails.push(Mail {
                    at: now,
                    to: signer.email.clone(),
                    kind: "cancelled".into(),
                    subject: title.clone(),
                });
            }
            if signer.status != signer_status::DECLINED {
                signer.status = signer_status::CANCELLED;
            }
        }
        session.mails.extend(mails);
        life::log(session, now, "Session cancelled".into());
        truth(true, Value::Null)
    }

    pub(super) fn close(
        &self,
        session: &mut Session,
        now: OffsetDateTime,
        twist: Option<Twist>,
    ) -> Reply {
        if session.status != status::SENT {
            return truth(false, json!(["Only a sent session is closed."]));
        }
        session.status = status::COMPLETED;
        session.completed = Some(now);
        if let Some(Twist::CloseShowsLate { seconds }) = twist {
            session.shows_open_until = Some(now + Duration::seconds(seconds));
        }
        life::log(session, now, "Session closed".into());
        truth(true, Value::Null)
    }

    pub(super) fn delete(&self, judge: &mut Judge<'_>, session: &mut Session) -> Reply {
        let may = [status::DRAFT, status::CANCELLED, status::EXPIRED];
        if !may.contains(&session.status) {
            judge.note(
                "delete.state",
                "§10.4",
                "neither draft, cancelled nor expired",
            );
            return truth(false, json!(["The session cannot be deleted."]));
        }
        session.status = status::DELETED;
        truth(true, Value::Null)
    }

    pub(super) fn purge(&self, session: &mut Session, query: &str) -> Reply {
        let may = [status::COMPLETED, status::EXPIRED, status::CANCELLED];
        let now = life::query(query, "purgeNow").as_deref() == Some("true");
        if !may.contains(&session.status) || !now {
            return truth(false, json!(["It is not purged now."]));
        }
        session.status = status::PURGED;
        truth(true, Value::Null)
    }
}

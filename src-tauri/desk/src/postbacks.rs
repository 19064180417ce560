//! Receives what services send by themselves, behind the office's own TLS proxy. Whatever comes is
//! answered well, so that no service's queue is blocked; it is a hint to look and never a proof.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use services::{Connector, Find, Postback};
use session::{ErrorCode, Service};
use tokio::net::TcpListener;

use crate::accounts::service_of;
use crate::{Desk, DeskError, serve};

/// The largest message that is looked at, in bytes: a session's state with all that happened.
const LARGEST: usize = 1 << 20;

/// Receives until it is dropped.
pub struct Receiving {
    /// Where it listens.
    pub address: SocketAddr,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Drop for Receiving {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Desk {
    /// Receives postbacks on an address of this computer's loopback, and follows what they hint
    /// at.
    ///
    /// # Errors
    /// When the address is not this computer's own, or is taken.
    pub async fn receive_postbacks(&self, listen: SocketAddr) -> Result<Receiving, DeskError> {
        if !listen.ip().is_loopback() {
            return Err(DeskError::Step(services::StepError::new(
                ErrorCode::BaseUrlInvalid,
                format!("{listen} is not on this computer's loopback"),
            )));
        }
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|e| DeskError::Internal(format!("{listen}: {e}")))?;
        let address = listener
            .local_addr()
            .map_err(|e| DeskError::Internal(e.to_string()))?;
        let router = Router::new()
            .fallback(any(receive))
            .layer(DefaultBodyLimit::disable())
            .with_state(self.clone());
        let follower = self.clone();
        Ok(Receiving {
            address,
            tasks: vec![
                tokio::spawn(serve::accept(listener, router)),
                tokio::spawn(async move { follower.follow_services().await }),
            ],
        })
    }

    /// Takes a message in; true when it hints at news of a session.
    ///
    /// # Errors
    /// When the history cannot be read or written.
    pub async fn postback(
        &self,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<bool, DeskError> {
        for row in self.accounts()? {
            if service_of(&row)? == Service::Local {
                continue;
            }
            // Without its secrets an account's messages are hints that cannot be checked.
            let connector = match self.connector_of(&row).await {
                Ok(connector) => connector,
                Err(_) => self.planning_connector(&row)?,
            };
            let Some(message) = connector.postback(headers, body) else {
                continue;
            };
            if message.proven == Some(false) {
                continue;
            }
            let Some(id) = self.session_of(connector.as_ref(), &message).await? else {
                continue;
            };
            match self.history().session(&id) {
                Ok(session) if session.account == row.name => {}
                // Another account's, or none of ours.
                _ => continue,
            }
            if message.ends {
                self.history().remember(&id, "hinted_end", "yes")?;
            }
            if !message.worth_asking {
                return Ok(false);
            }
            return self.hint(&id, Some(&format!("postback:{}", message.key)), true);
        }
        Ok(false)
    }

    /// The session that a message is about, as far as it says. Asking costs a request of the
    /// account, so that only a message which is surely the service's own makes one.
    async fn session_of(
        &self,
        connector: &dyn Connector,
        message: &Postback,
    ) -> Result<Option<String>, DeskError> {
        Ok(match &message.find {
            Find::ServiceSession(id) => self.history().session_at_service(id)?,
            Find::OurSession(id) => Some(id.clone()),
            Find::Ask(what) if message.proven == Some(true) => {
                // What cannot be asked now is found by the next look anyway.
                connector.whose(what).await.unwrap_or_default()
            }
            Find::Ask(_) => None,
        })
    }
}

async fn receive(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: axum::body::Body,
) -> StatusCode {
    // Whatever it is, the sender is told that it arrived.
    let Ok(body): Result<Bytes, _> = axum::body::to_bytes(body, LARGEST).await else {
        return StatusCode::OK;
    };
    let headers: Vec<(String, String)> = headers
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let _ = desk.postback(&headers, &body).await;
    StatusCode::OK
}

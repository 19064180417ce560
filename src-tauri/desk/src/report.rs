//! A problem report: text that a person can read, save and hand on. Nothing is sent by itself.

use std::fmt::Write as _;

use crate::accounts::service_of;
use crate::redact::redact;
use crate::{Desk, DeskError, ListQuery, clock};

impl Desk {
    /// The report: version, system, where things stand, and the newest lines of the log; `more` is
    /// what only the caller knows. Without secrets and the home folder; names of files may stand in
    /// it.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn report(&self, more: &[(&str, String)]) -> Result<String, DeskError> {
        let mut facts = vec![
            ("Made", clock::rfc3339(self.now())),
            ("Paraph", env!("CARGO_PKG_VERSION").to_owned()),
            ("System", system()),
            ("Desktop", desktop()),
        ];
        facts.extend(more.iter().map(|(name, value)| (*name, value.clone())));
        let state = self.key_state().await;
        facts.push(("Signing key", format!("{state:?}")));
        let network = self.history().on_network();
        let folder = self.data_folder().display();
        let place = if network { " (on a network drive)" } else { "" };
        facts.push(("Data folder", format!("{folder}{place}")));
        let services: Vec<&str> = self
            .accounts()?
            .iter()
            .filter_map(|row| service_of(row).ok())
            .map(session::Service::as_str)
            .collect();
        facts.push(("Accounts", services.join(", ")));
        let one = ListQuery {
            limit: 1,
            ..ListQuery::default()
        };
        let counts = self.sessions(&one)?.counts.into_iter();
        let counts = counts.filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(state, n)| format!("{n} {state}")).collect();
        facts.push(("Sessions", counts.join(", ")));

        let mut report = String::from("Paraph: problem report\n\n");
        for (name, value) in facts {
            // Writing to a String cannot fail.
            let _ = writeln!(report, "{name}: {}", redact(&value));
        }
        let _ = write!(report, "\nLog, oldest first:\n{}", self.inner.log.newest());
        Ok(report)
    }
}

fn system() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let release = read("/etc/os-release");
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .unwrap_or_default()
        .trim_matches('"')
        .to_owned();
    let kernel = read("/proc/sys/kernel/osrelease");
    let parts = [
        std::env::consts::OS,
        std::env::consts::ARCH,
        kernel.trim(),
        &name,
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

fn desktop() -> String {
    ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .filter(|value| !value.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use session::ErrorCode;

    use crate::DeskError;
    use crate::testing::desk;

    #[tokio::test]
    async fn a_report_tells_what_a_person_was_told_without_secrets_and_the_home_folder() {
        let (_folder, desk) = desk();
        let home = dirs::home_dir().unwrap();
        let told = desk.tell(&DeskError::File {
            code: ErrorCode::FileUnreadable,
            name: "Lease.pdf".into(),
            detail: format!(
                "{}/Lease.pdf: Bearer 0a9f8e7d6c5b4a39281706f5e4d3c2b1",
                home.display()
            ),
        });
        let detail = told.detail.unwrap();
        assert_eq!(detail, "~/Lease.pdf: Bearer …");
        let report = desk.report(&[("WebView", "2.50".into())]).await.unwrap();
        for part in [
            concat!("Paraph: ", env!("CARGO_PKG_VERSION")),
            "System: ",
            "WebView: 2.50",
            "file_unreadable: ~/Lease.pdf: Bearer …",
        ] {
            assert!(report.contains(part), "{part}: {report}");
        }
        assert!(!report.contains("0a9f8e7d"), "{report}");
        assert!(!report.contains(home.to_str().unwrap()), "{report}");
    }
}

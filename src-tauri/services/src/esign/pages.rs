//! Where a browser may go: a signer's own page (call 27), or the sender's page, logged in (§7).
//! Asked for at each visit, and never kept.

use session::ErrorCode;
use url::{Host, Url};

use super::answer::{Said, invite_url};
use super::{INVITES, Line, UI_HOST, create, setup, wire};
use crate::http::segment;
use crate::{Account, Job, SigningUrl, StepError, check_base_url};

/// Whether pages are opened from here: nobody was written to, or the sender's page is asked for.
pub(super) fn opens(job: &Job, account: &Account) -> bool {
    !create::by_mail(job, account) || is_senders(job, account)
}

fn is_senders(job: &Job, account: &Account) -> bool {
    let own = job.option("opens").or_else(|| account.setting("opens"));
    own == Some("sender")
}

/// https on the host of the service's own pages, or beside the service where that is on loopback.
pub(super) fn may_open(account: &Account, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let plain = url.username().is_empty() && url.password().is_none();
    let ui = account.setting("ui_host").unwrap_or(UI_HOST).trim();
    let below = |host: &str| {
        host.eq_ignore_ascii_case(ui)
            || host
                .to_ascii_lowercase()
                .ends_with(&format!(".{}", ui.to_ascii_lowercase()))
    };
    let theirs = url.scheme() == "https"
        && !ui.is_empty()
        && matches!(url.host(), Some(Host::Domain(host)) if below(host));
    let base = check_base_url(wire::base_url(account)).ok();
    let beside = base.is_some_and(|base| {
        base.host_str() == url.host_str()
            && base.port() == url.port()
            && base.scheme() == url.scheme()
    });
    plain && (theirs || beside)
}

impl Line<'_> {
    /// The page of a signer, or the sender's.
    pub(super) async fn page(&self, signer: u16) -> Result<SigningUrl, StepError> {
        let url = if is_senders(self.job, self.account) {
            self.senders_page().await?
        } else {
            self.signers_page(signer).await?
        };
        if may_open(self.account, &url) {
            return Ok(SigningUrl::new(url));
        }
        // Its address is not shown: it may hold a key (row 46).
        Err(StepError::new(
            ErrorCode::AnswerUnreadable,
            "the page that the service names is not on its own hosts",
        ))
    }

    async fn signers_page(&self, number: u16) -> Result<String, StepError> {
        let it = self.session().await?;
        let there = self.signer_id(&it, number);
        let path = setup::path(self.account, "path.invites", INVITES, self.id()?);
        let value = self.get(&path).await?.ok_or_else(|| self.not_accepted())?;
        let place = self.job.signers.iter().position(|one| one.number == number);
        let email = self.job.signers.iter().find(|one| one.number == number);
        invite_url(
            &value,
            there.and_then(|one| one.id.as_deref()),
            email.and_then(|one| one.email.as_deref()),
            place.unwrap_or_default(),
        )
        .ok_or_else(|| {
            let words = self.redactor().clean(&Said::read(&value).words());
            StepError::new(ErrorCode::NoSigningUrl, words)
        })
    }

    /// The landing page with a token of its own in its address (§7).
    async fn senders_page(&self) -> Result<String, StepError> {
        let value = self.get("v1/landingurl").await?;
        let said = Said::read(&value.ok_or_else(|| self.not_accepted())?);
        let landing = said.value.unwrap_or_default();
        if !may_open(self.account, &landing) {
            // Before a token is put behind it.
            return Ok(landing);
        }
        let (token, _) = self.keys.token(self.http).await?;
        let token = segment(token.expose_str().unwrap_or_default());
        let id = segment(self.id()?);
        let user = segment(setup::username(self.account)?);
        let join = match landing.as_str() {
            url if url.ends_with(['?', '&']) => "",
            url if url.contains('?') => "&",
            _ => "?",
        };
        // The two generations of its pages name things differently.
        let rest = if landing.contains("/Account/LogMeIn") {
            format!("token={token}&ssid={id}&username={user}&landingPage=continue")
        } else {
            format!("token={token}&user={user}&ssid={id}&page=continue")
        };
        Ok(format!("{landing}{join}{rest}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_46_a_browser_is_led_only_to_the_services_own_hosts() {
        let mut account = Account::default();
        for good in [
            "https://client.esignonline.net/sign?t=1",
            "https://a.stage.esignonline.net/x",
            "https://esignonline.net/",
        ] {
            assert!(may_open(&account, good), "{good}");
        }
        for bad in [
            "http://client.esignonline.net/",
            "https://esignonline.net.evil.example/",
            "https://evilesignonline.net/",
            "https://me:pw@client.esignonline.net/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://127.0.0.1:9/",
        ] {
            assert!(!may_open(&account, bad), "{bad}");
        }
        account.base_url = Some("http://127.0.0.1:9/rest".into());
        assert!(may_open(&account, "http://127.0.0.1:9/sim/sign/1?t=2"));
        assert!(!may_open(&account, "http://127.0.0.1:10/"));
        account
            .settings
            .insert("ui_host".into(), "sign.office.example".into());
        assert!(may_open(&account, "https://sign.office.example/x"));
        assert!(!may_open(&account, "https://client.esignonline.net/"));
    }
}

//! How an account is set up: what the sheet leaves open is a setting (§3.2, §8, §14).

use std::collections::BTreeMap;

use session::ErrorCode;

use crate::http::segment;
use crate::{Account, StepError};

/// How values are written (§3.2). Nothing else knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WireProfile {
    /// Documents as base64 instead of arrays of integers.
    pub(super) base64: bool,
    /// Dates as ISO 8601 instead of `\/Date(ms)\/`.
    pub(super) iso: bool,
    /// Maps as pairs of `Key` and `Value` instead of objects.
    pub(super) pairs: bool,
    /// Proofs as these numbers instead of their names.
    pub(super) numbers: Option<BTreeMap<String, i64>>,
}

impl WireProfile {
    pub(super) fn of(account: &Account) -> Self {
        let is = |name: &str, word: &str| account.setting(name) == Some(word);
        let numbers = account.setting("auth_numbers").unwrap_or_default();
        let numbers = numbers
            .split(',')
            .filter_map(|pair| {
                let (name, number) = pair.split_once('=')?;
                Some((name.trim().to_owned(), number.trim().parse().ok()?))
            })
            .collect();
        Self {
            base64: is("wire.bytes", "base64"),
            iso: is("wire.dates", "iso"),
            pairs: is("wire.maps", "pairs"),
            numbers: is("wire.enums", "number").then_some(numbers),
        }
    }
}

/// The account's grammar of tags (§8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grammar {
    pub(super) open: char,
    pub(super) close: char,
    /// What stands for a space, where the account has such a character.
    pub(super) space: Option<char>,
}

impl Grammar {
    /// As the account has it; else the name of the setting that is no single special character.
    pub(super) fn of(account: &Account) -> Result<Self, &'static str> {
        let one = |name: &'static str, usual: Option<char>| {
            let Some(text) = account.setting(name) else {
                return Ok(usual);
            };
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if c != '_' && c.is_ascii_punctuation() => Ok(Some(c)),
                _ => Err(name),
            }
        };
        Ok(Self {
            open: one("tag_open", Some('<'))?.unwrap_or('<'),
            close: one("tag_close", Some('>'))?.unwrap_or('>'),
            space: one("tag_space", None)?,
        })
    }

    /// Whether a role can stand in a tag.
    pub(super) fn takes(&self, role: &str) -> bool {
        let stands = |c: char| {
            !c.is_control()
                && c != '_'
                && ![Some(self.open), Some(self.close), self.space].contains(&Some(c))
        };
        let latin = |c: char| u32::from(c) < 0x100;
        !role.trim().is_empty()
            && role.trim() == role
            && role.chars().all(|c| stands(c) && latin(c))
    }

    /// A tag.
    pub(super) fn tag(&self, kind: &str, role: &str) -> String {
        let role = match self.space {
            Some(stand_in) => role.replace(' ', &stand_in.to_string()),
            None => role.to_owned(),
        };
        format!("{}{kind}_{role}{}", self.open, self.close)
    }
}

/// The sender.
pub(super) fn username(account: &Account) -> Result<&str, StepError> {
    account
        .setting("username")
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .ok_or_else(|| StepError::new(ErrorCode::SenderUnknown, "username"))
}

/// A path that the vendor has not published, for a session.
pub(super) fn path(account: &Account, name: &str, usual: &str, id: &str) -> String {
    let template = account.setting(name).unwrap_or(usual).trim();
    template
        .trim_start_matches('/')
        .replace("{id}", &segment(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_own_delimiters_and_its_stand_in_for_spaces_are_used() {
        let mut account = Account::default();
        let usual = Grammar::of(&account).unwrap();
        assert_eq!(usual.tag("sig_req", "Seller 1"), "<sig_req_Seller 1>");
        for (name, value) in [("tag_open", "#"), ("tag_close", "#"), ("tag_space", "|")] {
            account.settings.insert(name.into(), value.into());
        }
        let own = Grammar::of(&account).unwrap();
        assert_eq!(own.tag("sig_req", "Seller 1"), "#sig_req_Seller|1#");
        for bad in ["", " Seller", "Sel_ler", "Sel#ler", "Sel|ler", "買主"] {
            assert!(!own.takes(bad), "{bad}");
        }
        account.settings.insert("tag_open".into(), "<<".into());
        assert_eq!(Grammar::of(&account), Err("tag_open"));
    }
}

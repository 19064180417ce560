//! How a simulated Signhost is set up.

use std::path::PathBuf;

use time::Duration;

use crate::core::{Profile, Script};

/// How it is set up. [`Options::default`] is for tests in-process: everything at once, no disk.
#[derive(Debug, Clone)]
pub struct Options {
    /// How what the sheet calls *assumed* is taken.
    pub profile: Profile,
    /// The app key, after `APPKey `.
    pub app_key: String,
    /// The user token, after `APIKey `.
    pub user_token: String,
    /// The folder of the state; none: it lives with the process.
    pub state: Option<PathBuf>,
    /// Also through a loss of power.
    pub sync: bool,
    /// The port; 0 is any free one.
    pub port: u16,
    /// Whether due things happen by themselves; else only with a request or a call.
    pub self_ticking: bool,
    /// How long status 20 lasts after start and after a signature.
    pub processing: Duration,
    /// How long after the redirect to the return URL the status changes (sheet §9).
    pub after_return: Duration,
    /// How long after 30 the signed file is not there yet (404 with Retry-After, sheet E7).
    pub file_after: Duration,
    /// The same for the receipt.
    pub receipt_after: Duration,
    /// Where postbacks for any `PostbackUrl` really go: an `http` loopback address (the service
    /// itself takes https on port 443 only). None: there are none.
    pub postback_target: Option<String>,
    /// An address set in the portal, whose postbacks carry a checksum that counts.
    pub portal_target: Option<String>,
    /// The secret of the checksum.
    pub postback_secret: String,
    /// The `Authorization` header of postbacks to the portal's address.
    pub postback_authorization: Option<String>,
    /// Whether postbacks go out by themselves.
    pub deliver: bool,
    /// POSTs in an hour (600, sheet §7); none: unlimited.
    pub posts_per_hour: Option<usize>,
    /// Bad requests in an hour (60); none: unlimited.
    pub bad_per_hour: Option<usize>,
    /// Reads of a transaction (5); none: unlimited.
    pub reads: Option<u32>,
    /// A second start is answered with 204 instead of 400 (sheet F5).
    pub second_start_accepted: bool,
    /// DELETE in status 20 is refused with 400 (sheet F25).
    pub cancel_refused_while_processing: bool,
    /// A second DELETE, or one after an end, is answered with 410 (sheet F25).
    pub cancel_after_end_gone: bool,
    /// GET of a transaction above 30 is answered with 410 and a partial body (sheet F23).
    pub gone_above_30: bool,
    /// What a replaced upload is answered with: 200 or 204 (sheet E3).
    pub replaced_status: u16,
    /// Signed files are made once for the same document, signers and places, and receipts are a
    /// plain page: for thousands of runs.
    pub cheap_files: bool,
    /// The sender's address, for mails to the sender.
    pub sender: String,
    /// Faults from the beginning.
    pub script: Script,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::of_the_run(),
            app_key: "DemoApp k3y".into(),
            user_token: "t0ken".into(),
            state: None,
            sync: false,
            port: 0,
            self_ticking: false,
            processing: Duration::ZERO,
            after_return: Duration::ZERO,
            file_after: Duration::ZERO,
            receipt_after: Duration::ZERO,
            postback_target: None,
            portal_target: None,
            postback_secret: "example-secret".into(),
            postback_authorization: None,
            deliver: false,
            posts_per_hour: Some(600),
            bad_per_hour: Some(60),
            reads: Some(5),
            second_start_accepted: false,
            cancel_refused_while_processing: false,
            cancel_after_end_gone: false,
            gone_above_30: false,
            replaced_status: 200,
            cheap_files: false,
            sender: "office@example.net".into(),
            script: Script::new(),
        }
    }
}

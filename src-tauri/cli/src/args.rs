//! The command line (`cli.md`).

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Stands below the help and in the manual.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 refused or failed; 2 wrong usage; \
3 needs attention (an outcome is unknown, and a person must decide).";

/// Paraph from a terminal: contracts out for signature, followed to the end, kept safe.
#[derive(Parser)]
#[command(name = "paraph-cli", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// Where the history and the kept files are
    #[arg(long, global = true, value_name = "DIR", env = "PARAPH_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// One JSON value on stdout and nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Secrets for this run only, from stdin: {"ACCOUNT": {"NAME": "SECRET"}}
    #[arg(long, global = true)]
    pub(crate) secrets_stdin: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read pages, tags, fields and findings
    Tags(TagsArgs),
    /// What each service has and takes
    Services {
        /// Only this one
        service: Option<String>,
    },
    /// Every finding and error code
    Codes,
    /// The accounts
    #[command(subcommand)]
    Accounts(Accounts),
    /// Check and send
    Send(Box<SendArgs>),
    /// Open a signer's signing page in the browser
    Open {
        /// The session
        id: String,
        /// Which signer; the next one when not said
        #[arg(long, value_name = "N")]
        signer: Option<u16>,
        /// Only print the address
        #[arg(long)]
        print: bool,
    },
    /// Serve the signing page for sessions on this computer, until stopped
    Serve,
    /// Finish what a crash interrupted
    Resume {
        /// Only these sessions
        ids: Vec<String>,
    },
    /// Decide about a session whose outcome is unknown
    Resolve {
        /// The session
        id: String,
        /// What you found out at the service
        #[arg(long = "as", value_name = "DECISION", value_parser = crate::signer::decision)]
        decision: desk::Decision,
    },
    /// Receive services' postbacks behind the office's own TLS proxy
    Postbacks {
        /// Where to listen, on this computer
        #[arg(long, value_name = "ADDRESS")]
        listen: std::net::SocketAddr,
    },
    /// Look now where sessions stand
    Check {
        /// Only these sessions; else all that are open
        ids: Vec<String>,
        /// Also when it costs more than the service likes
        #[arg(long)]
        anyway: bool,
    },
    /// Follow all open sessions and print what happens
    Watch {
        /// Stop when none is open
        #[arg(long)]
        until_idle: bool,
    },
    /// List sessions, newest change first
    Sessions(SessionsArgs),
    /// All that is known of a session
    Show {
        /// The session
        id: String,
    },
    /// End a session before everyone has signed
    Cancel {
        /// The session
        id: String,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// Finish a session before everyone has signed and keep what is, where the service has a way
    Close {
        /// The session
        id: String,
    },
    /// Remind a signer
    Remind {
        /// The session
        id: String,
        /// Which signer
        #[arg(long, value_name = "N")]
        signer: Option<u16>,
    },
    /// Correct what was wrong when a session went out, where the service lets it be
    Correct(CorrectArgs),
    /// Copy what is kept into a folder
    Export {
        /// The session
        id: String,
        /// The folder
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Check signatures: changed? who? when?
    Verify {
        /// PDFs
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write the manual's pages into a folder, for those who make packages
    #[command(hide = true)]
    Manual {
        /// The folder
        folder: PathBuf,
    },
}

#[derive(Args)]
pub(crate) struct TagsArgs {
    /// The password of protected files, from stdin
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// PDFs
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Accounts {
    /// List them
    List,
    /// Add one; its secrets come as one JSON object on stdin, or are asked for on a terminal
    Add(AccountArgs),
    /// Reach the service and prove the credentials, making nothing
    Test {
        /// The account
        name: String,
    },
    /// Take one away, and its secrets out of the keyring
    Remove {
        /// The account
        name: String,
    },
}

#[derive(Args)]
pub(crate) struct AccountArgs {
    /// What to call it
    #[arg(long, value_name = "N", value_parser = crate::signer::text::<200>)]
    pub(crate) name: String,
    /// The service (`paraph-cli services` lists them)
    #[arg(long, value_name = "S", value_parser = crate::signer::service)]
    pub(crate) service: session::Service,
    /// Where the service is reached, if not at its usual address
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A setting of the account: key=value
    #[arg(long = "set", value_name = "K=V", value_parser = crate::signer::setting)]
    pub(crate) set: Vec<(String, String)>,
    /// In the place of the account of this name
    #[arg(long)]
    pub(crate) replace: bool,
    /// Keep the secrets for this run only
    #[arg(long)]
    pub(crate) this_run_only: bool,
}

#[derive(Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub(crate) struct CorrectArgs {
    /// The session
    pub(crate) id: String,
    /// Who a signer is and where they are reached: "N:Name <e-mail>"
    #[arg(long = "signer", value_name = "N:NAME", group = "what")]
    pub(crate) signers: Vec<crate::signer::SignerArg>,
    /// The last day for signing, counted from today
    #[arg(long, value_name = "D", group = "what",
          value_parser = clap::value_parser!(u32).range(..=3650))]
    pub(crate) expires_days: Option<u32>,
    /// Remind every so many days
    #[arg(long, value_name = "D", group = "what",
          value_parser = clap::value_parser!(i32).range(1..=3650))]
    pub(crate) remind_days: Option<i32>,
}

#[derive(Args)]
pub(crate) struct SendArgs {
    /// The account; This computer when not said
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// What people call it; the first file's name when not said
    #[arg(long, value_parser = crate::signer::text::<1000>)]
    pub(crate) title: Option<String>,
    /// The office's own reference
    #[arg(long, value_parser = crate::signer::text::<1000>)]
    pub(crate) reference: Option<String>,
    /// A signer: "N:Name <e-mail>"; the e-mail may be left out where the service needs none
    #[arg(long = "signer", value_name = "N:NAME")]
    pub(crate) signers: Vec<crate::signer::SignerArg>,
    /// An option of a signer: N.key=value
    #[arg(long = "signer-set", value_name = "N.K=V", value_parser = crate::signer::signer_setting)]
    pub(crate) signer_set: Vec<(u16, String, String)>,
    /// Signer 2 is asked only after signer 1 has signed
    #[arg(long)]
    pub(crate) in_order: bool,
    /// The last day for signing, counted from today
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u32).range(..=3650))]
    pub(crate) expires_days: Option<u32>,
    /// Remind every so many days; -1: never
    #[arg(long, value_name = "D", allow_hyphen_values = true,
          value_parser = clap::value_parser!(i32).range(-1..=3650))]
    pub(crate) remind_days: Option<i32>,
    /// A word to the signers
    #[arg(long, value_parser = crate::signer::text::<10_000>)]
    pub(crate) message: Option<String>,
    /// An option of the session: key=value
    #[arg(long = "set", value_name = "K=V", value_parser = crate::signer::setting)]
    pub(crate) set: Vec<(String, String)>,
    /// Who gets a copy: "Name <e-mail>"
    #[arg(long = "receiver", value_name = "WHO", value_parser = crate::signer::receiver)]
    pub(crate) receivers: Vec<session::DraftReceiver>,
    /// A place by hand: "FILE:PAGE:x0,y0,x1,y1:signer=N[:kind=K]"
    #[arg(long = "field", value_name = "PLACE")]
    pub(crate) fields: Vec<crate::signer::FieldArg>,
    /// The password of protected files, from stdin
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Send although pre-flight found this code
    #[arg(long = "allow", value_name = "CODE")]
    pub(crate) allow: Vec<String>,
    /// PDFs
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SessionsArgs {
    /// Words in title, names, people or text
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Of this state; may be given several times
    #[arg(long = "state", value_name = "S", value_parser = crate::signer::state)]
    pub(crate) states: Vec<session::State>,
    /// Of this account
    #[arg(long, value_name = "N")]
    pub(crate) account: Option<String>,
    /// Created on this day or later (2026-11-25)
    #[arg(long, value_name = "DATE", value_parser = crate::signer::date)]
    pub(crate) from: Option<String>,
    /// Created on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = crate::signer::date)]
    pub(crate) to: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: u32,
    /// Behind this place in the list
    #[arg(long, value_name = "CURSOR", value_parser = crate::signer::cursor)]
    pub(crate) after: Option<String>,
}

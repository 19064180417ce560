//! Faults of this service's own: answers that a careful client survives (§7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::soap::{escape, fault};
use crate::core::pdf::plain_page;
use crate::core::{Fault, Reply};

/// What is wrong with an accepted answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum Twist {
    /// `Success` is false, with this code (S2, S18); everything else stays.
    Refuse {
        /// The code.
        code: i32,
        /// The words.
        message: String,
    },
    /// A member has another text (S17, S23).
    Member {
        /// Its name.
        name: String,
        /// The text.
        text: String,
    },
    /// A member is not there (S16, S24).
    Without {
        /// Its name.
        name: String,
    },
    /// Another contract in the file's place, without a checksum that would tell.
    OtherFile,
    /// The file ends in its middle, as base64 that can be read (S14).
    CutFile,
    /// Other prefixes, members that nobody knows, another order, a byte order mark (S21).
    Odd,
    /// A document type with entities before the envelope (S25).
    Entities,
    /// Entities that grow without end (S25).
    Laughs,
    /// A SOAP fault (S13, S19).
    Fault {
        /// Its code, without a prefix.
        code: String,
    },
}

impl From<Twist> for Fault {
    fn from(twist: Twist) -> Self {
        Self::Own {
            twist: serde_json::to_value(twist).unwrap_or_default(),
        }
    }
}

/// Applies a twist to an answer.
pub(super) fn apply(twist: &Value, reply: Reply) -> Reply {
    let Ok(twist) = serde_json::from_value::<Twist>(twist.clone()) else {
        return Reply::message(500, "The simulator does not know this twist.");
    };
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let text = match twist {
        Twist::Fault { code } => return fault(&code, "Something went wrong."),
        Twist::Refuse { code, message } => {
            let text = member(&text, "Success", "false");
            let text = member(&text, "ErrorCode", &code.to_string());
            member(&text, "Message", &message)
        }
        Twist::Member { name, text: new } => member(&text, &name, &new),
        Twist::Without { name } => without(&text, &name),
        Twist::OtherFile => {
            let other = STANDARD.encode(plain_page("Another contract."));
            without(&member(&text, "AttachmentFile", &other), "FileHash")
        }
        Twist::CutFile => cut_file(&text),
        Twist::Odd => odd(&text),
        Twist::Entities => format!(
            "<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{text}"
        )
        .replace("<a:Success>", "<a:Title>&x;</a:Title><a:Success>"),
        Twist::Laughs => {
            let mut entities = "<!ENTITY l0 \"ha\">".to_owned();
            for n in 1..12 {
                let ten = format!("&l{};", n - 1).repeat(10);
                entities.push_str(&format!("<!ENTITY l{n} \"{ten}\">"));
            }
            format!("<!DOCTYPE e [{entities}]>{text}")
                .replace("<a:Success>", "<a:Title>&l11;</a:Title><a:Success>")
        }
    };
    Reply {
        body: text.into(),
        ..reply
    }
}

/// Where a member's element begins and ends.
fn span(text: &str, name: &str) -> Option<(usize, usize)> {
    let from = text
        .find(&format!("<a:{name}>"))
        .or_else(|| text.find(&format!("<a:{name} ")))?;
    let head = text.get(from..)?.find('>')? + from + 1;
    if text.get(..head)?.ends_with("/>") {
        return Some((from, head));
    }
    let close = format!("</a:{name}>");
    let end = text.get(head..)?.find(&close)? + head + close.len();
    Some((from, end))
}

fn member(text: &str, name: &str, new: &str) -> String {
    let Some((from, to)) = span(text, name) else {
        return text.to_owned();
    };
    let (before, after) = (text.get(..from), text.get(to..));
    format!(
        "{}<a:{name}>{}</a:{name}>{}",
        before.unwrap_or_default(),
        escape(new),
        after.unwrap_or_default()
    )
}

fn without(text: &str, name: &str) -> String {
    let Some((from, to)) = span(text, name) else {
        return text.to_owned();
    };
    let (before, after) = (text.get(..from), text.get(to..));
    format!(
        "{}{}",
        before.unwrap_or_default(),
        after.unwrap_or_default()
    )
}

fn cut_file(text: &str) -> String {
    let inside = span(text, "AttachmentFile").and_then(|(from, to)| text.get(from..to));
    let plain = inside
        .and_then(|element| element.split('>').nth(1))
        .and_then(|rest| rest.split('<').next())
        .unwrap_or_default();
    let bytes = STANDARD.decode(plain).unwrap_or_default();
    let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
    member(text, "AttachmentFile", &STANDARD.encode(half))
}

fn odd(text: &str) -> String {
    let mut text = text.to_owned();
    // The success comes first, then what nobody knows, then the rest.
    if let Some((from, to)) = span(&text, "Success") {
        let success = text.get(from..to).unwrap_or_default().to_owned();
        text.replace_range(from..to, "");
        if let Some(at) = text
            .find("Result ")
            .and_then(|at| Some(text.get(at..)?.find('>')? + at))
        {
            let more = "<a:Novelty><a:Deep>1</a:Deep></a:Novelty><b:Other xmlns:b=\"urn:b\"/>";
            text.insert_str(at + 1, &format!("{success}{more}<!-- a note -->"));
        }
    }
    let text = text
        .replace("<s:", "<SOAP-ENV:")
        .replace("</s:", "</SOAP-ENV:")
        .replace("xmlns:s=", "xmlns:SOAP-ENV=")
        .replace("<a:", "<zz:")
        .replace("</a:", "</zz:")
        .replace("xmlns:a=", "xmlns:zz=");
    format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n{text}")
}

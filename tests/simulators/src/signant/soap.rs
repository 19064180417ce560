//! A request as the serialiser reads it (§2): members in their order and namespace, everything
//! else skipped in silence.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::contract::{Contract, Kind};
use crate::core::{Judge, Reply};

pub(super) const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace of the codes of faults (§4).
const DISPATCHER: &str =
    "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher";

/// What was read of a contract.
#[derive(Debug, Clone, Default)]
pub(super) struct Members(BTreeMap<&'static str, Value>);

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    One(Members),
    Many(Vec<Members>),
}

impl Members {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn one(&self, name: &str) -> Option<&Members> {
        match self.0.get(name)? {
            Value::One(members) => Some(members),
            _ => None,
        }
    }

    pub(super) fn many(&self, name: &str) -> &[Members] {
        match self.0.get(name) {
            Some(Value::Many(list)) => list,
            _ => &[],
        }
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).map(str::trim), Some("true" | "1"))
    }
}

/// A fault: HTTP 500 (§4).
pub(super) fn fault(code: &str, words: &str) -> Reply {
    let body = format!(
        "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><s:Fault>\
         <faultcode xmlns:a=\"{DISPATCHER}\">a:{code}</faultcode>\
         <faultstring xml:lang=\"en-US\">{}</faultstring></s:Fault></s:Body></s:Envelope>",
        escape(words)
    );
    Reply::with(500, "text/xml; charset=utf-8", body)
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Opens an envelope; the text of a request that is none is refused.
pub(super) fn open<'a>(judge: &mut Judge<'_>, body: &'a [u8]) -> Result<Document<'a>, Reply> {
    let bad = |judge: &mut Judge<'_>, rule: &str, words: &str| {
        judge.refuse(rule, "§1", words);
        Reply::empty(400)
    };
    let Ok(text) = std::str::from_utf8(body) else {
        return Err(bad(judge, "soap.encoding", "the request is not UTF-8"));
    };
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    let text = text.trim_start_matches('\u{feff}');
    Document::parse_with_options(text, options)
        .map_err(|error| bad(judge, "soap.xml", &error.to_string()))
}

/// The one element of the body.
pub(super) fn wrapper<'a, 'b>(
    judge: &mut Judge<'_>,
    document: &'b Document<'a>,
) -> Result<Node<'b, 'a>, Reply> {
    let root = document.root_element();
    if !root.has_tag_name((ENVELOPE, "Envelope")) {
        judge.refuse("soap.envelope", "§1", "the envelope is none of SOAP 1.1");
        return Err(Reply::empty(400));
    }
    let body = root
        .children()
        .find(|node| node.has_tag_name((ENVELOPE, "Body")));
    let mut inside = body.into_iter().flat_map(|body| body.children());
    let first = inside.by_ref().find(Node::is_element);
    if inside.any(|node| node.is_element()) {
        judge.note("soap.body", "§1", "the body holds more than one element");
    }
    first.ok_or_else(|| {
        judge.refuse("soap.body", "§1", "the body is empty");
        Reply::empty(400)
    })
}

/// Where members are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spaces<'a> {
    /// The namespace of the members themselves.
    pub(super) own: &'a str,
    /// That of what they hold.
    pub(super) inner: &'a str,
    /// A member that has another name on the wire: that name, and its usual one.
    pub(super) alias: Option<(&'a str, &'a str)>,
}

/// Reads the members of an element. Members out of their order or in another namespace are
/// skipped; kindly, the order does not matter.
pub(super) fn read(
    judge: &mut Judge<'_>,
    node: Node<'_, '_>,
    spaces: Spaces<'_>,
    members: &'static [(&'static str, Kind)],
) -> Result<Members, Reply> {
    let Spaces { own, inner, alias } = spaces;
    let mut found = Members::default();
    let mut next = 0;
    let parent = node.tag_name().name().to_owned();
    for child in node.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        let usual = match alias {
            Some((wire, usual)) if wire == name => usual,
            Some((_, usual)) if usual == name => "",
            _ => name,
        };
        let at = members.iter().position(|(member, _)| *member == usual);
        let here = child.tag_name().namespace() == Some(own);
        let Some((at, (member, kind))) = at.and_then(|at| Some((at, *members.get(at)?))) else {
            judge.note("soap.unknown_member", "§2", format!("{parent}/{name}"));
            continue;
        };
        if !here {
            let words = format!("{parent}/{name} is in another namespace");
            judge.note("soap.namespace", "§2", words);
            continue;
        }
        if at < next {
            let words = format!("{parent}/{name} is out of its order");
            judge.note("soap.order", "§2", words);
            if judge.strict() {
                continue;
            }
        }
        next = next.max(at + 1);
        if let Some(value) = value(judge, child, inner, kind)? {
            found.0.insert(member, value);
        }
    }
    Ok(found)
}

fn value(
    judge: &mut Judge<'_>,
    node: Node<'_, '_>,
    inner: &str,
    kind: Kind,
) -> Result<Option<Value>, Reply> {
    if matches!(node.attribute((INSTANCE, "nil")), Some("true" | "1")) {
        return Ok(None);
    }
    let text = || {
        node.children()
            .filter(Node::is_text)
            .filter_map(|part| part.text())
            .collect::<String>()
    };
    let name = node.tag_name().name();
    let bad = |judge: &mut Judge<'_>, text: &str| {
        let shown: String = text.chars().take(40).collect();
        judge.refuse("soap.value", "§2", format!("{name} cannot be {shown:?}"));
        Err(fault(
            "DeserializationFailed",
            &format!("{name} cannot be read."),
        ))
    };
    Ok(Some(match kind {
        Kind::Of(contract) => Value::One(of(judge, node, inner, contract)?),
        Kind::Many(contract) => {
            let mut list = Vec::new();
            for item in node.children().filter(Node::is_element) {
                if item.has_tag_name((inner, contract.name)) {
                    list.push(of(judge, item, inner, contract)?);
                } else {
                    let words = format!("{name}/{} is no item", item.tag_name().name());
                    judge.note("soap.item", "§2", words);
                }
            }
            Value::Many(list)
        }
        Kind::Text | Kind::Bytes => Value::Text(text()),
        Kind::Int => {
            let text = text();
            if text.trim().parse::<i32>().is_err() {
                return bad(judge, &text);
            }
            Value::Text(text)
        }
        Kind::Bool => {
            let text = text();
            if !matches!(text.trim(), "true" | "false" | "1" | "0") {
                return bad(judge, &text);
            }
            Value::Text(text)
        }
        Kind::Guid => {
            let text = text();
            if uuid::Uuid::parse_str(text.trim()).is_err() || text.contains('{') {
                return bad(judge, &text);
            }
            Value::Text(text.trim().to_owned())
        }
        Kind::Date => {
            let text = text();
            let day = text.split('T').next().unwrap_or_default();
            let whole = text.len() >= 19 && day.len() == 10 && day.matches('-').count() == 2;
            if !whole {
                return bad(judge, &text);
            }
            Value::Text(text)
        }
        Kind::Enum(_, words) => {
            let text = text();
            if !words.contains(&text.trim()) {
                return bad(judge, &text);
            }
            Value::Text(text.trim().to_owned())
        }
    }))
}

fn of(
    judge: &mut Judge<'_>,
    node: Node<'_, '_>,
    inner: &str,
    contract: &'static Contract,
) -> Result<Members, Reply> {
    let spaces = Spaces {
        own: inner,
        inner,
        alias: None,
    };
    read(judge, node, spaces, contract.members)
}

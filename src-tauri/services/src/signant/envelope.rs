//! Requests, written by hand in the order of the schema: the serialiser at the other end skips in
//! silence what is out of its order or namespace (sheet §2).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::contract::{self, Operation};
use crate::Account;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Names and namespaces, as far as the documentation leaves them open (sheet §0, §1, §3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) interface: String,
    pub(super) service: String,
    pub(super) model: String,
    pub(super) posting: String,
}

impl Names {
    /// As the account has them.
    pub(super) fn of(account: &Account) -> Self {
        let get = |name: &str, usual: &str| account.setting(name).unwrap_or(usual).to_owned();
        Self {
            interface: get("interface", contract::INTERFACE),
            service: get("service_namespace", contract::SERVICE),
            model: get("model_namespace", contract::MODEL),
            posting: get("posting_parameter", contract::POSTING),
        }
    }

    /// The action of an operation, without quotes.
    pub(super) fn action(&self, operation: Operation) -> String {
        let service = self.service.trim_end_matches('/');
        format!("{service}/{}/{}", self.interface, operation.name())
    }
}

/// What a member holds.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Text, a number or a word.
    Text(String),
    /// What needs no escaping, such as base64.
    Plain(String),
    /// Members of the model.
    Members(Members),
    /// A list: the name of its items, and each item's members.
    List(&'static str, Vec<Members>),
}

/// Members by name; those without a value are not sent.
pub(super) type Members = Vec<(&'static str, Value)>;

/// A member that is sent where there is something to send.
pub(super) fn text(
    name: &'static str,
    value: Option<impl Into<String>>,
) -> Option<(&'static str, Value)> {
    let value = value?.into();
    (!value.is_empty()).then_some((name, Value::Text(value)))
}

/// Writes a request. `parameters` stand in the order of the operation.
pub(super) fn request(
    names: &Names,
    operation: Operation,
    parameters: &[(&str, Value)],
) -> std::io::Result<Vec<u8>> {
    let mut to = Writer::new(Vec::new());
    to.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let mut envelope = BytesStart::new("e:Envelope");
    envelope.push_attribute(("xmlns:e", SOAP));
    to.write_event(Event::Start(envelope))?;
    to.write_event(Event::Start(BytesStart::new("e:Body")))?;
    let mut wrapper = BytesStart::new(operation.name());
    wrapper.push_attribute(("xmlns", names.service.as_str()));
    wrapper.push_attribute(("xmlns:m", names.model.as_str()));
    to.write_event(Event::Start(wrapper))?;
    for (name, value) in parameters {
        write(&mut to, name, value)?;
    }
    for name in [operation.name(), "e:Body", "e:Envelope"] {
        to.write_event(Event::End(BytesEnd::new(name)))?;
    }
    Ok(to.into_inner())
}

fn write(to: &mut Writer<Vec<u8>>, name: &str, value: &Value) -> std::io::Result<()> {
    to.write_event(Event::Start(BytesStart::new(name)))?;
    match value {
        Value::Text(text) => to.write_event(Event::Text(BytesText::new(&sayable(text))))?,
        Value::Plain(text) => {
            to.write_event(Event::Text(BytesText::from_escaped(text.as_str())))?
        }
        Value::Members(members) => members_of(to, members)?,
        Value::List(item, list) => {
            let item = format!("m:{item}");
            for members in list {
                to.write_event(Event::Start(BytesStart::new(item.as_str())))?;
                members_of(to, members)?;
                to.write_event(Event::End(BytesEnd::new(item.as_str())))?;
            }
        }
    }
    to.write_event(Event::End(BytesEnd::new(name)))
}

fn members_of(to: &mut Writer<Vec<u8>>, members: &Members) -> std::io::Result<()> {
    // The order is the alphabet's, capitals first (sheet §2): one place sees to it.
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by_key(|(name, _)| *name);
    members
        .into_iter()
        .try_for_each(|(name, value)| write(to, &format!("m:{name}"), value))
}

/// Without the characters that XML cannot hold.
fn sayable(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signant::xml::Element;

    #[test]
    fn members_stand_in_the_alphabets_order_and_their_own_namespace() {
        let names = Names::of(&Account::default());
        let posting = Value::Members(vec![
            ("UseWidget", Value::Text("true".into())),
            ("AfterSignAction", Value::Text("NoAction".into())),
            ("Title", Value::Text("A < B & \u{1}C".into())),
        ]);
        let bytes = request(&names, Operation::Create, &[("Posting", posting)]).unwrap();
        let it = Element::read(&bytes).unwrap();
        let wrapper = &it.children[0].children[0];
        assert_eq!(wrapper.space.as_deref(), Some("http://tempuri.org/"));
        let posting = &wrapper.children[0];
        assert_eq!(posting.space.as_deref(), Some("http://tempuri.org/"));
        let members: Vec<_> = posting.children.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(members, ["AfterSignAction", "Title", "UseWidget"]);
        assert_eq!(posting.children[1].text, "A < B & C");
        assert!(
            posting
                .children
                .iter()
                .all(|m| m.space.as_deref() == Some(contract::MODEL))
        );
    }

    #[test]
    fn the_action_is_made_of_namespace_interface_and_operation() {
        let action = Names::of(&Account::default()).action(Operation::Status);
        assert_eq!(
            action,
            "http://tempuri.org/IInstantSignatureService/GetPostingStatus"
        );
    }
}

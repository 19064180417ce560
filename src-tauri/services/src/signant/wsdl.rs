//! The service's description of itself compared with what is sent (sheet §0): names, namespaces
//! and order decide whether anything arrives.

use std::collections::BTreeSet;

use super::contract::{Operation, SENT};
use super::envelope::Names;
use super::wire::Wire;
use super::xml::Element;
use crate::StepError;

/// Documents of a description that are read at most.
const MOST: usize = 12;

/// Reads the description and says where it differs. `None`: the service has none to show.
pub(super) async fn differences(wire: &Wire<'_>) -> Result<Option<Vec<String>>, StepError> {
    let answer = wire.description("wsdl").await?;
    if !answer.is_success() {
        return Ok(None);
    }
    let Ok(wsdl) = Element::read(&answer.body) else {
        return Ok(None);
    };
    if wsdl.name != "definitions" {
        return Ok(None);
    }
    let mut schemas = vec![wsdl.clone()];
    let mut asked = BTreeSet::new();
    let mut next = 0;
    while let Some(one) = schemas.get(next) {
        next += 1;
        // Only the query is taken: a description leads to no other place.
        let more: Vec<String> = one
            .all()
            .into_iter()
            .filter_map(|element| element.attribute("schemaLocation"))
            .filter_map(|location| location.split_once('?'))
            .map(|(_, query)| query.to_owned())
            .filter(|query| query.starts_with("xsd=") && query.len() < 40)
            .filter(|query| asked.insert(query.clone()))
            .collect();
        for query in more {
            if schemas.len() >= MOST {
                break;
            }
            let answer = wire.description(&query).await?;
            match Element::read(&answer.body) {
                Ok(schema) if answer.is_success() => schemas.push(schema),
                _ => return Ok(Some(vec![format!("{query} cannot be read")])),
            }
        }
    }
    Ok(Some(compare(wire.names, &schemas)))
}

/// What is sent and would not arrive.
fn compare(names: &Names, documents: &[Element]) -> Vec<String> {
    let mut wrong = Vec::new();
    let all: Vec<&Element> = documents.iter().flat_map(Element::all).collect();
    let actions: BTreeSet<&str> = all
        .iter()
        .filter_map(|element| element.attribute("soapAction"))
        .collect();
    let schemas: Vec<&Element> = all
        .iter()
        .copied()
        .filter(|element| element.name == "schema")
        .collect();
    let named = |schema: &Element, kind: &str, name: &str| {
        schema
            .children
            .iter()
            .find(|child| child.name == kind && child.attribute("name") == Some(name))
            .cloned()
    };
    let mut find = |kind: &str, name: &str, space: &str| -> Option<Vec<String>> {
        let found = schemas.iter().find_map(|schema| {
            let declared = named(schema, kind, name)?;
            Some((schema.attribute("targetNamespace")?.to_owned(), declared))
        });
        let Some((in_space, declared)) = found else {
            wrong.push(format!("{name} is not described"));
            return None;
        };
        if in_space != space {
            wrong.push(format!("{name} is in {in_space}, and not in {space}"));
        }
        Some(members(&declared))
    };
    let mut compared = Vec::new();
    for operation in Operation::ALL {
        let sent = operation.parameters(&names.posting);
        let described = find("element", operation.name(), &names.service);
        compared.push((operation.name(), sent, described));
    }
    for (contract, sent) in SENT {
        let sent = sent.iter().map(|name| (*name).to_owned()).collect();
        let described = find("complexType", contract, &names.model);
        compared.push((contract, sent, described));
    }
    for (name, sent, described) in compared {
        let Some(described) = described else { continue };
        let missing: Vec<&String> = sent.iter().filter(|s| !described.contains(s)).collect();
        for member in &missing {
            wrong.push(format!(
                "{name} has no {member}; it has {}",
                described.join(", ")
            ));
        }
        let theirs: Vec<&String> = described.iter().filter(|d| sent.contains(d)).collect();
        let ours: Vec<&String> = sent.iter().filter(|s| described.contains(s)).collect();
        if theirs != ours {
            let order: Vec<&str> = theirs.iter().map(|s| s.as_str()).collect();
            wrong.push(format!("{name} has another order: {}", order.join(", ")));
        }
    }
    for operation in Operation::ALL {
        let action = names.action(operation);
        if !actions.contains(action.as_str()) {
            let like = actions
                .iter()
                .find(|other| other.ends_with(&format!("/{}", operation.name())));
            let instead = like.map(|other| format!("; it is {other}"));
            wrong.push(format!(
                "no operation has the action {action}{}",
                instead.unwrap_or_default()
            ));
        }
    }
    wrong
}

/// The names of the elements of a sequence, those inside other types left out.
fn members(declared: &Element) -> Vec<String> {
    declared
        .all()
        .into_iter()
        .filter(|element| element.name == "element" && !std::ptr::eq(*element, declared))
        .filter_map(|element| element.attribute("name"))
        .map(str::to_owned)
        .collect()
}

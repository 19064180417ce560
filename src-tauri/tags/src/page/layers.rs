//! Optional content: which layers are off.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::objects::{dict, get, get_array, get_dict, get_name, resolve};
use crate::pdf::Pdf;

/// Groups of one membership.
const MAX_GROUPS: usize = 1000;

/// The layers of a document that are off when it is opened.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    off: HashSet<ObjectId>,
    /// Whether the document has layers at all.
    any: bool,
}

/// Conditions within conditions that are followed.
const MAX_DEPTH: usize = 16;

impl Layers {
    /// By the default configuration, as it is for viewing.
    pub(crate) fn read(pdf: &dyn Pdf) -> Self {
        let properties = pdf
            .catalog()
            .and_then(|catalog| get_dict(pdf, catalog, b"OCProperties"));
        let Some(properties) = properties else {
            return Self::default();
        };
        let mut layers = Self {
            off: HashSet::new(),
            any: true,
        };
        let Some(default) = get_dict(pdf, properties, b"D") else {
            return layers;
        };
        if get_name(pdf, default, b"BaseState") == Some(b"OFF") {
            layers.off.extend(ids(pdf, properties, b"OCGs"));
        }
        for id in ids(pdf, default, b"ON") {
            layers.off.remove(&id);
        }
        layers.off.extend(ids(pdf, default, b"OFF"));
        for usage in get_array(pdf, default, b"AS").unwrap_or_default() {
            if let Some(usage) = dict(pdf, usage) {
                layers.apply(pdf, usage);
            }
        }
        layers
    }

    /// Switches layers as their own usage says, where that is to be followed for viewing.
    fn apply(&mut self, pdf: &dyn Pdf, usage: &Dictionary) {
        let categories = get_array(pdf, usage, b"Category").unwrap_or_default();
        let views = categories
            .iter()
            .any(|category| category.as_name().is_ok_and(|name| name == b"View"));
        if !views || get_name(pdf, usage, b"Event") != Some(b"View") {
            return;
        }
        for id in ids(pdf, usage, b"OCGs") {
            let state = pdf
                .object(id)
                .and_then(|group| dict(pdf, group))
                .and_then(|group| get_dict(pdf, group, b"Usage"))
                .and_then(|usage| get_dict(pdf, usage, b"View"))
                .and_then(|view| get_name(pdf, view, b"ViewState"));
            match state {
                Some(b"OFF") => drop(self.off.insert(id)),
                Some(b"ON") => drop(self.off.remove(&id)),
                _ => {}
            }
        }
    }

    /// Whether content that belongs to this group, or membership of groups, is off.
    pub(crate) fn hides(&self, pdf: &dyn Pdf, group: &Object) -> bool {
        if !self.any {
            return false;
        }
        if let Ok(id) = group.as_reference()
            && self.off.contains(&id)
        {
            return true;
        }
        let Object::Dictionary(dict) = resolve(pdf, group) else {
            return false;
        };
        if get_name(pdf, dict, b"Type") != Some(b"OCMD") {
            return false;
        }
        if let Some(shown) = get(pdf, dict, b"VE").and_then(|all| self.holds(pdf, all, 0)) {
            return !shown;
        }
        let groups: Vec<ObjectId> = match (dict.get(b"OCGs"), get(pdf, dict, b"OCGs")) {
            (_, Some(Object::Array(groups))) => groups
                .iter()
                .take(MAX_GROUPS)
                .filter_map(|group| group.as_reference().ok())
                .collect(),
            (Ok(Object::Reference(id)), _) => vec![*id],
            _ => return false,
        };
        if groups.is_empty() {
            return false;
        }
        let off = |id: &ObjectId| self.off.contains(id);
        let shown = match get_name(pdf, dict, b"P") {
            Some(b"AllOn") => !groups.iter().any(off),
            Some(b"AnyOff") => groups.iter().any(off),
            Some(b"AllOff") => groups.iter().all(off),
            _ => !groups.iter().all(off),
        };
        !shown
    }

    /// Whether a visibility expression holds: a group, or `[/And …]`, `[/Or …]`, `[/Not …]`.
    /// `None` for what is no expression.
    fn holds(&self, pdf: &dyn Pdf, expression: &Object, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        let Object::Array(parts) = resolve(pdf, expression) else {
            let id = expression.as_reference().ok()?;
            return Some(!self.off.contains(&id));
        };
        let (operator, operands) = parts.split_first()?;
        let operands: Vec<bool> = operands
            .iter()
            .filter_map(|operand| self.holds(pdf, operand, depth + 1))
            .collect();
        match operator.as_name().ok()? {
            b"And" => Some(operands.iter().all(|holds| *holds)),
            b"Or" => Some(operands.iter().any(|holds| *holds)),
            b"Not" => operands.first().map(|holds| !holds),
            _ => None,
        }
    }
}

/// The references of an array.
fn ids(pdf: &dyn Pdf, of: &Dictionary, key: &[u8]) -> Vec<ObjectId> {
    let array = get_array(pdf, of, key).unwrap_or_default();
    array
        .iter()
        .filter_map(|item| item.as_reference().ok())
        .collect()
}

//! Optional content: which layers are off.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::objects::{get, get_array, get_dict, get_name, resolve};
use crate::pdf::Pdf;

/// Groups of one membership.
const MAX_GROUPS: usize = 1000;

/// The layers of a document that are off when it is opened.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    off: HashSet<ObjectId>,
}

impl Layers {
    /// By the default configuration.
    pub(crate) fn read(pdf: &dyn Pdf) -> Self {
        let mut off = HashSet::new();
        let Some(properties) = pdf
            .catalog()
            .and_then(|catalog| get_dict(pdf, catalog, b"OCProperties"))
        else {
            return Self { off };
        };
        let ids = |dict: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
            let array = get_array(pdf, dict, key).unwrap_or_default();
            array
                .iter()
                .filter_map(|item| item.as_reference().ok())
                .collect()
        };
        let Some(default) = get_dict(pdf, properties, b"D") else {
            return Self { off };
        };
        if get_name(pdf, default, b"BaseState") == Some(b"OFF") {
            off.extend(ids(properties, b"OCGs"));
        }
        for id in ids(default, b"ON") {
            off.remove(&id);
        }
        off.extend(ids(default, b"OFF"));
        Self { off }
    }

    /// Whether content that belongs to this group, or membership of groups, is off.
    pub(crate) fn hides(&self, pdf: &dyn Pdf, group: &Object) -> bool {
        if self.off.is_empty() {
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
}

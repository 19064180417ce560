//! Pages and annotations that stand inside another object become objects of their own, so that they
//! can be changed, and changed alone.

use std::collections::{BTreeSet, HashSet};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::RewriteError;
use crate::limits::Budget;
use crate::pages;

/// The highest number that an object of the file may have, so that there is room for new ones.
const LAST_OBJECT: u32 = u32::MAX / 2;

/// The highest number that an object has.
pub(super) fn last(pdf: &Pdf) -> Result<u32, RewriteError> {
    let last = pdf.objects.keys().map(|id| id.0).max().unwrap_or(0);
    let last = last.max(pdf.max_id);
    if last > LAST_OBJECT {
        let why = "no object numbers left";
        return Err(RewriteError::Unwritable(why.to_owned()));
    }
    Ok(last)
}

/// Makes objects of these pages and their annotations; says what else changed for it.
pub(super) fn pages(
    pdf: &mut Pdf,
    wanted: &BTreeSet<u32>,
    budget: &Budget<'_>,
) -> Result<BTreeSet<ObjectId>, RewriteError> {
    let mut promoter = Promoter {
        next: last(pdf)? + 1,
        changed: BTreeSet::new(),
    };
    let ids = |pdf: &Pdf| -> Result<Vec<Option<ObjectId>>, RewriteError> {
        let (pages, _) = pages::pages(pdf, budget)?;
        let pages = pages.iter();
        let pages = pages.filter(|page| wanted.contains(&page.session.number));
        Ok(pages.map(|page| page.id).collect())
    };
    let mut own = ids(pdf)?;
    if own.contains(&None) {
        promoter.tree(pdf, budget)?;
        own = ids(pdf)?;
    }
    for page in own.into_iter().flatten() {
        promoter.items(pdf, page, b"Annots");
    }
    Ok(promoter.changed)
}

struct Promoter {
    next: u32,
    changed: BTreeSet<ObjectId>,
}

impl Promoter {
    /// Goes through the page tree.
    fn tree(&mut self, pdf: &mut Pdf, budget: &Budget<'_>) -> Result<(), RewriteError> {
        let Ok(Object::Reference(root)) = pdf.trailer.get(b"Root") else {
            return Ok(());
        };
        let mut stack: Vec<ObjectId> = self.entry(pdf, *root, b"Pages").into_iter().collect();
        let mut seen = HashSet::new();
        while let Some(id) = stack.pop() {
            budget.spend_operations(1).map_err(RewriteError::Read)?;
            if seen.insert(id) {
                stack.extend(self.items(pdf, id, b"Kids"));
            }
        }
        Ok(())
    }

    /// An object's entry as an object of its own.
    fn entry(&mut self, pdf: &mut Pdf, id: ObjectId, key: &[u8]) -> Option<ObjectId> {
        let value = dict(pdf, id)?.get_mut(key).ok()?;
        let (moved, found) = self.own(value);
        self.place(pdf, id, moved);
        found
    }

    /// The items of an array in a dictionary, each as an object of its own.
    fn items(&mut self, pdf: &mut Pdf, id: ObjectId, key: &[u8]) -> Vec<ObjectId> {
        let list = dict(pdf, id).and_then(|dict| dict.get(key).ok());
        let holder = match list {
            Some(Object::Reference(list)) => *list,
            _ => id,
        };
        let list = match pdf.objects.get_mut(&holder) {
            Some(Object::Array(items)) => Some(items),
            Some(Object::Dictionary(dict)) => {
                let list = dict.get_mut(key).ok();
                list.and_then(|list| list.as_array_mut().ok())
            }
            _ => None,
        };
        let (mut moved, mut found) = (Vec::new(), Vec::new());
        for item in list.into_iter().flatten() {
            let (new, id) = self.own(item);
            moved.extend(new);
            found.extend(id);
        }
        self.place(pdf, holder, moved);
        found
    }

    /// Puts a reference in the place of a dictionary; says what it refers to.
    fn own(&mut self, value: &mut Object) -> (Vec<(ObjectId, Dictionary)>, Option<ObjectId>) {
        match value {
            Object::Reference(id) => (Vec::new(), Some(*id)),
            Object::Dictionary(dict) => {
                let (id, dict) = ((self.next, 0), std::mem::take(dict));
                self.next += 1;
                *value = Object::Reference(id);
                (vec![(id, dict)], Some(id))
            }
            _ => (Vec::new(), None),
        }
    }

    fn place(
        &mut self,
        pdf: &mut Pdf,
        holder: ObjectId,
        moved: impl IntoIterator<Item = (ObjectId, Dictionary)>,
    ) {
        for (id, dict) in moved {
            pdf.objects.insert(id, dict.into());
            self.changed.extend([holder, id]);
        }
    }
}

fn dict(pdf: &mut Pdf, id: ObjectId) -> Option<&mut Dictionary> {
    pdf.objects.get_mut(&id)?.as_dict_mut().ok()
}

//! What came after a signature: every object of the signed revision is compared with the file as
//! it is, and every difference has to be one that signing or filling a form makes.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};
use session::LaterChanges;

use crate::pdf::{self, FormField, references};

/// What came after the revision `old` in the file `new`, with stable words for what is content.
/// `signature` is the one that was made then; the fields that it locks may not change.
pub(super) fn changes(
    old: &Document,
    new: &Document,
    signature: &Dictionary,
) -> (LaterChanges, Vec<&'static str>) {
    let mut diff = Diff::new(old, new);
    diff.locks = locks(old, signature);
    diff.run();
    diff.problems.sort_unstable();
    diff.problems.dedup();
    (diff.level, diff.problems)
}

/// Whether two dictionaries are the same; where their streams lay in the file does not count.
pub(super) fn equal_dicts(a: &Dictionary, b: &Dictionary) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(key, value)| b.get(key).is_ok_and(|other| equal(value, other)))
}

fn equal(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Dictionary(a), Object::Dictionary(b)) => equal_dicts(a, b),
        (Object::Stream(a), Object::Stream(b)) => {
            a.content == b.content && equal_dicts(&a.dict, &b.dict)
        }
        (Object::Array(a), Object::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Object::String(a, _), Object::String(b, _)) => a == b,
        // Some writers drop the fraction of a whole number.
        (Object::Integer(whole), Object::Real(real))
        | (Object::Real(real), Object::Integer(whole)) => *whole as f64 == f64::from(*real),
        (a, b) => a == b,
    }
}

/// What an object is in the signed revision, as far as it may change.
#[derive(Clone, Copy)]
enum Role {
    Catalog,
    Form,
    FormFieldList,
    Page,
    AnnotationList,
    Field(usize),
    /// Belongs to the appearance of a field that may be filled, and to nothing else.
    Appearance,
    Info,
    Harmless,
}

struct Diff<'a> {
    old: &'a Document,
    new: &'a Document,
    old_fields: Vec<FormField>,
    new_fields: Vec<FormField>,
    /// Signature fields and their widgets in the file as it is.
    signing: HashSet<ObjectId>,
    /// Those of them that are signed.
    signed: HashSet<ObjectId>,
    locks: Vec<Lock>,
    roles: HashMap<ObjectId, Role>,
    level: LaterChanges,
    problems: Vec<&'static str>,
}

impl<'a> Diff<'a> {
    fn new(old: &'a Document, new: &'a Document) -> Self {
        let new_fields = pdf::form_fields(new);
        let of = |test: &dyn Fn(&FormField) -> bool| -> HashSet<ObjectId> {
            let fields = new_fields
                .iter()
                .filter(|field| field.kind == b"Sig" && test(field));
            fields
                .flat_map(|field| field.widgets.iter().copied().chain([field.id]))
                .collect()
        };
        let signing = of(&|_| true);
        let signed = of(&|field| field.signature(new).is_some());
        let mut diff = Self {
            old,
            new,
            old_fields: pdf::form_fields(old),
            new_fields,
            signing,
            signed,
            locks: Vec::new(),
            roles: HashMap::new(),
            level: LaterChanges::None,
            problems: Vec::new(),
        };
        diff.assign_roles();
        diff
    }

    fn assign_roles(&mut self) {
        let old = self.old;
        let mut referrers: HashMap<ObjectId, usize> = HashMap::new();
        let mut found = Vec::new();
        old.objects
            .values()
            .for_each(|object| references(object, &mut found));
        for id in found {
            *referrers.entry(id).or_default() += 1;
        }
        let roles = &mut self.roles;
        let mut give = |object: Option<&Object>, role: Role| {
            let Some(Object::Reference(id)) = object else {
                return;
            };
            // What only metadata should refer to, a page might refer to as well.
            let shared = referrers.get(id) != Some(&1);
            if !(shared && matches!(role, Role::Harmless | Role::Appearance)) {
                roles.entry(*id).or_insert(role);
            }
        };
        give(old.trailer.get(b"Root").ok(), Role::Catalog);
        give(old.trailer.get(b"Info").ok(), Role::Info);
        for (index, field) in self.old_fields.iter().enumerate() {
            give(Some(&Object::Reference(field.id)), Role::Field(index));
            for widget in &field.widgets {
                give(Some(&Object::Reference(*widget)), Role::Field(index));
            }
        }
        for page in old.page_iter() {
            give(Some(&Object::Reference(page)), Role::Page);
            let annotations = old
                .get_dictionary(page)
                .and_then(|page| page.get(b"Annots"));
            give(annotations.ok(), Role::AnnotationList);
        }
        if let Ok(catalog) = old.catalog() {
            give(catalog.get(b"AcroForm").ok(), Role::Form);
            if let Some(form) = pdf::dict(old, catalog, b"AcroForm") {
                give(form.get(b"Fields").ok(), Role::FormFieldList);
            }
            for key in ["Metadata", "Extensions", "DSS"] {
                give(catalog.get(key.as_bytes()).ok(), Role::Harmless);
            }
            let store = pdf::dict(old, catalog, b"DSS");
            store
                .into_iter()
                .flatten()
                .for_each(|(_, part)| give(Some(part), Role::Harmless));
        }
        for field in self
            .old_fields
            .iter()
            .filter(|field| field.signature(old).is_none())
        {
            for widget in field
                .widgets
                .iter()
                .filter_map(|w| old.get_dictionary(*w).ok())
            {
                let Ok(appearance) = widget.get(b"AP") else {
                    continue;
                };
                give(Some(appearance), Role::Appearance);
                if let Object::Dictionary(states) = pdf::resolve(old, appearance) {
                    states
                        .iter()
                        .for_each(|(_, state)| give(Some(state), Role::Appearance));
                }
            }
        }
    }

    fn run(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.trailer.get(b"Root").ok() != new.trailer.get(b"Root").ok() {
            self.content("catalog_changed");
        }
        self.compare_info();
        for (id, before) in &old.objects {
            match new.objects.get(id) {
                Some(after) if equal(before, after) => {}
                Some(after) => self.explain(*id, before, after),
                None if is_plumbing(before) => {}
                None => self.content("object_removed"),
            }
        }
        // A number that led nowhere when it was signed must not lead somewhere now.
        let mut referred = Vec::new();
        for object in old.objects.values() {
            references(object, &mut referred);
        }
        let dangling =
            |id: &&ObjectId| !old.objects.contains_key(*id) && new.objects.contains_key(*id);
        if referred.iter().any(|id| dangling(&id)) {
            self.content("object_changed");
        }
        self.compare_fields();
    }

    fn raise(&mut self, level: LaterChanges) {
        self.level = self.level.max(level);
    }

    fn content(&mut self, problem: &'static str) {
        self.raise(LaterChanges::Content);
        self.problems.push(problem);
    }

    fn explain(&mut self, id: ObjectId, before: &Object, after: &Object) {
        if is_plumbing(before) && is_plumbing(after) {
            return;
        }
        let Some(role) = self.roles.get(&id).copied() else {
            return self.content("object_changed");
        };
        match (role, before, after) {
            (Role::Harmless | Role::Info, _, _) => {}
            (Role::Appearance, _, _) if self.locks.is_empty() => {
                self.raise(LaterChanges::FormFilling);
            }
            (Role::Catalog, Object::Dictionary(a), Object::Dictionary(b)) => self.catalog(a, b),
            (Role::Form, Object::Dictionary(a), Object::Dictionary(b)) => self.form(a, b),
            (Role::FormFieldList, Object::Array(a), Object::Array(b)) => self.field_list(a, b),
            (Role::Page, Object::Dictionary(a), Object::Dictionary(b)) => self.page(a, b),
            (Role::AnnotationList, Object::Array(a), Object::Array(b)) => self.annotations(a, b),
            (Role::Field(index), Object::Dictionary(a), Object::Dictionary(b)) => {
                self.field(index, a, b);
            }
            _ => self.content("object_changed"),
        }
    }

    fn catalog(&mut self, before: &Dictionary, after: &Dictionary) {
        for key in changed_keys(before, after) {
            match key {
                b"Metadata" | b"Version" | b"Extensions" => {}
                b"DSS" => self.raise(LaterChanges::SignaturesOnly),
                b"AcroForm" => {
                    let part = |d, doc| pdf::dict(doc, d, b"AcroForm").cloned().unwrap_or_default();
                    self.form(&part(before, self.old), &part(after, self.new));
                }
                _ => self.content("catalog_changed"),
            }
        }
    }

    fn form(&mut self, before: &Dictionary, after: &Dictionary) {
        for key in changed_keys(before, after) {
            match key {
                b"SigFlags" => {}
                // What fields are drawn with; nothing that is drawn already changes by it.
                b"DR" | b"DA" if !before.has(key) => {}
                b"Fields" => {
                    let list = |form, doc| pdf::array(doc, form, b"Fields").to_vec();
                    self.field_list(&list(before, self.old), &list(after, self.new));
                }
                _ => self.content("form_changed"),
            }
        }
    }

    fn field_list(&mut self, before: &[Object], after: &[Object]) {
        match self.added(before, after) {
            Some(added) => {
                if added.iter().all(|id| self.signing.contains(id)) {
                    self.raise(LaterChanges::SignaturesOnly);
                } else {
                    self.content("form_changed");
                }
            }
            None => self.content("form_changed"),
        }
    }

    fn page(&mut self, before: &Dictionary, after: &Dictionary) {
        for key in changed_keys(before, after) {
            if key == b"Annots" {
                let list = |page, doc| pdf::array(doc, page, b"Annots").to_vec();
                self.annotations(&list(before, self.old), &list(after, self.new));
            } else {
                self.content("page_changed");
            }
        }
    }

    /// Every new annotation is looked at: only widgets of signature fields are signing, and one
    /// that shows something while nobody signed it is a picture laid over the page.
    fn annotations(&mut self, before: &[Object], after: &[Object]) {
        let Some(added) = self.added(before, after) else {
            return self.content("annotation_added");
        };
        for id in added {
            let lawful = self.new.get_dictionary(id).is_ok_and(|widget| {
                matches!(widget.get(b"Subtype"), Ok(Object::Name(name)) if name == b"Widget")
                    && !widget.has(b"A")
                    && !widget.has(b"AA")
                    && (self.signed.contains(&id) || !widget.has(b"AP"))
            });
            if lawful && self.signing.contains(&id) {
                self.raise(LaterChanges::SignaturesOnly);
            } else {
                self.content("annotation_added");
            }
        }
    }

    /// What was added to a list whose old entries all are there, in their order.
    fn added(&self, before: &[Object], after: &[Object]) -> Option<Vec<ObjectId>> {
        let mut old = before.iter().peekable();
        let mut added = Vec::new();
        for entry in after {
            if old.peek().is_some_and(|expected| equal(expected, entry)) {
                old.next();
                continue;
            }
            let id = entry.as_reference().ok()?;
            if self.old.objects.contains_key(&id) {
                return None;
            }
            added.push(id);
        }
        old.next().is_none().then_some(added)
    }

    fn field(&mut self, index: usize, before: &Dictionary, after: &Dictionary) {
        let Some(field) = self.old_fields.get(index) else {
            return self.content("object_changed");
        };
        if field.signature(self.old).is_some() {
            return self.content("signature_changed");
        }
        let signature_field = field.kind == b"Sig";
        if self.locks.iter().any(|lock| lock.holds(&field.name)) {
            return self.content("field_locked");
        }
        for key in changed_keys(before, after) {
            match key {
                b"V" if signature_field => {
                    let signed = pdf::dict(self.new, after, b"V")
                        .is_some_and(|v| v.has(b"ByteRange") && v.has(b"Contents"));
                    if signed {
                        self.raise(LaterChanges::SignaturesOnly);
                    } else {
                        self.content("signature_changed");
                    }
                }
                b"AP" | b"M" if signature_field => self.raise(LaterChanges::SignaturesOnly),
                b"V" | b"AP" | b"AS" | b"M" => self.raise(LaterChanges::FormFilling),
                _ => self.content("form_changed"),
            }
        }
    }

    /// A field that was signed stays a field that is signed, whatever hangs between.
    fn compare_fields(&mut self) {
        let now: HashSet<(&str, ObjectId)> = self
            .new_fields
            .iter()
            .map(|f| (f.name.as_str(), f.id))
            .collect();
        if self
            .old_fields
            .iter()
            .any(|f| !now.contains(&(f.name.as_str(), f.id)))
        {
            self.content("form_changed");
        }
    }

    fn compare_info(&mut self) {
        let part = |doc: &Document| pdf::dict(doc, &doc.trailer, b"Info").cloned();
        let Some(before) = part(self.old) else { return };
        let after = part(self.new).unwrap_or_default();
        for key in changed_keys(&before, &after) {
            if !matches!(key, b"ModDate" | b"Producer") {
                self.content("object_changed");
            }
        }
    }
}

/// What a signature locks (FieldMDP).
enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Lock {
    /// A name in the list stands for the fields below it as well.
    fn holds(&self, name: &str) -> bool {
        let listed = |names: &[String]| {
            let below = |top: &String| name.strip_prefix(top.as_str());
            names
                .iter()
                .filter_map(below)
                .any(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        match self {
            Self::All => true,
            Self::Include(names) => listed(names),
            Self::Exclude(names) => !listed(names),
        }
    }
}

fn locks(document: &Document, signature: &Dictionary) -> Vec<Lock> {
    let is = |object: &Object, name: &[u8]| matches!(object, Object::Name(n) if n == name);
    pdf::array(document, signature, b"Reference")
        .iter()
        .filter_map(|entry| pdf::resolve(document, entry).as_dict().ok())
        .filter(|entry| is(pdf::value(document, entry, b"TransformMethod"), b"FieldMDP"))
        .filter_map(|entry| pdf::dict(document, entry, b"TransformParams"))
        .map(|params| {
            let names = || {
                let fields = pdf::array(document, params, b"Fields").iter();
                fields
                    .map(|name| pdf::text(pdf::resolve(document, name)))
                    .collect()
            };
            match pdf::value(document, params, b"Action") {
                Object::Name(action) if action == b"Include" => Lock::Include(names()),
                Object::Name(action) if action == b"Exclude" => Lock::Exclude(names()),
                _ => Lock::All,
            }
        })
        .collect()
}

/// Keys whose values differ, or that only one of them has.
fn changed_keys<'d>(before: &'d Dictionary, after: &'d Dictionary) -> Vec<&'d [u8]> {
    let gone_or_changed = before
        .iter()
        .filter(|(key, value)| !after.get(key).is_ok_and(|other| equal(value, other)))
        .map(|(key, _)| key.as_slice());
    let new = after
        .iter()
        .map(|(key, _)| key.as_slice())
        .filter(|key| !before.has(key));
    gone_or_changed.chain(new).collect()
}

/// Cross-reference and object streams: how objects are stored, not what they are.
fn is_plumbing(object: &Object) -> bool {
    object
        .as_stream()
        .is_ok_and(|s| s.dict.has_type(b"XRef") || s.dict.has_type(b"ObjStm"))
}

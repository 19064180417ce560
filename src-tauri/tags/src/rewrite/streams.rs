//! From what changes in each use of a stream to the objects of the copy.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use super::RewriteError;
use super::operator::{Edit, name};
use super::spoken;
use super::survey::{Node, Origin, Survey};
use super::values;
use super::writing::free;
use crate::limits::Budget;
use crate::objects::{decode, get_dict, resolve};
use crate::page::parts;
use crate::pages::PageNode;

/// Objects that the copy has instead of, or besides, those of the file.
pub(super) struct Objects {
    pub(super) set: BTreeMap<ObjectId, Object>,
    /// Streams that nothing may need any more.
    pub(super) replaced: BTreeSet<ObjectId>,
    next: u32,
}

impl Objects {
    pub(super) fn new(next: u32) -> Self {
        Self {
            set: BTreeMap::new(),
            replaced: BTreeSet::new(),
            next,
        }
    }

    pub(super) fn reserve(&mut self) -> ObjectId {
        self.next += 1;
        (self.next - 1, 0)
    }

    /// A dictionary of the file, to be changed.
    pub(super) fn dict(&mut self, pdf: &Pdf, id: ObjectId) -> Option<&mut Dictionary> {
        let object = match self.set.entry(id) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(Object::Dictionary(pdf.get_dictionary(id).ok()?.clone()))
            }
        };
        object.as_dict_mut().ok()
    }
}

/// Builds the objects of the copy.
pub(super) fn build(
    pdf: &Pdf,
    pages: &[PageNode<'_>],
    survey: &Survey<'_>,
    objects: &mut Objects,
    budget: &Budget<'_>,
) -> Result<(), RewriteError> {
    let targets = targets(survey, objects);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); survey.nodes.len()];
    for (at, node) in survey.nodes.iter().enumerate() {
        if let Some(list) = node.parent.and_then(|parent| children.get_mut(parent)) {
            list.push(at);
        }
    }
    let mut built = BTreeSet::new();
    for (at, node) in survey.nodes.iter().enumerate() {
        budget.go_on()?;
        let target = targets.get(at).copied().flatten();
        if target.is_none_or(|target| built.insert(target)) {
            let drawn = children.get(at).map(Vec::as_slice).unwrap_or_default();
            let drawn = drawn
                .iter()
                .filter_map(|child| Some((survey.nodes.get(*child)?, (*targets.get(*child)?)?)));
            let whole = with_children(pdf, node, drawn);
            match (target, node.origin) {
                (Some(id), Origin::Form(from)) => {
                    let form = form(pdf, from, node, whole)?;
                    objects.set.insert(id, form);
                }
                (Some(id), _) => {
                    let form = generated(pdf, pages, node, whole);
                    objects.set.insert(id, form);
                }
                (None, _) => page(pdf, pages, node, whole, objects, budget)?,
            }
        }
        if let (Some(annotation), None) = (node.annotation, node.parent) {
            let page = pages.get(node.page).map(|page| page.dict);
            values::annotation(pdf, page, annotation, node, target, objects, budget)?;
        }
    }
    spoken::elements(pdf, &survey.elements, objects, budget)
}

/// Which object each node becomes; `None` for pages. A form changes in its place where all its uses
/// change alike; else each sort of change has a copy of its own.
fn targets(survey: &Survey<'_>, objects: &mut Objects) -> Vec<Option<ObjectId>> {
    let mut uses: HashMap<ObjectId, (usize, BTreeSet<&[u8]>)> = HashMap::new();
    for node in &survey.nodes {
        if let Origin::Form(id) = node.origin {
            let (count, sorts) = uses.entry(id).or_default();
            *count += 1;
            sorts.insert(&node.signature);
        }
    }
    let mut copies: HashMap<(ObjectId, &[u8]), ObjectId> = HashMap::new();
    let mut out = Vec::new();
    for node in &survey.nodes {
        out.push(match node.origin {
            Origin::Page => None,
            Origin::Generated => Some(objects.reserve()),
            Origin::Form(id) => {
                let alike = uses.get(&id).is_some_and(|(count, sorts)| {
                    sorts.len() == 1 && survey.uses.get(&id) == Some(count)
                });
                if alike {
                    Some(id)
                } else {
                    let copy = copies.entry((id, node.signature.as_slice()));
                    Some(*copy.or_insert_with(|| objects.reserve()))
                }
            }
        });
    }
    out
}

/// A node's changes, with those that lead to copies of what it draws.
struct Whole {
    edits: Vec<Edit>,
    /// The resources that it uses then; `None` where they stay as they are.
    resources: Option<Dictionary>,
}

fn with_children<'n>(
    pdf: &Pdf,
    node: &Node<'_>,
    drawn: impl Iterator<Item = (&'n Node<'n>, ObjectId)>,
) -> Whole {
    let mut edits = node.edits.clone();
    let forms = node
        .resources
        .and_then(|resources| get_dict(pdf, resources, b"XObject"));
    let mut added: Vec<(Vec<u8>, Object)> = Vec::new();
    for (child, target) in drawn {
        if child.origin == Origin::Form(target) {
            continue;
        }
        let reference = Object::Reference(target);
        let known = added.iter().find(|(_, object)| *object == reference);
        let alias = match known {
            Some((alias, _)) => alias.clone(),
            None => {
                let alias = free(forms, &added, "ParaphForm");
                added.push((alias.clone(), reference));
                alias
            }
        };
        let mut new = b" ".to_vec();
        name(&mut new, &alias);
        new.extend_from_slice(b" Do ");
        edits.push(Edit {
            at: child.call.clone(),
            new,
        });
    }
    edits.sort_by_key(|edit| edit.at.start);
    let more = [
        ("Font", &node.fonts),
        ("XObject", &added),
        ("Properties", &node.properties),
    ];
    let resources = more.iter().any(|(_, more)| !more.is_empty()).then(|| {
        let mut resources = node.resources.cloned().unwrap_or_default();
        for (kind, more) in more {
            if more.is_empty() {
                continue;
            }
            let of = node.resources;
            let own = of.and_then(|of| get_dict(pdf, of, kind.as_bytes()));
            let mut own = own.cloned().unwrap_or_default();
            for (name, object) in more {
                own.set(name.clone(), object.clone());
            }
            resources.set(kind, own);
        }
        resources
    });
    Whole { edits, resources }
}

/// Bytes with their edits, which are in order and do not overlap.
fn edited(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 256);
    let mut done = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(done..edit.at.start).unwrap_or_default());
        out.extend_from_slice(&edit.new);
        done = edit.at.end;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out
}

/// A stream like another one, with other bytes.
fn like(stream: &Dictionary, bytes: Vec<u8>) -> Stream {
    let mut dict = stream.clone();
    let packed = dict.has(b"Filter");
    for key in [&b"Filter"[..], b"DecodeParms", b"DL"] {
        dict.remove(key);
    }
    let mut stream = Stream::new(dict, bytes);
    if packed {
        // What does not get smaller stays as it is.
        drop(stream.compress());
    }
    stream
}

fn form(pdf: &Pdf, from: ObjectId, node: &Node<'_>, whole: Whole) -> Result<Object, RewriteError> {
    let stream = pdf.get_object(from).and_then(Object::as_stream);
    let stream = stream.map_err(|error| RewriteError::Unwritable(error.to_string()))?;
    let mut stream = like(&stream.dict, edited(&node.bytes, &whole.edits));
    if let Some(resources) = whole.resources {
        stream.dict.set("Resources", resources);
    }
    Ok(stream.into())
}

/// The appearance that a viewer would have made up.
fn generated(pdf: &Pdf, pages: &[PageNode<'_>], node: &Node<'_>, whole: Whole) -> Object {
    let mut dict = Dictionary::new();
    dict.set("Type", "XObject");
    dict.set("Subtype", "Form");
    let page = pages.get(node.page).map(|page| page.dict);
    let rect = page
        .zip(node.annotation)
        .and_then(|(page, at)| values::dict(pdf, page, at))
        .and_then(|annotation| annotation.get(b"Rect").ok())
        .and_then(|rect| crate::objects::rect(pdf, rect));
    let (width, height) = rect.map_or((0.0, 0.0), |rect| (rect.width(), rect.height()));
    let bbox = [0.0, 0.0, width as f32, height as f32].map(Object::Real);
    dict.set("BBox", bbox.to_vec());
    let resources = whole.resources.or_else(|| node.resources.cloned());
    dict.set("Resources", resources.unwrap_or_default());
    let mut stream = Stream::new(dict, edited(&node.bytes, &whole.edits));
    drop(stream.compress());
    stream.into()
}

/// A part of a page's content in the joined bytes.
struct Part {
    object: Object,
    id: Option<ObjectId>,
    /// `None` where it cannot be decoded, so that nothing of it is among those bytes.
    dict: Option<Dictionary>,
    from: usize,
    to: usize,
}

fn page(
    pdf: &Pdf,
    pages: &[PageNode<'_>],
    node: &Node<'_>,
    whole: Whole,
    objects: &mut Objects,
    budget: &Budget<'_>,
) -> Result<(), RewriteError> {
    let Some(page) = pages.get(node.page) else {
        return Ok(());
    };
    let nameless = || RewriteError::Unwritable("a page that is no object of its own".to_owned());
    let id = page.id.ok_or_else(nameless)?;
    if !whole.edits.is_empty() {
        let mut parts = split(pdf, page, budget)?;
        let torn = whole.edits.iter().any(|edit| {
            let holds = |part: &Part| part.from <= edit.at.start && edit.at.end <= part.to;
            !parts.iter().any(holds)
        });
        if torn {
            // An operator goes on in the next stream: they become one.
            if parts.iter().any(|part| part.dict.is_none()) {
                let why = "an operator in two streams beside one that cannot be decoded";
                return Err(RewriteError::Unwritable(why.to_owned()));
            }
            let (from, to) = (0, node.bytes.len());
            let dict = parts.first().and_then(|part| part.dict.clone());
            objects
                .replaced
                .extend(parts.iter().filter_map(|part| part.id));
            parts = vec![Part {
                object: Object::Null,
                id: None,
                dict,
                from,
                to,
            }];
        }
        let mut contents = Vec::new();
        for part in parts {
            let own: Vec<Edit> = whole
                .edits
                .iter()
                .filter(|edit| part.from <= edit.at.start && edit.at.end <= part.to)
                .map(|edit| Edit {
                    at: edit.at.start - part.from..edit.at.end - part.from,
                    new: edit.new.clone(),
                })
                .collect();
            let Some(dict) = part.dict.filter(|_| !own.is_empty()) else {
                contents.push(part.object);
                continue;
            };
            let bytes = node.bytes.get(part.from..part.to).unwrap_or_default();
            let stream = like(&dict, edited(bytes, &own));
            let new = objects.reserve();
            objects.set.insert(new, stream.into());
            objects.replaced.extend(part.id);
            contents.push(Object::Reference(new));
        }
        let contents = match contents.as_slice() {
            [one] => one.clone(),
            _ => Object::Array(contents),
        };
        if let Some(dict) = objects.dict(pdf, id) {
            dict.set("Contents", contents);
        }
    }
    if let (Some(resources), Some(dict)) = (whole.resources, objects.dict(pdf, id)) {
        dict.set("Resources", resources);
    }
    Ok(())
}

/// Where each stream stands in the page's joined content.
fn split(pdf: &Pdf, page: &PageNode<'_>, budget: &Budget<'_>) -> Result<Vec<Part>, RewriteError> {
    let mut at = 0;
    let mut out = Vec::new();
    for part in parts(pdf, page) {
        let stream = resolve(pdf, part).as_stream().ok();
        let length = match stream {
            Some(stream) => decode(pdf, stream, budget)?.map(|bytes| bytes.len()),
            None => None,
        };
        let id = pdf.dereference(part).ok().and_then(|(id, _)| id);
        out.push(Part {
            object: part.clone(),
            id,
            dict: stream
                .filter(|_| length.is_some())
                .map(|stream| stream.dict.clone()),
            from: at,
            to: at + length.unwrap_or(0),
        });
        // One byte stands between two streams.
        at += length.map_or(0, |length| length + 1);
    }
    Ok(out)
}

/// What the trailer leads to.
pub(super) fn reachable(pdf: &Pdf) -> HashSet<ObjectId> {
    let mut found = HashSet::new();
    let keys = [&b"Root"[..], b"Info", b"ID"];
    let mut stack: Vec<&Object> = keys
        .iter()
        .filter_map(|key| pdf.trailer.get(key).ok())
        .collect();
    while let Some(object) = stack.pop() {
        match object {
            Object::Reference(id) if found.insert(*id) => stack.extend(pdf.objects.get(id)),
            other => stack.extend(within(other)),
        }
    }
    found
}

fn within(object: &Object) -> Box<dyn Iterator<Item = &Object> + '_> {
    match object {
        Object::Array(items) => Box::new(items.iter()),
        Object::Dictionary(dict) => Box::new(dict.iter().map(|(_, value)| value)),
        Object::Stream(stream) => Box::new(stream.dict.iter().map(|(_, value)| value)),
        _ => Box::new(std::iter::empty()),
    }
}

/// Of the streams that were replaced, those that nothing names any more.
pub(super) fn idle(pdf: &Pdf, replaced: &BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
    let mut idle = replaced.clone();
    let roots = pdf.trailer.iter().map(|(_, value)| value);
    let mut stack: Vec<&Object> = roots.chain(pdf.objects.values()).collect();
    while let Some(object) = stack.pop() {
        match object {
            Object::Reference(id) => drop(idle.remove(id)),
            other => stack.extend(within(other)),
        }
    }
    idle
}

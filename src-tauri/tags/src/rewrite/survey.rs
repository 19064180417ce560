//! What a plan means for the streams of a file: which bytes of which use of which stream change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use session::{FieldKind, Rect, Tag};

use super::font::NewFont;
use super::operator::{self, Cut, Edit};
use super::spoken::{self, Elements, Wish};
use super::writing::{self, Pen};
use super::{Plan, Replacement, RewriteError};
use crate::limits::Budget;
use crate::objects::get_number;
use crate::page::{self, Frame, Glyph, Section, Shown, Source, Spoken, Trace};
use crate::pages::PageNode;
use crate::text::{self, Spot};

/// A use of a stream that changes, or draws one that does.
pub(super) struct Node<'a> {
    /// Index into the pages.
    pub(super) page: usize,
    pub(super) origin: Origin,
    /// The use that draws it, as an index into the nodes, and its operator there.
    pub(super) parent: Option<usize>,
    pub(super) call: Range<usize>,
    pub(super) annotation: Option<usize>,
    pub(super) bytes: Rc<[u8]>,
    pub(super) resources: Option<&'a Dictionary>,
    /// Its own changes, those of the streams that it draws left out.
    pub(super) edits: Vec<Edit>,
    /// Fonts that its resources need besides.
    pub(super) fonts: Vec<(Vec<u8>, Object)>,
    /// Property lists that they need besides.
    pub(super) properties: Vec<(Vec<u8>, Object)>,
    /// Tags that change in it and in what it draws.
    pub(super) wishes: Vec<Wish>,
    /// Two uses of one stream come out the same where these are the same.
    pub(super) signature: Vec<u8>,
}

/// What stream it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Origin {
    Page,
    Form(ObjectId),
    Generated,
}

/// What comes and goes on one page, by the order of painting.
#[derive(Default)]
pub(super) struct Change {
    pub(super) gone: BTreeSet<u32>,
    /// New text, in the place of the first glyph that goes.
    pub(super) new: BTreeMap<u32, String>,
    /// Text that is added to the page's own.
    pub(super) added: Vec<Added>,
}

/// Text that is added where no tag was.
pub(super) struct Added {
    pub(super) text: String,
    pub(super) rect: Rect,
    /// Drawn before all else.
    pub(super) first: bool,
}

/// All that a plan means.
pub(super) struct Survey<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    /// How often each form is drawn in the whole file.
    pub(super) uses: HashMap<ObjectId, usize>,
    /// By index of the page.
    pub(super) changes: BTreeMap<usize, Change>,
    /// All tags of the file as it is.
    pub(super) tags: Vec<Tag>,
    /// Texts of structure elements that change.
    pub(super) elements: Elements,
}

/// Follows every page and finds what the plan's tags are drawn with.
pub(super) fn survey<'a>(
    pdf: &'a Pdf,
    pages: &[PageNode<'a>],
    plan: &Plan,
    font: &NewFont,
    font_id: ObjectId,
    budget: &Budget<'_>,
) -> Result<Survey<'a>, RewriteError> {
    let addresses = Addresses::new(pdf);
    let layers = page::Layers::read(pdf);
    let mut fonts = page::Fonts::default();
    let mut survey = Survey {
        nodes: Vec::new(),
        uses: HashMap::new(),
        changes: BTreeMap::new(),
        tags: Vec::new(),
        elements: Elements::new(),
    };
    let mut shared = HashMap::new();
    let mut by_page: HashMap<u32, Vec<&Replacement>> = HashMap::new();
    for one in &plan.replacements {
        by_page.entry(one.tag.page).or_default().push(one);
    }
    for (at, node) in pages.iter().enumerate() {
        budget.go_on()?;
        let (shown, trace) = page::trace(pdf, node, &layers, &mut fonts, &mut shared, budget)?;
        for frame in &trace.frames {
            if let Origin::Form(id) = addresses.origin(frame)? {
                *survey.uses.entry(id).or_default() += 1;
            }
        }
        let lines = text::lines(&shown.glyphs);
        survey.tags.extend(text::find(node, &shown, &lines).tags);
        let Some(wanted) = by_page.remove(&node.session.number) else {
            continue;
        };
        let mut cutter = Cutter {
            pdf,
            trace: &trace,
            addresses: &addresses,
            font,
            font_id,
            frames: BTreeMap::new(),
            page: node.dict,
            change: Change::default(),
            elements: &mut survey.elements,
            clips: BTreeMap::new(),
        };
        let mut spots: Spots<'_> = HashMap::new();
        for spot in text::spots(&lines) {
            let alike = spots.entry((spot.kind, spot.signer)).or_default();
            alike.push(Some(spot));
        }
        for replacement in wanted {
            cutter.replace(replacement, &mut spots)?;
        }
        cutter.keep_clips(&shown)?;
        let (frames, change) = (cutter.frames, cutter.change);
        survey.changes.insert(at, change);
        nodes(&mut survey.nodes, pdf, at, frames, trace, &addresses)?;
    }
    // Pages that there are none of.
    match by_page.values().flatten().next() {
        Some(lost) => Err(not_found(&lost.tag)),
        None => Ok(survey),
    }
}

/// The places of a page where tags stand.
type Spots<'a> = HashMap<(FieldKind, u16), Vec<Option<Spot<'a>>>>;

fn not_found(tag: &Tag) -> RewriteError {
    RewriteError::NotFound {
        page: tag.page,
        text: tag.text.clone(),
    }
}

fn unsupported(tag: &Tag, why: &'static str) -> RewriteError {
    RewriteError::Unsupported {
        page: tag.page,
        text: tag.text.clone(),
        why,
    }
}

/// Objects of the file by their address in memory.
struct Addresses(HashMap<usize, ObjectId>);

impl Addresses {
    fn new(pdf: &Pdf) -> Self {
        let address = |object: &Object| match object {
            Object::Stream(stream) => Some(std::ptr::from_ref(stream).addr()),
            Object::Dictionary(dict) => Some(std::ptr::from_ref(dict).addr()),
            _ => None,
        };
        let objects = pdf.objects.iter();
        Self(
            objects
                .filter_map(|(id, object)| Some((address(object)?, *id)))
                .collect(),
        )
    }

    fn origin(&self, frame: &Frame<'_>) -> Result<Origin, RewriteError> {
        match frame.source {
            Source::Page => Ok(Origin::Page),
            Source::Generated => Ok(Origin::Generated),
            Source::Form(address) => {
                self.0
                    .get(&address)
                    .map(|id| Origin::Form(*id))
                    .ok_or_else(|| {
                        RewriteError::Unproven("a form is not among the objects".to_owned())
                    })
            }
        }
    }

    /// A dictionary as a resource names it.
    fn object(&self, dict: &Dictionary) -> Object {
        match self.0.get(&std::ptr::from_ref(dict).addr()) {
            Some(id) => Object::Reference(*id),
            None => Object::Dictionary(dict.clone()),
        }
    }
}

/// What changes in one use of a stream.
#[derive(Default)]
struct Cuts<'p> {
    /// By where the operator begins: where it ends, what is cut, and whose tag it shows.
    operators: BTreeMap<usize, (usize, Vec<Cut>, Option<&'p Tag>)>,
    /// Sections whose replacement text changes: where their operators begin and end, where the text
    /// stands, and what it speaks of.
    spoken: BTreeMap<usize, (usize, Spoken, Vec<Wish>)>,
    fonts: Vec<(Vec<u8>, Object)>,
    wishes: Vec<Wish>,
}

/// Cuts the glyphs of one page.
struct Cutter<'a, 't, 'p> {
    pdf: &'a Pdf,
    trace: &'t Trace<'a>,
    addresses: &'t Addresses,
    font: &'t NewFont,
    font_id: ObjectId,
    frames: BTreeMap<usize, Cuts<'p>>,
    page: &'a Dictionary,
    change: Change,
    elements: &'t mut Elements,
    /// Text objects of which glyphs that clip go, with the tag, and whether new ones come.
    clips: BTreeMap<u32, (&'p Tag, bool)>,
}

impl<'p> Cutter<'_, '_, 'p> {
    /// Cuts all that stands on the tag's spot; the new text takes the place of what is on top.
    fn replace(
        &mut self,
        replacement: &'p Replacement,
        spots: &mut Spots<'_>,
    ) -> Result<(), RewriteError> {
        let tag = &replacement.tag;
        let mut text = replacement.wanted();
        let alike = spots.get_mut(&(tag.kind, tag.signer));
        let mut here: Vec<Spot<'_>> = alike
            .into_iter()
            .flatten()
            .filter_map(|spot| spot.take_if(|spot| text::same_spot(&spot.rect, &tag.rect)))
            .collect();
        if here.is_empty() {
            return Err(not_found(tag));
        }
        here.sort_by_key(|spot| spot.glyphs.iter().map(|glyph| glyph.order).max());
        for spot in here.iter().rev() {
            self.cut(replacement, &spot.glyphs, text.take())?;
        }
        Ok(())
    }

    fn cut(
        &mut self,
        replacement: &'p Replacement,
        glyphs: &[&Glyph],
        text: Option<&str>,
    ) -> Result<(), RewriteError> {
        let tag = &replacement.tag;
        let wish = Wish {
            kind: tag.kind,
            signer: tag.signer,
            new: replacement.wanted().unwrap_or_default().to_owned(),
        };
        for (at, glyph) in glyphs.iter().enumerate() {
            let origin = self.trace.origin(glyph.order);
            let origin = origin.ok_or_else(|| unsupported(tag, "a glyph of unknown origin"))?;
            if !self.change.gone.insert(glyph.order) {
                continue;
            }
            if let Some(clip) = origin.style.clips {
                let comes = text.is_some() && at == 0;
                self.clips.entry(clip).or_insert((tag, false)).1 |= comes;
            }
            for section in origin.sections.iter() {
                self.speak(section, &wish);
            }
            let cuts = self.frames.entry(origin.frame).or_default();
            let frame = self.trace.frames.get(origin.frame);
            let resources = frame.and_then(|frame| frame.resources);
            let mut insert = None;
            if let Some(text) = text.filter(|_| at == 0) {
                let dict = self.trace.font_dict(origin.style.font);
                let pen = Pen {
                    old: writing::font_name(
                        self.pdf,
                        resources,
                        dict,
                        dict.map(|dict| self.addresses.object(dict)),
                        &mut cuts.fonts,
                    ),
                    new: writing::new_font_name(self.pdf, resources, self.font_id, &mut cuts.fonts),
                    type3: dict.is_some_and(|dict| writing::is_type3(self.pdf, dict)),
                };
                let drawn = writing::insert(&pen, self.font, text, glyphs, &origin.style)?;
                insert = Some(drawn.ok_or_else(|| unsupported(tag, "an unusual way to draw it"))?);
                self.change.new.insert(glyph.order, text.to_owned());
            }
            if !cuts.wishes.contains(&wish) {
                cuts.wishes.push(wish.clone());
            }
            let span = &origin.operator;
            let operator = cuts.operators.entry(span.start);
            let (end, list, whose) = operator.or_default();
            *end = span.end;
            *whose = Some(tag);
            list.push(Cut {
                item: origin.item,
                bytes: origin.bytes.clone(),
                advance: origin.advance,
                insert,
            });
        }
        Ok(())
    }

    /// Notes that a section and its structure element speak of a tag that changes.
    fn speak(&mut self, section: &Section, wish: &Wish) {
        if let Some(spoken) = section.spoken {
            let cuts = self.frames.entry(section.frame).or_default();
            let texts = cuts.spoken.entry(section.operator.start);
            let (_, _, wishes) =
                texts.or_insert_with(|| (section.operator.end, spoken, Vec::new()));
            if !wishes.contains(wish) {
                wishes.push(wish.clone());
            }
        }
        let Some(number) = section.number else { return };
        let frame = self.trace.frames.get(section.frame);
        let dict = match frame.and_then(|frame| self.addresses.origin(frame).ok()) {
            Some(Origin::Page) => Some(self.page),
            Some(Origin::Form(id)) => {
                let form = self.pdf.get_object(id).and_then(Object::as_stream);
                form.ok().map(|form| &form.dict)
            }
            _ => None,
        };
        let key = dict.and_then(|dict| get_number(self.pdf, dict, b"StructParents"));
        if let Some(key) = key {
            let wishes = self.elements.entry((key as i64, number)).or_default();
            if !wishes.contains(wish) {
                wishes.push(wish.clone());
            }
        }
    }

    /// Sees to it that what text clips stays clipped: where no glyph of it is left, all would show.
    fn keep_clips(&self, shown: &Shown) -> Result<(), RewriteError> {
        if self.clips.is_empty() {
            return Ok(());
        }
        let is_blank = |glyph: &&Glyph| {
            let text = glyph.text.as_deref();
            text.is_some_and(|text| text.chars().all(char::is_whitespace))
        };
        let blank: BTreeSet<u32> = shown
            .glyphs
            .iter()
            .filter(is_blank)
            .map(|glyph| glyph.order)
            .collect();
        let gone = |order| self.change.gone.contains(&order) || blank.contains(&order);
        for (text, (tag, comes)) in &self.clips {
            if !comes && !self.trace.is_clip_kept(*text, &gone) {
                return Err(unsupported(tag, "text that clips what is drawn behind it"));
            }
        }
        Ok(())
    }
}

/// Makes nodes of the uses that change and of those that draw them.
fn nodes<'a>(
    nodes: &mut Vec<Node<'a>>,
    pdf: &Pdf,
    page: usize,
    mut cuts: BTreeMap<usize, Cuts<'_>>,
    trace: Trace<'a>,
    addresses: &Addresses,
) -> Result<(), RewriteError> {
    let mut wanted = BTreeSet::new();
    for frame in cuts.keys() {
        let mut next = Some(*frame);
        while let Some(frame) = next.filter(|frame| wanted.insert(*frame)) {
            next = trace.frames.get(frame).and_then(|frame| frame.parent);
        }
    }
    let first = nodes.len();
    let mut places = HashMap::new();
    for (at, frame) in trace.frames.into_iter().enumerate() {
        if !wanted.contains(&at) {
            continue;
        }
        let own = cuts.remove(&at).unwrap_or_default();
        let mut edits = Vec::new();
        for (start, (end, list, whose)) in own.operators {
            let edit = operator::cut(&frame.bytes, start..end, list);
            edits.push(edit.map_err(|why| match whose {
                Some(tag) => unsupported(tag, why),
                None => RewriteError::Unproven(why.to_owned()),
            })?);
        }
        let mut properties = Vec::new();
        for (from, (to, place, wishes)) in own.spoken {
            edits.extend(spoken::section(
                pdf,
                &frame.bytes,
                from..to,
                place,
                &wishes,
                frame.resources,
                &mut properties,
            ));
        }
        edits.sort_by_key(|edit| edit.at.start);
        places.insert(at, nodes.len());
        let origin = addresses.origin(&frame)?;
        let mut node = Node {
            page,
            origin,
            parent: frame.parent.and_then(|parent| places.get(&parent).copied()),
            call: frame.call,
            annotation: frame.annotation,
            bytes: frame.bytes,
            resources: frame.resources,
            edits,
            fonts: own.fonts,
            properties,
            wishes: own.wishes,
            signature: Vec::new(),
        };
        node.signature = signature(&node);
        nodes.push(node);
    }
    // What a use draws is part of what it is; those that are drawn stand behind.
    for at in (first..nodes.len()).rev() {
        let Some(node) = nodes.get(at) else { continue };
        let drawn = format!("\u{0}{:?}", node.call).into_bytes();
        let drawn = [drawn, node.signature.clone()].concat();
        let wishes = node.wishes.clone();
        if let Some(parent) = node.parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.signature.extend(drawn);
            parent.wishes.extend(wishes);
        }
    }
    Ok(())
}

fn signature(node: &Node<'_>) -> Vec<u8> {
    // A form without resources of its own is another one wherever others are around it.
    let around = node.resources.map(|dict| std::ptr::from_ref(dict).addr());
    let mut signature = format!("{around:?}").into_bytes();
    for edit in &node.edits {
        signature.extend(format!("\u{0}{:?}", edit.at).into_bytes());
        signature.extend_from_slice(&edit.new);
    }
    signature
}

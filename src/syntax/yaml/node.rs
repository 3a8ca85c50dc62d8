//! The nodes of a YAML text, each with its span: scalars as written, aliases and merges resolved.
//!
//! What a plain scalar means is decided in [`super::scalar`] and [`super::value`]. A text whose aliases unfold without end, or that nests without
//! end, is refused.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::scalar;
use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};
use crate::syntax::Text;
use crate::syntax::limits::{MAX_YAML_NESTING, MAX_YAML_NODES};

/// A node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its form.
    pub kind: Kind,
    /// The tag before it.
    pub tag: Tag,
    /// Where it stands.
    pub span: Span,
    /// How many nodes it is, aliases unfolded.
    size: u64,
}

/// The forms of nodes.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A scalar's text, quotes and folding undone.
    Scalar(Text, Style),
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping, merges done, in order.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// After `|` or `>`.
    Block,
}

/// A node's tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tag {
    /// None.
    None,
    /// `!yaql`.
    Yaql,
    /// `!!str` and others of YAML itself, without the `!!`.
    Core(Text),
    /// Any other, as written.
    Other(Text),
}

impl Node {
    /// A scalar's text.
    #[must_use]
    pub(crate) fn text(&self) -> Option<&Text> {
        match &self.kind {
            Kind::Scalar(text, _) => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// Is it null: nothing at all, `~` or `null` without quotes?
    #[must_use]
    pub(crate) fn is_null(&self) -> bool {
        match (&self.kind, &self.tag) {
            (Kind::Scalar(text, Style::Plain), Tag::None) => scalar::is_null(text),
            (Kind::Scalar(..), Tag::Core(tag)) => &**tag == "null",
            _ => false,
        }
    }

    /// A mapping's value under a key that is the word itself.
    #[must_use]
    pub(crate) fn get(&self, key: &str) -> Option<&Rc<Node>> {
        let Kind::Map(entries) = &self.kind else { return None };
        let is = |node: &Node| node.text().is_some_and(|t| **t == *key);
        entries.iter().find(|(k, _)| is(k)).map(|(_, v)| v)
    }

    /// What messages call it.
    #[must_use]
    pub(crate) fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar(..) if self.is_null() => "nothing",
            Kind::Scalar(..) => "a scalar",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// The documents of a text, empty ones left out.
///
/// # Errors
///
/// The text is no YAML, or without end.
pub(crate) fn documents(source: &Source) -> Result<Vec<Rc<Node>>, Box<Diagnostic>> {
    let mut loader = Loader::new(source);
    for event in Parser::new_from_str(&source.text) {
        let (event, span) = event.map_err(|error| Box::new(loader.broken(&error)))?;
        let span = loader.offsets.span(source, span);
        loader.event(event, span)?;
    }
    Ok(loader.documents)
}

/// Keys and values of a mapping, as written.
type Entries = Vec<(Rc<Node>, Rc<Node>)>;

/// A node that is not finished.
enum Open {
    List(Vec<Rc<Node>>),
    Map(OpenMap),
}

/// A mapping that is not finished.
#[derive(Default)]
struct OpenMap {
    entries: Entries,
    /// The key whose value comes next.
    key: Option<Rc<Node>>,
    /// The scalar keys so far with their spans; a text in quotes is another key than the number of the same spelling.
    seen: FxHashMap<(Text, bool), Span>,
}

impl OpenMap {
    /// Adds a key, or the value of the last key.
    fn put(&mut self, node: Rc<Node>, span: Span) -> Result<(), Box<Diagnostic>> {
        if let Some(key) = self.key.take() {
            self.entries.push((key, node));
            return Ok(());
        }
        if let (Some(text), false) = (node.text(), is_merge(&node)) {
            let is_word = !matches!(node.kind, Kind::Scalar(_, Style::Plain)) || scalar::plain(text).is_none();
            if let Some(first) = self.seen.insert((text.clone(), is_word), span) {
                return Err(Box::new(repeated(text, span, first)));
            }
        }
        self.key = Some(node);
        Ok(())
    }
}

struct Opened {
    open: Open,
    tag: Tag,
    anchor: usize,
    span: Span,
}

struct Loader<'s> {
    source: &'s Source,
    offsets: Offsets,
    stack: Vec<Opened>,
    anchors: Vec<Option<Rc<Node>>>,
    documents: Vec<Rc<Node>>,
}

impl<'s> Loader<'s> {
    fn new(source: &'s Source) -> Self {
        Self {
            source,
            offsets: Offsets::of(&source.text),
            stack: Vec::new(),
            anchors: Vec::new(),
            documents: Vec::new(),
        }
    }

    fn broken(&self, error: &ScanError) -> Diagnostic {
        let at = self.source.base + self.offsets.byte(error.marker().index());
        let at = at.min(self.source.span().end);
        let message = format!("invalid YAML: {}", error.info());
        let hint = "the mistake is here or shortly before: mostly the indentation, or a `: ` or ` #` inside a text without quotes";
        Diagnostic::error(codes::BAD_YAML, Span::new(at, at), message).hint(hint)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Diagnostic>> {
        match event {
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag_of(tag.as_deref());
                let style = style_of(style);
                let span = self.scalar_span(span, style);
                let kind = Kind::Scalar(text.as_ref().into(), style);
                self.finished(Node { kind, tag, span, size: 1 }, anchor)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(Open::List(Vec::new()), tag_of(tag.as_deref()), anchor, span)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.open(Open::Map(OpenMap::default()), tag_of(tag.as_deref()), anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(anchor) => match self.anchors.get(anchor).cloned().flatten() {
                Some(node) => self.placed(node, span)?,
                None => return Err(Box::new(endless(span))),
            },
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    /// A plain scalar's span ends with its last character; a block's begins with its `|`.
    fn scalar_span(&self, span: Span, style: Style) -> Span {
        let raw = self.source.slice(span);
        let trimmed = if style == Style::Quoted { raw } else { raw.trim_end() };
        Span::new(span.start, span.start + trimmed.len() as u32)
    }

    fn open(
        &mut self,
        open: Open,
        tag: Tag,
        anchor: usize,
        span: Span,
    ) -> Result<(), Box<Diagnostic>> {
        if self.stack.len() == MAX_YAML_NESTING {
            let message = format!("nested more than {MAX_YAML_NESTING} levels deep");
            return Err(Box::new(Diagnostic::error(codes::TOO_DEEP, span, message)));
        }
        self.stack.push(Opened { open, tag, anchor, span });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Box<Diagnostic>> {
        let Some(opened) = self.stack.pop() else { return Ok(()) };
        let kind = match opened.open {
            Open::List(items) => Kind::List(items),
            Open::Map(map) => Kind::Map(merged(map.entries)?),
        };
        let size = match &kind {
            Kind::List(items) => items.iter().fold(1, |n: u64, i| n.saturating_add(i.size)),
            Kind::Map(entries) => entries
                .iter()
                .fold(1, |n: u64, (k, v)| n.saturating_add(k.size).saturating_add(v.size)),
            Kind::Scalar(..) => 1,
        };
        let span = whole(&kind, opened.span, end, self.source);
        if size > MAX_YAML_NODES {
            return Err(Box::new(unfolding(span)));
        }
        self.finished(Node { kind, tag: opened.tag, span, size }, opened.anchor)
    }

    fn finished(&mut self, node: Node, anchor: usize) -> Result<(), Box<Diagnostic>> {
        let (node, span) = (Rc::new(node.clone()), node.span);
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = Some(node.clone());
        }
        self.placed(node, span)
    }

    fn placed(&mut self, node: Rc<Node>, span: Span) -> Result<(), Box<Diagnostic>> {
        match self.stack.last_mut().map(|o| &mut o.open) {
            Some(Open::List(items)) => items.push(node),
            Some(Open::Map(map)) => map.put(node, span)?,
            None if node.is_null() => {}
            None if node.size > MAX_YAML_NODES => return Err(Box::new(unfolding(span))),
            None => self.documents.push(node),
        }
        Ok(())
    }
}

fn repeated(key: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_YAML, span, format!("the mapping has the key `{key}` twice"))
        .label(first, "the first time here")
        .hint("only one of them would count: remove or rename the other")
}

fn unfolding(span: Span) -> Diagnostic {
    let message = format!("its aliases unfold to more than {MAX_YAML_NODES} nodes");
    Diagnostic::error(codes::BAD_YAML, span, message)
        .hint("aliases of aliases multiply: write out what is really meant")
}

fn endless(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_YAML, span, "an alias inside of what it stands for")
        .hint("an alias `*name` comes after the whole node that `&name` is before")
}

/// From the first part to the last; brackets of the flow style belong to it.
fn whole(kind: &Kind, start: Span, end: Span, source: &Source) -> Span {
    let flow = source.slice(start).starts_with(['[', '{']);
    if flow {
        return Span::new(start.start, end.end.max(start.end));
    }
    let (first, last) = match kind {
        Kind::List(items) => (items.first(), items.last()),
        Kind::Map(entries) => (entries.first().map(|e| &e.0), entries.last().map(|e| &e.1)),
        Kind::Scalar(..) => (None, None),
    };
    let first = first.map_or(start.start, |n| n.span.start).min(start.start);
    let last = last.map_or(start.end, |n| n.span.end);
    Span::new(first, last.max(first))
}

/// `<<` entries replaced by what they bring; of equal literal keys the last value stands in the first place.
fn merged(entries: Entries) -> Result<Entries, Box<Diagnostic>> {
    if !entries.iter().any(|(key, _)| is_merge(key)) {
        return Ok(entries);
    }
    let mut result: Vec<(Rc<Node>, Rc<Node>)> = Vec::new();
    let put = |result: &mut Vec<(Rc<Node>, Rc<Node>)>, key: &Rc<Node>, value: &Rc<Node>| {
        let same = |k: &Rc<Node>| k.text().is_some() && k.text() == key.text();
        match result.iter_mut().find(|(k, _)| same(k)) {
            Some(entry) => entry.1 = value.clone(),
            None => result.push((key.clone(), value.clone())),
        }
    };
    for (_, value) in entries.iter().filter(|(key, _)| is_merge(key)) {
        let sources: Vec<&Rc<Node>> = match &value.kind {
            Kind::List(items) => items.iter().rev().collect(),
            _ => vec![value],
        };
        for source in sources {
            let Kind::Map(brought) = &source.kind else {
                let message = format!("`<<` merges mappings, found {}", source.name());
                return Err(Box::new(Diagnostic::error(codes::BAD_YAML, source.span, message)));
            };
            brought.iter().for_each(|(k, v)| put(&mut result, k, v));
        }
    }
    for (key, value) in entries.iter().filter(|(key, _)| !is_merge(key)) {
        put(&mut result, key, value);
    }
    Ok(result)
}

fn is_merge(key: &Node) -> bool {
    matches!((&key.kind, &key.tag), (Kind::Scalar(t, Style::Plain), Tag::None) if &**t == "<<")
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

fn tag_of(tag: Option<&saphyr_parser::Tag>) -> Tag {
    match tag {
        None => Tag::None,
        Some(tag) if tag.is_yaml_core_schema() => Tag::Core(tag.suffix.as_str().into()),
        Some(tag) if tag.handle == "!" && tag.suffix == "yaql" => Tag::Yaql,
        Some(tag) if tag.suffix.is_empty() => Tag::Core("str".into()),
        Some(tag) => Tag::Other(format!("{}{}", tag.handle, tag.suffix).into()),
    }
}

/// Byte offsets of characters: saphyr counts characters.
struct Offsets(Option<Vec<u32>>);

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self(None);
        }
        let mut starts: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
        starts.push(text.len() as u32);
        Self(Some(starts))
    }

    fn byte(&self, index: usize) -> u32 {
        match &self.0 {
            None => index as u32,
            Some(starts) => starts.get(index).or(starts.last()).copied().unwrap_or(0),
        }
    }

    fn span(&self, source: &Source, span: saphyr_parser::Span) -> Span {
        let most = source.text.len() as u32;
        let at = |marker: saphyr_parser::Marker| source.base + self.byte(marker.index()).min(most);
        Span::new(at(span.start), at(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn wrong(text: &str) -> Option<(String, u32)> {
        let source = Sources::new().add("a.yaml", text).unwrap();
        let found = documents(&source).err()?;
        Some((found.message, source.location(found.span.start).line))
    }

    #[test]
    fn a_key_that_is_given_twice_is_refused_at_its_line() {
        let twice = |key: &str, line| Some((format!("the mapping has the key `{key}` twice"), line));
        assert_eq!(wrong("Name: A\nMethods: {}\nName: B\n"), twice("Name", 3));
        assert_eq!(wrong("a:\n  - {x: 1, 'x': 2}\n"), twice("x", 2));
        assert_eq!(wrong("$x: 1\n$x: 2\n"), twice("$x", 2));
        // A number and a text are two keys, and what is merged may be given again.
        assert_eq!(wrong("1: a\n'1': b\n"), None);
        assert_eq!(wrong("b: &b {x: 1}\nc: {<<: *b, x: 2}\n"), None);
        assert_eq!(wrong("- {a: 1}\n- {a: 1}\n--- {a: 1}\n"), None);
    }
}

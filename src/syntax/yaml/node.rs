//! The nodes of a YAML text, each with its span: scalars as written, aliases and merges resolved.
//!
//! The meaning of a plain scalar is decided in [`super::scalar`] and [`super::value`]. A text
//! is refused if its aliases expand, or its nodes nest, beyond a limit.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::scalar;
use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};
use crate::syntax::Text;
use crate::syntax::limits::{MAX_YAML_NESTING, MAX_YAML_NODES};

/// A node of a YAML document, with its tag and span.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its content.
    pub kind: NodeKind,
    /// The tag before it.
    pub tag: Tag,
    /// Its span.
    pub span: Span,
    /// Number of nodes in it, aliases expanded.
    size: u64,
}

/// The kinds of nodes.
#[derive(Debug, Clone)]
pub(crate) enum NodeKind {
    /// A scalar's text, without quotes and folding.
    Scalar(Text, NodeStyle),
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping in order, with merges applied.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeStyle {
    /// Without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// After `|` or `>`.
    Block,
}

/// The tag of a node, which decides whether it is parsed as YAQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tag {
    /// No tag.
    None,
    /// `!yaql`.
    Yaql,
    /// `!!str` and other core tags, without the `!!`.
    Core(Text),
    /// Any other tag, as written.
    Other(Text),
}

impl Node {
    /// A scalar's text.
    #[must_use]
    pub(crate) fn text(&self) -> Option<&Text> {
        match &self.kind {
            NodeKind::Scalar(text, _) => Some(text),
            NodeKind::List(_) | NodeKind::Map(_) => None,
        }
    }

    /// Whether it is null: empty, or a plain `~` or `null`.
    #[must_use]
    pub(crate) fn is_null(&self) -> bool {
        match (&self.kind, &self.tag) {
            (NodeKind::Scalar(text, NodeStyle::Plain), Tag::None) => scalar::is_null(text),
            (NodeKind::Scalar(..), Tag::Core(tag)) => &**tag == "null",
            _ => false,
        }
    }

    /// A mapping's value under the key with this text.
    #[must_use]
    pub(crate) fn get(&self, key: &str) -> Option<&Rc<Node>> {
        let NodeKind::Map(entries) = &self.kind else { return None };
        let is = |node: &Node| node.text().is_some_and(|t| **t == *key);
        entries.iter().find(|(k, _)| is(k)).map(|(_, v)| v)
    }

    /// The kind of node in messages.
    #[must_use]
    pub(crate) fn name(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar(..) if self.is_null() => "nothing",
            NodeKind::Scalar(..) => "a scalar",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a mapping",
        }
    }
}

/// Parses the documents of a text; empty ones are left out.
///
/// # Errors
///
/// The text is not valid YAML, or exceeds a limit.
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
type MappingEntries = Vec<(Rc<Node>, Rc<Node>)>;

/// A list or mapping that is not complete.
enum Open {
    List(Vec<Rc<Node>>),
    Map(OpenMap),
}

/// A mapping that is not finished.
#[derive(Default)]
struct OpenMap {
    entries: MappingEntries,
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
            let is_word = !matches!(node.kind, NodeKind::Scalar(_, NodeStyle::Plain))
                || scalar::plain(text).is_none();
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
        if error.info().contains("unknown escape") {
            let hint = "a backslash in double quotes is written `\\\\`; `\\(…)` inserts values in `.murano` only: in YAML write `format('{0}', $value)`, or join strings with `+`";
            return Diagnostic::error(codes::BAD_YAML, Span::new(at, at), message).hint(hint);
        }
        if error.info().contains("trailing content") {
            let hint = "an expression that begins with a quote stands in brackets: `('a' + $b)`";
            return Diagnostic::error(codes::BAD_YAML, Span::new(at, at), message).hint(hint);
        }
        let hint = "the error is here or shortly before: often the indentation, or a `: ` or ` #` in a string without quotes";
        Diagnostic::error(codes::BAD_YAML, Span::new(at, at), message).hint(hint)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Diagnostic>> {
        match event {
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag_of(tag.as_deref());
                let style = style_of(style);
                let span = self.scalar_span(span, style);
                let kind = NodeKind::Scalar(text.as_ref().into(), style);
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

    /// The span of a scalar. Of a plain one it ends with the last character; that of a block
    /// begins with its `|`.
    fn scalar_span(&self, span: Span, style: NodeStyle) -> Span {
        let raw = self.source.slice(span);
        let trimmed = if style == NodeStyle::Quoted { raw } else { raw.trim_end() };
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
            Open::List(items) => NodeKind::List(items),
            Open::Map(map) => NodeKind::Map(merged(map.entries)?),
        };
        let size = match &kind {
            NodeKind::List(items) => items.iter().fold(1, |n: u64, i| n.saturating_add(i.size)),
            NodeKind::Map(entries) => entries
                .iter()
                .fold(1, |n: u64, (k, v)| n.saturating_add(k.size).saturating_add(v.size)),
            NodeKind::Scalar(..) => 1,
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
    let message = format!("its aliases expand to more than {MAX_YAML_NODES} nodes");
    Diagnostic::error(codes::BAD_YAML, span, message)
        .hint("aliases of aliases multiply: write the values out")
}

fn endless(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_YAML, span, "an alias refers to a node that contains it")
        .hint("an alias `*name` must come after the whole node marked with `&name`")
}

/// The span from the first part to the last, with the brackets of the flow style.
fn whole(kind: &NodeKind, start: Span, end: Span, source: &Source) -> Span {
    let flow = source.slice(start).starts_with(['[', '{']);
    if flow {
        return Span::new(start.start, end.end.max(start.end));
    }
    let (first, last) = match kind {
        NodeKind::List(items) => (items.first(), items.last()),
        NodeKind::Map(entries) => (entries.first().map(|e| &e.0), entries.last().map(|e| &e.1)),
        NodeKind::Scalar(..) => (None, None),
    };
    let first = first.map_or(start.start, |n| n.span.start).min(start.start);
    let last = last.map_or(start.end, |n| n.span.end);
    Span::new(first, last.max(first))
}

/// Applies `<<` entries; of equal literal keys the last value counts, at the position of the
/// first.
fn merged(entries: MappingEntries) -> Result<MappingEntries, Box<Diagnostic>> {
    // Merged keys come first, those of later sources before, so that earlier sources and then
    // the mapping's own keys overwrite them; `put` keeps the position of the first. This is the
    // order of PyYAML, which the reference implementation uses.
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
            NodeKind::List(items) => items.iter().rev().collect(),
            _ => vec![value],
        };
        for source in sources {
            let NodeKind::Map(brought) = &source.kind else {
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
    matches!((&key.kind, &key.tag), (NodeKind::Scalar(t, NodeStyle::Plain), Tag::None) if &**t == "<<")
}

fn style_of(style: ScalarStyle) -> NodeStyle {
    match style {
        ScalarStyle::Plain => NodeStyle::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => NodeStyle::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => NodeStyle::Block,
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

/// Converts saphyr's character indices to byte offsets.
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
        let twice =
            |key: &str, line| Some((format!("the mapping has the key `{key}` twice"), line));
        assert_eq!(wrong("Name: A\nMethods: {}\nName: B\n"), twice("Name", 3));
        assert_eq!(wrong("a:\n  - {x: 1, 'x': 2}\n"), twice("x", 2));
        assert_eq!(wrong("$x: 1\n$x: 2\n"), twice("$x", 2));
        // A number and a text are two keys, and what is merged may be given again.
        assert_eq!(wrong("1: a\n'1': b\n"), None);
        assert_eq!(wrong("b: &b {x: 1}\nc: {<<: *b, x: 2}\n"), None);
        assert_eq!(wrong("- {a: 1}\n- {a: 1}\n--- {a: 1}\n"), None);
    }
}

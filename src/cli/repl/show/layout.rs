//! The layout of shown values: a value that fits goes on one line, any other over several.

use super::node::{DisplayNode, Group};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::cli::repl::paint::{Ink, Paint};
use crate::session::IsOutdated;

/// How values are shown.
#[derive(Clone, Copy)]
pub(crate) struct ShowOptions<'c> {
    /// Whether with colours.
    pub paint: Paint,
    /// The width in columns.
    pub width: usize,
    /// Which classes were declared again.
    pub outdated: IsOutdated<'c>,
}

/// Columns that a level is indented by.
const INDENT: usize = 4;

/// The text of a node, from the first column on.
pub(super) fn layout(node: &DisplayNode, options: ShowOptions<'_>) -> String {
    let mut page = Page { out: String::new(), column: 0, options };
    page.node(node, 0, 0);
    page.out
}

/// The text of a node on one line, cut to the width.
pub(super) fn line(node: &DisplayNode, options: ShowOptions<'_>) -> String {
    let mut page = Page { out: String::new(), column: 0, options };
    let pieces = flat(node);
    let last = options.width.saturating_sub(1);
    for (ink, text) in pieces {
        let room = last.saturating_sub(page.column);
        if text.width() > room {
            page.put(ink, prefix(&text, room));
            page.put(Ink::Faint, "…");
            break;
        }
        page.put(ink, &text);
    }
    page.out
}

/// The longest prefix of a text that takes at most `columns`.
fn prefix(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > columns
    });
    end.map_or(text, |(at, _)| &text[..at])
}

struct Page<'c> {
    out: String,
    column: usize,
    options: ShowOptions<'c>,
}

impl Page<'_> {
    fn put(&mut self, ink: Ink, text: &str) {
        let paint: Paint = self.options.paint;
        paint.put(&mut self.out, ink, text);
        self.column += text.width();
    }

    fn new_line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.column = indent;
    }

    /// Adds a node; `after` is the number of columns needed behind it.
    fn node(&mut self, node: &DisplayNode, indent: usize, after: usize) {
        let flat = flat(node);
        let width: usize = flat.iter().map(|(_, text)| text.width()).sum();
        if self.column + width + after <= self.options.width {
            for (ink, text) in flat {
                self.put(ink, &text);
            }
            return;
        }
        match node {
            DisplayNode::Leaf(ink, text) => self.put(*ink, text),
            DisplayNode::Group(group) => self.group(group, indent),
        }
    }

    fn group(&mut self, group: &Group, indent: usize) {
        for (ink, text) in &head(group) {
            self.put(*ink, text);
        }
        self.put(Ink::Plain, group.brackets.0);
        let inner = indent + INDENT;
        let only_leaves = group
            .items
            .iter()
            .all(|(key, node)| key.is_none() && matches!(node, DisplayNode::Leaf(..)));
        if only_leaves {
            self.fill(group, inner);
        } else {
            self.rows(group, inner);
        }
        if group.more > 0 {
            self.new_line(inner);
            self.put(Ink::Faint, &more(group.more));
        }
        self.new_line(indent);
        self.put(Ink::Plain, group.brackets.1);
    }

    /// Puts each item on a line of its own.
    fn rows(&mut self, group: &Group, indent: usize) {
        for (key, node) in &group.items {
            self.new_line(indent);
            if let Some((ink, key)) = key {
                self.put(*ink, key);
                self.put(Ink::Plain, ": ");
            }
            self.node(node, indent, 1);
            self.put(Ink::Plain, ",");
        }
    }

    /// Puts as many items on a line as fit.
    fn fill(&mut self, group: &Group, indent: usize) {
        self.new_line(indent);
        for (n, (_, node)) in group.items.iter().enumerate() {
            let DisplayNode::Leaf(ink, text) = node else { continue };
            let width = text.width() + 1;
            let begins = self.column == indent;
            if !begins && self.column + 1 + width > self.options.width {
                self.new_line(indent);
            } else if n > 0 {
                self.put(Ink::Plain, " ");
            }
            self.put(*ink, text);
            self.put(Ink::Plain, ",");
        }
    }
}

fn more(count: usize) -> String {
    format!("… {count} more")
}

fn head(group: &Group) -> Vec<(Ink, String)> {
    let mut pieces = Vec::new();
    let call = group.brackets.0 == "(";
    for (n, (ink, text)) in group.head.iter().enumerate() {
        if n > 0 {
            pieces.push((Ink::Plain, " ".into()));
        }
        pieces.push((*ink, text.clone()));
    }
    if !pieces.is_empty() && !call && !group.brackets.0.is_empty() {
        pieces.push((Ink::Plain, " ".into()));
    }
    pieces
}

/// The pieces of a node on one line.
fn flat(node: &DisplayNode) -> Vec<(Ink, String)> {
    // Recursion ends: `node.rs` limits the depth of the tree and the number of its nodes.
    let group = match node {
        DisplayNode::Leaf(ink, text) => return vec![(*ink, text.clone())],
        DisplayNode::Group(group) => group,
    };
    let mut pieces = head(group);
    let spaced = group.brackets.0 == "{" && !group.items.is_empty();
    let (open, close) = group.brackets;
    pieces.push((Ink::Plain, if spaced { format!("{open} ") } else { open.into() }));
    for (n, (key, node)) in group.items.iter().enumerate() {
        if n > 0 {
            pieces.push((Ink::Plain, ", ".into()));
        }
        if let Some((ink, key)) = key {
            pieces.push((*ink, key.clone()));
            pieces.push((Ink::Plain, ": ".into()));
        }
        pieces.extend(flat(node));
    }
    if group.more > 0 {
        pieces.push((Ink::Plain, ", ".into()));
        pieces.push((Ink::Faint, more(group.more)));
    }
    pieces.push((Ink::Plain, if spaced { format!(" {close}") } else { close.into() }));
    pieces
}

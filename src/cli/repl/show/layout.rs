//! The layout of shown values: a value that fits goes on one line, any other over several.

use super::node::{DisplayNode, Group};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::cli::style::{Style, Tone};
use crate::session::IsOutdated;

/// How values are shown.
#[derive(Clone, Copy)]
pub(crate) struct ShowOptions<'c> {
    /// Whether with colours.
    pub style: Style,
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
    for (tone, text) in pieces {
        let room = last.saturating_sub(page.column);
        if text.width() > room {
            page.put(tone, prefix(&text, room));
            page.put(Tone::Faint, "…");
            break;
        }
        page.put(tone, &text);
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
    fn put(&mut self, tone: Tone, text: &str) {
        let style: Style = self.options.style;
        style.put(&mut self.out, tone, text);
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
            for (tone, text) in flat {
                self.put(tone, &text);
            }
            return;
        }
        match node {
            DisplayNode::Leaf(tone, text) => self.put(*tone, text),
            DisplayNode::Group(group) => self.group(group, indent),
        }
    }

    fn group(&mut self, group: &Group, indent: usize) {
        for (tone, text) in &head(group) {
            self.put(*tone, text);
        }
        self.put(Tone::Plain, group.brackets.0);
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
            self.put(Tone::Faint, &more(group.more));
        }
        self.new_line(indent);
        self.put(Tone::Plain, group.brackets.1);
    }

    /// Puts each item on a line of its own.
    fn rows(&mut self, group: &Group, indent: usize) {
        for (key, node) in &group.items {
            self.new_line(indent);
            if let Some((tone, key)) = key {
                self.put(*tone, key);
                self.put(Tone::Plain, ": ");
            }
            self.node(node, indent, 1);
            self.put(Tone::Plain, ",");
        }
    }

    /// Puts as many items on a line as fit.
    fn fill(&mut self, group: &Group, indent: usize) {
        self.new_line(indent);
        for (n, (_, node)) in group.items.iter().enumerate() {
            let DisplayNode::Leaf(tone, text) = node else { continue };
            let width = text.width() + 1;
            let begins = self.column == indent;
            if !begins && self.column + 1 + width > self.options.width {
                self.new_line(indent);
            } else if n > 0 {
                self.put(Tone::Plain, " ");
            }
            self.put(*tone, text);
            self.put(Tone::Plain, ",");
        }
    }
}

fn more(count: usize) -> String {
    format!("… {count} more")
}

fn head(group: &Group) -> Vec<(Tone, String)> {
    let mut pieces = Vec::new();
    let call = group.brackets.0 == "(";
    for (n, (tone, text)) in group.head.iter().enumerate() {
        if n > 0 {
            pieces.push((Tone::Plain, " ".into()));
        }
        pieces.push((*tone, text.clone()));
    }
    if !pieces.is_empty() && !call && !group.brackets.0.is_empty() {
        pieces.push((Tone::Plain, " ".into()));
    }
    pieces
}

/// The pieces of a node on one line.
fn flat(node: &DisplayNode) -> Vec<(Tone, String)> {
    // Recursion ends: `node.rs` limits the depth of the tree and the number of its nodes.
    let group = match node {
        DisplayNode::Leaf(tone, text) => return vec![(*tone, text.clone())],
        DisplayNode::Group(group) => group,
    };
    let mut pieces = head(group);
    let spaced = group.brackets.0 == "{" && !group.items.is_empty();
    let (open, close) = group.brackets;
    pieces.push((Tone::Plain, if spaced { format!("{open} ") } else { open.into() }));
    for (n, (key, node)) in group.items.iter().enumerate() {
        if n > 0 {
            pieces.push((Tone::Plain, ", ".into()));
        }
        if let Some((tone, key)) = key {
            pieces.push((*tone, key.clone()));
            pieces.push((Tone::Plain, ": ".into()));
        }
        pieces.extend(flat(node));
    }
    if group.more > 0 {
        pieces.push((Tone::Plain, ", ".into()));
        pieces.push((Tone::Faint, more(group.more)));
    }
    pieces.push((Tone::Plain, if spaced { format!(" {close}") } else { close.into() }));
    pieces
}

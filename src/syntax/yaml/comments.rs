//! Comments: from `#` to the end of the line, outside of all scalars.

use std::rc::Rc;

use super::node::{Node, NodeKind};
use crate::source::{Source, Span};
use crate::syntax::Comment;

/// The comments of a file with these documents, in order.
pub(super) fn comments(source: &Source, documents: &[Rc<Node>]) -> Vec<Comment> {
    let mut scalars: Vec<Span> = Vec::new();
    documents.iter().for_each(|node| collect(node, &mut scalars));
    scalars.sort_unstable();
    scalars.dedup();
    let mut found = Vec::new();
    let mut from = source.base;
    let end = Span::new(source.span().end, source.span().end);
    for scalar in scalars.into_iter().chain([end]) {
        if scalar.start > from {
            between(source, Span::new(from, scalar.start), &mut found);
        }
        from = from.max(scalar.end);
    }
    found
}

fn collect(node: &Node, scalars: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar(..) => scalars.push(node.span),
        NodeKind::List(items) => items.iter().for_each(|item| collect(item, scalars)),
        NodeKind::Map(entries) => entries.iter().for_each(|(key, value)| {
            collect(key, scalars);
            collect(value, scalars);
        }),
    }
}

/// Finds each `#` that begins a line or follows white space.
fn between(source: &Source, gap: Span, found: &mut Vec<Comment>) {
    let text = source.slice(gap);
    let mut at = 0;
    while let Some(hash) = text[at..].find('#').map(|n| n + at) {
        let start = gap.start + hash as u32;
        let before = source.slice(Span::new(source.base, start)).chars().next_back();
        let end = text[hash..].find('\n').map_or(text.len(), |n| n + hash);
        if before.is_none_or(char::is_whitespace) {
            let comment = text[hash..end].trim_end();
            let span = Span::new(start, start + comment.len() as u32);
            found.push(Comment { text: comment.into(), span });
        }
        at = end;
    }
}

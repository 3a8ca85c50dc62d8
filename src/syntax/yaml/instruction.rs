//! Finds the instruction of a class file that a span belongs to, for stack traces.
//! See docs/language/exceptions.md#stack-traces.

use std::rc::Rc;

use super::node::{self, Node, NodeKind};
use crate::source::{Source, Span};
use crate::syntax::Text;

/// An instruction of a class file, as stack traces show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// Its span.
    pub span: Span,
    /// The text of an expression; `None` for a construct with blocks.
    pub text: Option<Text>,
}

/// The instruction around a span: the expression that contains it, otherwise the construct.
#[must_use]
pub(crate) fn instruction_at(source: &Source, place: Span) -> Option<Instruction> {
    let documents = node::documents(source).ok()?;
    let found = documents.iter().find_map(|root| smallest(root, place))?;
    Some(match expression_of(found) {
        Some((text, span)) => Instruction { span, text: Some(text.clone()) },
        None => Instruction { span: place, text: None },
    })
}

/// The expression of a scalar, or of the value of an assignment or `Return`.
fn expression_of(node: &Node) -> Option<(&Text, Span)> {
    match &node.kind {
        NodeKind::Scalar(text, _) => Some((text, node.span)),
        NodeKind::Map(entries) => match entries.as_slice() {
            [(key, value)]
                if key.text().is_some_and(|k| k.starts_with('$') || &**k == "Return") =>
            {
                value.text().map(|text| (text, value.span))
            }
            _ => None,
        },
        NodeKind::List(_) => None,
    }
}

/// The innermost node that contains a span.
fn smallest(node: &Rc<Node>, place: Span) -> Option<&Rc<Node>> {
    let holds = |node: &Node| node.span.start <= place.start && place.end <= node.span.end;
    let below = match &node.kind {
        NodeKind::Scalar(..) => None,
        NodeKind::List(items) => items.iter().find_map(|item| smallest(item, place)),
        NodeKind::Map(entries) => entries
            .iter()
            .find_map(|(key, value)| smallest(key, place).or_else(|| smallest(value, place))),
    };
    below.or_else(|| holds(node).then_some(node))
}

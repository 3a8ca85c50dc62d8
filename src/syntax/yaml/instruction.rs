//! Which instruction of a class file a place belongs to, for stack traces (MuranoPL section 13).

use std::rc::Rc;

use super::node::{self, Kind, Node};
use crate::source::{Source, Span};
use crate::syntax::Text;

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Where it stands.
    pub span: Span,
    /// An expression as it is written; `None` for a construct with blocks in it.
    pub text: Option<Text>,
}

/// The instruction around a place: the expression that it is a part of, else the construct.
#[must_use]
pub fn instruction_at(source: &Source, place: Span) -> Option<Instruction> {
    let documents = node::documents(source).ok()?;
    let found = documents.iter().find_map(|root| smallest(root, place))?;
    let text = match &found.kind {
        Kind::Scalar(text, _) => Some(text.clone()),
        Kind::List(_) | Kind::Map(_) => None,
    };
    let span = if text.is_some() { found.span } else { place };
    Some(Instruction { span, text })
}

/// The innermost node that holds a place.
fn smallest<'n>(node: &'n Rc<Node>, place: Span) -> Option<&'n Rc<Node>> {
    let holds = |node: &Node| node.span.start <= place.start && place.end <= node.span.end;
    let below = match &node.kind {
        Kind::Scalar(..) => None,
        Kind::List(items) => items.iter().find_map(|item| smallest(item, place)),
        Kind::Map(entries) => entries
            .iter()
            .find_map(|(key, value)| smallest(key, place).or_else(|| smallest(value, place))),
    };
    below.or_else(|| holds(node).then_some(node))
}

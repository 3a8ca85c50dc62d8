//! A model as the tree of a literal, which the checker takes: its values, each at its span in the text.

use std::rc::Rc;

use crate::diag::mask;
use crate::runtime::value::Value;
use crate::source::Span;
use crate::syntax::yaml::node::{Node, NodeKind};
use crate::syntax::{Arg, Entry, Expr, ExprKind};

/// The tree of a value. Secrets are left out, so that no report shows them.
pub(super) fn tree(value: &Value, node: &Rc<Node>) -> Expr {
    of(value, Some(node), node.span)
}

/// `outer` is the span of what the value is a part of, for values that the text does not have.
fn of(value: &Value, node: Option<&Rc<Node>>, outer: Span) -> Expr {
    let span = node.map_or(outer, |node| node.span);
    let kind = match value {
        Value::Null => ExprKind::Null,
        Value::Bool(b) => ExprKind::Bool(b.get()),
        Value::Int(n) => ExprKind::Int(*n),
        Value::Float(f) => ExprKind::Float(f.get()),
        Value::Str(text) => ExprKind::Str(text.as_str().into()),
        Value::List(items) => {
            let item =
                |(n, item): (usize, &Value)| Arg::Positional(of(item, item_node(node, n), span));
            ExprKind::List(items.iter().enumerate().map(item).collect())
        }
        Value::Dict(dict) => {
            let entries = dict
                .iter()
                .filter_map(|(key, value)| Some(entry(key.as_str()?, value, node, span)));
            ExprKind::Map(entries.collect())
        }
        _ => ExprKind::Error,
    };
    Expr { kind, span }
}

fn entry(key: &str, value: &Value, node: Option<&Rc<Node>>, outer: Span) -> Entry {
    let found = node.and_then(|node| match &node.kind {
        NodeKind::Map(entries) => {
            entries.iter().find(|(k, _)| k.text().is_some_and(|text| **text == *key))
        }
        _ => None,
    });
    let key_span = found.map_or(outer, |(key, _)| key.span);
    let is_secret = mask::is_secret_property(key)
        || mask::suggests_secret(key)
        || value.as_str().is_some_and(|text| !mask::secret_parts(key, text).is_empty());
    let value = match is_secret {
        true => Expr { kind: ExprKind::Error, span: found.map_or(outer, |(_, value)| value.span) },
        false => of(value, found.map(|(_, value)| value), outer),
    };
    Entry { key: Expr { kind: ExprKind::Str(key.into()), span: key_span }, value }
}

fn item_node(node: Option<&Rc<Node>>, n: usize) -> Option<&Rc<Node>> {
    match &node?.kind {
        NodeKind::List(items) => items.get(n),
        _ => None,
    }
}

//! Blocks: one instruction or a list of them.

use std::rc::Rc;

use super::forms;
use super::node::{Node, NodeKind};
use super::value::{ClassParser, YamlKey};
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::{Block, Expr, ExprKind, Stmt, StmtKind, Text};

/// The exception for errors in statements.
pub(super) const SYNTAX: &str = "SyntaxError";

impl ClassParser<'_> {
    /// A block; an empty node is an empty block.
    pub(super) fn block(&mut self, node: &Node) -> Block {
        let statements = match &node.kind {
            NodeKind::List(items) => items.iter().map(|item| self.statement(item)).collect(),
            NodeKind::Scalar(..) if node.is_null() => Vec::new(),
            NodeKind::Scalar(..) | NodeKind::Map(_) => vec![self.statement(node)],
        };
        Block { statements, span: node.span }
    }

    /// One instruction.
    fn statement(&mut self, node: &Node) -> Stmt {
        let kind = match &node.kind {
            NodeKind::Scalar(..) => self.lone_expression(node),
            NodeKind::List(_) => {
                let message = "a block cannot contain a list";
                self.wrong(codes::BAD_STATEMENT, SYNTAX, node.span, message)
                    .hints
                    .push("a block within a block is written `Do:`".into());
                StmtKind::Error
            }
            NodeKind::Map(entries) => self.mapping(node, entries),
        };
        Stmt { kind, span: node.span }
    }

    fn lone_expression(&mut self, node: &Node) -> StmtKind {
        match self.parse(node) {
            (expr, true) => StmtKind::Expr(expr),
            (Expr { kind: ExprKind::Error, .. }, false) => StmtKind::Error,
            (literal, false) => {
                let message = match &literal.kind {
                    ExprKind::Str(text) => format!("the string '{text}' is not a statement"),
                    _ => format!("{} is not a statement", node.name()),
                };
                let hint = match &literal.kind {
                    ExprKind::Str(text) => match forms::without_colon(text) {
                        Some(lead) => format!("a colon is missing: `{lead}:`"),
                        None => "a call has parentheses, a variable a `$`; an expression that YAML parses as a string needs `!yaql`".into(),
                    },
                    _ => "remove it".into(),
                };
                self.wrong(codes::BAD_STATEMENT, SYNTAX, node.span, message).hints.push(hint);
                StmtKind::Error
            }
        }
    }

    fn mapping(&mut self, node: &Node, entries: &[(Rc<Node>, Rc<Node>)]) -> StmtKind {
        // A mapping with one key that is an expression is an assignment; one whose keys are all
        // words is a construct, which `forms` finds by the set of its keys. Both at once are
        // neither.
        let mut keys: Vec<Text> = Vec::new();
        let mut target: Option<(Expr, &Rc<Node>)> = None;
        for (key, value) in entries {
            match self.key(key) {
                YamlKey::Text(text) => keys.push(text),
                YamlKey::Expr(expr) if target.is_none() && entries.len() == 1 => {
                    target = Some((expr, value));
                }
                YamlKey::Expr(_) | YamlKey::Literal(_) => {
                    return self.mixed(key.span, entries.len());
                }
            }
        }
        if let Some((target, value)) = target {
            let value = self.value(value);
            return StmtKind::Assign { target, value };
        }
        let names: Vec<&str> = keys.iter().map(|k| &**k).collect();
        match forms::find(&names) {
            Ok(form) => self.construct(form.lead, node),
            Err(found) => {
                // Every key is a text here, so that keys and entries have the same indices.
                let span = found.key.map_or(node.span, |key| entries[key].0.span);
                let error = self.wrong(codes::BAD_STATEMENT, SYNTAX, span, found.message);
                error.hints.push(found.hint);
                StmtKind::Error
            }
        }
    }

    fn mixed(&mut self, span: Span, keys: usize) -> StmtKind {
        let (message, hint) = match keys {
            1 => ("this cannot be assigned to", "the target is a variable, a property or an index"),
            _ => (
                "several keys in one statement, and this one belongs to none",
                "each assignment is an item of its own: put `- ` before it",
            ),
        };
        self.wrong(codes::BAD_STATEMENT, SYNTAX, span, message).hints.push(hint.into());
        StmtKind::Error
    }
}

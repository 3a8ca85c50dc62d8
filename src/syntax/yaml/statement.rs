//! The parts of constructs: parses the value of each key.

use std::rc::Rc;

use super::block::SYNTAX;
use super::node::{Node, NodeKind};
use super::value::{ClassParser, YamlKey};
use crate::diag::codes;
use crate::syntax::{Block, Catch, Expr, ExprKind, MatchCase, Name, StmtKind};

/// The exception for errors that MuranoPL's own statement classes report.
const DSL: &str = "murano.dsl.exceptions.DslSyntaxError";

impl ClassParser<'_> {
    /// Parses a construct whose set of keys is valid.
    pub(super) fn construct(&mut self, lead: &str, node: &Node) -> StmtKind {
        // The rows of docs/language/yaml.md#instructions; [`super::forms`] has checked the
        // keys, so a missing head or another lead can only follow an error that was reported.
        let part = |key: &str| node.get(key).cloned();
        let Some(head) = part(lead) else { return StmtKind::Error };
        match lead {
            "If" => {
                let arms = vec![(self.value(&head), self.part_block(node, "Then"))];
                StmtKind::If { arms, otherwise: self.optional_block(node, "Else") }
            }
            "While" => self.while_loop(&head, node),
            "For" => self.for_loop(&head, node),
            "Repeat" => self.repeat(&head, node),
            "Match" => self.match_statement(&head, node),
            "Switch" => self.switch(&head, node),
            "Try" => self.try_statement(&head, node),
            "Throw" => self.throw(&head, node),
            "Parallel" => {
                let limit = part("Limit").filter(|l| !l.is_null()).map(|l| self.value(&l));
                StmtKind::Parallel { limit, body: self.block(&head) }
            }
            "Return" => StmtKind::Return((!head.is_null()).then(|| self.value(&head))),
            "Do" => StmtKind::Block(self.block(&head)),
            "Rethrow" => StmtKind::Rethrow,
            "Break" | "Continue" => self.jump(lead, &head),
            _ => StmtKind::Error,
        }
    }

    fn part_block(&mut self, node: &Node, key: &str) -> Block {
        node.get(key).cloned().map_or_else(Block::default, |part| self.block(&part))
    }

    fn optional_block(&mut self, node: &Node, key: &str) -> Option<Block> {
        node.get(key).cloned().map(|part| self.block(&part))
    }

    fn jump(&mut self, word: &str, head: &Node) -> StmtKind {
        if !head.is_null() {
            let message = format!("`{word}` takes no value");
            self.wrong(codes::BAD_STATEMENT, DSL, head.span, message);
        }
        if word == "Break" { StmtKind::Break } else { StmtKind::Continue }
    }

    /// A number of times: an integer, or an expression.
    fn repeat(&mut self, head: &Node, node: &Node) -> StmtKind {
        let (times, written) = self.parse(head);
        if !written && !matches!(times.kind, ExprKind::Int(_)) {
            let message = "`Repeat` needs an integer or an expression";
            self.wrong(codes::BAD_STATEMENT, DSL, head.span, message);
        }
        StmtKind::Repeat(times, self.part_block(node, "Do"))
    }

    fn while_loop(&mut self, head: &Node, node: &Node) -> StmtKind {
        let (condition, written) = self.parse(head);
        if !written {
            let message = "the condition of `While` must be an expression";
            self.wrong(codes::BAD_STATEMENT, SYNTAX, head.span, message)
                .hints
                .push("an endless loop is `While: (true)`".into());
        }
        StmtKind::While(condition, self.part_block(node, "Do"))
    }

    fn for_loop(&mut self, head: &Node, node: &Node) -> StmtKind {
        let variable = self.variable(head, "For");
        let iterable = node.get("In").cloned().map(|part| self.value(&part));
        let (Some(variable), Some(iterable)) = (variable, iterable) else { return StmtKind::Error };
        StmtKind::For { variable, iterable, body: self.part_block(node, "Do") }
    }

    /// Parses a variable that a construct sets: its name, without `$`.
    fn variable(&mut self, node: &Node, key: &str) -> Option<Name> {
        let name = self.name(node);
        if let (Some(name), YamlKey::Text(_)) = (&name, self.key(node)) {
            return Some(name.clone());
        }
        let plain = name.map(|n| n.text.trim_start_matches('$').to_owned());
        let message = format!("`{key}` needs the name of a variable");
        let found = self.wrong(codes::BAD_STATEMENT, DSL, node.span, message);
        if let Some(plain) = plain.filter(|p| p.chars().all(|c| c.is_alphanumeric() || c == '_')) {
            found.hints.push(format!("without the `$`: `{key}: {plain}`"));
        }
        None
    }

    /// Parses `Match`. Cases whose keys are expressions never match, as in the reference
    /// implementation.
    fn match_statement(&mut self, head: &Node, node: &Node) -> StmtKind {
        let mut cases = Vec::new();
        for (key, body) in self.cases(head, "Match") {
            let (value, written) = self.parse(&key);
            let body = self.block(&body);
            if written {
                let message = "an expression never matches: the cases of `Match` must be constants";
                let warning =
                    crate::diag::Diagnostic::warning(codes::NEVER_MATCHES, key.span, message);
                self.diagnostics.push(warning.hint("`Switch` takes conditions"));
            } else {
                cases.push(MatchCase { values: vec![value], body });
            }
        }
        let default = self.optional_block(node, "Default");
        match node.get("Value").cloned() {
            Some(subject) => StmtKind::Match { subject: self.value(&subject), cases, default },
            None => StmtKind::Error,
        }
    }

    fn switch(&mut self, head: &Node, node: &Node) -> StmtKind {
        let cases = self.cases(head, "Switch");
        let cases = cases.iter().map(|(key, body)| (self.value(key), self.block(body))).collect();
        StmtKind::Switch { cases, default: self.optional_block(node, "Default") }
    }

    fn cases(&mut self, head: &Node, key: &str) -> Vec<(Rc<Node>, Rc<Node>)> {
        match &head.kind {
            NodeKind::Map(entries) => entries.clone(),
            NodeKind::Scalar(..) if head.is_null() => Vec::new(),
            NodeKind::Scalar(..) | NodeKind::List(_) => {
                let message = format!("`{key}` needs a mapping of cases, found {}", head.name());
                self.wrong(codes::BAD_STATEMENT, DSL, head.span, message);
                Vec::new()
            }
        }
    }

    fn try_statement(&mut self, head: &Node, node: &Node) -> StmtKind {
        let body = self.block(head);
        let clauses: Vec<Rc<Node>> = match node.get("Catch") {
            None => Vec::new(),
            Some(clause) if clause.is_null() => Vec::new(),
            Some(clause) => match &clause.kind {
                NodeKind::List(items) => items.clone(),
                NodeKind::Scalar(..) | NodeKind::Map(_) => vec![clause.clone()],
            },
        };
        let catches = clauses.iter().filter_map(|clause| self.catch(clause)).collect();
        let otherwise = self.optional_block(node, "Else");
        StmtKind::Try { body, catches, otherwise, finally: self.optional_block(node, "Finally") }
    }

    fn catch(&mut self, clause: &Node) -> Option<Catch> {
        let NodeKind::Map(entries) = &clause.kind else {
            let message = format!("a clause of `Catch` must be a mapping, found {}", clause.name());
            self.wrong(codes::BAD_STATEMENT, SYNTAX, clause.span, message);
            return None;
        };
        for (key, _) in entries {
            if key.text().is_none_or(|k| !matches!(&**k, "With" | "As" | "Do")) {
                let message = "a clause of `Catch` has the keys `With`, `As` and `Do`";
                self.wrong(codes::BAD_STATEMENT, SYNTAX, key.span, message);
            }
        }
        let names = match clause.get("With").cloned() {
            Some(with) => self.exception_texts(&with),
            None => Vec::new(),
        };
        let binding = clause.get("As").cloned().filter(|a| !a.is_null());
        let binding = binding.and_then(|node| self.variable(&node, "As"));
        let body = self.optional_block(clause, "Do");
        Some(Catch { names, binding, body, span: clause.span })
    }

    /// Parses the names of `With`: as strings, even if they could be expressions.
    fn exception_texts(&mut self, with: &Node) -> Vec<Expr> {
        let items = match &with.kind {
            NodeKind::List(items) => items.clone(),
            NodeKind::Scalar(..) | NodeKind::Map(_) => vec![Rc::new(with.clone())],
        };
        let text = |parser: &mut Self, item: &Rc<Node>| match parser.name(item) {
            Some(name) => Some(Expr { kind: ExprKind::Str(name.text), span: name.span }),
            None => {
                let message = format!("`With` needs names of exceptions, found {}", item.name());
                parser.wrong(codes::BAD_STATEMENT, SYNTAX, item.span, message);
                None
            }
        };
        items.iter().filter_map(|item| text(self, item)).collect()
    }

    fn throw(&mut self, head: &Node, node: &Node) -> StmtKind {
        let names: Vec<Expr> = match &head.kind {
            NodeKind::List(items) => items.iter().map(|item| self.value(item)).collect(),
            NodeKind::Scalar(..) | NodeKind::Map(_) => vec![self.value(head)],
        };
        let empty = |e: &Expr| match &e.kind {
            ExprKind::Str(text) => text.is_empty(),
            ExprKind::Null => true,
            _ => false,
        };
        if names.is_empty() || names.iter().any(empty) {
            let message = "`Throw` needs the name of an exception";
            self.wrong(codes::BAD_STATEMENT, "ValueError", head.span, message);
            return StmtKind::Error;
        }
        let mut part = |key: &str| node.get(key).cloned().map(|part| self.value(&part));
        let (message, extra, cause) = (part("Message"), part("Extra"), part("Cause"));
        StmtKind::Throw { names, message, extra, cause }
    }
}

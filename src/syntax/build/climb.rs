//! Precedence climbing over a flat sequence of operands and operators.

use std::iter::Peekable;

use super::operator::{self, DOT, INDEX, LOOSEST, MAPPING};
use super::{Builder, error_at};
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::dialect::{Dialect, YaqlFactory};
use crate::syntax::foreign_edits;
use crate::syntax::grammar::{GrammarNode, Rule, is_comment};
use crate::syntax::tree::{Arg, BinaryOp, Expr, ExprKind, Name, TypeName, UnaryOp};

/// A flat sequence that is being parsed.
pub(super) struct Row<'i, I: Iterator<Item = GrammarNode<'i>>> {
    items: Peekable<I>,
    /// The end of the sequence, for errors about a missing operand.
    end: Span,
}

/// Whether a `=>` may stand between two operands of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrow {
    Accepted,
    Refused,
}

impl<'i> Builder<'_> {
    /// An expression: any rule that consists of a flat sequence.
    pub(in crate::syntax) fn expression(&mut self, node: GrammarNode<'i>) -> Expr {
        self.mapping(node, Arrow::Refused).0
    }

    /// The sequence of an argument: the operand before a `=>`, if there is one, and the rest.
    pub(super) fn named_or_expression(&mut self, node: GrammarNode<'i>) -> (Expr, Option<Expr>) {
        self.mapping(node, Arrow::Accepted)
    }

    fn mapping(&mut self, node: GrammarNode<'i>, arrow: Arrow) -> (Expr, Option<Expr>) {
        let span = self.span(&node);
        let levels = levels(&node);
        let row = node.into_inner().filter(|part| !is_comment(part.as_rule()));
        let end = Span::new(span.end, span.end);
        let mut row = Row { items: row.peekable(), end };
        let built = self.deeper(levels, span, |b| {
            let first = b.climb(&mut row, LOOSEST);
            let found = row.items.next_if(|n| arrow == Arrow::Accepted && n.as_str() == "=>");
            let value = found.map(|_| b.climb(&mut row, LOOSEST));
            b.refuse_rest(&mut row);
            (first, value)
        });
        built.unwrap_or_else(|| (error_at(span), None))
    }

    /// Reports a `=>` that is not permitted here, and which ends the climb early.
    fn refuse_rest<I: Iterator<Item = GrammarNode<'i>>>(&mut self, row: &mut Row<'i, I>) {
        if let Some(rest) = row.items.peek().filter(|_| !self.exhausted) {
            let span = self.span(rest);
            self.report(codes::SYNTAX, span, "expected an operator, found `=>`");
        }
    }

    /// The sequence of a statement: the operand before a leading `=`, if there is one, and the
    /// rest.
    pub(super) fn assignment_or_expression(
        &mut self,
        node: GrammarNode<'i>,
    ) -> (Expr, Option<Expr>) {
        let span = self.span(&node);
        let levels = levels(&node);
        let row = node.into_inner().filter(|part| !is_comment(part.as_rule()));
        let end = Span::new(span.end, span.end);
        let mut row = Row { items: row.peekable(), end };
        let built = self.deeper(levels, span, |b| {
            let chain = b.climb(&mut row, INDEX);
            if row.items.next_if(is_assignment).is_some() {
                let value = b.climb(&mut row, LOOSEST);
                return (chain, Some(value));
            }
            (b.climb_from(chain, &mut row, LOOSEST), None)
        });
        built.unwrap_or_else(|| (error_at(span), None))
    }

    fn climb<I: Iterator<Item = GrammarNode<'i>>>(
        &mut self,
        row: &mut Row<'i, I>,
        loosest: i8,
    ) -> Expr {
        let left = self.operand(row);
        self.climb_from(left, row, loosest)
    }

    /// Consumes operators and postfixes that bind at least as tightly as `loosest`.
    fn climb_from<I: Iterator<Item = GrammarNode<'i>>>(
        &mut self,
        mut left: Expr,
        row: &mut Row<'i, I>,
        loosest: i8,
    ) -> Expr {
        while let Some(next) = row.items.next_if(|n| !self.exhausted && self.level(n) <= loosest) {
            left = match next.as_rule() {
                Rule::member => self.member(left, next),
                Rule::index | Rule::y_index => self.index(left, next),
                Rule::invoke | Rule::y_invoke => self.invoke(left, next),
                Rule::with_part => self.changed(left, next),
                _ => self.operation(left, &next, row),
            };
        }
        left
    }

    fn operation<I: Iterator<Item = GrammarNode<'i>>>(
        &mut self,
        left: Expr,
        sign: &GrammarNode<'i>,
        row: &mut Row<'i, I>,
    ) -> Expr {
        if matches!(sign.as_str(), "." | "?.") {
            let right = self.climb(row, DOT - 1);
            return dotted(left, right, sign.as_str() == "?.");
        }
        if sign.as_str() == "=>" {
            let right = self.climb(row, operator::right_of(MAPPING));
            return self.tuple(left, right, sign);
        }
        let symbol = self.known_operator(sign);
        let Some((op, level)) = operator::binary(symbol) else {
            return error_at(left.span);
        };
        let right = self.climb(row, operator::right_of(level));
        self.check_dialect(op, sign);
        binary(op, left, right)
    }

    fn operand<I: Iterator<Item = GrammarNode<'i>>>(&mut self, row: &mut Row<'i, I>) -> Expr {
        let Some(node) = row.items.next() else {
            return error_at(row.end);
        };
        if !matches!(node.as_rule(), Rule::prefix | Rule::y_prefix) {
            return self.primary(node);
        }
        let start = self.span(&node);
        let symbol = self.known_operator(&node);
        let Some((op, level)) = operator::prefix(symbol) else {
            return error_at(start);
        };
        if op == UnaryOp::Colon {
            self.check_dialect(BinaryOp::Colon, &node);
        }
        let operand = self.climb(row, operator::right_of(level));
        let span = start.to(operand.span);
        match operand.kind {
            ExprKind::Word(name) if op == UnaryOp::Colon => {
                let class = TypeName { prefix: Some("".into()), name, span };
                Expr { kind: ExprKind::TypeName(class), span }
            }
            _ => Expr { kind: ExprKind::Unary(op, Box::new(operand)), span },
        }
    }

    /// An operator's spelling here; reports one of another language.
    fn known_operator<'n>(&mut self, sign: &'n GrammarNode<'i>) -> &'n str {
        let written = sign.as_str();
        let Some(meant) = operator::foreign(written) else {
            if written == "**" {
                let span = self.span(sign);
                self.report(codes::SYNTAX, span, "there is no operator `**`")
                    .hints
                    .push("write `pow(base, exponent)`".into());
                return "*";
            }
            return written;
        };
        let span = self.span(sign);
        let message = format!("expected `{meant}`, found `{written}`");
        let hint = format!("`{written}` is written `{meant}` here");
        let edit = foreign_edits::operator(self.source, span, meant);
        let found = self.report(codes::SYNTAX, span, message);
        found.hints.push(hint);
        found.suggestions.push(edit);
        meant
    }

    /// `a => b` of the old factory: a call of the operator's function.
    fn tuple(&mut self, left: Expr, right: Expr, sign: &GrammarNode<'i>) -> Expr {
        let span = left.span.to(right.span);
        let name = Name { text: "#operator_=>".into(), span: self.span(sign) };
        let args = vec![Arg::Positional(left), Arg::Positional(right)];
        Expr { kind: ExprKind::Call { name, args }, span }
    }

    fn level(&self, node: &GrammarNode<'_>) -> i8 {
        match node.as_str() {
            "=>" if self.factory == YaqlFactory::Legacy => MAPPING,
            "=>" => i8::MAX,
            _ => level(node),
        }
    }

    /// `is` and `:` exist in MuranoPL, not in plain YAQL.
    fn check_dialect(&mut self, op: BinaryOp, sign: &GrammarNode<'i>) {
        if self.dialect == Dialect::PlainYaql && matches!(op, BinaryOp::Is | BinaryOp::Colon) {
            let span = self.span(sign);
            let message = format!("`{}` is not an operator here", sign.as_str());
            self.report(codes::SYNTAX, span, message);
        }
    }
}

fn is_assignment(node: &GrammarNode<'_>) -> bool {
    node.as_rule() == Rule::operator && node.as_str() == "="
}

/// Upper bound of the levels that a sequence adds to the tree.
fn levels(node: &GrammarNode<'_>) -> usize {
    let row = node.clone().into_inner();
    if row.len() < 16 {
        return row.len();
    }
    let adds = |part: &GrammarNode<'_>| {
        matches!(
            part.as_rule(),
            Rule::operator
                | Rule::y_operator
                | Rule::prefix
                | Rule::y_prefix
                | Rule::member
                | Rule::with_part
        ) || matches!(part.as_rule(), Rule::index | Rule::y_index | Rule::invoke | Rule::y_invoke)
    };
    1 + row.filter(adds).count()
}

fn level(node: &GrammarNode<'_>) -> i8 {
    match node.as_rule() {
        Rule::member => DOT,
        Rule::operator | Rule::y_operator => match node.as_str() {
            "." | "?." => DOT,
            symbol => operator::binary(operator::foreign(symbol).unwrap_or(symbol))
                .map_or(operator::right_of(6), |(_, level)| level),
        },
        _ => INDEX,
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    match (op, left.kind, right.kind) {
        (BinaryOp::Colon, ExprKind::Word(prefix), ExprKind::Word(name)) => {
            let class = TypeName { prefix: Some(prefix), name, span };
            Expr { kind: ExprKind::TypeName(class), span }
        }
        (_, left_kind, right_kind) => {
            let left = Box::new(Expr { kind: left_kind, span: left.span });
            let right = Box::new(Expr { kind: right_kind, span: right.span });
            Expr { kind: ExprKind::Binary(op, left, right), span }
        }
    }
}

/// YAQL's `.`: the right operand decides whether it is a member, a call or neither.
fn dotted(target: Expr, member: Expr, safe: bool) -> Expr {
    let span = target.span.to(member.span);
    let target = Box::new(target);
    let kind = match member.kind {
        ExprKind::Word(text) => {
            let name = Name { text, span: member.span };
            ExprKind::Member { target, name, safe }
        }
        ExprKind::Call { name, args } => ExprKind::MethodCall { target, name, args, safe },
        kind => {
            let member = Box::new(Expr { kind, span: member.span });
            ExprKind::Dot { target, member, safe }
        }
    };
    Expr { kind, span }
}

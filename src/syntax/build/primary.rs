//! Operands and postfixes.

use super::{Builder, error_at};
use crate::diag::codes;
use crate::syntax::dialect::Dialect;
use crate::syntax::grammar::{GrammarNode, Rule, parts};
use crate::syntax::tree::{Arg, Expr, ExprKind};

impl<'i> Builder<'_> {
    /// An operand.
    pub(super) fn primary(&mut self, node: GrammarNode<'i>) -> Expr {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::variable => ExprKind::Var(node.as_str()[1..].into()),
            Rule::bare | Rule::y_bare => self.word(&node),
            Rule::number => self.number(&node),
            Rule::single | Rule::y_double => self.quoted(&node),
            Rule::verbatim => self.verbatim(&node),
            Rule::double => self.interpolated(node),
            Rule::block_string => self.block_string(node),
            Rule::type_ref => ExprKind::TypeName(self.type_name(&node)),
            Rule::paren | Rule::y_paren => ExprKind::Paren(Box::new(self.only_expression(node))),
            Rule::list | Rule::y_list => ExprKind::List(self.arguments(node)),
            Rule::map => ExprKind::Map(self.entries(node)),
            Rule::y_map => self.yaql_map(node),
            Rule::call | Rule::y_call => self.call(node),
            Rule::if_expr => self.if_expression(node),
            Rule::new_expr => self.new_expression(node),
            Rule::super_expr => self.super_expression(node),
            _ => return self.surprise(&node),
        };
        Expr { kind, span }
    }

    /// The only expression in a node.
    pub(super) fn only_expression(&mut self, node: GrammarNode<'i>) -> Expr {
        let span = self.span(&node);
        let inner = parts(node).find(|p| is_expression(p.as_rule()));
        inner.map_or_else(|| error_at(span), |p| self.expression(p))
    }

    /// `.name` and `.name(…)` of `.murano`.
    pub(super) fn member(&mut self, target: Expr, node: GrammarNode<'i>) -> Expr {
        let span = target.span.to(self.span(&node));
        let target = Box::new(target);
        let mut inner = parts(node);
        let safe = inner.next().is_some_and(|dot| dot.as_str() == "?.");
        let Some(name) = inner.next() else { return error_at(span) };
        let name = self.name(&name);
        let kind = match inner.next() {
            Some(call) => {
                let args = self.arguments(call);
                ExprKind::MethodCall { target, name, args, safe }
            }
            None => ExprKind::Member { target, name, safe },
        };
        Expr { kind, span }
    }

    /// `target[…]`.
    pub(super) fn index(&mut self, target: Expr, node: GrammarNode<'i>) -> Expr {
        let span = target.span.to(self.span(&node));
        let args = self.arguments(node);
        Expr { kind: ExprKind::Index { target: Box::new(target), args }, span }
    }

    /// `value(…)`, if delegates are allowed.
    pub(super) fn invoke(&mut self, callee: Expr, node: GrammarNode<'i>) -> Expr {
        let place = self.span(&node);
        let span = callee.span.to(place);
        if !self.delegates {
            self.report(codes::SYNTAX, place, "only functions and methods can be called")
                .hints
                .push(
                    "call it by name, `name(…)` or `$x.name(…)`, with no space before the bracket"
                        .into(),
                );
        }
        let args = self.arguments(node);
        Expr { kind: ExprKind::Invoke { callee: Box::new(callee), args }, span }
    }

    fn word(&mut self, node: &GrammarNode<'i>) -> ExprKind {
        match node.as_str() {
            "null" => ExprKind::Null,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "is" if self.dialect == Dialect::Yaql => {
                let span = self.span(node);
                self.report(codes::SYNTAX, span, "expected an expression, found `is`");
                ExprKind::Error
            }
            word => ExprKind::Word(word.into()),
        }
    }

    fn call(&mut self, node: GrammarNode<'i>) -> ExprKind {
        let name = node.clone().into_inner().next().map(|n| self.name(&n));
        let args = self.arguments(node);
        name.map_or(ExprKind::Error, |name| ExprKind::Call { name, args })
    }

    fn super_expression(&mut self, node: GrammarNode<'i>) -> ExprKind {
        let name = parts(node.clone()).find(|p| p.as_rule() == Rule::word).map(|n| self.name(&n));
        let args: Vec<Arg> = self.arguments(node);
        name.map_or(ExprKind::Error, |name| ExprKind::Super { name, args })
    }

    fn new_expression(&mut self, node: GrammarNode<'i>) -> ExprKind {
        let (mut class, mut entries) = (None, Vec::new());
        for part in parts(node) {
            match part.as_rule() {
                Rule::type_path => class = Some(self.type_name(&part)),
                Rule::new_body => entries = self.entries(part),
                _ => {}
            }
        }
        class.map_or(ExprKind::Error, |class| ExprKind::New { class, entries })
    }

    /// `target with { … }`.
    pub(super) fn changed(&mut self, target: Expr, node: GrammarNode<'i>) -> Expr {
        let span = target.span.to(self.span(&node));
        let Some(body) = parts(node).find(|part| part.as_rule() == Rule::with_body) else {
            return error_at(span);
        };
        let place = self.span(&body);
        let changes = Expr { kind: ExprKind::Map(self.entries(body)), span: place };
        Expr { kind: ExprKind::With(Box::new(target), Box::new(changes)), span }
    }

    fn if_expression(&mut self, node: GrammarNode<'i>) -> ExprKind {
        let span = self.span(&node);
        let mut inner = parts(node).filter(|p| is_expression(p.as_rule()));
        let mut next = || {
            let part = inner.next();
            Box::new(part.map_or_else(|| error_at(span), |p| self.expression(p)))
        };
        let (condition, then, otherwise) = (next(), next(), next());
        ExprKind::If { condition, then, otherwise }
    }
}

/// Whether the rule is a sequence of operands and operators.
pub(super) fn is_expression(rule: Rule) -> bool {
    matches!(rule, Rule::expr | Rule::inner | Rule::message | Rule::y_expr)
}

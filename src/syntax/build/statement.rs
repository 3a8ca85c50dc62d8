//! Statements.

use super::primary::is_expression;
use super::{Builder, error_at};
use crate::source::Span;
use crate::syntax::grammar::{GrammarNode, Rule, parts};
use crate::syntax::tree::{Block, Catch, Expr, ExprKind, MatchCase, Name, Stmt, StmtKind};

/// A clause of `match` or `switch`: its conditions, or none for `default`.
struct Clause {
    values: Vec<Expr>,
    body: Block,
}

impl<'i> Builder<'_> {
    /// A statement.
    pub(super) fn statement(&mut self, node: GrammarNode<'i>) -> Stmt {
        // The grammar has decided which statement it is: one rule for each kind of
        // docs/language/statements.md#statements.
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::expr => self.expression_statement(node),
            Rule::if_stmt => self.if_statement(node),
            Rule::while_stmt => {
                let (condition, body) = self.headed_block(node);
                StmtKind::While(condition, body)
            }
            Rule::repeat_stmt => {
                let (count, body) = self.headed_block(node);
                StmtKind::Repeat(count, body)
            }
            Rule::for_stmt => {
                let (variable, iterable, body) = self.for_parts(node);
                StmtKind::For { variable, iterable, body }
            }
            Rule::match_stmt => self.match_statement(node),
            Rule::switch_stmt => self.switch_statement(node),
            Rule::parallel_stmt => self.parallel_statement(node),
            Rule::try_stmt => self.try_statement(node),
            Rule::throw_stmt => self.throw_statement(node),
            Rule::rethrow_stmt => StmtKind::Rethrow,
            Rule::return_stmt => StmtKind::Return(self.optional_expression(node)),
            Rule::break_stmt => StmtKind::Break,
            Rule::continue_stmt => StmtKind::Continue,
            Rule::bare_block => StmtKind::Block(self.only_block(node)),
            _ => {
                self.surprise(&node);
                StmtKind::Error
            }
        };
        Stmt { kind, span }
    }

    fn expression_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        match self.assignment_or_expression(node) {
            (target, Some(value)) => StmtKind::Assign { target, value },
            (expr, None) => StmtKind::Expr(expr),
        }
    }

    fn optional_expression(&mut self, node: GrammarNode<'i>) -> Option<Expr> {
        let inner = parts(node).find(|p| is_expression(p.as_rule()))?;
        Some(self.expression(inner))
    }

    fn only_block(&mut self, node: GrammarNode<'i>) -> Block {
        let block = parts(node).find(|p| p.as_rule() == Rule::block);
        block.map(|b| self.block(b)).unwrap_or_default()
    }

    /// `word expr { }`.
    fn headed_block(&mut self, node: GrammarNode<'i>) -> (Expr, Block) {
        let head = self.only_expression(node.clone());
        (head, self.only_block(node))
    }

    fn for_parts(&mut self, node: GrammarNode<'i>) -> (Name, Expr, Block) {
        let span = self.span(&node);
        let variable = parts(node.clone()).find(|p| p.as_rule() == Rule::variable);
        let variable =
            variable.map_or_else(|| Name { text: "".into(), span }, |v| self.variable_name(&v));
        let (iterable, body) = self.headed_block(node);
        (variable, iterable, body)
    }

    fn if_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        let mut otherwise = None;
        let mut arms = vec![self.headed_block(node.clone())];
        for part in parts(node) {
            match part.as_rule() {
                Rule::else_if => {
                    let arm = self.headed_block(part);
                    arms.push(arm);
                }
                Rule::else_part => otherwise = Some(self.only_block(part)),
                _ => {}
            }
        }
        StmtKind::If { arms, otherwise }
    }

    fn match_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        let subject = self.only_expression(node.clone());
        let (clauses, default) = self.clauses(node);
        let cases =
            clauses.into_iter().map(|c| MatchCase { values: c.values, body: c.body }).collect();
        StmtKind::Match { subject, cases, default }
    }

    fn switch_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        let (clauses, default) = self.clauses(node);
        let cases = clauses.into_iter().map(|c| (any_of(c.values, c.body.span), c.body)).collect();
        StmtKind::Switch { cases, default }
    }

    fn clauses(&mut self, node: GrammarNode<'i>) -> (Vec<Clause>, Option<Block>) {
        let mut clauses = Vec::new();
        let mut default = None;
        let Some(cases) = parts(node).find(|p| p.as_rule() == Rule::cases) else {
            return (clauses, default);
        };
        let whole = self.span(&cases);
        for part in parts(cases) {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::case => clauses.push(self.clause(part)),
                Rule::default if default.is_some() => {
                    let message = "a `match` or `switch` can have only one `default`";
                    self.report(crate::diag::codes::DUPLICATE, span, message);
                }
                Rule::default => default = Some(self.only_block(part)),
                Rule::error => self.explain(Rule::lone_case, span),
                Rule::unclosed => self.unclosed(whole),
                _ => {}
            }
        }
        (clauses, default)
    }

    fn clause(&mut self, node: GrammarNode<'i>) -> Clause {
        let values = parts(node.clone()).filter(|p| is_expression(p.as_rule()));
        let values = values.map(|p| self.expression(p)).collect();
        Clause { values, body: self.only_block(node) }
    }

    fn parallel_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        let limit = self.optional_expression(node.clone());
        match parts(node.clone()).find(|p| p.as_rule() == Rule::for_stmt) {
            Some(each) => {
                let (variable, iterable, body) = self.for_parts(each);
                StmtKind::ParallelFor { limit, variable, iterable, body }
            }
            None => StmtKind::Parallel { limit, body: self.only_block(node) },
        }
    }

    fn try_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        let body = self.only_block(node.clone());
        let mut catches = Vec::new();
        let (mut otherwise, mut finally) = (None, None);
        for part in parts(node) {
            match part.as_rule() {
                Rule::catch => catches.push(self.catch(part)),
                Rule::else_part => otherwise = Some(self.only_block(part)),
                Rule::finally_part => finally = Some(self.only_block(part)),
                _ => {}
            }
        }
        StmtKind::Try { body, catches, otherwise, finally }
    }

    fn catch(&mut self, node: GrammarNode<'i>) -> Catch {
        let span = self.span(&node);
        let mut catch = Catch { names: Vec::new(), binding: None, body: None, span };
        for part in parts(node) {
            match part.as_rule() {
                Rule::type_path => catch.names.push(self.class_expression(&part)),
                Rule::variable => catch.binding = Some(self.variable_name(&part)),
                Rule::block => catch.body = Some(self.block(part)),
                _ => {}
            }
        }
        catch
    }

    fn throw_statement(&mut self, node: GrammarNode<'i>) -> StmtKind {
        let mut names = Vec::new();
        let (mut message, mut extra, mut cause) = (None, None, None);
        for part in parts(node) {
            match part.as_rule() {
                Rule::throw_name => names.extend(self.throw_name(part)),
                Rule::message => message = Some(self.expression(part)),
                Rule::throw_with => extra = self.optional_expression(part),
                Rule::throw_cause => cause = self.optional_expression(part),
                _ => {}
            }
        }
        StmtKind::Throw { names, message, extra, cause }
    }

    fn throw_name(&mut self, node: GrammarNode<'i>) -> Option<Expr> {
        let part = parts(node).find(|p| matches!(p.as_rule(), Rule::type_path | Rule::paren))?;
        Some(match part.as_rule() {
            Rule::type_path => self.class_expression(&part),
            _ => self.primary(part),
        })
    }

    fn class_expression(&mut self, node: &GrammarNode<'i>) -> Expr {
        let class = self.type_name(node);
        Expr { span: class.span, kind: ExprKind::TypeName(class) }
    }
}

/// Combines several conditions of one case of `switch` with `or`.
fn any_of(values: Vec<Expr>, place: Span) -> Expr {
    let or = |left: Expr, right: Expr| {
        let span = left.span.to(right.span);
        let kind =
            ExprKind::Binary(crate::syntax::tree::BinaryOp::Or, Box::new(left), Box::new(right));
        Expr { kind, span }
    };
    values.into_iter().reduce(or).unwrap_or_else(|| error_at(place))
}

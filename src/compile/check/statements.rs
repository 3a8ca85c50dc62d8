//! Statements in the order of control: what each leaves known of the variables, and whether it ends.

use super::checker::Checker;
use super::types::KnownType;
use super::variables::{self, Changes};
use crate::compile::walk;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Block, Catch, Expr, ExprKind, Stmt, StmtKind};

/// Whether the statement after this one can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// It may be.
    Maybe,
    /// It cannot: this one returns, throws or leaves the loop.
    Always,
}

impl Ends {
    fn of(always: bool) -> Self {
        if always { Self::Always } else { Self::Maybe }
    }
}

impl<'t> Checker<'_, 't> {
    pub(super) fn block(&mut self, block: &'t Block) -> Ends {
        let mut ends = Ends::Maybe;
        let mut reported = false;
        for statement in &block.statements {
            if ends == Ends::Always && !reported {
                self.unreachable(statement);
                reported = true;
            }
            if self.statement(statement) == Ends::Always {
                ends = Ends::Always;
            }
        }
        ends
    }

    fn unreachable(&mut self, statement: &Stmt) {
        let message = "this is never reached: the statement before it ends the block";
        self.report(Diagnostic::warning(codes::UNREACHABLE, statement.span, message));
    }

    fn statement(&mut self, statement: &'t Stmt) -> Ends {
        match &statement.kind {
            StmtKind::Expr(expr) => {
                self.expression(expr);
                self.unused_result(expr);
                Ends::Maybe
            }
            StmtKind::Assign { target, value } => {
                self.assign(target, value);
                Ends::Maybe
            }
            StmtKind::If { arms, otherwise } => self.choice(arms, otherwise.as_ref()),
            StmtKind::While(condition, body) => self.while_loop(condition, body),
            StmtKind::For { variable, iterable, body }
            | StmtKind::ParallelFor { variable, iterable, body, .. } => {
                let items = self.expression(iterable);
                self.variables.forget_assigned(body);
                let item = match items.required() {
                    KnownType::List(item) => (**item).clone(),
                    _ => KnownType::Any,
                };
                if let Some(facts) = self.members.facts {
                    facts.has_type(variable.span, &item);
                }
                self.variables.set(variable.text.clone(), item, None);
                self.branch(body);
                self.variables.define(variable.text.clone());
                Ends::Maybe
            }
            StmtKind::Repeat(count, body) => {
                self.expression(count);
                self.variables.forget_assigned(body);
                self.branch(body);
                Ends::Maybe
            }
            StmtKind::Match { subject, cases, default } => {
                self.expression(subject);
                // Without a default a value that no case has goes on below.
                let mut always = default.is_some();
                for block in cases.iter().map(|case| &case.body).chain(default) {
                    always &= self.branch(block) == Ends::Always;
                }
                Ends::of(always)
            }
            StmtKind::Switch { cases, default } => {
                for (condition, block) in cases {
                    self.expression(condition);
                    self.branch(block);
                }
                if let Some(block) = default {
                    self.branch(block);
                }
                Ends::Maybe
            }
            StmtKind::Parallel { limit, body } => {
                limit.iter().for_each(|limit| drop(self.expression(limit)));
                self.variables.forget_assigned(body);
                for branch in &body.statements {
                    self.statement(branch);
                }
                self.variables.forget_assigned(body);
                Ends::Maybe
            }
            StmtKind::Try { body, catches, otherwise, finally } => {
                self.try_statement(body, catches, otherwise.as_ref(), finally.as_ref())
            }
            StmtKind::Throw { message, extra, cause, .. } => {
                for part in [message, extra, cause].into_iter().flatten() {
                    self.expression(part);
                }
                Ends::Always
            }
            StmtKind::Return(value) => {
                self.returned(value.as_ref());
                Ends::Always
            }
            StmtKind::Rethrow | StmtKind::Break | StmtKind::Continue => Ends::Always,
            StmtKind::Block(block) => self.block(block),
            StmtKind::Error => Ends::Maybe,
        }
    }

    fn while_loop(&mut self, condition: &'t Expr, body: &'t Block) -> Ends {
        self.variables.forget_assigned(body);
        self.expression(condition);
        self.branch(body);
        Ends::of(matches!(condition.kind, ExprKind::Bool(true)) && !leaves_loop(body))
    }

    /// A block that may run or not: what it sets is unknown afterwards.
    fn branch(&mut self, block: &'t Block) -> Ends {
        let before = self.variables.mark();
        let ends = self.block(block);
        self.variables.undo(before);
        self.variables.forget_assigned(block);
        ends
    }

    /// `if … else if … else`: the variables are known as far as all ways that go on agree.
    fn choice(&mut self, arms: &'t [(Expr, Block)], otherwise: Option<&'t Block>) -> Ends {
        let before = self.variables.mark();
        let mut ways: Vec<Changes<'t>> = Vec::new();
        for (condition, block) in arms {
            self.expression(condition);
            let here = self.variables.mark();
            self.assume(condition, true);
            if self.block(block) == Ends::Maybe {
                ways.push(self.variables.changes_since(before));
            }
            self.variables.undo(here);
            // The later arms run only if this condition did not hold.
            self.assume(condition, false);
        }
        if otherwise.is_none_or(|block| self.block(block) == Ends::Maybe) {
            ways.push(self.variables.changes_since(before));
        }
        self.variables.undo(before);
        self.variables.join(&ways);
        Ends::of(ways.is_empty())
    }

    fn try_statement(
        &mut self,
        body: &'t Block,
        catches: &'t [Catch],
        otherwise: Option<&'t Block>,
        finally: Option<&'t Block>,
    ) -> Ends {
        // Errors in a body with a `catch` are expected and not reported. The statement ends the
        // method only if the body and every handler do, or if `finally` does.
        let expected = usize::from(!catches.is_empty());
        self.expected_failures += expected;
        let tried = self.branch(body);
        self.expected_failures -= expected;
        let mut always = tried == Ends::Always;
        for catch in catches {
            let Some(block) = &catch.body else {
                always = false;
                continue;
            };
            if let Some(binding) = &catch.binding {
                self.variables.set(binding.text.clone(), KnownType::Exception, None);
            }
            always &= self.branch(block) == Ends::Always;
        }
        if let Some(block) = otherwise {
            always |= self.branch(block) == Ends::Always && catches.is_empty();
        }
        if let Some(block) = finally {
            always |= self.branch(block) == Ends::Always;
        }
        Ends::of(always)
    }

    fn assign(&mut self, target: &'t Expr, value: &'t Expr) {
        match &target.kind {
            ExprKind::Var(name) if !name.is_empty() && &**name != "this" => {
                let ty = self.expression(value);
                if let Some(facts) = self.members.facts {
                    facts.has_type(target.span, &ty);
                }
                let literal =
                    matches!(value.kind, ExprKind::List(_) | ExprKind::Map(_)).then_some(value);
                self.variables.set(name.clone(), ty, literal);
            }
            ExprKind::Member { target: object, name, .. } if self.is_this(object) => {
                if self.members.facts.is_some() {
                    self.type_of(object);
                }
                self.assign_property(name, value);
            }
            _ => {
                self.expression(value);
                self.foreign_property(target);
                if self.members.facts.is_some() {
                    self.type_of(target);
                }
                if let Some(name) = variables::root(target) {
                    self.variables.change(name);
                }
            }
        }
    }

    /// Where a body that should return a value reaches its end.
    pub(super) fn end_of(block: &Block) -> Span {
        let span = block.span;
        if span.is_none() { span } else { Span::new(span.end.saturating_sub(1), span.end) }
    }
}

fn leaves_loop(body: &Block) -> bool {
    let mut found = false;
    walk::statements(body, &mut |statement| {
        found |= matches!(statement.kind, StmtKind::Break);
    });
    found
}

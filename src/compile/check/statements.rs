//! Statements in the order of control: what each leaves known of the variables, and whether it ends.

use super::checker::Checker;
use super::place::Place;
use super::types::KnownType;
use super::values::Wanted;
use super::variables::{self, KnownVariables};
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
        let before = self.variables.clone();
        let ends = self.block(block);
        self.variables = before;
        self.variables.forget_assigned(block);
        ends
    }

    /// `if … else if … else`: the variables are known as far as all ways that go on agree.
    fn choice(&mut self, arms: &'t [(Expr, Block)], otherwise: Option<&'t Block>) -> Ends {
        let mut ways: Vec<KnownVariables<'t>> = Vec::new();
        let before = self.variables.clone();
        for (n, (condition, block)) in arms.iter().enumerate() {
            self.expression(condition);
            self.narrowed(condition, true, |checker| {
                if checker.block(block) == Ends::Maybe {
                    ways.push(checker.variables.clone());
                }
            });
            self.variables = before.clone();
            // The later arms run only if the earlier conditions did not hold.
            arms[..=n].iter().for_each(|(condition, _)| self.assume(condition, false));
        }
        match otherwise {
            Some(block) => {
                if self.block(block) == Ends::Maybe {
                    ways.push(self.variables.clone());
                }
            }
            None => ways.push(self.variables.clone()),
        }
        let mut ways = ways.into_iter();
        let Some(first) = ways.next() else {
            self.variables = before;
            return Ends::Always;
        };
        self.variables = ways.fold(first, KnownVariables::join);
        Ends::Maybe
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
                self.variables.define(binding.text.clone());
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
                let literal =
                    matches!(value.kind, ExprKind::List(_) | ExprKind::Map(_)).then_some(value);
                self.variables.set(name.clone(), ty, literal);
            }
            ExprKind::Member { target: object, name, .. } if self.is_this(object) => {
                self.assign_property(name, value);
            }
            _ => {
                self.expression(value);
                if let Some(name) = variables::root(target) {
                    self.variables.change(name);
                }
            }
        }
    }

    /// Whether an expression is the object whose code this is.
    fn is_this(&self, expr: &Expr) -> bool {
        let Some(method) = self.method else { return false };
        let runs_on_object = method.usage == crate::syntax::MethodUsage::Runtime;
        matches!(&expr.kind, ExprKind::Var(name) if name.is_empty() || &**name == "this")
            && runs_on_object
            && !self.registry.entry(self.class).is_file()
    }

    fn assign_property(&mut self, name: &crate::syntax::Name, value: &'t Expr) {
        let Some(property) = self.members.property(self.class, &name.text) else {
            self.expression(value);
            return;
        };
        let tree = property.tree();
        if !self.may_run_in_init() {
            self.writable(name, tree.usage, tree.name.span);
        }
        let owner = property.entry.name.clone();
        let place = Place::Root { name: &tree.name.text, owner: &owner, contract: "the contract" };
        self.accept(value, Wanted::new(&tree.contract, &property.entry.scope), &place);
    }

    /// Whether a method is `init`, or may be called by it: then inputs may still be written.
    fn may_run_in_init(&self) -> bool {
        let Some(method) = self.method else { return false };
        if &*method.name.text == ".init" {
            return true;
        }
        let init = self.members.method(self.class, ".init");
        let Some(body) = init.as_ref().and_then(|init| init.tree.body.as_ref()) else {
            return false;
        };
        // Any method that `init` calls may lead here.
        let mut calls = false;
        walk::all_expressions(body, &mut |part| {
            calls |= matches!(part.kind, ExprKind::MethodCall { .. } | ExprKind::Super { .. });
        });
        calls
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

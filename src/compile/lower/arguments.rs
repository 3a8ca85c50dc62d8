//! Arguments of calls: what each is evaluated to, and how it is written for the planner.

use super::Lowering;
use crate::compile::ir::{Argument, BuiltinSite, CallSite, Const, Instr, Reg};
use crate::compile::signature::{self, Mismatch, Plan, Prepare, Written};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Text};

impl Lowering<'_> {
    /// How a library call would go.
    pub(super) fn plan(&self, name: &str, method: bool, args: &[Arg]) -> Result<Plan, Mismatch> {
        let receiver = method.then_some(Written::Expression);
        let written: Vec<Written> =
            receiver.into_iter().chain(args.iter().map(|a| self.written(a))).collect();
        signature::plan(&*self.registry.catalogue, name, method, &written)
    }

    fn written(&self, arg: &Arg) -> Written {
        match arg {
            Arg::Skipped(_) => Written::Skipped,
            Arg::Named(key, _) => match &key.kind {
                ExprKind::Word(word) => Written::Rule(Some(word.clone())),
                _ => Written::Rule(None),
            },
            Arg::Positional(expr) => match &expr.kind {
                ExprKind::Null => Written::Null,
                ExprKind::Bool(_) => Written::Bool,
                ExprKind::Int(_) | ExprKind::BigInt(_) => Written::Int,
                ExprKind::Float(_) => Written::Float,
                ExprKind::Str(_) => Written::Str,
                ExprKind::Word(word) => Written::Word(word.clone()),
                _ => Written::Expression,
            },
        }
    }

    /// Evaluates arguments into registers from the next one on, as a plan says.
    pub(super) fn planned(&mut self, args: &[Arg], prepare: &[Prepare]) {
        for (arg, prepare) in args.iter().zip(prepare) {
            let dst = self.temp();
            self.prepared(arg, *prepare, dst);
        }
    }

    fn prepared(&mut self, arg: &Arg, prepare: Prepare, dst: Reg) {
        match arg {
            Arg::Skipped(span) => drop(self.emit(Instr::Missing { dst }, *span)),
            Arg::Positional(expr) => match prepare {
                Prepare::Lambda => self.lambda_argument(expr, dst),
                Prepare::Word => self.word_argument(expr, dst),
                _ => self.expr(expr, dst),
            },
            Arg::Named(key, value) => match prepare {
                Prepare::Rule => self.rule(key, value, false, dst),
                Prepare::LazyRule => self.rule(key, value, true, dst),
                Prepare::Lambda => self.lambda_argument(value, dst),
                _ => self.expr(value, dst),
            },
        }
    }

    fn word_argument(&mut self, expr: &Expr, dst: Reg) {
        match &expr.kind {
            ExprKind::Word(word) => self.load(Const::Str(word.clone()), dst, expr.span),
            _ => self.expr(expr, dst),
        }
    }

    /// An argument that stays unevaluated; a literal is a constant function already.
    pub(super) fn lambda_argument(&mut self, expr: &Expr, dst: Reg) {
        match super::data::constant(expr, !self.strict()) {
            Some(Const::Null) | None => self.closure(expr, dst),
            Some(constant) => self.load(constant, dst, expr.span),
        }
    }

    fn rule(&mut self, key: &Expr, value: &Expr, lazy: bool, dst: Reg) {
        let mark = self.mark();
        let (first, second) = (self.temp(), self.temp());
        if lazy {
            self.lambda_argument(key, first);
            self.lambda_argument(value, second);
        } else {
            self.word_argument(key, first);
            self.expr(value, second);
        }
        self.emit(Instr::Rule { dst, start: first }, key.span.to(value.span));
        self.release(mark);
    }

    /// The site of a library call.
    pub(super) fn library_site(
        &self,
        name: &Text,
        plan: Plan,
        method: bool,
        span: Span,
    ) -> BuiltinSite {
        let count = u16::try_from(plan.prepare.len()).unwrap_or(u16::MAX);
        BuiltinSite { name: name.clone(), count, candidates: plan.fits, method, span }
    }

    /// Evaluates arguments for a method of an object, or a function of a program: always values.
    /// How each was written.
    pub(super) fn guest_arguments(&mut self, args: &[Arg]) -> Vec<Argument> {
        let mut arguments = Vec::with_capacity(args.len());
        for arg in args {
            let dst = self.temp();
            arguments.push(self.guest_argument(arg, dst));
        }
        arguments
    }

    fn guest_argument(&mut self, arg: &Arg, dst: Reg) -> Argument {
        match arg {
            Arg::Skipped(span) => {
                self.emit(Instr::Missing { dst }, *span);
                Argument::Skipped
            }
            Arg::Positional(expr) => {
                self.stored(expr, dst);
                Argument::Value
            }
            Arg::Named(key, value) => {
                self.stored(value, dst);
                Argument::Named(self.keyword(key))
            }
        }
    }

    /// The name of a keyword argument.
    pub(super) fn keyword(&mut self, key: &Expr) -> Text {
        match &key.kind {
            ExprKind::Word(word) | ExprKind::Str(word) => word.clone(),
            _ => {
                let message = "the name of an argument must be a word";
                self.report(Diagnostic::error(codes::NO_OVERLOAD, key.span, message));
                "".into()
            }
        }
    }

    /// Arguments of a function made by `def`, or of a called value, with the site that names them.
    pub(super) fn closure_arguments(&mut self, name: &Text, args: &[Arg], span: Span) -> u16 {
        let mut arguments = Vec::with_capacity(args.len());
        for arg in args {
            let dst = self.temp();
            arguments.push(match arg {
                Arg::Skipped(span) => {
                    self.emit(Instr::Missing { dst }, *span);
                    Argument::Skipped
                }
                Arg::Positional(expr) => {
                    self.expr(expr, dst);
                    Argument::Value
                }
                Arg::Named(key, value) => {
                    self.expr(value, dst);
                    Argument::Named(self.keyword(key))
                }
            });
        }
        self.call_site(CallSite {
            name: name.clone(),
            arguments,
            safe: false,
            builtin: Err(Mismatch::Unknown),
            parents: false,
            span,
        })
    }
}

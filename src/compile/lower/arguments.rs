//! Lowers arguments of calls, as the plan of overload resolution says.

use super::Lowering;
use super::deferred::MAPPING_TRANSLATION;
use crate::compile::ir::{Argument, BuiltinSite, CallSite, Const, Instr, Refusal, Reg};
use crate::compile::signature::{
    self, CallKind, Fill, Mapping, Mismatch, Plan, Shape, Signature, Type,
};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Text};
use std::rc::Rc;

/// Most candidates that a diagnostic lists.
const MOST_SHOWN: usize = 4;

/// The plan of a library call, and how each argument (receiver included) is lowered.
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) prepare: Vec<Prepare>,
}

/// How an argument is lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prepare {
    /// Evaluate it.
    Value,
    /// Create a closure of it.
    Lambda,
    /// Load the spelling of the word.
    Word,
    /// Evaluate both sides of `k => v` to a rule.
    Rule,
    /// Create closures of both sides of `k => v`.
    LazyRule,
    /// Evaluate the value of a keyword argument `k => v`.
    Named,
}

/// How arguments are passed to what is not a library function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    /// To a method or function of a program, whose variables hold no lazy sequence: sequences become lists.
    Frozen,
    /// To a closure, as they are.
    Lazy,
    /// To a method that no library overload matches, as they are. The site carries the refusal, malformed names included.
    Unmatched,
}

impl Lowering<'_> {
    /// Resolves the overloads of a library call.
    pub(super) fn plan(
        &self,
        name: &str,
        kind: CallKind,
        args: &[Arg],
    ) -> Result<Planned, Mismatch> {
        let overloads = self.catalogue.overloads(name);
        let shape = shape(kind, args, self.strict());
        let plan = signature::matches(&overloads, kind, &shape)?;
        let count = shape.positional.len() + shape.mappings.len();
        let prepare = (0..count).map(|n| prepare(&plan, &overloads, &shape, n)).collect();
        Ok(Planned { plan, prepare })
    }

    /// The objection of each overload, if none accepts the arguments.
    pub(super) fn refusal(
        &self,
        name: &str,
        kind: CallKind,
        args: &[Arg],
        why: Mismatch,
    ) -> Refusal {
        let mut refusal = Refusal::from(why);
        if why != Mismatch::NoneMatches {
            return refusal;
        }
        let shape = shape(kind, args, self.strict());
        let found = signature::objections(&self.catalogue.overloads(name), kind, &shape);
        for (signature, objection) in found.iter().take(MOST_SHOWN) {
            let text = objection.text(signature, &shape);
            // The first argument of a method is its receiver, which is not in `args`.
            let place = objection
                .argument()
                .and_then(|n| n.checked_sub(usize::from(kind == CallKind::Method)));
            if let Some(arg) = place.and_then(|n| args.get(n))
                && refusal.arguments.iter().all(|(span, _)| *span != span_of(arg))
            {
                refusal.arguments.push((span_of(arg), text.clone()));
            }
            refusal.candidates.push(format!("{}: {text}", signature::shown(signature)));
        }
        refusal
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
                Prepare::Rule => self.rule(key, value, dst),
                Prepare::LazyRule => self.lazy_rule(key, value, dst),
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

    /// Lowers an argument that is passed unevaluated. A literal is passed as it is: calling it would return it.
    pub(super) fn lambda_argument(&mut self, expr: &Expr, dst: Reg) {
        match super::data::constant(expr, self.bare_words()) {
            Some(Const::Null) | None => self.closure(expr, dst),
            Some(constant) => self.load(constant, dst, expr.span),
        }
    }

    fn rule(&mut self, key: &Expr, value: &Expr, dst: Reg) {
        let mark = self.mark();
        let (first, second) = (self.temp(), self.temp());
        self.word_argument(key, first);
        self.expr(value, second);
        self.emit(Instr::Rule { dst, start: first }, key.span.to(value.span));
        self.release(mark);
    }

    fn lazy_rule(&mut self, key: &Expr, value: &Expr, dst: Reg) {
        let mark = self.mark();
        let (first, second) = (self.temp(), self.temp());
        self.lambda_argument(key, first);
        self.lambda_argument(value, second);
        self.emit(Instr::Rule { dst, start: first }, key.span.to(value.span));
        self.release(mark);
    }

    /// The site of a planned library call.
    pub(super) fn library_site(
        &self,
        name: &Text,
        planned: Planned,
        kind: CallKind,
        span: Span,
    ) -> BuiltinSite {
        let method = kind == CallKind::Method;
        let count = u16::try_from(planned.prepare.len()).unwrap_or(u16::MAX);
        BuiltinSite { name: name.clone(), count, plan: planned.plan, method, span }
    }

    /// Evaluates the arguments of a call that is not planned into registers from the next one on; returns how each is passed.
    pub(super) fn passed_arguments(&mut self, args: &[Arg], passing: Passing) -> Vec<Argument> {
        args.iter().map(|arg| self.passed_argument(arg, passing)).collect()
    }

    fn passed_argument(&mut self, arg: &Arg, passing: Passing) -> Argument {
        let dst = self.temp();
        let value = match arg {
            Arg::Skipped(span) => {
                self.emit(Instr::Missing { dst }, *span);
                return Argument::Skipped;
            }
            Arg::Positional(value) | Arg::Named(_, value) => value,
        };
        match passing {
            Passing::Frozen => self.stored(value, dst),
            Passing::Lazy | Passing::Unmatched => self.expr(value, dst),
        }
        match arg {
            Arg::Named(key, _) if passing == Passing::Unmatched => Argument::Named(spelling(key)),
            Arg::Named(key, _) => Argument::Named(self.keyword(key)),
            Arg::Positional(_) | Arg::Skipped(_) => Argument::Value,
        }
    }

    /// The name of a keyword argument.
    pub(super) fn keyword(&mut self, key: &Expr) -> Text {
        match &key.kind {
            ExprKind::Word(word) => word.clone(),
            ExprKind::Str(word) if self.strict() => word.clone(),
            // In YAQL a quoted name is not a keyword.
            _ => {
                let message = "the name of an argument must be a bare word";
                if self.strict() {
                    self.report(Diagnostic::error(codes::NO_OVERLOAD, key.span, message));
                } else {
                    let found = Diagnostic::error(codes::NO_OVERLOAD, key.span, message);
                    self.raise_at_run_time(MAPPING_TRANSLATION, &found);
                }
                "".into()
            }
        }
    }

    /// The site of a call of a closure: a function made by `def`, or a called value. Its arguments are evaluated.
    pub(super) fn closure_site(&mut self, name: &Text, args: &[Arg], span: Span) -> u16 {
        let arguments = self.passed_arguments(args, Passing::Lazy);
        self.call_site(CallSite::of_program(name, arguments, span))
    }
}

/// What is known of the arguments of a call before it runs; a method's receiver is the first.
pub(crate) fn shape(kind: CallKind, args: &[Arg], strict: bool) -> Shape {
    let mut shape = Shape::default();
    if kind == CallKind::Method {
        shape.positional.push(signature::ArgumentKind::Expression);
    }
    for arg in args {
        match arg {
            Arg::Skipped(_) => shape.positional.push(signature::ArgumentKind::Skipped),
            Arg::Positional(expr) => shape.positional.push(known(expr)),
            Arg::Named(key, value) => {
                let word = match &key.kind {
                    ExprKind::Word(word) => Some(word.clone()),
                    // The parser gives `key: value` of `.murano` a string as its key.
                    ExprKind::Str(word) if strict => Some(word.clone()),
                    _ => None,
                };
                shape.mappings.push(Mapping { word, value: known(value) });
            }
        }
    }
    shape
}

/// The spelling of a keyword argument's name; empty if it is not a word or string.
pub(super) fn spelling(key: &Expr) -> Text {
    match &key.kind {
        ExprKind::Word(word) | ExprKind::Str(word) => word.clone(),
        _ => "".into(),
    }
}

fn span_of(arg: &Arg) -> Span {
    match arg {
        Arg::Skipped(span) => *span,
        Arg::Positional(expr) => expr.span,
        Arg::Named(key, value) => key.span.to(value.span),
    }
}

fn known(expr: &Expr) -> signature::ArgumentKind {
    match &expr.kind {
        ExprKind::Null => signature::ArgumentKind::Null,
        ExprKind::Bool(_) => signature::ArgumentKind::Bool,
        ExprKind::Int(_) | ExprKind::BigInt(_) => signature::ArgumentKind::Int,
        ExprKind::Float(_) => signature::ArgumentKind::Float,
        ExprKind::Str(_) => signature::ArgumentKind::Str,
        ExprKind::Word(_) => signature::ArgumentKind::Word,
        _ => signature::ArgumentKind::Expression,
    }
}

fn prepare(plan: &Plan, overloads: &[Rc<Signature>], shape: &Shape, n: usize) -> Prepare {
    let named = n >= shape.positional.len();
    match (named, plan.rules, plan.lazy[n]) {
        (true, true, true) => Prepare::LazyRule,
        (true, true, false) => Prepare::Rule,
        (true, false, false) => Prepare::Named,
        (_, _, true) => Prepare::Lambda,
        (false, _, false) if wants_word(plan, overloads, n) => Prepare::Word,
        (false, _, false) => Prepare::Value,
    }
}

/// Returns whether some overload takes the argument as a bare word.
fn wants_word(plan: &Plan, overloads: &[Rc<Signature>], n: usize) -> bool {
    plan.candidates.iter().any(|candidate| {
        let parameters = overloads[candidate.overload].parameters.iter();
        parameters.zip(&candidate.fill).any(|(parameter, fill)| {
            let here = match fill {
                Fill::Argument(at) => *at == n,
                Fill::Rest(all) => all.contains(&n),
                Fill::Named(_) | Fill::Default => false,
            };
            here && parameter.ty == Type::Word
        })
    })
}

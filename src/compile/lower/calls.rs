//! Calls: library functions, functions of the file, methods, `new`, `super`.

use super::Lowering;
use super::arguments::{Passing, Planned, Prepare, spelling};
use super::deferred::mismatch_name;
use crate::compile::foreign_names;
use crate::compile::ir::{Argument, CallSite, ClassId, Const, Instr, Reg};
use crate::compile::signature::{CallKind, Mismatch};
use crate::diag::{Applicability, Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Name, Text};

impl Lowering<'_> {
    pub(super) fn call(&mut self, name: &Name, args: &[Arg], dst: Reg, span: Span) {
        if let Some(function) = self.defined(&name.text) {
            return self.defined_call(function, name, args, dst, span);
        }
        if let Some(file) = self.function_file(&name.text) {
            return self.static_call(file, name, args, dst, span);
        }
        if let Some((function, args)) = self.called_by_name(name, args) {
            return self.defined_call(function, name, &args, dst, span);
        }
        if self.inline_call(name, args, dst, span) {
            return;
        }
        match self.plan(&name.text, CallKind::Function, args) {
            Ok(plan) => self.library_call(name, plan, args, dst, span),
            Err(mismatch) => self.refused_call(name, args, mismatch, dst, span),
        }
    }

    fn defined_call(&mut self, function: Reg, name: &Name, args: &[Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        let base = self.temp();
        self.emit(Instr::Move { dst: base, src: function }, name.span);
        let site = self.closure_site(&name.text, args, name.span);
        self.emit(Instr::CallClosure { dst, base, site }, span);
        self.release(mark);
    }

    /// Rewrites `call(f, [a], {k => v})` of a function made by `def` to `f(a, k => v)`.
    fn called_by_name(&mut self, name: &Name, args: &[Arg]) -> Option<(Reg, Vec<Arg>)> {
        let [Arg::Positional(callee), Arg::Positional(list), Arg::Positional(map)] = args else {
            return None;
        };
        let (ExprKind::Word(callee) | ExprKind::Str(callee)) = &callee.kind else { return None };
        let (ExprKind::List(args), ExprKind::Map(entries)) = (&list.kind, &map.kind) else {
            return None;
        };
        let function = self.defined(callee).filter(|_| &*name.text == "call")?;
        let named = entries.iter().map(|e| Arg::Named(e.key.clone(), e.value.clone()));
        Some((function, args.iter().cloned().chain(named).collect()))
    }

    fn function_file(&self, name: &str) -> Option<ClassId> {
        self.context.functions.and_then(|file| self.registry.function_file(file, name))
    }

    fn static_call(&mut self, class: ClassId, name: &Name, args: &[Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        let base = self.temp();
        self.load(Const::Class(class), base, name.span);
        let arguments = self.passed_arguments(args, Passing::Frozen);
        let site = self.call_site(CallSite::of_program(&name.text, arguments, name.span));
        self.emit(Instr::CallStatic { dst, base, site }, span);
        self.release(mark);
    }

    fn library_call(&mut self, name: &Name, plan: Planned, args: &[Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        let base = self.mark();
        self.planned(args, &plan.prepare);
        let site = self.library_site(&name.text, plan, CallKind::Function, name.span);
        let site = self.builtin_site(site);
        self.emit(Instr::CallBuiltin { dst, base, site }, span);
        self.release(mark);
    }

    fn refused_call(
        &mut self,
        name: &Name,
        args: &[Arg],
        mismatch: Mismatch,
        dst: Reg,
        span: Span,
    ) {
        // A computed context may still define the function at run time, so an unknown name is
        // no error there. All other mismatches are certain.
        if mismatch == Mismatch::Unknown && self.in_context() {
            return self.context_call(name, args, dst, span);
        }
        let diagnostic = match mismatch {
            Mismatch::Unknown => self.unknown_function(&name.text, name.span),
            Mismatch::NoneMatches => {
                let message = format!("no overload of `{}` accepts these arguments", name.text);
                let diagnostic = Diagnostic::error(codes::NO_OVERLOAD, span, message);
                let refusal = self.refusal(&name.text, CallKind::Function, args, mismatch);
                let labelled = refusal.arguments.into_iter();
                let diagnostic = labelled.fold(diagnostic, |d, (span, text)| d.label(span, text));
                refusal.candidates.into_iter().fold(diagnostic, Diagnostic::hint)
            }
            Mismatch::Ambiguous => {
                let message = format!("the call of `{}` is ambiguous", name.text);
                Diagnostic::error(codes::NO_OVERLOAD, span, message)
            }
            Mismatch::MappingTranslation => {
                let message = "the name of an argument must be a bare word";
                Diagnostic::error(codes::NO_OVERLOAD, span, message)
            }
        };
        self.refuse(diagnostic, mismatch_name(mismatch), dst);
    }

    /// Lowers a call of a function that a computed context may bind.
    fn context_call(&mut self, name: &Name, args: &[Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        let base = self.temp();
        self.variable(&format!("{}()", name.text).into(), base, name.span);
        let site = self.closure_site(&name.text, args, name.span);
        self.emit(Instr::CallClosure { dst, base, site }, span);
        self.release(mark);
    }

    pub(super) fn method_call(
        &mut self,
        target: &Expr,
        name: &Name,
        args: &[Arg],
        safe: bool,
        dst: Reg,
        span: Span,
    ) {
        let mark = self.mark();
        let base = self.temp();
        match &target.kind {
            // `Foo.create()` in `.murano`; in YAQL a word is a string and has a string's methods.
            ExprKind::Word(_) if self.strict() => self.class_operand(target, base),
            _ => self.expr(target, base),
        }
        let end = safe.then(|| self.emit(Instr::JumpIfNull { cond: base, target: 0 }, span));
        let site = self.method_site(name, args, safe, base);
        self.emit(Instr::Call { dst, base, site }, span);
        if let Some(end) = end {
            let done = self.emit(Instr::Jump { target: 0 }, span);
            self.patch(end);
            self.emit(Instr::Null { dst }, span);
            self.patch(done);
        }
        self.release(mark);
    }

    fn method_site(&mut self, name: &Name, args: &[Arg], safe: bool, base: Reg) -> u16 {
        let plan = self.plan(&name.text, CallKind::Method, args);
        self.check_receiver(name, args, &plan, base);
        let (arguments, builtin) = match plan {
            Ok(plan) => {
                self.planned(args, &plan.prepare[1..]);
                let arguments = self.as_written(args, &plan.prepare[1..]);
                (arguments, Ok(self.library_site(&name.text, plan, CallKind::Method, name.span)))
            }
            Err(mismatch) => {
                let known = self.parameters.len();
                if self.check_method(name, mismatch) {
                    self.parameters.extend(args.iter().filter_map(lambda_parameter));
                }
                let refusal = self.refusal(&name.text, CallKind::Method, args, mismatch);
                let arguments = self.passed_arguments(args, Passing::Unmatched);
                self.parameters.truncate(known);
                (arguments, Err(refusal))
            }
        };
        self.call_site(CallSite {
            name: name.text.clone(),
            arguments,
            safe,
            builtin,
            parents: false,
            span: name.span,
        })
    }

    /// In YAQL a receiver that no overload accepts is an error before the arguments are evaluated. The check is left out if evaluating
    /// the arguments has no effect and cannot fail.
    fn check_receiver(
        &mut self,
        name: &Name,
        args: &[Arg],
        plan: &Result<Planned, Mismatch>,
        base: Reg,
    ) {
        // The first index of the plan is the receiver, hence `i + 1`. The site is a second one
        // beside that of the call, with no arguments: only its candidates matter.
        let quiet = |(i, arg): (usize, &Arg)| match plan {
            Ok(plan) => is_quiet(arg, plan.prepare.get(i + 1).copied()),
            Err(_) => is_quiet(arg, None),
        };
        if self.strict() || args.iter().enumerate().all(quiet) {
            return;
        }
        let builtin = match plan {
            Ok(plan) => {
                let planned = Planned { plan: plan.plan.clone(), prepare: plan.prepare.clone() };
                Ok(self.library_site(&name.text, planned, CallKind::Method, name.span))
            }
            Err(mismatch) => Err(self.refusal(&name.text, CallKind::Method, args, *mismatch)),
        };
        let site = self.call_site(CallSite {
            name: name.text.clone(),
            arguments: Vec::new(),
            safe: false,
            builtin,
            parents: false,
            span: name.span,
        });
        self.emit(Instr::Receives { base, site }, name.span);
    }

    /// How arguments that are lowered for the library are passed if the receiver is an object.
    fn as_written(&mut self, args: &[Arg], prepare: &[Prepare]) -> Vec<Argument> {
        let pairs = args.iter().zip(prepare);
        pairs
            .map(|(arg, prepare)| match (arg, prepare) {
                (Arg::Skipped(_), _) => Argument::Skipped,
                (Arg::Positional(_), Prepare::Lambda) => Argument::Lambda,
                (Arg::Positional(_), _) => Argument::Value,
                (Arg::Named(key, _), Prepare::Lambda) => Argument::NamedLambda(spelling(key)),
                (Arg::Named(key, _), Prepare::Named) => Argument::Named(spelling(key)),
                (Arg::Named(..), _) => Argument::Value,
            })
            .collect()
    }

    /// In `.murano`, reports a method that neither the library nor any class has. Returns whether it did.
    fn check_method(&mut self, name: &Name, mismatch: Mismatch) -> bool {
        if !self.strict() || mismatch != Mismatch::Unknown {
            return false;
        }
        let Some(known) = self.registry.method_names(&name.text) else { return false };
        let message = format!("no class or type has a method `{}`", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message);
        if let Some(hint) = foreign_names::method(&name.text) {
            let diagnostic = diagnostic.hint(hint);
            self.report(match foreign_names::renamed_method(&name.text) {
                Some(own) => diagnostic.replace(&name.text, own, Applicability::Sure),
                None => diagnostic,
            });
            return true;
        }
        let library = self.catalogue.names(CallKind::Method);
        let names = known.iter().map(|n| &**n).chain(library.iter().copied());
        self.report(diagnostic.similar_if(suggest::similar(&name.text, names)));
        true
    }

    pub(super) fn super_call(&mut self, name: &Name, args: &[Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        let base = self.temp();
        self.variable(&"this".into(), base, span);
        let arguments = self.passed_arguments(args, Passing::Frozen);
        let site = CallSite::of_program(&name.text, arguments, name.span);
        let site = self.call_site(CallSite { parents: true, ..site });
        self.emit(Instr::Call { dst, base, site }, span);
        self.release(mark);
    }
}

/// Returns whether evaluating the argument has no effect and cannot fail.
fn is_quiet(arg: &Arg, prepare: Option<Prepare>) -> bool {
    let (Arg::Positional(expr) | Arg::Named(_, expr)) = arg else { return true };
    let lazy = matches!(prepare, Some(Prepare::Lambda | Prepare::LazyRule | Prepare::Word));
    lazy || matches!(
        expr.kind,
        ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Word(_)
            | ExprKind::Var(_)
    )
}

/// The first few properties of a class, as a hint.
pub(super) fn listed(known: &[Text]) -> String {
    let list: Vec<String> = known.iter().take(8).map(|n| format!("`{n}`")).collect();
    if list.is_empty() {
        "it has none".into()
    } else {
        format!("its properties are: {}", list.join(", "))
    }
}

pub(super) fn literal_key(key: &Expr) -> Option<Text> {
    match &key.kind {
        ExprKind::Word(word) | ExprKind::Str(word) if &**word != "?" => Some(word.clone()),
        _ => None,
    }
}

/// The parameter of an argument that is a lambda as other languages write it: `x => …`.
fn lambda_parameter(arg: &Arg) -> Option<Text> {
    match arg {
        Arg::Named(Expr { kind: ExprKind::Word(name) | ExprKind::Str(name), .. }, _) => {
            Some(name.clone())
        }
        _ => None,
    }
}

//! Calls of declared methods and functions: how many arguments, of which names, and each against its contract.
//! See docs/language/declarations.md#arguments.

use super::checker::Checker;
use super::facts::CalledMethod;
use super::members::DeclaredMethod;
use super::place::{Place, method_title};
use super::types::KnownType;
use super::types::requires_value;
use super::values::Wanted;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Param, ParamKind, StmtKind, Text};

/// The arguments of a call, assigned to parameters as at run time.
struct SortedArguments<'t> {
    positional: Vec<Option<&'t Expr>>,
    named: Vec<(Text, &'t Expr, Span)>,
    /// Named arguments whose names only a run can know.
    computed: bool,
}

impl<'t> SortedArguments<'t> {
    fn of(args: &'t [Arg]) -> Self {
        let mut sorted = Self { positional: Vec::new(), named: Vec::new(), computed: false };
        for arg in args {
            match arg {
                Arg::Positional(value) => sorted.positional.push(Some(value)),
                Arg::Skipped(_) => sorted.positional.push(None),
                Arg::Named(key, value) => match &key.kind {
                    ExprKind::Word(name) | ExprKind::Str(name) => {
                        sorted.named.push((name.clone(), value, key.span));
                    }
                    _ => sorted.computed = true,
                },
            }
        }
        sorted
    }

    /// The argument of a name, and where the name is written.
    fn named(&self, name: &str) -> Option<(&'t Expr, Span)> {
        let found = self.named.iter().find(|(given, ..)| **given == *name);
        found.map(|(_, value, key)| (*value, *key))
    }
}

impl<'t> Checker<'_, 't> {
    /// A call of a method that is certain to be the one called. `skipped` parameters are filled by the receiver.
    pub(super) fn call(
        &mut self,
        method: &DeclaredMethod,
        skipped: usize,
        args: &'t [Arg],
        span: Span,
    ) -> KnownType {
        self.note_call(method, span);
        self.bind(method, skipped, args, span);
        self.result_of(method)
    }

    /// Notes the declaration that a call refers to.
    pub(super) fn note_call(&self, method: &DeclaredMethod, span: Span) {
        if let Some(facts) = self.members.facts {
            let (entry, tree) = (method.entry.clone(), method.tree.clone());
            facts.calls(span, CalledMethod { entry, tree });
        }
    }

    fn bind(&mut self, method: &DeclaredMethod, skipped: usize, args: &'t [Arg], span: Span) {
        let sorted = SortedArguments::of(args);
        let params = &method.tree.params[skipped.min(method.tree.params.len())..];
        let mut positional = sorted.positional.iter();
        let mut used: Vec<&Text> = Vec::new();
        let (mut takes_rest, mut takes_named) =
            (false, params.iter().any(|p| p.kind == ParamKind::KwArgs));
        // A misspelt name is most likely the argument that is missing.
        let is_param = |name: &Text| params.iter().any(|p| p.name.text == *name);
        let misspelt = !takes_named && sorted.named.iter().any(|(name, ..)| !is_param(name));
        let mut twice = false;
        for param in params {
            match param.kind {
                ParamKind::VarArgs => {
                    takes_rest = true;
                    for (n, value) in positional.by_ref().copied().flatten().enumerate() {
                        self.argument(method, param, value, Some(n));
                    }
                }
                ParamKind::KwArgs => takes_named = true,
                ParamKind::Standard => {
                    let by_position = positional.next().copied().flatten();
                    let by_name = sorted.named(&param.name.text);
                    used.push(&param.name.text);
                    match (by_position, by_name) {
                        (Some(_), Some((value, key))) => {
                            self.expression(value);
                            self.given_twice(method, param, key);
                            twice = true;
                        }
                        (Some(value), None) | (None, Some((value, _))) => {
                            self.argument(method, param, value, None);
                        }
                        (None, None) if !sorted.computed && !misspelt && !twice => {
                            self.not_given(method, param, span);
                        }
                        (None, None) => {}
                    }
                }
            }
        }
        if let Some(Some(surplus)) = positional.next()
            && !takes_rest
        {
            self.too_many(method, params.len(), surplus.span);
        }
        for (name, value, key) in &sorted.named {
            if takes_named || used.contains(&name) {
                continue;
            }
            self.expression(value);
            let given = |p: &&Param| sorted.named.iter().all(|(other, ..)| *other != p.name.text);
            let free: Vec<&Param> = params.iter().filter(given).collect();
            self.unknown_name(method, &free, name, *key);
        }
    }

    fn argument(
        &mut self,
        method: &DeclaredMethod,
        param: &Param,
        value: &'t Expr,
        of_rest: Option<usize>,
    ) {
        // The value is checked against the contract where the parameter was declared: its class
        // names are resolved in that file's scope.
        let Some(contract) = &param.contract else {
            self.expression(value);
            return;
        };
        let owner = method_title(&method.entry, &method.tree);
        let place = Place::Root {
            name: &param.name.text,
            owner: &owner,
            contract: "the argument's contract",
        };
        match of_rest {
            Some(index) => {
                self.accept(
                    value,
                    Wanted::new(contract, &method.entry.scope),
                    &Place::Item(&place, index),
                );
            }
            None => {
                self.accept(value, Wanted::new(contract, &method.entry.scope), &place);
            }
        }
    }

    fn not_given(&mut self, method: &DeclaredMethod, param: &Param, span: Span) {
        let Some(contract) = &param.contract else { return };
        if param.default.is_some() || !requires_value(contract) {
            return;
        }
        let owner = method_title(&method.entry, &method.tree);
        let message =
            format!("`{}` of `{owner}` is required, but there is no value", param.name.text);
        self.report(
            Diagnostic::error(codes::CONTRACT_NULL, span, message)
                .label(contract.span, "the argument's contract")
                .hint(format!("`{}` was not given", param.name.text)),
        );
    }

    fn mismatch(&self, method: &DeclaredMethod, span: Span, message: String) -> Diagnostic {
        Diagnostic::error(codes::NO_MATCHING_ARGUMENTS, span, message)
            .label(method.tree.name.span, format!("`{}`", outline(method)))
    }

    fn given_twice(&mut self, method: &DeclaredMethod, param: &Param, span: Span) {
        let name = method.tree.name.text.trim_start_matches('.');
        let message = format!("the argument `{}` of `{name}` is given twice", param.name.text);
        self.report(self.mismatch(method, span, message));
    }

    fn too_many(&mut self, method: &DeclaredMethod, most: usize, span: Span) {
        let name = method.tree.name.text.trim_start_matches('.');
        let message = match most {
            0 => format!("`{name}` takes no arguments"),
            1 => format!("`{name}` takes 1 argument"),
            most => format!("`{name}` takes {most} arguments"),
        };
        self.report(self.mismatch(method, span, message).hint("the call has more"));
    }

    /// `free` are the parameters that no argument names.
    fn unknown_name(&mut self, method: &DeclaredMethod, free: &[&Param], name: &str, span: Span) {
        let called = method.tree.name.text.trim_start_matches('.');
        let message = format!("`{called}` has no parameter `{name}`");
        let names: Vec<&str> = free.iter().map(|p| &*p.name.text).collect();
        let all = method.tree.params.iter().map(|p| format!("`{}`", p.name.text));
        let all: Vec<String> = all.collect();
        let found = self.mismatch(method, span, message);
        self.report(match suggest::similar(name, names.iter().copied()) {
            Some(near) => found.similar(&near),
            None if all.is_empty() => found,
            None => found.hint(format!("its parameters are {}", all.join(", "))),
        });
    }

    /// The type of a method's result: what its contract says. A body without any `return` of a value gives null.
    pub(super) fn result_of(&self, method: &DeclaredMethod) -> KnownType {
        if let Some(contract) = &method.tree.returns {
            return KnownType::of_contract(self.registry, contract, &method.entry.scope);
        }
        // The contract of the method that it overrides is checked, and converts nothing: `super.getContainer()` may be a dictionary.
        if self.members.result_contract(method).is_some() {
            return KnownType::Any;
        }
        let Some(body) = &method.tree.body else { return KnownType::Any };
        let mut returns = false;
        walk::statements(body, &mut |statement| {
            returns |= matches!(&statement.kind, StmtKind::Return(Some(_)) | StmtKind::Error);
        });
        if returns { KnownType::Any } else { KnownType::Null }
    }
}

/// A method's name and parameters: `add(a, b)`.
fn outline(method: &DeclaredMethod) -> String {
    let param = |p: &Param| match p.kind {
        ParamKind::Standard => p.name.text.to_string(),
        ParamKind::VarArgs => format!("*{}", p.name.text),
        ParamKind::KwArgs => format!("**{}", p.name.text),
    };
    let params: Vec<String> = method.tree.params.iter().map(param).collect();
    format!("{}({})", method.tree.name.text.trim_start_matches('.'), params.join(", "))
}

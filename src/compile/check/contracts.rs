//! Contracts that are expressions: calls of functions that no contract has.
//! See docs/language/contracts.md#contracts-that-are-expressions.

use super::checker::Checker;
use super::members::ClassMembers;
use crate::compile::contract::chain::STEPS;
use crate::compile::foreign_names;
use crate::compile::predicates::is_value;
use crate::compile::registry::ClassEntry;
use crate::compile::signature::CallKind;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes, suggest};
use crate::syntax::{Contract, ContractKind, Expr, ExprKind, Name};

/// Checks the contract of a property or an argument.
pub(super) fn check(members: &ClassMembers<'_>, entry: &ClassEntry, contract: &Contract) {
    if let ContractKind::Literal(value) = &contract.kind {
        spelled_out(members, entry, value);
    }
    parts(members, entry, contract);
}

/// Checks the calls in a contract and in the contracts of its parts.
fn parts(members: &ClassMembers<'_>, entry: &ClassEntry, contract: &Contract) {
    match &contract.kind {
        ContractKind::Expr(expr) => chain(members, entry, expr),
        ContractKind::List { items, .. } => {
            items.iter().for_each(|item| parts(members, entry, item));
        }
        ContractKind::Dict { fixed, pattern } => {
            fixed.iter().for_each(|(_, value)| parts(members, entry, value));
            if let Some(pattern) = pattern {
                parts(members, entry, &pattern.0);
                parts(members, entry, &pattern.1);
            }
        }
        ContractKind::NotNull(inner)
        | ContractKind::Owned(inner)
        | ContractKind::NotOwned(inner)
        | ContractKind::Check { base: inner, .. } => parts(members, entry, inner),
        _ => {}
    }
}

/// `$.strin().notNull()`: a step that is no contract function, and no method of anything either.
fn chain(members: &ClassMembers<'_>, entry: &ClassEntry, expr: &Expr) {
    let checker = Checker::new(members, entry.id, entry.scope.clone());
    walk::expressions(expr, &mut |part| {
        if let ExprKind::Member { target, name, .. } = &part.kind
            && begins_at_value(target)
            && STEPS.contains(&&*name.text)
        {
            checker.report(without_brackets(name));
        }
        if let ExprKind::MethodCall { target, name, .. } = &part.kind
            && begins_at_value(target)
            && !STEPS.contains(&&*name.text)
            && checker.is_missing(&name.text)
        {
            checker.report(unknown_step(&checker, name));
        }
    });
}

fn begins_at_value(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::MethodCall { target, .. } => begins_at_value(target),
        ExprKind::Paren(inner) => begins_at_value(inner),
        _ => is_value(expr),
    }
}

fn unknown_step(checker: &Checker<'_, '_>, name: &Name) -> Diagnostic {
    let message = format!("there is no contract `{}`", name.text);
    let library = checker.catalogue.names(CallKind::Method);
    let near = suggest::nearest(&name.text, STEPS)
        .or_else(|| suggest::nearest(&name.text, library.iter().copied()));
    let hint = match (foreign_names::yaml_contract(&name.text), near) {
        (Some(hint), _) => hint.to_owned(),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => {
            format!("contracts are {}", STEPS.map(|step| format!("`{step}()`")).join(", "))
        }
    };
    Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message).hint(hint)
}

/// `$.string`: a property that no value has.
fn without_brackets(name: &Name) -> Diagnostic {
    let message = format!("`{0}` is a contract function: it is called with brackets", name.text);
    Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
        .hint(format!("write `.{}()`", name.text))
}

/// `Contract: string`: only the text 'string' itself satisfies it.
fn spelled_out(members: &ClassMembers<'_>, entry: &ClassEntry, value: &Expr) {
    let ExprKind::Str(text) = &value.kind else { return };
    let source = members.registry.sources.find(value.span);
    let is_bare = source.is_some_and(|source| source.slice(value.span) == &**text);
    if entry.scope.strict || !is_bare || !matches!(&**text, "string" | "int" | "bool" | "class") {
        return;
    }
    let message = format!("only the text '{text}' itself satisfies this contract");
    let found = Diagnostic::warning(codes::TEXT_NOT_EXPRESSION, value.span, message);
    members.registry.report(found.hint(format!("write `$.{text}()`")));
}

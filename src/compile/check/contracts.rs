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

/// Checks the calls in a contract and in the contracts of its parts.
pub(super) fn check(members: &ClassMembers<'_>, entry: &ClassEntry, contract: &Contract) {
    match &contract.kind {
        ContractKind::Expr(expr) => chain(members, entry, expr),
        ContractKind::List { items, .. } => {
            items.iter().for_each(|item| check(members, entry, item));
        }
        ContractKind::Dict { fixed, pattern } => {
            fixed.iter().for_each(|(_, value)| check(members, entry, value));
            if let Some(pattern) = pattern {
                check(members, entry, &pattern.0);
                check(members, entry, &pattern.1);
            }
        }
        ContractKind::NotNull(inner)
        | ContractKind::Owned(inner)
        | ContractKind::NotOwned(inner)
        | ContractKind::Check { base: inner, .. } => check(members, entry, inner),
        _ => {}
    }
}

/// `$.strin().notNull()`: a step that is no contract function, and no method of anything either.
fn chain(members: &ClassMembers<'_>, entry: &ClassEntry, expr: &Expr) {
    let checker = Checker::new(members, entry.id, entry.scope.clone());
    walk::expressions(expr, &mut |part| {
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
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => foreign_names::yaml_contract(&name.text).map_or_else(
            || format!("contracts are {}", STEPS.map(|step| format!("`{step}`")).join(", ")),
            str::to_owned,
        ),
    };
    Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message).hint(hint)
}

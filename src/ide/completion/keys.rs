//! Keys of dictionaries and objects, and keyword arguments.

use super::CompletionRequest;
use super::candidate::{CandidateKind, CompletionCandidate, Rank};
use super::values::called_method;
use crate::compile::check::requires_value;
use crate::compile::ids::ClassId;
use crate::ide::analysis::one_line;
use crate::ide::cursor::touches;
use crate::ide::symbols;
use crate::syntax::tokens::Token;
use crate::syntax::{Arg, Contract, ContractKind, Entry, Expr, ExprKind, Method, ParamKind};

/// The keys that the dictionary or object around the position may have and has not; `None` where no key is expected.
pub(super) fn of_dictionary(
    request: &CompletionRequest<'_>,
    before: &[Token<'_>],
) -> Option<Vec<CompletionCandidate>> {
    if !matches!(before.last()?.text, "{" | ",") {
        return None;
    }
    let cursor = &request.cursor;
    let around = cursor
        .exprs
        .iter()
        .rev()
        .find(|expr| matches!(expr.kind, ExprKind::Map(_) | ExprKind::New { .. }))?;
    let (ExprKind::Map(entries) | ExprKind::New { entries, .. }) = &around.kind else {
        return None;
    };
    let in_key = entries.iter().any(|entry| touches(entry.key.span, request.position));
    if !in_key {
        return None;
    }
    let given = given_keys(entries, request.position);
    let mut found = match class_of(request, around) {
        Some(class) => of_class(request, class),
        None => of_contract(request, around),
    };
    found.retain(|key| !given.contains(&key.label.as_str()));
    Some(found)
}

/// The keys of other entries.
fn given_keys(entries: &[Entry], position: u32) -> Vec<&str> {
    let others = entries.iter().filter(|entry| !touches(entry.key.span, position));
    others
        .filter_map(|entry| match &entry.key.kind {
            ExprKind::Str(key) => Some(&**key),
            _ => None,
        })
        .collect()
}

fn class_of(request: &CompletionRequest<'_>, expr: &Expr) -> Option<ClassId> {
    match &expr.kind {
        ExprKind::New { class, .. } => {
            let registry = request.analysis.registry();
            let scope = &registry.entry(request.cursor.class).scope;
            registry.lookup(class, scope)
        }
        _ => request.analysis.facts().object_at(expr.span),
    }
}

fn of_class(request: &CompletionRequest<'_>, class: ClassId) -> Vec<CompletionCandidate> {
    let registry = request.analysis.registry();
    let inputs = symbols::members(registry, class).into_iter().filter(|member| member.is_input);
    let mut found: Vec<CompletionCandidate> =
        inputs.map(|member| CompletionCandidate::key(&member)).collect();
    if let Some(init) = request.analysis.members().method(class, ".init") {
        found.extend(init.tree.params.iter().map(|param| {
            let signature = symbols::param(registry, param);
            key(&param.name.text, signature, param.default.is_none())
        }));
    }
    found
}

/// The named keys of a dictionary contract.
fn of_contract(request: &CompletionRequest<'_>, expr: &Expr) -> Vec<CompletionCandidate> {
    let Some(expected) = request.analysis.facts().expected_at(expr.span) else {
        return Vec::new();
    };
    let registry = request.analysis.registry();
    let fixed = fixed_keys(&expected.contract);
    let keys = fixed.iter().map(|(name, contract)| {
        let written = one_line(registry, contract.span);
        key(name, format!("{name}: {written}"), requires_value(contract))
    });
    keys.collect()
}

/// The named keys of a dictionary contract, with their contracts.
pub(super) fn fixed_keys(contract: &Contract) -> Vec<(&str, &Contract)> {
    match &contract.kind {
        ContractKind::NotNull(inner)
        | ContractKind::Owned(inner)
        | ContractKind::NotOwned(inner)
        | ContractKind::Check { base: inner, .. } => fixed_keys(inner),
        ContractKind::Dict { fixed, .. } => {
            fixed.iter().map(|(name, contract)| (&*name.text, contract)).collect()
        }
        _ => Vec::new(),
    }
}

fn key(name: &str, signature: String, is_required: bool) -> CompletionCandidate {
    let rank = if is_required { Rank::Required } else { Rank::Key };
    let key = CompletionCandidate::new(name, CandidateKind::Property, rank);
    CompletionCandidate { text: format!("{name}: "), ..key }.detail(signature)
}

/// The keyword arguments that the call around the position takes and has not.
pub(super) fn of_call(
    request: &CompletionRequest<'_>,
    before: &[Token<'_>],
) -> Vec<CompletionCandidate> {
    if !before.last().is_some_and(|token| matches!(token.text, "(" | ",")) {
        return Vec::new();
    }
    let calls = request.cursor.exprs.iter().rev();
    let found = calls
        .filter_map(|expr| {
            let (ExprKind::Call { args, .. }
            | ExprKind::MethodCall { args, .. }
            | ExprKind::Super { args, .. }) = &expr.kind
            else {
                return None;
            };
            Some((args, called_method(request.analysis, request.known, expr)?))
        })
        .next();
    found.map(|(args, method)| params(request, args, &method)).unwrap_or_default()
}

fn params(
    request: &CompletionRequest<'_>,
    args: &[Arg],
    method: &Method,
) -> Vec<CompletionCandidate> {
    let is_here = |value: &Expr| touches(value.span, request.position);
    let by_position =
        args.iter().filter(|arg| matches!(arg, Arg::Positional(value) if !is_here(value))).count();
    let named: Vec<&str> = args
        .iter()
        .filter_map(|arg| match arg {
            Arg::Named(Expr { kind: ExprKind::Word(name) | ExprKind::Str(name), .. }, _) => {
                Some(&**name)
            }
            _ => None,
        })
        .collect();
    let params = method.params.iter().filter(|param| param.kind == ParamKind::Standard);
    params
        .skip(by_position)
        .filter(|param| !named.contains(&&*param.name.text))
        .map(|param| {
            let signature = symbols::param(request.analysis.registry(), param);
            key(&param.name.text, signature, param.default.is_none())
        })
        .collect()
}

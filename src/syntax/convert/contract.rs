//! Contracts: chains on `$` in the short form where there is one, all others as they are.

use super::declaration::type_text;
use super::expression;
use crate::syntax::{Arg, Contract, ContractKind, Expr, ExprKind};

/// A contract as `.murano`.
pub(super) fn text(contract: &Contract) -> String {
    match &contract.kind {
        ContractKind::Any => "any".into(),
        ContractKind::Expr(expr) => chain(expr).unwrap_or_else(|| long(expr)),
        ContractKind::Literal(expr) => match &expr.kind {
            ExprKind::Str(_) | ExprKind::Int(_) | ExprKind::Float(_) => expression::text(expr),
            _ => format!("({})", expression::text(expr)),
        },
        ContractKind::List { items, min, max } => {
            let bounds = min.iter().chain(max).map(u64::to_string);
            let items: Vec<String> = items.iter().map(text).chain(bounds).collect();
            format!("[{}]", items.join(", "))
        }
        ContractKind::Dict { fixed, pattern } => {
            let fixed =
                fixed.iter().map(|(k, c)| format!("{}: {}", expression::word(&k.text), text(c)));
            let pattern = pattern.iter().map(|p| format!("[{}]: {}", text(&p.0), text(&p.1)));
            let entries: Vec<String> = fixed.chain(pattern).collect();
            match entries.as_slice() {
                [] => "{}".into(),
                _ => format!("{{ {} }}", entries.join(", ")),
            }
        }
        // YAML has chains instead of these.
        ContractKind::String
        | ContractKind::Int
        | ContractKind::Bool
        | ContractKind::Class { .. }
        | ContractKind::Template { .. }
        | ContractKind::NotNull(_)
        | ContractKind::Check { .. }
        | ContractKind::Owned(_)
        | ContractKind::NotOwned(_)
        | ContractKind::Invalid(_) => "any".into(),
    }
}

/// The long form begins with `$` or a bracket.
fn long(expr: &Expr) -> String {
    let text = expression::text(expr);
    if text.starts_with('$') { text } else { format!("({text})") }
}

/// `$.string().notNull()` is `string!`.
fn chain(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Var(name) if name.is_empty() => Some("any".into()),
        ExprKind::MethodCall { target, name, args, safe: false } => {
            let base = chain(target)?;
            step(&base, &name.text, args)
        }
        _ => None,
    }
}

fn step(base: &str, name: &str, args: &[Arg]) -> Option<String> {
    match (name, args) {
        ("string" | "int" | "bool", []) if base == "any" => Some(name.to_owned()),
        ("notNull", []) => Some(format!("{base}!")),
        ("check", [Arg::Positional(condition)]) => {
            Some(format!("{base} where ({})", expression::text(condition)))
        }
        ("check", [Arg::Positional(condition), Arg::Positional(message)]) => {
            let (condition, message) = (expression::text(condition), expression::text(message));
            Some(format!("{base} where ({condition}, {message})"))
        }
        ("class", [Arg::Positional(class)]) if base == "any" => class_name(class),
        _ => None,
    }
}

fn class_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::TypeName(name) => Some(type_text(name)),
        ExprKind::Word(word) if word.starts_with(char::is_uppercase) => Some(word.to_string()),
        _ => None,
    }
}

//! Contracts written as call chains on `$`, as in YAML: their arguments, and the same contracts as trees.

use std::rc::Rc;

use crate::compile::predicates::is_value;
use crate::syntax::{Arg, Class, Contract, ContractKind, Expr, ExprKind, Method, Text, TypeName};

/// The functions that make a call chain on `$` a contract.
pub(in crate::compile) const STEPS: [&str; 9] =
    ["string", "int", "bool", "notNull", "owned", "notOwned", "check", "class", "template"];

/// The declaration of a class with chains of contract functions as trees: `$.string().notNull()` as `string!`. Chains that no tree
/// expresses stay as they are.
pub(in crate::compile) fn as_trees(class: &Rc<Class>) -> Rc<Class> {
    let contracts = class.properties.iter().map(|property| &property.contract);
    let of_methods = class.methods.iter().flat_map(|method| method_contracts(method));
    if !contracts.chain(of_methods).any(has_chain) {
        return class.clone();
    }
    let mut class = (**class).clone();
    class.properties.iter_mut().for_each(|property| convert(&mut property.contract));
    for method in &mut class.methods {
        if method_contracts(method).any(has_chain) {
            let mut changed = (**method).clone();
            changed.params.iter_mut().filter_map(|p| p.contract.as_mut()).for_each(convert);
            changed.returns.iter_mut().for_each(convert);
            *method = Rc::new(changed);
        }
    }
    Rc::new(class)
}

fn method_contracts(method: &Method) -> impl Iterator<Item = &Contract> {
    method.params.iter().filter_map(|param| param.contract.as_ref()).chain(&method.returns)
}

fn has_chain(contract: &Contract) -> bool {
    match &contract.kind {
        ContractKind::Expr(_) => true,
        ContractKind::List { items, .. } => items.iter().any(has_chain),
        ContractKind::Dict { fixed, pattern } => {
            fixed.iter().any(|(_, value)| has_chain(value))
                || pattern.as_ref().is_some_and(|p| has_chain(&p.0) || has_chain(&p.1))
        }
        _ => false,
    }
}

fn convert(contract: &mut Contract) {
    match &mut contract.kind {
        ContractKind::Expr(expr) => {
            if let Some(tree) = tree(expr) {
                contract.kind = tree.kind;
            }
        }
        ContractKind::List { items, .. } => items.iter_mut().for_each(convert),
        ContractKind::Dict { fixed, pattern } => {
            fixed.iter_mut().for_each(|(_, value)| convert(value));
            if let Some(pattern) = pattern {
                convert(&mut pattern.0);
                convert(&mut pattern.1);
            }
        }
        _ => {}
    }
}

/// The contract that a chain expresses; `None` if some step of it is no contract function, or converts what another one has converted.
fn tree(expr: &Expr) -> Option<Contract> {
    let kind = match &expr.kind {
        ExprKind::Var(name) if name.is_empty() => ContractKind::Any,
        ExprKind::Paren(inner) => return tree(inner),
        ExprKind::MethodCall { target, name, args, safe: false } => {
            step(tree(target)?, &name.text, args)?
        }
        _ => return None,
    };
    Some(Contract { kind, span: expr.span })
}

fn step(base: Contract, name: &str, args: &[Arg]) -> Option<ContractKind> {
    let first = matches!(base.kind, ContractKind::Any);
    Some(match (name, args) {
        ("string", []) if first => ContractKind::String,
        ("int", []) if first => ContractKind::Int,
        ("bool", []) if first => ContractKind::Bool,
        ("notNull", []) => ContractKind::NotNull(Box::new(base)),
        ("owned", []) => ContractKind::Owned(Box::new(base)),
        ("notOwned", []) => ContractKind::NotOwned(Box::new(base)),
        ("check", _) => ContractKind::Check {
            base: Box::new(base),
            condition: Box::new(argument(args, 0, "predicate")?.clone()),
            message: argument(args, 1, "msg").map(|message| Box::new(message.clone())),
        },
        // Which class of several versions it is, only the compiled contract knows.
        ("class", _) if first && text_argument(args, 2, "versionSpec").is_none() => {
            ContractKind::Class {
                class: type_argument(args, 0, &["name"])?,
                default: type_argument(args, 1, &["defaultName"]),
                version: None,
            }
        }
        ("template", _) if first => ContractKind::Template {
            class: type_argument(args, 0, &["type"])?,
            default: type_argument(args, 1, &["defaultType"]),
            version: text_argument(args, 2, "versionSpec"),
            exclude: list_argument(args, 3, "excludeProperties"),
        },
        _ => return None,
    })
}

/// Whether an expression is a call of a contract function on `$`, or on another such call.
pub(super) fn is_chain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::MethodCall { target, name, safe: false, .. } => {
            STEPS.contains(&&*name.text) && (is_value(target) || is_chain(target))
        }
        ExprKind::Paren(inner) => is_chain(inner),
        _ => false,
    }
}

/// The argument at a position, or of a name.
pub(super) fn argument<'e>(args: &'e [Arg], place: usize, name: &str) -> Option<&'e Expr> {
    let named = args.iter().find_map(|a| match a {
        Arg::Named(Expr { kind: ExprKind::Word(key), .. }, value) if **key == *name => Some(value),
        _ => None,
    });
    named.or_else(|| match args.get(place) {
        Some(Arg::Positional(value)) => Some(value),
        _ => None,
    })
}

pub(super) fn type_argument(args: &[Arg], place: usize, names: &[&str]) -> Option<TypeName> {
    let expr = names.iter().find_map(|n| argument(args, place, n))?;
    match &expr.kind {
        ExprKind::TypeName(name) => Some(name.clone()),
        ExprKind::Word(text) | ExprKind::Str(text) => {
            let (prefix, name) = match text.split_once(':') {
                Some((prefix, name)) => (Some(prefix.into()), name.into()),
                None => (None, text.clone()),
            };
            Some(TypeName { prefix, name, span: expr.span })
        }
        ExprKind::Member { .. } => {
            Some(TypeName { prefix: None, name: dotted(expr)?.into(), span: expr.span })
        }
        _ => None,
    }
}

fn dotted(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Word(word) => Some(word.to_string()),
        ExprKind::Member { target, name, .. } => Some(format!("{}.{}", dotted(target)?, name.text)),
        _ => None,
    }
}

pub(super) fn text_argument(args: &[Arg], place: usize, name: &str) -> Option<Text> {
    match &argument(args, place, name)?.kind {
        ExprKind::Str(text) | ExprKind::Word(text) => Some(text.clone()),
        ExprKind::Int(n) => Some(n.to_string().into()),
        ExprKind::Float(f) => Some(f.to_string().into()),
        _ => None,
    }
}

pub(super) fn list_argument(args: &[Arg], place: usize, name: &str) -> Vec<Text> {
    let items = match argument(args, place, name).map(|e| &e.kind) {
        Some(ExprKind::List(items)) => items.as_slice(),
        Some(ExprKind::Call { name, args }) if &*name.text == "list" => args.as_slice(),
        _ => return Vec::new(),
    };
    let text = |arg: &Arg| match arg {
        Arg::Positional(Expr { kind: ExprKind::Str(t) | ExprKind::Word(t), .. }) => Some(t.clone()),
        _ => None,
    };
    items.iter().filter_map(text).collect()
}

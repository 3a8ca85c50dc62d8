//! Contracts: lists and dictionaries as YAML's own, all others as expressions.

use super::layout::Yaml;
use super::value::{expression, value, word};
use crate::syntax::{Contract, ContractKind};

/// A contract that was rewritten for YAML.
pub(super) fn contract(contract: &Contract) -> Yaml {
    match &contract.kind {
        ContractKind::Expr(expr) => Yaml::Scalar(expression(expr)),
        ContractKind::Literal(expr) => value(expr),
        ContractKind::List { items, min, max } => {
            let bounds = min.iter().chain(max).map(|n| Yaml::Scalar(n.to_string()));
            let items: Vec<Yaml> = items.iter().map(self::contract).chain(bounds).collect();
            if items.is_empty() { Yaml::Scalar("[]".into()) } else { Yaml::list(items) }
        }
        ContractKind::Dict { fixed, pattern } => {
            let fixed = fixed.iter().map(|(name, c)| (word(&name.text), self::contract(c)));
            let pattern = pattern.iter().map(|p| (key(&p.0), self::contract(&p.1)));
            let entries: Vec<(String, Yaml)> = fixed.chain(pattern).collect();
            if entries.is_empty() { Yaml::Scalar("{}".into()) } else { Yaml::map(entries) }
        }
        // These have been rewritten before.
        _ => Yaml::nothing(),
    }
}

/// The contract of keys that are not named.
fn key(contract: &Contract) -> String {
    match &contract.kind {
        ContractKind::Expr(expr) => expression(expr),
        _ => String::new(),
    }
}

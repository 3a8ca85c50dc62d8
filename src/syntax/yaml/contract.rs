//! Contracts: lists and dictionaries of literals and expressions.
//! See docs/language/yaml.md#contracts-in-yaml.

use std::rc::Rc;

use super::node::{Node, NodeKind};
use super::value::{ClassParser, YamlKey};
use crate::diag::{Diagnostic, codes};
use crate::syntax::{Contract, ContractKind, Expr, ExprKind, Name};

impl ClassParser<'_> {
    /// Parses a contract.
    pub(super) fn contract(&mut self, node: &Node) -> Contract {
        let kind = match &node.kind {
            NodeKind::List(items) => self.list_contract(items),
            NodeKind::Map(entries) => self.dict_contract(entries),
            NodeKind::Scalar(..) => match self.parse(node) {
                (expr, true) => ContractKind::Expr(Box::new(expr)),
                (expr, false) => ContractKind::Literal(Box::new(expr)),
            },
        };
        Contract { kind, span: node.span }
    }

    /// Item contracts; whole numbers at the end are the least and the most items.
    fn list_contract(&mut self, items: &[Rc<Node>]) -> ContractKind {
        let mut bounds: Vec<u64> = Vec::new();
        let mut items = items;
        while let [before @ .., last] = items {
            let ExprKind::Int(bound) = self.value(last).kind else { break };
            if bounds.len() == 2 {
                break;
            }
            bounds.insert(0, u64::try_from(bound).unwrap_or(0));
            items = before;
        }
        let (min, max) = (bounds.first().copied(), bounds.get(1).copied());
        ContractKind::List { items: items.iter().map(|i| self.contract(i)).collect(), min, max }
    }

    fn dict_contract(&mut self, entries: &[(Rc<Node>, Rc<Node>)]) -> ContractKind {
        let mut fixed: Vec<(Name, Contract)> = Vec::new();
        let mut pattern: Option<Box<(Contract, Contract)>> = None;
        for (node, value) in entries {
            match self.key(node) {
                YamlKey::Text(text) => {
                    let name = Name { text, span: self.inner_span(node) };
                    fixed.push((name, self.contract(value)));
                }
                YamlKey::Literal(expr) => {
                    let text = literal_text(&expr, node);
                    fixed.push((Name { text: text.into(), span: expr.span }, self.contract(value)));
                }
                YamlKey::Expr(expr) => {
                    if pattern.is_some() {
                        return self.second_pattern(node);
                    }
                    let kind = ContractKind::Expr(Box::new(expr));
                    let key = Contract { kind, span: node.span };
                    pattern = Some(Box::new((key, self.contract(value))));
                }
            }
        }
        ContractKind::Dict { fixed, pattern }
    }

    /// A second key that is an expression: MuranoPL reports it when the contract gets a value.
    fn second_pattern(&mut self, node: &Node) -> ContractKind {
        let message = "a dictionary contract can have only one key that is an expression";
        let found = Diagnostic::warning(codes::CONTRACT_SYNTAX, node.span, message);
        self.diagnostics.push(found.hint("one such key applies to all keys that are not named"));
        ContractKind::Invalid("it has more than one key that is an expression".into())
    }
}

fn literal_text(expr: &Expr, node: &Node) -> String {
    match &expr.kind {
        ExprKind::Int(n) => n.to_string(),
        _ => node.text().map_or_else(String::new, |t| t.to_string()),
    }
}

//! Results: what a method returns against its contract, which it inherits from the method it overrides.

use std::rc::Rc;

use super::checker::Checker;
use super::members::DeclaredMethod;
use super::place::{Place, method_title};
use super::statements::Ends;
use super::types::requires_value;
use super::values::Wanted;
use crate::compile::registry::ClassEntry;
use crate::diag::{Diagnostic, codes};
use crate::syntax::{Block, Contract, Expr, Method};

impl<'t> Checker<'_, 't> {
    /// `return value`, or `return` alone, which returns null.
    pub(super) fn returned(&mut self, value: Option<&'t Expr>) {
        let contract = self.method.and_then(|method| self.contract_of(method));
        let (Some(method), Some((contract, entry))) = (self.method, contract) else {
            value.iter().for_each(|value| drop(self.expression(value)));
            return;
        };
        let Some(value) = value else { return };
        let owner = method_title(&self.registry.entry(self.class), method);
        let place =
            Place::Root { name: "result", owner: &owner, contract: "the contract of the result" };
        self.accept(value, Wanted::new(&contract, &entry.scope), &place);
    }

    fn contract_of(&self, method: &Method) -> Option<(Contract, Rc<ClassEntry>)> {
        let entry = self.registry.entry(self.class);
        let declaration = self.members.declaration(&entry);
        let tree = declaration.methods.iter().find(|m| std::ptr::eq(&raw const ***m, method))?;
        let method = DeclaredMethod { entry: entry.clone(), tree: tree.clone() };
        self.members.result_contract(&method)
    }

    /// The contract that requires a method's result: its own, or that of the method it overrides.
    fn requirement_of(&self, method: &Method) -> Option<(Contract, Rc<ClassEntry>)> {
        let own = self.contract_of(method)?;
        if requires_value(&own.0) {
            return Some(own);
        }
        let overridden = self.members.inherited(self.class, &method.name.text)?;
        self.members.result_contract(&overridden).filter(|(contract, _)| requires_value(contract))
    }

    /// A body that reaches its end returns null there. Returns whether that is an error.
    pub(super) fn falls_through(&mut self, method: &Method, body: &Block, ends: Ends) -> bool {
        if ends == Ends::Always || &*method.name.text == ".init" {
            return false;
        }
        let Some((contract, entry)) = self.requirement_of(method) else { return false };
        // An empty body leaves the method to subclasses, although it could have none.
        if body.statements.is_empty() && entry.id != self.class {
            return false;
        }
        let owner = method_title(&self.registry.entry(self.class), method);
        let inherited = (entry.id != self.class).then(|| entry.name.clone());
        let message = match inherited {
            Some(class) => {
                format!("`{owner}` can end without `return`, and `{class}` requires a result")
            }
            None => {
                format!("`{owner}` can end without `return`, and its contract requires a result")
            }
        };
        self.report(
            Diagnostic::error(codes::CONTRACT_NULL, Self::end_of(body), message)
                .label(contract.span, "the contract of the result")
                .hint("add a `return` with a value"),
        );
        true
    }
}

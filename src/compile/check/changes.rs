//! `target with { … }`: what may be changed, and the keys and values of the changes.
//! See docs/language/expressions.md#with.

use std::rc::Rc;

use super::checker::Checker;
use super::model_ids::HEADER;
use super::objects::GivenValue;
use super::place::Place;
use super::types::KnownType;
use super::values::Wanted;
use crate::compile::ids::ClassId;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Contract, ContractKind, Entry, Expr, ExprKind, Text};

impl<'t> Checker<'_, 't> {
    /// The type of `target with { … }`: that of the target.
    pub(super) fn changed(&mut self, target: &'t Expr, changes: &'t Expr) -> KnownType {
        let ExprKind::Map(entries) = &changes.kind else { return KnownType::Any };
        let found = match (self.expression(target), self.promised(target)) {
            (KnownType::Any, Some(promised)) => promised,
            (found, _) => found,
        };
        match found.required() {
            KnownType::Object { class, exact } => {
                let (class, exact) = (*class, *exact);
                self.object_changes((class, exact), entries, changes.span, None);
                KnownType::Object { class, exact }
            }
            KnownType::Dict(keys) => {
                self.entries(entries);
                KnownType::Dict(keys.as_ref().and_then(|keys| with_keys(keys, entries)))
            }
            KnownType::Any | KnownType::Optional(_) => {
                self.entries(entries);
                KnownType::Any
            }
            other => {
                self.entries(entries);
                let hint = match other {
                    KnownType::List(_) => Some("change each item: `.select($ with { … })`"),
                    KnownType::Class(_) => Some("an object is created with `new Name { … }`"),
                    _ => None,
                };
                let what = self.found(target);
                let message = format!("`with` changes a dictionary or an object, found {what}");
                let refused = Diagnostic::error(codes::WRONG_TYPE, target.span, message);
                self.report(refused.hint_if(hint.map(str::to_owned)));
                KnownType::Any
            }
        }
    }

    /// The type that the contract of `super.method()` promises. An override may return a dictionary instead, whose keys are the
    /// properties, and which `with` changes in the same way.
    fn promised(&self, target: &Expr) -> Option<KnownType> {
        let ExprKind::Super { name, .. } = &target.kind else { return None };
        let method = self.members.inherited(self.class, &name.text)?;
        let (contract, entry) = self.members.result_contract(&method)?;
        Some(KnownType::of_contract(self.registry, &contract, &entry.scope))
    }

    /// Other values of an object's properties. None is missing, because the object has all.
    fn object_changes(
        &mut self,
        (class, exact): (ClassId, bool),
        entries: &'t [Entry],
        span: Span,
        place: Option<&Place<'_>>,
    ) -> bool {
        if let Some(facts) = self.members.facts {
            facts.becomes(span, class);
        }
        if !self.members.is_complete(class) || names_class(entries) {
            self.entries(entries);
            return true;
        }
        let mut accepted = true;
        for entry in entries {
            let given = GivenValue::of_entry(entry);
            let Some(name) = &given.name else {
                self.expression(&entry.key);
                self.expression(&entry.value);
                continue;
            };
            if self.is_settable(class, exact, name) {
                accepted &= self.changed_property(class, name, &given, place);
            } else {
                self.unknown_key(class, name, entry.key.span);
                self.expression(&entry.value);
                accepted = false;
            }
        }
        accepted
    }

    /// Whether an object has such a property, or may have it because it is of a subclass.
    fn is_settable(&self, class: ClassId, exact: bool, name: &Text) -> bool {
        self.registry.given_names(class).contains(name) || self.members.may_have(class, exact, name)
    }

    /// A dictionary changes the object or dictionary that the property has; any other value replaces it.
    fn changed_property(
        &mut self,
        class: ClassId,
        name: &Text,
        given: &GivenValue<'t>,
        place: Option<&Place<'_>>,
    ) -> bool {
        let declared = self.members.property(class, name);
        let (Some(declared), ExprKind::Map(_)) = (declared, &given.value.kind) else {
            return self.given(class, name, given, place);
        };
        let tree = declared.tree();
        let owner = self.registry.entry(class).name.clone();
        let wanted = Wanted::new(&tree.contract, &declared.entry.scope);
        let root = Place::Root { name, owner: &owner, contract: "the contract" };
        let inner = place.map(|place| Place::Member(place, name));
        self.accept_change(given.value, wanted, inner.as_ref().unwrap_or(&root))
    }

    /// Checks a part of the changes against a contract.
    fn accept_change(&mut self, expr: &'t Expr, wanted: Wanted<'_>, place: &Place<'_>) -> bool {
        let ExprKind::Map(entries) = &expr.kind else { return self.accept(expr, wanted, place) };
        match &core(wanted.contract).kind {
            ContractKind::Class { class, .. } if !names_class(entries) => {
                match self.registry.lookup(class, wanted.scope) {
                    Some(class) => {
                        self.object_changes((class, false), entries, expr.span, Some(place))
                    }
                    None => self.accept(expr, wanted, place),
                }
            }
            ContractKind::Dict { fixed, pattern } => {
                let others = pattern.as_deref().map(|(_, value)| value);
                let contract_of = |key: &str| {
                    let named = fixed.iter().find(|(name, _)| *name.text == *key);
                    named.map(|(_, contract)| contract).or(others)
                };
                self.dictionary_changes(entries, contract_of, wanted, place)
            }
            _ => self.accept(expr, wanted, place),
        }
    }

    fn dictionary_changes<'c>(
        &mut self,
        entries: &'t [Entry],
        contract_of: impl Fn(&str) -> Option<&'c Contract>,
        wanted: Wanted<'c>,
        place: &Place<'_>,
    ) -> bool {
        let mut accepted = true;
        for Entry { key, value } in entries {
            self.expression(key);
            let named = match &key.kind {
                ExprKind::Str(name) => contract_of(name).map(|contract| (name, contract)),
                _ => None,
            };
            match named {
                Some((name, contract)) => {
                    let part = Place::Member(place, name);
                    accepted &= self.accept_change(value, wanted.part(contract), &part);
                }
                None => drop(self.expression(value)),
            }
        }
        accepted
    }
}

/// A contract without `!`, conditions and ownership.
fn core(contract: &Contract) -> &Contract {
    match &contract.kind {
        ContractKind::NotNull(inner)
        | ContractKind::Owned(inner)
        | ContractKind::NotOwned(inner)
        | ContractKind::Check { base: inner, .. } => core(inner),
        _ => contract,
    }
}

/// Whether a dictionary names the class of a new object.
fn names_class(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| matches!(&entry.key.kind, ExprKind::Str(key) if **key == *HEADER))
}

/// The keys of a dictionary with changes; `None` if some key is known only when the program runs.
fn with_keys(keys: &Rc<[Text]>, entries: &[Entry]) -> Option<Rc<[Text]>> {
    let mut all: Vec<Text> = keys.to_vec();
    for entry in entries {
        let ExprKind::Str(key) = &entry.key.kind else { return None };
        if !all.contains(key) {
            all.push(key.clone());
        }
    }
    Some(all.into())
}

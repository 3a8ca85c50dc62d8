//! List and dictionary literals against the contracts of lists and dictionaries.
//! See docs/language/contracts.md#list-contracts and docs/language/contracts.md#dictionary-contracts.

use super::checker::Checker;
use super::place::Place;
use super::types::KnownType;
use super::types::requires_value;
use super::values::Wanted;
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::{Arg, Contract, ContractKind, Entry, Expr, ExprKind, Name};

/// The items of a list contract, and how many there may be.
type ListRule<'c> = (&'c [Contract], Option<u64>, Option<u64>);

/// The named keys of a dictionary contract, and the contracts of all others.
type DictRule<'c> = (&'c [(Name, Contract)], Option<&'c (Contract, Contract)>);

impl<'t> Checker<'_, 't> {
    pub(super) fn accept_list(
        &mut self,
        expr: &'t Expr,
        (items, min, max): ListRule<'_>,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        // Each item has its own contract, and the last one is for all further items, as at run
        // time. A value that is not a list literal is checked by its type.
        let Some(last) = items.last() else {
            self.expression(expr);
            return true;
        };
        let ExprKind::List(given) = &expr.kind else {
            return self.accept_single(expr, &items[0], wanted, place);
        };
        let mut accepted = true;
        for (n, arg) in given.iter().enumerate() {
            let contract = items.get(n).unwrap_or(last);
            if let Arg::Positional(item) = arg {
                accepted &= self.accept(item, wanted.part(contract), &Place::Item(place, n));
            }
        }
        let count = given.len() as u64;
        if count < min.unwrap_or(0) || max.is_some_and(|max| count > max) {
            return self.refuse(expr, &bounds(min.unwrap_or(0), max), wanted, place);
        }
        accepted
    }

    /// A value that is no list becomes a list of one item; a list passes by the type of its items.
    fn accept_single(
        &mut self,
        expr: &'t Expr,
        item: &Contract,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        match self.type_of(expr).required() {
            KnownType::List(_) | KnownType::Any | KnownType::Null => {
                self.expression(expr);
                true
            }
            _ => self.accept(expr, wanted.part(item), &Place::Item(place, 0)),
        }
    }

    pub(super) fn accept_dict(
        &mut self,
        expr: &'t Expr,
        (fixed, pattern): DictRule<'_>,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        if let ExprKind::Map(entries) = &expr.kind {
            return self.accept_entries(entries, expr.span, (fixed, pattern), wanted, place);
        }
        match self.expression(expr).required() {
            KnownType::Any | KnownType::Null | KnownType::Dict(_) => true,
            _ => {
                let message = format!("must be a dictionary, found {}", self.found(expr));
                let refused = place.error(codes::CONTRACT, expr.span, wanted.span(), &message);
                let hint = match (fixed, pattern) {
                    ([(name, _), ..], _) => format!("write `{{ {}: … }}`", name.text),
                    ([], Some((_, value))) => format!("write `{{ key: {} }}`", self.instead(value)),
                    ([], None) => "write `{ key: value }`".to_owned(),
                };
                self.report(refused.hint(hint));
                false
            }
        }
    }

    /// A value of a dictionary, for hints: `new DockerHostVolume { path: … }` where an object is wanted.
    fn instead(&self, contract: &Contract) -> String {
        match &contract.kind {
            ContractKind::NotNull(inner) | ContractKind::Check { base: inner, .. } => {
                self.instead(inner)
            }
            ContractKind::Class { class, .. } => {
                let class = self.registry.lookup(class, &self.scope);
                class.map_or_else(|| "value".to_owned(), |class| self.example_object(class))
            }
            _ => "value".to_owned(),
        }
    }

    fn accept_entries(
        &mut self,
        entries: &'t [Entry],
        span: Span,
        (fixed, pattern): DictRule<'_>,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        // Entries with computed keys may be any of the named ones, so nothing is reported as
        // missing then.
        let mut accepted = true;
        let mut all_known = true;
        for entry in entries {
            let ExprKind::Str(key) = &entry.key.kind else {
                all_known = false;
                self.expression(&entry.key);
                self.expression(&entry.value);
                continue;
            };
            let named = fixed.iter().find(|(name, _)| name.text == *key).map(|(_, c)| c);
            match named.or(pattern.map(|(_, value)| value)) {
                Some(contract) => {
                    let part = Place::Member(place, key);
                    accepted &= self.accept(&entry.value, wanted.part(contract), &part);
                }
                None => drop(self.expression(&entry.value)),
            }
        }
        let given = |name: &Name| {
            entries.iter().any(|e| matches!(&e.key.kind, ExprKind::Str(key) if *key == name.text))
        };
        for (name, contract) in fixed.iter().filter(|(name, c)| requires_value(c) && !given(name)) {
            if all_known {
                let part = Place::Member(place, &name.text);
                let message = "is required, but there is no value";
                self.report(part.error(codes::CONTRACT_NULL, span, contract.span, message));
                accepted = false;
            }
        }
        accepted
    }
}

/// "must have 2 to 3 items".
fn bounds(min: u64, max: Option<u64>) -> String {
    let items = |n: u64| if n == 1 { "1 item".to_owned() } else { format!("{n} items") };
    match max {
        None => format!("must have at least {}", items(min)),
        Some(max) if max == min => format!("must have exactly {}", items(max)),
        Some(max) if min == 0 => format!("must have at most {}", items(max)),
        Some(max) => format!("must have {min} to {}", items(max)),
    }
}

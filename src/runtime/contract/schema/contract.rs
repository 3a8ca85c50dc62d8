//! Contracts as JSON schemas.
//! See docs/language/contracts.md#schemas.
//!
//! The schemas of a chain are built from the first contract to the last, in the order in which
//! the contracts convert a value. What JSON Schema cannot express is left out: the schema then
//! accepts more than the contract.

use std::rc::Rc;

use crate::compile::ir::{self, ClassId, Hint, HintKind};
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::class::Class;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::literal::literal;
use crate::syntax::Text;

/// The schema of the contracts seen so far in a chain.
#[derive(Default)]
struct Draft {
    schema: Dict,
    /// The chain has a `notNull()` before this point.
    not_null: bool,
}

impl Vm<'_> {
    /// The schema of the values that a contract accepts.
    pub(super) fn contract_schema(
        &mut self,
        class: &Rc<Class>,
        contract: &ir::Contract,
    ) -> Outcome<Dict> {
        Ok(self.draft(class, contract, Draft::default())?.schema)
    }

    fn draft(
        &mut self,
        class: &Rc<Class>,
        contract: &ir::Contract,
        before: Draft,
    ) -> Outcome<Draft> {
        // A fold over the chain: a contract gets the draft of those before it. A type, a list
        // or a dictionary starts a new draft, predicates add bounds, and contracts that only
        // run code pass the draft on.
        Ok(match contract {
            ir::Contract::Any
            | ir::Contract::Expr(_)
            | ir::Contract::Absent(_)
            | ir::Contract::Invalid(_) => before,
            ir::Contract::String => before.of_type("string"),
            ir::Contract::Int => before.of_type("integer"),
            ir::Contract::Bool => before.of_type("boolean"),
            ir::Contract::Class { class, .. } => self.object(before, *class),
            ir::Contract::Template { class, exclude, .. } => {
                let mut draft = self.object(before, *class);
                draft.schema.insert_str("owned", Value::bool(true));
                if !exclude.is_empty() {
                    let paths = exclude.iter().map(|path| Value::str(path)).collect();
                    draft.schema.insert_str("excludedProperties", Value::list(paths));
                }
                draft
            }
            ir::Contract::Then(pair) => {
                let first = self.draft(class, &pair.0, before)?;
                self.draft(class, &pair.1, first)?
            }
            ir::Contract::NotNull(inner) => self.draft(class, inner, before)?.without_null(),
            ir::Contract::Check { base, hints, .. } => {
                let mut draft = self.draft(class, base, before)?;
                for hint in hints.iter() {
                    self.limit(class, &mut draft.schema, hint);
                }
                draft
            }
            ir::Contract::Owned(base) => {
                self.draft(class, base, before)?.with("owned", Value::bool(true))
            }
            ir::Contract::NotOwned(base) => {
                self.draft(class, base, before)?.with("owned", Value::bool(false))
            }
            ir::Contract::Else { base, .. } => self.draft(class, base, before)?,
            ir::Contract::Literal(constant) => {
                let only = Value::list(vec![literal(constant)]);
                before.with("enum", only)
            }
            ir::Contract::List { items, .. } => self.list(class, items)?,
            ir::Contract::Dict { fixed, pattern } => {
                self.dictionary(class, fixed, pattern.as_deref())?
            }
        })
    }

    fn object(&self, before: Draft, class: ClassId) -> Draft {
        let name = Value::str(&self.runtime().registry.entry(class).name);
        before.of_type("muranoObject").with("muranoType", name)
    }

    fn list(&mut self, class: &Rc<Class>, items: &[ir::Contract]) -> Outcome<Draft> {
        let schemas: Outcome<Vec<Value>> =
            items.iter().map(|item| Ok(Value::dict(self.contract_schema(class, item)?))).collect();
        let mut schemas = schemas?;
        let draft = Draft::default().with("type", Value::str("array"));
        Ok(match schemas.len() {
            0 => draft,
            1 => draft.with("items", schemas.remove(0)),
            last => {
                let more = schemas[last - 1].clone();
                draft.with("items", Value::list(schemas)).with("additionalItems", more)
            }
        })
    }

    fn dictionary(
        &mut self,
        class: &Rc<Class>,
        fixed: &[(Text, ir::Contract)],
        pattern: Option<&(ir::Contract, ir::Contract)>,
    ) -> Outcome<Draft> {
        let mut properties = Dict::new();
        for (key, contract) in fixed {
            properties.insert_str(key, Value::dict(self.contract_schema(class, contract)?));
        }
        let more = match pattern {
            Some((_, values)) => Value::dict(self.contract_schema(class, values)?),
            None => Value::bool(false),
        };
        Ok(Draft::default()
            .with("type", Value::str("object"))
            .with("properties", Value::dict(properties))
            .with("additionalProperties", more))
    }

    /// Adds the bounds that a predicate implies; none if they cannot be computed without a
    /// value.
    fn limit(&mut self, class: &Rc<Class>, schema: &mut Dict, hint: &Hint) {
        let Ok(operand) = self.settled(class, &hint.operand) else { return };
        if operand.is_null() {
            return;
        }
        let mut bound = |limit: &str, exclusive: &str, is_exclusive| {
            schema.insert_str(limit, operand.clone());
            schema.insert_str(exclusive, Value::bool(is_exclusive));
        };
        match hint.kind {
            HintKind::Above => bound("minimum", "exclusiveMinimum", true),
            HintKind::AtLeast => bound("minimum", "exclusiveMinimum", false),
            HintKind::Below => bound("maximum", "exclusiveMaximum", true),
            HintKind::AtMost => bound("maximum", "exclusiveMaximum", false),
            HintKind::OneOf => {
                if matches!(operand, Value::List(_)) {
                    schema.insert_str("enum", operand);
                }
            }
            HintKind::Matches => {
                schema.insert_str("pattern", operand);
            }
        }
    }
}

impl Draft {
    /// Restarts the schema with a type; null is allowed too, unless `notNull()` came before.
    fn of_type(self, name: &str) -> Self {
        let name = Value::str(name);
        let types = if self.not_null { name } else { Value::list(vec![name, Value::str("null")]) };
        Self { schema: Dict::new(), not_null: self.not_null }.with("type", types)
    }

    fn with(mut self, key: &str, value: Value) -> Self {
        self.schema.insert_str(key, value);
        self
    }

    fn without_null(mut self) -> Self {
        self.not_null = true;
        let Some(Value::List(types)) = self.schema.get_str("type") else { return self };
        match types.first().cloned() {
            Some(name) => self.with("type", name),
            None => self,
        }
    }
}

//! Conversions of a traced session: the same results, and reported (see
//! [`crate::runtime::machine::trace`]).

use super::{Conversion, Path, PathStep, describe, path_text};
use crate::runtime::contract::Contract;
use crate::runtime::machine::trace::Topic;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

impl Vm<'_> {
    /// Converts a value and traces the conversion: objects before their properties, everything else afterwards.
    pub(super) fn convert_traced(
        &mut self,
        contract: &Contract,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        let place = place(context, path);
        if let (Contract::Class { class, .. }, Value::Dict(_)) = (contract, &value) {
            let class = self.runtime().registry.entry(*class).name.clone();
            let line = format!("{place}: {} for `{class}`", describe::value(&value));
            self.runtime().trace.emit(Topic::Conversions, &line);
        }
        let before = value.clone();
        let made = self.convert_untraced(contract, value, context, path)?;
        if makes(contract) && changed(&before, &made) {
            let (from, to) = (describe::value(&before), describe::value(&made));
            self.runtime().trace.emit(Topic::Conversions, &format!("{place}: {from} became {to}"));
        }
        Ok(made)
    }
}

/// Whether the contract itself makes values, rather than only contracts inside it.
fn makes(contract: &Contract) -> bool {
    !matches!(contract, Contract::NotNull(_) | Contract::Then(_) | Contract::Check { .. })
}

/// Whether the kind of value has changed. Changes inside it were reported there; an empty
/// default for null is not worth a line.
fn changed(before: &Value, after: &Value) -> bool {
    let nothing = before.is_null() || before.is_missing();
    std::mem::discriminant(before) != std::mem::discriminant(after) && !nothing
}

fn place(context: Conversion<'_>, path: &Path<'_>) -> String {
    let mut steps = vec![PathStep::Member(context.place.name())];
    path.steps(&mut steps);
    let owner = context.place.owner();
    if owner.is_empty() { path_text(&steps) } else { format!("{owner}: {}", path_text(&steps)) }
}

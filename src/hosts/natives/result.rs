//! `_containerOf` of applications: the result of `getContainer()`, converted to an object.

use crate::runtime::contract::target::ContractTarget;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::class::Found;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;

/// The method whose result becomes a container.
const GETTER: &str = "getContainer";

/// Converts by the contract of `getContainer()` where it was first declared. An override need not declare it, and may return a
/// dictionary, so that its subclasses can change the container before it becomes an object. That is why it is converted here; a
/// value that is refused is reported as the result of the override that returned it.
pub(super) fn container(vm: &mut Vm<'_>, this: &Value, result: Value) -> Outcome<Value> {
    let Value::Object(object) = this else { return Ok(result) };
    let class = object.class.clone();
    let declaring = class.lineage().filter_map(|c| c.methods().get(GETTER));
    let Some(declaring) = declaring.filter(|method| method.returns.is_some()).last().cloned()
    else {
        return Ok(result);
    };
    let (Some((contract, span)), Found::Method(getter)) = (&declaring.returns, class.find(GETTER))
    else {
        return Ok(result);
    };
    let written = getter.span();
    let target = ContractTarget::Result(getter, *span);
    vm.convert(contract, result, this, target).map_err(|fault| fault.at(written))
}

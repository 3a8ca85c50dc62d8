//! Sets.

use std::borrow::Cow;
use std::rc::Rc;

use super::splice::splice;
use crate::runtime::machine::iterate::iterate;
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops::refuse_view;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::quota;
use crate::runtime::value::seq::set_members;
use crate::runtime::value::set::Set;
use crate::stdlib::arguments::{items, set, take};

fn of(members: Set) -> Outcome<Value> {
    Ok(Value::Set(Rc::new(members)))
}

const SET: Builtin = Builtin {
    signature: "fn set(*args: any)",
    doc: "Returns a set of the arguments; sequences among them contribute their elements.",
    examples: &[("set(1, 2, 1).len()", "2")],
    run: set_,
};

fn set_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut members = Vec::new();
    splice(vm, items(&args[0]), &mut members)?;
    members.iter().try_for_each(check_key)?;
    of(members.into_iter().collect())
}

const TO_SET: Builtin = Builtin {
    signature: "method toSet(collection: iter)",
    doc: "Returns a set of the elements.",
    examples: &[("[1, 1].toSet()", "set(1)")],
    run: to_set,
};

fn to_set(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if let Value::Set(_) = &args[0] {
        return Ok(take(&mut args[0]));
    }
    let mut source = iterate(vm, &args[0])?;
    let mut members = Set::new();
    while let Some(member) = source.next(vm)? {
        check_key(&member)?;
        members.insert(member);
        quota::check_members(vm.options(), members.len())?;
    }
    of(members)
}

const IS_SET: Builtin = Builtin {
    signature: "fn isSet(arg: any)",
    doc: "Returns whether the value is a set.",
    examples: &[("isSet(set())", "true"), ("isSet([])", "false")],
    run: is_set,
};

fn is_set(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(set_members(&args[0]).is_some()))
}

const LEN: Builtin = Builtin {
    signature: "both len(set: set)",
    doc: "Returns the number of members.",
    examples: &[("len(set(1, 2))", "2")],
    run: len,
};

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::Int(i64::try_from(set(&args[0])?.len()).unwrap_or(i64::MAX)))
}

/// A set that has set methods; views have none.
fn own(value: &Value) -> Outcome<Cow<'_, Set>> {
    refuse_view(value)?;
    set(value)
}

const UNION: Builtin = Builtin {
    signature: "method union(left: set, right: set)",
    doc: "Returns the members of either set.",
    examples: &[("set(1).union(set(2))", "set(1, 2)")],
    run: union,
};

fn union(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.union(&*set(&args[1])?))
}

const INTERSECT: Builtin = Builtin {
    signature: "method intersect(left: set, right: set)",
    doc: "Returns the members of both sets.",
    examples: &[("set(1, 2).intersect(set(2, 3))", "set(2)")],
    run: intersect,
};

fn intersect(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.intersection(&*set(&args[1])?))
}

const DIFFERENCE: Builtin = Builtin {
    signature: "method difference(left: set, right: set)",
    doc: "Returns the members of the first set that are not in the second.",
    examples: &[("set(1, 2).difference(set(2))", "set(1)")],
    run: difference,
};

fn difference(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.difference(&*set(&args[1])?))
}

const SYMMETRIC_DIFFERENCE: Builtin = Builtin {
    signature: "method symmetricDifference(left: set, right: set)",
    doc: "Returns the members of exactly one of the sets.",
    examples: &[("set(1, 2).symmetricDifference(set(2, 3))", "set(1, 3)")],
    run: symmetric_difference,
};

fn symmetric_difference(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.symmetric_difference(&*set(&args[1])?))
}

const ADD: Builtin = Builtin {
    signature: "method add(set: set, *values: any)",
    doc: "Returns the set with further members.",
    examples: &[("set(1).add(2, 3)", "set(1, 2, 3)")],
    run: add,
};

fn add(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut members = own(&args[0])?.into_owned();
    for member in items(&args[1]) {
        check_key(member)?;
        members.insert(member.clone());
    }
    of(members)
}

const REMOVE: Builtin = Builtin {
    signature: "method remove(set: set, *values: any)",
    doc: "Returns the set without some members.",
    examples: &[("set(1, 2).remove(2)", "set(1)")],
    run: remove,
};

fn remove(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut members = own(&args[0])?.into_owned();
    for member in items(&args[1]) {
        check_key(member)?;
        members.remove(member);
    }
    of(members)
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[SET, TO_SET, IS_SET, LEN, UNION, INTERSECT, DIFFERENCE, SYMMETRIC_DIFFERENCE, ADD, REMOVE];

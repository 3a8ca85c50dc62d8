//! Sets.

use std::borrow::Cow;
use std::rc::Rc;

use super::spliced;
use crate::runtime::machine::iterate::iterate;
use crate::runtime::machine::native::{Builtin, row};
use crate::runtime::machine::ops::refuse_view;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::seq::set_members;
use crate::runtime::value::set::Set;
use crate::stdlib::arguments::{items, set, take};

fn of(members: Set) -> Outcome<Value> {
    Ok(Value::Set(Rc::new(members)))
}

fn set_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut members = Vec::new();
    spliced(vm, items(&args[0]), &mut members)?;
    members.iter().try_for_each(check_key)?;
    of(members.into_iter().collect())
}

fn to_set(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    if let Value::Set(_) = &args[0] {
        return Ok(take(&mut args[0]));
    }
    let mut source = iterate(vm, &args[0])?;
    let mut members = Set::new();
    while let Some(member) = source.next(vm)? {
        check_key(&member)?;
        members.insert(member);
    }
    of(members)
}

fn is_set(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(set_members(&args[0]).is_some()))
}

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::Int(i64::try_from(set(&args[0])?.len()).unwrap_or(i64::MAX)))
}

/// A set with methods: views have none.
fn own(value: &Value) -> Outcome<Cow<'_, Set>> {
    refuse_view(value)?;
    set(value)
}

fn union(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.union(&*set(&args[1])?))
}

fn intersect(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.intersection(&*set(&args[1])?))
}

fn difference(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.difference(&*set(&args[1])?))
}

fn symmetric_difference(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    of(own(&args[0])?.symmetric_difference(&*set(&args[1])?))
}

fn add(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut members = own(&args[0])?.into_owned();
    for member in items(&args[1]) {
        check_key(member)?;
        members.insert(member.clone());
    }
    of(members)
}

fn remove(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut members = own(&args[0])?.into_owned();
    for member in items(&args[1]) {
        check_key(member)?;
        members.remove(member);
    }
    of(members)
}

/// The table.
pub(super) const FUNCTIONS: &[Builtin] = &[
    row(
        "fn set(*args: any)",
        "A set of the arguments; sequences among them are read out.",
        &[("set(1, 2, 1).len()", "2")],
        set_,
    ),
    row(
        "method toSet(collection: iter)",
        "A set of the elements.",
        &[("[1, 1].toSet()", "set(1)")],
        to_set,
    ),
    row(
        "fn isSet(arg: any)",
        "Is it a set?",
        &[("isSet(set())", "true"), ("isSet([])", "false")],
        is_set,
    ),
    row("both len(set: set)", "Its number of members.", &[("len(set(1, 2))", "2")], len),
    row(
        "method union(left: set, right: set)",
        "Members of either.",
        &[("set(1).union(set(2))", "set(1, 2)")],
        union,
    ),
    row(
        "method intersect(left: set, right: set)",
        "Members of both.",
        &[("set(1, 2).intersect(set(2, 3))", "set(2)")],
        intersect,
    ),
    row(
        "method difference(left: set, right: set)",
        "Members of the first alone.",
        &[("set(1, 2).difference(set(2))", "set(1)")],
        difference,
    ),
    row(
        "method symmetricDifference(left: set, right: set)",
        "Members of exactly one.",
        &[("set(1, 2).symmetricDifference(set(2, 3))", "set(1, 3)")],
        symmetric_difference,
    ),
    row(
        "method add(set: set, *values: any)",
        "With further members.",
        &[("set(1).add(2, 3)", "set(1, 2, 3)")],
        add,
    ),
    row(
        "method remove(set: set, *values: any)",
        "Without some members.",
        &[("set(1, 2).remove(2)", "set(1)")],
        remove,
    ),
];

//! Splitting of collections into parts.

use std::slice::from_ref;

use crate::runtime::machine::iterate::{iterate, to_list};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::equal;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::seq::{Seq, fresh_list};
use crate::stdlib::arguments::{collected, int, sized, take};
use crate::stdlib::strings::position;

const SLICE: Builtin = Builtin {
    signature: "method slice(collection: iter, length: int)",
    doc: "Splits the collection into lists of a length.",
    examples: &[("[1, 2, 3].slice(2)", "[[1, 2], [3]]")],
    run: slice,
};

fn slice(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, length) = (iterate(vm, &args[0])?, take(&mut args[1]));
    Seq::lazy(source.depth(), move |vm| {
        let length = sized(&length).ok().and_then(|length| u64::try_from(length).ok());
        let length =
            length.ok_or_else(|| Fault::value_error("the length of a slice must be positive"))?;
        let mut piece = Vec::new();
        for _ in 0..length {
            let Some(item) = source.next(vm)? else { break };
            piece.push(item);
        }
        Ok((!piece.is_empty()).then(|| collected(vm, piece)))
    })
}

const SPLIT_WHERE: Builtin = Builtin {
    signature: "method splitWhere(collection: iter, predicate: lambda)",
    doc: "Splits the collection at the elements for which the predicate is true, which are dropped.",
    examples: &[("[1, 0, 2, 3].splitWhere($ = 0)", "[[1], [2, 3]]")],
    run: split_where,
};

fn split_where(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (collection, predicate) = (take(&mut args[0]), take(&mut args[1]));
    let mut all = None;
    let mut start = 0;
    Seq::lazy(depth(&collection), move |vm| {
        let all = match &all {
            Some(all) => std::rc::Rc::clone(all),
            None => all.insert(to_list(vm, &collection)?).clone(),
        };
        let first = start;
        for end in first..all.len() {
            if vm.call(&predicate, from_ref(&all[end]))?.truth() {
                let piece = all[first..end].to_vec();
                start = end + 1;
                return Ok(Some(collected(vm, piece)));
            }
        }
        let piece = all[start.min(all.len())..].to_vec();
        start = all.len();
        Ok((!piece.is_empty()).then(|| collected(vm, piece)))
    })
}

const SLICE_WHERE: Builtin = Builtin {
    signature: "method sliceWhere(collection: iter, predicate: lambda)",
    doc: "Splits the collection where the predicate's result changes.",
    examples: &[("[1, 3, 2].sliceWhere($ mod 2)", "[[1, 3], [2]]")],
    run: slice_where,
};

fn slice_where(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (collection, predicate) = (take(&mut args[0]), take(&mut args[1]));
    let mut all = None;
    let mut start = 0;
    let mut current: Option<Value> = None;
    Seq::lazy(depth(&collection), move |vm| {
        let all = match &all {
            Some(all) => std::rc::Rc::clone(all),
            None => all.insert(to_list(vm, &collection)?).clone(),
        };
        // The predicate was already computed for the first element of a part, when the part
        // before it ended.
        let judged = usize::from(current.is_some());
        let first = start;
        for end in first + judged..all.len() {
            let next = vm.call(&predicate, from_ref(&all[end]))?;
            let changes = current.as_ref().is_some_and(|current| !equal(current, &next));
            current = Some(next);
            if changes {
                let piece = all[first..end].to_vec();
                start = end;
                return Ok(Some(collected(vm, piece)));
            }
        }
        let piece = all[start..].to_vec();
        start = all.len();
        current = None;
        Ok((!piece.is_empty()).then(|| collected(vm, piece)))
    })
}

fn depth(collection: &Value) -> u32 {
    match collection {
        Value::Seq(seq) => seq.depth(),
        _ => 0,
    }
}

const SPLIT_AT: Builtin = Builtin {
    signature: "method splitAt(collection: iter, index: int)",
    doc: "Splits the collection into two lists at an index.",
    examples: &[("[1, 2, 3].splitAt(1)", "[[1], [2, 3]]")],
    run: split_at,
};

fn split_at(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let all = to_list(vm, &args[0])?;
    let (middle, _) = position::slice_bounds(all.len(), int(&args[1]), i64::MAX);
    let (left, right) = all.split_at(middle);
    let halves = vec![collected(vm, left.to_vec()), collected(vm, right.to_vec())];
    Ok(fresh_list(vm.options(), halves))
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[SLICE, SPLIT_WHERE, SLICE_WHERE, SPLIT_AT];

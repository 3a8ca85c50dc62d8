//! Sorting and reversing.

use crate::runtime::machine::iterate::{iterate, to_list};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::sequence::{Direction, Ordering};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::seq::Seq;
use crate::stdlib::arguments::take;

fn ordered(vm: &mut Vm<'_>, args: &mut [Value], direction: Direction) -> Outcome<Value> {
    let depth = iterate(vm, &args[0])?.depth();
    let (collection, selector) = (take(&mut args[0]), take(&mut args[1]));
    Seq::ordered(depth, Ordering::new(collection, selector, direction))
}

fn then(args: &mut [Value], direction: Direction) -> Outcome<Value> {
    if let Value::Seq(seq) = &args[0]
        && let Some(ordering) = seq.as_ordering()
    {
        ordering.then_by(args[1].clone(), direction);
    }
    Ok(take(&mut args[0]))
}

const REVERSE: Builtin = Builtin {
    signature: "method reverse(collection: iter)",
    doc: "Returns the elements in reverse order.",
    examples: &[("[1, 2, 3].reverse()", "[3, 2, 1]")],
    run: reverse,
};

fn reverse(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let items = to_list(vm, &args[0])?;
    let mut left = items.len();
    Seq::lazy(0, move |_| {
        if left == 0 {
            return Ok(None);
        }
        left -= 1;
        Ok(items.get(left).cloned())
    })
}

const ORDER_BY: Builtin = Builtin {
    signature: "method orderBy(collection: iter, selector: lambda)",
    doc: "Sorts by the selector's results in ascending order; the sort is stable.",
    examples: &[("['ccc', 'a', 'bb'].orderBy(len($))", "['a', 'bb', 'ccc']")],
    run: |vm, args| ordered(vm, args, Direction::Ascending),
};

const ORDER_BY_DESCENDING: Builtin = Builtin {
    signature: "method orderByDescending(collection: iter, selector: lambda)",
    doc: "Sorts by the selector's results in descending order.",
    examples: &[("[1, 3, 2].orderByDescending($)", "[3, 2, 1]")],
    run: |vm, args| ordered(vm, args, Direction::Descending),
};

const THEN_BY: Builtin = Builtin {
    signature: "method thenBy(collection: ordering, selector: lambda)",
    doc: "Sorts elements that are equal so far, in ascending order.",
    examples: &[(
        "[[1, 3], [0, 9], [1, 2]].orderBy($[0]).thenBy($[1])",
        "[[0, 9], [1, 2], [1, 3]]",
    )],
    run: |_, args| then(args, Direction::Ascending),
};

const THEN_BY_DESCENDING: Builtin = Builtin {
    signature: "method thenByDescending(collection: ordering, selector: lambda)",
    doc: "Sorts elements that are equal so far, in descending order.",
    examples: &[("[[1, 2], [1, 3]].orderBy($[0]).thenByDescending($[1])", "[[1, 3], [1, 2]]")],
    run: |_, args| then(args, Direction::Descending),
};

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] =
    &[ORDER_BY, ORDER_BY_DESCENDING, THEN_BY, THEN_BY_DESCENDING, REVERSE];

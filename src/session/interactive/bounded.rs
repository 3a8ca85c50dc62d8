//! Results that are lazy sequences: read to their end if they have one, else to a bound.

use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::seq::{Seq, SequenceKind};

/// A sequence that computes its elements and has more than this many is treated as endless.
const MOST_ELEMENTS: usize = 10_000;
/// The elements of an endless sequence that are kept.
pub(crate) const KEPT_ELEMENTS: usize = 50;
/// The most numbers of a `range` that are made: its length is known.
const MOST_COUNTED: u128 = 1 << 20;

/// A result without lazy sequences, and whether it is only the beginning of one.
pub(super) fn read(vm: &mut Vm<'_>, value: Value) -> Outcome<(Value, bool)> {
    match &value {
        Value::Seq(seq) if may_be_endless(seq) => {}
        _ => return Ok((vm.freeze(value)?, false)),
    }
    let mut items = Vec::new();
    let mut iter = iterate::iterate(vm, &value)?;
    while let Some(item) = iter.next(vm)? {
        if items.len() == MOST_ELEMENTS {
            items.truncate(KEPT_ELEMENTS);
            return Ok((Value::list(items), true));
        }
        items.push(vm.freeze(item)?);
    }
    Ok((Value::list(items), false))
}

fn may_be_endless(seq: &Seq) -> bool {
    match seq.kind() {
        SequenceKind::Lazy(source) => {
            source.counting().is_none_or(|counting| counting.length() > MOST_COUNTED)
        }
        _ => false,
    }
}

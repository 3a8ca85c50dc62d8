//! Lists, and collections with an order.

use super::splice::splice;
use crate::runtime::machine::iterate::{Iter, iterate, iterate_all, to_list};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::seq::{Seq, SequenceKind, list_items};
use crate::stdlib::arguments::{collected, int, is_collection, items, sized, take};
use crate::stdlib::strings::position;

const LIST: Builtin = Builtin {
    signature: "fn list(*args: any)",
    doc: "Returns a list of the arguments; sequences among them contribute their elements.",
    examples: &[("list(1, range(2))", "[1, 0, 1]"), ("list([1])", "[[1]]")],
    run: list,
};

fn list(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut out = Vec::new();
    splice(vm, items(&args[0]), &mut out)?;
    Ok(collected(vm, out))
}

const TO_LIST: Builtin = Builtin {
    signature: "method toList(collection: iter)",
    doc: "Returns a list of the elements.",
    examples: &[("range(3).toList()", "[0, 1, 2]")],
    run: to_list_,
};

fn to_list_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let list = to_list(vm, &args[0])?;
    Ok(if vm.options().legacy { collected(vm, list.to_vec()) } else { Value::List(list) })
}

const FLATTEN: Builtin = Builtin {
    signature: "method flatten(collection: iter)",
    doc: "Returns the elements, with those of nested collections in place of the collections.",
    examples: &[("[1, [2, [3, 'ab']]].flatten()", "[1, 2, 3, 'ab']")],
    run: flatten,
};

fn flatten(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let source = iterate(vm, &args[0])?;
    let depth = source.depth();
    let mut open = vec![source];
    Seq::lazy(depth, move |vm| {
        while let Some(source) = open.last_mut() {
            match source.next(vm)? {
                Some(item) if is_collection(&item) => open.push(iterate_all(&item)?),
                Some(item) => return Ok(Some(item)),
                None => drop(open.pop()),
            }
        }
        Ok(None)
    })
}

const LEN: Builtin = Builtin {
    signature: "both len(sequence: list)",
    doc: "Returns the number of elements.",
    examples: &[("len([1, 2])", "2")],
    run: len,
};

fn len(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(number(items(&args[0]).len()))
}

const LEN_OF_ITERATOR: Builtin = Builtin {
    signature: "both len(collection: iterator)",
    doc: "Returns the number of elements, which consumes the sequence.",
    examples: &[("range(5).len()", "5")],
    run: len_of_iterator,
};

fn len_of_iterator(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let source = iterate_all(&args[0])?;
    counted(vm, source)
}

const COUNT: Builtin = Builtin {
    signature: "method count(collection: iter)",
    doc: "Returns the number of elements.",
    examples: &[("{'a' => 1}.values().count()", "1")],
    run: count,
};

fn count(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let source = iterate(vm, &args[0])?;
    match &args[0] {
        Value::List(items) => Ok(number(items.len())),
        Value::Seq(seq) if seq.size().is_some() => Ok(number(seq.size().unwrap_or(0))),
        Value::Set(set) => Ok(number(set.len())),
        _ => counted(vm, source),
    }
}

fn counted(vm: &mut Vm<'_>, mut source: Iter) -> Outcome<Value> {
    let mut count = 0;
    while source.next(vm)?.is_some() {
        count += 1;
    }
    Ok(number(count))
}

fn number(count: usize) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

const CONTAINS: Builtin = Builtin {
    signature: "method contains(collection: iter, value: any)",
    doc: "Returns whether the value is an element.",
    examples: &[("[1, 2].contains(2)", "true")],
    run: contains,
};

fn contains(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    ops::contains(vm, &args[1], &args[0]).map(Value::bool)
}

const IS_LIST: Builtin = Builtin {
    signature: "fn isList(arg: any)",
    doc: "Returns whether the value is a list.",
    examples: &[("isList([])", "true"), ("isList(range(1))", "false")],
    run: is_list,
};

fn is_list(_vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    Ok(Value::bool(list_items(&args[0]).is_some()))
}

/// A range of indices: `count` of them, or all further ones if that is negative.
#[derive(Clone, Copy)]
struct IndexRange {
    position: i64,
    count: i64,
}

impl IndexRange {
    fn of(position: &Value, count: &Value) -> Self {
        Self { position: int(position), count: int(count) }
    }

    fn contains(self, place: i64) -> bool {
        place >= self.position
            && (self.count < 0 || place < self.position.saturating_add(self.count))
    }
}

const DELETE: Builtin = Builtin {
    signature: "method delete(collection: iter, position: int, count: int = 1)",
    doc: "Returns the collection without `count` elements from an index on.",
    examples: &[("['a', 'b', 'c'].delete(1)", "['a', 'c']")],
    run: delete,
};

fn delete(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let range = IndexRange::of(&args[1], &args[2]);
    replaced(vm, &args[0], range, None)
}

const REPLACE: Builtin = Builtin {
    signature: "method replace(collection: iter, position: int, value: any, count: int = 1)",
    doc: "Returns the collection with one value in place of `count` elements from an index on.",
    examples: &[("['a', 'b', 'c'].replace(0, 'x', 2)", "['x', 'c']")],
    run: replace,
};

fn replace(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let range = IndexRange::of(&args[1], &args[3]);
    let value = Value::list(vec![take(&mut args[2])]);
    replaced(vm, &args[0], range, Some(iterate_all(&value)?))
}

const REPLACE_MANY: Builtin = Builtin {
    signature: "method replaceMany(collection: iter, position: int, values: iter, count: int = 1)",
    doc: "Returns the collection with several values in place of `count` elements from an index on.",
    examples: &[("['a', 'b'].replaceMany(0, [1, 2])", "[1, 2, 'b']")],
    run: replace_many,
};

fn replace_many(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let range = IndexRange::of(&args[1], &args[3]);
    let values = iterate(vm, &args[2])?;
    replaced(vm, &args[0], range, Some(values))
}

/// The collection without a range of indices, and with other values where the range begins.
fn replaced(
    vm: &Vm<'_>,
    collection: &Value,
    range: IndexRange,
    values: Option<Iter>,
) -> Outcome<Value> {
    let mut source = iterate(vm, collection)?;
    let depth = source.depth().max(values.as_ref().map_or(0, Iter::depth));
    // The new values take the place of the first item that the range contains; the other items
    // of the range are left out. `waiting` becomes `current` only once.
    let (mut waiting, mut current) = (values, None::<Iter>);
    let mut place = -1;
    Seq::lazy(depth, move |vm| {
        loop {
            if let Some(values) = &mut current {
                if let Some(value) = values.next(vm)? {
                    return Ok(Some(value));
                }
                current = None;
            }
            let Some(item) = source.next(vm)? else { return Ok(None) };
            place += 1;
            if !range.contains(place) {
                return Ok(Some(item));
            }
            current = waiting.take();
        }
    })
}

const INSERT: Builtin = Builtin {
    signature: "method insert(collection: list, position: int, value: any)",
    doc: "Returns the list with a value inserted at an index.",
    examples: &[("['a', 'b'].insert(1, 'x')", "['a', 'x', 'b']")],
    run: insert,
};

fn insert(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut list, value) = (take(&mut args[0]), take(&mut args[2]));
    let position = sized(&args[1])?;
    if let Value::List(items) = &mut list {
        let (place, _) = position::slice_bounds(items.len(), position, i64::MAX);
        std::rc::Rc::make_mut(items).insert(place, value);
        if vm.options().original {
            return Ok(Seq::ready(SequenceKind::List(std::rc::Rc::clone(items))));
        }
    }
    Ok(list)
}

const INSERT_LAZILY: Builtin = Builtin {
    signature: "method insert(collection: ordered, position: int, value: any)",
    doc: "Returns the collection with a value inserted at an index; a negative index inserts nothing.",
    examples: &[("range(2).insert(1, 'x')", "[0, 'x', 1]")],
    run: insert_lazily,
};

fn insert_lazily(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let value = Value::list(vec![take(&mut args[2])]);
    let source = iterate(vm, &args[0])?;
    inserted(source, int(&args[1]), iterate_all(&value)?, NegativeIndex::Nothing)
}

const INSERT_MANY: Builtin = Builtin {
    signature: "method insertMany(collection: iter, position: int, values: iter)",
    doc: "Returns the collection with several values inserted at an index.",
    examples: &[("['a', 'b'].insertMany(1, [1, 2])", "['a', 1, 2, 'b']")],
    run: insert_many,
};

fn insert_many(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (source, values) = (iterate(vm, &args[0])?, iterate(vm, &args[2])?);
    inserted(source, int(&args[1]), values, NegativeIndex::Prepended)
}

/// Where values go if the index is negative.
#[derive(Clone, Copy, PartialEq)]
enum NegativeIndex {
    Nothing,
    Prepended,
}

fn inserted(
    mut source: Iter,
    position: i64,
    values: Iter,
    before: NegativeIndex,
) -> Outcome<Value> {
    let depth = source.depth().max(values.depth());
    let (mut waiting, mut current, mut held) = (Some(values), None::<Iter>, None);
    if position < 0 && before == NegativeIndex::Prepended {
        current = waiting.take();
    } else if position < 0 {
        waiting = None;
    }
    let mut place = -1;
    Seq::lazy(depth, move |vm| {
        loop {
            if let Some(values) = &mut current {
                if let Some(value) = values.next(vm)? {
                    return Ok(Some(value));
                }
                current = None;
            }
            if let Some(item) = held.take() {
                return Ok(Some(item));
            }
            let item = source.next(vm)?;
            place += 1;
            if item.is_some() && place != position {
                return Ok(item);
            }
            // At the index, or at the end: first the values, then the element that was there.
            current = waiting.take();
            if item.is_none() && current.is_none() {
                return Ok(None);
            }
            held = item;
        }
    })
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    LIST,
    TO_LIST,
    FLATTEN,
    LEN,
    LEN_OF_ITERATOR,
    COUNT,
    CONTAINS,
    IS_LIST,
    DELETE,
    REPLACE,
    REPLACE_MANY,
    INSERT,
    INSERT_LAZILY,
    INSERT_MANY,
];

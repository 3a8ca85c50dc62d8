//! Selection and transformation of elements.

use std::slice::from_ref;

use crate::runtime::machine::iterate::{Iter, iterate, iterate_all};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::ops;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::equality::check_key;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::{Seq, fresh_list};
use crate::runtime::value::set::Set;
use crate::stdlib::arguments::{given, int, is_collection, items, memorized, take, whole};

const WHERE: Builtin = Builtin {
    signature: "method where|filter(collection: iter, predicate: lambda)",
    doc: "Returns the elements for which the predicate is true.",
    examples: &[("[1, 5, 2].where($ > 1)", "[5, 2]")],
    run: where_,
};

fn where_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, predicate) = (iterate(vm, &args[0])?, take(&mut args[1]));
    Seq::lazy(source.depth(), move |vm| {
        while let Some(item) = source.next(vm)? {
            if vm.call(&predicate, from_ref(&item))?.truth() {
                return Ok(Some(item));
            }
        }
        Ok(None)
    })
}

const SELECT: Builtin = Builtin {
    signature: "method select|map(collection: iter, selector: lambda)",
    doc: "Returns the selector's result for each element.",
    examples: &[("[1, 2].select($ * 10)", "[10, 20]")],
    run: select,
};

fn select(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, selector) = (iterate(vm, &args[0])?, take(&mut args[1]));
    Seq::lazy(source.depth(), move |vm| match source.next(vm)? {
        Some(item) => vm.call(&selector, &[item]).map(Some),
        None => Ok(None),
    })
}

const SELECT_MANY: Builtin = Builtin {
    signature: "method selectMany(collection: iter, selector: lambda)",
    doc: "Returns the selector's result for each element, with the elements of collections in place of the collections.",
    examples: &[("[[1], [2, 3]].selectMany($)", "[1, 2, 3]")],
    run: select_many,
};

fn select_many(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, selector) = (iterate(vm, &args[0])?, take(&mut args[1]));
    let mut inner: Option<Iter> = None;
    Seq::lazy(source.depth(), move |vm| {
        loop {
            if let Some(items) = &mut inner {
                if let Some(item) = items.next(vm)? {
                    return Ok(Some(item));
                }
                inner = None;
            }
            let Some(item) = source.next(vm)? else { return Ok(None) };
            let result = vm.call(&selector, &[item])?;
            if !is_collection(&result) {
                return Ok(Some(result));
            }
            inner = Some(iterate_all(&result)?);
        }
    })
}

const SKIP: Builtin = Builtin {
    signature: "method skip(collection: iter, count: int)",
    doc: "Returns all but the first `count` elements.",
    examples: &[("[1, 2, 3].skip(2)", "[3]")],
    run: skip,
};

fn skip(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut left = count(&args[1])?;
    let mut source = iterate(vm, &args[0])?;
    Seq::lazy(source.depth(), move |vm| {
        while left > 0 {
            left -= 1;
            if source.next(vm)?.is_none() {
                return Ok(None);
            }
        }
        source.next(vm)
    })
}

const TAKE: Builtin = Builtin {
    signature: "method take|limit(collection: iter, count: int)",
    doc: "Returns the first `count` elements.",
    examples: &[("[1, 2, 3].take(2)", "[1, 2]")],
    run: take_,
};

fn take_(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut left = count(&args[1])?;
    let mut source = iterate(vm, &args[0])?;
    Seq::lazy(source.depth(), move |vm| {
        if left == 0 {
            return Ok(None);
        }
        left -= 1;
        source.next(vm)
    })
}

fn count(value: &Value) -> Outcome<u64> {
    if matches!(value, Value::Big(_)) {
        return Err(Fault::value_error("the count is out of range"));
    }
    u64::try_from(int(value)).map_err(|_| Fault::value_error("the count cannot be negative"))
}

const TAKE_WHILE: Builtin = Builtin {
    signature: "method takeWhile(collection: iter, predicate: lambda)",
    doc: "Returns the first elements, as long as the predicate is true.",
    examples: &[("[1, 2, 9, 1].takeWhile($ < 5)", "[1, 2]")],
    run: take_while,
};

fn take_while(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, predicate) = (iterate(vm, &args[0])?, take(&mut args[1]));
    Seq::lazy(source.depth(), move |vm| {
        let Some(item) = source.next(vm)? else { return Ok(None) };
        Ok(vm.call(&predicate, from_ref(&item))?.truth().then_some(item))
    })
}

const SKIP_WHILE: Builtin = Builtin {
    signature: "method skipWhile(collection: iter, predicate: lambda)",
    doc: "Returns the elements from the first one on for which the predicate is false.",
    examples: &[("[1, 2, 9, 1].skipWhile($ < 5)", "[9, 1]")],
    run: skip_while,
};

fn skip_while(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, predicate) = (iterate(vm, &args[0])?, take(&mut args[1]));
    let mut skipping = true;
    Seq::lazy(source.depth(), move |vm| {
        while let Some(item) = source.next(vm)? {
            if !skipping || !vm.call(&predicate, from_ref(&item))?.truth() {
                skipping = false;
                return Ok(Some(item));
            }
        }
        Ok(None)
    })
}

const APPEND: Builtin = Builtin {
    signature: "both append(collection: iter, *args: any)",
    doc: "Returns the collection with further elements at the end.",
    examples: &[("[1].append(2, [3])", "[1, 2, [3]]")],
    run: append,
};

fn append(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, more) = (iterate(vm, &args[0])?, take(&mut args[1]));
    let mut at = 0;
    Seq::lazy(source.depth(), move |vm| {
        if at == 0
            && let Some(item) = source.next(vm)?
        {
            return Ok(Some(item));
        }
        at += 1;
        Ok(items(&more).get(at - 1).cloned())
    })
}

const DISTINCT: Builtin = Builtin {
    signature: "both distinct(collection: iter, keySelector: lambda = none)",
    doc: "Removes duplicates, compared by themselves or by the key selector's results.",
    examples: &[
        ("[1, 2, 1].distinct()", "[1, 2]"),
        ("['a', 'bc', 'd'].distinct(len($))", "['a', 'bc']"),
    ],
    run: distinct,
};

fn distinct(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, selector) = (iterate(vm, &args[0])?, take(&mut args[1]));
    let mut seen = Set::new();
    Seq::lazy(source.depth(), move |vm| {
        while let Some(item) = source.next(vm)? {
            let key = match given(&selector) {
                Some(selector) => vm.call(selector, from_ref(&item))?,
                None => item.clone(),
            };
            check_key(&key)?;
            quota::check_items(vm.options(), seen.len())?;
            if seen.insert(key) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    })
}

const ENUMERATE: Builtin = Builtin {
    signature: "both enumerate(collection: iter, start: int? = 0)",
    doc: "Returns pairs of index and element.",
    examples: &[("['a', 'b'].enumerate(1)", "[[1, 'a'], [2, 'b']]")],
    run: enumerate,
};

fn enumerate(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let (mut source, mut number) = (iterate(vm, &args[0])?, whole(&args[1]));
    let null = args[1].is_null();
    Seq::lazy(source.depth(), move |vm| {
        if null {
            return Err(Fault::type_error("the start must be an integer, not null"));
        }
        let Some(item) = source.next(vm)? else { return Ok(None) };
        let next = ops::add(vm, &number, &Value::Int(1))?;
        let pair = fresh_list(vm.options(), vec![std::mem::replace(&mut number, next), item]);
        Ok(Some(pair))
    })
}

const DEFAULT_IF_EMPTY: Builtin = Builtin {
    signature: "method defaultIfEmpty(collection: iter, default: iter)",
    doc: "Returns the collection, or another one if it is empty.",
    examples: &[("[].defaultIfEmpty([0])", "[0]"), ("[1].defaultIfEmpty([0])", "[1]")],
    run: default_if_empty,
};

fn default_if_empty(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let collection = memorized(vm, &args[0])?;
    let empty = iterate(vm, &collection)?.next(vm)?.is_none();
    Ok(if empty { take(&mut args[1]) } else { collection })
}

const MEMORIZE: Builtin = Builtin {
    signature: "method memorize(collection: iter)",
    doc: "Returns a sequence that remembers its elements and can be iterated again.",
    examples: &[("let(range(3).memorize()) -> $.sum() + $.sum()", "6")],
    run: memorize,
};

fn memorize(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    memorized(vm, &args[0])
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[
    WHERE,
    SELECT,
    SELECT_MANY,
    SKIP,
    TAKE,
    TAKE_WHILE,
    SKIP_WHILE,
    APPEND,
    DISTINCT,
    ENUMERATE,
    DEFAULT_IF_EMPTY,
    MEMORIZE,
];

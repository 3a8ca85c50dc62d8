//! Combination of several collections.

use crate::runtime::machine::iterate::{Iter, iterate};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::sequence::Memo;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::seq::Seq;
use crate::stdlib::arguments::{dict, items, take};

const CONCAT: Builtin = Builtin {
    signature: "both concat(*collections: iter)",
    doc: "Returns the elements of all collections, one collection after another.",
    examples: &[("[1].concat([2, 3], [4])", "[1, 2, 3, 4]")],
    run: concat,
};

fn concat(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let sources = readers(vm, items(&args[0]))?;
    let depth = deepest(&sources);
    let mut sources = sources.into_iter();
    let mut current = sources.next();
    Seq::lazy(depth, move |vm| {
        while let Some(source) = &mut current {
            if let Some(item) = source.next(vm)? {
                return Ok(Some(item));
            }
            current = sources.next();
        }
        Ok(None)
    })
}

fn readers(vm: &Vm<'_>, collections: &[Value]) -> Outcome<Vec<Iter>> {
    collections.iter().map(|collection| iterate(vm, collection)).collect()
}

fn deepest(sources: &[Iter]) -> u32 {
    sources.iter().map(Iter::depth).max().unwrap_or(0)
}

const ZIP: Builtin = Builtin {
    signature: "method zip(*collections: iter)",
    doc: "Returns lists of the first elements, the second elements and so on, up to the end of the shortest collection.",
    examples: &[("[1, 2, 3].zip(['a', 'b'])", "[[1, 'a'], [2, 'b']]")],
    run: zip,
};

fn zip(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut sources = readers(vm, items(&args[0]))?;
    Seq::lazy(deepest(&sources), move |vm| {
        let mut tuple = Vec::with_capacity(sources.len());
        for source in &mut sources {
            let Some(item) = source.next(vm)? else { return Ok(None) };
            tuple.push(item);
        }
        Ok(Some(Value::list(tuple)))
    })
}

const ZIP_LONGEST: Builtin = Builtin {
    signature: "method zipLongest(*collections: iter, **kwargs: any)",
    doc: "Returns lists of the first elements, the second elements and so on; shorter collections are filled up with `default`.",
    examples: &[("[1, 2].zipLongest(['a'], default => '-')", "[[1, 'a'], [2, '-']]")],
    run: zip_longest,
};

fn zip_longest(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let default = dict(&args[1])?.get_str("default").cloned().unwrap_or_default();
    let mut sources: Vec<Option<Iter>> =
        readers(vm, items(&args[0]))?.into_iter().map(Some).collect();
    let depth = sources.iter().flatten().map(Iter::depth).max().unwrap_or(0);
    Seq::lazy(depth, move |vm| {
        let mut tuple = Vec::with_capacity(sources.len());
        for slot in &mut sources {
            let item = match slot {
                Some(source) => source.next(vm)?,
                None => None,
            };
            if item.is_none() {
                *slot = None;
            }
            tuple.push(item.unwrap_or_else(|| default.clone()));
        }
        Ok(sources.iter().any(Option::is_some).then(|| Value::list(tuple)))
    })
}

const JOIN: Builtin = Builtin {
    signature: "method join(collection1: iter, collection2: iter, predicate: lambda, selector: lambda)",
    doc: "Returns the selector's result for each pair of elements for which the predicate is true.",
    examples: &[("[1, 2].join([2, 3], $1 < $2, [$1, $2])", "[[1, 2], [1, 3], [2, 3]]")],
    run: join,
};

fn join(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let mut outer = iterate(vm, &args[0])?;
    let inner = Memo::new(iterate(vm, &args[1])?);
    let (predicate, selector) = (take(&mut args[2]), take(&mut args[3]));
    let mut left: Option<Value> = None;
    let mut at = 0;
    Seq::lazy(outer.depth().max(inner.depth()), move |vm| {
        loop {
            if left.is_none() {
                left = outer.next(vm)?;
                at = 0;
            }
            let Some(item) = &left else { return Ok(None) };
            while let Some(right) = inner.at(vm, at)? {
                at += 1;
                let pair = [item.clone(), right];
                if vm.call(&predicate, &pair)?.truth() {
                    return vm.call(&selector, &pair).map(Some);
                }
            }
            left = None;
        }
    })
}

/// The functions of this file, in the order of overload resolution.
pub(super) const FUNCTIONS: &[Builtin] = &[CONCAT, ZIP, ZIP_LONGEST, JOIN];

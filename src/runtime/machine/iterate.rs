//! Iteration over collections: lists by index without a copy, sets, sequences; with the limit
//! on elements.
//! See docs/language/execution.md#limits.

use std::rc::Rc;

use crate::runtime::machine::sequence::{KnownSource, Memo, Once, Ordering};
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::list::List;
use crate::runtime::value::quota;
use crate::runtime::value::seq::{SequenceKind, list_items};
use crate::runtime::value::set::Set;

/// Most integers of a range that are made at once: more are made one by one, so that the loop
/// can be interrupted.
const MOST_COUNTED: usize = 1 << 20;

/// An iterator over a collection.
pub struct Iter {
    source: IterationSource,
    at: usize,
    /// Most elements to take.
    limit: usize,
}

enum IterationSource {
    List(Rc<List>),
    Set(Rc<Set>),
    Keys(Rc<Dict>),
    Values(Rc<Dict>),
    Items(Rc<Dict>),
    /// Read once; with the number of sequences that read from one another there.
    Once(Rc<Once>, u32),
    /// An ordering that is not sorted yet.
    Memo(Rc<Memo>, u32),
    /// An ordering, before it was sorted.
    Unsorted(Rc<Ordering>, u32),
}

/// Whether it can be iterated. Strings cannot, dictionaries only if the options say so.
#[must_use]
pub(crate) fn is_iterable(vm: &Vm<'_>, value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Set(_) | Value::Seq(_) => true,
        Value::Dict(_) => vm.options().iterable_dicts || vm.is_legacy(),
        _ => false,
    }
}

/// Begins an iteration; a list, set or dictionary that is too large is refused at once.
pub(crate) fn iterate(vm: &Vm<'_>, value: &Value) -> Outcome<Iter> {
    check_size(vm, value)?;
    let mut iter = iterate_all(value)?;
    iter.limit = limit(vm);
    Ok(iter)
}

/// Most elements that may be read from a sequence.
#[must_use]
pub(crate) fn limit(vm: &Vm<'_>) -> usize {
    vm.options().limit_iterators.unwrap_or(usize::MAX)
}

/// Begins an iteration without the limit (of a dictionary: over its keys).
pub(crate) fn iterate_all(value: &Value) -> Outcome<Iter> {
    let source = match value {
        Value::List(items) => IterationSource::List(Rc::clone(items)),
        Value::Set(set) => IterationSource::Set(Rc::clone(set)),
        Value::Dict(dict) => IterationSource::Keys(Rc::clone(dict)),
        Value::Seq(seq) => match seq.kind() {
            SequenceKind::Values(dict) => IterationSource::Values(Rc::clone(dict)),
            SequenceKind::Keys(dict) => IterationSource::Keys(Rc::clone(dict)),
            SequenceKind::Items(dict) => IterationSource::Items(Rc::clone(dict)),
            SequenceKind::List(_) | SequenceKind::Range(_) => {
                IterationSource::List(seq.as_list().map(Rc::clone).unwrap_or_default())
            }
            SequenceKind::Lazy(source) => match KnownSource::of(source) {
                KnownSource::Once(once) => IterationSource::Once(once, seq.depth()),
                KnownSource::Memo(memo) => IterationSource::Memo(memo, seq.depth()),
                KnownSource::Ordering(ordering) => IterationSource::Unsorted(ordering, seq.depth()),
            },
        },
        other => return Err(Fault::type_error(format!("{} cannot be iterated", other.kind()))),
    };
    Ok(Iter { source, at: 0, limit: usize::MAX })
}

/// Refuses a list, set or dictionary that is larger than the limit.
pub(crate) fn check_size(vm: &Vm<'_>, value: &Value) -> Outcome<()> {
    let Some(limit) = vm.options().limit_iterators else { return Ok(()) };
    let size = match value {
        Value::List(items) => items.len(),
        Value::Set(set) => set.len(),
        Value::Dict(dict) => dict.len(),
        Value::Seq(seq) if seq.is_view() || seq.as_list().is_some() => seq.size().unwrap_or(0),
        _ => return Ok(()),
    };
    if size > limit { Err(too_large(limit)) } else { Ok(()) }
}

/// Refuses a collection of `length` elements if that exceeds the limit.
pub(crate) fn check_length(vm: &Vm<'_>, length: usize) -> Outcome<()> {
    match vm.options().limit_iterators {
        Some(limit) if length > limit => Err(too_large(limit)),
        _ => Ok(()),
    }
}

/// All elements of a collection.
pub(crate) fn collect(vm: &mut Vm<'_>, value: &Value) -> Outcome<Vec<Value>> {
    if let Value::List(items) = value {
        check_size(vm, value)?;
        return Ok(items.to_vec());
    }
    if let Value::Seq(seq) = value
        && let Some(counting) = seq.take_counting(MOST_COUNTED.min(limit(vm)))
    {
        let items: Vec<Value> = counting.map(Value::Int).collect();
        quota::check_items(vm.options(), items.len())?;
        return Ok(items);
    }
    let mut iter = iterate(vm, value)?;
    let mut items = Vec::new();
    while let Some(item) = iter.next(vm)? {
        quota::check_items(vm.options(), items.len())?;
        items.push(item);
    }
    Ok(items)
}

/// A collection as a list; a list is returned as it is.
pub(crate) fn to_list(vm: &mut Vm<'_>, value: &Value) -> Outcome<Rc<List>> {
    match list_items(value) {
        Some(items) => {
            check_size(vm, value)?;
            Ok(Rc::clone(items))
        }
        None => Ok(Rc::new(collect(vm, value)?.into())),
    }
}

impl Iter {
    /// The next element.
    #[inline]
    pub fn next(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        if let IterationSource::List(items) = &self.source {
            let item = items.get(self.at).cloned();
            self.at += 1;
            return Ok(item);
        }
        self.next_other(vm)
    }

    /// Number of sequences that read from one another below.
    #[must_use]
    pub fn depth(&self) -> u32 {
        match &self.source {
            IterationSource::Once(_, depth)
            | IterationSource::Memo(_, depth)
            | IterationSource::Unsorted(_, depth) => *depth,
            _ => 0,
        }
    }

    fn next_other(&mut self, vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        let at = self.at;
        self.at += 1;
        let item = match &self.source {
            IterationSource::List(items) => return Ok(items.get(at).cloned()),
            IterationSource::Set(set) => return Ok(set.entry(at).cloned()),
            IterationSource::Keys(dict) => return Ok(dict.entry(at).map(|(k, _)| k.clone())),
            IterationSource::Values(dict) => dict.entry(at).map(|(_, v)| v.clone()),
            IterationSource::Items(dict) => {
                let pair = |(k, v): (&Value, &Value)| Value::list(vec![k.clone(), v.clone()]);
                return Ok(dict.entry(at).map(pair));
            }
            IterationSource::Once(once, _) => once.next(vm)?,
            IterationSource::Memo(memo, _) => memo.at(vm, at)?,
            IterationSource::Unsorted(ordering, _) => {
                self.source = IterationSource::List(ordering.items(vm)?);
                // A list of that size was counted while it was sorted.
                self.at = 0;
                return self.next(vm);
            }
        };
        if item.is_some() && at >= self.limit {
            return Err(too_large(self.limit));
        }
        Ok(item)
    }
}

/// The fault of a collection with too many elements.
pub(crate) fn too_large(limit: usize) -> Fault {
    Fault::too_large(format!("the collection has more than {limit} elements"))
        .hint("take fewer with `take(n)` or `takeWhile(…)`, or raise the limit")
}

//! Conversion of an expression's result (see docs/language/yaql.md#output): lazy sequences
//! become lists, sets become lists if the options say so, and all collections are checked
//! against the limit on elements.

use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::recursion::RESULT_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;
use crate::runtime::value::seq::fresh_list;
use crate::runtime::value::set::Set;

/// Converts the result of an expression to plain data.
pub(crate) fn finalize(vm: &mut Vm<'_>, value: &Value) -> Outcome<Value> {
    if value.is_missing() {
        return Err(Fault::no_matching_function("a skipped argument cannot be a result"));
    }
    Finalizer { vm, made: 0 }.convert(value, 0)
}

/// Bytes of a container beside its items.
const CONTAINER: usize = 64;

/// The conversion of one result.
struct Finalizer<'v, 'r> {
    vm: &'v mut Vm<'r>,
    /// Bytes of the output so far. Lists that share their items are copied in full, so a small
    /// value can become a large result.
    made: usize,
}

impl Finalizer<'_, '_> {
    fn convert(&mut self, value: &Value, nesting: usize) -> Outcome<Value> {
        if nesting > RESULT_LEVELS {
            return Err(Fault::value_error("the result is nested too deeply"));
        }
        // Depth-first, with three limits: nesting, because it recurses; bytes, because shared
        // parts are copied once for every mention; and elements, because sequences can be
        // endless.
        self.made += size_of::<Value>();
        if !matches!(
            value,
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_)
        ) {
            self.made += CONTAINER;
            quota::check_written(self.made)?;
        }
        match value {
            Value::Dict(dict) => {
                iterate::check_size(self.vm, value)?;
                let mut out = Dict::with_capacity(dict.len());
                for (key, value) in dict.iter() {
                    let key = self.as_key(key, nesting + 1)?;
                    let value = self.convert(value, nesting + 1)?;
                    out.insert(key, value);
                }
                Ok(Value::dict(out))
            }
            Value::Set(_) if !self.vm.options().sets_to_lists => self.members(value, nesting),
            Value::Seq(seq) if seq.is_view() && !self.vm.options().sets_to_lists => {
                self.members(value, nesting)
            }
            Value::List(_) | Value::Set(_) | Value::Seq(_) => {
                let mut items = iterate::iterate(self.vm, value)?;
                let mut out = Vec::new();
                while let Some(item) = items.next(self.vm)? {
                    quota::check_items(self.vm.options(), out.len())?;
                    out.push(self.convert(&item, nesting + 1)?);
                }
                let tuple = matches!(value, Value::List(_)) || self.vm.options().tuples_to_lists;
                Ok(if tuple { Value::list(out) } else { fresh_list(self.vm.options(), out) })
            }
            Value::Missing => Ok(Value::Null),
            plain => Ok(plain.clone()),
        }
    }

    fn members(&mut self, value: &Value, nesting: usize) -> Outcome<Value> {
        let mut members = iterate::iterate(self.vm, value)?;
        let mut set = Set::new();
        while let Some(member) = members.next(self.vm)? {
            set.insert(self.as_key(&member, nesting + 1)?);
        }
        Ok(Value::Set(set.into()))
    }

    /// Converts a key, or a member of a set. In the reference implementation the converted
    /// value must be hashable, which lists and sets are not.
    fn as_key(&mut self, value: &Value, nesting: usize) -> Outcome<Value> {
        let key = self.convert(value, nesting)?;
        let fits = match &key {
            Value::List(_) => !self.vm.options().tuples_to_lists,
            Value::Set(_) | Value::Dict(_) => false,
            Value::Seq(seq) => seq.as_list().is_none(),
            _ => true,
        };
        if fits || !self.vm.options().original {
            return Ok(key);
        }
        Err(Fault::type_error(format!("{} cannot be a key of a result", key.kind()))
            .hint("convert it to a string: `str()`"))
    }
}

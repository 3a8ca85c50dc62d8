//! Lists and dictionaries.
//! See docs/language/contracts.md#list-contracts and docs/language/contracts.md#dictionary-contracts.

use std::rc::Rc;

use super::path::Path;
use super::{Conversion, compat_message, violation};
use crate::runtime::contract::Contract;
use crate::runtime::machine::iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::list::List;
use crate::syntax::Text;

impl Vm<'_> {
    pub(super) fn list_for(
        &mut self,
        contracts: &[Contract],
        min: usize,
        max: Option<usize>,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        let items = self.listed(value, context, path)?;
        let length = items.len();
        if length < min || max.is_some_and(|max| length > max) {
            let wanted = bounds(min, max);
            let known = compat_message::length(length, min, max);
            return Err(violation(&wanted, known, &Value::List(items), context, path));
        }
        let Some(last) = contracts.last() else { return Ok(Value::List(items)) };
        let contract = |n: usize| contracts.get(n).unwrap_or(last);
        if items.iter().enumerate().all(|(n, item)| contract(n).accepts_unchanged(item)) {
            return Ok(Value::List(items));
        }
        let mut converted = Vec::with_capacity(length);
        let mut items = items;
        for n in 0..length {
            // Takes the items without a copy if nobody else holds the list.
            let item = match Rc::get_mut(&mut items) {
                Some(items) => std::mem::take(&mut items[n]),
                None => items[n].clone(),
            };
            converted.push(self.conform(contract(n), item, context, &Path::Item(path, n))?);
        }
        Ok(Value::list(converted))
    }

    /// Converts a value to a list: any value that is not a list becomes a list of one item.
    fn listed(
        &mut self,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Rc<List>> {
        match value {
            Value::List(items) => Ok(items),
            Value::Seq(_) | Value::Set(_) => {
                let list = iterate::to_list(self, &value)?;
                match self.freeze(Value::List(list))? {
                    Value::List(items) => Ok(items),
                    _ => Ok(Rc::default()),
                }
            }
            other if context.strict => {
                Err(violation("must be a list", String::new(), &other, context, path))
            }
            Value::Null | Value::Missing => Ok(Rc::default()),
            other => Ok(Rc::new(vec![other].into())),
        }
    }

    pub(super) fn dict_for(
        &mut self,
        fixed: &[(Text, Contract)],
        pattern: Option<&(Contract, Contract)>,
        value: Value,
        context: Conversion<'_>,
        path: &Path<'_>,
    ) -> Outcome<Value> {
        let dict = match value {
            Value::Dict(dict) => dict,
            Value::Null | Value::Missing if !context.strict => Rc::default(),
            other => {
                let known =
                    format!("Value {} is not of a dictionary type", compat_message::scalar(&other));
                return Err(violation("must be a dictionary", known, &other, context, path));
            }
        };
        // `{}` accepts every dictionary as it is. Otherwise fixed keys come first, in the
        // contract's order, and are converted from null where they are missing, so that
        // defaults apply; the other entries follow in the value's order, or are dropped if the
        // contract has no pattern for them.
        if fixed.is_empty() && pattern.is_none() {
            return Ok(Value::Dict(dict));
        }
        let mut made = Dict::with_capacity(dict.len().max(fixed.len()));
        for (name, contract) in fixed {
            let key = Value::str(name);
            let item = dict.get_str(name).cloned().unwrap_or_default();
            let item = self.conform(contract, item, context, &Path::Key(path, &key))?;
            made.insert(key, item);
        }
        if let Some((key_contract, value_contract)) = pattern {
            for (key, item) in dict.iter() {
                if key.as_str().is_some_and(|k| fixed.iter().any(|(n, _)| **n == *k)) {
                    continue;
                }
                let inner = Path::Key(path, key);
                let made_key = self.conform(key_contract, key.clone(), context, &inner)?;
                let item = self.conform(value_contract, item.clone(), context, &inner)?;
                made.insert(made_key, item);
            }
        }
        Ok(Value::dict(made))
    }
}

fn bounds(min: usize, max: Option<usize>) -> String {
    match max {
        None => format!("must have at least {min} item{}", plural(min)),
        Some(max) if max == min => format!("must have {min} item{}", plural(min)),
        Some(max) if min == 0 => format!("must have at most {max} item{}", plural(max)),
        Some(max) => format!("must have {min} to {max} items"),
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

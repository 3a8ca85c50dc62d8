//! YAQL's `=`: never fails; numbers compare by exact value across kinds, containers by content.
//! See docs/language/yaql.md#equality.
//!
//! [`equal`] is the operator. [`same`] is what containers, `in` and keys use: a value is always the same as itself,
//! even a float that is not a number.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::FromPrimitive;
use rustc_hash::FxHasher;

use crate::runtime::recursion::HASH_LEVELS;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// `a = b`.
#[must_use]
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => x.get() == y.get(),
        _ => same(a, b),
    }
}

/// Whether values are equal, or one and the same.
#[must_use]
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    // Kinds that compare with themselves come first, the most common ones on top; what is left
    // are numbers of different kinds, by exact value. Lists and dictionaries are compared
    // without recursion (`same_inside`).
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Rc::ptr_eq(x, y) || x.as_str() == y.as_str(),
        (Value::Int(x), Value::Int(y)) => x == y,
        (Value::Null, Value::Null) | (Value::Missing, Value::Missing) => true,
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Float(x), Value::Float(y)) => {
            x.get() == y.get() || x.get().to_bits() == y.get().to_bits()
        }
        (Value::Big(x), Value::Big(y)) => x == y,
        (Value::List(_), Value::List(_)) | (Value::Dict(_), Value::Dict(_)) => same_inside(a, b),
        (Value::Set(x), Value::Set(y)) => Rc::ptr_eq(x, y) || x.same(y),
        (Value::Seq(x), Value::Seq(y)) => Rc::ptr_eq(x, y) || x.same_content(b),
        (Value::Seq(x), Value::Set(_)) => x.same_content(b),
        (Value::Set(_), Value::Seq(y)) => y.same_content(a),
        (Value::Closure(x), Value::Closure(y)) => Rc::ptr_eq(x, y),
        (Value::Object(x), Value::Object(y)) => Rc::ptr_eq(x, y),
        (Value::Type(x), Value::Type(y)) => Rc::ptr_eq(x, y),
        (Value::Extended(x), Value::Extended(y)) => Rc::ptr_eq(x, y) || x.same(y),
        (Value::Bool(x), y) | (y, Value::Bool(x)) => same_as_int(i64::from(x.get()), y),
        (Value::Int(x), y) | (y, Value::Int(x)) => same_as_int(*x, y),
        (Value::Big(x), Value::Float(y)) | (Value::Float(y), Value::Big(x)) => {
            integral(y.get()).is_some_and(|y| y == **x)
        }
        _ => false,
    }
}

/// Hashes a value; values that are the same have the same hash.
pub(crate) fn hash<H: Hasher>(value: &Value, state: &mut H) {
    hash_levels(value, HASH_LEVELS, state);
}

fn hash_levels<H: Hasher>(value: &Value, levels: usize, state: &mut H) {
    let Some(inside) = levels.checked_sub(1) else { return };
    // Consistent with [`same`]: an integer, boolean or float of one value hashes alike, and the
    // entries of dictionaries and sets in any order. Levels below the limit are left out
    // ([`HASH_LEVELS`]), which only costs collisions.
    match value {
        Value::Str(s) => s.as_str().hash(state),
        Value::Int(i) => i.hash(state),
        Value::Bool(b) => i64::from(b.get()).hash(state),
        Value::Null | Value::Missing | Value::Cell(_) => state.write_u8(0),
        Value::Float(f) => hash_float(f.get(), state),
        Value::Big(b) => b.hash(state),
        Value::List(items) => {
            state.write_usize(items.len());
            items.iter().for_each(|item| hash_levels(item, inside, state));
        }
        Value::Dict(dict) => state.write_u64(unordered(dict.iter().map(|(k, v)| {
            let mut entry = FxHasher::default();
            hash_levels(k, inside, &mut entry);
            hash_levels(v, inside, &mut entry);
            entry.finish()
        }))),
        Value::Set(set) => state.write_u64(unordered(set.iter().map(|member| {
            let mut entry = FxHasher::default();
            hash_levels(member, inside, &mut entry);
            entry.finish()
        }))),
        Value::Seq(seq) => match seq.as_list() {
            Some(items) if seq.is_range() => {
                items.iter().for_each(|item| hash_levels(item, inside, state));
            }
            _ => hash_identity(seq, state),
        },
        Value::Closure(closure) => hash_identity(closure, state),
        Value::Object(object) => hash_identity(object, state),
        Value::Type(class) => hash_identity(class, state),
        Value::Extended(other) => other.hash_into(state),
    }
}

/// Refuses values that cannot be keys in the reference implementation: its second kind of list, and views.
pub(crate) fn check_key(value: &Value) -> Outcome<()> {
    let mut open = Vec::new();
    let mut next = Some(value);
    while let Some(value) = next {
        check_key_but_for(value, &mut open)?;
        next = open.pop();
    }
    Ok(())
}

/// The same for the value itself; the values inside it are put on a list, the first one last.
fn check_key_but_for<'v>(value: &'v Value, open: &mut Vec<&'v Value>) -> Outcome<()> {
    match value {
        Value::Seq(seq) if seq.is_view() || seq.as_list().is_some() && !seq.is_range() => {
            Err(no_key(value))
        }
        Value::List(items) => {
            open.extend(items.iter().rev().filter(|item| item.holds_values()));
            Ok(())
        }
        Value::Dict(dict) if dict.is_fresh() => Err(no_key(value)),
        Value::Dict(dict) => {
            let inside = dict.iter().flat_map(|(k, v)| [k, v]).filter(|v| v.holds_values());
            let from = open.len();
            open.extend(inside);
            open[from..].reverse();
            Ok(())
        }
        Value::Extended(_) => value.as_moment().map_or(Ok(()), |m| m.checked().map(drop)),
        _ => Ok(()),
    }
}

#[cold]
fn no_key(value: &Value) -> Fault {
    Fault::type_error(format!("{} that was just made cannot be a key", value.kind()))
        .hint("`toList()` or `toSet()` makes one that can")
}

/// The hash of one value.
#[must_use]
#[cfg(test)]
pub(crate) fn hash_of(value: &Value) -> u64 {
    let mut state = FxHasher::default();
    hash(value, &mut state);
    state.finish()
}

/// Hashes the identity of a shared value.
pub(crate) fn hash_identity<T, H: Hasher>(value: &Rc<T>, state: &mut H) {
    Rc::as_ptr(value).hash(state);
}

/// The integer that equals a float, if there is one.
pub(crate) fn integral(f: f64) -> Option<BigInt> {
    if f.fract() == 0.0 { BigInt::from_f64(f) } else { None }
}

/// Compares lists or dictionaries by content. Containers inside them are compared one after
/// another from a list, because their nesting is not limited and the native stack is.
fn same_inside(a: &Value, b: &Value) -> bool {
    let mut open = Vec::new();
    let mut next = Some((a, b));
    while let Some((a, b)) = next {
        if !same_but_for(a, b, &mut open) {
            return false;
        }
        next = open.pop();
    }
    true
}

/// Compares two lists or dictionaries, and leaves the pairs of containers inside them to the
/// caller.
fn same_but_for<'v>(a: &'v Value, b: &'v Value, open: &mut Vec<(&'v Value, &'v Value)>) -> bool {
    let mut settled = |x: &'v Value, y: &'v Value| match (x, y) {
        (Value::List(_), Value::List(_)) | (Value::Dict(_), Value::Dict(_)) => {
            open.push((x, y));
            true
        }
        _ => same(x, y),
    };
    match (a, b) {
        (Value::List(x), Value::List(y)) => {
            let mut same_items = || x.iter().zip(&**y).all(|(v, w)| settled(v, w));
            Rc::ptr_eq(x, y) || x.len() == y.len() && same_items()
        }
        (Value::Dict(x), Value::Dict(y)) => {
            let mut same_entries =
                || x.iter().all(|(key, v)| y.get(key).is_some_and(|w| settled(v, w)));
            Rc::ptr_eq(x, y) || x.len() == y.len() && same_entries()
        }
        _ => same(a, b),
    }
}

fn same_as_int(int: i64, other: &Value) -> bool {
    match other {
        Value::Int(y) => int == *y,
        Value::Bool(y) => int == i64::from(y.get()),
        Value::Float(f) => small_integral(f.get()) == Some(int),
        _ => false,
    }
}

/// The 64-bit integer that equals a float, if there is one.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
fn small_integral(f: f64) -> Option<i64> {
    let fits = f.fract() == 0.0
        && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f);
    fits.then_some(f as i64)
}

fn hash_float<H: Hasher>(f: f64, state: &mut H) {
    if let Some(int) = small_integral(f) {
        int.hash(state);
    } else if let Some(big) = integral(f) {
        big.hash(state);
    } else {
        f.to_bits().hash(state);
    }
}

fn unordered(hashes: impl Iterator<Item = u64>) -> u64 {
    hashes.fold(0, u64::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_across_kinds_by_exact_value() {
        assert!(equal(&Value::Int(1), &Value::float(1.0)));
        assert!(equal(&Value::bool(true), &Value::float(1.0)));
        assert!(!equal(&Value::Int(9_007_199_254_740_993), &Value::float(9_007_199_254_740_992.0)));
        assert!(equal(&Value::big(BigInt::from(1_u8) << 70), &Value::float(2f64.powi(70))));
        assert_eq!(
            hash_of(&Value::big(BigInt::from(1_u8) << 70)),
            hash_of(&Value::float(2f64.powi(70)))
        );
        assert_eq!(hash_of(&Value::bool(true)), hash_of(&Value::float(1.0)));
    }

    #[test]
    fn a_nan_is_not_equal_to_itself_but_the_same() {
        let nan = Value::float(f64::NAN);
        assert!(!equal(&nan, &nan));
        assert!(equal(&Value::list(vec![nan.clone()]), &Value::list(vec![nan])));
    }
}

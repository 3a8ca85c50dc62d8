//! Floats as integers.

use num_bigint::BigInt;

use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// A float without its fraction.
pub(super) fn truncated(f: f64) -> Outcome<Value> {
    if f.is_nan() {
        return Err(Fault::value_error("what is not a number cannot become an integer"));
    }
    match <BigInt as num_traits::FromPrimitive>::from_f64(f.trunc()) {
        Some(whole) => Ok(Value::big(whole)),
        None => Err(Fault::overflow_error("infinity cannot become an integer")),
    }
}

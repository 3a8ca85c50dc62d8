//! Conversion of floats to integers.

use num_bigint::BigInt;

use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// Truncates a float.
pub(super) fn truncated(f: f64) -> Outcome<Value> {
    if f.is_nan() {
        return Err(Fault::value_error("NaN cannot be converted to an integer"));
    }
    match <BigInt as num_traits::FromPrimitive>::from_f64(f.trunc()) {
        Some(whole) => Ok(Value::big(whole)),
        None => Err(Fault::overflow_error("infinity cannot be converted to an integer")),
    }
}

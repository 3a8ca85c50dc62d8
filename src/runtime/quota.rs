//! The limit on the memory of one value (YAQL section 8). Sizes are counted as the reference counts strings and lists;
//! other kinds are taken to be small.

use super::fault::{Fault, Outcome};
use super::value::Value;
use super::vm::Vm;

/// Bits of the largest integer: computing with larger ones takes minutes, and nothing could interrupt it.
const MOST_BITS: u64 = 16_000_000;

/// Refuses a value that is larger than the limit.
#[inline]
pub fn check(vm: &Vm<'_>, value: &Value) -> Outcome<()> {
    match value {
        Value::Str(s) => check_text(vm, s.as_str(), 1),
        Value::List(items) => check_items(vm, items.len()),
        _ => Ok(()),
    }
}

/// Refuses a list of so many items, before it is made.
pub fn check_items(vm: &Vm<'_>, items: usize) -> Outcome<()> {
    check_bytes(vm, items.saturating_mul(8).saturating_add(40))
}

/// Refuses an integer of so many bits, before it is computed.
pub fn check_bits(vm: &Vm<'_>, bits: u64) -> Outcome<()> {
    if bits > MOST_BITS {
        return Err(exceeded());
    }
    check_bytes(vm, usize::try_from(bits / 30).unwrap_or(usize::MAX / 8).saturating_mul(4) + 24)
}

/// Refuses a text repeated so many times, before it is made.
pub fn check_text(vm: &Vm<'_>, text: &str, times: usize) -> Outcome<()> {
    let Some(quota) = vm.options().memory_quota else { return Ok(()) };
    // No text takes more than four bytes a byte of UTF-8.
    if text.len().saturating_mul(times).saturating_mul(4) < quota.saturating_sub(80) {
        return Ok(());
    }
    let (header, width) = match text.chars().max().map_or(0, u32::from) {
        0..=0x7F => (49, 1),
        0x80..=0xFF => (73, 1),
        0x100..=0xFFFF => (74, 2),
        _ => (76, 4),
    };
    let chars = text.chars().count().saturating_mul(times);
    check_bytes(vm, chars.saturating_mul(width).saturating_add(header))
}

/// The fault of a value that is too large.
#[must_use]
pub fn exceeded() -> Fault {
    Fault::too_much_memory("the value would take more memory than allowed")
}

fn check_bytes(vm: &Vm<'_>, bytes: usize) -> Outcome<()> {
    match vm.options().memory_quota {
        Some(quota) if bytes > quota => Err(exceeded()),
        _ => Ok(()),
    }
}

/// Refuses a text of so many bytes while it is being made.
pub fn check_bytes_of_text(vm: &Vm<'_>, bytes: usize) -> Outcome<()> {
    // Four bytes of UTF-8 are at least one code point of at most four bytes.
    check_bytes(vm, bytes / 4)
}

//! The limit on the memory of one value (see docs/language/execution.md#limits). Sizes of
//! strings and lists are those of the reference implementation; other kinds count as small.

use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::memory;

/// Bits of the largest integer: arithmetic with larger ones takes minutes and could not be
/// interrupted.
const MOST_BITS: u64 = 16_000_000;

/// Refuses a string of so many bytes while it is written, whatever the options.
#[inline]
pub(crate) fn check_written(bytes: usize) -> Outcome<()> {
    if bytes > memory::longest_text() { Err(exceeded()) } else { Ok(()) }
}

/// Refuses a value that is larger than the limit.
#[inline]
pub(crate) fn check(options: &Options, value: &Value) -> Outcome<()> {
    match value {
        Value::Int(_) | Value::Bool(_) | Value::Null => Ok(()),
        Value::Str(s) => check_text(options, s.as_str(), 1),
        other => check_other(options, other),
    }
}

#[inline(never)]
fn check_other(options: &Options, value: &Value) -> Outcome<()> {
    match value {
        Value::List(items) => check_items(options, items.len()),
        Value::Big(big) => check_bits(options, big.bits()),
        Value::Set(set) => check_bytes(options, set_size(set.len())),
        Value::Seq(seq) => match seq.as_list().filter(|_| !seq.is_range()) {
            Some(items) => check_items(options, items.len() + 2),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Refuses a list of `items` items before it is created.
pub(crate) fn check_items(options: &Options, items: usize) -> Outcome<()> {
    check_bytes(options, items.saturating_mul(8).saturating_add(40))
}

/// Refuses a set of `members` members while it grows.
pub(crate) fn check_members(options: &Options, members: usize) -> Outcome<()> {
    check_bytes(options, set_size(members))
}

/// The size in bytes of a set of `members` members: its table has room for five thirds of them, in steps of four.
fn set_size(members: usize) -> usize {
    let mut slots: usize = 8;
    while members.saturating_mul(5) >= (slots - 1) * 3 {
        slots = slots.saturating_mul(if members > 50_000 { 2 } else { 4 });
    }
    if slots == 8 { 216 } else { slots.saturating_mul(16).saturating_add(200) }
}

/// Refuses a string or list repeated `times` times, by the estimate of the reference implementation.
pub(crate) fn check_repeated(options: &Options, what: &Value, times: usize) -> Outcome<()> {
    if !options.original || times == 0 {
        return Ok(());
    }
    let empty = if matches!(what, Value::Str(_)) { 49 } else { 56 };
    let (once, times) = (size_of(what), times as i128);
    let guessed = empty * (1 - times) + times.saturating_mul(once as i128);
    check_bytes(options, usize::try_from(guessed.max(0)).unwrap_or(usize::MAX))
}

fn size_of(value: &Value) -> usize {
    match value {
        Value::Str(text) => text_size(text.as_str(), 1),
        Value::List(items) => 40 + 8 * items.len(),
        Value::Seq(seq) => 56 + 8 * seq.size().unwrap_or(0),
        _ => 0,
    }
}

/// Refuses an integer of `bits` bits before it is computed.
pub(crate) fn check_bits(options: &Options, bits: u64) -> Outcome<()> {
    if bits > MOST_BITS {
        return Err(exceeded());
    }
    check_bytes(
        options,
        usize::try_from(bits / 30).unwrap_or(usize::MAX / 8).saturating_mul(4) + 24,
    )
}

/// Refuses a string repeated `times` times before it is created.
#[inline]
pub(crate) fn check_text(options: &Options, text: &str, times: usize) -> Outcome<()> {
    let bytes = text.len().saturating_mul(times);
    check_written(bytes)?;
    memory::count(bytes)?;
    let Some(quota) = options.memory_quota else { return Ok(()) };
    // Every byte of UTF-8 stands for at most four bytes of a Python string.
    if text.len().saturating_mul(times).saturating_mul(4) < quota.saturating_sub(80) {
        return Ok(());
    }
    check_size_of_text(options, text, times)
}

#[inline(never)]
fn check_size_of_text(options: &Options, text: &str, times: usize) -> Outcome<()> {
    check_bytes(options, text_size(text, times))
}

fn text_size(text: &str, times: usize) -> usize {
    let (header, width) = match text.chars().max().map_or(0, u32::from) {
        0..=0x7F => (49, 1),
        0x80..=0xFF => (73, 1),
        0x100..=0xFFFF => (74, 2),
        _ => (76, 4),
    };
    let chars = text.chars().count().saturating_mul(times);
    chars.saturating_mul(width).saturating_add(header)
}

/// The fault of a value that is too large.
#[must_use]
pub(crate) fn exceeded() -> Fault {
    Fault::too_much_memory("the value would take more memory than allowed")
}

#[inline]
fn check_bytes(options: &Options, bytes: usize) -> Outcome<()> {
    match options.memory_quota {
        Some(quota) if bytes > quota => Err(exceeded()),
        _ => Ok(()),
    }
}

/// Refuses a string of that many bytes while it is being built.
#[inline]
pub(crate) fn check_bytes_of_text(options: &Options, bytes: usize) -> Outcome<()> {
    check_written(bytes)?;
    // Four bytes of UTF-8 are at least one code point of at most four bytes.
    check_bytes(options, bytes / 4)
}

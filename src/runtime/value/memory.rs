//! The limit on the memory of a run, as the operating system reports it for the process.
//!
//! Small values are not counted one by one. Steps of the machine and large values use up an
//! allowance; when it is gone, the system is asked, at most every few milliseconds. Sessions
//! stay on their thread, and so do the limit and the allowance.

use std::cell::Cell;

use crate::runtime::value::fault::{Fault, Origin, Outcome};

/// Bytes that may be allocated before the system is asked again.
const ALLOWANCE: i64 = 64 << 20;

/// Smaller values are not counted: `STEP` accounts for them.
const LARGE: usize = 64 << 10;

/// Bytes that a step of the machine is assumed to allocate.
const STEP: i64 = 256;

/// Bytes of the longest text, whatever the limit.
const LONGEST_TEXT: usize = 1 << 29;

/// The part of the limit that one text may take: while a text grows, its buffer is copied to one of twice its size.
const PART_FOR_TEXT: u64 = 4;

thread_local! {
    static LIMIT: Cell<Option<u64>> = const { Cell::new(None) };
    static LEFT: Cell<i64> = const { Cell::new(ALLOWANCE) };
    static TEXT: Cell<usize> = const { Cell::new(LONGEST_TEXT) };
}

/// Limits the memory of the process while programs of this thread run, in bytes. On systems
/// that do not report it, only strings are limited.
pub(crate) fn limit(most: Option<u64>) {
    let part = most.map_or(u64::MAX, |most| most / PART_FOR_TEXT);
    LIMIT.set(most);
    TEXT.set(usize::try_from(part).unwrap_or(LONGEST_TEXT).min(LONGEST_TEXT));
}

/// Bytes of the longest text that may be made.
#[inline]
pub(crate) fn longest_text() -> usize {
    TEXT.get()
}

/// Counts a value that is about to be made.
#[inline]
pub(crate) fn count(bytes: usize) -> Outcome<()> {
    if bytes < LARGE {
        return Ok(());
    }
    spend(i64::try_from(bytes).unwrap_or(ALLOWANCE))
}

/// Counts steps of the machine.
pub(crate) fn count_steps(steps: u32) -> Outcome<()> {
    spend(STEP * i64::from(steps))
}

fn spend(bytes: i64) -> Outcome<()> {
    let left = LEFT.get().saturating_sub(bytes);
    LEFT.set(left);
    if left > 0 { Ok(()) } else { look() }
}

/// Asks the system, and fails if the process holds too much.
#[cold]
fn look() -> Outcome<()> {
    LEFT.set(ALLOWANCE);
    let Some(most) = LIMIT.get() else { return Ok(()) };
    if resident().is_none_or(|held| held <= most) {
        return Ok(());
    }
    let message = format!("the run takes more than {} MiB of memory", most >> 20);
    let mut fault = Fault::too_much_memory(message);
    fault.origin = Origin::Uncatchable;
    Err(fault.hint("keep fewer values at once, or set the limit with `--max-memory`"))
}

/// Resident memory of this process in bytes, on Linux.
#[expect(clippy::disallowed_methods, reason = "the file is the system's account of this process")]
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

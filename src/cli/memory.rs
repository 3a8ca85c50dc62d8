//! `--max-memory`: what a run may hold in memory.

use clap::Args;

use crate::runtime::value::memory;

/// The default of `--max-memory`, and the limit of commands without that option: 4 GiB.
const DEFAULT: u64 = 4 << 30;

/// The limit on memory.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct MemoryArgs {
    /// The most memory that the run may take, such as 512M or 8G; 0 is no limit.
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = parse_size)]
    pub max_memory: u64,
}

impl MemoryArgs {
    /// Sets the limit for the sessions of this thread.
    pub(super) fn apply(self) {
        memory::limit((self.max_memory > 0).then_some(self.max_memory));
    }
}

/// Sets the default limit for the sessions of this thread.
pub(super) fn limit() {
    MemoryArgs { max_memory: DEFAULT }.apply();
}

/// Bytes of the longest text that a run may hold.
pub(super) fn longest_text() -> usize {
    memory::longest_text()
}

/// Bytes, with `K`, `M` or `G` for powers of 1024; `B` and `iB` may follow.
fn parse_size(text: &str) -> Result<u64, String> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_suffix("IB").or(upper.strip_suffix('B')).unwrap_or(&upper);
    let (digits, shift) = match bare.chars().last() {
        Some('K') => (&bare[..bare.len() - 1], 10),
        Some('M') => (&bare[..bare.len() - 1], 20),
        Some('G') => (&bare[..bare.len() - 1], 30),
        _ => (bare, 0),
    };
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    size.ok_or_else(|| "expected a size such as 512M or 8G".into())
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_size("512M"), Ok(512 << 20));
        assert_eq!(parse_size("8GiB"), Ok(8 << 30));
        assert_eq!(parse_size("1024kb"), Ok(1 << 20));
        assert_eq!(parse_size("0"), Ok(0));
        assert!(parse_size("much").is_err() && parse_size("").is_err() && parse_size("G").is_err());
    }
}

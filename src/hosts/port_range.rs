//! Ports of a host that a program asks for: one, or a range of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A range of ports; of one port, `first` and `last` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct PortRange {
    /// The lowest port.
    pub first: u16,
    /// The highest port.
    pub last: u16,
}

impl PortRange {
    /// The range of one port.
    pub(crate) fn one(port: u16) -> Self {
        Self { first: port, last: port }
    }

    /// How many ports are in the range.
    #[must_use]
    pub(crate) fn len(self) -> usize {
        usize::from(self.last - self.first) + 1
    }

    /// Whether a port is in the range.
    #[must_use]
    pub(crate) fn contains(self, port: u16) -> bool {
        (self.first..=self.last).contains(&port)
    }
}

impl FromStr for PortRange {
    type Err = ();

    /// Parses `8080` or `8000-8010`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let port = |text: &str| text.trim().parse::<u16>().map_err(drop);
        let range = Self { first: port(first)?, last: port(last)? };
        if range.first == 0 || range.last < range.first { Err(()) } else { Ok(range) }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_port_and_ranges_are_parsed() {
        for (text, first, last) in
            [("80", 80, 80), ("8000-8010", 8000, 8010), ("1 - 65535", 1, 65535)]
        {
            let range: PortRange = text.parse().expect(text);
            assert_eq!((range.first, range.last), (first, last));
        }
        for text in ["", "0", "80-", "-80", "90-80", "65536", "80/tcp", "80-90-100"] {
            assert_eq!(text.parse::<PortRange>(), Err(()), "{text}");
        }
    }
}

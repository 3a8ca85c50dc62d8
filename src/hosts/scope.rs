//! How far an address reaches: `host`, `internal`, `cloud`, `public`, from near to far.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who can use an address. Ordered: a greater scope is seen by more.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The same server.
    Host,
    /// The same container manager.
    #[default]
    Internal,
    /// Other servers of the environment.
    Cloud,
    /// Everyone.
    Public,
}

impl Scope {
    /// All of them, from near to far.
    pub const ALL: [Self; 4] = [Self::Host, Self::Internal, Self::Cloud, Self::Public];

    /// The word for it in programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Internal => "internal",
            Self::Cloud => "cloud",
            Self::Public => "public",
        }
    }

    /// This scope and every narrower one, from near to far.
    pub fn and_narrower(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |scope| *scope <= self)
    }

    /// Whether a port of this scope is published on the machine.
    #[must_use]
    pub fn is_published(self) -> bool {
        self >= Self::Cloud
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|scope| scope.name() == text);
        found.ok_or_else(|| {
            format!("expected one of `host`, `internal`, `cloud`, `public`, found `{text}`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_scope_includes_every_narrower_one() {
        let counts: Vec<usize> = Scope::ALL.iter().map(|s| s.and_narrower().count()).collect();
        assert_eq!(counts, [1, 2, 3, 4]);
        let cloud: Vec<Scope> = Scope::Cloud.and_narrower().collect();
        assert_eq!(cloud, [Scope::Host, Scope::Internal, Scope::Cloud]);
    }

    #[test]
    fn words_are_read_back() {
        for scope in Scope::ALL {
            assert_eq!(scope.name().parse(), Ok(scope));
        }
        assert!("private".parse::<Scope>().is_err());
    }
}

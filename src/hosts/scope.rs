//! The scope of a port or endpoint: `host`, `internal`, `cloud`, `public`, from narrow to wide.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who can reach an endpoint. Ordered: a greater scope is wider.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PortScope {
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

impl PortScope {
    /// All scopes, from narrow to wide.
    pub(crate) const ALL: [Self; 4] = [Self::Host, Self::Internal, Self::Cloud, Self::Public];

    /// Its name in programs.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Internal => "internal",
            Self::Cloud => "cloud",
            Self::Public => "public",
        }
    }

    /// This scope and every narrower one, from narrow to wide.
    pub(crate) fn and_narrower(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |scope| *scope <= self)
    }

    /// Whether a port of this scope is published on the host.
    #[must_use]
    pub(crate) fn is_published(self) -> bool {
        self >= Self::Cloud
    }
}

impl fmt::Display for PortScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PortScope {
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
    use super::PortScope;

    #[test]
    fn a_scope_includes_every_narrower_one() {
        let counts: Vec<usize> = PortScope::ALL.iter().map(|s| s.and_narrower().count()).collect();
        assert_eq!(counts, [1, 2, 3, 4]);
        let cloud: Vec<PortScope> = PortScope::Cloud.and_narrower().collect();
        assert_eq!(cloud, [PortScope::Host, PortScope::Internal, PortScope::Cloud]);
    }

    #[test]
    fn names_are_parsed() {
        for scope in PortScope::ALL {
            assert_eq!(scope.name().parse(), Ok(scope));
        }
        assert!("private".parse::<PortScope>().is_err());
    }
}

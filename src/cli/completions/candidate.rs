//! What a shell offers for a word.

/// A possible end of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShellCandidate {
    /// The whole last word.
    pub value: String,
    /// What it is, on one line; it may be empty.
    pub description: String,
}

impl ShellCandidate {
    /// A candidate without a description.
    pub(super) fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), description: String::new() }
    }
}

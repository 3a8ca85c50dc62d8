//! The words and signs of the language itself, with a line of documentation and an example each: what `:doc if` shows.
//!
//! Only what `.murano` has is here. Tests run every example, as the REPL shows it, and find a keyword without an entry.

mod contracts;
mod operators;
mod statements;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LanguageKind {
    /// A word that begins or joins statements and declarations.
    Keyword,
    /// What values may be.
    Contract,
    /// An operator.
    Operator,
    /// A value that has a name.
    Constant,
}

impl LanguageKind {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Contract => "contract",
            Self::Operator => "operator",
            Self::Constant => "constant",
        }
    }
}

/// A word or sign of the language.
#[derive(Debug)]
pub(crate) struct LanguageEntry {
    /// What it is called by; the first is its name.
    pub names: &'static [&'static str],
    /// What it is.
    pub kind: LanguageKind,
    /// How it is written.
    pub form: &'static str,
    /// What it means, in a sentence or two.
    pub doc: &'static str,
    /// A program, and its value as the REPL shows it.
    pub example: (&'static str, &'static str),
}

/// All entries.
pub(crate) fn entries() -> impl Iterator<Item = &'static LanguageEntry> {
    let groups = [statements::KEYWORDS, contracts::CONTRACTS, operators::OPERATORS];
    groups.into_iter().flatten()
}

/// The entries of a name: `in` is a keyword and an operator.
pub(crate) fn named(name: &str) -> Vec<&'static LanguageEntry> {
    entries().filter(|entry| entry.names.contains(&name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tokens::{CONSTANTS, KEYWORDS};

    #[test]
    fn every_keyword_has_an_entry() {
        let missing: Vec<&&str> =
            KEYWORDS.iter().chain(CONSTANTS).filter(|word| named(word).is_empty()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

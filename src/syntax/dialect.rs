//! By which rules an expression is parsed.

/// The rules an expression is parsed and compiled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `.murano`: the superset; a bare word must be a class, a function or a constant.
    Murano,
    /// YAQL inside MuranoPL packages: operators `is` and `:`, bare words are strings.
    Yaql,
    /// YAQL alone: without `is` and `:`.
    PlainYaql,
}

/// How an expression is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExpressionOptions {
    /// The rules.
    pub dialect: Dialect,
    /// Whether any value may be called, `value(args)`.
    pub delegates: bool,
}

impl ExpressionOptions {
    /// The rules of a dialect, without delegates.
    #[must_use]
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, delegates: false }
    }
}

/// Which of YAQL's engine factories defines the operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YaqlFactory {
    /// `=>` names arguments and joins the entries of dictionaries.
    Standard,
    /// Version 0.2: `=>` is an operator that builds tuples, and there are no named arguments.
    Legacy,
}

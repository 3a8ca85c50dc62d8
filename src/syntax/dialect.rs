//! Dialects: the rules for parsing an expression.

/// The rules for parsing and compiling an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `.murano`, the superset; a bare word must be a class, a function or a constant.
    Murano,
    /// YAQL inside MuranoPL packages: operators `is` and `:`, bare words are strings.
    Yaql,
    /// YAQL alone: without `is` and `:`.
    PlainYaql,
}

/// Options for parsing an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExpressionOptions {
    /// The dialect.
    pub dialect: Dialect,
    /// Whether any value may be called, `value(args)`.
    pub delegates: bool,
}

impl ExpressionOptions {
    /// Options for a dialect, without delegates.
    #[must_use]
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, delegates: false }
    }
}

/// Which of YAQL's engine factories defines the operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YaqlFactory {
    /// `=>` names arguments and separates keys from values.
    Standard,
    /// Version 0.2: `=>` is an operator that builds tuples, and there are no named arguments.
    Legacy,
}

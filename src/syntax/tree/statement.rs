//! Statements and blocks.

use super::{Expr, Name};
use crate::source::Span;

/// Statements in order, in braces or of a whole file.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Stmt>,
    /// From brace to brace; empty for a file's body.
    pub span: Span,
}

/// A statement with its span.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// Its form.
    pub kind: StmtKind,
    /// Its span.
    pub span: Span,
}

/// The forms of statements.
/// See docs/language/statements.md#statements.
#[derive(Debug, Clone)]
pub enum StmtKind {
    /// An expression alone.
    Expr(Expr),
    /// `target = value`.
    Assign {
        /// A chain of variable, members and indices, or a static property.
        target: Expr,
        /// The value.
        value: Expr,
    },
    /// `if c { } else if d { } else { }`.
    If {
        /// Conditions with their blocks.
        arms: Vec<(Expr, Block)>,
        /// The last `else`.
        otherwise: Option<Block>,
    },
    /// `while c { }`.
    While(Expr, Block),
    /// `for $x in xs { }`.
    For {
        /// The variable, without `$`.
        variable: Name,
        /// The collection.
        iterable: Expr,
        /// The body.
        body: Block,
    },
    /// `repeat n { }`.
    Repeat(Expr, Block),
    /// `match v { case 1, 2 { } default { } }`.
    Match {
        /// The subject.
        subject: Expr,
        /// The cases.
        cases: Vec<MatchCase>,
        /// The default.
        default: Option<Block>,
    },
    /// `switch { case c { } default { } }`: every true case runs.
    Switch {
        /// Conditions with their blocks.
        cases: Vec<(Expr, Block)>,
        /// The default.
        default: Option<Block>,
    },
    /// `parallel limit n { … }`: each statement is a branch.
    Parallel {
        /// Most branches at a time.
        limit: Option<Expr>,
        /// The branches.
        body: Block,
    },
    /// `parallel limit n for $x in xs { }`: each item is a branch.
    ParallelFor {
        /// Most branches at a time.
        limit: Option<Expr>,
        /// The variable, without `$`.
        variable: Name,
        /// The collection.
        iterable: Expr,
        /// The body of a branch.
        body: Block,
    },
    /// `try { } catch … { } else { } finally { }`.
    Try {
        /// What is tried.
        body: Block,
        /// The clauses in order.
        catches: Vec<Catch>,
        /// Runs if the body ended normally.
        otherwise: Option<Block>,
        /// Runs always.
        finally: Option<Block>,
    },
    /// `throw Name "message" with { … } cause $e`.
    Throw {
        /// The names: class names, or in YAML expressions that return strings.
        names: Vec<Expr>,
        /// The message.
        message: Option<Expr>,
        /// A dictionary of further data.
        extra: Option<Expr>,
        /// The exception that caused it.
        cause: Option<Expr>,
    },
    /// `rethrow`.
    Rethrow,
    /// `return v`.
    Return(Option<Expr>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `{ … }` alone, MuranoPL's `Do`.
    Block(Block),
    /// A statement that could not be parsed; a diagnostic reports it.
    Error,
}

/// A case of `match`: constants and a block.
#[derive(Debug, Clone)]
pub struct MatchCase {
    /// The constants.
    pub values: Vec<Expr>,
    /// What runs.
    pub body: Block,
}

/// A `catch` clause.
#[derive(Debug, Clone)]
pub struct Catch {
    /// Names of the exceptions caught; empty catches all. Class names, or strings in YAML.
    pub names: Vec<Expr>,
    /// The variable, without `$`.
    pub binding: Option<Name>,
    /// The body; `None` ignores the exception and binds nothing.
    pub body: Option<Block>,
    /// Its span.
    pub span: Span,
}

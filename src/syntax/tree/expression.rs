//! Expressions of both notations.

use super::{Name, Text, TypeName};
use crate::source::Span;

/// An expression with its span.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Its span.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer beyond 64 bits, in decimal digits.
    BigInt(Text),
    /// A float.
    Float(f64),
    /// A string.
    Str(Text),
    /// `"…\(expr)…"`.
    Interpolated(Vec<Piece>),
    /// A bare word.
    Word(Text),
    /// A variable without its `$`: empty for `$`, `this`, `1`, `name`.
    Var(Text),
    /// `:Foo`, `p:Foo`.
    TypeName(TypeName),
    /// `[a, b]`; named arguments parse but never resolve.
    List(Vec<Arg>),
    /// `{…}`.
    Map(Vec<Entry>),
    /// `target[args]`.
    Index {
        /// The indexed value.
        target: Box<Expr>,
        /// One index, or key and default, or `key => …`.
        args: Vec<Arg>,
    },
    /// `target.name`, `target?.name`.
    Member {
        /// The left side.
        target: Box<Expr>,
        /// The member's name.
        name: Name,
        /// `?.`.
        safe: bool,
    },
    /// `name(args)`.
    Call {
        /// The function.
        name: Name,
        /// Its arguments.
        args: Vec<Arg>,
    },
    /// `target.name(args)`, `target?.name(args)`.
    MethodCall {
        /// The receiver.
        target: Box<Expr>,
        /// The method.
        name: Name,
        /// Its arguments.
        args: Vec<Arg>,
        /// `?.`.
        safe: bool,
    },
    /// `left.right` where right is neither a word nor a call: no overload accepts it.
    Dot {
        /// The left side.
        target: Box<Expr>,
        /// The right side.
        member: Box<Expr>,
        /// `?.`.
        safe: bool,
    },
    /// `callee(args)` of a value: only where delegates are allowed.
    Invoke {
        /// The called value.
        callee: Box<Expr>,
        /// Its arguments.
        args: Vec<Arg>,
    },
    /// A prefix operator.
    Unary(UnaryOp, Box<Expr>),
    /// A binary operator.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `(expr)`: transparent when evaluated, but `(word)` is not a word and `(5)` not a constant.
    Paren(Box<Expr>),
    /// `new Name { … }`.
    New {
        /// The class.
        class: TypeName,
        /// Its properties.
        entries: Vec<Entry>,
    },
    /// `target with { … }`: what is changed, and the changes, a [`ExprKind::Map`].
    With(Box<Expr>, Box<Expr>),
    /// `super.method(args)`.
    Super {
        /// The method.
        name: Name,
        /// Its arguments.
        args: Vec<Arg>,
    },
    /// `if c then a else b`.
    If {
        /// The condition.
        condition: Box<Expr>,
        /// The value when it holds.
        then: Box<Expr>,
        /// The value when it does not.
        otherwise: Box<Expr>,
    },
    /// An expression that could not be parsed; a diagnostic reports it.
    Error,
}

/// A part of an interpolated string.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Literal text.
    Text(Text),
    /// `\(expr)`.
    Expr(Expr),
}

/// An argument of a call: by position, by name, or left out.
#[derive(Debug, Clone)]
pub enum Arg {
    /// `value`.
    Positional(Expr),
    /// `key => value` (or `key: value` in a `.murano` call).
    Named(Expr, Expr),
    /// An empty slot between two commas.
    Skipped(Span),
}

/// An entry of a dictionary: `k => v`, `k: v`, `[k]: v`; a bare key is a string literal already.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Expr,
    /// The value.
    pub value: Expr,
}

/// A literal key of a dictionary, for comparison: a boolean equals its number, a whole float
/// its integer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LiteralKey {
    /// Null.
    Null,
    /// A string.
    Str(Text),
    /// A number that is an integer.
    Int(i64),
    /// The bits of any other float.
    Float(u64),
}

impl ExprKind {
    /// The literal key; `None` for an expression, whose value is known only at run time.
    #[must_use]
    pub fn literal_key(&self) -> Option<LiteralKey> {
        Some(match self {
            ExprKind::Null => LiteralKey::Null,
            ExprKind::Bool(b) => LiteralKey::Int(i64::from(*b)),
            ExprKind::Int(n) => LiteralKey::Int(*n),
            #[expect(clippy::cast_possible_truncation, reason = "the number is small and whole")]
            ExprKind::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => LiteralKey::Int(*f as i64),
            ExprKind::Float(f) => LiteralKey::Float(f.to_bits()),
            ExprKind::Str(text) => LiteralKey::Str(text.clone()),
            _ => return None,
        })
    }
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-`.
    Minus,
    /// `+`.
    Plus,
    /// `not`.
    Not,
    /// `:` before anything but a word.
    Colon,
}

/// Operators with two operands, from tight to loose (YAQL grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `:` unless both sides are words.
    Colon,
    /// `=~`.
    Matches,
    /// `!~`.
    NotMatches,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `mod`.
    Modulo,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `>`.
    Greater,
    /// `<`.
    Less,
    /// `>=`.
    GreaterEqual,
    /// `<=`.
    LessEqual,
    /// `!=`.
    NotEqual,
    /// `=` and `==`.
    Equal,
    /// `in`.
    In,
    /// `is`.
    Is,
    /// `and`.
    And,
    /// `or`.
    Or,
    /// `->`.
    Arrow,
}

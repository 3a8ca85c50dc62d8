//! The operator table: precedence levels from tight to loose, as in
//! docs/language/yaql.md#precedence.

use crate::syntax::tree::{BinaryOp, UnaryOp};

/// The level of `.` and `?.`.
pub(super) const DOT: i8 = 1;
/// The level of `x[…]` and of calls of values.
pub(super) const INDEX: i8 = 2;
/// The level of `=>`, if it is an operator.
pub(super) const MAPPING: i8 = 11;
/// The level of `->`.
pub(super) const LOOSEST: i8 = 12;

/// A binary operator with its level; `None` for `.`, `?.` and any other symbol.
pub(super) fn binary(symbol: &str) -> Option<(BinaryOp, i8)> {
    Some(match symbol {
        ":" => (BinaryOp::Colon, 0),
        "=~" => (BinaryOp::Matches, 4),
        "!~" => (BinaryOp::NotMatches, 4),
        "*" => (BinaryOp::Multiply, 5),
        "/" => (BinaryOp::Divide, 5),
        "mod" => (BinaryOp::Modulo, 5),
        "+" => (BinaryOp::Add, 6),
        "-" => (BinaryOp::Subtract, 6),
        ">" => (BinaryOp::Greater, 7),
        "<" => (BinaryOp::Less, 7),
        ">=" => (BinaryOp::GreaterEqual, 7),
        "<=" => (BinaryOp::LessEqual, 7),
        "!=" => (BinaryOp::NotEqual, 7),
        "=" | "==" => (BinaryOp::Equal, 7),
        "in" => (BinaryOp::In, 7),
        "is" => (BinaryOp::Is, 7),
        "and" => (BinaryOp::And, 9),
        "or" => (BinaryOp::Or, 10),
        "->" => (BinaryOp::Arrow, LOOSEST),
        _ => return None,
    })
}

/// The loosest level permitted in the right operand of an operator.
pub(super) fn right_of(level: i8) -> i8 {
    if level == LOOSEST { LOOSEST } else { level - 1 }
}

/// A prefix operator with its level.
pub(super) fn prefix(symbol: &str) -> Option<(UnaryOp, i8)> {
    Some(match symbol {
        ":" => (UnaryOp::Colon, 0),
        "-" => (UnaryOp::Minus, 3),
        "+" => (UnaryOp::Plus, 3),
        "not" => (UnaryOp::Not, 8),
        _ => return None,
    })
}

/// The operator of `.murano` that corresponds to one of another language.
pub(super) fn foreign(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "&&" => "and",
        "||" => "or",
        "!" => "not",
        "%" => "mod",
        "===" => "==",
        "!==" => "!=",
        _ => return None,
    })
}

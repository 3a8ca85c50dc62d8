//! Trees as S-expressions, for tests and `murano parse`.
//!
//! `$a + 1` is `(+ $a 1)`, `$.f(1)` is `(.f $ 1)`. The format is for people and may change.

mod module;

pub(crate) use module::{class, module};

use super::tree::{Arg, BinaryOp, Entry, Expr, ExprKind, Piece, TypeName, UnaryOp};

/// Dumps an expression.
#[must_use]
pub(crate) fn expression(expr: &Expr) -> String {
    // A table: one head for each kind of node, then its parts in the order of the source.
    match &expr.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Int(i) => i.to_string(),
        ExprKind::BigInt(digits) => format!("{digits}n"),
        ExprKind::Float(f) => format!("{f:?}"),
        ExprKind::Str(text) => format!("{text:?}"),
        ExprKind::Interpolated(pieces) => node("str", pieces.iter().map(piece)),
        ExprKind::Word(word) => word.to_string(),
        ExprKind::Var(name) => format!("${name}"),
        ExprKind::TypeName(class) => type_name(class),
        ExprKind::List(args) => node("list", args.iter().map(argument)),
        ExprKind::Map(entries) => node("map", entries.iter().map(entry)),
        ExprKind::Paren(inner) => node("paren", [expression(inner)]),
        ExprKind::Unary(op, operand) => node(unary(*op), [expression(operand)]),
        ExprKind::Binary(op, left, right) => {
            node(operator(*op), [expression(left), expression(right)])
        }
        ExprKind::If { condition, then, otherwise } => {
            node("if", [condition, then, otherwise].map(|e| expression(e)))
        }
        ExprKind::New { class, entries } => {
            node(&format!("new {}", type_name(class)), entries.iter().map(entry))
        }
        ExprKind::With(target, changes) => node("with", [target, changes].map(|e| expression(e))),
        ExprKind::Error => "error".into(),
        _ => postfix(&expr.kind),
    }
}

fn postfix(kind: &ExprKind) -> String {
    match kind {
        ExprKind::Index { target, args } => with_target("index", target, args),
        ExprKind::Member { target, name, safe } => {
            with_target(&format!("{}{}", dot(*safe), name.text), target, &[])
        }
        ExprKind::MethodCall { target, name, args, safe } => {
            with_target(&format!("{}{}()", dot(*safe), name.text), target, args)
        }
        ExprKind::Dot { target, member, safe } => {
            node(dot(*safe), [expression(target), expression(member)])
        }
        ExprKind::Invoke { callee, args } => with_target("invoke", callee, args),
        ExprKind::Call { name, args } => {
            node(&format!("{}()", name.text), args.iter().map(argument))
        }
        ExprKind::Super { name, args } => {
            node(&format!("super.{}()", name.text), args.iter().map(argument))
        }
        _ => String::new(),
    }
}

fn with_target(head: &str, target: &Expr, args: &[Arg]) -> String {
    node(head, std::iter::once(expression(target)).chain(args.iter().map(argument)))
}

fn node(head: &str, parts: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("({head}");
    for part in parts {
        text.push(' ');
        text.push_str(&part);
    }
    text + ")"
}

fn dot(safe: bool) -> &'static str {
    if safe { "?." } else { "." }
}

fn argument(arg: &Arg) -> String {
    match arg {
        Arg::Positional(value) => expression(value),
        Arg::Named(key, value) => node("=>", [expression(key), expression(value)]),
        Arg::Skipped(_) => "_".into(),
    }
}

fn entry(entry: &Entry) -> String {
    node("=>", [expression(&entry.key), expression(&entry.value)])
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => format!("{text:?}"),
        Piece::Expr(expr) => expression(expr),
    }
}

fn type_name(class: &TypeName) -> String {
    match &class.prefix {
        Some(prefix) => format!("{prefix}:{}", class.name),
        None => format!(":{}", class.name),
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Minus => "neg",
        UnaryOp::Plus => "pos",
        UnaryOp::Not => "not",
        UnaryOp::Colon => ":",
    }
}

/// An operator in YAQL's spelling.
#[must_use]
pub(crate) fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Colon => ":",
        BinaryOp::Matches => "=~",
        BinaryOp::NotMatches => "!~",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "mod",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Greater => ">",
        BinaryOp::Less => "<",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::LessEqual => "<=",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Equal => "=",
        BinaryOp::In => "in",
        BinaryOp::Is => "is",
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
        BinaryOp::Arrow => "->",
    }
}

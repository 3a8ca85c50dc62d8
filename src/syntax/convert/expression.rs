//! Expressions: YAQL as it is, its bare words in quotes where they are texts.

use super::declaration::type_text;
use crate::syntax::{Arg, BinaryOp, Entry, Expr, ExprKind, UnaryOp};

/// Functions whose arguments are classes where they begin with a capital.
const OF_CLASSES: [&str; 7] = ["new", "find", "cast", "class", "template", "type", "typeinfo"];

/// An expression as `.murano`.
pub(super) fn text(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Null | ExprKind::Error => "null".into(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Int(n) => n.to_string(),
        ExprKind::BigInt(digits) => digits.to_string(),
        ExprKind::Float(f) => float(*f),
        ExprKind::Str(text) | ExprKind::Word(text) => quoted(text),
        ExprKind::Var(name) => format!("${name}"),
        ExprKind::TypeName(name) => match &name.prefix {
            Some(prefix) if prefix.is_empty() => format!(":{}", name.name),
            _ => type_text(name),
        },
        ExprKind::List(items) => format!("[{}]", arguments(items, false)),
        ExprKind::Map(pairs) => entries(pairs),
        ExprKind::Index { target, args } => {
            format!("{}[{}]", operand(target), arguments(args, false))
        }
        ExprKind::Member { target, name, safe } => {
            format!("{}{}{}", operand(target), dot(*safe), name.text)
        }
        ExprKind::Call { name, args } => call(&name.text, args),
        ExprKind::MethodCall { target, name, args, safe } => {
            format!("{}{}{}", operand(target), dot(*safe), call(&name.text, args))
        }
        ExprKind::Dot { target, member, safe } => {
            format!("{}{}{}", operand(target), dot(*safe), text(member))
        }
        ExprKind::Invoke { callee, args } => {
            format!("{}({})", operand(callee), arguments(args, false))
        }
        ExprKind::Unary(op, inner) => unary(*op, inner),
        ExprKind::Binary(op, left, right) => binary(*op, left, right),
        ExprKind::Paren(inner) => format!("({})", text(inner)),
        ExprKind::Interpolated(_) | ExprKind::New { .. } | ExprKind::Super { .. } => {
            // YAML has none of these.
            "null".into()
        }
        ExprKind::If { condition, then, otherwise } => {
            format!("if {} then {} else {}", text(condition), text(then), text(otherwise))
        }
    }
}

/// What stands before a block: a dictionary there would read as the block.
pub(super) fn head(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Map(_) => format!("({})", text(expr)),
        _ => text(expr),
    }
}

/// What a `.` or `[` follows: literals need brackets.
fn operand(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Float(_) | ExprKind::Int(_) | ExprKind::Map(_) => format!("({})", text(expr)),
        _ => text(expr),
    }
}

fn dot(safe: bool) -> &'static str {
    if safe { "?." } else { "." }
}

fn call(name: &str, args: &[Arg]) -> String {
    format!("{name}({})", arguments(args, OF_CLASSES.contains(&name)))
}

fn arguments(args: &[Arg], classes: bool) -> String {
    let value = |expr: &Expr| match &expr.kind {
        ExprKind::Word(word) if classes && word.starts_with(char::is_uppercase) => word.to_string(),
        _ => text(expr),
    };
    let one = |arg: &Arg| match arg {
        Arg::Positional(expr) => value(expr),
        Arg::Named(key, expr) => {
            let key = match &key.kind {
                ExprKind::Word(word) => word.to_string(),
                _ => text(key),
            };
            format!("{key} => {}", value(expr))
        }
        Arg::Skipped(_) => String::new(),
    };
    args.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A dictionary.
pub(super) fn entries(entries: &[Entry]) -> String {
    let one = |entry: &Entry| format!("{}: {}", key(&entry.key), text(&entry.value));
    match entries {
        [] => "{}".into(),
        _ => format!("{{ {} }}", entries.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

fn key(key: &Expr) -> String {
    match &key.kind {
        ExprKind::Str(word) | ExprKind::Word(word) => self::word(word),
        _ => format!("[{}]", text(key)),
    }
}

/// A key that is a text: without quotes where it is a word.
pub(super) fn word(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let plain = first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    let reserved = matches!(text, "true" | "false" | "null" | "not" | "and" | "or" | "in" | "is");
    if plain && !reserved { text.to_owned() } else { quoted(text) }
}

fn unary(op: UnaryOp, inner: &Expr) -> String {
    match op {
        UnaryOp::Minus => format!("-{}", text(inner)),
        UnaryOp::Plus => format!("+{}", text(inner)),
        UnaryOp::Not => format!("not {}", text(inner)),
        UnaryOp::Colon => format!(":{}", text(inner)),
    }
}

fn binary(op: BinaryOp, left: &Expr, right: &Expr) -> String {
    let symbol = match op {
        BinaryOp::Colon => return format!("{}:{}", text(left), text(right)),
        BinaryOp::Is => {
            let class = match &right.kind {
                ExprKind::Word(word) => word.to_string(),
                _ => text(right),
            };
            return format!("{} is {class}", text(left));
        }
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
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
        BinaryOp::Arrow => "->",
    };
    format!("{} {symbol} {}", text(left), text(right))
}

/// A float that reads as one again.
fn float(f: f64) -> String {
    if f.is_nan() {
        return "float('nan')".into();
    }
    if f.is_infinite() {
        return format!("float('{}inf')", if f < 0.0 { "-" } else { "" });
    }
    let text = f.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// A text in single quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

//! Expressions, in either notation. In `.murano` bare words stand in quotes where they are texts.

use super::declaration::type_text;
use crate::syntax::{Arg, BinaryOp, Entry, Expr, ExprKind, UnaryOp, dump};

/// The function that means in YAQL what `"…\(expr)…"` means in `.murano`.
pub(super) const INTERPOLATE: &str = "interpolate";

/// How expressions are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As `.murano` has them.
    Murano,
    /// As YAQL has them.
    Yaql,
}

/// Functions whose arguments are classes where they begin with a capital.
const OF_CLASSES: [&str; 7] = ["new", "find", "cast", "class", "template", "type", "typeinfo"];

/// An expression as `.murano`.
pub(super) fn text(expr: &Expr) -> String {
    Spelling::Murano.text(expr)
}

/// What stands before a block: a dictionary there would read as the block.
pub(super) fn head(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Map(_) => format!("({})", text(expr)),
        _ => text(expr),
    }
}

impl Spelling {
    /// An expression.
    pub(super) fn text(self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Null | ExprKind::Error => "null".into(),
            ExprKind::Bool(b) => b.to_string(),
            ExprKind::Int(n) => n.to_string(),
            ExprKind::BigInt(digits) => digits.to_string(),
            ExprKind::Float(f) => float(*f),
            ExprKind::Word(word) if self == Self::Yaql => word.to_string(),
            ExprKind::Str(text) | ExprKind::Word(text) => quoted(text),
            ExprKind::Var(name) => format!("${name}"),
            ExprKind::TypeName(name) => match &name.prefix {
                Some(prefix) if prefix.is_empty() => format!(":{}", name.name),
                _ => type_text(name),
            },
            ExprKind::List(items) => format!("[{}]", self.arguments(items, false)),
            ExprKind::Map(pairs) => self.entries(pairs),
            ExprKind::Call { name, args } => match interpolated(&name.text, args) {
                Some(text) if self == Self::Murano => text,
                _ => self.call(&name.text, args),
            },
            ExprKind::Unary(op, inner) => self.unary(*op, inner),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::Paren(inner) => format!("({})", self.text(inner)),
            // Neither is in YAML, nor in what is rewritten for it.
            ExprKind::Interpolated(_) | ExprKind::New { .. } | ExprKind::Super { .. } => {
                "null".into()
            }
            ExprKind::If { condition, then, otherwise } => {
                let [condition, then, otherwise] =
                    [condition, then, otherwise].map(|e| self.text(e));
                format!("if {condition} then {then} else {otherwise}")
            }
            kind => self.postfix(kind),
        }
    }

    fn postfix(self, kind: &ExprKind) -> String {
        match kind {
            ExprKind::Index { target, args } => {
                format!("{}[{}]", self.operand(target), self.arguments(args, false))
            }
            ExprKind::Member { target, name, safe } => {
                format!("{}{}{}", self.operand(target), dot(*safe), name.text)
            }
            ExprKind::MethodCall { target, name, args, safe } => {
                format!("{}{}{}", self.operand(target), dot(*safe), self.call(&name.text, args))
            }
            ExprKind::Dot { target, member, safe } => {
                format!("{}{}{}", self.operand(target), dot(*safe), self.text(member))
            }
            ExprKind::Invoke { callee, args } => {
                format!("{}({})", self.operand(callee), self.arguments(args, false))
            }
            _ => String::new(),
        }
    }

    /// What a `.` or `[` follows: literals need brackets.
    fn operand(self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Float(_) | ExprKind::Int(_) | ExprKind::Map(_) if self == Self::Murano => {
                format!("({})", self.text(expr))
            }
            _ => self.text(expr),
        }
    }

    fn call(self, name: &str, args: &[Arg]) -> String {
        format!("{name}({})", self.arguments(args, OF_CLASSES.contains(&name)))
    }

    fn arguments(self, args: &[Arg], classes: bool) -> String {
        let value = |expr: &Expr| match &expr.kind {
            ExprKind::Word(word) if classes && word.starts_with(char::is_uppercase) => {
                word.to_string()
            }
            _ => self.text(expr),
        };
        let one = |arg: &Arg| match arg {
            Arg::Positional(expr) => value(expr),
            Arg::Named(key, expr) => {
                let key = match &key.kind {
                    ExprKind::Word(word) => word.to_string(),
                    _ => self.text(key),
                };
                format!("{key} => {}", value(expr))
            }
            Arg::Skipped(_) => String::new(),
        };
        args.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// A dictionary.
    fn entries(self, entries: &[Entry]) -> String {
        let one = |entry: &Entry| match self {
            Self::Murano => format!("{}: {}", key(&entry.key), self.text(&entry.value)),
            Self::Yaql => format!("{} => {}", self.text(&entry.key), self.text(&entry.value)),
        };
        let inside = entries.iter().map(one).collect::<Vec<_>>().join(", ");
        match self {
            Self::Murano if !entries.is_empty() => format!("{{ {inside} }}"),
            _ => format!("{{{inside}}}"),
        }
    }

    fn unary(self, op: UnaryOp, inner: &Expr) -> String {
        let inner = self.text(inner);
        match op {
            UnaryOp::Minus => format!("-{inner}"),
            UnaryOp::Plus => format!("+{inner}"),
            UnaryOp::Not => format!("not {inner}"),
            UnaryOp::Colon => format!(":{inner}"),
        }
    }

    fn binary(self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        let (before, after) = (self.text(left), self.text(right));
        match (op, &right.kind) {
            (BinaryOp::Colon, _) => format!("{before}:{after}"),
            (BinaryOp::Is, ExprKind::Word(class)) => format!("{before} is {class}"),
            _ => format!("{before} {} {after}", dump::operator(op)),
        }
    }
}

/// A dictionary as `.murano`.
pub(super) fn entries(entries: &[Entry]) -> String {
    Spelling::Murano.entries(entries)
}

fn dot(safe: bool) -> &'static str {
    if safe { "?." } else { "." }
}

/// A key as `.murano`.
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

/// A call of [`INTERPOLATE`] as the text it means.
fn interpolated(name: &str, args: &[Arg]) -> Option<String> {
    if name != INTERPOLATE || args.is_empty() {
        return None;
    }
    let mut out = String::from("\"");
    for arg in args {
        let Arg::Positional(piece) = arg else { return None };
        match &piece.kind {
            ExprKind::Str(text) => escape(&mut out, text, '"'),
            _ => out.push_str(&format!("\\({})", text(piece))),
        }
    }
    out.push('"');
    Some(out)
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
    escape(&mut out, text, '\'');
    out.push('\'');
    out
}

/// A text as it stands between quotes.
fn escape(out: &mut String, text: &str, quote: char) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
}

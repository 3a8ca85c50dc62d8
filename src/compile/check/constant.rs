//! Constant folding: the value of an expression that depends on nothing but literals, and perhaps on `$`.

use crate::compile::ir::Const;
use crate::syntax::{Arg, BinaryOp, Entry, Expr, ExprKind, UnaryOp};

/// Characters of a string that a message shows.
const MOST_SHOWN: usize = 60;

/// Keys of a dictionary that a message shows.
const MOST_KEYS: usize = 4;

/// The value of an expression; `item` is the value of `$`. `None`: only a run can tell.
pub(super) fn fold(expr: &Expr, item: Option<&Const>) -> Option<Const> {
    // Constant folding with the semantics of the machine. Whatever depends on a variable, a
    // property or the dialect is `None`, and so is an error, which the machine reports.
    match &expr.kind {
        ExprKind::Null => Some(Const::Null),
        ExprKind::Bool(b) => Some(Const::Bool(*b)),
        ExprKind::Int(n) => Some(Const::Int(*n)),
        ExprKind::Float(f) => Some(Const::Float(*f)),
        ExprKind::Str(text) => Some(Const::Str(text.clone())),
        ExprKind::Var(name) if name.is_empty() || &**name == "1" => item.cloned(),
        ExprKind::Paren(inner) => fold(inner, item),
        ExprKind::List(args) => list(args, item),
        ExprKind::Unary(op, operand) => unary(*op, fold(operand, item)?),
        ExprKind::Binary(op, left, right) => match op {
            BinaryOp::And => {
                let left = fold(left, item)?;
                if truth(&left)? { fold(right, item) } else { Some(left) }
            }
            BinaryOp::Or => {
                let left = fold(left, item)?;
                if truth(&left)? { Some(left) } else { fold(right, item) }
            }
            _ => binary(*op, fold(left, item)?, fold(right, item)?),
        },
        ExprKind::Call { name, args } if &*name.text == "list" => {
            let items: Option<Vec<Const>> = args.iter().map(|arg| spelled(arg, item)).collect();
            items.map(Const::List)
        }
        ExprKind::Call { name, args } => match args.as_slice() {
            [Arg::Positional(of)] => function(&name.text, &fold(of, item)?),
            _ => None,
        },
        ExprKind::MethodCall { target, name, args, safe: false } => {
            let target = fold(target, item)?;
            let args: Option<Vec<Const>> = args.iter().map(|arg| positional(arg, item)).collect();
            method(&target, &name.text, &args?)
        }
        _ => None,
    }
}

fn positional(arg: &Arg, item: Option<&Const>) -> Option<Const> {
    match arg {
        Arg::Positional(expr) => fold(expr, item),
        Arg::Named(..) | Arg::Skipped(_) => None,
    }
}

/// An argument of `list`, where YAML writes strings as bare words.
fn spelled(arg: &Arg, item: Option<&Const>) -> Option<Const> {
    match arg {
        Arg::Positional(Expr { kind: ExprKind::Word(word), .. }) => Some(Const::Str(word.clone())),
        _ => positional(arg, item),
    }
}

fn list(args: &[Arg], item: Option<&Const>) -> Option<Const> {
    let items: Option<Vec<Const>> = args.iter().map(|arg| positional(arg, item)).collect();
    items.map(Const::List)
}

fn unary(op: UnaryOp, operand: Const) -> Option<Const> {
    match (op, operand) {
        (UnaryOp::Minus, Const::Int(n)) => n.checked_neg().map(Const::Int),
        (UnaryOp::Minus, Const::Float(f)) => Some(Const::Float(-f)),
        (UnaryOp::Plus, number @ (Const::Int(_) | Const::Float(_))) => Some(number),
        (UnaryOp::Not, value) => truth(&value).map(|b| Const::Bool(!b)),
        _ => None,
    }
}

fn binary(op: BinaryOp, left: Const, right: Const) -> Option<Const> {
    if let Some(equal) = equality(op, &left, &right) {
        return Some(Const::Bool(equal));
    }
    match (op, left, right) {
        (BinaryOp::In, value, Const::List(items)) => {
            Some(Const::Bool(items.iter().any(|item| equal(item, &value))))
        }
        (BinaryOp::In, Const::Str(part), Const::Str(text)) => {
            Some(Const::Bool(text.contains(&*part)))
        }
        (op, Const::Int(a), Const::Int(b)) => match op {
            BinaryOp::Add => a.checked_add(b).map(Const::Int),
            BinaryOp::Subtract => a.checked_sub(b).map(Const::Int),
            BinaryOp::Multiply => a.checked_mul(b).map(Const::Int),
            BinaryOp::Modulo if b > 0 => Some(Const::Int(a.rem_euclid(b))),
            BinaryOp::Greater => Some(Const::Bool(a > b)),
            BinaryOp::GreaterEqual => Some(Const::Bool(a >= b)),
            BinaryOp::Less => Some(Const::Bool(a < b)),
            BinaryOp::LessEqual => Some(Const::Bool(a <= b)),
            _ => None,
        },
        _ => None,
    }
}

fn equality(op: BinaryOp, left: &Const, right: &Const) -> Option<bool> {
    match op {
        BinaryOp::Equal => Some(equal(left, right)),
        BinaryOp::NotEqual => Some(!equal(left, right)),
        _ => None,
    }
}

/// Equality as in YAQL: booleans equal the numbers 0 and 1, integers equal whole floats.
pub(super) fn equal(left: &Const, right: &Const) -> bool {
    match (left, right) {
        (Const::Bool(b), Const::Int(n)) | (Const::Int(n), Const::Bool(b)) => i64::from(*b) == *n,
        #[expect(clippy::cast_precision_loss, reason = "a whole float has an exact integer")]
        (Const::Int(n), Const::Float(f)) | (Const::Float(f), Const::Int(n)) => *n as f64 == *f,
        (left, right) => left == right,
    }
}

fn function(name: &str, value: &Const) -> Option<Const> {
    Some(Const::Bool(match name {
        "len" => return length(value),
        "isString" => matches!(value, Const::Str(_)),
        "isInteger" => matches!(value, Const::Int(_) | Const::Big(_)),
        "isNumber" => matches!(value, Const::Int(_) | Const::Big(_) | Const::Float(_)),
        "isBoolean" => matches!(value, Const::Bool(_)),
        "isList" => matches!(value, Const::List(_)),
        _ => return None,
    }))
}

fn length(value: &Const) -> Option<Const> {
    let count = match value {
        Const::Str(text) => text.chars().count(),
        Const::List(items) => items.len(),
        _ => return None,
    };
    i64::try_from(count).ok().map(Const::Int)
}

fn method(target: &Const, name: &str, args: &[Const]) -> Option<Const> {
    match (target, name, args) {
        (_, "len", []) => length(target),
        (Const::Str(text), "toLower", []) => Some(Const::str(&text.to_lowercase())),
        (Const::Str(text), "toUpper", []) => Some(Const::str(&text.to_uppercase())),
        (Const::Str(text), "startsWith", [Const::Str(part)]) => {
            Some(Const::Bool(text.starts_with(&**part)))
        }
        (Const::Str(text), "endsWith", [Const::Str(part)]) => {
            Some(Const::Bool(text.ends_with(&**part)))
        }
        _ => None,
    }
}

/// Whether a constant counts as true; `None` for a class.
pub(super) fn truth(value: &Const) -> Option<bool> {
    Some(match value {
        Const::Null => false,
        Const::Bool(b) => *b,
        Const::Int(n) => *n != 0,
        Const::Float(f) => *f != 0.0,
        Const::Big(_) => true,
        Const::Str(text) => !text.is_empty(),
        Const::List(items) => !items.is_empty(),
        Const::Class(_) => return None,
    })
}

/// "the string 'http'", "an empty list", for messages.
pub(super) fn describe(value: &Const) -> String {
    match value {
        Const::Null => "null".into(),
        Const::Bool(b) => format!("the boolean {b}"),
        Const::Int(n) => format!("the integer {n}"),
        Const::Big(digits) => format!("the integer {}", shortened(digits)),
        Const::Float(f) => format!("the float {f:?}"),
        Const::Str(text) => format!("the string '{}'", shortened(text)),
        Const::List(items) => list_of(items.len()),
        Const::Class(_) => "a class".into(),
    }
}

/// "3", "'http'", as a program writes it.
pub(super) fn text(value: &Const) -> String {
    match value {
        Const::Bool(b) => b.to_string(),
        Const::Int(n) => n.to_string(),
        Const::Float(f) => format!("{f:?}"),
        Const::Str(text) => format!("'{}'", shortened(text)),
        other => describe(other),
    }
}

/// "a dictionary with the keys a, b".
pub(super) fn dictionary_with(entries: &[Entry]) -> String {
    let key = |entry: &Entry| fold(&entry.key, None).map(|key| bare(&key));
    let keys: Vec<String> = entries.iter().take(MOST_KEYS).filter_map(key).collect();
    let more = if entries.len() > MOST_KEYS { ", …" } else { "" };
    if keys.is_empty() {
        return if entries.is_empty() { "an empty dictionary" } else { "a dictionary" }.into();
    }
    format!(
        "a dictionary with the {} {}{more}",
        if keys.len() == 1 { "key" } else { "keys" },
        keys.join(", ")
    )
}

/// A key without its quotes.
fn bare(key: &Const) -> String {
    match key {
        Const::Str(text) => shortened(text),
        other => describe(other),
    }
}

/// "a list of 2 items".
pub(super) fn list_of(count: usize) -> String {
    match count {
        0 => "an empty list".into(),
        1 => "a list of one item".into(),
        n => format!("a list of {n} items"),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into(),
    }
}

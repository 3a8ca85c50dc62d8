//! Calls for which `.murano` has a notation: `new(C, $, k => v)`, `super($, $.m())`,
//! `switch(…)`, `format(…)`, `dict()`, `list()`.
//!
//! A call is replaced only if the notation has the same meaning for all values; other calls are
//! kept.

use super::MuranoRewriter;
use crate::syntax::yaml::written_type;
use crate::syntax::{Arg, Entry, Expr, ExprKind, MethodUsage, Piece, Text, TypeName};

impl MuranoRewriter<'_> {
    /// Replaces a call by its notation, if there is one. Its parts are not rewritten yet.
    pub(super) fn idiom(&mut self, expr: &mut Expr) {
        // Table of the calls, by name. Each function returns `None` unless the arguments have
        // exactly the form that the notation expresses.
        self.legacy_method(expr);
        let kind = match &expr.kind {
            ExprKind::Call { name, args } => match &*name.text {
                "new" => self.new_object(args),
                "switch" => choice(args),
                "dict" => dictionary(args),
                "list" => self.list(args),
                "format" => match args.split_first() {
                    Some((Arg::Positional(template), args)) => self.formatted(template, args),
                    _ => None,
                },
                "interpolate" => interpolated(args),
                _ => None,
            },
            ExprKind::MethodCall { target, name, args, safe: false } => match &*name.text {
                "format" => self.formatted(target, args),
                "first" | "single" | "last" if args.is_empty() => self.super_call(target),
                _ => None,
            },
            ExprKind::Index { target, args } => match args.as_slice() {
                [Arg::Positional(Expr { kind: ExprKind::Int(0), .. })] => self.super_call(target),
                _ => None,
            },
            _ => None,
        };
        if let Some(kind) = kind {
            expr.kind = kind;
        }
    }

    /// `super($, $.m())` as a statement, whose list of results is discarded.
    pub(super) fn statement_idiom(&mut self, expr: &mut Expr) {
        self.legacy_method(expr);
        if let Some(kind) = self.super_call(expr) {
            expr.kind = kind;
        }
    }

    /// Formats 1.0 and 1.1 also have `cast`, `super` and `psuper` as methods: `$.super(…)` is
    /// `super($, …)`.
    fn legacy_method(&self, expr: &mut Expr) {
        let ExprKind::MethodCall { name, safe: false, .. } = &expr.kind else { return };
        let own = self.class.methods.iter().any(|method| method.name.text == name.text);
        if own || !matches!(&*name.text, "cast" | "super" | "psuper") {
            return;
        }
        let kind = std::mem::replace(&mut expr.kind, ExprKind::Error);
        if let ExprKind::MethodCall { target, name, mut args, .. } = kind {
            args.insert(0, Arg::Positional(*target));
            expr.kind = ExprKind::Call { name, args };
        }
    }

    /// `super($, $.m(args))` of a class with one base class. With several, all would be called.
    fn super_call(&self, expr: &Expr) -> Option<ExprKind> {
        let mut call = expr.clone();
        self.legacy_method(&mut call);
        let ExprKind::Call { name, args } = call.kind else { return None };
        let [Arg::Positional(object), Arg::Positional(called)] = args.as_slice() else {
            return None;
        };
        let ExprKind::MethodCall { target, name: method, args, safe: false } = &called.kind else {
            return None;
        };
        let base = matches!(&target.kind, ExprKind::Var(name) if name.is_empty());
        let one = self.class.extends.len() <= 1 && self.runs_on_object();
        let same = &*name.text == "super" && one && self.is_this(object) && base;
        // In the arguments `$` is the object as its base class.
        let plain = args.iter().all(|arg| match arg {
            Arg::Positional(value) | Arg::Named(_, value) => !mentions_item(value),
            Arg::Skipped(_) => false,
        });
        (same && plain).then(|| ExprKind::Super { name: method.clone(), args: args.clone() })
    }

    /// `new(C, $, k => v)` in a method of an object, `new(C, k => v)` in a static method: in
    /// both the owner is the same as that of `new C { … }`.
    fn new_object(&self, args: &[Arg]) -> Option<ExprKind> {
        let (Arg::Positional(class), rest) = args.split_first()? else { return None };
        let class = self.class_name(class)?;
        let method = self.method?;
        let owned = method.usage == MethodUsage::Runtime;
        let entries = match rest {
            [Arg::Positional(Expr { kind: ExprKind::Map(entries), .. }), owner @ ..] => {
                let same = match owner {
                    [] => !owned,
                    [Arg::Positional(owner)] => owned && self.is_this(owner),
                    _ => false,
                };
                same.then(|| entries.iter().map(dictionary_entry).collect())
            }
            [Arg::Positional(owner), given @ ..] if owned && self.is_this(owner) => {
                properties(given)
            }
            given if !owned => properties(given),
            _ => None,
        };
        entries.map(|entries| ExprKind::New { class, entries })
    }

    /// The class that the first argument of `new` names.
    fn class_name(&self, expr: &Expr) -> Option<TypeName> {
        match &expr.kind {
            ExprKind::Word(word) if word.starts_with(char::is_uppercase) => {
                written_type(word, expr.span)
            }
            ExprKind::TypeName(name) => {
                let mut name = name.clone();
                self.expressed(&mut name);
                Some(name)
            }
            _ => None,
        }
    }

    /// Whether the code runs on an object, not on the class.
    fn runs_on_object(&self) -> bool {
        self.method.is_some_and(|method| method.usage == MethodUsage::Runtime)
    }

    /// `format('… {0} …', $x)`: the pieces of an interpolated string, if every value has the
    /// same text in both.
    fn formatted(&self, template: &Expr, args: &[Arg]) -> Option<ExprKind> {
        // Only values that are certainly strings or integers can be interpolated
        // (`is_spelled_alike` in `textual.rs`): Python's `format` and interpolation write others
        // differently. An argument that the template does not use is dropped, which is safe for
        // such expressions.
        let ExprKind::Str(template) = &template.kind else { return None };
        let values: Option<Vec<&Expr>> = args
            .iter()
            .map(|arg| match arg {
                Arg::Positional(value) => Some(value),
                Arg::Named(..) | Arg::Skipped(_) => None,
            })
            .collect();
        let values = values?;
        if !values.iter().all(|value| self.is_spelled_alike(value)) {
            return None;
        }
        let mut pieces = Vec::new();
        let mut next = 0;
        for part in placeholders(template)? {
            match part {
                Placeholder::Text(text) => pieces.push(Piece::Text(text.into())),
                Placeholder::Next => {
                    pieces.push(Piece::Expr((*values.get(next)?).clone()));
                    next += 1;
                }
                Placeholder::Numbered(n) => pieces.push(Piece::Expr((*values.get(n)?).clone())),
            }
        }
        Some(joined(pieces))
    }

    /// `list(a, b)`: the call splices a sequence among its arguments, `[a, b]` keeps it as an
    /// item.
    fn list(&self, args: &[Arg]) -> Option<ExprKind> {
        let item = |arg: &Arg| match arg {
            Arg::Positional(value) => {
                let literal = matches!(
                    value.kind,
                    ExprKind::Null
                        | ExprKind::Bool(_)
                        | ExprKind::Float(_)
                        | ExprKind::Word(_)
                        | ExprKind::List(_)
                        | ExprKind::Map(_)
                );
                let made =
                    matches!(&value.kind, ExprKind::Call { name, .. } if &*name.text == "new");
                literal || made || self.is_spelled_alike(value)
            }
            Arg::Named(..) | Arg::Skipped(_) => false,
        };
        args.iter().all(item).then(|| ExprKind::List(args.to_vec()))
    }
}

/// Named arguments as the properties of a new object.
fn properties(args: &[Arg]) -> Option<Vec<Entry>> {
    let entry = |arg: &Arg| match arg {
        Arg::Named(key, value) => Some(Entry { key: word_key(key)?, value: value.clone() }),
        Arg::Positional(_) | Arg::Skipped(_) => None,
    };
    args.iter().map(entry).collect()
}

/// An entry whose bare key becomes a string.
fn dictionary_entry(entry: &Entry) -> Entry {
    let key = word_key(&entry.key).unwrap_or_else(|| entry.key.clone());
    Entry { key, value: entry.value.clone() }
}

/// A key that is a word or a string, as a string.
fn word_key(key: &Expr) -> Option<Expr> {
    match &key.kind {
        ExprKind::Word(text) | ExprKind::Str(text) => {
            Some(Expr { kind: ExprKind::Str(text.clone()), span: key.span })
        }
        _ => None,
    }
}

/// `switch(a => x, b => y, true => z)` is `if a then x else if b then y else z`.
fn choice(args: &[Arg]) -> Option<ExprKind> {
    let (first, rest) = args.split_first()?;
    let Arg::Named(condition, value) = first else { return None };
    match &condition.kind {
        ExprKind::Bool(_) | ExprKind::Word(_) | ExprKind::Str(_) => return None,
        _ => {}
    }
    let otherwise = match rest {
        [] => ExprKind::Null,
        [Arg::Named(Expr { kind: ExprKind::Bool(true), .. }, last)] => {
            return Some(ExprKind::If {
                condition: Box::new(condition.clone()),
                then: Box::new(value.clone()),
                otherwise: Box::new(last.clone()),
            });
        }
        more => choice(more)?,
    };
    Some(ExprKind::If {
        condition: Box::new(condition.clone()),
        then: Box::new(value.clone()),
        otherwise: Box::new(Expr { kind: otherwise, span: value.span }),
    })
}

/// `dict()` and `dict(k => v)`.
fn dictionary(args: &[Arg]) -> Option<ExprKind> {
    let entry = |arg: &Arg| match arg {
        Arg::Named(key, value) => {
            Some(dictionary_entry(&Entry { key: key.clone(), value: value.clone() }))
        }
        Arg::Positional(_) | Arg::Skipped(_) => None,
    };
    let entries: Option<Vec<Entry>> = args.iter().map(entry).collect();
    entries.map(ExprKind::Map)
}

/// `interpolate('…', $x)`, which YAML uses for an interpolated string.
fn interpolated(args: &[Arg]) -> Option<ExprKind> {
    let piece = |arg: &Arg| match arg {
        Arg::Positional(Expr { kind: ExprKind::Str(text), .. }) => Some(Piece::Text(text.clone())),
        Arg::Positional(value) => Some(Piece::Expr(value.clone())),
        Arg::Named(..) | Arg::Skipped(_) => None,
    };
    let pieces: Option<Vec<Piece>> = args.iter().map(piece).collect();
    pieces.filter(|pieces| !pieces.is_empty()).map(joined)
}

/// Pieces as the parser produces them: no adjacent texts, and a plain string if nothing is
/// interpolated.
fn joined(pieces: Vec<Piece>) -> ExprKind {
    let mut result: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (result.last_mut(), piece) {
            (_, Piece::Text(text)) if text.is_empty() => {}
            (Some(Piece::Text(before)), Piece::Text(text)) => {
                *before = format!("{before}{text}").into();
            }
            (_, piece) => result.push(piece),
        }
    }
    match result.as_slice() {
        [] => ExprKind::Str(Text::from("")),
        [Piece::Text(text)] => ExprKind::Str(text.clone()),
        _ => ExprKind::Interpolated(result),
    }
}

/// A part of a format string.
enum Placeholder {
    /// Literal text.
    Text(String),
    /// `{}`: the next argument.
    Next,
    /// `{0}`: the argument of that number.
    Numbered(usize),
}

/// The parts of a format string; `None` if it has other placeholders than `{}` and `{0}`, or is malformed.
fn placeholders(template: &str) -> Option<Vec<Placeholder>> {
    // A scanner for the subset of Python's format strings that has a counterpart: doubled
    // braces, `{}` and `{n}`. Attributes, keys, conversions and specifications end it with
    // `None`.
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => {
                chars.next();
                text.push(c);
            }
            '{' => {
                let mut field = String::new();
                loop {
                    match chars.next()? {
                        '}' => break,
                        digit if digit.is_ascii_digit() => field.push(digit),
                        _ => return None,
                    }
                }
                parts.push(Placeholder::Text(std::mem::take(&mut text)));
                parts.push(match field.as_str() {
                    "" => Placeholder::Next,
                    number => Placeholder::Numbered(number.parse().ok()?),
                });
            }
            '}' => return None,
            c => text.push(c),
        }
    }
    parts.push(Placeholder::Text(text));
    Some(parts)
}

/// Whether an expression mentions `$` or an argument by number (`$1`).
fn mentions_item(expr: &Expr) -> bool {
    let mut found = false;
    each_variable(expr, &mut |name: &Text| {
        found |= name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit());
    });
    found
}

/// Visits every variable of an expression.
fn each_variable(expr: &Expr, visit: &mut dyn FnMut(&Text)) {
    // Recursion over the tree; kinds without parts, and those that occur only in `.murano`,
    // have no variables here.
    let mut args = |args: &[Arg]| {
        for arg in args {
            match arg {
                Arg::Positional(value) => each_variable(value, visit),
                Arg::Named(key, value) => {
                    each_variable(key, visit);
                    each_variable(value, visit);
                }
                Arg::Skipped(_) => {}
            }
        }
    };
    match &expr.kind {
        ExprKind::Var(name) => visit(name),
        ExprKind::List(items) | ExprKind::Call { args: items, .. } => args(items),
        ExprKind::Index { target, args: items }
        | ExprKind::MethodCall { target, args: items, .. }
        | ExprKind::Invoke { callee: target, args: items } => {
            args(items);
            each_variable(target, visit);
        }
        ExprKind::Map(entries) => {
            for entry in entries {
                each_variable(&entry.key, visit);
                each_variable(&entry.value, visit);
            }
        }
        ExprKind::Member { target, .. } => each_variable(target, visit),
        ExprKind::Dot { target: left, member: right, .. } | ExprKind::Binary(_, left, right) => {
            each_variable(left, visit);
            each_variable(right, visit);
        }
        ExprKind::Unary(_, inner) | ExprKind::Paren(inner) => each_variable(inner, visit),
        _ => {}
    }
}

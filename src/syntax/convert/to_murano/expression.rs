//! Expressions: bare words become strings unless they name classes, and parentheses are added
//! where `.murano` would parse differently.

use super::MuranoRewriter;
use crate::source::Span;
use crate::syntax::{Arg, BinaryOp, Entry, Expr, ExprKind, Name, Piece, Text, UnaryOp};

/// Functions that evaluate their arguments in the calling context, so `$` keeps its meaning.
const EAGER: [&str; 18] = [
    "new",
    "dict",
    "list",
    "cast",
    "format",
    "str",
    "int",
    "switch",
    "coalesce",
    "append",
    "insert",
    "set",
    "delete",
    "mergeWith",
    "join",
    "concat",
    "require",
    "interpolate",
];

impl MuranoRewriter<'_> {
    /// Rewrites an expression and all its parts.
    pub(super) fn expression(&mut self, expr: &mut Expr) {
        // The notation of a call is replaced first, while the parts are still as in YAML; then
        // the parts are rewritten. Negative numbers are one literal in YAML, but an operator
        // and a literal in `.murano`. The right side of `->` has another `$`.
        self.idiom(expr);
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Word(word) => expr.kind = ExprKind::Str(word.clone()),
            ExprKind::TypeName(name) => {
                self.expressed(name);
                if name.prefix.is_none() {
                    expr.kind = ExprKind::Word(name.name.clone());
                }
            }
            ExprKind::Int(number) if *number < 0 => expr.kind = negative_int(*number, span),
            ExprKind::BigInt(digits) => {
                if let Some(digits) = digits.strip_prefix('-') {
                    expr.kind = negative(ExprKind::BigInt(digits.into()), span);
                }
            }
            ExprKind::Float(number) => {
                if let Some(kind) = float(*number, span) {
                    expr.kind = kind;
                }
            }
            ExprKind::List(args) => self.arguments(args, &[]),
            ExprKind::Map(entries) | ExprKind::New { entries, .. } => self.entries(entries),
            ExprKind::Paren(inner) => self.expression(inner),
            ExprKind::Unary(UnaryOp::Colon, _) | ExprKind::Binary(BinaryOp::Colon, ..) => {
                let hint = "quote it if a string is meant; a class is `prefix:Name`";
                self.refuse(span, "`:` has no such operands in `.murano`", hint);
            }
            ExprKind::Unary(_, operand) => self.operand(operand),
            ExprKind::Binary(op, left, right) => {
                let op = *op;
                self.operand(left);
                match (&right.kind, op) {
                    (ExprKind::Word(_), BinaryOp::Is) => {}
                    (_, BinaryOp::Arrow) => self.with_item(|r| r.operand(right)),
                    _ => self.operand(right),
                }
            }
            ExprKind::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|part| self.expression(part));
            }
            ExprKind::Interpolated(pieces) => pieces.iter_mut().for_each(|piece| {
                if let Piece::Expr(expr) = piece {
                    self.expression(expr);
                }
            }),
            _ => self.postfix(expr),
        }
    }

    fn postfix(&mut self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Call { name, args } => {
                self.called(name, args, Callee::Function);
            }
            ExprKind::MethodCall { target, name, args, .. } => {
                self.target(target);
                self.called(name, args, Callee::Method);
            }
            ExprKind::Super { args, .. } => self.arguments(args, &[]),
            ExprKind::Member { target, .. } => self.target(target),
            ExprKind::Index { target, args } => {
                self.target(target);
                self.with_item(|r| r.arguments(args, &[]));
            }
            ExprKind::Dot { .. } | ExprKind::Invoke { .. } => {
                let message = "the right side of `.` must be a name or a call in `.murano`";
                self.refuse(expr.span, message, "rewrite it before converting");
            }
            _ => {}
        }
    }

    fn called(&mut self, name: &Name, args: &mut [Arg], callee: Callee) {
        if name.text.starts_with('#') {
            let message = "this has no notation in `.murano`";
            return self.refuse(name.span, message, "rewrite it before converting");
        }
        let places = class_places(&name.text, callee);
        // The method `switch` binds its receiver to `$`.
        if EAGER.contains(&&*name.text) && (&*name.text, callee) != ("switch", Callee::Method) {
            return self.arguments(args, places);
        }
        self.with_item(|rewriter| rewriter.arguments(args, places));
    }

    /// Arguments; a capitalized word at one of these positions names a class.
    fn arguments(&mut self, args: &mut [Arg], places: &[usize]) {
        for (n, arg) in args.iter_mut().enumerate() {
            match arg {
                Arg::Positional(Expr { kind: ExprKind::Word(word), .. })
                    if places.contains(&n) && word.starts_with(char::is_uppercase) => {}
                Arg::Positional(value) => self.expression(value),
                Arg::Named(key, value) => {
                    self.expression(key);
                    self.expression(value);
                }
                Arg::Skipped(_) => {}
            }
        }
    }

    fn entries(&mut self, entries: &mut [Entry]) {
        for Entry { key, value } in entries {
            self.expression(key);
            self.expression(value);
        }
    }

    /// An operand of an operator.
    fn operand(&mut self, expr: &mut Expr) {
        self.expression(expr);
        if matches!(expr.kind, ExprKind::If { .. }) {
            parenthesize(expr);
        }
    }

    /// The left side of a `.` or `[`.
    fn target(&mut self, expr: &mut Expr) {
        self.operand(expr);
        let number = matches!(
            expr.kind,
            ExprKind::Float(_) | ExprKind::Int(_) | ExprKind::BigInt(_) | ExprKind::Unary(..)
        );
        if number || matches!(expr.kind, ExprKind::Map(_)) {
            parenthesize(expr);
        }
    }

    /// Whether it is the object on which the method runs.
    pub(super) fn is_this(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Var(name) => &**name == "this" || name.is_empty() && self.item == 0,
            _ => false,
        }
    }
}

/// Whether a function or a method is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Callee {
    Function,
    Method,
}

/// Positions of arguments that are classes if they are capitalized words.
fn class_places(name: &str, callee: Callee) -> &'static [usize] {
    match (name, callee) {
        ("new" | "type" | "typeinfo", Callee::Function) => &[0],
        ("find" | "cast", Callee::Method) => &[0],
        ("find" | "cast", Callee::Function) => &[1],
        ("class" | "template", _) => &[0, 1],
        _ => &[],
    }
}

/// Adds parentheses to an expression.
pub(super) fn parenthesize(expr: &mut Expr) {
    let span = expr.span;
    let kind = std::mem::replace(&mut expr.kind, ExprKind::Error);
    expr.kind = ExprKind::Paren(Box::new(Expr { kind, span }));
}

/// `-number` as `.murano` parses it.
fn negative(number: ExprKind, span: Span) -> ExprKind {
    ExprKind::Unary(UnaryOp::Minus, Box::new(Expr { kind: number, span }))
}

fn negative_int(number: i64, span: Span) -> ExprKind {
    let number = match number.checked_neg() {
        Some(positive) => ExprKind::Int(positive),
        None => ExprKind::BigInt(number.unsigned_abs().to_string().into()),
    };
    negative(number, span)
}

/// A float without a literal.
fn float(number: f64, span: Span) -> Option<ExprKind> {
    let call = |text: &str| {
        let text = Arg::Positional(Expr { kind: ExprKind::Str(Text::from(text)), span });
        ExprKind::Call { name: Name { text: "float".into(), span }, args: vec![text] }
    };
    if number.is_nan() {
        return Some(call("nan"));
    }
    if number.is_infinite() {
        return Some(call(if number < 0.0 { "-inf" } else { "inf" }));
    }
    number.is_sign_negative().then(|| negative(ExprKind::Float(-number), span))
}

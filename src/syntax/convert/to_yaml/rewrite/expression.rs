//! Expressions: converts interpolation, `new Name { … }`, `super.method()` and `if … then …
//! else` to calls.

use super::{YamlRewriter, made, named};
use crate::source::Span;
use crate::syntax::{Arg, Entry, Expr, ExprKind, Name, Piece, Text, TypeName, UnaryOp};

/// YAQL's function for `"…\(expr)…"` of `.murano`.
const INTERPOLATE: &str = "interpolate";

impl YamlRewriter<'_> {
    /// A value outside of expressions, where a negative number is a literal.
    pub(super) fn value(&mut self, expr: &Expr) -> Expr {
        let kind = match &expr.kind {
            ExprKind::Unary(UnaryOp::Minus, number) => match number.kind {
                ExprKind::Int(n) => ExprKind::Int(-n),
                ExprKind::Float(f) => ExprKind::Float(-f),
                _ => return self.expression(expr),
            },
            ExprKind::List(items) if items.iter().all(|i| matches!(i, Arg::Positional(_))) => {
                let item = |arg: &Arg| match arg {
                    Arg::Positional(item) => Arg::Positional(self.value(item)),
                    other => other.clone(),
                };
                ExprKind::List(items.iter().map(item).collect())
            }
            ExprKind::Map(entries) => ExprKind::Map(self.value_entries(entries)),
            _ => return self.expression(expr),
        };
        made(kind, expr.span)
    }

    /// Rewrites an expression.
    pub(super) fn expression(&mut self, expr: &Expr) -> Expr {
        // Only notations that YAQL does not have change their form; every other node is copied
        // with its parts rewritten. A word is a class only if the file declares or imports one
        // of that name.
        let span = expr.span;
        let kind = match &expr.kind {
            ExprKind::Interpolated(pieces) => self.interpolated(pieces, span),
            ExprKind::New { class, entries } => self.new_object(class, entries, span),
            ExprKind::Super { name, args } => self.super_call(name, args, span),
            ExprKind::With(target, changes) => self.changed(target, changes, span),
            ExprKind::If { condition, then, otherwise } => {
                let case = |key: Expr, value: Expr| Arg::Named(key, value);
                let always = made(ExprKind::Bool(true), otherwise.span);
                let first = case(self.expression(condition), self.expression(then));
                let args = vec![first, case(always, self.expression(otherwise))];
                ExprKind::Call { name: named("switch", span), args }
            }
            ExprKind::Word(word) if self.names.is_class(word) => {
                let written = TypeName { prefix: None, name: word.clone(), span };
                ExprKind::TypeName(self.names.expressed(&written))
            }
            ExprKind::TypeName(name) => ExprKind::TypeName(self.names.expressed(name)),
            ExprKind::List(args) => ExprKind::List(self.arguments(args)),
            ExprKind::Map(entries) => ExprKind::Map(self.entries(entries)),
            ExprKind::Unary(op, inner) => ExprKind::Unary(*op, self.boxed(inner)),
            ExprKind::Binary(op, left, right) => {
                ExprKind::Binary(*op, self.boxed(left), self.boxed(right))
            }
            ExprKind::Paren(inner) => ExprKind::Paren(self.boxed(inner)),
            kind => self.postfix(kind),
        };
        made(kind, span)
    }

    fn postfix(&mut self, kind: &ExprKind) -> ExprKind {
        // `a.b.Name` is parsed as members of variables, and may be the name of a class.
        match kind {
            ExprKind::Index { target, args } => {
                ExprKind::Index { target: self.boxed(target), args: self.arguments(args) }
            }
            ExprKind::Member { target, name, safe } => {
                if let Some(class) = dotted(target, name).filter(|c| self.names.is_class(&c.name)) {
                    return ExprKind::TypeName(self.names.expressed(&class));
                }
                let target = self.boxed(target);
                ExprKind::Member { target, name: name.clone(), safe: *safe }
            }
            ExprKind::Call { name, args } => {
                ExprKind::Call { name: name.clone(), args: self.arguments(args) }
            }
            ExprKind::MethodCall { target, name, args, safe } => {
                let (target, args) = (self.boxed(target), self.arguments(args));
                ExprKind::MethodCall { target, name: name.clone(), args, safe: *safe }
            }
            ExprKind::Dot { target, member, safe } => {
                let (target, member) = (self.boxed(target), self.boxed(member));
                ExprKind::Dot { target, member, safe: *safe }
            }
            ExprKind::Invoke { callee, args } => {
                ExprKind::Invoke { callee: self.boxed(callee), args: self.arguments(args) }
            }
            other => other.clone(),
        }
    }

    /// `target.mergeWith(changes, $2)`: dictionaries are merged, and of two lists the second is taken.
    fn changed(&mut self, target: &Expr, changes: &Expr, span: Span) -> ExprKind {
        let second = made(ExprKind::Var("2".into()), changes.span);
        ExprKind::MethodCall {
            target: self.boxed(target),
            name: named("mergeWith", span),
            args: vec![Arg::Positional(self.expression(changes)), Arg::Positional(second)],
            safe: false,
        }
    }

    fn boxed(&mut self, expr: &Expr) -> Box<Expr> {
        Box::new(self.expression(expr))
    }

    fn arguments(&mut self, args: &[Arg]) -> Vec<Arg> {
        let one = |arg: &Arg| match arg {
            Arg::Positional(value) => Arg::Positional(self.expression(value)),
            Arg::Named(key, value) => {
                // A name is not a class here.
                let key = match plain_key(key) {
                    Some(word) => made(ExprKind::Word(word), key.span),
                    None => self.expression(key),
                };
                Arg::Named(key, self.expression(value))
            }
            Arg::Skipped(span) => Arg::Skipped(*span),
        };
        args.iter().map(one).collect()
    }

    fn entries(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let one =
            |e: &Entry| Entry { key: self.expression(&e.key), value: self.expression(&e.value) };
        entries.iter().map(one).collect()
    }

    /// `interpolate('…', $x)`.
    fn interpolated(&mut self, pieces: &[Piece], span: Span) -> ExprKind {
        let one = |piece: &Piece| match piece {
            Piece::Text(text) => Arg::Positional(made(ExprKind::Str(text.clone()), span)),
            Piece::Expr(expr) => Arg::Positional(self.expression(expr)),
        };
        let args = pieces.iter().map(one).collect();
        ExprKind::Call { name: named(INTERPOLATE, span), args }
    }

    /// `new(Name, $this, key => value)`, or with a dictionary if a key is not a word, or is a
    /// parameter of `new`. An object that a static method creates has no owner.
    fn new_object(&mut self, class: &TypeName, entries: &[Entry], span: Span) -> ExprKind {
        let class = made(ExprKind::TypeName(self.names.expressed(class)), class.span);
        let mut args = vec![Arg::Positional(class)];
        let keys: Option<Vec<Text>> = entries.iter().map(|e| plain_key(&e.key)).collect();
        let owner =
            self.instance.then(|| Arg::Positional(made(ExprKind::Var("this".into()), span)));
        let plain = |keys: &Vec<Text>| keys.iter().all(|key| &**key != "parameters");
        match keys.filter(plain) {
            Some(keys) => {
                args.extend(owner);
                for (key, entry) in keys.into_iter().zip(entries) {
                    let key = made(ExprKind::Word(key), entry.key.span);
                    args.push(Arg::Named(key, self.expression(&entry.value)));
                }
            }
            None => {
                let given = ExprKind::Map(self.entries(entries));
                args.push(Arg::Positional(made(given, span)));
                args.extend(owner);
            }
        }
        ExprKind::Call { name: named("new", span), args }
    }

    /// `cast($this, Parent).method()`.
    fn super_call(&mut self, name: &Name, args: &[Arg], span: Span) -> ExprKind {
        // `cast` names the base class statically, so the one that declares the method is looked
        // up now; with several candidates the program has to name it.
        let parent = match self.class.extends.as_slice() {
            [] => Some(TypeName { prefix: None, name: "io.murano.Object".into(), span }),
            [only] => Some(only.clone()),
            several => {
                let which = self.names.parent_with(self.class, &name.text);
                which.and_then(|n| several.get(n)).cloned()
            }
        };
        let Some(parent) = parent else {
            self.refuse(
                span,
                &format!("`super.{}()` with several base classes", name.text),
                "name the base class: `cast($this, Parent)`",
            );
            return ExprKind::Error;
        };
        let class = made(ExprKind::TypeName(self.names.expressed(&parent)), span);
        let this = made(ExprKind::Var("this".into()), span);
        let cast = ExprKind::Call {
            name: named("cast", span),
            args: vec![Arg::Positional(this), Arg::Positional(class)],
        };
        ExprKind::MethodCall {
            target: Box::new(made(cast, span)),
            name: name.clone(),
            args: self.arguments(args),
            safe: false,
        }
    }
}

/// The type name that `a.b.Name` spells.
pub(super) fn dotted(target: &Expr, name: &Name) -> Option<TypeName> {
    let before = match &target.kind {
        ExprKind::Word(word) => word.clone(),
        ExprKind::Member { target, name, safe: false } => dotted(target, name)?.name,
        _ => return None,
    };
    let name = format!("{before}.{}", name.text).into();
    Some(TypeName { prefix: None, name, span: target.span })
}

/// A key that can be the name of an argument.
fn plain_key(key: &Expr) -> Option<Text> {
    match &key.kind {
        ExprKind::Str(text) | ExprKind::Word(text) => {
            let mut chars = text.chars();
            let begins = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
            let reserved = ["true", "false", "null", "and", "or", "not", "in", "is", "mod"];
            let word = begins && chars.all(|c| c.is_alphanumeric() || c == '_');
            (word && !text.starts_with("__") && !reserved.contains(&&**text)).then(|| text.clone())
        }
        _ => None,
    }
}

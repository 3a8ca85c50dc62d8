//! The types of expressions, and the errors in them.

use std::rc::Rc;

use super::checker::Checker;
use super::types::KnownType;
use crate::syntax::{Arg, Entry, Expr, ExprKind, Piece, Text, TypeName};

impl<'t> Checker<'_, 't> {
    /// The type of an expression; errors in it are reported.
    pub(super) fn expression(&mut self, expr: &'t Expr) -> KnownType {
        let ty = self.infer(expr);
        if let Some(facts) = self.members.facts {
            facts.has_type(expr.span, &ty);
        }
        ty
    }

    fn infer(&mut self, expr: &'t Expr) -> KnownType {
        // Type inference from the inside out. Every subexpression is visited exactly once, also
        // where its type does not matter, because visiting reports its errors.
        match &expr.kind {
            ExprKind::Null => KnownType::Null,
            ExprKind::Bool(_) => KnownType::Bool,
            ExprKind::Int(_) | ExprKind::BigInt(_) => KnownType::Int,
            ExprKind::Float(_) => KnownType::Float,
            ExprKind::Str(text) => {
                self.uninterpolated(text, expr.span);
                KnownType::Str
            }
            ExprKind::Interpolated(pieces) => {
                for piece in pieces {
                    if let Piece::Expr(part) = piece {
                        self.expression(part);
                    }
                }
                KnownType::Str
            }
            ExprKind::Word(_) | ExprKind::TypeName(_) => self.class_named(expr),
            ExprKind::Var(name) => self.variable(name),
            ExprKind::List(args) => KnownType::List(Rc::new(self.items(args))),
            ExprKind::Map(entries) => {
                self.entries(entries);
                KnownType::Dict(literal_keys(entries))
            }
            ExprKind::Index { target, args } => self.index(target, args),
            ExprKind::Member { target, name, .. } => self.member(target, name),
            ExprKind::Call { name, args } => self.function_call(name, args, expr.span),
            ExprKind::MethodCall { target, name, args, safe } => {
                let receiver = self.expression(target);
                if *safe && receiver == KnownType::Null {
                    self.library_arguments(&name.text, args, KnownType::Any);
                    return KnownType::Null;
                }
                self.method_call(target, &receiver, name, args, expr.span)
            }
            ExprKind::Dot { target, member, .. } => {
                self.expression(target);
                self.rebinding(member);
                KnownType::Any
            }
            ExprKind::Invoke { callee, args } => {
                self.expression(callee);
                self.arguments(args);
                KnownType::Any
            }
            ExprKind::Unary(op, operand) => self.unary(*op, operand),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, expr.span),
            ExprKind::Paren(inner) => self.expression(inner),
            ExprKind::New { class, entries } => self.new_object(class, entries, expr.span),
            ExprKind::Super { name, args } => self.super_call(name, args, expr.span),
            ExprKind::With(target, changes) => self.changed(target, changes),
            ExprKind::If { condition, then, otherwise } => {
                self.expression(condition);
                let then = self.narrowed(condition, true, |checker| checker.expression(then));
                let otherwise =
                    self.narrowed(condition, false, |checker| checker.expression(otherwise));
                then.join(otherwise)
            }
            ExprKind::Error => KnownType::Any,
        }
    }

    /// The type of an expression that is checked elsewhere: reports nothing.
    pub(super) fn type_of(&mut self, expr: &'t Expr) -> KnownType {
        self.expected_failures += 1;
        let found = self.expression(expr);
        self.expected_failures -= 1;
        found
    }

    /// Checks arguments without known parameters.
    pub(super) fn arguments(&mut self, args: &'t [Arg]) {
        for arg in args {
            match arg {
                Arg::Positional(value) | Arg::Named(_, value) => drop(self.expression(value)),
                Arg::Skipped(_) => {}
            }
        }
    }

    fn items(&mut self, args: &'t [Arg]) -> KnownType {
        let mut joined = None;
        for arg in args {
            let ty = match arg {
                Arg::Positional(value) => self.expression(value),
                Arg::Named(_, value) => {
                    self.expression(value);
                    KnownType::Any
                }
                Arg::Skipped(_) => KnownType::Any,
            };
            joined = Some(match joined {
                None => ty,
                Some(before) => KnownType::join(before, ty),
            });
        }
        joined.unwrap_or(KnownType::Any)
    }

    fn class_named(&self, expr: &Expr) -> KnownType {
        let named = match &expr.kind {
            ExprKind::Word(word) => TypeName { prefix: None, name: word.clone(), span: expr.span },
            ExprKind::TypeName(name) => name.clone(),
            _ => return KnownType::Any,
        };
        // A bare word is a string in YAML.
        if !self.scope.strict && matches!(expr.kind, ExprKind::Word(_)) {
            return KnownType::Any;
        }
        self.registry.lookup(&named, &self.scope).map_or(KnownType::Any, KnownType::Class)
    }

    fn variable(&self, name: &str) -> KnownType {
        match name {
            "" => self.item.clone(),
            "this" => self.this(),
            _ if self.rebound > 0 => KnownType::Any,
            _ => self.variables.get(name).map_or(KnownType::Any, |variable| variable.ty.clone()),
        }
    }

    fn index(&mut self, target: &'t Expr, args: &'t [Arg]) -> KnownType {
        let ty = self.expression(target);
        let [Arg::Positional(at)] = args else {
            self.with_item(KnownType::Any, |checker| checker.arguments(args));
            return KnownType::Any;
        };
        let at = self.with_item(KnownType::Any, |checker| checker.expression(at));
        match (ty.required(), at) {
            (KnownType::List(item), KnownType::Int) => (**item).clone(),
            _ => KnownType::Any,
        }
    }
}

/// The keys of a dictionary literal, if all of them are literal strings.
fn literal_keys(entries: &[Entry]) -> Option<Rc<[Text]>> {
    let key = |entry: &Entry| match &entry.key.kind {
        ExprKind::Str(text) => Some(text.clone()),
        _ => None,
    };
    entries.iter().map(key).collect()
}

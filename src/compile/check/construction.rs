//! `new(Name, owner, key => value)`: the class, and the values of its properties.

use super::checker::Checker;
use super::objects::GivenValue;
use super::types::KnownType;
use crate::compile::ids::ClassId;
use crate::source::Span;
use crate::syntax::yaml::written_type;
use crate::syntax::{Arg, Expr, ExprKind};

impl<'t> Checker<'_, 't> {
    pub(super) fn constructed(&mut self, args: &'t [Arg], span: Span) -> KnownType {
        let Some((Arg::Positional(first), rest)) = args.split_first() else {
            self.arguments(args);
            return KnownType::Any;
        };
        let Some(class) = self.class_to_make(first) else {
            self.arguments(args);
            return KnownType::Any;
        };
        let made = KnownType::Object { class, exact: true };
        // The owner comes first; a dictionary in its place holds all values.
        let (owner, named) = match rest {
            [Arg::Positional(owner), named @ ..] => (Some(owner), named),
            named => (None, named),
        };
        let given: Option<Vec<GivenValue<'t>>> = named.iter().map(value).collect();
        let dictionary = owner.is_some_and(|owner| !is_owner(owner));
        let Some(given) = given.filter(|_| !dictionary) else {
            self.arguments(args);
            return made;
        };
        owner.iter().for_each(|owner| drop(self.expression(owner)));
        self.properties(class, &given, span, None);
        made
    }

    /// The class that the first argument names. A text is looked up when the call runs; here it is reported if there is no such class.
    fn class_to_make(&mut self, expr: &Expr) -> Option<ClassId> {
        match &expr.kind {
            ExprKind::TypeName(name) => self.registry.lookup(name, &self.scope),
            ExprKind::Word(text) | ExprKind::Str(text) => {
                let written = written_type(text, expr.span)?;
                if self.scope.strict && matches!(expr.kind, ExprKind::Word(_)) {
                    return self.registry.lookup(&written, &self.scope);
                }
                match self.registry.resolve(&written, &self.scope) {
                    Ok(class) => Some(class),
                    Err(found) => {
                        self.report(found.late());
                        None
                    }
                }
            }
            _ => None,
        }
    }
}

/// Whether an argument can only be the owner, not a dictionary.
fn is_owner(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null => true,
        ExprKind::Var(name) => &**name == "this",
        _ => false,
    }
}

fn value(arg: &Arg) -> Option<GivenValue<'_>> {
    let Arg::Named(key, value) = arg else { return None };
    match &key.kind {
        // `parameters` and `owner` select other overloads.
        ExprKind::Word(name) | ExprKind::Str(name)
            if !matches!(&**name, "parameters" | "owner") =>
        {
            Some(GivenValue { name: Some(name.clone()), key: key.span, value })
        }
        _ => None,
    }
}

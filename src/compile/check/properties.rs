//! Properties and keys: which are read and written, and whether the value has them.

use std::rc::Rc;

use super::checker::Checker;
use super::place::Place;
use super::types::KnownType;
use super::unused::variable;
use super::values::Wanted;
use crate::compile::foreign_names;
use crate::compile::ids::ClassId;
use crate::compile::signature::CallKind;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Expr, ExprKind, MethodUsage, Name, PropertyUsage, Text};

/// The properties of exceptions.
const EXCEPTION: [&str; 7] =
    ["message", "name", "names", "extra", "cause", "stackTrace", "nativeException"];

impl<'t> Checker<'_, 't> {
    /// `target.name`: a property of an object, or of each object of a list.
    pub(super) fn member(&mut self, target: &'t Expr, name: &Name) -> KnownType {
        let ty = self.expression(target);
        match ty.required() {
            KnownType::Object { class, exact } => {
                if let Some(property) = self.members.property(*class, &name.text) {
                    return property.ty(self.registry);
                }
                // What a script's class reads of its own object is checked when it is lowered.
                let own = self.is_own_object(target);
                if !(own && self.scope.strict) {
                    self.unknown_member(*class, *exact, own, name);
                }
                KnownType::Any
            }
            KnownType::List(item) => match item.required() {
                KnownType::Object { class, .. } => {
                    match self.members.property(*class, &name.text) {
                        Some(property) => KnownType::List(Rc::new(property.ty(self.registry))),
                        None => KnownType::Any,
                    }
                }
                KnownType::Bool | KnownType::Int | KnownType::Float | KnownType::Str => {
                    let item = item.required().clone();
                    self.no_member(&item, "each item is", target, name)
                }
                _ => KnownType::Any,
            },
            scalar @ (KnownType::Bool | KnownType::Int | KnownType::Float | KnownType::Str) => {
                let scalar = scalar.clone();
                self.no_member(&scalar, "this is", target, name)
            }
            KnownType::Dict(Some(keys)) if !keys.contains(&name.text) => {
                let keys = keys.clone();
                self.no_key(&keys, target, name)
            }
            KnownType::Exception if !EXCEPTION.contains(&&*name.text) => {
                self.no_exception_member(target, name)
            }
            KnownType::Any if self.is_file_object(target) => self.no_object_here(target, name),
            _ => KnownType::Any,
        }
    }

    /// A member of text, of a number or of a boolean, which have none. `what` is `target`: "this is", "each item is".
    fn no_member(&mut self, ty: &KnownType, what: &str, target: &Expr, name: &Name) -> KnownType {
        let found = ty.describe(self.registry);
        let message = format!("{found} has no property `{}`", name.text);
        let is_item = matches!(&target.kind, ExprKind::Var(variable) if variable.is_empty());
        let of_object = is_item && self.has_member(&name.text);
        let overloads = self.catalogue.overloads(&name.text);
        let hint = if of_object {
            Some(format!("`$` is the item here; of the object it is `$this.{}`", name.text))
        } else if overloads.iter().any(|o| o.kind != CallKind::Function) {
            Some(format!("a method is called with brackets: `.{}()`", name.text))
        } else {
            foreign_names::method(&name.text).map(str::to_owned)
        };
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                .label(target.span, format!("{what} {found}"))
                .hint_if(hint),
        );
        KnownType::Any
    }

    /// A property that no exception has.
    fn no_exception_member(&mut self, target: &Expr, name: &Name) -> KnownType {
        let message = format!("an exception has no property `{}`", name.text);
        let near = suggest::did_you_mean(&name.text, EXCEPTION.iter().copied());
        let all: Vec<String> = EXCEPTION.iter().map(|name| format!("`{name}`")).collect();
        let hint = near.unwrap_or_else(|| {
            format!(
                "it has {}; values given to `throw` with `with` are in `.extra`",
                all.join(", ")
            )
        });
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                .label(target.span, "the exception")
                .hint(hint),
        );
        KnownType::Any
    }

    /// Whether `$this` has a member of a name.
    pub(super) fn has_member(&self, name: &str) -> bool {
        match self.this() {
            KnownType::Object { class, .. } => {
                self.members.property(class, name).is_some()
                    || self.members.method(class, name).is_some()
            }
            _ => false,
        }
    }

    fn no_key(&mut self, keys: &[Text], target: &Expr, name: &Name) -> KnownType {
        let message = format!("the dictionary has no key `{}`", name.text);
        let near = suggest::similar(&name.text, keys.iter().map(|k| &**k));
        let all: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        let others = match all.as_slice() {
            [] => "it is empty".to_owned(),
            all => format!("its keys are {}", all.join(", ")),
        };
        let found = Diagnostic::error(codes::MISSING_KEY, name.span, message)
            .label(target.span, "this dictionary");
        self.report(match near {
            Some(near) => found.similar(&near),
            None => found.hint(others),
        });
        KnownType::Any
    }

    /// Whether an expression is the object whose code this is.
    fn is_own_object(&self, target: &Expr) -> bool {
        match &target.kind {
            ExprKind::Var(name) => &**name == "this" || name.is_empty() && !self.in_lambda,
            _ => false,
        }
    }

    /// Whether an expression is `$` or `$this` in a function of a file, where there is no object.
    fn is_file_object(&self, target: &Expr) -> bool {
        let in_function = self.method.is_some() && self.registry.entry(self.class).is_file();
        let is_this = matches!(&target.kind, ExprKind::Var(name) if &**name == "this")
            || matches!(&target.kind, ExprKind::Var(name) if name.is_empty() && !self.in_lambda);
        in_function && is_this && self.scope.strict
    }

    fn no_object_here(&mut self, target: &Expr, name: &Name) -> KnownType {
        let message = format!("a function has no object, so `$.{}` has no value", name.text);
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, target.span.to(name.span), message)
                .hint("pass the value to the function as an argument"),
        );
        KnownType::Any
    }

    /// A member that no property of the class is called.
    fn unknown_member(&mut self, class: ClassId, exact: bool, own: bool, name: &Name) {
        if !self.members.is_complete(class) {
            return;
        }
        let entry = self.registry.entry(class);
        if let Some(method) = self.members.method(class, &name.text) {
            let message = format!(
                "`{}` is a method of `{}`: it is called with brackets",
                name.text, entry.name
            );
            self.report(
                Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                    .label(method.tree.name.span, "declared here")
                    .hint(format!("write `.{}()`", name.text)),
            );
            return;
        }
        // The class's own code may read what its methods set.
        if self.members.may_have(class, exact, &name.text) {
            return;
        }
        let known = self.registry.given_names(class);
        let message = format!("`{}` has no property `{}`", entry.name, name.text);
        let near = suggest::similar(&name.text, known.iter().map(|n| &**n));
        // Code of a class sees its own properties only; another object may be of a subclass in another package.
        if !self.scope.strict && !own && !exact && near.is_none() {
            return;
        }
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                .label(entry.tree.name.span, "the class")
                .similar_if(near),
        );
    }

    /// Whether an expression is the object whose code this is.
    pub(super) fn is_this(&self, expr: &Expr) -> bool {
        let Some(method) = self.method else { return false };
        let runs_on_object = method.usage == MethodUsage::Runtime;
        matches!(&expr.kind, ExprKind::Var(name) if name.is_empty() || &**name == "this")
            && runs_on_object
            && !self.registry.entry(self.class).is_file()
    }

    pub(super) fn assign_property(&mut self, name: &Name, value: &'t Expr) {
        let Some(property) = self.members.property(self.class, &name.text) else {
            self.expression(value);
            return;
        };
        let tree = property.tree();
        if !self.may_run_in_init() && (self.scope.strict || !self.members.has_init()) {
            self.writable(name, tree.usage, tree.name.span);
        }
        let owner = property.entry.name.clone();
        let place = Place::Root { name: &tree.name.text, owner: &owner, contract: "the contract" };
        self.accept(value, Wanted::new(&tree.contract, &property.entry.scope), &place);
    }

    /// `$object.name = value`, or a part of it, where the object is of a class whose code this is not.
    pub(super) fn foreign_property(&mut self, target: &'t Expr) {
        let Some((object, name)) = first_member(target) else { return };
        let KnownType::Object { class, .. } = *self.type_of(object).required() else { return };
        let own = self.class;
        let related = self.members.is_subclass(own, class) || self.members.is_subclass(class, own);
        let Some(property) = self.members.property(class, &name.text) else { return };
        let tree = property.tree();
        // In `init`, and in what it calls, properties of other objects may be written too.
        if related
            || !self.scope.strict
            || tree.usage == PropertyUsage::Static
            || self.method.is_some() && self.may_run_in_init()
        {
            return;
        }
        let owner = self.registry.entry(class).name.clone();
        let message =
            format!("`{}` of a `{owner}` can only be written by code of that class", name.text);
        let hint = match self.registry.is_core(class) {
            true => {
                let object = variable(object).unwrap_or_else(|| "$object".to_owned());
                format!("make a changed copy: `{object} = {object} with {{ {}: … }}`", name.text)
            }
            false => "add a method to the class that changes it, and call that".to_owned(),
        };
        self.report(
            Diagnostic::error(codes::NO_ACCESS, name.span, message)
                .label(tree.name.span, "declared here")
                .hint(hint),
        );
    }

    /// Whether a method is `init`, or may be called by it: then inputs may still be written.
    fn may_run_in_init(&self) -> bool {
        let Some(method) = self.method else { return false };
        if &*method.name.text == ".init" {
            return true;
        }
        let Some(init) = self.members.method(self.class, ".init") else { return false };
        let Some(body) = &init.tree.body else { return false };
        if self.registry.is_core(init.entry.id) {
            return self.members.reaches(self.class, body, &method.name.text);
        }
        // Any method that `init` calls may lead here.
        let mut calls = false;
        walk::all_expressions(body, &mut |part| {
            calls |= matches!(part.kind, ExprKind::MethodCall { .. } | ExprKind::Super { .. });
        });
        calls
    }

    /// A property of `$this` that is written: who may, and what.
    fn writable(&mut self, name: &Name, usage: PropertyUsage, declared: Span) {
        let word = match usage {
            PropertyUsage::In => "an input",
            PropertyUsage::Const => "const",
            _ => return,
        };
        let message = format!("`{}` is {word} and cannot be written after `init`", name.text);
        let entry = self.registry.entry(self.class);
        let hint = match self.scope.strict {
            true => format!("declare it `inout {0}: …` or `out {0}: …` to change it", name.text),
            false => "declare it with `Usage: InOut` or `Usage: Out` to change it".to_owned(),
        };
        self.report(
            Diagnostic::error(codes::NO_ACCESS, name.span, message)
                .label(declared, format!("declared here by `{}`", entry.name))
                .hint(hint),
        );
    }
}

/// The variable that a target begins with, and the property of its value: `$c` and `env` of `$c.env.GREETING`.
fn first_member(target: &Expr) -> Option<(&Expr, &Name)> {
    match &target.kind {
        ExprKind::Member { target: inner, name, .. } => match &inner.kind {
            ExprKind::Var(variable) if !variable.is_empty() && &**variable != "this" => {
                Some((inner, name))
            }
            _ => first_member(inner),
        },
        ExprKind::Index { target, .. } | ExprKind::Paren(target) => first_member(target),
        _ => None,
    }
}

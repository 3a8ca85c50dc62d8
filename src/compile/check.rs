//! The checker: finds before a program runs what a run would find, as far as contracts, literals and classes tell.
//!
//! It is gradual: an expression whose type nothing declares has the type "any", about which nothing is said, so that a right
//! program gets no report. It walks the syntax tree, after the lowering, and knows nothing of values: constants are folded,
//! dictionaries and lists are checked literal by literal against the contract of the place they are for (bidirectional
//! checking), everything else by the type that [`expressions`] finds. What a `try` with a `catch` surrounds is not reported: the
//! program expects it to fail.

mod calls;
mod classes;
mod constant;
mod expressions;
mod habits;
mod library;
mod members;
mod narrowing;
mod objects;
mod place;
mod results;
mod statements;
mod structures;
mod types;
mod unused;
mod values;
mod variables;

use std::rc::Rc;

use self::members::Members;
use self::types::Type;
use self::variables::Variables;
use super::ids::ClassId;
use super::registry::Registry;
use super::scope::Scope;
use super::unit::Declared;
use crate::diag::Diagnostic;
use crate::syntax::{Block, Expr, Method};

/// Where the statements of a unit come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statements {
    /// A file: all of them are known.
    File,
    /// A conversation, which shows the value of a statement and goes on.
    Conversation,
}

/// Checks the classes and functions of a unit, and its statements.
pub(super) fn script(registry: &Registry, declared: &Declared, body: &Block, from: Statements) {
    let members = Members::new(registry);
    for class in declared.classes.iter().chain([&declared.class]) {
        classes::check(&members, *class);
    }
    let mut checker = Checker::new(&members, declared.class, declared.scope.clone());
    checker.values_are_shown = from == Statements::Conversation;
    checker.block(body);
    if from == Statements::File {
        unused::never_deployed(&mut checker, body);
    }
}

/// The state of a walk through one body.
struct Checker<'r, 't> {
    registry: &'r Registry,
    members: &'r Members<'r>,
    /// The class whose code is checked.
    class: ClassId,
    scope: Rc<Scope>,
    /// What `$` is.
    item: Type,
    /// `$` is an item of a lambda, not the object.
    in_lambda: bool,
    variables: Variables<'t>,
    /// The method whose body is checked; `None` for defaults and statements of a file.
    method: Option<&'t Method>,
    /// The value of a statement is shown, and so it is used.
    values_are_shown: bool,
    /// How many `try` with a `catch` are around: what fails there is expected to.
    expected_failures: usize,
    /// How many expressions are around that may bind any variable (`let(…) -> …`).
    rebound: usize,
}

impl<'r, 't> Checker<'r, 't> {
    fn new(members: &'r Members<'r>, class: ClassId, scope: Rc<Scope>) -> Self {
        Self {
            registry: members.registry,
            members,
            class,
            scope,
            item: Type::Any,
            in_lambda: false,
            variables: Variables::default(),
            method: None,
            values_are_shown: false,
            expected_failures: 0,
            rebound: 0,
        }
    }

    fn report(&self, found: Diagnostic) {
        if self.expected_failures == 0 {
            self.registry.report(found);
        }
    }

    /// Checks an expression whose `$` is something else, as in a lambda.
    fn with_item<T>(&mut self, item: Type, check: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.item, item);
        let in_lambda = std::mem::replace(&mut self.in_lambda, true);
        let result = check(self);
        self.item = outer;
        self.in_lambda = in_lambda;
        result
    }

    /// Checks an expression in which variables may be bound again.
    fn rebinding(&mut self, expr: &'t Expr) -> Type {
        self.rebound += 1;
        let found = self.with_item(Type::Any, |checker| checker.expression(expr));
        self.rebound -= 1;
        found
    }

    /// The type of `$this`.
    fn this(&self) -> Type {
        if self.registry.entry(self.class).is_file() {
            return Type::Any;
        }
        match self.method.map(|method| method.usage) {
            Some(crate::syntax::MethodUsage::Runtime) | None => Type::object(self.class),
            Some(_) => Type::Any,
        }
    }
}

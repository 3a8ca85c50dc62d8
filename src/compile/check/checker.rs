//! The state of a walk through one body, which every part of the checker extends.

use std::rc::Rc;

use super::members::ClassMembers;
use super::model_ids::ModelContext;
use super::types::KnownType;
use super::variables::KnownVariables;
use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::compile::scope::Scope;
use crate::compile::signature::Catalogue;
use crate::diag::{Diagnostic, Severity, codes};
use crate::source::Sources;
use crate::syntax::{Expr, Method};

/// The state of a walk through one body.
pub(super) struct Checker<'r, 't> {
    pub(super) registry: &'r Registry,
    pub(super) members: &'r ClassMembers<'r>,
    /// The library's signatures, in the edition of the language that the code is written in.
    pub(super) catalogue: Rc<dyn Catalogue>,
    /// The class whose code is checked.
    pub(super) class: ClassId,
    pub(super) scope: Rc<Scope>,
    /// What `$` is.
    pub(super) item: KnownType,
    /// `$` is an item of a lambda, not the object.
    pub(super) in_lambda: bool,
    pub(super) variables: KnownVariables<'t>,
    /// The method whose body is checked; `None` for defaults and statements of a file.
    pub(super) method: Option<&'t Method>,
    /// The value of a statement is shown, and so it is used.
    pub(super) values_are_shown: bool,
    /// How many `try` with a `catch` are around: what fails there is expected to.
    pub(super) expected_failures: usize,
    /// The object model that is checked, if it is one.
    pub(super) model: Option<&'r ModelContext<'r>>,
    /// Errors are reported as warnings: the value is that of a default in YAML, which counts only where none is given.
    pub(super) is_default_of_yaml: bool,
    /// How many expressions are around that may bind any variable (`let(…) -> …`).
    pub(super) rebound: usize,
}

impl<'r, 't> Checker<'r, 't> {
    pub(super) fn new(members: &'r ClassMembers<'r>, class: ClassId, scope: Rc<Scope>) -> Self {
        let legacy = scope.legacy.then(|| members.registry.catalogue.with_legacy()).flatten();
        Self {
            registry: members.registry,
            members,
            catalogue: legacy.unwrap_or_else(|| members.registry.catalogue.clone()),
            class,
            scope,
            item: KnownType::Any,
            in_lambda: false,
            variables: KnownVariables::default(),
            method: None,
            values_are_shown: false,
            expected_failures: 0,
            model: None,
            is_default_of_yaml: false,
            rebound: 0,
        }
    }

    /// Stores a report, without the places in built-in classes: its message tells what they require.
    pub(super) fn report(&self, mut found: Diagnostic) {
        if self.expected_failures == 0 {
            found.labels.retain(|label| label.span.start < Sources::LIBRARY_BASE);
            if self.is_default_of_yaml && found.is_error() {
                found.code = codes::DEFAULT_REFUSED;
                found.severity = Severity::Warning;
                found.notes.push("the default is used where no value is given".to_owned());
            }
            self.registry.report(found);
        }
    }

    /// Checks an expression whose `$` is something else, as in a lambda.
    pub(super) fn with_item<T>(
        &mut self,
        item: KnownType,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = std::mem::replace(&mut self.item, item);
        let in_lambda = std::mem::replace(&mut self.in_lambda, true);
        let result = check(self);
        self.item = outer;
        self.in_lambda = in_lambda;
        result
    }

    /// Checks an expression in which variables may be bound again.
    pub(super) fn rebinding(&mut self, expr: &'t Expr) -> KnownType {
        self.rebound += 1;
        let found = self.with_item(KnownType::Any, |checker| checker.expression(expr));
        self.rebound -= 1;
        found
    }

    /// The type of `$this`.
    pub(super) fn this(&self) -> KnownType {
        if self.registry.entry(self.class).is_file() {
            return KnownType::Any;
        }
        match self.method.map(|method| method.usage) {
            Some(crate::syntax::MethodUsage::Runtime) | None => KnownType::object(self.class),
            Some(_) => KnownType::Any,
        }
    }
}

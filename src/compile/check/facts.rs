//! What the checker finds out about the parts of a program, by their spans: kept for editors.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::types::KnownType;
use crate::compile::ids::ClassId;
use crate::compile::registry::ClassEntry;
use crate::source::Span;
use crate::syntax::{Contract, Method};

/// The contract that a value has to satisfy.
#[derive(Clone)]
pub(crate) struct ExpectedContract {
    /// The contract.
    pub contract: Contract,
    /// What it constrains: "`ports[1].port` of `Container`".
    pub title: String,
}

/// The method or function that a call refers to.
#[derive(Clone)]
pub(crate) struct CalledMethod {
    /// The class that declares it.
    pub entry: Rc<ClassEntry>,
    /// Its declaration.
    pub tree: Rc<Method>,
}

/// The findings of one walk of the checker.
#[derive(Default)]
pub(crate) struct Facts {
    types: RefCell<FxHashMap<Span, KnownType>>,
    expected: RefCell<FxHashMap<Span, ExpectedContract>>,
    objects: RefCell<FxHashMap<Span, ClassId>>,
    calls: RefCell<FxHashMap<Span, CalledMethod>>,
}

impl Facts {
    /// The type of the expression, or of the assigned variable, at a span.
    pub(crate) fn type_at(&self, span: Span) -> KnownType {
        self.types.borrow().get(&span).cloned().unwrap_or(KnownType::Any)
    }

    /// The contract for the value at a span.
    pub(crate) fn expected_at(&self, span: Span) -> Option<ExpectedContract> {
        self.expected.borrow().get(&span).cloned()
    }

    /// The class of which the dictionary at a span becomes an object.
    pub(crate) fn object_at(&self, span: Span) -> Option<ClassId> {
        self.objects.borrow().get(&span).copied()
    }

    /// The declared method or function that the call at a span refers to.
    pub(crate) fn call_at(&self, span: Span) -> Option<CalledMethod> {
        self.calls.borrow().get(&span).cloned()
    }

    pub(super) fn has_type(&self, span: Span, ty: &KnownType) {
        self.types.borrow_mut().insert(span, ty.clone());
    }

    pub(super) fn expects(&self, span: Span, expected: ExpectedContract) {
        self.expected.borrow_mut().entry(span).or_insert(expected);
    }

    pub(super) fn becomes(&self, span: Span, class: ClassId) {
        self.objects.borrow_mut().insert(span, class);
    }

    pub(super) fn calls(&self, span: Span, method: CalledMethod) {
        self.calls.borrow_mut().insert(span, method);
    }
}

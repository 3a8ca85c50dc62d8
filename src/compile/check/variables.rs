//! Local variables: their types along the flow of control, and the literal that each was last set to.

use indexmap::IndexMap;

use super::types::KnownType;
use crate::compile::walk;
use crate::syntax::{Block, Expr, ExprKind, StmtKind, Text};

/// What is known of a variable.
#[derive(Clone, PartialEq)]
pub(super) struct Variable<'t> {
    pub ty: KnownType,
    /// The list or dictionary that it was set to, as long as nothing has changed it.
    pub literal: Option<Literal<'t>>,
}

/// A literal by identity: where it is written.
#[derive(Clone, Copy)]
pub(super) struct Literal<'t>(pub &'t Expr);

impl PartialEq for Literal<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// The variables at one point of a body. A variable that is not there is of any type.
#[derive(Clone, Default)]
pub(super) struct KnownVariables<'t>(IndexMap<Text, Variable<'t>>);

impl<'t> KnownVariables<'t> {
    pub(super) fn get(&self, name: &str) -> Option<&Variable<'t>> {
        self.0.get(name)
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn set(&mut self, name: Text, ty: KnownType, literal: Option<&'t Expr>) {
        self.0.insert(name, Variable { ty, literal: literal.map(Literal) });
    }

    /// A part of the variable's value was changed.
    pub(super) fn change(&mut self, name: &str) {
        if let Some(variable) = self.0.get_mut(name) {
            variable.literal = None;
            variable.ty = match variable.ty {
                KnownType::List(_) => KnownType::List(KnownType::Any.into()),
                KnownType::Dict(_) => KnownType::Dict(None),
                _ => KnownType::Any,
            };
        }
    }

    /// Forgets every variable that statements set: they may run any number of times, or not to their end.
    pub(super) fn forget_assigned(&mut self, body: &Block) {
        walk::statements(body, &mut |statement| match &statement.kind {
            StmtKind::Assign { target, .. } => {
                if let Some(name) = root(target) {
                    self.define(name.clone());
                }
            }
            StmtKind::For { variable, .. } | StmtKind::ParallelFor { variable, .. } => {
                self.define(variable.text.clone());
            }
            _ => {}
        });
    }

    /// There is a variable, of which nothing else is known.
    pub(super) fn define(&mut self, name: Text) {
        self.set(name, KnownType::Any, None);
    }

    /// What is known where two ways meet.
    pub(super) fn join(self, mut other: Self) -> Self {
        // A variable that is set on one of the ways only is null on the other.
        let unset = || Variable { ty: KnownType::Null, literal: None };
        let mut joined: IndexMap<Text, Variable<'t>> = IndexMap::new();
        for (name, ours) in self.0 {
            let theirs = other.0.swap_remove(&name).unwrap_or_else(unset);
            joined.insert(name, meet(ours, theirs));
        }
        joined.extend(other.0.into_iter().map(|(name, theirs)| (name, meet(unset(), theirs))));
        Self(joined)
    }
}

fn meet<'t>(ours: Variable<'t>, theirs: Variable<'t>) -> Variable<'t> {
    if ours == theirs {
        return ours;
    }
    Variable { ty: ours.ty.join(theirs.ty), literal: None }
}

/// The variable that an assignment changes: `x` of `$x`, `$x.a[0]`; `None` for properties of `$`.
pub(super) fn root(target: &Expr) -> Option<&Text> {
    match &target.kind {
        ExprKind::Var(name) if !name.is_empty() && &**name != "this" => Some(name),
        ExprKind::Member { target, .. }
        | ExprKind::Index { target, .. }
        | ExprKind::Paren(target) => root(target),
        _ => None,
    }
}

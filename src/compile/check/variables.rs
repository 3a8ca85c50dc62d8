//! Local variables: their types along the flow of control, and the literal that each was last set to.

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxHashMap;

use super::types::KnownType;
use crate::compile::walk;
use crate::syntax::{Block, Expr, ExprKind, StmtKind, Text};

/// What is known of a variable.
#[derive(Clone, PartialEq)]
pub(super) struct Variable<'t> {
    pub ty: KnownType,
    /// The literal that it was set to, as long as nothing has changed it.
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
///
/// Changes are logged, so that the ways that a condition opens cost what they change, not what is known: `mark` a point, follow
/// one way, take its `changes_since` that point, `undo` it, follow the next.
#[derive(Default)]
pub(super) struct KnownVariables<'t> {
    known: FxHashMap<Text, Variable<'t>>,
    /// Each changed variable with what was known of it before, `None` for a new one.
    log: Vec<(Text, Option<Variable<'t>>)>,
}

/// A point in the log of changes.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

/// What a way through a statement leaves known of the variables that it changes.
pub(super) type Changes<'t> = IndexMap<Text, Variable<'t>>;

impl<'t> KnownVariables<'t> {
    pub(super) fn get(&self, name: &str) -> Option<&Variable<'t>> {
        self.known.get(name)
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    pub(super) fn set(&mut self, name: Text, ty: KnownType, literal: Option<&'t Expr>) {
        self.replace(name, Variable { ty, literal: literal.map(Literal) });
    }

    fn replace(&mut self, name: Text, variable: Variable<'t>) {
        let before = self.known.insert(name.clone(), variable);
        self.log.push((name, before));
    }

    /// A part of the variable's value was changed.
    pub(super) fn change(&mut self, name: &Text) {
        let Some(variable) = self.known.get(name) else { return };
        let ty = match variable.ty {
            KnownType::List(_) => KnownType::List(KnownType::Any.into()),
            KnownType::Dict(_) => KnownType::Dict(None),
            _ => KnownType::Any,
        };
        self.set(name.clone(), ty, None);
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

    /// Declares a variable of any type.
    pub(super) fn define(&mut self, name: Text) {
        self.set(name, KnownType::Any, None);
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.log.len())
    }

    /// Restores what was known at a point.
    pub(super) fn undo(&mut self, mark: Mark) {
        for (name, before) in self.log.drain(mark.0..).rev() {
            match before {
                Some(variable) => drop(self.known.insert(name, variable)),
                None => drop(self.known.remove(&name)),
            }
        }
    }

    pub(super) fn changes_since(&self, mark: Mark) -> Changes<'t> {
        let names = self.log[mark.0..].iter().map(|(name, _)| name);
        names.filter_map(|name| Some((name.clone(), self.known.get(name)?.clone()))).collect()
    }

    /// What is known where several ways meet, each of which began here. A variable that is set on some of them only is null on
    /// the others.
    pub(super) fn join(&mut self, ways: &[Changes<'t>]) {
        let names: IndexSet<&Text> = ways.iter().flat_map(IndexMap::keys).collect();
        let unset = Variable { ty: KnownType::Null, literal: None };
        let joined: Vec<(Text, Variable<'t>)> = names
            .into_iter()
            .map(|name| {
                let before = self.known.get(name).unwrap_or(&unset);
                let mut on_each = ways.iter().map(|way| way.get(name).unwrap_or(before).clone());
                let first = on_each.next().unwrap_or_else(|| unset.clone());
                (name.clone(), on_each.fold(first, meet))
            })
            .collect();
        joined.into_iter().for_each(|(name, variable)| self.replace(name, variable));
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

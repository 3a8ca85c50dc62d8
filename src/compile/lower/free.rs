//! Assigned variables of a body, and free variables of an expression.

use indexmap::IndexSet;

use crate::compile::walk;
use crate::syntax::{Block, Expr, ExprKind, Stmt, StmtKind, Text};

/// The name by which a variable is bound: `$` and `$1` are one variable.
pub(super) fn canonical(name: &Text) -> Text {
    if name.is_empty() { "1".into() } else { name.clone() }
}

/// The variables that a body assigns.
pub(super) struct Assigned {
    /// All of them, in order of first occurrence.
    pub(super) all: IndexSet<Text>,
    /// Those that branches of `parallel` use too: they live in shared cells.
    pub(super) shared: IndexSet<Text>,
}

/// Collects the variables that a body assigns.
pub(super) fn assigned(body: &Block) -> Assigned {
    let mut all = IndexSet::new();
    let mut branches = IndexSet::new();
    walk::statements(body, &mut |stmt| {
        all.extend(assigned_by(stmt));
        if let StmtKind::Parallel { body, .. } | StmtKind::ParallelFor { body, .. } = &stmt.kind {
            walk::all_expressions(body, &mut |e| branches.extend(variable(e)));
            walk::statements(body, &mut |inner| branches.extend(assigned_by(inner)));
        }
    });
    let shared = branches.intersection(&all).cloned().collect();
    Assigned { all, shared }
}

fn assigned_by(stmt: &Stmt) -> Vec<Text> {
    match &stmt.kind {
        StmtKind::Assign { target, .. } => root(target).into_iter().collect(),
        StmtKind::For { variable, .. } => vec![canonical(&variable.text)],
        StmtKind::Try { catches, .. } => {
            catches.iter().filter_map(|c| c.binding.as_ref()).map(|n| canonical(&n.text)).collect()
        }
        _ => Vec::new(),
    }
}

/// The variable at the root of members and indices; `None` for `$` and `$this`.
pub(super) fn root(target: &Expr) -> Option<Text> {
    match &target.kind {
        ExprKind::Var(name) if &**name == "this" => None,
        ExprKind::Var(name) if name.is_empty() => None,
        ExprKind::Var(name) => Some(name.clone()),
        ExprKind::Member { target, .. } | ExprKind::Index { target, .. } => root(target),
        _ => None,
    }
}

fn variable(expr: &Expr) -> Option<Text> {
    match &expr.kind {
        ExprKind::Var(name) => Some(canonical(name)),
        _ => None,
    }
}

/// The variables and functions that an expression mentions, in order of first occurrence.
pub(super) fn mentioned(expr: &Expr) -> Vec<Text> {
    let mut names = IndexSet::new();
    walk::expressions(expr, &mut |e| mention(e, &mut names));
    names.into_iter().collect()
}

/// The variables and functions that a block mentions or assigns.
pub(super) fn mentioned_in(block: &Block) -> Vec<Text> {
    let mut names = IndexSet::new();
    walk::all_expressions(block, &mut |e| mention(e, &mut names));
    walk::statements(block, &mut |stmt| names.extend(assigned_by(stmt)));
    names.into_iter().collect()
}

fn mention(expr: &Expr, names: &mut IndexSet<Text>) {
    match &expr.kind {
        ExprKind::Var(name) => drop(names.insert(canonical(name))),
        ExprKind::Call { name, .. } => drop(names.insert(name.text.clone())),
        // `new` needs `$this` as the owner, `super` as the receiver.
        ExprKind::New { .. } | ExprKind::Super { .. } => drop(names.insert("this".into())),
        _ => {}
    }
}

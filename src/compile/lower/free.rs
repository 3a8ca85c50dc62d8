//! What a body assigns, and what an expression needs from around it.

use indexmap::IndexSet;

use crate::compile::walk;
use crate::syntax::{Block, Expr, ExprKind, Stmt, StmtKind, Text};

/// `$` and `$1` are one variable.
pub(super) fn canonical(name: &Text) -> Text {
    if name.is_empty() { "1".into() } else { name.clone() }
}

/// The variables a body assigns.
pub(super) struct Assigned {
    /// All of them, in order of first mention.
    pub(super) all: IndexSet<Text>,
    /// Those that branches of `parallel` see too.
    pub(super) shared: IndexSet<Text>,
}

/// Finds the variables a body assigns.
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

/// The variable a chain of members and indices begins with, unless it is the object itself.
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

/// The variables and functions an expression mentions, in order of first mention.
pub(super) fn mentioned(expr: &Expr) -> Vec<Text> {
    let mut names = IndexSet::new();
    walk::expressions(expr, &mut |e| mention(e, &mut names));
    names.into_iter().collect()
}

/// The same for a block.
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
        // `new` owns what it makes, `super` needs the object.
        ExprKind::New { .. } | ExprKind::Super { .. } => drop(names.insert("this".into())),
        _ => {}
    }
}

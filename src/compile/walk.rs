//! Traversals of the syntax tree in source order: each visits every node once.

use rustc_hash::FxHashSet;

use crate::syntax::{Arg, Block, Entry, Expr, ExprKind, Piece, Stmt, StmtKind, Text};

/// Calls `f` for each direct part of an expression.
pub(crate) fn parts<'t>(expr: &'t Expr, f: &mut dyn FnMut(&'t Expr)) {
    // All kinds are listed, so that a new one has to decide. Keys come before values and
    // targets before arguments, as evaluation and the source have it.
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Word(_)
        | ExprKind::Var(_)
        | ExprKind::TypeName(_)
        | ExprKind::Error => {}
        ExprKind::Interpolated(pieces) => pieces.iter().for_each(|p| {
            if let Piece::Expr(e) = p {
                f(e);
            }
        }),
        ExprKind::List(args) | ExprKind::Call { args, .. } | ExprKind::Super { args, .. } => {
            arguments(args, f);
        }
        ExprKind::Map(entries) | ExprKind::New { entries, .. } => pairs(entries, f),
        ExprKind::Index { target, args }
        | ExprKind::MethodCall { target, args, .. }
        | ExprKind::Invoke { callee: target, args } => {
            f(target);
            arguments(args, f);
        }
        ExprKind::Member { target: e, .. } | ExprKind::Unary(_, e) | ExprKind::Paren(e) => f(e),
        ExprKind::Dot { target: a, member: b, .. }
        | ExprKind::Binary(_, a, b)
        | ExprKind::With(a, b) => {
            f(a);
            f(b);
        }
        ExprKind::If { condition, then, otherwise } => {
            f(condition);
            f(then);
            f(otherwise);
        }
    }
}

/// Calls `f` for each expression of an argument list.
pub(crate) fn arguments<'t>(args: &'t [Arg], f: &mut dyn FnMut(&'t Expr)) {
    for arg in args {
        match arg {
            Arg::Positional(value) => f(value),
            Arg::Named(key, value) => {
                f(key);
                f(value);
            }
            Arg::Skipped(_) => {}
        }
    }
}

fn pairs<'t>(entries: &'t [Entry], f: &mut dyn FnMut(&'t Expr)) {
    for entry in entries {
        f(&entry.key);
        f(&entry.value);
    }
}

/// Calls `f` for an expression and everything below it, outermost first.
pub(crate) fn expressions<'t>(expr: &'t Expr, f: &mut dyn FnMut(&'t Expr)) {
    f(expr);
    parts(expr, &mut |part| expressions(part, f));
}

/// Calls `blocks` for each block directly below a statement and `exprs` for each expression directly below it.
pub(crate) fn statement<'t>(
    stmt: &'t Stmt,
    exprs: &mut dyn FnMut(&'t Expr),
    blocks: &mut dyn FnMut(&'t Block),
) {
    // Expressions and blocks go to separate functions, in source order; parts shared by several
    // kinds of statements have the same name in the patterns. Variables and bindings are names,
    // not expressions.
    match &stmt.kind {
        StmtKind::Expr(e) => exprs(e),
        StmtKind::Assign { target, value } => {
            exprs(target);
            exprs(value);
        }
        StmtKind::If { arms: cases, otherwise: default } | StmtKind::Switch { cases, default } => {
            for (condition, body) in cases {
                exprs(condition);
                blocks(body);
            }
            default.iter().for_each(blocks);
        }
        StmtKind::While(e, body) | StmtKind::Repeat(e, body) => {
            exprs(e);
            blocks(body);
        }
        StmtKind::For { iterable, body, .. } => {
            exprs(iterable);
            blocks(body);
        }
        StmtKind::Match { subject, cases, default } => {
            exprs(subject);
            for case in cases {
                case.values.iter().for_each(&mut *exprs);
                blocks(&case.body);
            }
            default.iter().for_each(blocks);
        }
        StmtKind::Parallel { limit, body } => {
            limit.iter().for_each(exprs);
            blocks(body);
        }
        StmtKind::ParallelFor { limit, iterable, body, .. } => {
            limit.iter().for_each(&mut *exprs);
            exprs(iterable);
            blocks(body);
        }
        StmtKind::Try { body, catches, otherwise, finally } => {
            blocks(body);
            for catch in catches {
                catch.names.iter().for_each(&mut *exprs);
                catch.body.iter().for_each(&mut *blocks);
            }
            otherwise.iter().for_each(&mut *blocks);
            finally.iter().for_each(blocks);
        }
        StmtKind::Throw { names, message, extra, cause } => {
            names.iter().chain(message).chain(extra).chain(cause).for_each(exprs);
        }
        StmtKind::Return(value) => value.iter().for_each(exprs),
        StmtKind::Block(body) => blocks(body),
        StmtKind::Rethrow | StmtKind::Break | StmtKind::Continue | StmtKind::Error => {}
    }
}

/// Calls `f` for each statement of a block and of the blocks below it.
pub(crate) fn statements<'t>(block: &'t Block, f: &mut dyn FnMut(&'t Stmt)) {
    for stmt in &block.statements {
        f(stmt);
        statement(stmt, &mut |_| {}, &mut |inner| statements(inner, f));
    }
}

/// Calls `f` for each expression anywhere in a block.
pub(crate) fn all_expressions<'t>(block: &'t Block, f: &mut dyn FnMut(&'t Expr)) {
    for stmt in &block.statements {
        // Two closures want `f`; a statement's own expressions come first.
        statement(stmt, &mut |e| expressions(e, f), &mut |_| {});
        statement(stmt, &mut |_| {}, &mut |inner| all_expressions(inner, f));
    }
}

/// Adds the names of the methods and functions that a block calls. A method may also be called by its name, as in `call('start', …)`, so
/// strings and words count.
pub(crate) fn add_called(block: &Block, found: &mut FxHashSet<Text>) {
    all_expressions(block, &mut |expr| match &expr.kind {
        ExprKind::Call { name, .. } | ExprKind::MethodCall { name, .. } => {
            found.insert(name.text.clone());
        }
        ExprKind::Str(name) | ExprKind::Word(name) => drop(found.insert(name.clone())),
        _ => {}
    });
}

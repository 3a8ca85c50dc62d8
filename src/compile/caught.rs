//! Reports `catch` clauses that nothing can reach.
//!
//! An exception that no `throw` names and that the interpreter does not raise is a mistake in the name: the clause would never
//! run, and the failure that it was written for would end the program.
//! See docs/language/exceptions.md#unknown-names.

use std::rc::Rc;

use super::exception_names::{self, ThrownNames, WrittenName, full_name};
use super::ids::ClassId;
use super::registry::{ClassEntry, Registry};
use super::scope::Scope;
use super::walk;
use crate::diag::{Applicability, Diagnostic, FaultKind, codes, suggest};
use crate::source::Span;
use crate::syntax::{Block, StmtKind, Text};

/// A name in a `catch` clause.
struct CaughtName {
    name: Text,
    span: Span,
    /// It is in a package, whose code may be MuranoPL's.
    packaged: bool,
    /// It is the only name of its clause. A name beside others may be for exceptions of other programs.
    alone: bool,
}

/// Reports names in `catch` clauses of the classes, and of the statements of a script, that no exception has.
pub(super) fn check(
    registry: &Registry,
    classes: &[Rc<ClassEntry>],
    script: Option<(&Block, &Scope)>,
) {
    if registry.expects_foreign_exceptions() {
        return;
    }
    let mut caught = Vec::new();
    for entry in classes {
        for body in entry.tree.methods.iter().filter_map(|method| method.body.as_ref()) {
            collect_caught(registry, body, &entry.scope, &mut caught);
        }
    }
    if let Some((body, scope)) = script {
        collect_caught(registry, body, scope, &mut caught);
    }
    caught.retain(|caught| !is_built_in(registry, &caught.name));
    if caught.is_empty() {
        return;
    }
    // Looking through everything that throws is left for programs that catch other names than the interpreter's own.
    let mut thrown = ThrownNames::default();
    if let Some((body, scope)) = script {
        thrown.add_block(body, scope);
    }
    for entry in registry.declared() {
        thrown.add_class(&entry.tree, &entry.scope);
    }
    let unread = registry.unread_files();
    if thrown.any || unread.thrown.any {
        return;
    }
    thrown.names.extend(unread.thrown.names.iter().cloned());
    thrown.names.extend(registry.native_exceptions());
    let known = known_names(&thrown);
    for caught in caught.iter().filter(|caught| !thrown.names.contains(&caught.name)) {
        if caught.packaged
            && !is_ours(registry, &caught.name)
            && suggest::misspelt(&caught.name, FaultKind::names()).is_none()
        {
            continue;
        }
        if let Some(found) = unknown(caught, &known) {
            registry.report(found);
        }
    }
}

/// Every name that can be caught, in order: for suggestions.
fn known_names(thrown: &ThrownNames) -> Vec<&str> {
    let mut known: Vec<&str> = thrown.names.iter().map(|name| &**name).collect();
    known.retain(|name| !name.is_empty());
    FaultKind::names().for_each(|name| known.push(name));
    known.sort_unstable();
    known
}

/// The names of all `catch` clauses in a block that can be told without running it.
fn collect_caught(registry: &Registry, block: &Block, scope: &Scope, found: &mut Vec<CaughtName>) {
    let is_class = |name: &str| registry.find_from(name, scope).is_some();
    walk::statements(block, &mut |statement| {
        let StmtKind::Try { catches, .. } = &statement.kind else { return };
        let names = catches.iter().flat_map(|clause| clause.names.iter().map(move |n| (clause, n)));
        for (clause, expr) in names {
            let name = match exception_names::written(expr, scope) {
                WrittenName::Type(name) => full_name(&name, scope, is_class).ok(),
                WrittenName::Full(name) => Some(name),
                WrittenName::Computed => None,
            };
            let (span, packaged) = (expr.span, scope.package.is_some());
            let alone = clause.names.len() == 1;
            found.extend(name.map(|name| CaughtName { name, span, packaged, alone }));
        }
    });
}

/// Returns whether the interpreter raises an exception of that name, or a class has it.
fn is_built_in(registry: &Registry, name: &str) -> bool {
    FaultKind::of_name(name) != FaultKind::Custom || registry.find(name).is_some()
}

/// Returns whether a name in a package is in a namespace of the packages or of hosts. Others are those of Python libraries and of
/// OpenStack's own classes, which the reference implementation raises.
fn is_ours(registry: &Registry, name: &str) -> bool {
    let Some((namespace, _)) = name.rsplit_once('.') else { return true };
    let inside = |other: &Text| other.rsplit_once('.').is_some_and(|(own, _)| own == namespace);
    let packages = registry.packages.all();
    let mut classes = packages.iter().flat_map(|package| package.manifest.classes.keys());
    classes.any(inside) || registry.native_exceptions().iter().any(inside)
}

/// The report on a name; `None` for one beside others that is like no other.
fn unknown(caught: &CaughtName, known: &[&str]) -> Option<Diagnostic> {
    let name = &*caught.name;
    let message = format!("nothing raises an exception named `{name}`");
    let found = Diagnostic::error(codes::UNKNOWN_EXCEPTION, caught.span, message);
    let last = |full: &str| full.rsplit('.').next().unwrap_or(full).to_owned();
    // A name that only lacks its namespace is meant more likely than one that is spelled alike.
    let namesake = known.iter().find(|other| last(other) == last(name)).copied();
    match namesake.or_else(|| suggest::nearest(name, known.iter().copied())) {
        Some(near) => {
            let found = found.hint(format!("did you mean `{near}`?"));
            Some(found.replace(name, near, Applicability::Maybe))
        }
        None if !caught.alone => None,
        None => Some(found.hint("catch it by the name that `throw` gives it, or without a name")),
    }
}

/// The classes that a check of exceptions covers: those of scripts. Packages are checked by themselves.
pub(super) fn of_scripts(registry: &Registry, classes: &[ClassId]) -> Vec<Rc<ClassEntry>> {
    let entries = classes.iter().map(|id| registry.entry(*id));
    entries.filter(|entry| entry.scope.package.is_none()).collect()
}

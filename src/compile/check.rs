//! The checker: finds before a program runs what a run would find, as far as contracts, literals and classes tell.
//!
//! It is gradual: an expression whose type nothing declares has the type "any", about which nothing is said, so that a right
//! program gets no report. It walks the syntax tree, after the lowering, and knows nothing of values: constants are folded,
//! dictionaries and lists are checked literal by literal against the contract of the place they are for (bidirectional
//! checking), everything else by the type that [`expressions`] finds. What a `try` with a `catch` surrounds is not reported: the
//! program expects it to fail. See docs/language/checks.md#what-is-checked.

mod calls;
mod changes;
mod checker;
mod classes;
mod constant;
mod construction;
mod contracts;
mod expressions;
mod facts;
mod interpolation;
mod lambdas;
mod library;
mod members;
mod methods;
mod misspelt;
mod model;
mod model_ids;
mod narrowing;
mod native;
mod objects;
mod operators;
mod place;
mod properties;
mod results;
mod statements;
mod structures;
mod types;
mod unused;
mod values;
mod variables;

use std::rc::Rc;

use self::checker::Checker;
pub(crate) use self::facts::Facts;
pub(crate) use self::members::ClassMembers;
pub(crate) use self::model_ids::{ClassFinder, TypeHeader};
pub(crate) use self::types::{KnownType, requires_value};
use super::ids::ClassId;
use super::registry::{ClassEntry, ROOT, Registry};
use crate::compile::scope::Scope;
use crate::syntax::{self, Block, Expr, ExprKind};

/// Where the statements of a unit come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statements {
    /// A file: all of them are known.
    File,
    /// A conversation, which shows the value of a statement and goes on.
    Conversation,
}

/// Checks the classes and functions of a program, of all its files, and its statements. `file` is the class that holds the functions of
/// the file with the statements.
pub(super) fn script(
    registry: &Registry,
    file: ClassId,
    classes: &[Rc<ClassEntry>],
    body: &Block,
    from: Statements,
) {
    let members = ClassMembers::new(registry, body);
    for class in classes.iter().filter(|class| class.scope.strict) {
        classes::check(&members, class.id);
    }
    match from {
        Statements::File => statements(&members, file, body),
        Statements::Conversation => {
            let mut checker = Checker::new(&members, file, registry.entry(file).scope.clone());
            checker.values_are_shown = true;
            checker.block(body);
        }
    }
}

/// Checks classes of a package.
pub(super) fn package(registry: &Registry, classes: &[Rc<ClassEntry>]) {
    let nothing = Block::default();
    let members = ClassMembers::new(registry, &nothing);
    classes.iter().for_each(|class| classes::check(&members, class.id));
}

/// Checks the root object of a model, and all objects in it.
pub(super) fn model(registry: &Registry, objects: &Expr, find: ClassFinder<'_>) {
    let nothing = Block::default();
    model_of(&ClassMembers::new(registry, &nothing), objects, find);
}

fn model_of(members: &ClassMembers<'_>, objects: &Expr, find: ClassFinder<'_>) {
    let ExprKind::Map(entries) = &objects.kind else { return };
    let Some(root) = members.registry.find_core(ROOT) else { return };
    let model = model_ids::ModelContext::new(objects, find);
    let mut checker = Checker::new(members, root, Rc::new(Scope::default()));
    checker.model = Some(&model);
    checker.model_object(entries, objects.span);
}

/// Checks a class, or the functions of a file.
pub(super) fn class(members: &ClassMembers<'_>, class: ClassId) {
    classes::check(members, class);
}

/// Checks the statements of a file.
pub(super) fn statements(members: &ClassMembers<'_>, file: ClassId, body: &Block) {
    let mut checker = Checker::new(members, file, members.registry.entry(file).scope.clone());
    checker.block(body);
    unused::never_deployed(&mut checker, body);
}

/// What the checker finds out about a program, for an editor: it walks all of it and reports nothing. `files` are the program's files
/// with their statements, `classes` what they declare.
pub(crate) fn facts(
    registry: &Registry,
    files: &[(ClassId, &Block)],
    classes: &[ClassId],
) -> Facts {
    let facts = Facts::default();
    let before = registry.diagnostic_count();
    syntax::with_enough_stack(|| {
        for (file, body) in files {
            let members = ClassMembers::new(registry, body).noting(&facts);
            let mut checker = Checker::new(&members, *file, registry.entry(*file).scope.clone());
            checker.block(body);
            classes::check(&members, *file);
        }
        let nothing = Block::default();
        let members = ClassMembers::new(registry, &nothing).noting(&facts);
        classes.iter().for_each(|class| classes::check(&members, *class));
    });
    registry.take_since(before);
    facts
}

/// What the checker finds out about an object model, for an editor: it reports nothing.
pub(crate) fn model_facts(registry: &Registry, objects: &Expr, find: ClassFinder<'_>) -> Facts {
    let facts = Facts::default();
    let before = registry.diagnostic_count();
    syntax::with_enough_stack(|| {
        let nothing = Block::default();
        model_of(&ClassMembers::new(registry, &nothing).noting(&facts), objects, find);
    });
    registry.take_since(before);
    facts
}

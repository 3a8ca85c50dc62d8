//! Declarations of a class: defaults against their contracts, bodies of methods, names that look like a mistake.

use super::Checker;
use super::place::{Place, method_title};
use super::types::Type;
use super::values::Wanted;
use super::{members, unused};
use crate::compile::ids::ClassId;
use crate::compile::registry::{ClassEntry, Registry};
use crate::compile::walk;
use crate::diag::{Diagnostic, codes, suggest};
use crate::syntax::{ExprKind, Method, Text};

/// Names that are the constructor in other languages.
const CONSTRUCTORS: &[&str] = &["constructor", "__init__", "initialize", "__construct"];

/// Checks a declared class of a file, or the class that holds a file's functions.
pub(super) fn check(registry: &Registry, class: ClassId) {
    let entry = registry.entry(class);
    for property in &entry.tree.properties {
        let Some(default) = &property.default else { continue };
        let mut checker = Checker::new(registry, class, entry.scope.clone());
        let place =
            Place::Root { name: &property.name.text, owner: &entry.name, contract: "the contract" };
        let wanted = Wanted { contract: &property.contract, scope: &entry.scope };
        checker.accept(default, wanted, &place);
    }
    for method in &entry.tree.methods {
        parameters(registry, &entry, method);
        body(registry, &entry, method);
        if !entry.is_file() {
            constructor(registry, &entry, method);
            near_miss(registry, &entry, method);
            parent_is_called(registry, &entry, method);
        }
    }
}

/// Defaults of parameters.
fn parameters(registry: &Registry, entry: &ClassEntry, method: &Method) {
    let owner = method_title(entry, method);
    for param in &method.params {
        let (Some(contract), Some(default)) = (&param.contract, &param.default) else { continue };
        let mut checker = Checker::new(registry, entry.id, entry.scope.clone());
        let place = Place::Root {
            name: &param.name.text,
            owner: &owner,
            contract: "the argument's contract",
        };
        checker.accept(default, Wanted { contract, scope: &entry.scope }, &place);
    }
}

fn body(registry: &Registry, entry: &ClassEntry, method: &Method) {
    let Some(block) = &method.body else { return };
    let mut checker = Checker::new(registry, entry.id, entry.scope.clone());
    checker.method = Some(method);
    checker.item = checker.this();
    for param in &method.params {
        let ty = match (&param.contract, param.kind) {
            (Some(contract), crate::syntax::ParamKind::Standard) => {
                Type::of_contract(registry, contract, &entry.scope)
            }
            _ => Type::Any,
        };
        checker.variables.set(param.name.text.clone(), ty, None);
    }
    let ends = checker.block(block);
    checker.falls_through(method, block, ends);
    unused::variables(&mut checker, method, block);
}

/// A method that is the constructor in other languages, and is never called by itself here.
fn constructor(registry: &Registry, entry: &ClassEntry, method: &Method) {
    let name = &*method.name.text;
    let short = entry.name.rsplit('.').next().unwrap_or(&entry.name);
    if !CONSTRUCTORS.contains(&name) && name != short {
        return;
    }
    let message = format!("`{name}` is an ordinary method: creating an object does not call it");
    registry.report(
        Diagnostic::warning(codes::NOT_A_CONSTRUCTOR, method.name.span, message)
            .hint("the code that runs for a new object is called `init`: `init { … }`"),
    );
}

/// A method that overrides nothing, and whose name is nearly that of a method that a parent leaves empty for subclasses.
fn near_miss(registry: &Registry, entry: &ClassEntry, method: &Method) {
    let name = &method.name.text;
    if members::inherited(registry, entry.id, name).is_some() {
        return;
    }
    let declared = |wanted: &Text| entry.tree.methods.iter().any(|m| m.name.text == *wanted);
    let mut hooks: Vec<(Text, crate::source::Span)> = Vec::new();
    for id in registry.lineage(entry.id).into_iter().skip(1) {
        for inherited in &registry.entry(id).tree.methods {
            let empty = inherited.body.as_ref().is_none_or(|body| body.statements.is_empty());
            if empty && !declared(&inherited.name.text) {
                hooks.push((inherited.name.text.clone(), inherited.name.span));
            }
        }
    }
    let near = suggest::nearest(name, hooks.iter().map(|(n, _)| &**n)).map(str::to_owned);
    let Some((near, span)) = near.and_then(|near| hooks.into_iter().find(|(n, _)| **n == near))
    else {
        return;
    };
    let message = format!("`{name}` overrides nothing, and nothing calls it");
    registry.report(
        Diagnostic::warning(codes::OVERRIDES_NOTHING, method.name.span, message)
            .label(span, "left empty here for subclasses")
            .hint(format!("did you mean `{near}`?")),
    );
}

/// An override of `deploy` of an application that never calls that of the parent: nothing is deployed.
fn parent_is_called(registry: &Registry, entry: &ClassEntry, method: &Method) {
    const APPLICATION: &str = "com.mirantis.docker.DockerApplication";
    if &*method.name.text != "deploy" {
        return;
    }
    let Some(body) = &method.body else { return };
    let inherits = registry
        .lineage(entry.id)
        .into_iter()
        .skip(1)
        .any(|id| *registry.entry(id).name == *APPLICATION);
    let mut calls = false;
    walk::all_expressions(body, &mut |part| match &part.kind {
        ExprKind::Super { .. } => calls = true,
        ExprKind::Call { name, .. } | ExprKind::MethodCall { name, .. } => {
            calls |= matches!(&*name.text, "super" | "deploy" | "hostContainer");
        }
        _ => {}
    });
    if !inherits || calls {
        return;
    }
    let message = format!("`{}` deploys nothing: this `deploy` replaces that of its parent", entry.name);
    registry.report(
        Diagnostic::warning(codes::PARENT_NOT_CALLED, method.name.span, message)
            .hint("call `super.deploy()` in it"),
    );
}

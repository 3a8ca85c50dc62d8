//! Declarations of a class: defaults against their contracts, bodies of methods, names that look like a mistake.

use super::checker::Checker;
use super::contracts;
use super::members::ClassMembers;
use super::place::{Place, method_title};
use super::types::KnownType;
use super::types::requires_value;
use super::unused;
use super::values::Wanted;
use crate::compile::ids::ClassId;
use crate::compile::registry::ClassEntry;
use crate::compile::walk;
use crate::diag::{Applicability, Diagnostic, codes, suggest};
use crate::syntax::{Expr, ExprKind, Method, Param, ParamKind, Property, Text};

/// Names that are the constructor in other languages.
const CONSTRUCTORS: &[&str] = &["constructor", "__init__", "initialize", "__construct"];

/// Checks a declared class of a file, or the class that holds a file's functions.
pub(super) fn check(members: &ClassMembers<'_>, class: ClassId) {
    let entry = members.registry.entry(class);
    let declaration = members.declaration(&entry);
    for property in &declaration.properties {
        contracts::check(members, &entry, &property.contract);
        let Some(default) = property.default.as_ref().filter(|d| counts(d, &entry)) else {
            continue;
        };
        let mut checker = Checker::new(members, class, entry.scope.clone());
        checker.is_default_of_yaml = !entry.scope.strict;
        let place =
            Place::Root { name: &property.name.text, owner: &entry.name, contract: "the contract" };
        let wanted = Wanted::new(&property.contract, &entry.scope);
        checker.accept(default, wanted, &place);
    }
    for property in &declaration.properties {
        redeclared(members, &entry, property);
    }
    for method in &declaration.methods {
        parameters(members, &entry, method);
        body(members, &entry, method);
        if !entry.is_file() {
            constructor(members, &entry, method);
            near_miss(members, &entry, method);
            parent_is_called(members, &entry, method);
            demands_more(members, &entry, method);
        }
    }
}

/// A property that a parent declares too: a value must keep both contracts, so that classes without a common subclass leave none.
fn redeclared(members: &ClassMembers<'_>, entry: &ClassEntry, property: &Property) {
    // Only contracts for single classes are compared. Two classes without a common subclass
    // have no common value, so every assignment would fail at run time.
    let parents = members.lineage(entry.id).skip(1);
    let above = parents.filter_map(|above| {
        let declaration = members.declaration(&above);
        let found = declaration.properties.iter().find(|p| p.name.text == property.name.text)?;
        Some((found.contract.clone(), above))
    });
    let ours = KnownType::of_contract(members.registry, &property.contract, &entry.scope);
    for (contract, above) in above {
        let theirs = KnownType::of_contract(members.registry, &contract, &above.scope);
        let (KnownType::Object { class: one, .. }, KnownType::Object { class: other, .. }) =
            (ours.required(), theirs.required())
        else {
            continue;
        };
        if !members.are_unrelated(*one, *other) {
            continue;
        }
        let (one, other) = (members.registry.entry(*one), members.registry.entry(*other));
        let message = format!(
            "`{}` cannot be a `{}` here: its base class `{}` requires a `{}`",
            property.name.text, one.name, above.name, other.name
        );
        members.registry.report(
            Diagnostic::error(codes::BAD_DECLARATION, property.contract.span, message)
                .label(contract.span, "the contract of the base class holds too")
                .hint(
                    "give the property another name, or a subclass of what the base class requires",
                ),
        );
    }
}

/// A method that a built-in class calls, with a parameter that it never gives.
fn demands_more(members: &ClassMembers<'_>, entry: &ClassEntry, method: &Method) {
    let Some(overridden) = members.inherited(entry.id, &method.name.text) else { return };
    if !members.registry.is_core(overridden.entry.id) || method.name.text.starts_with('.') {
        return;
    }
    let standard = |p: &&Param| p.kind == ParamKind::Standard;
    let given = overridden.tree.params.iter().filter(standard).count();
    for param in method.params.iter().filter(standard).skip(given) {
        let required = param.contract.as_ref().is_some_and(requires_value);
        if !required || param.default.is_some() {
            continue;
        }
        let message = format!(
            "`{}` of `{}` has no value when `{}` calls this method",
            param.name.text,
            method_title(entry, method),
            overridden.entry.name
        );
        members.registry.report(
            Diagnostic::error(codes::BAD_DECLARATION, param.span, message)
                .label(overridden.tree.name.span, "the method that it overrides")
                .hint("give it a default, or make it a property of the class"),
        );
    }
}

/// Whether a default is checked: in YAML `null` stands for none.
fn counts(default: &Expr, entry: &ClassEntry) -> bool {
    entry.scope.strict || !matches!(default.kind, ExprKind::Null)
}

/// Defaults of parameters.
fn parameters(members: &ClassMembers<'_>, entry: &ClassEntry, method: &Method) {
    let owner = method_title(entry, method);
    for param in &method.params {
        param.contract.iter().for_each(|contract| contracts::check(members, entry, contract));
        let (Some(contract), Some(default)) = (&param.contract, &param.default) else { continue };
        if !counts(default, entry) {
            continue;
        }
        let mut checker = Checker::new(members, entry.id, entry.scope.clone());
        checker.is_default_of_yaml = !entry.scope.strict;
        let place = Place::Root {
            name: &param.name.text,
            owner: &owner,
            contract: "the argument's contract",
        };
        checker.accept(default, Wanted::new(contract, &entry.scope), &place);
    }
}

fn body(members: &ClassMembers<'_>, entry: &ClassEntry, method: &Method) {
    let Some(block) = &method.body else { return };
    let mut checker = Checker::new(members, entry.id, entry.scope.clone());
    checker.method = Some(method);
    checker.item = checker.this();
    for param in &method.params {
        let ty = match (&param.contract, param.kind) {
            (Some(contract), ParamKind::Standard) => {
                KnownType::of_contract(members.registry, contract, &entry.scope)
            }
            _ => KnownType::Any,
        };
        checker.variables.set(param.name.text.clone(), ty, None);
    }
    let ends = checker.block(block);
    // What is not used is most likely what should be returned.
    if !checker.falls_through(method, block, ends) {
        unused::variables(&mut checker, method, block);
    }
}

/// A method that is the constructor in other languages, and is never called by itself here.
fn constructor(members: &ClassMembers<'_>, entry: &ClassEntry, method: &Method) {
    let name = &*method.name.text;
    let short = entry.name.rsplit('.').next().unwrap_or(&entry.name);
    let looks_like_one = CONSTRUCTORS.contains(&name) || name == short;
    if !looks_like_one || method.public || members.is_called(name) {
        return;
    }
    let message = format!("`{name}` is an ordinary method: creating an object does not call it");
    members.registry.report(
        Diagnostic::warning(codes::NOT_A_CONSTRUCTOR, method.name.span, message)
            .hint("the code that runs for a new object is called `init`: `init { … }`"),
    );
}

/// A method that overrides nothing, and whose name is nearly that of a method that a parent leaves empty for subclasses.
fn near_miss(members: &ClassMembers<'_>, entry: &ClassEntry, method: &Method) {
    // A hook is an inherited method with an empty body that the class does not override. A
    // method whose name is close to one is probably a misspelt override; any other new name is
    // an ordinary method.
    let name = &method.name.text;
    let has_a_use = method.public || members.is_called(name);
    if has_a_use || members.inherited(entry.id, name).is_some() {
        return;
    }
    let declared = |wanted: &Text| entry.tree.methods.iter().any(|m| m.name.text == *wanted);
    let mut hooks: Vec<(Text, crate::source::Span)> = Vec::new();
    for above in members.lineage(entry.id).skip(1) {
        for inherited in &above.tree.methods {
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
    members.registry.report(
        Diagnostic::warning(codes::OVERRIDES_NOTHING, method.name.span, message)
            .label(span, "left empty here for subclasses")
            .hint(format!("did you mean `{near}`?"))
            .replace(name, &*near, Applicability::Maybe),
    );
}

/// An override of `deploy` of an application that never calls that of the parent: nothing is deployed.
fn parent_is_called(members: &ClassMembers<'_>, entry: &ClassEntry, method: &Method) {
    const APPLICATION: &str = "com.mirantis.docker.DockerApplication";
    if &*method.name.text != "deploy" {
        return;
    }
    let Some(body) = &method.body else { return };
    let inherits = members.lineage(entry.id).skip(1).any(|above| *above.name == *APPLICATION);
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
    let message =
        format!("`{}` deploys nothing: this `deploy` replaces that of its base class", entry.name);
    members.registry.report(
        Diagnostic::warning(codes::PARENT_NOT_CALLED, method.name.span, message)
            .hint("call `super.deploy()` in it"),
    );
}

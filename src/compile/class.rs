//! Compiles class declarations to [`ir::Class`]: contracts, defaults, bodies. Reports what is invalid in them.

use std::rc::Rc;

use indexmap::IndexMap;

use super::contract::Contracts;
use super::ir::{self, ClassId, CodeKind};
use super::lower::{self, CodeContext};
use super::meta::{self, MetaTarget};
use super::registry::{ClassEntry, Registry};
use crate::diag::{Diagnostic, codes};
use crate::syntax::{self, ClassUsage, Name, ParamKind, Text};

/// Compiles a declared class.
pub(super) fn compile(registry: &Registry, entry: &ClassEntry) -> ir::Class {
    let tree = &entry.tree;
    let parents = registry.parents(entry.id);
    check_parents(registry, entry, &parents);
    check_duplicates(registry, tree);
    let context = surroundings(entry);
    let imports = tree.imports.iter().filter_map(|name| {
        registry.resolve(name, &entry.scope).map_err(|d| registry.report(*d)).ok()
    });
    ir::Class {
        id: entry.id,
        name: entry.name.clone(),
        scope: entry.scope.clone(),
        usage: tree.usage,
        parents,
        imports: imports.collect(),
        properties: tree.properties.iter().map(|p| property(registry, &context, p)).collect(),
        methods: tree.methods.iter().map(|m| Rc::new(method(registry, &context, m))).collect(),
        metas: meta::compile(registry, &context, MetaTarget::Type, &tree.metas),
        tree: tree.clone(),
    }
}

fn surroundings(entry: &ClassEntry) -> CodeContext {
    CodeContext {
        class: Some(entry.id),
        functions: entry.functions.get(),
        checked: entry.scope.strict,
        ..CodeContext::of_scope(entry.scope.clone())
    }
}

fn check_parents(registry: &Registry, entry: &ClassEntry, parents: &[ClassId]) {
    if entry.tree.usage == ClassUsage::Meta {
        return;
    }
    for (parent, written) in parents.iter().zip(&entry.tree.extends) {
        let parent = registry.entry(*parent);
        if parent.tree.usage == ClassUsage::Meta {
            let message =
                format!("`{}` is a metadata class: only one of those can extend it", parent.name);
            registry.report(
                Diagnostic::error(codes::BAD_INHERITANCE, written.span, message)
                    .label(parent.tree.name.span, "declared here"),
            );
        }
    }
}

fn check_duplicates(registry: &Registry, tree: &syntax::Class) {
    let properties = tree.properties.iter().map(|p| &p.name);
    let methods = tree.methods.iter().map(|m| &m.name);
    report_duplicates(registry, "property", properties);
    // The class of a file has no name; its methods are the functions.
    let is_file = tree.name.span.is_none();
    report_duplicates(registry, if is_file { "function" } else { "method" }, methods);
}

/// Reports names that are declared twice.
pub(super) fn report_duplicates<'t>(
    registry: &Registry,
    what: &str,
    names: impl Iterator<Item = &'t Name>,
) {
    let mut seen: IndexMap<&Text, &Name> = IndexMap::new();
    for name in names {
        if let Some(first) = seen.insert(&name.text, name) {
            let message = format!("the {what} `{}` is declared twice", name.text);
            registry.report(
                Diagnostic::error(codes::DUPLICATE, name.span, message)
                    .label(first.span, "first declared here"),
            );
        }
    }
}

fn property(registry: &Registry, context: &CodeContext, tree: &syntax::Property) -> ir::Property {
    let default = tree.default.as_ref().map(|expr| {
        let name = format!("default of {}", tree.name.text).into();
        lower::function_of(registry, context, CodeKind::Default, &name, expr)
    });
    ir::Property {
        name: tree.name.text.clone(),
        usage: tree.usage,
        contract: Contracts::new(registry, context).compile(&tree.contract),
        contract_span: tree.contract.span,
        default,
        span: tree.name.span,
        metas: meta::compile(registry, context, MetaTarget::Property, &tree.metas),
    }
}

/// Compiles a method, or a file's function.
pub(super) fn method(
    registry: &Registry,
    context: &CodeContext,
    tree: &Rc<syntax::Method>,
) -> ir::Method {
    check_params(registry, &tree.params);
    let contracts = Contracts::new(registry, context);
    let names: Vec<Text> = tree.params.iter().map(|p| p.name.text.clone()).collect();
    let code = tree
        .body
        .as_ref()
        .map(|body| lower::method(registry, context, &tree.name.text, &names, body));
    ir::Method {
        name: tree.name.text.clone(),
        usage: tree.usage,
        public: tree.public,
        params: tree.params.iter().map(|p| param(registry, context, &contracts, p)).collect(),
        returns: tree.returns.as_ref().map(|c| (contracts.compile(c), c.span)),
        metas: meta::compile(registry, context, MetaTarget::Method, &tree.metas),
        code,
        tree: tree.clone(),
    }
}

fn param(
    registry: &Registry,
    context: &CodeContext,
    contracts: &Contracts<'_>,
    tree: &syntax::Param,
) -> ir::Param {
    let default = tree.default.as_ref().map(|expr| {
        let name = format!("default of {}", tree.name.text).into();
        lower::function_of(registry, context, CodeKind::Default, &name, expr)
    });
    ir::Param {
        name: tree.name.text.clone(),
        kind: tree.kind,
        contract: tree.contract.as_ref().map_or(ir::Contract::Any, |c| contracts.compile(c)),
        span: tree.contract.as_ref().map_or(tree.span, |c| c.span),
        default,
        metas: meta::compile(registry, context, MetaTarget::Argument, &tree.metas),
    }
}

/// Checks the order of parameters: standard ones, then one `*rest`, then one `**named`.
fn check_params(registry: &Registry, params: &[syntax::Param]) {
    report_duplicates(registry, "parameter", params.iter().map(|p| &p.name));
    let rank = |kind: ParamKind| match kind {
        ParamKind::Standard => 0,
        ParamKind::VarArgs => 1,
        ParamKind::KwArgs => 2,
    };
    for pair in params.windows(2) {
        let (before, after) = (rank(pair[0].kind), rank(pair[1].kind));
        if before > after || (before == after && before > 0) {
            let message = format!("the parameter `{}` is out of order", pair[1].name.text);
            registry.report(
                Diagnostic::error(codes::BAD_DECLARATION, pair[1].span, message)
                    .hint("the order is: plain parameters, one `*rest`, one `**named`"),
            );
        }
    }
}

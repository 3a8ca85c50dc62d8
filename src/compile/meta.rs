//! Compiles attached metadata: resolves its class, checks that it may be attached there, compiles its properties.
//! See docs/language/reflection.md#metadata.
//!
//! The run time creates an instance for each attachment when it is first requested.

use std::rc::Rc;

use super::ir::{self, ClassId, CodeKind};
use super::lower::{self, CodeContext};
use super::registry::Registry;
use crate::diag::{Diagnostic, codes, suggest};
use crate::syntax::{ClassUsage, Expr, ExprKind, MetaUse, Text};

/// What metadata is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetaTarget {
    /// A package.
    Package,
    /// A class.
    Type,
    /// A property.
    Property,
    /// A method.
    Method,
    /// An argument of a method.
    Argument,
}

impl MetaTarget {
    /// Its name in `applies`.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            MetaTarget::Package => "Package",
            MetaTarget::Type => "Type",
            MetaTarget::Property => "Property",
            MetaTarget::Method => "Method",
            MetaTarget::Argument => "Argument",
        }
    }
}

/// Compiles attached metadata; invalid attachments are reported and left out.
pub(crate) fn compile(
    registry: &Registry,
    context: &CodeContext,
    target: MetaTarget,
    uses: &[MetaUse],
) -> Vec<Rc<ir::Meta>> {
    // Only an attachment without errors is compiled, so that the run time can create its
    // instance unconditionally. `metas` is also what cardinality is checked against.
    let mut metas: Vec<Rc<ir::Meta>> = Vec::new();
    for written in uses {
        let class = match registry.resolve(&written.class, &context.scope) {
            Ok(class) => class,
            Err(diagnostic) => {
                registry.report(*diagnostic);
                continue;
            }
        };
        if let Some(refusal) = refusal(registry, class, target, written, &metas) {
            registry.report(refusal);
            continue;
        }
        if context.scope.strict {
            check_keys(registry, class, written);
        }
        let entries = ExprKind::Map(written.entries.clone());
        let expr = Expr { kind: entries, span: written.span };
        let name = Text::from("metadata");
        let properties = lower::function_of(registry, context, CodeKind::Metadata, &name, &expr);
        metas.push(Rc::new(ir::Meta { class, properties, span: written.span }));
    }
    metas
}

/// The error of metadata that cannot be attached here.
fn refusal(
    registry: &Registry,
    class: ClassId,
    target: MetaTarget,
    written: &MetaUse,
    before: &[Rc<ir::Meta>],
) -> Option<Diagnostic> {
    // In the order of importance: the wrong kind of class, the wrong kind of target, too many
    // attachments.
    let entry = registry.entry(class);
    let (name, rules) = (&entry.name, &entry.tree.meta_rules);
    let error = |message: String| {
        let fault = Diagnostic::error(codes::BAD_METADATA, written.class.span, message);
        Some(fault.named("ValueError").label(entry.tree.name.span, "declared here"))
    };
    if entry.tree.usage != ClassUsage::Meta {
        return error(format!("`{name}` is not a metadata class"));
    }
    let fits = |a: &Text| &**a == "All" || &**a == target.name();
    if !rules.applies.iter().any(fits) {
        let kinds: Vec<&str> = rules.applies.iter().map(|a| &**a).collect();
        let message = format!("`{name}` cannot be attached to a {}", target.name().to_lowercase());
        return error(message).map(|d| d.hint(format!("it applies to: {}", kinds.join(", "))));
    }
    if !rules.many && before.iter().any(|meta| meta.class == class) {
        return error(format!("`{name}` is attached twice"))
            .map(|d| d.hint("declare its class with `many` to allow that"));
    }
    None
}

fn check_keys(registry: &Registry, class: ClassId, written: &MetaUse) {
    let known = registry.given_names(class);
    for entry in &written.entries {
        let (ExprKind::Word(key) | ExprKind::Str(key)) = &entry.key.kind else { continue };
        if known.contains(key) {
            continue;
        }
        let message = format!("`{}` has no property `{key}`", registry.entry(class).name);
        let near = suggest::similar(key, known.iter().map(|n| &**n));
        let found = Diagnostic::error(codes::UNKNOWN_KEY, entry.key.span, message);
        registry.report(found.similar_if(near));
    }
}

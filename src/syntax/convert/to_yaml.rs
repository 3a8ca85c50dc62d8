//! Conversion of classes from `.murano` to MuranoPL's YAML.
//!
//! [`rewrite`] first expresses in YAQL the notations that only `.murano` has, then [`document`]
//! and its neighbours build a tree of YAML nodes, and [`layout`] prints it. The text is parsed
//! again, and must be the same program. What YAML cannot express is an error.

mod contract;
mod document;
mod layout;
mod names;
mod rewrite;
mod statement;
mod value;

pub(crate) use names::Names;

use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::{Sources, Span};
use crate::syntax::yaml::{ClassFile, parse_classes};
use crate::syntax::{Class, Module, dump, with_enough_stack};
use names::Prefixes;
use std::rc::Rc;

/// Converts the classes of a file to YAML, one document for each.
///
/// # Errors
///
/// Parts that YAML cannot express.
pub(crate) fn to_yaml(module: &Module, names: &dyn Names) -> Result<String, Vec<Diagnostic>> {
    check(module)?;
    with_enough_stack(|| {
        let prefixes = Prefixes::of_module(module, names);
        let (classes, found) = rewrite::classes(module.classes.iter().map(|c| &**c), &prefixes);
        if has_errors(&found) {
            return Err(found);
        }
        let text = document::file(module, &classes, &prefixes);
        match is_parsed_as(&text, &classes) {
            Ok(()) => Ok(text),
            Err(class) => {
                let message = "internal error: this class would have another meaning in YAML";
                Err(vec![Diagnostic::error(codes::INTERNAL, class.name.span, message)])
            }
        }
    })
}

/// Whether the module consists of classes only.
fn check(module: &Module) -> Result<(), Vec<Diagnostic>> {
    let functions = module.functions.iter().map(|f| (f.span, "a function outside of classes"));
    let statements = module.body.statements.iter().map(|s| (s.span, "a statement of a script"));
    if let Some((span, what)) = functions.chain(statements).min_by_key(|(span, _)| span.start) {
        let message = format!("{what} cannot be expressed in YAML");
        let found = Diagnostic::error(codes::NOT_IN_YAML, span, message);
        return Err(vec![found.hint("make it a `static` method of a class")]);
    }
    if module.classes.is_empty() {
        let message = "the file declares no class";
        return Err(vec![Diagnostic::error(codes::NOT_IN_YAML, Span::NONE, message)]);
    }
    Ok(())
}

/// Whether the text is parsed as these classes.
fn is_parsed_as<'c>(text: &str, classes: &'c [Class]) -> Result<(), &'c Class> {
    let sources = Sources::new();
    let parsed = sources.add("converted.yaml", text).map(|source| parse_classes(&source));
    let (file, found) = parsed.unwrap_or_default();
    let ClassFile { documents, .. } = file;
    for (n, class) in classes.iter().enumerate() {
        let same = documents.get(n).is_some_and(|d| shape(&d.class) == shape(class));
        if !same || has_errors(&found) {
            return Err(class);
        }
    }
    Ok(())
}

/// A class's tree, without the parts that YAML has in comments.
fn shape(class: &Class) -> String {
    let mut bare = class.clone();
    bare.docs = None;
    for property in &mut bare.properties {
        property.docs = None;
    }
    for method in &mut bare.methods {
        let mut own = (**method).clone();
        own.docs = None;
        *method = Rc::new(own);
    }
    dump::class(&bare)
}

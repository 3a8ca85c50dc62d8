//! Conversion of classes from MuranoPL's YAML to `.murano`.
//!
//! The classes are rewritten to the tree that the `.murano` text will parse to;
//! [`crate::syntax::print`] prints it and checks that it does. Calls for which `.murano` has a
//! notation are replaced by it if the meaning is the same.

mod contract;
mod declaration;
mod docs;
mod expression;
mod idiom;
mod statement;
mod textual;

use std::rc::Rc;

use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::{Source, Span};
use crate::syntax::yaml::{self, ClassFile, Document, Namespaces};
use crate::syntax::{Class, Method, Module, Name, Using, print, with_enough_stack};

/// Converts a YAML class file to `.murano`. A class without a name gets `unnamed`.
///
/// # Errors
///
/// Errors in the file, or parts that `.murano` cannot express, with spans in the YAML.
pub(crate) fn to_murano(source: &Source, unnamed: Option<&str>) -> Result<String, Vec<Diagnostic>> {
    let (file, found) = yaml::parse_classes(source);
    if has_errors(&found) {
        return Err(found);
    }
    check(source, &file, unnamed).map_err(|found| vec![*found])?;
    let module = with_enough_stack(|| module(file, unnamed))?;
    print::converted(source, &module).ok_or_else(|| {
        let message = "internal error: this file would be another program in `.murano`";
        vec![Diagnostic::error(codes::INTERNAL, source.span(), message)]
    })
}

/// Whether one `.murano` file can hold the module.
fn check(source: &Source, file: &ClassFile, unnamed: Option<&str>) -> Result<(), Box<Diagnostic>> {
    let Some(first) = file.documents.first() else {
        let message = "the file declares no class";
        return Err(Box::new(Diagnostic::error(codes::BAD_CLASS, source.span(), message)));
    };
    let pairs = |d: &Document| -> Vec<(String, String)> {
        d.namespaces.0.iter().map(|(p, n)| (p.text.to_string(), n.text.to_string())).collect()
    };
    if let Some(other) = file.documents.iter().find(|d| pairs(d) != pairs(first)) {
        let message = "this document has different namespaces from those before it";
        let found = Diagnostic::error(codes::BAD_CLASS, other.class.name.span, message);
        return Err(Box::new(found.hint("move it to a file of its own first")));
    }
    let nameless = file.documents.iter().find(|d| d.unnamed && unnamed.is_none());
    if let Some(document) = nameless {
        let message = "this class has no `Name`: only the manifest has its name";
        let found = Diagnostic::error(codes::BAD_CLASS, document.class.span, message);
        return Err(Box::new(found.hint("give it a `Name`, or pass the name with `--name`")));
    }
    Ok(())
}

/// Rewrites the file to the tree of a `.murano` file, with spans in the YAML.
fn module(file: ClassFile, unnamed: Option<&str>) -> Result<Module, Vec<Diagnostic>> {
    // All documents share the namespaces of the first one (`check` has made sure of that). Each
    // class is rewritten even after an error, so that one run reports all of them.
    let mut module = Module::default();
    if let Some(first) = file.documents.first() {
        head(&mut module, &first.namespaces, first.class.span.start);
    }
    let mut found = Vec::new();
    for document in &file.documents {
        let mut class = (*document.class).clone();
        let mut rewriter = MuranoRewriter {
            namespaces: &document.namespaces,
            class: &document.class,
            method: None,
            item: 0,
            found: Vec::new(),
        };
        rewriter.class(&mut class, unnamed.filter(|_| document.unnamed));
        found.append(&mut rewriter.found);
        module.classes.push(Rc::new(class));
    }
    module.comments = docs::attach(
        &mut module.classes,
        file.comments,
        module.usings.is_empty() && module.namespace.is_none(),
    );
    if has_errors(&found) { Err(found) } else { Ok(module) }
}

/// The `namespace` and `using` lines before the first class.
fn head(module: &mut Module, namespaces: &Namespaces, start: u32) {
    let span = Span::new(start, start);
    let at_start = |name: &Name| Name { text: name.text.clone(), span };
    for (prefix, namespace) in &namespaces.0 {
        match (&*prefix.text, &*namespace.text) {
            // Names without a namespace need no prefix in `.murano`.
            (_, "") => {}
            ("=", _) => module.namespace = Some(at_start(namespace)),
            _ => module.usings.push(Using {
                prefix: Some(at_start(prefix)),
                namespace: at_start(namespace),
                span,
            }),
        }
    }
}

/// Rewrites one class in place.
struct MuranoRewriter<'a> {
    /// Prefixes of the document.
    namespaces: &'a Namespaces,
    /// The class as it was parsed.
    class: &'a Class,
    /// The method, as it was parsed, whose body is being rewritten.
    method: Option<&'a Method>,
    /// Number of enclosing expressions in which `$` may differ from `$this`: functions of
    /// items, conditions.
    item: usize,
    /// Parts that `.murano` cannot express.
    found: Vec<Diagnostic>,
}

impl MuranoRewriter<'_> {
    /// Reports a part for which `.murano` has no notation.
    fn refuse(&mut self, span: Span, message: impl Into<String>, hint: &str) {
        self.found.push(Diagnostic::error(codes::SYNTAX, span, message).hint(hint));
    }

    /// Rewrites an expression in which `$` may be an item, not the object.
    fn with_item<T>(&mut self, rewrite: impl FnOnce(&mut Self) -> T) -> T {
        self.item += 1;
        let result = rewrite(self);
        self.item -= 1;
        result
    }
}

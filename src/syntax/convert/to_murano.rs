//! Classes of MuranoPL's YAML in `.murano`.
//!
//! The classes are rewritten into the tree that parsing the `.murano` text will give; [`crate::syntax::print`] lays it out and
//! checks that it does. Calls that stand for notations of `.murano` become these notations where the meaning is the same.

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

/// A YAML class file as `.murano`. A class without a name gets `unnamed`.
///
/// # Errors
///
/// What is wrong with it, or what `.murano` cannot express, at the line of the YAML.
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
        let message = "this document has other namespaces than those before it";
        let found = Diagnostic::error(codes::BAD_CLASS, other.class.name.span, message);
        return Err(Box::new(found.hint("put it into a file of its own first")));
    }
    let nameless = file.documents.iter().find(|d| d.unnamed && unnamed.is_none());
    if let Some(document) = nameless {
        let message = "this class has no `Name`: only the manifest says what it is called";
        let found = Diagnostic::error(codes::BAD_CLASS, document.class.span, message);
        return Err(Box::new(found.hint("give it a `Name`, or pass the name with `--name`")));
    }
    Ok(())
}

/// The file as the tree of a `.murano` file, with spans into the YAML.
fn module(file: ClassFile, unnamed: Option<&str>) -> Result<Module, Vec<Diagnostic>> {
    let mut module = Module::default();
    if let Some(first) = file.documents.first() {
        head(&mut module, &first.namespaces, first.class.span.start);
    }
    let mut found = Vec::new();
    for document in &file.documents {
        let mut class = (*document.class).clone();
        let mut rewriter = Rewriter {
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

/// `namespace` and `using` lines, which stand before the first class.
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
struct Rewriter<'a> {
    /// Prefixes of the document.
    namespaces: &'a Namespaces,
    /// The class as it was parsed.
    class: &'a Class,
    /// The method, as it was parsed, whose body is being rewritten.
    method: Option<&'a Method>,
    /// How many enclosing expressions may give `$` another meaning than `$this`: functions of items, conditions.
    item: usize,
    /// What cannot be expressed.
    found: Vec<Diagnostic>,
}

impl Rewriter<'_> {
    /// Reports what `.murano` has no notation for.
    fn refuse(&mut self, span: Span, message: impl Into<String>, hint: &str) {
        self.found.push(Diagnostic::error(codes::SYNTAX, span, message).hint(hint));
    }

    /// Rewrites something in which `$` may be an item, not the object.
    fn with_item<T>(&mut self, rewrite: impl FnOnce(&mut Self) -> T) -> T {
        self.item += 1;
        let result = rewrite(self);
        self.item -= 1;
        result
    }
}

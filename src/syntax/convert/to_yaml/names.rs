//! Names of classes in YAML: a name that needs no prefix in `.murano`, because of `using` or
//! the prelude, needs one there.

use std::cell::RefCell;

use crate::source::Span;
use crate::syntax::{Class, Module, Text, TypeName};

/// Resolves the names of a file.
pub(crate) trait Names {
    /// The full name of the class that a name refers to, if there is one.
    fn full_name(&self, written: &TypeName) -> Option<String>;
    /// Which of a class's base classes `super.method()` calls, by its index among them.
    fn parent_with(&self, class: &Class, method: &str) -> Option<usize>;
}

/// The namespaces of a file.
pub(super) struct Prefixes<'n> {
    /// Resolves the names of the file.
    names: &'n dyn Names,
    /// The namespace of names without a prefix.
    own: String,
    /// Prefixes and their namespaces; those of the file come first.
    bound: RefCell<Vec<(String, String)>>,
}

/// Customary prefixes of the namespaces of built-in classes.
const USUAL: [(&str, &str); 4] = [
    ("std", "io.murano"),
    ("sys", "io.murano.system"),
    ("res", "io.murano.resources"),
    ("docker", "com.mirantis.docker"),
];

impl<'n> Prefixes<'n> {
    /// The prefixes of a `.murano` file.
    pub(super) fn of_module(module: &Module, names: &'n dyn Names) -> Self {
        let own = module.namespace.as_ref().map_or(String::new(), |n| n.text.to_string());
        let usings = module.usings.iter();
        let bound = usings.filter_map(|using| {
            let prefix = using.prefix.as_ref()?;
            Some((prefix.text.to_string(), using.namespace.text.to_string()))
        });
        Self { names, own, bound: RefCell::new(bound.collect()) }
    }

    /// The prefixes with their namespaces, in order; `=` first if there is one.
    pub(super) fn all(&self) -> Vec<(String, String)> {
        let own = (!self.own.is_empty()).then(|| ("=".to_owned(), self.own.clone()));
        let mut bound = self.bound.borrow().clone();
        bound.sort();
        own.into_iter().chain(bound).collect()
    }

    /// Whether there is a class of that name.
    pub(super) fn is_class(&self, word: &Text) -> bool {
        let written = TypeName { prefix: None, name: word.clone(), span: Span::NONE };
        self.names.full_name(&written).is_some()
    }

    /// The index of the base class that `super.method()` calls.
    pub(super) fn parent_with(&self, class: &Class, method: &str) -> Option<usize> {
        self.names.parent_with(class, method)
    }

    /// A name in declarations: without a prefix if it is in the own namespace.
    pub(super) fn declared(&self, written: &TypeName) -> TypeName {
        let named = self.expressed(written);
        match named.prefix.as_deref() {
            Some("") => TypeName { prefix: None, ..named },
            _ => named,
        }
    }

    /// A name in expressions: `p:Foo`, or `:Foo` in the own namespace.
    pub(super) fn expressed(&self, written: &TypeName) -> TypeName {
        match written.prefix {
            // Binds prefixes in the order of the file.
            Some(_) => written.clone(),
            None => {
                match self.names.full_name(written) {
                    Some(full) => self.prefixed(&full, written.span),
                    // Of a class in another file, which is not here: a name without a prefix is in the own namespace.
                    None => TypeName { prefix: Some("".into()), ..written.clone() },
                }
            }
        }
    }

    /// A full name with a prefix.
    fn prefixed(&self, full: &str, span: Span) -> TypeName {
        let (namespace, name) = full.rsplit_once('.').unwrap_or(("", full));
        let prefix = if namespace == self.own { String::new() } else { self.prefix(namespace) };
        TypeName { prefix: Some(prefix.into()), name: name.into(), span }
    }

    /// The prefix of a namespace, bound if necessary.
    fn prefix(&self, namespace: &str) -> String {
        let mut bound = self.bound.borrow_mut();
        if let Some((prefix, _)) = bound.iter().find(|(_, n)| n == namespace) {
            return prefix.clone();
        }
        let usual = USUAL.iter().find(|(_, n)| *n == namespace).map(|(prefix, _)| *prefix);
        let last = namespace.rsplit('.').next().filter(|last| !last.is_empty());
        let wanted = usual.or(last).unwrap_or("top");
        let taken = |prefix: &str| bound.iter().any(|(p, _)| p == prefix);
        let mut prefix = wanted.to_owned();
        let mut number = 2;
        while taken(&prefix) {
            prefix = format!("{wanted}{number}");
            number += 1;
        }
        bound.push((prefix.clone(), namespace.to_owned()));
        prefix
    }
}

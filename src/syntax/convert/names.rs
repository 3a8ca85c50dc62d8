//! Names of classes in the other notation: what `using` and the prelude let stand alone needs a prefix in YAML; a prefix
//! that stands for no namespace is none in `.murano`.

use std::cell::RefCell;

use crate::source::Span;
use crate::syntax::yaml::{Namespaces, written_type};
use crate::syntax::{Class, Module, Text, TypeName};

/// What a file's names stand for.
pub trait Names {
    /// The full name of the class that a written name means, if there is such a class.
    fn full_name(&self, written: &TypeName) -> Option<String>;
    /// Which of a class's parents `super.method()` means, by its place among them.
    fn parent_with(&self, class: &Class, method: &str) -> Option<usize>;
}

/// The namespaces of a file.
pub(super) struct Prefixes<'n> {
    /// What names mean in `.murano`; none if the file is YAML.
    names: Option<&'n dyn Names>,
    /// The namespace of names without a prefix.
    own: String,
    /// Prefixes and what they stand for; those of the file first.
    bound: RefCell<Vec<(String, String)>>,
}

/// Prefixes people use for the namespaces of the built-in classes.
const USUAL: [(&str, &str); 4] = [
    ("std", "io.murano"),
    ("sys", "io.murano.system"),
    ("res", "io.murano.resources"),
    ("docker", "com.mirantis.docker"),
];

impl<'n> Prefixes<'n> {
    /// Those of a file of `.murano`.
    pub(super) fn of_module(module: &Module, names: &'n dyn Names) -> Self {
        let own = module.namespace.as_ref().map_or(String::new(), |n| n.text.to_string());
        let usings = module.usings.iter();
        let bound = usings.filter_map(|using| {
            let prefix = using.prefix.as_ref()?;
            Some((prefix.text.to_string(), using.namespace.text.to_string()))
        });
        Self { names: Some(names), own, bound: RefCell::new(bound.collect()) }
    }

    /// Those of a document in YAML.
    pub(super) fn of_document(namespaces: &Namespaces) -> Self {
        let own = namespaces.get("=").map_or(String::new(), |own| own.to_string());
        let bound = namespaces.0.iter().map(|(p, n)| (p.text.to_string(), n.text.to_string()));
        Self { names: None, own, bound: RefCell::new(bound.collect()) }
    }

    /// The prefixes with their namespaces, in order; `=` first if there is one.
    pub(super) fn all(&self) -> Vec<(String, String)> {
        let own = (!self.own.is_empty()).then(|| ("=".to_owned(), self.own.clone()));
        let mut bound = self.bound.borrow().clone();
        bound.sort();
        own.into_iter().chain(bound).collect()
    }

    /// Is the other notation YAML?
    pub(super) fn writes_yaml(&self) -> bool {
        self.names.is_some()
    }

    /// Is there a class of that name?
    pub(super) fn is_class(&self, word: &Text) -> bool {
        let written = TypeName { prefix: None, name: word.clone(), span: Span::NONE };
        self.names.is_some_and(|names| names.full_name(&written).is_some())
    }

    /// Which parent `super.method()` means.
    pub(super) fn parent_with(&self, class: &Class, method: &str) -> Option<usize> {
        self.names?.parent_with(class, method)
    }

    /// A name as declarations have it: without a prefix in the own namespace.
    pub(super) fn declared(&self, written: &TypeName) -> TypeName {
        let named = self.expressed(written);
        match named.prefix.as_deref() {
            Some("") => TypeName { prefix: None, ..named },
            _ => named,
        }
    }

    /// A name as expressions have it: `p:Foo`, or `:Foo` in the own namespace.
    pub(super) fn expressed(&self, written: &TypeName) -> TypeName {
        match (&written.prefix, self.names) {
            (Some(prefix), None) if self.is_bare(prefix) => {
                TypeName { prefix: None, ..written.clone() }
            }
            // Prefixes are bound as they are in the file.
            (Some(_), _) | (None, None) => written.clone(),
            (None, Some(names)) => {
                let full = names.full_name(written);
                self.prefixed(&full.unwrap_or_else(|| written.name.to_string()), written.span)
            }
        }
    }

    /// Does the prefix stand for no namespace?
    fn is_bare(&self, prefix: &str) -> bool {
        let bound = self.bound.borrow();
        let found = bound.iter().find(|(p, _)| p == prefix);
        !prefix.is_empty() && found.is_some_and(|(_, namespace)| namespace.is_empty())
    }

    /// The name of an exception. In YAML one without a prefix lies in the own namespace, in `.murano` it lies in none.
    pub(super) fn exception(&self, written: &TypeName) -> TypeName {
        let own = self.names.is_none() && written.prefix.is_none() && !self.own.is_empty();
        if own && !written.name.contains('.') {
            return TypeName { prefix: Some("".into()), ..written.clone() };
        }
        let named = self.expressed(written);
        match named.prefix.as_deref() {
            Some("") if self.names.is_some() => TypeName { prefix: None, ..named },
            _ => named,
        }
    }

    /// A text as the name of an exception.
    pub(super) fn exception_text(&self, text: &Text, span: Span) -> Option<TypeName> {
        match self.names {
            Some(_) => Some(TypeName { prefix: None, name: text.clone(), span }),
            None => written_type(text, span),
        }
    }

    /// A full name under a prefix.
    fn prefixed(&self, full: &str, span: Span) -> TypeName {
        let (namespace, name) = full.rsplit_once('.').unwrap_or(("", full));
        let prefix = if namespace == self.own { String::new() } else { self.prefix(namespace) };
        TypeName { prefix: Some(prefix.into()), name: name.into(), span }
    }

    /// The prefix of a namespace, bound if it is not yet.
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

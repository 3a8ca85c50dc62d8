//! The scope in which type names are resolved: a file's namespace, its `using` lines, the prelude.
//! See docs/language/files.md#class-names.

use indexmap::IndexMap;

use super::ids::PackageId;
use super::package::Format;
use crate::source::Span;
use crate::syntax::yaml::{Namespaces, written_type};
use crate::syntax::{Dialect, Module, Text, TypeName};

/// Namespaces that every `.murano` file sees without a `using`, in order of precedence.
pub(crate) const PRELUDE: [&str; 2] = ["com.mirantis.docker", "io.murano"];

/// How the type names in a file or class are resolved.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The package that the code belongs to; `None` for scripts.
    pub package: Option<PackageId>,
    /// The namespace of the file: its declarations belong to it, and names without a prefix are looked up in it first.
    pub namespace: Namespace,
    /// Prefixes and the namespaces they are bound to.
    pub prefixes: IndexMap<Text, Text>,
    /// Further namespaces in which names without a prefix are looked up, in order.
    pub usings: Vec<Text>,
    /// The rules of `.murano`: unknown keys and bare words are errors, the prelude is in scope.
    pub strict: bool,
    /// The functions of YAQL 0.2 shadow the others, and dictionaries are iterable (MuranoPL up to 1.1).
    pub legacy: bool,
    /// `type($object)` returns the name of the class instead of the class (MuranoPL up to 1.3).
    pub type_names: bool,
}

/// A dotted namespace; empty by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace(pub Text);

impl Default for Namespace {
    fn default() -> Self {
        Self("".into())
    }
}

impl std::ops::Deref for Namespace {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A prefix that is not bound to a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPrefix(pub Text);

impl Scope {
    /// The scope of a `.murano` file.
    #[must_use]
    pub fn of_module(module: &Module) -> Self {
        let mut scope = Self { strict: true, ..Self::default() };
        if let Some(namespace) = &module.namespace {
            scope.namespace = Namespace(namespace.text.clone());
        }
        for using in &module.usings {
            let namespace = using.namespace.text.clone();
            match &using.prefix {
                Some(prefix) => drop(scope.prefixes.insert(prefix.text.clone(), namespace)),
                None => scope.usings.push(namespace),
            }
        }
        scope
    }

    /// The scope of a document in MuranoPL's YAML.
    #[must_use]
    pub fn of_document(namespaces: &Namespaces, package: PackageId) -> Self {
        let mut scope = Self { package: Some(package), ..Self::default() };
        for (prefix, namespace) in &namespaces.0 {
            match &*prefix.text {
                "=" => scope.namespace = Namespace(namespace.text.clone()),
                _ => drop(scope.prefixes.insert(prefix.text.clone(), namespace.text.clone())),
            }
        }
        scope
    }

    /// The scope for code of a package of a format.
    /// See docs/language/yaml.md#editions.
    #[must_use]
    pub fn of_format(mut self, format: Format) -> Self {
        self.legacy = format <= Format(1, 1);
        self.type_names = format <= Format(1, 3);
        self
    }

    /// The full name of a class, from the name in its document.
    ///
    /// # Errors
    ///
    /// Its prefix is not bound.
    pub fn declared(&self, name: &str) -> Result<Text, UnknownPrefix> {
        match written_type(name, Span::NONE) {
            Some(written) if written.prefix.is_some() => Ok(self.candidates(&written)?.remove(0)),
            _ => Ok(self.qualify(name)),
        }
    }

    /// The dialect of the expressions in it.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        if self.strict { Dialect::Murano } else { Dialect::Yaql }
    }

    /// The full name of a declaration: in the namespace of the file, unless it has dots.
    #[must_use]
    pub fn qualify(&self, name: &str) -> Text {
        if self.namespace.is_empty() || name.contains('.') {
            name.into()
        } else {
            format!("{}.{name}", &*self.namespace).into()
        }
    }

    /// The full names that a written name may refer to, in order of precedence.
    ///
    /// # Errors
    ///
    /// Its prefix is not bound.
    pub fn candidates(&self, written: &TypeName) -> Result<Vec<Text>, UnknownPrefix> {
        match &written.prefix {
            Some(prefix) if !prefix.is_empty() => {
                let namespace = self.prefixes.get(prefix);
                let namespace = namespace.ok_or_else(|| UnknownPrefix(prefix.clone()))?;
                Ok(vec![join(namespace, &written.name)])
            }
            Some(_) => Ok(vec![self.qualify(&written.name)]),
            None if written.name.contains('.') => Ok(vec![written.name.clone()]),
            None => Ok(self.unprefixed(&written.name)),
        }
    }

    fn unprefixed(&self, name: &Text) -> Vec<Text> {
        let mut names = vec![self.qualify(name)];
        if self.strict {
            let prelude = PRELUDE.iter().map(|n| join(n, name));
            let usings = self.usings.iter().map(|n| join(n, name));
            names.extend(usings.chain(std::iter::once(name.clone())).chain(prelude));
        }
        names.dedup();
        names
    }
}

fn join(namespace: &str, name: &str) -> Text {
    if namespace.is_empty() { name.into() } else { format!("{namespace}.{name}").into() }
}

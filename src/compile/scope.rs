//! Where type names are looked up: a file's namespace, its `using` lines, the prelude.
//! See docs/language/files.md#class-names.

use indexmap::IndexMap;

use super::ids::PackageId;
use super::package::Format;
use crate::source::Span;
use crate::syntax::yaml::{Namespaces, written_type};
use crate::syntax::{Dialect, Module, Text, TypeName};

/// Namespaces every `.murano` file sees without a `using`, in order.
pub(crate) const PRELUDE: [&str; 2] = ["com.mirantis.docker", "io.murano"];

/// The names a file or a class can see.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The package the code belongs to; none for a script.
    pub package: Option<PackageId>,
    /// The namespace of unprefixed names.
    pub namespace: Namespace,
    /// Bound prefixes.
    pub prefixes: IndexMap<Text, Text>,
    /// Namespaces that unprefixed names are looked up in too.
    pub usings: Vec<Text>,
    /// `.murano` rules: unknown keys and words are errors, the prelude is in scope.
    pub strict: bool,
    /// The functions of YAQL 0.2 lie over the others, and dictionaries can be iterated (MuranoPL up to 1.1).
    pub legacy: bool,
    /// `type` of an object is the name of its class (MuranoPL up to 1.3).
    pub type_names: bool,
}

/// A dotted name, empty by default.
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

/// A prefix that nothing binds.
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

    /// The same for code of a package of that format.
    /// See docs/language/yaml.md#editions.
    #[must_use]
    pub fn of_format(mut self, format: Format) -> Self {
        self.legacy = format <= Format(1, 1);
        self.type_names = format <= Format(1, 3);
        self
    }

    /// A class's full name, as its document declares it.
    ///
    /// # Errors
    ///
    /// Its prefix stands for nothing.
    pub fn declared(&self, name: &str) -> Result<Text, UnknownPrefix> {
        match written_type(name, Span::NONE) {
            Some(written) if written.prefix.is_some() => Ok(self.candidates(&written)?.remove(0)),
            _ => Ok(self.qualify(name)),
        }
    }

    /// The dialect of its expressions.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        if self.strict { Dialect::Murano } else { Dialect::Yaql }
    }

    /// A declared name in full.
    #[must_use]
    pub fn qualify(&self, name: &str) -> Text {
        if self.namespace.is_empty() || name.contains('.') {
            name.into()
        } else {
            format!("{}.{name}", &*self.namespace).into()
        }
    }

    /// The full names a written name may stand for, in the order they are looked up.
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

//! What the files of a program say about each other: namespaces that nothing declares, names that two files declare.
//! See docs/language/files.md#import.

use indexmap::{IndexMap, IndexSet};

use super::Files;
use crate::compile::scope::Scope;
use crate::diag::{Diagnostic, codes, suggest};
use crate::syntax::{Import, Module, Name, Text};

impl Files<'_> {
    /// Every namespace in which a class is declared: by these files, by packages, or by the core library.
    pub(super) fn namespaces(&self) -> IndexSet<Text> {
        if self.files.iter().all(|file| file.module.usings.is_empty()) {
            return IndexSet::new();
        }
        let names = self.registry.class_names();
        let declared = names.iter().filter_map(|name| name.rsplit_once('.'));
        let mut found: IndexSet<Text> = declared.map(|(namespace, _)| namespace.into()).collect();
        let own = self.files.iter().filter_map(|file| file.module.namespace.as_ref());
        found.extend(own.map(|namespace| namespace.text.clone()));
        found
    }

    /// Reports what is wrong between the files.
    pub(super) fn check_between(&mut self) {
        let namespaces = self.namespaces();
        // A file that cannot be imported may declare the namespace.
        let is_missing = self.diagnostics.iter().any(|found| found.code == codes::UNREADABLE);
        for file in self.files.iter().filter(|_| !is_missing) {
            for using in &file.module.usings {
                if namespaces.contains(&using.namespace.text) {
                    continue;
                }
                let near = near_namespace(&using.namespace.text, &namespaces);
                // Each class that is named with the prefix is an error, which says the namespace.
                if near.is_some() || using.prefix.is_none() {
                    self.diagnostics.push(no_such_namespace(&using.namespace, near));
                }
            }
        }
        let twice = self.declared_twice();
        twice.into_iter().for_each(|found| self.registry.report(found));
    }

    /// Classes that two files declare under one name: the program would use one of them, whichever was read last.
    fn declared_twice(&self) -> Vec<Diagnostic> {
        let mut seen: IndexMap<Text, (usize, &Name)> = IndexMap::new();
        let mut found = Vec::new();
        for (n, file) in self.files.iter().enumerate() {
            let scope = Scope::of_module(&file.module);
            for class in &file.module.classes {
                let first = seen.entry(scope.qualify(&class.name.text)).or_insert((n, &class.name));
                // Two classes of one name in one file are reported with that file.
                if first.0 != n {
                    found.push(self.twice(&class.name, first.0, first.1));
                }
            }
        }
        found
    }

    fn twice(&self, name: &Name, file: usize, first: &Name) -> Diagnostic {
        let other = &self.files[file].source.name;
        let message = format!("the class `{}` is declared in `{other}` too", name.text);
        Diagnostic::error(codes::DUPLICATE, name.span, message)
            .label(first.span, "first declared here")
            .hint("rename one of them, or give its file another `namespace`")
    }
}

/// A module whose `using` lines name the namespaces that are meant, so that one misspelt namespace is one error.
pub(super) fn with_known_namespaces(module: &Module, known: &IndexSet<Text>) -> Module {
    let mut module = module.clone();
    for using in &mut module.usings {
        if !known.contains(&using.namespace.text)
            && let Some(near) = near_namespace(&using.namespace.text, known)
        {
            using.namespace.text = near;
        }
    }
    module
}

fn near_namespace(name: &str, known: &IndexSet<Text>) -> Option<Text> {
    suggest::nearest(name, known.iter().map(|n| &**n)).map(Into::into)
}

fn no_such_namespace(name: &Name, near: Option<Text>) -> Diagnostic {
    let message = format!("nothing is declared in the namespace `{}`", name.text);
    let found = Diagnostic::warning(codes::NO_SUCH_NAMESPACE, name.span, message);
    match near {
        Some(near) => found.hint(format!("did you mean `{near}`?")),
        None => {
            found.hint("import the file that declares it, or name its package with `--packages`")
        }
    }
}

/// The warning of a file that imports itself.
pub(super) fn imports_itself(import: &Import) -> Diagnostic {
    let message = "the file imports itself, which has no effect";
    Diagnostic::warning(codes::IMPORTS_ITSELF, import.span, message).hint("remove the line")
}

/// The error of importing a file that is no program.
pub(super) fn not_a_program(import: &Import) -> Option<Diagnostic> {
    let (_, ending) = import.path.text.rsplit_once('.')?;
    if !matches!(ending, "yaml" | "yml" | "json") {
        return None;
    }
    let message =
        format!("`{}` is not a program: only `.murano` files are imported", import.path.text);
    let hint = "classes in YAML belong to a package: name its directory with `--packages`";
    Some(Diagnostic::error(codes::UNREADABLE, import.path.span, message).hint(hint))
}

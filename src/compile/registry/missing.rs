//! The errors of classes and packages that are not found: where they were looked for, who may have them, what is meant.

use std::rc::Rc;

use indexmap::IndexSet;

use super::Registry;
use crate::compile::foreign_names;
use crate::compile::package::{self, Package, Requirement, Version, VersionSpec};
use crate::compile::scope::Scope;
use crate::diag::{Applicability, Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Text, TypeName};

/// The exception of a class that no searched package has.
pub(super) const NO_CLASS: &str = "murano.dsl.exceptions.NoClassFound";

/// The exception of a look-up in a package that is missing.
const NO_PACKAGE: &str = "murano.dsl.exceptions.NoPackageFound";

/// Types that a misspelt name in lower case may mean, also those of other languages.
const TYPES: &[&str] = &["string", "integer", "boolean", "int", "bool", "any"];

impl Registry {
    pub(super) fn unknown_class(
        &self,
        written: &TypeName,
        candidates: &[Text],
        scope: &Scope,
    ) -> Diagnostic {
        if let Some(package) = scope.package.and_then(|id| self.packages.get(id)) {
            return self.not_in_packages(written, &candidates[0], &package);
        }
        let message = format!("there is no class `{}`", written.name);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_CLASS, written.span, message);
        if let Some(hint) = foreign_names::contract(&written.name) {
            let diagnostic = diagnostic.hint(hint);
            return match foreign_names::renamed_contract(&written.name) {
                Some(own) => diagnostic.replace(&written.name, own, Applicability::Sure),
                None => diagnostic,
            };
        }
        if TYPES.contains(&&*written.name) {
            return diagnostic.hint(format!("`{}` is a contract, not a class", written.name));
        }
        if let Some(hint) =
            self.namesake_hint(written).or_else(|| self.unimported_hint(&written.name))
        {
            return diagnostic.hint(hint);
        }
        if let Some(near) = suggest::nearest(&written.name, TYPES.iter().copied()) {
            let hint = foreign_names::contract(near).map(str::to_owned);
            return diagnostic.hint(hint.unwrap_or_else(|| format!("did you mean `{near}`?")));
        }
        let diagnostic = match self.similar_class(&written.name) {
            Some((near, certainty)) => diagnostic.hint(format!("did you mean `{near}`?")).replace(
                &written.name,
                &*near,
                certainty,
            ),
            None => {
                let tried: IndexSet<&str> = candidates.iter().map(|name| &**name).collect();
                let tried: Vec<&str> = tried.into_iter().collect();
                match tried.as_slice() {
                    // One that is written in full was looked up nowhere else.
                    [_] => diagnostic.hint("is its file imported, or its package in `--packages`?"),
                    _ => diagnostic.hint(format!("looked up as {}", tried.join(", "))),
                }
            }
        };
        self.packages.unusable_hints().into_iter().fold(diagnostic, Diagnostic::hint)
    }

    /// The hint that a class of the name is in a namespace that is not used.
    fn namesake_hint(&self, written: &TypeName) -> Option<String> {
        if written.prefix.is_some() || written.name.contains('.') {
            return None;
        }
        let names = self.class_names();
        let (namespace, full) = names.iter().find_map(|full| {
            let (namespace, name) = full.rsplit_once('.')?;
            (name == &*written.name).then_some((namespace, full))
        })?;
        Some(format!("`{full}` exists: add `using {namespace}`, or write `{full}`"))
    }

    /// The error of a requirement that no package satisfies.
    pub(in crate::compile) fn missing_requirement(&self, required: &Requirement) -> Diagnostic {
        let name = &required.name;
        let versions = self.packages.versions(name);
        let listed: Vec<String> = versions.iter().map(|p| p.manifest.version.to_string()).collect();
        let (message, hint) = match listed.as_slice() {
            [] => (
                format!("the package `{name}` is missing"),
                "name the directory that contains it with `--packages`".to_owned(),
            ),
            _ => (
                format!("no version of `{name}` satisfies the requirement"),
                format!("available: {}", listed.join(", ")),
            ),
        };
        let found = Diagnostic::error(codes::BAD_PACKAGE, required.span, message).hint(hint);
        let found = self.packages.unusable_hints().into_iter().fold(found, Diagnostic::hint);
        found.named(NO_PACKAGE).compat_message(format!("Package \"{name}\" is not found"))
    }

    /// The requirements of a package that no package satisfies, in order.
    pub(in crate::compile) fn missing_requirements<'p>(
        &self,
        package: &'p Package,
    ) -> impl Iterator<Item = &'p Requirement> {
        package.manifest.requires.iter().filter(|required| {
            !package::is_built_in(&required.name)
                && self.packages.choose(&required.name, &required.spec).is_none()
        })
    }

    /// The error of a name that neither a package nor its requirements have: which were searched, and who has it.
    fn not_in_packages(&self, written: &TypeName, name: &str, package: &Rc<Package>) -> Diagnostic {
        if let Some(found) = self.broken(package, name) {
            return found;
        }
        // The class may be in the package that is missing: one error for it, not one for each of its classes.
        if let Some(required) = self.missing_requirements(package).next() {
            return self.missing_requirement(required);
        }
        let requires = package.all_requirements();
        let known = self.known_search(name, package, &requires);
        let searched =
            requires.iter().map(|(required, spec)| match self.packages.choose(required, spec) {
                Some(found) => found.to_string(),
                None => required.to_string(),
            });
        let searched: Vec<String> = std::iter::once(package.to_string()).chain(searched).collect();
        let message = format!("no class `{name}` in the packages {}", searched.join(", "));
        let found = Diagnostic::error(codes::UNKNOWN_CLASS, written.span, message);
        let found = found.named(NO_CLASS).compat_message(known);
        let elsewhere =
            self.packages.all().into_iter().find(|p| p.manifest.classes.contains_key(name));
        match (elsewhere, self.nearest_class(name)) {
            (Some(other), _) => found.hint(format!(
                "the package `{}` has it: add that to `Require` in the manifest",
                other.manifest.name
            )),
            (None, Some(near)) if *name != *near => found.hint(format!("did you mean `{near}`?")),
            (None, _) => found.hint("is its package missing in `Require`?"),
        }
    }

    /// The reference implementation's message for an unknown class: the searched packages in order, the own one last.
    fn known_search(
        &self,
        name: &str,
        package: &Package,
        requires: &[(Text, VersionSpec)],
    ) -> String {
        let version = |(required, spec): &(Text, VersionSpec)| {
            let version = match self.packages.choose(required, spec) {
                Some(found) => found.manifest.version.to_string(),
                None if package::is_built_in(required) => Version::default().to_string(),
                None => return None,
            };
            Some(format!("{required}/{version}"))
        };
        let own = format!("{}/{}", package.manifest.name, package.manifest.version);
        let searched: Vec<String> = requires.iter().filter_map(version).chain([own]).collect();
        format!("Class \"{name}\" is not found in {}", searched.join(", "))
    }

    /// The error of the file that should declare a class, in a package or in those it requires.
    fn broken(&self, package: &Rc<Package>, class: &str) -> Option<Diagnostic> {
        let mut packages = vec![package.clone()];
        let requires = package.all_requirements();
        packages
            .extend(requires.iter().filter_map(|(name, spec)| self.packages.choose(name, spec)));
        packages.iter().find_map(|p| p.broken.borrow().get(class).cloned())
    }
}

pub(super) fn unknown_prefix(prefix: &Text, written: &TypeName, scope: &Scope) -> Diagnostic {
    let found = unknown_prefix_of(prefix, written.span);
    let known = scope.prefixes.keys().map(|k| &**k);
    let add = match scope.strict {
        true => format!("add `using {prefix}: some.namespace`"),
        false => format!("add `{prefix}: some.namespace` to `Namespaces`"),
    };
    found.hint(suggest::did_you_mean(prefix, known).unwrap_or(add))
}

pub(super) fn unknown_prefix_of(prefix: &str, span: Span) -> Diagnostic {
    let message = format!("unknown namespace prefix `{prefix}`");
    let known = format!("'Unknown namespace prefix {prefix}'");
    Diagnostic::error(codes::UNKNOWN_NAMESPACE, span, message)
        .named("KeyError")
        .compat_message(known)
}

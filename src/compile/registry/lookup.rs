//! Class look-up by name: classes of scripts, of packages, of the core library.
//! See docs/language/files.md#class-names and docs/language/yaml.md#namespaces.
//!
//! Code of a package sees the classes of its package and of those it requires directly. Code without a package (scripts,
//! models) sees the classes of all packages. Built-in code sees built-in classes only.

use std::rc::Rc;

use super::missing::unknown_prefix;
use super::{ClassEntry, Registry};
use crate::compile::ids::ClassId;
use crate::compile::package::{self, Package, PackageId, Version, VersionSpec};
use crate::compile::scope::Scope;
use crate::diag::{Diagnostic, codes};
use crate::syntax::{Text, TypeName};

/// The old namespace of classes that moved: such names are also looked up without this prefix.
const EXTENSIONS: &str = "io.murano.extensions.";

impl Registry {
    /// The class of a full name as code without a package sees it, if it is declared already. Reads no file.
    #[must_use]
    pub fn known(&self, name: &str) -> Option<ClassId> {
        let declared = self.by_name.borrow().get(name).copied();
        let loaded = || {
            let all = self.packages.all();
            all.iter().find_map(|p| p.loaded.borrow().get(name).copied())
        };
        declared.or_else(loaded).or_else(|| self.core.borrow().get(name).copied())
    }

    /// The class of a full name as code without a package sees it. Reads its file if necessary.
    pub fn find(&self, name: &str) -> Option<ClassId> {
        if let Some(&id) = self.by_name.borrow().get(name) {
            return Some(id);
        }
        let packages = self.packages.all();
        let has = |p: &&Rc<Package>| p.manifest.classes.contains_key(name);
        self.built_in(name)
            .or_else(|| packages.iter().filter(has).find_map(|p| self.newest(p, name)))
    }

    /// A built-in class, or the package class that shadows it.
    fn built_in(&self, name: &str) -> Option<ClassId> {
        self.shadow_of(name).or_else(|| self.find_core(name))
    }

    /// The class in the highest version of a package.
    pub(super) fn newest(&self, package: &Rc<Package>, class: &str) -> Option<ClassId> {
        let chosen = self.packages.choose(&package.manifest.name, &VersionSpec::any())?;
        self.class_of(&chosen, class)
    }

    /// A built-in class by its full name. Reads its file if necessary.
    pub fn find_core(&self, name: &str) -> Option<ClassId> {
        let known = self.core.borrow().get(name).copied();
        let id = known.or_else(|| self.read_core(name))?;
        self.need(id);
        Some(id)
    }

    fn read_core(&self, name: &str) -> Option<ClassId> {
        let providers = self.providers.borrow().clone();
        let loaded = providers.iter().find_map(|p| p.read(name, &self.sources))?;
        loaded.diagnostics.into_iter().for_each(|found| self.report(found));
        for (name, tree, scope) in loaded.classes {
            if !self.core.borrow().contains_key(&name) {
                let id = self.enter(name.clone(), tree, scope, None);
                self.core.borrow_mut().insert(name, id);
            }
        }
        self.core.borrow().get(name).copied()
    }

    /// The class of a full name as code in a scope sees it.
    pub fn find_from(&self, name: &str, scope: &Scope) -> Option<ClassId> {
        match scope.package {
            None => self.find(name),
            Some(PackageId::CORE) => self.built_in(name),
            Some(id) => {
                let package = self.packages.get(id)?;
                self.find_in(&package, name)
                    .or_else(|| self.find_in(&package, name.strip_prefix(EXTENSIONS)?))
            }
        }
    }

    /// Searches the package itself, then `io.murano`, then the other required packages in order.
    fn find_in(&self, package: &Rc<Package>, name: &str) -> Option<ClassId> {
        let own = self.class_of(package, name);
        own.or_else(|| {
            let requires = package.all_requirements();
            requires.iter().find_map(|(required, spec)| self.required_class(required, spec, name))
        })
    }

    fn required_class(&self, package: &str, spec: &VersionSpec, class: &str) -> Option<ClassId> {
        let chosen = self.packages.choose(package, spec);
        let found = chosen.and_then(|package| self.class_of(&package, class));
        // A class that a shadowing package leaves out is still the built-in one.
        found.or_else(|| {
            package::built_in_has(package, class).then(|| self.built_in(class)).flatten()
        })
    }

    /// A class that a package itself has. Its file is read by the first look-up.
    pub fn class_of(&self, package: &Rc<Package>, name: &str) -> Option<ClassId> {
        if package::is_built_in(&package.manifest.name)
            && let Some(core) = self.preferred(name)
        {
            return Some(core);
        }
        let loaded = || package.loaded.borrow().get(name).copied();
        let id = loaded().or_else(|| {
            let listed = package.manifest.classes.get(name)?.clone();
            self.read_file_of(package, name, &listed);
            loaded()
        })?;
        self.need(id);
        Some(id)
    }

    /// The class that the type of a model's object names: in a version that satisfies `spec`, in `package` if one is named.
    pub fn find_version(
        &self,
        name: &str,
        spec: &VersionSpec,
        package: Option<&str>,
    ) -> Option<ClassId> {
        // Built-in classes have precedence if the embedder asked for it. Then packages by name,
        // each in the version chosen for it; built-in classes only if no package has the name,
        // in version 0.0.0; last, classes of scripts, which belong to no package.
        if let Some(core) = self.preferred(name) {
            return Some(core);
        }
        let holds = |p: &Rc<Package>| {
            p.manifest.classes.contains_key(name)
                && package.is_none_or(|wanted| *p.manifest.name == *wanted)
        };
        let packages = self.packages.all();
        let names: indexmap::IndexSet<Text> =
            packages.iter().filter(|p| holds(p)).map(|p| p.manifest.name.clone()).collect();
        let found = names.iter().find_map(|package| {
            let chosen = self.packages.choose(package, spec)?;
            self.class_of(&chosen, name)
        });
        let built_in = || {
            let named = package.is_none_or(|p| package::built_in_has(p, name) || p.is_empty());
            let fits = names.is_empty() && named && spec.matches(&Version::default());
            fits.then(|| self.find_core(name)).flatten()
        };
        let declared = || self.by_name.borrow().get(name).copied();
        found.or_else(built_in).or_else(|| package.is_none().then(declared).flatten())
    }

    /// The class of the same name and package in a version that satisfies `spec`. Classes of scripts have one version.
    #[must_use]
    pub fn in_version(&self, class: ClassId, spec: &VersionSpec) -> Option<ClassId> {
        match self.package_of(class) {
            Some((_, version)) if spec.matches(&version) => Some(class),
            Some((package, _)) => self.find_version(&self.entry(class).name, spec, Some(&package)),
            None => Some(class),
        }
    }

    /// Returns whether `class` is `wanted` in an acceptable version: one that satisfies `spec`, or without it the requirement of the
    /// package that the code in `scope` belongs to.
    #[must_use]
    pub fn is_version(
        &self,
        class: ClassId,
        wanted: ClassId,
        spec: Option<&VersionSpec>,
        scope: Option<&Scope>,
    ) -> bool {
        if class == wanted && spec.is_none() {
            return true;
        }
        if self.entry(class).name != self.entry(wanted).name {
            return false;
        }
        let (Some((package, version)), Some((other, _))) =
            (self.package_of(class), self.package_of(wanted))
        else {
            return class == wanted;
        };
        let fits = match spec {
            Some(spec) => spec.matches(&version),
            None => self.required_spec(scope, &package).is_some_and(|s| s.matches(&version)),
        };
        package == other && fits
    }

    /// The versions of a package that code in a scope accepts: what its package requires; of its own package, the same major
    /// version; without a package, any.
    #[must_use]
    pub fn required_spec(&self, scope: Option<&Scope>, package: &str) -> Option<VersionSpec> {
        let Some(id) = scope?.package else { return Some(VersionSpec::any()) };
        let from = self.packages.get(id)?;
        if *from.manifest.name == *package {
            return from.manifest.version.core[0].to_string().parse().ok();
        }
        from.all_requirements()
            .into_iter()
            .find(|(name, _)| **name == *package)
            .map(|(_, spec)| spec)
    }

    /// The class that a written name refers to; `None` without a diagnostic if there is none.
    pub fn lookup(&self, written: &TypeName, scope: &Scope) -> Option<ClassId> {
        scope.candidates(written).ok()?.iter().find_map(|name| self.find_from(name, scope))
    }

    /// The class that a written name refers to, or the diagnostic that says why there is none.
    pub fn resolve(&self, written: &TypeName, scope: &Scope) -> Result<ClassId, Box<Diagnostic>> {
        let candidates = scope
            .candidates(written)
            .map_err(|u| Box::new(unknown_prefix(&u.0, written, scope)))?;
        let mut found = candidates.iter().filter_map(|name| {
            let class = self.find_from(name, scope)?;
            self.note_moved(name, class, written);
            Some(class)
        });
        let class = found.next();
        class.ok_or_else(|| Box::new(self.unknown_class(written, &candidates, scope)))
    }

    /// Warns of a class that was found under its new name.
    fn note_moved(&self, name: &str, class: ClassId, written: &TypeName) {
        let now = self.entry(class).name.clone();
        if *now == *name || name.strip_prefix(EXTENSIONS) != Some(&now) {
            return;
        }
        let message = format!("the class `{name}` has been renamed to `{now}`");
        let found = Diagnostic::warning(codes::DEPRECATED, written.span, message);
        self.report(found.hint(format!("write `{now}`: the old name may be removed")));
    }

    /// The error of the file that should declare a class, in any package.
    #[must_use]
    pub fn broken_anywhere(&self, class: &str) -> Option<Diagnostic> {
        self.packages.all().iter().find_map(|p| p.broken.borrow().get(class).cloned())
    }

    /// The error that makes a class of a package unusable.
    #[must_use]
    pub fn failure(&self, class: ClassId) -> Option<Diagnostic> {
        self.entry(class).failure.borrow().clone()
    }

    /// Records the first error found since `before` as the one that makes a class of a package unusable.
    pub(crate) fn keep_failure(&self, entry: &ClassEntry, before: usize) {
        if !matches!(entry.scope.package, Some(id) if id != PackageId::CORE) {
            return;
        }
        let mut failure = entry.failure.borrow_mut();
        if failure.is_none() {
            *failure = self.reports.borrow().first_failure(before).cloned();
        }
    }
}

//! The index of a session's packages by name and version, and the versions chosen so far (fixations).

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Package;
use super::version::{Version, VersionSpec};
use crate::compile::ids::PackageId;
use crate::syntax::Text;

/// The chosen versions by package name. A version that was chosen before and satisfies a requirement wins over newer ones.
pub(crate) type Fixations = IndexMap<Text, Vec<Version>>;

/// The packages of a session.
#[derive(Default)]
pub struct PackageIndex {
    packages: RefCell<Vec<Rc<Package>>>,
    by_name: RefCell<IndexMap<Text, Vec<PackageId>>>,
    chosen: RefCell<Fixations>,
    /// Packages in searched directories that cannot be used: where each is, and why.
    unusable: RefCell<Vec<(String, String)>>,
}

/// The most unusable packages that an error of a missing class lists.
const MOST_LISTED: usize = 3;

impl PackageIndex {
    /// The number for the next package; 0 is the package of the built-in classes.
    #[must_use]
    pub fn next_id(&self) -> PackageId {
        PackageId(self.packages.borrow().len() as u32 + 1)
    }

    /// Adds a package, unless one of the same name and version exists.
    ///
    /// # Errors
    ///
    /// The existing package of that name and version.
    pub fn add(&self, package: Rc<Package>) -> Result<(), Rc<Package>> {
        let version = &package.manifest.version;
        if let Some(existing) = self.exact(&package.manifest.name, version) {
            return Err(existing);
        }
        let name = package.manifest.name.clone();
        self.by_name.borrow_mut().entry(name).or_default().push(package.id);
        self.packages.borrow_mut().push(package);
        Ok(())
    }

    /// Records a package in a searched directory that cannot be used. A program that needs nothing of it never hears of it.
    pub fn note_unusable(&self, title: String, reason: String) {
        let entry = (title, reason);
        let mut unusable = self.unusable.borrow_mut();
        if !unusable.contains(&entry) {
            unusable.push(entry);
        }
    }

    /// Hints for an error of a missing class or package: packages that may have it, but cannot be used.
    #[must_use]
    pub fn unusable_hints(&self) -> Vec<String> {
        let unusable = self.unusable.borrow();
        let hint = |(title, reason): &(String, String)| {
            format!("the package of `{title}` may have it, but cannot be used: {reason}")
        };
        let mut hints: Vec<String> = unusable.iter().take(MOST_LISTED).map(hint).collect();
        if unusable.len() > MOST_LISTED {
            hints.push(format!("{} more packages cannot be used", unusable.len() - MOST_LISTED));
        }
        hints
    }

    /// A package by its number; `None` for the built-in classes.
    #[must_use]
    pub fn get(&self, id: PackageId) -> Option<Rc<Package>> {
        let index = (id.0 as usize).checked_sub(1)?;
        self.packages.borrow().get(index).cloned()
    }

    /// All packages in the order they were added.
    #[must_use]
    pub fn all(&self) -> Vec<Rc<Package>> {
        self.packages.borrow().clone()
    }

    /// Every version of a package, in the order they were added.
    #[must_use]
    pub fn versions(&self, name: &str) -> Vec<Rc<Package>> {
        let ids = self.by_name.borrow().get(name).cloned().unwrap_or_default();
        ids.into_iter().filter_map(|id| self.get(id)).collect()
    }

    /// The package of a name in exactly this version.
    #[must_use]
    pub fn exact(&self, name: &str, version: &Version) -> Option<Rc<Package>> {
        self.versions(name).into_iter().find(|p| p.manifest.version == *version)
    }

    /// Chooses a version that satisfies a specification: one chosen before if possible, else the highest. The choice is recorded.
    pub fn choose(&self, name: &str, spec: &VersionSpec) -> Option<Rc<Package>> {
        let found = self.fitting(name, std::slice::from_ref(spec))?;
        self.fix(name, found.manifest.version.clone());
        Some(found)
    }

    /// Chooses one version for each package that is required with different specifications in the dependency graph of a
    /// package, where some version satisfies all of them. Classes with several bases then share one version of a common
    /// ancestor, in whatever order they are looked up.
    /// See docs/language/yaml.md#versions.
    pub fn agree(&self, package: &Rc<Package>) {
        let mut wanted: IndexMap<Text, Vec<VersionSpec>> = IndexMap::new();
        let (mut seen, mut next) = (Vec::new(), vec![package.clone()]);
        while let Some(package) = next.pop() {
            if seen.contains(&package.id) {
                continue;
            }
            seen.push(package.id);
            for required in &package.manifest.requires {
                let specs = wanted.entry(required.name.clone()).or_default();
                if !specs.contains(&required.spec) {
                    specs.push(required.spec.clone());
                }
                next.extend(self.fitting(&required.name, std::slice::from_ref(&required.spec)));
            }
        }
        for (name, specs) in wanted.iter().filter(|(_, specs)| specs.len() > 1) {
            if let Some(found) = self.fitting(name, specs) {
                self.fix(name, found.manifest.version.clone());
            }
        }
    }

    /// The version that satisfies all specifications: one chosen before if possible, else the highest.
    fn fitting(&self, name: &str, specs: &[VersionSpec]) -> Option<Rc<Package>> {
        let fits = |p: &Rc<Package>| specs.iter().all(|spec| spec.matches(&p.manifest.version));
        let mut all: Vec<Rc<Package>> = self.versions(name).into_iter().filter(fits).collect();
        all.sort_by(|a, b| a.manifest.version.cmp(&b.manifest.version));
        let chosen = self.chosen.borrow().get(name).cloned().unwrap_or_default();
        let kept = all.iter().rev().find(|p| chosen.contains(&p.manifest.version));
        kept.or(all.last()).cloned()
    }

    /// Records that a version was chosen.
    pub fn fix(&self, name: &str, version: Version) {
        let mut chosen = self.chosen.borrow_mut();
        let versions = chosen.entry(name.into()).or_default();
        if !versions.contains(&version) {
            versions.push(version);
            versions.sort();
        }
    }

    /// The versions chosen so far.
    #[must_use]
    pub fn fixations(&self) -> Fixations {
        self.chosen.borrow().clone()
    }

    /// Replaces the choices with those of an earlier run.
    pub fn import_fixations(&self, fixations: Fixations) {
        *self.chosen.borrow_mut() = fixations;
    }
}

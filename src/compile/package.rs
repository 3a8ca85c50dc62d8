//! Packages: manifests, the index of a session's packages, versions and how one is chosen.
//! See docs/language/yaml.md#manifest and docs/language/yaml.md#versions.
//!
//! No file is read here: a package's files come through [`Contents`].

pub(crate) mod version;

mod heat;
mod manifest;
mod package_index;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

pub(crate) use self::heat::class_text;
pub(crate) use self::manifest::{read, safe_path};
pub(crate) use self::package_index::{Fixations, PackageIndex};
pub use self::version::Version;
pub(crate) use self::version::VersionSpec;
use super::ids::ClassId;
pub(crate) use super::ids::PackageId;
use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::{MetaUse, Text};

/// The files of a package.
pub trait Contents {
    /// The name of a file in reports, by its path within the package.
    fn title(&self, path: &str) -> String;

    /// The bytes of a file, by its path within the package.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The paths of all files, in order; empty if they cannot be listed.
    fn files(&self) -> Vec<String> {
        Vec::new()
    }

    /// Where the files are, however their path is written: two packages at one location are the same package.
    fn location(&self) -> Option<PathBuf> {
        None
    }
}

/// The type of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageType {
    /// It can be deployed by itself.
    Application,
    /// Other packages use it.
    Library,
}

/// The edition of the language a package is written in: `MuranoPL/1.3` is (1, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Format(pub u64, pub u64);

/// A package that another one requires.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its name.
    pub name: Text,
    /// The acceptable versions.
    pub spec: VersionSpec,
    /// Its entry in the manifest.
    pub span: Span,
}

/// A class that a manifest lists.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The path of its file below `Classes/`.
    pub file: Text,
    /// Its entry in the manifest.
    pub span: Span,
}

/// The contents of a package's manifest.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// `FullName`.
    pub name: Text,
    /// `Type`.
    pub kind: PackageType,
    /// `Format`.
    pub format: Format,
    /// The package is a Heat template, from which its only class is generated.
    pub heat: bool,
    /// `Version`.
    pub version: Version,
    /// `Require`, in order.
    pub requires: Vec<Requirement>,
    /// `Classes`, in order.
    pub classes: IndexMap<Text, Listed>,
    /// `Meta`.
    pub metas: Vec<MetaUse>,
    /// `Name`, `Description`, `Author` and other descriptive keys.
    pub about: BTreeMap<String, String>,
    /// The span of `FullName`, for diagnostics about the package as a whole.
    pub span: Span,
}

/// A package of the registry: its manifest, its files, and the classes that were read from them.
pub struct Package {
    /// Its number.
    pub id: PackageId,
    /// Its manifest, parsed.
    pub manifest: Manifest,
    /// The source of its manifest.
    pub source: Arc<Source>,
    /// Its files.
    pub contents: Rc<dyn Contents>,
    /// The classes of those files that were read.
    pub(super) loaded: RefCell<IndexMap<Text, ClassId>>,
    /// Listed classes whose file is invalid, with the error.
    pub(super) broken: RefCell<IndexMap<Text, Diagnostic>>,
    /// The error of another package that has its name and version: no class of either can be used.
    rival: OnceCell<Diagnostic>,
}

impl Package {
    /// A package. Its class files are read when a class is first looked up.
    #[must_use]
    pub fn new(
        id: PackageId,
        manifest: Manifest,
        source: Arc<Source>,
        contents: Rc<dyn Contents>,
    ) -> Self {
        let (loaded, broken) = (RefCell::default(), RefCell::default());
        Self { id, manifest, source, contents, loaded, broken, rival: OnceCell::new() }
    }

    /// Its requirements, `io.murano` first: in any version below 1.0.0 unless the manifest names another.
    pub(super) fn all_requirements(&self) -> Vec<(Text, VersionSpec)> {
        let listed = self.manifest.requires.iter().map(|r| (r.name.clone(), r.spec.clone()));
        let murano = self.manifest.requires.iter().find(|r| &*r.name == "io.murano");
        let spec = murano.map_or_else(VersionSpec::default, |r| r.spec.clone());
        let rest = listed.filter(|(name, _)| &**name != "io.murano");
        std::iter::once(("io.murano".into(), spec)).chain(rest).collect()
    }

    /// Returns whether it is the same package as another of its name and version: at the same location, or a copy of it.
    #[must_use]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let location = self.contents.location();
        if location.is_some() && location == other.contents.location() {
            return true;
        }
        let same_file = |listed: &Listed| {
            let folder = if self.manifest.heat { "" } else { "Classes/" };
            let read = |package: &Self| package.contents.read(&format!("{folder}{}", listed.file));
            matches!((read(self), read(other)), (Ok(own), Ok(others)) if own == others)
        };
        self.source.text == other.source.text && self.manifest.classes.values().all(same_file)
    }

    /// Records that another package has its name and version; the first such error is kept.
    pub(crate) fn set_rival(&self, error: Diagnostic) {
        self.rival.get_or_init(|| error);
    }

    /// The error of another package that has its name and version.
    pub(super) fn rival(&self) -> Option<&Diagnostic> {
        self.rival.get()
    }
}

impl std::fmt::Display for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.manifest.name, self.manifest.version)
    }
}

/// Returns whether the classes of the package of this name are built in.
#[must_use]
pub(crate) fn is_built_in(name: &str) -> bool {
    matches!(name, "io.murano" | "io.murano.applications")
        || name.starts_with("com.mirantis.docker")
}

/// Returns whether the built-in package has a class of that full name.
pub(super) fn built_in_has(package: &str, class: &str) -> bool {
    let below = |root: &str| class.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'));
    match package {
        "io.murano" => below("io.murano") && !below("io.murano.applications"),
        "io.murano.applications" => below("io.murano.applications"),
        _ => is_built_in(package) && below("com.mirantis.docker"),
    }
}

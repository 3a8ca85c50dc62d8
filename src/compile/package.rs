//! Packages: what a manifest says, which packages there are, and which version of one is meant.
//! See docs/language/yaml.md#manifest and docs/language/yaml.md#versions.
//!
//! No file is read here: a package's files come through [`Contents`].

pub(crate) mod version;

mod heat;
mod manifest;
mod package_index;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

pub(crate) use self::heat::class_text;
pub(crate) use self::manifest::{read, safe_path};
pub(crate) use self::package_index::{Fixations, PackageIndex};
pub(crate) use self::version::Spec;
pub use self::version::Version;
use super::ids::ClassId;
pub(crate) use super::ids::PackageId;
use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::{MetaUse, Text};

/// The files of a package.
pub trait Contents {
    /// What reports call a file.
    fn title(&self, path: &str) -> String;

    /// A file's bytes, by its path below the package.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// Whether it can be deployed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageType {
    /// It can.
    Application,
    /// It is there for others.
    Library,
}

/// The edition of the language a package is written in: `MuranoPL/1.3` is (1, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Format(pub u64, pub u64);

/// A package that another needs.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its name.
    pub name: Text,
    /// Which versions will do.
    pub spec: Spec,
    /// Where it is written.
    pub span: Span,
}

/// A class that a manifest names.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its file below `Classes/`.
    pub file: Text,
    /// Where it is written.
    pub span: Span,
}

/// What a manifest says.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// `FullName`.
    pub name: Text,
    /// `Type`.
    pub kind: PackageType,
    /// `Format`.
    pub format: Format,
    /// A Heat template, of which its only class is made.
    pub heat: bool,
    /// `Version`.
    pub version: Version,
    /// `Require`, in order.
    pub requires: Vec<Requirement>,
    /// `Classes`, in order.
    pub classes: IndexMap<Text, Listed>,
    /// `Meta`.
    pub metas: Vec<MetaUse>,
    /// `Name`, `Description`, `Author` and other texts.
    pub about: BTreeMap<String, String>,
    /// Where `FullName` stands.
    pub span: Span,
}

/// A package.
pub struct Package {
    /// Its number.
    pub id: PackageId,
    /// What its manifest says.
    pub manifest: Manifest,
    /// The manifest itself.
    pub source: Arc<Source>,
    /// Its files.
    pub contents: Rc<dyn Contents>,
    /// Classes of files that were read.
    pub(super) loaded: RefCell<IndexMap<Text, ClassId>>,
    /// Classes whose file cannot be used, and why.
    pub(super) broken: RefCell<IndexMap<Text, Diagnostic>>,
}

impl Package {
    /// A package whose classes have not been read yet.
    #[must_use]
    pub fn new(
        id: PackageId,
        manifest: Manifest,
        source: Arc<Source>,
        contents: Rc<dyn Contents>,
    ) -> Self {
        let (loaded, broken) = (RefCell::default(), RefCell::default());
        Self { id, manifest, source, contents, loaded, broken }
    }
}

impl std::fmt::Display for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.manifest.name, self.manifest.version)
    }
}

/// Is it the name of a package whose classes are built in?
#[must_use]
pub(crate) fn is_built_in(name: &str) -> bool {
    matches!(name, "io.murano" | "io.murano.applications")
        || name.starts_with("com.mirantis.docker")
}

/// Does a built-in package have a class of that name?
pub(super) fn built_in_has(package: &str, class: &str) -> bool {
    let below = |root: &str| class.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'));
    match package {
        "io.murano" => below("io.murano") && !below("io.murano.applications"),
        "io.murano.applications" => below("io.murano.applications"),
        _ => is_built_in(package) && below("com.mirantis.docker"),
    }
}

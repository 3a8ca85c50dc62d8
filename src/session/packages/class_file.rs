//! Class files that are checked by themselves: as part of the package that lists them, else as a package of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use super::Packages;
use super::contents::MANIFEST;
use crate::compile;
use crate::compile::package::{
    Contents, Format, Listed, Manifest, Package, PackageType, Requirement, Version, VersionSpec,
    safe_path,
};
use crate::compile::scope::Scope;
use crate::compile::unit::Unit;
use crate::diag::Diagnostic;
use crate::session::text_file::{read_source, too_large};
use crate::source::{Source, Span};
use crate::syntax::Text;
use crate::syntax::yaml::{self, ClassFile};

/// The directory of a package's class files.
const CLASSES: &str = "Classes";

/// The format of a class file that no manifest describes: the one of a manifest without `Format`.
const FORMAT: Format = Format(1, 0);

/// A package, and the names of those of its classes that a file declares.
pub(crate) type ListedClasses = (Rc<Package>, Vec<Text>);

impl Packages<'_> {
    /// Compiles the classes of a class file; returns all diagnostics.
    pub(crate) fn check_class_file(&self, path: &Path) -> Vec<Diagnostic> {
        match self.classes_of_file(path) {
            Ok((package, classes)) => self.check_classes(&package, &classes),
            Err(found) => found,
        }
    }

    /// Compiles some classes of a package; returns all diagnostics.
    pub(crate) fn check_classes(&self, package: &Rc<Package>, classes: &[Text]) -> Vec<Diagnostic> {
        let unit = Unit::Classes { package, classes };
        compile::unit(self.registry(), &unit, Vec::new()).diagnostics
    }

    /// The package that a class file belongs to, with the names of the file's classes in its manifest; a file that no manifest lists is
    /// a package of its own.
    ///
    /// # Errors
    ///
    /// What is wrong with the manifest, or with a file that has no class.
    pub(crate) fn classes_of_file(&self, path: &Path) -> Result<ListedClasses, Vec<Diagnostic>> {
        self.listing(path).unwrap_or_else(|| self.alone(path))
    }

    /// The package that lists a class file in its manifest, with the classes that it lists for it; else what is wrong with the manifest.
    fn listing(&self, path: &Path) -> Option<Result<ListedClasses, Vec<Diagnostic>>> {
        let file = std::fs::canonicalize(path).ok()?;
        let above = |directory: &&Path| directory.file_name().is_some_and(|name| name == CLASSES);
        let classes = file.ancestors().skip(1).find(above)?;
        let root = classes.parent().filter(|root| root.join(MANIFEST).is_file())?;
        let added = self.add(&as_given(path, root));
        let Some(package) = added.packages.first() else { return Some(Err(added.problems)) };
        let inside = file.strip_prefix(root).ok()?;
        let is_here = |listed: &Listed| {
            safe_path(CLASSES, &listed.file).is_some_and(|path| Path::new(&path) == inside)
        };
        let listed = package.manifest.classes.iter().filter(|(_, listed)| is_here(listed));
        let names: Vec<Text> = listed.map(|(name, _)| name.clone()).collect();
        (!names.is_empty()).then(|| Ok((package.clone(), names)))
    }

    /// A package of one class file, which may use all other packages.
    fn alone(&self, path: &Path) -> Result<ListedClasses, Vec<Diagnostic>> {
        let title = path.display().to_string();
        let text = read_source(&self.registry().sources, path).map_err(|found| vec![*found])?;
        let sources = &self.registry().sources;
        let source = sources.add(title.clone(), text.clone());
        let source = source.ok_or_else(|| vec![too_large(&title)])?;
        let (file, found) = yaml::parse_classes(&source);
        if file.documents.is_empty() {
            return Err(found);
        }
        let index = &self.registry().packages;
        let id = index.next_id();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let classes = listed_classes(&file, &stem, id);
        let names = classes.keys().cloned().collect();
        let manifest = self.manifest_of(&title, classes);
        let contents = Rc::new(LooseFile { title, source: source.clone() });
        let package = Rc::new(Package::new(id, manifest, source, contents));
        match index.add(package.clone()) {
            Ok(()) => Ok((package, names)),
            Err(same) => Ok((same, names)),
        }
    }

    /// A manifest for a class file without one: it requires every package there is.
    fn manifest_of(&self, title: &str, classes: IndexMap<Text, Listed>) -> Manifest {
        let mut requires: Vec<Requirement> = Vec::new();
        for package in self.all() {
            let name = package.manifest.name.clone();
            if requires.iter().all(|required| required.name != name) {
                requires.push(Requirement { name, spec: VersionSpec::any(), span: Span::NONE });
            }
        }
        Manifest {
            name: title.into(),
            kind: PackageType::Library,
            format: FORMAT,
            heat: false,
            version: Version::default(),
            requires,
            classes,
            metas: Vec::new(),
            about: BTreeMap::new(),
            span: Span::NONE,
        }
    }
}

/// The classes of a file by full name. One without a name is called as the file.
fn listed_classes(
    file: &ClassFile,
    stem: &str,
    id: crate::compile::package::PackageId,
) -> IndexMap<Text, Listed> {
    let listed = |span: Span| Listed { file: "class.yaml".into(), span };
    let name = |document: &yaml::Document| {
        let scope = Scope::of_document(&document.namespaces, id);
        let declared = scope.declared(&document.class.name.text).ok();
        declared.filter(|_| !document.unnamed).unwrap_or_else(|| stem.into())
    };
    file.documents.iter().map(|d| (name(d), listed(d.class.name.span))).collect()
}

/// The directory of a package as the path of its file was given, which reports then show.
fn as_given(path: &Path, root: &Path) -> PathBuf {
    let is_root = |directory: &&Path| std::fs::canonicalize(directory).is_ok_and(|d| d == root);
    let given = path.ancestors().skip(1).find(is_root);
    match given {
        Some(given) => given.to_owned(),
        None => root.to_owned(),
    }
}

/// The contents of a package of one class file.
struct LooseFile {
    title: String,
    source: Arc<Source>,
}

impl Contents for LooseFile {
    fn title(&self, _path: &str) -> String {
        self.title.clone()
    }

    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.source.text.clone().into_bytes())
    }
}

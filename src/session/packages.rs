//! Packages of MuranoPL: directories and zip files with a manifest.
//!
//! ```no_run
//! use muranopl::Session;
//!
//! let session = Session::new();
//! let added = session.packages().add(std::path::Path::new("packages"));
//! assert!(added.problems.is_empty());
//! ```
//!
//! All files of packages are read here; a class file when a class in it is first looked up.

mod class_file;
mod config;
mod contents;
mod converted;
#[cfg(not(target_family = "wasm"))]
mod zip_file;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use self::contents::{Folder, MANIFEST, Search};
use super::Session;
use super::text_file::{too_large, without_mark};
use crate::compile;
use crate::compile::package::{self, Contents, Fixations, Package, VersionSpec};
use crate::compile::registry::Registry;
use crate::compile::unit::Unit;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

#[cfg(not(target_family = "wasm"))]
fn open_zip(path: &Path) -> Result<Rc<dyn Contents>, String> {
    Ok(Rc::new(zip_file::Zip::open(path)?))
}

/// WebAssembly has no files that could be zip files.
#[cfg(target_family = "wasm")]
fn open_zip(_path: &Path) -> Result<Rc<dyn Contents>, String> {
    Err("this build of muranopl cannot read zip files".into())
}

/// The packages of a session.
#[derive(Clone, Copy)]
pub struct Packages<'s> {
    session: &'s Session,
}

/// The packages found at a path.
#[derive(Default)]
pub struct Added {
    /// The packages that were added, in order of their directories' names.
    pub packages: Vec<Rc<Package>>,
    /// The errors of those that were not added, and warnings.
    pub problems: Vec<Diagnostic>,
}

impl Session {
    /// The packages whose classes programs and models can use.
    #[must_use]
    pub fn packages(&self) -> Packages<'_> {
        Packages { session: self }
    }
}

impl Packages<'_> {
    fn registry(&self) -> &Registry {
        &self.session.runtime().registry
    }

    /// Adds the package in a directory or zip file, or every package below a directory. Packages nested in a package are ignored.
    pub fn add(&self, path: &Path) -> Added {
        let mut added = Added::default();
        let found = self.below(path, &mut added);
        found.iter().for_each(|path| self.add_one(path, &mut added));
        added
    }

    /// Adds packages that programs may use, as [`Self::add`] does. A package below the directory that cannot be used is a problem only
    /// of a program that needs it; a path that is itself a package was named on purpose.
    pub fn add_available(&self, path: &Path) -> Added {
        let mut added = Added::default();
        let found = self.below(path, &mut added);
        for found in &found {
            let mut one = Added::default();
            self.add_one(found, &mut one);
            added.packages.append(&mut one.packages);
            if found == path {
                added.problems.append(&mut one.problems);
                continue;
            }
            let index = &self.registry().packages;
            let errors = one.problems.into_iter().filter(Diagnostic::is_error);
            errors.take(1).for_each(|error| {
                index.note_unusable(found.display().to_string(), error.message);
            });
        }
        added
    }

    /// The packages at a path: itself, or those below it.
    fn below(&self, path: &Path, added: &mut Added) -> Vec<PathBuf> {
        if !path.is_dir() {
            return vec![path.to_owned()];
        }
        let search = Search::of(path);
        let bad = |message: String, hint: &str| {
            Diagnostic::error(codes::BAD_PACKAGE, Span::NONE, message).hint(hint)
        };
        if search.given_up {
            let message = format!("`{}` has too many directories to search", path.display());
            added.problems.push(bad(message, "name the directory that contains the packages"));
            return Vec::new();
        }
        if search.found.is_empty() {
            let message = format!("no package found in `{}`", path.display());
            let hint = "a package is a directory or zip file with a `manifest.yaml`";
            added.problems.push(bad(message, hint));
        }
        search.found
    }

    fn add_one(&self, path: &Path, added: &mut Added) {
        let opened: Result<Rc<dyn Contents>, String> = match path.is_dir() {
            true => Folder::open(path).map(|f| Rc::new(f) as Rc<dyn Contents>),
            false => open_zip(path),
        };
        let read = opened.and_then(|contents| {
            let title = contents.title(MANIFEST);
            if let Some((_, text)) = self.session.sources().virtual_file(Path::new(&title)) {
                return Ok((contents, text.to_string()));
            }
            let bytes = contents.read(MANIFEST)?;
            let text = String::from_utf8(bytes).map_err(|_| "its manifest is not UTF-8")?;
            Ok((contents, text))
        });
        match read {
            Ok((contents, text)) => self.add_contents(contents, &text, added),
            Err(why) => {
                let message = format!("`{}` is not a package: {why}", path.display());
                let problem = Diagnostic::error(codes::BAD_PACKAGE, Span::NONE, message);
                let hint =
                    "a package is a directory or zip file with a `manifest.yaml` at its top level";
                added.problems.push(problem.hint(hint));
            }
        }
    }

    /// Adds a package from its manifest and any implementation of [`Contents`], for files that are neither in a directory nor a zip file.
    pub fn add_contents(&self, contents: Rc<dyn Contents>, manifest: &str, added: &mut Added) {
        let index = &self.registry().packages;
        let text = without_mark(manifest.to_owned());
        let source = self.registry().sources.add(contents.title(MANIFEST), text);
        let Some(source) = source else {
            added.problems.push(too_large(&contents.title(MANIFEST)));
            return;
        };
        match package::read(&source) {
            Err(found) => added.problems.extend(found),
            Ok((manifest, found)) => {
                added.problems.extend(found);
                let package = Package::new(index.next_id(), manifest, source, contents);
                let package = Rc::new(package);
                match index.add(package.clone()) {
                    Ok(()) => added.packages.push(package),
                    Err(existing) if existing.is_same(&package) => added.packages.push(existing),
                    Err(existing) => {
                        let error = rivals(&package, &existing);
                        existing.set_rival(error.clone());
                        added.problems.push(error);
                    }
                }
            }
        }
    }

    /// All packages, in the order they were added.
    #[must_use]
    pub fn all(&self) -> Vec<Rc<Package>> {
        self.registry().packages.all()
    }

    /// Chooses the package of a name in a version that satisfies a specification: one chosen before if possible, else the highest.
    #[must_use]
    pub fn find(&self, name: &str, spec: &VersionSpec) -> Option<Rc<Package>> {
        self.registry().packages.choose(name, spec)
    }

    /// The versions chosen so far, for the next run.
    #[must_use]
    pub fn fixations(&self) -> Fixations {
        self.registry().packages.fixations()
    }

    /// Restores the versions that an earlier run chose: they win over newer ones as long as they satisfy the requirements.
    pub fn import_fixations(&self, fixations: Fixations) {
        self.registry().packages.import_fixations(fixations);
    }

    /// Compiles every class of a package; returns all diagnostics.
    #[must_use]
    pub fn check(&self, package: &Rc<Package>) -> Vec<Diagnostic> {
        let unit = Unit::Package(package);
        compile::unit(self.registry(), &unit, Vec::new()).diagnostics
    }

    /// The bytes of a file below `Resources`.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn resource(&self, package: &Package, file: &str) -> Result<Vec<u8>, String> {
        let path = package::safe_path("Resources", file)
            .ok_or_else(|| format!("`{file}` is outside the package"))?;
        package.contents.read(&path)
    }

    /// Reads the configuration of classes from a directory: `<class>[-<version>].json` or `.yaml`.
    pub fn configure_from(&self, folder: &Path) -> Vec<Diagnostic> {
        config::read(self.session, folder)
    }
}

/// The error of two packages of one name and version.
fn rivals(package: &Package, existing: &Package) -> Diagnostic {
    let [one, other] = [existing, package].map(|package| package.contents.title(""));
    let (one, other) = (one.trim_end_matches('/'), other.trim_end_matches('/'));
    let message = format!("`{one}` and `{other}` are different packages {package}");
    Diagnostic::error(codes::DUPLICATE, package.manifest.span, message)
        .label(existing.manifest.span, "the other package")
        .hint("remove one of them, or give one another `Version`")
}

/// The directories in a list of paths such as `MURANO_PATH`.
#[must_use]
pub(crate) fn split_paths(list: &std::ffi::OsStr) -> Vec<PathBuf> {
    std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect()
}

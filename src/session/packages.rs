//! Packages of MuranoPL: folders and zip files with a manifest, found, checked, and asked for classes.
//!
//! ```no_run
//! use muranopl::session::Session;
//!
//! let session = Session::new();
//! let added = session.packages().add(std::path::Path::new("packages"));
//! assert!(added.problems.is_empty());
//! ```
//!
//! Files are read here and nowhere else: class files when a class in them is first needed.

mod config;
mod contents;
#[cfg(not(target_family = "wasm"))]
mod zip_file;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use self::contents::{Folder, MANIFEST};
use super::Session;
use super::text_file::{too_large, without_mark};
use crate::compile;
use crate::compile::package::{self, Contents, Fixations, Package, Spec};
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

/// What was found at a path.
#[derive(Default)]
pub struct Added {
    /// The packages, in order of their folders' names.
    pub packages: Vec<Rc<Package>>,
    /// What is wrong with others; they are left out.
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

    /// Adds the package in a folder or zip file, or every package below a folder. A package within another is none.
    pub fn add(&self, path: &Path) -> Added {
        let mut added = Added::default();
        if path.is_dir() {
            let mut found = Vec::new();
            contents::find(path, &mut found);
            if found.is_empty() {
                let message = format!("there is no package in `{}`", path.display());
                let problem = Diagnostic::error(codes::BAD_PACKAGE, Span::NONE, message);
                let hint = "a package is a folder, or a zip file, with a `manifest.yaml` in it";
                added.problems.push(problem.hint(hint));
            }
            found.iter().for_each(|path| self.add_one(path, &mut added));
        } else {
            self.add_one(path, &mut added);
        }
        added
    }

    fn add_one(&self, path: &Path, added: &mut Added) {
        let opened: Result<Rc<dyn Contents>, String> = match path.is_dir() {
            true => Folder::open(path).map(|f| Rc::new(f) as Rc<dyn Contents>),
            false => open_zip(path),
        };
        let read = opened.and_then(|contents| {
            let bytes = contents.read(MANIFEST)?;
            let text = String::from_utf8(bytes).map_err(|_| "its manifest is no UTF-8")?;
            Ok((contents, text))
        });
        match read {
            Ok((contents, text)) => self.add_contents(contents, &text, added),
            Err(why) => {
                let message = format!("`{}` is no package: {why}", path.display());
                let problem = Diagnostic::error(codes::BAD_PACKAGE, Span::NONE, message);
                let hint =
                    "a package is a folder, or a zip file, with a `manifest.yaml` at its top";
                added.problems.push(problem.hint(hint));
            }
        }
    }

    /// Adds a package whose manifest was read; whoever holds files in another way gives them as [`Contents`].
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
                    Err(there) => added.problems.push(twice(&package, &there)),
                }
            }
        }
    }

    /// All packages, in the order they were added.
    #[must_use]
    pub fn all(&self) -> Vec<Rc<Package>> {
        self.registry().packages.all()
    }

    /// The package of a name in the version that fits: one chosen before, else the highest.
    #[must_use]
    pub fn find(&self, name: &str, spec: &Spec) -> Option<Rc<Package>> {
        self.registry().packages.choose(name, spec)
    }

    /// Which versions were chosen so far, for the next run.
    #[must_use]
    pub fn fixations(&self) -> Fixations {
        self.registry().packages.fixations()
    }

    /// Takes over which versions an earlier run chose: they are kept as long as they fit, even where there are newer ones.
    pub fn import_fixations(&self, fixations: Fixations) {
        self.registry().packages.import_fixations(fixations);
    }

    /// Everything that is wrong with a package: each of its classes is read and compiled.
    #[must_use]
    pub fn check(&self, package: &Rc<Package>) -> Vec<Diagnostic> {
        compile::unit(self.registry(), &Unit::Package(package), Vec::new()).diagnostics
    }

    /// A file below `Resources`.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn resource(&self, package: &Package, file: &str) -> Result<Vec<u8>, String> {
        let path = package::safe_path("Resources", file)
            .ok_or_else(|| format!("`{file}` lies outside of the package"))?;
        package.contents.read(&path)
    }

    /// Reads the configuration of classes from a folder: `<class>[-<version>].json` or `.yaml`.
    pub fn configure_from(&self, folder: &Path) -> Vec<Diagnostic> {
        config::read(self.session, folder)
    }
}

fn twice(package: &Package, there: &Package) -> Diagnostic {
    let message = format!("the package {package} is there twice: this one is left out");
    Diagnostic::warning(codes::DUPLICATE, package.manifest.span, message)
        .label(there.manifest.span, "the one that counts")
}

/// The folders of packages that a list such as `MURANO_PATH` names.
#[must_use]
pub fn split_paths(list: &std::ffi::OsStr) -> Vec<PathBuf> {
    std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect()
}

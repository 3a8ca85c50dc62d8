//! Where tests are: files that end in `_test.murano`, and packages.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use crate::compile::ir::ClassId;
use crate::diag::{Diagnostic, has_errors};
use crate::session::Session;
use crate::testing::{Loaded, Origin};

use super::super::arguments::TestArgs;
use super::super::deployment::EngineChoice;
use super::super::failure::Failure;
use super::super::session::for_conversation;
use super::super::terminal::Terminal;

/// Files whose names end so hold tests.
const ENDING: &str = "_test.murano";

/// What makes a folder a package.
const MANIFEST: &str = "manifest.yaml";

/// What a session could not read, with the session that knows the sources.
type Unreadable = (Session, Vec<Diagnostic>);

/// A file of tests, or a package.
struct Place {
    path: PathBuf,
    is_package: bool,
    /// Packages that were asked for.
    asked: Vec<PathBuf>,
    /// Packages that happen to lie beside it: what is wrong with them is no matter of its own.
    around: Vec<PathBuf>,
    /// It was checked as a whole.
    checked: Cell<bool>,
    terminal: Terminal,
}

impl Origin for Place {
    fn title(&self) -> String {
        self.path.display().to_string()
    }

    fn load(&self) -> Result<Loaded, Unreadable> {
        let session = for_conversation("test".into(), &EngineChoice::Simulated, &self.terminal);
        let mut found = Vec::new();
        for path in &self.asked {
            found.extend(session.packages().add(path).problems);
        }
        for path in &self.around {
            session.packages().add(path);
        }
        if has_errors(&found) {
            return Err((session, found));
        }
        if self.is_package { self.package(session) } else { self.file(session) }
    }
}

impl Place {
    fn file(&self, session: Session) -> Result<Loaded, Unreadable> {
        match session.read_file(&self.path) {
            Ok(program) => Ok(Loaded { session, classes: program.declared.classes }),
            Err(found) => Err((session, found)),
        }
    }

    /// The classes of a package, which is checked as a whole the first time.
    fn package(&self, session: Session) -> Result<Loaded, Unreadable> {
        let added = session.packages().add(&self.path);
        let mut found = added.problems;
        if !self.checked.replace(true) {
            added.packages.iter().for_each(|p| found.extend(session.packages().check(p)));
        }
        if has_errors(&found) {
            return Err((session, found));
        }
        let mut classes: Vec<ClassId> = Vec::new();
        let registry = &session.runtime().registry;
        for package in &added.packages {
            let names = package.manifest.classes.keys();
            classes.extend(names.filter_map(|name| registry.class_of(package, name)));
        }
        Ok(Loaded { session, classes })
    }
}

/// Everything below the paths that holds tests, in order.
pub(super) fn all(args: &TestArgs, terminal: Terminal) -> Result<Vec<Box<dyn Origin>>, Failure> {
    let listed = std::env::var_os("MURANO_PATH");
    let listed = listed.map(|list| crate::session::packages::split_paths(&list));
    let asked: Vec<PathBuf> =
        args.packages.packages.iter().cloned().chain(listed.unwrap_or_default()).collect();
    let mut places = Vec::new();
    for path in &args.paths {
        if path.is_dir() {
            below(path, &mut places);
        } else if path.is_file() {
            let zipped = path.extension().is_some_and(|e| e == "zip");
            places.push((path.clone(), zipped));
        } else {
            let message = format!("there is no file or folder `{}`", path.display());
            return Err(Failure::usage(message));
        }
    }
    let origin = |(path, is_package): (PathBuf, bool)| {
        let around = beside(&path, is_package);
        let checked = Cell::new(false);
        let asked = asked.clone();
        Box::new(Place { path, is_package, asked, around, checked, terminal }) as Box<dyn Origin>
    };
    Ok(places.into_iter().map(origin).collect())
}

/// The packages that lie in the folder `packages` beside a program, or around a package.
fn beside(path: &Path, is_package: bool) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    if !is_package {
        let folder = folder.join("packages");
        return if folder.is_dir() { vec![folder] } else { Vec::new() };
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut around: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    around.sort();
    around.retain(|other| other.join(MANIFEST).is_file() && !same(other, path));
    around
}

fn same(a: &Path, b: &Path) -> bool {
    std::fs::canonicalize(a).ok() == std::fs::canonicalize(b).ok()
}

fn below(folder: &Path, found: &mut Vec<(PathBuf, bool)>) {
    if folder.join(MANIFEST).is_file() {
        return found.push((folder.to_owned(), true));
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // Hidden folders, and what builds leave behind, hold no tests of one's own.
            if !name.starts_with('.') && name != "target" && !path.is_symlink() {
                below(&path, found);
            }
        } else if name.ends_with(ENDING) {
            found.push((path, false));
        }
    }
}

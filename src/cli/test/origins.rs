//! Finds tests: in files that end in `_test.murano`, and in packages.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use crate::compile::ir::ClassId;
use crate::deploy::Identity;
use crate::diag::levels::WarningLevels;
use crate::diag::{Diagnostic, has_errors};
use crate::session::Session;
use crate::testing::{LoadedTests, TestSource};

use crate::cli::command_error::CommandError;
use crate::cli::engine_choice::EngineChoice;
use crate::cli::packages::{PackageArgs, search_path};
use crate::cli::program::interactive_session;
use crate::cli::terminal::Terminal;
use crate::cli::watch::is_searched;

/// The suffix of file names that contain tests.
const SUFFIX: &str = "_test.murano";

/// The file that makes a directory a package.
const MANIFEST: &str = "manifest.yaml";

/// Diagnostics of a file or package that cannot be used, with the session that knows its sources.
type Unreadable = (Session, Vec<Diagnostic>);

/// Whether the tests are in a file or in a package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TestContainer {
    File,
    Package,
}

/// A file with tests, or a package.
struct TestOrigin {
    path: PathBuf,
    container: TestContainer,
    /// The packages of `--packages` and `MURANO_PATH`.
    required: Vec<PathBuf>,
    /// Packages beside it. Errors in them are not reported: it may not use them.
    beside: Vec<PathBuf>,
    /// Directories from which its program may import files: those that the command line names.
    imports: Vec<PathBuf>,
    /// The levels of warnings.
    levels: WarningLevels,
    /// Whether a package was checked as a whole, which the first test does.
    checked: Cell<bool>,
    terminal: Terminal,
}

impl TestSource for TestOrigin {
    fn title(&self) -> String {
        self.path.display().to_string()
    }

    fn load(&self) -> Result<LoadedTests, Unreadable> {
        let session =
            interactive_session(Identity::named("test"), &EngineChoice::InMemory, &self.terminal);
        session.set_warning_levels(self.levels.clone());
        let mut found = Vec::new();
        self.imports.iter().for_each(|directory| session.allow_imports(directory));
        for path in &self.required {
            found.extend(session.packages().add_available(path).problems);
        }
        for path in &self.beside {
            session.packages().add_available(path);
        }
        if has_errors(&found) {
            return Err((session, found));
        }
        match self.container {
            TestContainer::File => self.file(session),
            TestContainer::Package => self.package(session),
        }
    }
}

impl TestOrigin {
    fn file(&self, session: Session) -> Result<LoadedTests, Unreadable> {
        match session.read_file(&self.path) {
            Ok(program) => Ok(LoadedTests { session, classes: program.declared.classes }),
            Err(found) => Err((session, found.into_diagnostics())),
        }
    }

    /// The classes of a package, which is checked as a whole the first time.
    fn package(&self, session: Session) -> Result<LoadedTests, Unreadable> {
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
        Ok(LoadedTests { session, classes })
    }
}

/// The files and packages with tests below the paths, in order.
pub(super) fn find(
    paths: &[PathBuf],
    packages: &PackageArgs,
    terminal: Terminal,
) -> Result<Vec<Box<dyn TestSource>>, CommandError> {
    let required: Vec<PathBuf> = packages.packages.iter().cloned().chain(search_path()).collect();
    let levels = packages.levels.levels()?;
    // A directory is searched for tests; a named file is taken whatever its name.
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, &mut found);
        } else if path.is_file() {
            let zipped = path.extension().is_some_and(|e| e == "zip");
            found.push((
                path.clone(),
                if zipped { TestContainer::Package } else { TestContainer::File },
            ));
        } else {
            let message = format!("there is no file or directory `{}`", path.display());
            return Err(CommandError::usage(message));
        }
    }
    let directories = paths.iter().filter(|path| path.is_dir());
    let imports: Vec<PathBuf> = directories.chain(&packages.allow_import).cloned().collect();
    let origin = |(path, container): (PathBuf, TestContainer)| {
        let beside = packages_beside(&path, container);
        // Only what `--packages` and `MURANO_PATH` name is shared; the packages beside each
        // origin are its own.
        let checked = Cell::new(false);
        let (required, imports, levels) = (required.clone(), imports.clone(), levels.clone());
        Box::new(TestOrigin {
            path,
            container,
            required,
            beside,
            imports,
            levels,
            checked,
            terminal,
        }) as Box<dyn TestSource>
    };
    Ok(found.into_iter().map(origin).collect())
}

/// The directory `packages` beside a program, or the packages in the same directory as a package.
fn packages_beside(path: &Path, container: TestContainer) -> Vec<PathBuf> {
    let directory = path.parent().unwrap_or(Path::new(""));
    if container == TestContainer::File {
        let packages = directory.join("packages");
        return if packages.is_dir() { vec![packages] } else { Vec::new() };
    }
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let mut beside: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    beside.sort();
    beside.retain(|other| other.join(MANIFEST).is_file() && !is_same_path(other, path));
    beside
}

fn is_same_path(a: &Path, b: &Path) -> bool {
    std::fs::canonicalize(a).ok() == std::fs::canonicalize(b).ok()
}

/// Adds the files and packages with tests below a directory.
fn search(directory: &Path, found: &mut Vec<(PathBuf, TestContainer)>) {
    if directory.join(MANIFEST).is_file() {
        return found.push((directory.to_owned(), TestContainer::Package));
    }
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if is_searched(&path) && !path.is_symlink() {
                search(&path, found);
            }
        } else if name.ends_with(SUFFIX) {
            found.push((path, TestContainer::File));
        }
    }
}

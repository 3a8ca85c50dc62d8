//! Loads a program and the files it imports, each file once.
//!
//! A program may come from anybody, so it imports only files below its own directory, below a directory of a package, and below
//! directories that the user allows. Links are resolved first; a file outside is refused before it is read.

mod between;
mod unimported;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Session;
use super::text_file::{read_source, too_large, without_mark};
use crate::compile::ir::ClassId;
use crate::compile::registry::Registry;
use crate::compile::unit::{self, Declared};
use crate::diag::{Diagnostic, codes};
use crate::source::Source;
use crate::syntax::{self, Block, Module};

/// The files of a program.
pub(crate) struct Files<'r> {
    registry: &'r Registry,
    base: Option<PathBuf>,
    /// Directories below which files may be imported, links resolved.
    roots: Vec<PathBuf>,
    files: Vec<File>,
    diagnostics: Vec<Diagnostic>,
}

/// A file of a program.
pub(super) struct File {
    /// The path that identifies it.
    pub path: PathBuf,
    /// Its text.
    pub source: Arc<Source>,
    /// Its syntax tree.
    pub module: Module,
    imports: Vec<usize>,
}

impl<'r> Files<'r> {
    /// No files yet. `base` is the program's directory: imports of a text without a path are relative to it; without one it is the
    /// working directory.
    #[must_use]
    pub(crate) fn new(session: &'r Session, base: Option<PathBuf>) -> Self {
        let registry = &session.runtime().registry;
        let roots = import_roots(session, base.as_deref());
        Self { registry, base, roots, files: Vec::new(), diagnostics: Vec::new() }
    }

    /// Parses a text; returns its index.
    pub(crate) fn read_text(&mut self, name: &str, text: &str) -> Option<usize> {
        let folder = self.base.clone();
        self.add(PathBuf::from(name), name, text.to_owned(), folder)
    }

    /// Reads and parses a file; returns its index.
    pub(crate) fn read_file(&mut self, path: &Path) -> Option<usize> {
        match read_source(&self.registry.sources, path) {
            Ok(text) => {
                let folder = path.parent().map(PathBuf::from);
                let key = self.key(path);
                self.add(key, &path.display().to_string(), text, folder)
            }
            Err(found) => {
                self.diagnostics.push(*found);
                None
            }
        }
    }

    /// The path that identifies a file, however it is written.
    fn key(&self, path: &Path) -> PathBuf {
        match self.registry.sources.virtual_file(path) {
            Some((normalized, _)) => normalized,
            None => std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        }
    }

    /// The syntax tree of a file.
    pub(super) fn module(&self, number: usize) -> Module {
        self.files[number].module.clone()
    }

    fn add(
        &mut self,
        path: PathBuf,
        name: &str,
        text: String,
        folder: Option<PathBuf>,
    ) -> Option<usize> {
        let Some(source) = self.registry.sources.add(name, without_mark(text)) else {
            self.diagnostics.push(too_large(name));
            return None;
        };
        let (module, diagnostics) = syntax::parse_module(&source);
        self.diagnostics.extend(diagnostics);
        let itself = module.imports.iter().filter(|import| {
            self.key(&folder.as_deref().unwrap_or(Path::new("")).join(&*import.path.text)) == path
        });
        let itself: Vec<Diagnostic> = itself.map(between::imports_itself).collect();
        self.diagnostics.extend(itself);
        let imports = module.imports.clone();
        let number = self.files.len();
        self.files.push(File { path, source, module, imports: Vec::new() });
        let found: Vec<usize> =
            imports.iter().filter_map(|import| self.import(import, folder.as_deref())).collect();
        self.files[number].imports = found;
        Some(number)
    }

    /// Loads and declares the files that a REPL input imports, with the files those import; also returns the parser's diagnostics.
    pub(super) fn imported(
        session: &'r Session,
        imports: &[syntax::Import],
        folder: Option<&Path>,
    ) -> (Vec<Declared>, Vec<Diagnostic>) {
        let mut files = Self::new(session, folder.map(PathBuf::from));
        let direct: Vec<usize> =
            imports.iter().filter_map(|import| files.import(import, folder)).collect();
        let declared = files.declare_all();
        let direct = direct.into_iter().map(|n| declared[n].clone()).collect();
        (direct, files.diagnostics)
    }

    fn import(&mut self, import: &syntax::Import, folder: Option<&Path>) -> Option<usize> {
        let written = Path::new(&*import.path.text);
        // Reports show `shapes.murano`, not `././shapes.murano`.
        let written = written.components().filter(|part| *part != Component::CurDir);
        let path = folder.unwrap_or(Path::new("")).join(written.collect::<PathBuf>());
        let key = self.key(&path);
        if let Some(known) = self.files.iter().position(|f| f.path == key) {
            return Some(known);
        }
        if self.registry.sources.virtual_file(&path).is_none()
            && let Err((reason, hint)) = self.check_import(&path, &key)
        {
            let message = format!("cannot import `{}`: {reason}", path.display());
            let found = Diagnostic::error(codes::UNREADABLE, import.path.span, message);
            let near = self.may_show(&path).then(|| unimported::similar(&path, &import.path.text));
            let near = near.flatten();
            self.diagnostics.push(found.hint(near.unwrap_or(hint)));
            return None;
        }
        if let Some(found) = between::not_a_program(import) {
            self.diagnostics.push(found);
            return None;
        }
        self.read_file(&path)
    }

    /// Whether the names of the files beside a path may be shown: a program may not look around elsewhere.
    fn may_show(&self, path: &Path) -> bool {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        std::fs::canonicalize(directory.unwrap_or(Path::new(".")))
            .is_ok_and(|directory| self.roots.iter().any(|root| directory.starts_with(root)))
    }

    /// Why a file on disk may not be imported, and what to do about it. `resolved` is its path with links resolved.
    fn check_import(&self, path: &Path, resolved: &Path) -> Result<(), (&'static str, String)> {
        if path.exists() && !self.roots.iter().any(|root| resolved.starts_with(root)) {
            let directory = resolved.parent().unwrap_or(resolved).display().to_string();
            let hint = format!("`--allow-import {directory}` allows imports from there");
            return Err(("it is outside the program's directory and its packages", hint));
        }
        if !path.is_file() {
            let reason = if path.exists() { "it is not a regular file" } else { "no such file" };
            return Err((reason, "the path is relative to this file".into()));
        }
        Ok(())
    }

    /// Declares all files; returns the main one with its statements, and the parser's diagnostics.
    #[must_use]
    pub(crate) fn declare(
        mut self,
        main: Option<usize>,
    ) -> (Option<(Declared, Block)>, Vec<Diagnostic>) {
        let declared = self.declare_all();
        self.check_between();
        self.offer_unimported();
        let main = main.map(|n| (declared[n].clone(), self.files[n].module.body.clone()));
        (main, self.diagnostics)
    }

    /// Declares all files; returns each with what it declares, and the parser's diagnostics.
    pub(super) fn declare_each(self) -> (Vec<File>, Vec<Declared>, Vec<Diagnostic>) {
        let declared = self.declare_all();
        (self.files, declared, self.diagnostics)
    }

    /// Declares every file before any is compiled, so that imports may be circular; then connects them by their imports.
    fn declare_all(&self) -> Vec<Declared> {
        let namespaces = self.namespaces();
        let declare = |file: &File| {
            let module = between::with_known_namespaces(&file.module, &namespaces);
            unit::declare(self.registry, &file.source, &module)
        };
        let declared: Vec<Declared> = self.files.iter().map(declare).collect();
        for (file, own) in self.files.iter().zip(&declared) {
            let classes: Vec<ClassId> = file.imports.iter().map(|i| declared[*i].class).collect();
            let imported = file.imports.iter().flat_map(|i| declared[*i].classes.iter().copied());
            let companions = own.classes.iter().copied().chain(imported).collect();
            self.registry.set_imports(own.class, classes);
            self.registry.set_companions(own.class, companions);
        }
        declared
    }
}

/// The directories below which a program may import files.
fn import_roots(session: &Session, base: Option<&Path>) -> Vec<PathBuf> {
    let own = base.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let packages = session.packages().all();
    let packages = packages.iter().filter_map(|package| package.contents.location());
    let allowed = session.allowed_imports();
    let named = std::iter::once(own.to_owned()).chain(allowed);
    named.filter_map(|path| std::fs::canonicalize(path).ok()).chain(packages).collect()
}

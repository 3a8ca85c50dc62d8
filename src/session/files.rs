#![expect(clippy::disallowed_methods, reason = "source loading reads files")]
//! Loads a program and the files it imports, each file once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::text_file::{read_text, too_large, without_mark};
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
    files: Vec<File>,
    diagnostics: Vec<Diagnostic>,
}

struct File {
    path: PathBuf,
    source: Arc<Source>,
    module: Module,
    imports: Vec<usize>,
}

impl<'r> Files<'r> {
    /// No files yet; imports of a text without a path are relative to `base`.
    #[must_use]
    pub(crate) fn new(registry: &'r Registry, base: Option<PathBuf>) -> Self {
        Self { registry, base, files: Vec::new(), diagnostics: Vec::new() }
    }

    /// Parses a text; returns its index.
    pub(crate) fn read_text(&mut self, name: &str, text: &str) -> Option<usize> {
        let folder = self.base.clone();
        self.add(PathBuf::from(name), name, text.to_owned(), folder)
    }

    /// Reads and parses a file; returns its index.
    pub(crate) fn read_file(&mut self, path: &Path) -> Option<usize> {
        let read = match self.registry.sources.virtual_file(path) {
            Some((_, text)) => Ok(text.to_string()),
            None => read_text(path),
        };
        match read {
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
        registry: &'r Registry,
        imports: &[syntax::Import],
        folder: Option<&Path>,
    ) -> (Vec<Declared>, Vec<Diagnostic>) {
        let mut files = Self::new(registry, folder.map(PathBuf::from));
        let direct: Vec<usize> =
            imports.iter().filter_map(|import| files.import(import, folder)).collect();
        let declared = files.declare_all();
        let direct = direct.into_iter().map(|n| declared[n].clone()).collect();
        (direct, files.diagnostics)
    }

    fn import(&mut self, import: &syntax::Import, folder: Option<&Path>) -> Option<usize> {
        let path = folder.unwrap_or(Path::new("")).join(&*import.path.text);
        let key = self.key(&path);
        if let Some(known) = self.files.iter().position(|f| f.path == key) {
            return Some(known);
        }
        if self.registry.sources.virtual_file(&path).is_none() && !path.is_file() {
            let message = format!("cannot import `{}`: no such file", path.display());
            self.diagnostics.push(
                Diagnostic::error(codes::UNREADABLE, import.path.span, message)
                    .hint("the path is relative to this file"),
            );
            return None;
        }
        self.read_file(&path)
    }

    /// Declares all files; returns the main one with its statements, and the parser's diagnostics.
    #[must_use]
    pub(crate) fn declare(
        self,
        main: Option<usize>,
    ) -> (Option<(Declared, Block)>, Vec<Diagnostic>) {
        let declared = self.declare_all();
        let main = main.map(|n| (declared[n].clone(), self.files[n].module.body.clone()));
        (main, self.diagnostics)
    }

    /// Declares every file before any is compiled, so that imports may be circular; then connects them by their imports.
    fn declare_all(&self) -> Vec<Declared> {
        let declared: Vec<Declared> = self
            .files
            .iter()
            .map(|file| unit::declare(self.registry, &file.source, &file.module))
            .collect();
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

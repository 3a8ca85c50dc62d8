//! Files as editors see them: parsed, declared and checked, whatever errors they have.

mod data;

use std::path::Path;

use super::{Files, Session};
use crate::compile;
use crate::compile::unit::{Unit, Variables};
use crate::ide::analysis::{Analysis, AnalyzedFile};

impl Session {
    /// Parses, declares and checks the text of a file with what it imports. The file need not exist: its text replaces that on disk.
    /// `None` if the text is larger than all sources together may be.
    pub(crate) fn analyze(&self, path: &Path, text: &str) -> Option<Analysis> {
        self.add_virtual_file(path, text);
        let registry = &self.runtime().registry;
        let mut files = Files::new(self, path.parent().map(Path::to_owned));
        let main = files.read_file(path)?;
        let (files, declared, parsed) = files.declare_each();
        let own = &declared[main];
        let body = &files[main].module.body;
        let script = Unit::Script { declared: own, body, variables: Variables::Local };
        let compiled = compile::unit(registry, &script, parsed);
        let files = files.into_iter().zip(declared).map(|(file, declared)| AnalyzedFile {
            path: file.path,
            parts: AnalyzedFile::whole(file.source),
            module: file.module,
            declared,
        });
        Some(Analysis::new(self.runtime().clone(), files.collect(), compiled.diagnostics))
    }
}

//! Files beside a program that it does not import: for hints on names that nothing declares, and on imports that do not exist.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Files;
use crate::compile::registry::UnimportedFiles;
use crate::diag::suggest;
use crate::session::text_file::read_text;
use crate::source::Sources;
use crate::syntax;

/// The ending of programs.
const ENDING: &str = "murano";

/// Most files that are looked into.
const MOST_FILES: usize = 200;

/// How many directories below the program's are looked into.
const DEPTH: usize = 2;

impl Files<'_> {
    /// Lets the compiler ask for the file that declares a name, of those below the program's directory.
    pub(super) fn offer_unimported(&self) {
        let Some(base) = self.base.clone() else { return };
        let loaded: Vec<PathBuf> = self.files.iter().map(|file| file.path.clone()).collect();
        let sources = self.registry.sources.clone();
        // Nothing is read unless a name is unknown.
        let names: OnceCell<BTreeMap<String, String>> = OnceCell::new();
        let find = move |name: &str| {
            let names = names.get_or_init(|| declared_below(&base, &loaded, &sources));
            names.get(name).cloned()
        };
        let find: Rc<UnimportedFiles> = Rc::new(find);
        self.registry.find_unimported_with(find);
    }
}

/// The classes and functions that files declare, each with its file relative to the directory.
fn declared_below(base: &Path, loaded: &[PathBuf], sources: &Sources) -> BTreeMap<String, String> {
    let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    let mut files = Vec::new();
    collect(base, DEPTH, &mut files);
    let mut names = BTreeMap::new();
    for path in files {
        let is_loaded = std::fs::canonicalize(&path).is_ok_and(|path| loaded.contains(&path));
        let Ok(text) = (if is_loaded { continue } else { read_text(&path) }) else { continue };
        let shown = path.strip_prefix(base).unwrap_or(&path).display().to_string();
        let Some(source) = sources.draft(shown.clone(), text) else { continue };
        let (module, _) = syntax::parse_module(&source);
        let classes = module.classes.iter().map(|class| class.name.text.to_string());
        let functions = module.functions.iter().map(|function| function.name.text.to_string());
        for name in classes.chain(functions) {
            names.entry(name).or_insert_with(|| shown.clone());
        }
    }
    names
}

fn collect(directory: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let is_program = path.extension().is_some_and(|ending| ending == ENDING);
        if files.len() >= MOST_FILES || path.is_symlink() {
            continue;
        }
        match path.is_dir() {
            true if depth > 0 => collect(&path, depth - 1, files),
            false if is_program => files.push(path),
            _ => {}
        }
    }
}

/// The hint on an import that does not exist: the file of nearly that name beside it, or the one with the ending.
pub(super) fn similar(path: &Path, written: &str) -> Option<String> {
    let directory = path.parent()?;
    let name = path.file_name()?.to_str()?;
    let entries = std::fs::read_dir(directory).ok()?;
    let programs = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let is_program = path.is_file() && path.extension().is_some_and(|ending| ending == ENDING);
        is_program.then(|| path.file_name()?.to_str().map(str::to_owned)).flatten()
    });
    let mut names: Vec<String> = programs.collect();
    names.sort();
    let completed = format!("{name}.{ENDING}");
    let near = match names.iter().find(|found| **found == completed) {
        Some(found) => found,
        None => suggest::nearest(name, names.iter().map(String::as_str))?,
    };
    let before = written.strip_suffix(name)?;
    Some(format!("did you mean `import '{before}{near}'`?"))
}

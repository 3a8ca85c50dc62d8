//! Configuration of classes: files named after a class, perhaps with a version.
//! See docs/language/yaml.md#configuration-of-classes.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::compile::package::Version;
use crate::diag::{Diagnostic, codes};
use crate::runtime::value::Value;
use crate::session::Session;
use crate::session::data::{self, DataFormat};
use crate::session::text_file::{read_text, unreadable};
use crate::source::Span;

/// Configures each class from the most specific of its files.
pub(super) fn read(session: &Session, folder: &Path) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let files = match files(folder) {
        Ok(files) => files,
        Err(error) => {
            return vec![unreadable(&folder.display().to_string(), &error)];
        }
    };
    let classes: indexmap::IndexSet<&str> =
        files.keys().map(|stem| stem.split_once('-').map_or(&**stem, |(class, _)| class)).collect();
    for class in classes {
        for version in versions(session, class) {
            let stem = stems(class, &version).into_iter().find(|s| files.contains_key(s));
            let Some(path) = stem.and_then(|stem| files.get(&stem)) else { continue };
            if let Err(problem) = apply(session, class, &version, path)
                && !found.contains(&*problem)
            {
                found.push(*problem);
            }
        }
    }
    found
}

/// The files by their names without extension; `.json` wins over `.yaml`.
fn files(folder: &Path) -> std::io::Result<IndexMap<String, PathBuf>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    let mut files = IndexMap::new();
    for path in paths {
        let known = matches!(DataFormat::of_path(&path), Some(DataFormat::Json | DataFormat::Yaml));
        let stem = path.file_stem().and_then(|s| s.to_str()).map(str::to_owned);
        if let Some(stem) = stem.filter(|_| known) {
            files.entry(stem).or_insert(path);
        }
    }
    Ok(files)
}

/// The versions of a class; a class that no package has is built in.
fn versions(session: &Session, class: &str) -> Vec<Version> {
    let packages = session.packages().all();
    let holds = packages.iter().filter(|p| p.manifest.classes.contains_key(class));
    let versions: Vec<Version> = holds.map(|p| p.manifest.version.clone()).collect();
    if versions.is_empty() { vec![Version::default()] } else { versions }
}

/// File names without extension, the most specific first. The name without a version is for versions 0.x only.
fn stems(class: &str, version: &Version) -> Vec<String> {
    let [major, minor, _] = version.core;
    let mut stems = vec![
        format!("{class}-{version}"),
        format!("{class}-{major}.{minor}"),
        format!("{class}-{major}"),
    ];
    if major == 0 {
        stems.push(class.to_owned());
    }
    stems
}

fn apply(
    session: &Session,
    class: &str,
    version: &Version,
    path: &Path,
) -> Result<(), Box<Diagnostic>> {
    let wrong = |message: String| Box::new(Diagnostic::error(codes::BAD_DATA, Span::NONE, message));
    let text = read_text(path)?;
    // Class configuration is package data: its YAML is of version 1.1.
    let kind = DataFormat::of_path(path).map(|kind| match kind {
        DataFormat::Yaml => DataFormat::Yaml11,
        other => other,
    });
    let value = data::read(&text, kind).map_err(|bad| {
        let (line, column) = (bad.line, bad.column);
        wrong(format!("{}:{line}:{column}: {}", path.display(), bad.message))
    })?;
    let Value::Dict(values) = &value else {
        return Err(wrong(format!("`{}` is not a mapping of properties", path.display())));
    };
    for (name, value) in values.iter() {
        if let Some(name) = name.as_str() {
            let version = version.to_string();
            session.runtime().configure(class, Some(&version), name, value.clone());
        }
    }
    Ok(())
}

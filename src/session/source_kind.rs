//! What a file given to `check`, `run`, `plan` or `graph` is: told by its content, because MuranoPL's classes, manifests and models
//! are all YAML.

use std::path::{Path, PathBuf};

use super::text_file::read_text;
use crate::source::Sources;
use crate::syntax::yaml::node::{self, Node, NodeKind};
use crate::syntax::{CLASS_KEYS, ClassNotation};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// A program in `.murano`; also what is none of the others, so that the parser reports it.
    Program,
    /// A package: a directory with a manifest, or a zip file.
    Package,
    /// A directory without a manifest, which may contain packages.
    Directory,
    /// The manifest of a package.
    Manifest,
    /// Classes in MuranoPL's YAML.
    ClassFile,
    /// An object model, JSON or YAML.
    Model,
    /// JSON or YAML that is none of these.
    OtherData,
}

/// The manifest's file name.
const MANIFEST: &str = "manifest.yaml";

impl SourceKind {
    /// Decides what a file is. One that cannot be read counts as a program, whose reader says why.
    pub(crate) fn of(path: &Path) -> Self {
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let ending = ending.as_deref().unwrap_or("");
        if path.is_dir() {
            let has_manifest = path.join(MANIFEST).is_file();
            return if has_manifest { Self::Package } else { Self::Directory };
        }
        if ending == "zip" {
            return Self::Package;
        }
        // A pipe can be read only once, so nothing but a regular file is looked into.
        if !path.is_file() {
            return Self::Program;
        }
        if ending == "murano" {
            let notation = |text: String| ClassNotation::of(&path.to_string_lossy(), &text);
            let is_yaml = read_text(path).ok().map(notation) == Some(ClassNotation::Yaml);
            return if is_yaml { Self::ClassFile } else { Self::Program };
        }
        let is_data = matches!(ending, "yaml" | "yml" | "json");
        let known = read_text(path).ok().and_then(|text| Self::of_text(path, text));
        match known {
            Some(kind) => kind,
            None if path.file_name().is_some_and(|name| name == MANIFEST) => Self::Manifest,
            None if is_data => Self::OtherData,
            None => Self::Program,
        }
    }

    /// Decides by the keys of the first document; `None` if they say nothing.
    fn of_text(path: &Path, text: String) -> Option<Self> {
        let source = Sources::new().add(path.display().to_string(), text)?;
        let Ok(documents) = node::documents(&source) else {
            // Invalid YAML is reported by the reader of what its name promises.
            return path
                .extension()
                .is_some_and(|e| e == "yaml" || e == "yml")
                .then_some(Self::ClassFile);
        };
        let first: &Node = documents.first()?;
        let has = |key: &&str| first.get(key).is_some();
        if !matches!(first.kind, NodeKind::Map(_)) {
            None
        } else if ["Objects", "?"].iter().any(has) {
            Some(Self::Model)
        } else if has(&"FullName") {
            Some(Self::Manifest)
        } else {
            CLASS_KEYS.iter().any(has).then_some(Self::ClassFile)
        }
    }

    /// What a text is that an editor has open as a file: also one that is being typed, which need not be valid YAML. `None` for data
    /// that is nothing of this language.
    pub(crate) fn of_open_text(path: &Path, text: &str) -> Option<Self> {
        let source = Sources::new().add(path.display().to_string(), text)?;
        let known = match node::documents(&source) {
            Ok(_) => Self::of_text(path, text.to_owned()),
            Err(_) => Self::of_lines(text),
        };
        let in_classes = || {
            let above = |directory: &Path| directory.file_name().is_some_and(|n| n == "Classes");
            path.ancestors().skip(1).any(above)
        };
        known
            .or_else(|| path.file_name().is_some_and(|n| n == MANIFEST).then_some(Self::Manifest))
            .or_else(|| in_classes().then_some(Self::ClassFile))
    }

    /// Decides by the keys at the beginning of lines, of a text that cannot be parsed.
    fn of_lines(text: &str) -> Option<Self> {
        let key = |line: &str| {
            let is_top = !line.starts_with([' ', '\t', '-', '#']) || text.starts_with('{');
            let (key, _) = line.trim().split_once(':').filter(|_| is_top)?;
            Some(key.trim_start_matches(['{', ' ']).trim_matches(['"', '\'', ' ']).to_owned())
        };
        let keys: Vec<String> = text.lines().filter_map(key).collect();
        let has = |wanted: &[&str]| keys.iter().any(|key| wanted.contains(&key.as_str()));
        if has(&["Objects", "?"]) {
            Some(Self::Model)
        } else if has(&["FullName"]) {
            Some(Self::Manifest)
        } else {
            has(&CLASS_KEYS).then_some(Self::ClassFile)
        }
    }

    /// Whether it is a package, or may contain some.
    pub(crate) fn is_package(self) -> bool {
        matches!(self, Self::Package | Self::Directory | Self::Manifest)
    }

    /// The path of the package that is meant: the directory of a manifest.
    pub(crate) fn package_path(self, path: &Path) -> PathBuf {
        match self {
            Self::Manifest => match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
                _ => PathBuf::from("."),
            },
            _ => path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_while_they_are_typed() {
        let of = |name: &str, text: &str| SourceKind::of_open_text(Path::new(name), text);
        assert_eq!(of("m.yaml", "Objects:\n  '?': {type: a.B\n"), Some(SourceKind::Model));
        assert_eq!(of("m.json", "{\n  \"Objects\": {\n    \"?\": "), Some(SourceKind::Model));
        assert_eq!(of("p/manifest.yaml", "FullName: [\n"), Some(SourceKind::Manifest));
        assert_eq!(of("p/manifest.yaml", ""), Some(SourceKind::Manifest));
        assert_eq!(of("p/Classes/a/B.yaml", ""), Some(SourceKind::ClassFile));
        assert_eq!(of("c.yaml", "Name: A\nMethods: [\n"), Some(SourceKind::ClassFile));
        assert_eq!(of("compose.yaml", "services: [\n  web: {\n"), None);
        assert_eq!(of("package.json", "{\"name\": \"a\"}"), None);
    }

    #[test]
    fn files_are_known_by_their_keys() {
        let of = |name: &str, text: &str| SourceKind::of_text(Path::new(name), text.to_owned());
        assert_eq!(of("m.json", r#"{"Objects": null}"#), Some(SourceKind::Model));
        assert_eq!(of("m.yaml", "'?': {type: a.B}\nname: n\n"), Some(SourceKind::Model));
        assert_eq!(of("c.yaml", "Name: a.B\nMethods: {}\n"), Some(SourceKind::ClassFile));
        assert_eq!(of("c.yaml", "Namespaces: {=: a}\n---\nName: B\n"), Some(SourceKind::ClassFile));
        assert_eq!(of("c.yaml", "Name: [\n"), Some(SourceKind::ClassFile));
        assert_eq!(of("p.yaml", "FullName: a.b\nType: Library\n"), Some(SourceKind::Manifest));
        assert_eq!(of("d.yaml", "a: 1\n"), None);
        assert_eq!(of("script", "print('a')\n"), None);
        assert_eq!(of("script", "class A { }\nprint(1)\n"), None);
    }
}

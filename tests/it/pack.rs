#![expect(clippy::disallowed_methods, reason = "tests write the packages they read")]
//! MuranoPL packages written by tests: a manifest, class files, resources.

use std::path::{Path, PathBuf};

/// The beginning of documents that have no `Namespaces`.
const NAMESPACES: &str = "Namespaces: {=: test, std: io.murano, sys: io.murano.system, m: io.murano.metadata, e: io.murano.metadata.engine, py: null}\n---\n";

/// A package to be written.
#[derive(Clone)]
pub(crate) struct Pack {
    name: String,
    manifest: Vec<String>,
    requires: Vec<String>,
    files: Vec<(String, String)>,
    listed: Vec<(String, String)>,
}

impl Pack {
    /// A library of that name, format 1.4.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            manifest: vec![],
            requires: vec![],
            files: vec![],
            listed: vec![],
        }
    }

    /// With a version.
    pub(crate) fn version(self, version: &str) -> Self {
        self.line(&format!("Version: '{version}'"))
    }

    /// With a format: `1.1`.
    pub(crate) fn format(self, format: &str) -> Self {
        self.line(&format!("Format: '{format}'"))
    }

    /// With a further line of the manifest.
    pub(crate) fn line(mut self, line: &str) -> Self {
        self.manifest.push(line.into());
        self
    }

    /// With a requirement: a package and a version.
    pub(crate) fn require(mut self, name: &str, spec: &str) -> Self {
        self.requires.push(format!("  {name}: '{spec}'"));
        self
    }

    /// With classes, each listed under its name: the documents of one class file.
    pub(crate) fn classes(mut self, documents: &str) -> Self {
        let file = format!("File{}.yaml", self.files.len());
        for name in documents.lines().filter_map(|line| line.strip_prefix("Name: ")) {
            let name = name.trim();
            let name = name.rsplit_once(':').map_or(name, |(_, short)| short);
            let full =
                if name.contains('.') { name.into() } else { format!("{}.{name}", self.name) };
            self.listed.push((full, file.clone()));
        }
        let begin = if documents.contains("Namespaces:") {
            String::new()
        } else {
            NAMESPACES.replace("=: test", &format!("=: {}", self.name))
        };
        self.files.push((format!("Classes/{file}"), format!("{begin}{documents}\n")));
        self
    }

    /// With a class of the manifest in some file.
    pub(crate) fn listed(mut self, class: &str, file: &str) -> Self {
        self.listed.push((class.into(), file.into()));
        self
    }

    /// With any file: `Resources/a.txt`.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }

    /// Writes it into a subdirectory of a directory.
    pub(crate) fn write(&self, below: &Path, folder: &str) -> PathBuf {
        let root = below.join(folder);
        let manifest = format!("{}\n", self.manifest_text());
        let all = std::iter::once(("manifest.yaml", manifest.as_str()))
            .chain(self.files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
        for (path, text) in all {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        root
    }

    /// Its manifest.
    pub(crate) fn manifest_text(&self) -> String {
        let has = |key: &str| self.manifest.iter().any(|l| l.starts_with(key));
        let mut lines = vec![];
        for (key, line) in [
            ("FullName", format!("FullName: {}", self.name)),
            ("Type", "Type: Library".into()),
            ("Format", "Format: '1.4'".into()),
        ] {
            if !has(key) {
                lines.push(line);
            }
        }
        lines.extend(self.manifest.clone());
        if !self.requires.is_empty() {
            lines.push(format!("Require:\n{}", self.requires.join("\n")));
        }
        if !self.listed.is_empty() {
            let classes: Vec<String> =
                self.listed.iter().map(|(c, f)| format!("  {c}: {f}")).collect();
            lines.push(format!("Classes:\n{}", classes.join("\n")));
        }
        lines.join("\n")
    }
}

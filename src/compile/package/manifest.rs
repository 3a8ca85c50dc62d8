//! Parses `manifest.yaml` to [`Manifest`] and reports what is invalid in it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::heat::TEMPLATE;
use super::{Format, Listed, Manifest, PackageType, Requirement, Version, VersionSpec};
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Source;
use crate::syntax::Text;
use crate::syntax::yaml::node::{self, Node, NodeKind};
use crate::syntax::yaml::{metas, number_text};

/// The exception of an invalid manifest.
const LOAD: &str = "murano.packages.exceptions.PackageLoadError";

/// Keys whose values describe a package.
const ABOUT: [&str; 7] = ["Name", "Description", "Author", "Supplier", "Tags", "Logo", "UI"];

/// Keys that say what a package contains and needs.
const KEYS: [&str; 7] = ["FullName", "Type", "Format", "Version", "Require", "Classes", "Meta"];

/// Parses a manifest; also returns warnings.
///
/// # Errors
///
/// All errors in it.
pub(crate) fn read(source: &Source) -> Result<(Manifest, Vec<Diagnostic>), Vec<Diagnostic>> {
    let documents = node::documents(source).map_err(|found| vec![found.named(LOAD)])?;
    let Some(root) = documents.first().filter(|d| matches!(d.kind, NodeKind::Map(_))) else {
        let message = "a manifest must be a mapping of `FullName`, `Type`, `Classes` and others";
        return Err(vec![
            Diagnostic::error(codes::BAD_PACKAGE, source.span(), message).named(LOAD),
        ]);
    };
    let mut reader = ManifestReader { found: Vec::new() };
    let manifest = reader.manifest(source, root);
    match manifest.filter(|_| !crate::diag::has_errors(&reader.found)) {
        Some(manifest) => Ok((manifest, reader.found)),
        None => Err(reader.found),
    }
}

struct ManifestReader {
    found: Vec<Diagnostic>,
}

impl ManifestReader {
    fn wrong(&mut self, node: &Node, message: impl Into<String>, hint: impl Into<String>) {
        let found = Diagnostic::error(codes::BAD_PACKAGE, node.span, message);
        self.found.push(found.named(LOAD).hint(hint));
    }

    fn manifest(&mut self, source: &Source, root: &Node) -> Option<Manifest> {
        self.misspelt_keys(root);
        let name = self.required(root, "FullName");
        let kind = self.required(root, "Type").and_then(|n| self.kind(n));
        let (format, heat) = self.format(root);
        let version = self.version(root);
        let requires = self.requires(root);
        let mut classes = if heat { IndexMap::new() } else { self.classes(root) };
        let (metas, found) = metas(source, root.get("Meta"));
        self.found.extend(found);
        let node = name?;
        let name: Text = self.full_name(node)?;
        let about = self.about(root, &name);
        let span = node.span;
        if heat {
            classes.insert(name.clone(), Listed { file: TEMPLATE.into(), span });
        }
        let kind = kind?;
        let manifest =
            Manifest { name, kind, format, heat, version, requires, classes, metas, about, span };
        Some(manifest)
    }

    /// Warns of keys that are nearly known ones; all other unknown keys are ignored.
    fn misspelt_keys(&mut self, root: &Node) {
        let NodeKind::Map(entries) = &root.kind else { return };
        for (key, _) in entries {
            let text = key.text().map_or("", |t| t);
            if KEYS.contains(&text) || ABOUT.contains(&text) {
                continue;
            }
            let near = suggest::nearest(text, KEYS).filter(|near| root.get(near).is_none());
            let Some(near) = near else { continue };
            let message = format!("a manifest has no key `{text}`: it is ignored");
            let warning = Diagnostic::warning(codes::IGNORED_KEY, key.span, message);
            self.found.push(warning.hint(format!("did you mean `{near}`?")));
        }
    }

    fn required<'n>(&mut self, root: &'n Node, key: &str) -> Option<&'n Node> {
        let found = root.get(key).filter(|n| !n.is_null());
        if found.is_none() {
            let hint = match key {
                "Type" => "add `Type: Application`, or `Type: Library`".to_owned(),
                _ => format!("add `{key}: com.example.Name`"),
            };
            self.wrong(root, format!("the manifest has no `{key}`"), hint);
        }
        found.map(|n| &**n)
    }

    fn full_name(&mut self, node: &Node) -> Option<Text> {
        let text = node.text().map_or("", |t| t);
        let word =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        if text.split('.').all(word) {
            return Some(text.into());
        }
        let message = format!("`{text}` is not a valid package name");
        self.wrong(
            node,
            message,
            "a package name is identifiers separated by dots: `com.example.App`",
        );
        None
    }

    fn kind(&mut self, node: &Node) -> Option<PackageType> {
        match node.text().map_or("", |t| t) {
            "Application" => Some(PackageType::Application),
            "Library" => Some(PackageType::Library),
            other => {
                let message = format!("a package's `Type` cannot be `{other}`");
                let hint = suggest::did_you_mean(other, ["Application", "Library"]);
                let hint = hint.unwrap_or_else(|| "it must be `Application` or `Library`".into());
                self.wrong(node, message, hint);
                None
            }
        }
    }

    /// `1.3`, `MuranoPL/1.3`, `Heat.HOT/1.0`.
    fn format(&mut self, root: &Node) -> (Format, bool) {
        let first = (Format(1, 0), false);
        let Some(node) = root.get("Format").filter(|n| !n.is_null()) else { return first };
        let text = number_text(node);
        let (language, number) = text.rsplit_once('/').unwrap_or(("MuranoPL", &text));
        let version = Version::coerce(number);
        let known = match (language, version.as_ref().map(|v| v.core)) {
            ("MuranoPL", Some([1, minor @ 0..=4, 0])) => Some((Format(1, minor), false)),
            ("Heat.HOT", Some([1, 0, 0])) => Some((Format(1, 0), true)),
            _ => None,
        };
        known.unwrap_or_else(|| {
            let message = format!("the format `{text}` is not supported");
            self.wrong(node, message, "supported are MuranoPL 1.0 to 1.4");
            first
        })
    }

    fn version(&mut self, root: &Node) -> Version {
        let Some(node) = root.get("Version").filter(|n| !n.is_null()) else {
            return Version::default();
        };
        let text = number_text(node);
        Version::coerce(&text).unwrap_or_else(|| {
            let message = format!("`{text}` is not a valid version");
            self.wrong(node, message, "versions are three numbers, such as `1.2.0`");
            Version::default()
        })
    }

    fn requires(&mut self, root: &Node) -> Vec<Requirement> {
        let mut requires = Vec::new();
        for (key, value) in self.entries(root, "Require") {
            let Some(name) = key.text().cloned() else { continue };
            let text = if value.is_null() { String::new() } else { number_text(&value) };
            match text.parse::<VersionSpec>() {
                Ok(spec) => requires.push(Requirement { name, spec, span: key.span }),
                Err(bad) => {
                    let hint = "such as `1`, `>=1.2`, `^1.2.3`, `>=1, <2`";
                    self.wrong(&value, bad.to_string(), hint);
                }
            }
        }
        requires
    }

    fn classes(&mut self, root: &Node) -> IndexMap<Text, Listed> {
        let mut classes = IndexMap::new();
        for (key, value) in self.entries(root, "Classes") {
            let (Some(name), Some(file)) = (key.text(), value.text()) else {
                let hint = "`com.example.App: App.yaml`";
                self.wrong(&value, "`Classes` maps names of classes to files", hint);
                continue;
            };
            if safe_path("Classes", file).is_none() {
                let message = format!("the file `{file}` is outside the package");
                self.wrong(&value, message, "class files belong in the directory `Classes`");
                continue;
            }
            classes.insert(name.clone(), Listed { file: file.clone(), span: key.span });
        }
        classes
    }

    fn entries(&mut self, root: &Node, key: &str) -> Vec<(std::rc::Rc<Node>, std::rc::Rc<Node>)> {
        let Some(node) = root.get(key).filter(|n| !n.is_null()) else { return Vec::new() };
        match &node.kind {
            NodeKind::Map(entries) => entries.clone(),
            NodeKind::Scalar(..) | NodeKind::List(_) => {
                let message = format!("`{key}` must be a mapping, found {}", node.name());
                self.wrong(
                    node,
                    message,
                    format!("`{key}:` and below it one `name: value` a line"),
                );
                Vec::new()
            }
        }
    }

    fn about(&mut self, root: &Node, name: &Text) -> BTreeMap<String, String> {
        let text = |key: &str| Some((key.to_owned(), root.get(key)?.text()?.to_string()));
        let mut about: BTreeMap<String, String> =
            ABOUT.iter().filter_map(|key| text(key)).collect();
        about.entry("Name".into()).or_insert_with(|| name.to_string());
        about
    }
}

/// The path of a file within a directory of a package; `None` if it leaves the directory.
#[must_use]
pub(crate) fn safe_path(folder: &str, file: &str) -> Option<String> {
    if file.is_empty() || file.starts_with(['/', '\\']) || file.contains([':', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    (!parts.is_empty()).then(|| format!("{folder}/{}", parts.join("/")))
}

//! What an open document is.

use std::path::Path;

use crate::ide::analysis::SourceForm;
use crate::session::source_kind::SourceKind;

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenKind {
    /// A program in `.murano`.
    Program,
    /// A class file in YAML.
    ClassFile,
    /// The manifest of a package.
    Manifest,
    /// An object model, in YAML or JSON.
    Model,
    /// Data of something else, about which nothing is said.
    OtherData,
}

impl OpenKind {
    /// Tells the kind by the ending of the path, for data by its keys.
    pub(super) fn of(path: &Path, text: &str) -> Self {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        if !matches!(ending.as_str(), "yaml" | "yml" | "json") {
            return Self::Program;
        }
        match SourceKind::of_open_text(path, text) {
            Some(SourceKind::ClassFile) if ending != "json" => Self::ClassFile,
            Some(SourceKind::Manifest) => Self::Manifest,
            Some(SourceKind::Model) => Self::Model,
            _ => Self::OtherData,
        }
    }

    /// The form of its analysis; `None` for data of something else.
    pub(super) fn form(self) -> Option<SourceForm> {
        match self {
            Self::Program => Some(SourceForm::Program),
            Self::ClassFile => Some(SourceForm::Classes),
            Self::Manifest => Some(SourceForm::Manifest),
            Self::Model => Some(SourceForm::Model),
            Self::OtherData => None,
        }
    }
}

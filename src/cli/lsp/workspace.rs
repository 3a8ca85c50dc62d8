//! What documents are analysed with: the packages that they may use, and the texts of the other open documents.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value as Json;

use super::open_kind::OpenKind;
use crate::cli::environment::EnvironmentArgs;
use crate::cli::packages;
use crate::ide::analysis::Analysis;
use crate::session::Session;
use crate::session::live::PrepareSession;

/// The settings of the editor.
#[derive(Debug, Clone, Default)]
pub(super) struct Workspace {
    /// Packages, and directories of packages, beside those that `murano check` finds by itself.
    packages: Vec<PathBuf>,
}

/// The texts of open documents, by their paths.
pub(super) type OpenTexts = Vec<(PathBuf, String)>;

impl Workspace {
    /// Reads the options of `initialize`: `{ "packages": ["apps"] }`. Relative paths are those of the workspace's root.
    pub(super) fn of_options(params: &Json) -> Self {
        let root = params["rootUri"].as_str().and_then(|uri| lsp_types::Url::parse(uri).ok());
        let root = root.and_then(|uri| uri.to_file_path().ok()).unwrap_or_default();
        let listed = params["initializationOptions"]["packages"].as_array();
        let listed = listed.into_iter().flatten().filter_map(Json::as_str);
        Self { packages: listed.map(|path| root.join(path)).collect() }
    }

    /// What prepares a session for the document at a path.
    pub(super) fn prepare(&self, path: &Path, others: OpenTexts) -> PrepareSession {
        let mut found = self.packages.clone();
        found.extend(packages::implicit(Some(path)));
        Rc::new(move |session: &Session| {
            for (path, text) in &others {
                session.add_virtual_file(path, text);
            }
            // What is wrong with a package is reported where it is needed, or where its own files are open.
            for path in &found {
                drop(session.packages().add_available(path));
            }
        })
    }

    /// Analyses a text as the document at a path, as `murano check` checks its file.
    pub(super) fn analyze(
        &self,
        kind: OpenKind,
        path: &Path,
        text: &str,
        others: OpenTexts,
    ) -> Option<Analysis> {
        if kind == OpenKind::OtherData {
            return None;
        }
        let session = Session::new();
        self.prepare(path, others)(&session);
        match kind {
            OpenKind::Program => session.analyze(path, text),
            OpenKind::ClassFile => session.analyze_class_file(path, text),
            OpenKind::Manifest => session.analyze_manifest(path, text),
            OpenKind::Model => {
                let environment = EnvironmentArgs::default().of_file(path).name;
                session.analyze_model(path, text, &environment)
            }
            OpenKind::OtherData => None,
        }
    }
}

//! The packages that a client names. Every session reads its own copy of them.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::error::RpcError;
use super::params::Params;
use super::pipe::Pipe;
use crate::Level;
use crate::diag::Diagnostic;
use crate::session::Session;

/// Paths of packages and of directories of packages.
#[derive(Clone, Default)]
pub(super) struct PackagePaths(Vec<PathBuf>);

impl PackagePaths {
    /// The paths that `initialize` names, and a description of their packages. Diagnostics go to the log.
    pub(super) fn from_params(params: &Params<'_>, pipe: &Pipe) -> Result<(Self, Json), RpcError> {
        let mut packages = Self::default();
        for path in params.find_list("packages")?.into_iter().flatten() {
            let invalid = || RpcError::params("`packages` must be an array of paths");
            let path = PathBuf::from(path.as_str().ok_or_else(invalid)?);
            if !path.exists() {
                let message = format!("there is no file or directory `{}`", path.display());
                return Err(RpcError::params(message));
            }
            packages.0.push(path);
        }
        // A session of its own reads the packages once, to describe them and log their problems
        // now; each session of the client reads them again.
        let session = Session::new();
        for problem in packages.add_to(&session) {
            let level = if problem.is_error() { Level::Error } else { Level::Warning };
            pipe.log(level, "murano.packages", &problem.message);
        }
        let described = session.packages().all().into_iter().map(|package| {
            let manifest = &package.manifest;
            json!({
                "name": &*manifest.name,
                "version": manifest.version.to_string(),
                "classes": manifest.classes.keys().map(|name| &**name).collect::<Vec<&str>>(),
            })
        });
        let described: Vec<Json> = described.collect();
        Ok((packages, json!(described)))
    }

    /// Adds the packages to a session; returns the diagnostics.
    pub(super) fn add_to(&self, session: &Session) -> Vec<Diagnostic> {
        self.0.iter().flat_map(|path| session.packages().add(path).problems).collect()
    }
}

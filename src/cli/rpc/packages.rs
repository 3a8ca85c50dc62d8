//! The packages that a client names: what they are, and every session's own copy of them.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::params::Params;
use super::pipe::Pipe;
use super::refusal::Refusal;
use crate::diag::Diagnostic;
use crate::runtime::machine::log::Level;
use crate::session::Session;

/// Folders with packages.
#[derive(Clone, Default)]
pub(super) struct Packages(Vec<PathBuf>);

impl Packages {
    /// Those that `initialize` names, and what there is in them. What is wrong with one is noted in the log.
    pub(super) fn of(params: &Params<'_>, pipe: &Pipe) -> Result<(Self, Json), Refusal> {
        let mut packages = Self::default();
        for path in params.find_list("packages")?.into_iter().flatten() {
            let wrong = || Refusal::params("`packages` is an array of paths");
            let path = PathBuf::from(path.as_str().ok_or_else(wrong)?);
            if !path.exists() {
                let message = format!("there is nothing at `{}`", path.display());
                return Err(Refusal::params(message));
            }
            packages.0.push(path);
        }
        let session = Session::new();
        for problem in packages.give(&session) {
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

    /// Gives them to a session; what is wrong with them.
    pub(super) fn give(&self, session: &Session) -> Vec<Diagnostic> {
        self.0.iter().flat_map(|path| session.packages().add(path).problems).collect()
    }
}

//! The environment a command works on: its name and origin.

use std::ffi::OsStr;
use std::path::Path;

use clap::Args;

use crate::deploy::{EnvironmentOrigin, Identity, Takeover, derived_name};

/// The name for what has no file name; it is never recorded.
const ANONYMOUS: &str = "stdin";

/// `--env` and `--adopt`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct EnvironmentArgs {
    /// The environment to deploy into [default: named after the file]
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Take over an environment that another file deployed, for example after the file was moved.
    #[arg(long)]
    pub adopt: bool,
}

impl EnvironmentArgs {
    /// The environment of a program or model.
    pub(super) fn of_file(&self, file: &Path) -> Identity {
        let derived = EnvironmentOrigin::of_file(file);
        let origin = match (derived, &self.env) {
            (Some(origin), _) => origin,
            (None, Some(_)) => EnvironmentOrigin::Named,
            (None, None) => EnvironmentOrigin::Anonymous,
        };
        let name = match (&self.env, &origin) {
            (Some(name), _) => name.clone(),
            (None, EnvironmentOrigin::Anonymous) => ANONYMOUS.to_owned(),
            (None, _) => environment_of(file),
        };
        Identity { name, origin, takeover: self.takeover() }
    }

    /// The environment of a session without a file: that of `--env`, else one of this name for all sessions of the kind.
    pub(super) fn of_session(&self, default_name: &str, kind: &'static str) -> Identity {
        let (name, origin) = match &self.env {
            Some(name) => (name.clone(), EnvironmentOrigin::Named),
            None => (derived_name(OsStr::new(default_name)), EnvironmentOrigin::Session(kind)),
        };
        Identity { name, origin, takeover: self.takeover() }
    }

    /// Whether an environment of another file may be taken over.
    fn takeover(&self) -> Takeover {
        match (self.adopt, &self.env) {
            (true, _) => Takeover::Allowed,
            (false, Some(_)) => Takeover::WithinDirectory,
            (false, None) => Takeover::Refused,
        }
    }
}

/// The name of a file's environment, without `--env`.
fn environment_of(file: &Path) -> String {
    derived_name(file.file_stem().unwrap_or_default())
}

//! Which engine is meant, by the rules of the `docker` command.
//!
//! An address given outright comes first, then `DOCKER_HOST`, then the context named by
//! `DOCKER_CONTEXT`, then the current context of the user's configuration, then the usual socket.
//! The environment comes in as plain data; the configuration's files are read, nothing else.

#![expect(clippy::disallowed_methods, reason = "the user's contexts are files")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::endpoint::{Endpoint, TlsFiles};
use super::{EngineError, EngineErrorKind};

/// Where an engine listens when nobody says otherwise.
pub const DEFAULT_ADDRESS: &str = "unix:///var/run/docker.sock";

/// What of a user's surroundings decides which engine is meant and how registries are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The home folder.
    pub home: Option<PathBuf>,
    /// `DOCKER_HOST`: the address of the engine.
    pub docker_host: Option<String>,
    /// `DOCKER_CONTEXT`: the name of a context.
    pub docker_context: Option<String>,
    /// `DOCKER_CONFIG`: the folder of the configuration, when it is not `.docker` at home.
    pub docker_config: Option<PathBuf>,
    /// `DOCKER_TLS_VERIFY`: whether ports are secured; only its presence counts.
    pub docker_tls_verify: Option<String>,
    /// `DOCKER_CERT_PATH`: the folder of the certificates, when it is not the configuration's.
    pub docker_cert_path: Option<PathBuf>,
    /// `PATH`: where credential helpers are looked for; `None`: as this program's own.
    pub path: Option<String>,
}

impl Surroundings {
    /// Reads the variables it wants through `lookup`; empty ones count as missing.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| lookup(name).filter(|value| !value.is_empty());
        let folder = |name| text(name).map(PathBuf::from);
        Self {
            home: folder("HOME"),
            docker_host: text("DOCKER_HOST"),
            docker_context: text("DOCKER_CONTEXT"),
            docker_config: folder("DOCKER_CONFIG"),
            docker_tls_verify: text("DOCKER_TLS_VERIFY"),
            docker_cert_path: folder("DOCKER_CERT_PATH"),
            path: text("PATH"),
        }
    }

    /// The folder of the user's configuration, if there can be one.
    pub fn config_folder(&self) -> Option<PathBuf> {
        self.docker_config.clone().or_else(|| Some(self.home.as_ref()?.join(".docker")))
    }

    /// The certificates of ports, when those are secured.
    fn tls(&self) -> Result<Option<TlsFiles>, EngineError> {
        if self.docker_tls_verify.is_none() {
            return Ok(None);
        }
        let folder = self.docker_cert_path.clone().or_else(|| self.config_folder());
        let folder =
            folder.ok_or_else(|| bad("DOCKER_TLS_VERIFY is set, DOCKER_CERT_PATH is not"))?;
        Ok(Some(TlsFiles::in_folder(&folder)))
    }
}

/// The engine that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Where it listens.
    pub endpoint: Endpoint,
    /// Who said so, for messages.
    pub origin: Origin,
}

/// Who said which engine is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was named explicitly.
    Explicit,
    /// `DOCKER_HOST` says so.
    Host,
    /// The context of that name says so.
    Context(String),
    /// Nobody: it is the usual one.
    Default,
}

/// An engine given outright.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExplicitEngine {
    /// Its address.
    pub address: String,
    /// The folder of its certificates; `None`: as the surroundings say.
    pub certificates: Option<PathBuf>,
}

/// Finds out which engine is meant.
pub fn resolve(
    given: Option<&ExplicitEngine>,
    surroundings: &Surroundings,
) -> Result<Selection, EngineError> {
    if let Some(given) = given {
        let tls = match &given.certificates {
            Some(folder) => Some(TlsFiles::in_folder(folder)),
            None => surroundings.tls()?,
        };
        let endpoint = Endpoint::parse(&given.address, tls)?;
        return Ok(Selection { endpoint, origin: Origin::Explicit });
    }
    if let Some(host) = &surroundings.docker_host {
        let endpoint = Endpoint::parse(host, surroundings.tls()?)?;
        return Ok(Selection { endpoint, origin: Origin::Host });
    }
    match named_context(surroundings)? {
        Some(name) => context(surroundings, &name),
        None => {
            let endpoint = Endpoint::parse(DEFAULT_ADDRESS, None)?;
            Ok(Selection { endpoint, origin: Origin::Default })
        }
    }
}

/// The part of the user's configuration that names a context.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Config {
    current_context: Option<String>,
}

/// The description of a context.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Meta {
    endpoints: MetaEndpoints,
}

/// The endpoints of a context; only the engine's counts.
#[derive(Deserialize)]
struct MetaEndpoints {
    docker: Option<MetaEndpoint>,
}

/// The engine's endpoint of a context.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct MetaEndpoint {
    host: String,
    #[serde(rename = "SkipTLSVerify")]
    skip_tls_verify: bool,
}

fn bad(message: impl Into<String>) -> EngineError {
    EngineError::new(EngineErrorKind::BadRequest, message)
}

fn named_context(surroundings: &Surroundings) -> Result<Option<String>, EngineError> {
    let name = match &surroundings.docker_context {
        Some(name) => Some(name.clone()),
        None => current_context(surroundings)?,
    };
    Ok(name.filter(|name| !name.is_empty() && name != "default"))
}

fn current_context(surroundings: &Surroundings) -> Result<Option<String>, EngineError> {
    let Some(folder) = surroundings.config_folder() else { return Ok(None) };
    let path = folder.join("config.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    let config: Config = serde_json::from_str(&text).map_err(|error| unreadable(&path, &error))?;
    Ok(config.current_context)
}

fn context(surroundings: &Surroundings, name: &str) -> Result<Selection, EngineError> {
    let missing = || bad(format!("there is no Docker context `{name}`"));
    let folder = surroundings.config_folder().ok_or_else(missing)?.join("contexts");
    // Contexts are filed under the digest of their names.
    let id: String = Sha256::digest(name).iter().map(|byte| format!("{byte:02x}")).collect();
    let path = folder.join("meta").join(&id).join("meta.json");
    let text = std::fs::read_to_string(&path).map_err(|_| missing())?;
    let meta: Meta = serde_json::from_str(&text).map_err(|error| unreadable(&path, &error))?;
    let found = meta.endpoints.docker.unwrap_or_default();
    if found.host.is_empty() {
        return Err(bad(format!("the Docker context `{name}` has no address of an engine")));
    }
    let tls = context_tls(&folder.join("tls").join(&id).join("docker"), name, &found)?;
    let endpoint = Endpoint::parse(&found.host, tls)?;
    Ok(Selection { endpoint, origin: Origin::Context(name.to_owned()) })
}

fn context_tls(
    folder: &Path,
    name: &str,
    found: &MetaEndpoint,
) -> Result<Option<TlsFiles>, EngineError> {
    let unsupported = |why: &str| {
        let message = format!("the Docker context `{name}` {why}, which is not supported");
        EngineError::new(EngineErrorKind::Unsupported, message)
    };
    if found.skip_tls_verify {
        return Err(unsupported("connects without verifying the engine's certificate"));
    }
    let files = TlsFiles::in_folder(folder);
    let present = [&files.authority, &files.certificate, &files.key].map(|file| file.exists());
    match present {
        [true, true, true] => Ok(Some(files)),
        [false, false, false] => Ok(None),
        _ => Err(unsupported("has only some of `ca.pem`, `cert.pem` and `key.pem`")),
    }
}

fn unreadable(path: &Path, error: &serde_json::Error) -> EngineError {
    bad(format!("cannot read `{}`: {error}", path.display()))
}

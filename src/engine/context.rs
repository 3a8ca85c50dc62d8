//! Selects an engine by the rules of the `docker` command.
//!
//! An explicit address comes first, then `DOCKER_HOST`, then the context named by `DOCKER_CONTEXT`, then the current
//! context of the user's configuration, then the default socket. Environment variables come in as plain data; the
//! configuration's files are read, nothing else.

#![expect(clippy::disallowed_methods, reason = "the user's contexts are files")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::diag::json_problem::json_problem;

use super::endpoint::{EngineAddress, TlsFiles};
use super::{EngineError, EngineErrorKind};

/// The default address of an engine.
pub(crate) const DEFAULT_ADDRESS: &str = "unix:///var/run/docker.sock";

/// The part of the user's configuration that selects engines and registry credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UserConfig {
    /// The home directory.
    pub home: Option<PathBuf>,
    /// `DOCKER_HOST`: the address of the engine.
    pub docker_host: Option<String>,
    /// `DOCKER_CONTEXT`: the name of a context.
    pub docker_context: Option<String>,
    /// `DOCKER_CONFIG`: the directory of the configuration, when it is not `.docker` at home.
    pub docker_config: Option<PathBuf>,
    /// `DOCKER_TLS_VERIFY`: whether TLS is used; only its presence counts.
    pub docker_tls_verify: Option<String>,
    /// `DOCKER_CERT_PATH`: the directory of the certificates, when it is not the configuration's.
    pub docker_cert_path: Option<PathBuf>,
    /// `KUBECONFIG`: the files of the Kubernetes configuration, when it is not `.kube/config` at home.
    pub kubeconfig: Vec<PathBuf>,
    /// `PATH`: where credential helpers are searched; `None`: this process's own.
    pub path: Option<String>,
}

impl UserConfig {
    /// Reads environment variables through `lookup`; empty ones count as missing.
    pub(crate) fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| lookup(name).filter(|value| !value.is_empty());
        let directory = |name| text(name).map(PathBuf::from);
        Self {
            home: directory("HOME"),
            docker_host: text("DOCKER_HOST"),
            docker_context: text("DOCKER_CONTEXT"),
            docker_config: directory("DOCKER_CONFIG"),
            docker_tls_verify: text("DOCKER_TLS_VERIFY"),
            docker_cert_path: directory("DOCKER_CERT_PATH"),
            kubeconfig: text("KUBECONFIG").map_or_else(Vec::new, |list| {
                std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect()
            }),
            path: text("PATH"),
        }
    }

    /// The directory of the user's configuration; `None` without a home directory.
    pub(crate) fn config_directory(&self) -> Option<PathBuf> {
        self.docker_config.clone().or_else(|| Some(self.home.as_ref()?.join(".docker")))
    }

    /// The files of the Kubernetes configuration, which need not exist; of one name in several, the first counts.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn kubeconfig_files(&self) -> Vec<PathBuf> {
        if !self.kubeconfig.is_empty() {
            return self.kubeconfig.clone();
        }
        self.home.iter().map(|home| home.join(".kube").join("config")).collect()
    }

    /// The TLS files, if TLS is on.
    fn tls(&self) -> Result<Option<TlsFiles>, EngineError> {
        if self.docker_tls_verify.is_none() {
            return Ok(None);
        }
        let directory = self.docker_cert_path.clone().or_else(|| self.config_directory());
        let directory =
            directory.ok_or_else(|| bad("DOCKER_TLS_VERIFY is set, DOCKER_CERT_PATH is not"))?;
        Ok(Some(TlsFiles::in_directory(&directory)))
    }
}

/// The selected engine, and why it was selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Its address.
    pub endpoint: EngineAddress,
    /// What selected it, for messages.
    pub origin: EngineOrigin,
}

/// What selected an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EngineOrigin {
    /// It was named explicitly.
    Explicit,
    /// `DOCKER_HOST`.
    Host,
    /// The Docker context of that name.
    Context(String),
    /// Nothing: it is the default.
    Default,
}

/// An engine named by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExplicitEngine {
    /// Its address.
    pub address: String,
    /// The directory of its certificates; `None`: the user's configuration decides.
    pub certificates: Option<PathBuf>,
}

/// Selects the engine: by address, environment variables, context, or default.
pub(crate) fn resolve(
    given: Option<&ExplicitEngine>,
    user_config: &UserConfig,
) -> Result<Selection, EngineError> {
    if let Some(given) = given {
        let tls = match &given.certificates {
            Some(directory) => Some(TlsFiles::in_directory(directory)),
            None => user_config.tls()?,
        };
        let endpoint = EngineAddress::parse(&given.address, tls)?;
        return Ok(Selection { endpoint, origin: EngineOrigin::Explicit });
    }
    if let Some(host) = &user_config.docker_host {
        let endpoint = EngineAddress::parse(host, user_config.tls()?)?;
        return Ok(Selection { endpoint, origin: EngineOrigin::Host });
    }
    match named_context(user_config)? {
        Some(name) => context(user_config, &name),
        None => {
            let endpoint = EngineAddress::parse(DEFAULT_ADDRESS, None)?;
            Ok(Selection { endpoint, origin: EngineOrigin::Default })
        }
    }
}

/// The part of the user's configuration that names a context.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ContextConfig {
    current_context: Option<String>,
}

/// The description of a context.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ContextMeta {
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

fn named_context(user_config: &UserConfig) -> Result<Option<String>, EngineError> {
    let name = match &user_config.docker_context {
        Some(name) => Some(name.clone()),
        None => current_context(user_config)?,
    };
    Ok(name.filter(|name| !name.is_empty() && name != "default"))
}

fn current_context(user_config: &UserConfig) -> Result<Option<String>, EngineError> {
    let Some(directory) = user_config.config_directory() else { return Ok(None) };
    let path = directory.join("config.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    let config: ContextConfig =
        serde_json::from_str(&text).map_err(|error| unreadable(&path, &error))?;
    Ok(config.current_context)
}

fn context(user_config: &UserConfig, name: &str) -> Result<Selection, EngineError> {
    let missing = || bad(format!("no Docker context is named `{name}`"));
    let directory = user_config.config_directory().ok_or_else(missing)?.join("contexts");
    // Contexts are filed under the digest of their names.
    let id: String = Sha256::digest(name).iter().map(|byte| format!("{byte:02x}")).collect();
    let path = directory.join("meta").join(&id).join("meta.json");
    let text = std::fs::read_to_string(&path).map_err(|_| missing())?;
    let meta: ContextMeta =
        serde_json::from_str(&text).map_err(|error| unreadable(&path, &error))?;
    let found = meta.endpoints.docker.unwrap_or_default();
    if found.host.is_empty() {
        return Err(bad(format!("the Docker context `{name}` has no engine address")));
    }
    let tls = context_tls(&directory.join("tls").join(&id).join("docker"), name, &found)?;
    let endpoint = EngineAddress::parse(&found.host, tls)?;
    Ok(Selection { endpoint, origin: EngineOrigin::Context(name.to_owned()) })
}

fn context_tls(
    directory: &Path,
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
    let files = TlsFiles::in_directory(directory);
    let present = [&files.authority, &files.certificate, &files.key].map(|file| file.exists());
    match present {
        [true, true, true] => Ok(Some(files)),
        [false, false, false] => Ok(None),
        _ => Err(unsupported("has only some of `ca.pem`, `cert.pem` and `key.pem`")),
    }
}

fn unreadable(path: &Path, error: &serde_json::Error) -> EngineError {
    bad(format!("cannot read `{}`: {}", path.display(), json_problem(error)))
}

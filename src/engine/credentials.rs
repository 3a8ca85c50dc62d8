//! The user's registry credentials, from the Docker configuration and its credential helpers.
//!
//! A helper is a program `docker-credential-NAME` that reads the registry from its standard input. Its output and the
//! configuration's content are never part of an error.

#![expect(clippy::disallowed_methods, reason = "the user's configuration is a file")]

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use indexmap::IndexMap;
use serde::Deserialize;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::context::UserConfig;
use super::reference::DEFAULT_REGISTRY;
use super::{Credentials, EngineError, EngineErrorKind, Secret};

/// Timeout of a helper, which may ask the user to unlock a key ring.
const HELPER_LIMIT: Duration = Duration::from_secs(60);

/// The key of the default registry in configurations.
const DEFAULT_KEY: &str = "https://index.docker.io/v1/";

/// Finds the user's credentials for a registry. Runs helpers, so it needs an async runtime.
pub(crate) async fn find(
    user_config: &UserConfig,
    registry: &str,
) -> Result<Option<Credentials>, EngineError> {
    let Some(directory) = user_config.config_directory() else { return Ok(None) };
    let path = directory.join("config.json");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    let config: RegistryConfig =
        serde_json::from_str(&text).map_err(|error| malformed(&path, &error))?;
    if let Some(helper) = config.helper_for(registry) {
        let found = ask_helper(user_config, helper, registry).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    config.stored(registry)
}

/// The part of the user's configuration that is about registries.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RegistryConfig {
    auths: IndexMap<String, Auth>,
    creds_store: Option<String>,
    cred_helpers: IndexMap<String, String>,
}

/// Credentials stored in the configuration itself.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Auth {
    auth: String,
    username: String,
    password: String,
    identitytoken: String,
}

/// The reply of a helper.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HelperAnswer {
    username: String,
    secret: String,
}

impl RegistryConfig {
    /// The helper for a registry; an empty name means none.
    fn helper_for(&self, registry: &str) -> Option<&str> {
        let own = self.cred_helpers.iter().find(|(key, _)| same_registry(key, registry));
        let helper = own.map(|(_, helper)| helper).or(self.creds_store.as_ref())?;
        (!helper.is_empty()).then_some(helper)
    }

    fn stored(&self, registry: &str) -> Result<Option<Credentials>, EngineError> {
        let found = self.auths.iter().find(|(key, _)| same_registry(key, registry));
        found.map_or(Ok(None), |(_, auth)| auth.credentials(registry))
    }
}

impl Auth {
    /// The stored credentials; an empty entry only says that a helper has them.
    fn credentials(&self, registry: &str) -> Result<Option<Credentials>, EngineError> {
        let (username, password) = if self.auth.is_empty() {
            (self.username.clone(), self.password.clone())
        } else {
            decode(&self.auth).ok_or_else(|| {
                refused(format!("the stored credentials for `{registry}` cannot be decoded"))
            })?
        };
        if username.is_empty() && self.identitytoken.is_empty() {
            return Ok(None);
        }
        let token = (!self.identitytoken.is_empty()).then(|| Secret::new(&self.identitytoken));
        Ok(Some(Credentials {
            registry: key_of(registry),
            username,
            password: Secret::new(password),
            identity_token: token,
        }))
    }
}

fn decode(auth: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(auth).ok()?).ok()?;
    let (username, password) = text.split_once(':')?;
    Some((username.to_owned(), password.trim_end_matches('\0').to_owned()))
}

fn key_of(registry: &str) -> String {
    if registry == DEFAULT_REGISTRY { DEFAULT_KEY.to_owned() } else { registry.to_owned() }
}

/// Whether a key of the configuration, which may have a scheme and a path, names `registry`.
fn same_registry(key: &str, registry: &str) -> bool {
    let bare = key.split_once("://").map_or(key, |(_, rest)| rest);
    let host = bare.split('/').next().unwrap_or(bare);
    let host = if host == "index.docker.io" { DEFAULT_REGISTRY } else { host };
    host == registry
}

async fn ask_helper(
    user_config: &UserConfig,
    helper: &str,
    registry: &str,
) -> Result<Option<Credentials>, EngineError> {
    // The protocol of `docker login`: the program gets the registry on standard input and
    // answers with JSON. The name comes from a file, so it is checked before it becomes part of
    // a program's name. A helper exits with an error if it has no credentials, and only its
    // output says so.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !helper.chars().all(plain) {
        return Err(refused(format!("`{helper}` is not a valid name of a credential helper")));
    }
    let program = format!("docker-credential-{helper}");
    let failed = |why: &str| refused(format!("`{program}` failed for `{registry}`: {why}"));
    let question = key_of(registry);
    let run = run_helper(user_config, &program, &question);
    let output = tokio::time::timeout(HELPER_LIMIT, run)
        .await
        .map_err(|_| failed("it did not finish in time"))?
        .map_err(|error| failed(&error.to_string()))?;
    if output.status.success() {
        let answer: HelperAnswer =
            serde_json::from_slice(&output.stdout).map_err(|_| failed("its reply is malformed"))?;
        return Ok(Some(helper_credentials(answer, registry)));
    }
    if String::from_utf8_lossy(&output.stdout).contains("credentials not found") {
        return Ok(None);
    }
    Err(failed(&output.status.to_string()))
}

async fn run_helper(
    user_config: &UserConfig,
    program: &str,
    question: &str,
) -> std::io::Result<std::process::Output> {
    let mut command = Command::new(program);
    if let Some(path) = &user_config.path {
        command.env("PATH", path);
    }
    let mut child = command
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A helper that does not read its input may still reply.
        let _ = input.write_all(format!("{question}\n").as_bytes()).await;
    }
    child.wait_with_output().await
}

fn helper_credentials(answer: HelperAnswer, registry: &str) -> Credentials {
    let secret = Secret::new(answer.secret);
    let registry = key_of(registry);
    if answer.username == "<token>" {
        return Credentials { registry, identity_token: Some(secret), ..Credentials::default() };
    }
    Credentials { registry, username: answer.username, password: secret, identity_token: None }
}

fn refused(message: String) -> EngineError {
    EngineError::new(EngineErrorKind::Unauthorized, message)
}

/// Reports only the line: the parser's message could quote the file.
fn malformed(path: &Path, error: &serde_json::Error) -> EngineError {
    let message = format!("cannot parse `{}`: line {} is malformed", path.display(), error.line());
    EngineError::new(EngineErrorKind::BadRequest, message)
}

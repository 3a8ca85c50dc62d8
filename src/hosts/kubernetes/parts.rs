//! The objects that an application needs beside its pod: secret variables, files, credentials of its registry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::engine::cluster::{ApiObject, Kind};
use crate::engine::reference::DEFAULT_REGISTRY;
use crate::engine::{Credentials, FileContent};
use crate::hosts::container::Container;
use crate::hosts::labels::{APPLICATION, ENVIRONMENT};

use super::member::{PartNames, file_key, is_secret, is_secret_file};

/// The registry's name in credentials of the default registry.
const DEFAULT_REGISTRY_KEY: &str = "https://index.docker.io/v1/";

/// An object of an application.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PodPart {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What it is to be.
    pub manifest: ApiObject,
}

/// The head of an object that belongs to an application.
pub(super) fn object(kind: Kind, name: &str, environment: &str, application: &str) -> ApiObject {
    json!({
        "apiVersion": kind.api_version(),
        "kind": kind.name(),
        "metadata": {
            "name": name,
            "labels": { ENVIRONMENT: environment },
            "annotations": { APPLICATION: application },
        },
    })
}

/// Whether an object belongs to an application of an environment.
pub(super) fn belongs(object: &ApiObject, environment: &str, application: &str) -> bool {
    let metadata = &object["metadata"];
    metadata["labels"][ENVIRONMENT] == environment
        && metadata["annotations"][APPLICATION] == application
}

/// The objects beside the pod, and their names. `base` is the application's object name.
pub(super) fn parts(
    container: &Container,
    environment: &str,
    base: &str,
    credentials: Option<&Credentials>,
) -> (Vec<PodPart>, PartNames) {
    let mut all = Vec::new();
    let mut names = PartNames::default();
    let mut add = |kind: Kind, suffix: &str, fields: Map<String, Value>| {
        let name = format!("{base}-{suffix}-{}", digest(&fields));
        let mut manifest = object(kind, &name, environment, &container.name);
        for (key, value) in fields {
            manifest[key] = value;
        }
        all.push(PodPart { kind, name: name.clone(), manifest });
        name
    };
    let secret_env: Map<String, Value> = container
        .env
        .iter()
        .filter(|var| is_secret(&var.name, &var.value))
        .map(|var| (var.name.clone(), STANDARD.encode(&var.value).into()))
        .collect();
    if !secret_env.is_empty() {
        names.env = add(Kind::Secret, "env", data(secret_env));
    }
    let files = |secret: bool| {
        let files = container.files.iter().enumerate();
        let wanted = files.filter(|(_, file)| is_secret_file(file) == secret);
        let entry = |(index, file): (usize, &FileContent)| {
            (file_key(index), STANDARD.encode(&file.content).into())
        };
        wanted.map(entry).collect::<Map<String, Value>>()
    };
    let (open, secret) = (files(false), files(true));
    if !open.is_empty() {
        let fields = Map::from_iter([("binaryData".into(), open.into())]);
        names.files = add(Kind::ConfigMap, "files", fields);
    }
    if !secret.is_empty() {
        names.secret_files = add(Kind::Secret, "secret", data(secret));
    }
    if let Some(credentials) = credentials {
        let mut fields = Map::new();
        fields.insert("type".into(), "kubernetes.io/dockerconfigjson".into());
        fields.insert(
            "data".into(),
            json!({ ".dockerconfigjson": STANDARD.encode(pull_config(credentials).to_string()) }),
        );
        names.credentials = Some(add(Kind::Secret, "pull", fields));
    }
    (all, names)
}

fn data(values: Map<String, Value>) -> Map<String, Value> {
    Map::from_iter([("data".into(), values.into())])
}

/// A digest of an object's fields, for its name. Another content is another object: the pods of before keep theirs, also when
/// a change is taken back, and no node mounts what it remembers of an earlier content.
fn digest(fields: &Map<String, Value>) -> String {
    let digest = Sha256::digest(Value::Object(fields.clone()).to_string());
    digest[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Credentials as nodes read them: a configuration of Docker.
fn pull_config(credentials: &Credentials) -> Value {
    let registry = match credentials.registry.as_str() {
        "" | DEFAULT_REGISTRY => DEFAULT_REGISTRY_KEY,
        other => other,
    };
    let Credentials { username, password, identity_token, .. } = credentials;
    let mut entry = json!({
        "username": username,
        "password": password.reveal(),
        "auth": STANDARD.encode(format!("{username}:{}", password.reveal())),
    });
    if let Some(token) = identity_token {
        entry["identitytoken"] = token.reveal().into();
    }
    json!({ "auths": { registry: entry } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{EnvVar, Secret};

    #[test]
    fn secrets_and_files_become_objects_of_the_application() {
        let file = |path: &str, mode| FileContent { path: path.into(), content: b"x".into(), mode };
        let container = Container {
            name: "Web".into(),
            env: vec![EnvVar::new("DB_PASSWORD", "hunter2hunter2"), EnvVar::new("PORT", "80")],
            files: vec![file("/etc/a", 0o644), file("/etc/key", 0o600)],
            ..Container::default()
        };
        let credentials = Credentials {
            username: "alice".into(),
            password: Secret::new("s3cret"),
            ..Credentials::default()
        };
        let (all, names) = parts(&container, "shop", "shop-web", Some(&credentials));
        let kinds: Vec<Kind> = all.iter().map(|part| part.kind).collect();
        assert_eq!(kinds, [Kind::Secret, Kind::ConfigMap, Kind::Secret, Kind::Secret]);
        assert!(names.env.starts_with("shop-web-env-"), "{}", names.env);
        assert_eq!(names.credentials.as_ref(), Some(&all[3].name));
        let other = Container { files: vec![file("/etc/a", 0o644)], ..container.clone() };
        let (others, _) = parts(&other, "shop", "shop-web", None);
        assert_eq!(others[1].name, all[1].name, "equal contents have one name");
        let other =
            Container { env: vec![EnvVar::new("DB_PASSWORD", "another-secret-9")], ..container };
        let (others, _) = parts(&other, "shop", "shop-web", None);
        assert_ne!(others[0].name, all[0].name);
        assert!(all.iter().all(|part| belongs(&part.manifest, "shop", "Web")));
        assert_eq!(all[2].manifest["data"], json!({ "file-1": "eA==" }));
    }
}

//! Registry credentials: stored in the file, from a helper, missing, malformed.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;

use crate::engine::context::UserConfig;
use crate::engine::{Credentials, EngineError, EngineErrorKind, Secret, credentials};
use tempfile::TempDir;

use super::fixture::{kind, runtime};

const STORED: &str = r#"{"auths":{
    "https://index.docker.io/v1/":{"auth":"YWxpY2U6czNjcjN0OjE="},
    "registry.example:5000":{"username":"bob","password":"plain"},
    "https://token.example/v2/":{"auth":"PHRva2VuPjo=","identitytoken":"t0ken"},
    "empty.example":{},
    "broken.example":{"auth":"%%%"}}}"#;

fn config(text: &str) -> (TempDir, UserConfig) {
    let folder = tempfile::tempdir().expect("a folder");
    place(&folder, "config.json", text, 0o600);
    let surroundings = UserConfig {
        docker_config: Some(folder.path().to_owned()),
        path: Some(format!("{}:/bin:/usr/bin", folder.path().display())),
        ..UserConfig::default()
    };
    (folder, surroundings)
}

fn place(folder: &TempDir, name: &str, text: &str, mode: u32) {
    let path = folder.path().join(name);
    let mut file = std::fs::File::create(path).expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file.set_permissions(std::fs::Permissions::from_mode(mode)).expect("permitted");
}

fn find(surroundings: &UserConfig, registry: &str) -> Result<Option<Credentials>, EngineError> {
    runtime().block_on(credentials::find(surroundings, registry))
}

fn login(registry: &str, username: &str, password: &str) -> Option<Credentials> {
    Some(Credentials {
        registry: registry.to_owned(),
        username: username.to_owned(),
        password: Secret::new(password),
        identity_token: None,
    })
}

#[test]
fn stored_credentials_are_found_by_registry() {
    let (_folder, surroundings) = config(STORED);
    let found = |registry| find(&surroundings, registry).expect("an answer");
    assert_eq!(found("docker.io"), login("https://index.docker.io/v1/", "alice", "s3cr3t:1"));
    let bob = login("registry.example:5000", "bob", "plain");
    assert_eq!(found("registry.example:5000"), bob);
    let token = found("token.example").expect("credentials").identity_token;
    assert_eq!(token.as_ref().map(Secret::reveal), Some("t0ken"));
    assert_eq!(found("empty.example"), None);
    assert_eq!(found("unknown.example"), None);
    assert_eq!(find(&UserConfig::default(), "docker.io"), Ok(None));
    assert_eq!(kind(find(&surroundings, "broken.example")), EngineErrorKind::Unauthorized);
}

#[test]
fn credential_helpers_are_asked_first() {
    let (folder, surroundings) = config(
        r#"{"auths":{"fallback.example":{"username":"me","password":"own"}},
            "credsStore":"store","credHelpers":{"special.example":"special","off.example":""}}"#,
    );
    let store = "#!/bin/sh\nread server\n[ \"$1\" = get ] || exit 1\ncase $server in\n\
        stored.example) echo '{\"ServerURL\":\"x\",\"Username\":\"kept\",\"Secret\":\"by-store\"}';;\n\
        token.example) echo '{\"Username\":\"<token>\",\"Secret\":\"t0ken\"}';;\n\
        angry.example) echo 'by-store leaked'; exit 2;;\n\
        odd.example) echo 'by-store leaked';;\n\
        *) echo 'credentials not found in native keychain'; exit 1;;\nesac\n";
    place(&folder, "docker-credential-store", store, 0o755);
    let special = "#!/bin/sh\necho '{\"Username\":\"s\",\"Secret\":\"by-special\"}'\n";
    place(&folder, "docker-credential-special", special, 0o755);
    let found = |registry| find(&surroundings, registry).expect("an answer");
    assert_eq!(found("stored.example"), login("stored.example", "kept", "by-store"));
    assert_eq!(found("special.example"), login("special.example", "s", "by-special"));
    assert_eq!(found("fallback.example"), login("fallback.example", "me", "own"));
    assert_eq!(found("unknown.example"), None);
    assert_eq!(found("off.example"), None);
    let token = found("token.example").expect("credentials");
    assert_eq!(token.identity_token.as_ref().map(Secret::reveal), Some("t0ken"));
    for registry in ["angry.example", "odd.example"] {
        let error = find(&surroundings, registry).expect_err("a failure");
        assert_eq!(error.kind, EngineErrorKind::Unauthorized);
        assert!(!format!("{error:?}").contains("leaked"), "{error}");
    }
}

#[test]
fn broken_configurations_do_not_leak() {
    let (_folder, surroundings) =
        config(r#"{"auths":{"a.example":{"auth":17,"password":"leak"}}}"#);
    let error = find(&surroundings, "a.example").expect_err("a failure");
    assert_eq!(error.kind, EngineErrorKind::BadRequest);
    assert!(!format!("{error:?}").contains("leak"), "{error}");
    let (_folder, surroundings) = config(r#"{"credsStore":"../evil"}"#);
    assert_eq!(kind(find(&surroundings, "a.example")), EngineErrorKind::Unauthorized);
    let (_folder, surroundings) = config(r#"{"credsStore":"missing"}"#);
    assert_eq!(kind(find(&surroundings, "a.example")), EngineErrorKind::Unauthorized);
}

//! Which engine is used: that of the option, of the environment variables, of a context, or the
//! default.

use std::path::{Path, PathBuf};

use crate::engine::context::{EngineOrigin, ExplicitEngine, Selection, UserConfig, resolve};
use crate::engine::endpoint::{EngineAddress, TlsFiles};
use crate::engine::{EngineError, EngineErrorKind};
use sha2::{Digest, Sha256};

use super::fixture::kind;

/// A home directory whose Docker configuration has some contexts.
struct Home(tempfile::TempDir);

impl Home {
    fn new(config: &str) -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        home.place("config.json", config);
        home
    }

    fn context(&self, name: &str, meta: &str) -> PathBuf {
        let id: String = Sha256::digest(name).iter().map(|byte| format!("{byte:02x}")).collect();
        self.place(&format!("contexts/meta/{id}/meta.json"), meta);
        self.0.path().join(".docker/contexts/tls").join(id).join("docker")
    }

    fn place(&self, path: &str, content: &str) {
        use std::io::Write as _;
        let path = self.0.path().join(".docker").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        let mut file = std::fs::File::create(path).expect("a file");
        file.write_all(content.as_bytes()).expect("written");
    }

    fn surroundings(&self) -> UserConfig {
        UserConfig { home: Some(self.0.path().to_owned()), ..UserConfig::default() }
    }
}

fn address(selection: Result<Selection, EngineError>) -> (String, EngineOrigin) {
    let selection = selection.expect("an engine");
    (selection.endpoint.to_string(), selection.origin)
}

fn host(address: &str) -> String {
    format!(
        r#"{{"Name":"x","Metadata":{{}},"Endpoints":{{"docker":{{"Host":"{address}","SkipTLSVerify":false}}}}}}"#
    )
}

#[test]
fn engine_settings_have_an_order_of_precedence() {
    let home = Home::new(r#"{"currentContext":"current"}"#);
    home.context("current", &host("unix:///current.sock"));
    home.context("named", &host("ssh://me@named"));
    let mut surroundings = home.surroundings();
    let context = |name: &str| EngineOrigin::Context(name.to_owned());
    assert_eq!(
        address(resolve(None, &surroundings)),
        ("unix:///current.sock".to_owned(), context("current"))
    );
    surroundings.docker_context = Some("named".to_owned());
    assert_eq!(
        address(resolve(None, &surroundings)),
        ("ssh://me@named".to_owned(), context("named"))
    );
    surroundings.docker_host = Some("tcp://10.0.0.1:2375".to_owned());
    assert_eq!(
        address(resolve(None, &surroundings)),
        ("tcp://10.0.0.1:2375".to_owned(), EngineOrigin::Host)
    );
    let given = ExplicitEngine { address: "unix:///given.sock".to_owned(), certificates: None };
    assert_eq!(
        address(resolve(Some(&given), &surroundings)),
        ("unix:///given.sock".to_owned(), EngineOrigin::Explicit)
    );
}

#[test]
fn the_default_is_the_usual_socket() {
    let usual = ("unix:///var/run/docker.sock".to_owned(), EngineOrigin::Default);
    assert_eq!(address(resolve(None, &UserConfig::default())), usual);
    for config in ["{}", r#"{"currentContext":""}"#, r#"{"currentContext":"default"}"#] {
        assert_eq!(address(resolve(None, &Home::new(config).surroundings())), usual, "{config}");
    }
}

#[test]
fn certificates_are_read_from_the_named_directory() {
    let secured = |selection: Result<Selection, EngineError>| match selection.expect("one").endpoint
    {
        EngineAddress::Tcp { tls, .. } => tls,
        other => panic!("{other}"),
    };
    let in_directory = |folder: &str| Some(TlsFiles::in_directory(Path::new(folder)));
    let mut surroundings = UserConfig {
        home: Some("/home/me".into()),
        docker_host: Some("tcp://far".to_owned()),
        ..UserConfig::default()
    };
    assert_eq!(secured(resolve(None, &surroundings)), None);
    surroundings.docker_tls_verify = Some("1".to_owned());
    assert_eq!(secured(resolve(None, &surroundings)), in_directory("/home/me/.docker"));
    surroundings.docker_cert_path = Some("/certs".into());
    assert_eq!(secured(resolve(None, &surroundings)), in_directory("/certs"));
    let given =
        ExplicitEngine { address: "tcp://far".to_owned(), certificates: Some("/own".into()) };
    assert_eq!(secured(resolve(Some(&given), &surroundings)), in_directory("/own"));
}

#[test]
fn a_context_brings_its_certificates() {
    let home = Home::new(r#"{"currentContext":"tls"}"#);
    let folder = home.context("tls", &host("tcp://far:2376"));
    let tls = |home: &Home| match resolve(None, &home.surroundings())?.endpoint {
        EngineAddress::Tcp { tls, .. } => Ok(tls),
        other => panic!("{other}"),
    };
    assert_eq!(tls(&home), Ok(None));
    let relative = folder.strip_prefix(home.0.path().join(".docker")).expect("inside").to_owned();
    for name in ["ca.pem", "cert.pem", "key.pem"] {
        home.place(&relative.join(name).display().to_string(), "x");
        if name != "key.pem" {
            assert_eq!(kind(tls(&home)), EngineErrorKind::Unsupported, "{name}");
        }
    }
    assert_eq!(tls(&home), Ok(Some(TlsFiles::in_directory(&folder))));
    let unverified = host("tcp://far").replace("\"SkipTLSVerify\":false", "\"SkipTLSVerify\":true");
    home.context("tls", &unverified);
    assert_eq!(kind(tls(&home)), EngineErrorKind::Unsupported);
}

#[test]
fn broken_configurations_are_reported() {
    let missing = Home::new(r#"{"currentContext":"gone"}"#);
    let error = resolve(None, &missing.surroundings()).expect_err("no such context");
    assert!(error.to_string().contains("`gone`"), "{error}");
    assert_eq!(kind(resolve(None, &Home::new("{").surroundings())), EngineErrorKind::BadRequest);
    let empty = Home::new(r#"{"currentContext":"empty"}"#);
    empty.context("empty", r#"{"Endpoints":{}}"#);
    assert_eq!(kind(resolve(None, &empty.surroundings())), EngineErrorKind::BadRequest);
}

#[test]
fn empty_variables_count_as_missing() {
    let found = UserConfig::from_variables(|name| match name {
        "HOME" => Some("/home/me".to_owned()),
        "DOCKER_HOST" | "DOCKER_CONTEXT" => Some(String::new()),
        "DOCKER_CONFIG" => Some("/config".to_owned()),
        _ => None,
    });
    let expected = UserConfig {
        home: Some("/home/me".into()),
        docker_config: Some("/config".into()),
        ..UserConfig::default()
    };
    assert_eq!(found, expected);
}

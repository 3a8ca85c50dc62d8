//! The desired container, as plain data: `DockerContainer` and its parts outside the language.
//!
//! Contracts have converted the values already; [`Container::check`] checks what contracts cannot express.
//! `Debug` shows neither values of environment variables nor contents of files.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::diag::mask::{SecretValues, secret_parts};
use crate::engine::{EnvVar, FileContent, HealthCheck, Protocol, Restart};

use super::labels;
use super::port_range::PortRange;
use super::scope::PortScope;

/// The permission bits of everybody but a file's owner.
const OTHERS: u32 = 0o077;

/// The container that an application wants to run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Container {
    /// Its name within the environment; in lower case also its DNS name.
    pub name: String,
    /// The image, as the program names it.
    pub image: String,
    /// The command with its arguments; empty: the image's.
    pub commands: Vec<String>,
    /// The entrypoint; empty: the image's.
    pub entrypoint: Vec<String>,
    /// Environment variables; their order has no meaning.
    pub env: Vec<EnvVar>,
    /// The ports it listens on.
    pub ports: Vec<Port>,
    /// Its mounts.
    pub volumes: Vec<VolumeMount>,
    /// Files placed before it starts.
    pub files: Vec<FileContent>,
    /// Whether it runs with the privileges of the host.
    pub privileged: bool,
    /// The restart policy.
    pub restart: Restart,
    /// The health check; `None`: the image's.
    pub healthcheck: Option<HealthCheck>,
    /// Memory limit in bytes.
    pub memory: Option<u64>,
    /// CPU limit: 1.5 is one and a half processors.
    pub cpus: Option<f64>,
    /// The program's own labels.
    pub labels: BTreeMap<String, String>,
    /// User, optionally with a group after a colon.
    pub user: Option<String>,
    /// Working directory of its process.
    pub working_dir: Option<String>,
    /// Whether its root file system is read-only.
    pub read_only: bool,
    /// Grace period of a stop before the kill; `None`: the engine's default.
    pub stop_timeout: Option<Duration>,
    /// When its image is pulled.
    pub pull_policy: PullPolicy,
    /// Timeout to run and become healthy; `None`: the host's.
    pub start_limit: Option<Duration>,
    /// Timeout for pulling its image; `None`: the host's.
    pub pull_limit: Option<Duration>,
}

/// A port a container listens on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Port {
    /// Its number inside the container.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// How far its endpoints reach.
    pub scope: PortScope,
    /// The ports of the host under one of which it is published; `None`: its own number or any other.
    pub host_port: Option<PortRange>,
}

/// Something mounted in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VolumeMount {
    /// The absolute path inside the container.
    pub path: String,
    /// The mounted volume.
    pub volume: Volume,
}

/// A kind of volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Volume {
    /// A directory or file of the host.
    Host {
        /// Its path there.
        path: String,
        /// Whether to create the directory if it does not exist.
        create: bool,
    },
    /// A volume that starts empty and is removed with the container.
    Temp {
        /// Its name within the container.
        name: String,
    },
}

/// When an image is pulled from its registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PullPolicy {
    /// When the engine does not have it.
    #[default]
    Missing,
    /// At every deployment.
    Always,
    /// Never: it must be local.
    Never,
}

impl PullPolicy {
    /// All of them, with their words.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("missing", Self::Missing), ("always", Self::Always), ("never", Self::Never)];
}

/// A field of a container that no engine would accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidContainer {
    /// The application.
    pub container: String,
    /// The property.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl InvalidContainer {
    /// The error for an application beside a pod that has the same DNS name.
    pub(super) fn with_name_of_pod(container: &str, pod: &str) -> Self {
        Self {
            container: container.to_owned(),
            field: "name".to_owned(),
            reason: format!("the containers of the pod `{pod}` have this DNS name"),
        }
    }
}

impl Container {
    /// Its DNS name on the environment's network.
    #[must_use]
    pub(crate) fn dns_name(&self) -> String {
        self.name.to_lowercase()
    }

    /// Adds what looks secret in its variables, arguments and files. A file that only its owner may read is secret.
    pub(crate) fn add_secrets(&self, secrets: &SecretValues) {
        for var in &self.env {
            secrets.add_variable(&var.name, &var.value);
        }
        let words: Vec<&String> = self.entrypoint.iter().chain(&self.commands).collect();
        for (n, word) in words.iter().enumerate() {
            // `--password x` names its value, `PASSWORD=x` too.
            let option = n.checked_sub(1).map(|before| words[before].as_str());
            let name = option.filter(|option| option.starts_with('-')).unwrap_or_default();
            secret_parts(name, word).into_iter().for_each(|part| secrets.add(part));
        }
        for file in &self.files {
            let content = String::from_utf8_lossy(&file.content);
            if file.mode & OTHERS == 0 {
                secrets.add(&content);
            }
            secret_parts("", &content).into_iter().for_each(|part| secrets.add(part));
        }
    }

    /// A text about this container, such as its log, with its secrets masked.
    #[must_use]
    pub(crate) fn without_secrets(&self, text: &str) -> String {
        let secrets = SecretValues::default();
        self.add_secrets(&secrets);
        secrets.mask(text).into_owned()
    }

    /// Checks what no engine would accept.
    ///
    /// # Errors
    /// The first invalid field.
    pub(crate) fn check(&self) -> Result<(), InvalidContainer> {
        self.check_name()?;
        self.check_image()?;
        self.check_env()?;
        self.check_ports()?;
        self.check_volumes()?;
        self.check_labels()
    }

    fn check_name(&self) -> Result<(), InvalidContainer> {
        check_name(&self.name).map_err(|reason| self.bad("name", reason))
    }

    fn check_image(&self) -> Result<(), InvalidContainer> {
        check_image(&self.image).map_err(|reason| self.bad("image", reason))
    }

    fn check_env(&self) -> Result<(), InvalidContainer> {
        let mut seen = BTreeSet::new();
        for var in &self.env {
            if var.name.is_empty() || var.name.contains(['=', '\0']) {
                return Err(self.bad("env", "a variable's name is not empty and contains no `=`"));
            }
            if !seen.insert(&var.name) {
                return Err(self.bad("env", &format!("`{}` is given twice", var.name)));
            }
        }
        Ok(())
    }

    fn check_ports(&self) -> Result<(), InvalidContainer> {
        let mut seen = BTreeSet::new();
        for port in &self.ports {
            if port.port == 0 {
                return Err(self.bad("ports", "ports are numbered from 1 to 65535"));
            }
            if !seen.insert((port.port, port.protocol)) {
                let text = format!("{}/{} is given twice", port.port, port.protocol.name());
                return Err(self.bad("ports", &text));
            }
            if port.host_port.is_some() && !port.scope.is_published() {
                let text = format!(
                    "port {} has a `hostPort`, but ports of scope `{}` are not published: use `cloud` or `public`",
                    port.port, port.scope
                );
                return Err(self.bad("ports", &text));
            }
        }
        Ok(())
    }

    fn check_volumes(&self) -> Result<(), InvalidContainer> {
        for mount in &self.volumes {
            if !mount.path.starts_with('/') {
                let text =
                    format!("the path `{}` inside the container is not absolute", mount.path);
                return Err(self.bad("volumes", &text));
            }
            if let Volume::Host { path, .. } = &mount.volume
                && !path.starts_with('/')
            {
                let text = format!("the path `{path}` of the host is not absolute");
                return Err(self.bad("volumes", &text));
            }
        }
        Ok(())
    }

    fn check_labels(&self) -> Result<(), InvalidContainer> {
        match self.labels.keys().find(|key| key.starts_with(labels::PREFIX)) {
            Some(key) => {
                let text =
                    format!("`{key}`: labels that begin with `{}` are reserved", labels::PREFIX);
                Err(self.bad("labels", &text))
            }
            None => Ok(()),
        }
    }

    fn bad(&self, field: &str, reason: &str) -> InvalidContainer {
        InvalidContainer {
            container: self.name.clone(),
            field: field.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// Checks the name of a container; the error says what is expected.
pub(crate) fn check_name(name: &str) -> Result<(), &'static str> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    match starts_well && name.chars().all(good) && name.len() <= 63 {
        true => Ok(()),
        false => {
            Err("expected a letter or digit, then at most 62 letters, digits, `_`, `.` and `-`")
        }
    }
}

/// Checks the name of an image; the error says what is expected.
pub(crate) fn check_image(image: &str) -> Result<(), &'static str> {
    match image.trim().is_empty() || image.contains(char::is_whitespace) {
        true => Err("the name of an image is needed, as `redis:7`"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(name: &str) -> Container {
        Container { name: name.into(), image: "redis".into(), ..Container::default() }
    }

    #[test]
    fn names_follow_the_engines_rules() {
        for good in ["redis", "Redis-1", "a", "a.b_c"] {
            assert!(container(good).check().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a/b", "a b", "ä", &"x".repeat(64)] {
            assert!(container(bad).check().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_port_is_declared_once_per_protocol() {
        let port =
            |protocol| Port { port: 53, protocol, scope: PortScope::Internal, host_port: None };
        let mut dns = container("dns");
        dns.ports = vec![port(Protocol::Tcp), port(Protocol::Udp)];
        assert!(dns.check().is_ok());
        dns.ports.push(port(Protocol::Udp));
        assert!(dns.check().is_err());
    }

    #[test]
    fn only_published_ports_have_a_port_of_the_host() {
        let with = |scope| {
            let host_port = Some(PortRange::one(8080));
            let port = Port { port: 80, protocol: Protocol::Tcp, scope, host_port };
            Container { ports: vec![port], ..container("web") }.check()
        };
        assert!(with(PortScope::Cloud).is_ok() && with(PortScope::Public).is_ok());
        let error = with(PortScope::Internal).expect_err("not published");
        assert!(error.reason.contains("`hostPort`"), "{error:?}");
    }

    #[test]
    fn values_of_variables_are_not_shown() {
        let mut c = container("a");
        c.env = vec![EnvVar::new("PASSWORD", "hunter2")];
        assert!(!format!("{c:?}").contains("hunter2"));
    }
}

//! Requests to an engine: specifications of containers, networks and volumes.
//!
//! Plain data without policy: what is `None` is left to the engine. Values of environment variables and file contents
//! may be secret, so `Debug` shows neither.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::subnet::Subnet;
use crate::diag::mask::MASK;

/// Labels of a container, network or volume.
pub(crate) type Labels = BTreeMap<String, String>;

/// The specification of a container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ContainerSpec {
    /// Its name, unique in the engine.
    pub name: String,
    /// The image.
    pub image: String,
    /// The command with its arguments; empty: the image's.
    pub command: Vec<String>,
    /// The entrypoint; empty: the image's.
    pub entrypoint: Vec<String>,
    /// Environment variables, in the order given.
    pub env: Vec<EnvVar>,
    /// The ports it listens on, published or not.
    pub ports: Vec<PortSpec>,
    /// Its mounts.
    pub mounts: Vec<Mount>,
    /// Its network.
    pub network: Network,
    /// Its labels.
    pub labels: Labels,
    /// Whether it runs with the privileges of the engine's host.
    pub privileged: bool,
    /// The restart policy.
    pub restart: Restart,
    /// The health check; `None`: the image's.
    pub healthcheck: Option<HealthCheck>,
    /// Memory limit in bytes.
    pub memory: Option<u64>,
    /// CPU limit: 1.5 is one and a half processors.
    pub cpus: Option<f64>,
    /// User, optionally with a group after a colon.
    pub user: Option<String>,
    /// Working directory of its process.
    pub working_dir: Option<String>,
    /// Its host name; `None`: the engine generates one.
    pub hostname: Option<String>,
    /// Whether its root file system is read-only.
    pub read_only: bool,
    /// Grace period of a stop before the kill.
    pub stop_timeout: Option<Duration>,
    /// Files placed before it starts.
    pub files: Vec<FileContent>,
    /// Whether an init process forwards signals and reaps orphans; without it many programs ignore a graceful stop. With
    /// it, a command that cannot be run does not fail the start: the container exits at once with 127 and says why in its
    /// logs.
    pub init: bool,
}

/// One environment variable; `Debug` does not show the value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value, perhaps a secret.
    pub value: String,
}

impl EnvVar {
    /// A variable of that name and value.
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl fmt::Debug for EnvVar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={MASK}", self.name)
    }
}

/// The protocol of a port; TCP and UDP ports of one number are different ports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Protocol {
    /// Streams.
    #[default]
    Tcp,
    /// Datagrams.
    Udp,
}

impl Protocol {
    /// The name that engines use: `tcp` or `udp`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A port a container listens on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PortSpec {
    /// Its number inside the container.
    pub container_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// Where it is published on the engine's host; `None`: it is not published.
    pub host: Option<HostPort>,
}

/// Where a port is published on the engine's host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HostPort {
    /// The bind address; `None`: all addresses.
    pub address: Option<IpAddr>,
    /// The published port; 0: the engine picks a new one at each start.
    pub port: u16,
}

/// A mount of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mount {
    /// What is mounted.
    pub source: MountSource,
    /// The absolute path inside the container.
    pub target: String,
    /// Whether it is read-only in the container.
    pub read_only: bool,
}

/// The source of a mount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MountSource {
    /// A path of the engine's host, which must exist.
    Bind(String),
    /// A directory of the engine's host, created if it does not exist.
    BindOrCreate(String),
    /// A volume of the engine, by name.
    Volume(String),
    /// A file system in memory.
    Tmpfs,
}

/// The network of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Network {
    /// The engine's default bridge, which has no DNS names.
    #[default]
    Default,
    /// A named network, on which the container's name and `aliases` are DNS names.
    Named {
        /// The network.
        name: String,
        /// Further DNS names of the container.
        aliases: Vec<String>,
        /// A fixed address, on a network with an explicit subnet; `None`: the engine assigns one.
        #[serde(default)]
        address: Option<Ipv4Addr>,
    },
    /// The network of another container, by its name or id: they share 127.0.0.1. A name means the container that has it
    /// at the creation.
    Container(String),
    /// The network of the engine's host.
    Host,
    /// No network.
    None,
}

/// The restart policy of a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Restart {
    /// Never.
    #[default]
    No,
    /// Whenever it exits.
    Always,
    /// Whenever it exits, unless it was stopped.
    UnlessStopped,
    /// When it exits with a code other than 0, at most so many times.
    OnFailure(Option<u32>),
}

/// As engines and programs write it.
impl fmt::Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No => f.write_str("no"),
            Self::Always => f.write_str("always"),
            Self::UnlessStopped => f.write_str("unless-stopped"),
            // Engines take 0 times as any number of times.
            Self::OnFailure(None | Some(0)) => f.write_str("on-failure"),
            Self::OnFailure(Some(times)) => write!(f, "on-failure:{times}"),
        }
    }
}

/// A health check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HealthCheck {
    /// `CMD` with arguments or `CMD-SHELL` with a shell command, as in the engine's API; `NONE` disables the image's.
    pub test: Vec<String>,
    /// The time between two checks.
    pub interval: Option<Duration>,
    /// Timeout of one check.
    pub timeout: Option<Duration>,
    /// How many consecutive failures make the container unhealthy.
    pub retries: Option<u32>,
    /// The time after the start during which failures do not count.
    pub start_period: Option<Duration>,
    /// The time between two checks until the first one passes or the start period ends. Engines before API 1.44
    /// ignore it; an inspection shows it only on engines that know it.
    #[serde(default)]
    pub start_interval: Option<Duration>,
}

/// What may be changed of a container that exists, as `docker update` does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ResourceLimits {
    /// Memory limit in bytes; in a request, `None` leaves it as it is.
    pub memory: Option<u64>,
    /// CPU limit; in a request, `None` leaves it as it is.
    pub cpus: Option<f64>,
    /// The restart policy.
    pub restart: Restart,
}

/// A container to connect to a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NetworkConnection {
    /// The network.
    pub network: String,
    /// The container.
    pub container: String,
    /// Further DNS names of the container there.
    pub aliases: Vec<String>,
    /// A fixed address; `None`: the engine assigns one.
    pub address: Option<Ipv4Addr>,
}

/// A file to place in a container; `Debug` does not show the content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileContent {
    /// The absolute path inside the container.
    pub path: String,
    /// Its content.
    pub content: Vec<u8>,
    /// Permission bits, as 0o644.
    pub mode: u32,
}

impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes, {:o})", self.path, self.content.len(), self.mode)
    }
}

/// The specification of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NetworkSpec {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
    /// An explicit subnet, which allows fixed addresses; `None`: the engine assigns a subnet.
    #[serde(default)]
    pub subnet: Option<Subnet>,
}

/// The specification of a volume.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VolumeSpec {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
}

/// A filter by labels; without any it matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LabelFilter {
    required: Vec<(String, Option<String>)>,
}

impl LabelFilter {
    /// A filter that matches everything.
    pub(crate) fn any() -> Self {
        Self::default()
    }

    /// Also requires the label `key`, whatever its value.
    #[must_use]
    pub(crate) fn having(mut self, key: impl Into<String>) -> Self {
        self.required.push((key.into(), None));
        self
    }

    /// Also requires the label `key` with that value.
    #[must_use]
    pub(crate) fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.required.push((key.into(), Some(value.into())));
        self
    }

    /// Whether `labels` match.
    pub(crate) fn matches(&self, labels: &Labels) -> bool {
        self.required.iter().all(|(key, value)| {
            labels.get(key).is_some_and(|found| value.as_ref().is_none_or(|value| value == found))
        })
    }

    /// The required labels, each `key` or `key=value`, as in the engine's API.
    pub(crate) fn terms(&self) -> Vec<String> {
        self.required
            .iter()
            .map(|(key, value)| match value {
                Some(value) => format!("{key}={value}"),
                None => key.clone(),
            })
            .collect()
    }
}

/// An image that is made here, without a registry: some files and what runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageSpec {
    /// Its name with a tag.
    pub name: String,
    /// The architecture of its programs, in Go's words.
    pub architecture: String,
    /// Its files.
    pub files: Vec<FileContent>,
    /// The program that its containers run, with arguments.
    pub entrypoint: Vec<String>,
}

/// How a container is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Only if it does not run.
    Stopped,
    /// Killed first if it runs.
    Forced,
}

/// Selects a part of the logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LogQuery {
    /// Only so many last lines; `None`: all.
    pub tail: Option<usize>,
    /// Whether to follow the log until the container exits.
    pub follow: bool,
    /// Only what was written at or after this time, in seconds since 1970.
    pub since: Option<i64>,
    /// Whether each chunk has its time.
    pub timestamps: bool,
}

/// A command to run in a running container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExecSpec {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Further environment variables.
    pub env: Vec<EnvVar>,
    /// The user it runs as; `None`: the container's.
    pub user: Option<String>,
    /// Its working directory; `None`: the container's.
    pub working_dir: Option<String>,
    /// Its timeout; `None`: the default for commands.
    pub deadline: Option<Duration>,
}

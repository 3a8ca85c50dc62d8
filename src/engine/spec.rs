//! What is asked of an engine: containers, networks and volumes as they shall be.
//!
//! Plain data without defaults of policy: what is `None` is left to the engine. Environment values
//! and file contents may be secret, so `Debug` shows neither.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::subnet::Subnet;

/// Labels of a container, network or volume.
pub type Labels = BTreeMap<String, String>;

/// A container as it shall be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContainerSpec {
    /// Its name, unique in the engine.
    pub name: String,
    /// The image it is made from.
    pub image: String,
    /// The command with its arguments; empty: the image's.
    pub command: Vec<String>,
    /// The program before the command; empty: the image's.
    pub entrypoint: Vec<String>,
    /// Environment variables, in the order given.
    pub env: Vec<EnvVar>,
    /// The ports it listens on, published or not.
    pub ports: Vec<PortSpec>,
    /// What is mounted where.
    pub mounts: Vec<Mount>,
    /// How it is joined to others.
    pub network: Network,
    /// Its labels.
    pub labels: Labels,
    /// Whether it has the rights of the machine.
    pub privileged: bool,
    /// When the engine starts it again by itself.
    pub restart: Restart,
    /// How the engine finds out whether it works; `None`: as the image says.
    pub healthcheck: Option<HealthCheck>,
    /// The most memory it may use, in bytes.
    pub memory: Option<u64>,
    /// The most processors it may use: 1.5 is one and a half.
    pub cpus: Option<f64>,
    /// The user, and group after a colon, it runs as.
    pub user: Option<String>,
    /// The folder it starts in.
    pub working_dir: Option<String>,
    /// Its host name; `None`: the engine makes one up.
    pub hostname: Option<String>,
    /// Whether its own file system cannot be written to.
    pub read_only: bool,
    /// How long a stop waits before it kills.
    pub stop_timeout: Option<Duration>,
    /// Files placed before it starts.
    pub files: Vec<FileContent>,
    /// Whether a small first process passes signals on and collects orphans, without which
    /// many programs ignore a polite request to stop. With it, a command that cannot be run is
    /// no failure of the start: the container ends at once with 127 and says why in its logs.
    pub init: bool,
}

/// One environment variable; `Debug` does not show the value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value, perhaps a secret.
    pub value: String,
}

impl EnvVar {
    /// A variable of that name and value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl fmt::Debug for EnvVar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=***", self.name)
    }
}

/// The protocol of a port; TCP and UDP ports of one number are different ports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Streams.
    #[default]
    Tcp,
    /// Datagrams.
    Udp,
}

impl Protocol {
    /// The name that engines use: `tcp` or `udp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A port a container listens on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortSpec {
    /// Its number inside the container.
    pub container_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// Where it is published on the machine; `None`: nowhere.
    pub host: Option<HostPort>,
}

/// A place on the machine where a port is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPort {
    /// The address it is bound to; `None`: every address of the machine.
    pub address: Option<IpAddr>,
    /// Its number; 0: the engine picks one, another one at each start.
    pub port: u16,
}

/// Something mounted in a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    /// What is mounted.
    pub source: MountSource,
    /// The absolute path inside the container.
    pub target: String,
    /// Whether the container cannot write to it.
    pub read_only: bool,
}

/// What can be mounted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MountSource {
    /// A path of the machine, which must exist.
    Bind(String),
    /// A folder of the machine, made when it is not there.
    BindOrCreate(String),
    /// A volume of the engine, by name.
    Volume(String),
    /// Memory.
    Tmpfs,
}

/// How a container is joined to others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// The engine's own bridge, without names.
    #[default]
    Default,
    /// A network by name, on which the container answers to its name and to `aliases`.
    Named {
        /// The network.
        name: String,
        /// Further names of the container on it.
        aliases: Vec<String>,
        /// The address it has there, on a network with a subnet of its own; `None`: the engine chooses.
        #[serde(default)]
        address: Option<Ipv4Addr>,
    },
    /// The network of another container: they share 127.0.0.1.
    Container(String),
    /// The machine's own network.
    Host,
    /// None at all.
    None,
}

/// When the engine starts a container again by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Never.
    #[default]
    No,
    /// Whenever it ended.
    Always,
    /// Whenever it ended and was not stopped by hand.
    UnlessStopped,
    /// When it ended with an exit code other than 0, so many times at most.
    OnFailure(Option<u32>),
}

/// How the engine finds out whether a container works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// `CMD` with arguments or `CMD-SHELL` with a line, as the engine knows it; `NONE` turns off the image's.
    pub test: Vec<String>,
    /// The time between two checks.
    pub interval: Option<Duration>,
    /// The time one check may take.
    pub timeout: Option<Duration>,
    /// How many failures in a row make it unhealthy.
    pub retries: Option<u32>,
    /// The time after the start in which failures do not count.
    pub start_period: Option<Duration>,
}

/// A file to place in a container; `Debug` does not show the content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// The absolute path inside the container.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// Its permission bits, as 0o644.
    pub mode: u32,
}

impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes, {:o})", self.path, self.content.len(), self.mode)
    }
}

/// A network as it shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkSpec {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
    /// Its addresses, which its containers can then be given; `None`: the engine chooses both.
    #[serde(default)]
    pub subnet: Option<Subnet>,
}

/// A volume as it shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeSpec {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
}

/// Which labels a thing must carry to be found; without any, everything is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelFilter {
    wanted: Vec<(String, Option<String>)>,
}

impl LabelFilter {
    /// Finds everything.
    pub fn any() -> Self {
        Self::default()
    }

    /// Wants the label `key` as well, whatever its value.
    #[must_use]
    pub fn having(mut self, key: impl Into<String>) -> Self {
        self.wanted.push((key.into(), None));
        self
    }

    /// Wants the label `key` of that value as well.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.wanted.push((key.into(), Some(value.into())));
        self
    }

    /// Whether `labels` are enough.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.wanted.iter().all(|(key, value)| {
            labels.get(key).is_some_and(|found| value.as_ref().is_none_or(|value| value == found))
        })
    }

    /// The wanted labels, each `key` or `key=value`, as engines write them.
    pub fn terms(&self) -> Vec<String> {
        self.wanted
            .iter()
            .map(|(key, value)| match value {
                Some(value) => format!("{key}={value}"),
                None => key.clone(),
            })
            .collect()
    }
}

/// Which containers a removal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Only one that does not run.
    Stopped,
    /// A running one too: it is killed.
    Forced,
}

/// Which part of the logs is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Only so many last lines; `None`: all.
    pub tail: Option<usize>,
    /// Whether to go on with what is written later, until the container ends.
    pub follow: bool,
}

/// A command to run in a running container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecSpec {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Further environment variables.
    pub env: Vec<EnvVar>,
    /// The user it runs as; `None`: the container's.
    pub user: Option<String>,
    /// The folder it runs in; `None`: the container's.
    pub working_dir: Option<String>,
    /// How long it may take; `None`: the engine's own limit for commands.
    pub deadline: Option<Duration>,
}

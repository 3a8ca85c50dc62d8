//! Replies of an engine: containers, networks and volumes as they are.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::spec::{EnvVar, HealthCheck, Labels, Protocol, ResourceLimits};
use super::subnet::Subnet;

/// The product and version of an engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EngineVersion {
    /// Its product name.
    pub product: String,
    /// Its own version, as `20.10.24`.
    pub version: String,
    /// The newest API version it supports, as `1.41`.
    pub api_version: String,
    /// The architecture of its machine, in Go's words: `amd64`, `arm64`.
    pub architecture: String,
}

/// The state of a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ContainerState {
    /// It was never started, or its start failed.
    #[default]
    Created,
    /// It runs.
    Running,
    /// Its processes are paused.
    Paused,
    /// It exited and the engine is about to restart it.
    Restarting,
    /// It is being removed.
    Removing,
    /// It exited.
    Exited,
    /// It could not be removed.
    Dead,
}

impl ContainerState {
    /// The word that engines use for it.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Removing => "removing",
            Self::Exited => "exited",
            Self::Dead => "dead",
        }
    }

    /// Whether the processes of a container in this state exist.
    #[must_use]
    pub(crate) fn has_processes(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// The health of a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HealthState {
    /// There is no health check.
    #[default]
    None,
    /// No check has passed yet, and too few have failed.
    Starting,
    /// The last check passed.
    Healthy,
    /// The last checks failed.
    Unhealthy,
}

/// A container in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContainerSummary {
    /// The engine's id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The image, as it was named at the creation.
    pub image: String,
    /// The id of that image.
    pub image_id: String,
    /// Its state.
    pub state: ContainerState,
    /// Its health.
    pub health: HealthState,
    /// The exit code, if it exited.
    pub exit_code: Option<i64>,
    /// Its labels.
    pub labels: Labels,
    /// Its ports, sorted; a published one once for each address. Only running containers have any.
    pub ports: Vec<PublishedPort>,
    /// The networks it is on, sorted by name.
    pub networks: Vec<NetworkAddress>,
}

impl ContainerSummary {
    /// Its address on the network of that name, if it has one.
    pub(crate) fn address_on(&self, network: &str) -> Option<IpAddr> {
        self.networks.iter().find(|found| found.network == network)?.address
    }
}

/// A port of a running container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PublishedPort {
    /// Its number inside the container.
    pub container_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The bind address, if it is published.
    pub host_address: Option<IpAddr>,
    /// The published port, if any.
    pub host_port: Option<u16>,
}

/// A container's address on a network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct NetworkAddress {
    /// The network.
    pub network: String,
    /// The address; only running containers have one.
    pub address: Option<IpAddr>,
}

/// The reply to an inspection.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ContainerDetail {
    /// What a list contains too.
    pub summary: ContainerSummary,
    /// Why the last start failed; empty if it did not.
    pub error: String,
    /// Whether it was killed because it exceeded its memory limit.
    pub out_of_memory: bool,
    /// How often the engine has restarted it.
    pub restarts: u64,
    /// Time of the last start in the engine's format; empty: never.
    pub started_at: String,
    /// Its health, with details.
    pub health: Health,
    /// Its health check, or that of its image.
    pub healthcheck: Option<HealthCheck>,
    /// Its environment variables, those of its image too.
    pub env: Vec<EnvVar>,
    /// Its limits and restart policy.
    pub limits: ResourceLimits,
    /// Further limits that are set, by their names in the engine's API.
    pub other_limits: BTreeMap<String, String>,
    /// Its DNS names on its networks, by network; the engine may add some of its own.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// The id of the container whose network it shares, if it does.
    pub shares_network_of: Option<String>,
    /// The volumes that its image declares and that have no name of their own.
    pub anonymous_volumes: Vec<AnonymousVolume>,
}

/// A volume that the engine created for a path that an image declares as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct AnonymousVolume {
    /// The generated name: 64 hexadecimal digits.
    pub name: String,
    /// The path inside the container.
    pub target: String,
}

impl AnonymousVolume {
    /// Whether a volume's name was generated by an engine.
    pub(crate) fn is_generated(name: &str) -> bool {
        name.len() == 64 && name.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
    }
}

/// The results of health checks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Health {
    /// The state.
    pub state: HealthState,
    /// How many checks have failed in a row.
    pub failing_streak: u64,
    /// Output of the last check.
    pub last_output: String,
}

/// A local image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Image {
    /// Its id: a digest of its content.
    pub id: String,
    /// The exposed ports, sorted.
    pub exposed: Vec<(u16, Protocol)>,
    /// Whether it has a health check.
    pub has_healthcheck: bool,
}

/// The names of a local image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageNames {
    /// Its id.
    pub id: String,
    /// Its references, with tags or digests.
    pub names: Vec<String>,
}

/// One step of a pull.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PullProgress {
    /// Id of the layer; empty: the whole image.
    pub layer: String,
    /// The engine's status message.
    pub status: String,
    /// Bytes done so far.
    pub current: Option<u64>,
    /// Bytes in all.
    pub total: Option<u64>,
}

/// The stream of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LogSource {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// A chunk of output, most often one line with its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogChunk {
    /// Its stream.
    pub source: LogSource,
    /// When it was written, if that was asked for and the engine has a clock.
    #[serde(default, with = "super::recorded_time", skip_serializing_if = "Option::is_none")]
    pub time: Option<jiff::Timestamp>,
    /// The bytes, not always UTF-8.
    pub bytes: Vec<u8>,
}

/// The result of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExecOutput {
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
    /// Its exit code; 126 or 127 if it could not be run.
    pub exit_code: i64,
}

/// The resources that a running container uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerStats {
    /// Processor time in percent: 100 is one processor.
    pub cpu_percent: f64,
    /// Memory in bytes, without the caches that the kernel can drop.
    pub memory: u64,
    /// Its limit in bytes; 0: unknown.
    pub memory_limit: u64,
    /// Bytes received on all networks since its start.
    pub received: u64,
    /// Bytes sent.
    pub sent: u64,
    /// How many processes and threads it has.
    pub processes: u64,
}

/// An event of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContainerEvent {
    /// The container's id.
    pub id: String,
    /// The container's name at that time.
    pub name: String,
    /// The kind of event.
    pub action: EventAction,
}

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EventAction {
    /// It was created.
    Created,
    /// It was started.
    Started,
    /// It exited with that code.
    Died(Option<i64>),
    /// It was renamed.
    Renamed,
    /// It was removed.
    Removed,
    /// Its health changed.
    Health(HealthState),
    /// Any other event, as the engine names it.
    Other(String),
}

/// An existing network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NetworkSummary {
    /// The engine's id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
    /// Its IPv4 subnet, chosen by the engine or given.
    pub subnet: Option<Subnet>,
}

impl NetworkSummary {
    /// Names exactly this network in requests: by its id, because several networks may have one name.
    #[must_use]
    pub(crate) fn id_or_name(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }
}

/// An existing volume.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VolumeSummary {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
}

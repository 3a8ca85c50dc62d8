//! What an engine answers: containers, networks and volumes as they are.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::spec::{Labels, Protocol};
use super::subnet::Subnet;

/// Which engine answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineVersion {
    /// Its product name.
    pub product: String,
    /// Its own version, as `20.10.24`.
    pub version: String,
    /// The newest version of the interface it offers, as `1.41`.
    pub api_version: String,
}

/// What a container is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerState {
    /// It was never started, or its start failed.
    #[default]
    Created,
    /// It runs.
    Running,
    /// It is frozen.
    Paused,
    /// It ended and the engine is about to start it again.
    Restarting,
    /// It is being removed.
    Removing,
    /// It ended.
    Exited,
    /// It could not be removed.
    Dead,
}

/// What health checks found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HealthState {
    /// There is no health check.
    #[default]
    None,
    /// Not yet passed, not yet failed often enough.
    Starting,
    /// The last check passed.
    Healthy,
    /// The last checks failed.
    Unhealthy,
}

/// A container in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerSummary {
    /// The engine's id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The image it was made from, as it was asked for.
    pub image: String,
    /// The id of that image.
    pub image_id: String,
    /// What it is doing.
    pub state: ContainerState,
    /// What its health check found.
    pub health: HealthState,
    /// The exit code, when it ended.
    pub exit_code: Option<i64>,
    /// Its labels.
    pub labels: Labels,
    /// Its ports, sorted; a published one once for each address. Only a running container has any.
    pub ports: Vec<PublishedPort>,
    /// The networks it is on, sorted by name.
    pub networks: Vec<NetworkAddress>,
}

impl ContainerSummary {
    /// Its address on the network of that name, when it has one.
    pub fn address_on(&self, network: &str) -> Option<IpAddr> {
        self.networks.iter().find(|found| found.network == network)?.address
    }
}

/// A port of a container as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PublishedPort {
    /// Its number inside the container.
    pub container_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The address of the machine it is bound to, when published.
    pub host_address: Option<IpAddr>,
    /// Its number on the machine, when published.
    pub host_port: Option<u16>,
}

/// A container's place on a network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NetworkAddress {
    /// The network.
    pub network: String,
    /// The address on it; only a running container has one.
    pub address: Option<IpAddr>,
}

/// All that is known about one container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerDetail {
    /// What a list says of it.
    pub summary: ContainerSummary,
    /// Why the engine could not start it; empty when it could.
    pub error: String,
    /// Whether it was killed because it wanted too much memory.
    pub out_of_memory: bool,
    /// How often the engine started it again by itself.
    pub restarts: u64,
    /// When it was last started, as the engine writes times; empty: never.
    pub started_at: String,
    /// What its health check found.
    pub health: Health,
}

/// The outcome of health checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The verdict.
    pub state: HealthState,
    /// How many checks failed in a row.
    pub failing_streak: u64,
    /// What the last check printed.
    pub last_output: String,
}

/// A local image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Its id, which changes when the image changes.
    pub id: String,
    /// The ports it says it listens on, sorted.
    pub exposed: Vec<(u16, Protocol)>,
    /// Whether it brings a health check.
    pub has_healthcheck: bool,
}

/// One step of a pull.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullProgress {
    /// The layer it is about; empty: the whole image.
    pub layer: String,
    /// What happens, in the engine's words.
    pub status: String,
    /// Bytes done so far.
    pub current: Option<u64>,
    /// Bytes in all.
    pub total: Option<u64>,
}

/// Where output was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogSource {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// A piece of output, most often one line with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogChunk {
    /// Where it was written to.
    pub source: LogSource,
    /// What was written, not always UTF-8.
    pub bytes: Vec<u8>,
}

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecOutput {
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// How it ended; 126 and 127 when it could not be run.
    pub exit_code: i64,
}

/// Something that happened to a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerEvent {
    /// The container's id.
    pub id: String,
    /// The container's name at that time.
    pub name: String,
    /// What happened.
    pub action: EventAction,
}

/// What can happen to a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventAction {
    /// It was created.
    Created,
    /// It was started.
    Started,
    /// It ended with that exit code.
    Died(Option<i64>),
    /// It was given another name.
    Renamed,
    /// It was removed.
    Removed,
    /// A health check came to that verdict.
    Health(HealthState),
    /// Anything else, in the engine's words.
    Other(String),
}

/// A network as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSummary {
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
    pub fn id_or_name(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }
}

/// A volume as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeSummary {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
}

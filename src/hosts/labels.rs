//! The labels by which everything we make is recognised: the engine alone is enough to recover the state.
//!
//! Containers carry all of them; networks and volumes only the environment (and volumes the application).

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::engine::{ContainerState, ContainerSummary, HealthState, LabelFilter, Labels, Protocol};

use super::endpoints::Endpoint;
use super::fingerprint::Fingerprint;
use super::scope::Scope;

/// What all our labels begin with.
pub const PREFIX: &str = "io.murano.";
/// The environment a thing belongs to.
pub const ENVIRONMENT: &str = "io.murano.environment";
/// The host a container was deployed through.
pub const HOST: &str = "io.murano.host";
/// The application: the name of the container within its environment.
pub const APPLICATION: &str = "io.murano.application";
/// The hash of the whole specification.
pub const HASH: &str = "io.murano.hash";
/// The specification's fields, secrets as digests, as JSON.
pub const FIELDS: &str = "io.murano.fields";
/// The ports with their scopes and published numbers, as JSON.
pub const PORTS: &str = "io.murano.ports";
/// The endpoints that were known when it was made, as JSON.
pub const ENDPOINTS: &str = "io.murano.endpoints";
/// The address it was given on the network of the environment.
pub const ADDRESS: &str = "io.murano.address";
/// On a network: its subnet was chosen, so that containers can be given addresses.
pub const FIXED: &str = "io.murano.fixed-addresses";
/// The volumes that die with the container, as JSON.
pub const VOLUMES: &str = "io.murano.volumes";

/// A container of ours, as its labels tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Deployed {
    /// Its name at the engine.
    pub container: String,
    /// The application.
    pub application: String,
    /// The host it was deployed through.
    pub host: String,
    /// The engine's id for it.
    #[serde(default)]
    pub id: String,
    /// The image.
    pub image: String,
    /// What it was made from.
    pub fingerprint: Fingerprint,
    /// Its ports.
    pub ports: Vec<DeployedPort>,
    /// Where it answers.
    pub endpoints: Vec<Endpoint>,
    /// The address it was given on the network; `None`: the engine chose.
    #[serde(default)]
    pub address: Option<Ipv4Addr>,
    /// The volumes that die with it.
    #[serde(default)]
    pub volumes: Vec<String>,
    /// What it was doing when last seen.
    #[serde(default)]
    pub state: ContainerState,
    /// What its health check said when last seen.
    #[serde(default)]
    pub health: HealthState,
}

/// A port of a container of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployedPort {
    /// Its number inside the container.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The scope it was declared with.
    pub scope: Scope,
    /// Its number on the machine, when published.
    pub published: Option<u16>,
}

impl Deployed {
    /// What a container's labels tell; `None`: it is not of that environment, or not ours.
    #[must_use]
    pub fn read(environment: &str, found: &ContainerSummary) -> Option<Self> {
        let label = |key: &str| found.labels.get(key).cloned();
        if label(ENVIRONMENT)? != environment {
            return None;
        }
        Some(Self {
            container: found.name.clone(),
            application: label(APPLICATION)?,
            host: label(HOST).unwrap_or_default(),
            id: found.id.clone(),
            image: found.image.clone(),
            fingerprint: Fingerprint {
                hash: label(HASH).unwrap_or_default(),
                fields: json(label(FIELDS)),
            },
            ports: json(label(PORTS)),
            endpoints: json(label(ENDPOINTS)),
            address: label(ADDRESS).and_then(|text| text.parse().ok()),
            volumes: json(label(VOLUMES)),
            state: found.state,
            health: found.health,
        })
    }

    /// The labels that tell all this.
    #[must_use]
    pub fn labels(&self, environment: &str) -> Labels {
        let text = |value: serde_json::Value| value.to_string();
        let mut labels = Labels::from([
            (ENVIRONMENT.to_owned(), environment.to_owned()),
            (HOST.to_owned(), self.host.clone()),
            (APPLICATION.to_owned(), self.application.clone()),
            (HASH.to_owned(), self.fingerprint.hash.clone()),
            (FIELDS.to_owned(), text(serde_json::json!(self.fingerprint.fields))),
            (PORTS.to_owned(), text(serde_json::json!(self.ports))),
            (ENDPOINTS.to_owned(), text(serde_json::json!(self.endpoints))),
        ]);
        if let Some(address) = self.address {
            labels.insert(ADDRESS.to_owned(), address.to_string());
        }
        if !self.volumes.is_empty() {
            labels.insert(VOLUMES.to_owned(), text(serde_json::json!(self.volumes)));
        }
        labels
    }

    /// The number a port is published under.
    #[must_use]
    pub fn published(&self, port: u16, protocol: Protocol) -> Option<u16> {
        let same = |p: &&DeployedPort| p.port == port && p.protocol == protocol;
        self.ports.iter().find(same)?.published
    }
}

/// Finds everything of an environment.
#[must_use]
pub fn of_environment(environment: &str) -> LabelFilter {
    LabelFilter::any().with(ENVIRONMENT, environment)
}

/// The labels of a network of an environment.
#[must_use]
pub fn network(environment: &str) -> Labels {
    Labels::from([(ENVIRONMENT.to_owned(), environment.to_owned())])
}

/// The labels of a network of an environment whose containers have fixed addresses.
#[must_use]
pub fn network_with_addresses(environment: &str) -> Labels {
    let mut labels = network(environment);
    labels.insert(FIXED.to_owned(), "true".to_owned());
    labels
}

/// The labels of a volume of an application.
#[must_use]
pub fn volume(environment: &str, application: &str) -> Labels {
    let mut labels = network(environment);
    labels.insert(APPLICATION.to_owned(), application.to_owned());
    labels
}

/// Whether labels are those of the environment.
#[must_use]
pub fn belongs(labels: &Labels, environment: &str) -> bool {
    labels.get(ENVIRONMENT).is_some_and(|found| found == environment)
}

/// A label as it was written; one that somebody mangled counts as empty, which leads to a replacement.
fn json<T: serde::de::DeserializeOwned + Default>(label: Option<String>) -> T {
    label.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

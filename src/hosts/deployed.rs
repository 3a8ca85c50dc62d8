//! A deployed container, as its labels describe it.
//!
//! The labels alone are enough to recover the state of an environment. What they say is not yet proof of
//! ownership: images made by `docker commit` hand labels on to foreign containers; see [`super::ownership`].

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::engine::{ContainerState, ContainerSummary, HealthState, Labels, Protocol};

use super::endpoints::{DeployedPort, Endpoint};
use super::fingerprint::Fingerprint;
use super::labels::{
    ADDRESS, APPLICATION, ENDPOINTS, ENVIRONMENT, FIELDS, HASH, HOST, ORIGIN, POD, PORTS, VOLUMES,
    pause_application,
};
use super::port_allocator::PortOwner;

/// A container of an environment, as its labels describe it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Deployed {
    /// Name of the container at the engine.
    pub container: String,
    /// Name of the application within its environment.
    pub application: String,
    /// The host it was deployed through.
    pub host: String,
    /// The pod it is in, if it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod: Option<String>,
    /// The engine's id of the container.
    #[serde(default)]
    pub id: String,
    /// The program or model that created it, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The image it was created from.
    pub image: String,
    /// What it was created from.
    pub fingerprint: Fingerprint,
    /// Its declared ports, with the published numbers.
    pub ports: Vec<DeployedPort>,
    /// The endpoints known when it was created.
    pub endpoints: Vec<Endpoint>,
    /// The fixed address on the environment's network; `None`: the engine assigned one.
    #[serde(default)]
    pub address: Option<Ipv4Addr>,
    /// Names of the temporary volumes that are removed with the container.
    #[serde(default)]
    pub volumes: Vec<String>,
    /// State when last observed.
    #[serde(default)]
    pub state: ContainerState,
    /// Health when last observed.
    #[serde(default)]
    pub health: HealthState,
}

impl Deployed {
    /// Reads a container's labels; `None` when they are not those of `environment`.
    #[must_use]
    pub(crate) fn read(environment: &str, found: &ContainerSummary) -> Option<Self> {
        let label = |key: &str| found.labels.get(key).cloned();
        if label(ENVIRONMENT)? != environment {
            return None;
        }
        Some(Self {
            container: found.name.clone(),
            application: label(APPLICATION)?,
            host: label(HOST).unwrap_or_default(),
            pod: label(POD),
            id: found.id.clone(),
            origin: label(ORIGIN),
            image: found.image.clone(),
            fingerprint: Fingerprint {
                hash: label(HASH).unwrap_or_default(),
                fields: parse_json(label(FIELDS)),
                ..Fingerprint::default()
            },
            ports: parse_json(label(PORTS)),
            endpoints: parse_json(label(ENDPOINTS)),
            address: label(ADDRESS).and_then(|text| text.parse().ok()),
            volumes: parse_json(label(VOLUMES)),
            state: found.state,
            health: found.health,
        })
    }

    /// The labels from which [`Self::read`] restores all this.
    #[must_use]
    pub(crate) fn labels(&self, environment: &str) -> Labels {
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
        if let Some(origin) = &self.origin {
            labels.insert(ORIGIN.to_owned(), origin.clone());
        }
        if let Some(pod) = &self.pod {
            labels.insert(POD.to_owned(), pod.clone());
        }
        if let Some(address) = self.address {
            labels.insert(ADDRESS.to_owned(), address.to_string());
        }
        if !self.volumes.is_empty() {
            labels.insert(VOLUMES.to_owned(), text(serde_json::json!(self.volumes)));
        }
        labels
    }

    /// Whether it ran when it was last observed.
    #[must_use]
    pub(crate) fn is_running(&self) -> bool {
        self.state == ContainerState::Running
    }

    /// Whether it is the pause container of a pod, not an application.
    #[must_use]
    pub(crate) fn is_pause(&self) -> bool {
        self.pod.as_ref().is_some_and(|pod| self.application == pause_application(pod))
    }

    /// Whether it is an application in that pod.
    #[must_use]
    pub(crate) fn is_in_pod(&self, pod: &str) -> bool {
        self.pod.as_deref() == Some(pod) && !self.is_pause()
    }

    /// The number a port is published under.
    #[must_use]
    pub(crate) fn published(&self, port: u16, protocol: Protocol) -> Option<u16> {
        let same = |p: &&DeployedPort| p.port == port && p.protocol == protocol;
        self.ports.iter().find(same)?.published
    }

    /// The published ports the container holds, each with its owner. Those of a pod are its pause container's.
    #[must_use]
    pub(crate) fn held_ports(&self) -> Vec<(PortOwner, u16)> {
        if self.pod.is_some() && !self.is_pause() {
            return Vec::new();
        }
        let owner = |port: u16, protocol| PortOwner {
            application: self.application.clone(),
            port,
            protocol,
        };
        let published = self.ports.iter().filter_map(|p| Some((p, p.published?)));
        published.map(|(p, number)| (owner(p.port, p.protocol), number)).collect()
    }
}

/// Parses a label; a damaged one counts as empty, which makes the container differ and be replaced.
fn parse_json<T: serde::de::DeserializeOwned + Default>(label: Option<String>) -> T {
    label.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

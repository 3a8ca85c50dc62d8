//! Where a container is: on the environment's network by itself, or in a pod with others.
//!
//! A pod's containers share the network of its pause container: that one is on the environment's network under the pod's
//! name, and has the published ports of all of them.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use crate::engine::{ContainerDetail, Network};

use super::container::{Container, Port};
use super::endpoints::{DeployedPort, Endpoint};
use super::scope::PortScope;
use super::settings::HostSettings;

/// Where a container is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Placement {
    /// On the environment's network, with an address, a DNS name and published ports of its own.
    #[default]
    Alone,
    /// It is the pause container of this pod.
    Pause(String),
    /// In the network of a pod's pause container.
    InPod(PauseContainer),
}

/// A pause container that runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PauseContainer {
    /// The pod.
    pub pod: String,
    /// The engine's id of the container.
    pub id: String,
    /// Time of its last start in the engine's format.
    pub started_at: String,
    /// The published ports of the pod.
    pub ports: Vec<DeployedPort>,
}

impl PauseContainer {
    /// Whether containers in the network of one are in that of the other: a start makes a new one.
    pub(super) fn is_same_network(&self, other: &Self) -> bool {
        self.id == other.id && self.started_at == other.started_at
    }
}

impl Placement {
    /// The pod of the container, if it is in one.
    #[must_use]
    pub(crate) fn pod(&self) -> Option<&str> {
        match self {
            Self::Alone => None,
            Self::Pause(pod) => Some(pod),
            Self::InPod(pause) => Some(&pause.pod),
        }
    }

    /// The fields of a fingerprint that describe the host and the place, not the container itself.
    pub(super) fn context(
        &self,
        host: &HostSettings,
        container: &Container,
    ) -> Vec<(&'static str, String)> {
        let mut context = vec![("host", host.name.clone())];
        context.extend(self.pod().map(|pod| ("pod", pod.to_owned())));
        // The bind address matters only to ports that the container itself publishes.
        let publishes = container.ports.iter().any(|port| port.scope >= PortScope::Cloud);
        if publishes && host.cluster.is_none() && !matches!(self, Self::InPod(_)) {
            context.push(("bindAddress", host.bind_address.to_string()));
        }
        context
    }

    /// The DNS name of the container on the environment's network; `None`: it has none of its own.
    pub(super) fn dns_name(&self, container: &Container) -> Option<String> {
        match self {
            Self::Alone => Some(container.dns_name()),
            Self::Pause(pod) => Some(pod.to_lowercase()),
            Self::InPod(_) => None,
        }
    }

    /// The network of the container to create; `network` is that of the environment.
    pub(super) fn network(
        &self,
        container: &Container,
        network: String,
        address: Option<Ipv4Addr>,
    ) -> Network {
        match self {
            Self::InPod(pause) => Network::Container(pause.id.clone()),
            Self::Alone | Self::Pause(_) => {
                let aliases = self.dns_name(container).into_iter().collect();
                Network::Named { name: network, aliases, address }
            }
        }
    }

    /// The endpoints of the container. Those of a pause container are those of the applications in the pod.
    pub(super) fn endpoints(
        &self,
        host: &HostSettings,
        application: &str,
        ports: &[DeployedPort],
        address: Option<IpAddr>,
    ) -> Vec<Endpoint> {
        match self {
            Self::Alone => host.endpoints(application, ports, address),
            Self::Pause(_) => Vec::new(),
            Self::InPod(pause) => host.endpoints_in_pod(application, &pause.pod, ports),
        }
    }

    /// The published port of a declared one, where the pod has published it.
    pub(super) fn published_by_pod(&self, port: &Port) -> Option<u16> {
        let Self::InPod(pause) = self else { return None };
        let same = |p: &&DeployedPort| p.port == port.port && p.protocol == port.protocol;
        pause.ports.iter().find(same)?.published
    }

    /// Whether the container shares the network of another one than it should: that of a pause container that is gone.
    pub(super) fn is_elsewhere(&self, found: &ContainerDetail) -> bool {
        match self {
            Self::InPod(pause) => found.shares_network_of.as_deref() != Some(&*pause.id),
            Self::Alone | Self::Pause(_) => false,
        }
    }

    /// Whether the container was started before its pause container was: then it is in a network that has ended.
    pub(super) fn is_left_behind(&self, found: &ContainerDetail) -> bool {
        match self {
            Self::InPod(pause) => is_before(&found.started_at, &pause.started_at),
            Self::Alone | Self::Pause(_) => false,
        }
    }
}

/// Whether one start was before another. Engines name a start by its time, a simulated one may number it: a plan starts from
/// real containers, and whatever it starts is later.
fn is_before(one: &str, other: &str) -> bool {
    let start = |text: &str| {
        let number = text.strip_prefix("start ").and_then(|number| number.parse::<u64>().ok());
        (number, text.parse::<Timestamp>().ok())
    };
    match (start(one), start(other)) {
        ((None, Some(one)), (None, Some(other))) => one < other,
        ((Some(one), _), (Some(other), _)) => one < other,
        ((None, Some(_)), (Some(_), _)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_in_order_of_time_and_number() {
        let (early, late) = ("2026-01-01T00:00:00.64Z", "2026-01-01T00:00:00.642Z");
        assert!(is_before(early, late) && !is_before(late, early) && !is_before(early, early));
        assert!(is_before("start 9", "start 10") && !is_before("start 10", "start 9"));
        assert!(is_before(late, "start 1") && !is_before("start 1", late));
        assert!(!is_before("", early) && !is_before(early, ""), "what never ran is started anyway");
    }
}

//! Starts a simulated engine with a snapshot of another engine.

use super::script::ImageScript;
use super::state::{LocalImage, SimulatedContainer, SimulatedState, full_reference};
use crate::engine::{
    AnonymousVolume, ContainerDetail, ContainerSpec, ContainerSummary, Health, HealthState,
    HostPort, Labels, Network, PortSpec, PublishedPort, Snapshot, VolumeSummary,
};

impl SimulatedState {
    /// The state after a snapshot, with the predefined networks.
    pub(super) fn holding(snapshot: &Snapshot) -> Self {
        let mut state = Self::default();
        for own in ["bridge", "host", "none"] {
            state.add_network(own, Labels::new());
        }
        for network in &snapshot.networks {
            state.networks.insert(network.name.clone(), network.clone());
            // A list does not say whether the subnet was explicit; a network that allows fixed addresses is the safer copy.
            state.configured.insert(network.name.clone());
        }
        for volume in &snapshot.volumes {
            state.volumes.insert(volume.name.clone(), volume.clone());
        }
        for image in &snapshot.images {
            for name in &image.names {
                let known = LocalImage { id: image.id.clone(), script: ImageScript::default() };
                state.images.insert(full_reference(name), known);
            }
        }
        for container in &snapshot.containers {
            state.adopt(container);
        }
        for detail in &snapshot.details {
            state.complete(detail);
        }
        state
    }

    /// Adds a container of a snapshot, as far as lists describe it.
    fn adopt(&mut self, found: &ContainerSummary) {
        let known = || LocalImage { id: found.image_id.clone(), script: ImageScript::default() };
        self.images.entry(full_reference(&found.image)).or_insert_with(known);
        for place in &found.networks {
            if !self.networks.contains_key(&place.network) {
                self.add_network(&place.network, Labels::new());
            }
        }
        let container = SimulatedContainer {
            id: found.id.clone(),
            image_id: found.image_id.clone(),
            spec: spec_of(found),
            state: found.state,
            exit_code: found.exit_code,
            health: Health { state: found.health, ..Health::default() },
            ports: found.ports.clone(),
            networks: found.networks.clone(),
            // A plan assumes that a container becomes healthy once it is started again.
            script: ImageScript {
                has_healthcheck: found.health != HealthState::None,
                ..ImageScript::default()
            },
            ..SimulatedContainer::default()
        };
        self.containers.insert(found.name.clone(), container);
    }

    /// Adds to a container of a snapshot what only its inspection describes.
    fn complete(&mut self, detail: &ContainerDetail) {
        let image = detail.summary.image.clone();
        let Some(found) = self.containers.get_mut(&detail.summary.name) else { return };
        found.spec.image.clone_from(&image);
        found.spec.memory = detail.limits.memory;
        found.spec.cpus = detail.limits.cpus;
        found.spec.restart = detail.limits.restart;
        found.spec.healthcheck.clone_from(&detail.healthcheck);
        found.other_limits.clone_from(&detail.other_limits);
        found.aliases.clone_from(&detail.aliases);
        found.started_at = detail.started_at.parse().ok();
        if let Some(id) = &detail.shares_network_of {
            found.spec.network = Network::Container(id.clone());
        }
        found.anonymous.clone_from(&detail.anonymous_volumes);
        let known = LocalImage { id: found.image_id.clone(), script: ImageScript::default() };
        for AnonymousVolume { name, .. } in &detail.anonymous_volumes {
            let volume = VolumeSummary { name: name.clone(), labels: Labels::new() };
            self.volumes.entry(name.clone()).or_insert(volume);
        }
        self.images.entry(full_reference(&image)).or_insert(known);
    }
}

/// The part of a specification that a list contains.
fn spec_of(found: &ContainerSummary) -> ContainerSpec {
    let port = |port: &PublishedPort| PortSpec {
        container_port: port.container_port,
        protocol: port.protocol,
        host: port.host_port.map(|number| HostPort { address: port.host_address, port: number }),
    };
    let network =
        found.networks.first().map_or(Network::None, |place| match place.network.as_str() {
            "bridge" => Network::Default,
            "host" => Network::Host,
            "none" => Network::None,
            other => Network::Named { name: other.to_owned(), aliases: Vec::new(), address: None },
        });
    ContainerSpec {
        name: found.name.clone(),
        image: found.image.clone(),
        labels: found.labels.clone(),
        ports: found.ports.iter().map(port).collect(),
        network,
        ..ContainerSpec::default()
    }
}

//! All that a simulated engine holds, and how its requests begin.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedSender;
use futures_util::future::BoxFuture;

use super::script::{Fault, ImageScript, Operation};
use crate::engine::reference::Reference;
use crate::engine::{
    ContainerEvent, ContainerSpec, ContainerState, ContainerSummary, Credentials, EngineError,
    EngineErrorKind, EventAction, FileContent, Health, HealthState, HostPort, Image, LabelFilter,
    Labels, LogChunk, Network, NetworkAddress, NetworkSummary, PortSpec, ProgressSink, Protocol,
    PublishedPort, PullProgress, Snapshot, VolumeSummary, name,
};

/// All that a simulated engine holds.
#[derive(Default)]
pub(super) struct World {
    /// Local images by their names written out.
    pub(super) images: BTreeMap<String, LocalImage>,
    /// What images in registries do, when it was told.
    offered: BTreeMap<String, ImageScript>,
    /// Images that no registry has.
    lost: BTreeSet<String>,
    /// Containers by name.
    pub(super) containers: BTreeMap<String, Container>,
    /// Networks by name, the engine's own too.
    pub(super) networks: BTreeMap<String, NetworkSummary>,
    /// The networks whose addresses were chosen for them: their containers can be given fixed ones.
    pub(super) configured: BTreeSet<String>,
    /// Volumes by name.
    pub(super) volumes: BTreeMap<String, VolumeSummary>,
    /// Ports that programs outside of all containers listen on.
    pub(super) occupied: Vec<(IpAddr, Protocol, u16)>,
    /// Requests that will fail.
    pub(super) faults: Vec<Fault>,
    /// Kinds of requests that take their time.
    pub(super) delays: BTreeMap<Operation, Delay>,
    /// Every request so far.
    pub(super) requests: Vec<Operation>,
    /// Who wants to know what happens to which containers.
    pub(super) subscribers: Vec<(LabelFilter, UnboundedSender<ContainerEvent>)>,
    made: u64,
}

/// An image that is present.
#[derive(Clone, Debug)]
pub(super) struct LocalImage {
    /// Its id.
    pub(super) id: String,
    /// What its containers do.
    pub(super) script: ImageScript,
}

/// A container and all that happened to it.
#[derive(Debug, Default)]
pub(super) struct Container {
    pub(super) id: String,
    pub(super) image_id: String,
    pub(super) spec: ContainerSpec,
    pub(super) script: ImageScript,
    pub(super) state: ContainerState,
    pub(super) exit_code: Option<i64>,
    pub(super) error: String,
    pub(super) restarts: u64,
    pub(super) starts: u64,
    pub(super) health: Health,
    /// How often somebody looked since the start.
    pub(super) looks: usize,
    pub(super) ports: Vec<PublishedPort>,
    pub(super) networks: Vec<NetworkAddress>,
    pub(super) logs: Vec<LogChunk>,
    pub(super) followers: Vec<UnboundedSender<LogChunk>>,
    pub(super) files: BTreeMap<String, FileContent>,
}

/// Makes the futures that delayed requests wait for.
pub(super) type Delay = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// What becomes of one request.
pub(super) struct Course {
    /// How long it takes.
    pub(super) delay: Option<Delay>,
    /// How it fails.
    pub(super) fault: Option<Fault>,
}

impl World {
    /// A world that holds what an engine held, and the engine's own networks.
    pub(super) fn holding(snapshot: &Snapshot) -> Self {
        let mut world = Self::default();
        for own in ["bridge", "host", "none"] {
            world.add_network(own, Labels::new());
        }
        for network in &snapshot.networks {
            world.networks.insert(network.name.clone(), network.clone());
            // Whether its addresses were chosen for it is not told: one that does not mind is the better copy.
            world.configured.insert(network.name.clone());
        }
        for volume in &snapshot.volumes {
            world.volumes.insert(volume.name.clone(), volume.clone());
        }
        for container in &snapshot.containers {
            world.adopt(container);
        }
        world
    }

    /// Counts a request and finds out what becomes of it.
    pub(super) fn begin(&mut self, operation: Operation) -> Course {
        self.requests.push(operation);
        for fault in self.faults.iter_mut().filter(|fault| fault.operation == operation) {
            fault.nth = fault.nth.saturating_sub(1);
        }
        let due = |fault: &Fault| fault.operation == operation && fault.nth == 0;
        let fault = self.faults.iter().position(due).map(|index| self.faults.remove(index));
        Course { delay: self.delays.get(&operation).cloned(), fault }
    }

    /// A new id, different from all before.
    pub(super) fn new_id(&mut self) -> String {
        self.made += 1;
        format!("{:064x}", self.made)
    }

    /// Makes an image present.
    pub(super) fn add_image(&mut self, image: &str, script: ImageScript) {
        let id = format!("sha256:{}", self.new_id());
        self.images.insert(full(image), LocalImage { id, script });
    }

    /// Makes an image available from its registry.
    pub(super) fn offer_image(&mut self, image: &str, script: ImageScript) {
        self.lost.remove(&full(image));
        self.offered.insert(full(image), script);
    }

    /// Makes an image unavailable.
    pub(super) fn lose_image(&mut self, image: &str) {
        self.lost.insert(full(image));
    }

    /// The local image of that name.
    pub(super) fn find_image(&self, image: &str) -> Result<Option<Image>, EngineError> {
        name::check_image(image)?;
        Ok(self.images.get(&full(image)).map(|found| Image {
            id: found.id.clone(),
            exposed: found.script.exposed.clone(),
            has_healthcheck: found.script.has_healthcheck,
        }))
    }

    /// Makes an image present, unless it is lost. A present one that nothing new is known of stays.
    pub(super) fn pull(
        &mut self,
        image: &str,
        _credentials: Option<&Credentials>,
        progress: ProgressSink<'_>,
    ) -> Result<(), EngineError> {
        let key = full(name::check_image(image)?);
        if self.lost.contains(&key) {
            let message = format!("manifest for {image} not found: manifest unknown");
            return Err(EngineError::new(EngineErrorKind::NoSuchImage, message));
        }
        let step = |status: &str| PullProgress { status: status.to_owned(), ..Default::default() };
        progress(step("Pulling"));
        let offered = self.offered.get(&key).cloned();
        let present = self.images.get(&key).map(|found| &found.script);
        if present.is_none() || (offered.is_some() && offered.as_ref() != present) {
            self.add_image(image, offered.unwrap_or_default());
        }
        progress(step("Complete"));
        Ok(())
    }

    /// Tells whoever wants to know what happened to a container.
    pub(super) fn tell(&mut self, name: &str, action: EventAction) {
        let Some(container) = self.containers.get(name) else { return };
        let event = ContainerEvent { id: container.id.clone(), name: name.to_owned(), action };
        let labels = container.spec.labels.clone();
        self.subscribers.retain(|(filter, subscriber)| {
            // One who went away is forgotten.
            if filter.matches(&labels) {
                subscriber.unbounded_send(event.clone()).is_ok()
            } else {
                !subscriber.is_closed()
            }
        });
    }

    /// A container that some engine held, as far as its list told.
    fn adopt(&mut self, found: &ContainerSummary) {
        let known = || LocalImage { id: found.image_id.clone(), script: ImageScript::default() };
        self.images.entry(full(&found.image)).or_insert_with(known);
        for place in &found.networks {
            if !self.networks.contains_key(&place.network) {
                self.add_network(&place.network, Labels::new());
            }
        }
        let container = Container {
            id: found.id.clone(),
            image_id: found.image_id.clone(),
            spec: spec_of(found),
            state: found.state,
            exit_code: found.exit_code,
            health: Health { state: found.health, ..Health::default() },
            ports: found.ports.clone(),
            networks: found.networks.clone(),
            script: ImageScript {
                verdict: (found.health != HealthState::None).then_some(found.health),
                has_healthcheck: found.health != HealthState::None,
                ..ImageScript::default()
            },
            ..Container::default()
        };
        self.containers.insert(found.name.clone(), container);
    }
}

/// The name of an image written out.
pub(super) fn full(image: &str) -> String {
    Reference::parse(image).canonical()
}

/// As much of a specification as a list tells.
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

//! Creates one container and starts it: image, network, volumes, ports, creation, start, health.

use std::net::IpAddr;

use crate::engine::{
    ContainerSpec, ContainerState, ContainerSummary, EngineErrorKind, HostPort, Mount, PortSpec,
};
use crate::hosts::container::Port;
use crate::hosts::deployed::Deployed;
use crate::hosts::endpoints::DeployedPort;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::placement::Placement;
use crate::hosts::port_allocator::PortOwner;
use crate::hosts::progress::Event;
use crate::hosts::removal;

use super::Reconciliation;
use super::replace::Previous;
use super::volumes;

/// How many published ports are tried before giving up.
const MOST_TRIES: usize = 64;

impl Reconciliation<'_> {
    /// Creates the container and waits until it runs and is healthy. A previous one is stopped as late as possible, to
    /// keep the interruption short. A container that cannot be started is removed again; one that ran and failed is
    /// kept, so that its logs can be read.
    pub(super) async fn build(
        &self,
        previous: Option<&Previous>,
    ) -> Result<ContainerSummary, HostError> {
        let image = self.image().await?;
        self.site.check_interrupt(self.application(), "creating")?;
        self.site.ensure_network().await?;
        for _ in 0..MOST_TRIES {
            let deployed = self.describe(&image.name, previous)?;
            self.create_container(&deployed, previous).await?;
            if let Some(previous) = previous {
                self.stop_previous(previous).await?;
            }
            self.report(&Event::Starting);
            match self.start(&self.name).await {
                Ok(()) => return self.wait(&self.name, Some(0)).await,
                Err(error) => self.start_failed(error).await?,
            }
        }
        let published = self.container.ports.iter().find(|port| port.scope.is_published());
        Err(self.no_free_port(published.unwrap_or(&Port::default())))
    }

    /// Describes the container to create: everything that its labels will record.
    fn describe(&self, image: &str, previous: Option<&Previous>) -> Result<Deployed, HostError> {
        let ports = self.publish()?;
        let taken = previous.map_or(&[][..], |previous| &previous.deployed.volumes);
        let application = self.application();
        let address = match self.placement {
            Placement::InPod(_) => None,
            _ => self.site.allocations().acquire_address(application),
        };
        let endpoints =
            self.placement.endpoints(self.host, application, &ports, address.map(IpAddr::V4));
        Ok(Deployed {
            container: self.name.clone(),
            application: self.application().to_owned(),
            host: self.host.name.clone(),
            pod: self.placement.pod().map(str::to_owned),
            origin: self.site.inventory().origin(),
            image: image.to_owned(),
            fingerprint: self.desired.clone(),
            endpoints,
            address,
            ports,
            volumes: volumes::names(&self.name, self.container, taken),
            ..Deployed::default()
        })
    }

    /// Allocates a published port for each declared port whose scope needs one. Those with the smallest choice come
    /// first, so that no other port of the container takes theirs.
    fn publish(&self) -> Result<Vec<DeployedPort>, HostError> {
        let ports = &self.container.ports;
        let choice = |port: &Port| port.host_port.map_or(usize::MAX, |range| range.len());
        let mut order: Vec<usize> = (0..ports.len()).collect();
        order.sort_by_key(|index| choice(&ports[*index]));
        let mut published = vec![None; ports.len()];
        for index in order {
            published[index] = self.acquire(&ports[index])?;
        }
        let deployed = |(port, published): (&Port, Option<u16>)| DeployedPort {
            port: port.port,
            protocol: port.protocol,
            scope: port.scope,
            published,
        };
        Ok(ports.iter().zip(published).map(deployed).collect())
    }

    /// The published port of a declared one; `None`: its scope needs none.
    fn acquire(&self, port: &Port) -> Result<Option<u16>, HostError> {
        if !port.scope.is_published() || matches!(self.placement, Placement::InPod(_)) {
            return Ok(self.placement.published_by_pod(port).filter(|_| port.scope.is_published()));
        }
        let application = self.application().to_owned();
        let owner = PortOwner { application, port: port.port, protocol: port.protocol };
        let found = self.site.allocations().acquire_port(&owner, port.host_port);
        found.map(Some).ok_or_else(|| self.no_free_port(port))
    }

    async fn create_container(
        &self,
        deployed: &Deployed,
        previous: Option<&Previous>,
    ) -> Result<(), HostError> {
        // Its temporary volumes are created before it, so they are removed again when the engine refuses the container.
        self.report(&Event::Creating);
        // Volumes come first, because the container mounts them; if it cannot be created, they
        // are removed again. If the engine is gone, the next run finds them by their labels.
        let mut mounts = self.create_volumes(deployed).await?;
        let image_volumes = previous.map_or(&[][..], |previous| &previous.image_volumes);
        mounts.extend(volumes::take_over(self.container, image_volumes));
        let spec = self.spec(deployed, mounts);
        let created =
            self.site.change(ChangeKind::Create, &self.name, self.site.engine().create(&spec));
        let id = match created.await {
            Ok(id) => id,
            Err(error) => {
                if !error.is_engine_gone() {
                    removal::remove_volumes(self.site, &deployed.volumes).await?;
                }
                return Err(error);
            }
        };
        self.site.inventory().observe_created(ContainerSummary {
            id,
            name: spec.name,
            image: spec.image,
            labels: spec.labels,
            state: ContainerState::Created,
            ..ContainerSummary::default()
        });
        Ok(())
    }

    fn spec(&self, deployed: &Deployed, mounts: Vec<Mount>) -> ContainerSpec {
        // A field here must also be a row of the fingerprint ([`crate::hosts::fingerprint`]),
        // or a change of it would not replace the container. `init` stays off: with it, a
        // command that cannot be run would not fail the start.
        let c = self.container;
        let mut labels = deployed.labels(self.site.environment());
        labels.extend(c.labels.clone());
        ContainerSpec {
            name: self.name.clone(),
            image: deployed.image.clone(),
            command: c.commands.clone(),
            entrypoint: c.entrypoint.clone(),
            env: c.env.clone(),
            ports: self.port_specs(deployed),
            mounts,
            network: self.placement.network(
                c,
                self.site.inventory().network_name(),
                deployed.address,
            ),
            labels,
            privileged: c.privileged,
            restart: c.restart,
            healthcheck: c.healthcheck.clone(),
            memory: c.memory,
            cpus: c.cpus,
            user: c.user.clone(),
            working_dir: c.working_dir.clone(),
            hostname: None,
            read_only: c.read_only,
            stop_timeout: c.stop_timeout,
            files: c.files.clone(),
            init: false,
        }
    }

    /// The ports to publish. A container in a pod has none: engines refuse them, and the pause container has them.
    fn port_specs(&self, deployed: &Deployed) -> Vec<PortSpec> {
        match self.placement {
            Placement::InPod(_) => Vec::new(),
            _ => deployed.ports.iter().map(|port| self.port_spec(port)).collect(),
        }
    }

    fn port_spec(&self, port: &DeployedPort) -> PortSpec {
        let address: IpAddr = self.host.bind_address;
        PortSpec {
            container_port: port.port,
            protocol: port.protocol,
            host: port.published.map(|port| HostPort { address: Some(address), port }),
        }
    }

    /// Removes a container that could not be started. When a port or address was taken, or the network is another one now,
    /// the caller tries again.
    async fn start_failed(&self, error: HostError) -> Result<(), HostError> {
        if error.is_engine_gone() {
            return Err(error);
        }
        let HostError::Engine { error: said, .. } = &error else { return Err(error) };
        let kind = said.kind;
        self.clear(&self.name).await?;
        if matches!(kind, EngineErrorKind::NetworkMismatch | EngineErrorKind::NoSuchNetwork) {
            // Another run created the network at the same moment, and only one of the two is kept.
            self.site.reopen_network().await?;
            return Ok(());
        }
        if self.learn_taken(kind) { Ok(()) } else { Err(error) }
    }

    /// Learns from the engine's refusal which published port or address another program holds; returns whether
    /// another try makes sense.
    pub(super) fn learn_taken(&self, kind: EngineErrorKind) -> bool {
        if kind == EngineErrorKind::AddressTaken {
            return self.site.allocations().learn_taken_address(self.application());
        }
        let EngineErrorKind::PortTaken { port } = kind else { return false };
        let held: Vec<(PortOwner, u16)> = self.site.allocations().ports_of(self.application());
        // If the engine does not say which port is taken, none of them is tried again.
        let taken_ports: Vec<_> =
            held.iter().filter(|(_, n)| port.is_none_or(|p| p == *n)).collect();
        for (owner, taken) in &taken_ports {
            self.site.allocations().learn_taken_port(*taken, owner.protocol);
            let event = Event::PortTaken { port: owner.port, taken: *taken };
            self.report(&event);
        }
        !taken_ports.is_empty()
    }

    fn no_free_port(&self, port: &Port) -> HostError {
        HostError::NoFreePort {
            container: self.application().to_owned(),
            port: port.port,
            protocol: port.protocol,
            wanted: port.host_port,
        }
    }
}

//! Makes one container and brings it up: image, network, volumes, ports, creation, start, health.

use std::net::IpAddr;

use crate::engine::{
    ContainerSpec, ContainerState, ContainerSummary, EngineErrorKind, HostPort, Mount, Network,
    PortSpec, Protocol,
};
use crate::hosts::container::Port;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::labels::{Deployed, DeployedPort};
use crate::hosts::ports::Owner;
use crate::hosts::progress::Event;
use crate::hosts::removal;

use super::Job;
use super::replace::Former;
use super::volumes;

/// How many published numbers are tried before giving up.
const MOST_TRIES: usize = 64;

impl Job<'_> {
    /// Makes the container and waits until it runs and is healthy. A former one is stopped as late
    /// as possible. What was made is removed again when it could not even be started; one that ran
    /// and failed is kept, so that its logs can be read.
    pub(super) async fn build(
        &self,
        former: Option<&Former>,
    ) -> Result<ContainerSummary, HostError> {
        let image = self.image().await?;
        self.site.go_on(self.application(), "creating")?;
        self.site.ensure_network().await?;
        for _ in 0..MOST_TRIES {
            let deployed = self.describe(&image.name, former)?;
            self.make(&deployed).await?;
            if let Some(former) = former {
                self.stop_former(former).await?;
            }
            self.site.tell(self.application(), &Event::Starting);
            match self.start(&self.name).await {
                Ok(()) => return self.wait(&self.name, Some(0)).await,
                Err(error) => self.start_failed(error).await?,
            }
        }
        Err(self.no_free_port(MOST_TRIES))
    }

    /// What the container will be.
    fn describe(&self, image: &str, former: Option<&Former>) -> Result<Deployed, HostError> {
        let ports = self.publish()?;
        let taken = former.map_or(&[][..], |former| &former.deployed.volumes);
        let address = self.site.with_addresses(|book| book.acquire(self.application()));
        Ok(Deployed {
            container: self.name.clone(),
            application: self.application().to_owned(),
            host: self.host.name.clone(),
            image: image.to_owned(),
            fingerprint: self.wanted.clone(),
            endpoints: self.host.endpoints(self.application(), &ports, address.map(IpAddr::V4)),
            address,
            ports,
            volumes: volumes::names(&self.name, self.container, taken),
            ..Deployed::default()
        })
    }

    /// A published number for each port that wants one.
    fn publish(&self) -> Result<Vec<DeployedPort>, HostError> {
        let one = |port: &Port| {
            let Port { port: number, protocol, scope } = *port;
            let owner =
                Owner { application: self.application().to_owned(), port: number, protocol };
            let published = if scope.is_published() {
                let found = self.site.with_ports(|book| book.acquire(&owner));
                Some(found.ok_or_else(|| self.no_free_port(usize::from(u16::MAX)))?)
            } else {
                None
            };
            Ok(DeployedPort { port: number, protocol, scope, published })
        };
        self.container.ports.iter().map(one).collect()
    }

    async fn make(&self, deployed: &Deployed) -> Result<(), HostError> {
        self.site.tell(self.application(), &Event::Creating);
        let mounts = self.make_volumes(deployed).await?;
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
        self.site.saw(ContainerSummary {
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
        let c = self.container;
        let mut labels = deployed.labels(self.site.environment());
        labels.extend(c.labels.clone());
        ContainerSpec {
            name: self.name.clone(),
            image: deployed.image.clone(),
            command: c.commands.clone(),
            entrypoint: c.entrypoint.clone(),
            env: c.env.clone(),
            ports: deployed.ports.iter().map(|port| self.port_spec(port)).collect(),
            mounts,
            network: Network::Named {
                name: self.site.network_name(),
                aliases: vec![c.dns_name()],
                address: deployed.address,
            },
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

    fn port_spec(&self, port: &DeployedPort) -> PortSpec {
        let address: IpAddr = self.host.bind_address;
        PortSpec {
            container_port: port.port,
            protocol: port.protocol,
            host: port.published.map(|port| HostPort { address: Some(address), port }),
        }
    }

    /// Clears a container that could not be started; a port that was taken is worth another try.
    async fn start_failed(&self, error: HostError) -> Result<(), HostError> {
        if error.is_engine_gone() {
            return Err(error);
        }
        let HostError::Engine { error: said, .. } = &error else { return Err(error) };
        let kind = said.kind;
        self.clear(&self.name).await?;
        if self.learn_taken(kind) { Ok(()) } else { Err(error) }
    }

    /// Learns from the engine which published number or address another program holds.
    pub(super) fn learn_taken(&self, kind: EngineErrorKind) -> bool {
        if kind == EngineErrorKind::AddressTaken {
            return self.site.with_addresses(|book| {
                let held = book.acquire(self.application());
                held.inspect(|address| book.learn_foreign(*address)).is_some()
            });
        }
        let EngineErrorKind::PortTaken { port } = kind else { return false };
        let held: Vec<(Owner, u16)> = self.site.ports_of(self.application());
        // An engine that does not say which one leaves no choice but to give up all of them.
        let guilty: Vec<_> = held.iter().filter(|(_, n)| port.is_none_or(|p| p == *n)).collect();
        for (owner, taken) in &guilty {
            self.site.with_ports(|book| book.learn_foreign(*taken, owner.protocol));
            let event = Event::PortTaken { port: owner.port, taken: *taken };
            self.site.tell(self.application(), &event);
        }
        !guilty.is_empty()
    }

    fn no_free_port(&self, tried: usize) -> HostError {
        let published = self.container.ports.iter().find(|port| port.scope.is_published());
        HostError::NoFreePort {
            container: self.application().to_owned(),
            port: published.map_or(0, |port| port.port),
            protocol: published.map_or(Protocol::Tcp, |port| port.protocol),
            tried,
        }
    }
}

//! `DockerPod`: containers on one engine that share a network namespace, as in a pod of Kubernetes.
//!
//! The namespace is that of a pause container, which has the pod's DNS name and published ports, and which the environment
//! owns like any other container. Engines publish ports when a container is created, so a port that is added or taken away
//! replaces the pause container, and then the pod's containers, which refer to it by its id. One that was started again has a
//! new namespace, so the others are restarted.

mod pause;

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;

use crate::engine::Protocol;

use super::action::Action;
use super::container::{self, Container, InvalidContainer, Port};
use super::deployed::Deployed;
use super::endpoints::Endpoint;
use super::error::HostError;
use super::host::{ContainerHost, HostWork};
use super::outcome::Reconciled;
use super::placement::{PauseContainer, Placement};
use super::pod_members::PodMembers;
use super::repair::{Repair, RestartReason};
use super::settings::HostSettings;
use super::site::Site;
use super::{Difference, labels, reconcile, removal};

/// How often a container is tried whose network ends meanwhile.
const MOST_ATTEMPTS: usize = 8;

/// The longest name of a pod: its pause container has a longer one.
const LONGEST_NAME: usize = 59;

/// A pod on one engine; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct PodHost {
    settings: Arc<HostSettings>,
    /// The settings for the pause container, whose image is in no registry and which runs at once.
    pause_settings: Arc<HostSettings>,
    /// The ports that it publishes whatever its containers declare.
    ports: pause::Ports,
    site: Arc<Site>,
    members: Arc<PodMembers>,
}

impl PodHost {
    /// A pod on a site; its name is that of the host. It publishes these ports from the start, and others once a container
    /// declares them.
    #[must_use]
    pub(crate) fn new(settings: HostSettings, ports: &[Port], site: Arc<Site>) -> Self {
        let pause_settings = HostSettings {
            registry: None,
            mirror: None,
            settle_time: Duration::ZERO,
            ..settings.clone()
        };
        let members = site.pod(&settings.name);
        let (settings, pause_settings) = (Arc::new(settings), Arc::new(pause_settings));
        Self { settings, pause_settings, ports: pause::published(ports), site, members }
    }

    /// Checks the name of a pod, which is a part of the name of its pause container.
    ///
    /// # Errors
    /// What is expected.
    pub(crate) fn check_name(name: &str) -> Result<(), &'static str> {
        container::check_name(name)?;
        if name.len() > LONGEST_NAME {
            Err("a pod's name has at most 59 characters")
        } else {
            Ok(())
        }
    }

    /// The engine it is on, as its environment uses it.
    #[must_use]
    #[cfg(test)]
    pub(crate) fn site(&self) -> &Arc<Site> {
        &self.site
    }

    fn pod(&self) -> &str {
        &self.settings.name
    }

    async fn deploy(&self, container: &Container) -> Result<Reconciled, HostError> {
        container.check()?;
        self.site.load().await?;
        self.check_dns_name()?;
        self.check_ports(container)?;
        self.members.desire(container);
        for _ in 1..MOST_ATTEMPTS {
            let pause = self.ensure_pause().await?;
            let done = self.reconcile_in(&pause, container).await;
            // Another application of the pod may have replaced the pause container meanwhile, or be about to.
            match &done {
                Ok(_) if self.members.settle(&container.name, &pause) => return done,
                Err(error) if error.is_engine_gone() || error.is_interrupt() => return done,
                Err(_) if self.ensure_pause().await?.is_same_network(&pause) => return done,
                _ => {}
            }
        }
        let pause = self.ensure_pause().await?;
        self.reconcile_in(&pause, container).await
    }

    async fn reconcile_in(
        &self,
        pause: &PauseContainer,
        container: &Container,
    ) -> Result<Reconciled, HostError> {
        let placement = Placement::InPod(pause.clone());
        reconcile::reconcile(&self.site, &self.settings, container, &placement).await
    }

    /// Refuses an application on the environment's network that has the DNS name of the pod.
    fn check_dns_name(&self) -> Result<(), HostError> {
        let dns_name = self.pod().to_lowercase();
        let is_alone = |host: &String| self.site.pod_with_dns_name(&host.to_lowercase()).is_none();
        let desired = self.site.ledger().desired().into_iter();
        let mut rivals =
            desired.filter(|(name, host)| name.to_lowercase() == dns_name && is_alone(host));
        match rivals.next() {
            Some((name, _)) => Err(InvalidContainer::with_name_of_pod(&name, self.pod()).into()),
            None => Ok(()),
        }
    }

    /// Refuses a port on which another container of the pod listens, in the program or deployed.
    fn check_ports(&self, container: &Container) -> Result<(), HostError> {
        for (port, protocol) in container.ports.iter().map(|port| (port.port, port.protocol)) {
            let Some(other) = self.listener(port, protocol, &container.name) else { continue };
            return Err(HostError::PortConflict {
                container: container.name.clone(),
                other,
                port,
                protocol,
                pod: self.pod().to_owned(),
            });
        }
        Ok(())
    }

    /// The application in the pod that declares a port, other than this one.
    fn listener(&self, port: u16, protocol: Protocol, but: &str) -> Option<String> {
        let desired = self.members.desired();
        let declares = |c: &&Container| {
            c.name != but && c.ports.iter().any(|p| (p.port, p.protocol) == (port, protocol))
        };
        if let Some(found) = desired.values().find(declares) {
            return Some(found.name.clone());
        }
        let listens = |deployed: &Deployed| {
            deployed.application != but
                && deployed.ports.iter().any(|p| (p.port, p.protocol) == (port, protocol))
        };
        self.deployed_only().into_iter().find(listens).map(|deployed| deployed.application)
    }

    /// The deployed containers of the pod that this run has not met yet, or does not want.
    fn deployed_only(&self) -> Vec<Deployed> {
        let desired = self.members.desired();
        let mut found = self.site.inventory().applications_in(self.pod());
        found.retain(|deployed| !desired.contains_key(&deployed.application));
        found
    }

    /// Brings the pause container into its desired state. The containers that this run has deployed follow if it changes.
    async fn ensure_pause(&self) -> Result<PauseContainer, HostError> {
        let _lock = self.members.lock().await;
        let desired = self.desired_pause(None);
        if self.foresee_pause(&desired).await? == Action::Unchanged {
            self.site.ledger().claim(&desired.name, &self.settings.name, None)?;
        } else {
            self.provide_image().await?;
            let placement = Placement::Pause(self.pod().to_owned());
            reconcile::reconcile(&self.site, &self.pause_settings, &desired, &placement).await?;
        }
        let pause = self.inspect_pause().await?;
        for container in self.members.observe_pause(&pause) {
            self.reconcile_in(&pause, &container).await?;
            self.members.settle(&container.name, &pause);
        }
        Ok(pause)
    }

    /// What would be done to the pause container.
    async fn foresee_pause(&self, desired: &Container) -> Result<Action, HostError> {
        let placement = Placement::Pause(self.pod().to_owned());
        reconcile::plan(&self.site, &self.pause_settings, desired, &placement).await
    }

    /// The desired pause container, for the containers that are desired or deployed, and for one more.
    fn desired_pause(&self, one_more: Option<&Container>) -> Container {
        let mut desired = self.members.desired();
        if let Some(container) = one_more {
            desired.insert(container.name.clone(), container.clone());
        }
        let mut deployed = self.deployed_only();
        deployed.retain(|found| !desired.contains_key(&found.application));
        let mut wanted = self.ports.clone();
        wanted.extend(deployed.iter().flat_map(pause::published_of));
        wanted.extend(desired.values().flat_map(|container| pause::published(&container.ports)));
        let is_declared = |port: u16, protocol: Protocol| {
            let of_desired = desired.values().flat_map(|c| &c.ports);
            let of_deployed = deployed.iter().flat_map(|d| &d.ports);
            of_desired.map(|p| (p.port, p.protocol)).any(|found| found == (port, protocol))
                || of_deployed.map(|p| (p.port, p.protocol)).any(|found| found == (port, protocol))
        };
        let present = self.present_pause();
        let ports = pause::with_spare(wanted, present.as_ref(), is_declared);
        pause::container(self.pod(), &ports)
    }

    /// The pause container as it was listed last.
    fn present_pause(&self) -> Option<Deployed> {
        let inventory = self.site.inventory();
        inventory.owned(&inventory.find(&self.pause_name())?)
    }

    /// The name of the pause container at the engine.
    fn pause_name(&self) -> String {
        self.site.inventory().container_name(&labels::pause_application(self.pod()))
    }

    async fn inspect_pause(&self) -> Result<PauseContainer, HostError> {
        let name = self.pause_name();
        let found = match self.site.inventory().inspected(&name) {
            Some(found) => found,
            None => self.site.inventory().inspect(&name).await?,
        };
        let deployed = self.site.inventory().owned(&found.summary).unwrap_or_default();
        Ok(PauseContainer {
            pod: self.pod().to_owned(),
            id: found.summary.id,
            started_at: found.started_at,
            ports: deployed.ports,
        })
    }

    /// Makes the image of pause containers, unless the engine has it.
    async fn provide_image(&self) -> Result<(), HostError> {
        let _lock = self.site.lock(pause::IMAGE).await;
        let (engine, inventory) = (self.site.engine(), self.site.inventory());
        let failed = |error| inventory.engine_failed("making the image of pause containers", error);
        if engine.find_image(pause::IMAGE).await.map_err(failed)?.is_some() {
            return Ok(());
        }
        let architecture = engine.version().await.map_err(failed)?.architecture;
        let Some(image) = pause::image(&architecture) else {
            let engine = engine.address().to_owned();
            return Err(HostError::NoPauseProgram { engine, architecture });
        };
        engine.create_image(&image).await.map_err(failed)
    }

    /// What [`Self::deploy`] would do to the container. A change of the pause container is one of its containers too.
    async fn foresee(&self, container: &Container) -> Result<Action, HostError> {
        self.site.load().await?;
        self.check_ports(container)?;
        let name = self.site.inventory().container_name(&container.name);
        let Some(found) = self.site.inventory().find(&name) else { return Ok(Action::Created) };
        match self.foresee_pause(&self.desired_pause(Some(container))).await? {
            Action::Created | Action::Replaced { .. } => {
                let difference = Difference { field: "pod".to_owned(), from: None, to: None };
                Ok(Action::Replaced { differences: vec![difference], volumes: Vec::new() })
            }
            // A new start makes a new namespace.
            action if starts(&action) && found.state.has_processes() => {
                let reason = RestartReason::PodRestarted;
                Ok(Action::Repaired { repairs: vec![Repair::Restart { reason }] })
            }
            action if starts(&action) => Ok(Action::Started),
            Action::Unchanged | Action::Started | Action::Repaired { .. } => {
                let placement = Placement::InPod(self.inspect_pause().await?);
                reconcile::plan(&self.site, &self.settings, container, &placement).await
            }
        }
    }

    async fn remove_member(&self, application: &str) -> Result<bool, HostError> {
        self.site.load().await?;
        let _lock = self.members.lock().await;
        self.members.forget(application);
        let removed = removal::remove_application(&self.site, application).await?;
        if self.present_pause().is_none() {
            self.members.lose_pause();
        }
        Ok(removed)
    }
}

/// Whether an action starts the container.
fn starts(action: &Action) -> bool {
    match action {
        Action::Started => true,
        Action::Repaired { repairs } => {
            repairs.iter().any(|repair| matches!(repair, Repair::Start | Repair::Restart { .. }))
        }
        Action::Unchanged | Action::Created | Action::Replaced { .. } => false,
    }
}

impl ContainerHost for PodHost {
    fn connect(&self) -> HostWork<'_, ()> {
        self.site.load().boxed()
    }

    fn claim(&self, application: &str, claimant: &str) -> Result<(), HostError> {
        if application == labels::pause_application(self.pod()) {
            return Err(HostError::NameClash {
                container: application.to_owned(),
                host: self.pod().to_owned(),
            });
        }
        self.site.ledger().claim(application, &self.settings.name, Some(claimant))
    }

    fn plan<'a>(&'a self, container: &'a Container) -> HostWork<'a, Action> {
        self.foresee(container).boxed()
    }

    fn reconcile<'a>(&'a self, container: &'a Container) -> HostWork<'a, Reconciled> {
        self.deploy(container).boxed()
    }

    fn remove<'a>(&'a self, application: &'a str) -> HostWork<'a, bool> {
        self.remove_member(application).boxed()
    }

    fn endpoints(&self, application: &str) -> Option<Vec<Endpoint>> {
        let inventory = self.site.inventory();
        let found = inventory.find(&inventory.container_name(application))?;
        let deployed = inventory.owned(&found)?;
        Some(self.settings.endpoints_in_pod(application, self.pod(), &deployed.ports))
    }

    fn connection_scope(&self) -> String {
        self.site.inventory().internal_scope_id()
    }

    fn is_immediate(&self) -> bool {
        self.site.services().clock.is_virtual()
    }
}

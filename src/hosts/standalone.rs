//! `DockerStandaloneHost`: the containers of one engine.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use crate::engine::Credentials;

use super::container::Container;
use super::endpoints::{self, Addresses, Endpoint};
use super::error::HostError;
use super::labels::{Deployed, DeployedPort};
use super::reconcile::{self, Outcome};
use super::removal;
use super::site::Site;

/// How a host is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct HostSettings {
    /// Its name.
    pub name: String,
    /// The address published ports are bound to.
    pub bind_address: IpAddr,
    /// Where other servers find it; `None`: where its ports are bound.
    pub address: Option<String>,
    /// Where everyone finds it.
    pub public_address: Option<String>,
    /// What image names without a registry are taken from.
    pub registry: Option<String>,
    /// Where images of the public registry are fetched from first.
    pub mirror: Option<String>,
    /// Credentials given in the program; `None`: the user's.
    pub credentials: Option<Credentials>,
    /// How long a container may take to run and become healthy.
    pub start_limit: Duration,
    /// How long fetching an image may take.
    pub pull_limit: Duration,
    /// How long a container without a health check must have run to count as running.
    pub settle_time: Duration,
}

impl Default for HostSettings {
    fn default() -> Self {
        Self {
            name: "docker".into(),
            bind_address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            address: None,
            public_address: None,
            registry: None,
            mirror: None,
            credentials: None,
            start_limit: Duration::from_secs(120),
            pull_limit: Duration::from_secs(900),
            settle_time: Duration::from_millis(200),
        }
    }
}

impl HostSettings {
    /// Where other servers find it. Bound to every address, this machine is all that is sure.
    #[must_use]
    pub fn cloud_address(&self) -> String {
        match &self.address {
            Some(address) => address.clone(),
            None if self.bind_address.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
            None => self.bind_address.to_string(),
        }
    }

    /// The endpoints of an application on this host.
    pub(super) fn endpoints(
        &self,
        application: &str,
        ports: &[DeployedPort],
        network_address: Option<IpAddr>,
    ) -> Vec<Endpoint> {
        let dns_name = application.to_lowercase();
        let cloud = self.cloud_address();
        let public = self.public_address.as_deref();
        let at = Addresses { dns_name: &dns_name, network_address, cloud: &cloud, public };
        endpoints::endpoints(application, ports, &at)
    }
}

/// One engine as a host.
#[derive(Clone, Debug)]
pub struct StandaloneHost {
    settings: Arc<HostSettings>,
    site: Arc<Site>,
}

impl StandaloneHost {
    /// A host on a site; several hosts may share one.
    #[must_use]
    pub fn new(settings: HostSettings, site: Arc<Site>) -> Self {
        Self { settings: Arc::new(settings), site }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// How it is set up.
    #[must_use]
    pub fn settings(&self) -> &HostSettings {
        &self.settings
    }

    /// Its site.
    #[must_use]
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// Makes sure that the engine answers, and learns what is there; more than once costs nothing.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn deploy(&self) -> Result<(), HostError> {
        self.site.load().await
    }

    /// Whether [`Self::host_container`] would change nothing.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn is_current(&self, container: &Container) -> Result<bool, HostError> {
        self.site.load().await?;
        Ok(reconcile::is_current(&self.site, &self.settings, container))
    }

    /// Says which application of the program a name belongs to.
    ///
    /// # Errors
    /// When it belongs to another one already: the two would replace each other in every run.
    pub fn claim(&self, application: &str, claimant: &str) -> Result<(), HostError> {
        self.site.claim(application, &self.settings.name, Some(claimant))
    }

    /// Makes the engine run this container; `claimant` tells applications of one program apart.
    ///
    /// # Errors
    /// When it could not be done; a container that was there before is there again.
    pub async fn host_container(
        &self,
        container: &Container,
        claimant: Option<&str>,
    ) -> Result<Outcome, HostError> {
        reconcile::reconcile(&self.site, &self.settings, container, claimant).await
    }

    /// Removes the container of an application with its temporary volumes; one that is not there is removed already.
    ///
    /// # Errors
    /// When the engine did not do it.
    pub async fn delete_container(&self, application: &str) -> Result<bool, HostError> {
        self.site.load().await?;
        removal::remove_application(&self.site, application).await
    }

    /// Where an application answers; `None`: it has no container here.
    #[must_use]
    pub fn endpoints(&self, application: &str) -> Option<Vec<Endpoint>> {
        let found = self.site.find(&self.site.container_name(application))?;
        let deployed = Deployed::read(self.site.environment(), &found)?;
        let address = found.address_on(&self.site.network_name());
        Some(self.settings.endpoints(application, &deployed.ports, address))
    }

    /// What containers must have in common to reach one another's `internal` addresses.
    #[must_use]
    pub fn internal_scope_id(&self) -> String {
        self.site.internal_scope_id()
    }
}

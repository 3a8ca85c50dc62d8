//! `DockerStandaloneHost`: containers on one engine. `SimulatedHost` is the same on a simulated engine.

use std::sync::Arc;

use futures_util::FutureExt;

use super::action::Action;
use super::container::Container;
use super::endpoints::Endpoint;
use super::error::HostError;
use super::host::{ContainerHost, HostWork};
use super::outcome::Reconciled;
use super::placement::Placement;
use super::settings::HostSettings;
use super::site::Site;
use super::{reconcile, removal};

/// One engine as a host; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct StandaloneHost {
    settings: Arc<HostSettings>,
    site: Arc<Site>,
}

impl StandaloneHost {
    /// A host on a site. Several hosts may share a site.
    #[must_use]
    pub(crate) fn new(settings: HostSettings, site: Arc<Site>) -> Self {
        Self { settings: Arc::new(settings), site }
    }

    /// The engine it is on, as its environment uses it.
    #[must_use]
    #[cfg(test)]
    pub(crate) fn site(&self) -> &Arc<Site> {
        &self.site
    }
}

impl ContainerHost for StandaloneHost {
    fn connect(&self) -> HostWork<'_, ()> {
        self.site.load().boxed()
    }

    fn claim(&self, application: &str, claimant: &str) -> Result<(), HostError> {
        self.site.ledger().claim(application, &self.settings.name, Some(claimant))
    }

    fn plan<'a>(&'a self, container: &'a Container) -> HostWork<'a, Action> {
        reconcile::plan(&self.site, &self.settings, container, &Placement::Alone).boxed()
    }

    fn reconcile<'a>(&'a self, container: &'a Container) -> HostWork<'a, Reconciled> {
        reconcile::reconcile(&self.site, &self.settings, container, &Placement::Alone).boxed()
    }

    fn remove<'a>(&'a self, application: &'a str) -> HostWork<'a, bool> {
        async move {
            self.site.load().await?;
            removal::remove_application(&self.site, application).await
        }
        .boxed()
    }

    fn endpoints(&self, application: &str) -> Option<Vec<Endpoint>> {
        let inventory = self.site.inventory();
        let found = inventory.find(&inventory.container_name(application))?;
        let deployed = inventory.owned(&found)?;
        let address = found.address_on(&inventory.network_name());
        Some(self.settings.endpoints(application, &deployed.ports, address))
    }

    fn connection_scope(&self) -> String {
        self.site.inventory().internal_scope_id()
    }

    fn is_immediate(&self) -> bool {
        self.site.services().clock.is_virtual()
    }
}

//! The environment's network: created once, with a fixed subnet so that containers keep their addresses.
//!
//! Two runs with records of their own may create it at the same moment, and an engine may let both succeed. So a new
//! network counts only once a list shows a single one of ours; of several, the oldest is kept by both runs.

use std::time::Duration;

use crate::engine::{EngineErrorKind, LabelFilter, NetworkSpec, NetworkSummary, Subnet};

use super::Site;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::{labels, ownership};

/// The pauses between lists while several networks of ours have the environment's name.
const SETTLE_PAUSES: [Duration; 5] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
];

impl Site {
    /// Creates the environment's network unless it exists; later calls return at once.
    ///
    /// # Errors
    /// When a foreign network has its name, or the engine did not do it.
    pub(in crate::hosts) async fn ensure_network(&self) -> Result<(), HostError> {
        let mut ready = self.network_ready.lock().await;
        if !*ready {
            self.open_network().await?;
            *ready = true;
        }
        Ok(())
    }

    /// Finds or creates the network again: the one that was found is gone, or is not the only one.
    ///
    /// # Errors
    /// As for [`Self::ensure_network`].
    pub(in crate::hosts) async fn reopen_network(&self) -> Result<(), HostError> {
        *self.network_ready.lock().await = false;
        self.ensure_network().await
    }

    /// Finds or creates the network, and takes addresses from its subnet if that is fixed.
    async fn open_network(&self) -> Result<(), HostError> {
        let existing = self.networks().await?;
        let network = match <[NetworkSummary; 1]>::try_from(existing) {
            Ok([only]) => self.reuse(only).await?,
            Err(existing) => match existing.into_iter().next() {
                Some(oldest) => self.settle(oldest).await?,
                None => self.new_network().await?,
            },
        };
        if let (true, Some(subnet)) = (is_fixed(&network), network.subnet) {
            self.allocations().open_subnet(subnet);
        }
        Ok(())
    }

    /// Uses the existing network. A run of an older version may have been killed before it fixed the subnet: as long as no
    /// container is on it, the network is created anew.
    async fn reuse(&self, existing: NetworkSummary) -> Result<NetworkSummary, HostError> {
        let is_incomplete = !is_fixed(&existing) && self.inventory().containers().is_empty();
        if is_incomplete && self.remove_unused(&existing).await? {
            return self.new_network().await;
        }
        Ok(existing)
    }

    /// Creates the network with a subnet that the engine considers free.
    async fn new_network(&self) -> Result<NetworkSummary, HostError> {
        let subnet = self.free_subnet().await?;
        let created = match self.create_network(subnet).await {
            Err(error) if error.is_engine_gone() => return Err(error),
            // Another network has taken the subnet in between.
            Err(_) if subnet.is_some() => self.create_network(None).await?,
            created => created?,
        };
        if !self.inventory().owns_network(&created) {
            return Err(self.inventory().foreign("network", &created.name));
        }
        self.settle(created).await
    }

    /// Asks the engine for a free subnet: that of a network which is removed at once. Docker accepts fixed addresses only
    /// on a network that was created with an explicit subnet, and it alone knows which are free. The network of the
    /// environment's name must not be created twice, because another run may use the first one already.
    async fn free_subnet(&self) -> Result<Option<Subnet>, HostError> {
        let name = ownership::probe_name(self.environment());
        let labels = labels::network(self.environment());
        let spec = NetworkSpec { name, labels, subnet: None };
        let work = self.engine().ensure_network(&spec);
        let probe = self.change(ChangeKind::CreateNetwork, &spec.name, work).await?;
        if !self.inventory().owns_network(&probe) {
            return Ok(None);
        }
        self.remove_unused(&probe).await?;
        Ok(probe.subnet)
    }

    /// Waits until one network of ours has the environment's name: a younger one, which another run created at the same
    /// moment, is removed.
    async fn settle(&self, created: NetworkSummary) -> Result<NetworkSummary, HostError> {
        let mut kept = created;
        for pause in SETTLE_PAUSES {
            let mut found = self.networks().await?.into_iter();
            let Some(oldest) = found.next() else { return Ok(kept) };
            kept = oldest;
            let younger: Vec<NetworkSummary> = found.collect();
            if younger.is_empty() {
                break;
            }
            for network in &younger {
                self.remove_unused(network).await?;
            }
            self.services().clock.sleep(pause).await;
        }
        Ok(kept)
    }

    /// The environment's networks of its own name, oldest first: one, except for a moment.
    ///
    /// # Errors
    /// When a foreign network has the name.
    async fn networks(&self) -> Result<Vec<NetworkSummary>, HostError> {
        let found = self.engine().networks(&LabelFilter::any()).await;
        let mut found =
            found.map_err(|error| self.inventory().engine_failed("listing the networks", error))?;
        let name = self.inventory().network_name();
        found.retain(|network| network.name == name);
        match found.iter().find(|network| !self.inventory().owns_network(network)) {
            Some(foreign) => Err(self.inventory().foreign("network", &foreign.name)),
            None => Ok(found),
        }
    }

    /// Removes a network of ours; returns false if a container uses it.
    async fn remove_unused(&self, network: &NetworkSummary) -> Result<bool, HostError> {
        let removal = self.engine().remove_network(network.id_or_name());
        match self.change(ChangeKind::RemoveNetwork, &network.name, removal).await {
            Ok(()) => Ok(true),
            Err(error) if error.is_engine_gone() => Err(error),
            Err(HostError::Engine { error, .. }) => {
                Ok(error.kind == EngineErrorKind::NoSuchNetwork)
            }
            Err(error) => Err(error),
        }
    }

    async fn create_network(&self, subnet: Option<Subnet>) -> Result<NetworkSummary, HostError> {
        let labels = match subnet {
            Some(_) => labels::network_with_addresses(self.environment()),
            None => labels::network(self.environment()),
        };
        let spec = NetworkSpec { name: self.inventory().network_name(), labels, subnet };
        let work = self.engine().ensure_network(&spec);
        self.change(ChangeKind::CreateNetwork, &spec.name, work).await
    }
}

/// Whether containers can have fixed addresses on a network.
fn is_fixed(network: &NetworkSummary) -> bool {
    network.labels.contains_key(labels::FIXED)
}

//! The environment's network: created once, with a fixed subnet so that containers keep their addresses.

use crate::engine::{NetworkSpec, NetworkSummary, Subnet};

use super::Site;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::labels;

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

    /// Docker accepts fixed addresses only on a network that was created with an explicit subnet. So the network is
    /// created first, to get a free subnet from the engine, and then created again with that subnet.
    async fn open_network(&self) -> Result<(), HostError> {
        let mut network = self.create_network(None).await?;
        if !self.inventory().owns_network(&network) {
            return Err(self.inventory().foreign("network", &network.name));
        }
        let is_fixed = |network: &NetworkSummary| network.labels.contains_key(labels::FIXED);
        if !is_fixed(&network) && self.inventory().containers().is_empty() {
            network = self.with_fixed_addresses(network).await?;
        }
        if let (true, Some(subnet)) = (is_fixed(&network), network.subnet) {
            self.allocations().open_subnet(subnet);
        }
        Ok(())
    }

    /// Recreates a network with the subnet that the engine assigned to it.
    async fn with_fixed_addresses(
        &self,
        network: NetworkSummary,
    ) -> Result<NetworkSummary, HostError> {
        let Some(subnet) = network.subnet else { return Ok(network) };
        let removal = self.engine().remove_network(network.id_or_name());
        match self.change(ChangeKind::RemoveNetwork, &network.name, removal).await {
            Ok(()) => {}
            Err(error) if error.is_engine_gone() => return Err(error),
            // A foreign container has joined it: the engine goes on assigning addresses.
            Err(_) => return Ok(network),
        }
        match self.create_network(Some(subnet)).await {
            Err(error) if error.is_engine_gone() => Err(error),
            // Another network has taken the subnet in between.
            Err(_) => self.create_network(None).await,
            created => created,
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

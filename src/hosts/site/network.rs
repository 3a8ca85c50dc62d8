//! The network of an environment: made once, with addresses that containers can be given and keep.

use crate::engine::{NetworkSpec, NetworkSummary, Subnet};

use super::Site;
use crate::hosts::error::HostError;
use crate::hosts::journal::ChangeKind;
use crate::hosts::labels;

impl Site {
    /// Makes the network of the environment, once.
    pub(in crate::hosts) async fn ensure_network(&self) -> Result<(), HostError> {
        let mut network = self.network.lock().await;
        if !*network {
            self.make_network().await?;
            *network = true;
        }
        Ok(())
    }

    async fn make_network(&self) -> Result<(), HostError> {
        let mut network = self.one_network(None).await?;
        if !labels::belongs(&network.labels, &self.environment) {
            return Err(self.foreign("network", &network.name));
        }
        if !network.labels.contains_key(labels::FIXED) && self.state().containers.is_empty() {
            network = self.with_fixed_addresses(network).await?;
        }
        if let (true, Some(subnet)) = (network.labels.contains_key(labels::FIXED), network.subnet) {
            self.with_addresses(|book| book.open(subnet));
        }
        Ok(())
    }

    /// Makes a network again with the addresses that the engine chose for it: now they can be given to containers.
    async fn with_fixed_addresses(
        &self,
        network: NetworkSummary,
    ) -> Result<NetworkSummary, HostError> {
        let Some(subnet) = network.subnet else { return Ok(network) };
        let removal = self.engine.remove_network(&network.name);
        match self.change(ChangeKind::RemoveNetwork, &network.name, removal).await {
            Ok(()) => {}
            Err(error) if error.is_engine_gone() => return Err(error),
            // Somebody joined a container to it: then the engine goes on choosing.
            Err(_) => return Ok(network),
        }
        match self.one_network(Some(subnet)).await {
            Err(error) if error.is_engine_gone() => Err(error),
            // Somebody took the addresses in between.
            Err(_) => self.one_network(None).await,
            made => made,
        }
    }

    async fn one_network(&self, subnet: Option<Subnet>) -> Result<NetworkSummary, HostError> {
        let labels = match subnet {
            Some(_) => labels::network_with_addresses(&self.environment),
            None => labels::network(&self.environment),
        };
        let spec = NetworkSpec { name: self.network_name(), labels, subnet };
        let work = self.engine.ensure_network(&spec);
        self.change(ChangeKind::CreateNetwork, &spec.name, work).await
    }
}

//! Changes of existing containers of a simulated engine: pauses, limits, networks.

use super::containers::check_memory;
use super::networks::{conflict, no_network};
use super::state::SimulatedState;
use crate::engine::{
    ContainerState, EngineError, EngineErrorKind, Network, NetworkAddress, NetworkConnection,
    ResourceLimits, name,
};

impl SimulatedState {
    /// Pauses a running container.
    pub(super) fn pause(&mut self, name: &str) -> Result<(), EngineError> {
        self.container(name)?;
        let found = self.container_mut(name)?;
        match found.state {
            ContainerState::Running => {
                found.state = ContainerState::Paused;
                Ok(())
            }
            ContainerState::Paused => Err(conflict(format!("Container {name} is already paused"))),
            _ => Err(conflict(format!("Container {name} is not running"))),
        }
    }

    /// Resumes a paused container.
    pub(super) fn unpause(&mut self, name: &str) -> Result<(), EngineError> {
        self.container(name)?;
        let found = self.container_mut(name)?;
        if found.state != ContainerState::Paused {
            return Err(conflict(format!("Container {name} is not paused")));
        }
        found.state = ContainerState::Running;
        Ok(())
    }

    /// Changes limits and the restart policy.
    pub(super) fn update(
        &mut self,
        name: &str,
        limits: &ResourceLimits,
    ) -> Result<(), EngineError> {
        self.container(name)?;
        check_memory(limits.memory)?;
        let found = self.container_mut(name)?;
        if limits.memory.is_some() {
            found.spec.memory = limits.memory;
            found.other_limits.remove("memorySwap");
        }
        found.spec.cpus = limits.cpus.or(found.spec.cpus);
        found.spec.restart = limits.restart;
        Ok(())
    }

    /// Connects a container to a network. The first network of a container that has none becomes its own.
    pub(super) fn connect(&mut self, connection: &NetworkConnection) -> Result<(), EngineError> {
        let NetworkConnection { network, container, aliases, address } = connection;
        name::check("network", network)?;
        let found = self.container(container)?;
        if !self.networks.contains_key(network) {
            return Err(no_network(network));
        }
        if found.networks.iter().any(|at| at.network == *network) {
            let message =
                format!("endpoint with name {container} already exists in network {network}");
            return Err(EngineError::new(EngineErrorKind::NameTaken, message));
        }
        let running = found.state.has_processes();
        let assigned = running.then(|| self.free_address(network, *address)).transpose()?;
        let found = self.container_mut(container)?;
        found.networks.push(NetworkAddress { network: network.clone(), address: assigned });
        found.networks.sort();
        found.aliases.insert(network.clone(), aliases.clone());
        if found.spec.network == Network::None {
            let (name, aliases, address) = (network.clone(), aliases.clone(), *address);
            found.spec.network = Network::Named { name, aliases, address };
        }
        Ok(())
    }

    /// Disconnects a container from a network.
    pub(super) fn disconnect(&mut self, network: &str, container: &str) -> Result<(), EngineError> {
        name::check("network", network)?;
        self.container(container)?;
        let found = self.container_mut(container)?;
        if !found.networks.iter().any(|at| at.network == network) {
            let message = format!("container {container} is not connected to network {network}");
            return Err(conflict(message));
        }
        found.networks.retain(|at| at.network != network);
        found.aliases.remove(network);
        if matches!(&found.spec.network, Network::Named { name, .. } if name == network) {
            found.spec.network = Network::None;
        }
        Ok(())
    }

    /// Puts a container into a state that no request leads to.
    pub(super) fn force_state(&mut self, name: &str, state: ContainerState) {
        if let Some(found) = self.containers.get_mut(name) {
            found.state = state;
        }
    }
}

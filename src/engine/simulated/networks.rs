//! Networks and volumes of a simulated engine.

use std::net::{IpAddr, Ipv4Addr};

use super::state::SimulatedState;
use crate::engine::{
    ContainerState, EngineError, EngineErrorKind, LabelFilter, Labels, MountSource, NetworkSpec,
    NetworkSummary, Subnet, VolumeSpec, VolumeSummary, name,
};

/// The predefined networks, which cannot be removed.
const OWN: [&str; 3] = ["bridge", "host", "none"];

impl SimulatedState {
    /// Lists the networks with those labels.
    pub(super) fn list_networks(&self, labels: &LabelFilter) -> Vec<NetworkSummary> {
        self.networks.values().filter(|found| labels.matches(&found.labels)).cloned().collect()
    }

    /// The network of that name, existing or new.
    pub(super) fn ensure_network(
        &mut self,
        spec: &NetworkSpec,
    ) -> Result<NetworkSummary, EngineError> {
        // An existing network is returned whatever its subnet, as the trait demands. Networks
        // with an explicit subnet are remembered in `configured`, because only they accept
        // fixed addresses.
        name::check("network", &spec.name)?;
        if let Some(found) = self.networks.get(&spec.name) {
            return Ok(found.clone());
        }
        let Some(subnet) = spec.subnet else {
            return Ok(self.add_network(&spec.name, spec.labels.clone()));
        };
        let overlaps =
            |found: &NetworkSummary| found.subnet.is_some_and(|own| own.overlaps(subnet));
        if self.networks.values().any(overlaps) {
            let message = "Pool overlaps with other one on this address space";
            return Err(conflict(message.to_owned()));
        }
        let network = self.add_network(&spec.name, spec.labels.clone());
        self.configured.insert(network.name.clone());
        Ok(self
            .networks
            .entry(network.name)
            .and_modify(|n| n.subnet = Some(subnet))
            .or_default()
            .clone())
    }

    /// Creates a network with a subnet of the engine's choice.
    pub(super) fn add_network(&mut self, name: &str, labels: Labels) -> NetworkSummary {
        let subnet = self.spare_subnet();
        let network = NetworkSummary { id: self.new_id(), name: name.to_owned(), labels, subnet };
        self.networks.insert(name.to_owned(), network.clone());
        network
    }

    fn spare_subnet(&self) -> Option<Subnet> {
        let mut all = (0..=u8::MAX).map(|block| Subnet::of(Ipv4Addr::new(10, 200, block, 0), 24));
        let used = |spare: &Subnet| {
            let mut own = self.networks.values().filter_map(|network| network.subnet);
            own.any(|own| own.overlaps(*spare))
        };
        all.find(|spare| !used(spare))
    }

    /// Removes a network, named by name or id, that no running container is on.
    pub(super) fn remove_network(&mut self, name: &str) -> Result<(), EngineError> {
        name::check("network", name)?;
        let of_id = self.networks.values().find(|network| network.id == name);
        let of_id = of_id.map(|network| network.name.clone());
        let name = of_id.as_deref().unwrap_or(name);
        if OWN.contains(&name) {
            return Err(conflict(format!("{name} is a pre-defined network and cannot be removed")));
        }
        if !self.networks.contains_key(name) {
            return Err(no_network(name));
        }
        let used = |state| matches!(state, ContainerState::Running | ContainerState::Paused);
        let mut running = self.containers.values().filter(|found| used(found.state));
        if running.any(|found| found.networks.iter().any(|at| at.network == name)) {
            return Err(conflict(format!("network {name} has active endpoints")));
        }
        self.networks.remove(name);
        self.configured.remove(name);
        Ok(())
    }

    /// Allocates a container's address on a network: the requested one, or a free one.
    pub(super) fn free_address(
        &self,
        network: &str,
        requested: Option<Ipv4Addr>,
    ) -> Result<IpAddr, EngineError> {
        let subnet = self.networks.get(network).and_then(|network| network.subnet);
        let subnet = subnet.ok_or_else(no_address)?;
        let Some(requested) = requested else {
            let free = subnet.hosts().map(IpAddr::V4).find(|address| !self.is_taken(*address));
            return free.ok_or_else(no_address);
        };
        if !self.configured.contains(network) {
            let message = "user specified IP address is supported only when connecting to networks with user configured subnets";
            return Err(EngineError::new(EngineErrorKind::BadRequest, message));
        }
        if self.is_taken(IpAddr::V4(requested)) {
            let message = "Address already in use";
            return Err(EngineError::new(EngineErrorKind::AddressTaken, message));
        }
        Ok(IpAddr::V4(requested))
    }

    fn is_taken(&self, address: IpAddr) -> bool {
        let mut addresses = self.containers.values().flat_map(|found| &found.networks);
        addresses.any(|at| at.address == Some(address))
    }

    /// Lists the volumes with those labels.
    pub(super) fn list_volumes(&self, labels: &LabelFilter) -> Vec<VolumeSummary> {
        self.volumes.values().filter(|found| labels.matches(&found.labels)).cloned().collect()
    }

    /// The volume of that name, existing or new.
    pub(super) fn ensure_volume(
        &mut self,
        spec: &VolumeSpec,
    ) -> Result<VolumeSummary, EngineError> {
        name::check("volume", &spec.name)?;
        let new = || VolumeSummary { name: spec.name.clone(), labels: spec.labels.clone() };
        Ok(self.volumes.entry(spec.name.clone()).or_insert_with(new).clone())
    }

    /// Removes a volume that no container mounts, running or not.
    pub(super) fn remove_volume(&mut self, name: &str) -> Result<(), EngineError> {
        name::check("volume", name)?;
        if !self.volumes.contains_key(name) {
            let message = format!("get {name}: no such volume");
            return Err(EngineError::new(EngineErrorKind::NoSuchVolume, message));
        }
        let mut mounts = self.containers.values().flat_map(|found| &found.spec.mounts);
        let is_mounted =
            mounts.any(|mount| matches!(&mount.source, MountSource::Volume(used) if used == name));
        let mut anonymous = self.containers.values().flat_map(|found| &found.anonymous);
        if is_mounted || anonymous.any(|volume| volume.name == name) {
            return Err(conflict(format!("remove {name}: volume is in use")));
        }
        self.volumes.remove(name);
        Ok(())
    }
}

/// The error for a missing network.
pub(super) fn no_network(name: &str) -> EngineError {
    EngineError::new(EngineErrorKind::NoSuchNetwork, format!("network {name} not found"))
}

/// The error for an object whose state or users do not allow a request.
pub(super) fn conflict(message: String) -> EngineError {
    EngineError::new(EngineErrorKind::Conflict, message)
}

fn no_address() -> EngineError {
    EngineError::new(EngineErrorKind::NoSpace, "no address of the network is free")
}

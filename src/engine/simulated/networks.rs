//! Networks and volumes of a simulated engine.

use std::net::{IpAddr, Ipv4Addr};

use super::world::World;
use crate::engine::{
    ContainerState, EngineError, EngineErrorKind, LabelFilter, Labels, MountSource, NetworkSpec,
    NetworkSummary, VolumeSpec, VolumeSummary, name,
};

/// The networks that every engine has and nobody can remove.
const OWN: [&str; 3] = ["bridge", "host", "none"];

impl World {
    /// Every network with those labels.
    pub(super) fn list_networks(&self, labels: &LabelFilter) -> Vec<NetworkSummary> {
        self.networks.values().filter(|found| labels.matches(&found.labels)).cloned().collect()
    }

    /// The network of that name, present or new.
    pub(super) fn ensure_network(
        &mut self,
        spec: &NetworkSpec,
    ) -> Result<NetworkSummary, EngineError> {
        name::check("network", &spec.name)?;
        if let Some(found) = self.networks.get(&spec.name) {
            return Ok(found.clone());
        }
        Ok(self.add_network(&spec.name, spec.labels.clone()))
    }

    /// Makes a network.
    pub(super) fn add_network(&mut self, name: &str, labels: Labels) -> NetworkSummary {
        let network = NetworkSummary { id: self.new_id(), name: name.to_owned(), labels };
        self.networks.insert(name.to_owned(), network.clone());
        network
    }

    /// Removes a network that no running container is on.
    pub(super) fn remove_network(&mut self, name: &str) -> Result<(), EngineError> {
        name::check("network", name)?;
        if OWN.contains(&name) {
            return Err(conflict(format!("{name} is a pre-defined network and cannot be removed")));
        }
        if !self.networks.contains_key(name) {
            return Err(no_network(name));
        }
        let used = |state| matches!(state, ContainerState::Running | ContainerState::Paused);
        let mut running = self.containers.values().filter(|found| used(found.state));
        if running.any(|found| found.networks.iter().any(|place| place.network == name)) {
            return Err(conflict(format!("network {name} has active endpoints")));
        }
        self.networks.remove(name);
        Ok(())
    }

    /// A free address on a network: each network has 253 of its own.
    pub(super) fn free_address(&self, network: &str) -> Result<IpAddr, EngineError> {
        let index = self.networks.keys().position(|name| name == network);
        let block = index.and_then(|index| u8::try_from(index).ok()).ok_or_else(no_address)?;
        let taken = |address| {
            let mut places = self.containers.values().flat_map(|found| &found.networks);
            places.any(|place| place.address == Some(address))
        };
        let mut all = (2..=254).map(|host| IpAddr::V4(Ipv4Addr::new(10, 200, block, host)));
        all.find(|address| !taken(*address)).ok_or_else(no_address)
    }

    /// Every volume with those labels.
    pub(super) fn list_volumes(&self, labels: &LabelFilter) -> Vec<VolumeSummary> {
        self.volumes.values().filter(|found| labels.matches(&found.labels)).cloned().collect()
    }

    /// The volume of that name, present or new.
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
        if mounts.any(|mount| matches!(&mount.source, MountSource::Volume(used) if used == name)) {
            return Err(conflict(format!("remove {name}: volume is in use")));
        }
        self.volumes.remove(name);
        Ok(())
    }
}

/// A network that is not there.
pub(super) fn no_network(name: &str) -> EngineError {
    EngineError::new(EngineErrorKind::NoSuchNetwork, format!("network {name} not found"))
}

/// Something in a state or use that does not allow what is asked.
pub(super) fn conflict(message: String) -> EngineError {
    EngineError::new(EngineErrorKind::Conflict, message)
}

fn no_address() -> EngineError {
    EngineError::new(EngineErrorKind::NoSpace, "no address of the network is free")
}

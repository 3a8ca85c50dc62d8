//! The published ports and fixed addresses of an environment on one engine.
//!
//! An application keeps its port numbers and its address across deploys and replacements. Ports and
//! addresses that other programs hold are learned from the engine's refusals.

use std::net::Ipv4Addr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::{Protocol, Subnet};

use super::address_allocator::AddressAllocator;
use super::deployed::Deployed;
use super::port_allocator::{PortAllocator, PortOwner};
use super::port_range::PortRange;

/// Allocates ports and addresses; shared by all hosts on one engine.
#[derive(Debug, Default)]
pub(crate) struct Allocations {
    ports: Mutex<PortAllocator>,
    addresses: Mutex<AddressAllocator>,
}

impl Allocations {
    /// Allocations that honour the ports `recorded` in earlier runs.
    pub(crate) fn new(recorded: impl IntoIterator<Item = (PortOwner, u16)>) -> Self {
        let all = Self::default();
        all.keep_ports(recorded);
        all
    }

    /// Marks what a deployed container holds as its own.
    pub(super) fn keep(&self, deployed: &Deployed) {
        self.keep_ports(deployed.held_ports());
        if let Some(address) = deployed.address {
            self.addresses().remember(&deployed.application, address);
        }
    }

    /// Marks published ports as held by their owners.
    pub(super) fn keep_ports(&self, held: impl IntoIterator<Item = (PortOwner, u16)>) {
        let mut ports = self.ports();
        held.into_iter().for_each(|(owner, number)| ports.remember(owner, number));
    }

    /// The published number for a port: the one it has, else a free one among those `wanted`; `None`: there is none.
    pub(super) fn acquire_port(&self, owner: &PortOwner, wanted: Option<PortRange>) -> Option<u16> {
        self.ports().acquire(owner, wanted)
    }

    /// Learns that another program listens on a port.
    pub(super) fn learn_taken_port(&self, published: u16, protocol: Protocol) {
        self.ports().learn_foreign(published, protocol);
    }

    /// The published ports of an application.
    #[must_use]
    pub(crate) fn ports_of(&self, application: &str) -> Vec<(PortOwner, u16)> {
        let ports = self.ports();
        let given = ports.given().filter(|(owner, _)| owner.application == application);
        given.map(|(owner, number)| (owner.clone(), number)).collect()
    }

    /// Allows fixed addresses of a subnet.
    pub(super) fn open_subnet(&self, subnet: Subnet) {
        self.addresses().open(subnet);
    }

    /// The address for an application: the one it has, else a free one; `None`: the engine assigns one.
    pub(super) fn acquire_address(&self, application: &str) -> Option<Ipv4Addr> {
        self.addresses().acquire(application)
    }

    /// Learns that somebody else uses the application's address; whether it had one.
    pub(super) fn learn_taken_address(&self, application: &str) -> bool {
        let mut addresses = self.addresses();
        let held = addresses.acquire(application);
        held.inspect(|address| addresses.learn_foreign(*address)).is_some()
    }

    /// Frees everything an application holds.
    pub(super) fn release(&self, application: &str) {
        self.ports().release(application);
        self.addresses().release(application);
    }

    // Every update is one call, so a panic elsewhere leaves the allocators consistent.
    fn ports(&self) -> MutexGuard<'_, PortAllocator> {
        self.ports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn addresses(&self) -> MutexGuard<'_, AddressAllocator> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

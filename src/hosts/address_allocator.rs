//! Allocates fixed addresses on the environment's network.
//!
//! An application keeps its address across replacements and restarts of the engine, so that addresses in other
//! containers' settings stay valid. It gets the first free address of the subnet; one that somebody else uses is
//! learned from the engine's refusal.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::engine::Subnet;

/// The fixed addresses on one network.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressAllocator {
    subnet: Option<Subnet>,
    given: BTreeMap<String, Ipv4Addr>,
    foreign: BTreeSet<Ipv4Addr>,
}

impl AddressAllocator {
    /// Allows addresses of this subnet.
    pub(crate) fn open(&mut self, subnet: Subnet) {
        self.subnet = Some(subnet);
    }

    /// Records an address that was allocated earlier.
    pub(crate) fn remember(&mut self, application: &str, address: Ipv4Addr) {
        self.given.insert(application.to_owned(), address);
    }

    /// Allocates an address for an application: the one it has, else a free one; `None`: the engine assigns one.
    pub(crate) fn acquire(&mut self, application: &str) -> Option<Ipv4Addr> {
        let subnet = self.subnet?;
        let usable = |address: &Ipv4Addr| !self.foreign.contains(address);
        let kept = self.given.get(application).copied();
        if let Some(kept) = kept.filter(|a| subnet.contains(*a) && usable(a)) {
            return Some(kept);
        }
        let taken: BTreeSet<Ipv4Addr> = self.given.values().copied().collect();
        let found = subnet.hosts().find(|address| usable(address) && !taken.contains(address))?;
        self.given.insert(application.to_owned(), found);
        Some(found)
    }

    /// Records that somebody else uses an address.
    pub(crate) fn learn_foreign(&mut self, address: Ipv4Addr) {
        self.foreign.insert(address);
    }

    /// Frees the address of an application.
    pub(crate) fn release(&mut self, application: &str) {
        self.given.remove(application);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> Ipv4Addr {
        Ipv4Addr::new(10, 1, 2, last)
    }

    fn addresses() -> AddressAllocator {
        let mut addresses = AddressAllocator::default();
        addresses.open("10.1.2.0/29".parse().expect("a subnet"));
        addresses
    }

    #[test]
    fn without_a_subnet_the_engine_chooses() {
        assert_eq!(AddressAllocator::default().acquire("web"), None);
    }

    #[test]
    fn an_application_keeps_its_address() {
        let mut addresses = addresses();
        assert_eq!(addresses.acquire("web"), Some(address(2)), "the first is the gateway's");
        assert_eq!(addresses.acquire("db"), Some(address(3)));
        assert_eq!(addresses.acquire("web"), Some(address(2)));
        addresses.release("web");
        assert_eq!(addresses.acquire("cache"), Some(address(2)));
    }

    #[test]
    fn foreign_addresses_are_not_allocated() {
        let mut addresses = addresses();
        addresses.remember("web", address(4));
        assert_eq!(addresses.acquire("web"), Some(address(4)));
        addresses.learn_foreign(address(4));
        assert_eq!(addresses.acquire("web"), Some(address(2)));
    }

    #[test]
    fn an_address_outside_the_subnet_is_replaced() {
        let mut addresses = addresses();
        addresses.remember("web", Ipv4Addr::new(10, 9, 9, 9));
        assert_eq!(addresses.acquire("web"), Some(address(2)));
    }

    #[test]
    fn a_full_subnet_leaves_the_choice_to_the_engine() {
        let mut addresses = addresses();
        let given: Vec<_> = (0..6).map(|n| addresses.acquire(&n.to_string())).collect();
        assert_eq!(given[4], Some(address(6)), "the last is the broadcast address");
        assert_eq!(given[5], None);
    }
}

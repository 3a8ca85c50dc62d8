//! IPv4 subnets of networks.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An IPv4 subnet, written `172.18.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subnet {
    first: Ipv4Addr,
    prefix: u8,
}

/// The error for a string that is not a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a subnet such as 172.18.0.0/16")]
pub(crate) struct NoSubnet;

impl Subnet {
    /// The subnet with that prefix length that contains an address; a length over 32 counts as 32.
    #[must_use]
    pub(crate) fn of(address: Ipv4Addr, prefix: u8) -> Self {
        let prefix = prefix.min(32);
        Self { first: Ipv4Addr::from_bits(address.to_bits() & mask(prefix)), prefix }
    }

    /// Whether it contains an address.
    #[must_use]
    pub(crate) fn contains(self, address: Ipv4Addr) -> bool {
        address.to_bits() & mask(self.prefix) == self.first.to_bits()
    }

    /// Whether two subnets overlap.
    #[must_use]
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.contains(other.first) || other.contains(self.first)
    }

    /// The addresses for containers: without those of network, gateway and broadcast.
    pub(crate) fn hosts(self) -> impl Iterator<Item = Ipv4Addr> {
        let last = self.first.to_bits() | !mask(self.prefix);
        (self.first.to_bits().saturating_add(2)..last).map(Ipv4Addr::from_bits)
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

impl FromStr for Subnet {
    type Err = NoSubnet;

    fn from_str(text: &str) -> Result<Self, NoSubnet> {
        let (address, prefix) = text.split_once('/').ok_or(NoSubnet)?;
        let prefix = prefix.parse().ok().filter(|n| *n <= 32).ok_or(NoSubnet)?;
        Ok(Self::of(address.parse().map_err(|_| NoSubnet)?, prefix))
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets_are_parsed_and_formatted() {
        let subnet: Subnet = "172.18.5.9/16".parse().expect("a subnet");
        assert_eq!(subnet.to_string(), "172.18.0.0/16");
        assert!(subnet.contains(Ipv4Addr::new(172, 18, 255, 1)));
        assert!(!subnet.contains(Ipv4Addr::new(172, 19, 0, 1)));
        for wrong in ["", "172.18.0.0", "172.18.0.0/33", "a/8", "fd00::/64"] {
            assert_eq!(wrong.parse::<Subnet>(), Err(NoSubnet), "{wrong}");
        }
        assert!("0.0.0.0/0".parse::<Subnet>().expect("all").contains(Ipv4Addr::LOCALHOST));
    }

    #[test]
    fn hosts_are_between_the_gateway_and_the_broadcast_address() {
        let subnet: Subnet = "10.0.0.0/30".parse().expect("a subnet");
        assert_eq!(subnet.hosts().collect::<Vec<_>>(), [Ipv4Addr::new(10, 0, 0, 2)]);
        assert_eq!("10.0.0.1/32".parse::<Subnet>().expect("one").hosts().count(), 0);
    }
}

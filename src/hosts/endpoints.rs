//! Endpoints: a port of an application has one for each scope up to the declared one.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::engine::Protocol;

use super::scope::PortScope;

/// A port of a deployed container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeployedPort {
    /// Its number inside the container.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The declared scope.
    pub scope: PortScope,
    /// The published port on the host, if any.
    pub published: Option<u16>,
}

/// One address at which one port of an application is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Endpoint {
    /// An IP address or a DNS name.
    pub address: String,
    /// The port number at that address.
    pub port: u16,
    /// How far this address reaches.
    pub scope: PortScope,
    /// The declared scope of the port.
    pub port_scope: PortScope,
    /// The port inside the container.
    pub container_port: u16,
    /// Its protocol.
    #[serde(with = "protocol_serde")]
    pub protocol: Protocol,
    /// The application.
    pub application_name: String,
}

impl Endpoint {
    /// Its address and port as one writes them, with an address of IPv6 in brackets: `[::1]:80`.
    #[must_use]
    pub(crate) fn location(&self) -> String {
        let Self { address, port, .. } = self;
        if address.contains(':') {
            format!("[{address}]:{port}")
        } else {
            format!("{address}:{port}")
        }
    }
}

/// The addresses of a container and its host, by scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addresses<'a> {
    /// DNS name of the container on its network: scope `internal`.
    pub dns_name: &'a str,
    /// Its address on that network: scope `host`. `None`: not known yet.
    pub network_address: Option<IpAddr>,
    /// Address of the host for other servers: scope `cloud`.
    pub cloud: &'a str,
    /// Public address of the host, if any: scope `public`.
    pub public: Option<&'a str>,
}

/// The endpoints of an application: its ports in order, each from the narrowest scope to the declared one.
#[must_use]
pub(crate) fn endpoints(
    application: &str,
    ports: &[DeployedPort],
    at: &Addresses<'_>,
) -> Vec<Endpoint> {
    let of_port = |port: &DeployedPort| {
        let port = *port;
        port.scope.and_narrower().filter_map(move |scope| endpoint(application, port, scope, at))
    };
    ports.iter().flat_map(of_port).collect()
}

fn endpoint(
    application: &str,
    port: DeployedPort,
    scope: PortScope,
    at: &Addresses<'_>,
) -> Option<Endpoint> {
    let (address, number) = match scope {
        PortScope::Host => (at.network_address?.to_string(), port.port),
        PortScope::Internal => (at.dns_name.to_owned(), port.port),
        PortScope::Cloud => (at.cloud.to_owned(), port.published?),
        PortScope::Public => (at.public?.to_owned(), port.published?),
    };
    Some(Endpoint {
        address,
        port: number,
        scope,
        port_scope: port.scope,
        container_port: port.port,
        protocol: port.protocol,
        application_name: application.to_owned(),
    })
}

/// The name of a protocol in programs: upper case.
#[must_use]
pub(crate) fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    }
}

/// Parses the name of a protocol, in any case.
#[must_use]
pub(crate) fn protocol_of(word: &str) -> Option<Protocol> {
    [Protocol::Tcp, Protocol::Udp].into_iter().find(|p| p.name().eq_ignore_ascii_case(word))
}

/// Serializes protocols as programs write them.
mod protocol_serde {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{Protocol, protocol_name, protocol_of};

    pub(super) fn serialize<S: Serializer>(p: &Protocol, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(protocol_name(*p))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Protocol, D::Error> {
        let word = String::deserialize(from)?;
        protocol_of(&word).ok_or_else(|| D::Error::custom(format!("unknown protocol `{word}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(port: u16, scope: PortScope, published: Option<u16>) -> DeployedPort {
        DeployedPort { port, protocol: Protocol::Tcp, scope, published }
    }

    fn at(public: Option<&str>) -> Addresses<'_> {
        Addresses {
            dns_name: "web",
            network_address: Some(IpAddr::from([172, 18, 0, 2])),
            cloud: "10.0.0.1",
            public,
        }
    }

    #[test]
    fn a_public_port_has_four_endpoints_from_near_to_far() {
        let found =
            endpoints("Web", &[port(80, PortScope::Public, Some(1025))], &at(Some("1.2.3.4")));
        let shown: Vec<_> =
            found.iter().map(|e| format!("{} {}:{}", e.scope, e.address, e.port)).collect();
        let wanted =
            ["host 172.18.0.2:80", "internal web:80", "cloud 10.0.0.1:1025", "public 1.2.3.4:1025"];
        assert_eq!(shown, wanted);
        assert!(found.iter().all(|e| e.port_scope == PortScope::Public && e.container_port == 80));
    }

    #[test]
    fn addresses_of_ipv6_are_in_brackets() {
        let mut endpoint =
            endpoints("Web", &[port(80, PortScope::Host, None)], &at(None)).remove(0);
        assert_eq!(endpoint.location(), "172.18.0.2:80");
        endpoint.address = "::1".into();
        assert_eq!(endpoint.location(), "[::1]:80");
    }

    #[test]
    fn narrower_scopes_have_fewer_and_ports_keep_their_order() {
        let ports = [port(82, PortScope::Host, None), port(81, PortScope::Internal, None)];
        let found = endpoints("Web", &ports, &at(None));
        let shown: Vec<_> = found.iter().map(|e| (e.container_port, e.scope)).collect();
        assert_eq!(
            shown,
            [(82, PortScope::Host), (81, PortScope::Host), (81, PortScope::Internal)]
        );
    }

    #[test]
    fn without_a_public_address_there_is_no_public_endpoint() {
        let ports = [port(80, PortScope::Public, Some(80))];
        assert_eq!(endpoints("Web", &ports, &at(None)).len(), 3);
    }

    #[test]
    fn json_uses_the_names_of_programs() {
        let found = endpoints("Web", &[port(80, PortScope::Host, None)], &at(None));
        let json = serde_json::to_value(&found[0]).expect("plain data");
        let wanted = serde_json::json!({
            "address": "172.18.0.2", "port": 80, "scope": "host", "portScope": "host",
            "containerPort": 80, "protocol": "TCP", "applicationName": "Web",
        });
        assert_eq!(json, wanted);
        assert_eq!(serde_json::from_value::<Endpoint>(json).expect("read back"), found[0]);
    }
}

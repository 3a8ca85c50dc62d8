//! The endpoints of the applications in a pod.

use std::net::Ipv4Addr;

use crate::hosts::endpoints::{DeployedPort, Endpoint};
use crate::hosts::scope::PortScope;

/// Where the ports of an application are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PodAddresses {
    /// The name or address of its service: scope `internal`.
    pub service: Option<String>,
    /// The address of a node: scope `cloud`.
    pub node: Option<String>,
    /// The address outside of the cluster: scope `public`.
    pub public: Option<String>,
}

/// The endpoints of an application in a pod: its ports in order, each from the narrowest scope to the declared one.
#[must_use]
pub(crate) fn endpoints(
    application: &str,
    ports: &[DeployedPort],
    at: &PodAddresses,
) -> Vec<Endpoint> {
    let loopback = Some(Ipv4Addr::LOCALHOST.to_string());
    let mut all = Vec::new();
    for port in ports {
        for scope in port.scope.and_narrower() {
            let (address, number) = match scope {
                PortScope::Host => (&loopback, Some(port.port)),
                PortScope::Internal => (&at.service, Some(port.port)),
                PortScope::Cloud => (&at.node, port.published),
                PortScope::Public => (&at.public, Some(port.port)),
            };
            let (Some(address), Some(number)) = (address, number) else { continue };
            all.push(Endpoint {
                address: address.clone(),
                port: number,
                scope,
                port_scope: port.scope,
                container_port: port.port,
                protocol: port.protocol,
                application_name: application.to_owned(),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Protocol;

    #[test]
    fn endpoints_go_from_near_to_far_as_far_as_the_cluster_reaches() {
        let port = DeployedPort {
            port: 80,
            protocol: Protocol::Tcp,
            scope: PortScope::Public,
            published: Some(30123),
        };
        let mut at = PodAddresses {
            service: Some("shop-web.default.svc".into()),
            node: Some("10.0.0.1".into()),
            public: Some("203.0.113.9".into()),
        };
        let shown = |at: &PodAddresses| -> Vec<String> {
            let found = endpoints("Web", &[port], at);
            found.iter().map(|e| format!("{} {}:{}", e.scope, e.address, e.port)).collect()
        };
        let wanted = [
            "host 127.0.0.1:80",
            "internal shop-web.default.svc:80",
            "cloud 10.0.0.1:30123",
            "public 203.0.113.9:80",
        ];
        assert_eq!(shown(&at), wanted);
        at.public = None;
        assert_eq!(shown(&at), wanted[..3]);
    }
}

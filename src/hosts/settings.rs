//! The settings of a host on a container engine.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::engine::Credentials;

use super::container::Container;
use super::endpoints::{self, Addresses, DeployedPort, Endpoint};
use super::kubernetes::addresses::{self, PodAddresses};
use super::kubernetes::names;

/// How a host on a container engine is set up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HostSettings {
    /// Its name within the environment.
    pub name: String,
    /// The bind address of published ports.
    pub bind_address: IpAddr,
    /// The address at which other servers reach it; `None`: the bind address.
    pub address: Option<String>,
    /// The address at which everyone reaches it.
    pub public_address: Option<String>,
    /// The registry of image names that do not name one.
    pub registry: Option<String>,
    /// A mirror of the default registry, asked first.
    pub mirror: Option<String>,
    /// Credentials given in the program; `None`: the user's.
    pub credentials: Option<Credentials>,
    /// Default timeout for a container to run and become healthy.
    pub start_limit: Duration,
    /// Default timeout for pulling an image.
    pub pull_limit: Duration,
    /// How long a container without a health check must have run to count as running.
    pub settle_time: Duration,
    /// Where its containers run in a cluster; `None`: it is a host on a container engine.
    pub cluster: Option<ClusterNaming>,
}

/// What the addresses of applications in a cluster are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClusterNaming {
    /// The environment.
    pub environment: String,
    /// The namespace.
    pub namespace: String,
}

impl Default for HostSettings {
    fn default() -> Self {
        Self {
            name: "docker".into(),
            bind_address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            address: None,
            public_address: None,
            registry: None,
            mirror: None,
            credentials: None,
            start_limit: Duration::from_secs(120),
            pull_limit: Duration::from_secs(900),
            settle_time: Duration::from_millis(200),
            cluster: None,
        }
    }
}

impl HostSettings {
    /// The address in `cloud` endpoints. A host bound to every address has no single one, so without an
    /// `address` it is only known to be this machine.
    #[must_use]
    pub(crate) fn cloud_address(&self) -> String {
        match &self.address {
            Some(address) => address.clone(),
            None if self.bind_address.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
            None => self.bind_address.to_string(),
        }
    }

    /// The fields of a container's fingerprint that are the host's. The bind address matters only to published ports.
    pub(super) fn fingerprint_context(&self, container: &Container) -> Vec<(&'static str, String)> {
        let mut context = vec![("host", self.name.clone())];
        if self.cluster.is_none() && container.ports.iter().any(|port| port.scope.is_published()) {
            context.push(("bindAddress", self.bind_address.to_string()));
        }
        context
    }

    /// The endpoints of an application on this host.
    pub(super) fn endpoints(
        &self,
        application: &str,
        ports: &[DeployedPort],
        network_address: Option<IpAddr>,
    ) -> Vec<Endpoint> {
        if let Some(ClusterNaming { environment, namespace }) = &self.cluster {
            // Those of a simulated cluster; a real one has told its own.
            let service = names::service(&names::object(environment, application), namespace);
            let node = Some(self.cloud_address());
            let at =
                PodAddresses { service: Some(service), node, public: self.public_address.clone() };
            return addresses::endpoints(application, ports, &at);
        }
        let dns_name = application.to_lowercase();
        let cloud = self.cloud_address();
        let public = self.public_address.as_deref();
        let at = Addresses { dns_name: &dns_name, network_address, cloud: &cloud, public };
        endpoints::endpoints(application, ports, &at)
    }
}

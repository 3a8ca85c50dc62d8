//! The services of an application: the addresses of its ports that stay when its pods change.
//!
//! One service in the cluster serves the ports of every scope from `internal`, one on the nodes those from `cloud`, one
//! outside those that are `public`: a port that is declared for the cluster is never published by another one's service.

use serde_json::{Value, json};

use crate::engine::EngineError;
use crate::engine::cluster::workload::POD;
use crate::engine::cluster::{ApiObject, Cluster, Kind};
use crate::hosts::container::{Container, Port};
use crate::hosts::endpoints::DeployedPort;
use crate::hosts::labels::ENVIRONMENT;
use crate::hosts::scope::PortScope;

use super::addresses::PodAddresses;
use super::names;
use super::parts::{PodPart, object};
use super::settings::PodSettings;

/// The widest scope that a service serves, and the suffix of its name.
const SERVICES: [(PortScope, &str); 3] =
    [(PortScope::Internal, ""), (PortScope::Cloud, "-node"), (PortScope::Public, "-public")];

/// The services that an application needs. `base` is its object name, `pod` the name of its pod.
pub(super) fn services(
    container: &Container,
    settings: &PodSettings,
    environment: &str,
    base: &str,
    pod: &str,
) -> Vec<PodPart> {
    let mut all = Vec::new();
    for (scope, suffix) in SERVICES {
        let ports: Vec<Value> = container
            .ports
            .iter()
            .filter(|port| port.scope >= scope)
            .map(|port| service_port(port, scope))
            .collect();
        if ports.is_empty() {
            continue;
        }
        let name = format!("{base}{suffix}");
        let mut manifest = object(Kind::Service, &name, environment, &container.name);
        manifest["spec"] = json!({
            "type": kind_of(scope, settings),
            "selector": { ENVIRONMENT: environment, POD: pod },
            "ports": ports,
        });
        if scope == PortScope::Public && !settings.external_addresses.is_empty() {
            manifest["spec"]["externalIPs"] = json!(settings.external_addresses);
        }
        all.push(PodPart { kind: Kind::Service, name, manifest });
    }
    all
}

fn kind_of(scope: PortScope, settings: &PodSettings) -> &'static str {
    match scope {
        PortScope::Cloud => "NodePort",
        PortScope::Public if settings.external_addresses.is_empty() => "LoadBalancer",
        _ => "ClusterIP",
    }
}

fn service_port(port: &Port, scope: PortScope) -> Value {
    let protocol = port.protocol.name();
    let mut described = json!({
        "name": format!("{protocol}-{}", port.port),
        "port": port.port,
        "targetPort": port.port,
        "protocol": protocol.to_uppercase(),
    });
    // A single wanted number is asked for; the cluster refuses one that nodes do not publish.
    if scope == PortScope::Cloud
        && let Some(range) = port.host_port.filter(|range| range.len() == 1)
    {
        described["nodePort"] = range.first.into();
    }
    described
}

/// The declared ports with the numbers under which nodes publish them. `find` returns a service as it is.
pub(super) fn deployed_ports(
    container: &Container,
    base: &str,
    find: impl Fn(&str) -> Option<ApiObject>,
) -> Vec<DeployedPort> {
    let service = find(&format!("{base}-node"));
    let published = |port: &Port| {
        let ports = service.as_ref()?["spec"]["ports"].as_array()?;
        let protocol = port.protocol.name().to_uppercase();
        let own = ports.iter().find(|p| p["port"] == port.port && p["protocol"] == *protocol)?;
        u16::try_from(own["nodePort"].as_u64()?).ok().filter(|number| *number > 0)
    };
    let deployed = |port: &Port| DeployedPort {
        port: port.port,
        protocol: port.protocol,
        scope: port.scope,
        published: if port.scope.is_published() { published(port) } else { None },
    };
    container.ports.iter().map(deployed).collect()
}

/// The addresses of an application's services. The node is asked for only if a port needs it.
pub(super) async fn addresses(
    cluster: &dyn Cluster,
    container: &Container,
    settings: &PodSettings,
    base: &str,
) -> Result<PodAddresses, EngineError> {
    let service = |suffix: &str| cluster.known(Kind::Service, &format!("{base}{suffix}"));
    let widest = container.ports.iter().map(|port| port.scope).max();
    let node = match widest {
        Some(scope) if scope >= PortScope::Cloud => node_address(cluster, settings).await?,
        _ => None,
    };
    let address = match settings.has_dns {
        true => Some(names::service(base, cluster.namespace())),
        false => service("").and_then(|found| cluster_address(&found)),
    };
    Ok(PodAddresses {
        service: address,
        node,
        public: service("-public").and_then(|found| public_address(&found)),
    })
}

fn cluster_address(service: &ApiObject) -> Option<String> {
    let address = service["spec"]["clusterIP"].as_str()?;
    (address != "None" && !address.is_empty()).then(|| address.to_owned())
}

fn public_address(service: &ApiObject) -> Option<String> {
    let first = |list: &Value| list.get(0).cloned();
    if let Some(address) = first(&service["spec"]["externalIPs"]) {
        return address.as_str().map(str::to_owned);
    }
    let entry = first(&service["status"]["loadBalancer"]["ingress"])?;
    entry["ip"].as_str().or_else(|| entry["hostname"].as_str()).map(str::to_owned)
}

/// The address of the nodes: the one that the program gives, else that of the first node that is ready. Any node will do:
/// all of them publish the ports.
async fn node_address(
    cluster: &dyn Cluster,
    settings: &PodSettings,
) -> Result<Option<String>, EngineError> {
    if let Some(address) = &settings.host.address {
        return Ok(Some(address.clone()));
    }
    let nodes = cluster.nodes().await?;
    let ready: Vec<&ApiObject> = nodes.iter().filter(|node| is_ready(node)).collect();
    let of_type = |node: &ApiObject, kind: &str| {
        let all = node["status"]["addresses"].as_array()?;
        let own = all.iter().find(|address| address["type"] == kind)?;
        own["address"].as_str().map(str::to_owned)
    };
    let find = |kind: &str| ready.iter().find_map(|node| of_type(node, kind));
    Ok(find("InternalIP").or_else(|| find("ExternalIP")).or_else(|| find("Hostname")))
}

fn is_ready(node: &ApiObject) -> bool {
    let conditions = node["status"]["conditions"].as_array();
    let ready = conditions.into_iter().flatten().find(|condition| condition["type"] == "Ready");
    ready.is_some_and(|condition| condition["status"] == "True")
        && node["spec"]["unschedulable"] != true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container() -> Container {
        let port = |port, scope| Port { port, scope, ..Port::default() };
        Container {
            name: "Web".into(),
            ports: vec![
                port(9, PortScope::Host),
                port(80, PortScope::Public),
                port(81, PortScope::Cloud),
                port(82, PortScope::Internal),
            ],
            ..Container::default()
        }
    }

    #[test]
    fn no_service_reaches_farther_than_its_ports() {
        let all = services(&container(), &PodSettings::default(), "shop", "shop-web", "front");
        let shown: Vec<_> = all
            .iter()
            .map(|part| {
                let ports = part.manifest["spec"]["ports"].as_array().expect("ports");
                let numbers: Vec<u64> = ports.iter().filter_map(|p| p["port"].as_u64()).collect();
                (&*part.name, part.manifest["spec"]["type"].as_str().expect("a type"), numbers)
            })
            .collect();
        let wanted = [
            ("shop-web", "ClusterIP", vec![80, 81, 82]),
            ("shop-web-node", "NodePort", vec![80, 81]),
            ("shop-web-public", "LoadBalancer", vec![80]),
        ];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn published_numbers_are_read_from_the_service_of_the_nodes() {
        let found = json!({ "spec": { "ports": [
            { "port": 80, "protocol": "TCP", "nodePort": 30080 },
            { "port": 81, "protocol": "UDP", "nodePort": 30081 },
        ] } });
        let ports = deployed_ports(&container(), "shop-web", |name| {
            (name == "shop-web-node").then(|| found.clone())
        });
        let published =
            |number| ports.iter().find(|port| port.port == number).and_then(|port| port.published);
        assert_eq!((published(80), published(81), published(82)), (Some(30080), None, None));
    }

    #[test]
    fn external_addresses_need_no_load_balancer() {
        let settings = PodSettings {
            external_addresses: vec!["203.0.113.9".into()],
            ..PodSettings::default()
        };
        let all = services(&container(), &settings, "shop", "shop-web", "front");
        let public = &all[2].manifest;
        assert_eq!(public["spec"]["type"], "ClusterIP");
        assert_eq!(public_address(public).as_deref(), Some("203.0.113.9"));
    }
}

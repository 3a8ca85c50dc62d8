//! Reads the settings of a `KubernetesPod` and of its `KubernetesCluster`.

use std::rc::Rc;

use crate::engine::endpoint::{ClusterName, EngineAddress};
use crate::engine::{Credentials, Labels, Secret};
use crate::hosts::kubernetes::settings::PodSettings;
use crate::hosts::settings::{ClusterNaming, HostSettings};
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

use super::exception::bad_property;
use super::{host, read};

/// The settings of a pod; what its cluster sets too is the cluster's.
pub(super) fn settings(object: &Rc<Object>) -> Outcome<PodSettings> {
    let default = HostSettings::default();
    let cluster = cluster(object)?;
    let limit = |name: &str, default| Ok::<_, Fault>(read::time(object, name)?.unwrap_or(default));
    let replicas = match object.declared("replicas") {
        Value::Int(count) => u32::try_from(count).map_err(|_| {
            bad_property(object, "replicas", "expected a number from 0 to 4294967295")
        })?,
        _ => 0,
    };
    let addresses = read::list(&cluster.declared("externalAddresses"));
    let external: Vec<String> = addresses.iter().filter_map(read::text).collect();
    Ok(PodSettings {
        host: HostSettings {
            name: read::property_text(object, "name").unwrap_or_default(),
            address: read::filled(&cluster, "nodeAddress"),
            public_address: external.first().cloned(),
            registry: read::filled(&cluster, "dockerRegistry"),
            mirror: read::filled(&cluster, "dockerMirror"),
            credentials: credentials(&cluster),
            start_limit: limit("startTimeout", default.start_limit)?,
            settle_time: limit("settleTime", default.settle_time)?,
            cluster: Some(ClusterNaming {
                environment: String::new(),
                namespace: read::filled(&cluster, "namespace").unwrap_or_else(|| "default".into()),
            }),
            ..default
        },
        replicas,
        labels: labels(object)?,
        has_dns: read::flag(&cluster, "enableKubeDns"),
        external_addresses: external,
    })
}

/// The address of the namespace that a pod is in.
pub(super) fn address(object: &Rc<Object>) -> Outcome<String> {
    let cluster = cluster(object)?;
    let name = ClusterName {
        context: read::filled(&cluster, "context"),
        namespace: read::filled(&cluster, "namespace"),
    };
    Ok(EngineAddress::Kubernetes(name).to_string())
}

fn cluster(object: &Rc<Object>) -> Outcome<Rc<Object>> {
    match object.declared("kubernetesCluster") {
        Value::Object(cluster) => Ok(cluster.clone()),
        _ => Err(bad_property(object, "kubernetesCluster", "expected a cluster")),
    }
}

fn credentials(cluster: &Rc<Object>) -> Option<Credentials> {
    let found = host::credentials(cluster)?;
    let registry = read::filled(cluster, "dockerRegistry").unwrap_or_default();
    Some(Credentials { registry, password: Secret::new(found.password.reveal()), ..found })
}

/// The labels in the notation of the original class: `a=1, b=2`, in lower case.
fn labels(object: &Rc<Object>) -> Outcome<Labels> {
    let text = read::property_text(object, "labels").unwrap_or_default().to_lowercase();
    let items = text.split([',', ';']).map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| {
            let (key, value) = item.split_once('=').unwrap_or((item, ""));
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() || key.starts_with("io.murano.") {
                let reason = format!("`{item}` is no label of a program's own, as `tier=web`");
                return Err(bad_property(object, "labels", &reason));
            }
            Ok((key.to_owned(), value.to_owned()))
        })
        .collect()
}

//! Objects of an environment that no pod of it needs: a run that was killed leaves them.
//!
//! Services, files and secrets are applied before their pod, and removed with it. For the caller, these objects are the network
//! of the environment: it exists as long as there is a pod or something left of one, and is removed last.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::engine::cluster::instances::uid;
use crate::engine::cluster::{ApiObject, Cluster, Kind};
use crate::engine::label::{APPLICATION, ENVIRONMENT};
use crate::engine::{EngineError, EngineErrorKind, LabelFilter, Labels, NetworkSummary, Subnet};

use super::Kubernetes;
use super::members::deployed;
use super::objects::{self, name_of};

/// What precedes the environment in the name of its network.
const NETWORK: &str = "murano-";
/// The kinds of objects that an application has beside its pod.
const KINDS: [Kind; 3] = [Kind::Service, Kind::ConfigMap, Kind::Secret];

/// The environments that have such objects, as networks.
pub(super) async fn networks(
    cluster: &Kubernetes,
    labels: &LabelFilter,
) -> Result<Vec<NetworkSummary>, EngineError> {
    let present = deployed(cluster, ENVIRONMENT).await?;
    let strays = strays(cluster, ENVIRONMENT).await?;
    let mut environments: BTreeSet<String> =
        present.into_iter().map(|(environment, _)| environment).collect();
    environments
        .extend(strays.iter().filter_map(|(_, object)| environment(object)).map(str::to_owned));
    let network = |environment: String| NetworkSummary {
        name: format!("{NETWORK}{environment}"),
        labels: Labels::from([(ENVIRONMENT.to_owned(), environment)]),
        // The cluster assigns addresses from a network that it does not tell; a plan needs some.
        subnet: Some(Subnet::of(Ipv4Addr::new(10, 0, 0, 0), 8)),
        ..NetworkSummary::default()
    };
    let mut all: Vec<NetworkSummary> = environments.into_iter().map(network).collect();
    all.retain(|network| labels.matches(&network.labels));
    Ok(all)
}

/// Removes what is left of an environment.
pub(super) async fn remove_network(cluster: &Kubernetes, name: &str) -> Result<(), EngineError> {
    let missing =
        || EngineError::new(EngineErrorKind::NoSuchNetwork, format!("nothing is left of `{name}`"));
    let environment = name.strip_prefix(NETWORK).ok_or_else(missing)?;
    let strays = strays(cluster, &format!("{ENVIRONMENT}={environment}")).await?;
    if strays.is_empty() {
        return Err(missing());
    }
    for (kind, object) in strays {
        cluster.delete(kind, name_of(&object), uid(&object)).await?;
    }
    Ok(())
}

/// The objects whose application has no pod.
async fn strays(
    cluster: &Kubernetes,
    selector: &str,
) -> Result<Vec<(Kind, ApiObject)>, EngineError> {
    let present = deployed(cluster, selector).await?;
    let mut all = Vec::new();
    for kind in KINDS {
        let found = match objects::select(cluster, kind, selector).await {
            // Who may not list secrets has created none.
            Err(error) if error.message.contains("is forbidden") => Vec::new(),
            found => found?,
        };
        let strays = found.into_iter().filter(|object| {
            let application = object["metadata"]["annotations"][APPLICATION].as_str();
            let owner = environment(object).zip(application);
            owner.is_some_and(|(environment, application)| {
                !present.contains(&(environment.to_owned(), application.to_owned()))
            })
        });
        all.extend(strays.map(|object| (kind, object)));
    }
    Ok(all)
}

fn environment(object: &ApiObject) -> Option<&str> {
    object["metadata"]["labels"][ENVIRONMENT].as_str()
}

//! The actions of a deployed pod: another number of pods, and new pods for old ones.

use crate::engine::cluster::instances::uid;
use crate::engine::cluster::{Cluster, Kind};
use crate::engine::{EngineError, EngineErrorKind};
use crate::hosts::error::HostError;

use super::{KubernetesHost, names};

/// Sets the number of pods. On a simulated engine there is nothing to do: its containers run once.
pub(super) async fn scale(host: &KubernetesHost, replicas: u32) -> Result<(), HostError> {
    let Some(cluster) = host.real() else { return Ok(()) };
    let name = workload(host);
    let done = cluster.scale(&name, replicas).await;
    done.map_err(|error| host.failed(&format!("scaling the pod `{name}`"), error))
}

/// Deletes all pods. A deployment makes new ones; a pod of its own is made anew by the next `deploy()`.
pub(super) async fn recreate(host: &KubernetesHost) -> Result<(), HostError> {
    let Some(cluster) = host.real() else { return Ok(()) };
    let name = workload(host);
    let doing = format!("replacing the pods of `{name}`");
    let failed = |error| host.failed(&doing, error);
    let selector = format!(
        "io.murano.environment={},io.murano.pod={}",
        host.site.environment(),
        names::container(&host.settings.host.name)
    );
    let deployment = cluster.get(Kind::Deployment, &name).await.map_err(failed)?;
    if deployment.is_none() {
        let pod = cluster.get(Kind::Pod, &name).await.map_err(failed)?;
        let Some(pod) = pod else {
            let error = EngineError::new(EngineErrorKind::NoSuchContainer, "it is not deployed");
            return Err(failed(error));
        };
        return remake(host, cluster, &name, &pod).await;
    }
    for pod in cluster.select(Kind::Pod, &selector).await.map_err(failed)? {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        cluster.delete(Kind::Pod, name, uid(&pod)).await.map_err(failed)?;
    }
    Ok(())
}

/// Deletes a pod that is of no deployment, and makes it anew.
async fn remake(
    host: &KubernetesHost,
    cluster: &dyn Cluster,
    name: &str,
    pod: &crate::engine::cluster::ApiObject,
) -> Result<(), HostError> {
    let doing = format!("replacing the pod `{name}`");
    let failed = |error| host.failed(&doing, error);
    let workload = crate::engine::cluster::workload::Workload::read(Kind::Pod, pod);
    let Some(workload) = workload.filter(|w| w.environment == host.site.environment()) else {
        return Err(host.site.inventory().foreign(Kind::Pod.name(), name));
    };
    cluster.delete(Kind::Pod, name, uid(pod)).await.map_err(failed)?;
    let clock = &host.site.services().clock;
    while cluster.get(Kind::Pod, name).await.map_err(failed)?.is_some() {
        clock.sleep(std::time::Duration::from_millis(100)).await;
    }
    cluster.apply(Kind::Pod, &workload.manifest(), None).await.map_err(failed).map(drop)
}

fn workload(host: &KubernetesHost) -> String {
    names::object(host.site.environment(), &host.settings.host.name)
}

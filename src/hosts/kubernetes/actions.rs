//! The actions of a deployed pod: another number of pods, and new pods for old ones.

use std::time::Duration;

use crate::engine::cluster::instances::uid;
use crate::engine::cluster::workload::Workload;
use crate::engine::cluster::{ApiObject, Cluster, Kind};
use crate::engine::{EngineError, EngineErrorKind};
use crate::hosts::error::HostError;

use super::{KubernetesHost, names};

/// The pause between two questions whether a pod is gone.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a pod may take to end.
const LIMIT: Duration = Duration::from_secs(180);

/// Sets the number of pods. On a simulated engine there is nothing to do: its containers run once.
pub(super) async fn scale(host: &KubernetesHost, replicas: u32) -> Result<(), HostError> {
    let Some(cluster) = host.real() else { return Ok(()) };
    let doing = "scaling the pod";
    let (kind, _, workload) = own(host, cluster, doing).await?;
    let done = match kind {
        Kind::Deployment => cluster.scale(&workload.name, replicas).await,
        _ => Err(EngineError::new(
            EngineErrorKind::BadRequest,
            "it is one pod without replicas: set `replicas` and deploy it",
        )),
    };
    done.map_err(|error| host.failed(doing, error))
}

/// Replaces all pods: a deployment makes new ones for those that are deleted, a pod of its own is made anew here.
pub(super) async fn recreate(host: &KubernetesHost) -> Result<(), HostError> {
    let Some(cluster) = host.real() else { return Ok(()) };
    let doing = "replacing the pods";
    let failed = |error| host.failed(doing, error);
    let (kind, object, workload) = own(host, cluster, doing).await?;
    if kind == Kind::Deployment {
        for pod in cluster.select(Kind::Pod, &workload.selector()).await.map_err(failed)? {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            cluster.delete(Kind::Pod, name, uid(&pod)).await.map_err(failed)?;
        }
        return Ok(());
    }
    cluster.delete(kind, &workload.name, uid(&object)).await.map_err(failed)?;
    let clock = &host.site.services().clock;
    let begun = clock.now();
    while cluster.get(kind, &workload.name).await.map_err(failed)?.is_some() {
        if clock.now().saturating_sub(begun) >= LIMIT {
            let text = format!("the old pod has not ended within {} s", LIMIT.as_secs());
            return Err(failed(EngineError::new(EngineErrorKind::Timeout, text)));
        }
        clock.sleep(PAUSE).await;
    }
    cluster.apply(kind, &workload.manifest(), None).await.map_err(failed).map(drop)
}

/// The workload of the pod, as the cluster has it; one that is not the environment's is never changed.
async fn own(
    host: &KubernetesHost,
    cluster: &dyn Cluster,
    doing: &str,
) -> Result<(Kind, ApiObject, Workload), HostError> {
    let name = names::object(host.site.environment(), &host.settings.host.name);
    for kind in [Kind::Deployment, Kind::Pod] {
        let found = cluster.get(kind, &name).await.map_err(|error| host.failed(doing, error))?;
        let Some(object) = found else { continue };
        let workload = Workload::read(kind, &object)
            .filter(|workload| workload.environment == host.site.environment());
        return match workload {
            Some(workload) => Ok((kind, object, workload)),
            None => Err(host.site.inventory().foreign(kind.name(), &name)),
        };
    }
    let error = EngineError::new(EngineErrorKind::NoSuchContainer, "it is not deployed");
    Err(host.failed(doing, error))
}

//! Changes the number of pods of a deployed `KubernetesPod`, without its program.
//!
//! Nothing is recorded: the cluster knows the number, and the next run of the program sets its own again.

use std::time::Duration;

use crate::engine::cluster::instances::is_rolling_out;
use crate::engine::cluster::workload::Workload;
use crate::engine::cluster::{Cluster, Kind};
use crate::engine::{Engine, EngineError, EngineErrorKind};
use crate::hosts::{Clock, HostSettings, kubernetes};

use super::error::DeployError;

/// The pause between two questions whether the pods are there.
const PAUSE: Duration = Duration::from_millis(200);

/// The numbers of pods before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scaled {
    /// Before.
    pub from: u32,
    /// After.
    pub to: u32,
}

/// Sets the number of pods, and waits until so many are ready.
///
/// # Errors
/// When the host is no pod of a deployment, or the cluster refuses, or the pods are not ready in time.
pub(crate) async fn scale(
    engine: &dyn Engine,
    environment: &str,
    host: &str,
    replicas: u32,
    clock: &dyn Clock,
) -> Result<Scaled, DeployError> {
    let failed = |error| DeployError::engine(engine.address(), "scaling the pod", error);
    let Some(cluster) = engine.cluster() else {
        let why = format!("`{host}` is on a container engine: only pods of a cluster are scaled");
        return Err(failed(EngineError::new(EngineErrorKind::Unsupported, why)));
    };
    let name = kubernetes::names::object(environment, host);
    let from = replicas_of(cluster, environment, &name).await.map_err(failed)?;
    cluster.scale(&name, replicas).await.map_err(failed)?;
    let begun = clock.now();
    let limit = HostSettings::default().start_limit;
    loop {
        let found = cluster.get(Kind::Deployment, &name).await.map_err(failed)?;
        if found.is_none_or(|deployment| !is_rolling_out(&deployment)) {
            return Ok(Scaled { from, to: replicas });
        }
        if clock.now().saturating_sub(begun) >= limit {
            let why = format!(
                "not all of the {replicas} pods were ready within {} s; `murano ps` shows them",
                limit.as_secs()
            );
            return Err(failed(EngineError::new(EngineErrorKind::Other, why)));
        }
        clock.sleep(PAUSE).await;
    }
}

async fn replicas_of(
    cluster: &dyn Cluster,
    environment: &str,
    name: &str,
) -> Result<u32, EngineError> {
    let found = cluster.get(Kind::Deployment, name).await?;
    let own = found.and_then(|found| Workload::read(Kind::Deployment, &found));
    match own.filter(|workload| workload.environment == environment) {
        Some(workload) => Ok(workload.replicas),
        None => Err(EngineError::new(
            EngineErrorKind::BadRequest,
            "it is one pod without replicas: set `replicas` of its `KubernetesPod` in the program first",
        )),
    }
}

//! A snapshot of an engine: everything that can be listed at one moment. Plans start a simulated engine from it.

use super::{ContainerSummary, Engine, EngineError, LabelFilter, NetworkSummary, VolumeSummary};

/// All containers, networks and volumes of an engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// Every container.
    pub containers: Vec<ContainerSummary>,
    /// Every network.
    pub networks: Vec<NetworkSummary>,
    /// Every volume.
    pub volumes: Vec<VolumeSummary>,
}

impl Snapshot {
    /// Takes a snapshot; foreign objects are part of it, because they hold names and ports.
    pub(crate) async fn of(engine: &dyn Engine) -> Result<Self, EngineError> {
        let everything = LabelFilter::any();
        Ok(Self {
            containers: engine.list(&everything).await?,
            networks: engine.networks(&everything).await?,
            volumes: engine.volumes(&everything).await?,
        })
    }
}

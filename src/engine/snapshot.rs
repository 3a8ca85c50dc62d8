//! All that an engine holds at one moment, as far as it can be listed.
//!
//! It is what a simulated engine starts from when a plan asks "what would happen".

use super::{ContainerSummary, Engine, EngineError, LabelFilter, NetworkSummary, VolumeSummary};

/// All containers, networks and volumes of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Every container.
    pub containers: Vec<ContainerSummary>,
    /// Every network.
    pub networks: Vec<NetworkSummary>,
    /// Every volume.
    pub volumes: Vec<VolumeSummary>,
}

impl Snapshot {
    /// Asks an engine for all it holds: foreign things too, since they hold names and ports.
    pub async fn of(engine: &dyn Engine) -> Result<Self, EngineError> {
        let everything = LabelFilter::any();
        Ok(Self {
            containers: engine.list(&everything).await?,
            networks: engine.networks(&everything).await?,
            volumes: engine.volumes(&everything).await?,
        })
    }
}

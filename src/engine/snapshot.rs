//! A snapshot of an engine: everything that can be listed at one moment. Plans start a simulated engine from it.

use super::{
    ContainerDetail, ContainerSummary, Engine, EngineError, EngineErrorKind, ImageNames,
    LabelFilter, NetworkSummary, VolumeSummary,
};

/// All containers, images, networks and volumes of an engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Snapshot {
    /// Every container.
    pub containers: Vec<ContainerSummary>,
    /// Every network.
    pub networks: Vec<NetworkSummary>,
    /// Every volume.
    pub volumes: Vec<VolumeSummary>,
    /// Every image that has a name.
    pub images: Vec<ImageNames>,
    /// What only inspections tell of the containers that matter.
    pub details: Vec<ContainerDetail>,
}

impl Snapshot {
    /// Takes a snapshot; foreign objects are part of it, because they hold names and ports.
    pub(crate) async fn of(engine: &dyn Engine) -> Result<Self, EngineError> {
        let everything = LabelFilter::any();
        Ok(Self {
            containers: engine.list(&everything).await?,
            networks: engine.networks(&everything).await?,
            volumes: engine.volumes(&everything).await?,
            images: engine.images().await?,
            details: Vec::new(),
        })
    }

    /// Adds what only inspections tell of some of its containers.
    pub(crate) async fn inspect(
        &mut self,
        engine: &dyn Engine,
        is_wanted: impl Fn(&ContainerSummary) -> bool,
    ) -> Result<(), EngineError> {
        for container in self.containers.iter().filter(|container| is_wanted(container)) {
            match engine.inspect(&container.name).await {
                Ok(detail) => self.details.push(detail),
                // Somebody removed it in between.
                Err(error) if error.kind == EngineErrorKind::NoSuchContainer => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

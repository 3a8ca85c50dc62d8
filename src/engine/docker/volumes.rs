//! Volumes of a real engine.

use bollard::models::{Volume, VolumeCreateRequest};
use bollard::query_parameters::{ListVolumesOptionsBuilder, RemoveVolumeOptions};

use super::containers::label_filters;
use super::{Docker, reply, request};
use crate::engine::{EngineError, LabelFilter, VolumeSpec, VolumeSummary, name};

/// Lists the volumes with those labels.
pub(super) async fn list(
    engine: &Docker,
    labels: &LabelFilter,
) -> Result<Vec<VolumeSummary>, EngineError> {
    let filters = label_filters(labels);
    let options = ListVolumesOptionsBuilder::default().filters(&filters).build();
    let request = engine.client.list_volumes(Some(options));
    let found = engine.ask("listing volumes", request).await?.volumes.unwrap_or_default();
    let mut volumes: Vec<_> = found.into_iter().map(read).collect();
    volumes.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(volumes)
}

/// The volume of that name, existing or new: the engine returns an existing one by itself.
pub(super) async fn ensure(
    engine: &Docker,
    spec: &VolumeSpec,
) -> Result<VolumeSummary, EngineError> {
    let config = VolumeCreateRequest {
        name: Some(name::check("volume", &spec.name)?.to_owned()),
        labels: Some(request::hash_labels(&spec.labels)),
        ..VolumeCreateRequest::default()
    };
    engine.change("creating a volume", engine.client.create_volume(config)).await.map(read)
}

/// Removes a volume.
pub(super) async fn remove(engine: &Docker, name: &str) -> Result<(), EngineError> {
    let name = name::check("volume", name)?;
    let request = engine.client.remove_volume(name, None::<RemoveVolumeOptions>);
    engine.change("removing a volume", request).await
}

fn read(found: Volume) -> VolumeSummary {
    VolumeSummary { name: found.name, labels: reply::labels(Some(found.labels)) }
}

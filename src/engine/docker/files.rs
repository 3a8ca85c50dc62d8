//! Files placed in a container of a real engine.

use bollard::query_parameters::UploadToContainerOptionsBuilder;

use super::{Docker, archive, inspect};
use crate::engine::{EngineError, EngineErrorKind, FileContent};

/// Places files, all in one request.
pub(super) async fn put(
    engine: &Docker,
    name: &str,
    files: &[FileContent],
) -> Result<(), EngineError> {
    let name = inspect::exact(engine, name).await?;
    let packed = archive::pack(files)?;
    let options = UploadToContainerOptionsBuilder::default().path("/").build();
    let body = bollard::body_full(packed.into());
    let request = engine.client.upload_to_container(name, Some(options), body);
    engine.change("placing files in a container", request).await.map_err(explain)
}

/// The engine cannot place files in a container whose file system is read-only, started or not.
fn explain(mut error: EngineError) -> EngineError {
    if error.message.contains("marked read-only") {
        error.kind = EngineErrorKind::Unsupported;
    }
    error
}

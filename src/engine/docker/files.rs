//! Files placed in a container of a real engine, and read from it.

use bollard::query_parameters::{
    DownloadFromContainerOptionsBuilder, UploadToContainerOptionsBuilder,
};
use futures_util::TryStreamExt as _;

use super::{Docker, archive, failure, inspect};
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

/// Reads a file, or the files of a directory.
pub(super) async fn get(
    engine: &Docker,
    name: &str,
    path: &str,
) -> Result<Vec<FileContent>, EngineError> {
    let name = inspect::exact(engine, name).await?;
    let options = DownloadFromContainerOptionsBuilder::default().path(path).build();
    let chunks = engine.client.download_from_container(name, Some(options));
    let chunks = engine.unless_silent(
        Some(engine.deadlines.question),
        "reading files of a container",
        chunks.map_err(failure::request_failed),
    );
    let read = chunks.try_fold(Vec::new(), async |mut all, chunk| {
        all.extend_from_slice(&chunk);
        Ok(all)
    });
    let packed = read.await.map_err(missing)?;
    // Names in the archive begin with the last part of the path.
    let parent = path.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    archive::unpack(&packed, parent)
}

/// The engine says 404 for a missing container and for a missing file.
fn missing(mut error: EngineError) -> EngineError {
    if error.message.contains("Could not find the file") {
        error.kind = EngineErrorKind::NoSuchFile;
    }
    error
}

/// The engine cannot place files in a container whose file system is read-only, started or not.
fn explain(mut error: EngineError) -> EngineError {
    if error.message.contains("marked read-only") {
        error.kind = EngineErrorKind::Unsupported;
    }
    error
}

//! Inspects a container of a real engine, and makes sure that a name means exactly one container.

use super::{Docker, reply};
use crate::engine::{ContainerDetail, EngineError, EngineErrorKind, name};

/// Inspects one container.
pub(super) async fn inspect(engine: &Docker, name: &str) -> Result<ContainerDetail, EngineError> {
    let name = name::check("container", name)?;
    let request = engine.client.inspect_container(name, None);
    let detail = reply::detail(engine.ask("inspecting a container", request).await?);
    // The engine also takes the beginning of an id for a name.
    if detail.summary.name == name {
        return Ok(detail);
    }
    Err(EngineError::new(EngineErrorKind::NoSuchContainer, format!("No such container: {name}")))
}

/// Makes sure that a name in a request means exactly this container: the engine also accepts prefixes of ids.
pub(super) async fn exact<'a>(engine: &Docker, name: &'a str) -> Result<&'a str, EngineError> {
    if name::resembles_id(name::check("container", name)?) {
        inspect(engine, name).await?;
    }
    Ok(name)
}

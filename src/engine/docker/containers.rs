//! Containers of a real engine: listing, creating, starting, stopping and removing them.

use std::collections::HashMap;
use std::time::Duration;

use bollard::models::ContainerUpdateBody;
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
    RenameContainerOptionsBuilder, StopContainerOptionsBuilder,
};

use super::inspect::exact;
use super::{Docker, files, reply, request};
use crate::engine::{
    ContainerSpec, ContainerSummary, EngineError, LabelFilter, Removal, ResourceLimits, name,
};

/// The grace period of a container that states none.
const DEFAULT_GRACE: Duration = Duration::from_secs(10);

/// Lists the containers with those labels.
pub(super) async fn list(
    engine: &Docker,
    labels: &LabelFilter,
) -> Result<Vec<ContainerSummary>, EngineError> {
    let filters = label_filters(labels);
    let options = ListContainersOptionsBuilder::default().all(true).filters(&filters).build();
    let request = engine.client.list_containers(Some(options));
    let found = engine.ask("listing containers", request).await?;
    let mut containers: Vec<_> = found.into_iter().map(reply::summary).collect();
    containers.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(containers)
}

/// Creates a container with its files.
pub(super) async fn create(engine: &Docker, spec: &ContainerSpec) -> Result<String, EngineError> {
    name::check_image(&spec.image)?;
    // The engine would generate a name for a container without one.
    let name = name::check("container", &spec.name)?;
    let options = CreateContainerOptionsBuilder::default().name(name).build();
    let request = engine.client.create_container(Some(options), request::container(spec));
    let id = engine.change("creating a container", request).await?.id;
    if spec.files.is_empty() {
        return Ok(id);
    }
    match files::put(engine, &spec.name, &spec.files).await {
        Ok(()) => Ok(id),
        Err(error) => Err(abandon(engine, &spec.name, error).await),
    }
}

/// Starts a container.
pub(super) async fn start(engine: &Docker, name: &str) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    engine.change("starting a container", engine.client.start_container(name, None)).await
}

/// Stops a container.
pub(super) async fn stop(
    engine: &Docker,
    name: &str,
    timeout: Option<Duration>,
) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    let mut options = StopContainerOptionsBuilder::default();
    let grace = match timeout {
        Some(timeout) => {
            let seconds = request::whole_seconds(timeout).try_into().unwrap_or(i32::MAX);
            options = options.t(seconds);
            Some(timeout)
        }
        None => grace_period(engine, name).await?,
    };
    // The engine replies when the container has ended: the grace period is no silence of the engine.
    let limit = grace.map(|grace| grace.saturating_add(engine.deadlines.question));
    let request = engine.client.stop_container(name, Some(options.build()));
    engine.within(limit, "stopping a container", request).await
}

/// How long the engine lets a container end before it kills it; `None`: for ever.
async fn grace_period(engine: &Docker, name: &str) -> Result<Option<Duration>, EngineError> {
    let request = engine.client.inspect_container(name, None);
    let found = engine.ask("inspecting a container", request).await?;
    let seconds = found.config.and_then(|config| config.stop_timeout);
    Ok(seconds.map_or(Some(DEFAULT_GRACE), |n| u64::try_from(n).ok().map(Duration::from_secs)))
}

/// Pauses a container.
pub(super) async fn pause(engine: &Docker, name: &str) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    engine.change("pausing a container", engine.client.pause_container(name)).await
}

/// Resumes a paused container.
pub(super) async fn unpause(engine: &Docker, name: &str) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    engine.change("unpausing a container", engine.client.unpause_container(name)).await
}

/// Changes the limits and the restart policy of a container.
pub(super) async fn update(
    engine: &Docker,
    name: &str,
    limits: &ResourceLimits,
) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    let memory = limits.memory.map(request::bytes);
    let body = ContainerUpdateBody {
        memory,
        // At the creation the engine allows as much swap again. Here it would leave the previous sum of both,
        // and refuse a memory limit that is higher.
        memory_swap: memory.map(|bytes| bytes.saturating_mul(2)),
        nano_cpus: limits.cpus.map(request::nano_cpus),
        restart_policy: Some(request::restart(limits.restart)),
        ..ContainerUpdateBody::default()
    };
    engine.change("updating a container", engine.client.update_container(name, body)).await
}

/// Renames a container.
pub(super) async fn rename(engine: &Docker, name: &str, new_name: &str) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    let new_name = name::check("container", new_name)?;
    let options = RenameContainerOptionsBuilder::default().name(new_name).build();
    engine.change("renaming a container", engine.client.rename_container(name, options)).await
}

/// Removes a container.
pub(super) async fn remove(
    engine: &Docker,
    name: &str,
    removal: Removal,
) -> Result<(), EngineError> {
    let name = exact(engine, name).await?;
    let options =
        RemoveContainerOptionsBuilder::default().force(removal == Removal::Forced).v(true).build();
    let request = engine.client.remove_container(name, Some(options));
    engine.change("removing a container", request).await
}

/// The filter of labels for the engine's lists.
pub(super) fn label_filters(labels: &LabelFilter) -> HashMap<&'static str, Vec<String>> {
    HashMap::from([("label", labels.terms())])
}

/// Removes a container whose files could not be placed. The first error is returned; it also says when the container
/// could not be removed.
async fn abandon(engine: &Docker, name: &str, mut error: EngineError) -> EngineError {
    if let Err(second) = remove(engine, name, Removal::Forced).await {
        error.causes.push(format!("the container `{name}` could not be removed again: {second}"));
    }
    error
}

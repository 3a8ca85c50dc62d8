//! Removing what is ours: containers, the volumes that die with them, the network.

use std::time::Duration;

use crate::engine::{EngineErrorKind, LabelFilter, Removal};

use super::error::HostError;
use super::journal::ChangeKind;
use super::labels::{self, Deployed};
use super::progress::Event;
use super::site::Site;

/// Removes every container of an application, former ones too, and its volumes.
/// Answers whether there was any.
///
/// # Errors
/// When the engine did not do it; what is left is still recorded.
pub async fn remove_application(site: &Site, application: &str) -> Result<bool, HostError> {
    let _turn = site.turn(application).await;
    let found = site.containers_of(application);
    for deployed in &found {
        site.tell(application, &Event::Removing);
        let removed = remove_container(site, deployed).await;
        if let Err(error) = &removed {
            site.tell(application, &Event::Failed { message: error.to_string() });
        }
        removed?;
    }
    site.with_ports(|book| book.release(application));
    site.with_addresses(|book| book.release(application));
    site.unclaim(application);
    if !found.is_empty() {
        site.tell(application, &Event::Removed);
    }
    Ok(!found.is_empty())
}

/// Stops and removes one container with the volumes that die with it.
pub(super) async fn remove_container(site: &Site, deployed: &Deployed) -> Result<(), HostError> {
    let name = &deployed.container;
    // Programs may have something to finish; one that cannot be stopped is removed all the same.
    match stop(site, name, None).await {
        Err(error) if error.is_engine_gone() => return Err(error),
        _ => {}
    }
    remove(site, name).await?;
    remove_volumes(site, &deployed.volumes).await
}

/// Stops a container; one that is not there is stopped.
pub(super) async fn stop(
    site: &Site,
    name: &str,
    timeout: Option<Duration>,
) -> Result<(), HostError> {
    let done = site.change(ChangeKind::Stop, name, site.engine().stop(name, timeout)).await;
    unless_gone(done, EngineErrorKind::NoSuchContainer)
}

/// Removes a container; one that is not there is removed.
pub(super) async fn remove(site: &Site, name: &str) -> Result<(), HostError> {
    let work = site.engine().remove(name, Removal::Forced);
    let done = site.change(ChangeKind::Remove, name, work).await;
    unless_gone(done, EngineErrorKind::NoSuchContainer)?;
    site.forget(name);
    Ok(())
}

/// Removes volumes; those that are not there, or in use by somebody else, stay as they are.
pub(super) async fn remove_volumes(site: &Site, names: &[String]) -> Result<(), HostError> {
    for name in names {
        let work = site.engine().remove_volume(name);
        let done = site.change(ChangeKind::RemoveVolume, name, work).await;
        match unless_gone(done, EngineErrorKind::NoSuchVolume) {
            Err(HostError::Engine { error, .. }) if error.kind == EngineErrorKind::Conflict => {}
            other => other?,
        }
    }
    Ok(())
}

/// Removes volumes of the environment that no container names any more.
///
/// # Errors
/// When the engine did not do it.
pub async fn remove_stray_volumes(site: &Site) -> Result<Vec<String>, HostError> {
    remove_stray(site, &labels::of_environment(site.environment())).await
}

/// Removes those of some volumes that no container names.
pub(super) async fn remove_stray(
    site: &Site,
    filter: &LabelFilter,
) -> Result<Vec<String>, HostError> {
    let found = site.engine().volumes(filter).await;
    let found = found.map_err(|error| site.failed("listing the volumes", error))?;
    let used: Vec<String> = site.deployed().into_iter().flat_map(|d| d.volumes).collect();
    let stray = found.into_iter().map(|v| v.name).filter(|name| !used.contains(name));
    let stray: Vec<String> = stray.collect();
    remove_volumes(site, &stray).await?;
    Ok(stray)
}

/// Removes the environment's network, if it is ours and nobody uses it.
///
/// # Errors
/// When the engine did not do it.
pub async fn remove_network(site: &Site) -> Result<bool, HostError> {
    let name = site.network_name();
    let filter = labels::of_environment(site.environment());
    let found = site.engine().networks(&filter).await;
    let found = found.map_err(|error| site.failed("listing the networks", error))?;
    if !found.iter().any(|network| network.name == name) {
        return Ok(false);
    }
    let work = site.engine().remove_network(&name);
    let done = site.change(ChangeKind::RemoveNetwork, &name, work).await;
    unless_gone(done, EngineErrorKind::NoSuchNetwork)?;
    Ok(true)
}

/// Takes that something is not there for its having been removed.
fn unless_gone(done: Result<(), HostError>, gone: EngineErrorKind) -> Result<(), HostError> {
    match done {
        Err(HostError::Engine { error, .. }) if error.kind == gone => Ok(()),
        other => other,
    }
}

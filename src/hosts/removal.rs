//! Removes what belongs to an environment: containers, their temporary volumes, the network.
//!
//! Nothing is removed on the word of an old observation or of another object's label: the labels of every
//! container, volume and network are read right before it is removed (see [`super::ownership`]).

use std::time::Duration;

use crate::engine::ContainerState::{Created, Dead, Exited, Removing};
use crate::engine::{
    AnonymousVolume, EngineErrorKind, LabelFilter, NetworkSummary, Removal, VolumeSummary,
};

use super::deployed::Deployed;
use super::error::HostError;
use super::journal::ChangeKind;
use super::labels;
use super::progress::Event;
use super::site::Site;

/// How long to wait for a removal that somebody else began.
const REMOVAL_LIMIT: Duration = Duration::from_secs(30);
/// The pause between two questions whether it is done.
const REMOVAL_PAUSE: Duration = Duration::from_millis(100);
/// The pauses between attempts to remove a network that the engine says is in use, about six seconds in all.
const RELEASE_PAUSES: [Duration; 7] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1600),
    Duration::from_millis(3200),
];

/// Reports that these applications are going to be removed, so that progress can say how many there are.
pub(crate) fn announce(site: &Site, applications: &[String]) {
    for deployed in site.inventory().deployed() {
        if applications.contains(&deployed.application) {
            let image = deployed.image.clone();
            site.ledger().report(&deployed.application, &Event::Begun { image });
        }
    }
}

/// Removes all containers of an application, previous ones too, with their temporary volumes, and the pause container of a pod
/// in which it was the last. Returns whether there was any.
///
/// # Errors
/// When the engine did not do it; what is left stays recorded.
pub(crate) async fn remove_application(site: &Site, application: &str) -> Result<bool, HostError> {
    let found = remove_containers_of(site, application).await?;
    let mut pods: Vec<&String> =
        found.iter().filter_map(|deployed| deployed.pod.as_ref()).collect();
    pods.dedup();
    for pod in pods {
        if site.inventory().applications_in(pod).is_empty() {
            remove_containers_of(site, &labels::pause_application(pod)).await?;
        }
    }
    Ok(!found.is_empty())
}

/// Removes the containers of one application or pod, and returns what they were. Of pause containers nothing is said.
async fn remove_containers_of(site: &Site, application: &str) -> Result<Vec<Deployed>, HostError> {
    let _lock = site.lock(application).await;
    let found = site.inventory().containers_of(application);
    let report = |event| {
        if !found.iter().any(Deployed::is_pause) {
            site.ledger().report(application, &event);
        }
    };
    for deployed in &found {
        report(Event::Removing);
        let removed = remove_container(site, deployed).await;
        if let Err(error) = &removed {
            report(Event::Failed { message: error.to_string() });
        }
        removed?;
    }
    site.allocations().release(application);
    site.ledger().release_claim(application);
    if !found.is_empty() {
        report(Event::Removed);
    }
    Ok(found)
}

/// Stops and removes one container with its temporary volumes.
pub(super) async fn remove_container(site: &Site, deployed: &Deployed) -> Result<(), HostError> {
    let name = &deployed.container;
    let Some((current, detail)) = site.inventory().confirm(name).await? else {
        // Somebody else removed it. Removing it again only journals that it is gone.
        remove(site, name).await?;
        return remove_volumes(site, &deployed.volumes).await;
    };
    // A graceful stop comes first; a container that cannot be stopped is removed by force.
    match stop(site, name, None).await {
        Err(error) if error.is_engine_gone() => return Err(error),
        _ => {}
    }
    remove(site, name).await?;
    remove_image_volumes(site, &detail.anonymous_volumes).await?;
    remove_volumes(site, &current.volumes).await
}

/// Removes the volumes that a removed container had because its image declares them. The engine itself removes only
/// those that it created with the container, not those that were taken over from a previous one. They have no labels,
/// but generated names, and the container that was ours had them a moment ago; one that is still used stays.
async fn remove_image_volumes(site: &Site, volumes: &[AnonymousVolume]) -> Result<(), HostError> {
    let volumes: Vec<VolumeSummary> = volumes
        .iter()
        .map(|volume| VolumeSummary { name: volume.name.clone(), ..VolumeSummary::default() })
        .collect();
    remove_listed(site, &volumes).await
}

/// Stops a container; one that does not exist counts as stopped.
pub(super) async fn stop(
    site: &Site,
    name: &str,
    timeout: Option<Duration>,
) -> Result<(), HostError> {
    let done = site.change(ChangeKind::Stop, name, site.engine().stop(name, timeout)).await;
    unless_gone(done, EngineErrorKind::NoSuchContainer)
}

/// Removes a container whose ownership was confirmed; one that does not exist counts as removed.
async fn remove(site: &Site, name: &str) -> Result<(), HostError> {
    let work = site.engine().remove(name, Removal::Forced);
    let done = site.change(ChangeKind::Remove, name, work).await;
    match unless_gone(done, EngineErrorKind::NoSuchContainer) {
        Err(error) if is_under_way(&error) => wait_until_gone(site, name, error).await?,
        done => done?,
    }
    site.settle_stop(name);
    site.inventory().forget(name);
    Ok(())
}

/// Whether the engine refuses because it removes the container already.
fn is_under_way(error: &HostError) -> bool {
    matches!(error, HostError::Engine { error, .. } if error.message.contains("already in progress"))
}

/// Waits until a removal that somebody else began is done; returns the engine's refusal if it takes too long.
async fn wait_until_gone(site: &Site, name: &str, refusal: HostError) -> Result<(), HostError> {
    let clock = &site.services().clock;
    let begun = clock.now();
    while clock.now().saturating_sub(begun) < REMOVAL_LIMIT {
        match site.engine().inspect(name).await {
            Err(error) if error.kind == EngineErrorKind::NoSuchContainer => return Ok(()),
            Err(error) => {
                return Err(site.inventory().engine_failed(&format!("inspecting `{name}`"), error));
            }
            Ok(_) => clock.sleep(REMOVAL_PAUSE).await,
        }
    }
    Err(refusal)
}

/// Removes those of the named volumes that are the environment's. A container's label may name any volume, so
/// the volumes' own labels decide.
pub(super) async fn remove_volumes(site: &Site, names: &[String]) -> Result<(), HostError> {
    if names.is_empty() {
        return Ok(());
    }
    let found = list_volumes(site, &labels::of_environment(site.environment())).await?;
    let own: Vec<_> = found.into_iter().filter(|v| names.contains(&v.name)).collect();
    remove_listed(site, &own).await
}

/// The names of the environment's volumes.
///
/// # Errors
/// When the engine does not list them.
pub(crate) async fn own_volumes(site: &Site) -> Result<Vec<String>, HostError> {
    let found = list_volumes(site, &labels::of_environment(site.environment())).await?;
    Ok(found.into_iter().map(|volume| volume.name).collect())
}

/// The names of the environment's networks.
///
/// # Errors
/// When the engine does not list them.
pub(crate) async fn own_networks(site: &Site) -> Result<Vec<String>, HostError> {
    let found = list_networks(site).await?;
    Ok(found.into_iter().map(|network| network.name).collect())
}

/// Removes the environment's volumes that no container uses any more; returns their names.
///
/// # Errors
/// When the engine did not do it.
pub(crate) async fn remove_stray_volumes(site: &Site) -> Result<Vec<String>, HostError> {
    remove_stray(site, &labels::of_environment(site.environment())).await
}

/// Removes the environment's volumes among those of `filter` that no container uses.
pub(super) async fn remove_stray(
    site: &Site,
    filter: &LabelFilter,
) -> Result<Vec<String>, HostError> {
    let mut stray = list_volumes(site, filter).await?;
    let used: Vec<String> =
        site.inventory().deployed().into_iter().flat_map(|d| d.volumes).collect();
    stray.retain(|volume| !used.contains(&volume.name));
    remove_listed(site, &stray).await?;
    Ok(stray.into_iter().map(|volume| volume.name).collect())
}

/// Lists the environment's volumes among those of `filter`.
async fn list_volumes(site: &Site, filter: &LabelFilter) -> Result<Vec<VolumeSummary>, HostError> {
    let found = site.engine().volumes(filter).await;
    let mut found =
        found.map_err(|error| site.inventory().engine_failed("listing the volumes", error))?;
    found.retain(|volume| site.inventory().owns_volume(volume));
    Ok(found)
}

/// Removes volumes that were just listed; one that a foreign container uses stays.
async fn remove_listed(site: &Site, volumes: &[VolumeSummary]) -> Result<(), HostError> {
    for VolumeSummary { name, .. } in volumes {
        let work = site.engine().remove_volume(name);
        let done = site.change(ChangeKind::RemoveVolume, name, work).await;
        match unless_gone(done, EngineErrorKind::NoSuchVolume) {
            Err(HostError::Engine { error, .. }) if error.kind == EngineErrorKind::Conflict => {}
            other => other?,
        }
    }
    Ok(())
}

/// Removes the environment's network; returns whether there was one. A foreign network of the same name
/// stays: the one to remove is named by its id.
///
/// # Errors
/// When the engine did not do it, for example because a foreign container still uses the network.
pub(crate) async fn remove_network(site: &Site) -> Result<bool, HostError> {
    let found = list_networks(site).await?;
    for network in &found {
        remove_unused_network(site, network).await?;
    }
    Ok(!found.is_empty())
}

async fn list_networks(site: &Site) -> Result<Vec<NetworkSummary>, HostError> {
    let filter = labels::of_environment(site.environment());
    let found = site.engine().networks(&filter).await;
    let mut found =
        found.map_err(|error| site.inventory().engine_failed("listing the networks", error))?;
    found.retain(|network| site.inventory().owns_network(network));
    Ok(found)
}

/// Removes a network that none of our containers uses any more. An engine under load releases the endpoints of removed
/// containers a little later, so a refusal is tried again, unless another container is the reason.
async fn remove_unused_network(site: &Site, network: &NetworkSummary) -> Result<(), HostError> {
    for pause in RELEASE_PAUSES {
        let work = site.engine().remove_network(network.id_or_name());
        let done = site.change(ChangeKind::RemoveNetwork, &network.name, work).await;
        match unless_gone(done, EngineErrorKind::NoSuchNetwork) {
            Err(HostError::Engine { error, .. }) if error.kind == EngineErrorKind::Conflict => {}
            other => return other,
        }
        let connected = containers_on(site, &network.name).await?;
        if !connected.is_empty() {
            return Err(HostError::NetworkInUse { network: network.name.clone(), connected });
        }
        if site.services().interrupt.is_set() {
            break;
        }
        site.services().clock.sleep(pause).await;
    }
    Err(HostError::NetworkInUse { network: network.name.clone(), connected: Vec::new() })
}

/// The names of all containers that run on a network, foreign ones too.
async fn containers_on(site: &Site, network: &str) -> Result<Vec<String>, HostError> {
    let found = site.engine().list(&LabelFilter::any()).await;
    let mut found =
        found.map_err(|error| site.inventory().engine_failed("listing the containers", error))?;
    let runs = |state| !matches!(state, Created | Exited | Dead | Removing);
    found.retain(|c| runs(c.state) && c.networks.iter().any(|at| at.network == network));
    Ok(found.into_iter().map(|container| container.name).collect())
}

/// Treats an object that does not exist as removed.
fn unless_gone(done: Result<(), HostError>, gone: EngineErrorKind) -> Result<(), HostError> {
    match done {
        Err(HostError::Engine { error, .. }) if error.kind == gone => Ok(()),
        other => other,
    }
}

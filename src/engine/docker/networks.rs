//! Networks of a real engine.

use std::collections::HashMap;

use bollard::models::{
    IpamConfig, Network as ClientNetwork, NetworkConnectRequest, NetworkCreateRequest,
    NetworkDisconnectRequest,
};
use bollard::query_parameters::ListNetworksOptionsBuilder;

use super::containers::label_filters;
use super::inspect::exact;
use super::{Docker, reply, request};
use crate::engine::{
    EngineError, EngineErrorKind, LabelFilter, Labels, NetworkConnection, NetworkSpec,
    NetworkSummary, Subnet, name,
};

/// Lists the networks with those labels.
pub(super) async fn list(
    engine: &Docker,
    labels: &LabelFilter,
) -> Result<Vec<NetworkSummary>, EngineError> {
    let mut found = ask(engine, &label_filters(labels)).await?;
    let order =
        |network: &ClientNetwork| (network.name.clone(), created_at(network), network.id.clone());
    found.sort_by_cached_key(order);
    Ok(found.into_iter().map(read).collect())
}

/// The network of that name, existing or new.
pub(super) async fn ensure(
    engine: &Docker,
    spec: &NetworkSpec,
) -> Result<NetworkSummary, EngineError> {
    name::check("network", &spec.name)?;
    // The engine's check for duplicates does not see networks that are being created concurrently.
    let _lock = engine.network_lock.lock().await;
    let existing = named(engine, &spec.name).await?;
    if let Some(found) = only_one(engine, existing, &spec.labels).await {
        return Ok(found);
    }
    match create(engine, spec).await {
        Ok(created) => settle(engine, created).await,
        // Another run was faster.
        Err(error) if error.kind == EngineErrorKind::NameTaken => {
            find(engine, &spec.name).await?.ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// Removes a network by name or id.
pub(super) async fn remove(engine: &Docker, name: &str) -> Result<(), EngineError> {
    let missing = || {
        let message = format!("network {name} not found");
        EngineError::new(EngineErrorKind::NoSuchNetwork, message)
    };
    // The engine also accepts the beginning of an id as a name, so the whole id is given.
    let name = name::check("network", name)?;
    let found = match with_id(engine, name).await? {
        Some(found) => found,
        None => find(engine, name).await?.ok_or_else(missing)?,
    };
    engine.change("removing a network", engine.client.remove_network(&found.id)).await
}

/// Connects a container to a network.
pub(super) async fn connect(
    engine: &Docker,
    connection: &NetworkConnection,
) -> Result<(), EngineError> {
    let NetworkConnection { network, container, aliases, address } = connection;
    let network = name::check("network", network)?;
    let request = NetworkConnectRequest {
        container: exact(engine, container).await?.to_owned(),
        endpoint_config: Some(request::endpoint(aliases, *address)),
    };
    engine.change("connecting a network", engine.client.connect_network(network, request)).await
}

/// Disconnects a container from a network.
pub(super) async fn disconnect(
    engine: &Docker,
    network: &str,
    container: &str,
) -> Result<(), EngineError> {
    let network = name::check("network", network)?;
    let request = NetworkDisconnectRequest {
        container: exact(engine, container).await?.to_owned(),
        ..NetworkDisconnectRequest::default()
    };
    let work = engine.client.disconnect_network(network, request);
    engine.change("disconnecting a network", work).await
}

/// Two runs can create networks of one name at the same moment. The older network is kept: the run that created the
/// younger one removes it.
async fn settle(engine: &Docker, created: NetworkSummary) -> Result<NetworkSummary, EngineError> {
    match find(engine, &created.name).await? {
        Some(older) if older.id != created.id => {
            let request = engine.client.remove_network(&created.id);
            match engine.change("removing a duplicate network", request).await {
                // The other run may have removed the duplicate first.
                Err(error) if error.kind != EngineErrorKind::NoSuchNetwork => Err(error),
                _ => Ok(older),
            }
        }
        Some(found) => Ok(found),
        None => Ok(created),
    }
}

/// The network of that whole id.
async fn with_id(engine: &Docker, id: &str) -> Result<Option<NetworkSummary>, EngineError> {
    if !name::resembles_id(id) {
        return Ok(None);
    }
    // The engine's filter finds beginnings of ids.
    let mut found = ask(engine, &HashMap::from([("id", vec![id.to_owned()])])).await?;
    found.retain(|network| network.id.as_deref() == Some(id));
    Ok(found.into_iter().next().map(read))
}

/// The network of that name; of several, the oldest.
async fn find(engine: &Docker, name: &str) -> Result<Option<NetworkSummary>, EngineError> {
    Ok(named(engine, name).await?.into_iter().next())
}

/// Every network of that name, oldest first.
async fn named(engine: &Docker, name: &str) -> Result<Vec<NetworkSummary>, EngineError> {
    // The engine's filter finds parts of names.
    let mut found = ask(engine, &HashMap::from([("name", vec![name.to_owned()])])).await?;
    found.retain(|network| network.name.as_deref() == Some(name));
    found.sort_by_key(|network| (created_at(network), network.id.clone()));
    Ok(found.into_iter().map(read).collect())
}

/// Reduces several networks of one name to one. Two runs that create a network at the same moment may both succeed:
/// then the oldest is kept. Only networks with the caller's own labels are removed; when one of them is foreign,
/// nothing is removed and the foreign one is returned.
async fn only_one(
    engine: &Docker,
    mut found: Vec<NetworkSummary>,
    labels: &Labels,
) -> Option<NetworkSummary> {
    let is_own =
        |network: &NetworkSummary| labels.iter().all(|(k, v)| network.labels.get(k) == Some(v));
    if let Some(foreign) = found.iter().position(|network| labels.is_empty() || !is_own(network)) {
        return Some(found.swap_remove(foreign));
    }
    if found.is_empty() {
        return None;
    }
    let oldest = found.remove(0);
    for younger in &found {
        // A network that is in use already stays; its name is then ambiguous, which the engine reports.
        let request = engine.client.remove_network(&younger.id);
        let _ = engine.change("removing a duplicate network", request).await;
    }
    Some(oldest)
}

fn created_at(network: &ClientNetwork) -> Option<jiff::Timestamp> {
    network.created.as_deref()?.parse().ok()
}

async fn ask(
    engine: &Docker,
    filters: &HashMap<&'static str, Vec<String>>,
) -> Result<Vec<ClientNetwork>, EngineError> {
    let options = ListNetworksOptionsBuilder::default().filters(filters).build();
    let request = engine.client.list_networks(Some(options));
    engine.ask("listing networks", request).await
}

/// Before API 1.44, engines create a second network of one name unless `CheckDuplicate` is set, a field that the client
/// library no longer has: so the body is written here and replaces the library's own.
async fn create(engine: &Docker, spec: &NetworkSpec) -> Result<NetworkSummary, EngineError> {
    // The body is serialized up front, because the modifier runs for each request of the
    // client; this client is a copy that sends only this one.
    let mut body = serde_json::json!({
        "Name": spec.name,
        "CheckDuplicate": true,
        "Labels": spec.labels,
    });
    if let Some(subnet) = spec.subnet {
        body["IPAM"] = serde_json::json!({ "Config": [{ "Subnet": subnet.to_string() }] });
    }
    let body = body.to_string();
    let client = engine.client.clone().with_request_modifier(move |mut request| {
        *request.body_mut() = bollard::body_full(body.clone().into());
        request
    });
    let config = NetworkCreateRequest {
        name: spec.name.clone(),
        labels: Some(request::hash_labels(&spec.labels)),
        ..NetworkCreateRequest::default()
    };
    let created = engine.change("creating a network", client.create_network(config)).await?;
    Ok(NetworkSummary {
        id: created.id,
        name: spec.name.clone(),
        labels: spec.labels.clone(),
        subnet: spec.subnet,
    })
}

fn read(found: ClientNetwork) -> NetworkSummary {
    NetworkSummary {
        id: found.id.unwrap_or_default(),
        name: found.name.unwrap_or_default(),
        labels: reply::labels(found.labels),
        subnet: found.ipam.and_then(|ipam| ipam.config).and_then(subnet),
    }
}

/// The first IPv4 subnet.
fn subnet(configs: Vec<IpamConfig>) -> Option<Subnet> {
    configs.into_iter().find_map(|config| config.subnet?.parse().ok())
}

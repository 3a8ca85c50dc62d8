//! Networks of a real engine.

use std::collections::HashMap;

use bollard::models::{Network as ClientNetwork, NetworkCreateRequest};
use bollard::query_parameters::ListNetworksOptionsBuilder;

use super::containers::label_filters;
use super::{Docker, reply, request};
use crate::engine::{EngineError, EngineErrorKind, LabelFilter, NetworkSpec, NetworkSummary, name};

/// Every network with those labels.
pub(super) async fn list(
    engine: &Docker,
    labels: &LabelFilter,
) -> Result<Vec<NetworkSummary>, EngineError> {
    let found = ask(engine, &label_filters(labels)).await?;
    let mut networks: Vec<_> = found.into_iter().map(read).collect();
    networks.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(networks)
}

/// The network of that name, present or new.
pub(super) async fn ensure(
    engine: &Docker,
    spec: &NetworkSpec,
) -> Result<NetworkSummary, EngineError> {
    name::check("network", &spec.name)?;
    // The engine's own look for duplicates does not see networks that are just being made.
    let _turn = engine.network_turn.lock().await;
    if let Some(found) = find(engine, &spec.name).await? {
        return Ok(found);
    }
    match create(engine, spec).await {
        Ok(made) => settle(engine, made).await,
        // Somebody else was faster.
        Err(error) if error.kind == EngineErrorKind::NameTaken => {
            find(engine, &spec.name).await?.ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// Removes a network.
pub(super) async fn remove(engine: &Docker, name: &str) -> Result<(), EngineError> {
    let missing = || {
        let message = format!("network {name} not found");
        EngineError::new(EngineErrorKind::NoSuchNetwork, message)
    };
    // The engine also takes the beginning of an id for a name, so the whole id is given.
    let found = find(engine, name::check("network", name)?).await?.ok_or_else(missing)?;
    engine.change("removing a network", engine.client.remove_network(&found.id)).await
}

/// Two programs can make networks of one name at the same moment. The older one stays, and who
/// made the younger one takes it back.
async fn settle(engine: &Docker, made: NetworkSummary) -> Result<NetworkSummary, EngineError> {
    match find(engine, &made.name).await? {
        Some(older) if older.id != made.id => {
            let request = engine.client.remove_network(&made.id);
            engine.change("removing a network that was made twice", request).await?;
            Ok(older)
        }
        _ => Ok(made),
    }
}

/// The network of that name; of several, the oldest.
async fn find(engine: &Docker, name: &str) -> Result<Option<NetworkSummary>, EngineError> {
    // The engine's filter finds parts of names.
    let mut found = ask(engine, &HashMap::from([("name", vec![name.to_owned()])])).await?;
    found.retain(|network| network.name.as_deref() == Some(name));
    found.sort_by_key(|network| (made_at(network), network.id.clone()));
    Ok(found.into_iter().next().map(read))
}

fn made_at(network: &ClientNetwork) -> Option<jiff::Timestamp> {
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

/// Engines before 1.44 make a second network of one name unless `CheckDuplicate` is set, a field
/// the client no longer knows: the body is written here, and the client's own is replaced.
async fn create(engine: &Docker, spec: &NetworkSpec) -> Result<NetworkSummary, EngineError> {
    let body = serde_json::json!({
        "Name": spec.name,
        "CheckDuplicate": true,
        "Labels": spec.labels,
    })
    .to_string();
    let client = engine.client.clone().with_request_modifier(move |mut request| {
        *request.body_mut() = bollard::body_full(body.clone().into());
        request
    });
    let config = NetworkCreateRequest {
        name: spec.name.clone(),
        labels: Some(request::hash_labels(&spec.labels)),
        ..NetworkCreateRequest::default()
    };
    let made = engine.change("creating a network", client.create_network(config)).await?;
    Ok(NetworkSummary { id: made.id, name: spec.name.clone(), labels: spec.labels.clone() })
}

fn read(found: ClientNetwork) -> NetworkSummary {
    NetworkSummary {
        id: found.id.unwrap_or_default(),
        name: found.name.unwrap_or_default(),
        labels: reply::labels(found.labels),
    }
}

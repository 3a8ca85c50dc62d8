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
    filtered(engine, &label_filters(labels)).await
}

/// The network of that name, present or new.
pub(super) async fn ensure(
    engine: &Docker,
    spec: &NetworkSpec,
) -> Result<NetworkSummary, EngineError> {
    name::check("network", &spec.name)?;
    if let Some(found) = find(engine, &spec.name).await? {
        return Ok(found);
    }
    match create(engine, spec).await {
        // Somebody else was faster.
        Err(error) if error.kind == EngineErrorKind::NameTaken => {
            find(engine, &spec.name).await?.ok_or(error)
        }
        made => made,
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

async fn find(engine: &Docker, name: &str) -> Result<Option<NetworkSummary>, EngineError> {
    // The engine's filter finds parts of names.
    let found = filtered(engine, &HashMap::from([("name", vec![name.to_owned()])])).await?;
    Ok(found.into_iter().find(|network| network.name == name))
}

async fn filtered(
    engine: &Docker,
    filters: &HashMap<&'static str, Vec<String>>,
) -> Result<Vec<NetworkSummary>, EngineError> {
    let options = ListNetworksOptionsBuilder::default().filters(filters).build();
    let request = engine.client.list_networks(Some(options));
    let found = engine.ask("listing networks", request).await?;
    let mut networks: Vec<_> = found.into_iter().map(read).collect();
    networks.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(networks)
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

//! Lists what is deployed, as tables. The engine is asked; the recorded state adds only endpoints that labels cannot
//! know.

use futures_util::future::join_all;
use serde::Serialize;

use crate::engine::{
    ContainerState, ContainerSummary, Engine, HealthState, LabelFilter, PublishedPort,
};
use crate::hosts::ownership::network_name;
use crate::hosts::{Deployed, Endpoint, Ownership, PortScope, labels};

use super::error::DeployError;
use super::state::EnvironmentState;

/// One container of an environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerRow {
    /// The environment.
    pub environment: String,
    /// The application.
    pub application: String,
    /// Its host.
    pub host: String,
    /// The engine.
    pub engine: String,
    /// Name of its container at the engine.
    pub container: String,
    /// Its image.
    pub image: String,
    /// State of the container.
    pub state: ContainerState,
    /// Health of the container.
    pub health: HealthState,
    /// Exit code, if it exited.
    pub exit_code: Option<i64>,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Its ports at the engine, while it runs.
    pub ports: Vec<PublishedPort>,
    /// When it was started last, as RFC 3339 has it; a simulated engine has no clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// How often the engine restarted it; `ps` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restarts: Option<u64>,
}

/// One endpoint of an environment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndpointRow {
    /// The environment.
    pub environment: String,
    /// The host.
    pub host: String,
    /// The endpoint.
    #[serde(flatten)]
    pub endpoint: Endpoint,
}

/// The containers of one environment, or of all.
#[must_use]
pub(crate) fn container_filter(environment: Option<&str>) -> LabelFilter {
    match environment {
        Some(environment) => labels::of_environment(environment),
        None => LabelFilter::any().having(labels::ENVIRONMENT),
    }
}

/// Lists the containers of one environment on an engine, or of all environments, in one request.
///
/// # Errors
/// When the engine does not answer.
pub(crate) async fn ps(
    engine: &dyn Engine,
    environment: Option<&str>,
    recorded: Option<&EnvironmentState>,
) -> Result<Vec<ContainerRow>, DeployError> {
    let filter = container_filter(environment);
    let found = engine.list(&filter).await;
    let address = engine.address();
    let found =
        found.map_err(|error| DeployError::engine(address, "listing the containers", error))?;
    let recorded = recorded.and_then(|state| state.engines.get(address));
    let row = |container: &ContainerSummary| {
        let known = recorded.and_then(|state| state.containers.get(&container.name));
        row(address, container, known)
    };
    Ok(found.iter().filter_map(row).collect())
}

/// Adds what only an inspection of each container shows: when it was started, and how often the engine restarted it. All are
/// inspected at once; one that is gone by now stays as it was listed.
pub(crate) async fn inspect(engine: &dyn Engine, rows: &mut [ContainerRow]) {
    let own = rows.iter_mut().filter(|row| row.engine == engine.address());
    join_all(own.map(|row| async {
        let Ok(detail) = engine.inspect(&row.container).await else { return };
        row.started_at = Some(detail.started_at).filter(|time| time.contains('T'));
        row.restarts = Some(detail.restarts);
    }))
    .await;
}

/// The endpoints of rows.
#[must_use]
pub(crate) fn endpoints(rows: &[ContainerRow]) -> Vec<EndpointRow> {
    let of_row = |row: &ContainerRow| {
        let (environment, host) = (row.environment.clone(), row.host.clone());
        let endpoints = row.endpoints.clone().into_iter();
        endpoints.map(move |endpoint| EndpointRow {
            environment: environment.clone(),
            host: host.clone(),
            endpoint,
        })
    };
    rows.iter().flat_map(of_row).collect()
}

fn row(
    engine: &str,
    found: &ContainerSummary,
    recorded: Option<&Deployed>,
) -> Option<ContainerRow> {
    let environment = found.labels.get(labels::ENVIRONMENT)?.clone();
    let ids = recorded.map(|known| known.id.clone());
    let deployed = Ownership::new(&environment, ids).container(found)?;
    if deployed.is_pause() {
        return None;
    }
    let current = recorded.filter(|known| known.fingerprint.hash == deployed.fingerprint.hash);
    let beyond = current.map_or(&deployed.endpoints, |known| &known.endpoints);
    Some(ContainerRow {
        engine: engine.to_owned(),
        endpoints: with_host_addresses(&environment, found, &deployed, beyond),
        environment,
        application: deployed.application,
        host: deployed.host,
        container: deployed.container,
        image: deployed.image,
        state: found.state,
        health: found.health,
        exit_code: found.exit_code,
        ports: found.ports.clone(),
        started_at: None,
        restarts: None,
    })
}

/// Merges the known endpoints with the `host` endpoints, which only a running container has, in the order of ports and
/// scopes.
fn with_host_addresses(
    environment: &str,
    found: &ContainerSummary,
    deployed: &Deployed,
    known: &[Endpoint],
) -> Vec<Endpoint> {
    // Published endpoints are recorded by the run that created them; the container's own
    // address changes with each start, so it is taken from the engine. Scopes are ordered, and
    // everything above `host` comes from the record.
    // The containers of a pod share a loopback address, which never changes.
    if deployed.pod.is_some() {
        return known.to_vec();
    }
    let address = found.address_on(&network_name(environment));
    let mut all = Vec::new();
    for port in &deployed.ports {
        let of_port = |e: &&Endpoint| e.container_port == port.port && e.protocol == port.protocol;
        if let Some(address) = address {
            all.push(Endpoint {
                address: address.to_string(),
                port: port.port,
                scope: PortScope::Host,
                port_scope: port.scope,
                container_port: port.port,
                protocol: port.protocol,
                application_name: deployed.application.clone(),
            });
        }
        let beyond = known.iter().filter(of_port).filter(|e| e.scope > PortScope::Host);
        all.extend(beyond.cloned());
    }
    all
}

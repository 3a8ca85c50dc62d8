//! The labels by which everything we make is recognised: the engine alone is enough to recover the state.
//!
//! Containers carry all of them; networks and volumes only the environment (and volumes the application).

use crate::engine::{LabelFilter, Labels};

/// What all our labels begin with.
pub const PREFIX: &str = "io.murano.";
/// The environment a thing belongs to.
pub const ENVIRONMENT: &str = "io.murano.environment";
/// The host a container was deployed through.
pub const HOST: &str = "io.murano.host";
/// The application: the name of the container within its environment.
pub const APPLICATION: &str = "io.murano.application";
/// The hash of the whole specification.
pub const HASH: &str = "io.murano.hash";
/// The specification's fields, secrets as digests, as JSON.
pub const FIELDS: &str = "io.murano.fields";
/// The ports with their scopes and published numbers, as JSON.
pub const PORTS: &str = "io.murano.ports";
/// The endpoints that were known when it was made, as JSON.
pub const ENDPOINTS: &str = "io.murano.endpoints";
/// The address it was given on the network of the environment.
pub const ADDRESS: &str = "io.murano.address";
/// On a network: its subnet was chosen, so that containers can be given addresses.
pub const FIXED: &str = "io.murano.fixed-addresses";
/// The volumes that die with the container, as JSON.
pub const VOLUMES: &str = "io.murano.volumes";

/// Finds everything of an environment.
#[must_use]
pub fn of_environment(environment: &str) -> LabelFilter {
    LabelFilter::any().with(ENVIRONMENT, environment)
}

/// The labels of a network of an environment.
#[must_use]
pub fn network(environment: &str) -> Labels {
    Labels::from([(ENVIRONMENT.to_owned(), environment.to_owned())])
}

/// The labels of a network of an environment whose containers have fixed addresses.
#[must_use]
pub fn network_with_addresses(environment: &str) -> Labels {
    let mut labels = network(environment);
    labels.insert(FIXED.to_owned(), "true".to_owned());
    labels
}

/// The labels of a volume of an application.
#[must_use]
pub fn volume(environment: &str, application: &str) -> Labels {
    let mut labels = network(environment);
    labels.insert(APPLICATION.to_owned(), application.to_owned());
    labels
}

/// Whether labels are those of the environment.
#[must_use]
pub fn belongs(labels: &Labels, environment: &str) -> bool {
    labels.get(ENVIRONMENT).is_some_and(|found| found == environment)
}

//! The labels of everything that an environment creates: the engine alone is enough to recover the state.
//!
//! Containers carry all of them; networks and volumes only the environment, and volumes the application too.

pub(crate) use crate::engine::label::{APPLICATION, ENVIRONMENT, HASH, PORTS};
use crate::engine::{LabelFilter, Labels};

/// Prefix of all our labels; programs cannot use it.
pub(crate) const PREFIX: &str = "io.murano.";
/// The host a container was deployed through.
pub(crate) const HOST: &str = "io.murano.host";
/// The program or model that created the container; see [`super::origin`].
pub(crate) const ORIGIN: &str = "io.murano.origin";
/// The pod whose network the container shares or, as its pause container, owns.
pub(crate) const POD: &str = "io.murano.pod";
/// The specification's fields, secrets as digests, as JSON.
pub(crate) const FIELDS: &str = "io.murano.fields";
/// The endpoints known at the creation, as JSON.
pub(crate) const ENDPOINTS: &str = "io.murano.endpoints";
/// The fixed address on the environment's network.
pub(crate) const ADDRESS: &str = "io.murano.address";
/// On a network: it has an explicit subnet, so containers can have fixed addresses.
pub(crate) const FIXED: &str = "io.murano.fixed-addresses";
/// The temporary volumes of the container, as JSON.
pub(crate) const VOLUMES: &str = "io.murano.volumes";

/// Appended to the name of a pod for its pause container.
const PAUSE_SUFFIX: &str = ".pod";

/// A filter for everything labelled with an environment.
#[must_use]
pub(crate) fn of_environment(environment: &str) -> LabelFilter {
    LabelFilter::any().with(ENVIRONMENT, environment)
}

/// The labels of a network of an environment.
#[must_use]
pub(crate) fn network(environment: &str) -> Labels {
    Labels::from([(ENVIRONMENT.to_owned(), environment.to_owned())])
}

/// The labels of an environment's network whose containers have fixed addresses.
#[must_use]
pub(crate) fn network_with_addresses(environment: &str) -> Labels {
    let mut labels = network(environment);
    labels.insert(FIXED.to_owned(), "true".to_owned());
    labels
}

/// The labels of a volume of an application.
#[must_use]
pub(crate) fn volume(environment: &str, application: &str) -> Labels {
    let mut labels = network(environment);
    labels.insert(APPLICATION.to_owned(), application.to_owned());
    labels
}

/// What the pause container of a pod has as its application.
#[must_use]
pub(crate) fn pause_application(pod: &str) -> String {
    format!("{pod}{PAUSE_SUFFIX}")
}

/// Whether labels name the environment. Alone this proves nothing; see [`super::ownership`].
#[must_use]
pub(crate) fn belongs(labels: &Labels, environment: &str) -> bool {
    labels.get(ENVIRONMENT).is_some_and(|found| found == environment)
}

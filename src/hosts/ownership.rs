//! Decides which containers, networks and volumes belong to an environment.
//!
//! A label alone proves nothing: `docker commit` copies labels into an image, and every container of that image
//! inherits them. So something is ours when it carries our labels **and** has the name we would give it. A container
//! whose name somebody changed is recognised by its id in the environment's record instead. Everything else
//! that carries our labels is a foreign object and is never stopped, renamed or removed.

use std::collections::BTreeSet;

use crate::engine::{ContainerSummary, NetworkSummary, VolumeSummary};

use super::deployed::Deployed;
use super::error::HostError;
use super::labels;
use super::origin::OriginRule;

/// Appended to the name of a previous container while its replacement is started. Older versions used the
/// same suffix, so containers that an interrupted run of theirs left behind are recognised.
pub(crate) const PREVIOUS_SUFFIX: &str = ".former";

/// Appended to the name of a network that only asks the engine for a free subnet.
const PROBE_SUFFIX: &str = ".probe";

/// Appended to the name of a temporary volume while the previous container still has one of that name.
const SECOND_VOLUME: &str = "-2";

/// The network of an environment.
#[must_use]
pub(crate) fn network_name(environment: &str) -> String {
    format!("murano-{environment}")
}

/// The name of a network that exists only while an environment's network is created.
#[must_use]
pub(crate) fn probe_name(environment: &str) -> String {
    format!("{}{PROBE_SUFFIX}", network_name(environment))
}

/// The name of an application's container at the engine.
#[must_use]
pub(crate) fn container_name(environment: &str, application: &str) -> String {
    format!("{environment}-{application}")
}

/// What belongs to one environment on one engine.
#[derive(Clone, Debug)]
pub(crate) struct Ownership {
    environment: String,
    /// Ids of containers that the environment's record vouches for.
    recorded: BTreeSet<String>,
    /// The origin that its other containers must have.
    origin: OriginRule,
}

impl Ownership {
    /// Ownership of `environment`; `recorded` are the ids of its recorded containers.
    pub(crate) fn new(environment: &str, recorded: impl IntoIterator<Item = String>) -> Self {
        let recorded = recorded.into_iter().filter(|id| !id.is_empty()).collect();
        Self { environment: environment.to_owned(), recorded, origin: OriginRule::default() }
    }

    /// The same ownership, whose containers must have a certain origin.
    pub(crate) fn with_origin(self, origin: OriginRule) -> Self {
        Self { origin, ..self }
    }

    /// The origin of what this run creates, if known.
    #[must_use]
    pub(crate) fn origin(&self) -> Option<&str> {
        self.origin.own.as_deref()
    }

    /// Checks the origin of a container of the environment.
    ///
    /// # Errors
    /// When another program created it and no earlier run has taken it over.
    pub(crate) fn check_origin(&self, own: &ContainerSummary) -> Result<(), HostError> {
        if self.recorded.contains(&own.id) {
            return Ok(());
        }
        self.origin.check(&self.environment, own)
    }

    /// The environment.
    #[must_use]
    pub(crate) fn environment(&self) -> &str {
        &self.environment
    }

    /// Vouches for a container that this run created.
    pub(crate) fn add(&mut self, id: &str) {
        if !id.is_empty() {
            self.recorded.insert(id.to_owned());
        }
    }

    /// Reads a container's labels; `None` when the container is not the environment's.
    #[must_use]
    pub(crate) fn container(&self, found: &ContainerSummary) -> Option<Deployed> {
        let deployed = Deployed::read(&self.environment, found)?;
        let own = container_name(&self.environment, &deployed.application);
        let named =
            found.name.strip_prefix(&own).is_some_and(|s| s.is_empty() || s == PREVIOUS_SUFFIX);
        (named || self.recorded.contains(&found.id)).then_some(deployed)
    }

    /// Whether a network is the environment's.
    #[must_use]
    pub(crate) fn network(&self, found: &NetworkSummary) -> bool {
        let names = [network_name(&self.environment), probe_name(&self.environment)];
        labels::belongs(&found.labels, &self.environment) && names.contains(&found.name)
    }

    /// Whether a volume is the environment's.
    #[must_use]
    pub(crate) fn volume(&self, found: &VolumeSummary) -> bool {
        let Some(application) = found.labels.get(labels::APPLICATION) else { return false };
        let prefix = volume_name(&container_name(&self.environment, application), "");
        labels::belongs(&found.labels, &self.environment) && found.name.starts_with(&prefix)
    }
}

/// The name of a container's temporary volume at the engine.
#[must_use]
pub(crate) fn volume_name(container: &str, volume: &str) -> String {
    format!("{container}-{volume}")
}

/// The name of a temporary volume whose first name the previous container still uses.
#[must_use]
pub(crate) fn second_volume_name(container: &str, volume: &str) -> String {
    format!("{container}-{volume}{SECOND_VOLUME}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(name: &str, id: &str) -> ContainerSummary {
        let deployed = Deployed { application: "web".into(), ..Deployed::default() };
        ContainerSummary {
            name: name.into(),
            id: id.into(),
            labels: deployed.labels("shop"),
            ..ContainerSummary::default()
        }
    }

    #[test]
    fn labels_without_the_name_prove_nothing() {
        let shop = Ownership::new("shop", []);
        assert!(shop.container(&container("shop-web", "1")).is_some());
        assert!(shop.container(&container("shop-web.former", "1")).is_some());
        for copy in ["my-debug-copy", "shop-web2", "shop-web.old", "shop-db", "web"] {
            assert!(shop.container(&container(copy, "1")).is_none(), "{copy}");
        }
    }

    #[test]
    fn a_name_without_the_labels_proves_nothing() {
        let unlabelled =
            ContainerSummary { name: "shop-web".into(), ..ContainerSummary::default() };
        assert!(Ownership::new("shop", []).container(&unlabelled).is_none());
        assert!(Ownership::new("other", []).container(&container("other-web", "1")).is_none());
    }

    #[test]
    fn a_renamed_container_is_recognised_by_its_recorded_id() {
        let shop = Ownership::new("shop", ["7".to_owned(), String::new()]);
        assert!(shop.container(&container("renamed", "7")).is_some());
        assert!(shop.container(&container("renamed", "8")).is_none());
        assert!(shop.container(&container("renamed", "")).is_none(), "no id proves nothing");
    }

    #[test]
    fn networks_and_volumes_need_both_too() {
        let shop = Ownership::new("shop", []);
        let network = |name: &str, labels| NetworkSummary {
            name: name.into(),
            labels,
            ..NetworkSummary::default()
        };
        assert!(shop.network(&network("murano-shop", labels::network("shop"))));
        assert!(!shop.network(&network("murano-shop", labels::network("other"))));
        assert!(shop.network(&network("murano-shop.probe", labels::network("shop"))));
        assert!(!shop.network(&network("murano-shop.probe", labels::network("shop.probe"))));
        assert!(!shop.network(&network("backbone", labels::network("shop"))));
        let volume = |name: &str, labels| VolumeSummary { name: name.into(), labels };
        assert!(shop.volume(&volume("shop-web-data", labels::volume("shop", "web"))));
        assert!(shop.volume(&volume("shop-web-data-2", labels::volume("shop", "web"))));
        assert!(!shop.volume(&volume("precious", labels::volume("shop", "web"))));
        assert!(!shop.volume(&volume("shop-web-data", labels::network("shop"))));
        assert!(!shop.volume(&volume("shop-web-data", labels::volume("shop", "db"))));
    }
}

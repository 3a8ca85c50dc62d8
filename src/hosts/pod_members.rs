//! What a run knows of the containers of a pod: which it wants, which are deployed, and in the network of which pause container.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::lock::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard};

use super::container::Container;
use super::placement::PauseContainer;

/// The containers of a pod, as far as this run has met them.
#[derive(Debug, Default)]
pub(crate) struct PodMembers {
    entries: Mutex<MemberEntries>,
    /// Held while the pause container is changed.
    pause: AsyncMutex<()>,
}

#[derive(Debug, Default)]
struct MemberEntries {
    /// The containers that the program wants, by application.
    desired: BTreeMap<String, Container>,
    /// Those of them that are deployed in the network of the pause container.
    settled: BTreeSet<String>,
    /// The pause container; `None`: not known.
    pause: Option<PauseContainer>,
}

impl PodMembers {
    /// Waits until nobody else changes the pause container.
    pub(super) async fn lock(&self) -> AsyncMutexGuard<'_, ()> {
        self.pause.lock().await
    }

    /// Records that the program wants a container.
    pub(super) fn desire(&self, container: &Container) {
        let mut entries = self.entries();
        entries.settled.remove(&container.name);
        entries.desired.insert(container.name.clone(), container.clone());
    }

    /// Records that the program wants a container no more.
    pub(super) fn forget(&self, application: &str) {
        let mut entries = self.entries();
        entries.settled.remove(application);
        entries.desired.remove(application);
    }

    /// The containers that the program wants, by application.
    pub(super) fn desired(&self) -> BTreeMap<String, Container> {
        self.entries().desired.clone()
    }

    /// Records the pause container. Returns the deployed containers that have to follow, because it is another one or was
    /// started again.
    pub(super) fn observe_pause(&self, pause: &PauseContainer) -> Vec<Container> {
        let mut entries = self.entries();
        let previous = entries.pause.replace(pause.clone());
        if previous.is_none_or(|previous| previous.is_same_network(pause)) {
            return Vec::new();
        }
        let settled = std::mem::take(&mut entries.settled);
        settled.iter().filter_map(|name| entries.desired.get(name).cloned()).collect()
    }

    /// Records that there is no pause container any more.
    pub(super) fn lose_pause(&self) {
        self.entries().pause = None;
    }

    /// Records that a container is deployed in the network of a pause container; returns false if that is no longer the one of
    /// the pod.
    pub(super) fn settle(&self, application: &str, pause: &PauseContainer) -> bool {
        let mut entries = self.entries();
        let is_current = entries.pause.as_ref().is_some_and(|now| now.is_same_network(pause));
        if is_current {
            entries.settled.insert(application.to_owned());
        }
        is_current
    }

    fn entries(&self) -> MutexGuard<'_, MemberEntries> {
        // Every update is one call, so a panic elsewhere leaves the entries consistent.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(id: &str, start: &str) -> PauseContainer {
        PauseContainer {
            id: id.to_owned(),
            started_at: start.to_owned(),
            ..PauseContainer::default()
        }
    }

    #[test]
    fn what_is_deployed_follows_the_pause_container_once() {
        let members = PodMembers::default();
        for name in ["web", "db", "slow"] {
            members.desire(&Container { name: name.into(), ..Container::default() });
        }
        let first = pause("1", "a");
        assert_eq!(members.observe_pause(&first), []);
        assert!(members.settle("web", &first) && members.settle("db", &first));
        members.forget("db");
        let second = pause("2", "b");
        let follow = |pause| -> Vec<String> {
            members.observe_pause(pause).into_iter().map(|container| container.name).collect()
        };
        assert_eq!(follow(&second), ["web"]);
        assert!(follow(&second).is_empty(), "it is the same one");
        assert!(!members.settle("slow", &first) && members.settle("slow", &second));
        assert_eq!(follow(&pause("2", "c")), ["slow"], "it was started again");
    }
}

//! What is deployed, as the records of the environments say: no engine is asked, so that a shell need not wait for one.

use crate::deploy::{Deployed, StateStore};

use super::candidate::ShellCandidate;
use crate::cli::style::counted;

/// The environments, with the numbers of their applications.
pub(super) fn environments(store: &StateStore) -> Vec<ShellCandidate> {
    let candidate = |name: String| {
        let description = counted(containers(store, &name).len(), "application");
        ShellCandidate { value: name, description }
    };
    store.environments().into_iter().map(candidate).collect()
}

/// The applications of an environment, or of all; each name once.
pub(super) fn applications(store: &StateStore, environment: Option<&str>) -> Vec<ShellCandidate> {
    let names = environment.map_or_else(|| store.environments(), |name| vec![name.to_owned()]);
    let mut found: Vec<ShellCandidate> = Vec::new();
    for name in names {
        for deployed in containers(store, &name) {
            let Deployed { application, image, .. } = deployed;
            if !found.iter().any(|known| known.value == application) {
                let description = format!("{image}, environment {name}");
                found.push(ShellCandidate { value: application, description });
            }
        }
    }
    found
}

/// The recorded containers. What cannot be read has none.
fn containers(store: &StateStore, environment: &str) -> Vec<Deployed> {
    let state = store.load(environment).ok().flatten();
    let engines = state.into_iter().flat_map(|state| state.engines.into_values());
    engines.flat_map(|engine| engine.containers.into_values()).collect()
}

//! Recorded environments and their applications. No engine is asked: completion answers at once.

use super::candidate::Completion;
use crate::cli::engine_choice::EngineChoice;
use crate::deploy::StateStore;

/// The recorded environments.
pub(super) fn environments() -> Vec<Completion> {
    names().into_iter().map(|name| Completion::new(name, "an environment")).collect()
}

/// The applications of all environments.
pub(super) fn applications() -> Vec<Completion> {
    let mut found = Vec::new();
    for (store, name) in
        stores().iter().flat_map(|s| s.environments().into_iter().map(move |n| (s, n)))
    {
        // A record that cannot be read is reported by the command itself.
        let Ok(Some(state)) = store.load(&name) else { continue };
        for application in state.application_names() {
            found.push(Completion::new(application, format!("of {name}")));
        }
    }
    found
}

fn names() -> Vec<String> {
    stores().iter().flat_map(StateStore::environments).collect()
}

/// The records of real engines and of simulated ones.
fn stores() -> [StateStore; 2] {
    [EngineChoice::Docker.store(), EngineChoice::Simulated(Vec::new()).store()]
}

//! Health checks of a simulated engine: time passes only with inspections.

use super::output;
use super::state::{SimulatedContainer, SimulatedState};
use crate::engine::{HealthCheck, HealthState};

impl SimulatedState {
    /// Runs one health check: time passes only with inspections.
    pub(super) fn look(&mut self, name: &str) {
        let Some(found) = self.containers.get_mut(name) else { return };
        if found.health.state == HealthState::Starting {
            found.inspections += 1;
            self.check_health(name);
        }
    }

    pub(super) fn check_health(&mut self, name: &str) {
        let Some(found) = self.containers.get_mut(name) else { return };
        if !has_healthcheck(found) {
            found.health.state = HealthState::None;
            return;
        }
        if found.inspections == 0 {
            found.health.state = HealthState::Starting;
        }
        if found.inspections >= found.script.inspections {
            let verdict = output::verdict(found);
            self.set_health(name, verdict);
        }
    }
}

fn has_healthcheck(found: &SimulatedContainer) -> bool {
    healthcheck(found).is_some()
}

/// The health check of a container, or that of its image. The engine knows no start intervals.
pub(super) fn healthcheck(found: &SimulatedContainer) -> Option<HealthCheck> {
    let own = found.spec.healthcheck.as_ref().filter(|check| !check.test.is_empty());
    match own {
        Some(check) if check.test[0] == "NONE" => None,
        Some(check) => Some(HealthCheck { start_interval: None, ..check.clone() }),
        None => {
            let test = vec!["CMD-SHELL".to_owned(), "the image's check".to_owned()];
            let check = HealthCheck { test, ..HealthCheck::default() };
            found.script.has_healthcheck.then_some(check)
        }
    }
}

//! Checks the health of a container that was just started, for engines that know no start interval: they make
//! the first check only after a whole interval.

use std::time::Duration;

use crate::engine::{ExecSpec, HealthCheck};
use crate::hosts::error::HostError;

use super::Reconciliation;

/// The time between two probes when the program gives none.
const DEFAULT_START_INTERVAL: Duration = Duration::from_millis(500);
/// The interval of an engine's checks when none is given.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(30);
/// The longest a probe may take: meanwhile nobody looks at the container.
const LONGEST_PROBE: Duration = Duration::from_secs(10);

/// The probes of one container.
#[derive(Default)]
pub(super) struct Probes {
    /// When the next one is due, measured from the beginning of the wait.
    due: Duration,
}

impl Reconciliation<'_> {
    /// Runs the health check once, if a probe is due; returns whether it passed. A failure means nothing: whether the
    /// container is unhealthy is the engine's decision.
    pub(super) async fn probe(
        &self,
        name: &str,
        check: &HealthCheck,
        probes: &mut Probes,
        waited: Duration,
    ) -> Result<bool, HostError> {
        let wanted = self.container.healthcheck.as_ref().and_then(|check| check.start_interval);
        let interval = wanted.unwrap_or(DEFAULT_START_INTERVAL);
        let by_engine = check.start_interval.or(check.interval).unwrap_or(DEFAULT_INTERVAL);
        let (Some(argv), true) = (command(check), by_engine > interval && waited >= probes.due)
        else {
            return Ok(false);
        };
        probes.due = waited + interval;
        let deadline = check.timeout.map_or(LONGEST_PROBE, |timeout| timeout.min(LONGEST_PROBE));
        let spec = ExecSpec { argv, deadline: Some(deadline), ..ExecSpec::default() };
        match self.site.engine().exec(name, &spec).await {
            Ok(output) => Ok(output.exit_code == 0),
            // The next inspection shows what became of the container, or of the engine.
            Err(_) => Ok(false),
        }
    }
}

/// The command of a health check, as engines run it.
fn command(check: &HealthCheck) -> Option<Vec<String>> {
    match check.test.split_first()? {
        (kind, argv) if kind == "CMD" && !argv.is_empty() => Some(argv.to_vec()),
        (kind, [line]) if kind == "CMD-SHELL" => {
            Some(vec!["/bin/sh".to_owned(), "-c".to_owned(), line.clone()])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_run_as_engines_run_it() {
        let run = |words: &[&str]| {
            let test = words.iter().map(|word| (*word).to_owned()).collect();
            command(&HealthCheck { test, ..HealthCheck::default() })
        };
        assert_eq!(
            run(&["CMD", "redis-cli", "ping"]),
            Some(vec!["redis-cli".into(), "ping".into()])
        );
        let shell = run(&["CMD-SHELL", "test -e /up || exit 1"]).expect("a command");
        assert_eq!(shell, ["/bin/sh", "-c", "test -e /up || exit 1"]);
        assert_eq!((run(&["NONE"]), run(&[]), run(&["CMD"])), (None, None, None));
    }
}

#![expect(clippy::disallowed_methods, reason = "tests read the environment")]
//! The real engine for the tests of the command line: through the `docker` command, in
//! environments of their own.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The image that real containers are created from.
pub(crate) const IMAGE: &str = "murano-test/busybox:1";

/// The label that names a container's environment.
const ENVIRONMENT: &str = "io.murano.environment";

/// An environment of one test on the real engine; it is removed when the test ends.
pub(crate) struct Real {
    pub(crate) environment: String,
}

impl Real {
    /// The name at the engine of one of this environment's containers.
    pub(crate) fn name(&self, container: &str) -> String {
        format!("{}-{container}", self.environment)
    }

    /// A field of a container, as `docker inspect --format` writes it.
    pub(crate) fn inspect(&self, container: &str, format: &str) -> String {
        ask(&["inspect", &self.name(container), "--format", format])
    }
}

/// Returns whether a real engine answers. Without one the test counts as skipped, or fails where
/// `MURANO_REQUIRE_DOCKER=1` requires it.
#[expect(clippy::print_stderr, reason = "a skipped test is reported")]
pub(crate) fn docker_is_there() -> bool {
    let asked = docker(&["version", "--format", "{{.Server.Version}}"]);
    let required = std::env::var("MURANO_REQUIRE_DOCKER").is_ok_and(|value| value == "1");
    let reason = match asked {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    assert!(!required, "a real engine is required, but: {reason}");
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    eprintln!("skipped {test}: no container engine answers: {reason}");
    false
}

/// Runs a test in an environment of its own on the real engine, and removes the environment
/// whatever happens.
pub(crate) fn on_docker(test: impl FnOnce(&Real)) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    if !docker_is_there() {
        return;
    }
    provide_image();
    // The tests of hosts remove environments of this form whose process is gone.
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let real = Real { environment: format!("mt-{}-cli{number}", std::process::id()) };
    let outcome = catch_unwind(AssertUnwindSafe(|| test(&real)));
    remove(&real.environment);
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Removes the containers, networks and volumes of an environment.
fn remove(environment: &str) {
    let label = format!("label={ENVIRONMENT}={environment}");
    for (list, remove) in [
        (&["ps", "-aq"][..], &["rm", "-f", "-v"][..]),
        (&["network", "ls", "-q"], &["network", "rm"]),
        (&["volume", "ls", "-q"], &["volume", "rm"]),
    ] {
        let found = ask(&[list, &["--filter", &label]].concat());
        for id in found.split_whitespace() {
            let _ = docker(&[remove, &[id]].concat());
        }
    }
}

/// Imports the image from the machine's own `busybox`, once for all processes.
fn provide_image() {
    let lock = File::create(std::env::temp_dir().join("murano-test-image.lock")).expect("a lock");
    lock.lock().expect("the lock");
    if docker(&["image", "inspect", IMAGE]).is_ok_and(|output| output.status.success()) {
        return;
    }
    let import = format!(
        "set -e; d=$(mktemp -d); mkdir $d/bin; cp /bin/busybox $d/bin; for n in sh sleep echo cat true false env id pwd ls \
         stat nc httpd wget; do ln -s busybox $d/bin/$n; done; tar -C $d -c . | docker import -c 'ENV PATH=/bin' \
         -c 'CMD [\"sh\"]' - {IMAGE}; rm -rf $d"
    );
    let imported = Command::new("sh").args(["-c", &import]).output().expect("a shell");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
}

/// The output of a `docker` command, which must succeed.
pub(crate) fn ask(arguments: &[&str]) -> String {
    let output = docker(arguments).expect("the docker command starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn docker(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new("docker").args(arguments).stdin(Stdio::null()).output()
}

//! A separate process for tests that need one: this binary, started again for one test, with
//! variables that name the task. In an ordinary run that test finds no task and only checks
//! that there is none.

#![expect(clippy::disallowed_methods, reason = "a child is told its task by its environment")]

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use crate::deploy::{
    Environment, EnvironmentLock, EnvironmentSettings, Identity, StateStore, SystemClock,
};
use crate::hosts::pod::PodHost;
use crate::hosts::{Container, ContainerHost, HostSettings, Services, Site, StandaloneHost};

use crate::tests::engine::fixture::{real_engine, runtime};
use crate::tests::hosts::docker::{server, sleeper};

/// The tasks of a child process.
pub(super) const HOLD_LOCK: &str = "hold-lock";
pub(super) const DEPLOY: &str = "deploy";
pub(super) const DEPLOY_POD: &str = "deploy-pod";

/// Starts this binary again for a task on an environment.
pub(super) fn start(task: &str, folder: &Path, environment: &str) -> Child {
    Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "tests::deploy::child::a_child_does_its_task", "--nocapture"])
        .env("MURANO_TEST_TASK", task)
        .env("MURANO_TEST_FOLDER", folder)
        .env("MURANO_TEST_ENVIRONMENT", environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

#[test]
fn a_child_does_its_task() {
    let Ok(task) = std::env::var("MURANO_TEST_TASK") else { return };
    let folder = std::env::var("MURANO_TEST_FOLDER").expect("given with the task");
    let environment = std::env::var("MURANO_TEST_ENVIRONMENT").expect("given with the task");
    match task.as_str() {
        HOLD_LOCK => hold_lock(&StateStore::new(folder), &environment),
        DEPLOY | DEPLOY_POD => deploy(&task, StateStore::new(folder), &environment),
        other => panic!("no such task: {other}"),
    }
}

/// Takes the lock, prints that it has it, and keeps it until it is killed or its input ends.
fn hold_lock(store: &StateStore, environment: &str) {
    let _lock = EnvironmentLock::take(store, environment).expect("nobody else has it");
    writeln!(std::io::stdout(), "locked").expect("a parent listens");
    let _ = std::io::read_to_string(std::io::stdin());
}

/// The host and a container of a task. In a pod, each container publishes a port, which replaces all before.
pub(super) fn host(task: &str, site: Arc<Site>) -> Box<dyn ContainerHost> {
    let settings = HostSettings::default();
    match task {
        DEPLOY_POD => Box::new(PodHost::new(settings, &[], site)),
        _ => Box::new(StandaloneHost::new(settings, site)),
    }
}

pub(super) fn container(task: &str, number: u16) -> Container {
    let name = format!("app{number}");
    match task {
        DEPLOY_POD => server(&name, 18200 + number, &name),
        _ => sleeper(&name),
    }
}

/// Deploys on the real engine until it is killed.
fn deploy(task: &str, store: StateStore, environment: &str) {
    runtime().block_on(async {
        let Some(docker) = real_engine().await else { return };
        let services = Services { clock: Arc::new(SystemClock::default()), ..Services::default() };
        let identity = Identity::named(environment);
        let settings = EnvironmentSettings { identity, store: Some(store), services };
        let environment = Environment::open(settings).expect("nobody else works on it");
        let site = environment.site(Arc::new(docker));
        let host = host(task, site);
        for number in 0..100 {
            host.reconcile(&container(task, number)).await.expect("deployed");
        }
    });
}

//! A run that is killed at any moment loses track of nothing: with a real process and a real
//! engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::deploy::{
    DownRequest, Engines, Environment, EnvironmentSettings, Identity, StateStore, SystemClock, down,
};
use crate::engine::ContainerState;
use crate::engine::context::UserConfig;
use crate::hosts::{Services, labels};

use super::bench::address_of;
use super::child;
use crate::tests::hosts::docker::{Real, on_docker};

fn services() -> Services {
    Services { clock: Arc::new(SystemClock::default()), ..Services::default() }
}

/// Lets a process deploy until some milliseconds after its record appeared, and kills it there.
async fn kill_after(real: &Real, task: &str, folder: &Path, delay: Duration) {
    let mut run = child::start(task, folder, &real.environment);
    let record = StateStore::new(folder).path(&real.environment);
    for _ in 0..2000 {
        if record.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(record.exists(), "the run never began");
    tokio::time::sleep(delay).await;
    run.kill().expect("killed");
    run.wait().expect("gone");
}

/// Everything of the environment is labelled and recorded; the next run continues from there.
async fn goes_on(real: &Real, task: &str, folder: &Path) {
    let store = StateStore::new(folder);
    let left = real.engine.list(&labels::of_environment(&real.environment)).await.expect("a list");
    let settings = EnvironmentSettings {
        identity: Identity::named(&real.environment),
        store: Some(store.clone()),
        services: services(),
    };
    let environment = Environment::open(settings).expect("the lock ended with its process");
    let host = child::host(task, environment.site(real.engine.clone()));
    for number in 0..3 {
        host.reconcile(&child::container(task, number)).await.expect("deployed");
    }
    let state = environment.state().expect("recorded");
    let recorded = &state.engines[real.engine.address()];
    assert!(recorded.pending.is_empty());
    let running = real.engine.list(&labels::of_environment(&real.environment)).await;
    let running = running.expect("a list");
    let is_there = |name: &str| running.iter().any(|container| container.name == name);
    for found in left.iter().filter(|found| is_there(&found.name)) {
        assert!(recorded.containers.contains_key(&found.name), "`{}` is known", found.name);
    }
    for number in 0..3 {
        let name = real.name(&format!("app{number}"));
        let found = running.iter().find(|c| c.name == name).expect("it is there");
        assert_eq!(found.state, ContainerState::Running);
    }
}

#[test]
fn the_next_run_continues_a_killed_one() {
    on_docker(async |real| survives(real, child::DEPLOY, &[0, 40, 120, 400, 900]).await);
}

/// Each container of the killed run replaced the network of those before.
#[test]
fn the_next_run_continues_a_pod_of_a_killed_one() {
    on_docker(async |real| {
        survives(real, child::DEPLOY_POD, &[0, 300, 700, 1500, 2600]).await;
    });
}

async fn survives(real: &Real, task: &str, delays: &[u64]) {
    for delay in delays {
        let folder = tempfile::tempdir().expect("a folder");
        kill_after(real, task, folder.path(), Duration::from_millis(*delay)).await;
        goes_on(real, task, folder.path()).await;
        if task == child::DEPLOY_POD {
            share_one_network(real).await;
        }
        let engines = Engines::new(UserConfig::default());
        engines.add(real.engine.clone());
        let store = StateStore::new(folder.path());
        let request = DownRequest {
            engines: vec![Some(address_of(&*real.engine))],
            ..DownRequest::of(&real.environment)
        };
        down(&request, &store, &engines, services()).await.expect("removed");
        let mine = labels::of_environment(&real.environment);
        assert!(real.engine.list(&mine).await.expect("a list").is_empty());
        assert!(real.engine.networks(&mine).await.expect("a list").is_empty());
    }
}

/// The containers of the pod that the last run deployed are in the network of its pause container.
async fn share_one_network(real: &Real) {
    let pause = real.engine.inspect(&real.name("docker.pod")).await.expect("it is there").summary;
    for number in 0..3 {
        let found = real.engine.inspect(&real.name(&format!("app{number}"))).await;
        assert_eq!(found.expect("it is there").shares_network_of.as_ref(), Some(&pause.id));
    }
    let published = pause.ports.iter().filter(|port| port.host_port.is_some()).count();
    assert!(published >= 3, "{:?}", pause.ports);
}

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
use crate::hosts::{ContainerHost, HostSettings, Services, StandaloneHost, labels};

use super::bench::address_of;
use super::child;
use crate::tests::hosts::docker::{Real, on_docker, sleeper};

fn services() -> Services {
    Services { clock: Arc::new(SystemClock::default()), ..Services::default() }
}

/// Lets a process deploy until some milliseconds after its record appeared, and kills it there.
async fn kill_after(real: &Real, folder: &Path, delay: Duration) {
    let mut run = child::start(child::DEPLOY, folder, &real.environment);
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
async fn goes_on(real: &Real, folder: &Path) {
    let store = StateStore::new(folder);
    let left = real.engine.list(&labels::of_environment(&real.environment)).await.expect("a list");
    let settings = EnvironmentSettings {
        identity: Identity::named(&real.environment),
        store: Some(store.clone()),
        services: services(),
    };
    let environment = Environment::open(settings).expect("the lock ended with its process");
    let host = StandaloneHost::new(HostSettings::default(), environment.site(real.engine.clone()));
    for number in 0..3 {
        let container = sleeper(&format!("app{number}"));
        host.reconcile(&container).await.expect("deployed");
    }
    let state = environment.state().expect("recorded");
    let recorded = &state.engines[real.engine.address()];
    assert!(recorded.pending.is_empty());
    for found in &left {
        assert!(recorded.containers.contains_key(&found.name), "`{}` is known", found.name);
    }
    let running = real.engine.list(&labels::of_environment(&real.environment)).await;
    let running = running.expect("a list");
    for number in 0..3 {
        let name = real.name(&format!("app{number}"));
        let found = running.iter().find(|c| c.name == name).expect("it is there");
        assert_eq!(found.state, ContainerState::Running);
    }
}

#[test]
fn the_next_run_continues_a_killed_one() {
    on_docker(async |real| {
        for delay in [0, 40, 120, 400, 900] {
            let folder = tempfile::tempdir().expect("a folder");
            kill_after(real, folder.path(), Duration::from_millis(delay)).await;
            goes_on(real, folder.path()).await;
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
    });
}

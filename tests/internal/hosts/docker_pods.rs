//! Pods on a real engine, with traffic.

use std::sync::Arc;
use std::time::Duration;

use crate::deploy::SystemClock;
use crate::engine::{ContainerState, ExecSpec, Removal, Restart};
use crate::hosts::pod::PodHost;
use crate::hosts::{
    Action, Container, ContainerHost, Endpoint, HostSettings, PortScope, Recorded, Services, Site,
    labels,
};

use futures_util::future::join_all;

use super::docker::{Real, fetch, on_docker, server};

/// The pod of a new run.
fn pod(real: &Real) -> PodHost {
    PodHost::new(HostSettings { name: "pod".into(), ..HostSettings::default() }, &[], site(real))
}

fn site(real: &Real) -> Arc<Site> {
    let services = Services { clock: Arc::new(SystemClock::default()), ..Services::default() };
    Arc::new(Site::new(real.engine.clone(), &real.environment, services, Recorded::default()))
}

/// What a container fetches from an address.
async fn fetched_by(real: &Real, application: &str, address: &str) -> String {
    let spec = ExecSpec {
        argv: vec!["wget".into(), "-q".into(), "-O-".into(), format!("http://{address}/")],
        deadline: Some(Duration::from_secs(10)),
        ..ExecSpec::default()
    };
    let output = real.engine.exec(&real.name(application), &spec).await.expect("ran");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn at(endpoints: &[Endpoint], scope: PortScope) -> &Endpoint {
    endpoints.iter().find(|endpoint| endpoint.scope == scope).expect("an endpoint")
}

/// Both servers answer at every address that their endpoints promise.
async fn answers(real: &Real, front: &[Endpoint]) {
    assert_eq!(fetched_by(real, "back", "127.0.0.1:8080").await, "front");
    assert_eq!(fetched_by(real, "front", "127.0.0.1:8081").await, "back");
    let cloud = at(front, PortScope::Cloud);
    assert!(fetch(&cloud.address, cloud.port).await.contains("front"));
}

fn front() -> Container {
    server("front", 8080, "front")
}

/// A server that only its pod and the environment reach.
fn back() -> Container {
    let mut back = server("back", 8081, "back");
    back.ports[0].scope = PortScope::Internal;
    back
}

#[test]
fn a_pod_shares_a_loopback_address_and_publishes_ports() {
    on_docker(async |real| {
        let host = pod(real);
        host.reconcile(&back()).await.expect("deployed");
        let outcome = host.reconcile(&front()).await.expect("deployed");
        assert_eq!(at(&outcome.endpoints, PortScope::Host).location(), "127.0.0.1:8080");
        assert_eq!(at(&outcome.endpoints, PortScope::Internal).location(), "pod:8080");
        answers(real, &outcome.endpoints).await;
        // Beside it a container with a network of its own, which the pod reaches, and which reaches the pod.
        real.host().reconcile(&server("alone", 8090, "alone")).await.expect("deployed");
        assert_eq!(fetched_by(real, "alone", "pod:8080").await, "front");
        assert_eq!(fetched_by(real, "alone", "pod:8081").await, "back");
        assert_eq!(fetched_by(real, "front", "alone:8090").await, "alone");

        let again = pod(real);
        for container in [back(), front()] {
            assert_eq!(again.plan(&container).await.expect("planned"), Action::Unchanged);
            let done = again.reconcile(&container).await.expect("there");
            assert_eq!(done.action, Action::Unchanged);
        }
        let all = real.engine.list(&labels::of_environment(&real.environment)).await;
        assert_eq!(all.expect("a list").len(), 4, "two, a pause container, and the other one");
    });
}

#[test]
fn a_killed_pause_container_is_started_and_its_containers_find_the_new_network() {
    on_docker(async |real| {
        let host = pod(real);
        host.reconcile(&back()).await.expect("deployed");
        let endpoints = host.reconcile(&front()).await.expect("deployed").endpoints;
        let pause = real.name("pod.pod");
        real.engine.stop(&pause, Some(Duration::ZERO)).await.expect("stopped");
        let again = pod(real);
        for container in [back(), front()] {
            let planned = again.plan(&container).await.expect("planned");
            let done = again.reconcile(&container).await.expect("repaired");
            assert!(matches!(done.action, Action::Repaired { .. }), "{:?}", done.action);
            assert_eq!(planned, done.action);
        }
        answers(real, &endpoints).await;
        assert_eq!(pod(real).plan(&front()).await.expect("planned"), Action::Unchanged);

        real.engine.remove(&pause, Removal::Forced).await.expect("removed");
        let again = pod(real);
        for container in [back(), front()] {
            let done = again.reconcile(&container).await.expect("replaced");
            assert!(matches!(done.action, Action::Replaced { .. }), "{:?}", done.action);
        }
        answers(real, &endpoints).await;
    });
}

#[test]
fn a_new_published_port_moves_the_whole_pod() {
    on_docker(async |real| {
        pod(real).reconcile(&back()).await.expect("deployed");
        let host = pod(real);
        host.reconcile(&back()).await.expect("there");
        let endpoints = host.reconcile(&front()).await.expect("deployed").endpoints;
        answers(real, &endpoints).await;
        let found = real.engine.inspect(&real.name("pod.pod")).await.expect("there");
        assert_eq!(found.limits.restart, Restart::UnlessStopped);
        assert_eq!(found.summary.state, ContainerState::Running);
        for name in ["front", "back"] {
            let member = real.engine.inspect(&real.name(name)).await.expect("there");
            assert_eq!(member.shares_network_of.as_ref(), Some(&found.summary.id));
        }
        let host = pod(real);
        assert!(host.remove("front").await.expect("removed"));
        assert!(host.remove("back").await.expect("removed"));
        let left = real.engine.list(&labels::of_environment(&real.environment)).await;
        assert!(left.expect("a list").is_empty());
    });
}

/// Each publishes a port, so each replaces the network while the others are being deployed.
#[test]
fn containers_of_a_pod_are_deployed_concurrently() {
    on_docker(async |real| {
        let host = pod(real);
        let all: Vec<Container> = (0..4)
            .map(|number| server(&format!("app{number}"), 8300 + number, &format!("text{number}")))
            .collect();
        let done = join_all(all.iter().map(|container| host.reconcile(container))).await;
        for (number, outcome) in done.into_iter().enumerate() {
            let cloud = outcome.expect("deployed").endpoints.pop().expect("published");
            let answer = fetch(&cloud.address, cloud.port).await;
            assert!(answer.contains(&format!("text{number}")), "{answer}");
        }
        let again = pod(real);
        for container in &all {
            assert_eq!(again.plan(container).await.expect("planned"), Action::Unchanged);
        }
    });
}

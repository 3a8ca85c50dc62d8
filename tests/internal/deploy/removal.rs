//! The end of an environment: on every engine, past those that are gone, and with the network that is in use.

use std::sync::Arc;

use crate::deploy::{DeployError, DownRequest, Removed, down};
use crate::engine::simulated::{EngineOperation, InjectedFault, Simulated};
use crate::engine::{ContainerSpec, Engine, EngineErrorKind, LabelFilter, Network, NetworkSpec};
use crate::hosts::{Container, HostSettings, PortScope, Services, StandaloneHost, labels};

use super::bench::{Deployment, address_of, deploy};
use crate::tests::hosts::bench::{ENVIRONMENT, container, now, serving};

fn web() -> Container {
    serving("web", 80, PortScope::Cloud)
}

fn remove(deployment: &Deployment, request: &DownRequest) -> Result<Removed, DeployError> {
    now(down(request, &deployment.store(), &deployment.engines, Services::default()))
}

fn names(engine: &Simulated) -> Vec<String> {
    now(engine.list(&LabelFilter::any())).expect("a list").into_iter().map(|c| c.name).collect()
}

fn networks(engine: &Simulated) -> usize {
    now(engine.networks(&labels::of_environment(ENVIRONMENT))).expect("a list").len()
}

/// An environment on two engines; the second is returned.
fn on_two_engines(deployment: &Deployment) -> Simulated {
    let second = Simulated::new("second");
    deployment.engines.add(Arc::new(second.clone()));
    let environment = deployment.open().expect("opened");
    deploy(&deployment.host(&environment), &[web()]).expect("deployed");
    let site = environment.site(Arc::new(second.clone()));
    let db = container("db");
    deploy(&StandaloneHost::new(HostSettings::default(), site), &[db]).expect("deployed");
    second
}

#[test]
fn an_engine_that_the_record_lost_is_found_by_the_request() {
    let deployment = Deployment::new();
    let second = on_two_engines(&deployment);
    deployment.store().delete(ENVIRONMENT).expect("deleted");
    let request = DownRequest {
        engines: vec![Some(address_of(&deployment.engine)), Some(address_of(&second))],
        ..DownRequest::of(ENVIRONMENT)
    };
    let removed = remove(&deployment, &request).expect("removed");
    assert_eq!(removed.applications, ["web", "db"]);
    assert!(names(&deployment.engine).is_empty() && names(&second).is_empty());
    assert_eq!((networks(&deployment.engine), networks(&second)), (0, 0));
}

#[test]
fn an_engine_that_is_gone_does_not_block_others_and_can_be_forgotten() {
    let deployment = Deployment::new();
    let second = on_two_engines(&deployment);
    let gone = EngineErrorKind::Unreachable;
    second.fail(InjectedFault::new(EngineOperation::List, 1, gone));
    let removed = remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect("partly removed");
    assert_eq!(removed.applications, ["web"]);
    assert_eq!(removed.unreached[0].engine, "simulated://second");
    assert!(names(&deployment.engine).is_empty());
    assert_eq!(names(&second), ["shop-db"]);
    let recorded: Vec<String> = deployment.record().engines.into_keys().collect();
    assert_eq!(recorded, ["simulated://second"], "it stays recorded");
    let unknown = DownRequest { forgotten: vec!["tcp://x".into()], ..DownRequest::of(ENVIRONMENT) };
    let error = remove(&deployment, &unknown).expect_err("not recorded");
    assert!(error.hints()[0].contains("simulated://second"), "{error}");
    let request = DownRequest { forgotten: recorded, ..DownRequest::of(ENVIRONMENT) };
    let removed = remove(&deployment, &request).expect("forgotten");
    assert_eq!(removed.forgotten, ["simulated://second"]);
    assert!(deployment.store().load(ENVIRONMENT).expect("readable").is_none());
    assert_eq!(names(&second), ["shop-db"], "nothing was asked of it");
}

#[test]
fn an_engine_with_an_unusable_address_is_reported() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let mut state = deployment.record();
    state.engines.insert("nonsense://x".into(), crate::deploy::EngineState::default());
    deployment.store().save(&state).expect("saved");
    let removed = remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect("partly removed");
    assert_eq!(removed.unreached[0].engine, "nonsense://x");
    assert!(names(&deployment.engine).is_empty());
}

#[test]
fn a_network_that_is_released_late_is_tried_again() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    for nth in 1..=3 {
        let conflict = EngineErrorKind::Conflict;
        deployment.engine.fail(InjectedFault::new(EngineOperation::RemoveNetwork, nth, conflict));
    }
    let removed = remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect("removed");
    assert_eq!(removed.networks, ["murano-shop"]);
    assert_eq!(networks(&deployment.engine), 0);
}

#[test]
fn a_network_that_is_never_released_names_the_reason() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    for nth in 1..=20 {
        let conflict = EngineErrorKind::Conflict;
        deployment.engine.fail(InjectedFault::new(EngineOperation::RemoveNetwork, nth, conflict));
    }
    let error = remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect_err("in use");
    assert!(error.to_string().contains("on which no container runs"), "{error}");
    assert!(error.hints()[0].contains("restart the engine"), "{error}");
}

#[test]
fn a_foreign_container_on_the_network_is_named() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let guest = ContainerSpec {
        name: "guest".into(),
        image: "redis:7".into(),
        network: Network::Named { name: "murano-shop".into(), aliases: vec![], address: None },
        ..ContainerSpec::default()
    };
    now(deployment.engine.create(&guest)).expect("created");
    now(deployment.engine.start("guest")).expect("started");
    let error = remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect_err("in use");
    assert!(error.to_string().contains("`guest`"), "{error}");
    assert!(error.hints()[0].contains("docker network disconnect murano-shop guest"));
    assert_eq!(names(&deployment.engine), ["guest"], "ours are gone, the guest is not touched");
    now(deployment.engine.stop("guest", None)).expect("stopped");
    remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect("the rest");
    assert_eq!(networks(&deployment.engine), 0);
}

#[test]
fn a_rollback_removes_what_failed_and_an_empty_network() {
    let deployment = Deployment::new();
    let environment = deployment.open().expect("opened");
    let script = crate::engine::simulated::ImageScript {
        behaviour: crate::engine::simulated::Behaviour::Exits(7),
        ..Default::default()
    };
    deployment.engine.add_image("broken", script);
    let broken = Container { image: "broken".into(), ..container("broken") };
    let host = deployment.host(&environment);
    deploy(&host, &[web(), broken]).expect_err("it exits");
    assert_eq!(names(&deployment.engine), ["shop-broken", "shop-web"]);
    assert_eq!(now(environment.rollback()).expect("removed"), ["broken", "web"]);
    assert!(names(&deployment.engine).is_empty());
    assert_eq!(networks(&deployment.engine), 0);
}

#[test]
fn a_rollback_keeps_the_network_of_what_was_there() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let environment = deployment.open().expect("opened");
    deploy(&deployment.host(&environment), &[container("db")]).expect("deployed");
    assert_eq!(now(environment.rollback()).expect("removed"), ["db"]);
    assert_eq!(names(&deployment.engine), ["shop-web"]);
    assert_eq!(networks(&deployment.engine), 1);
}

#[test]
fn what_a_killed_run_left_of_a_network_is_removed() {
    let deployment = Deployment::new();
    deployment.run(&[web()]).expect("deployed");
    let probe = NetworkSpec {
        name: "murano-shop.probe".into(),
        labels: labels::network(ENVIRONMENT),
        subnet: None,
    };
    now(deployment.engine.ensure_network(&probe)).expect("created");
    remove(&deployment, &DownRequest::of(ENVIRONMENT)).expect("removed");
    assert_eq!(networks(&deployment.engine), 0);
}

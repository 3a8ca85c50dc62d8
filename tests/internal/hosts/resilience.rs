//! The connection to the engine breaks at every possible moment, and the next run repairs
//! everything.

use std::collections::BTreeMap;

use crate::engine::simulated::{EngineOperation, InjectedFault};
use crate::engine::{ContainerState, Engine, EngineErrorKind, FileContent, LabelFilter};
use crate::hosts::{
    Action, Container, ContainerHost, HostError, PortScope, Reconciled, Volume, VolumeMount,
    removal,
};

use super::bench::{Bench, action, now, serving};

/// A program of two containers with everything that is created in several steps.
fn program(image: &str) -> Vec<Container> {
    let one = |name: &str| Container {
        image: image.into(),
        volumes: vec![VolumeMount {
            path: "/data".into(),
            volume: Volume::Temp { name: "data".into() },
        }],
        files: vec![FileContent {
            path: "/etc/conf".into(),
            content: b"a=1".to_vec(),
            mode: 0o644,
        }],
        ..serving(name, 80, PortScope::Cloud)
    };
    vec![one("db"), Container { files: Vec::new(), ..one("web") }]
}

fn run(bench: &Bench, program: &[Container]) -> Result<Vec<Reconciled>, HostError> {
    let host = bench.host();
    program.iter().map(|container| now(host.reconcile(container))).collect()
}

/// Everything is as `wanted` says, and nothing else exists.
fn assert_whole(bench: &Bench, wanted: &[Container], moment: &str) {
    let running = |c: &Container| (format!("shop-{}", c.name), ContainerState::Running);
    let states: Vec<_> = wanted.iter().map(running).collect();
    assert_eq!(bench.states(), states, "{moment}");
    for (found, container) in bench.all().iter().zip(wanted) {
        assert_eq!(found.image, container.image, "{moment}");
        for file in &container.files {
            let placed = bench.engine().file(&found.name, &file.path);
            assert_eq!(placed.as_deref(), Some(&file.content[..]), "{moment}");
        }
    }
    // A volume may outlive its container when the connection broke between the two removals;
    // its label names it.
    let site = bench.host().site().clone();
    now(site.load()).expect("a list");
    now(removal::remove_stray_volumes(&site)).expect("removed");
    let volumes = now(bench.engine().volumes(&LabelFilter::any())).expect("a list");
    let labelled = volumes.iter().all(|v| v.labels.contains_key("io.murano.environment"));
    assert!(labelled && volumes.len() == wanted.len(), "{moment}: {volumes:?}");
    let (done, requests) = bench.requests_of(|| run(bench, wanted));
    let unchanged = done.expect("nothing to do").into_iter().all(|o| o.action == Action::Unchanged);
    let is_question = |request: &EngineOperation| {
        use EngineOperation::{FindImage, Inspect, List};
        matches!(request, List | Inspect | FindImage)
    };
    assert!(unchanged && requests.iter().all(is_question), "{moment}: {requests:?}");
}

/// Every request of a run, each with its number among those of its kind.
fn moments(requests: &[EngineOperation]) -> Vec<(EngineOperation, usize)> {
    let mut counts: BTreeMap<EngineOperation, usize> = BTreeMap::new();
    let number = |operation: &EngineOperation| {
        let count = counts.entry(*operation).or_default();
        *count += 1;
        (*operation, *count)
    };
    requests.iter().map(number).collect()
}

/// Breaks the connection at each request of the second of two runs in turn, before and after
/// the engine executed it, then runs a third time.
fn survives_everywhere(first: &[Container], second: &[Container]) -> usize {
    let prepared = || {
        let bench = Bench::new();
        run(&bench, first).expect("the first run");
        bench
    };
    let bench = prepared();
    let (done, requests) = bench.requests_of(|| run(&bench, second));
    done.expect("undisturbed");
    assert_whole(&bench, second, "undisturbed");
    for (operation, nth) in moments(&requests) {
        for late in [false, true] {
            let moment = format!("{operation:?} number {nth}, engine acted: {late}");
            let bench = prepared();
            let fault = InjectedFault::new(operation, nth, EngineErrorKind::ConnectionLost);
            bench.engine().fail(if late { fault.after_the_work() } else { fault });
            let broken = run(&bench, second);
            // The last log lines are optional for a run; these tests do not ask for them.
            let error = broken.expect_err(&moment);
            assert_eq!(error.code().0, "E0510", "{moment}: {error}");
            let ours =
                |labels: &BTreeMap<String, String>| labels.contains_key("io.murano.application");
            assert!(bench.all().iter().all(|c| ours(&c.labels)), "{moment}: all is labelled");
            run(&bench, second).unwrap_or_else(|error| panic!("{moment}: {error}"));
            assert_whole(&bench, second, &moment);
        }
    }
    requests.len()
}

#[test]
fn creation_survives_a_lost_engine_at_every_request() {
    assert!(survives_everywhere(&[], &program("redis:7")) > 10);
}

#[test]
fn replacement_survives_a_lost_engine_at_every_request() {
    assert!(survives_everywhere(&program("redis:7"), &program("redis:8")) > 20);
}

/// The third run may also be one that wants the previous state again.
#[test]
fn a_broken_replacement_can_be_undone() {
    let (old, new) = (program("redis:7"), program("redis:8"));
    let bench = Bench::new();
    run(&bench, &old).expect("deployed");
    let (_, requests) = bench.requests_of(|| run(&bench, &new));
    for (operation, nth) in moments(&requests) {
        let bench = Bench::new();
        run(&bench, &old).expect("deployed");
        bench.engine().fail(InjectedFault::new(operation, nth, EngineErrorKind::ConnectionLost));
        run(&bench, &new).expect_err("broken");
        run(&bench, &old).unwrap_or_else(|error| panic!("{operation:?} {nth}: {error}"));
        assert_whole(&bench, &old, &format!("{operation:?} {nth}"));
    }
}

/// Every error, not only a lost connection: a container runs afterwards.
#[test]
fn a_refusal_at_every_request_of_a_replacement_leaves_a_running_container() {
    let (old, new) = (program("redis:7"), program("redis:8"));
    let bench = Bench::new();
    run(&bench, &old).expect("deployed");
    let (_, requests) = bench.requests_of(|| run(&bench, &new));
    for (operation, nth) in moments(&requests) {
        let bench = Bench::new();
        run(&bench, &old).expect("deployed");
        bench.engine().fail(InjectedFault::new(operation, nth, EngineErrorKind::Other));
        let _ = run(&bench, &new);
        let running = bench.states().iter().filter(|(_, s)| *s == ContainerState::Running).count();
        assert!(running >= 2, "{operation:?} {nth}: {:?}", bench.states());
        run(&bench, &new).unwrap_or_else(|error| panic!("{operation:?} {nth}: {error}"));
        assert_whole(&bench, &new, &format!("{operation:?} {nth}"));
    }
}

#[test]
fn a_container_that_another_process_created_is_adopted() {
    let bench = Bench::new();
    let late = bench.host();
    now(late.connect()).expect("listed");
    let web = serving("web", 80, PortScope::Cloud);
    bench.deploy(&web).expect("another process was faster");
    assert_eq!(action(&now(late.reconcile(&web))), Ok(Action::Unchanged));
}

/// Another run created the network at the same moment, and one of the two networks was removed.
#[test]
fn a_start_on_a_network_that_was_replaced_is_tried_again() {
    for kind in [EngineErrorKind::NetworkMismatch, EngineErrorKind::NoSuchNetwork] {
        let bench = Bench::new();
        bench.engine().fail(InjectedFault::new(EngineOperation::Start, 1, kind));
        let deployed = bench.deploy(&serving("web", 80, PortScope::Cloud));
        assert_eq!(action(&deployed), Ok(Action::Created), "{kind:?}");
        assert_eq!(bench.states(), [("shop-web".to_owned(), ContainerState::Running)]);
    }
}

/// The engine carried out a request of a killed run after this run had listed the containers.
#[test]
fn a_container_that_was_renamed_behind_the_back_of_a_run_is_cleaned_up() {
    let bench = Bench::new();
    let web =
        |image: &str| Container { image: image.into(), ..serving("web", 80, PortScope::Host) };
    bench.deploy(&web("redis:7")).expect("deployed");
    let late = bench.host();
    now(late.connect()).expect("listed");
    now(bench.engine().rename("shop-web", "shop-web.former")).expect("renamed");
    assert_eq!(action(&now(late.reconcile(&web("redis:7")))), Ok(Action::Created));
    let done = now(late.reconcile(&web("redis:8")));
    assert!(matches!(action(&done), Ok(Action::Replaced { .. })), "{done:?}");
    assert_eq!(bench.states(), [("shop-web".to_owned(), ContainerState::Running)]);
}

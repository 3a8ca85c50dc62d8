//! Pods on the simulated engine: what their containers share, and when that changes.

use std::sync::Arc;

use crate::engine::simulated::{EngineOperation, InjectedFault};
use crate::engine::{ContainerState, Engine, EngineErrorKind, Network, Protocol};
use crate::hosts::pod::PodHost;
use crate::hosts::{
    Action, Container, ContainerHost, Difference, HostError, HostSettings, PortScope, Reconciled,
    Recorded, Repair, removal,
};

use super::bench::{Bench, container, now, serving, tcp};

/// The pod of a new run.
fn pod(bench: &Bench) -> PodHost {
    let settings = HostSettings { name: "Pod".into(), ..bench.settings.clone() };
    PodHost::new(settings, &[], bench.host_with(Recorded::default()).site().clone())
}

/// One run that deploys containers into the pod.
fn run(bench: &Bench, program: &[Container]) -> Result<Vec<Reconciled>, HostError> {
    let pod = pod(bench);
    program.iter().map(|container| now(pod.reconcile(container))).collect()
}

/// What a plan says, and a run then does to each container.
fn planned_and_done(bench: &Bench, program: &[Container]) -> Vec<Action> {
    let pod = pod(bench);
    let both = |container: &Container| {
        let planned = now(pod.plan(container)).expect("planned");
        let done = now(pod.reconcile(container)).expect("deployed").action;
        assert_eq!(planned == Action::Unchanged, done == Action::Unchanged, "{planned:?} {done:?}");
        done
    };
    program.iter().map(both).collect()
}

fn web() -> Container {
    serving("web", 80, PortScope::Cloud)
}

fn db() -> Container {
    serving("db", 6379, PortScope::Internal)
}

const PAUSE: &str = "shop-Pod.pod";

fn id(bench: &Bench, name: &str) -> String {
    bench.find(name).id
}

/// Whether all containers of the pod run in the network of its only pause container.
fn assert_joined(bench: &Bench, applications: &[&str], moment: &str) {
    let mut names: Vec<String> = applications.iter().map(|name| format!("shop-{name}")).collect();
    for name in &names {
        let found = now(bench.engine().inspect(name)).expect(moment);
        assert_eq!(found.shares_network_of, Some(id(bench, PAUSE)), "{moment}");
    }
    names.push(PAUSE.to_owned());
    names.sort();
    let all = names.into_iter().map(|name| (name, ContainerState::Running));
    assert_eq!(bench.states(), all.collect::<Vec<_>>(), "{moment}");
}

#[test]
fn containers_share_the_network_of_a_pause_container() {
    let bench = Bench::new();
    let done = run(&bench, &[db(), web()]).expect("deployed");
    assert_joined(&bench, &["db", "web"], "deployed");
    let spec = bench.engine().spec_of("shop-web").expect("there");
    assert_eq!(spec.network, Network::Container(id(&bench, PAUSE)));
    assert!(spec.ports.is_empty(), "engines refuse ports of a container in another's network");
    let pause = bench.engine().spec_of(PAUSE).expect("there");
    let Network::Named { name, aliases, address } = &pause.network else { panic!("{pause:?}") };
    assert_eq!((&**name, &aliases[..]), ("murano-shop", &["pod".to_owned()][..]));
    assert!(address.is_some(), "an address that outlives a replacement");
    let published: Vec<u16> =
        pause.ports.iter().filter_map(|p| Some(p.host.as_ref()?.port)).collect();
    assert_eq!(published, [80]);
    for name in ["shop-web", "shop-db", PAUSE] {
        assert_eq!(bench.find(name).labels["io.murano.pod"], "Pod");
    }
    let shown = |outcome: &Reconciled| -> Vec<String> {
        let show = |e: &crate::hosts::Endpoint| format!("{} {}", e.scope, e.location());
        outcome.endpoints.iter().map(show).collect()
    };
    assert_eq!(shown(&done[0]), ["host 127.0.0.1:6379", "internal pod:6379"]);
    assert_eq!(shown(&done[1]), ["host 127.0.0.1:80", "internal pod:80", "cloud 127.0.0.1:80"]);
    assert!(bench.recorder.events("Pod.pod").is_empty(), "it is no application");
}

#[test]
fn a_second_run_only_asks() {
    let bench = Bench::new();
    run(&bench, &[db(), web()]).expect("deployed");
    let (done, requests) = bench.requests_of(|| planned_and_done(&bench, &[db(), web()]));
    assert_eq!(done, [Action::Unchanged, Action::Unchanged]);
    let is_question = |request: &EngineOperation| {
        use EngineOperation::{FindImage, Inspect, List};
        matches!(request, List | Inspect | FindImage)
    };
    assert!(requests.iter().all(is_question), "{requests:?}");
    assert!(requests.len() <= 1 + 2 * 6, "{requests:?}");
}

/// Engines publish ports at the creation only.
#[test]
fn a_published_port_replaces_the_network_and_all_containers() {
    let bench = Bench::new();
    run(&bench, &[db()]).expect("deployed");
    let (pause, first) = (id(&bench, PAUSE), id(&bench, "shop-db"));
    let done = planned_and_done(&bench, &[db(), web()]);
    assert_eq!(done, [Action::Unchanged, Action::Created], "`db` was deployed before `web` came");
    assert_ne!((id(&bench, PAUSE), id(&bench, "shop-db")), (pause.clone(), first));
    assert_joined(&bench, &["db", "web"], "both follow");
    let pod = pod(&bench);
    now(pod.reconcile(&db())).expect("there");
    now(pod.reconcile(&Container { ports: vec![tcp(80, PortScope::Internal)], ..web() }))
        .expect("done");
    let actions = bench.recorder.events("Pod.pod");
    assert!(actions.is_empty());
    let spec = bench.engine().spec_of(PAUSE).expect("there");
    assert!(spec.ports.is_empty(), "what is not published any more cannot be reached from outside");
    assert_joined(&bench, &["db", "web"], "and back");
    assert_eq!(
        planned_and_done(
            &bench,
            &[db(), Container { ports: vec![tcp(80, PortScope::Internal)], ..web() }]
        ),
        [Action::Unchanged, Action::Unchanged]
    );
}

#[test]
fn a_port_that_the_pod_declares_is_published_from_the_start() {
    let bench = Bench::new();
    let settings = HostSettings { name: "Pod".into(), ..HostSettings::default() };
    let site = bench.host().site().clone();
    let pod = PodHost::new(settings, &[tcp(80, PortScope::Cloud)], site);
    now(pod.reconcile(&db())).expect("deployed");
    let first = id(&bench, "shop-db");
    now(pod.reconcile(&web())).expect("deployed");
    assert_eq!(id(&bench, "shop-db"), first, "the network was ready for it");
    assert_joined(&bench, &["db", "web"], "both");
}

/// What the program meets later in the run is planned and replaced then.
#[test]
fn containers_that_are_met_later_follow_later() {
    let bench = Bench::new();
    run(&bench, &[db()]).expect("deployed");
    let done = planned_and_done(&bench, &[web(), db()]);
    let [Action::Created, Action::Replaced { differences, .. }] = &done[..] else {
        panic!("{done:?}")
    };
    assert_eq!(differences[0].to_string(), "pod: previous network -> new network");
    assert_joined(&bench, &["db", "web"], "both follow");
}

#[test]
fn a_pause_container_that_is_replaced_is_an_action_of_the_pod() {
    let bench = Bench::new();
    run(&bench, &[db()]).expect("deployed");
    let pod = pod(&bench);
    for container in [db(), web()] {
        now(pod.reconcile(&container)).expect("deployed");
    }
    let actions = pod.site().ledger().actions();
    let Some(Action::Replaced { differences, .. }) = actions.get("Pod.pod") else {
        panic!("{actions:?}")
    };
    let port = Difference { field: "port.80/tcp".into(), from: None, to: Some("cloud".into()) };
    assert!(differences.contains(&port), "{differences:?}");
    assert!(matches!(actions["db"], Action::Replaced { .. }));
}

#[test]
fn a_port_without_its_application_stays_until_the_network_changes() {
    let bench = Bench::new();
    run(&bench, &[db(), web()]).expect("deployed");
    let pod = pod(&bench);
    assert!(now(pod.remove("web")).expect("removed"));
    assert_joined(&bench, &["db"], "the other one goes on");
    assert_eq!(planned_and_done(&bench, &[db()]), [Action::Unchanged]);
    let other = serving("other", 81, PortScope::Cloud);
    planned_and_done(&bench, &[db(), other]);
    let pause = bench.engine().spec_of(PAUSE).expect("there");
    let ports: Vec<u16> = pause.ports.iter().map(|port| port.container_port).collect();
    assert_eq!(ports, [81]);
}

#[test]
fn a_port_is_given_to_one_application_only() {
    let bench = Bench::new();
    let rival = Container { ports: vec![tcp(80, PortScope::Host)], ..container("rival") };
    let error = run(&bench, &[web(), rival.clone()]).expect_err("both listen on 127.0.0.1:80");
    assert_eq!(error.to_string(), "port 80/tcp is already used in the pod `Pod`, by `web`");
    assert_eq!(error.name(), "com.mirantis.docker.kubernetes.PortConflictException");
    assert_eq!(error.code().0, "E0307");
    assert_joined(&bench, &["web"], "nothing was changed");
    let error = run(&bench, &[rival]).expect_err("the deployed one has it too");
    assert!(error.to_string().ends_with("by `web`"), "{error}");
    let udp = crate::hosts::Port { protocol: Protocol::Udp, ..tcp(80, PortScope::Host) };
    let other = Container { ports: vec![udp], ..container("other") };
    run(&bench, &[web(), other]).expect("TCP and UDP ports of one number are different ports");
}

#[test]
fn a_stopped_pause_container_restarts_the_containers() {
    let bench = Bench::new();
    run(&bench, &[db(), web()]).expect("deployed");
    let before = (id(&bench, PAUSE), id(&bench, "shop-db"), id(&bench, "shop-web"));
    now(bench.engine().stop(PAUSE, None)).expect("stopped");
    let done = planned_and_done(&bench, &[db(), web()]);
    for action in done {
        let Action::Repaired { repairs } = action else { panic!("{action:?}") };
        assert_eq!(repairs[0].to_string(), "in a network of its pod that has ended");
        assert!(matches!(repairs[..], [Repair::Restart { .. }]));
    }
    assert_eq!(before, (id(&bench, PAUSE), id(&bench, "shop-db"), id(&bench, "shop-web")));
    assert_eq!(planned_and_done(&bench, &[db(), web()]), [Action::Unchanged, Action::Unchanged]);
}

/// Its network goes on.
#[test]
fn a_paused_pause_container_is_resumed_alone() {
    let bench = Bench::new();
    run(&bench, &[db(), web()]).expect("deployed");
    now(bench.engine().pause(PAUSE)).expect("paused");
    assert_eq!(planned_and_done(&bench, &[db(), web()]), [Action::Unchanged, Action::Unchanged]);
    assert_joined(&bench, &["db", "web"], "resumed");
}

/// Both would answer to one name on the environment's network.
#[test]
fn a_container_beside_the_pod_has_another_name() {
    let message =
        "`name` of the container `pod`: the containers of the pod `Pod` have this DNS name";
    let bench = Bench::new();
    let host = bench.host();
    let settings = HostSettings { name: "Pod".into(), ..HostSettings::default() };
    now(host.reconcile(&container("pod"))).expect("deployed");
    let pod = PodHost::new(settings.clone(), &[], host.site().clone());
    assert_eq!(now(pod.reconcile(&db())).expect_err("taken").to_string(), message);
    let bench = Bench::new();
    let host = bench.host();
    let pod = PodHost::new(settings, &[], host.site().clone());
    now(pod.reconcile(&container("pod"))).expect("inside it is no DNS name");
    now(pod.reconcile(&db())).expect("deployed");
    let error = now(host.reconcile(&Container { name: "POD".into(), ..container("x") }));
    assert_eq!(error.expect_err("taken").to_string(), message.replace("`pod`", "`POD`"));
}

#[test]
fn a_removed_pause_container_replaces_the_containers() {
    let bench = Bench::new();
    run(&bench, &[db(), web()]).expect("deployed");
    now(bench.engine().remove(PAUSE, crate::engine::Removal::Forced)).expect("removed");
    let done = planned_and_done(&bench, &[db(), web()]);
    assert!(done.iter().all(|action| matches!(action, Action::Replaced { .. })), "{done:?}");
    assert_joined(&bench, &["db", "web"], "in a new network");
}

#[test]
fn the_last_container_takes_the_pause_container_with_it() {
    let bench = Bench::new();
    run(&bench, &[db(), web()]).expect("deployed");
    let site = bench.host().site().clone();
    now(site.load()).expect("a list");
    assert_eq!(site.inventory().removable(), ["db", "web"]);
    now(removal::remove_application(&site, "web")).expect("removed");
    assert_joined(&bench, &["db"], "one is left");
    now(removal::remove_application(&site, "db")).expect("removed");
    assert_eq!(bench.states(), []);
    run(&bench, &[db()]).expect("deployed");
    let pod = pod(&bench);
    now(pod.reconcile(&db())).expect("there");
    now(pod.remove("db")).expect("removed");
    now(pod.reconcile(&web())).expect("the pod begins anew");
    assert_joined(&bench, &["web"], "anew");
}

#[test]
fn a_port_that_another_program_has_is_published_elsewhere() {
    let bench = Bench::new();
    bench.engine().occupy_port([127, 0, 0, 1].into(), Protocol::Tcp, 80);
    let done = run(&bench, &[web()]).expect("deployed");
    let cloud = done[0].endpoints.last().expect("published");
    assert_eq!((cloud.scope, cloud.port), (PortScope::Cloud, 1025));
    assert_eq!(planned_and_done(&bench, &[web()]), [Action::Unchanged]);
}

#[test]
fn a_name_is_one_of_the_pods_own() {
    let bench = Bench::new();
    let error = pod(&bench).claim("Pod.pod", "1").expect_err("that is its pause container");
    assert_eq!(error.code().0, "E0504");
    assert!(PodHost::check_name("p").is_ok());
    assert!(PodHost::check_name(&"p".repeat(60)).is_err() && PodHost::check_name("a/b").is_err());
}

/// A container that moves between a host of its own network and a pod is replaced.
#[test]
fn a_container_moves_into_a_pod_and_out_of_it() {
    let bench = Bench::new();
    bench.deploy(&web()).expect("deployed");
    let done = run(&bench, &[web()]).expect("deployed");
    assert!(matches!(done[0].action, Action::Replaced { .. }));
    assert_joined(&bench, &["web"], "inside");
    bench.deploy(&web()).expect("deployed");
    let spec = bench.engine().spec_of("shop-web").expect("there");
    assert!(matches!(spec.network, Network::Named { .. }));
}

/// Breaks the connection at each request of the second of two runs, before and after the engine acted; then a run brings
/// everything into its desired state.
fn survives_everywhere(first: &[Container], second: &[Container]) -> usize {
    let prepared = || {
        let bench = Bench::new();
        run(&bench, first).expect("the first run");
        bench
    };
    let names: Vec<&str> = second.iter().map(|container| &*container.name).collect();
    let bench = prepared();
    let (done, requests) = bench.requests_of(|| run(&bench, second));
    done.expect("undisturbed");
    let mut counts = std::collections::BTreeMap::<EngineOperation, usize>::new();
    for operation in &requests {
        let count = counts.entry(*operation).or_default();
        *count += 1;
        for late in [false, true] {
            let moment = format!("{operation:?} number {count}, engine acted: {late}");
            let bench = prepared();
            let fault = InjectedFault::new(*operation, *count, EngineErrorKind::ConnectionLost);
            bench.engine().fail(if late { fault.after_the_work() } else { fault });
            run(&bench, second).expect_err(&moment);
            run(&bench, second).unwrap_or_else(|error| panic!("{moment}: {error}"));
            assert_joined(&bench, &names, &moment);
            let done = planned_and_done(&bench, second);
            assert!(done.iter().all(|action| *action == Action::Unchanged), "{moment}: {done:?}");
        }
    }
    requests.len()
}

#[test]
fn a_lost_engine_at_every_request_is_survived() {
    assert!(survives_everywhere(&[], &[db(), web()]) > 10);
    assert!(survives_everywhere(&[db()], &[db(), web()]) > 20);
    assert!(
        survives_everywhere(&[db(), web()], &[db(), serving("web", 81, PortScope::Cloud)]) > 20
    );
}

/// Two objects of one name are one pod.
#[test]
fn host_objects_of_one_name_are_one_pod() {
    let bench = Bench::new();
    let site = bench.host().site().clone();
    let settings = HostSettings { name: "Pod".into(), ..HostSettings::default() };
    let one = PodHost::new(settings.clone(), &[], site.clone());
    let other = PodHost::new(settings, &[], Arc::clone(&site));
    now(one.reconcile(&db())).expect("deployed");
    now(other.reconcile(&web())).expect("deployed");
    assert_joined(&bench, &["db", "web"], "`db` follows");
}

//! Containers are created, found unchanged, replaced, started and removed.

use std::net::IpAddr;

use crate::engine::simulated::{EngineOperation, ImageScript};
use crate::engine::{ContainerState, Engine, LabelFilter, MountSource, Network, Restart};
use crate::hosts::{
    Action, ChangeKind, Container, ContainerHost, Event, JournalEntry, PortScope, Reconciled,
    Volume, VolumeMount, labels,
};

use super::bench::{Bench, action, container, now, serving, tcp, var};

fn full() -> Container {
    Container {
        commands: vec!["redis-server".into(), "--appendonly".into()],
        env: vec![var("PASSWORD", "hunter2"), var("MODE", "master")],
        ports: vec![tcp(6379, PortScope::Public), tcp(9121, PortScope::Internal)],
        volumes: vec![
            VolumeMount { path: "/data".into(), volume: Volume::Temp { name: "data".into() } },
            VolumeMount {
                path: "/etc/redis".into(),
                volume: Volume::Host { path: "/srv/redis".into(), create: true },
            },
        ],
        privileged: true,
        restart: Restart::UnlessStopped,
        labels: [("team".to_owned(), "shop".to_owned())].into(),
        ..container("Redis")
    }
}

#[test]
fn a_new_container_has_everything_it_was_given() {
    let bench = Bench::new();
    let outcome = bench.deploy(&full()).expect("deployed");
    assert_eq!(outcome.action, Action::Created);
    let spec = bench.engine().spec_of("shop-Redis").expect("named after environment and container");
    assert_eq!(spec.command, ["redis-server", "--appendonly"]);
    assert_eq!(spec.env, full().env);
    assert!(spec.privileged && spec.restart == Restart::UnlessStopped);
    let Network::Named { name, aliases, address } = &spec.network else { panic!("{spec:?}") };
    assert_eq!((&**name, &aliases[..]), ("murano-shop", &["redis".to_owned()][..]));
    assert!(address.is_some(), "an address of its own, which it keeps");
    assert_eq!(spec.mounts[0].source, MountSource::Volume("shop-Redis-data".into()));
    assert_eq!(spec.mounts[1].source, MountSource::BindOrCreate("/srv/redis".into()));
    let published: Vec<_> = spec.ports.iter().map(|p| p.host.as_ref().map(|h| h.port)).collect();
    assert_eq!(published, [Some(6379), None], "only `cloud` and `public` ports are published");
    let bound = spec.ports[0].host.as_ref().and_then(|h| h.address);
    assert_eq!(bound, Some(IpAddr::from([127, 0, 0, 1])), "nothing leaves the machine by itself");
}

#[test]
fn labels_hold_everything_but_secrets() {
    let bench = Bench::new();
    bench.deploy(&full()).expect("deployed");
    let found = bench.find("shop-Redis").labels;
    assert_eq!(found["io.murano.environment"], "shop");
    assert_eq!(found["io.murano.host"], "docker");
    assert_eq!(found["io.murano.application"], "Redis");
    assert_eq!(found["team"], "shop");
    assert!(found["io.murano.ports"].contains("6379") && found["io.murano.hash"].len() == 32);
    assert!(found["io.murano.endpoints"].contains(r#""scope":"cloud""#));
    assert!(!format!("{found:?}").contains("hunter2"));
    let of_environment = labels::of_environment("shop");
    let networks = now(bench.engine().networks(&of_environment)).expect("a list");
    let volumes = now(bench.engine().volumes(&of_environment)).expect("a list");
    assert_eq!((networks.len(), volumes.len()), (1, 1), "they carry the label too");
}

#[test]
fn endpoints_are_listed_by_scope() {
    let mut bench = Bench::new();
    bench.settings.public_address = Some("203.0.113.7".into());
    bench.settings.address = Some("10.0.0.5".into());
    let outcome = bench.deploy(&full()).expect("deployed");
    let address = bench.find("shop-Redis").address_on("murano-shop").expect("it runs").to_string();
    let shown: Vec<_> = outcome
        .endpoints
        .iter()
        .map(|e| (e.container_port, e.scope, e.address.as_str(), e.port))
        .collect();
    let wanted = [
        (6379, PortScope::Host, address.as_str(), 6379),
        (6379, PortScope::Internal, "redis", 6379),
        (6379, PortScope::Cloud, "10.0.0.5", 6379),
        (6379, PortScope::Public, "203.0.113.7", 6379),
        (9121, PortScope::Host, address.as_str(), 9121),
        (9121, PortScope::Internal, "redis", 9121),
    ];
    assert_eq!(shown, wanted);
    assert!(outcome.warnings.is_empty());
}

#[test]
fn a_public_port_without_a_public_address_is_a_warning() {
    let outcome = Bench::new().deploy(&full()).expect("deployed");
    assert_eq!(outcome.warnings.len(), 1);
    assert_eq!(outcome.warnings[0].code.0, "W0003");
    assert!(outcome.warnings[0].hint.contains("publicAddress"));
    assert_eq!(outcome.endpoints.iter().filter(|e| e.container_port == 6379).count(), 3);
}

/// A run with nothing to do costs one request for all containers and two for each, for its state and its image.
#[test]
fn an_unchanged_second_run_over_twenty_containers_makes_two_requests_for_each() {
    let bench = Bench::new();
    let wanted: Vec<Container> =
        (0..20).map(|n| Container { name: format!("app{n}"), ..full() }).collect();
    let run = || {
        let host = bench.host();
        let done = wanted.iter().map(|c| action(&now(host.reconcile(c))));
        done.collect::<Vec<_>>()
    };
    assert_eq!(run(), vec![Ok(Action::Created); 20]);
    let steps = bench.recorder.steps().len();
    let (done, requests) = bench.requests_of(run);
    assert_eq!(done, vec![Ok(Action::Unchanged); 20]);
    let of_each = [EngineOperation::Inspect, EngineOperation::FindImage];
    let questions = std::iter::once(EngineOperation::List).chain(of_each.repeat(20));
    assert_eq!(requests, questions.collect::<Vec<_>>());
    assert_eq!(bench.recorder.steps().len(), steps, "and nothing to write down");
    assert_eq!(bench.recorder.events("app7").last(), Some(&Event::Unchanged), "but it says so");
}

#[test]
fn every_change_replaces_and_says_what_differs() {
    type Change = (&'static str, fn(&mut Container));
    let changes: [Change; 7] = [
        ("image", |c| c.image = "redis:8".into()),
        ("commands", |c| c.commands = vec!["other".into()]),
        ("env.PASSWORD", |c| c.env[0].value = "swordfish".into()),
        ("port.9121/tcp", |c| c.ports[1].scope = PortScope::Cloud),
        ("privileged", |c| c.privileged = false),
        ("restart", |c| c.restart = Restart::No),
        ("volume./etc/redis", |c| drop(c.volumes.pop())),
    ];
    for (field, change) in changes {
        let bench = Bench::new();
        bench.deploy(&full()).expect("deployed");
        let before = bench.find("shop-Redis");
        let mut changed = full();
        change(&mut changed);
        let Action::Replaced { differences, .. } = bench.deploy(&changed).expect("deployed").action
        else {
            panic!("{field} was not noticed");
        };
        let fields: Vec<_> = differences.iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, [field]);
        assert!(!format!("{differences:?}").contains("swordfish"), "secrets are masked");
        let after = bench.find("shop-Redis");
        assert_ne!(before.id, after.id);
        assert_eq!(bench.states(), [("shop-Redis".into(), ContainerState::Running)]);
        assert_eq!(action(&bench.deploy(&changed)), Ok(Action::Unchanged), "{field}");
    }
}

#[test]
fn the_order_of_variables_and_ports_changes_nothing() {
    let bench = Bench::new();
    bench.deploy(&full()).expect("deployed");
    let mut same = full();
    same.env.reverse();
    same.volumes.reverse();
    assert_eq!(action(&bench.deploy(&same)), Ok(Action::Unchanged));
}

#[test]
fn a_stopped_container_is_started() {
    let bench = Bench::new();
    bench.deploy(&full()).expect("deployed");
    let id = bench.find("shop-Redis").id;
    now(bench.engine().stop("shop-Redis", None)).expect("stopped");
    let outcome = bench.deploy(&full()).expect("deployed");
    assert_eq!(outcome.action, Action::Started);
    assert_eq!(outcome.endpoints.len(), 5, "with its addresses");
    assert_eq!(bench.find("shop-Redis").id, id);
}

#[test]
fn temporary_volumes_are_removed_with_their_container() {
    let bench = Bench::new();
    let volumes = || {
        let found = now(bench.engine().volumes(&LabelFilter::any())).expect("a list");
        found.into_iter().map(|v| v.name).collect::<Vec<_>>()
    };
    bench.deploy(&full()).expect("deployed");
    assert_eq!(volumes(), ["shop-Redis-data"]);
    bench.deploy(&Container { privileged: false, ..full() }).expect("replaced");
    assert_eq!(volumes(), ["shop-Redis-data-2"], "a new container has a new volume");
    bench.deploy(&full()).expect("replaced");
    assert_eq!(volumes(), ["shop-Redis-data"]);
    assert!(now(bench.host().remove("Redis")).expect("removed"));
    assert_eq!(volumes(), [""; 0]);
    assert!(bench.all().is_empty());
    assert!(!now(bench.host().remove("Redis")).expect("nothing there"));
}

#[test]
fn every_change_is_journaled_before_and_after() {
    let bench = Bench::new();
    bench.deploy(&full()).expect("deployed");
    bench.deploy(&Container { privileged: false, ..full() }).expect("replaced");
    now(bench.host().remove("Redis")).expect("removed");
    let mut open = None;
    let mut kinds = Vec::new();
    for step in bench.recorder.steps() {
        match step {
            JournalEntry::Before(change) => {
                assert!(open.is_none(), "one at a time");
                open = Some(change);
            }
            JournalEntry::After(change) => {
                assert_eq!(open.take().as_ref(), Some(&change));
                kinds.push(change.kind);
            }
            JournalEntry::Deployed { deployed, .. } => assert_eq!(deployed.application, "Redis"),
            other => panic!("nothing failed, but: {other:?}"),
        }
    }
    use ChangeKind::{
        Create, CreateNetwork, CreateVolume, Remove, RemoveNetwork, RemoveVolume, Rename, Start,
        Stop,
    };
    // The engine chooses free addresses for a network that is removed again; then the network is created with these.
    let first = [CreateNetwork, RemoveNetwork, CreateNetwork, CreateVolume, Create, Start];
    let second = [Rename, CreateVolume, Create, Stop, Start, Stop, Remove, RemoveVolume];
    let third = [Stop, Remove, RemoveVolume];
    assert_eq!(kinds, [&first[..], &second, &third].concat());
}

#[test]
fn pull_policies_are_followed() {
    use crate::hosts::PullPolicy::{Always, Missing, Never};
    let pulls = |requests: &[EngineOperation]| {
        requests.iter().filter(|r| **r == EngineOperation::Pull).count()
    };
    let with = |pull_policy| Container { pull_policy, ..container("redis") };

    let bench = Bench::new();
    assert_eq!(action(&bench.deploy(&with(Never))), Err("E0503"));
    assert!(bench.all().is_empty());
    let (done, requests) = bench.requests_of(|| bench.deploy(&with(Missing)));
    assert_eq!((action(&done), pulls(&requests)), (Ok(Action::Created), 1));
    let (done, requests) = bench.requests_of(|| bench.deploy(&with(Always)));
    assert_eq!((action(&done), pulls(&requests)), (Ok(Action::Unchanged), 1), "the same image");
    let news = ImageScript { stdout: "version 2\n".into(), ..ImageScript::default() };
    bench.engine().offer_image("redis:7", news);
    assert_eq!(action(&bench.deploy(&with(Missing))), Ok(Action::Unchanged));
    let done = bench.deploy(&with(Always));
    assert!(
        matches!(action(&done), Ok(Action::Replaced { .. })),
        "the image behind the name changed"
    );
    assert_eq!(action(&bench.deploy(&with(Always))), Ok(Action::Unchanged));
}

#[test]
fn a_change_of_the_hosts_addresses_needs_no_new_container() {
    let mut bench = Bench::new();
    let web = serving("web", 80, PortScope::Public);
    bench.deploy(&web).expect("deployed");
    bench.settings.public_address = Some("203.0.113.7".into());
    let outcome = bench.deploy(&web).expect("deployed");
    assert_eq!((outcome.action, outcome.endpoints.len()), (Action::Unchanged, 4));
    let recorded = bench.recorder.steps();
    let Some(JournalEntry::Deployed { deployed, .. }) = recorded.last() else {
        panic!("it is recorded")
    };
    assert_eq!(deployed.endpoints.len(), 4);
    bench.settings.bind_address = IpAddr::from([0, 0, 0, 0]);
    assert!(matches!(action(&bench.deploy(&web)), Ok(Action::Replaced { .. })));
}

#[test]
fn asking_whether_it_is_current_changes_nothing() {
    use EngineOperation::{FindImage, Inspect, List};
    let bench = Bench::new();
    let ask = |c: &Container| now(bench.host().plan(c)).expect("an answer") == Action::Unchanged;
    assert!(!ask(&full()));
    bench.deploy(&full()).expect("deployed");
    assert!(ask(&full()) && !ask(&Container { privileged: false, ..full() }));
    let (_, requests) = bench.requests_of(|| ask(&full()));
    assert_eq!(requests, [List, Inspect, FindImage]);
    let (_, requests) = bench.requests_of(|| {
        let host = bench.host();
        now(host.plan(&full())).expect("an answer");
        now(host.reconcile(&full())).expect("unchanged");
    });
    assert_eq!(requests, [List, Inspect, FindImage], "what was asked is not asked again at once");
}

#[test]
fn an_address_outlives_replacements_and_is_not_given_twice() {
    let bench = Bench::new();
    let host_address = |outcome: &Reconciled| {
        let near = outcome.endpoints.iter().find(|e| e.scope == PortScope::Host);
        near.expect("an endpoint on the same server").address.clone()
    };
    let first = host_address(&bench.deploy(&full()).expect("deployed"));
    let mut other = full();
    other.name = "Other".into();
    let second = host_address(&bench.deploy(&other).expect("deployed"));
    assert_ne!(first, second);

    let mut changed = full();
    changed.commands = vec!["redis-server".into()];
    let replaced = bench.deploy(&changed).expect("deployed");
    assert!(matches!(replaced.action, Action::Replaced { .. }));
    assert_eq!(host_address(&replaced), first);
    // A new run finds the addresses in the labels alone.
    let mut again = full();
    again.commands = vec!["redis-server".into(), "--save".into()];
    let later = bench.deploy(&again).expect("deployed");
    assert_eq!(host_address(&later), first);
}

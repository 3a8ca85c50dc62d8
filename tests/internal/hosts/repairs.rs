//! Containers that somebody paused, changed, disconnected or broke: a plan says so, a run puts it right.

use std::collections::BTreeSet;

use crate::engine::simulated::{EngineOperation, ImageScript, InjectedFault};
use crate::engine::{
    ContainerState, ContainerSummary, Engine, EngineErrorKind, HealthState, LabelFilter,
    ResourceLimits, Restart,
};
use crate::hosts::{
    Action, ChangeKind, Container, ContainerHost, Event, ImageVolume, JournalEntry, PortScope,
    Recorded, Volume, VolumeMount,
};

use super::bench::{Bench, action, container, now, serving};

/// The container of most of these tests.
fn web() -> Container {
    Container {
        memory: Some(64 << 20),
        cpus: Some(0.5),
        restart: Restart::OnFailure(None),
        ..serving("web", 80, PortScope::Cloud)
    }
}

fn deployed() -> Bench {
    let bench = Bench::new();
    bench.deploy(&web()).expect("deployed");
    bench
}

fn found(bench: &Bench) -> ContainerSummary {
    bench.find("shop-web")
}

/// A plan announces the action, a run takes it, and the next run finds nothing to do. Returns the repairs in words.
fn repaired(bench: &Bench, container: &Container) -> Vec<String> {
    let id = found(bench).id;
    let planned = now(bench.host().plan(container)).expect("planned");
    let done = bench.deploy(container).expect("repaired");
    assert_eq!(planned, done.action, "a plan says what a run does");
    assert_eq!(found(bench).id, id, "it is the same container");
    assert_eq!(found(bench).state, ContainerState::Running);
    assert_eq!(done.endpoints.len(), 3, "with its addresses");
    assert_eq!(action(&bench.deploy(container)), Ok(Action::Unchanged));
    match done.action {
        Action::Repaired { repairs } => repairs.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_paused_container_is_resumed() {
    let bench = deployed();
    now(bench.engine().pause("shop-web")).expect("paused");
    assert_eq!(repaired(&bench, &web()), ["paused"]);
    assert_eq!(bench.recorder.events("web").last(), Some(&Event::Unchanged));
    assert!(bench.recorder.events("web").contains(&Event::Repaired));
}

#[test]
fn a_disconnected_container_is_connected_with_its_name_and_address() {
    let bench = deployed();
    let address = found(&bench).address_on("murano-shop");
    now(bench.engine().disconnect("murano-shop", "shop-web")).expect("disconnected");
    assert_eq!(repaired(&bench, &web()), ["not on its network"]);
    assert_eq!(found(&bench).address_on("murano-shop"), address);
    let aliases = now(bench.engine().inspect("shop-web")).expect("it is there").aliases;
    assert_eq!(aliases["murano-shop"], ["web"]);
}

#[test]
fn a_container_without_its_dns_name_gets_it_back() {
    let bench = deployed();
    now(bench.engine().disconnect("murano-shop", "shop-web")).expect("disconnected");
    let nameless = crate::engine::NetworkConnection {
        network: "murano-shop".into(),
        container: "shop-web".into(),
        ..Default::default()
    };
    now(bench.engine().connect(&nameless)).expect("connected by hand");
    assert_eq!(repaired(&bench, &web()), ["not on its network"]);
}

#[test]
fn limits_and_policy_changed_by_hand_are_set_back() {
    let changes = [
        ("memory", ResourceLimits { memory: Some(128 << 20), restart: web().restart, cpus: None }),
        ("cpus", ResourceLimits { cpus: Some(2.0), restart: web().restart, memory: None }),
        ("restart", ResourceLimits { restart: Restart::Always, ..ResourceLimits::default() }),
    ];
    for (field, limits) in changes {
        let bench = deployed();
        now(bench.engine().update("shop-web", &limits)).expect("changed by hand");
        let Ok(Action::Repaired { repairs }) = now(bench.host().plan(&web())) else {
            panic!("{field} was not noticed")
        };
        let fields: Vec<_> = repairs[0].differences().iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, [field]);
        assert_eq!(repaired(&bench, &web()), ["changed by hand"]);
        let limits = now(bench.engine().inspect("shop-web")).expect("it is there").limits;
        assert_eq!(
            (limits.memory, limits.cpus, limits.restart),
            (web().memory, web().cpus, web().restart)
        );
    }
}

/// An engine cannot take a limit away from a container.
#[test]
fn a_limit_that_no_program_asked_for_needs_a_new_container() {
    let bench = Bench::new();
    bench.deploy(&container("web")).expect("deployed");
    let limit = ResourceLimits { memory: Some(64 << 20), ..ResourceLimits::default() };
    now(bench.engine().update("shop-web", &limit)).expect("limited by hand");
    let done = bench.deploy(&container("web")).expect("replaced");
    let Action::Replaced { differences, .. } = done.action else { panic!("{:?}", done.action) };
    assert_eq!(differences[0].to_string(), "memory: 67108864 (removed)");
    assert_eq!(action(&bench.deploy(&container("web"))), Ok(Action::Unchanged));
}

#[test]
fn an_unhealthy_container_is_restarted_and_one_that_starts_is_waited_for() {
    let bench = Bench::new();
    let checked = ImageScript { has_healthcheck: true, ..ImageScript::default() };
    bench.engine().add_image("redis:7", checked);
    bench.deploy(&web()).expect("deployed");
    bench.engine().set_health("shop-web", HealthState::Starting);
    assert_eq!(now(bench.host().plan(&web())), Ok(Action::Unchanged));
    assert_eq!(action(&bench.deploy(&web())), Ok(Action::Unchanged));
    bench.engine().set_health("shop-web", HealthState::Unhealthy);
    assert_eq!(repaired(&bench, &web()), ["unhealthy"]);
}

#[test]
fn a_container_that_exits_again_and_again_is_restarted() {
    let bench = deployed();
    bench.engine().crash("shop-web", 1);
    assert_eq!(found(&bench).state, ContainerState::Restarting);
    assert_eq!(repaired(&bench, &web()), ["exiting again and again"]);
}

#[test]
fn several_repairs_are_made_in_one_run() {
    let bench = deployed();
    now(bench.engine().disconnect("murano-shop", "shop-web")).expect("disconnected");
    let always = ResourceLimits { restart: Restart::Always, ..ResourceLimits::default() };
    now(bench.engine().update("shop-web", &always)).expect("changed by hand");
    now(bench.engine().stop("shop-web", None)).expect("stopped");
    assert_eq!(repaired(&bench, &web()), ["not on its network", "changed by hand", "not running"]);
}

#[test]
fn dead_and_vanishing_containers_are_created_anew() {
    for state in [ContainerState::Dead, ContainerState::Removing] {
        let bench = deployed();
        bench.engine().force_state("shop-web", state);
        let done = bench.deploy(&web()).expect("created anew");
        let Action::Replaced { differences, .. } = done.action else { panic!("{:?}", done.action) };
        assert_eq!(differences[0].to_string(), format!("state: {} -> running", state.name()));
        assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Running)]);
    }
}

#[test]
fn an_image_built_anew_replaces_the_container() {
    let bench = deployed();
    let rebuilt = ImageScript { stdout: "new".into(), ..ImageScript::default() };
    bench.engine().add_image("redis:7", rebuilt);
    let Ok(Action::Replaced { differences, .. }) = now(bench.host().plan(&web())) else {
        panic!("not noticed")
    };
    assert_eq!(differences[0].field, "image");
    assert!(differences[0].to_string().contains("redis:7 ("), "{}", differences[0]);
    let old = found(&bench).id;
    assert!(matches!(action(&bench.deploy(&web())), Ok(Action::Replaced { .. })));
    assert_ne!(found(&bench).id, old);
    assert_eq!(action(&bench.deploy(&web())), Ok(Action::Unchanged));
}

/// The engine was killed while it started the container, and refuses to start it for ever.
#[test]
fn a_container_that_cannot_be_started_any_more_is_created_anew() {
    let bench = deployed();
    now(bench.engine().stop("shop-web", None)).expect("stopped");
    bench.engine().force_state("shop-web", ContainerState::Created);
    bench.engine().fail(InjectedFault::new(EngineOperation::Start, 1, EngineErrorKind::Other));
    let id = found(&bench).id;
    assert_eq!(action(&bench.deploy(&web())), Ok(Action::Created), "it never ran");
    assert_ne!(found(&bench).id, id);

    now(bench.engine().stop("shop-web", None)).expect("stopped");
    bench.engine().fail(InjectedFault::new(EngineOperation::Start, 1, EngineErrorKind::Other));
    let id = found(&bench).id;
    assert!(matches!(action(&bench.deploy(&web())), Ok(Action::Replaced { .. })));
    assert_ne!(found(&bench).id, id);
}

#[test]
fn a_repair_that_the_engine_refuses_ends_with_a_new_container() {
    for operation in [EngineOperation::Unpause, EngineOperation::Connect, EngineOperation::Update] {
        let bench = deployed();
        match operation {
            EngineOperation::Unpause => now(bench.engine().pause("shop-web")).expect("paused"),
            EngineOperation::Connect => {
                now(bench.engine().disconnect("murano-shop", "shop-web")).expect("disconnected");
            }
            _ => {
                let always =
                    ResourceLimits { restart: Restart::Always, ..ResourceLimits::default() };
                now(bench.engine().update("shop-web", &always)).expect("changed");
            }
        }
        bench.engine().fail(InjectedFault::new(operation, 1, EngineErrorKind::Other));
        let done = action(&bench.deploy(&web()));
        assert!(matches!(done, Ok(Action::Replaced { .. })), "{operation:?}: {done:?}");
        assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Running)]);
        assert_eq!(action(&bench.deploy(&web())), Ok(Action::Unchanged));
    }
}

/// A replacement that fails leaves a paused container as it was.
#[test]
fn a_paused_container_survives_a_failed_replacement() {
    let bench = deployed();
    now(bench.engine().pause("shop-web")).expect("paused");
    let wrong = Container { memory: Some(1), ..web() };
    let error = bench.deploy(&wrong).expect_err("too little memory");
    assert!(error.hints().iter().any(|hint| hint.contains("restored")), "{:?}", error.hints());
    assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Paused)]);
}

/// An earlier command was ended while the engine stopped the container: it still runs, but not for long.
#[test]
fn a_container_that_is_being_stopped_is_stopped_and_started() {
    let bench = deployed();
    let recorded = || Recorded {
        being_stopped: BTreeSet::from(["shop-web".to_owned()]),
        ..Recorded::default()
    };
    let host = bench.host_with(recorded());
    let Ok(Action::Repaired { repairs }) = now(host.plan(&web())) else { panic!("not noticed") };
    assert_eq!(repairs[0].to_string(), "being stopped by an earlier command");
    let steps = bench.recorder.steps().len();
    let done = now(host.reconcile(&web())).expect("restarted");
    assert!(matches!(done.action, Action::Repaired { .. }), "{:?}", done.action);
    let made: Vec<ChangeKind> = bench.recorder.steps()[steps..]
        .iter()
        .filter_map(|step| match step {
            JournalEntry::After(change) => Some(change.kind),
            _ => None,
        })
        .collect();
    assert_eq!(made, [ChangeKind::Stop, ChangeKind::Start], "the stop is waited for");
    assert_eq!(action(&now(host.reconcile(&web()))), Ok(Action::Unchanged), "once is enough");
}

fn with_volume() -> Bench {
    let bench = Bench::new();
    let image = ImageScript { volumes: vec!["/data".into()], ..ImageScript::default() };
    bench.engine().add_image("redis:7", image);
    bench.deploy(&web()).expect("deployed");
    bench
}

fn volumes(bench: &Bench) -> Vec<String> {
    let found = now(bench.engine().volumes(&LabelFilter::any())).expect("a list");
    found.into_iter().map(|volume| volume.name).collect()
}

#[test]
fn a_replacement_takes_over_the_volumes_of_the_image() {
    let bench = with_volume();
    let before = volumes(&bench);
    assert_eq!(before.len(), 1);
    for commands in ["a", "b", "c"] {
        let changed = Container { commands: vec![commands.into()], ..web() };
        let done = bench.deploy(&changed).expect("replaced");
        let Action::Replaced { volumes: fates, .. } = done.action else {
            panic!("{:?}", done.action)
        };
        assert_eq!(fates, [ImageVolume { path: "/data".into(), kept: true }]);
        assert_eq!(volumes(&bench), before, "the same data");
        let found = now(bench.engine().inspect("shop-web")).expect("it is there");
        assert_eq!(found.anonymous_volumes[0].name, before[0]);
    }
    assert!(now(bench.host().remove("web")).expect("removed"));
    assert_eq!(volumes(&bench), [""; 0], "it goes with the last container");
}

#[test]
fn what_the_program_mounts_takes_the_place_of_a_volume_of_the_image() {
    let bench = with_volume();
    let mount = VolumeMount { path: "/data/".into(), volume: Volume::Temp { name: "own".into() } };
    let changed = Container { volumes: vec![mount], ..web() };
    let done = bench.deploy(&changed).expect("replaced");
    let Action::Replaced { volumes: fates, .. } = done.action else { panic!("{:?}", done.action) };
    assert_eq!(fates, [ImageVolume { path: "/data".into(), kept: false }]);
    assert!(volumes(&bench).contains(&"shop-web-own".to_owned()));
}

#[test]
fn a_failed_replacement_leaves_the_volume_to_the_previous_container() {
    let bench = with_volume();
    let before = volumes(&bench);
    bench.deploy(&Container { memory: Some(1), ..web() }).expect_err("too little memory");
    assert_eq!(volumes(&bench), before);
    assert_eq!(action(&bench.deploy(&web())), Ok(Action::Unchanged));
}

#[test]
fn other_spellings_of_an_image_change_nothing() {
    let bench = Bench::new();
    let of = |image: &str| Container { image: image.into(), ..container("web") };
    bench.deploy(&of("redis")).expect("deployed");
    for image in ["redis:latest", "docker.io/library/redis", "docker.io/library/redis:latest"] {
        assert_eq!(now(bench.host().plan(&of(image))), Ok(Action::Unchanged), "{image}");
        assert_eq!(action(&bench.deploy(&of(image))), Ok(Action::Unchanged), "{image}");
    }
    assert!(matches!(action(&bench.deploy(&of("redis:7"))), Ok(Action::Replaced { .. })));
}

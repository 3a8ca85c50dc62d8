//! Each kind of failure has its code, reason and hint, and does not stop running containers.

use std::time::Duration;

use crate::engine::simulated::{Behaviour, EngineOperation, ImageScript, InjectedFault};
use crate::engine::{
    ContainerSpec, ContainerState, Engine, EngineErrorKind, FileContent, HealthState, NetworkSpec,
    Restart, VolumeSpec,
};
use crate::hosts::{
    Action, Container, ContainerHost, Event, HostError, PortScope, Volume, VolumeMount,
};

use super::bench::{Bench, action, container, now, serving, var};

fn with_image(image: &str) -> Container {
    Container { image: image.into(), ..serving("web", 80, PortScope::Cloud) }
}

fn script(bench: &Bench, image: &str, script: ImageScript) -> Container {
    bench.engine().add_image(image, script);
    with_image(image)
}

fn exits(bench: &Bench, code: i64) -> Container {
    let told = ImageScript {
        behaviour: Behaviour::Exits(code),
        stdout: "starting\nthe password is hunter2\n".into(),
        stderr: "no such table\n".into(),
        ..ImageScript::default()
    };
    Container { env: vec![var("DB_PASSWORD", "hunter2")], ..script(bench, "broken", told) }
}

#[test]
fn a_container_that_ends_at_once_shows_code_and_last_lines() {
    let bench = Bench::new();
    let error = bench.deploy(&exits(&bench, 3)).expect_err("it ended");
    assert_eq!(error.code().0, "E0505");
    assert_eq!(error.to_string(), "`web` exited instead of running, with exit code 3");
    assert_eq!(error.log_lines(), ["starting", "the password is ***", "no such table"]);
    assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Exited)], "kept for its logs");
    assert!(bench.find("shop-web").labels.contains_key("io.murano.hash"));
}

/// Values are masked for what they look like, whatever the variables are called.
#[test]
fn log_excerpts_and_health_checks_mask_secret_values() {
    let bench = Bench::new();
    let told = ImageScript {
        behaviour: Behaviour::Exits(1),
        stdout: "connect postgres://shop:tops3cret@db as shop\nsession 8c1f-9e2d-77aa\n\
                 token from-argument\nkey line number one\nmode production\n"
            .into(),
        ..ImageScript::default()
    };
    let container = Container {
        env: vec![
            var("URL", "postgres://shop:tops3cret@db"),
            var("SESSION", "8c1f-9e2d-77aa"),
            var("MODE", "production"),
        ],
        commands: ["serve", "--token", "from-argument"].map(str::to_owned).to_vec(),
        files: vec![FileContent {
            path: "/run/key".into(),
            content: b"key line number one\n".to_vec(),
            mode: 0o600,
        }],
        ..script(&bench, "leaking", told)
    };
    let error = bench.deploy(&container).expect_err("it ended");
    let expected = [
        "connect postgres://shop:***@db as shop",
        "session ***",
        "token ***",
        "***",
        "mode production",
    ];
    assert_eq!(error.log_lines(), expected);
}

#[test]
fn a_container_in_a_restart_loop_is_stopped() {
    let bench = Bench::new();
    let looping = Container { restart: Restart::Always, ..exits(&bench, 1) };
    let error = bench.deploy(&looping).expect_err("it ended");
    assert!(matches!(error, HostError::Exited { restarting: true, .. }), "{error:?}");
    assert_eq!(bench.find("shop-web").state, ContainerState::Exited);
}

#[test]
fn a_health_check_is_waited_for() {
    let bench = Bench::new();
    let slow = ImageScript { has_healthcheck: true, inspections: 3, ..ImageScript::default() };
    let web = script(&bench, "slow", slow);
    assert_eq!(action(&bench.deploy(&web)), Ok(Action::Created));
    assert_eq!(bench.find("shop-web").health, HealthState::Healthy);
    assert!(bench.recorder.events("web").contains(&Event::WaitingForHealth));
}

#[test]
fn an_unhealthy_container_differs_from_one_that_keeps_starting() {
    let bench = Bench::new();
    let sick = ImageScript {
        has_healthcheck: true,
        inspections: 1,
        verdict: Some(HealthState::Unhealthy),
        ..ImageScript::default()
    };
    let error = bench.deploy(&script(&bench, "sick", sick)).expect_err("unhealthy");
    assert_eq!(error.code().0, "E0506");

    let bench = Bench::new();
    let silent =
        ImageScript { has_healthcheck: true, inspections: usize::MAX, ..ImageScript::default() };
    let limit = Some(Duration::from_secs(7));
    let web = Container { start_limit: limit, ..script(&bench, "silent", silent) };
    let error = bench.deploy(&web).expect_err("too slow");
    assert_eq!(error.code().0, "E0512");
    assert!(error.to_string().contains("7 s") && error.hints()[0].contains("startTimeout"));
}

#[test]
fn a_missing_image_changes_nothing() {
    let bench = Bench::new();
    bench.deploy(&with_image("redis:7")).expect("deployed");
    let before = bench.all();
    bench.engine().lose_image("redis:99");
    let error = bench.deploy(&with_image("redis:99")).expect_err("no image");
    assert_eq!(error.code().0, "E0503");
    assert!(error.hints()[0].contains("redis:99"));
    assert_eq!(bench.all(), before, "the previous one was never touched");
}

#[test]
fn foreign_things_are_never_touched() {
    let bench = Bench::new();
    now(bench.engine().pull("postgres", None, &|_| {})).expect("pulled");
    let foreign = |name: &str| {
        let spec =
            ContainerSpec { name: name.into(), image: "postgres".into(), ..Default::default() };
        now(bench.engine().create(&spec)).expect("created");
        now(bench.engine().start(name)).expect("started");
    };
    foreign("shop-web");
    let before = bench.all();
    let error = bench.deploy(&with_image("redis:7")).expect_err("taken");
    assert_eq!(error.code().0, "E0504");
    assert!(
        error.hints().iter().any(|hint| hint.contains("never changed or removed")),
        "{:?}",
        error.hints()
    );
    assert_eq!(bench.all(), before);
    assert!(!now(bench.host().remove("web")).expect("not ours"));
    assert_eq!(bench.all(), before);
}

#[test]
fn a_replacement_blocked_by_a_foreign_name_keeps_the_container() {
    let bench = Bench::new();
    bench.deploy(&with_image("redis:7")).expect("deployed");
    let spec = ContainerSpec {
        name: "shop-web.former".into(),
        image: "redis:7".into(),
        ..Default::default()
    };
    now(bench.engine().create(&spec)).expect("created");
    let before = bench.all();
    let error = bench.deploy(&with_image("redis:8")).expect_err("taken");
    assert_eq!(error.code().0, "E0504");
    assert_eq!(bench.all(), before);
}

#[test]
fn a_foreign_network_or_volume_is_not_used() {
    let bench = Bench::new();
    let spec = NetworkSpec { name: "murano-shop".into(), ..Default::default() };
    now(bench.engine().ensure_network(&spec)).expect("made");
    assert_eq!(action(&bench.deploy(&container("a"))), Err("E0504"));

    let bench = Bench::new();
    let spec = VolumeSpec { name: "shop-a-data".into(), ..Default::default() };
    now(bench.engine().ensure_volume(&spec)).expect("made");
    let data = VolumeMount { path: "/d".into(), volume: Volume::Temp { name: "data".into() } };
    let error = bench.deploy(&Container { volumes: vec![data], ..container("a") });
    assert_eq!(action(&error), Err("E0504"));
    assert!(bench.all().is_empty());
}

/// Whatever is wrong with the new container, the previous one runs again under its name, with its
/// port.
#[test]
fn a_replacement_that_fails_restores_the_previous_one() {
    type Bad = (&'static str, fn(&Bench) -> Container);
    let bad: [Bad; 4] = [
        ("E0505", |b| exits(b, 1)),
        ("E0502", |b| {
            let told = ImageScript { behaviour: Behaviour::CannotRun, ..ImageScript::default() };
            script(b, "impossible", told)
        }),
        ("E0506", |b| {
            let sick = ImageScript {
                has_healthcheck: true,
                verdict: Some(HealthState::Unhealthy),
                ..ImageScript::default()
            };
            script(b, "sick", sick)
        }),
        ("E0502", |_| Container { memory: Some(1), ..with_image("redis:7") }),
    ];
    for (code, make) in bad {
        let bench = Bench::new();
        let good = with_image("redis:7");
        bench.deploy(&good).expect("deployed");
        let before = bench.find("shop-web");
        let error = bench.deploy(&make(&bench)).expect_err("it cannot work");
        assert_eq!(error.code().0, code, "{error}");
        let last = error.hints().pop().unwrap_or_default();
        assert!(last.contains("restored"), "{last}");
        assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Running)], "{code}");
        let after = bench.find("shop-web");
        assert_eq!((&after.id, &after.ports), (&before.id, &before.ports));
        assert_eq!(action(&bench.deploy(&good)), Ok(Action::Unchanged));
    }
}

#[test]
fn a_failed_restoration_names_the_previous_container() {
    let bench = Bench::new();
    bench.deploy(&with_image("redis:7")).expect("deployed");
    let id = bench.find("shop-web").id;
    bench.engine().fail(InjectedFault::new(EngineOperation::Rename, 2, EngineErrorKind::Other));
    let error = bench.deploy(&exits(&bench, 1)).expect_err("it ended");
    assert!(
        error.hints().iter().any(|hint| hint.contains("shop-web.former")),
        "{:?}",
        error.hints()
    );
    assert_eq!(bench.find("shop-web.former").id, id);
    assert_eq!(action(&bench.deploy(&with_image("redis:7"))), Ok(Action::Started));
    assert_eq!(bench.find("shop-web").id, id);
}

#[test]
fn an_unreachable_engine_is_reported_before_any_change() {
    let bench = Bench::new();
    bench.engine().fail(InjectedFault::new(EngineOperation::List, 1, EngineErrorKind::Unreachable));
    let host = bench.host();
    let error = now(host.connect()).expect_err("down");
    assert_eq!(error.code().0, "E0501");
    assert!(error.to_string().contains("simulated://test"), "{error}");
    now(host.connect()).expect("asked again, it is tried again");
}

#[test]
fn two_applications_of_one_name_are_refused_before_they_replace_each_other() {
    let bench = Bench::new();
    let host = bench.host();
    host.claim("a", "object 1").expect("free");
    now(host.reconcile(&container("a"))).expect("deployed");
    host.claim("a", "object 1").expect("its own again");
    let error = host.claim("a", "object 2").expect_err("clash");
    assert!(matches!(error, HostError::NameClash { .. }), "{error:?}");
}

#[test]
fn invalid_specifications_are_refused_at_once() {
    let bench = Bench::new();
    let (done, requests) = bench.requests_of(|| bench.deploy(&container("a/b")));
    assert_eq!((action(&done), requests.len()), (Err("E0307"), 0));
}

#[test]
fn an_interrupt_leaves_nothing_half_done() {
    let bench = Bench::new();
    bench.interrupt.set();
    assert_eq!(action(&bench.deploy(&container("a"))), Err("E0605"));
    assert!(bench.all().is_empty());

    let bench = Bench::new();
    bench.deploy(&with_image("redis:7")).expect("deployed");
    let id = bench.find("shop-web").id;
    let slow = ImageScript { has_healthcheck: true, inspections: 9, ..ImageScript::default() };
    let changed = script(&bench, "slow", slow);
    *bench.recorder.interrupt_at.lock().expect("no panic") =
        Some((Event::WaitingForHealth, bench.interrupt.clone()));
    assert_eq!(action(&bench.deploy(&changed)), Err("E0605"));
    assert_eq!(bench.states(), [("shop-web".into(), ContainerState::Running)]);
    assert_eq!(bench.find("shop-web").id, id, "the previous one");
}

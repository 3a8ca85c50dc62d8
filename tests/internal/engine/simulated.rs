//! What only the simulated engine has: immediate answers, faults, delays, scripted images.

use std::time::Duration;

use crate::engine::simulated::{Behaviour, EngineOperation, ImageScript, InjectedFault, Simulated};
use crate::engine::{
    ContainerSpec, ContainerState, Engine, EngineError, EngineErrorKind, EventAction, HealthCheck,
    HealthState, HostPort, LabelFilter, LogChunk, LogQuery, LogSource, Network, NetworkSpec,
    PortSpec, Protocol, Removal, Reply,
};
use futures_util::{FutureExt, StreamExt};

use super::fixture::{LOOPBACK, kind, runtime, words};

/// The answer of a future that must be ready at the first poll.
fn now<T>(reply: Reply<'_, T>) -> Result<T, EngineError> {
    reply.now_or_never().expect("ready at the first poll")
}

fn spec(name: &str) -> ContainerSpec {
    ContainerSpec { name: name.to_owned(), image: "app".to_owned(), ..ContainerSpec::default() }
}

fn engine() -> Simulated {
    let engine = Simulated::new("test");
    engine.add_image("app", ImageScript::default());
    engine
}

#[test]
fn answers_need_no_runtime() {
    let engine = engine();
    let network = NetworkSpec { name: "net".to_owned(), ..NetworkSpec::default() };
    now(engine.ensure_network(&network)).expect("made");
    let checked = ContainerSpec {
        network: Network::Named { name: "net".to_owned(), aliases: Vec::new(), address: None },
        healthcheck: Some(HealthCheck { test: words("CMD-SHELL curl"), ..HealthCheck::default() }),
        ..spec("web")
    };
    now(engine.create(&checked)).expect("created");
    now(engine.start("web")).expect("started");
    let found = now(engine.inspect("web")).expect("an answer");
    assert_eq!(found.health.state, HealthState::Healthy);
    assert_eq!(engine.address(), "simulated://test");
    assert_eq!(
        engine.requests(),
        [
            EngineOperation::EnsureNetwork,
            EngineOperation::Create,
            EngineOperation::Start,
            EngineOperation::Inspect
        ]
    );
    assert_eq!(engine.spec_of("web"), Some(checked));
}

#[test]
fn any_image_can_be_pulled_unless_marked_missing() {
    let engine = Simulated::new("test");
    engine.lose_image("gone");
    let pull = |image| now(engine.pull(image, None, &|_| {}));
    assert_eq!(now(engine.find_image("redis")).expect("an answer"), None);
    pull("redis").expect("pulled");
    let found = now(engine.find_image("docker.io/library/redis:latest")).expect("an answer");
    assert!(found.is_some());
    pull("redis").expect("pulled again");
    assert_eq!(now(engine.find_image("redis")).expect("an answer"), found);
    let newer = ImageScript { exposed: vec![(6379, Protocol::Tcp)], ..ImageScript::default() };
    engine.offer_image("redis", newer);
    pull("redis").expect("pulled");
    let newest = now(engine.find_image("redis")).expect("an answer").expect("an image");
    assert_ne!(Some(&newest), found.as_ref());
    assert_eq!(newest.exposed, [(6379, Protocol::Tcp)]);
    assert_eq!(kind(pull("gone:latest")), EngineErrorKind::NoSuchImage);
}

#[test]
fn the_nth_request_can_be_made_to_fail() {
    let engine = engine();
    engine.fail(InjectedFault::new(EngineOperation::Create, 2, EngineErrorKind::NoSpace));
    let lost = InjectedFault::new(EngineOperation::Create, 3, EngineErrorKind::ConnectionLost)
        .after_the_work();
    engine.fail(lost);
    now(engine.create(&spec("c1"))).expect("the first works");
    assert_eq!(kind(now(engine.create(&spec("c2")))), EngineErrorKind::NoSpace);
    assert_eq!(kind(now(engine.create(&spec("c3")))), EngineErrorKind::ConnectionLost);
    now(engine.create(&spec("c4"))).expect("the fourth works");
    let listed = now(engine.list(&LabelFilter::any())).expect("a list");
    let names: Vec<_> = listed.iter().map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["c1", "c3", "c4"], "what was lost on the way back was done");
}

#[test]
fn delays_take_time() {
    runtime().block_on(async {
        let engine = engine();
        engine.delay(EngineOperation::Version, || {
            tokio::time::sleep(Duration::from_millis(20)).boxed()
        });
        assert!(engine.version().now_or_never().is_none(), "not at once");
        engine.version().await.expect("but in time");
    });
}

#[test]
fn images_behave_as_configured() {
    let engine = engine();
    let check = HealthCheck { test: words("CMD anything"), ..HealthCheck::default() };
    engine.add_image(
        "app",
        ImageScript {
            verdict: Some(HealthState::Unhealthy),
            inspections: 2,
            commands: vec![(words("date"), crate::engine::ExecOutput::default())],
            ..ImageScript::default()
        },
    );
    let ill = ContainerSpec { healthcheck: Some(check), ..spec("ill") };
    now(engine.create(&ill)).expect("created");
    now(engine.start("ill")).expect("started");
    let state = || now(engine.inspect("ill")).expect("an answer").health.state;
    assert_eq!(state(), HealthState::Starting);
    assert_eq!(state(), HealthState::Unhealthy);
    engine.set_health("ill", HealthState::Healthy);
    assert_eq!(state(), HealthState::Healthy);
}

#[test]
fn containers_crash_and_write_as_configured() {
    let engine = engine();
    now(engine.create(&spec("app"))).expect("created");
    now(engine.start("app")).expect("started");
    let mut events = now(engine.events(&LabelFilter::any())).expect("events");
    let follow = LogQuery { follow: true, ..LogQuery::default() };
    let mut logs = now(engine.logs("app", follow)).expect("logs");
    engine.write("app", LogSource::Stderr, "oh\nno\n");
    engine.crash("app", 9);
    let piece = |text: &str| {
        Some(Some(Ok(LogChunk {
            source: LogSource::Stderr,
            time: None,
            bytes: text.as_bytes().to_vec(),
        })))
    };
    assert_eq!(logs.next().now_or_never(), piece("oh\n"));
    assert_eq!(logs.next().now_or_never(), piece("no\n"));
    assert_eq!(logs.next().now_or_never(), Some(None), "the end");
    let event = events.next().now_or_never().flatten().expect("an event").expect("no failure");
    assert_eq!((event.name.as_str(), event.action), ("app", EventAction::Died(Some(9))));
    assert!(events.next().now_or_never().is_none(), "nothing else happened");
    let found = now(engine.inspect("app")).expect("an answer").summary;
    assert_eq!((found.state, found.exit_code), (ContainerState::Exited, Some(9)));
}

#[test]
fn ports_of_all_addresses_and_of_one_exclude_each_other() {
    let engine = engine();
    let on = |name: &str, address, protocol| ContainerSpec {
        ports: vec![PortSpec {
            container_port: 80,
            protocol,
            host: Some(HostPort { address, port: 8080 }),
        }],
        ..spec(name)
    };
    let other = "127.0.0.2".parse().expect("an address");
    let outcome = |spec: &ContainerSpec| {
        now(engine.create(spec)).expect("created");
        now(engine.start(&spec.name)).map_err(|error| error.kind)
    };
    let taken = Err(EngineErrorKind::PortTaken { port: Some(8080) });
    assert_eq!(outcome(&on("one", Some(LOOPBACK), Protocol::Tcp)), Ok(()));
    assert_eq!(outcome(&on("same", Some(LOOPBACK), Protocol::Tcp)), taken);
    assert_eq!(outcome(&on("all", None, Protocol::Tcp)), taken);
    assert_eq!(outcome(&on("elsewhere", Some(other), Protocol::Tcp)), Ok(()));
    assert_eq!(outcome(&on("datagrams", None, Protocol::Udp)), Ok(()));
    now(engine.remove("one", Removal::Forced)).expect("removed");
    now(engine.start("same")).expect("the port is free again");
}

#[test]
fn behaviours_change_with_the_image() {
    let engine = engine();
    let exits = ImageScript { behaviour: Behaviour::Exits(2), ..ImageScript::default() };
    now(engine.create(&spec("before"))).expect("created");
    engine.add_image("app", exits);
    now(engine.create(&spec("after"))).expect("created");
    for name in ["before", "after"] {
        now(engine.start(name)).expect("started");
    }
    let state = |name| now(engine.inspect(name)).expect("an answer").summary.state;
    assert_eq!(state("before"), ContainerState::Running, "a container keeps its image");
    assert_eq!(state("after"), ContainerState::Exited);
}

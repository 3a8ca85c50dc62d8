//! Containers from their creation to their removal.

use std::time::Duration;

use crate::engine::simulated::Simulated;
use crate::engine::{
    ContainerState, EngineErrorKind, EventAction, HealthCheck, HealthState, LabelFilter, LogQuery,
    Removal, Restart, Snapshot,
};
use futures_util::StreamExt;

use crate::tests::engine::fixture::{Fixture, eventually, kind, words};

pub(crate) async fn a_container_is_created_started_stopped_and_removed(f: &Fixture) {
    let spec = f.sleeper("life");
    let id = f.engine.create(&spec).await.expect("created");
    let created = f.engine.inspect(&spec.name).await.expect("an answer");
    assert_eq!(created.summary.state, ContainerState::Created);
    assert_eq!(created.summary.id, id);
    assert_eq!(created.started_at, "");

    f.engine.start(&spec.name).await.expect("started");
    f.engine.start(&spec.name).await.expect("a second start changes nothing");
    let running = f.engine.inspect(&spec.name).await.expect("an answer");
    assert_eq!(running.summary.state, ContainerState::Running);
    assert_eq!(running.summary.exit_code, None);
    assert_ne!(running.started_at, "");

    f.engine.stop(&spec.name, Some(Duration::from_secs(5))).await.expect("stopped");
    f.engine.stop(&spec.name, None).await.expect("a second stop changes nothing");
    let stopped = f.engine.inspect(&spec.name).await.expect("an answer").summary;
    assert_eq!((stopped.state, stopped.exit_code), (ContainerState::Exited, Some(143)));
    assert_eq!(f.engine.list(&f.mine()).await.expect("a list")[0].exit_code, Some(143));

    f.engine.start(&spec.name).await.expect("started again");
    f.engine.stop(&spec.name, Some(Duration::from_secs(5))).await.expect("stopped again");
    f.engine.remove(&spec.name, Removal::Stopped).await.expect("removed");
    assert_eq!(kind(f.engine.inspect(&spec.name).await), EngineErrorKind::NoSuchContainer);
    assert_eq!(kind(f.engine.start(&spec.name).await), EngineErrorKind::NoSuchContainer);
    assert_eq!(kind(f.engine.stop(&spec.name, None).await), EngineErrorKind::NoSuchContainer);
}

pub(crate) async fn running_containers_are_removed_by_force_only(f: &Fixture) {
    let spec = f.sleeper("held");
    f.run(&spec).await;
    let refused = f.engine.remove(&spec.name, Removal::Stopped).await;
    assert_eq!(kind(refused), EngineErrorKind::Conflict);
    f.engine.remove(&spec.name, Removal::Forced).await.expect("removed");
    let again = f.engine.remove(&spec.name, Removal::Forced).await;
    assert_eq!(kind(again), EngineErrorKind::NoSuchContainer);
}

pub(crate) async fn a_container_that_ends_at_once_has_an_exit_code(f: &Fixture) {
    let spec = f.ending("short", 3);
    f.run(&spec).await;
    let ended = eventually("it ended", async || {
        let found = f.engine.inspect(&spec.name).await.expect("an answer");
        (found.summary.state == ContainerState::Exited).then_some(found)
    })
    .await;
    assert_eq!(ended.summary.exit_code, Some(3));
    assert_eq!(ended.summary.ports, []);
}

pub(crate) async fn a_command_that_cannot_run_has_its_own_error(f: &Fixture) {
    let mut spec = f.impossible("impossible");
    spec.init = false;
    f.engine.create(&spec).await.expect("created");
    let error = f.engine.start(&spec.name).await.expect_err("no such program");
    assert_eq!(error.kind, EngineErrorKind::BadCommand, "{error}");
    let found = f.engine.inspect(&spec.name).await.expect("an answer");
    assert_eq!(found.summary.state, ContainerState::Created);
    assert_ne!(found.error, "");

    let guarded = f.impossible("guarded");
    f.run(&guarded).await;
    let code = eventually("it ended", async || {
        f.engine.inspect(&guarded.name).await.expect("an answer").summary.exit_code
    })
    .await;
    assert_eq!(code, 127);
    let logs = f.engine.logs(&guarded.name, LogQuery::default()).await.expect("logs");
    let said: Vec<_> = logs.map(|chunk| chunk.expect("no failure").bytes).collect().await;
    assert!(String::from_utf8_lossy(&said.concat()).contains("No such file or directory"));
}

pub(crate) async fn health_checks_are_run(f: &Fixture) {
    let check = |test: &str| HealthCheck {
        test: words(test),
        interval: Some(Duration::from_millis(200)),
        timeout: Some(Duration::from_secs(2)),
        retries: Some(2),
        start_period: None,
        start_interval: None,
    };
    for (name, test, verdict) in [
        ("well", "CMD true", HealthState::Healthy),
        ("ill", "CMD false", HealthState::Unhealthy),
        ("unasked", "NONE", HealthState::None),
    ] {
        let mut spec = f.sleeper(name);
        spec.healthcheck = Some(check(test));
        f.run(&spec).await;
        let found = eventually(test, async || {
            let found = f.engine.inspect(&spec.name).await.expect("an answer");
            (found.health.state != HealthState::Starting).then_some(found)
        })
        .await;
        assert_eq!(found.health.state, verdict, "{test}");
        assert_eq!(found.summary.state, ContainerState::Running);
        assert_eq!(found.health.failing_streak > 0, verdict == HealthState::Unhealthy);
        let listed = f.engine.list(&f.mine()).await.expect("a list");
        let listed = listed.iter().find(|found| found.name == spec.name).expect("it is there");
        assert_eq!(listed.health, verdict);
    }
}

pub(crate) async fn restart_policies_are_followed(f: &Fixture) {
    let mut spec = f.ending("again", 1);
    spec.restart = Restart::Always;
    f.run(&spec).await;
    let restarts = eventually("it came back", async || {
        let found = f.engine.inspect(&spec.name).await.expect("an answer");
        (found.restarts > 0).then_some(found.restarts)
    })
    .await;
    assert!(restarts > 0);
    f.engine.stop(&spec.name, None).await.expect("stopped");
    let found = eventually("it stays down", async || {
        let found = f.engine.inspect(&spec.name).await.expect("an answer").summary;
        (found.state == ContainerState::Exited).then_some(found)
    })
    .await;
    assert!(found.exit_code.is_some());
}

pub(crate) async fn events_report_changes(f: &Fixture) {
    let mut events = f.engine.events(&f.mine()).await.expect("events");
    let mut other = f.sleeper("other");
    other.labels.insert("murano.test.engine.run".to_owned(), "nobody".to_owned());
    f.engine.create(&other).await.expect("created");
    f.engine.remove(&other.name, Removal::Forced).await.expect("removed");

    let spec = f.ending("told", 4);
    let id = f.engine.create(&spec).await.expect("created");
    f.engine.start(&spec.name).await.expect("started");
    let ended = async || {
        let found = f.engine.inspect(&spec.name).await.expect("an answer").summary;
        (found.state == ContainerState::Exited).then_some(())
    };
    eventually("it ended", ended).await;
    let renamed = f.name("retold");
    f.engine.rename(&spec.name, &renamed).await.expect("renamed");
    f.engine.remove(&renamed, Removal::Stopped).await.expect("removed");

    let expected = [
        (&spec.name, EventAction::Created),
        (&spec.name, EventAction::Started),
        (&spec.name, EventAction::Died(Some(4))),
        (&renamed, EventAction::Renamed),
        (&renamed, EventAction::Removed),
    ];
    for (name, action) in expected {
        let event = tokio::time::timeout(Duration::from_secs(20), events.next());
        let event = event.await.expect("in time").expect("no end").expect("an event");
        assert_eq!((&event.name, event.action, &event.id), (name, action, &id));
    }
}

pub(crate) async fn an_engine_can_be_copied_into_memory(f: &Fixture) {
    let network = f.network("copied");
    f.engine.ensure_network(&network).await.expect("made");
    f.engine.ensure_volume(&f.volume("copied")).await.expect("made");
    let mut spec = f.sleeper("copied");
    spec.network = crate::engine::Network::Named {
        name: network.name.clone(),
        aliases: Vec::new(),
        address: None,
    };
    f.run(&spec).await;

    let taken = Snapshot::of(&*f.engine).await.expect("a snapshot");
    let copy = Simulated::holding("copy", &taken);
    let again = Snapshot::of(&copy).await.expect("a snapshot");
    let mine = |found: &Snapshot| {
        let filter: LabelFilter = f.mine();
        let containers: Vec<_> =
            found.containers.iter().filter(|it| filter.matches(&it.labels)).cloned().collect();
        let networks: Vec<_> =
            found.networks.iter().filter(|it| filter.matches(&it.labels)).cloned().collect();
        let volumes: Vec<_> =
            found.volumes.iter().filter(|it| filter.matches(&it.labels)).cloned().collect();
        (containers, networks, volumes)
    };
    assert_eq!(mine(&taken), mine(&again));
    assert_eq!(mine(&taken).0.len(), 1);
    // A change of the copy does not affect the engine.
    crate::engine::Engine::remove(&copy, &spec.name, Removal::Forced).await.expect("removed");
    f.engine.inspect(&spec.name).await.expect("the original is still there");
}

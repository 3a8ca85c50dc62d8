//! Containers that are paused, changed, disconnected; images that are tagged anew; volumes that images declare.

use std::time::Duration;

use crate::engine::{
    ContainerState, EngineErrorKind, ExecSpec, HealthCheck, Mount, MountSource, Network,
    NetworkConnection, Removal, ResourceLimits, Restart,
};

use super::super::fixture::{Fixture, IMAGE, kind, words};

pub(crate) async fn paused_containers_are_resumed(f: &Fixture) {
    let spec = f.sleeper("paused");
    f.run(&spec).await;
    f.engine.pause(&spec.name).await.expect("paused");
    let state = async || f.engine.inspect(&spec.name).await.expect("an answer").summary.state;
    assert_eq!(state().await, ContainerState::Paused);
    let exec = ExecSpec { argv: words("true"), ..ExecSpec::default() };
    assert_eq!(kind(f.engine.exec(&spec.name, &exec).await), EngineErrorKind::Conflict);
    assert_eq!(kind(f.engine.start(&spec.name).await), EngineErrorKind::Conflict);
    f.engine.unpause(&spec.name).await.expect("resumed");
    assert_eq!(state().await, ContainerState::Running);
    assert_eq!(f.engine.exec(&spec.name, &exec).await.expect("it runs").exit_code, 0);
    f.engine.pause(&spec.name).await.expect("paused");
    f.engine.stop(&spec.name, Some(Duration::from_secs(1))).await.expect("stopped all the same");
    assert_eq!(state().await, ContainerState::Exited);
}

pub(crate) async fn limits_are_read_and_changed(f: &Fixture) {
    let mut spec = f.sleeper("limited");
    spec.memory = Some(64 << 20);
    spec.cpus = Some(0.5);
    f.run(&spec).await;
    let limits = async || f.engine.inspect(&spec.name).await.expect("an answer").limits;
    let first = ResourceLimits { memory: Some(64 << 20), cpus: Some(0.5), restart: Restart::No };
    assert_eq!(limits().await, first);
    let more = ResourceLimits {
        memory: Some(128 << 20),
        cpus: Some(0.25),
        restart: Restart::OnFailure(Some(3)),
    };
    f.engine.update(&spec.name, &more).await.expect("raised while it runs");
    assert_eq!(limits().await, more);
    f.engine.update(&spec.name, &first).await.expect("lowered again");
    assert_eq!(limits().await, first);
    let only_policy = ResourceLimits { restart: Restart::Always, ..ResourceLimits::default() };
    f.engine.update(&spec.name, &only_policy).await.expect("changed");
    assert_eq!(limits().await, ResourceLimits { restart: Restart::Always, ..first });
    let detail = f.engine.inspect(&spec.name).await.expect("an answer");
    assert!(detail.other_limits.is_empty(), "{:?}", detail.other_limits);
    let little = ResourceLimits { memory: Some(1), ..ResourceLimits::default() };
    assert!(f.engine.update(&spec.name, &little).await.is_err(), "too little to run");
}

pub(crate) async fn containers_are_disconnected_and_connected_again(f: &Fixture) {
    let network = f.network("left");
    f.engine.ensure_network(&network).await.expect("made");
    let mut spec = f.sleeper("leaver");
    let aliases = vec!["alias".to_owned()];
    spec.network =
        Network::Named { name: network.name.clone(), aliases: aliases.clone(), address: None };
    f.run(&spec).await;
    let detail = async || f.engine.inspect(&spec.name).await.expect("an answer");
    let has_alias = async || {
        let aliases = detail().await.aliases;
        aliases.get(&network.name).is_some_and(|names| names.contains(&"alias".to_owned()))
    };
    assert!(has_alias().await);
    f.engine.disconnect(&network.name, &spec.name).await.expect("disconnected");
    assert_eq!(detail().await.summary.address_on(&network.name), None);
    assert!(!has_alias().await);
    assert!(f.engine.disconnect(&network.name, &spec.name).await.is_err(), "it is not on it");
    let connection = NetworkConnection {
        network: network.name.clone(),
        container: spec.name.clone(),
        aliases,
        address: None,
    };
    f.engine.connect(&connection).await.expect("connected");
    assert!(detail().await.summary.address_on(&network.name).is_some());
    assert!(has_alias().await);
    assert!(f.engine.connect(&connection).await.is_err(), "it is on it already");
    let missing = NetworkConnection { network: f.name("none"), ..connection };
    assert_eq!(kind(f.engine.connect(&missing).await), EngineErrorKind::NoSuchNetwork);
    f.engine.remove(&spec.name, Removal::Forced).await.expect("removed");
}

pub(crate) async fn images_are_listed_with_their_names(f: &Fixture) {
    let found = f.engine.find_image(IMAGE).await.expect("an answer").expect("an image");
    let all = f.engine.images().await.expect("a list");
    let canonical = |name: &str| crate::engine::reference::Reference::parse(name).canonical();
    let listed = all.iter().find(|image| image.id == found.id).expect("it is listed");
    assert!(listed.names.iter().any(|name| canonical(name) == canonical(IMAGE)), "{listed:?}");
    assert!(all.iter().all(|image| image.names.iter().all(|name| !name.contains("<none>"))));
}

pub(crate) async fn image_volumes_are_listed_and_reused(f: &Fixture) {
    let spec = f.sleeper_with_volume("first");
    f.run(&spec).await;
    let volumes =
        async |name: &str| f.engine.inspect(name).await.expect("an answer").anonymous_volumes;
    let own = volumes(&spec.name).await;
    let targets: Vec<&str> = own.iter().map(|volume| volume.target.as_str()).collect();
    assert_eq!(targets, ["/data"]);

    let mut second = f.sleeper_with_volume("second");
    let source = MountSource::Volume(own[0].name.clone());
    second.mounts = vec![Mount { source, target: "/data".to_owned(), read_only: false }];
    f.engine.create(&second).await.expect("created");
    f.engine.remove(&spec.name, Removal::Forced).await.expect("removed");
    f.engine.start(&second.name).await.expect("the volume is still there");
    assert_eq!(volumes(&second.name).await, own, "and is listed as an image volume");
    let in_use = f.engine.remove_volume(&own[0].name).await;
    assert_eq!(kind(in_use), EngineErrorKind::Conflict);
    f.engine.remove(&second.name, Removal::Forced).await.expect("removed");
    f.engine.remove_volume(&own[0].name).await.expect("it outlived the second one");
    let gone = f.engine.remove_volume(&own[0].name).await;
    assert_eq!(kind(gone), EngineErrorKind::NoSuchVolume);
}

pub(crate) async fn health_checks_are_inspected(f: &Fixture) {
    let mut spec = f.sleeper("checked");
    let check = HealthCheck {
        test: words("CMD true"),
        interval: Some(Duration::from_secs(7)),
        retries: Some(4),
        ..HealthCheck::default()
    };
    spec.healthcheck = Some(check.clone());
    f.engine.create(&spec).await.expect("created");
    let found = f.engine.inspect(&spec.name).await.expect("an answer").healthcheck;
    assert_eq!(found, Some(check));
    let mut unchecked = f.sleeper("unchecked");
    unchecked.healthcheck = Some(HealthCheck { test: words("NONE"), ..HealthCheck::default() });
    f.engine.create(&unchecked).await.expect("created");
    assert_eq!(f.engine.inspect(&unchecked.name).await.expect("an answer").healthcheck, None);
}

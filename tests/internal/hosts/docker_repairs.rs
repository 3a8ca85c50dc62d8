#![expect(clippy::disallowed_methods, reason = "a test measures time")]
//! Repairs on a real engine: pauses, limits, networks, images built anew, volumes of images, health checks.

use std::time::{Duration, Instant};

use crate::engine::{
    ContainerState, ExecSpec, FileContent, HealthCheck, HealthState, ResourceLimits, Restart,
};
use crate::hosts::{Action, Container, ContainerHost, ImageVolume, PortScope, labels};

use super::bench::{serving, tcp};
use super::docker::{Real, fetch, on_docker, server, sleeper};
use crate::tests::engine::fixture::IMAGE_WITH_VOLUME;

/// A plan announces repairs, a run makes them on the same container, and the next run finds nothing to do.
async fn repaired(real: &Real, container: &Container) -> Vec<String> {
    let id = async || {
        let found = real.engine.inspect(&real.name(&container.name)).await.expect("it is there");
        assert_eq!(found.summary.state, ContainerState::Running);
        found.summary.id
    };
    let planned = real.host().plan(container).await.expect("planned");
    let done = real.host().reconcile(container).await.expect("repaired");
    assert_eq!(planned, done.action);
    let repaired = id().await;
    let again = real.host().reconcile(container).await.expect("still there");
    assert_eq!((again.action, id().await), (Action::Unchanged, repaired));
    match done.action {
        Action::Repaired { repairs } => repairs.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_paused_container_is_resumed() {
    on_docker(async |real| {
        real.host().reconcile(&sleeper("web")).await.expect("deployed");
        real.engine.pause(&real.name("web")).await.expect("paused");
        assert_eq!(repaired(real, &sleeper("web")).await, ["paused"]);
    });
}

#[test]
fn a_disconnected_container_is_connected_and_serves_again() {
    on_docker(async |real| {
        let web = server("web", 8085, "here");
        let endpoints = real.host().reconcile(&web).await.expect("deployed").endpoints;
        let cloud = endpoints.iter().find(|e| e.scope == PortScope::Cloud).expect("published");
        let network = format!("murano-{}", real.environment);
        real.engine.disconnect(&network, &real.name("web")).await.expect("disconnected");
        assert_eq!(repaired(real, &web).await, ["not on its network"]);
        assert!(fetch(&cloud.address, cloud.port).await.contains("here"), "under the same port");
        let found = real.engine.inspect(&real.name("web")).await.expect("it is there");
        assert!(found.aliases[&network].contains(&"web".to_owned()));

        real.engine.disconnect(&network, &real.name("web")).await.expect("disconnected");
        real.engine.stop(&real.name("web"), None).await.expect("stopped");
        let done = repaired(real, &web).await;
        assert_eq!(done, ["not on its network", "not running"]);
        assert!(fetch(&cloud.address, cloud.port).await.contains("here"));
    });
}

#[test]
fn limits_and_policy_are_set_back_while_it_runs() {
    on_docker(async |real| {
        let limited = Container { memory: Some(64 << 20), cpus: Some(0.5), ..sleeper("web") };
        real.host().reconcile(&limited).await.expect("deployed");
        let other =
            ResourceLimits { memory: Some(128 << 20), cpus: Some(1.0), restart: Restart::Always };
        real.engine.update(&real.name("web"), &other).await.expect("changed by hand");
        assert_eq!(repaired(real, &limited).await, ["changed by hand"]);
        let limits = real.engine.inspect(&real.name("web")).await.expect("it is there").limits;
        let wanted =
            ResourceLimits { memory: Some(64 << 20), cpus: Some(0.5), restart: Restart::No };
        assert_eq!(limits, wanted);
    });
}

#[test]
fn an_unhealthy_container_is_restarted() {
    on_docker(async |real| {
        let check = HealthCheck {
            test: vec!["CMD-SHELL".into(), "test ! -e /ill".into()],
            interval: Some(Duration::from_millis(200)),
            retries: Some(1),
            ..HealthCheck::default()
        };
        let script = "rm -f /ill; trap 'exit 0' TERM; while true; do sleep 0.1; done";
        let mut web = Container { healthcheck: Some(check), ..sleeper("web") };
        web.commands[2] = script.into();
        real.host().reconcile(&web).await.expect("healthy");
        let file = FileContent { path: "/ill".into(), content: Vec::new(), mode: 0o644 };
        real.engine.put_files(&real.name("web"), &[file]).await.expect("placed");
        for _ in 0..100 {
            let found = real.engine.inspect(&real.name("web")).await.expect("it is there");
            if found.health.state == HealthState::Unhealthy {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(repaired(real, &web).await, ["unhealthy"]);
    });
}

#[test]
fn the_data_of_a_volume_of_the_image_is_kept_until_the_end() {
    on_docker(async |real| {
        let web = Container { image: IMAGE_WITH_VOLUME.into(), ..sleeper("web") };
        real.host().reconcile(&web).await.expect("deployed");
        let file =
            FileContent { path: "/data/kept".into(), content: b"value".to_vec(), mode: 0o644 };
        real.engine.put_files(&real.name("web"), &[file]).await.expect("placed");
        let mut volume = String::new();
        for port in [81, 82] {
            let changed = Container { ports: vec![tcp(port, PortScope::Host)], ..web.clone() };
            let done = real.host().reconcile(&changed).await.expect("replaced");
            let Action::Replaced { volumes, .. } = done.action else { panic!("{:?}", done.action) };
            assert_eq!(volumes, [ImageVolume { path: "/data".into(), kept: true }]);
            let cat =
                ExecSpec { argv: vec!["cat".into(), "/data/kept".into()], ..ExecSpec::default() };
            let said = real.engine.exec(&real.name("web"), &cat).await.expect("ran");
            assert_eq!(said.stdout, b"value");
            let detail = real.engine.inspect(&real.name("web")).await.expect("it is there");
            volume.clone_from(&detail.anonymous_volumes[0].name);
        }
        assert!(real.host().remove("web").await.expect("removed"));
        let left = real.engine.volumes(&crate::engine::LabelFilter::any()).await.expect("a list");
        assert!(left.iter().all(|found| found.name != volume), "it went with its container");
        let filter = labels::of_environment(&real.environment);
        assert!(real.engine.list(&filter).await.expect("a list").is_empty());
    });
}

/// The engine itself makes the first check after the interval of 30 seconds.
#[test]
fn a_container_is_healthy_as_soon_as_its_check_passes() {
    on_docker(async |real| {
        let check = HealthCheck {
            test: vec!["CMD-SHELL".into(), "test -e /ready".into()],
            ..HealthCheck::default()
        };
        let script =
            "sleep 1; echo up > /ready; trap 'exit 0' TERM; while true; do sleep 0.1; done";
        let mut web = Container { healthcheck: Some(check), ..serving("web", 80, PortScope::Host) };
        web.image = sleeper("web").image;
        web.commands = vec!["sh".into(), "-c".into(), script.into()];
        let begun = Instant::now();
        real.host().reconcile(&web).await.expect("healthy");
        let took = begun.elapsed();
        assert!(took > Duration::from_secs(1) && took < Duration::from_secs(25), "{took:?}");
        let again = real.host().reconcile(&web).await.expect("still there");
        assert_eq!(again.action, Action::Unchanged);
    });
}

//! The behaviour of hosts on a real engine. Images are made from the machine's own busybox.

use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::deploy::{DownRequest, Engines, StateStore, SystemClock, down};
use crate::engine::context::UserConfig;
use crate::engine::docker::Docker;
use crate::engine::{ContainerSpec, Engine, HealthCheck, LabelFilter, Removal};
use crate::hosts::{
    Action, Container, ContainerHost, HostSettings, PortScope, Recorded, Services, Site,
    StandaloneHost, Volume, VolumeMount, labels,
};
use futures_util::FutureExt;

use crate::tests::deploy::bench::address_of;

use super::bench::{serving, var};
use crate::tests::engine::fixture::{IMAGE, provide_image, real_engine, runtime};

/// The beginning of the names of these environments; the process id follows.
const PREFIX: &str = "mt";

/// A real engine and an environment of its own.
pub(crate) struct Real {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) environment: String,
}

impl Real {
    /// A host as a new run sees it.
    pub(crate) fn host(&self) -> StandaloneHost {
        let services = Services { clock: Arc::new(SystemClock::default()), ..Services::default() };
        let site = Site::new(self.engine.clone(), &self.environment, services, Recorded::default());
        StandaloneHost::new(HostSettings::default(), Arc::new(site))
    }

    pub(crate) fn name(&self, application: &str) -> String {
        format!("{}-{application}", self.environment)
    }
}

/// Runs a test on the real engine, if one answers, and removes its environment whatever
/// happens.
pub(crate) fn on_docker(test: impl AsyncFnOnce(&Real)) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    runtime().block_on(async {
        let Some(docker) = real_engine().await else { return };
        provide_image(&docker).await;
        clear_dead(&docker).await;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let environment = format!("{PREFIX}-{}-{number}", std::process::id());
        let real = Real { engine: Arc::new(docker), environment };
        let outcome = std::panic::AssertUnwindSafe(test(&real)).catch_unwind().await;
        remove(&*real.engine, &labels::of_environment(&real.environment)).await;
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

/// Removes environments of test processes that ended.
async fn clear_dead(engine: &Docker) {
    let ours = LabelFilter::any().having(labels::ENVIRONMENT);
    let mut names: Vec<String> = Vec::new();
    let containers = engine.list(&ours).await.expect("a list").into_iter().map(|c| c.labels);
    let networks = engine.networks(&ours).await.expect("a list").into_iter().map(|n| n.labels);
    names.extend(containers.chain(networks).filter_map(|l| l.get(labels::ENVIRONMENT).cloned()));
    for name in names {
        let pid = name.strip_prefix("mt-").and_then(|rest| rest.split('-').next());
        let Some(pid) = pid.filter(|pid| pid.parse::<u32>().is_ok()) else { continue };
        if !std::path::Path::new("/proc").join(pid).exists() {
            remove(engine, &labels::of_environment(&name)).await;
        }
    }
}

async fn remove(engine: &dyn Engine, of: &LabelFilter) {
    for found in engine.list(of).await.expect("a list") {
        let _ = engine.remove(&found.name, Removal::Forced).await;
    }
    for found in engine.networks(of).await.expect("a list") {
        let _ = engine.remove_network(&found.name).await;
    }
    for found in engine.volumes(of).await.expect("a list") {
        let _ = engine.remove_volume(&found.name).await;
    }
}

/// A container that sleeps, and ends at once when asked to.
pub(crate) fn sleeper(name: &str) -> Container {
    shell(name, "trap 'exit 0' TERM; while true; do sleep 0.1; done")
}

fn shell(name: &str, script: &str) -> Container {
    Container {
        image: IMAGE.into(),
        commands: vec!["sh".into(), "-c".into(), script.into()],
        stop_timeout: Some(Duration::from_secs(1)),
        ports: Vec::new(),
        ..serving(name, 1, PortScope::Host)
    }
}

/// A container that answers HTTP on a port.
pub(crate) fn server(name: &str, port: u16, text: &str) -> Container {
    let script =
        format!("echo {text} > /index.html; trap 'exit 0' TERM; httpd -f -p {port} -h / & wait");
    Container { ports: serving(name, port, PortScope::Cloud).ports, ..shell(name, &script) }
}

pub(super) async fn fetch(address: &str, port: u16) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    for _ in 0..100 {
        if let Ok(mut stream) = tokio::net::TcpStream::connect((address, port)).await {
            let mut text = String::new();
            let asked = stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await;
            if asked.is_ok() && stream.read_to_string(&mut text).await.is_ok() && !text.is_empty() {
                return text;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing answers at {address}:{port}");
}

#[test]
fn a_deployment_answers_at_its_endpoints_and_the_second_run_changes_nothing() {
    on_docker(async |real| {
        let web = server("web", 8080, "hello");
        let outcome = real.host().reconcile(&web).await.expect("deployed");
        assert_eq!(outcome.action, Action::Created);
        let scopes: Vec<_> = outcome.endpoints.iter().map(|e| e.scope).collect();
        assert_eq!(scopes, [PortScope::Host, PortScope::Internal, PortScope::Cloud]);
        for endpoint in outcome.endpoints.iter().filter(|e| e.scope != PortScope::Internal) {
            let answer = fetch(&endpoint.address, endpoint.port).await;
            assert!(answer.contains("hello"), "{answer}");
        }
        let again = real.host().reconcile(&web).await.expect("deployed");
        assert_eq!((again.action, again.endpoints), (Action::Unchanged, outcome.endpoints));
    });
}

#[test]
fn containers_find_one_another_by_name() {
    on_docker(async |real| {
        let host = real.host();
        host.reconcile(&server("Back", 8080, "found")).await.expect("deployed");
        let script = "until wget -q -O- http://back:8080/ >&2; do sleep 0.1; done; sleep 1000";
        host.reconcile(&shell("front", script)).await.expect("deployed");
        let spec = crate::engine::ExecSpec {
            argv: vec!["wget".into(), "-q".into(), "-O-".into(), "http://back:8080/".into()],
            ..Default::default()
        };
        let output = real.engine.exec(&real.name("front"), &spec).await.expect("ran");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "found\n");
    });
}

#[test]
fn a_port_in_use_by_another_program_is_avoided() {
    on_docker(async |real| {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = held.local_addr().expect("an address").port();
        let outcome = real.host().reconcile(&server("web", port, "moved")).await;
        let endpoints = outcome.expect("deployed").endpoints;
        let cloud = endpoints.iter().find(|e| e.scope == PortScope::Cloud).expect("published");
        assert!(cloud.port != port && cloud.port >= 1025);
        assert!(fetch(&cloud.address, cloud.port).await.contains("moved"));
    });
}

#[test]
fn a_replacement_that_fails_restores_the_previous_one() {
    on_docker(async |real| {
        let good = server("web", 8081, "first");
        let before = real.host().reconcile(&good).await.expect("deployed").endpoints;
        let bad = shell("web", "echo out of luck; exit 3");
        let error = real.host().reconcile(&bad).await.expect_err("it ends");
        assert_eq!(error.code().0, "E0505");
        assert!(error.to_string().contains("exit code 3"), "{error}");
        assert_eq!(error.log_lines(), ["out of luck"]);
        let cloud = before.iter().find(|e| e.scope == PortScope::Cloud).expect("published");
        assert!(fetch(&cloud.address, cloud.port).await.contains("first"));
        let again = real.host().reconcile(&good).await.expect("still there");
        assert_eq!(again.action, Action::Unchanged);
        let changed = server("web", 8081, "second");
        let done = real.host().reconcile(&changed).await.expect("replaced");
        assert!(matches!(done.action, Action::Replaced { .. }));
        assert!(fetch(&cloud.address, cloud.port).await.contains("second"), "at the same port");
        let all = real.engine.list(&labels::of_environment(&real.environment)).await;
        assert_eq!(all.expect("a list").len(), 1, "the previous one is gone");
    });
}

#[test]
fn health_checks_are_awaited_and_their_failure_reported() {
    on_docker(async |real| {
        let check = |line: &str| HealthCheck {
            test: vec!["CMD-SHELL".into(), line.into()],
            interval: Some(Duration::from_millis(100)),
            timeout: Some(Duration::from_secs(5)),
            retries: Some(2),
            start_period: None,
            start_interval: None,
        };
        let script =
            "sleep 0.5; echo up > /ready; trap 'exit 0' TERM; while true; do sleep 0.1; done";
        let healthy = Container {
            healthcheck: Some(HealthCheck { retries: Some(50), ..check("cat /ready") }),
            ..shell("well", script)
        };
        real.host().reconcile(&healthy).await.expect("healthy in the end");
        let sick = Container { healthcheck: Some(check("echo no good; false")), ..sleeper("sick") };
        let error = real.host().reconcile(&sick).await.expect_err("never healthy");
        assert_eq!(error.code().0, "E0506");
        assert!(error.to_string().contains("no good"), "{error}");
    });
}

#[test]
fn a_foreign_container_of_that_name_is_left_alone() {
    on_docker(async |real| {
        let spec = ContainerSpec {
            name: real.name("web"),
            image: IMAGE.into(),
            command: vec!["sleep".into(), "1000".into()],
            ..Default::default()
        };
        let id = real.engine.create(&spec).await.expect("created");
        let error = real.host().reconcile(&sleeper("web")).await.expect_err("taken");
        let found = real.engine.inspect(&spec.name).await.expect("still there");
        real.engine.remove(&spec.name, Removal::Forced).await.expect("removed");
        assert_eq!((error.code().0, found.summary.id), ("E0504", id));
    });
}

#[test]
fn volumes_and_files_have_the_declared_content() {
    on_docker(async |real| {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("made/by/the/engine");
        let host_volume = |create| VolumeMount {
            path: "/shared".into(),
            volume: Volume::Host { path: missing.to_string_lossy().into(), create },
        };
        let temp = VolumeMount { path: "/data".into(), volume: Volume::Temp { name: "d".into() } };
        let script = "echo kept > /shared/file; echo $PASSWORD > /data/file; sleep 1000";
        let refused = Container { volumes: vec![host_volume(false)], ..shell("app", script) };
        let error = real.host().reconcile(&refused).await.expect_err("not there");
        assert!(
            error.hints().iter().any(|h| h.contains("create: true")),
            "{error} {:?}",
            error.hints()
        );
        let app = Container {
            volumes: vec![host_volume(true), temp],
            env: vec![var("PASSWORD", "hunter2")],
            ..shell("app", script)
        };
        let error = real.host().reconcile(&app).await;
        error.expect("deployed");
        let cat = crate::engine::ExecSpec {
            argv: vec!["cat".into(), "/data/file".into(), "/shared/file".into()],
            ..Default::default()
        };
        let output = real.engine.exec(&real.name("app"), &cat).await.expect("ran");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "hunter2\nkept\n");
        assert!(missing.join("file").exists());
    });
}

#[test]
fn down_removes_exactly_the_environment() {
    on_docker(async |real| {
        let host = real.host();
        for name in ["a", "b", "c"] {
            host.reconcile(&sleeper(name)).await.expect("deployed");
        }
        let folder = tempfile::tempdir().expect("a folder");
        let engines = Engines::new(UserConfig::default());
        engines.add(real.engine.clone());
        let services = Services { clock: Arc::new(SystemClock::default()), ..Services::default() };
        let store = StateStore::new(folder.path());
        let request = DownRequest {
            engines: vec![Some(address_of(&*real.engine))],
            ..DownRequest::of(&real.environment)
        };
        let removed = down(&request, &store, &engines, services).await;
        assert_eq!(removed.expect("removed").applications, ["a", "b", "c"]);
        let filter = labels::of_environment(&real.environment);
        assert!(real.engine.list(&filter).await.expect("a list").is_empty());
        assert!(real.engine.networks(&filter).await.expect("a list").is_empty());
    });
}

#[test]
fn ports_bind_to_the_loopback_address_only() {
    on_docker(async |real| {
        real.host().reconcile(&server("web", 8082, "near")).await.expect("deployed");
        let found = real.engine.inspect(&real.name("web")).await.expect("it is there").summary;
        let bound: Vec<_> = found.ports.iter().filter_map(|p| p.host_address).collect();
        assert_eq!(bound, [IpAddr::from([127, 0, 0, 1])]);
    });
}

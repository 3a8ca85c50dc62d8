//! Engines to test, with unique names, images that need no pull, and a clean-up that also
//! removes what a killed earlier run left behind.

#![expect(clippy::disallowed_methods, reason = "tests read the environment and the time")]

use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::engine::context::{UserConfig, resolve};
use crate::engine::docker::{Deadlines, Docker};
use crate::engine::simulated::{Behaviour, ImageScript, Simulated};
use crate::engine::{
    ContainerSpec, Engine, EngineError, EngineErrorKind, LabelFilter, Labels, NetworkSpec,
    Protocol, Removal, VolumeSpec,
};
use futures_util::FutureExt;

/// The image that real containers are made from.
pub(crate) const IMAGE: &str = "murano-test/busybox:1";

/// The same with a volume at `/data`.
pub(crate) const IMAGE_WITH_VOLUME: &str = "murano-test/busybox-volume:1";

/// The label of everything that these tests create; its value is the id of the process.
const OWNER: &str = "murano.test.engine.owner";

/// The label of everything that one test creates.
const RUN: &str = "murano.test.engine.run";

/// This machine's loopback address, to bind ports to.
pub(super) const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// One engine, for one test.
pub(super) struct Fixture {
    pub(super) engine: Arc<dyn Engine>,
    simulated: Option<Simulated>,
    run: String,
}

impl Fixture {
    /// A name that no other test uses.
    pub(super) fn name(&self, name: &str) -> String {
        format!("mt-{}-{name}", self.run)
    }

    /// The labels of everything that this test creates.
    pub(super) fn labels(&self) -> Labels {
        Labels::from([
            (OWNER.to_owned(), std::process::id().to_string()),
            (RUN.to_owned(), self.run.clone()),
        ])
    }

    /// Selects everything that this test created.
    pub(super) fn mine(&self) -> LabelFilter {
        LabelFilter::any().with(RUN, &self.run)
    }

    /// A container that runs until it is stopped.
    pub(super) fn sleeper(&self, name: &str) -> ContainerSpec {
        ContainerSpec {
            name: self.name(name),
            image: IMAGE.to_owned(),
            command: words("sleep 1000"),
            labels: self.labels(),
            init: true,
            ..ContainerSpec::default()
        }
    }

    /// A container that runs until it is stopped, of an image with a volume at `/data`.
    pub(super) fn sleeper_with_volume(&self, name: &str) -> ContainerSpec {
        if let Some(simulated) = &self.simulated {
            let told = ImageScript { volumes: vec!["/data".to_owned()], ..ImageScript::default() };
            simulated.add_image(IMAGE_WITH_VOLUME, told);
        }
        ContainerSpec { image: IMAGE_WITH_VOLUME.to_owned(), ..self.sleeper(name) }
    }

    /// A container that writes something and ends at once.
    pub(super) fn ending(&self, name: &str, code: i64) -> ContainerSpec {
        let script = format!("echo one; echo two; echo why >&2; exit {code}");
        let command = vec!["sh".to_owned(), "-c".to_owned(), script];
        let told = ImageScript {
            behaviour: Behaviour::Exits(code),
            stdout: "one\ntwo\n".to_owned(),
            stderr: "why\n".to_owned(),
            ..ImageScript::default()
        };
        let image = self.scripted(&format!("ends-{code}"), told);
        ContainerSpec { image, command, ..self.sleeper(name) }
    }

    /// A container whose command does not exist.
    pub(super) fn impossible(&self, name: &str) -> ContainerSpec {
        let told = ImageScript { behaviour: Behaviour::CannotRun, ..ImageScript::default() };
        let image = self.scripted("impossible", told);
        ContainerSpec { image, command: words("/no/such/program"), ..self.sleeper(name) }
    }

    /// The image for containers: imported on the real engine, a scripted one on the simulated
    /// one.
    fn scripted(&self, name: &str, script: ImageScript) -> String {
        let Some(simulated) = &self.simulated else { return IMAGE.to_owned() };
        let image = format!("murano-test/{name}");
        simulated.add_image(&image, script);
        image
    }

    /// Creates a container and starts it.
    pub(super) async fn run(&self, spec: &ContainerSpec) {
        self.engine.create(spec).await.expect("created");
        self.engine.start(&spec.name).await.expect("started");
    }

    /// Binds a port outside of all containers until the result is dropped.
    pub(super) fn occupy(&self) -> (u16, Box<dyn std::any::Any>) {
        let listener = TcpListener::bind((LOOPBACK, 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        if let Some(simulated) = &self.simulated {
            simulated.occupy_port(LOOPBACK, Protocol::Tcp, port);
        }
        (port, Box::new(listener))
    }

    /// Closes the socket of `occupy`.
    pub(super) fn vacate(&self, held: Box<dyn std::any::Any>) {
        drop(held);
        if let Some(simulated) = &self.simulated {
            simulated.free_ports();
        }
    }

    /// A network of this test.
    pub(super) fn network(&self, name: &str) -> NetworkSpec {
        NetworkSpec { name: self.name(name), labels: self.labels(), subnet: None }
    }

    /// A volume of this test.
    pub(super) fn volume(&self, name: &str) -> VolumeSpec {
        VolumeSpec { name: self.name(name), labels: self.labels() }
    }
}

/// Runs a test against the simulated engine.
pub(super) fn on_simulated(test: impl AsyncFnOnce(&Fixture)) {
    let simulated = Simulated::new("test");
    simulated.add_image(IMAGE, ImageScript::default());
    let fixture =
        Fixture { engine: Arc::new(simulated.clone()), simulated: Some(simulated), run: unique() };
    runtime().block_on(test(&fixture));
}

/// Runs a test against the real engine, if one answers.
pub(super) fn on_docker(test: impl AsyncFnOnce(&Fixture)) {
    runtime().block_on(async {
        let Some(docker) = real_engine().await else { return };
        remove_left_behind(&docker).await;
        provide_image(&docker).await;
        let fixture = Fixture { engine: Arc::new(docker), simulated: None, run: unique() };
        let outcome = AssertUnwindSafe(test(&fixture)).catch_unwind().await;
        remove_all(&*fixture.engine, &fixture.mine()).await;
        outcome.unwrap_or_else(|panic| resume_unwind(panic));
    });
}

/// Polls until a condition holds.
pub(super) async fn eventually<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited 30 seconds in vain until {what}");
}

/// A port that is free now for both protocols, and likely stays free for a moment.
pub(super) fn free_port() -> u16 {
    for _ in 0..100 {
        let listener = TcpListener::bind((LOOPBACK, 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        if UdpSocket::bind((LOOPBACK, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free for both protocols");
}

/// The kind of an error.
pub(super) fn kind<T: std::fmt::Debug>(answer: Result<T, EngineError>) -> EngineErrorKind {
    answer.expect_err("this should have failed").kind
}

/// A command line split at its spaces.
pub(super) fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// A runtime for one test.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// The real engine; without one, the test is reported as skipped, or fails when one is required.
#[expect(clippy::print_stderr, reason = "a skipped test is reported")]
pub(crate) async fn real_engine() -> Option<Docker> {
    let surroundings = UserConfig::from_variables(|name| std::env::var(name).ok());
    let found = match resolve(None, &surroundings) {
        Ok(selection) => Docker::connect(&selection.endpoint, Deadlines::default()),
        Err(error) => Err(error),
    };
    let answer = match found {
        Ok(docker) => docker.version().await.map(|_| docker),
        Err(error) => Err(error),
    };
    let required = std::env::var("MURANO_REQUIRE_DOCKER").is_ok_and(|value| value == "1");
    match answer {
        Ok(docker) => Some(docker),
        Err(error) if required => panic!("a real engine is required, but: {error}"),
        Err(error) => {
            let test = std::thread::current().name().unwrap_or_default().to_owned();
            eprintln!("skipped {test}: no container engine answers: {error}");
            None
        }
    }
}

fn unique() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Imports the image from the machine's own `busybox`, once for all processes.
pub(crate) async fn provide_image(docker: &Docker) {
    let lock = File::create(std::env::temp_dir().join("murano-test-image.lock")).expect("a lock");
    lock.lock().expect("the lock");
    let changes = ["ENV PATH=/bin".to_owned(), "CMD [\"sh\"]".to_owned()];
    let with_volume = [&changes[..], &["VOLUME /data".to_owned()]].concat();
    for (image, changes) in [(IMAGE, &changes[..]), (IMAGE_WITH_VOLUME, &with_volume)] {
        if docker.find_image(image).await.expect("an answer").is_none() {
            docker.import_image(image, file_system(), changes).await.expect("imported");
        }
    }
}

/// A file system with one program under all its names.
fn file_system() -> Vec<u8> {
    const NAMES: [&str; 14] = [
        "sh", "sleep", "echo", "cat", "true", "false", "env", "id", "pwd", "ls", "stat", "nc",
        "httpd", "wget",
    ];
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_path_with_name("/bin/busybox", "bin/busybox").expect("static busybox");
    for name in NAMES {
        let mut link = tar::Header::new_gnu();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_size(0);
        archive.append_link(&mut link, format!("bin/{name}"), "busybox").expect("a link");
    }
    archive.into_inner().expect("an archive")
}

/// Removes what processes that ended left behind.
async fn remove_left_behind(engine: &dyn Engine) {
    let ours = LabelFilter::any().having(OWNER);
    let owners = engine.list(&ours).await.expect("a list").into_iter().map(|found| found.labels);
    let owners = owners
        .chain(engine.networks(&ours).await.expect("a list").into_iter().map(|found| found.labels));
    let owners = owners
        .chain(engine.volumes(&ours).await.expect("a list").into_iter().map(|found| found.labels));
    for owner in owners.filter_map(|labels| labels.get(OWNER).cloned()) {
        if !std::path::Path::new("/proc").join(&owner).exists() {
            remove_all(engine, &LabelFilter::any().with(OWNER, owner)).await;
        }
    }
}

/// Removes everything with a label. Other processes may be doing the same, so errors are
/// ignored.
async fn remove_all(engine: &dyn Engine, labels: &LabelFilter) {
    for container in engine.list(labels).await.expect("a list") {
        let _ = engine.remove(&container.name, Removal::Forced).await;
    }
    for network in engine.networks(labels).await.expect("a list") {
        let _ = engine.remove_network(&network.name).await;
    }
    for volume in engine.volumes(labels).await.expect("a list") {
        let _ = engine.remove_volume(&volume.name).await;
    }
}

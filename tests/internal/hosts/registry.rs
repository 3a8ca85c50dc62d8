//! Images from a real registry on loopback: pulled with progress, with and without credentials, by prefix and by mirror name.

#![expect(clippy::disallowed_methods, reason = "tests read the environment and the time")]

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use crate::deploy::SystemClock;
use crate::engine::{Credentials, EngineErrorKind, Secret};
use crate::hosts::{
    Action, Container, ContainerHost, Event, HostError, HostSettings, PullPolicy, Recorded,
    Services, Site, StandaloneHost,
};
use tempfile::TempDir;

use super::bench::Recorder;
use super::docker::{Real, on_docker};
use crate::tests::engine::fixture::IMAGE;

/// A bcrypt hash of `s3cret`, as the registry's file of users wants it.
const USERS: &str = "alice:$2b$05$iJ268vNDY/xM8xROY03H..v1ECh69uItT5/e70eh/tL9GKMYjxW4G\n";

/// A registry that ends with the test.
struct Registry {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Registry {
    /// Starts one; without its program, the test counts as skipped, or fails when everything is
    /// required.
    #[expect(clippy::print_stderr, reason = "a skipped test is reported")]
    fn start(private: bool) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let place = folder.path().display();
        let mut settings = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {place}/images}}}}\n\
             http: {{addr: 127.0.0.1:{port}}}\n"
        );
        if private {
            settings += &format!("auth: {{htpasswd: {{realm: test, path: {place}/users}}}}\n");
            std::fs::write(folder.path().join("users"), USERS).expect("written");
        }
        let file = folder.path().join("settings.yml");
        std::fs::write(&file, settings).expect("written");
        let started = Command::new("docker-registry")
            .args(["serve".as_ref(), file.as_os_str()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let required = std::env::var("MURANO_REQUIRE_DOCKER").is_ok_and(|value| value == "1");
        match started {
            Ok(process) => Some(Self { process, port, folder }.ready()),
            Err(error) if required => panic!("a registry is required, but: {error}"),
            Err(error) => {
                let test = std::thread::current().name().unwrap_or_default().to_owned();
                eprintln!("skipped {test}: no docker-registry: {error}");
                None
            }
        }
    }

    fn ready(self) -> Self {
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return self;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the registry did not listen within 30 seconds");
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Pushes the test image under a name, and removes the local tag.
    fn offer(&self, name: &str) -> String {
        let image = format!("{}/{name}", self.address());
        self.docker(&["tag", IMAGE, &image]);
        self.docker(&["push", &image]);
        self.docker(&["rmi", &image]);
        image
    }

    /// Logs in as the user the private registry knows.
    fn log_in(&self) {
        let address = self.address();
        let mut login = self.command(&["login", "-u", "alice", "--password-stdin", &address]);
        let mut child = login.stdin(Stdio::piped()).spawn().expect("docker");
        child.stdin.take().expect("a pipe").write_all(b"s3cret").expect("written");
        assert!(child.wait().expect("an end").success());
    }

    fn docker(&self, args: &[&str]) {
        let done = self.command(args).output().expect("the docker command");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("docker");
        command.arg("--config").arg(self.folder.path()).args(args).stdout(Stdio::null());
        command
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn host(real: &Real, settings: HostSettings, told: &Arc<Recorder>) -> StandaloneHost {
    let services = Services {
        clock: Arc::new(SystemClock::default()),
        progress: told.clone(),
        ..Services::default()
    };
    let site = Site::new(real.engine.clone(), &real.environment, services, Recorded::default());
    StandaloneHost::new(settings, Arc::new(site))
}

fn sleeping(image: &str) -> Container {
    let commands = ["sleep", "1000"].map(str::to_owned).to_vec();
    Container { name: "web".into(), image: image.to_owned(), commands, ..Container::default() }
}

#[test]
fn a_missing_image_is_pulled_with_progress() {
    on_docker(async |real| {
        let Some(registry) = Registry::start(false) else { return };
        let image = registry.offer("shop/web:1");
        let told = Arc::new(Recorder::default());
        let host = host(real, HostSettings::default(), &told);
        let never = Container { pull_policy: PullPolicy::Never, ..sleeping(&image) };
        host.reconcile(&never).await.expect_err("it is not here");

        let done = host.reconcile(&sleeping(&image)).await.expect("pulled and deployed");
        assert_eq!(done.action, Action::Created);
        let pulls = told.events("web");
        assert!(
            pulls.iter().any(|e| matches!(e, Event::Pulling { image: i, .. } if *i == image)),
            "{pulls:?}"
        );
        assert!(real.engine.find_image(&image).await.expect("an answer").is_some());
        remove(real, &registry, &image).await;
    });
}

#[test]
fn a_registry_prefix_leads_to_the_image() {
    on_docker(async |real| {
        let Some(registry) = Registry::start(false) else { return };
        let image = registry.offer("shop/api:2");
        let told = Arc::new(Recorder::default());
        let settings = HostSettings { registry: Some(registry.address()), ..Default::default() };
        let host = host(real, settings, &told);
        host.reconcile(&sleeping("shop/api:2")).await.expect("pulled and deployed");
        let found = real.engine.inspect(&real.name("web")).await.expect("found").summary;
        assert_eq!(found.image, image);
        remove(real, &registry, &image).await;
    });
}

#[test]
fn a_private_registry_wants_the_right_credentials() {
    on_docker(async |real| {
        let Some(registry) = Registry::start(true) else { return };
        registry.log_in();
        let image = registry.offer("private/web:1");
        let told = Arc::new(Recorder::default());
        let with = |password: Option<&str>| {
            let credentials = password.map(|password| Credentials {
                registry: registry.address(),
                username: "alice".into(),
                password: Secret::new(password),
                identity_token: None,
            });
            host(real, HostSettings { credentials, ..Default::default() }, &told)
        };
        for password in [None, Some("wrong")] {
            let error = with(password).reconcile(&sleeping(&image)).await;
            let error = error.expect_err("refused");
            assert!(is_unauthorized(&error), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("wrong"), "{error:?}");
        }
        let done = with(Some("s3cret")).reconcile(&sleeping(&image)).await;
        assert_eq!(done.expect("pulled and deployed").action, Action::Created);
        remove(real, &registry, &image).await;
    });
}

fn is_unauthorized(error: &HostError) -> bool {
    match error {
        HostError::ImageMissing { error, .. } | HostError::Engine { error, .. } => {
            error.kind == EngineErrorKind::Unauthorized
        }
        _ => false,
    }
}

/// Removes the container, then the image.
async fn remove(real: &Real, registry: &Registry, image: &str) {
    let killed = crate::engine::Removal::Forced;
    real.engine.remove(&real.name("web"), killed).await.expect("removed");
    registry.docker(&["rmi", image]);
}

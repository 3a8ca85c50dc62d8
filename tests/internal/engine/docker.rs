//! What only a real engine can show: that a specification has its effect in the container, and
//! which errors there are when the engine, the registry or the connection fails.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use crate::engine::docker::{Deadlines, Docker};
use crate::engine::endpoint::{EngineAddress, SshTarget, TlsFiles};
use crate::engine::{
    ContainerSpec, Credentials, Engine, EngineErrorKind, EnvVar, ExecSpec, HostPort, LabelFilter,
    Mount, MountSource, Network, PortSpec, Protocol, Removal, Secret,
};

use super::fixture::{
    Fixture, LOOPBACK, eventually, free_port, kind, on_docker, real_engine, runtime, words,
};

/// The output of a command in a container.
async fn printed(f: &Fixture, name: &str, line: &str) -> String {
    let spec = ExecSpec { argv: words(line), ..ExecSpec::default() };
    let output = f.engine.exec(name, &spec).await.expect("run");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.exit_code, 0, "{line}: {complaint}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_specification_reaches_the_program() {
    on_docker(async |f: &Fixture| {
        let spec = ContainerSpec {
            env: vec![EnvVar::new("B", "two words"), EnvVar::new("A", "=x=")],
            user: Some("1234:77".to_owned()),
            working_dir: Some("/bin".to_owned()),
            hostname: Some("chosen".to_owned()),
            memory: Some(64 << 20),
            cpus: Some(0.5),
            read_only: true,
            entrypoint: words("/bin/sleep"),
            command: words("1001"),
            stop_timeout: Some(Duration::from_secs(1)),
            ..f.sleeper("spec")
        };
        f.run(&spec).await;
        let env = printed(f, &spec.name, "env").await;
        assert!(env.contains("B=two words\n") && env.contains("A==x=\n"), "{env}");
        assert!(printed(f, &spec.name, "id").await.starts_with("uid=1234 gid=77"));
        assert_eq!(printed(f, &spec.name, "pwd").await, "/bin\n");
        assert_eq!(printed(f, &spec.name, "cat /etc/hostname").await, "chosen\n");
        let mounts = printed(f, &spec.name, "cat /proc/mounts").await;
        assert!(mounts.lines().any(|line| line.contains(" / ") && line.contains(" ro,")));
        let processes = printed(f, &spec.name, "cat /proc/1/cmdline").await;
        assert!(processes.contains("init") && processes.contains("1001"), "{processes}");
    });
}

#[test]
fn mounts_hold_what_is_written() {
    on_docker(async |f: &Fixture| {
        let volume = f.volume("shared");
        f.engine.ensure_volume(&volume).await.expect("made");
        let folder = tempfile::tempdir().expect("a folder");
        let note = folder.path().join("note");
        place(&note, "from outside", 0o644);
        let mount = |source, target: &str, read_only| Mount {
            source,
            target: target.to_owned(),
            read_only,
        };
        let mut spec = f.sleeper("mounted");
        spec.mounts = vec![
            mount(MountSource::Volume(volume.name.clone()), "/shared", false),
            mount(MountSource::Bind(folder.path().display().to_string()), "/outside", true),
            mount(MountSource::Tmpfs, "/scratch", false),
        ];
        f.run(&spec).await;
        assert_eq!(printed(f, &spec.name, "cat /outside/note").await, "from outside");
        let write = |to: &str| ExecSpec {
            argv: vec!["sh".to_owned(), "-c".to_owned(), format!("echo kept > {to}/file")],
            ..ExecSpec::default()
        };
        for (to, works) in [("/shared", true), ("/outside", false), ("/scratch", true)] {
            let output = f.engine.exec(&spec.name, &write(to)).await.expect("run");
            assert_eq!(output.exit_code == 0, works, "{to}");
        }
        let mut second = f.sleeper("second");
        second.mounts.clone_from(&spec.mounts);
        f.run(&second).await;
        assert_eq!(printed(f, &second.name, "cat /shared/file").await, "kept\n");

        let mut lost = f.sleeper("lost");
        lost.mounts = vec![mount(MountSource::Bind("/no/such/folder".to_owned()), "/x", false)];
        assert_eq!(kind(f.engine.create(&lost).await), EngineErrorKind::BadRequest);
    });
}

#[test]
fn an_alias_and_a_published_port_reach_the_program() {
    on_docker(async |f: &Fixture| {
        let network = f.network("web");
        f.engine.ensure_network(&network).await.expect("made");
        let port = free_port();
        let joined = |name: &str, aliases: &[&str]| ContainerSpec {
            network: Network::Named {
                name: network.name.clone(),
                aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
                address: None,
            },
            ..f.sleeper(name)
        };
        let mut server = joined("server", &["front"]);
        server.command = words("httpd -f -p 80 -h /bin");
        server.ports = vec![PortSpec {
            container_port: 80,
            protocol: Protocol::Tcp,
            host: Some(HostPort { address: Some(LOOPBACK), port }),
        }];
        f.run(&server).await;
        let client = joined("client", &[]);
        f.run(&client).await;
        let asked = ExecSpec { argv: words("nc front 80"), ..ExecSpec::default() };
        let connected = async || {
            let output = f.engine.exec(&client.name, &asked).await.expect("run");
            (output.exit_code == 0).then_some(())
        };
        eventually("the alias is reached", connected).await;
        let published = async || std::net::TcpStream::connect((LOOPBACK, port)).ok();
        eventually("the published port is reached", published).await;
    });
}

#[test]
fn a_network_name_is_never_created_twice() {
    on_docker(async |f: &Fixture| {
        // Two connections share no state, like two programs.
        let stranger = real_engine().await.expect("it answered before");
        for round in 0..3 {
            let network = f.network(&format!("race-{round}"));
            let (one, two, three) = tokio::join!(
                f.engine.ensure_network(&network),
                f.engine.ensure_network(&network),
                stranger.ensure_network(&network),
            );
            // While both create it, each may briefly see the one that is then removed; in the
            // end there is one.
            assert_eq!(one.expect("made").id, two.expect("found").id);
            three.expect("made or found");
            let ours = f.engine.ensure_network(&network).await.expect("found");
            let theirs = stranger.ensure_network(&network).await.expect("found");
            assert_eq!(ours.id, theirs.id);
            assert_eq!(f.engine.networks(&f.mine()).await.expect("a list").len(), round + 1);
        }
    });
}

#[test]
fn a_command_has_a_deadline() {
    on_docker(async |f: &Fixture| {
        let spec = f.sleeper("slow");
        f.run(&spec).await;
        let exec = ExecSpec {
            argv: words("sleep 100"),
            deadline: Some(Duration::from_millis(300)),
            ..ExecSpec::default()
        };
        assert_eq!(kind(f.engine.exec(&spec.name, &exec).await), EngineErrorKind::Timeout);
    });
}

#[test]
fn a_silent_registry_has_its_own_error() {
    on_docker(async |f: &Fixture| {
        // Port 1 has no listener, and a registry on loopback needs no name service.
        let credentials = Credentials {
            registry: "127.0.0.1:1".to_owned(),
            username: "somebody".to_owned(),
            password: Secret::new("hush-hush"),
            identity_token: None,
        };
        let steps = Mutex::new(0);
        let count = |_| *steps.lock().expect("no panic before") += 1;
        let answer = f.engine.pull("127.0.0.1:1/no/such:1", Some(&credentials), &count).await;
        let error = answer.expect_err("no registry");
        assert_eq!(error.kind, EngineErrorKind::RegistryUnreachable, "{error}");
        assert!(!format!("{error} {error:?} {credentials:?}").contains("hush-hush"));
    });
}

#[test]
fn an_engine_that_is_not_there_is_unreachable() {
    runtime().block_on(async {
        let socket = EngineAddress::Unix("/no/such/engine.sock".into());
        let refused = Docker::connect(&socket, Deadlines::default());
        assert_eq!(kind(refused), EngineErrorKind::Unreachable);
        let port = EngineAddress::parse("tcp://127.0.0.1:1", None).expect("an address");
        let docker = Docker::connect(&port, Deadlines::default()).expect("not asked yet");
        let error = docker.version().await.expect_err("nobody listens");
        assert_eq!(error.kind, EngineErrorKind::Unreachable);
        assert!(error.to_string().contains("refused"), "{error}");
        let tls = Some(TlsFiles::in_directory(Path::new("/no/such/folder")));
        let secured = EngineAddress::parse("tcp://127.0.0.1:1", tls).expect("an address");
        let refused = Docker::connect(&secured, Deadlines::default());
        assert_eq!(kind(refused), EngineErrorKind::Unreachable);
    });
}

#[test]
fn requests_to_a_silent_engine_time_out() {
    runtime().block_on(async {
        let listener = std::net::TcpListener::bind((LOOPBACK, 0)).expect("a port");
        let address = format!("tcp://{}", listener.local_addr().expect("an address"));
        let endpoint = EngineAddress::parse(&address, None).expect("an address");
        let deadlines = Deadlines { question: Duration::from_millis(200), ..Deadlines::default() };
        let docker = Docker::connect(&endpoint, deadlines).expect("not asked yet");
        assert_eq!(kind(docker.version().await), EngineErrorKind::Timeout);
    });
}

/// A client of an engine that accepts connections and never answers; the listener keeps it.
fn hung_engine(deadlines: Deadlines) -> (std::net::TcpListener, Docker) {
    let listener = std::net::TcpListener::bind((LOOPBACK, 0)).expect("a port");
    let address = format!("tcp://{}", listener.local_addr().expect("an address"));
    let endpoint = EngineAddress::parse(&address, None).expect("an address");
    (listener, Docker::connect(&endpoint, deadlines).expect("not asked yet"))
}

#[test]
fn a_hung_engine_costs_one_deadline_however_much_is_asked() {
    runtime().block_on(async {
        let deadline = Duration::from_secs(2);
        let (_listener, docker) =
            hung_engine(Deadlines { question: deadline, ..Deadlines::default() });
        let begun = tokio::time::Instant::now();
        let (labels, exec) = (LabelFilter::any(), ExecSpec::default());
        let started = docker.start("a");
        let (list, image, start, stop, exec) = tokio::join!(
            docker.list(&labels),
            docker.find_image("a"),
            started,
            docker.stop("a", Some(Duration::from_secs(100))),
            docker.exec("a", &exec),
        );
        let kinds = [kind(list), kind(image), kind(start), kind(stop), kind(exec)];
        assert_eq!(kinds, [EngineErrorKind::Timeout; 5]);
        assert!(begun.elapsed() < deadline * 2, "{:?}", begun.elapsed());
        let again = tokio::time::Instant::now();
        assert_eq!(kind(docker.remove("a", Removal::Forced).await), EngineErrorKind::Timeout);
        assert!(again.elapsed() < deadline / 2, "a later request fails at once");
    });
}

#[test]
fn a_silent_command_is_left_alone_while_its_engine_answers() {
    on_docker(async |f: &Fixture| {
        let spec = f.sleeper("silent");
        f.run(&spec).await;
        let endpoint = EngineAddress::parse(f.engine.address(), None).expect("an address");
        let deadlines = Deadlines { question: Duration::from_secs(1), ..Deadlines::default() };
        let docker = Docker::connect(&endpoint, deadlines).expect("not asked yet");
        let exec = ExecSpec { argv: words("sleep 3"), ..ExecSpec::default() };
        assert_eq!(docker.exec(&spec.name, &exec).await.expect("it ends").exit_code, 0);
    });
}

#[test]
fn ssh_reaches_the_engine_of_another_machine() {
    runtime().block_on(async {
        let Some(docker) = real_engine().await else { return };
        // A script in place of `ssh`: it checks its arguments and runs the command on this
        // machine.
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("login");
        let wanted = "for last in \"$@\"; do :; done\n\
                      case \"$*\" in *'-p 2222 -- me@far docker system dial-stdio') ;; *) exit 9;; esac\n\
                      exec docker system dial-stdio\n";
        place(&program, &format!("#!/bin/sh\n{wanted}"), 0o755);
        let target = SshTarget { host: "me@far".to_owned(), port: Some(2222), program };
        let far = Docker::connect(&EngineAddress::Ssh(target), Deadlines::default()).expect("opened");
        assert_eq!(far.address(), "ssh://me@far:2222");
        let (there, here) = (far.version().await, docker.version().await);
        assert_eq!(there.expect("an answer"), here.expect("an answer"));
        far.list(&LabelFilter::any()).await.expect("a second connection works");
    });
}

#[test]
fn a_refused_ssh_login_says_why() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("login");
        place(&program, "#!/bin/sh\necho 'Permission denied (publickey).' >&2\nexit 255\n", 0o755);
        let target = SshTarget { host: "far".to_owned(), port: None, program };
        let far =
            Docker::connect(&EngineAddress::Ssh(target), Deadlines::default()).expect("opened");
        let error = far.version().await.expect_err("refused");
        assert_eq!(error.kind, EngineErrorKind::Unreachable);
        assert!(error.to_string().contains("Permission denied (publickey)"), "{error}");
    });
}

fn place(path: &Path, content: &str, mode: u32) {
    use std::io::Write as _;
    let mut file = std::fs::File::create(path).expect("a new file");
    file.write_all(content.as_bytes()).expect("written");
    file.set_permissions(std::fs::Permissions::from_mode(mode)).expect("permitted");
}

//! Every command that talks to an engine, over every kind of connection: a socket, TCP, and
//! SSH.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};

use super::Place;
use crate::docker::{IMAGE, Real, on_docker};

/// The socket of the real engine.
const SOCKET: &str = "/var/run/docker.sock";

/// Takes the place of `ssh`: the other machine is this one.
const SSH: &str = "#!/bin/sh
exec env -u DOCKER_HOST docker -H unix:///var/run/docker.sock system dial-stdio
";

/// A command, its exit code, and a part of its output.
type Step<'s> = (&'s [&'s str], i32, &'s str);

fn command(place: &Place, engine: &str, args: &[&str]) -> Command {
    let mut command = place.command(args);
    let path = std::env::var("PATH").unwrap_or_default();
    let bin = place.path().join("bin");
    command.env("PATH", format!("{}:{path}", bin.display())).env("DOCKER_HOST", engine);
    command
}

fn every_command(real: &Real, kind: &str, engine: &str) {
    let place = Place::new();
    let bin = place.path().join("bin");
    std::fs::create_dir(&bin).expect("made");
    let ssh = place.file("bin/ssh", SSH);
    std::fs::set_permissions(ssh, std::fs::Permissions::from_mode(0o755)).expect("set");
    place.file(
        "app.murano",
        format!(
            "class App extends DockerApplication {{
    action greet(whom: string!) {{ return \"hello \\($whom)\" }}
    getContainer() {{
        return {{
            name: 'web', image: '{IMAGE}', stopTimeout: 0, ports: [{{ port: 80, scope: 'host' }}],
            commands: ['sh', '-c', 'echo started; exec sleep 600'],
        }}
    }}
}}\n"
        ),
    );
    let run = "import 'app.murano'\nnew App { host: new DockerStandaloneHost { } }.deploy()\n";
    place.file("run.murano", run);
    let model = json!({
        "?": { "type": "io.murano.Environment", "id": "e" },
        "name": "e",
        "applications": [{
            "?": { "type": "App", "id": "web" },
            "host": { "?": { "type": "com.mirantis.docker.DockerStandaloneHost", "id": "host" }, "name": "h" },
        }],
    });
    place.file("model.json", model.to_string());
    let env = &*format!("{}-{kind}", real.environment);
    let steps: &[Step<'_>] = &[
        (&["plan", "run.murano"], 0, "1 to create"),
        // Nothing is recorded yet: the engine itself is asked.
        (&["ps"], 0, "nothing is deployed"),
        (&["run", "run.murano"], 0, "1 created"),
        (&["run", "run.murano"], 0, "1 container unchanged"),
        (&["run", "run.murano", "--plan"], 0, "1 unchanged"),
        (&["ps"], 0, "running"),
        (&["endpoints"], 0, "80/tcp"),
        (&["logs", "web"], 0, "started"),
        (&["exec", "web", "--no-input", "--", "sh", "-c", "echo inside; exit 7"], 7, "inside"),
        (&["down"], 0, "1 container"),
        (&["down"], 2, "E0514"),
        (&["deploy", "model.json", "--classes", "app.murano"], 0, "web"),
        (&["call", "web", "greet", "whom=Ann"], 0, "hello Ann"),
        (&["down"], 0, "removed"),
    ];
    for (arguments, code, text) in steps {
        let (head, tail) = match arguments.iter().position(|a| *a == "--") {
            Some(at) => arguments.split_at(at),
            None => (*arguments, &[][..]),
        };
        let all = [head, &["--env", env], tail].concat();
        let did = command(&place, engine, &all).output().expect("it runs");
        let printed = String::from_utf8_lossy(&did.stdout) + String::from_utf8_lossy(&did.stderr);
        assert_eq!(did.status.code(), Some(*code), "{kind}: {all:?}\n{printed}");
        assert!(printed.contains(text), "{kind}: {all:?}: no `{text}` in\n{printed}");
        // The same engine, named on the command line.
        if matches!(head[0], "ps" | "endpoints") {
            let all = [&all[..], &["--engine", engine]].concat();
            let mut named = command(&place, "unix:///nonexistent/docker.sock", &all);
            let did = named.output().expect("it runs");
            assert_eq!(did.status.code(), Some(0), "{kind}: {all:?}");
        }
    }
}

/// Forwards TCP connections to the engine's socket until the returned task is dropped.
fn tcp_proxy() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("an event loop takes it over");
    let port = listener.local_addr().expect("bound").port();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("an event loop").block_on(async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(forward(near));
            }
        });
    });
    port
}

async fn forward(mut near: TcpStream) {
    if let Ok(mut far) = UnixStream::connect(SOCKET).await {
        let _ = copy_bidirectional(&mut near, &mut far).await;
    }
}

#[test]
fn every_command_works_over_every_kind_of_engine() {
    if !std::path::Path::new(SOCKET).exists() {
        return;
    }
    on_docker(|real| {
        let tcp = format!("tcp://127.0.0.1:{}", tcp_proxy());
        let engines = [
            ("unix", format!("unix://{SOCKET}")),
            ("tcp", tcp),
            ("ssh", "ssh://me@box.example".to_owned()),
        ];
        for (kind, engine) in engines {
            every_command(real, kind, &engine);
        }
    });
}

//! One Ctrl-C ends any command soon: whatever it computes, reads or waits for.

use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Did, Place, SHOP};

/// A command has 2 seconds; the machine that tests it may be busy.
const SOON: Duration = Duration::from_secs(6);

/// How long a command works before it is interrupted.
const WORK: Duration = Duration::from_millis(1500);

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
}

/// Interrupts a command once it is at work, and waits for its end.
#[track_caller]
fn interrupted(what: &str, child: Child) -> Did {
    std::thread::sleep(WORK);
    interrupt(&child);
    let sent = Instant::now();
    let did = Did::of(child.wait_with_output().expect("it ends"));
    assert!(sent.elapsed() < SOON, "{what} took {:?}", sent.elapsed());
    assert_eq!(did.code, Some(130), "{what}: {}", did.err);
    did
}

#[test]
fn computations_are_interrupted() {
    const SHARED: &str =
        "$a = range(60).aggregate([$1, $1], 1)\n$b = range(60).aggregate([$1, $1], 1)\n";
    let programs = [
        (
            "branches of branches",
            "function f(n) { parallel { f($n + 1); f($n + 1) } }\nf(0)".to_owned(),
        ),
        ("equality", format!("{SHARED}print($a = $b)")),
        ("a set", format!("{SHARED}print(len(set($a, $b)))")),
        ("a power", "print(range(100000).select(pow(7, 3000000)).len())".to_owned()),
    ];
    for (what, program) in programs {
        let place = Place::new();
        place.file("a.murano", program);
        interrupted(
            what,
            place.command(&["run", "a.murano", "--max-memory", "2G"]).spawn().expect("it starts"),
        );
    }
    let rows = [
        ("a string of shared lists", "len(str(range(60).aggregate([$1, $1], 1)))"),
        ("a join", "range(30000).select($).join(range(30000), true, 1).len()"),
    ];
    for (what, expression) in rows {
        let place = Place::new();
        let mut command = place.command(&["eval", expression, "--max-memory", "2G"]);
        let child = command.spawn().expect("it starts");
        // It may also end by itself, with an error of its limits.
        std::thread::sleep(WORK);
        interrupt(&child);
        let sent = Instant::now();
        let did = Did::of(child.wait_with_output().expect("it ends"));
        assert!(sent.elapsed() < SOON, "{what} took {:?}", sent.elapsed());
        assert!(matches!(did.code, Some(1 | 130)), "{what}: {:?} {}", did.code, did.err);
    }
}

#[test]
fn an_idle_input_is_interrupted() {
    let place = Place::new();
    let mut command = place.command(&["eval", "$", "--data", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    let open = child.stdin.take();
    interrupted("eval", child);
    drop(open);
}

#[test]
fn reading_data_is_interrupted() {
    let place = Place::new();
    place.file("keys.yaml", "? ".repeat(100_000));
    place.file("list.yaml", "- a: [1, 2, 3]\n".repeat(3_000_000));
    for file in ["keys.yaml", "list.yaml"] {
        let mut command = place.command(&["eval", "1", "--data", file]);
        let child = command.spawn().expect("it starts");
        std::thread::sleep(WORK);
        interrupt(&child);
        let sent = Instant::now();
        let did = Did::of(child.wait_with_output().expect("it ends"));
        assert!(sent.elapsed() < SOON, "{file} took {:?}", sent.elapsed());
        // Deep nesting may have been refused before.
        assert!(matches!(did.code, Some(3 | 130)), "{file}: {:?} {}", did.code, did.err);
    }
}

/// An engine that accepts connections and never answers.
fn silent_engine(path: &Path) {
    let listener = UnixListener::bind(path).expect("a socket");
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        while let Ok(connection) = listener.accept() {
            kept.push(connection);
        }
    });
}

#[test]
fn waiting_for_a_silent_engine_is_interrupted() {
    let place = Place::new();
    place.file("shop.murano", format!("print('running')\n{SHOP}"));
    let socket = place.path().join("engine.sock");
    silent_engine(&socket);
    let address = format!("unix://{}", socket.display());
    let start = |args: &[&str]| {
        let mut command = place.command(args);
        command.env("DOCKER_HOST", &address).spawn().expect("it starts")
    };
    let mut run = start(&["run", "shop.murano"]);
    let mut line = String::new();
    BufReader::new(run.stdout.take().expect("a pipe")).read_line(&mut line).expect("text");
    interrupted("run", run);
    interrupted("down", start(&["down", "--env", "shop", "--engine", &address]));
    for args in [&["ps"][..], &["logs", "web", "--env", "shop"]] {
        let child = start(args);
        std::thread::sleep(WORK);
        interrupt(&child);
        let sent = Instant::now();
        let ended = child.wait_with_output().expect("it ends");
        assert!(sent.elapsed() < SOON && !ended.status.success(), "{args:?}");
    }
}

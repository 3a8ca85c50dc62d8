#![expect(clippy::disallowed_methods, reason = "tests read and write files")]
//! The examples and the README's program, run by the binary itself on a real engine.
//!
//! The images are those of `scripts/images`; nothing is pulled. Each test deploys into an
//! environment of its own name, so that tests run in parallel and next to the user's own
//! deployments.

use std::process::{Command, Output};

use crate::docker::docker_is_there;
use crate::sources;

/// Runs the binary, with its own directory of records.
struct Murano {
    state: tempfile::TempDir,
}

impl Murano {
    fn new() -> Self {
        Self { state: tempfile::tempdir().expect("a folder") }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_murano"))
            .args(arguments)
            .env("MURANO_STATE", self.state.path())
            .env("NO_COLOR", "1")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("the binary runs")
    }

    /// The standard output of a command that must succeed.
    fn prints(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An environment that is removed at the end, whatever happens.
struct Deployed<'m>(&'m Murano, String);

impl Drop for Deployed<'_> {
    fn drop(&mut self) {
        self.0.run(&["down", "--env", &self.1]);
    }
}

fn named(what: &str) -> String {
    format!("x{}-{what}", std::process::id())
}

#[test]
fn hello_contracts_and_library_print_the_expected_output() {
    let murano = Murano::new();
    assert_eq!(murano.prints(&["run", "examples/hello.murano"]), "Hello, world!\nHello, Murano!\n");
    let contracts = murano.prints(&["run", "examples/contracts.murano"]);
    for line in [
        "1. web: [80, 53] {tier: 'front', version: '3'}",
        "2. 1 port, 1 replica",
        "4. `ports[1].port` of `Service` must be an integer, found the string 'http'",
        "7. `ports` of `Service` must have at least 1 item, found an empty list",
    ] {
        assert!(contracts.lines().any(|l| l == line), "{line}\nin\n{contracts}");
    }
    let library = murano.prints(&["run", "examples/library.murano"]);
    assert!(library.starts_with("front: nginx:alpine on [80]\n  GET /health\n"), "{library}");
    assert!(library.ends_with("`Forgetful` does not implement `image`\n"), "{library}");
}

#[test]
fn every_example_passes_check_and_can_be_drawn() {
    let murano = Murano::new();
    for example in
        ["hello", "contracts", "container", "variants", "guestbook", "pod", "two-hosts", "library"]
    {
        murano.prints(&["check", &format!("examples/{example}.murano")]);
    }
    let graph = murano.prints(&["graph", "examples/guestbook.murano"]);
    assert!(
        graph.contains("-> redis 6379/tcp") && graph.contains("-> guestbook-replica"),
        "{graph}"
    );
    let mermaid = murano.prints(&["graph", "examples/guestbook.murano", "--format", "mermaid"]);
    assert!(mermaid.contains("-->"), "{mermaid}");
}

/// Programs from real life, and what they print on the simulated engine.
const PROGRAMS: &[(&str, &str)] = &[
    ("blue-green", "blue is live\n"),
    ("defaults", "cache: 512m, team shop\nweb: 128m, team shop\n"),
    ("monitoring", "http://127.0.0.1:3000\n"),
    ("pod", "http://127.0.0.1:80\n"),
    ("openstack/wiki", "['wiki', 'notes']\n"),
    ("previews", "main: http://127.0.0.1:8100\n"),
    ("queue", "3 workers\n"),
    ("secrets", "the database is there\n"),
    ("shop", "http://127.0.0.1:8080\n"),
    ("site", "http://127.0.0.1:80/index.html\nhttp://127.0.0.1:80/about.html\n"),
    ("two-hosts", "http://10.213.0.1:80\n"),
];

#[test]
fn programs_from_real_life_run_on_the_simulated_engine() {
    for (name, printed) in PROGRAMS {
        let (murano, file) = (Murano::new(), format!("examples/{name}.murano"));
        let checked = murano.run(&["check", "--deny", "warnings", &file]);
        assert!(checked.status.success(), "{name}: {}", said(&checked));
        let simulated = ["--engine", "simulated", "--quiet"];
        assert_eq!(murano.prints(&[&["run", &file], &simulated[..]].concat()), *printed, "{name}");
        let plan = ["plan", &file, "--engine", "simulated", "--exit-code"];
        assert_eq!(murano.run(&plan).status.code(), Some(0), "{name}: a second run changes it");
    }
}

#[test]
fn green_takes_the_place_of_blue_and_workers_can_become_fewer() {
    let murano = Murano::new();
    let changes = |file: &str, variable: &str| {
        murano.prints(&["run", file, "--engine", "simulated", "--quiet"]);
        let options = ["--prune", "--engine", "simulated", "--format", "json"];
        let plan = murano.prints(&[&["plan", file, "--var", variable], &options[..]].concat());
        let plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
        let changes = plan["changes"].as_array().expect("a list").clone();
        let names = |change: &serde_json::Value| {
            let name = change["application"].as_str().expect("a name").to_owned();
            (change["action"] != "keep").then_some(name)
        };
        changes.iter().filter_map(names).collect::<Vec<_>>()
    };
    assert_eq!(changes("examples/blue-green.murano", "live=green"), ["gateway"]);
    assert_eq!(changes("examples/queue.murano", "workers=1"), ["worker2", "worker3"]);
}

/// The first line of each example says what it shows, and its layout is that of `murano fmt`.
#[test]
fn every_example_says_what_it_shows() {
    let examples = sources::below("examples", "murano");
    let others = ["rs", "py"].map(|ending| sources::below("examples", ending)).concat();
    assert_eq!(others.len(), 2);
    for (path, text) in examples.iter().chain(&others) {
        let first = text.lines().find(|line| !line.starts_with("#!")).unwrap_or_default();
        let is_comment = first.starts_with("//") || first.starts_with('#');
        assert!(is_comment && first.len() > 40, "{path}: {first}");
    }
    let paths: Vec<&str> = examples.iter().map(|(path, _)| path.as_str()).collect();
    assert!(paths.len() > 15, "{paths:?}");
    Murano::new().prints(&[&["fmt", "--check"], &paths[..]].concat());
}

#[test]
fn tests_of_the_library_pass_and_its_package_is_right() {
    let murano = Murano::new();
    let tested = murano.run(&["test", "examples/parts_test.murano"]);
    assert!(said(&tested).contains("4 tests: all passed"), "{}", said(&tested));
    murano.prints(&["check", "examples/openstack/packages/com.example.Wiki"]);
}

/// Where there is Python, the example of embedding runs.
#[test]
fn the_interpreter_runs_inside_of_a_program_in_python() {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_murano"));
    let path = format!(
        "{}:{}",
        binary.parent().expect("a directory").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let python = Command::new("python3")
        .arg("examples/embed.py")
        .env("MURANO_STATE", Murano::new().state.path())
        .env("PATH", path)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let output = match python {
        Ok(output) => output,
        // Nothing else in the project needs Python.
        Err(_) if std::env::var_os("MURANO_REQUIRE_DOCKER").is_none() => return,
        Err(error) => panic!("python3: {error}"),
    };
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let expected = "total: 36\nnotes: 127.0.0.1:8080\nrefused: ";
    assert!(printed.starts_with(expected) && output.status.success(), "{printed}");
}

/// The program in Rust is a part of these tests: it compiles, and says what it should.
#[expect(dead_code, reason = "`main` prints what the tests compare")]
#[path = "../../examples/embed.rs"]
mod embed;

#[test]
fn the_interpreter_runs_inside_of_a_program_in_rust() {
    let total = |order: &str| embed::total(order).expect("the classes compile");
    assert_eq!(total("{ item: 'tea', count: '12' }"), "36");
    let refused = total("{ item: 'tea', count: 0 }");
    assert!(refused.starts_with("refused: ") && refused.contains("count"), "{refused}");
    assert!(total("{ item: 'hat' }").contains("this shop sells tea"));
    let addresses = embed::addresses().expect("it deploys");
    assert!(addresses.iter().any(|address| address == "127.0.0.1:80"), "{addresses:?}");
}

#[test]
fn variants_change_what_their_base_class_returns() {
    let murano = Murano::new();
    let printed = murano.prints(&["run", "examples/variants.murano", "--engine", "simulated"]);
    let wanted = "web {MODE: 'live', WORKERS: '4'}\nstaging {MODE: 'debug', WORKERS: '4'}\n";
    assert!(printed.starts_with(wanted), "{printed}");
}

/// A project made by `murano new` is deployed, serves its page and is removed.
#[test]
fn a_new_project_runs_on_an_engine() {
    if !docker_is_there() {
        return;
    }
    let (murano, name) = (Murano::new(), named("starter"));
    let place = tempfile::tempdir().expect("a folder");
    let project = place.path().join(format!("s{}", std::process::id()));
    let project = project.to_str().expect("a path");
    murano.prints(&["new", project]);
    let program = format!("{project}/s{}.murano", std::process::id());
    let _deployed = Deployed(&murano, name.clone());
    let address = murano.prints(&["run", &program, "--env", &name]);
    let address = address.lines().next().expect("an address").to_owned();
    assert!(fetch(&address).contains("Hello from s"), "{address}");
    murano.prints(&["plan", &program, "--env", &name]);
    murano.prints(&["down", "--env", &name]);
}

#[test]
fn one_container_is_deployed_kept_and_removed() {
    if !docker_is_there() {
        return;
    }
    let (murano, name) = (Murano::new(), named("one"));
    let _deployed = Deployed(&murano, name.clone());
    let run = ["run", "examples/container.murano", "--env", &name];
    let address = murano.prints(&run);
    let address = address.lines().last().expect("an address").to_owned();
    assert!(fetch(&address).contains("nginx"), "{address}");
    let again = murano.run(&run);
    assert!(said(&again).contains("nothing to do: 1 container unchanged"), "{}", said(&again));
    assert!(!String::from_utf8_lossy(&again.stdout).contains("is installed"));
    murano.prints(&["down", "--env", &name]);
    assert_eq!(murano.prints(&["ps", "--env", &name, "--format", "json"]).trim(), "[]");
}

#[test]
fn the_guest_book_writes_to_the_master_and_reads_from_the_replica() {
    if !docker_is_there() {
        return;
    }
    let (murano, name) = (Murano::new(), named("book"));
    let _deployed = Deployed(&murano, name.clone());
    let run = ["run", "examples/guestbook.murano", "--env", &name];
    let address = murano.prints(&run).trim().to_owned();
    let stored = fetch(&format!("{address}/api?cmd=set&key=greeting&value=hello"));
    assert!(stored.contains("stored"), "{stored}");
    let read = format!("{address}/api?cmd=get&key=greeting");
    let arrived = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        fetch(&read).contains("hello")
    });
    assert!(arrived, "the replica has {}", fetch(&read));
    let plan = murano.run(&["plan", "examples/guestbook.murano", "--env", &name, "--exit-code"]);
    assert_eq!(plan.status.code(), Some(0), "{}", said(&plan));
    let again = murano.run(&run);
    assert!(said(&again).contains("nothing to do: 3 containers unchanged"), "{}", said(&again));
}

#[test]
fn the_guest_book_of_a_pod_reads_from_the_replica() {
    if !docker_is_there() {
        return;
    }
    let (murano, name) = (Murano::new(), named("pod"));
    let _deployed = Deployed(&murano, name.clone());
    let run = ["run", "examples/pod.murano", "--env", &name];
    let address = murano.prints(&run).trim().to_owned();
    assert!(fetch(&format!("{address}/api?cmd=set&key=greeting&value=hello")).contains("stored"));
    let read = format!("{address}/api?cmd=get&key=greeting");
    let arrived = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        fetch(&read).contains("hello")
    });
    assert!(arrived, "the replica has {}", fetch(&read));
    let again = murano.run(&run);
    assert!(said(&again).contains("nothing to do: 3 containers unchanged"), "{}", said(&again));
    let inside =
        murano.prints(&["exec", "redis", "--env", &name, "--", "redis-cli", "-p", "6380", "role"]);
    assert!(inside.starts_with("slave"), "the replica listens at 127.0.0.1 too: {inside}");
    let log = murano.run(&["logs", "replica", "--env", &name]);
    assert!(
        String::from_utf8_lossy(&log.stdout).contains("REPLICA") || said(&log).contains("REPLICA"),
        "{log:?}"
    );
    murano.prints(&["down", "--env", &name]);
    let left = Command::new("docker")
        .args(["ps", "-aq", "--filter", &format!("label=io.murano.environment={name}")])
        .output()
        .expect("docker answers");
    assert_eq!(String::from_utf8_lossy(&left.stdout), "", "no pause container is left");
}

/// Two engines in separate networks, removed at the end.
struct Hosts;

impl Hosts {
    #[expect(clippy::print_stdout, reason = "says that a test is skipped")]
    /// Starts them; `None` where that is not allowed, or if they are already in use.
    fn start() -> Option<Self> {
        if std::path::Path::new("/var/tmp/murano-hosts").exists() {
            println!("skipped: `scripts/hosts` is in use");
            return None;
        }
        let up = hosts(&["up", "2"]);
        assert!(up.status.success(), "scripts/hosts up 2: {}", said(&up));
        Some(Self)
    }
}

impl Drop for Hosts {
    fn drop(&mut self) {
        hosts(&["down"]);
    }
}

fn hosts(arguments: &[&str]) -> Output {
    Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/hosts"))
        .args(arguments)
        .output()
        .expect("the script runs")
}

#[test]
fn two_hosts_reach_each_other_through_published_ports() {
    if !docker_is_there() {
        return;
    }
    let Some(_hosts) = Hosts::start() else { return };
    let (murano, name) = (Murano::new(), named("two"));
    let _deployed = Deployed(&murano, name.clone());
    let address = murano.prints(&["run", "examples/two-hosts.murano", "--env", &name]);
    let address = address.trim();
    assert!(address.starts_with("http://10.213.0.1:"), "{address}");
    assert!(fetch(&format!("{address}/api?cmd=set&key=k&value=far")).contains("stored"));
    assert!(fetch(&format!("{address}/api?cmd=get&key=k")).contains("far"));
    let graph = murano.prints(&["graph", "examples/two-hosts.murano"]);
    assert!(graph.contains("host host2") && graph.contains("-> redis 6379/tcp cloud"), "{graph}");
}

#[test]
fn the_program_of_the_readme_prints_what_it_says() {
    if !docker_is_there() {
        return;
    }
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    let readme = readme.expect("there is a README");
    let program = readme.split("```murano\n").nth(1).and_then(|rest| rest.split("```").next());
    let (murano, name) = (Murano::new(), named("readme"));
    let file = murano.state.path().join("counter.murano");
    std::fs::write(&file, program.expect("the README has a program")).expect("written");
    let _deployed = Deployed(&murano, name.clone());
    let printed = murano.prints(&["run", &file.display().to_string(), "--env", &name]);
    assert!(printed.starts_with("{host: '") && printed.ends_with("', port: 6379}\n"), "{printed}");
}

/// The body of the HTTP response at a local address.
fn fetch(address: &str) -> String {
    let output = Command::new("curl")
        .args(["--silent", "--noproxy", "*", "--max-time", "10", address])
        .output()
        .expect("curl runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#![expect(clippy::disallowed_methods, reason = "tests prepare directories")]
//! Environments: their names, the files they belong to, and their removal.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::{Did, Place};
use crate::docker::{IMAGE, ask, on_docker};

/// A program that deploys one container, which sleeps for some time.
fn sleeper(seconds: u32) -> String {
    format!(
        "class App extends DockerApplication {{
    getContainer() {{
        return {{ name: 'x', image: '{IMAGE}', commands: ['sleep', '{seconds}'], stopTimeout: 0 }}
    }}
}}
new App {{ host: new DockerStandaloneHost {{ name: 'local' }} }}.deploy()
"
    )
}

/// A command on the real engine, started in a directory.
pub(super) fn real(place: &Place, directory: &Path, args: &[&str]) -> Did {
    let mut command = real_command(place, args);
    Did::of(command.current_dir(directory).output().expect("the binary starts"))
}

pub(super) fn real_command(place: &Place, args: &[&str]) -> Command {
    let mut command = place.command(args);
    command.env_remove("DOCKER_HOST");
    if let Ok(host) = std::env::var("DOCKER_HOST") {
        command.env("DOCKER_HOST", host);
    }
    command
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("made");
    std::fs::write(path, text).expect("written");
}

#[test]
fn files_of_one_name_are_two_programs() {
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        let (one, two) = (place.path().join("one"), place.path().join("two"));
        write(&one.join(&name), &sleeper(600));
        write(&two.join(&name), &sleeper(601));
        real(&place, &one, &["run", &name]).ends(0).says("1 created");
        for command in ["run", "plan", "down"] {
            let did = real(&place, &two, &[command, &name]).ends(4).says("E0515");
            let text = did.err.replace(['\n', '│', ' '], "");
            for directory in [&one, &two] {
                let path = directory.canonicalize().expect("it is there").join(&name);
                assert!(text.contains(path.to_str().expect("UTF-8")), "{}", did.err);
            }
            did.says("--env NAME").says("--adopt");
        }
        assert_eq!(docker.inspect("x", "{{.Config.Cmd}}"), "[sleep 600]", "it was not touched");
        real(&place, &two, &["ps", &name]).ends(0).says("another file");
        // The record is lost, but the label of the container has the origin.
        let record = place.path().join(format!("state/murano/{}.json", docker.environment));
        std::fs::remove_file(&record).expect("it was recorded");
        real(&place, &two, &["run", &name]).ends(4).says("E0515");
        real(&place, &two, &["down", &name]).ends(4).says("E0515");
        assert_eq!(docker.inspect("x", "{{.Config.Cmd}}"), "[sleep 600]", "it was not touched");
        real(&place, &two, &["run", &name, "--adopt"]).ends(0).says("1 replaced");
        real(&place, &one, &["run", &name]).ends(4).says("E0515");
        real(&place, &two, &["down", &name]).ends(0).says("1 container, 1 network");
    });
}

#[test]
fn a_moved_program_adopts_its_environment() {
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        let (old, new) = (place.path().join("old"), place.path().join("new"));
        write(&old.join(&name), &sleeper(600));
        symlink("old", place.path().join("link")).expect("linked");
        real(&place, &old, &["run", &name]).ends(0);
        let by_link = place.path().join("link").join(&name);
        let by_link = by_link.to_str().expect("UTF-8");
        real(&place, place.path(), &["run", by_link]).ends(0).says("1 container unchanged");
        std::fs::rename(&old, &new).expect("moved");
        real(&place, &new, &["run", &name]).ends(4).says("E0515");
        real(&place, &new, &["plan", &name, "--adopt"]).ends(0);
        real(&place, &new, &["run", &name]).ends(4).says("E0515");
        real(&place, &new, &["run", &name, "--adopt"]).ends(0).says("1 container unchanged");
        real(&place, &new, &["run", &name]).ends(0).says("1 container unchanged");
        real(&place, &new, &["down", "--env", &docker.environment]).ends(0);
    });
}

#[test]
fn long_and_foreign_names_are_distinct() {
    let place = Place::new();
    let names = ["a b", "a+b", "ä", "日本", "App", "app"];
    let long = "payments-of-the-european-region-of-";
    let names = names.map(str::to_owned).into_iter();
    let names = names.chain(["production", "staging"].map(|end| format!("{long}{end}")));
    let mut environments: Vec<String> = Vec::new();
    for name in names {
        let file = format!("{name}.murano");
        place.file(&file, sleeper(1));
        let did = place.murano(&["plan", &file, "--engine", "simulated", "--format", "json"]);
        let json = did.ends(0).json();
        environments.push(json["environment"].as_str().expect("a name").to_owned());
    }
    let count = environments.len();
    environments.sort();
    environments.dedup();
    assert_eq!(environments.len(), count, "{environments:?}");
}

#[test]
fn programs_from_a_pipe_need_a_name() {
    let place = Place::new();
    let model = "Objects: null";
    place.fed(&["deploy", "-"], model).ends(2).says("--env NAME");
    place.fed(&["deploy", "-", "--engine", "simulated"], model).ends(0);
    place.fed(&["deploy", "-", "--env", "shop"], model).ends(0);
    place.fed(&["run", "/dev/stdin"], &sleeper(1)).ends(2).says("--env NAME");
    place.fed(&["run", "/dev/stdin"], "print(1)").ends(0);
}

#[test]
fn a_program_that_deploys_nothing_may_have_any_name() {
    let place = Place::new();
    write(
        &place.path().join("state/murano/shop.json"),
        r#"{"version": 1, "environment": "shop", "origin": "/elsewhere/shop.murano"}"#,
    );
    place.file("shop.murano", "print(1)");
    place.murano(&["run", "shop.murano"]).ends(0);
    place.file("shop.murano", sleeper(1));
    place.murano(&["run", "shop.murano"]).ends(4).says("E0515").says("/elsewhere/shop.murano");
    // Nothing answers at the address that tests configure, so adopting fails there.
    place.murano(&["run", "shop.murano", "--adopt"]).ends(4).says("E0501");
}

#[test]
fn down_finds_the_engines_of_a_program_without_a_record() {
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        let text = sleeper(600)
            + "$away = new DockerStandaloneHost { name: 'away', engine: 'unix:///nonexistent/second.sock' }
if ($vars.get('all') != null) { new App { host: $away }.deploy() }
";
        place.file(&name, &text);
        real(&place, place.path(), &["run", &name]).ends(0);
        let record = place.path().join(format!("state/murano/{}.json", docker.environment));
        std::fs::remove_file(&record).expect("it was recorded");
        let down = ["down", &name, "--var", "all=1"];
        let did = real(&place, place.path(), &down).ends(4).says("partly removed: 1 container");
        did.says("unix:///nonexistent/second.sock").says("--forget");
        real(&place, place.path(), &["down", "--env", &docker.environment]).ends(4).says("E0501");
        let forget =
            ["down", "--env", &docker.environment, "--forget", "unix:///nonexistent/second.sock"];
        let did = real(&place, place.path(), &forget).ends(0);
        did.says("not checked: unix:///nonexistent/second.sock");
        assert!(!record.exists());
    });
}

#[test]
fn down_reports_a_program_that_it_cannot_evaluate() {
    let place = Place::new();
    place.file("broken.murano", "class {");
    let did = place.murano(&["down", "broken.murano", "--engine", "simulated"]).ends(4);
    did.says("cannot be evaluated").says("--engine ADDRESS");
    place.murano(&["down", "nosuch.murano", "--engine", "simulated"]).ends(2).says("E0514");
    place.file("shop.json", "{");
    place.murano(&["down", "shop.json", "--engine", "simulated"]).ends(4).says("as a model");
    write(
        &place.path().join("state/murano/simulated/broken.json"),
        r#"{"version": 1, "environment": "broken"}"#,
    );
    let did = place.murano(&["down", "broken.murano", "--engine", "simulated"]).ends(0);
    did.says("only the recorded engines were checked");
}

#[test]
fn a_rollback_leaves_neither_the_failed_container_nor_the_network() {
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        let text = sleeper(600)
            + &format!(
                "class Broken extends DockerApplication {{
    getContainer() {{ return {{ name: 'broken', image: '{IMAGE}', commands: ['sh', '-c', 'exit 7'] }} }}
}}
new Broken {{ host: new DockerStandaloneHost {{ name: 'local' }} }}.deploy()
"
            );
        place.file(&name, &text);
        let did = real(&place, place.path(), &["run", &name]).ends(5);
        did.says("left running: x\n").says("left, not running: broken (exited)\n");
        real(&place, place.path(), &["down", &name]).ends(0);
        let did = real(&place, place.path(), &["run", &name, "--rollback"]).ends(1);
        did.says("rolled back; removed: broken, x");
        let label = format!("label=io.murano.environment={}", docker.environment);
        assert_eq!(ask(&["ps", "-aq", "--filter", &label]), "");
        assert_eq!(ask(&["network", "ls", "-q", "--filter", &label]), "");
    });
}

#[test]
fn a_container_that_is_connected_to_the_network_is_named() {
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        place.file(&name, sleeper(600));
        real(&place, place.path(), &["run", &name]).ends(0);
        let guest = docker.name("guest");
        let network = format!("murano-{}", docker.environment);
        ask(&["run", "-d", "--name", &guest, "--network", &network, IMAGE, "sleep", "600"]);
        let did = real(&place, place.path(), &["down", &name]);
        ask(&["rm", "-f", &guest]);
        did.ends(4).says(&guest).says("docker network disconnect");
        real(&place, place.path(), &["down", &name]).ends(0).says("1 network");
    });
}

#[test]
fn two_users_create_one_network() {
    on_docker(|docker| {
        let place = Place::new();
        let name = format!("{}.murano", docker.environment);
        place.file(&name, sleeper(600));
        let run = |user: &str| {
            let mut command = real_command(&place, &["run", &name]);
            command.env("MURANO_STATE", place.path().join(user)).spawn().expect("it starts")
        };
        let children = ["one", "two", "three"].map(run);
        for child in children {
            Did::of(child.wait_with_output().expect("it ends")).ends(0);
        }
        let label = format!("label=io.murano.environment={}", docker.environment);
        assert_eq!(ask(&["network", "ls", "-q", "--filter", &label]).lines().count(), 1);
        assert_eq!(ask(&["ps", "-q", "--filter", &label]).lines().count(), 1);
        real(&place, place.path(), &["down", &name]).ends(0);
    });
}

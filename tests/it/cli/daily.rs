#![expect(clippy::disallowed_methods, reason = "tests write and read the files that are copied")]
//! Commands that look after what is deployed, on a real engine: start, stop, logs, cp, stats, events.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use super::environments::real;
use super::{Did, Place};
use crate::docker::{IMAGE, Real, on_docker};

/// Two applications that count, one of which connects to the other.
fn program(name: &str) -> String {
    format!(
        "class Counter extends DockerApplication {{
    name: string!
    needs: Counter
    start: int = 0
    getContainer() {{
        if $.needs != null {{
            $.getConnectionTo($.needs, 80)
        }}
        return {{ name: $.name, image: '{IMAGE}', stopTimeout: 0, ports: [{{ port: 80, scope: 'internal' }}],
            commands: ['sh', '-c', \"n=\\($.start); while true; do echo \\($.name) $n; n=$((n+2)); sleep 0.2; done\"] }}
    }}
}}
$host = new DockerStandaloneHost {{ name: 'local' }}
$db = new Counter {{ name: '{name}-db', host: $host }}
$web = new Counter {{ name: '{name}-web', host: $host, needs: $db, start: 1 }}
$db.deploy()
$web.deploy()
"
    )
}

/// Deploys the program, and runs commands in its directory.
fn deployed(docker: &Real) -> Place {
    let place = Place::new();
    let name = &docker.environment;
    place.file(&format!("{name}.murano"), program(name));
    on(&place, &["run", &format!("{name}.murano")]).ends(0).says("2 created");
    place
}

fn on(place: &Place, args: &[&str]) -> Did {
    real(place, place.path(), args)
}

#[test]
fn applications_stop_and_start_in_the_order_of_their_connections() {
    on_docker(|docker| {
        let place = deployed(docker);
        let (env, name) = (&*docker.environment, &docker.environment);
        let (db, web) = (format!("{name}-db"), format!("{name}-web"));
        let stopped = on(&place, &["stop", "--env", env]).ends(0);
        assert_eq!(stopped.err, format!("■ {web}: stopped\n■ {db}: stopped\n"));
        assert_eq!(on(&place, &["stop", &db]).ends(0).err, format!("= {db}: unchanged\n"));
        let rows = on(&place, &["ps", "--env", env, "--format", "json"]).ends(0).json();
        assert!(
            rows.as_array().is_some_and(|rows| rows.iter().all(|row| row["state"] == "exited"))
        );
        let started = on(&place, &["start", "--env", env]).ends(0);
        assert_eq!(started.err, format!("> {db}: started\n> {web}: started\n"));
        let restarted = on(&place, &["restart", &web, "--format", "json"]).ends(0).json();
        assert_eq!(restarted[0]["effect"], "restarted");
        on(&place, &["run", &format!("{name}.murano")]).ends(0).says("2 containers unchanged");
        on(&place, &["stop"]).ends(2).says("--env");
        on(&place, &["stop", "nobody"]).ends(2).says("no application named `nobody`");
    });
}

#[test]
fn a_container_that_exits_again_fails_its_start() {
    on_docker(|docker| {
        let place = Place::new();
        let name = &docker.environment;
        let text = program(name)
            .replace("while true; do", "test -e /once && exit 7; touch /once; while true; do");
        place.file(&format!("{name}.murano"), text);
        on(&place, &["run", &format!("{name}.murano")]).ends(0);
        on(&place, &["restart", &format!("{name}-db")]).ends(1).says("code 7");
    });
}

#[test]
fn logs_of_several_applications_are_merged_by_time() {
    on_docker(|docker| {
        let place = deployed(docker);
        let (env, name) = (&*docker.environment, &docker.environment);
        std::thread::sleep(std::time::Duration::from_secs(2));
        on(&place, &["stop", "--env", env]).ends(0);
        let all = on(&place, &["logs", "--env", env, "--timestamps"]).ends(0).out;
        let times: Vec<&str> =
            all.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
        assert!(times.len() > 8 && times.is_sorted(), "{all}");
        for application in ["db", "web"] {
            assert!(all.contains(&format!("{name}-{application}")), "{all}");
        }
        let one = on(&place, &["logs", &format!("{name}-db"), "--tail", "2"]).ends(0).out;
        assert!(one.lines().count() == 2 && one.starts_with(&format!("{name}-db ")), "{one}");
        let tails = on(&place, &["logs", "--env", env, "--tail", "1"]).ends(0).out;
        let names: Vec<&str> = tails.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names.len(), 2, "one line of each: {tails}");
        assert!(!all.contains('\u{1b}'), "no colours in a pipe");
        let coloured = on(&place, &["logs", "--env", env, "--color", "always"]).ends(0).out;
        for (code, application) in [(36, "db "), (33, "web")] {
            let name = format!("\u{1b}[{code}m{name}-{application} |\u{1b}[0m ");
            assert!(coloured.contains(&name), "{coloured}");
        }
        // The engine compares whole seconds.
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert_eq!(on(&place, &["logs", "--env", env, "--since", "0s"]).ends(0).out, "");
        on(&place, &["logs", "--since", "yesterday"]).ends(2).says("an age such as");
    });
}

#[test]
fn followed_logs_end_with_their_containers() {
    on_docker(|docker| {
        let place = deployed(docker);
        let env = &*docker.environment;
        let mut command = super::environments::real_command(&place, &["logs", "-f", "--env", env]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        for name in ["-db  |", "-web |", "-db  |"] {
            let line = lines.by_ref().map_while(Result::ok).find(|line| line.contains(name));
            assert!(line.is_some(), "no line of {name}");
        }
        on(&place, &["stop", "--env", env]).ends(0);
        assert!(lines.count() < 1000, "the logs end");
        assert!(child.wait().expect("it ends").success());
    });
}

fn permissions(path: &Path) -> u32 {
    std::fs::metadata(path).expect("copied").permissions().mode() & 0o7777
}

fn set_permissions(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
}

#[test]
fn a_locked_environment_is_left_alone() {
    on_docker(|docker| {
        let place = deployed(docker);
        let name = &docker.environment;
        let lock = place.path().join(format!("state/murano/{name}.lock"));
        let lock = std::fs::File::open(lock).expect("a run leaves its lock file");
        lock.lock().expect("nobody else has it");
        on(&place, &["stop", &format!("{name}-web")]).ends(4).says("E0511");
        drop(lock);
        on(&place, &["stop", &format!("{name}-web")]).ends(0).says("stopped");
    });
}

#[test]
fn files_are_copied_both_ways() {
    on_docker(|docker| {
        let place = deployed(docker);
        let web = format!("{}-web", docker.environment);
        place.file("a.txt", "one\n");
        place.file("run.sh", "#!/bin/sh\n");
        set_permissions(&place.path().join("run.sh"), 0o750);
        std::fs::create_dir_all(place.path().join("tree/deep")).expect("made");
        place.file("tree/deep/b.txt", "two\n");
        on(&place, &["cp", "a.txt", &format!("{web}:/tmp/")]).ends(0).says("1 file copied");
        on(&place, &["cp", "tree", &format!("{web}:/tmp/tree")]).ends(0).says("1 file copied");
        let cat = on(&place, &["exec", &web, "--", "cat", "/tmp/a.txt", "/tmp/tree/deep/b.txt"]);
        assert_eq!(cat.ends(0).out, "one\ntwo\n");
        on(&place, &["cp", &format!("{web}:/tmp"), "back"]).ends(0).says("2 files copied");
        let read =
            |path: &str| std::fs::read_to_string(place.path().join(path)).unwrap_or_default();
        assert_eq!(
            (read("back/a.txt"), read("back/tree/deep/b.txt")),
            ("one\n".into(), "two\n".into())
        );
        on(&place, &["cp", &format!("{web}:/tmp/a.txt"), "."]).ends(0);
        on(&place, &["cp", "run.sh", &format!("{web}:/tmp/")]).ends(0);
        on(&place, &["cp", &format!("{web}:/tmp/run.sh"), "copy.sh"]).ends(0);
        assert_eq!(permissions(&place.path().join("copy.sh")), 0o750);
        on(&place, &["cp", &format!("{web}:/no/such"), "x"]).ends(4).says("/no/such");
        on(&place, &["cp", "missing", &format!("{web}:/tmp/")]).ends(3).says("missing");
        on(&place, &["cp", "a", "b"]).ends(2).says("neither path is in a container");
    });
}

#[test]
fn running_applications_are_measured() {
    on_docker(|docker| {
        let place = deployed(docker);
        let env = &*docker.environment;
        let measured = on(&place, &["stats", "--env", env, "--format", "json"]).ends(0).json();
        let rows = measured.as_array().expect("a list");
        assert!(
            rows.len() == 2 && rows.iter().all(|row| row["processes"].as_u64() >= Some(1)),
            "{rows:?}"
        );
        let listed = on(&place, &["ps", "--env", env]).ends(0).out;
        assert!(listed.contains("RESTARTS") && listed.contains('s'), "{listed}");
        let rows = on(&place, &["ps", "--env", env, "--format", "json"]).ends(0).json();
        assert!(rows[0]["startedAt"].as_str().is_some_and(|time| time.contains('T')), "{rows}");
        assert_eq!(rows[0]["restarts"], 0);
    });
}

#[test]
fn events_are_printed_as_they_happen() {
    on_docker(|docker| {
        let place = deployed(docker);
        let (env, name) = (&*docker.environment, &docker.environment);
        let mut command = super::environments::real_command(
            &place,
            &["events", "--env", env, "--format", "json"],
        );
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // It says when it listens.
        let mut said = String::new();
        BufReader::new(child.stderr.take().expect("a pipe")).read_line(&mut said).expect("UTF-8");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        std::thread::sleep(std::time::Duration::from_millis(500));
        on(&place, &["restart", &format!("{name}-db")]).ends(0);
        let first: Vec<String> = lines.by_ref().take(2).map(|line| line.expect("UTF-8")).collect();
        child.kill().expect("killed");
        let _ = child.wait();
        assert!(first[0].contains("exited") && first[1].contains("started"), "{first:?}");
    });
}

#[test]
fn a_plan_shows_old_and_new_values_of_variables() {
    on_docker(|docker| {
        let place = Place::new();
        let name = &docker.environment;
        let file = format!("{name}.murano");
        let program = |mode: &str, password: &str| {
            format!(
                "class App extends DockerApplication {{
    getContainer() {{
        return {{ name: 'app', image: '{IMAGE}', stopTimeout: 0, commands: ['sleep', '1000'],
            env: {{ MODE: '{mode}', PASSWORD: '{password}' }} }}
    }}
}}
new App {{ host: new DockerStandaloneHost {{ name: 'local' }} }}.deploy()\n"
            )
        };
        place.file(&file, program("fast", "hunter2"));
        let did = on(&place, &["run", &file]).ends(0).says("1 created in ");
        let did = did.says(&format!("+ app: created ({IMAGE}, "));
        assert!(did.err.contains(" s)") || did.err.contains(" ms)"), "durations: {}", did.err);
        place.file(&file, program("slow", "hunter3"));
        let shown = on(&place, &["plan", &file]).ends(0).out;
        assert!(shown.contains("    env.MODE: fast -> slow\n"), "{shown}");
        assert!(
            shown.contains("    env.PASSWORD changed\n") && !shown.contains("hunter"),
            "{shown}"
        );
    });
}

//! The simulated engine from the command line: it keeps its state between commands and fails as told.

use super::{Did, Place};

const SHOP: &str = "
class Part extends DockerApplication {
    name: string!
    image: string
    port: int
    commands: [string] = []
    getContainer() {
        return { name: $.name, image: $.image, commands: $.commands, env: { TOKEN: 's3cr3t-value' },
            ports: [{ port: $.port, scope: 'public' }] }
    }
}
$host = new DockerStandaloneHost { name: 'local' }
$db = new Part { name: 'db', image: 'redis:7', port: 6379, host: $host }
$web = new Part { name: 'web', image: 'nginx:1', port: 8080, host: $host }
$db.deploy()
$web.deploy()
";

const SIMULATED: &[&str] = &["--engine", "simulated"];

impl Place {
    /// A command on the simulated engine.
    fn simulated(&self, args: &[&str]) -> Did {
        self.murano(&[args, SIMULATED].concat())
    }
}

impl Did {
    /// Requires a text in what was printed.
    #[track_caller]
    fn shows(self, text: &str) -> Self {
        assert!(
            self.out.contains(text) || self.err.contains(text),
            "no `{text}` in:\n{}{}",
            self.out,
            self.err
        );
        self
    }
}

#[test]
fn what_a_run_simulates_is_there_for_later_commands() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.simulated(&["plan", "shop.murano"]).ends(0).shows("2 to create");
    place.simulated(&["ps"]).ends(0).shows("nothing is deployed");
    place.simulated(&["run", "shop.murano"]).ends(0).shows("2 created");
    place.simulated(&["ps"]).ends(0).shows("redis:7").shows("running");
    place.simulated(&["endpoints"]).ends(0).shows("8080/tcp");
    place.simulated(&["logs", "web"]).ends(0);
    let exec = place.murano(&["exec", "web", "--engine", "simulated", "--", "echo", "hello"]);
    assert_eq!(exec.ends(0).out, "hello\n");
    let exec = ["exec", "web", "--engine", "simulated", "--format", "json", "--", "echo", "hello"];
    let found = place.murano(&exec).ends(0).json();
    assert_eq!((&found["exitCode"], &found["stdout"]), (&0.into(), &"hello\n".into()));
    let exec = ["exec", "web", "--engine", "simulated", "--format", "json", "--", "nothing"];
    let found = place.murano(&exec).ends(127).json();
    assert_eq!((&found["exitCode"], &found["application"]), (&127.into(), &"web".into()));
    place.simulated(&["plan", "shop.murano", "--exit-code"]).ends(0).shows("2 unchanged");
    place.simulated(&["run", "shop.murano"]).ends(0).shows("2 containers unchanged");
    place.file("shop.murano", SHOP.replace("nginx:1", "nginx:2"));
    place.simulated(&["plan", "shop.murano", "--exit-code"]).ends(10).shows("1 to replace");
    place.simulated(&["run", "shop.murano"]).ends(0).shows("1 replaced");
    place.simulated(&["down", "shop.murano"]).ends(0).shows("2 containers, 1 network");
    place.simulated(&["ps"]).ends(0).shows("nothing is deployed");
    place.simulated(&["down", "shop.murano"]).ends(2).shows("there is no environment `shop`");
}

#[test]
fn the_variable_selects_the_engine_too() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let with_variable = |args: &[&str]| {
        let mut command = place.command(args);
        Did::of(command.env("MURANO_ENGINE", "simulated").output().expect("it starts"))
    };
    with_variable(&["run", "shop.murano"]).ends(0).shows("2 created");
    with_variable(&["ps"]).ends(0).shows("web");
}

#[test]
fn environments_of_real_engines_and_simulated_ones_are_not_mixed() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.simulated(&["run", "shop.murano"]).ends(0).shows("2 created");
    // Without the option, the environment is one that was never deployed: its engine is asked.
    assert_ne!(place.murano(&["down", "--env", "shop"]).code, Some(0));
    place.simulated(&["ps"]).ends(0).shows("web");
}

#[test]
fn two_programs_share_the_engine() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.file("other.murano", SHOP.replace("8080", "8081").replace("6379", "6380"));
    place.file(
        "clash.murano",
        SHOP.replace("6379", "6381")
            .replace("scope: 'public'", "scope: 'public', hostPort: $.port"),
    );
    place.simulated(&["run", "shop.murano"]).ends(0);
    place.simulated(&["run", "other.murano"]).ends(0).shows("2 created");
    let rows = place.simulated(&["ps", "--format", "json"]).ends(0).out;
    assert_eq!(rows.matches("\"environment\"").count(), 4, "{rows}");
    place.simulated(&["run", "clash.murano"]).ends(5).shows("8080");
    place.simulated(&["down", "other.murano"]).ends(0);
    place.simulated(&["ps", "shop.murano"]).ends(0).shows("redis:7");
}

#[test]
fn faults_fail_as_on_a_real_engine() {
    let cases = [
        ("redis:7=missing", "redis:7"),
        ("redis:7=bad-command", "db"),
        ("redis:7=exits:3", "exit code 3"),
        ("redis:7=unhealthy", "health check fails"),
        ("8080=taken", "8080"),
    ];
    let program = SHOP.replace("scope: 'public'", "scope: 'public', hostPort: $.port");
    for (fault, told) in cases {
        let place = Place::new();
        place.file("shop.murano", &program);
        let engine = format!("simulated:{fault}");
        let failed = place.murano(&["run", "shop.murano", "--engine", &engine]);
        assert!(
            failed.code == Some(4) || failed.code == Some(5),
            "{fault}: {:?} {}",
            failed.code,
            failed.err
        );
        failed.shows(told);
        // Without the fault the next run repairs what is left.
        place.simulated(&["run", "shop.murano"]).ends(0);
        place.simulated(&["plan", "shop.murano", "--exit-code"]).ends(0).shows("2 unchanged");
    }
    let place = Place::new();
    place.murano(&["ps", "--engine", "simulated:redis=gone"]).ends(2).shows("unknown fault `gone`");
}

#[test]
fn values_of_variables_are_not_kept() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.simulated(&["run", "shop.murano"]).ends(0);
    let file = place.path().join("state/murano/simulated/engines/local.json");
    let text = std::fs::read_to_string(&file).expect("the engine has a file");
    assert!(text.contains("TOKEN") && !text.contains("s3cr3t-value"), "{text}");
}

#[test]
fn a_damaged_file_is_reported_with_its_path() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.simulated(&["run", "shop.murano"]).ends(0);
    place.file("state/murano/simulated/engines/local.json", "{");
    place.simulated(&["ps"]).ends(4).shows("damaged").shows("local.json");
}

#[test]
fn commands_at_once_see_one_engine() {
    let place = Place::new();
    let names: Vec<String> = (0..6).map(|n| format!("p{n}.murano")).collect();
    for (n, name) in names.iter().enumerate() {
        let ports = SHOP
            .replace("8080", &format!("{}", 8100 + n))
            .replace("6379", &format!("{}", 8200 + n));
        place.file(name, ports);
    }
    let start = |name: &String| {
        place.command(&["run", name, "--engine", "simulated"]).spawn().expect("it starts")
    };
    let running: Vec<_> = names.iter().map(start).collect();
    for child in running {
        Did::of(child.wait_with_output().expect("it ends")).ends(0).shows("2 created");
    }
    let rows = place.simulated(&["ps", "--format", "json"]).ends(0).out;
    assert_eq!(rows.matches("\"environment\"").count(), 12, "{rows}");
}

#[test]
fn a_dry_run_says_what_would_be_removed_and_removes_nothing() {
    let place = Place::new();
    let mounting = SHOP
        .replace("env: {", "volumes: { '/data': new DockerTempVolume { name: 'data' } }, env: {");
    place.file("shop.murano", mounting);
    place.simulated(&["run", "shop.murano", "--env", "east"]).ends(0);
    place.simulated(&["down", "shop.murano", "--dry-run"]).ends(2).shows("no environment `shop`");
    let args = ["down", "shop.murano", "--env", "east"];
    let did = place.simulated(&[&args[..], &["--dry-run"]].concat()).ends(0);
    let expected = "- db\n- web\n- volume east-db-data\n- volume east-web-data\n- network murano-east\n\
                    environment east: 2 containers, 2 volumes, 1 network to remove\n";
    assert_eq!(did.out, expected);
    place.simulated(&["ps"]).ends(0).shows("redis:7").shows("nginx:1");
    place.simulated(&args).ends(0).shows("removed: 2 containers, 2 volumes, 1 network");
    place.simulated(&["ps"]).ends(0).shows("nothing is deployed");
}

#[test]
fn commands_in_containers_need_no_dashes() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.simulated(&["run", "shop.murano"]).ends(0);
    let exec = |args: &[&str]| {
        place.murano(&[&["exec", "--engine", "simulated"], args].concat()).ends(0).out
    };
    assert_eq!(exec(&["web", "echo", "-n", "--env", "x"]), "-n --env x\n");
    assert_eq!(exec(&["web", "--env", "shop", "echo", "hello"]), "hello\n");
    assert_eq!(exec(&["web", "--", "echo", "--", "hello"]), "-- hello\n");
    place.murano(&["exec", "--engine", "simulated", "web"]).ends(2).shows("<COMMAND>");
    place.murano(&["exec", "--engine", "simulated", "web", "-x"]).ends(2).shows("-x");
}

#[test]
fn containers_have_the_time_of_the_command_that_started_them() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    place.simulated(&["run", "shop.murano"]).ends(0);
    let started = || {
        let rows = place.simulated(&["ps", "--format", "json"]).ends(0).json();
        rows[0]["startedAt"].as_str().map(str::to_owned).expect("a time")
    };
    let first = started();
    assert!(first.contains('T') && first.ends_with('Z'), "{first}");
    assert_eq!(started(), first, "it runs on");
    place.simulated(&["restart", "db"]).ends(0);
    assert!(started() > first, "{} after {first}", started());
    let rows = place.simulated(&["ps", "-a", "--sort", "started"]).ends(0).out;
    let uptime = rows.lines().nth(1).and_then(|line| line.split_whitespace().nth(4));
    assert!(rows.lines().nth(1).is_some_and(|line| line.starts_with("shop         db")), "{rows}");
    assert!(uptime.is_some_and(|age| age.ends_with('s')), "{rows}");
}

#[test]
fn a_plan_shows_values_connections_and_order() {
    let place = Place::new();
    let program = super::SHOP.replace(
        "env: { REDIS:",
        "env: { MODE: 'fast', DB_PASSWORD: 'hunter2', DSN: 'pg://u:hunter3@db/x', REDIS:",
    );
    place.file("shop.murano", &program);
    let plan = ["plan", "shop.murano"];
    let shown = place.simulated(&plan).ends(0).out;
    let expected = "+ redis on local (redis:7)
    port.6379/tcp: internal
+ web on local (web:1)
    env.DB_PASSWORD: ***
    env.DSN: pg://u:***@db/x
    env.MODE: fast
    env.REDIS: 10.200.3.2:6379
    port.80/tcp: cloud
    published.80/tcp: 80
    -> redis 6379/tcp host
environment shop: 2 to create
";
    assert_eq!(shown, expected);
    let json = place.simulated(&[&plan[..], &["--format", "json"]].concat()).ends(0).json();
    assert_eq!(json["changes"][1]["settings"][3]["value"], "fast");
    assert_eq!(
        (&json["connections"][0]["to"], &json["connections"][0]["new"]),
        (&"redis".into(), &true.into())
    );
    // The order is that of the deployments, not that of the names.
    place.file("named.murano", program.replace("name: 'redis'", "name: 'zcache'"));
    let shown = place.simulated(&["plan", "named.murano"]).ends(0).out;
    assert!(shown.find("+ zcache") < shown.find("+ web"), "{shown}");
    // What changes has its new value; the engine keeps no old ones.
    place.simulated(&["run", "shop.murano"]).ends(0);
    place.file("shop.murano", program.replace("'fast'", "'slow'").replace("hunter2", "hunter4"));
    let shown = place.simulated(&plan).ends(0).out;
    assert!(shown.contains("env.MODE: changed to slow") && !shown.contains("hunter"), "{shown}");
    assert!(shown.contains("env.DB_PASSWORD changed"), "{shown}");
    assert!(!shown.contains("-> redis"), "known: {shown}");
}

#[test]
fn what_has_ended_is_not_healthy() {
    let place = Place::new();
    let checked = "commands: $.commands, healthcheck: { test: ['true'] },";
    place.file("shop.murano", SHOP.replace("commands: $.commands,", checked));
    place.simulated(&["run", "shop.murano"]).ends(0);
    let shown = place.simulated(&["ps"]).ends(0).out;
    assert_eq!(shown.matches("running (healthy)").count(), 2, "{shown}");
    place.simulated(&["stop", "db"]).ends(0);
    let shown = place.simulated(&["ps"]).ends(0).out;
    assert_eq!(shown.matches("(healthy)").count(), 1, "{shown}");
    assert!(shown.contains("exited"), "{shown}");
}

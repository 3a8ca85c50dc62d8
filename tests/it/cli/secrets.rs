//! Secrets reach their containers and nothing else: canaries go in wherever a secret may stand, and every output is searched.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::{Did, Place};
use crate::docker::{IMAGE, Real, ask, on_docker};
use crate::rpc::Client;

/// Each stands for one way in; no output may contain any.
const CANARIES: [&str; 6] = [
    "canary-by-name",
    "canary-in-url",
    "c4nary-by-5hape",
    "canary-in-file",
    "canary-registry",
    "canary-argument",
];

/// Variables and files of a container, with the canaries in them.
const CONTAINER: &str = "
            env: {
                DB_PASSWORD: $.password,
                DB_URL: 'postgres://shop:canary-in-url@db/shop',
                SESSION: 'c4nary-by-5hape',
            },
            files: { '/run/secret': { content: 'canary-in-file', mode: '0600' } },";

/// Prints all that it knows, and ends.
const LEAK: &str = "echo \"$DB_PASSWORD $DB_URL $SESSION $2\"; cat /run/secret; exit 3";

fn program(commands: &str) -> String {
    format!(
        "class App extends DockerApplication {{
    name: string! = 'app'
    password: string!
    getContainer() {{
        return {{
            name: $.name,
            image: '{IMAGE}',
            commands: {commands},{CONTAINER}
        }}
    }}
}}
$host = new DockerStandaloneHost {{ registryUser: 'u', registryPassword: $vars.registry }}
"
    )
}

const DEPLOY: &str = "new App { host: $host, password: $vars.password }.deploy()\n";

const VARIABLES: [&str; 4] =
    ["--var", "registry=canary-registry", "--var", "password=canary-by-name"];

#[track_caller]
fn silent(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} shows `{canary}`:\n{text}");
    }
}

#[track_caller]
fn keeps_quiet(what: &str, did: &Did) {
    silent(what, &did.out);
    silent(what, &did.err);
}

/// All files below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn records_keep_quiet(place: &Place) {
    let found = files(&place.path().join("state"));
    assert!(found.iter().any(|path| path.extension().is_some_and(|e| e == "json")), "{found:?}");
    for path in found {
        silent(&path.display().to_string(), &std::fs::read_to_string(&path).expect("UTF-8"));
    }
}

#[test]
fn no_command_shows_a_secret() {
    let place = Place::new();
    let sleeping = program("['sh', '-c', 'sleep 99', 'sh', '--token', 'canary-argument']");
    place.file("app.murano", format!("{sleeping}{DEPLOY}"));
    let rows: &[(&str, &[&str])] = &[
        ("run", &["run", "app.murano"]),
        ("run -v", &["-v", "run", "app.murano"]),
        ("run json", &["run", "app.murano", "--format", "json"]),
        ("trace calls", &["run", "app.murano", "--trace", "calls"]),
        ("trace conversions", &["run", "app.murano", "--trace", "conversions"]),
        ("trace engine", &["run", "app.murano", "--trace", "engine"]),
        ("plan", &["plan", "app.murano"]),
        ("plan json", &["plan", "app.murano", "--format", "json"]),
        ("graph text", &["graph", "app.murano", "--format", "text"]),
        ("graph dot", &["graph", "app.murano", "--format", "dot"]),
    ];
    for (what, args) in rows {
        let engine: &[&str] =
            if args.contains(&"graph") { &[] } else { &["--engine", "simulated"] };
        let did = place.murano(&[args, engine, &VARIABLES[..]].concat());
        assert!(did.code == Some(0) || args.contains(&"plan"), "{what}: {}", did.err);
        keeps_quiet(what, &did);
    }
    keeps_quiet("check", &place.murano(&["check", "app.murano"]));
}

#[test]
fn no_error_shows_a_secret() {
    let made = "$app = new App { host: $host, password: $vars.password }\n";
    let rows = [
        ("a conversion", "int($vars.registry)"),
        ("an operand", "$vars.registry + 1"),
        ("a contract", "function f(n: int!) { }\nf($vars.registry)"),
        ("an exception", "throw Failed \"\\($host.registryPassword) is wrong\""),
        (
            "an exception with a variable",
            "$app.deploy()\nthrow Failed \"\\($vars.password) is wrong\"",
        ),
        (
            "a file without content",
            "$app.host.hostContainer({ name: 'a', image: 'b', files: { '/x': { mode: '0600' } }, env: { PASSWORD: 'canary-by-name' } })",
        ),
    ];
    for (what, statements) in rows {
        let place = Place::new();
        place.file("app.murano", format!("{}{made}{statements}\n", program("['x']")));
        let did = place
            .murano(&[&["run", "app.murano", "--engine", "simulated"], &VARIABLES[..]].concat());
        assert!(matches!(did.code, Some(1 | 5)), "{what}: {}{}", did.out, did.err);
        silent(what, &did.err.replace("env: { PASSWORD: 'canary-by-name' }", ""));
        silent(what, &did.out);
    }
}

#[test]
fn dumps_and_the_repl_mask_passwords_of_registries() {
    let place = Place::new();
    let host = "$host = new DockerStandaloneHost { registryUser: 'u', registryPassword: $vars.registry }\n";
    place.file("app.murano", format!("{host}print(dump($host))\nprint($host)\n"));
    let did =
        place.murano(&[&["run", "app.murano", "--engine", "simulated"], &VARIABLES[..]].concat());
    keeps_quiet("dump", &did);
    assert!(did.ends(0).out.contains("registryPassword: '***'"));
    let typed = "$p = 'canary-' + 'registry'\n$host = new DockerStandaloneHost { registryUser: 'u', registryPassword: $p }\n$host\n$host.registryPassword\n[$p]\nint($p)\n";
    let did = place.fed(&["repl", "--engine", "simulated"], typed);
    keeps_quiet("the REPL", &did);
    assert!(did.out.contains("registryPassword: ***"), "{}{}", did.out, did.err);
}

#[test]
fn rpc_masks_passwords_of_registries() {
    let mut client = Client::new();
    let host = json!({
        "?": { "type": "com.mirantis.docker.DockerStandaloneHost", "id": "h" },
        "registryUser": "u", "registryPassword": "canary-registry",
    });
    let loaded = client.ask("load", json!({ "model": { "Objects": host } })).expect("loaded");
    let session = &loaded["session"];
    let model = client.ask("getModel", json!({ "session": session })).expect("a model");
    silent("getModel", &model.to_string());
    assert_eq!(model["model"]["Objects"]["registryPassword"], "***");
    let params = json!({ "session": session, "object": "h", "property": "registryPassword" });
    assert_eq!(client.ask("getProperty", params).expect("a value")["value"], "***");
    let value = json!({ "$object": "h" });
    let written = client.ask("serialize", json!({ "session": session, "value": value }));
    silent("serialize", &format!("{written:?}"));
}

/// A model that gives an application its password, and the class of the application.
fn model(place: &Place, commands: &str) -> Json {
    let classes = program(commands).split("$host").next().unwrap_or_default().to_owned();
    let classes = format!(
        "namespace demo\nusing com.mirantis.docker\n{}",
        classes.replacen(
            "getContainer()",
            "inout counter: int! = 0\n    action count() { $.counter = $.counter + 1\n return len($.password) }\n    getContainer()",
            1
        )
    );
    place.file("app.murano", classes);
    let host = json!({
        "?": { "type": "com.mirantis.docker.DockerStandaloneHost", "id": "host" },
        "name": "host", "registryUser": "u", "registryPassword": "canary-registry",
    });
    let app = json!({
        "?": { "type": "demo.App", "id": "app" },
        "host": host, "name": "app", "password": "canary-by-name",
    });
    let root = json!({
        "?": { "type": "io.murano.Environment", "id": "root" },
        "name": "root", "applications": [app],
    });
    let model = json!({ "Objects": root });
    place.file("model.json", model.to_string());
    model
}

/// Runs a command on the real engine in the environment of a test.
fn run(place: &Place, real: &Real, args: &[&str]) -> Did {
    let mut command = place.command(&[args, &["--env", &real.environment]].concat());
    command.env_remove("DOCKER_HOST");
    Did::of(command.output().expect("the binary starts"))
}

/// The variables of a container at the engine.
fn variables(real: &Real) -> String {
    real.inspect("app", "{{json .Config.Env}}")
}

#[test]
fn on_docker_a_container_has_its_secrets_and_nothing_else_does() {
    on_docker(|real| {
        let place = Place::new();
        let sleeping = program("['sh', '-c', 'sleep 99', 'sh', '--token', 'canary-argument']");
        place.file("app.murano", format!("{sleeping}{DEPLOY}"));
        let murano = |args: &[&str]| run(&place, real, args);
        keeps_quiet("run", &murano(&[&["run", "app.murano"], &VARIABLES[..]].concat()).ends(0));
        for canary in ["canary-by-name", "canary-in-url", "c4nary-by-5hape"] {
            assert!(variables(real).contains(canary), "the container got it");
        }
        let mode = ["exec", &real.name("app"), "stat", "-c", "%a", "/run/secret"];
        assert_eq!(ask(&mode), "600");
        let changed = ["--var", "registry=canary-registry", "--var", "password=other-password"];
        let plan = murano(&[&["plan", "app.murano"], &changed[..]].concat()).ends(0);
        assert!(plan.out.contains("env.DB_PASSWORD changed"), "{}", plan.out);
        keeps_quiet("plan", &plan);
        for command in ["ps", "endpoints"] {
            keeps_quiet(command, &murano(&[command]));
            keeps_quiet(command, &murano(&[command, "--format", "json"]));
        }
        let labels = real.inspect("app", "{{json .Config.Labels}}");
        silent("labels", &labels.replace("canary-argument", "(an argument is no variable)"));
    });
}

#[test]
fn on_docker_log_excerpts_mask_secrets() {
    on_docker(|real| {
        let place = Place::new();
        let leaking =
            program(&format!("['sh', '-c', '{LEAK}', 'sh', '--token', 'canary-argument']"));
        place.file("app.murano", format!("{leaking}{DEPLOY}"));
        let did = run(&place, real, &[&["run", "app.murano"], &VARIABLES[..]].concat());
        keeps_quiet("the last log lines", &did);
        let did = did.ends(5).says("*** postgres://shop:***@db/shop ***");
        did.says("its last log lines");
    });
}

#[test]
fn on_docker_a_deployed_model_is_printed_and_recorded_without_secrets() {
    on_docker(|real| {
        let place = Place::new();
        let given = model(&place, "['sleep', '99']");
        let murano = |args: &[&str]| run(&place, real, args);
        let deploy = |file: &str| murano(&["deploy", file, "--adopt", "--classes", "app.murano"]);
        let did = deploy("model.json").ends(0);
        keeps_quiet("deploy", &did);
        records_keep_quiet(&place);
        let app = &did.json()["Objects"]["applications"][0];
        assert_eq!((&app["password"], &app["name"]), (&json!("***"), &json!("app")));
        assert!(variables(real).contains("DB_PASSWORD=canary-by-name"));
        // An action needs the password: it is read again from the file.
        let called = murano(&["call", "app", "count"]).ends(0);
        assert_eq!(called.json(), json!(14));
        records_keep_quiet(&place);
        // The printed model can be deployed: what it masks comes from the file too.
        place.file("printed.json", &did.out);
        deploy("printed.json").ends(0).says("1 container unchanged");
        records_keep_quiet(&place);
        // Without the file nothing that needs a secret runs, and the environment can still be removed.
        std::fs::remove_file(place.path().join("model.json")).expect("there");
        murano(&["call", "app", "count"]).ends(3).says("app.password").says("--model");
        deploy("printed.json").ends(3).says("app.password");
        place.file("moved.json", given.to_string());
        murano(&["call", "app", "count", "--model", "moved.json"]).ends(0);
        place.file("none.json", r#"{"Objects": null}"#);
        deploy("none.json").ends(0).says("app: removed");
    });
}

//! Programs that deploy, on the simulated engine: the built-in classes, the natives, and the
//! session together.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::corelib::{self, AttributeStore, StatusReport};
use crate::deploy::{Engines, Environment, EnvironmentSettings, Identity, Run, RunMode};
use crate::engine::ContainerState;
use crate::engine::context::UserConfig;
use crate::hosts::{Action, Services, natives};
use crate::session::Session;

/// A guest book of three tiers.
const GUESTBOOK: &str = r#"
class Redis extends DockerApplication {
    name: string!
    getContainer() {
        return { name: $.name, image: 'redis:7', ports: [{ port: 6379, scope: 'internal' }] }
    }
}

class GuestBook extends DockerApplication {
    name: string!
    redis: Redis!
    getContainer() {
        $master = $.getConnectionTo($.redis, 6379)
        return {
            name: $.name,
            image: 'guestbook:1',
            env: { REDIS: "\($master.host):\($master.port)", DEBUG: true, WORKERS: 4 },
            ports: [{ port: 80, scope: 'public' }],
            volumes: { '/data': new DockerTempVolume { } },
        }
    }
    deploy() {
        $.redis.deploy()
        super.deploy()
    }
    onInstallationStart() { print("installing \($.name)") }
    onInstallationFinish() { print("installed \($.name)") }
}

$local = new DockerStandaloneHost { name: 'local' }
$book = new GuestBook { name: 'Book', host: $local, redis: { name: 'redis', host: $local } }
"#;

/// The output and the result of a program.
struct Ran {
    output: String,
    result: Result<String, (String, String)>,
    reports: Vec<StatusReport>,
}

fn environment() -> Arc<Environment> {
    let settings = EnvironmentSettings {
        identity: Identity::named("book"),
        store: None,
        services: Services::default(),
    };
    Arc::new(Environment::open(settings).expect("nothing to lock"))
}

fn run(environment: &Arc<Environment>, text: &str) -> Ran {
    let session = Session::new();
    let output = Rc::new(RefCell::new(String::new()));
    let reports = Rc::new(RefCell::new(Vec::new()));
    let (printed, told) = (output.clone(), reports.clone());
    session.runtime().set_output(Box::new(move |text| printed.borrow_mut().push_str(text)));
    let show = Rc::new(move |report: &StatusReport| told.borrow_mut().push(report.clone()));
    corelib::bind(session.runtime(), &AttributeStore::default(), show);
    let engines = Arc::new(Engines::new(UserConfig::default()));
    let run = Rc::new(Run::new(environment.clone(), engines, RunMode::Simulate, None));
    let _bridge = natives::bind(session.runtime(), run);
    // A mistake may be found before the program runs.
    let ran = session.read("book.murano", text).and_then(|program| session.run(&program));
    let result = ran.map(|value| value.as_str().unwrap_or_default().to_owned());
    let result = result.map_err(|error| {
        let diagnostic = &error.diagnostics()[0];
        let code = diagnostic.code.0.to_owned();
        (code, crate::diag::report::render(diagnostic, session.sources(), Default::default()))
    });
    let output = output.borrow().clone();
    let reports = reports.borrow().clone();
    Ran { output, result, reports }
}

fn with(statements: &str) -> String {
    format!("{GUESTBOOK}\n{statements}")
}

const DEPLOY: &str = r#"
$book.deploy()
$book.applicationEndpoints.select("\($.scope) \($.containerPort) \($.applicationName)").join(', ')
"#;

#[test]
fn a_program_deploys_and_a_second_run_changes_nothing() {
    let environment = environment();
    let first = run(&environment, &with(DEPLOY));
    let endpoints = "host 80 Book, internal 80 Book, cloud 80 Book".to_owned();
    assert_eq!(first.result, Ok(endpoints.clone()));
    assert_eq!(first.output, "installing Book\ninstalled Book\n");
    let names: Vec<_> =
        environment.deployed().into_iter().map(|d| (d.container, d.state)).collect();
    let running = ContainerState::Running;
    assert_eq!(names, [("book-Book".into(), running), ("book-redis".into(), running)]);
    let again = run(&environment, &with(DEPLOY));
    assert_eq!(again.result, Ok(endpoints));
    assert_eq!(again.output, "", "the hooks are for changes");
    assert_eq!(environment.actions()["Book"], Action::Created, "in this process it was new");
}

#[test]
fn a_changed_variable_is_a_change() {
    let environment = environment();
    run(&environment, &with(DEPLOY)).result.expect("deployed");
    let changed = with(DEPLOY).replace("WORKERS: 4", "WORKERS: 5");
    let again = run(&environment, &changed);
    again.result.expect("deployed");
    assert_eq!(again.output, "installing Book\ninstalled Book\n");
}

#[test]
fn a_connection_before_the_deployment_says_what_to_do() {
    let ran = run(&environment(), &with("$book.getConnectionTo($book.redis, 6379)"));
    let (code, shown) = ran.result.expect_err("not deployed");
    assert_eq!(code, "E0507");
    assert!(shown.contains("deploy()"), "{shown}");
}

#[test]
fn a_port_that_is_not_declared_is_its_own_error() {
    let ran = run(&environment(), &with("$book.deploy()\n$book.getConnectionTo($book.redis, 80)"));
    let (code, shown) = ran.result.expect_err("no such port");
    assert_eq!(code, "E0508");
    assert!(shown.contains("6379/TCP"), "{shown}");
}

#[test]
fn failures_are_reported_and_can_be_caught() {
    let environment = environment();
    let statements =
        "try { $book.deploy() } catch com.mirantis.docker.NameTaken as $e { print($e.message) }";
    let clash = with(statements).replace("name: 'Book', host", "name: 'redis', host");
    let ran = run(&environment, &clash);
    assert_eq!(ran.result.map_err(|(_, shown)| shown).as_deref(), Ok(""));
    assert!(ran.output.contains("named `redis` already"), "{}", ran.output);
    assert!(ran.reports.is_empty(), "nothing was begun");
}

#[test]
fn a_mistake_in_a_container_names_its_property() {
    let ran = run(
        &environment(),
        &with(DEPLOY).replace("image: 'guestbook:1'", "image: 'guestbook:1', memory: 'much'"),
    );
    let (code, shown) = ran.result.expect_err("no size");
    assert_eq!(code, "E0307");
    assert!(shown.contains("memory") && shown.contains("512m"), "{shown}");
}

#[test]
fn parallel_deployments_and_a_simulated_host() {
    let environment = environment();
    let statements = r#"
$host = new SimulatedHost { name: 'lesson' }
$apps = [1, 2, 3].select(new Redis { name: "r\($)", host: $host }).toList()
$apps.pselect($.deploy())
$host.containers.orderBy($).join(' ')
"#;
    let ran = run(&environment, &with(statements));
    assert_eq!(ran.result.map_err(|(_, shown)| shown).as_deref(), Ok("r1 r2 r3"));
}

/// A program of one application whose container has these properties.
fn one(properties: &str) -> String {
    format!(
        "class App extends DockerApplication {{
    getContainer() {{ return {{ name: 'app', image: 'app:1', {properties} }} }}
    onInstallationStart() {{ print('changed') }}
}}
$app = new App {{ host: new DockerStandaloneHost {{ name: 'local' }} }}
$app.deploy()
$app.applicationEndpoints.where($.scope = 'cloud').select(str($.port)).join(', ')"
    )
}

/// `true` of a program is `true` in a container, and other spellings of one value are one value.
#[test]
fn spellings_of_one_value_change_nothing() {
    let pairs = [
        ("env: { A: true, B: false }", "env: { A: 'true', B: 'false' }"),
        ("env: { A: 0.5, B: 8080 }", "env: { A: '0.5', B: '8080' }"),
        ("labels: { 'traefik.enable': true }", "labels: { 'traefik.enable': 'true' }"),
        ("commands: ['run', true, 1.5]", "commands: ['run', 'true', '1.5']"),
        ("restart: 'on-failure'", "restart: 'on-failure:0'"),
        ("memory: '1.5g'", "memory: '1536 MiB'"),
        ("memory: 0, cpus: 0", ""),
        ("stopTimeout: '1m30s'", "stopTimeout: 90"),
        (
            "healthcheck: { test: ['true'], interval: '60s' }",
            "healthcheck: { test: ['CMD', 'true'], interval: '1m' }",
        ),
        ("healthcheck: { test: 'true' }", "healthcheck: { test: ['CMD-SHELL', 'true'] }"),
        ("healthcheck: { test: [] }", "healthcheck: { test: ['NONE'] }"),
        (
            "ports: [{ port: 80, scope: 'cloud', hostPort: 8052 }]",
            "ports: [{ port: 80, scope: 'cloud', hostPort: '8052' }]",
        ),
    ];
    for (first, second) in pairs {
        let environment = environment();
        let created = run(&environment, &one(first));
        created.result.unwrap_or_else(|error| panic!("{first}: {error:?}"));
        assert_eq!(created.output, "changed\n");
        let again = run(&environment, &one(second));
        again.result.unwrap_or_else(|error| panic!("{second}: {error:?}"));
        assert_eq!(again.output, "", "{first} and {second}");
    }
}

#[test]
fn a_published_port_of_choice_is_taken() {
    let environment = environment();
    let ports = "ports: [{ port: 80, scope: 'cloud', hostPort: '8052-8053' }, \
                 { port: 81, scope: 'cloud', hostPort: 8052 }, { port: 8053, scope: 'cloud' }]";
    let ran = run(&environment, &one(ports));
    assert_eq!(ran.result, Ok("8053, 8052, 1025".to_owned()), "the smallest choice comes first");
    let same = "ports: [{ port: 80, scope: 'cloud', hostPort: 8052 }, \
                { port: 81, scope: 'cloud', hostPort: 8052 }]";
    let (code, report) = run(&environment, &one(same)).result.expect_err("one port for two");
    assert_eq!(code, "E0502");
    assert!(report.contains("port 8052 of the host is in use"), "{report}");
}

#[test]
fn values_that_no_engine_takes_are_refused_with_the_forms_that_are_taken() {
    let cases = [
        ("env: { A: [1] }", "E0203", "a variable is a string, a number or a boolean"),
        ("env: { A: null }", "E0203", "a variable is a string, a number or a boolean"),
        ("healthcheck: { test: ['CMD'] }", "E0307", "['CMD-SHELL', command]"),
        ("healthcheck: { test: ['NONE', 'x'] }", "E0307", "['CMD-SHELL', command]"),
        ("stopTimeout: '1m30'", "E0307", "'1m30s'"),
        ("ports: [{ port: 80, scope: 'cloud', hostPort: 0 }]", "E0307", "'8000-8010'"),
        ("ports: [{ port: 80, scope: 'cloud', hostPort: '90-80' }]", "E0307", "'8000-8010'"),
        ("ports: [{ port: 80, hostPort: 8052 }]", "E0307", "use `cloud` or `public`"),
    ];
    for (properties, expected, words) in cases {
        let ran = run(&environment(), &one(properties));
        let (code, report) = ran.result.expect_err(properties);
        assert_eq!(code, expected, "{properties}: {report}");
        let flat = report.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>();
        assert!(flat.join(" ").contains(words), "{properties}: {report}");
    }
}

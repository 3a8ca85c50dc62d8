//! Deployments on the simulated engine, and their plans.

use super::{Place, SHOP};

#[test]
fn a_run_prints_its_changes_and_endpoints() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let did = place.murano(&["run", "shop.murano", "--engine", "simulated"]).ends(0);
    let did = did.says("web: created").says("2 created").says("127.0.0.1:");
    assert_eq!(did.out, "deployed\n");
    assert!(!place.path().join("state/murano/shop.json").exists(), "nothing real is recorded");
    let quiet = place.murano(&["run", "-q", "shop.murano", "--engine", "simulated"]).ends(0);
    assert_eq!(quiet.err, "");
}

#[test]
fn a_summary_can_be_json() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["run", "shop.murano", "--engine", "simulated", "--format", "json", "--env", "e"];
    let did = place.murano(&args).ends(0);
    let line = did.out.lines().last().expect("a line");
    let summary: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(summary["environment"], "e");
    assert_eq!(summary["applications"][1]["application"], "web");
    assert_eq!(summary["applications"][1]["action"], "created");
    assert_eq!(summary["applications"][1]["container"], "e-web");
}

#[test]
fn a_plan_changes_nothing_and_prints_nothing_of_the_program() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    let args = ["plan", "shop.murano", "--engine", "simulated"];
    let did = place.murano(&args).ends(0);
    assert!(did.out.contains("+ web on local (web:1)\n") && !did.out.contains("deployed"));
    assert!(did.out.ends_with("environment shop: 2 to create\n"), "{}", did.out);
    place.murano(&[&args[..], &["--exit-code"]].concat()).ends(10);
    let json = place.murano(&[&args[..], &["--format", "json"]].concat()).ends(0).json();
    assert_eq!(json["changes"][0]["action"], "create");
    let planned = place.murano(&["run", "--plan", "shop.murano", "--engine", "simulated"]).ends(0);
    assert_eq!(planned.out, did.out);
}

#[test]
fn a_program_without_hosts_needs_no_engine_and_leaves_no_state() {
    let place = Place::new();
    place.file("a.murano", "print(1)");
    place.murano(&["run", "a.murano"]).ends(0);
    assert!(!place.path().join("state").exists());
}

#[test]
fn unknown_applications_and_environments_are_errors() {
    let place = Place::new();
    place.murano(&["ps", "--engine", "simulated"]).ends(0).says("nothing is deployed");
    let json = place.murano(&["ps", "--engine", "simulated", "--format", "json"]).ends(0).json();
    assert_eq!(json, serde_json::json!([]));
    place.murano(&["logs", "web", "--engine", "simulated"]).ends(2).says("E0514");
    place.murano(&["down", "--env", "none", "--engine", "simulated"]).ends(2).says("E0514");
    place
        .murano(&["down", "--env", "a b", "--engine", "simulated"])
        .ends(2)
        .says("is not a valid name");
}

#[test]
fn a_damaged_record_is_reported() {
    let place = Place::new();
    place.file("shop.murano", SHOP);
    std::fs::create_dir_all(place.path().join("state/murano")).expect("a folder");
    place.file("state/murano/shop.json", "{ not json");
    place.murano(&["run", "shop.murano"]).ends(1).says("E0513").says("shop.json");
}

/// A program that asks for all that a machine has.
const GREEDY: &str = "class App extends DockerApplication {
    getContainer() {
        return {
            name: 'app',
            image: 'reg.example:5000/app:1',
            privileged: true,
            ports: [{ port: 80, scope: 'cloud' }],
            volumes: {
                '/srv': new DockerHostVolume { path: '/srv/data' },
                '/engine': new DockerHostVolume { path: '/var/run/docker.sock' },
            },
        }
    }
}
$host = new DockerStandaloneHost { name: 'local', bindAddress: '0.0.0.0' }
new App { host: $host }.deploy()
";

#[test]
fn a_plan_shows_what_containers_get_of_the_machine() {
    let place = Place::new();
    place.file("app.murano", GREEDY);
    let args = ["plan", "app.murano", "--engine", "simulated"];
    let expected = "+ app on local (reg.example:5000/app:1)
    port.80/tcp: cloud
    published.80/tcp: 80
    mounts `/var/run/docker.sock` of the host at `/engine`, and controls the engine through it
    mounts `/srv/data` of the host at `/srv`
    runs with all privileges on the host
    publishes ports at 0.0.0.0: other machines reach them
    takes its image from the registry reg.example:5000
environment app: 1 to create
";
    assert_eq!(place.murano(&args).ends(0).out, expected);
    let json = place.murano(&[&args[..], &["--format", "json"]].concat()).ends(0).json();
    assert_eq!(json["changes"][0]["access"].as_array().map(Vec::len), Some(5));
    place.file("shop.murano", SHOP);
    let json = place.murano(&["plan", "shop.murano", "--engine", "simulated", "--format", "json"]);
    assert_eq!(json.ends(0).json()["changes"][0]["access"], serde_json::json!([]));
}

#[test]
fn a_check_lists_what_the_text_asks_for_without_running_it() {
    let place = Place::new();
    place.file(
        "app.murano",
        format!("{GREEDY}new DockerStandaloneHost {{ engine: 'tcp://10.0.0.1:2375' }}\n"),
    );
    let did = place.murano(&["check", "app.murano"]).ends(0).says("What is asked of the machine:");
    let did = did.says("  app.murano:5: takes an image from the registry reg.example:5000\n");
    let did = did.says("  app.murano:6: runs a container with all privileges on the host\n");
    let did = did.says("  app.murano:9: mounts `/srv/data` of the host\n");
    let did = did.says("  app.murano:10: mounts `/var/run/docker.sock` of the host, and controls");
    let did = did.says("  app.murano:15: publishes ports at 0.0.0.0");
    did.says("  app.murano:17: uses the engine tcp://10.0.0.1:2375\n");
    let json = place.murano(&["check", "app.murano", "--format", "json"]).ends(0).json();
    assert_eq!((&json[0]["severity"], &json[0]["line"]), (&"request".into(), &5.into()));
    place.file("shop.murano", SHOP);
    let did = place.murano(&["check", "shop.murano"]).ends(0);
    assert!(!did.err.contains("asked of the machine"), "{}", did.err);
}

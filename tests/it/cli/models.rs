//! `murano deploy` and `murano call`: object models, on the simulated engine and on a real one.

use std::process::Command;

use serde_json::{Value as Json, json};

use super::{Did, Place};
use crate::docker::docker_is_there;

const CLASSES: &str = include_str!("../../../examples/model/classes.murano");
const SHOP: &str = include_str!("../../../examples/model/shop.json");

fn place() -> Place {
    let place = Place::new();
    place.file("classes.murano", CLASSES);
    place.file("shop.json", SHOP);
    place
}

const DEPLOY: [&str; 4] = ["deploy", "shop.json", "--classes", "classes.murano"];

fn applications(model: &Json) -> &Vec<Json> {
    model["Objects"]["applications"].as_array().expect("applications")
}

#[test]
fn a_model_is_deployed_and_written_with_its_outputs() {
    let place = place();
    let did = place.murano(&[&DEPLOY[..], &["--engine", "simulated"]].concat()).ends(0);
    let model = did.json();
    assert_eq!(model["ObjectsCopy"]["applications"][0]["name"], "front");
    let [front, back] = &applications(&model)[..] else { panic!("{model}") };
    assert_eq!((&front["name"], &back["host"]), (&json!("front"), &json!("local")));
    let scopes: Vec<&str> = front["applicationEndpoints"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|endpoint| endpoint["scope"].as_str())
        .collect();
    assert_eq!(scopes, ["host", "internal", "cloud"]);
    assert_eq!(front["?"]["_actions"]["front_greet"]["name"], "greet");
    did.says("front");
}

#[test]
fn a_model_may_be_yaml_and_its_result_may_go_to_a_file() {
    let place = place();
    let yaml = "'?': { type: example.model.Web, id: w }\nname: w\nhost:\n  '?': { type: com.mirantis.docker.DockerStandaloneHost }\n  name: h\n";
    place.file("web.yaml", format!("Objects:\n  '?': {{ type: io.murano.Environment, id: e }}\n  name: e\n  applications:\n    - {}", yaml.replace('\n', "\n      ").trim_end()));
    let args = [
        "deploy",
        "web.yaml",
        "--classes",
        "classes.murano",
        "--engine",
        "simulated",
        "-o",
        "out.json",
    ];
    let did = place.murano(&args).ends(0);
    assert_eq!(did.out, "");
    let text = std::fs::read_to_string(place.path().join("out.json")).expect("it is written");
    let model: Json = serde_json::from_str(&text).expect("JSON");
    assert_eq!(applications(&model)[0]["?"]["id"], "w");
}

#[test]
fn each_failure_to_deploy_has_its_exit_code() {
    let place = place();
    place.file("bad.json", "{");
    place.file("none.json", "[1]");
    place.file("unknown.json", r#"{"Objects": {"?": {"type": "no.Such"}}}"#);
    place.file(
        "wrong.json",
        r#"{"Objects": {"?": {"type": "example.model.Web"}, "name": 5, "host": "nosuch"}}"#,
    );
    place.file("broken.murano", "class {");
    let deploy =
        |args: &[&str]| place.murano(&[&["deploy"], args, &["--engine", "simulated"]].concat());
    deploy(&["nosuch.json"]).ends(3).says("cannot read");
    deploy(&["bad.json"]).ends(3).says("not an object model");
    deploy(&["none.json"]).ends(3).says("not an object model");
    deploy(&["unknown.json"]).ends(1).says("no.Such").says("--packages").says("--classes");
    let did = deploy(&["wrong.json", "--classes", "classes.murano"]).ends(1).says("nosuch");
    did.says("of `Web`").says("wrong.json:1:");
    deploy(&["shop.json", "--classes", "broken.murano"]).ends(3);
    deploy(&["shop.json", "--env", "-x"]).ends(2);
    let secret =
        SHOP.replacen(r#""name": "local""#, r#""name": "local", "registryPassword": "hush""#, 1);
    place.file("secret.json", secret);
    let did = deploy(&["secret.json", "--classes", "classes.murano"]).ends(0);
    assert!(!did.out.contains("hush") && !did.err.contains("hush"), "{}", did.out);
    place.murano(&["call", "front", "greet"]).ends(2).says("no environment has an object model");
    place.murano(&["call", "a", "b", "--env", "nosuch"]).ends(2).says("no object model");
    // Nothing answers at the address that tests configure.
    place.murano(&DEPLOY).ends(4);
}

/// The effects of an action before it failed are kept: in the record, and in the model that is
/// written.
///
#[test]
fn row_116_a_failed_deployment_keeps_what_it_did() {
    let place = Place::new();
    place.file(
        "classes.murano",
        "namespace demo
        class Half extends Application {
            out step: int
            deploy() {
                $.setAttr('begun', true)
                $.step = 1
                throw demo.Broken 'the second half failed'
            }
        }",
    );
    place.file(
        "half.yaml",
        "'?': {type: io.murano.Environment, id: e}\nname: e\napplications:\n  - {'?': {type: demo.Half, id: h}}\n",
    );
    let args = ["deploy", "half.yaml", "--classes", "classes.murano", "--engine", "simulated"];
    let did = place.murano(&args).ends(1).says("demo.Broken").says("the second half failed");
    let model = did.json();
    assert_eq!(applications(&model)[0]["step"], 1);
    assert_eq!(model["Attributes"], json!([["h", "demo.Half", "begun", true]]));
}

/// Packages may contain their own host classes for OpenStack: containers go to engines all the
/// same.
#[test]
fn built_in_hosts_override_those_of_packages() {
    let place = place();
    let folder = place.path().join("packages/com.mirantis.docker.DockerStandaloneHost");
    std::fs::create_dir_all(folder.join("Classes")).expect("a folder");
    let manifest = "FullName: com.mirantis.docker.DockerStandaloneHost\nType: Library\nVersion: 0.3\nClasses:\n  com.mirantis.docker.DockerStandaloneHost: host.yaml\n  com.mirantis.docker.Extra: extra.yaml\nRequire: {com.mirantis.docker.Interfaces: }\n";
    let class = "Namespaces: {=: com.mirantis.docker}\nName: DockerStandaloneHost\nExtends: DockerContainerHost\nMethods: {deploy: {Body: [{Throw: Wrong}]}}\n";
    let extra =
        "Namespaces: {=: com.mirantis.docker}\nName: Extra\nExtends: DockerStandaloneHost\n";
    std::fs::write(folder.join("manifest.yaml"), manifest).expect("a file");
    std::fs::write(folder.join("Classes/host.yaml"), class).expect("a file");
    std::fs::write(folder.join("Classes/extra.yaml"), extra).expect("a file");
    // A version of the package in the model's types does not matter either.
    let typed = |class: &str| {
        SHOP.replace(
            "com.mirantis.docker.DockerStandaloneHost",
            &format!("com.mirantis.docker.{class}/0.3.0@com.mirantis.docker.DockerStandaloneHost"),
        )
    };
    for class in ["DockerStandaloneHost", "Extra"] {
        place.file("shop.json", typed(class));
        let deploy = [&DEPLOY[..], &["--engine", "simulated", "--env", class]].concat();
        place.murano(&deploy).ends(0).says("2 created");
    }
}

#[test]
fn on_docker_a_model_is_deployed_called_changed_and_destroyed() {
    if !docker_is_there() {
        return;
    }
    let place = place();
    let environment = format!("x{}-model", std::process::id());
    let murano = |args: &[&str]| {
        let mut command: Command = place.command(&[args, &["--env", &environment]].concat());
        command.env_remove("DOCKER_HOST");
        Did::of(command.output().expect("the binary starts"))
    };
    let _removed = Removed(&murano);
    let model = murano(&DEPLOY).ends(0).json();
    let endpoints = &applications(&model)[0]["applicationEndpoints"];
    assert!(endpoints.as_array().is_some_and(|all| all.len() == 3), "{endpoints}");
    assert_eq!(names(&murano(&["ps", "--format", "json"]).ends(0).json()), ["back", "front"]);
    // A second deployment changes nothing and loses nothing.
    let again = murano(&DEPLOY).ends(0);
    let [now, before] = [&again.json(), &model].map(|model| applications(model)[0]["?"].clone());
    assert_eq!(now, before);
    again.says("nothing to do: 2 containers unchanged");
    // Actions change the model, which the next call finds; private methods are not exposed.
    let greeted = murano(&["call", "front", "greet", "whom=Ann", "times=2"]).ends(0).json();
    assert_eq!(greeted["text"], "front greets Ann");
    assert!(greeted["address"].as_str().is_some_and(|a| a.starts_with("http://127.0.0.1:")));
    murano(&["call", "front", "greet", "times=many"]).ends(1).says("times");
    murano(&["call", "front", "address"]).ends(1).says("not public");
    murano(&["call", "nosuch", "greet"]).ends(1).says("nosuch");
    let greeted = murano(&["call", "front", "greet"]).ends(0).json();
    assert_eq!(greeted["text"], "front greets you");
    // Objects that are no longer in the model are destroyed.
    let mut less: Json = serde_json::from_str(SHOP).expect("JSON");
    less["Objects"]["applications"].as_array_mut().expect("applications").truncate(1);
    place.file("shop.json", less.to_string());
    let left = murano(&DEPLOY).ends(0).json();
    assert_eq!(applications(&left).len(), 1);
    assert_eq!(names(&murano(&["ps", "--format", "json"]).ends(0).json()), ["front"]);
    place.file("shop.json", r#"{"Objects": null}"#);
    murano(&DEPLOY).ends(0).says("front: removed");
    let removed = murano(&["down", "--format", "json"]).json();
    assert_eq!(removed["networks"], json!([]), "nothing is left for `down`");
    assert_eq!(murano(&["ps", "--format", "json"]).ends(0).json(), json!([]));
}

#[test]
fn on_docker_objects_without_ids_are_recognized() {
    if !docker_is_there() {
        return;
    }
    let place = place();
    let environment = format!("x{}-noids", std::process::id());
    let murano = |args: &[&str]| {
        let mut command: Command = place.command(&[args, &["--env", &environment]].concat());
        command.env_remove("DOCKER_HOST");
        Did::of(command.output().expect("the binary starts"))
    };
    let _removed = Removed(&murano);
    let web = |name: &str| {
        let host =
            json!({ "?": { "type": "com.mirantis.docker.DockerStandaloneHost" }, "name": "h" });
        json!({ "?": { "type": "example.model.Web" }, "name": name, "host": host })
    };
    let deploy = |applications: &[&str]| {
        let applications: Vec<Json> = applications.iter().map(|name| web(name)).collect();
        let root = json!({ "?": { "type": "io.murano.Environment" }, "name": "e", "applications": applications });
        place.file("shop.json", json!({ "Objects": root }).to_string());
        murano(&DEPLOY)
    };
    deploy(&["one"]).ends(0).says("1 created");
    deploy(&["two", "one"]).ends(0).says("1 created, 1 unchanged");
    deploy(&["two"]).ends(0).says("one: removed").says("1 container unchanged");
    murano(&["call", "two", "greet"]).ends(0);
}

fn names(rows: &Json) -> Vec<&str> {
    rows.as_array().into_iter().flatten().filter_map(|row| row["application"].as_str()).collect()
}

/// The environment is removed at the end, whatever happens.
struct Removed<'m>(&'m dyn Fn(&[&str]) -> Did);

impl Drop for Removed<'_> {
    fn drop(&mut self) {
        (self.0)(&["down"]);
    }
}

#[test]
fn all_mistakes_of_a_model_are_reported_in_it() {
    let place = Place::new();
    place.file(
        "c.murano",
        "namespace demo\n\
         class Port { port: int! where ($ > 0 and $ < 65536) }\n\
         class Web { name: string!; ports: [Port!]; peer: Web; out address: string; password: string }\n\
         class Other { name: string! }\n",
    );
    place.file(
        "m.yaml",
        "Objects:\n  ?: {type: demo.Web, id: root}\n  nam: x\n  address: '1.2.3.4'\n  ports:\n    - port: 80\n    - port: 70000\n    - ?: {type: demo.Other, id: o}\n      name: o\n  peer: nobody\n  password: hush\n",
    );
    let did = place.murano(&["check", "m.yaml", "--classes", "c.murano"]).ends(3);
    for line in ["m.yaml:3:", "m.yaml:7:", "m.yaml:8:", "m.yaml:10:"] {
        assert!(did.err.contains(line), "{line}: {}", did.err);
    }
    for text in ["`name`", "70000", "`Other`", "'nobody'"] {
        assert!(did.err.contains(text), "{text}: {}", did.err);
    }
    assert!(!did.err.contains("hush"), "{}", did.err);
    // Nothing is created either.
    place.murano(&["plan", "m.yaml", "--classes", "c.murano"]).ends(1).says("m.yaml:7:");
    let good = "Objects:\n  ?: {type: demo.Web, id: root}\n  name: x\n  ports: {port: 80}\n  address: a\n  peer: root\n";
    place.file("good.yaml", good);
    place.murano(&["check", "good.yaml", "--classes", "c.murano"]).ends(0).says("no warnings");
}

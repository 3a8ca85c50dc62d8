#![expect(clippy::disallowed_methods, reason = "tests write the models they deploy")]
//! The classes of `com.mirantis.docker` as packages in YAML use them (rows 128, 129 and 131),
//! on the simulated engine.
//!
//! Another program drives the interpreter, as embedding programs do: it loads a model and calls methods of its objects.

use std::process::Command;

use tempfile::TempDir;

use serde_json::{Value as Json, json};

use crate::pack::Pack;
use crate::rpc::Client;

/// An interpreter with packages, and a session with a model.
struct Harbour {
    client: Client,
    session: Json,
    _folder: TempDir,
}

impl Harbour {
    /// Loads a model with these objects.
    fn load(packs: &[Pack], objects: &Json) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (n, pack) in packs.iter().enumerate() {
            pack.write(folder.path(), &format!("p{n}"));
        }
        let mut client = Client::started(&["--engine", "simulated"]);
        let packages = json!([folder.path().to_str()]);
        let begun = json!({ "protocol": 1, "packages": packages, "logLevel": "info" });
        client.ask("initialize", begun).expect("it begins");
        let loaded = client.ask("load", json!({ "model": { "Objects": objects } }));
        let session = loaded.unwrap_or_else(|error| panic!("{error:#}"))["session"].clone();
        Self { client, session, _folder: folder }
    }

    fn try_call(&mut self, object: &str, method: &str, args: Json) -> Result<Json, Json> {
        let params =
            json!({ "session": self.session, "object": object, "method": method, "args": args });
        self.client.ask("call", params).map(|answer| answer["value"].clone())
    }

    #[track_caller]
    fn call(&mut self, object: &str, method: &str, args: Json) -> Json {
        self.try_call(object, method, args).unwrap_or_else(|error| panic!("{error:#}"))
    }

    #[track_caller]
    fn read(&mut self, object: &str, property: &str) -> Json {
        let params = json!({ "session": self.session, "object": object, "property": property });
        self.client.ask("getProperty", params).expect("a property")["value"].clone()
    }

    /// The reports to the user during the last call.
    fn told(&self) -> Vec<&str> {
        let logs = self.client.before.iter().filter(|message| message["method"] == "log");
        logs.filter_map(|message| message["params"]["message"].as_str()).collect()
    }
}

/// A host in a model.
fn host(more: Json) -> Json {
    let mut host = json!({ "?": { "type": "com.mirantis.docker.DockerStandaloneHost", "id": "host" }, "name": "h" });
    for (key, value) in more.as_object().into_iter().flatten() {
        host[key] = value.clone();
    }
    host
}

/// Endpoints as `scope address:port -> container port`; the network's own addresses vary.
fn lines(endpoints: &Json) -> Vec<String> {
    let of = |e: &Json| {
        let address = e["address"].as_str().expect("an address");
        let address = if e["scope"] == "host" { "net" } else { address };
        let protocol = if e["protocol"] == "UDP" { "/udp" } else { "" };
        let (scope, declared) = (e["scope"].as_str(), e["portScope"].as_str());
        let (scope, declared) = (scope.expect("a scope"), declared.expect("a scope"));
        format!("{scope}<{declared} {address}:{} {}{protocol}", e["port"], e["containerPort"])
    };
    endpoints.as_array().expect("a list").iter().map(of).collect()
}

/// Sorts texts.
fn sorted(texts: &Json) -> Vec<&str> {
    let mut texts: Vec<&str> =
        texts.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    texts.sort_unstable();
    texts
}

/// A container with ports, each a number, a scope and optionally a protocol.
fn container(name: &str, ports: &[(u16, &str, &str)]) -> Json {
    let port = |(port, scope, protocol): &(u16, &str, &str)| json!({ "port": port, "scope": scope, "protocol": protocol });
    json!({ "name": name, "image": "any:1", "ports": ports.iter().map(port).collect::<Vec<_>>() })
}

/// Every port has an endpoint with its own address for each scope up to the declared one, in
/// the order of scopes.
/// Differs: the reference returns one `host` endpoint, that of the last port, and none of scope
/// `internal`; an empty list of ports fails there.
#[test]
fn row_128_endpoints_of_a_host() {
    let mut harbour = Harbour::load(&[], &host(json!({ "publicAddress": "203.0.113.9" })));
    let ports =
        [(80, "public", "TCP"), (53, "cloud", "UDP"), (81, "internal", "TCP"), (82, "host", "TCP")];
    let found = harbour.call("host", "hostContainer", json!([container("Web", &ports)]));
    let wanted = [
        "host<public net:80 80",
        "internal<public web:80 80",
        "cloud<public 127.0.0.1:80 80",
        "public<public 203.0.113.9:80 80",
        "host<cloud net:53 53/udp",
        "internal<cloud web:53 53/udp",
        "cloud<cloud 127.0.0.1:53 53/udp",
        "host<internal net:81 81",
        "internal<internal web:81 81",
        "host<host net:82 82",
    ];
    assert_eq!(lines(&found), wanted);
    assert!(found.as_array().is_some_and(|all| all.iter().all(|e| e["applicationName"] == "Web")));
    assert_eq!(harbour.call("host", "getEndpoints", json!(["Web"])), found);
    assert_eq!(harbour.call("host", "getEndpoints", json!(["nobody"])), json!([]));
    // Without ports there are no endpoints, which is no error; the host keeps the usual
    // properties of containers.
    assert_eq!(harbour.call("host", "hostContainer", json!([container("Job", &[])])), json!([]));
    assert_eq!(harbour.read("host", "containers"), json!(["Web", "Job"]));
    assert_eq!(harbour.read("host", "applicationEndpoints"), found);
    harbour.call("host", "deleteContainer", json!(["Web"]));
    harbour.call("host", "deleteContainer", json!(["nobody"]));
    assert_eq!(harbour.read("host", "containers"), json!(["Job"]));
    assert_eq!(harbour.read("host", "applicationEndpoints"), json!([]));
}

/// Without a public address, a public port has the narrower endpoints, and the log has a
/// warning.
#[test]
fn row_128_public_ports_without_a_public_address() {
    let mut harbour = Harbour::load(&[], &host(json!({})));
    let found =
        harbour.call("host", "hostContainer", json!([container("web", &[(80, "public", "TCP")])]));
    let wanted =
        ["host<public net:80 80", "internal<public web:80 80", "cloud<public 127.0.0.1:80 80"];
    assert_eq!(lines(&found), wanted);
    assert!(
        harbour.told().iter().any(|line| line.contains("publicAddress")),
        "{:?}",
        harbour.told()
    );
}

/// The declared number if it is free, else the next from 1025; kept while the container exists,
/// released with it.
/// Differs: TCP and UDP ports of one number do not disturb one another.
#[test]
fn row_129_ports_are_given_kept_and_released() {
    let mut harbour = Harbour::load(&[], &host(json!({})));
    let mut published = |name: &str, ports: &[(u16, &str, &str)]| -> Vec<i64> {
        let found = harbour.call("host", "hostContainer", json!([container(name, ports)]));
        let all = found.as_array().cloned().expect("endpoints");
        all.iter().filter(|e| e["scope"] == "cloud").filter_map(|e| e["port"].as_i64()).collect()
    };
    assert_eq!(published("a", &[(80, "cloud", "TCP")]), [80]);
    assert_eq!(published("b", &[(80, "cloud", "TCP")]), [1025]);
    assert_eq!(published("c", &[(80, "internal", "TCP")]), [0; 0]);
    assert_eq!(published("d", &[(1025, "cloud", "TCP")]), [1026]);
    assert_eq!(published("e", &[(53, "cloud", "TCP"), (53, "cloud", "UDP")]), [53, 53]);
    // A container that changes keeps its numbers, also those of ports it had before.
    let two = [(81, "cloud", "TCP"), (80, "cloud", "TCP")];
    assert_eq!(published("b", &two), [81, 1025]);
    assert_eq!(published("a", &[(80, "public", "TCP")]), [80]);
    harbour.call("host", "deleteContainer", json!(["a"]));
    let mut published = |name: &str| -> Json {
        let ports = [(80, "cloud", "TCP")];
        let found = harbour.call("host", "hostContainer", json!([container(name, &ports)]));
        found[2]["port"].clone()
    };
    assert_eq!(published("f"), 80);
    assert_eq!(published("a"), 1027);
}

/// Applications as packages write them: two tiers, one of which creates a third again in every
/// deployment.
const SHOP: &str = r#"
Namespaces: {=: test, std: io.murano, docker: com.mirantis.docker}
---
Name: Store
Extends: docker:DockerApplication
Properties:
  name: {Contract: $.string().notNull()}
  publish: {Contract: $.bool().notNull(), Default: true}
  secret: {Contract: $.string().notNull()}
Methods:
  .init:
    Body:
      - $._environment: $.find(std:Environment).require()
      - $._scope: switch($.publish => public, true => internal)
  getContainer:
    Body:
      Return:
        name: $.name
        image: 'murano-test/busybox:1'
        env: {SECRET: $.secret, LIMIT: 5}
        commands: [sleep, '600']
        ports:
          - port: 4000
            scope: $._scope
  onInstallationStart:
    Body:
      - $._environment.reporter.report($this, 'Installing Store')
  onInstallationFinish:
    Body:
      - $endpoints: $.applicationEndpoints.where($.scope = $this._scope).
          select(format('{0}:{1}', $.address, $.port))
      - $._environment.reporter.report($this, 'Store {0} is at {1}'.format($.name, $endpoints.join(', ')))
---
Name: Replica
Extends: docker:DockerApplication
Properties:
  name: {Contract: $.string().notNull()}
  store: {Contract: $.class(Store).notNull()}
Methods:
  getContainer:
    Body:
      - $link: $.getConnectionTo($.store, 4000)
      - Return:
          name: $.name
          image: 'murano-test/busybox:1'
          env:
            STORE: format('{0}:{1}', $link.host, $link.port)
          commands: [sleep, '600']
          ports: [{port: 4000, scope: internal}]
---
Name: Board
Extends: docker:DockerApplication
Properties:
  name: {Contract: $.string().notNull()}
  store: {Contract: $.class(Store).notNull()}
  replicaHost: {Contract: $.class(docker:DockerContainerHost).notNull()}
  replica: {Contract: $.class(Replica), Usage: Out}
Methods:
  deploy:
    Body:
      - $.store.deploy()
      - $.replica: new(Replica, $, name => Replica, host => $this.replicaHost, store => $this.store)
      - $.replica.deploy()
      - super($, $.deploy())
  getContainer:
    Body:
      - $link: $.getConnectionTo($.replica, 4000)
      - Return:
          name: $.name
          image: 'murano-test/busybox:1'
          env: {REPLICA_HOST: $link.host, REPLICA_PORT: $link.port}
          ports: [{port: 80, scope: public}]
          entrypoint: sleep
          commands: format('{0}', 600)
"#;

fn shop_pack() -> Pack {
    let pack = Pack::new("test")
        .format("1.3")
        .line("Type: Application")
        .require("com.mirantis.docker.Interfaces", "")
        .require("com.mirantis.docker.DockerStandaloneHost", "");
    pack.classes(SHOP)
}

/// The objects of a shop, with a host as models for OpenStack have it.
fn shop(name: &str) -> Json {
    let server = json!({ "?": { "type": "io.murano.resources.LinuxMuranoInstance", "id": "vm" }, "name": "vm", "flavor": "m1" });
    let host = host(
        json!({ "instance": server, "dockerRegistry": "", "dockerMirror": null, "publicAddress": "203.0.113.9" }),
    );
    json!({
        "?": { "type": "io.murano.Environment", "id": "env" },
        "name": name,
        "applications": [
            { "?": { "type": "test.Board", "id": "board" }, "name": "board", "host": "host", "store": "store", "replicaHost": "host" },
            { "?": { "type": "test.Store", "id": "store" }, "name": "store", "host": host, "secret": "s" },
        ],
    })
}

/// Packages deploy unmodified and once, including those written for servers of OpenStack.
/// Differs: a change of variables or of the command replaces the container.
#[test]
fn row_131_applications() {
    let mut harbour = Harbour::load(&[shop_pack()], &shop("shop"));
    harbour.call("env", "deploy", json!([]));
    assert_eq!(harbour.told(), ["Installing Store", "Store store is at 203.0.113.9:4000"]);
    let endpoints = harbour.read("board", "applicationEndpoints");
    assert_eq!(lines(&endpoints)[3], "public<public 203.0.113.9:80 80");
    assert_eq!(sorted(&harbour.read("host", "containers")), ["Replica", "board", "store"]);
    harbour.call("store", "deploy", json!([]));
    assert_eq!(harbour.told(), [""; 0]);
    // The replica's first object is removed with its container, and replaced by a new one.
    harbour.call("env", "deploy", json!([]));
    assert_eq!(sorted(&harbour.read("host", "containers")), ["Replica", "board", "store"]);
    let released =
        harbour.client.ask("release", json!({ "session": harbour.session, "finalize": true }));
    let model = released.expect("it ends well")["model"].clone();
    assert_eq!(model["Objects"]["applications"][1]["host"]["instance"]["?"]["id"], "vm");
}

/// On a real engine: a second deployment changes nothing, and containers that are no longer in
/// the model are removed.
/// Differs: the container of an object that is created again in every deployment stays; the
/// reference removes it at the end.
#[test]
fn row_131_applications_on_docker() {
    if !crate::docker::docker_is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    shop_pack().write(&folder.path().join("packages"), "shop");
    let environment = format!("x{}-shop", std::process::id());
    let murano = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_murano"));
        command.args(args).args(["--env", &environment]).current_dir(folder.path());
        command.env("XDG_STATE_HOME", folder.path().join("state"));
        let output = command.output().expect("the binary starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let deploy = |objects: &Json| {
        std::fs::write(folder.path().join("shop.json"), objects.to_string()).expect("a file");
        let (code, out, err) = murano(&["deploy", "shop.json"]);
        assert_eq!(code, Some(0), "{err}");
        (serde_json::from_str::<Json>(&out).expect("a model"), err)
    };
    let _removed = Removed(&|| drop(murano(&["down"])));
    let (first, told) = deploy(&shop("shop"));
    assert!(told.contains("3 created"), "{told}");
    let replica = |model: &Json| model["Objects"]["applications"][0]["replica"]["?"]["id"].clone();
    let (second, told) = deploy(&shop("shop"));
    assert!(told.contains("3 containers unchanged"), "{told}");
    assert_ne!(replica(&first), replica(&second));
    let mut less = shop("shop");
    less["applications"].as_array_mut().expect("a list").remove(0);
    let (third, told) = deploy(&less);
    assert!(told.contains("board: removed") && told.contains("Replica: removed"), "{told}");
    let host = &third["Objects"]["applications"][0]["host"];
    assert_eq!(host["containers"], json!(["store"]));
}

/// Sessions one after another deploy into one environment of a real engine, and find what the
/// others left.
#[test]
fn row_128_sessions_share_an_environment_in_turn() {
    if !crate::docker::docker_is_there() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let environment = format!("x{}-turns", std::process::id());
    let mut client = Client::recording(&["--env", &environment], folder.path());
    client.ask("initialize", json!({ "protocol": 1 })).expect("it begins");
    let job = json!({ "name": "job", "image": "murano-test/busybox:1", "commands": ["sleep", "600"], "ports": [{ "port": 80, "scope": "cloud" }] });
    let mut turn = |method: &str, args: Json| {
        let loaded = client.ask("load", json!({ "model": { "Objects": host(json!({})) } }));
        let session = loaded.expect("it loads")["session"].clone();
        let params =
            json!({ "session": session, "object": "host", "method": method, "args": args });
        let answer = client.ask("call", params).map(|answer| answer["value"].clone());
        client.ask("release", json!({ "session": session })).expect("it ends");
        answer.unwrap_or_else(|error| panic!("{method}: {error:#}"))
    };
    let first = turn("hostContainer", json!([job]));
    assert_eq!(turn("getEndpoints", json!(["job"])), first);
    turn("deleteContainer", json!(["job"]));
    assert_eq!(turn("getEndpoints", json!(["job"])), json!([]));
    let mut down = Command::new(env!("CARGO_BIN_EXE_murano"));
    down.args(["down", "--env", &environment]).env("XDG_STATE_HOME", folder.path());
    assert!(down.output().is_ok_and(|output| output.status.success()));
}

/// Removes what a test deployed, whatever happens.
struct Removed<'m>(&'m dyn Fn());

impl Drop for Removed<'_> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#![expect(clippy::disallowed_methods, reason = "tests write the packages that sessions use")]
//! Sessions on object models of YAML packages, as a client uses them.

use serde_json::{Value as Json, json};

use super::Client;

const MANIFEST: &str = "
FullName: demo
Type: Library
Format: '1.4'
Version: 0.2.1
Classes: { demo.App: App.yaml, demo.Part: App.yaml, demo.Error: App.yaml }
";

const CLASSES: &str = "
Namespaces: { =: demo, std: io.murano, sys: io.murano.system }
Name: Part
Properties:
  name: { Contract: $.string().notNull() }
---
Name: App
Properties:
  name: { Contract: $.string().notNull() }
  parts: { Contract: [$.class(Part).notNull()] }
  count: { Contract: $.int().notNull(), Default: 0, Usage: InOut }
  setting: { Contract: $.string(), Usage: Config, Default: usual }
Methods:
  double:
    Scope: Public
    Arguments: { n: { Contract: $.int().notNull() } }
    Body:
      - $.count: $.count + 1
      - Return: $n * 2
  hidden: { Body: { Return: 1 } }
  mocked:
    Body:
      - inject(App, hidden, replaced)
      - Return: $.hidden()
  partName:
    Arguments: [{ part: { Contract: $.class(Part).notNull() } }]
    Body: { Return: $part.name }
  newPart: { Body: { Return: !yaql \"new(Part, name => fresh)\" } }
  fail:
    Body:
      - Throw: MyError
        Message: it failed
        Extra: { code: 7 }
  ask:
    Arguments: [{ what: { Contract: $ } }]
    Body: { Return: lookup($what) }
  tell: { Body: [{ $x: !yaql \"trace($.name, more => 1)\" }, { Return: $x }] }
  ponder:
    Body:
      - $xs: !yaql \"[a, b, c].pselect(lookup($))\"
      - Return: $xs
  catching:
    Body:
      Try: { Return: lookup(bad) }
      Catch: { With: 'my.HostError', As: e, Do: { Return: $e.message } }
  say: { Body: !yaql \"logger(demo).warning('careful {0}', 5)\" }
  twice:
    Usage: Static
    Scope: Public
    Arguments: { n: { Contract: $.int() } }
    Body: { Return: $n * 2 }
---
Name: Error
";

/// A client with the package, and the package's directory.
fn client() -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("demo");
    std::fs::create_dir_all(package.join("Classes")).expect("a folder");
    std::fs::write(package.join("manifest.yaml"), MANIFEST).expect("a file");
    std::fs::write(package.join("Classes/App.yaml"), CLASSES).expect("a file");
    let mut client = Client::silent();
    let said = client.ask("initialize", json!({ "protocol": 1, "packages": [package] }));
    assert_eq!(
        said.expect("it speaks protocol 1")["packages"],
        json!([{ "name": "demo", "version": "0.2.1", "classes": ["demo.App", "demo.Part", "demo.Error"] }])
    );
    (client, folder)
}

fn app() -> Json {
    json!({ "Objects": {
        "?": { "type": "demo.App", "id": "app", "name": "The App" },
        "name": "shop",
        "parts": [{ "?": { "type": "demo.Part", "id": "p" }, "name": "bolt" }],
    } })
}

fn load(client: &mut Client, more: Json) -> u64 {
    let mut params = json!({ "model": app() });
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    let loaded = client.ask("load", params).expect("it loads");
    assert_eq!(
        loaded["root"],
        json!({ "$object": "app", "type": "demo.App/0.2.1@demo", "name": "The App" })
    );
    loaded["session"].as_u64().expect("a number")
}

fn call(client: &mut Client, session: u64, method: &str, more: Json) -> Result<Json, Json> {
    let mut params = json!({ "session": session, "object": "app", "method": method });
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    client.ask("call", params).map(|result| result["value"].clone())
}

fn names(answer: Result<Json, Json>) -> Json {
    answer.expect_err("it fails")["data"]["names"].clone()
}

#[test]
fn row_050_113_114_methods_are_called_and_properties_read() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({}));
    assert_eq!(call(&mut client, session, "double", json!({ "args": [4] })), Ok(json!(8)));
    assert_eq!(
        call(&mut client, session, "double", json!({ "kwargs": { "n": "5" } })),
        Ok(json!(10))
    );
    let read = json!({ "session": session, "object": "app", "property": "count" });
    assert_eq!(client.ask("getProperty", read), Ok(json!({ "value": 2 })));
    let read = json!({ "session": session, "object": "app", "property": "nosuch" });
    assert_eq!(
        names(client.ask("getProperty", read)),
        json!(["murano.dsl.exceptions.PropertyReadError"])
    );
    let twice = json!({
        "session": session, "class": "demo.App/0@demo", "method": "twice", "args": [3],
        "publicOnly": true,
    });
    assert_eq!(client.ask("callStatic", twice), Ok(json!({ "value": 6 })));
    let hidden = call(&mut client, session, "hidden", json!({ "publicOnly": true }));
    assert_eq!(names(hidden), json!(["murano.dsl.exceptions.MethodNotExposed"]));
    assert_eq!(call(&mut client, session, "hidden", json!({})), Ok(json!(1)));
    let model = json!({ "name": "made" });
    assert_eq!(
        call(&mut client, session, "partName", json!({ "args": [model] })),
        Ok(json!("made"))
    );
    let known = json!({ "args": [{ "$object": "p" }] });
    assert_eq!(call(&mut client, session, "partName", known), Ok(json!("bolt")));
}

#[test]
fn sessions_share_nothing() {
    let (mut client, _folder) = client();
    let (one, two) = (load(&mut client, json!({})), load(&mut client, json!({})));
    assert_ne!(one, two);
    call(&mut client, one, "double", json!({ "args": [1] })).expect("a value");
    let read = |session: u64| json!({ "session": session, "object": "app", "property": "count" });
    assert_eq!(client.ask("getProperty", read(one)), Ok(json!({ "value": 1 })));
    assert_eq!(client.ask("getProperty", read(two)), Ok(json!({ "value": 0 })));
    assert_eq!(client.ask("release", json!({ "session": one })), Ok(json!({})));
    assert_eq!(client.ask("getProperty", read(one)).expect_err("it is over")["code"], -32001);
    assert!(client.ask("getProperty", read(two)).is_ok());
    assert_eq!(
        client.ask("getModel", json!({ "session": 99 })).expect_err("unknown")["code"],
        -32001
    );
}

#[test]
fn exceptions_are_described_to_the_client() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({}));
    let error = call(&mut client, session, "fail", json!({})).expect_err("it throws");
    assert_eq!((&error["code"], &error["message"]), (&json!(-32000), &json!("it failed")));
    let data = &error["data"];
    assert_eq!(data["names"], json!(["demo.MyError"]));
    assert_eq!((&data["origin"], &data["extra"]), (&json!("code"), &json!({ "code": 7 })));
    let trace = data["trace"].as_str().expect("a text");
    assert!(
        trace.contains("App.yaml\", line ") && trace.contains("in method fail of type demo.App"),
        "{trace}"
    );
    for (params, name) in [
        (json!({ "method": "nosuch" }), "murano.dsl.exceptions.NoMethodFound"),
        (
            json!({ "method": "hidden", "publicOnly": true }),
            "murano.dsl.exceptions.MethodNotExposed",
        ),
        (json!({ "object": "nosuch" }), "murano.dsl.exceptions.NoObjectFoundError"),
        (json!({ "args": ["x"] }), "murano.dsl.exceptions.ContractViolationException"),
        (json!({ "args": [1, 2] }), "yaql.language.exceptions.NoMatchingMethodException"),
    ] {
        let method = params.get("method").cloned().unwrap_or(json!("double"));
        let method = method.as_str().expect("a name").to_owned();
        assert_eq!(names(call(&mut client, session, &method, params)), json!([name]));
    }
    let unknown = json!({ "model": { "Objects": { "?": { "type": "demo.Nosuch" } } } });
    assert_eq!(
        names(client.ask("load", unknown)),
        json!(["murano.dsl.exceptions.NoPackageForClassFound"])
    );
    assert!(call(&mut client, session, "double", json!({ "args": [1] })).is_ok());
}

#[test]
fn models_are_returned_with_their_current_values() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({ "config": { "demo.App": { "setting": "other" } } }));
    call(&mut client, session, "double", json!({ "args": [1] })).expect("a value");
    let model = client.ask("getModel", json!({ "session": session })).expect("a model");
    let objects = &model["model"]["Objects"];
    assert_eq!(objects["?"]["type"], "demo.App/0.2.1@demo");
    assert_eq!((&objects["count"], &objects["parts"][0]["name"]), (&json!(1), &json!("bolt")));
    assert_eq!(objects.get("setting"), None);
    assert_eq!(objects["?"]["_actions"]["app_double"]["title"], "double");
    let read = json!({ "session": session, "object": "app", "property": "setting" });
    assert_eq!(client.ask("getProperty", read), Ok(json!({ "value": "other" })));
    let value = json!({ "session": session, "value": { "x": { "$object": "p" } } });
    assert_eq!(client.ask("serialize", value), Ok(json!({ "value": { "x": "p" } })));
    let again = client.ask("load", json!({ "model": model["model"] })).expect("it loads");
    let again = client.ask("getModel", json!({ "session": again["session"] })).expect("a model");
    assert_eq!(again, model);
    let ended = client.ask("release", json!({ "session": session, "finalize": true }));
    assert_eq!(ended.expect("it ends")["model"]["Objects"], model["model"]["Objects"]);
}

#[test]
fn objects_sent_to_the_client_live_until_released() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({}));
    let made = call(&mut client, session, "newPart", json!({})).expect("a part");
    assert_eq!(made["type"], "demo.Part/0.2.1@demo");
    let given = json!({ "args": [made] });
    assert_eq!(call(&mut client, session, "partName", given.clone()), Ok(json!("fresh")));
    let release = json!({ "session": session, "objects": [made["$object"]] });
    assert_eq!(client.ask("release", release), Ok(json!({})));
    assert_eq!(
        names(call(&mut client, session, "partName", given)),
        json!(["murano.dsl.exceptions.NoObjectFoundError"])
    );
}

#[test]
fn host_functions_are_answered_by_the_client() {
    let (mut client, _folder) = client();
    let functions = json!({ "hostFunctions": { "trace": "notify", "lookup": "call" } });
    let session = load(&mut client, functions);
    let ask =
        json!({ "session": session, "object": "app", "method": "ask", "args": [{ "k": [1] }] });
    let mut asked = Json::Null;
    let answer = client.ask_serving("call", ask, |params| {
        asked = params.clone();
        Ok(json!({ "$set": [1] }))
    });
    assert_eq!(answer.expect("a value")["value"], json!({ "$set": [1] }));
    assert_eq!(
        asked,
        json!({ "session": session, "function": "lookup", "args": [{ "k": [1] }], "kwargs": {} })
    );
    assert_eq!(call(&mut client, session, "tell", json!({})), Ok(Json::Null));
    let told = &client.before[0];
    assert_eq!(told["method"], "hostNotify");
    assert_eq!(
        told["params"],
        json!({ "session": session, "function": "trace", "args": ["shop"], "kwargs": { "more": 1 } })
    );
}

#[test]
fn errors_of_the_client_are_exceptions() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({ "hostFunctions": { "lookup": "call" } }));
    let refuse = |_: &Json| {
        let data = json!({ "names": ["my.HostError"], "trace": "  at lookup", "more": 1 });
        Err(json!({ "code": 1, "message": "not today", "data": data }))
    };
    let ask =
        |method: &str| json!({ "session": session, "object": "app", "method": method, "args": [] });
    let caught = client.ask_serving("call", ask("catching"), refuse);
    assert_eq!(caught.expect("it is caught")["value"], "not today");
    let error = client.ask_serving("call", ask("ponder"), refuse).expect_err("it is not caught");
    let data = &error["data"];
    assert_eq!((&error["message"], &data["origin"]), (&json!("not today"), &json!("host")));
    assert_eq!((&data["names"], &data["host"]["more"]), (&json!(["my.HostError"]), &json!(1)));
    assert!(data["trace"].as_str().is_some_and(|trace| trace.ends_with("  at lookup")), "{data}");
}

#[test]
fn parallel_branches_can_be_answered_in_any_order() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({ "hostFunctions": { "lookup": "call" } }));
    let params = json!({ "session": session, "object": "app", "method": "ponder" });
    let id = client.request("call", params);
    let mut asked: Vec<Json> = (0..3).map(|_| client.receive()).collect();
    asked.reverse();
    for call in asked {
        assert_eq!(call["method"], "hostCall");
        let value = format!("{}!", call["params"]["args"][0].as_str().expect("a text"));
        client.send(
            &json!({ "jsonrpc": "2.0", "id": call["id"], "result": { "value": value } })
                .to_string(),
        );
    }
    let answer = client.receive();
    assert_eq!(
        (&answer["id"], &answer["result"]["value"]),
        (&json!(id), &json!(["a!", "b!", "c!"]))
    );
}

#[test]
fn the_client_receives_the_log_from_a_level_on() {
    let (mut client, _folder) = client();
    let session = load(&mut client, json!({}));
    call(&mut client, session, "say", json!({})).expect("a value");
    let told = &client.before[0];
    assert_eq!(told["method"], "log");
    assert_eq!(
        (&told["params"]["level"], &told["params"]["message"]),
        (&json!("warning"), &json!("careful 5"))
    );
    assert!(told["params"]["logger"].as_str().is_some_and(|name| name.ends_with("demo")), "{told}");
}

#[test]
fn methods_are_mocked_in_sessions_that_test() {
    let (mut client, _folder) = client();
    let tests = load(&mut client, json!({ "testing": true }));
    assert_eq!(call(&mut client, tests, "mocked", json!({})), Ok(json!("replaced")));
    let other = load(&mut client, json!({}));
    let failed = names(call(&mut client, other, "mocked", json!({})));
    assert_eq!(failed, json!(["yaql.language.exceptions.NoFunctionRegisteredException"]));
}

/// 4,000 cycles once took a gigabyte: a quarter of a megabyte each.
#[test]
fn released_sessions_give_their_memory_back() {
    let mut client = Client::new();
    let environment = json!({ "?": { "type": "io.murano.Environment", "id": "e" }, "name": "e" });
    let mut cycle = |finalize: bool| {
        let model = json!({ "Objects": environment });
        let loaded = client.ask("load", json!({ "model": model })).expect("loaded");
        let params = json!({ "session": loaded["session"], "finalize": finalize });
        client.ask("release", params).expect("released");
        client.resident()
    };
    let before = (0..50).map(|n| cycle(n % 2 == 0)).max().expect("some");
    let after = (0..250).map(|n| cycle(n % 2 == 0)).last().expect("some");
    assert!(after < before + 16 * 1024, "{before} kB before, {after} kB after 250 cycles");
}

#![expect(clippy::disallowed_methods, reason = "tests write the packages that sessions use")]
//! Results of sessions with packages: schemas, limits, state after a failure, notes about
//! deprecated names.

use serde_json::{Value as Json, json};

use super::Client;

/// A client with one package `demo` with these classes, all in one file.
fn serving(names: &[&str], classes: &str) -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("demo");
    std::fs::create_dir_all(package.join("Classes")).expect("a folder");
    let listed: String = names.iter().map(|name| format!("  demo.{name}: All.yaml\n")).collect();
    let manifest = format!("FullName: demo\nType: Library\nFormat: '1.4'\nClasses:\n{listed}");
    std::fs::write(package.join("manifest.yaml"), manifest).expect("a file");
    let begin = "Namespaces: { =: demo, std: io.murano, m: io.murano.metadata, f: io.murano.metadata.forms, old: io.murano.extensions.io.murano }\n---\n";
    std::fs::write(package.join("Classes/All.yaml"), format!("{begin}{classes}")).expect("a file");
    let mut client = Client::silent();
    let said = client.ask("initialize", json!({ "protocol": 1, "packages": [package] }));
    said.expect("it speaks protocol 1");
    (client, folder)
}

fn load(client: &mut Client, root: Json) -> Json {
    client.ask("load", json!({ "model": { "Objects": root } })).expect("it loads")["session"]
        .clone()
}

fn call(client: &mut Client, session: &Json, method: &str, args: Json) -> Result<Json, Json> {
    let params = json!({ "session": session, "object": "main", "method": method, "args": args });
    client.ask("call", params).map(|result| result["value"].clone())
}

fn main_model() -> Json {
    json!({ "?": { "type": "demo.Main", "id": "main" } })
}

const FORMS: &str = "
Name: Base
Properties:
  common:
    Contract: $.string()
    Meta: [f:Position: { index: 0, section: basics }]
Meta:
  - f:Section: { name: basics, title: Basics, index: 5 }
---
Name: Main
Extends: Base
Meta:
  - f:Section: { name: more, title: More, index: 2 }
  - f:Section: { name: more, title: Again, index: 3 }
  - f:Section: { name: loose, title: Loose }
Properties:
  text: { Contract: $.string().notNull() }
  number: { Contract: $.int(), Default: 7 }
  computed: { Contract: $.int(), Default: $.number + 1 }
  flag: { Contract: $.bool().notNull() }
  anything: { Contract: $ }
  part: { Contract: $.class(Base).notNull().owned() }
  plan:
    Contract: $.template(Base, excludeProperties => [common])
  many: { Contract: [$.int().notNull(), 1, 5] }
  mixed: { Contract: [$.int(), $.string()] }
  all: { Contract: [] }
  table:
    Contract:
      a: $.string()
      $.string(): $.int()
  port: { Contract: $.int().notNull().check($ >= 1 and 65535 >= $) }
  kind:
    Contract: $.string().check($ in [small, large])
  size: { Contract: $.string().check($ in $this.sizes()) }
  name:
    Contract: $.string().check($.matches('^[a-z]+$'))
  own: { Contract: $.int().check($ > $.nosuch) }
  out: { Contract: $.int(), Usage: Out }
  running: { Contract: $.int(), Usage: Runtime }
  shown:
    Contract: $.string()
    Usage: InOut
    Meta:
      - m:Title: { text: A title }
      - m:Description: { text: A description }
      - m:HelpText: { text: Help }
      - f:Hidden
      - f:Position: { index: 0, section: more }
Methods:
  sizes: { Usage: Static, Body: { Return: [s, m] } }
  build:
    Usage: Static
    Scope: Public
    Meta: [m:ModelBuilder, m:Title: { text: Builds }]
    Arguments:
      - count: { Contract: $.int().notNull(), Default: 2, Meta: { m:Title: { text: How many } } }
  private: { Usage: Static, Meta: [m:ModelBuilder] }
  object: { Scope: Public, Meta: [m:ModelBuilder] }
  off: { Usage: Static, Scope: Public, Meta: [m:ModelBuilder: { enabled: false }] }
";

fn schemas(client: &mut Client, more: Json) -> Json {
    let mut params = json!({ "class": "demo.Main" });
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    client.ask("schema", params).expect("schemas")["schemas"].clone()
}

#[test]
fn row_064_contracts_become_json_schemas() {
    let (mut client, _folder) = serving(&["Main", "Base"], FORMS);
    let schemas = schemas(&mut client, json!({}));
    let class = &schemas[""];
    assert_eq!(class["$schema"], "http://json-schema.org/draft-04/schema#");
    assert_eq!((&class["type"], &class["additionalProperties"]), (&json!("object"), &json!(false)));
    let properties = &class["properties"];
    for (name, schema) in [
        ("text", json!({ "type": "string" })),
        ("number", json!({ "type": ["integer", "null"], "default": 7 })),
        ("computed", json!({ "type": ["integer", "null"] })),
        ("flag", json!({ "type": "boolean" })),
        ("anything", json!({})),
        ("part", json!({ "type": "muranoObject", "muranoType": "demo.Base", "owned": true })),
        (
            "plan",
            json!({ "type": ["muranoObject", "null"], "muranoType": "demo.Base", "owned": true, "excludedProperties": ["common"] }),
        ),
        ("many", json!({ "type": "array", "items": { "type": "integer" } })),
        (
            "mixed",
            json!({
                "type": "array",
                "items": [{ "type": ["integer", "null"] }, { "type": ["string", "null"] }],
                "additionalItems": { "type": ["string", "null"] },
            }),
        ),
        ("all", json!({ "type": "array" })),
        (
            "table",
            json!({
                "type": "object",
                "properties": { "a": { "type": ["string", "null"] } },
                "additionalProperties": { "type": ["integer", "null"] },
            }),
        ),
        (
            "port",
            json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": false, "maximum": 65535, "exclusiveMaximum": false }),
        ),
        ("kind", json!({ "type": ["string", "null"], "enum": ["small", "large"] })),
        ("size", json!({ "type": ["string", "null"], "enum": ["s", "m"] })),
        ("name", json!({ "type": ["string", "null"], "pattern": "^[a-z]+$" })),
        ("own", json!({ "type": ["integer", "null"] })),
    ] {
        assert_eq!(properties[name], schema, "{name}");
    }
    assert_eq!((properties.get("out"), properties.get("running")), (None, None));
}

#[test]
fn row_064_metadata_becomes_hints_for_forms() {
    let (mut client, _folder) = serving(&["Main", "Base"], FORMS);
    let all = schemas(&mut client, json!({}));
    let shown = &all[""]["properties"]["shown"];
    assert_eq!(
        *shown,
        json!({
            "type": ["string", "null"], "title": "A title", "description": "A description", "helpText": "Help",
            "visible": false, "formSection": "more", "formIndex": 3,
        })
    );
    assert_eq!(
        all[""]["properties"]["common"]["formIndex"], 2,
        "what base classes attach comes first"
    );
    assert_eq!(
        all[""]["formSections"],
        json!({ "more": { "title": "More", "index": 0 }, "loose": { "title": "Loose" } }),
        "sections are not inherited"
    );
    let builders: Vec<&String> = all.as_object().expect("schemas").keys().collect();
    assert_eq!(builders, ["", "build"]);
    assert_eq!(
        all["build"],
        json!({
            "$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "title": "Builds",
            "properties": { "count": { "type": "integer", "default": 2, "title": "How many" } },
            "additionalProperties": false, "formSections": {},
        })
    );
    let chosen = schemas(
        &mut client,
        json!({ "methods": ["build", "object", "nosuch"], "package": "demo" }),
    );
    assert_eq!(chosen, json!({ "build": all["build"] }));
    let unknown = client.ask("schema", json!({ "class": "demo.Nosuch" })).expect_err("no class");
    assert_eq!(unknown["data"]["names"], json!(["murano.dsl.exceptions.NoPackageForClassFound"]));
}

const LIMITED: &str = "
Name: Main
Properties:
  done: { Contract: [$.string()], Usage: Out }
Methods:
  items: { Arguments: [{ n: { Contract: $.int() } }], Body: { Return: range($n).toList().len() } }
  given: { Arguments: [{ n: { Contract: $.int() } }], Body: { Return: range($n) } }
  lazy: { Body: { Return: range(100000).first() } }
  text: { Arguments: [{ n: { Contract: $.int() } }], Body: { Return: !yaql \"('x' * $n).len()\" } }
  grow:
    Body:
      - $x: x
      - Repeat: 30
        Do: { $x: $x + $x }
  endless: { Body: { Return: !yaql \"generate(0, true, $).toList()\" } }
  fail:
    Scope: Public
    Body:
      - $.done: [begun]
      - $.setAttr(step, 1)
      - Throw: Broken
        Message: it broke
      - $.done: [begun, ended]
";

#[test]
fn row_103_sequences_and_values_have_limits() {
    let (mut client, _folder) = serving(&["Main"], LIMITED);
    let session = load(&mut client, main_model());
    let large = json!(["yaql.language.exceptions.CollectionTooLargeException"]);
    let heavy = json!(["yaql.language.exceptions.MemoryQuotaExceededException"]);
    for method in ["items", "given"] {
        assert!(call(&mut client, &session, method, json!([2000])).is_ok(), "{method}");
        let refused = call(&mut client, &session, method, json!([2001])).expect_err("too many");
        assert_eq!(refused["data"]["names"], large, "{method}");
    }
    assert_eq!(call(&mut client, &session, "lazy", json!([])), Ok(json!(0)));
    assert_eq!(call(&mut client, &session, "text", json!([500_000])), Ok(json!(500_000)));
    let refused = call(&mut client, &session, "text", json!([600_000])).expect_err("too large");
    assert_eq!(refused["data"]["names"], heavy);
    assert_eq!(
        call(&mut client, &session, "grow", json!([])).expect_err("it grows")["data"]["names"],
        heavy
    );
    let refused = call(&mut client, &session, "endless", json!([])).expect_err("it never ends");
    assert_eq!(refused["data"]["names"], large);
}

#[test]
fn row_116_changes_before_a_failure_stay() {
    let (mut client, _folder) = serving(&["Main"], LIMITED);
    let session = load(&mut client, main_model());
    let failed = call(&mut client, &session, "fail", json!([])).expect_err("it throws");
    assert_eq!(
        (&failed["message"], &failed["data"]["names"]),
        (&json!("it broke"), &json!(["demo.Broken"]))
    );
    let trace = failed["data"]["trace"].as_str().expect("a text");
    assert!(trace.contains("in method fail of type demo.Main"), "{trace}");
    let ended = client.ask("release", json!({ "session": session, "finalize": true }));
    let model = ended.expect("it ends")["model"].clone();
    assert_eq!(model["Objects"]["done"], json!(["begun"]));
    assert_eq!(model["Attributes"], json!([["main", "demo.Main", "step", 1]]));
}

#[test]
fn row_112_action_data_of_a_model_is_kept() {
    let (mut client, _folder) = serving(&["Main"], LIMITED);
    let said =
        json!({ "main_fail": { "name": "x", "enabled": false, "note": 1 }, "main_gone": {} });
    let header = json!({ "type": "demo.Main", "id": "main", "_actions": said, "_view": [3, 4] });
    let session = load(&mut client, json!({ "?": header }));
    let model =
        client.ask("getModel", json!({ "session": session })).expect("a model")["model"].clone();
    let header = &model["Objects"]["?"];
    assert_eq!(
        header["_actions"],
        json!({ "main_fail": { "name": "fail", "enabled": false, "note": 1, "title": "fail" } })
    );
    assert_eq!(header["_view"], json!([3, 4]));
    let copy = model["ObjectsCopy"]["?"].as_object().expect("a header");
    assert!(copy.keys().all(|key| !key.starts_with('_')), "{copy:?}");
}

#[test]
fn row_017_old_names_of_classes_are_noted_as_deprecated() {
    let classes = r#"
Name: Main
Methods:
  run: { Body: { Return: !yaql "new('io.murano.extensions.io.murano.File').mimeType" } }
  miss: { Body: { Return: !yaql "new('io.murano.extensions.io.murano.Nosuch')" } }
"#;
    let (mut client, _folder) = serving(&["Main"], classes);
    let session = load(&mut client, main_model());
    assert!(call(&mut client, &session, "run", json!([])).is_ok());
    let told = &client.before[0];
    assert_eq!(
        (&told["method"], &told["params"]["category"]),
        (&json!("log"), &json!("deprecation"))
    );
    let message = told["params"]["message"].as_str().expect("a text");
    assert!(message.contains("io.murano.extensions.io.murano.File"), "{message}");
    let missed = call(&mut client, &session, "miss", json!([])).expect_err("there is none");
    assert_eq!(
        missed["message"],
        "Class \"io.murano.extensions.io.murano.Nosuch\" is not found in io.murano/0.0.0, demo/0.0.0"
    );
}

const LINKED: &str = "
Name: Part
---
Name: Main
Properties:
  part: { Contract: $.class(Part) }
  parts: { Contract: [$.class(Part).notNull()] }
  size: { Contract: $.int().notNull(), Default: 1 }
";

/// An invalid model is refused with the names under which programs catch the error and the
/// place in the model; the session can still be used.
#[test]
fn models_that_are_wrong_are_refused() {
    let (mut client, _folder) = serving(&["Main", "Part"], LINKED);
    let root = |more: Json| {
        let mut root = main_model();
        for (key, value) in more.as_object().into_iter().flatten() {
            root[key] = value.clone();
        }
        root
    };
    let part = json!({ "?": { "type": "demo.Part", "id": "p" } });
    let violation = "murano.dsl.exceptions.ContractViolationException";
    for (model, name, words) in [
        (root(json!({ "part": "nobody" })), "murano.dsl.exceptions.NoObjectFoundError", "nobody"),
        (
            root(json!({ "parts": [part, "nobody"] })),
            "murano.dsl.exceptions.NoObjectFoundError",
            "nobody",
        ),
        (root(json!({ "parts": [part, null] })), violation, "[demo.Main.parts[1]]"),
        (
            root(json!({ "size": "many" })),
            violation,
            "[demo.Main.size] Value 'many' violates int() contract",
        ),
        (root(json!({ "part": "main" })), violation, "demo.Part"),
        (
            root(json!({ "part": { "?": { "type": "demo.Nosuch" } } })),
            "murano.dsl.exceptions.NoPackageForClassFound",
            "demo.Nosuch",
        ),
        (
            json!({ "?": { "type": "demo.Main/7" } }),
            "murano.dsl.exceptions.NoPackageForClassFound",
            "demo.Main",
        ),
        (json!({ "?": { "type": "demo.Main/x.y" } }), "ValueError", "x.y"),
        (json!({ "?": { "id": "x" } }), "ValueError", "class"),
        (json!({ "?": 5 }), "ValueError", "class"),
        (json!([1]), "ValueError", "dictionary"),
    ] {
        let refused =
            client.ask("load", json!({ "model": { "Objects": model } })).expect_err("it is wrong");
        assert_eq!(refused["data"]["names"], json!([name]), "{model}: {refused}");
        let message = refused["message"].as_str().unwrap_or_default();
        assert!(message.contains(words), "{model}: {message}");
    }
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    assert!(
        client
            .ask("load", json!({ "model": { "Objects": root(json!({ "parts": deep })) } }))
            .is_err()
    );
    load(&mut client, root(json!({ "part": "p", "parts": [part] })));
}

//! Loading models: objects are created from them.

use serde_json::{Value as Json, json};

use super::{call, load, model, refused, session, shown, written};

/// Classes whose objects own and refer to each other, and log what happens to them.
const THINGS: &str = "
namespace demo

class Log {
    static lines: [string]
    static note(line: string) { Log.lines = Log.lines + [$line] }
    static all() { return Log.lines }
}

class Thing {
    name: string = 'nameless'
    parts: [Thing!]
    link: Thing
    out seen: string
    runtime private: string
    init { Log.note('init ' + $.name) }
    destroy { Log.note('destroy ' + $.name) }
    owner() { return $.find(Thing) }
    me() { return $ }
    linked() { return $.link.name }
    rename(to: string!) { $.seen = $to }
    remember(key: string!, value) { $.setAttr($key, $value) }
    recall(key: string!) { return $.getAttr($key, 'nothing') }
    lines() { return Log.all() }
    make(name: string!) { return new Thing { name: $name } }
}

class Keeper {
    inside: any
    init(inside: Thing) { $.inside = $inside }
}
";

fn thing(id: &str, more: Json) -> Json {
    let mut thing = json!({ "?": { "type": "demo.Thing", "id": id }, "name": id });
    for (key, value) in more.as_object().into_iter().flatten() {
        thing[key] = value.clone();
    }
    thing
}

#[test]
fn row_069_ids_are_kept_and_nested_objects_are_owned() {
    let session = session(THINGS);
    load(
        &session,
        &thing("root", json!({ "parts": [thing("a", json!({ "link": thing("b", json!({})) }))] })),
    );
    assert_eq!(call(&session, "b", "me", &[]), json!({ "$object": "b", "type": "demo.Thing" }));
    assert_eq!(call(&session, "b", "owner", &[])["$object"], "a");
    assert_eq!(call(&session, "a", "owner", &[])["$object"], "root");
    assert_eq!(call(&session, "root", "owner", &[]), Json::Null);
}

#[test]
fn owned_objects_are_initialised_before_their_owners() {
    let session = session(THINGS);
    load(
        &session,
        &thing(
            "root",
            json!({ "parts": [thing("a", json!({ "parts": [thing("b", json!({}))] })), thing("c", json!({}))] }),
        ),
    );
    assert_eq!(
        call(&session, "root", "lines", &[]),
        json!(["init b", "init a", "init c", "init root"])
    );
}

#[test]
fn row_067_ids_are_references_forward_backward_and_in_cycles() {
    let session = session(THINGS);
    let parts = json!([thing("a", json!({ "link": "b" })), thing("b", json!({ "link": "a" }))]);
    load(&session, &thing("root", json!({ "parts": parts, "link": "b" })));
    assert_eq!(call(&session, "a", "linked", &[]), "b");
    assert_eq!(call(&session, "b", "linked", &[]), "a");
    assert_eq!(call(&session, "root", "linked", &[]), "b");
}

#[test]
fn row_067_unknown_ids_are_refused() {
    let fault = refused(&session(THINGS), &thing("root", json!({ "link": "nosuch" })));
    assert_eq!(fault.name(), "NoObjectFoundError");
}

#[test]
fn row_068_an_object_described_twice_is_one_with_the_last_values() {
    let session = session(THINGS);
    let twice =
        json!([thing("a", json!({ "name": "first" })), thing("a", json!({ "name": "second" })),]);
    load(&session, &thing("root", json!({ "parts": twice })));
    assert_eq!(call(&session, "root", "lines", &[]), json!(["init second", "init root"]));
    let parts = session.read("root", "parts").expect("they are set");
    assert_eq!(shown(&session, &parts)[0]["$object"], "a");
    assert_eq!(shown(&session, &parts)[1]["$object"], "a");
}

#[test]
fn row_065_066_headers_and_inline_types_are_equivalent() {
    let session = session(THINGS);
    let inline = json!({ ":demo.Thing": { "name": "x" }, "id": "a", "name": "the name" });
    let bare = json!({ "name": "of the contract's class" });
    let parts = json!([inline, bare, { "demo.Thing:": null }]);
    let found =
        session.load(&model(&json!({ "Objects": thing("root", json!({ "parts": parts })) })));
    // A type that is not the name of a class is invalid.
    assert!(found.is_err());
    let parts = json!([inline, bare]);
    load(&session, &thing("root", json!({ "parts": parts })));
    assert_eq!(call(&session, "a", "me", &[])["name"], "the name");
    let parts = session.read("root", "parts").expect("they are set");
    let id = shown(&session, &parts)[1]["$object"].as_str().expect("an id").to_owned();
    assert!(id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
}

#[test]
fn unknown_classes_are_refused_and_unknown_properties_ignored() {
    let session = session(THINGS);
    let fault = refused(&session, &json!({ "?": { "type": "demo.Nosuch" } }));
    assert!(fault.names[0].starts_with("murano.dsl.exceptions.No"), "{:?}", fault.names);
    load(&session, &thing("root", json!({ "nosuch": 1 })));
    assert_eq!(refused(&session, &json!({ "name": "no type" })).name(), "ValueError");
    assert_eq!(refused(&session, &json!("text")).name(), "ValueError");
    let wrong = thing("root", json!({ "parts": [{ "?": { "type": "demo.Log" } }] }));
    assert_eq!(refused(&session, &wrong).name(), "ContractViolationException");
}

#[test]
fn a_model_without_objects_has_no_root() {
    let session = session(THINGS);
    assert!(session.load(&model(&json!({ "Objects": null }))).expect("it loads").is_none());
    assert_eq!(
        written(&session),
        json!({ "Objects": null, "ObjectsCopy": null, "Attributes": [] })
    );
}

#[test]
fn row_110_121_objects_missing_from_the_new_model_are_destroyed() {
    let session = session(THINGS);
    let now =
        thing("root", json!({ "name": "new", "parts": [thing("a", json!({ "name": "new a" }))] }));
    let before = thing(
        "root",
        json!({ "name": "old", "parts": [
        thing("a", json!({ "name": "old a", "parts": [thing("c", json!({}))] })),
        thing("b", json!({ "link": "a" })),
    ] }),
    );
    session.load(&model(&json!({ "Objects": now, "ObjectsCopy": before }))).expect("it loads");
    let lines = call(&session, "root", "lines", &[]);
    let lines: Vec<&str> =
        lines.as_array().expect("lines").iter().filter_map(Json::as_str).collect();
    assert_eq!(lines[..2], ["init new a", "init new"]);
    let count = |line: &str| lines.iter().filter(|l| **l == line).count();
    assert_eq!((count("init b"), count("destroy b")), (1, 1), "{lines:?}");
    assert_eq!((count("init c"), count("destroy c")), (1, 1), "{lines:?}");
    assert_eq!(
        (count("init new"), count("destroy new"), count("init old")),
        (1, 0, 0),
        "{lines:?}"
    );
    assert_eq!(
        session.object("b").err().map(|f| f.name().to_owned()).as_deref(),
        Some("NoObjectFoundError")
    );
}

#[test]
fn arguments_of_init_are_objects_of_the_model() {
    let session = session(THINGS);
    let keeper =
        json!({ "?": { "type": "demo.Keeper", "id": "k" }, "inside": thing("in", json!({})) });
    load(&session, &keeper);
    assert_eq!(call(&session, "in", "me", &[])["$object"], "in");
    assert_eq!(call(&session, "in", "owner", &[]), Json::Null);
}

#[test]
fn objects_made_later_get_ids_of_their_own() {
    let session = session(THINGS);
    load(&session, &thing("root", json!({})));
    let given = thing("given", json!({ "link": thing("inner", json!({})) }));
    assert!(session.call("root", "remember").arg("k").arg(1).run().is_ok());
    let value = crate::session::wire::from_json(&given, session.session().runtime());
    assert!(value.is_ok() && session.object("given").is_err());
}

#[test]
fn row_110_attributes_come_with_the_model_and_go_with_their_objects() {
    let session = session(THINGS);
    let attributes = json!([["root", "demo.Thing", "k", [1]], ["gone", "demo.Thing", "k", 2]]);
    let loaded = json!({ "Objects": thing("root", json!({})), "Attributes": attributes });
    session.load(&model(&loaded)).expect("it loads");
    assert_eq!(call(&session, "root", "recall", &[json!("k")]), json!([1]));
    call(&session, "root", "remember", &[json!("more"), json!({ "a": 1 })]);
    assert_eq!(
        written(&session)["Attributes"],
        json!([["root", "demo.Thing", "k", [1]], ["root", "demo.Thing", "more", { "a": 1 }]])
    );
    call(&session, "root", "remember", &[json!("k"), Json::Null]);
    assert_eq!(call(&session, "root", "recall", &[json!("k")]), "nothing");
    let wrong = json!({ "Objects": null, "Attributes": [["root"]] });
    assert!(session.load(&model(&wrong)).is_err());
}

#[test]
fn the_configuration_gives_defaults() {
    let session = session("
        class demo.Base { config size: int = 1\n level: int = 2\n sizes() { return [$.size, $.level] } }
        class demo.Derived extends demo.Base { }");
    let runtime = session.session().runtime();
    runtime.configure("demo.Base", None, "size", crate::runtime::value::Value::Int(5));
    runtime.configure("demo.Base", None, "level", crate::runtime::value::Value::Int(6));
    load(&session, &json!({ "?": { "type": "demo.Derived", "id": "d" }, "size": 9 }));
    assert_eq!(call(&session, "d", "sizes", &[]), json!([5, 6]));
}

//! Objects written as models.

use crate::session::Access;
use crate::session::model::{Form, OwnedElsewhere};
use serde_json::{Value as Json, json};

use super::{call, load, model, session, shown, written};

const SHOP: &str = "
namespace demo

class Item { name: string = 'x' }

class Shop {
    title: string!
    items: [Item!]
    best: Item
    stray: Item
    out total: int
    inout level: int = 1
    runtime cache: string
    config secret: string = 'hidden'
    static count: int = 0

    sell(item: Item!) { $.total = 5; return $item }
    mixed() { return [$.items, $.best, { best: $.best }] }
    action restock(amount: int = 1) { return $amount }
    static version() { return '1' }
}
";

fn shop() -> Json {
    json!({
        "?": { "type": "demo.Shop", "id": "shop", "name": "The Shop", "metadata": { "m": 1 } },
        "title": "Corner",
        "items": [
            { "?": { "type": "demo.Item", "id": "a" }, "name": "A" },
            { "?": { "type": "demo.Item", "id": "b" }, "name": "B" },
        ],
        "best": "b",
    })
}

/// The model without the list of methods of each object.
fn bare(mut model: Json) -> Json {
    match &mut model {
        Json::Object(fields) => {
            fields.shift_remove("_actions");
            for value in fields.values_mut() {
                *value = bare(value.take());
            }
        }
        Json::Array(items) => {
            for item in items {
                *item = bare(item.take());
            }
        }
        _ => {}
    }
    model
}

#[test]
fn row_111_objects_are_written_at_their_owner_and_as_ids_elsewhere() {
    let session = session(SHOP);
    load(&session, &shop());
    let expected = json!({
        "?": { "type": "demo.Shop", "id": "shop", "name": "The Shop", "metadata": { "m": 1 } },
        "title": "Corner",
        "items": [
            { "?": { "type": "demo.Item", "id": "a", "name": null, "metadata": null }, "name": "A" },
            { "?": { "type": "demo.Item", "id": "b", "name": null, "metadata": null }, "name": "B" },
        ],
        "best": "b",
        "stray": null,
        "total": null,
        "level": 1,
    });
    let found = written(&session);
    assert_eq!(bare(found["Objects"].clone()), expected);
    assert_eq!(
        found["ObjectsCopy"], expected,
        "without what is only for those who look at the model"
    );
    assert_eq!(found["Attributes"], json!([]));
}

#[test]
fn row_111_written_models_can_be_loaded_and_written_again() {
    let first = session(SHOP);
    load(&first, &shop());
    call(&first, "shop", "sell", &[json!({ "$object": "a" })]);
    let once = written(&first);
    let second = session(SHOP);
    second.load(&model(&once)).expect("it loads");
    assert_eq!(written(&second), once);
    assert_eq!(once["Objects"]["total"], 5);
}

#[test]
fn row_112_public_methods_are_listed() {
    let session = session(SHOP);
    load(&session, &shop());
    let actions = written(&session)["Objects"]["?"]["_actions"].clone();
    let expected = json!({
        "shop_restock": { "name": "restock", "enabled": true, "title": "restock" },
    });
    assert_eq!(actions, expected);
    let refused = session
        .call("shop", "sell")
        .access(Access::Public)
        .outcome()
        .expect_err("it is not public");
    assert_eq!(refused.names[0].as_ref(), "murano.dsl.exceptions.MethodNotExposed");
    assert!(session.call("shop", "restock").access(Access::Public).outcome().is_ok());
    let unknown = session.call("shop", "nosuch").outcome().expect_err("unknown");
    assert_eq!(unknown.names[0].as_ref(), "murano.dsl.exceptions.NoMethodFound");
    let version = session.call_static("demo.Shop", "version").outcome();
    assert_eq!(version.expect("a text").as_str(), Some("1"));
    assert!(session.call_static("demo.Shop", "restock").access(Access::Public).outcome().is_err());
}

#[test]
fn values_are_written_in_three_forms() {
    let session = session(SHOP);
    load(&session, &shop());
    let item = crate::runtime::value::Value::Object(session.object("a").expect("it is there"));
    let form = |form: Form| {
        let written =
            session.serialize(&item, form, OwnedElsewhere::ById).expect("it can be written");
        bare(shown(&session, &written))
    };
    let head = |ty: Json| json!({ "type": ty, "id": "a", "name": null, "metadata": null });
    assert_eq!(form(Form::Serializable), json!({ "?": head(json!("demo.Item")), "name": "A" }));
    assert_eq!(
        form(Form::Mixed),
        json!({ "?": head(json!({ "$type": "demo.Item" })), "name": "A" })
    );
    assert_eq!(
        form(Form::Inline),
        json!({ "$dict": [
            [{ "$type": "demo.Item" }, { "name": "A" }],
            ["id", "a"], ["name", null], ["metadata", null],
        ] })
    );
}

#[test]
fn objects_of_other_owners_are_ids_or_written_at_their_first_reference() {
    let session = session(SHOP);
    load(&session, &shop());
    let value = session.call("shop", "mixed").outcome().expect("a value");
    let ids = session
        .serialize(&value, Form::Serializable, OwnedElsewhere::ById)
        .expect("it can be written");
    assert_eq!(shown(&session, &ids), json!([["a", "b"], "b", { "best": "b" }]));
    let whole = session
        .serialize(&value, Form::Serializable, OwnedElsewhere::Inline)
        .expect("it can be written");
    let whole = shown(&session, &whole);
    assert_eq!(whole[0][1]["name"], "B");
    assert_eq!((&whole[1], &whole[2]), (&json!("b"), &json!({ "best": "b" })));
}

#[test]
fn row_122_the_end_destroys_unreachable_objects() {
    let session = session(
        "
        namespace demo
        class Log { static lines: [string]
            static note(line: string) { Log.lines = Log.lines + [$line] } }
        class Part { name: string!
            destroy { Log.note($.name) } }
        class Root { part: Part
            runtime held: Part
            inout kept: any
            hold() { $.held = new Part { name: 'held' }; return null }
            keep() { $.kept = new Part { name: 'kept' }; return null }
            lines() { return Log.lines } }",
    );
    load(&session, &json!({ "?": { "type": "demo.Root", "id": "r" }, "part": { "name": "part" } }));
    call(&session, "r", "hold", &[]);
    call(&session, "r", "keep", &[]);
    let model = session.finish().expect("it ends well").expect("there is a root");
    assert_eq!(call(&session, "r", "lines", &[]), json!(["held"]));
    assert_eq!(shown(&session, &model.to_value())["Objects"]["kept"]["name"], "kept");
}

#[test]
fn row_118_122_destructors_can_use_objects_that_are_destroyed_too() {
    let session = session(
        "
        namespace demo
        class Log { static lines: [string] }
        class Helper { note(line: string) { Log.lines = Log.lines + [$line] } }
        class Part { helper: Helper!
            destroy { $.helper.note('gone') } }
        class Root { runtime helper: Helper
            inout part: Part
            change() { $.helper = new Helper { }
                $.part = new Part { helper: $.helper }
                $.part = null
                return null }
            lines() { return Log.lines } }",
    );
    load(&session, &json!({ "?": { "type": "demo.Root", "id": "r" } }));
    call(&session, "r", "change", &[]);
    session.finish().expect("it ends well");
    assert_eq!(call(&session, "r", "lines", &[]), json!(["gone"]));
}

#[test]
fn row_122_without_a_root_everything_is_destroyed() {
    let session = session(
        "
        namespace demo
        class Log { static lines: [string]
            static note(line: string) { Log.lines = Log.lines + [$line] }
            static all() { return Log.lines } }
        class Part { name: string!\n destroy { Log.note($.name) } }",
    );
    let before = json!({ "?": { "type": "demo.Part", "id": "p" }, "name": "p" });
    session.load(&model(&json!({ "Objects": null, "ObjectsCopy": before }))).expect("it loads");
    let lines = session.call_static("demo.Log", "all").outcome().expect("lines");
    assert_eq!(shown(&session, &lines), json!(["p"]));
    assert!(session.finish().expect("it ends well").is_none());
}

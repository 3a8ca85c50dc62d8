//! Messages: the answers to valid and invalid ones; no message ends the interpreter early.

use serde_json::{Value as Json, json};

use super::Client;

#[test]
fn initialize_describes_the_server() {
    let mut client = Client::silent();
    let said = client.ask("initialize", json!({ "protocol": 1, "client": { "name": "test" } }));
    let said = said.expect("it speaks protocol 1");
    assert_eq!(said["protocol"], 1);
    assert_eq!(said["engine"], json!({ "name": "murano", "version": env!("CARGO_PKG_VERSION") }));
    assert!(said["packages"].is_array());
}

#[test]
fn initialize_is_called_first_and_only_once() {
    let mut client = Client::silent();
    assert_eq!(code(client.evaluate("1", json!({}))), -32600);
    assert_eq!(code(client.ask("initialize", json!({}))), -32602);
    assert_eq!(code(client.ask("initialize", json!({ "protocol": 2 }))), -32602);
    assert!(client.ask("initialize", json!({ "protocol": 1 })).is_ok());
    assert_eq!(code(client.ask("initialize", json!({ "protocol": 1 }))), -32600);
    assert_eq!(client.evaluate("1", json!({})), Ok(json!(1)));
}

#[test]
fn it_ends_after_shutdown() {
    let mut client = Client::new();
    assert_eq!(client.ask("shutdown", json!({})), Ok(Json::Null));
    assert!(client.end().success());
}

#[test]
fn it_ends_when_its_input_ends() {
    assert!(Client::new().end().success());
    assert!(Client::silent().end().success());
}

#[test]
fn invalid_requests_have_the_codes_of_the_protocol() {
    let mut client = Client::new();
    for (line, code, id) in [
        ("{", -32700, Json::Null),
        ("\u{1}", -32700, Json::Null),
        (&"[".repeat(100_000), -32700, Json::Null),
        ("[]", -32600, Json::Null),
        ("1", -32600, Json::Null),
        (r#"{"id":5}"#, -32600, json!(5)),
        (r#"{"jsonrpc":"2.0","id":{},"method":"evaluate"}"#, -32600, Json::Null),
        (r#"{"jsonrpc":"1.0","id":"x","method":"evaluate"}"#, -32600, json!("x")),
        (r#"{"jsonrpc":"2.0","id":6,"method":7}"#, -32600, json!(6)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"nosuch"}"#, -32601, json!(6)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"evaluate","params":["1"]}"#, -32602, json!(6)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"evaluate","params":3}"#, -32600, json!(6)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"evaluate"}"#, -32602, json!(6)),
    ] {
        client.send(line);
        let answer = client.receive();
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert_eq!(answer["id"], id, "{answer}");
    }
    assert_eq!(client.evaluate("2 + 2", json!({})), Ok(json!(4)));
}

#[test]
fn notifications_are_not_answered() {
    let mut client = Client::new();
    client.send(r#"{"jsonrpc":"2.0","method":"nosuch"}"#);
    client.send(r#"{"jsonrpc":"2.0","method":"evaluate","params":{"expression":"1 +"}}"#);
    client.send("   ");
    client.send(r#"{"jsonrpc":"2.0","id":"host-9","result":{"value":1}}"#);
    assert_eq!(client.evaluate("3", json!({})), Ok(json!(3)));
}

#[test]
fn requests_sent_ahead_are_answered_in_order() {
    let mut client = Client::new();
    let ids: Vec<u64> = (0..50)
        .map(|n| client.request("evaluate", json!({ "expression": format!("{n} * 2") })))
        .collect();
    for (n, id) in ids.into_iter().enumerate() {
        let answer = client.receive();
        assert_eq!((&answer["id"], &answer["result"]["value"]), (&json!(id), &json!(n * 2)));
    }
}

#[test]
fn ids_are_returned_unchanged() {
    let mut client = Client::new();
    for id in [r#""a b""#, "-1", "1.5", "null"] {
        client.send(&format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"evaluate","params":{{"expression":"1"}}}}"#
        ));
        let answer = client.receive();
        assert_eq!(answer["id"], serde_json::from_str::<Json>(id).unwrap(), "{answer}");
    }
}

#[test]
fn unknown_parameters_are_ignored_and_wrong_ones_refused() {
    let mut client = Client::new();
    assert_eq!(client.evaluate("1", json!({ "more": [1], "dialect": null })), Ok(json!(1)));
    for params in [
        json!({ "dialect": "python" }),
        json!({ "dialect": 3 }),
        json!({ "variables": [] }),
        json!({ "options": { "limitIterators": "many" } }),
        json!({ "options": { "delegates": 1 } }),
        json!({ "data": { "$nosuch": 1 } }),
        json!({ "data": { "$set": [], "more": 1 } }),
    ] {
        assert_eq!(code(client.evaluate("1", params.clone())), -32602, "{params}");
    }
}

fn code(answer: Result<Json, Json>) -> i64 {
    answer.expect_err("it is refused")["code"].as_i64().expect("a code")
}

//! Values as JSON, in both directions, and the parameters of `evaluate`.

use serde_json::{Value as Json, json};

use super::Client;

#[test]
fn values_survive_a_round_trip() {
    let mut client = Client::new();
    for value in [
        json!(null),
        json!(true),
        json!(5),
        json!(-9_223_372_036_854_775_808_i64),
        json!({ "$int": "18446744073709551616" }),
        json!({ "$int": "-9223372036854775809" }),
        json!(5.0),
        json!(1e300),
        json!({ "$float": "inf" }),
        json!({ "$float": "-inf" }),
        json!({ "$float": "nan" }),
        json!("\u{e9}\u{1f600}\n\u{2028}"),
        json!([1, [2, []]]),
        json!({ "a": { "b": 1 }, "": 2, "1": 3 }),
        json!({ "$dict": [[1, "a"], [null, "b"], ["$c", "d"]] }),
        json!({ "$set": [1, "b"] }),
        json!({ "$datetime": "2015-08-29T12:00:00.000001+00:00" }),
        json!({ "$datetime": "2015-08-29T12:00:00+03:30" }),
        json!({ "$timespan": -86_400_000_001_i64 }),
        json!({ "$timespan": { "$int": "-86399999913600000000" } }),
    ] {
        let found = client.evaluate("$", json!({ "data": value })).expect("a value");
        assert_eq!(found.to_string(), value.to_string());
        let found = client.evaluate("[$v]", json!({ "variables": { "v": value } }));
        assert_eq!(found.expect("a value").to_string(), json!([value]).to_string());
    }
}

#[test]
fn long_integers_may_come_as_numbers() {
    let mut client = Client::new();
    client.send(
        r#"{"jsonrpc":"2.0","id":1,"method":"evaluate","params":{"expression":"$ + 1","data":18446744073709551616}}"#,
    );
    let answer = client.receive();
    assert_eq!(answer["result"]["value"], json!({ "$int": "18446744073709551617" }));
}

#[test]
fn integers_and_floats_differ() {
    let mut client = Client::new();
    let text = |client: &mut Client, expression: &str| {
        client.evaluate(expression, json!({})).expect("a value").to_string()
    };
    assert_eq!(text(&mut client, "[5, 5.0, 4 / 2.0, 10 / 3]"), "[5,5.0,2.0,3]");
    assert_eq!(text(&mut client, "-0.0"), "-0.0");
}

#[test]
fn sequences_can_be_read_once() {
    let mut client = Client::new();
    let given = json!({ "variables": { "s": { "$iterator": [1, 2, 3] } } });
    assert_eq!(client.evaluate("$s.select($ * 2)", given.clone()), Ok(json!([2, 4, 6])));
    assert_eq!(client.evaluate("[$s.first(), $s.toList()]", given), Ok(json!([1, [2, 3]])));
}

#[test]
fn sets_and_limits_are_as_the_dialect_and_the_options_say() {
    let mut client = Client::new();
    let with = |dialect: &str, options: Json| json!({ "dialect": dialect, "options": options });
    let set = json!({ "$set": [1] });
    assert_eq!(client.evaluate("set(1)", json!({})), Ok(set.clone()));
    assert_eq!(client.evaluate("set(1)", with("muranopl", json!({}))), Ok(json!([1])));
    let off = json!({ "convertSetsToLists": false });
    assert_eq!(client.evaluate("set(1)", with("muranopl", off)), Ok(set));
    let long = "range(3000).len()";
    assert_eq!(client.evaluate("range(3000).toList().len()", json!({})), Ok(json!(3000)));
    assert_eq!(
        names(client.evaluate("range(3000).toList().len()", with("muranopl", json!({})))),
        json!(["yaql.language.exceptions.CollectionTooLargeException"]),
        "{long}"
    );
    let few = json!({ "limitIterators": 5 });
    assert_eq!(
        names(client.evaluate("range(6).toList()", with("yaql", few))),
        json!(["yaql.language.exceptions.CollectionTooLargeException"])
    );
    let small = json!({ "memoryQuota": 200 });
    assert_eq!(
        names(client.evaluate("'a' * 1000", with("yaql", small))),
        json!(["yaql.language.exceptions.MemoryQuotaExceededException"])
    );
}

#[test]
fn dialects_differ() {
    let mut client = Client::new();
    let with = |dialect: &str, data: Json| json!({ "dialect": dialect, "data": data });
    let data = json!({ "p": 1 });
    for (dialect, iterable) in [("yaql", false), ("muranopl", false), ("muranopl-1.0", true)] {
        let found = client.evaluate("p in $", with(dialect, data.clone()));
        assert_eq!(found.is_ok(), iterable, "{dialect}: {found:?}");
    }
    for (dialect, legacy) in
        [("yaql", false), ("yaql-legacy-functions", true), ("muranopl-1.0", true)]
    {
        let found = client.evaluate("sum([1, 2])", with(dialect, Json::Null));
        assert_eq!(found.is_ok(), legacy, "{dialect}: {found:?}");
    }
    // The operators of MuranoPL can be parsed, but their functions exist in sessions alone.
    for (dialect, name) in [
        ("muranopl", "yaql.language.exceptions.NoFunctionRegisteredException"),
        ("yaql", "yaql.language.exceptions.YaqlLexicalException"),
    ] {
        let found = client.evaluate("a:b", with(dialect, Json::Null));
        assert_eq!(names(found), json!([name]), "{dialect}");
    }
}

#[test]
fn errors_have_their_names_and_leave_the_interpreter_usable() {
    let mut client = Client::new();
    for (expression, name) in [
        ("1 +", "yaql.language.exceptions.YaqlGrammarException"),
        ("1 ? 2", "yaql.language.exceptions.YaqlLexicalException"),
        ("nosuch()", "yaql.language.exceptions.NoFunctionRegisteredException"),
        ("1.nosuch()", "yaql.language.exceptions.NoMethodRegisteredException"),
        ("int([])", "TypeError"),
        ("[].first()", "StopIteration"),
        ("{}.x", "KeyError"),
        ("[1][5]", "IndexError"),
        ("1 / 0", "ZeroDivisionError"),
        ("int(x)", "ValueError"),
        ("1.assert(false)", "AssertionError"),
        ("range(1, x)", "yaql.language.exceptions.NoMatchingFunctionException"),
        ("1.len()", "yaql.language.exceptions.NoMatchingMethodException"),
    ] {
        let error = client.evaluate(expression, json!({})).expect_err(expression);
        assert_eq!(error["code"], -32000, "{expression}: {error}");
        assert_eq!(error["data"]["names"][0], name, "{expression}: {error}");
        assert_eq!(error["data"]["origin"], "engine");
        assert_eq!(error["data"]["trace"], "");
        assert!(error["message"].as_str().is_some_and(|m| !m.is_empty()), "{error}");
    }
    assert_eq!(client.evaluate("1", json!({})), Ok(json!(1)));
}

fn names(answer: Result<Json, Json>) -> Json {
    answer.expect_err("it is refused")["data"]["names"].clone()
}

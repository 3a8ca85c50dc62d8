//! `murano eval`: data in, data out.

use super::Place;

#[test]
fn data_of_every_kind_is_read() {
    let place = Place::new();
    place.file("a.json", r#"{"b": 1, "a": [1, 2.5, "x", null, true]}"#);
    place.file("a.yaml", "b: 1\na: [1, 2.5, x, null, true]\n");
    place.file("a.jsonl", "{\"n\": 1}\n{\"n\": 2}\n");
    let json = place.murano(&["eval", "$", "-c", "--data", "a.json"]).ends(0).out;
    assert_eq!(json, "{\"b\":1,\"a\":[1,2.5,\"x\",null,true]}\n");
    assert_eq!(place.murano(&["eval", "$", "-c", "--data", "a.yaml"]).ends(0).out, json);
    assert_eq!(place.murano(&["eval", "$.n", "-c", "--data", "a.jsonl"]).ends(0).out, "[1,2]\n");
    assert_eq!(place.fed(&["eval", "$.b", "--data", "-"], "b: hello").ends(0).out, "\"hello\"\n");
    assert_eq!(place.fed(&["eval", "$.b", "-r", "--data", "-"], "b: hello").ends(0).out, "hello\n");
    assert_eq!(place.murano(&["eval", "$"]).ends(0).out, "null\n");
}

#[test]
fn large_integers_stay_exact() {
    let place = Place::new();
    let data = r#"{"n": 123456789012345678901234567890, "s": "123456789012345678901234567890"}"#;
    let did = place.fed(&["eval", "[$.n + 1, $.s]", "-c", "--data", "-"], data).ends(0);
    let expected = "[123456789012345678901234567891,\"123456789012345678901234567890\"]\n";
    assert_eq!(did.out, expected);
    let did = place.fed(&["eval", "$.n - 1", "--data", "-"], "n: 20000000000000000000").ends(0);
    assert_eq!(did.out, "19999999999999999999\n");
}

#[test]
fn bad_data_has_a_place() {
    let place = Place::new();
    place.file("a.json", "{\"a\": 1,\n \"b\": }");
    place.murano(&["eval", "$", "--data", "a.json"]).ends(3).says("E0008").says("a.json:2:7");
    place.file("a.yaml", "a: [1, 2\nb: 3\n");
    place.murano(&["eval", "$", "--data", "a.yaml"]).ends(3).says("E0008").says("a.yaml:");
}

#[test]
fn results_are_json_yaml_or_tables() {
    let place = Place::new();
    let data = r#"[{"name": "a", "n": 1}, {"name": "bb", "tags": ["x"]}]"#;
    let table = place.fed(&["eval", "$", "--format", "table", "--data", "-"], data).ends(0).out;
    assert_eq!(table, "name  n  tags\na     1\nbb       [\"x\"]\n");
    let yaml = place.fed(&["eval", "$[0]", "--format", "yaml", "--data", "-"], data).ends(0).out;
    assert_eq!(yaml, "name: a\nn: 1\n");
    let pretty = place.fed(&["eval", "$[0]", "--data", "-"], data).ends(0).out;
    assert_eq!(pretty, "{\n  \"name\": \"a\",\n  \"n\": 1\n}\n");
}

#[test]
fn lazy_results_are_lists_and_exceptions_are_1() {
    let place = Place::new();
    let did = place.murano(&["eval", "[1, 2, 3].where($ > 1).select($ * 2)", "-c"]).ends(0);
    assert_eq!(did.out, "[4,6]\n");
    place.murano(&["eval", "1 / 0"]).ends(1).says("E0306").says("<expression>");
}

//! Violations of contracts: their positions and their words (row 63).

use super::harness::{Bench, json};

/// A violation names the class, the member, and the place in the value.
#[test]
fn row_063_contract_error_paths() {
    let bench = Bench::of(
        "
Name: Main
Properties:
  ports:
    Contract:
      - number: $.int().notNull()
    Usage: InOut
Methods:
  run:
    Body:
      - $.ports: list(dict(number => 1), dict(number => x))
  argument:
    Arguments:
      - hosts:
          Contract:
            $.string(): [$.int()]
    Body:
  call:
    Body:
      - $.argument(dict(web => list(1, 2, bad)))
",
    );
    let message = bench.fault("run").message;
    assert!(message.contains("ports[1].number"), "{message}");
    let message = bench.fault("call").message;
    assert!(message.contains("hosts.web[2]"), "{message}");
}

/// What programs can read of a violation: place, path and reason in MuranoPL's own words.
#[test]
fn row_063_words_of_violations() {
    let bench = Bench::of(
        r#"
Name: Part
Properties:
  size: {Contract: $.int().notNull()}
---
Name: Main
Methods:
  items: {Arguments: [{v: {Contract: [$.int()]}}]}
  keys: {Arguments: [{v: {Contract: {k: $.string()}}}]}
  some: {Arguments: [{v: {Contract: [$, 1, 2]}}]}
  checked: {Arguments: [{v: {Contract: $.check($ > 3)}}]}
  told: {Arguments: [{v: {Contract: !yaql "$.check($ > 3, 'too small')"}}]}
  literal: {Arguments: [{v: {Contract: fixed}}]}
  part: {Arguments: [{v: {Contract: $.class(Part)}}]}
  catch:
    Arguments: [{method: {Contract: $.string()}}, {v: {Contract: $}}]
    Body:
      Try: {Return: !yaql "call($method, [$v], dict(), $this)"}
      Catch: {As: e, Do: {Return: $e.message}}
"#,
    );
    let main = bench.object("Main", json!({}));
    for (method, value, words) in [
        ("items", json!([1, "x"]), "[test.Main::items(v[1])] Value 'x' violates int() contract"),
        (
            "keys",
            json!({ "k": 1.5 }),
            "[test.Main::keys(v['k'])] Value 1.5 violates string() contract",
        ),
        ("keys", json!(5), "[test.Main::keys(v)] Value 5 is not of a dictionary type"),
        ("some", json!([]), "[test.Main::some(v)] Array length 0 is not within [1..2] range"),
        ("checked", json!(2), "[test.Main::checked(v)] Value 2 doesn't match predicate"),
        ("told", json!(2), "[test.Main::told(v)] too small"),
        ("literal", json!("x"), "[test.Main::literal(v)] Value 'x' is not equal to fixed"),
        (
            "part",
            json!({}),
            "[test.Main::part(v)] [test.Part.size] null value violates notNull() contract",
        ),
        ("part", json!("p"), "Object \"p\" is not found in object store"),
    ] {
        assert_eq!(
            bench.call(&main, "catch", &[json!(method), value]),
            Ok(json!(words)),
            "{method}"
        );
    }
}

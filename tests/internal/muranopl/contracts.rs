//! Contracts: how each converts values, and which it refuses (rows 51 to 63).

use super::harness::{Bench, Json, json};

const VIOLATION: &str = "murano.dsl.exceptions.ContractViolationException";

/// The value that a contract returns for one written in YAQL, or the name of the exception.
fn made(contract: &str, value: &str) -> Result<Json, String> {
    let indent =
        |text: &str| text.lines().map(|l| format!("            {l}\n")).collect::<String>();
    let bench = Bench::of(&format!(
        "
Name: A
Properties:
  n: {{Contract: $.int(), Default: 1}}
---
Name: B
Extends: A
---
Name: Other
---
Name: Main
Methods:
  positive:
    Usage: Static
    Arguments:
      - n: {{Contract: $.int()}}
    Body:
      - Return: $n > 0
  take:
    Arguments:
      - v:
          Contract:
{}
    Body:
      - Return: $v
  describe:
    Arguments:
      - v: {{Contract: $}}
    Body:
      - Return: typeinfo($v).name
  run:
    Body:
      - $made: $.take({value})
      - If: isObject($made)
        Then:
          - Return: typeinfo($made).name
      - Return: $made
",
        indent(contract)
    ));
    bench.try_run("run").map_err(|failed| failed.names[0].clone())
}

fn all(contract: &str, cases: &[(&str, Json)]) {
    for (value, expected) in cases {
        assert_eq!(made(contract, value).as_ref(), Ok(expected), "{contract} of {value}");
    }
}

fn refused(contract: &str, values: &[&str]) {
    for value in values {
        assert_eq!(made(contract, value), Err(VIOLATION.into()), "{contract} of {value}");
    }
}

/// Strings.
#[test]
fn row_051_contract_string() {
    all(
        "$.string()",
        &[
            ("abc", json!("abc")),
            ("5", json!("5")),
            ("true", json!("True")),
            ("false", json!("False")),
            ("null", json!(null)),
        ],
    );
    refused("$.string()", &["1.5", "list(a)", "dict(a => 1)"]);
    assert_eq!(made("$.string()", "new(A)").unwrap().as_str().map(str::len), Some(32), "its id");
}

/// Integers.
#[test]
fn row_052_contract_int() {
    all(
        "$.int()",
        &[
            ("5", json!(5)),
            ("' +7 '", json!(7)),
            ("'-7'", json!(-7)),
            ("1.9", json!(1)),
            ("-1.9", json!(-1)),
            ("true", json!(1)),
            ("null", json!(null)),
        ],
    );
    refused("$.int()", &["''", "'1.5'", "'0x1F'", "abc", "list(1)", "dict(a => 1)"]);
}

/// Booleans: anything by its truth.
#[test]
fn row_053_contract_bool() {
    all(
        "$.bool()",
        &[
            ("''", json!(false)),
            ("0", json!(false)),
            ("list()", json!(false)),
            ("dict()", json!(false)),
            ("'false'", json!(true)),
            ("list(0)", json!(true)),
            ("null", json!(null)),
        ],
    );
}

/// Null is refused, other values are not checked.
#[test]
fn row_054_contract_not_null() {
    all("$.notNull()", &[("0", json!(0)), ("''", json!(""))]);
    refused("$.notNull()", &["null"]);
    refused("$.int().notNull()", &["null", "abc"]);
}

/// Predicates, with a message, with `$this`, by keyword.
#[test]
fn row_055_contract_check() {
    all("$.int().check($ > 0)", &[("5", json!(5)), ("'5'", json!(5))]);
    refused("$.int().check($ > 0)", &["0", "-5"]);
    all("$.int().check($this.positive($))", &[("1", json!(1))]);
    refused("$.int().check($this.positive($))", &["0"]);
    all("$.check(predicate => $ > 0, msg => wrong)", &[("5", json!(5))]);
    let bench = Bench::of(
        "
Name: Main
Methods:
  take:
    Arguments:
      - port:
          Contract: $.int().check($ > 0, 'no port')
    Body:
  run: {Body: [{Return: $.take(0)}]}
  plain:
    Body: [{Return: $.take(1)}]
",
    );
    assert!(bench.fault("run").message.contains("no port"));
    assert_eq!(bench.run("plain"), json!(null));
}

/// Objects of a class, made of dictionaries where need be.
#[test]
fn row_056_contract_class() {
    all(
        "$.class(A)",
        &[
            ("new(A)", json!("test.A")),
            ("new(B)", json!("test.B")),
            ("dict(n => 5)", json!("test.A")),
            ("{'?' => {type => 'test.B'}, n => 5}", json!("test.B")),
            ("null", json!(null)),
        ],
    );
    refused("$.class(A)", &["new(Other)", "5", "list()", "{'?' => {type => 'test.Other'}}"]);
    all("$.class(A, B)", &[("dict(n => 5)", json!("test.B"))]);
    all("$.class(name => A, defaultName => B)", &[("dict()", json!("test.B"))]);
    assert_eq!(
        made("$.class(A)", "nosuchid"),
        Err("murano.dsl.exceptions.NoObjectFoundError".into()),
        "texts are ids"
    );
}

/// Templates: checked as the class, kept as data, without what is excluded.
#[test]
fn row_057_contract_template() {
    let bench = Bench::of(
        "
Name: A
Properties:
  n: {Contract: $.int().notNull()}
  name: {Contract: $.string().notNull()}
---
Name: Main
Methods:
  plain:
    Arguments:
      - v: {Contract: $.template(A)}
    Body:
      - Return: $v
  without:
    Arguments:
      - v:
          Contract: $.template(A, excludeProperties => list(name))
    Body:
      - Return: $v
  run:
    Body:
      - $t: $.plain(dict(n => '5', name => x))
      - Return: [$t.n, $t.name, $t.get('?').type]
  excluded:
    Body:
      - $t: $.without(dict(n => '5'))
      - $made: new($t + dict(name => later))
      - Return: [$t.containsKey(name), $made.n, $made.name]
  object:
    Body:
      - $t: $.plain(new(A, n => 1, name => x))
      - Return: [isObject($t), $t.n]
  wrong: {Body: [{Return: $.plain(dict(n => 5))}]}
  twice:
    Body:
      - $t: $.plain(dict(n => 5, name => x))
      - Return: id(new($t)) != id(new($t))
"
        .replace(
            "{Body: [{Return: $.plain(dict(n => 5))}]}",
            "\n    Body:\n      - Return: $.plain(dict(n => 5))",
        )
        .as_str(),
    );
    let value = bench.run("run");
    assert_eq!((&value[0], &value[1]), (&json!(5), &json!("x")));
    assert_eq!(value[2], json!({ "$type": "test.A" }));
    assert_eq!(bench.run("excluded"), json!([false, 5, "later"]));
    assert_eq!(bench.run("object"), json!([false, 1]));
    assert_eq!(bench.fault("wrong").names, [VIOLATION]);
    assert_eq!(bench.run("twice"), json!(true));
}

/// Who owns an object, directly or further up.
#[test]
fn row_058_contract_owned() {
    let bench = Bench::of(
        "
Name: Leaf
---
Name: Middle
Properties:
  leaf: {Contract: $.class(Leaf)}
---
Name: Owns
Properties:
  middle: {Contract: $.class(Middle)}
  mine: {Contract: '$.class(Leaf).owned()', Usage: InOut}
  theirs: {Contract: '$.class(Leaf).notOwned()', Usage: InOut}
Methods:
  indirect: {Body: [{$.mine: $.middle.leaf}]}
  foreign: {Body: [{$.mine: new(Leaf)}]}
  other: {Body: [{$.theirs: new(Leaf)}, {Return: isObject($.theirs)}]}
  own: {Body: [{$.theirs: $.middle.leaf}]}
"
        .replace("'$.class(Leaf).owned()'", "$.class(Leaf).owned()")
        .replace("'$.class(Leaf).notOwned()'", "$.class(Leaf).notOwned()")
        .as_str(),
    );
    let made = || bench.object("Owns", json!({"middle": {"leaf": {}}, "mine": {}}));
    bench.call(&made(), "indirect", &[]).expect("an owner further up counts");
    assert_eq!(bench.call(&made(), "other", &[]).unwrap(), json!(true));
    for method in ["foreign", "own"] {
        assert_eq!(bench.call(&made(), method, &[]).unwrap_err().names, [VIOLATION], "{method}");
    }
}

/// A literal accepts an equal value; null is no exception.
#[test]
fn row_059_contract_literal() {
    all("fixed", &[("fixed", json!("fixed"))]);
    all("5", &[("5", json!(5)), ("5.0", json!(5.0))]);
    all("true", &[("1", json!(1)), ("true", json!(true))]);
    refused("fixed", &["other", "null"]);
    refused("5", &["6", "'5'", "null"]);
    all("null", &[("null", json!(null))]);
    refused("null", &["0"]);
}

/// Lists: of anything, of one contract, of several, with bounds.
#[test]
fn row_060_contract_list() {
    all("[]", &[("list(1, a)", json!([1, "a"])), ("5", json!([5])), ("null", json!([]))]);
    all(
        "- $.int()",
        &[
            ("list('1', 2)", json!([1, 2])),
            ("'7'", json!([7])),
            ("null", json!([])),
            ("list(1, 2).select($ + 1)", json!([2, 3])),
        ],
    );
    refused("- $.int()", &["list(1, a)"]);
    all(
        "- $.int()\n- $.string()",
        &[("list(1, 2, 3)", json!([1, "2", "3"])), ("list(1)", json!([1])), ("list()", json!([]))],
    );
    all("- $.int()\n- 2", &[("list(1, 2)", json!([1, 2])), ("list(1, 2, 3)", json!([1, 2, 3]))]);
    refused("- $.int()\n- 2", &["list(1)"]);
    all("- $.int()\n- 1\n- 2", &[("list(1)", json!([1])), ("list(1, 2)", json!([1, 2]))]);
    refused("- $.int()\n- 1\n- 2", &["list()", "list(1, 2, 3)"]);
}

/// Dictionaries: of anything, of fixed keys, of a pattern, of both.
#[test]
fn row_061_contract_dict() {
    all("{}", &[("dict(a => 1)", json!({"a": 1})), ("null", json!({}))]);
    refused("{}", &["list(1)", "5", "abc"]);
    all(
        "a: $.int()\nb: $.string()",
        &[
            ("dict(a => '1', b => 2)", json!({"a": 1, "b": "2"})),
            ("dict(a => 1, c => 3)", json!({"a": 1, "b": null})),
            ("null", json!({"a": null, "b": null})),
        ],
    );
    refused("a: $.int().notNull()", &["dict()", "dict(a => x)"]);
    all(
        "$.string(): $.int()",
        &[("dict(1 => '5', a => 6)", json!({"1": 5, "a": 6})), ("null", json!({}))],
    );
    refused("$.string(): $.int()", &["dict(a => b)", "list()"]);
    all(
        "a: $.string()\n$.string(): $.int()",
        &[("dict(a => 1, b => '2')", json!({"a": "1", "b": 2}))],
    );
}

/// Any YAQL expression: its result is the value.
#[test]
fn row_062_contract_expressions() {
    all("$.int() or 5672", &[("null", json!(5672)), ("0", json!(5672)), ("'7'", json!(7))]);
    all("5 + 5", &[("1", json!(10))]);
    assert_eq!(
        made("$.nosuch()", "1"),
        Err("yaql.language.exceptions.NoMethodRegisteredException".into())
    );
}

/// A template has defaults and conversions; a property left out at some depth is not checked;
/// ids stay ids.
#[test]
fn row_057_templates_are_whole() {
    let bench = Bench::of(
        "
Name: Leaf
Properties:
  size: {Contract: $.int().notNull()}
  label: {Contract: $.string(), Default: plain}
---
Name: Tree
Properties:
  leaf: {Contract: $.class(Leaf)}
  other: {Contract: $.class(Leaf)}
  made: {Contract: $.string(), Usage: Runtime, Default: hidden}
Methods:
  .init: {Body: {Return: $.nosuch()}}
---
Name: Main
Methods:
  whole:
    Arguments: [{v: {Contract: $.template(Tree)}}]
    Body: {Return: $v}
  partly:
    Arguments:
      - v:
          Contract: $.template(Tree, excludeProperties => ['leaf.size'])
    Body: {Return: $v}
  run:
    Body:
      - $known: new(Leaf, $this, size => 1)
      - $model: {leaf: {size: '3'}}
      - $model.other: id($known)
      - $t: $.whole($model)
      - Return: [$t.leaf.size, $t.leaf.label, $t.other = id($known), $t.containsKey(made)]
  left:
    Body:
      - $t: $.partly(dict(leaf => dict(size => none, label => x)))
      - Return: [$t.leaf.containsKey(size), $t.leaf.label]
",
    );
    assert_eq!(bench.run("run"), json!([3, "plain", true, false]), "no `.init` has run");
    assert_eq!(bench.run("left"), json!([false, "x"]));
}

/// A chain of contract functions may continue like any other expression.
#[test]
fn row_062_chains_go_on() {
    let bench = Bench::of(
        "
Name: Main
Methods:
  upper: {Arguments: [{v: {Contract: $.string().toUpper()}}], Body: {Return: $v}}
  more: {Arguments: [{v: {Contract: $.int().notNull() + 1}}], Body: {Return: $v}}
",
    );
    let main = bench.object("Main", json!({}));
    assert_eq!(bench.call(&main, "upper", &[json!(7)]), Ok(json!("7")));
    assert_eq!(bench.call(&main, "upper", &[json!("ab")]), Ok(json!("AB")));
    let refused = bench.call(&main, "upper", &[json!([1])]).expect_err("a list is no string");
    assert_eq!(refused.names, [VIOLATION]);
    assert_eq!(bench.call(&main, "more", &[json!("4")]), Ok(json!(5)));
}

const TWO_PATTERNS: &str = "
Name: Main
Methods:
  run: {Body: {Return: 1}}
  both:
    Arguments:
      - v:
          Contract: {$.int(): $, $.string(): $}
";

/// A second key that is an expression is an error when a value is checked; the class can be
/// used until then.
#[test]
fn row_061_second_pattern() {
    let bench = Bench::of(TWO_PATTERNS);
    assert_eq!(bench.run("run"), json!(1));
    let main = bench.object("Main", json!({}));
    let refused =
        bench.call(&main, "both", &[json!({ "a": 1 })]).expect_err("the contract is wrong");
    assert_eq!(refused.names, ["murano.dsl.exceptions.DslContractSyntaxError"]);
    let found = Bench::of(TWO_PATTERNS).check();
    assert!(found.iter().any(|d| !d.is_error() && d.message.contains("only one key")), "{found:?}");
}

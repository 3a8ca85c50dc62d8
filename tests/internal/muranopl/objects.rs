//! Creating objects, and assigning to variables and paths (rows 70 to 77).

use super::harness::{Bench, Json, body, json};

const CLASSES: &str = "
Name: Item
Properties:
  n: {Contract: $.int(), Default: 1}
  owner: {Contract: $.string(), Default: none}
---
Name: Pair
Properties:
  first: {Contract: $.class(Item)}
  second: {Contract: $.class(Item)}
Methods:
  .init:
    Body:
      - $.find(Holder)
---
Name: Holder
Properties:
  items: {Contract: [$.class(Item)], Usage: InOut}
";

fn run(statements: &str) -> Json {
    try_run(statements).unwrap_or_else(|name| panic!("{name}"))
}

fn try_run(statements: &str) -> Result<Json, String> {
    let indented: String = statements.lines().map(|l| format!("      {l}\n")).collect();
    let text = format!("{CLASSES}---\nName: Main\nMethods:\n  run:\n    Body:\n{indented}");
    Bench::of(&text).try_run("run").map_err(|failed| failed.names[0].clone())
}

/// `new` with properties: owner and name by position; every name is a property.
#[test]
fn row_070_new_with_properties() {
    assert_eq!(run("- Return: new(Item, n => '5').n"), json!(5));
    assert_eq!(run("- Return: new(Item, $this, title).find(Main) != null"), json!(true));
    assert_eq!(run("- Return: name(new(Item, $this, title))"), json!("title"));
    assert_eq!(run("- Return: new(Item, owner => me).owner"), json!("me"));
    assert_eq!(run("- Return: new(:Item, n => 2).n"), json!(2));
    assert_eq!(run("- Return: new('test.Item', n => 2).n"), json!(2));
    assert_eq!(try_run("- new(Nothing)"), Err("murano.dsl.exceptions.NoClassFound".into()));
    let violation = "murano.dsl.exceptions.ContractViolationException";
    assert_eq!(try_run("- new(Item, n => x)"), Err(violation.into()));
    assert_eq!(
        run("- Return: new(Item, nothing => 5).n"),
        json!(1),
        "unknown properties are ignored"
    );
}

/// `new` with a dictionary of properties: owner and name by keyword too.
#[test]
fn row_071_new_with_a_dictionary() {
    assert_eq!(run("- Return: new(Item, dict(n => 5)).n"), json!(5));
    assert_eq!(run("- Return: new(Item, dict(owner => me), $this).owner"), json!("me"));
    assert_eq!(
        run(
            "- $o: new(Item, dict(n => 1), owner => $this, objectName => title)\n- Return: [$o.find(Main) = $this or $o.find(Main) != null, name($o)]"
        ),
        json!([true, "title"])
    );
}

/// `new` with a model, in both spellings; ids inside it link, and are new each time.
#[test]
fn row_072_new_with_a_model() {
    assert_eq!(run("- Return: new({'?' => {type => 'test.Item'}, n => 5}).n"), json!(5));
    assert_eq!(run("- $m:\n    :Item:\n      n: 6\n- Return: new($m).n"), json!(6));
    let linked = "- $m:
    '?': {type: test.Pair, id: outer}
    first:
      '?': {type: test.Item, id: inner}
      n: 3
    second: inner
- $o: new($m)
- $p: new($m)
- Return:
    - $o.first = $o.second
    - $o.second.n
    - id($o.first) = id($p.first)
    - id($o) = outer";
    assert_eq!(run(linked), json!([true, 3, false, false]));
}

/// Variables belong to the method, whatever block sets them.
#[test]
fn row_073_assignment_to_variables() {
    assert_eq!(
        run(
            "- If: true\n  Then:\n    - $x: 1\n- For: i\n  In: [1, 2]\n  Do:\n    - $y: $i\n- Return: [$x, $y, $i, $never]"
        ),
        json!([1, 2, 2, null])
    );
    assert_eq!(run("- $a: [1]\n- $b: $a\n- $b[0]: 2\n- Return: [$a, $b]"), json!([[1], [2]]));
}

/// Paths: missing parts are created, structures are copied.
#[test]
fn row_074_assignment_to_paths() {
    assert_eq!(
        run("- $x: {}\n- $x.a.b: 1\n- $x['c']: 2\n- Return: $x"),
        json!({"a": {"b": 1}, "c": 2})
    );
    assert_eq!(
        run("- $x: {a: {b: 1}}\n- $y: $x\n- $y.a.b: 2\n- Return: [$x.a.b, $y.a.b]"),
        json!([1, 2])
    );
    assert_eq!(
        run("- $x: [1, 2]\n- $x[1]: 5\n- $x[9]: 7\n- $x[-2]: 6\n- Return: $x"),
        json!([1, 6, 7])
    );
    assert_eq!(run("- $x: {1: a}\n- $x[2]: b\n- Return: $x.get(2)"), json!("b"));
    assert_eq!(run("- $x: text\n- $x[0]: a\n- Return: $x"), json!("text"));
    let list = "- $h: new(Holder, items => [new(Item)])\n- $x: {list: [{n: 1}]}\n- $x.list[0].n: 5\n- Return: $x.list[0].n";
    assert_eq!(run(list), json!(5));
    assert_eq!(run("- $i: 1\n- $x: [1, 2, 3]\n- $x[$i + 1]: 9\n- Return: $x"), json!([1, 2, 9]));
}

/// A property is written as a whole: its contract sees the new value.
#[test]
fn row_074_assignment_into_properties() {
    let bench = Bench::of(
        "
Name: Main
Properties:
  data: {Contract: {$.string(): $.int()}, Usage: InOut}
  list: {Contract: [$.int()], Usage: Runtime, Default: []}
  deep: {Contract: {}, Usage: InOut}
Methods:
  run:
    Body:
      - $.data.a: '5'
      - $.data[b]: 6
      - $.list[0]: '7'
      - $.deep.x.y: 1
      - $this.deep.z: 2
      - Return: [$.data, $.list, $.deep]
  wrong:
    Body:
      - $.data.a: x
",
    );
    assert_eq!(bench.run("run"), json!([{"a": 5, "b": 6}, [7], {"x": {"y": 1}, "z": 2}]));
    assert_eq!(bench.fault("wrong").names, ["murano.dsl.exceptions.ContractViolationException"]);
}

/// What cannot be assigned to.
#[test]
fn row_075_assignment_errors() {
    for target in ["$", "$this"] {
        assert_eq!(try_run(&format!("- {target}: 1")), Err("ValueError".into()), "{target}");
    }
    assert_eq!(try_run("- $never.a: 1"), Err("ValueError".into()));
    for target in ["$x?.a", "$a + $b", "len($x)", ":Item"] {
        assert!(try_run(&format!("- $x: {{}}\n- {target}: 1")).is_err(), "{target}");
    }
}

/// Conditions and loops.
#[test]
fn row_076_conditions_and_loops() {
    assert_eq!(body("- $n: 0\n- While: $n < 3\n  Do: {$n: $n + 1}\n- Return: $n"), Ok(json!(3)));
    assert_eq!(
        body("- $s: ''\n- For: c\n  In: abc\n  Do:\n    - $s: $c + $s\n- Return: $s"),
        Ok(json!("cba"))
    );
    assert_eq!(
        body(
            "- $keys: []\n- For: k\n  In: {a: 1, b: 2}\n  Do:\n    - $keys: $keys + list($k)\n- Return: $keys"
        ),
        Ok(json!(["a", "b"]))
    );
    assert_eq!(
        body(
            "- $n: 0\n- Repeat: 4\n  Do: {$n: $n + 1}\n- Repeat: -1\n  Do: {$n: 100}\n- Return: $n"
        ),
        Ok(json!(4))
    );
    assert_eq!(
        body("- If: []\n  Then: [{Return: yes}]\n  Else: [{Return: empty}]"),
        Ok(json!("empty"))
    );
    for wrong in [
        "- For: i\n  In: null\n  Do: []",
        "- For: i\n  In: 5\n  Do: []",
        "- Repeat: $never\n  Do: []",
    ] {
        assert_eq!(body(wrong).unwrap_err().names, ["TypeError"], "{wrong}");
    }
}

/// Leaving a loop, and continuing with the next iteration.
#[test]
fn row_077_break_and_continue() {
    assert_eq!(
        body(
            "- $seen: []\n- For: i\n  In: range(10)\n  Do:\n    - If: $i = 1\n      Then: [{Continue: }]\n    - If: $i = 4\n      Then: [{Break: }]\n    - $seen: $seen + list($i)\n- Return: $seen"
        ),
        Ok(json!([0, 2, 3]))
    );
}

/// Within one model an id stands for one object, wherever it is described; `.init` methods see references resolved.
#[test]
fn row_067_ids_within_a_model() {
    let bench = Bench::of(
        "
Name: Node
Properties:
  name: {Contract: $.string()}
  nodes: {Contract: [$.class(Node)]}
---
Name: Watcher
Extends: Node
Properties:
  seen: {Contract: [$], Usage: Out}
Methods:
  .init: {Body: {$.seen: $.find(Node).nodes.name}}
---
Name: Main
Methods:
  count:
    Arguments: [{n: {Contract: $.class(Node)}}]
    Body: {Return: $n.nodes.select(id($)).distinct().len()}
  forward:
    Body:
      - $model:
          :Node:
            name: top
            nodes:
              - later
              - :Watcher: {name: inner}
                id: later
      - $made: new($model)
      - Return:
          - $made.nodes[1].seen
          - $made.nodes[0] = $made.nodes[1]
",
    );
    let main = bench.object("Main", json!({}));
    let twice = json!({ "?": { "type": "test.Node", "id": "x" }, "name": "n" });
    let model = json!({ "?": { "type": "test.Node" }, "nodes": [twice, twice] });
    assert_eq!(bench.call(&main, "count", &[model]), Ok(json!(1)));
    assert_eq!(bench.run("forward"), json!([["inner", "inner"], true]));
}

/// Leaving a loop where there is none is an error at run time.
#[test]
fn row_077_outside_of_loops() {
    let bench = Bench::of(
        "
Name: Main
Methods:
  out: {Body: [{Break: }]}
  on: {Body: [{Continue: }]}
  well: {Body: {Return: 1}}
",
    );
    assert_eq!(bench.run("well"), json!(1));
    for method in ["out", "on"] {
        assert_eq!(bench.fault(method).names, ["murano.dsl.exceptions.DslInvalidOperationError"]);
    }
    assert!(bench.check().iter().all(|found| !found.is_error()), "they are warned of");
}

/// Brackets do not matter; calls and operators are functions that paths do not have; lists
/// count truth values.
#[test]
fn row_075_targets_of_paths() {
    assert_eq!(body("- ($x): 2\n- Return: $x"), Ok(json!(2)));
    assert_eq!(body("- $x: [1, 2]\n- $x[true]: 5\n- Return: $x"), Ok(json!([1, 5])));
    for target in ["foo().a", "$x + 1", "$.run().a"] {
        let refused = body(&format!("- $x: dict()\n- {target}: 1")).expect_err("no target");
        assert_eq!(
            refused.names,
            ["yaql.language.exceptions.NoFunctionRegisteredException"],
            "{target}"
        );
    }
}

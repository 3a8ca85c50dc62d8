//! Throwing, catching, cleaning up, and stack traces (rows 83 to 89).

use super::harness::{Bench, Failed, Json, body, json};

fn run(statements: &str) -> Json {
    body(statements).unwrap_or_else(|failed| panic!("{failed:?}"))
}

fn fails(statements: &str) -> Failed {
    body(statements).expect_err("it must fail")
}

/// `Throw`: names in the class's namespaces, a message, data, a cause.
#[test]
fn row_083_throw() {
    let failed = fails("- Throw: Broken\n  Message: it is broken");
    assert_eq!(
        (&failed.names[..], &*failed.message),
        (&["test.Broken".to_owned()][..], "it is broken")
    );
    let failed = fails("- Throw: ['std:Other', plain.Name]\n  Message: $.find(Main) = null");
    assert_eq!(failed.names, ["io.murano.Other", "plain.Name"]);
    assert_eq!(
        run(
            "- Try:\n    - Throw: Broken\n      Message: m\n      Extra: {a: 1}\n  Catch:\n    With: Broken\n    As: e\n    Do:\n      - Return: [$e.name, $e.message, $e.extra]"
        ),
        json!(["test.Broken", "m", {"a": 1}])
    );
}

/// A cause is kept and can be read.
/// Differs: the reference never fills `cause`.
#[test]
fn row_083_cause() {
    assert_eq!(
        run(
            "- Try:\n    - Try:\n        - Throw: Inner\n          Message: inner\n      Catch:\n        As: e\n        Do:\n          - Throw: Outer\n            Message: outer\n            Cause: $e\n  Catch:\n    As: f\n    Do:\n      - Return: [$f.message, $f.cause.message]"
        ),
        json!(["outer", "inner"])
    );
}

/// `Catch`: one name or several, a variable, everything, the first that fits; without `Do` it swallows.
#[test]
fn row_084_catch() {
    let caught = |clauses: &str| {
        run(&format!(
            "- Try:\n    - Throw: [One, Two]\n      Message: m\n{clauses}\n- Return: after"
        ))
    };
    assert_eq!(caught("  Catch:\n    With: One\n    Do: {Return: one}"), json!("one"));
    assert_eq!(
        caught("  Catch:\n    With: [Zero, Two]\n    Do: {Return: several}"),
        json!("several")
    );
    assert_eq!(caught("  Catch:\n    Do: {Return: all}"), json!("all"));
    assert_eq!(caught("  Catch:\n    With: One"), json!("after"));
    assert_eq!(
        caught(
            "  Catch:\n    - With: Zero\n      Do: {Return: zero}\n    - With: Two\n      As: e\n      Do: [{Return: $e.name}]\n    - Do: {Return: all}"
        ),
        json!("test.Two")
    );
    assert_eq!(
        fails("- Try:\n    - Throw: One\n      Message: m\n  Catch:\n    With: Zero\n    Do: []")
            .names,
        ["test.One"]
    );
}

/// `Else` runs only without an exception, `Finally` always; a `Return` in it wins.
#[test]
fn row_085_else_and_finally() {
    let log = "- $log: []\n";
    assert_eq!(
        run(&format!(
            "{log}- Try: []\n  Catch:\n    Do: []\n  Else:\n    - $log: $log + list(else)\n  Finally:\n    - $log: $log + list(finally)\n- Return: $log"
        )),
        json!(["else", "finally"])
    );
    assert_eq!(
        run(&format!(
            "{log}- Try:\n    - Throw: E\n      Message: m\n  Catch:\n    Do:\n      - $log: $log + list(catch)\n  Else:\n    - $log: $log + list(else)\n  Finally:\n    - $log: $log + list(finally)\n- Return: $log"
        )),
        json!(["catch", "finally"])
    );
    assert_eq!(
        run(
            "- Try:\n    - Return: try\n  Catch:\n    Do: []\n  Else:\n    - Return: else\n  Finally:\n    - Return: finally"
        ),
        json!("finally")
    );
    assert_eq!(
        fails("- Try: []\n  Catch:\n    Do: {Return: caught}\n  Else:\n    - Throw: FromElse\n      Message: m").names,
        ["test.FromElse"],
        "what Else throws is not caught"
    );
}

/// `Rethrow` inside `Catch` throws the same exception on.
#[test]
fn row_086_rethrow() {
    let failed =
        fails("- Try:\n    - Throw: One\n      Message: same\n  Catch:\n    Do:\n      - Rethrow:");
    assert_eq!((&*failed.names[0], &*failed.message), ("test.One", "same"));
    assert_eq!(fails("- Rethrow:").names, ["TypeError"]);
}

/// The trace of a rethrown exception names the place where it was raised, also after a second
/// catch and from other branches.
#[test]
fn row_086_traces_of_rethrown_exceptions() {
    let bench = Bench::of(
        "
Name: Main
Methods:
  deep: {Body: [{Throw: Oops}]}
  middle:
    Body:
      - Try:
        - $.deep()
        Finally:
        - $x: 1
  outer:
    Body:
      - Try:
        - list(1).pselect($this.middle())
        Catch:
          As: e
          Do: {Rethrow: }
  run:
    Body:
      - Try:
        - $.outer()
        Catch:
          As: e
          Do:
          - Return: $e.stackTrace.frames.methodName
",
    );
    assert_eq!(bench.run("run"), json!(["run", "outer", "middle", "deep"]));
}

/// Errors of the interpreter are caught under the names that the reference gives them.
#[test]
fn row_087_native_exception_names() {
    let caught = |expression: &str, name: &str| {
        run(&format!(
            "- Try:\n    - $x: {expression}\n  Catch:\n    With: {name}\n    Do: {{Return: caught}}\n- Return: not thrown"
        ))
    };
    for (expression, name) in [
        ("dict(a => 1).b", "py:KeyError"),
        ("list(1)[5]", "py:IndexError"),
        ("list().first()", "py:StopIteration"),
        ("1 / 0", "py:ZeroDivisionError"),
        ("null.require()", "py:ValueError"),
        ("nosuch()", "yaql.language.exceptions.NoFunctionRegisteredException"),
        ("abc.nosuch()", "yaql.language.exceptions.NoMethodRegisteredException"),
        ("len(5)", "yaql.language.exceptions.NoMatchingFunctionException"),
        ("abc.toUpper(1)", "yaql.language.exceptions.NoMatchingMethodException"),
        ("new(Nothing)", "murano.dsl.exceptions.NoClassFound"),
    ] {
        assert_eq!(caught(expression, name), json!("caught"), "{expression}");
    }
}

/// The properties of a caught exception.
#[test]
fn row_088_exception_object() {
    let value = run(
        "- Try:\n    - $x: 1 / 0\n  Catch:\n    As: e\n    Do:\n      - Return: [$e.name, isObject($e), $e.message != '', $e.stackTrace.frames.len() > 0]",
    );
    assert_eq!(value, json!(["ZeroDivisionError", true, true, true]));
}

/// A stack trace has a frame for each call, outermost first, with method, type and position.
#[test]
fn row_089_stack_traces() {
    let bench = Bench::of(
        "
Name: Main
Methods:
  run:
    Body:
      - Try:
          - $.outer()
        Catch:
          As: e
          Do:
            - $frames: $e.stackTrace.frames.where($.methodName in list(run, outer, inner))
            - Return: [$frames.methodName, $frames.typeName.distinct(), $e.stackTrace.toString()]
  outer:
    Body:
      - $.inner()
  inner:
    Body:
      - Throw: Deep
        Message: m
",
    );
    let value = bench.run("run");
    assert_eq!(value[0], json!(["run", "outer", "inner"]));
    assert_eq!(value[1], json!(["test.Main"]));
    let text = value[2].as_str().expect("text");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].trim_start().starts_with("File \""), "{text}");
    assert!(text.contains("in method outer of type test.Main"), "{text}");
    assert!(text.contains("$.inner()"), "the instruction of each frame: {text}");
}

const TRACED: &str = "
Name: Main
Methods:
  raise:
    Body:
      - Throw: Wrong
        Message: it went wrong
  compute:
    Arguments: [{n: {Contract: $}}]
    Body:
      - $x:
          deep: 1 / ($n - 1) + 1
  finally:
    Body:
      - Try: [$.raise()]
        Finally: [$x: 1]
  again:
    Body:
      - Try: [$.finally()]
        Catch:
          Do:
            - $x: 1
            - Rethrow:
  branches:
    Body:
      - Parallel:
          - $x: 1
          - $.compute(1)
  each: {Body: [$x: list(1).select($this.compute($))]}
  told:
    Arguments: [{method: {Contract: $}}]
    Body:
      - Try:
          - !yaql 'call($method, [], dict(), $this)'
        Catch:
          As: e
          Do:
            - Return: $e.stackTrace.frames.skip(1).select([$.methodName, $.instruction])
";

/// A trace shows whole expressions, and of a block only that it is one; an exception that is
/// raised again keeps its trace; a branch is a part of its method.
#[test]
fn row_089_content_of_traces() {
    let bench = Bench::of(TRACED);
    let main = bench.object("Main", json!({}));
    let told = |method: &str| bench.call(&main, "told", &[json!(method)]);
    let raised = json!(["raise", "block construct"]);
    let computed = json!(["compute", "1 / ($n - 1) + 1"]);
    assert_eq!(told("raise"), Ok(json!([raised])));
    assert_eq!(told("finally"), Ok(json!([["finally", "$.raise()"], raised])));
    assert_eq!(
        told("again"),
        Ok(json!([["again", "$.finally()"], ["finally", "$.raise()"], raised]))
    );
    assert_eq!(told("branches"), Ok(json!([["branches", "$.compute(1)"], computed])));
    assert_eq!(told("each"), Ok(json!([["each", "list(1).select($this.compute($))"], computed])));
}

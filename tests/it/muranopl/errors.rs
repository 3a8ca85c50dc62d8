//! Exceptions (rows 83 to 89).

use super::harness::{Bench, body, json};

/// Names are resolved, several describe one exception; message, extra and cause come along.
#[test]
fn row_083_throw() {
    let caught = body(
        r#"- Try:
  - Throw: [std:Bad, py:Worse]
    Message: ('no ' + 'way')
    Extra: {port: 80}
  Catch:
    With: py:Worse
    As: e
    Do:
    - Return: [$e.name, $e.message, $e.extra]"#,
    );
    assert_eq!(caught.unwrap(), json!(["Worse", "no way", {"port": 80}]));
    let uncaught = body("- Throw: Bad\n  Message: no").unwrap_err();
    assert_eq!((uncaught.names, uncaught.message.as_str()), (vec!["test.Bad".to_owned()], "no"));
}

/// Differs: `Extra` is evaluated, where the original stores the text of its expressions.
#[test]
fn row_083_extra_is_evaluated() {
    let caught = body(
        "- $x: 5\n- Try:\n  - Throw: Bad\n    Extra: {port: $x}\n  Catch:\n    As: e\n    Do:\n    - Return: $e.extra.port",
    );
    assert_eq!(caught.unwrap(), json!(5));
}

/// The first clause with one of the names takes it; a clause without `With` takes all, one without `Do` swallows.
#[test]
fn row_084_catch() {
    let caught = body(
        r#"- Try:
  - Throw: B
  Catch:
  - With: A
    Do: {Return: a}
  - With: [C, B]
    Do: {Return: bc}
  - Do: {Return: all}"#,
    );
    assert_eq!(caught.unwrap(), json!("bc"));
    assert_eq!(
        body("- Try:\n  - Throw: B\n  Catch:\n  - Do: {Return: all}").unwrap(),
        json!("all")
    );
    let swallowed =
        body("- Try:\n  - Throw: B\n  Catch:\n  - With: B\n    As: e\n- Return: [$e, after]");
    assert_eq!(swallowed.unwrap(), json!([null, "after"]));
}

/// `Else` runs when nothing was raised, `Finally` always; its `Return` wins.
#[test]
fn row_085_else_and_finally() {
    let order = body(
        r#"- $log: []
- Try:
  - $log: $log + [try]
  Catch:
  - Do: {$log: $log + [catch]}
  Else:
  - $log: $log + [else]
  Finally:
  - $log: $log + [finally]
- Return: $log"#,
    );
    assert_eq!(order.unwrap(), json!(["try", "else", "finally"]));
    let wins = body("- Try:\n  - Return: 1\n  Finally:\n  - Return: 2");
    assert_eq!(wins.unwrap(), json!(2));
}

/// `Rethrow` raises the same exception; outside of `Catch` it is an error.
#[test]
fn row_086_rethrow() {
    let same = body(
        "- Try:\n  - Throw: B\n    Message: m\n  Catch:\n  - With: B\n    Do:\n    - Rethrow:",
    );
    let same = same.unwrap_err();
    assert_eq!((same.names[0].as_str(), same.message.as_str()), ("test.B", "m"));
    assert_eq!(body("- Rethrow:").unwrap_err().names, ["TypeError"]);
}

/// Errors of the interpreter are caught under the names the original has for them.
#[test]
fn row_087_native_names() {
    let names: Vec<String> = [
        "Return: $.nosuch",
        "Return: {a: 1}.b",
        "Return: '{a => 1}.get(b).c'",
        "Return: list().first()",
        "Return: nosuch()",
        "Return: $.nosuch()",
        "Return: (1 / 0)",
        "Return: $.twice(1, 2, 3)",
        "Return: $.twice(x)",
        "Return: new(NoSuch)",
        "Return: require(null)",
    ]
    .iter()
    .map(|text| {
        let text = text.replace("'{a => 1}.get(b).c'", "dict(a => 1).b").replace("{a: 1}.b", "dict(a => 1).c");
        let bench = Bench::of(&format!(
            "Name: Main\nMethods:\n  run:\n    Body:\n      - {text}\n  twice:\n    Arguments:\n      - n: {{Contract: $.int()}}\n    Body: {{Return: $n * 2}}\n"
        ));
        bench.fault("run").names[0].rsplit('.').next().unwrap_or("").to_owned()
    })
    .collect();
    assert_eq!(
        names,
        [
            "UninitializedPropertyAccessError",
            "KeyError",
            "KeyError",
            "StopIteration",
            "NoFunctionRegisteredException",
            "NoMethodRegisteredException",
            "ZeroDivisionError",
            "NoMatchingMethodException",
            "ContractViolationException",
            "NoClassFound",
            "ValueError",
        ]
    );
}

/// A built-in name is reached by a prefix that is mapped to null.
#[test]
fn row_087_built_in_names_by_prefix() {
    let caught = body(
        "- Try:\n  - $x: list().first()\n  Catch:\n  - With: py:StopIteration\n    Do: {Return: empty}",
    );
    assert_eq!(caught.unwrap(), json!("empty"));
}

/// Name, message, extra, stack trace and what the interpreter raised. Differs: the cause is filled.
#[test]
fn row_088_exception_object() {
    let seen = body(
        r#"- Try:
  - Try:
    - $x: 1 / 0
    Catch:
    - As: inner
      Do:
      - Throw: Outer
        Message: o
        Cause: $inner
  Catch:
  - As: e
    Do:
    - Return:
      - $e.name
      - $e.message
      - $e.nativeException
      - $e.cause.name
      - $e.cause.nativeException
      - $e is std:Exception
      - $e.toString().split('\n')[0]"#,
    );
    assert_eq!(
        seen.unwrap(),
        json!([
            "test.Outer",
            "o",
            null,
            "ZeroDivisionError",
            "ZeroDivisionError",
            true,
            "test.Outer: o"
        ])
    );
}

/// Frames from the outermost to the innermost, and as text: where, then what ran there.
#[test]
fn row_089_stack_trace() {
    let bench = Bench::of(
        r#"
Name: Main
Methods:
  run:
    Body:
      Try:
      - $.inner()
      Catch:
      - As: e
        Do:
        - Return:
          - $e.stackTrace.frames.select([$.methodName, $.typeName, $.instruction])
          - $e.stackTrace.toString('  ')
  inner:
    Body:
      - $x: 1
      - Throw: Bad
"#,
    );
    let seen = bench.run("run");
    assert_eq!(seen[0][0], json!(["run", "test.Main", "$.inner()"]));
    assert_eq!(
        seen[0][1].as_array().map(|f| (f[0].clone(), f[1].clone())),
        Some((json!("inner"), json!("test.Main")))
    );
    let text = seen[1].as_str().expect("a text");
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("  File \"") && lines[0].ends_with(" in method run of type test.Main"),
        "{text}"
    );
    assert_eq!(lines[1], "      $.inner()");
    assert!(lines[0].contains(", line "), "{text}");
}

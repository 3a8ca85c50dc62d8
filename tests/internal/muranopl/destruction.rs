//! Attributes, destruction and collection (rows 115 and 117 to 122).

use super::harness::{Bench, Json, json};

/// A log, and nodes that note when they are destroyed.
const CLASSES: &str = r#"
Name: Log
Properties:
  lines: {Contract: [], Usage: Static, Default: []}
Methods:
  add:
    Usage: Static
    Arguments: {x: {Contract: $}}
    Body: {'$.lines': ($.lines + [$x])}
---
Name: Node
Properties:
  name: {Contract: $.string()}
  next: {Contract: $.class(Node), Usage: InOut}
  secret: {Contract: $, Usage: Runtime}
Methods:
  join:
    Arguments: {n: {Contract: $}}
    Body: {$.next: $n}
  hold:
    Arguments: {n: {Contract: $}}
    Body: {$.secret: $n}
  gone:
    Arguments: {n: {Contract: $}}
    Body: {':Log.add(format("{0} hears of {1}", $.name, $n.name))': null}
  hello: {Body: {Return: hello}}
  .destroy:
    Body: ['Log.add($.name)']
"#;

fn run(statements: &str) -> Json {
    let classes = CLASSES
        .replace("{'$.lines': ($.lines + [$x])}", "\n      - $.lines: $.lines + [$x]")
        .replace("{$.next: $n}", "\n      - $.next: $n")
        .replace("{$.secret: $n}", "\n      - $.secret: $n")
        .replace(
            "{':Log.add(format(\"{0} hears of {1}\", $.name, $n.name))': null}",
            "\n      - \":Log.add($.name + ' hears of ' + $n.name)\"",
        )
        .replace("\"  :Log", "\":Log")
        .replace("['Log.add($.name)']", "\n      - :Log.add($.name)")
        .replace(
            "- \":Log.add($.name + ' hears of ' + $n.name)\"",
            "- :Log.add($.name + ' hears of ' + $n.name)",
        );
    let indented: String = statements.lines().map(|l| format!("      {l}\n")).collect();
    Bench::of(&format!("{classes}\n---\nName: Main\nMethods:\n  run:\n    Body:\n{indented}"))
        .run("run")
}

/// Kept by the class whose code sets them, removed by null, objects as their ids.
#[test]
fn row_115_attributes() {
    let bench = Bench::of(
        r#"
Name: Base
Methods:
  keep:
    Arguments: {v: {Contract: $}}
    Body:
      - $.setAttr(k, $v)
  kept:
    Body:
      - Return: $.getAttr(k, none)
---
Name: Main
Extends: Base
Methods:
  run:
    Body:
      - $.keep(1)
      - $.setAttr(k, 2)
      - $first: list($.kept(), $.getAttr(k), $.getAttr(k, none, Base))
      - $.keep(null)
      - $.keep($)
      - Return: [$first, $.kept() = id($)]
"#,
    );
    assert_eq!(bench.run("run"), json!([[1, 2, 1], true]));
}

/// Objects are alive that a variable, a live object or a static property reaches; owners live
/// as long as what they own.
#[test]
fn row_117_liveness() {
    let seen = run(r#"- $owner: new(Node, name => owner)
- $child: new(Node, $owner, name => child)
- $held: new(Node, name => held)
- $child.hold($held)
- $owner: null
- $held: null
- sys:GC.collect()
- $first: :Log.lines
- $child: null
- sys:GC.collect()
- Return: [$first, :Log.lines.orderBy($)]"#);
    assert_eq!(seen, json!([[], ["child", "held", "owner"]]));
}

/// An owned object that nothing refers to is garbage, though its owner lives.
#[test]
fn row_117_owners_do_not_keep_what_they_own() {
    let seen = run(r#"- $owner: new(Node, name => owner)
- new(Node, $owner, name => child)
- sys:GC.collect()
- Return: [:Log.lines, $owner.name]"#);
    assert_eq!(seen, json!([["child"], "owner"]));
}

/// Subscribers are notified first, then owned objects are destroyed before owners and
/// publishers before subscribers.
#[test]
fn row_118_order() {
    let seen = run(r#"- $owner: new(Node, name => owner)
- $child: new(Node, $owner, name => child)
- $listener: new(Node, name => listener)
- sys:GC.subscribeDestruction($owner, $listener, gone)
- $child.join($listener)
- $owner: null
- $child: null
- $listener: null
- sys:GC.collect()
- Return: :Log.lines"#);
    assert_eq!(seen, json!(["listener hears of owner", "child", "owner", "listener"]));
}

/// The destructors of all classes run, derived ones first; an exception in one does not stop
/// the others.
#[test]
fn row_119_destroy_bodies() {
    let bench = Bench::of(
        r#"
Name: Log
Properties:
  lines: {Contract: [], Usage: Static, Default: []}
---
Name: Base
Methods:
  .destroy:
    Body:
      - :Log.lines: :Log.lines + [base]
---
Name: Leaf
Extends: Base
Methods:
  destroy:
    Body:
      - :Log.lines: :Log.lines + [leaf]
      - Throw: Bad
---
Name: Main
Methods:
  run:
    Body:
      - new(Leaf)
      - sys:GC.collect()
      - Return: :Log.lines
"#,
    );
    assert_eq!(bench.run("run"), json!(["leaf", "base"]));
}

/// A subscription is kept once and cancelled once; doomed and destroyed objects differ.
#[test]
fn row_120_subscriptions() {
    let seen = run(r#"- $p: new(Node, name => p)
- $s: new(Node, name => s)
- sys:GC.subscribeDestruction($p, $s, gone)
- sys:GC.subscribeDestruction($p, $s, gone)
- sys:GC.unsubscribeDestruction($p, $s, gone)
- $before: [sys:GC.isDoomed($p), sys:GC.isDestroyed($p)]
- $p: null
- sys:GC.collect()
- Try:
  - sys:GC.subscribeDestruction($s, $s, nosuch)
  Catch:
  - As: e
    Do:
    - Return: [$before, :Log.lines, $e.name]"#);
    assert_eq!(seen, json!([[false, false], ["p"], "murano.dsl.exceptions.NoMethodFound"]));
}

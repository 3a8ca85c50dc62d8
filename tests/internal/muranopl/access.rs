//! Who may read and write properties, and when (rows 32 to 34 and 38 to 41).

use super::harness::{Bench, json};

fn classes() -> Bench {
    Bench::of(
        "
Name: Held
Properties:
  given: {Contract: $.int(), Usage: In, Default: 1}
  out: {Contract: $.int(), Usage: Out, Default: 1}
  inOut: {Contract: $.int(), Usage: InOut, Default: 1}
  const: {Contract: $.int(), Usage: Const, Default: 1}
  runtime: {Contract: $.int(), Usage: Runtime, Default: 1}
  static: {Contract: $.int(), Usage: Static, Default: 1}
  config: {Contract: $.int(), Usage: Config, Default: 1}
Methods:
  writeIn: {Body: [{$.given: 2}, {Return: $.given}]}
  writeOut: {Body: [{$.out: 2}, {Return: $.out}]}
  writeInOut: {Body: [{$.inOut: 2}, {Return: $.inOut}]}
  writeConst: {Body: [{$.const: 2}, {Return: $.const}]}
  writeRuntime: {Body: [{$.runtime: 2}, {Return: $.runtime}]}
  writeStatic: {Body: [{$.static: 2}, {Return: $.static}]}
  writeConfig: {Body: [{$.config: 2}, {Return: $.config}]}
  private: {Body: [{$._x: 5}, {Return: $._x}]}
  unset: {Body: [{Return: $._never}]}
---
Name: Main
Methods:
  write:
    Arguments:
      - o: {Contract: $.class(Held)}
    Body:
      - $o.inOut: 3
  writeUndeclared:
    Arguments:
      - o: {Contract: $.class(Held)}
    Body:
      - $o.nosuch: 3
  writeStatic:
    Arguments:
      - o: {Contract: $.class(Held)}
    Body:
      - :Held.static: 7
      - Return: $o.static
  read:
    Arguments:
      - o: {Contract: $.class(Held)}
    Body:
      - Return: $o.given
  readPrivate:
    Arguments:
      - o: {Contract: $.class(Held)}
    Body:
      - $o.private()
      - Return: $o._x
  readUndeclared:
    Arguments:
      - o: {Contract: $.class(Held)}
    Body:
      - Return: $o.nosuch
",
    )
}

const NO_ACCESS: &str = "murano.dsl.exceptions.NoWriteAccessError";

/// What an object's own code may write, by usage.
#[test]
fn row_032_own_code_writes_by_usage() {
    let bench = classes();
    let held = bench.object("Held", json!({}));
    for method in ["writeOut", "writeInOut", "writeRuntime", "writeStatic", "writeConfig"] {
        assert_eq!(bench.call(&held, method, &[]).unwrap(), json!(2), "{method}");
    }
    for method in ["writeIn", "writeConst"] {
        let failed = bench.call(&held, method, &[]).unwrap_err();
        assert_eq!(failed.names, [NO_ACCESS], "{method}");
    }
}

/// Code of other classes reads what is declared, and writes nothing but statics.
#[test]
fn row_032_others_read_and_do_not_write() {
    let bench = classes();
    let main = bench.object("Main", json!({}));
    let call = |method: &str| {
        let held = bench.object("Held", json!({"given": 4}));
        let value = bench.session.call_on(&main, method).arg(held).outcome();
        value.map(|value| bench.json(&value).unwrap()).map_err(|fault| fault.names[0].to_string())
    };
    assert_eq!(call("read"), Ok(json!(4)));
    assert_eq!(call("write"), Err(NO_ACCESS.into()));
    assert_eq!(call("writeUndeclared"), Err("murano.dsl.exceptions.PropertyWriteError".into()));
    assert_eq!(call("readUndeclared"), Err("murano.dsl.exceptions.PropertyReadError".into()));
    assert_eq!(call("writeStatic"), Ok(json!(7)));
}

/// Undeclared names are private to the class whose code assigned them.
#[test]
fn row_033_private_properties() {
    let bench = Bench::of(
        "
Name: Base
Methods:
  setBase: {Body: [{$._x: base}]}
  getBase: {Body: [{Return: $._x}]}
  readDerived: {Body: [{Return: $.declared}]}
---
Name: Main
Extends: Base
Properties:
  declared: {Contract: $.int(), Default: 5}
Methods:
  run:
    Body:
      - $.setBase()
      - $._x: main
      - Return:
          - $._x
          - $.getBase()
  unset: {Body: [{Return: $._y}]}
  hidden: {Body: [{Return: $.readDerived()}]}
",
    );
    assert_eq!(bench.run("run"), json!(["main", "base"]));
    let unset = "murano.dsl.exceptions.UninitializedPropertyAccessError";
    assert_eq!(bench.fault("unset").names, [unset]);
    assert_eq!(
        bench.fault("hidden").names,
        [unset],
        "base code does not see what subclasses declare"
    );
    let bench = classes();
    let main = bench.object("Main", json!({}));
    let held = bench.object("Held", json!({}));
    let failed = bench.session.call_on(&main, "readPrivate").arg(held).outcome().unwrap_err();
    assert_eq!(&*failed.names[0], "murano.dsl.exceptions.PropertyReadError");
}

/// The most derived declaration converts, the others only validate; all of them must allow a write.
#[test]
fn row_034_property_redeclaration() {
    let bench = Bench::of(
        "
Name: Base
Properties:
  n: {Contract: $.int()}
  w: {Contract: $.int(), Default: 1}
---
Name: Texts
Extends: Base
Properties:
  n: {Contract: $.string()}
---
Name: Numbers
Extends: Base
Properties:
  n: {Contract: $.int().notNull()}
---
Name: Main
Extends: Base
Properties:
  w: {Contract: $.int(), Usage: InOut, Default: 1}
Methods:
  numbers: {Body: [{Return: 'new(Numbers, n => 7).n'}]}
  converts:
    Body:
      - Return: new(Numbers, n => '7').n
  texts:
    Body:
      - Return: new(Texts, n => '7').n
  write: {Body: [{$.w: 2}]}
",
    );
    assert_eq!(bench.run("converts"), json!(7));
    assert_eq!(
        bench.fault("texts").names,
        ["murano.dsl.exceptions.ContractViolationException"],
        "the base keeps integers only, and does not convert"
    );
    assert_eq!(bench.fault("write").names, [NO_ACCESS]);
}

/// A static property is one for a class and for the subclasses that do not declare it again.
#[test]
fn row_038_static_properties() {
    let bench = Bench::of(
        "
Name: Base
Properties:
  s: {Contract: $.int(), Usage: Static, Default: 1}
---
Name: Shares
Extends: Base
---
Name: Own
Extends: Base
Properties:
  s: {Contract: $.int(), Usage: Static, Default: 10}
---
Name: Main
Methods:
  run:
    Body:
      - $before: list(:Base.s, :Shares.s, :Own.s)
      - :Base.s: 2
      - $after: list(:Base.s, :Shares.s, :Own.s, new(Shares).s)
      - Return: [$before, $after]
  conforms:
    Body:
      - :Base.s: '5'
      - Return: :Base.s
  violates:
    Body:
      - :Base.s: [1]
",
    );
    assert_eq!(bench.run("run"), json!([[1, 1, 10], [2, 2, 10, 2]]));
    assert_eq!(bench.run("conforms"), json!(5));
    assert_eq!(bench.fault("violates").names, ["murano.dsl.exceptions.ContractViolationException"]);
}

/// Owned objects are initialised before their owner; base classes before derived ones.
/// Differs: a base class that several paths lead to is initialised once, not once for each
/// path.
#[test]
fn row_039_init_order() {
    let bench = Bench::of(
        "
Name: Log
Properties:
  entries: {Contract: [$.string()], Usage: Static}
Methods:
  add:
    Usage: Static
    Arguments:
      - s: {Contract: $.string()}
    Body:
      - :Log.entries: :Log.entries + list($s)
---
Name: Root
Methods:
  .init: {Body: [\":Log.add(root)\"]}
---
Name: A
Extends: Root
Methods:
  initialize:
    Body:
      - !yaql ':Log.add(a)'
---
Name: B
Extends: Root
Methods:
  .init:
    Body:
      - !yaql ':Log.add(b)'
---
Name: Child
Methods:
  .init:
    Body:
      - !yaql ':Log.add(child)'
---
Name: Top
Extends: [A, B]
Properties:
  child: {Contract: $.class(Child)}
Methods:
  .init:
    Body:
      - !yaql ':Log.add(top)'
---
Name: Main
Methods:
  run:
    Body:
      - new(Top, child => new(Child))
      - Return: :Log.entries
"
        .replace("{Body: [\":Log.add(root)\"]}", "{Body: [!yaql ':Log.add(root)']}")
        .as_str(),
    );
    assert_eq!(bench.run("run"), json!(["child", "root", "a", "b", "top"]));
}

/// Arguments of `.init` take the values of the model; one named like a property takes its place.
#[test]
fn row_040_init_arguments() {
    let bench = Bench::of(
        "
Name: Main
Properties:
  p: {Contract: $.int(), Default: 1}
  q: {Contract: $.string(), Usage: Out}
Methods:
  .init:
    Arguments:
      - p: {Contract: $.int()}
      - extra: {Contract: $.string(), Default: none}
    Body:
      - $.p: $p + 100
      - $.q: $extra
  run:
    Body:
      - Return:
          - $.p
          - $.q
",
    );
    let given = bench.object("Main", json!({"p": 5, "extra": "given"}));
    assert_eq!(bench.call(&given, "run", &[]).unwrap(), json!([105, "given"]));
}

/// `In` and `Const` properties can be written while `.init` runs, and no later.
#[test]
fn row_041_writing_in_init() {
    let bench = Bench::of(
        "
Name: Main
Properties:
  given: {Contract: $.int()}
  const: {Contract: $.int(), Usage: Const}
Methods:
  .init:
    Body:
      - $.given: 1
      - $.helper()
  helper:
    Body:
      - $.const: 2
  run:
    Body:
      - Return:
          - $.given
          - $.const
  late:
    Body:
      - $.helper()
",
    );
    assert_eq!(bench.run("run"), json!([1, 2]));
    assert_eq!(bench.fault("late").names, [NO_ACCESS]);
}

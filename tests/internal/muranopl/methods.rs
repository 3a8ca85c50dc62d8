//! Calls: arguments, statics, extension methods, isolation, access from outside (rows 42 to 50).

use super::harness::{Bench, Failed, Pack, json};

const NO_MATCH: &str = "yaql.language.exceptions.NoMatchingMethodException";
const VIOLATION: &str = "murano.dsl.exceptions.ContractViolationException";

fn caller(body: &str) -> Bench {
    Bench::of(&format!(
        "
Name: Main
Properties:
  base: {{Contract: $.int(), Default: 10}}
Methods:
  sum:
    Arguments:
      - a: {{Contract: $.int().notNull()}}
      - b: {{Contract: $.int(), Default: 2}}
      - c:
          Contract: $.int()
          Default: $.base + 1
    Body:
      - Return: list($a, $b, $c)
  rest:
    Arguments:
      - a: {{Contract: $.int()}}
      - more: {{Contract: $.int(), Usage: VarArgs}}
      - named: {{Contract: $.string(), Usage: KwArgs}}
    Body:
      - Return: [$a, $more, $named]
  nothing:
    Arguments:
      - a: {{Contract: $.int()}}
    Body:
  run:
    Body:
      - Return: {body}
"
    ))
}

fn value(body: &str) -> Result<super::harness::Json, Failed> {
    caller(body).try_run("run")
}

fn name(body: &str) -> String {
    value(body).expect_err("it must fail").names[0].clone()
}

/// Arguments by position and by name, and what cannot be bound.
#[test]
fn row_042_positional_and_keyword_calls() {
    assert_eq!(value("$.sum(1, 5, 6)"), Ok(json!([1, 5, 6])));
    assert_eq!(value("$.sum(1, c => 6)"), Ok(json!([1, 2, 6])));
    assert_eq!(value("$.sum(c => '6', a => 1)"), Ok(json!([1, 2, 6])));
    assert_eq!(value("$.nothing()"), Ok(json!(null)));
    for wrong in ["$.sum(1, 2, 3, 4)", "$.sum(1, d => 2)", "$.sum(1, a => 2)"] {
        assert_eq!(name(wrong), NO_MATCH, "{wrong}");
    }
    assert_eq!(name("$.sum()"), VIOLATION, "null is refused by notNull");
    let failed = value("$.sum(x)").unwrap_err();
    assert_eq!(failed.names, [VIOLATION]);
    assert!(failed.message.contains("sum") && failed.message.contains('a'), "{}", failed.message);
    assert_eq!(name("$.nosuch()"), "yaql.language.exceptions.NoMethodRegisteredException");
    assert_eq!(name("$nothere.sum(1)"), NO_MATCH, "a receiver that is null");
    assert_eq!(value("$nothere?.sum(1)"), Ok(json!(null)));
}

/// Methods cannot be called as functions.
#[test]
fn row_042_methods_are_no_functions() {
    assert_eq!(name("rest($, 1)"), "yaql.language.exceptions.NoFunctionRegisteredException");
}

/// The rest of the arguments is collected, each through the contract.
#[test]
fn row_043_varargs_and_kwargs() {
    assert_eq!(value("$.rest(1)"), Ok(json!([1, [], {}])));
    assert_eq!(value("$.rest(1, '2', 3, x => 4)"), Ok(json!([1, [2, 3], {"x": "4"}])));
    assert_eq!(value("$.rest(1, more => 4)"), Ok(json!([1, [], {"more": "4"}])));
    assert_eq!(name("$.rest(1, b)"), VIOLATION);
    assert_eq!(name("$.rest(1, x => list(1))"), VIOLATION);
}

/// Defaults are evaluated in the object's context.
#[test]
fn row_044_argument_defaults() {
    assert_eq!(value("$.sum(1)"), Ok(json!([1, 2, 11])));
    let bench = caller("$.sum(1)");
    let main = bench.object("Main", json!({"base": 50}));
    assert_eq!(bench.call(&main, "run", &[]).unwrap(), json!([1, 2, 51]));
    assert_eq!(value("$.sum(1, null)"), Ok(json!([1, null, 11])), "an explicit null is no default");
}

/// Static methods on types and on instances; `$` inside is the type.
#[test]
fn row_045_static_methods() {
    let bench = Bench::of(
        "
Namespaces: {=: test, t: test}
---
Name: Helper
Properties:
  s: {Contract: $.int(), Usage: Static, Default: 5}
  p: {Contract: $.int(), Default: 6}
Methods:
  twice:
    Usage: Static
    Arguments:
      - n: {Contract: $.int()}
    Body:
      - Return: $n * 2
  static: {Usage: Static, Body: [{Return: $.s}]}
  instance: {Usage: Static, Body: [{Return: $.p}]}
  runtime: {Body: [{Return: 1}]}
---
Name: Main
Methods:
  run:
    Body:
      - Return:
          - :Helper.twice(1)
          - t:Helper.twice(2)
          - type('test.Helper').twice(3)
          - typeinfo(new(Helper)).type.twice(4)
          - new(Helper).twice(5)
          - :Helper.static()
  property: {Body: [{Return: !yaql ':Helper.instance()'}]}
  runtime: {Body: [{Return: !yaql ':Helper.runtime()'}]}
",
    );
    assert_eq!(bench.run("run"), json!([2, 4, 6, 8, 10, 5]));
    assert_eq!(bench.fault("property").names, ["murano.dsl.exceptions.NoPropertyFound"]);
    assert!(bench.try_run("runtime").is_err(), "a method of instances needs one");
}

const EXTENSIONS: &str = "
Name: Texts
Methods:
  shout:
    Usage: Extension
    Arguments:
      - text: {Contract: $.string().notNull()}
      - mark: {Contract: $.string(), Default: '!'}
    Body:
      - Return: $text.toUpper() + $mark
  plus:
    Usage: Extension
    Arguments:
      - n: {Contract: $.int().notNull()}
      - m: {Contract: $.int()}
    Body:
      - Return: $n + $m
  len:
    Usage: Extension
    Arguments:
      - text: {Contract: $.string().notNull()}
    Body: {Return: 99}
  own:
    Body:
      - Return: abc.shout()
  asStatic:
    Body:
      - Return: :Texts.shout(abc, '?')
---
Name: Main
Import: Texts
Methods:
  run:
    Body:
      - Return:
          - abc.shout()
          - abc.shout('?')
          - 5.plus('6')
          - abc.len()
          - list(1, 2).len()
  strict:
    Body:
      - Return: five.plus(1)
---
Name: Sub
Extends: Main
Methods:
  inherited:
    Body:
      - Return: abc.shout()
---
Name: Stranger
Methods:
  run:
    Body:
      - Return: abc.shout()
";

/// Methods of any value that its first argument accepts, in the classes that import them.
#[test]
fn row_046_extension_methods() {
    let bench = Bench::of(EXTENSIONS);
    assert_eq!(bench.run("run"), json!(["ABC!", "ABC?", 11, 99, 2]));
    let texts = bench.object("Texts", json!({}));
    assert_eq!(bench.call(&texts, "own", &[]).unwrap(), json!("ABC!"));
    assert_eq!(bench.call(&texts, "asStatic", &[]).unwrap(), json!("ABC?"));
}

/// The receiver is matched as it is, without conversion.
#[test]
fn row_046_receivers_are_not_converted() {
    let bench = Bench::of(EXTENSIONS);
    let name = bench.fault("strict").names[0].clone();
    assert!(name.starts_with("yaql.language.exceptions.NoM"), "{name}");
}

/// On an object of its own class an extension method is called as a method of the object, if
/// the object fits.
#[test]
fn row_046_extensions_on_their_own_objects() {
    let bench = Bench::of(
        "
Name: Main
Methods:
  number: {Usage: Extension, Arguments: [{n: {Contract: $.int()}}], Body: {Return: $n}}
  self: {Usage: Extension, Arguments: [{o: {Contract: $.class(Main).notNull()}}], Body: {Return: id($o)}}
  fits: {Body: {Return: $.self() = id($)}}
  fitsNot: {Body: {Return: $.number()}}
  given: {Body: {Return: $.number(5)}}
  static: {Body: {Return: !yaql ':Main.number(5)'}}
",
    );
    assert_eq!((bench.run("fits"), bench.run("static")), (json!(true), json!(5)));
    for method in ["fitsNot", "given"] {
        let names = bench.fault(method).names;
        assert_eq!(names, ["yaql.language.exceptions.NoMatchingMethodException"], "{method}");
    }
}

/// Imports are for the class that has them, not for its subclasses.
#[test]
fn row_047_import_scope() {
    let bench = Bench::of(EXTENSIONS);
    for (class, method) in [("Sub", "inherited"), ("Stranger", "run")] {
        let object = bench.object(class, json!({}));
        let failed = bench.call(&object, method, &[]).unwrap_err();
        assert_eq!(
            failed.names,
            ["yaql.language.exceptions.NoMethodRegisteredException"],
            "{class}"
        );
    }
}

/// A class is imported by its name, by a prefixed one, from another package.
#[test]
fn row_047_imports_by_any_name() {
    let library = Pack::new("lib").classes(
        "Name: Texts
Methods:
  shout:
    Usage: Extension
    Arguments:
      - text: {Contract: $.string().notNull()}
    Body:
      - Return: $text + '!'",
    );
    let user = Pack::new("test").require("lib", "0").classes(
        "Namespaces: {=: test, l: lib}
---
Name: Main
Import: [l:Texts]
Methods:
  run:
    Body:
      - Return: abc.shout()
---
Name: Other
Import: lib.Texts
Methods:
  run:
    Body:
      - Return: abc.shout()",
    );
    let bench = Bench::new().add(library).add(user);
    assert_eq!(bench.run("run"), json!("abc!"));
    let other = bench.object("Other", json!({}));
    assert_eq!(bench.call(&other, "run", &[]).unwrap(), json!("abc!"));
}

const ISOLATION: &str = "
Name: Shared
Properties:
  steps: {Contract: [$.string()], Usage: Runtime, Default: []}
Methods:
  work:
    Arguments:
      - name: {Contract: $.string()}
    Body:
      - $.steps: $.steps + list($name + ' begins')
      - sleep(0.01)
      - $.steps: $.steps + list($name + ' ends')
  other:
    Arguments:
      - name: {Contract: $.string()}
    Body:
      - $.work($name)
  recursive:
    Arguments:
      - n: {Contract: $.int()}
    Body:
      - If: $n > 0
        Then:
          - Return: $.recursive($n - 1) + 1
      - Return: 0
---
Name: Main
Methods:
  same:
    Body:
      - $o: new(Shared)
      - Parallel:
          - $o.work(a)
          - $o.work(b)
      - Return: $o.steps
  different:
    Body:
      - $o: new(Shared)
      - $p: new(Shared)
      - Parallel:
          - $o.work(a)
          - $p.work(b)
      - Return: $o.steps + $p.steps
  through:
    Body:
      - $o: new(Shared)
      - list(a, b).pselect($o.other($))
      - Return: $o.steps
  reentrant:
    Body:
      - Return: new(Shared).recursive(5)
";

/// One method of one object runs once at a time; a task may enter it again.
#[test]
fn row_048_method_isolation() {
    let bench = Bench::of(ISOLATION);
    let apart = json!(["a begins", "a ends", "b begins", "b ends"]);
    assert_eq!(bench.run("same"), apart);
    assert_eq!(bench.run("through"), apart);
    assert_eq!(bench.run("different"), apart, "each object has its own");
    assert_eq!(bench.run("reentrant"), json!(5));
}

const SYNCHRONIZED: &str = "
Name: Shared
Properties:
  steps: {Contract: [$.string()], Usage: Runtime, Default: []}
Methods:
  add:
    Meta:
      e:Synchronize:
        onThis: false
    Arguments:
      - s: {Contract: $.string()}
    Body:
      - $.steps: $.steps + list($s)
  free:
    Meta:
      e:Synchronize:
        onThis: false
    Arguments:
      - name: {Contract: $.string()}
    Body:
      - $.add($name + ' begins')
      - sleep(0.01)
      - $.add($name + ' ends')
  byKey:
    Meta:
      e:Synchronize:
        onThis: false
        onArgs: [key]
    Arguments:
      - key: {Contract: $.string()}
      - name: {Contract: $.string()}
    Body:
      - $.add($name + ' begins')
      - sleep(0.01)
      - $.add($name + ' ends')
---
Name: Main
Methods:
  free:
    Body:
      - $o: new(Shared)
      - Parallel:
          - $o.free(a)
          - $o.free(b)
      - Return: $o.steps
  sameKey:
    Body:
      - $o: new(Shared)
      - Parallel:
          - $o.byKey(k, a)
          - $o.byKey(k, b)
      - Return: $o.steps
  otherKey:
    Body:
      - $o: new(Shared)
      - Parallel:
          - $o.byKey(k, a)
          - $o.byKey(l, b)
      - Return: $o.steps
";

/// `Synchronize` says what a method is locked on: the object, values of arguments, nothing.
#[test]
fn row_049_synchronize() {
    let bench = Bench::of(SYNCHRONIZED);
    let apart = json!(["a begins", "a ends", "b begins", "b ends"]);
    let together = json!(["a begins", "b begins", "a ends", "b ends"]);
    assert_eq!(bench.run("free"), together);
    assert_eq!(bench.run("sameKey"), apart);
    assert_eq!(bench.run("otherKey"), together);
}

/// A name that the class of the running code knows, called on a value without such a method, is
/// another error than an unknown name.
#[test]
fn row_042_known_names_on_other_receivers() {
    let bench = Bench::of(
        "
Name: Other
---
Name: Main
Methods:
  mine: {Body: {Return: 1}}
  shared: {Usage: Static, Body: {Return: 2}}
  onNull: {Body: {Return: $nothing.mine()}}
  onOther: {Body: {Return: new(Other).mine()}}
  onClass: {Body: {Return: !yaql ':Other.shared()'}}
  onOwnClass: {Body: {Return: !yaql ':Main.mine()'}}
  unknown: {Body: {Return: new(Other).nobodys()}}
",
    );
    for method in ["onNull", "onOther", "onClass", "onOwnClass"] {
        let names = bench.fault(method).names;
        assert_eq!(names, ["yaql.language.exceptions.NoMatchingMethodException"], "{method}");
    }
    let unknown = bench.fault("unknown").names;
    assert_eq!(unknown, ["yaql.language.exceptions.NoMethodRegisteredException"]);
}

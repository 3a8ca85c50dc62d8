//! MuranoPL's own functions (rows 90 to 103).

use super::harness::{Bench, Json, Pack, body, json};

/// The value of an expression in a method of `Main`, which has a few classes around it.
fn value(expression: &str) -> Json {
    let bench = bench(expression, "1.4");
    bench.run("run")
}

fn bench(expression: &str, format: &str) -> Bench {
    Bench::new().add(Pack::new("test").format(format).classes(&format!(
        r#"
Name: Main
Methods:
  run:
    Body:
      - $owner: new(Owner, null, big, n => 1)
      - $child: new(Child, dict(name => 'c'), $owner)
      - $value: !yaql |
          {expression}
      - Return: $value
  twice:
    Arguments:
      - n: {{Contract: $.int()}}
    Body: {{Return: ($n * 2)}}
---
Name: Owner
Properties:
  n: {{Contract: $.int()}}
---
Name: Child
Extends: Base
Properties:
  name: {{Contract: $.string()}}
  part: {{Contract: $.class(Owner)}}
Methods:
  who: {{Body: {{Return: child}}}}
---
Name: Base
Methods:
  who: {{Body: {{Return: base}}}}
  make:
    Usage: Static
    Arguments:
      - x: {{Contract: $.int()}}
    Body: {{Return: ($x + 1)}}
"#
    )))
}

/// The name of the failure of an expression.
fn failure(expression: &str, format: &str) -> String {
    let names = bench(expression, format).fault("run").names;
    names[0].rsplit('.').next().unwrap_or("").to_owned()
}

/// The nearest owner of a class or null; null handling of each.
#[test]
fn row_090_find_require_id_name_metadata() {
    assert_eq!(value("$child.find(Owner).n"), json!(1));
    assert_eq!(value("find($child, Child)"), json!(null));
    assert_eq!(value("5.require()"), json!(5));
    assert_eq!(failure("require(null)", "1.4"), "ValueError");
    assert_eq!(value("len(id($child))"), json!(32));
    assert_eq!(failure("id(null)", "1.4"), "NoMatchingFunctionException");
    assert_eq!(value("[name($owner), name($child), name(null)]"), json!(["big", null, null]));
    assert_eq!(value("metadata($child)"), json!(null));
}

/// Types of objects and names; `is`; what counts as an object.
#[test]
fn row_091_type_typeinfo_is() {
    assert_eq!(value("typeinfo($child).name"), json!("test.Child"));
    assert_eq!(value("typeinfo(type('test.Base')).name"), json!("test.Base"));
    assert_eq!(value("[type(null), typeinfo(null)]"), json!([null, null]));
    assert_eq!(
        value("[$child is Base, $owner is Base, null is Base]"),
        json!([true, false, false])
    );
    assert_eq!(
        value("[isObject($child), isObject(type($child)), isObject(5), isObject(null)]"),
        json!([true, true, false, false])
    );
    assert_eq!(failure("(5 is Base)", "1.4"), "NoMatchingFunctionException");
}

/// In formats up to 1.3 the type of an object is its class's name.
#[test]
fn row_091_type_is_a_name_before_1_4() {
    assert_eq!(bench("type($child)", "1.3").run("run"), json!("test.Child"));
    assert_eq!(value("typeinfo(type($child)).name"), json!("test.Child"));
}

/// Calls by name: of methods of objects and classes, of functions.
#[test]
fn row_092_call() {
    assert_eq!(value("call(who, [], {}, $child)"), json!("child"));
    assert_eq!(value("call(make, ['4'], {}, type('test.Base'))"), json!(5));
    assert_eq!(value("call(twice, [], dict(n => 4), $this)"), json!(8));
    assert_eq!(value("call(max, [1, 2], {})"), json!(2));
    assert_eq!(value("call(toUpper, [], {}, a)"), json!("A"));
}

/// Three forms; what is owned in full, what is not as an id; parts of objects.
#[test]
fn row_093_dump() {
    let plain = value("dump($child)");
    assert_eq!(plain["?"]["type"], json!("test.Child/0.0.0@test"));
    assert_eq!((plain["name"].clone(), plain["part"].clone()), (json!("c"), json!(null)));
    assert_eq!(value("typeinfo(dump($child, Mixed).get('?').type).name"), json!("test.Child"));
    assert_eq!(value("dump($child, Inline).get(type($child)).name"), json!("c"));
    assert_eq!(
        value("dump(cast($child, Base), Serializable, false).get('?').type"),
        json!("test.Base/0.0.0@test")
    );
    assert_eq!(value("dump(cast($child, Base)).get('?').type"), json!("test.Child/0.0.0@test"));
}

/// Old names as methods and functions, in formats up to 1.1 only.
#[test]
fn row_094_old_formats() {
    for (expression, found) in [
        ("len($child.id())", json!(32)),
        ("toLower('ABC')", json!("abc")),
        ("substr('abcdef', 2, 3)", json!("cde")),
        ("[1, 2].firstOrDefault()", json!(1)),
        ("$child.cast(Base).who()", json!("base")),
        ("split('a b')", json!(["a", "b"])),
        ("startsWith('abc', 'ab')", json!(true)),
    ] {
        assert_eq!(bench(expression, "1.1").run("run"), found, "{expression}");
        let failed = failure(expression, "1.2");
        assert!(failed.starts_with("No"), "{expression}: {failed}");
    }
}

/// Base 64 both ways, unique names, waiting.
#[test]
fn row_095_base64_random_name_sleep() {
    assert_eq!(value("base64encode('ä').base64decode()"), json!("ä"));
    assert_eq!(value("'aGk='.base64decode()"), json!("hi"));
    assert_eq!(failure("base64encode(5)", "1.4"), "NoMatchingFunctionException");
    assert_eq!(value("(randomName() = randomName())"), json!(false));
    assert_eq!(value("randomName().matches('^[a-z]{5}[a-z0-9]+$')"), json!(true));
    assert_eq!(value("sleep(0)"), json!(null));
}

/// Results in order, all branches run, the first failure in order is raised.
#[test]
fn row_096_pselect() {
    assert_eq!(value("[3, 1, 2].pselect($ * 2)"), json!([6, 2, 4]));
    let failed = body("- Return: '[1, 0, x].pselect(10 / $)'");
    assert_eq!(failed.unwrap(), json!("[1, 0, x].pselect(10 / $)"));
    assert_eq!(failure("[1, 0].pselect(10 / $)", "1.4"), "ZeroDivisionError");
}

/// Every row of the observed behaviour of templates.
#[test]
fn row_097_bind() {
    assert_eq!(
        value(
            "dict('a' => '$x', '$k' => ['$v{x}-{y}', 'a$x', '{x}', 5]).bind(dict(x => 1, k => key))"
        ),
        json!({"a": 1, "key": ["v1-None", "a$x", "{x}", 5]})
    );
    assert_eq!(value("'$x'.bind(dict(x => null))"), json!("$x"));
    assert_eq!(failure("'$x'.bind(dict())", "1.4"), "KeyError");
}

/// JSON patches, one or several; a missing parent changes nothing, a missing target is an error.
#[test]
fn row_098_patch() {
    assert_eq!(
        value("dict(a => 1).patch(dict(op => add, path => '/b', value => 2))"),
        json!({"a": 1, "b": 2})
    );
    assert_eq!(
        value(
            "dict(a => [1, 2]).patch([dict(op => remove, path => '/a/0'), dict(op => replace, path => '/a/0', value => 7)])"
        ),
        json!({"a": [7]})
    );
    assert_eq!(
        value("dict(a => 1).patch(dict(op => add, path => '/x/y', value => 2))"),
        json!({"a": 1})
    );
    assert!(!failure("dict(a => 1).patch(dict(op => remove, path => '/b'))", "1.4").is_empty());
    assert!(!failure("dict(a => 1).patch(dict(op => nosuch, path => '/a'))", "1.4").is_empty());
}

/// Loggers write their messages; a template whose arguments are missing is no error.
#[test]
fn row_099_logger() {
    let noted = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let bench = bench(
        "[logger(x).info('a {0} {n} {message}', 1, n => 2, message => 3), logger(x).error('{5}'), logger(y).debug(5)]",
        "1.4",
    );
    let sink = noted.clone();
    bench.session.runtime().set_log(Box::new(move |record| sink.borrow_mut().push(record.clone())));
    bench.run("run");
    let noted = noted.borrow();
    let seen: Vec<(&str, &str)> =
        noted.iter().map(|r| (r.level.name(), r.logger.as_str())).collect();
    assert_eq!(
        seen,
        [("info", "applications.x"), ("error", "applications.x"), ("debug", "applications.y")]
    );
    assert_eq!(noted[0].message, "a 1 2 3", "`message` is an argument as any other");
    assert!(noted[1].message.starts_with("{5}"), "{}", noted[1].message);
}

/// Settings of the engine are for io.murano alone.
#[test]
fn row_100_config_is_restricted() {
    assert_eq!(failure("config(engine, agent_source)", "1.4"), "NoFunctionRegisteredException");
}

/// By position, by order, by name, with escapes; with width, precision, conversions, parts of
/// values.
#[test]
fn row_101_format() {
    assert_eq!(
        value("format('{0}-{0}-{n} {{}} {1}', 1, null, n => true)"),
        json!("1-1-True {} None")
    );
    assert_eq!(failure("format('{7}', 1)", "1.4"), "IndexError");
    assert_eq!(
        value("format('{0:>4}|{0!r:5}|{1:.2f}|{x[k]:,}', 7, 0.125, x => dict('k' => 1234))"),
        json!("   7|7    |0.12|1,234")
    );
    assert_eq!(failure("format('{0.size}', 1)", "1.4"), "AttributeError");
    assert_eq!(failure("format('{0:>5}', null)", "1.4"), "TypeError");
    assert_eq!(failure("format('{0:5q}', 1)", "1.4"), "ValueError");
}

/// `:` binds tighter than anything, `is` as comparisons do.
#[test]
fn row_102_colon_and_is() {
    assert_eq!(value(":Base.make(3) + 1"), json!(5));
    assert_eq!(value("(not $owner is :Base and $child is :Base)"), json!(true));
    assert_eq!(value("(sys:GC.isDoomed($child) = false)"), json!(true));
}

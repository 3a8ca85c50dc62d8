#![expect(clippy::disallowed_methods, reason = "tests write the files they read")]
//! Defaults and configuration of properties (rows 35 to 37).

use super::harness::{Bench, Pack, json};

/// A default counts only where the key is absent, may read other properties, and may not need itself.
#[test]
fn row_035_defaults() {
    let bench = Bench::of(
        "
Name: Main
Properties:
  a: {Contract: $, Default: $.b}
  b: {Contract: $.int(), Default: '5'}
  c: {Contract: $, Default: word}
Methods:
  run: {Body: {Return: [$.a, $.b, $.c]}}
---
Name: Circle
Properties:
  a: {Contract: $, Default: $.b}
  b: {Contract: $, Default: $.a}
",
    );
    assert_eq!(bench.run("run"), json!([5, 5, "word"]));
    let given = bench.object("Main", json!({"c": null, "a": 1}));
    assert_eq!(bench.call(&given, "run", &[]).unwrap(), json!([1, 5, null]));
    let failed = bench.try_object("Circle", json!({})).unwrap_err();
    assert_eq!(failed.names, ["murano.dsl.exceptions.CircularExpressionDependenciesError"]);
}

/// A dictionary as default becomes the object.
#[test]
fn row_036_object_defaults() {
    let bench = Bench::of(
        "
Name: Part
Properties:
  n: {Contract: $.int()}
---
Name: Main
Properties:
  part: {Contract: $.class(Part).notNull(), Default: {n: '7'}}
Methods:
  run: {Body: {Return: $.part.n}}
",
    );
    assert_eq!(bench.run("run"), json!(7));
}

const CONFIGURED: &str = "
Name: Main
Properties:
  c: {Contract: $.int(), Usage: Config, Default: 1}
  d: {Contract: $.int(), Default: 2}
Methods:
  run: {Body: {Return: [$.c, $.d]}}
";

/// The file for the most exact version of a class counts; it overrides defaults, and input
/// overrides it.
#[test]
fn row_037_config_properties() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("test.Main.json", "{\"c\": 10, \"d\": 20}");
    let bench = Bench::of(CONFIGURED);
    assert_eq!(bench.run("run"), json!([1, 2]));
    let found = bench.session.packages().configure_from(folder.path());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(bench.run("run"), json!([10, 20]));
    let given = bench.object("Main", json!({"d": 3}));
    assert_eq!(bench.call(&given, "run", &[]).unwrap(), json!([10, 3]));
    write("test.Main-0.0.yaml", "c: 11\n");
    bench.session.packages().configure_from(folder.path());
    assert_eq!(bench.run("run")[0], json!(11));
    let later = Bench::new().add(Pack::new("test").version("2.1").classes(CONFIGURED));
    write("test.Main-2.yaml", "c: 12\n");
    later.session.packages().configure_from(folder.path());
    assert_eq!(later.run("run"), json!([12, 2]));
    // Each version of a class has its own file.
    let base = |version: &str| {
        Pack::new("lib")
            .version(version)
            .classes("Name: A\nProperties: {c: {Contract: $.int(), Usage: Config, Default: 1}}")
    };
    let heir = |name: &str, spec: &str| {
        Pack::new(name)
            .require("lib", spec)
            .classes("Name: Heir\nMethods: {c: {Body: {Return: !yaql \"new('lib.A').c\"}}}")
    };
    let both =
        Bench::new().add(base("1.0")).add(base("2.0")).add(heir("one", "1")).add(heir("two", "2"));
    write("lib.A-1.yaml", "c: 10\n");
    write("lib.A-2.0.yaml", "c: 20\n");
    both.session.packages().configure_from(folder.path());
    let of = |class: &str| both.call(&both.object(class, json!({})), "c", &[]);
    assert_eq!((of("one.Heir"), of("two.Heir")), (Ok(json!(10)), Ok(json!(20))));
}

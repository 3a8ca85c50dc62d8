//! Reflection, metadata and its effects (rows 49, 104 to 108).

use super::harness::{Bench, Pack, json};

/// Classes whose members have metadata.
const CLASSES: &str = r#"
Name: Label
Usage: Meta
Cardinality: Many
Applies: All
Inherited: true
Properties:
  text: {Contract: $.string().notNull()}
---
Name: Single
Usage: Meta
Applies: [Type, Property]
Inherited: true
Properties:
  n: {Contract: $.int(), Default: 1}
---
Name: Base
Meta:
  - Label: {text: base}
  - Single: {n: 2}
Properties:
  p:
    Contract: $.int()
    Meta: {Label: {text: base p}}
  q: {Contract: $.string(), Default: x, Usage: InOut}
Methods:
  m:
    Meta: [Label: {text: base m}]
    Arguments:
      - a: {Contract: $.int(), Default: 3, Meta: {Label: {text: arg}}}
      - rest: {Contract: $, Usage: VarArgs}
    Body: {Return: [$a, $rest]}
  s: {Usage: Static, Body: {Return: static}}
---
Name: Leaf
Extends: Base
Meta: [Single: {n: 3}, Label: {text: leaf}]
Properties:
  p: {Contract: $.int(), Usage: InOut}
"#;

fn bench(expression: &str) -> Bench {
    Bench::of(&format!(
        "{CLASSES}\n---\nName: Main\nMethods:\n  run:\n    Body:\n      - $leaf: new(Leaf, p => 5)\n      - $value:\n          {expression}\n      - Return: $value\n"
    ))
}

fn value(expression: &str) -> super::harness::Json {
    bench(expression).run("run")
}

/// What reflection lists of a class.
#[test]
fn row_104_types() {
    assert_eq!(value("typeinfo($leaf).ancestors.name"), json!(["test.Base", "io.murano.Object"]));
    assert_eq!(value("typeinfo($leaf).properties.name"), json!(["p", "q"]));
    assert_eq!(value("typeinfo($leaf).methods.name"), json!(["m", "s", "setAttr", "getAttr"]));
    assert_eq!(
        value(
            "[typeinfo($leaf).usage, typeinfo($leaf).version.major, typeinfo($leaf).package.name]"
        ),
        json!(["Class", 0, "test"])
    );
    assert_eq!(value("(type($leaf) = typeinfo($leaf).type)"), json!(true));
    assert_eq!(
        value(
            "[typeinfo('test.Single').cardinality, typeinfo('test.Single').targets, typeinfo('test.Single').inherited]"
        ),
        json!(["One", ["Type", "Property"], true])
    );
}

/// What reflection lists of members, and what it can do with them.
#[test]
fn row_105_members() {
    assert_eq!(
        value("typeinfo($leaf).properties.select([$.usage, $.hasDefault, $.declaringType.name])"),
        json!([["InOut", false, "test.Leaf"], ["InOut", true, "test.Base"]])
    );
    assert_eq!(
        value("typeinfo($leaf).properties.where($.name = p).single().getValue($leaf)"),
        json!(5)
    );
    assert_eq!(
        value("typeinfo($leaf).methods.where($.name = m).single().invoke($leaf, 1, 2)"),
        json!([1, [2]])
    );
    assert_eq!(
        value("typeinfo($leaf).methods.where($.name = s).single().invoke(null)"),
        json!("static")
    );
    assert_eq!(
        value(
            "typeinfo($leaf).methods.where($.name = m).single().arguments.select([$.name, $.usage, $.hasDefault])"
        ),
        json!([["a", "Standard", true], ["rest", "VarArgs", false]])
    );
    assert_eq!(
        value("typeinfo($leaf).methods.where($.name = setAttr).single().arguments"),
        json!(null)
    );
    let refused = bench("typeinfo($leaf).properties.where($.name = p).single().setValue($leaf, 6)")
        .fault("run");
    assert_eq!(refused.names, ["murano.dsl.exceptions.NoWriteAccessError"]);
}

/// Metadata must be of a metadata class, apply to its target, and be attached once unless
/// several are allowed.
#[test]
fn row_106_attach_rules() {
    for (attached, message) in [
        ("Meta: [Base: {}]", "not a metadata class"),
        ("Meta: [Single: {}, Single: {n: 2}]", "twice"),
        ("Methods:\n  m: {Meta: Single, Body: {Return: 1}}", "cannot be attached"),
    ] {
        let bench = Bench::of(&format!("{CLASSES}\n---\nName: Main\n{attached}\n"));
        let found = bench.check();
        assert!(found.iter().any(|d| d.message.contains(message)), "{message}: {found:?}");
        assert_eq!(bench.fault("run").names, ["ValueError"], "{message}");
    }
}

/// Of metadata that may be attached once the nearest is taken, of other metadata all; two that
/// do not override each other are an error.
#[test]
fn row_107_inheritance() {
    assert_eq!(value("typeinfo($leaf).meta.where($ is Single).n"), json!([3]));
    assert_eq!(value("typeinfo($leaf).meta.where($ is Label).text"), json!(["leaf", "base"]));
    assert_eq!(
        value("typeinfo($leaf).methods.where($.name = m).single().meta.text"),
        json!(["base m"])
    );
    assert_eq!(
        value("typeinfo($leaf).methods.where($.name = m).single().arguments.first().meta.text"),
        json!(["arg"])
    );
    let both = format!(
        "{CLASSES}\n---\nName: Other\nMeta: {{Single: {{n: 9}}}}\n---\nName: Both\nExtends: [Base, Other]\n---\nName: Main\nMethods:\n  run:\n    Body:\n      - Return: typeinfo('test.Both').meta\n"
    );
    assert_eq!(Bench::of(&both).fault("run").names, ["ValueError"]);
}

/// Metadata of a package.
#[test]
fn row_108_package_metadata() {
    let bench = Bench::new().add(
        Pack::new("test")
            .line("Meta:\n  io.murano.metadata.Title: {text: A package}")
            .classes("Name: Main\nMethods:\n  run:\n    Body:\n      - $p: typeinfo($).package\n      - Return: [$p.name, $p.version.major, $p.meta.text, $p.types.name]\n"),
    );
    assert_eq!(bench.run("run"), json!(["test", 0, ["A package"], ["test.Main"]]));
}

/// Which calls exclude each other: by default those of one method on one object.
#[test]
fn row_049_synchronize() {
    let log = |meta: &str, second: &str| {
        Bench::of(&format!(
            r#"
Name: Main
Properties:
  log: {{Contract: [], Usage: Runtime, Default: []}}
Methods:
  run:
    Body:
      - Parallel:
        - $.work(a)
        - $.work({second})
      - Return: $.log
  work:
    {meta}
    Arguments:
      - x: {{Contract: $}}
    Body:
      - $.log: $.log + [$x]
      - sleep(0.2)
      - $.log: $.log + [$x]
"#
        ))
        .run("run")
    };
    assert_eq!(log("Scope: Session", "b"), json!(["a", "a", "b", "b"]));
    let shared = "Meta: {e:Synchronize: {onThis: false}}";
    assert_eq!(
        log(shared, "b").as_array().map(|l| l[..2].to_vec()),
        Some(vec![json!("a"), json!("b")])
    );
    let by_argument = "Meta: {e:Synchronize: {onThis: false, onArgs: [x]}}";
    assert_eq!(log(by_argument, "a"), json!(["a", "a", "a", "a"]));
    assert_eq!(
        log(by_argument, "b").as_array().map(|l| l[..2].to_vec()),
        Some(vec![json!("a"), json!("b")])
    );
}

/// A version is a value with components, and its text is that of the manifest.
#[test]
fn row_104_versions() {
    let bench = Bench::new().add(Pack::new("test").version("0.2.1-dev.3+b7").classes(
        "
Name: Main
Methods:
  text: {Body: {Return: str(typeinfo($).version)}}
  parts: {Body: [{$v: typeinfo($).version}, {Return: [$v.major, $v.minor, $v.patch, $v.prerelease, $v.build]}]}
  same: {Body: {Return: typeinfo($).version = typeinfo($).package.version}}
",
    ));
    assert_eq!(bench.run("text"), json!("0.2.1-dev.3+b7"));
    assert_eq!(bench.run("parts"), json!([0, 2, 1, ["dev", "3"], ["b7"]]));
    assert_eq!(bench.run("same"), json!(true));
}

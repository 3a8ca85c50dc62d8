//! Casts, versions of one class side by side, contracts on versions (rows 28 to 31).

use super::harness::{Bench, Pack, json};

/// A library whose class `A` says which version it is.
fn library(version: &str, word: &str) -> Pack {
    let class = format!(
        "Name: A\nMethods:\n  say: {{Body: {{Return: {word}}}}}\n  told: {{Body: {{Return: $.say()}}}}\n"
    );
    Pack::new("lib").version(version).classes(&class)
}

/// A package with a class that extends the library's `A` in a version.
fn heir(name: &str, spec: &str) -> Pack {
    Pack::new(name).require("lib", spec).classes(&format!(
        "Name: Heir\nExtends: lib.A\nMethods: {{{name}: {{Body: {{Return: {name}}}}}}}\n"
    ))
}

/// A part is called as its class has it, and calls virtual methods; the part is not the object.
#[test]
fn row_028_cast() {
    let bench = Bench::of(
        "
Name: Base
Methods:
  own: {Body: {Return: base}}
  outer: {Body: {Return: $.own()}}
---
Name: Main
Extends: Base
Methods:
  own: {Body: {Return: main}}
  part:
    Body:
      Return: cast($, Base).own()
  inside:
    Body:
      Return: cast($, Base).outer()
  same:
    Body:
      Return: cast($, Base) = $
  absent:
    Body:
      Return: cast($, Other)
---
Name: Other
",
    );
    assert_eq!(bench.run("part"), json!("base"));
    assert_eq!(bench.run("inside"), json!("main"));
    assert_eq!(bench.run("same"), json!(false));
    assert_eq!(bench.fault("absent").names, ["murano.dsl.exceptions.NoClassFound"]);
}

fn two_versions(body: &str) -> Bench {
    let main = format!(
        "Name: Main\nExtends: [one.Heir, two.Heir]\nMethods:\n  say: {{Body: {{Return: main}}}}\n{body}"
    );
    Bench::new()
        .add(library("1.0", "first"))
        .add(library("2.0", "second"))
        .add(heir("one", "1"))
        .add(heir("two", "2"))
        .add(
            Pack::new("test")
                .require("one", "")
                .require("two", "")
                .require("lib", "1")
                .classes(&main),
        )
}

/// The version of a cast chooses among several; without one it is what the package requires.
#[test]
fn row_029_cast_to_a_version() {
    let bench = two_versions(
        "  v2: {Body: [Return: \"$x\"]}\n  one:\n    Body:\n      - Return: cast($, 'lib.A', '1').say()\n  two:\n    Body:\n      - Return: cast($, 'lib.A', 2).say()\n  any:\n    Body:\n      - Return: cast($, 'lib.A', '>=1')\n  required:\n    Body:\n      - Return: cast($, 'lib.A').say()\n  none:\n    Body:\n      - Return: cast($, 'lib.A', '3')\n",
    );
    assert_eq!(bench.run("one"), json!("first"));
    assert_eq!(bench.run("two"), json!("second"));
    assert_eq!(bench.run("required"), json!("first"));
    assert_eq!(bench.fault("any").names, ["murano.dsl.exceptions.AmbiguousClassName"]);
    assert_eq!(bench.fault("none").names, ["murano.dsl.exceptions.NoClassFound"]);
}

/// Incompatible versions exist side by side, each with its own methods; compatible ones are
/// one.
#[test]
fn row_030_several_versions_of_an_ancestor() {
    let bench = two_versions("  both: {Body: {Return: 1}}\n");
    assert_eq!(bench.run("both"), json!(1));
    // `told` is defined by both versions of `A`.
    assert_eq!(bench.fault("told").names, ["murano.dsl.exceptions.AmbiguousMethodName"]);
    // The second library accepts both versions: one is chosen for both.
    let merged = Bench::new()
        .add(library("1.0", "first"))
        .add(library("1.5", "second"))
        .add(heir("one", "1.0"))
        .add(heir("two", "1"))
        .add(
            Pack::new("test")
                .require("one", "")
                .require("two", "")
                .classes("Name: Main\nExtends: [one.Heir, two.Heir]"),
        );
    assert_eq!(merged.run("told"), json!("first"));
}

/// The order in which the base classes are read does not matter: they agree on one version
/// where one suits both.
#[test]
fn row_030_the_order_of_parents_does_not_matter() {
    for parents in ["[one.Heir, two.Heir]", "[two.Heir, one.Heir]"] {
        let bench = Bench::new()
            .add(library("1.0", "first"))
            .add(library("1.5", "second"))
            .add(heir("one", "1.0"))
            .add(heir("two", "1"))
            .add(
                Pack::new("test")
                    .require("one", "")
                    .require("two", "")
                    .classes(&format!("Name: Main\nExtends: {parents}")),
            );
        assert_eq!(bench.run("told"), json!("first"), "{parents}");
    }
}

/// A contract takes objects in a version that its package requires, or that it names itself.
#[test]
fn row_031_contracts_on_versions() {
    let takes = |spec: &str, contract: &str| {
        let taker = format!(
            "Name: T\nMethods:\n  take:\n    Arguments:\n      - a:\n          Contract: {contract}\n    Body:\n      - Return: $a.say()\n"
        );
        let maker = "Name: Main\nMethods:\n  run:\n    Body:\n      - Return: new('taker.T').take(new('lib.A'))\n";
        Bench::new()
            .add(library("1.0", "first"))
            .add(library("1.5", "later"))
            .add(library("2.0", "second"))
            .add(Pack::new("taker").require("lib", spec).classes(&taker))
            .add(Pack::new("test").require("lib", "2").require("taker", "").classes(maker))
            .try_run("run")
    };
    let refused = takes("1", "$.class('lib.A')").unwrap_err();
    assert_eq!(refused.names, ["murano.dsl.exceptions.ContractViolationException"]);
    assert!(refused.message.contains("not compatible"), "{}", refused.message);
    assert_eq!(takes(">=1", "$.class('lib.A')").unwrap(), json!("second"));
    assert_eq!(takes("1", "$.class('lib.A', null, '2')").unwrap(), json!("second"));
    assert!(takes(">=1", "$.class('lib.A', null, '1')").is_err());
}

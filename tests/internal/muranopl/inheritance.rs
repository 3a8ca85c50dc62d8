//! Inheritance: overriding, several parents, ambiguity, `super`, `psuper` (rows 22 to 27).

use super::harness::{Bench, json};

/// Methods are overridden, and calls inside a base class reach the override.
#[test]
fn row_022_single_inheritance() {
    let bench = Bench::of(
        "
Name: Base
Methods:
  name: {Body: {Return: base}}
  title:
    Body:
      - Return: $.name() + '!'
---
Name: Main
Extends: Base
Methods:
  name: {Body: {Return: derived}}
  run:
    Body:
      - Return: $.title()
",
    );
    assert_eq!(bench.run("run"), json!("derived!"));
    let base = bench.object("Base", json!({}));
    assert_eq!(bench.call(&base, "title", &[]).unwrap(), json!("base!"));
}

/// An override may take fewer or more arguments: the most derived signature decides.
#[test]
fn row_022_the_most_derived_signature_decides() {
    let bench = Bench::of(
        "
Name: Base
Methods:
  less:
    Arguments:
      - a: {Contract: $.int().notNull()}
    Body: {Return: $a}
  more: {Body: {Return: 0}}
---
Name: Main
Extends: Base
Methods:
  less: {Body: {Return: none}}
  more:
    Arguments:
      - a: {Contract: $.int()}
    Body: {Return: $a}
  run:
    Body:
      - Return:
          - $.less()
          - $.more(5)
  wrong:
    Body:
      - Return: $.less(1)
",
    );
    assert_eq!(bench.run("run"), json!(["none", 5]));
    assert_eq!(bench.fault("wrong").names, ["yaql.language.exceptions.NoMatchingMethodException"]);
}

/// Where one branch of a diamond overrides, that override wins for both.
#[test]
fn row_023_one_branch_of_a_diamond_overrides() {
    let bench = Bench::of(
        "
Name: Root
Methods:
  m: {Body: {Return: root}}
  viaRoot:
    Body:
      - Return: $.m()
---
Name: A
Extends: Root
Methods:
  m: {Body: {Return: a}}
---
Name: B
Extends: Root
Methods:
  viaB:
    Body:
      - Return: $.m()
---
Name: Main
Extends: [B, A]
Methods:
  run:
    Body:
      - Return:
          - $.m()
          - $.viaB()
          - $.viaRoot()
",
    );
    assert_eq!(bench.run("run"), json!(["a", "a", "a"]));
}

/// Which of several base classes a member comes from (section 5).
#[test]
fn row_023_rules_of_several_parents() {
    let bench = Bench::of(
        "
Name: Base
Methods:
  m: {Body: {Return: base}}
---
Name: Derived
Extends: Base
Methods:
  m: {Body: {Return: derived}}
---
Name: BaseFirst
Extends: [Base, Derived]
---
Name: Twice
Extends: [Base, Base]
---
Name: Other
Methods:
  m: {Body: {Return: other}}
---
Name: Redeclares
Extends: [Derived, Other]
Methods:
  m: {Body: {Return: leaf}}
---
Name: Main
Methods:
  run:
    Body:
      - Return:
          - new(BaseFirst).m()
          - new(Twice).m()
          - new(Redeclares).m()
",
    );
    assert_eq!(bench.run("run"), json!(["derived", "base", "leaf"]));
}

const AMBIGUOUS: &str = "
Name: A
Methods:
  m: {Body: {Return: a}}
---
Name: B
Methods:
  m: {Body: {Return: b}}
---
Name: Both
Extends: [A, B]
Methods:
  fine: {Body: {Return: fine}}
---
Name: Main
Methods:
  run:
    Body:
      - Return: new(Both).fine()
  wrong:
    Body:
      - Return: new(Both).m()
";

/// Two parents with a method of one name are an error when it is called, not before.
/// Differs: the error is the intended AmbiguousMethodName; the reference raises a RuntimeError.
#[test]
fn row_024_ambiguous_method() {
    let bench = Bench::of(AMBIGUOUS);
    assert_eq!(bench.run("run"), json!("fine"));
    let failed = bench.fault("wrong");
    assert_eq!(failed.names, ["murano.dsl.exceptions.AmbiguousMethodName"]);
    assert!(failed.message.contains('m'), "{}", failed.message);
}

/// Two parents with a property of one name are an error when an object is made, unless the leaf declares it too.
#[test]
fn row_025_ambiguous_property() {
    let bench = Bench::of(
        "
Name: A
Properties:
  p: {Contract: $.int(), Default: 1}
---
Name: B
Properties:
  p: {Contract: $.int(), Default: 2}
---
Name: Both
Extends: [A, B]
---
Name: Leaf
Extends: [A, B]
Properties:
  p: {Contract: $.int(), Default: 3}
---
Name: Main
Methods:
  run:
    Body:
      - Return: new(Leaf).p
  wrong:
    Body:
      - Return: new(Both)
",
    );
    assert_eq!(bench.run("run"), json!(3));
    assert_eq!(bench.fault("wrong").names, ["murano.dsl.exceptions.AmbiguousPropertyNameError"]);
}

const TREE: &str = "
Name: Root
Methods:
  m: {Body: {Return: [root]}}
---
Name: A
Extends: Root
Methods:
  m:
    Body:
      - Return: list(a) + super($, $.m()).flatten()
---
Name: B
Extends: Root
Methods:
  m: {Body: {Return: [b]}}
---
Name: Main
Extends: [A, B]
Methods:
  m:
    Body:
      - Return: list(main) + super($, $.m()).flatten()
  parents:
    Body:
      - Return: super($).len()
  parallel:
    Body:
      - Return: psuper($, $.m())
  missing:
    Body:
      - Return: super($, $.nosuch())
";

/// `super` returns the base classes of the class whose code calls it, in the order of
/// `Extends`; with an expression, its result for each.
#[test]
fn row_026_super() {
    let bench = Bench::of(TREE);
    assert_eq!(bench.run("m"), json!(["main", "a", "root", "b"]));
    assert_eq!(bench.run("parents"), json!(2));
    let missing = bench.fault("missing").names[0].clone();
    assert!(missing.starts_with("yaql.language.exceptions.NoM"), "{missing}");
}

/// `super` is relative to the class of the code, not to that of the object.
#[test]
fn row_026_super_of_an_inherited_method() {
    let bench = Bench::of(
        "
Name: Root
Methods:
  m: {Body: {Return: root}}
---
Name: Middle
Extends: Root
Methods:
  up:
    Body:
      - Return: super($, $.m()).first()
  m: {Body: {Return: middle}}
---
Name: Main
Extends: Middle
Methods:
  m: {Body: {Return: main}}
",
    );
    assert_eq!(bench.run("up"), json!("root"));
}

/// `psuper` evaluates for all base classes at the same time and keeps their order.
#[test]
fn row_027_psuper() {
    let bench = Bench::of(TREE);
    assert_eq!(bench.run("parallel"), json!([["a", "root"], ["b"]]));
}

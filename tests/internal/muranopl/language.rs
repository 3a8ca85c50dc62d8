//! The notation: scalars, tags, names, keys of classes, statements (rows 11 to 21 and 76 to 82).

use super::harness::{Bench, Failed, Pack, body, json};

/// Each scalar of a list as the value it has.
fn scalars(list: &[&str]) -> Vec<super::harness::Json> {
    let items: String = list.iter().map(|s| format!("        - {s}\n")).collect();
    let text = format!("Name: Main\nMethods:\n  run:\n    Body:\n      Return:\n{items}");
    let value = Bench::of(&text).run("run");
    value.as_array().expect("a list").clone()
}

fn name(outcome: Result<super::harness::Json, Failed>) -> String {
    match outcome {
        Ok(value) => format!("no failure: {value}"),
        Err(failed) => failed.names[0].clone(),
    }
}

/// A file holds several classes, which share namespaces; one may be without a name.
#[test]
fn row_011_multi_class_files() {
    let bench = Bench::new().add(
        Pack::new("test")
            .listed("test.Main", "all.yaml")
            .listed("test.Other", "all.yaml")
            .listed("test.Unnamed", "one.yaml")
            .file(
                "Classes/all.yaml",
                "Namespaces: {=: test}\n---\n---\nName: Other\nMethods: {a: {Body: {Return: 1}}}\n---\nName: Main\nExtends: Other\nMethods: {run: {Body: {Return: $.a()}}}\n",
            )
            .file("Classes/one.yaml", "Methods: {a: {Body: {Return: 2}}}\n"),
    );
    assert_eq!(bench.run("run"), json!(1));
    let unnamed = bench.object("Unnamed", json!({}));
    assert_eq!(bench.call(&unnamed, "a", &[]).unwrap(), json!(2));
}

/// Two classes without a name in one file, and a file without the class, are errors that say so.
#[test]
fn row_011_names_that_do_not_fit() {
    let two = Pack::new("test")
        .listed("test.Main", "a.yaml")
        .file("Classes/a.yaml", "Usage: Class\n---\nUsage: Class\n");
    let failed = Bench::new().add(two).try_object("Main", json!({})).unwrap_err();
    assert_eq!(failed.names, ["murano.dsl.exceptions.AmbiguousClassName"]);
    let none =
        Pack::new("test").listed("test.Main", "a.yaml").file("Classes/a.yaml", "Name: Other\n");
    let failed = Bench::new().add(none).try_object("Main", json!({})).unwrap_err();
    assert_eq!(failed.names, ["murano.dsl.exceptions.NoClassFound"]);
    assert!(failed.message.contains("a.yaml"), "{}", failed.message);
}

/// Scalars of YAML come before YAQL.
#[test]
fn row_012_scalars_of_yaml() {
    let read = scalars(&[
        "~", "null", "yes", "Off", "TRUE", "y", "0x1F", "010", "1_000", "12:30", "1.", ".5", "1e3",
        "-7", "+3", "1.5e+3",
    ]);
    assert_eq!(
        read,
        [
            json!(null),
            json!(null),
            json!(true),
            json!(false),
            json!(true),
            json!("y"),
            json!(31),
            json!(8),
            json!(1000),
            json!(750),
            json!(1.0),
            json!(0.5),
            json!("1e3"),
            json!(-7),
            json!(3),
            json!(1500.0),
        ]
    );
}

/// Words are strings, even where they would be YAQL; quoted and tagged ones too.
#[test]
fn row_012_texts() {
    let texts = [
        "hello", "a b", "1.2.3", "foo.bar", "not a", "a or b", "5 mod 3", "a is b", "a in b",
        "http://x", "a,b", "hello!", "50%", "a@b", "it's", "--",
    ];
    let read = scalars(&texts);
    for (text, value) in texts.iter().zip(read) {
        assert_eq!(value, json!(text), "{text}");
    }
    assert_eq!(scalars(&["\"$x\"", "'$x'", "!!str $x"]), [json!("$x"), json!("$x"), json!("$x")]);
    assert_eq!(body("- Return: |\n    $x\n").unwrap(), json!("$x\n"));
}

/// A scalar that parses as YAQL is evaluated.
#[test]
fn row_012_expressions() {
    let read = scalars(&["(1 + 2)", "len(abc)", "$x", "1 = 1", "!yaql \"1 + 1\"", "$x # note"]);
    assert_eq!(read, [json!(3), json!(3), json!(null), json!(true), json!(2), json!(null)]);
    assert_eq!(body("- Return: !yaql |\n    1 +\n      5\n").unwrap(), json!(6));
    assert_eq!(body("- Return: list(1,\n    2,\n    'a\n    b')\n").unwrap(), json!([1, 2, "a b"]));
    for text in
        ["a-b", "host-1", "a/b", "10.0.0.0/16", "ns:Foo", ":Foo", "07:30", "OS::Nova::Server"]
    {
        assert!(body(&format!("- Return: {text}")).is_err(), "{text} is an expression that fails");
    }
}

/// Anchors, aliases and merges work; a key that is given twice is refused.
#[test]
fn row_013_tags_and_merges() {
    let text = "- Return:\n    a: &x {p: 1, q: 2}\n    b: *x\n    c:\n      <<: *x\n      q: 3\n    d: 2\n";
    assert_eq!(
        body(text).unwrap(),
        json!({"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 2}, "c": {"p": 1, "q": 3}, "d": 2})
    );
    let twice = body("- Return:\n    d: 1\n    d: 2\n").expect_err("one of them would be lost");
    assert!(twice.message.contains("the key `d` twice"), "{twice:?}");
}

/// Aliases that multiply exponentially are refused, with their position.
#[test]
fn row_013_alias_bombs_are_refused() {
    let mut text = String::from("Name: Main\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for n in 1..12 {
        let before = format!("*x{}", n - 1);
        text.push_str(&format!("x{n}: &x{n} [{}]\n", [before.as_str(); 10].join(", ")));
    }
    let found = Bench::of(&text).check();
    assert!(found.iter().any(|d| d.code.0 == "E0010" && d.message.contains("expand")), "{found:?}");
}

/// An error inside of an expression that continues over several lines points at its very
/// characters.
#[test]
fn row_014_places_within_folded_scalars() {
    let bench = Bench::of(
        "Name: Main\nMethods:\n  run:\n    Body:\n      - $x: list(1,\n          $.nosuch(2))\n",
    );
    let main = bench.object("Main", json!({}));
    let fault = bench.session.call_on(&main, "run").outcome().expect_err("there is no such method");
    let source = bench.session.sources().find(fault.diagnostic.span).expect("a place");
    assert_eq!(
        source.slice(fault.diagnostic.span),
        "nosuch",
        "{:?}",
        source.location(fault.diagnostic.span.start)
    );
    assert_eq!(source.location(fault.diagnostic.span.start).line, 8);
}

/// `Foo`, `:Foo`, `p:Foo` and `a.b.Foo`; a document without namespaces has those of the one
/// before.
#[test]
fn row_015_names_in_namespaces() {
    let bench = Bench::new().add(
        Pack::new("test").classes("Namespaces: {=: test, o: test.other, e: null}\n---\nName: Main\nMethods:\n  run:\n    Body:\n      Return:\n        - new(A).n()\n        - new(':A').n()\n        - new('o:B').n()\n        - new('test.other.B').n()\n---\nName: A\nMethods: {n: {Body: {Return: 1}}}\n---\nName: o:B\nMethods: {n: {Body: {Return: 2}}}\n").listed("test.other.B", "File0.yaml"),
    );
    assert_eq!(bench.run("run"), json!([1, 1, 2, 2]));
    assert_eq!(name(body("- new('zz:Foo')")), "KeyError");
}

/// `Usage`, `Extends`, `Import`, `Meta` are checked; `Workflow` is `Methods`.
#[test]
fn row_018_class_keys() {
    let bench = Bench::of("Name: Main\nWorkflow: {run: {Body: {Return: 1}}}\nNonsense: 5\n");
    assert_eq!(bench.run("run"), json!(1));
    for (text, wanted) in [
        ("Name: Main\nUsage: Clas\n", "ValueError"),
        ("Name: Main\nExtends: a-b\n", "ValueError"),
        ("Name: Main\nExtends: Nosuch\n", "murano.dsl.exceptions.NoClassFound"),
        ("Name: Main\nExtends: Main\n", "murano.dsl.exceptions.NoClassFound"),
        (
            "Name: M\nUsage: Meta\n---\nName: Main\nExtends: M\n",
            "murano.dsl.exceptions.InvalidInheritanceError",
        ),
        ("Name: Main\nUsage: Meta\nCardinality: Two\n", "ValueError"),
        ("Name: Main\nUsage: Meta\nApplies: Clas\n", "ValueError"),
    ] {
        let failed = Bench::of(text).try_object("Main", json!({})).unwrap_err();
        assert_eq!(failed.names, [wanted], "{text}: {}", failed.message);
    }
}

/// `initialize` is `.init`, `destroy` is `.destroy`.
#[test]
fn row_019_method_aliases() {
    let bench = Bench::of(
        "Name: Main\nProperties: {p: {Contract: $, Usage: Runtime}}\nMethods:\n  initialize: {Body: [$.p: 5]}\n  run: {Body: {Return: $.p}}\n",
    );
    assert_eq!(bench.run("run"), json!(5));
}

/// A property is a mapping with a `Contract` and a known `Usage`.
#[test]
fn row_020_property_declarations() {
    for (declaration, wanted) in [
        ("{Usage: In}", "KeyError"),
        ("", "TypeError"),
        ("{Contract: $, Usage: Input}", "murano.dsl.exceptions.DslSyntaxError"),
        ("{Contract: {$.string(): 1, $.int(): 2}}", "murano.dsl.exceptions.DslContractSyntaxError"),
    ] {
        let text = format!("Name: Main\nProperties:\n  p: {declaration}\n");
        let failed = Bench::of(&text).try_object("Main", json!({})).unwrap_err();
        assert_eq!(failed.names, [wanted], "{text}: {}", failed.message);
    }
}

/// Arguments are a list of mappings with one key, in the right order; one alone may be a mapping.
#[test]
fn row_021_argument_declarations() {
    let main = |arguments: &str| {
        Bench::of(&format!(
            "Name: Main\nMethods:\n  run:\n    Arguments: {arguments}\n    Body: {{Return: $a}}\n"
        ))
    };
    let one = main("{a: {Contract: $, Default: 7}}");
    assert_eq!(one.run("run"), json!(7));
    for (arguments, wanted) in [
        ("{a: {Contract: $}, b: {Contract: $}}", "murano.dsl.exceptions.DslSyntaxError"),
        (
            "[{a: {Contract: $, Usage: KwArgs}}, {b: {Contract: $}}]",
            "murano.dsl.exceptions.DslSyntaxError",
        ),
        ("[{a: {Contract: $, Usage: Rest}}]", "murano.dsl.exceptions.DslSyntaxError"),
        ("[{a: {Default: 1}}]", "KeyError"),
        ("[{a: }]", "TypeError"),
        ("[a]", "murano.dsl.exceptions.DslSyntaxError"),
    ] {
        let failed = main(arguments).try_object("Main", json!({})).unwrap_err();
        assert_eq!(failed.names, [wanted], "{arguments}: {}", failed.message);
    }
}

/// The first constant that is equal decides.
#[test]
fn row_078_match() {
    let text = "- Match:\n    1: {Return: one}\n    a: {Return: letter}\n  Value: $v\n  Default: {Return: other}\n";
    let run = |value: &str| body(&format!("- $v: {value}\n{text}")).unwrap();
    assert_eq!(run("1"), json!("one"));
    assert_eq!(run("true"), json!("one"));
    assert_eq!(run("a"), json!("letter"));
    assert_eq!(run("5"), json!("other"));
}

/// Every true branch runs, in order; the default only if none is.
#[test]
fn row_079_switch() {
    let text = "- $r: []\n- Switch:\n    $v > 1:\n      $r: $r + [1]\n    $v > 2:\n      $r: $r + [2]\n  Default: {$r: [d]}\n- Return: $r\n";
    let run = |value: &str| body(&format!("- $v: {value}\n{text}")).unwrap();
    assert_eq!(run("3"), json!([1, 2]));
    assert_eq!(run("0"), json!(["d"]));
}

/// `Do` is a block; `Return` without a value is null and leaves from anywhere.
#[test]
fn row_080_do_and_return() {
    assert_eq!(body("- Do:\n    - Do: {Return: 5}\n- Return: 6\n").unwrap(), json!(5));
    assert_eq!(body("- Return:\n").unwrap(), json!(null));
    assert_eq!(body("- Do:\n").unwrap(), json!(null));
}

/// Every branch runs, and the first error in order of the text comes out at the end.
#[test]
fn row_081_parallel() {
    let text = "- $a: 0\n- Try:\n    - Parallel:\n        - Throw: First\n        - $a: 1\n        - Throw: Second\n      Limit: 2\n  Catch:\n    As: x\n    Do:\n      - Return: [$x.name, $a]\n";
    assert_eq!(body(text).unwrap(), json!(["test.First", 1]));
}

/// A branch that waits for its turn begins after those that are ready to continue.
#[test]
fn row_081_turns() {
    let branch = |name: &str| {
        format!(
            "        - Do:\n            - $seen: $seen + [{name}]\n            - sleep(0)\n            - $seen: $seen + [{name}]\n"
        )
    };
    let branches: String = ["a", "b", "c"].map(branch).concat();
    let text = format!("- $seen: []\n- Parallel:\n{branches}  Limit: 2\n- Return: $seen\n");
    assert_eq!(body(&text), Ok(json!(["a", "b", "a", "b", "c", "c"])));
}

/// Blocks whose keys are not exactly those of a construct are errors when the class is loaded.
#[test]
fn row_082_syntax_errors() {
    for (text, wanted) in [
        ("- If: $x\n  Thn: 5\n", "SyntaxError"),
        ("- if: $x\n  then: $y\n", "SyntaxError"),
        ("- If: $x\n", "SyntaxError"),
        ("- While: yes\n  Do: $x\n", "SyntaxError"),
        ("- hello\n", "SyntaxError"),
        ("- 5\n", "SyntaxError"),
        ("- $x: 1\n  $y: 2\n", "SyntaxError"),
        ("- $x: 1\n  If: 2\n", "SyntaxError"),
        ("- foo: 1\n", "SyntaxError"),
        ("- For: $x\n  In: [1]\n  Do: $y\n", "murano.dsl.exceptions.DslSyntaxError"),
        ("- Throw: ''\n", "ValueError"),
        ("- Match: [1]\n  Value: 1\n", "murano.dsl.exceptions.DslSyntaxError"),
        ("- Repeat: often\n  Do: []\n", "murano.dsl.exceptions.DslSyntaxError"),
    ] {
        assert_eq!(name(body(text)), wanted, "{text}");
    }
    let found =
        Bench::of("Name: Main\nMethods:\n  run:\n    Body:\n      - If: $x\n        Thn: $y\n")
            .check();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].hints.iter().any(|h| h.contains("`Then`")), "{found:?}");
}

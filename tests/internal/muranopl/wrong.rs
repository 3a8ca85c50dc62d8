//! Malformed input: each mistake is a diagnostic with a code, a position and a hint; nothing
//! panics.

use super::harness::{Bench, Pack};

/// The only error of a package, with its code; it has a position and a hint.
fn error(pack: Pack) -> (&'static str, String) {
    let bench = Bench::new().add(pack);
    let found: Vec<_> = bench.check().into_iter().filter(|d| d.is_error()).collect();
    let Some(first) = found.first() else { panic!("nothing is wrong") };
    assert!(!first.span.is_none(), "{first:?}");
    assert!(bench.session.sources().find(first.span).is_some(), "{first:?}");
    (first.code.0, format!("{} {}", first.message, first.hints.join(" ")))
}

/// Texts that are not YAML, or not a manifest.
#[test]
fn malformed_manifests() {
    for (line, wanted) in [
        ("a: [", "E0010"),
        ("\tb: 1", "E0010"),
        ("Classes: [a, b]", "E0013"),
        ("Classes: {a.B: [x]}", "E0013"),
        ("Require: [a]", "E0013"),
        ("Require: {a: 1.x}", "E0013"),
        ("Version: []", "E0013"),
        ("Type: &a [*a]", "E0010"),
    ] {
        let (code, text) = error(Pack::new("test").line(line));
        assert_eq!(code, wanted, "{line}: {text}");
    }
}

/// Class files that are missing, are not text, or have no classes.
#[test]
fn malformed_class_files() {
    let with =
        |text: &str| Pack::new("test").listed("test.A", "a.yaml").file("Classes/a.yaml", text);
    assert_eq!(error(Pack::new("test").listed("test.A", "a.yaml")).0, "E0007");
    for (text, wanted) in [
        ("Name: [\n", "E0010"),
        ("- 1\n", "E0012"),
        ("just words\n", "E0012"),
        ("", "E0013"),
        ("Name: test.B\n", "E0013"),
        ("Name: test.A\nProperties: 5\n", "E0012"),
        ("Name: test.A\nMethods: {a: 5}\n", "E0012"),
        ("Name: test.A\nMethods: {a: {Body: [!yaql '$.(']}}\n", "E0001"),
        ("Name: test.A\nMethods: {a: {Body: [!foo bar]}}\n", "E0010"),
        ("Name: test.A\nExtends: test.A\n", "E0107"),
        ("Name: test.A\nExtends: no.Such\n", "E0102"),
        ("Name: test.A\nExtends: zz:Such\n", "E0111"),
        ("Name: test.A\nProperties: {p: {Contract: $.class(zz:Such)}}\n", "E0111"),
    ] {
        let (code, found) = error(with(text));
        assert_eq!(code, wanted, "{text}: {found}");
    }
}

/// Classes that extend each other, across packages that require each other.
#[test]
fn cyclic_inheritance() {
    let bench = Bench::new()
        .add(Pack::new("a").require("b", "").classes("Name: A\nExtends: b.B"))
        .add(Pack::new("b").require("a", "").classes("Name: B\nExtends: a.A"));
    let found = bench.check();
    assert!(found.iter().any(|d| d.code.0 == "E0107"), "{found:?}");
}

/// A package that requires one that does not exist, or not in that version.
#[test]
fn missing_requirements() {
    let (code, text) = error(Pack::new("test").require("nowhere", ""));
    assert_eq!(code, "E0013");
    assert!(text.contains("nowhere") && text.contains("--packages"), "{text}");
    let bench = Bench::new()
        .add(Pack::new("lib").version("1.0"))
        .add(Pack::new("test").require("lib", "2"));
    let found = bench.check();
    assert!(found.iter().any(|d| d.hints.iter().any(|h| h.contains("1.0.0"))), "{found:?}");
}

/// Two different packages of one name and version are an error that names both; a copy of a package is the same package.
#[test]
fn duplicate_packages_and_classes() {
    let one = |n: u32| {
        Pack::new("lib").classes(&format!("Name: A\nMethods: {{n: {{Body: {{Return: {n}}}}}}}"))
    };
    let bench = Bench::new().add(one(1)).add(one(2));
    assert_eq!(bench.problems.len(), 1);
    assert_eq!(bench.problems[0].code.0, "E0106");
    let failed = bench.try_object("lib.A", super::harness::json!({})).expect_err("which one?");
    assert!(failed.message.contains("are different packages lib/0.0.0"), "{failed:?}");
    let bench = Bench::new().add(one(1)).add(one(1));
    assert!(bench.problems.is_empty(), "{:?}", bench.problems);
    let object = bench.object("lib.A", super::harness::json!({}));
    assert_eq!(bench.call(&object, "n", &[]).unwrap(), super::harness::json!(1));
}

/// Excessive nesting is refused.
#[test]
fn deep_nesting() {
    let deep = format!("Name: test.A\nx: {}1{}\n", "[".repeat(5000), "]".repeat(5000));
    let pack = Pack::new("test").listed("test.A", "a.yaml").file("Classes/a.yaml", &deep);
    let (code, _) = error(pack);
    assert!(["E0004", "E0010"].contains(&code), "{code}");
}

/// A zip file whose entries are outside of it, or that is far larger than it claims, is refused
/// as a whole.
#[test]
fn hostile_zip_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "FullName: evil\nType: Library\nClasses: {evil.A: A.yaml}\n";
    let class = "Name: evil.A\n";
    let refused = |file: &str, text: &str| {
        let path = folder.path().join("evil.zip");
        let files = [("manifest.yaml", manifest), ("Classes/A.yaml", class), (file, text)];
        super::packages::zipped(&files, &path);
        let bench = Bench::new();
        let added = bench.session.packages().add(&path);
        let [problem] = &added.problems[..] else { panic!("{file}: {:?}", added.problems) };
        assert!(added.packages.is_empty() && !problem.hints.is_empty(), "{problem:?}");
        problem.message.clone()
    };
    for slip in ["../manifest.yaml", "Classes/../../x.yaml", "/etc/x.yaml", "C:\\x.yaml", "..\\x"] {
        let message = refused(slip, "Name: x\n");
        assert!(message.contains("evil.zip") && message.contains("outside"), "{slip}: {message}");
    }
    let path = folder.path().join("bomb.zip");
    let bomb = " ".repeat(80 << 20);
    super::packages::zipped(&[("manifest.yaml", &bomb)], &path);
    let added = Bench::new().session.packages().add(&path);
    assert!(added.problems[0].message.contains("MB"), "{:?}", added.problems);
    assert!(std::fs::metadata(&path).expect("it is there").len() < 1 << 20, "it looks small");
}

/// Nested aliases are refused before they are expanded, in manifests and in class files.
#[test]
fn alias_bombs() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let items = vec![format!("*a{}", n - 1); 10].join(", ");
        bomb += &format!("a{n}: &a{n} [{items}]\n");
    }
    let (code, text) = error(Pack::new("test").line(&bomb));
    assert_eq!(code, "E0010");
    assert!(text.contains("expand"), "{text}");
    let class = format!("Name: test.A\n{bomb}");
    let pack = Pack::new("test").listed("test.A", "a.yaml").file("Classes/a.yaml", &class);
    assert_eq!(error(pack).0, "E0010");
}

/// Packages may require each other in a cycle: only classes must not extend each other.
#[test]
fn cyclic_requirements() {
    let bench = Bench::new()
        .add(
            Pack::new("a")
                .require("b", "")
                .classes("Name: A\nMethods: {n: {Body: {Return: !yaql \"new('b.B').n()\"}}}"),
        )
        .add(
            Pack::new("b")
                .require("c", "")
                .classes("Name: B\nMethods: {n: {Body: {Return: !yaql \"new('c.C').n()\"}}}"),
        )
        .add(
            Pack::new("c")
                .require("a", "")
                .classes("Name: C\nExtends: a.A\nMethods: {n: {Body: {Return: 7}}}"),
        );
    assert!(bench.check().is_empty(), "{:?}", bench.check());
    let object = bench.object("a.A", super::harness::json!({}));
    assert_eq!(bench.call(&object, "n", &[]).unwrap(), super::harness::json!(7));
}

/// Of two packages that have a class of one name, code uses that of the package it requires
/// first.
#[test]
fn one_class_in_two_packages() {
    let one = |name: &str| {
        let text = format!("Name: shared.A\nMethods: {{n: {{Body: {{Return: {name}}}}}}}");
        Pack::new(name).classes(&text)
    };
    let main = "Name: Main\nMethods: {run: {Body: {Return: !yaql \"new('shared.A').n()\"}}}";
    for (first, second) in [("left", "right"), ("right", "left")] {
        let test = Pack::new("test").require(first, "").require(second, "").classes(main);
        let bench = Bench::new().add(one("left")).add(one("right")).add(test);
        assert_eq!(bench.run("run"), super::harness::json!(first));
    }
}

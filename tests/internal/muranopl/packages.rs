//! Packages, versions, look-up across packages, configuration (rows 1 to 10, 16, 17, 28 to 31, 35 to 37).

use std::path::Path;

use crate::compile::package::{Version, VersionSpec};
use crate::session::Session;

use super::harness::{Bench, Pack, json};

fn codes(bench: &Bench) -> Vec<&'static str> {
    bench.problems.iter().map(|d| d.code.0).collect()
}

/// A directory with a manifest is a package; unknown keys of the manifest are ignored.
#[test]
fn row_001_directories() {
    let pack = Pack::new("test").line("Nonsense: 5").line("Author: me");
    let bench = Bench::new().add(pack.classes("Name: Main\nMethods: {run: {Body: {Return: 1}}}"));
    assert_eq!(bench.run("run"), json!(1));
    assert_eq!(codes(&bench), [""; 0]);
    assert_eq!(bench.session.packages().all()[0].manifest.about["Author"], "me");
}

/// Every package below a directory is found; one inside another is not.
#[test]
fn row_001_packages_below_a_directory() {
    let folder = tempfile::tempdir().unwrap();
    Pack::new("a").write(folder.path(), "x/a");
    Pack::new("b").write(folder.path(), "b");
    Pack::new("c").write(folder.path(), "b/inside");
    let session = Session::new();
    let added = session.packages().add(folder.path());
    let names: Vec<&str> = added.packages.iter().map(|p| &*p.manifest.name).collect();
    assert_eq!(names, ["b", "a"]);
}

pub(super) fn zipped(files: &[(&str, &str)], path: &Path) {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).expect("written"));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("written");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("written");
}

/// The same tree inside a zip file is a package; another file is refused.
#[test]
#[expect(clippy::disallowed_methods, reason = "tests write the packages they read")]
fn row_002_zip_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.zip");
    let manifest = "FullName: test\nType: Library\nClasses: {test.Main: Main.yaml}\n";
    let class = "Name: test.Main\nMethods: {run: {Body: {Return: 3}}}\n";
    zipped(&[("manifest.yaml", manifest), ("Classes/Main.yaml", class)], &path);
    let mut bench = Bench::new();
    assert!(bench.session.packages().add(&path).problems.is_empty());
    assert_eq!(bench.run("run"), json!(3));
    let bad = folder.path().join("bad.zip");
    std::fs::write(&bad, "no zip").unwrap();
    bench.problems = bench.session.packages().add(&bad).problems;
    assert_eq!(codes(&bench), ["E0013"]);
    assert!(bench.problems[0].message.contains("not a zip file"), "{:?}", bench.problems);
}

/// `FullName` and `Type` are required, and must be valid.
#[test]
fn row_003_manifests_are_checked() {
    for line in
        ["FullName: ", "FullName: .a", "FullName: a..b", "FullName: a-b", "Type: ", "Type: App"]
    {
        let bench = Bench::new().add(Pack::new("test").line(line));
        assert_eq!(codes(&bench), ["E0013"], "{line}");
        assert!(!bench.problems[0].hints.is_empty() && !bench.problems[0].span.is_none());
    }
}

/// MuranoPL 1.0 to 1.4 are accepted, others are not.
#[test]
fn row_004_formats() {
    for good in ["1.0", "1.4", "1", "1.0.0", "MuranoPL/1.2.0", "Heat.HOT/1.0"] {
        assert_eq!(codes(&Bench::new().add(Pack::new("test").format(good))), [""; 0], "{good}");
    }
    for bad in ["1.5", "2", "x", "Heat.HOT/2.0"] {
        assert_eq!(codes(&Bench::new().add(Pack::new("test").format(bad))), ["E0013"], "{bad}");
    }
}

/// Versions are completed; an unquoted number is read as a number.
#[test]
fn row_005_version_coercion() {
    for (written, meant) in [
        ("1", "1.0.0"),
        ("1.2", "1.2.0"),
        ("1.10", "1.1.0"),
        ("'1.10'", "1.10.0"),
        ("1.2.3-dev+a", "1.2.3-dev+a"),
        ("1.2.3.4", "1.2.3+4"),
        ("~", "0.0.0"),
    ] {
        let bench = Bench::new().add(Pack::new("test").line(&format!("Version: {written}")));
        let packages = bench.session.packages().all();
        assert_eq!(packages[0].manifest.version.to_string(), meant, "{written}");
    }
    assert_eq!(codes(&Bench::new().add(Pack::new("test").line("Version: new"))), ["E0013"]);
}

/// Requirements choose among versions as their forms say.
#[test]
fn row_006_version_specs() {
    let mut bench = Bench::new();
    for version in ["0.9.0", "1.0.0", "1.2.0", "1.2.3", "1.3.0", "2.0.0-beta", "2.0.0", "2.1.0"] {
        bench = bench.add(Pack::new("lib").version(version));
    }
    for (spec, chosen) in [
        ("", "0.9.0"),
        ("1", "1.3.0"),
        ("1.2", "1.2.3"),
        ("1.2.0", "1.2.0"),
        (">1", "2.1.0"),
        (">=1,<2.0.0", "1.3.0"),
        ("<2", "1.3.0"),
        ("<=2", "2.1.0"),
        ("^1.0.0", "1.3.0"),
        ("~1.2.0", "1.2.3"),
        ("*", "2.1.0"),
        ("!=2", "1.3.0"),
        ("1.*", "1.3.0"),
    ] {
        bench.session.packages().import_fixations(Default::default());
        let found = bench.session.packages().find("lib", &spec.parse::<VersionSpec>().unwrap());
        assert_eq!(found.unwrap().manifest.version.to_string(), chosen, "{spec}");
    }
    let bad = Bench::new().add(Pack::new("test").require("lib", "1.x"));
    assert_eq!(codes(&bad), ["E0013"]);
}

/// A class is found in its own package, in io.murano, and in those that are required, no further.
#[test]
fn row_007_requirements() {
    let far = Pack::new("far").classes("Name: Far");
    let near = Pack::new("near")
        .require("far", "")
        .classes("Name: Near\nMethods: {far: {Body: {Return: new('far.Far')}}}");
    let main = "Name: Main\nMethods:\n  near: {Body: {Return: isObject(new('near.Near'))}}\n  far: {Body: {Return: new('far.Far')}}\n  std: {Body: {Return: isObject(new('io.murano.Object'))}}\n  through: {Body: {Return: isObject(new('near.Near').far())}}\n";
    let bench =
        Bench::new().add(far).add(near).add(Pack::new("test").require("near", "").classes(main));
    assert_eq!(bench.run("near"), json!(true));
    assert_eq!(bench.run("std"), json!(true));
    assert_eq!(bench.run("through"), json!(true));
    assert_eq!(bench.fault("far").names, ["murano.dsl.exceptions.NoClassFound"]);
}

fn numbered(version: &str, number: u32) -> Pack {
    let class = format!("Name: A\nMethods: {{n: {{Body: {{Return: {number}}}}}}}");
    Pack::new("lib").version(version).classes(&class)
}

fn user(spec: &str) -> Pack {
    Pack::new("test")
        .require("lib", spec)
        .classes("Name: Main\nMethods: {run: {Body: {Return: new('lib.A').n()}}}")
}

/// The highest version that fits is chosen.
#[test]
fn row_008_highest_version() {
    let bench =
        Bench::new().add(numbered("1.0", 10)).add(numbered("1.2", 12)).add(numbered("1.1", 11));
    assert_eq!(bench.add(user("1")).run("run"), json!(12));
}

/// A version that was chosen is chosen again on the next run, even if there is a newer one.
#[test]
fn row_009_fixations() {
    let first = Bench::new().add(numbered("1.0", 10)).add(user("1"));
    assert_eq!(first.run("run"), json!(10));
    let recorded = first.session.packages().fixations();
    assert_eq!(recorded["lib"], [Version::release(1, 0, 0)]);
    let second = Bench::new().add(numbered("1.0", 10)).add(numbered("1.5", 15)).add(user("1"));
    second.session.packages().import_fixations(recorded.clone());
    assert_eq!(second.run("run"), json!(10));
    assert_eq!(second.session.packages().fixations()["lib"], recorded["lib"]);
}

/// Neither class files nor resources may be outside of their directories.
#[test]
fn row_010_paths_stay_inside() {
    for file in ["../../etc/passwd", "/etc/passwd", "a/../../b.yaml"] {
        let bench = Bench::new().add(Pack::new("test").listed("test.Main", file));
        assert_eq!(codes(&bench), ["E0013"], "{file}");
    }
    let bench = Bench::new().add(Pack::new("test").file("Resources/a.txt", "hello"));
    let package = bench.session.packages().all()[0].clone();
    assert_eq!(bench.session.packages().resource(&package, "a.txt").unwrap(), b"hello");
    assert!(bench.session.packages().resource(&package, "../manifest.yaml").is_err());
}

/// The error about an unknown class names it and the packages that were searched.
#[test]
fn row_016_unknown_classes() {
    let bench = Bench::new().add(numbered("1.0", 1)).add(
        Pack::new("test")
            .require("lib", "1")
            .classes("Name: Main\nMethods: {run: {Body: {Return: new('lib.B')}}}"),
    );
    let failed = bench.fault("run");
    assert_eq!(failed.names, ["murano.dsl.exceptions.NoClassFound"]);
    for part in ["lib.B", "test/0.0.0", "io.murano", "lib/1.0.0"] {
        assert!(failed.message.contains(part), "{}", failed.message);
    }
}

/// A contract with an unknown class fails for the values it checks, not for its class; `check`
/// reports it. A missing required package is another error.
#[test]
fn row_016_contracts_on_unknown_classes() {
    let classes = "
Name: Main
Methods:
  well: {Body: {Return: 1}}
  takes: {Arguments: [{a: {Contract: $.class(Nosuch)}}]}
  takesIt: {Arguments: [{a: {Contract: $.template('lib.Nosuch')}}]}
";
    let bench = Bench::of(classes);
    assert_eq!(bench.run("well"), json!(1));
    for method in ["takes", "takesIt"] {
        assert_eq!(bench.fault(method).names, ["murano.dsl.exceptions.NoClassFound"], "{method}");
    }
    let found = Bench::of(classes).check();
    assert_eq!(
        found.iter().filter(|d| d.is_error() && d.code.0 == "E0102").count(),
        2,
        "{found:?}"
    );
    let alone = Bench::new().add(Pack::new("test").require("lib", "1").classes(classes));
    assert_eq!(alone.run("well"), json!(1));
    assert_eq!(alone.fault("takes").names, ["murano.dsl.exceptions.NoPackageFound"]);
}

/// `io.murano.extensions.` is left out of a name that is not found with it.
#[test]
fn row_017_extensions_prefix() {
    let bench =
        Bench::new().add(numbered("0.1", 4)).add(Pack::new("test").require("lib", "").classes(
            "Name: Main\nMethods: {run: {Body: {Return: new('io.murano.extensions.lib.A').n()}}}",
        ));
    assert_eq!(bench.run("run"), json!(4));
}

/// A cycle of requirements is no obstacle.
#[test]
fn row_007_cyclic_requirements() {
    let a = Pack::new("a").require("b", "").classes("Name: A\nMethods: {n: {Body: {Return: 1}}}");
    let b = Pack::new("b").require("a", "").classes("Name: B\nExtends: a.A");
    let main = Pack::new("test").require("b", "").classes("Name: Main\nExtends: b.B");
    assert_eq!(Bench::new().add(a).add(b).add(main).run("n"), json!(1));
}

/// Resources created by one package and passed to another are those of the first.
#[test]
fn row_109_resources_of_the_maker() {
    let other = Pack::new("lib").file("Resources/a.txt", "of lib").classes(
        "
Name: Reader
Methods:
  read:
    Arguments: [{r: {Contract: $.class(sys:Resources)}}]
    Body: {Return: [!yaql '$r.string(\"a.txt\")', !yaql 'sys:Resources.string(\"a.txt\")']}
",
    );
    let user = Pack::new("test").require("lib", "0").file("Resources/a.txt", "of test").classes(
        "
Name: Main
Methods:
  run: {Body: {Return: !yaql 'new(\"lib.Reader\").read(new(sys:Resources))'}}
",
    );
    assert_eq!(Bench::new().add(other).add(user).run("run"), json!(["of test", "of lib"]));
}

/// A package with the name of a built-in one replaces it, for built-in code as well. Classes
/// that it leaves out, or declares without content, remain built in, and so do native methods
/// that it does not declare.
#[test]
fn row_007_a_package_in_place_of_a_built_in_one() {
    let murano = Pack::new("io.murano").classes(
        "
Namespaces: {=: io.murano, sys: io.murano.system, test: io.murano.test}
---
Name: io.murano.Object
---
Name: io.murano.system.Logger
---
Name: io.murano.system.StatusReporter
Properties:
  environment: {Contract: $}
Methods:
  report:
    Arguments: [{a: {Contract: $}}, {b: {Contract: $.string()}}]
    Body: {Return: !yaql 'concat(\"stands in: \", $b)'}
---
Name: io.murano.test.TestFixture
Methods:
  extra: {Body: {Return: 1}}
",
    );
    let user = Pack::new("test").classes(
        "
Namespaces: {=: test, std: io.murano, t: io.murano.test}
---
Name: Main
Methods:
  run:
    Body:
      - $.setAttr(a, 5)
      - logger(x).info(hello)
      - $e: new(std:Environment, name => e)
      - $t: new(t:TestFixture)
      - $t.assertEqual(1, 1)
      - $told: $e.reporter.report($, hi)
      - Return: [$.getAttr(a), $told, $t.extra(), name($e)]
",
    );
    let bench = Bench::new().add(murano).add(user);
    assert_eq!(bench.run("run"), json!([5, "stands in: hi", 1, null]));
}

/// A template of Heat is a class of the package's name: its parameters are checked, and deploying it needs OpenStack.
#[test]
fn row_004_templates_of_heat() {
    let template = "
heat_template_version: 2013-05-23
parameters:
  key: {type: string, default: k}
  count: {type: number, constraints: [{range: {min: 1, max: 5}}]}
  size: {type: string, default: s, constraints: [{allowed_values: [s, m]}, {length: {max: 3}}]}
  zones: {type: comma_delimited_list, default: a}
resources:
  server: {type: 'OS::Nova::Server', properties: {image: $x, ports: [80, '81', null, yes]}}
outputs:
  ip: {value: {get_attr: [server, first_address]}}
";
    let hot = Pack::new("org.example.Hot")
        .line("Format: Heat.HOT/1.0")
        .line("Type: Application")
        .file("template.yaml", template);
    let user = Pack::new("test").require("org.example.Hot", "").classes(
        "
Namespaces: {=: test, std: io.murano, hot: org.example}
---
Name: Main
Methods:
  make:
    Arguments: [{parameters: {Contract: {}}}]
    Body:
      - $e: new(std:Environment, name => e)
      - Return: new(hot:Hot, $e, name => h, templateParameters => $parameters)
  run:
    Body:
      - $hot: $.make({count => '2', zones => [a, b]})
      - Try:
        - $hot.deploy()
        Catch:
        - With: std:NeedsOpenStack
          Do: {Return: [!yaql '$hot.templateParameters', !yaql '$hot is std:Application']}
  wrong: {Body: [!yaql '$.make({count => 9})']}
  missing: {Body: [!yaql '$.make({})']}
  odd: {Body: [!yaql '$.make({count => 1, size => large})']}
",
    );
    let bench = Bench::new().add(hot).add(user);
    let parameters = json!({ "key": null, "count": 2, "size": null, "zones": ["a", "b"] });
    assert_eq!(bench.run("run"), json!([parameters, true]));
    for bad in ["wrong", "missing", "odd"] {
        let names = bench.fault(bad).names;
        assert_eq!(names, ["murano.dsl.exceptions.ContractViolationException"], "{bad}");
    }
    let broken = Pack::new("org.Bad").line("Format: Heat.HOT/1.0").file("template.yaml", "[1]");
    let failed =
        Bench::new().add(broken).try_object("org.Bad", json!({})).expect_err("no template");
    assert!(failed.message.contains("Heat template"), "{failed:?}");
}

/// Files below `Resources`: as text, as bytes, as data; of the owner's package or of the calling class's.
#[test]
fn row_109_resources() {
    let other = Pack::new("lib").classes("Name: Owner").file("Resources/own.txt", "of lib");
    let user = Pack::new("test")
        .require("lib", "0")
        .file("Resources/a.txt", "text \u{e4}")
        .file("Resources/deep/a.json", r#"{"a": [1, 2.5, null]}"#)
        .file("Resources/a.yaml", "date: 2015-01-02\nlist: [x, y]\n")
        .classes(
            "
Name: Main
Methods:
  run:
    Body:
      - $r: new(sys:Resources)
      - Return:
          - $r.string('a.txt')
          - $r.string('a.txt', binary => true)
          - $r.json('deep/a.json')
          - $r.yaml('a.yaml').list
          - $r.string('own.txt', new('lib.Owner'))
  missing: {Body: {Return: !yaql 'sys:Resources.string(nothing)'}}
  escaping:
    Body:
      - Return: sys:Resources.string('../manifest.yaml')
  wrong:
    Body:
      - Return: sys:Resources.json('a.txt')
",
        );
    let bench = Bench::new().add(other).add(user);
    let base64 = "dGV4dCDDpA==";
    let data = json!({"a": [1, 2.5, null]});
    assert_eq!(bench.run("run"), json!(["text \u{e4}", base64, data, ["x", "y"], "of lib"]));
    assert_eq!(bench.fault("missing").names, ["FileNotFoundError"]);
    assert_eq!(bench.fault("escaping").names, ["ValueError"]);
    assert_eq!(bench.fault("wrong").names, ["ValueError"]);
}

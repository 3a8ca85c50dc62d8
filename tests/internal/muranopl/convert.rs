//! The packages of `tests/packages`: they run, pass the checks, and behave the same converted
//! to `.murano`; classes of `.murano` behave the same in YAML.

#![expect(clippy::disallowed_methods, reason = "tests read the packages they convert")]

use std::path::{Path, PathBuf};

use crate::runtime::value::Value;
use crate::runtime::value::notation;
use crate::session::Session;
use crate::source::Sources;
use crate::syntax::{convert, print};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packages")
}

fn class_files() -> Vec<PathBuf> {
    let packages = std::fs::read_dir(folder())
        .expect("a package of ours")
        .map(|e| e.expect("a package of ours").path());
    let files =
        packages.flat_map(|p| std::fs::read_dir(p.join("Classes")).expect("a package of ours"));
    let mut files: Vec<PathBuf> = files.map(|e| e.expect("a package of ours").path()).collect();
    files.sort();
    assert!(files.len() >= 3, "{files:?}");
    files
}

/// A directory of packages runs unchanged.
#[test]
fn packages_run() {
    let session = Session::new();
    let added = session.packages().add(&folder());
    assert!(added.problems.is_empty(), "{:?}", added.problems);
    for package in &added.packages {
        assert_eq!(session.packages().check(package), [], "{package}");
    }
    let shop = session.call_static("com.example.Shop", "open").arg("corner").outcome();
    let sum = session.call_on(&shop.unwrap(), "deploy").outcome();
    assert!(matches!(sum.unwrap(), Value::Int(899)));
}

/// A converted class keeps everything that the YAML has, including comments, in the canonical
/// form.
#[test]
fn classes_are_converted() {
    for path in class_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let sources = Sources::new();
        let source = sources.add("class.yaml", text.clone()).unwrap();
        let converted = convert::to_murano(&source, None);
        let converted = converted.unwrap_or_else(|found| panic!("{}: {found:?}", path.display()));
        for comment in text.lines().filter_map(|l| l.split_once("# ")) {
            assert!(converted.contains(comment.1), "{} in\n{converted}", comment.1);
        }
        let again = sources.add("class.murano", converted.clone()).unwrap();
        assert_eq!(print::format(&again).unwrap(), converted, "{}", path.display());
    }
}

/// A package whose classes were converted behaves as before.
#[test]
fn converted_packages_run() {
    let target = tempfile::tempdir().unwrap();
    for package in std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()) {
        let below = target.path().join(package.file_name().unwrap());
        std::fs::create_dir_all(below.join("Classes")).unwrap();
        let manifest = std::fs::read_to_string(package.join("manifest.yaml")).unwrap();
        std::fs::write(below.join("manifest.yaml"), manifest.replace(".yaml", ".murano")).unwrap();
        for class in std::fs::read_dir(package.join("Classes")).unwrap().map(|e| e.unwrap().path())
        {
            let source = Sources::new().add("c", std::fs::read_to_string(&class).unwrap()).unwrap();
            let name = class.with_extension("murano");
            let file = below.join("Classes").join(name.file_name().unwrap());
            std::fs::write(file, convert::to_murano(&source, None).unwrap()).unwrap();
        }
    }
    let session = Session::new();
    let added = session.packages().add(target.path());
    let mut found = added.problems;
    added.packages.iter().for_each(|p| found.extend(session.packages().check(p)));
    let errors: Vec<_> = found.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let shop = session.call_static("com.example.Shop", "open").arg("corner").outcome();
    let sum = session.call_on(&shop.unwrap(), "deploy").outcome();
    assert!(matches!(sum.unwrap(), Value::Int(899)));
}

/// Every file of the project that contains only classes.
fn libraries() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = ["src/corelib", "examples", "tests/packages"].map(|f| root.join(f)).to_vec();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("a folder of ours")
            .map(|e| e.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == "murano") {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

/// Conversion to YAML and back changes nothing, and the second YAML equals the first.
#[test]
fn round_trips_change_nothing() {
    let session = Session::new();
    let folder = tempfile::tempdir().unwrap();
    let mut converted = 0;
    for path in libraries() {
        let first = match session.to_yaml(&path) {
            Ok(text) => text,
            Err(found) if found.iter().all(|d| d.code.0 == "E0120") => continue,
            Err(found) => panic!("{}: {found:#?}", path.display()),
        };
        let source = Sources::new().add("class.yaml", first.clone()).unwrap();
        let back = convert::to_murano(&source, None);
        let back = back.unwrap_or_else(|found| panic!("{}: {found:#?}\n{first}", path.display()));
        let file = folder.path().join("class.murano");
        std::fs::write(&file, &back).unwrap();
        let second = session.to_yaml(&file);
        let second = second.unwrap_or_else(|found| panic!("{}: {found:#?}", path.display()));
        assert_eq!(first, second, "{}", path.display());
        converted += 1;
    }
    assert!(converted > 80, "{converted}");
}

/// A class with every construct that `.murano` has a notation for.
const TOUR: &str = r#"
namespace com.example.tour
using std: io.murano

/// What is counted.
class Thing extends std:Object {
    name: string!
    size: int! where ($ > 0, 'too small') = 1
    kind: 'big' = 'big'
    parts: [Thing!, 0, 2] = []
    note: string = "two\nlines\n"
    label() { return "\($.name) \(null) \([1, 'a']) it's \"so\"" }
    weigh() -> int { return 1 }
    missing()
}
class Light extends Thing {
    weigh() -> int { return '4' }
}
class Other {
    other() { return 'other' }
}
class Both extends Light, Other {
    weigh() { return super.weigh() + 10 }
}
class Tour {
    static run() {
        $log = []
        $thing = new Both { name: 'a', parts: [{ name: 'b' }] }
        $log = $log + [$thing.label(), $thing.weigh(), $thing.note, $thing.parts[0].name]
        $log = $log + [if $thing.size > 3 then 'large' else if $thing.size = 1 then 'one' else 'small']
        try { $thing.missing() } catch NotImplementedError as $e { $log = $log + ['abstract'] }
        try { $x = new Thing { name: 'c', size: 0 } } catch $e { $log = $log + [$e.name] }
        try { throw Odd "n\($log.len())" with { a: 1 } } catch Odd as $e { $log = $log + [$e.message, $e.extra] }
        match $log.len() { case 1, 9 { $log = $log + ['nine'] } default { $log = $log + ['else'] } }
        switch { case true { $log = $log + ['yes'] } case false { $log = $log + ['no'] } }
        $n = 0
        while true { $n = $n + 1; if $n > 3 { break } else if $n = 2 { continue } }
        for $i in range(2) { $log = $log + [-$i] }
        $log = $log + [{ a: 1, b: { c: [1, 2] } } with { b: { c: [2], d: 3 } }]
        $log = $log + [Asked.sum()]
        return $log + [$n, { a: -1, 'b c': [1.5] }]
    }
}
class Owner extends std:Object {
    made: Thing
    init { $.made = new Thing { name: 'own' } }
    ownerOfMade() { return $.made.find(Owner) = $this }
}
class Asked {
    parameters: { [string!]: int! }
    static sum() { return new Asked { parameters: { a: 1, b: 2 } }.parameters.values().sum() }
}
"#;

/// A package of those classes, written by `write`.
fn package_of(file: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("it can be made");
    std::fs::create_dir(folder.path().join("Classes")).expect("it can be made");
    std::fs::write(folder.path().join("Classes").join(file), text).expect("it can be made");
    let names = ["Thing", "Light", "Other", "Both", "Tour", "Owner", "Asked"];
    let classes = names.map(|n| format!("  com.example.tour.{n}: {file}\n")).concat();
    let manifest =
        format!("Format: 1.4\nType: Library\nFullName: com.example.tour\nClasses:\n{classes}");
    std::fs::write(folder.path().join("manifest.yaml"), manifest).expect("it can be made");
    folder
}

/// The results of the methods of a package.
fn toured(folder: &Path) -> String {
    let session = Session::new();
    let added = session.packages().add(folder);
    let mut found = added.problems;
    added.packages.iter().for_each(|p| found.extend(session.packages().check(p)));
    let errors: Vec<_> = found.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let log = session.call_static("com.example.tour.Tour", "run").outcome();
    let log = log.unwrap_or_else(|fault| panic!("{fault:?}"));
    notation::notation(&log)
}

/// Classes of `.murano` behave the same in YAML, and again converted back to `.murano`.
#[test]
fn both_notations_behave_the_same() {
    let tour = TOUR;
    let file = tempfile::tempdir().unwrap();
    let path = file.path().join("tour.murano");
    std::fs::write(&path, tour).unwrap();
    let yaml = Session::new().to_yaml(&path).unwrap_or_else(|found| panic!("{found:#?}"));
    let source = Sources::new().add("tour.yaml", yaml.clone()).unwrap();
    let back = convert::to_murano(&source, None).unwrap();
    let expected = toured(package_of("tour.murano", tour).path());
    let label = r#"['a null [1, \'a\'] it\'s "so"', 14, 'two\nlines\n', 'b', 'one', 'abstract', "#;
    assert!(expected.starts_with(label), "{expected}");
    assert!(
        expected.ends_with(
            "'nine', 'yes', 0, -1, {a: 1, b: {c: [2], d: 3}}, 3, 4, {a: -1, 'b c': [1.5]}]"
        ),
        "{expected}"
    );
    assert_eq!(toured(package_of("tour.yaml", &yaml).path()), expected, "{yaml}");
    assert_eq!(toured(package_of("tour.murano", &back).path()), expected, "{back}");
}

/// What YAML cannot express is refused, with its position.
#[test]
fn what_yaml_cannot_express_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |text: &str| {
        let file = folder.path().join("refused.murano");
        std::fs::write(&file, text).unwrap();
        let found = Session::new().to_yaml(&file).unwrap_err();
        assert!(found.iter().all(|d| d.code.0 == "E0120" && !d.hints.is_empty()), "{found:#?}");
        found.iter().map(|d| d.message.clone()).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        refused("class A { }\nprint(1)"),
        "a statement of a script cannot be expressed in YAML"
    );
    let function = refused("function f() { }\nclass A { }");
    assert_eq!(function, "a function outside of classes cannot be expressed in YAML");
    let parallel = refused("class A { f(xs) { parallel for $x in $xs { print($x) } } }");
    assert_eq!(parallel, "`parallel for` cannot be expressed in YAML");
    let check = refused("class A { xs: [int] where (len($) > 2) }");
    assert_eq!(check, "a condition on a list or dictionary cannot be expressed in YAML");
}

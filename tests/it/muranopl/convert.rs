//! The packages of `tests/packages`: they run, they check, and say the same in `.murano`.

#![expect(clippy::disallowed_methods, reason = "tests read the packages they convert")]

use std::path::{Path, PathBuf};

use muranopl::runtime::value::Value;
use muranopl::session::Session;
use muranopl::source::Sources;
use muranopl::syntax::{convert, print};

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

/// A folder of packages runs as it is.
#[test]
fn packages_run() {
    let session = Session::new();
    let added = session.packages().add(&folder());
    assert!(added.problems.is_empty(), "{:?}", added.problems);
    for package in &added.packages {
        assert_eq!(session.packages().check(package), [], "{package}");
    }
    let shop = session.call_static("com.example.Shop", "open", vec![Value::str("corner")].into());
    let sum = session.call(&shop.unwrap(), "deploy", Vec::new().into());
    assert!(matches!(sum.unwrap(), Value::Int(899)));
}

/// What a class says in YAML it says in `.murano`: all of it, with its comments, in the canonical form.
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

/// A package whose classes were converted does what it did.
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
    let shop = session.call_static("com.example.Shop", "open", vec![Value::str("corner")].into());
    let sum = session.call(&shop.unwrap(), "deploy", Vec::new().into());
    assert!(matches!(sum.unwrap(), Value::Int(899)));
}

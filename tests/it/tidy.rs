#![expect(clippy::disallowed_methods, reason = "tests read the manifest")]
#![expect(clippy::print_stderr, reason = "a test tells that it was skipped")]
//! Tidiness: rules of the project that no compiler checks.

use std::collections::BTreeMap;
use std::process::Command;

use crate::sources;

/// The greatest number of lines of a file.
const LINES: usize = 800;

#[test]
fn files_are_tidy() {
    let mut files = sources::rust("src");
    files.extend(sources::rust("tests"));
    files.extend(sources::rust("benches"));
    let wrong: Vec<String> = files.iter().flat_map(|(path, text)| untidy(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn untidiness_is_noticed() {
    let long = "//! Long.\n".to_owned() + &"\n".repeat(LINES);
    let attribute = "#![expect(clippy::print_stdout, reason = \"it prints\")]\n//! Good.\n";
    assert_eq!(untidy("src/a.rs", "//! Good.\n"), [""; 0]);
    assert_eq!(untidy("src/a.rs", attribute), [""; 0]);
    assert_eq!(untidy("src/a.rs", &long).len(), 1);
    assert_eq!(untidy("src/a.rs", "use std::fs;\n").len(), 1);
    assert_eq!(untidy("src/a/mod.rs", "//! Good.\n").len(), 1);
    for word in forbidden() {
        assert_eq!(untidy("src/a.rs", &format!("//! Good.\n{word}\n")).len(), 1, "{word}");
    }
}

/// Names of types in several layers, because the types are counterparts: a declaration as it is
/// written (`syntax`), compiled (`compile::ir`) and linked (`runtime`); and two implementations
/// of one interface, of which a build has one.
const COUNTERPARTS: &[&str] =
    &["Class", "Contract", "Io", "Method", "Param", "Property", "Test", "Yielder"];

#[test]
fn no_type_name_is_defined_twice() {
    let files = sources::rust("src");
    let twice = defined_twice(&files);
    let new: Vec<_> =
        twice.iter().filter(|(name, _)| !COUNTERPARTS.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "choose a name of its own: {new:#?}");
    for name in COUNTERPARTS {
        assert!(twice.contains_key(*name), "`{name}` is defined once: take it out of COUNTERPARTS");
    }
}

#[test]
fn a_second_type_of_one_name_is_noticed() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = [
        file(
            "src/a.rs",
            "pub(in crate::b) struct Key(u8);\n// enum Other {\n    type Item = u8;\n",
        ),
        file("src/b.rs", "enum Key {}\ntype Other = u8;\nimpl X {\n    type Item = u8;\n"),
    ];
    let twice = defined_twice(&files);
    assert_eq!(twice.keys().collect::<Vec<_>>(), ["Key"]);
}

/// The types that are defined in several places, with their files.
fn defined_twice(files: &[(String, String)]) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in files {
        for name in text.lines().filter_map(defined_type) {
            found.entry(name.to_owned()).or_default().push(path.clone());
        }
    }
    found.retain(|_, paths| paths.len() > 1);
    found
}

/// The type that a line defines. Associated types are indented, and belong to their trait.
fn defined_type(line: &str) -> Option<&str> {
    let visible = line.strip_prefix("pub").map_or(line, |rest| {
        rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest)
    });
    let (keyword, rest) = visible.trim_start().split_once(' ')?;
    if line.starts_with(' ') || !["struct", "enum", "type", "trait"].contains(&keyword) {
        return None;
    }
    rest.split(|c: char| !c.is_alphanumeric()).next()
}

#[test]
fn every_dependency_says_why() {
    let manifest = std::fs::read_to_string(sources::root().join("Cargo.toml")).unwrap();
    assert_eq!(unexplained(&manifest), [""; 0]);
    assert_eq!(
        unexplained("[dependencies]\n# Why.\na-b = \"1\"\na-c = \"1\"\n\n[lints]\nx = 1\n"),
        [""; 0]
    );
    assert_eq!(unexplained("[dependencies]\n# Why.\na = \"1\"\nb = \"1\"\n"), ["b"]);
    assert_eq!(unexplained("[dev-dependencies]\na = \"1\"\n"), ["a"]);
}

#[test]
fn sources_are_formatted() {
    let cargo = env!("CARGO");
    let available = Command::new(cargo).args(["fmt", "--version"]).output();
    if !available.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: there is no rustfmt");
        return;
    }
    let check = Command::new(cargo)
        .args(["fmt", "--check", "--", "--files-with-diff"])
        .current_dir(sources::root())
        .output()
        .unwrap();
    let files = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "run `cargo fmt`; it would change:\n{files}");
}

/// The violations in a file.
fn untidy(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let lines = text.lines().count();
    if lines > LINES {
        wrong.push(format!("{path}: {lines} lines, {LINES} are enough"));
    }
    let opening = text.lines().find(|l| !l.starts_with("#!["));
    if !opening.is_some_and(|l| l.starts_with("//!")) {
        wrong.push(format!("{path}: it does not open with `//!`, saying what it owns"));
    }
    if path.ends_with("/mod.rs") {
        wrong.push(format!("{path}: `foo/mod.rs` is written `foo.rs`"));
    }
    for word in forbidden() {
        for (number, _) in text.lines().enumerate().filter(|(_, l)| l.contains(&word)) {
            wrong.push(format!("{path}:{}: `{word}`", number + 1));
        }
    }
    wrong
}

/// Concatenated here, so that this file passes its own test.
fn forbidden() -> Vec<String> {
    [("to", "do!"), ("db", "g!"), ("FIX", "ME"), ("#[ig", "nore"), ("unimple", "mented!")]
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .collect()
}

/// The dependencies of a manifest with no reason above them. A family (`num-bigint`, `num-traits`) shares one.
fn unexplained(manifest: &str) -> Vec<&str> {
    let mut wrong = Vec::new();
    let mut listed = false;
    let mut before = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            listed = line.ends_with("dependencies]");
        } else if listed && let Some((name, _)) = line.split_once(" =") {
            let family = |name: &str| name.split(['-', '_', ' ']).next().map(str::to_owned);
            if !before.starts_with("# ") && family(before) != family(name) {
                wrong.push(name);
            }
        }
        before = line;
    }
    wrong
}

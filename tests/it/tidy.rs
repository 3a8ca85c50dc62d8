#![expect(clippy::disallowed_methods, reason = "tests read the manifest")]
#![expect(clippy::print_stderr, reason = "a test tells that it was skipped")]
//! Tidiness: rules of the house that no compiler knows.

use std::process::Command;

use crate::sources;

/// Most lines of a file.
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

/// What is wrong with a file.
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

/// Put together here, so that this file may stand its own test.
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

//! The layers of the library, read from its own sources: each part may use only what stands before it.

use crate::sources;

/// The parts in their order; those of one row may use each other.
const ORDER: &[&[&str]] = &[
    &["source", "diag"],
    &["syntax"],
    &["compile"],
    &["runtime"],
    &["stdlib"],
    &["corelib"],
    &["engine"],
    &["hosts"],
    &["deploy"],
    &["session"],
    &["ide", "testing"],
    &["cli"],
];

#[test]
fn each_layer_uses_only_those_below() {
    let files = sources::rust("src");
    assert!(files.len() > 100, "the sources were found");
    let wrong: Vec<String> = files.iter().flat_map(|(path, text)| offences(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_part_has_its_place() {
    let files = sources::rust("src");
    for (path, _) in files {
        let part = part(&path);
        assert!(matches!(part, "lib" | "main") || rank(part).is_some(), "{path}: add it to ORDER");
    }
}

#[test]
fn a_use_from_above_is_noticed() {
    assert_eq!(
        offences("src/runtime/a.rs", "use crate::source::Span;\nuse crate::runtime::b;").len(),
        0
    );
    assert_eq!(offences("src/runtime/a.rs", "use crate::stdlib::Library;").len(), 1);
    assert_eq!(offences("src/syntax.rs", "    pub(crate) use crate::compile::ir;").len(), 1);
    assert_eq!(
        offences("src/compile/a.rs", "let x = crate::runtime::value::Value::Null;").len(),
        1
    );
    assert_eq!(offences("src/compile/a.rs", "use crate::{diag, runtime::value::Value};").len(), 1);
    assert_eq!(offences("src/compile/a.rs", "/// See [`crate::runtime`].\n").len(), 0);
}

/// What a file uses that stands above it.
fn offences(path: &str, text: &str) -> Vec<String> {
    let Some(own) = rank(part(path)) else { return Vec::new() };
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for used in used(line) {
            if rank(used).is_some_and(|other| other > own) {
                let number = number + 1;
                wrong.push(format!("{path}:{number}: `{}` may not use `{used}`", part(path)));
            }
        }
    }
    wrong
}

/// The parts that a line names after `crate::`.
fn used(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, root) in line.match_indices("crate::") {
        let rest = &line[at + root.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group.split(',').map(|one| word(one.trim()))),
            None => found.push(word(rest)),
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// `src/runtime/vm.rs` and `src/runtime.rs` belong to `runtime`.
fn part(path: &str) -> &str {
    word(path.strip_prefix("src/").unwrap_or(path))
}

fn rank(part: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&part))
}

//! Links and paths in documents, and citations in the source: files exist, and so do the headings.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use super::blocks::Document;

/// Directories whose files documents name.
const DIRECTORIES: &[&str] =
    &["src/", "tests/", "grammar/", "examples/", "scripts/", "docs/", "benches/", "fuzz/"];

/// Paths between backticks that do not exist. Patterns such as `tests/**` are skipped.
pub(super) fn check_paths(document: &Document) -> String {
    let mut failures = String::new();
    for (number, line) in document.prose() {
        for code in line.split('`').skip(1).step_by(2) {
            let is_path = DIRECTORIES.iter().any(|d| code.starts_with(d))
                && code.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            if is_path && !crate::sources::root().join(code).exists() {
                let _ =
                    writeln!(failures, "{}:{number}: there is no {code}", document.path.display());
            }
        }
    }
    failures
}

/// The broken links of a document.
pub(super) fn check(document: &Document, documents: &[Document]) -> String {
    let mut failures = String::new();
    let here = document.path.parent().unwrap_or(Path::new(""));
    for (number, line) in document.prose() {
        for target in targets(line) {
            if target.starts_with("http://") || target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = if file.is_empty() { document.path.clone() } else { flat(&here.join(file)) };
            let own = path == document.path;
            if !own && !crate::sources::root().join(&path).exists() {
                let _ = writeln!(
                    failures,
                    "{}:{number}: there is no {target}",
                    document.path.display()
                );
                continue;
            }
            let linked =
                if own { Some(document) } else { documents.iter().find(|d| d.path == path) };
            let known = anchor.is_empty()
                || linked.is_some_and(|d| d.anchors().iter().any(|a| a == anchor));
            if !known {
                let _ =
                    writeln!(failures, "{}:{number}: no heading {target}", document.path.display());
            }
        }
    }
    failures
}

/// The targets of the links `[text](target)` of a line. Code between backticks has no links.
pub(super) fn targets(line: &str) -> Vec<String> {
    let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("");
    let ends = prose.match_indices("](").map(|(at, _)| &prose[at + 2..]);
    ends.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned()).collect()
}

/// A path without `.` and `..`.
fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(flat.pop()),
            Component::CurDir => {}
            part => flat.push(part),
        }
    }
    flat
}

/// The wrong citations in a line of source.
pub(super) fn citations(line: &str, documents: &[Document]) -> Vec<String> {
    let mut complaints = Vec::new();
    for old in [
        "MuranoPL section",
        "YAQL section",
        "(YAQL \"",
        "reference/muranopl.md",
        "reference/yaql.md",
    ] {
        if line.contains(old) {
            complaints
                .push(format!("`{old}` cites what no reader can open: link to docs/language"));
        }
    }
    for (at, _) in line.match_indices("docs/") {
        let end = line[at..].find(|c: char| !(c.is_alphanumeric() || "/.#-_".contains(c)));
        let cited = line[at..][..end.unwrap_or(line.len() - at)].trim_end_matches('.');
        let (file, anchor) = cited.split_once('#').unwrap_or((cited, ""));
        if !file.ends_with(".md") {
            continue;
        }
        let document = documents.iter().find(|d| d.path == Path::new(file));
        match document {
            None => complaints.push(format!("there is no {file}")),
            Some(d) if !anchor.is_empty() && !d.anchors().iter().any(|a| a == anchor) => {
                complaints.push(format!("{file} has no heading #{anchor}"));
            }
            Some(_) => {}
        }
    }
    complaints
}

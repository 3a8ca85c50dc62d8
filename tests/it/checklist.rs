#![expect(clippy::disallowed_methods, reason = "tests read and write their page")]
//! `docs/compatibility.md` ends with a table of MuranoPL's features, generated from the tests
//! that show them.
//!
//! A test of feature 12 is a function `row_012_…`, one of 12 and 13 a function `row_012_013_…`;
//! a line `/// Differs: …` before it states the reason where this implementation deliberately
//! differs. `UPDATE=1` writes the table again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const PAGE: &str = "docs/compatibility.md";
const BEGIN: &str = "<!-- made from the tests: begin -->\n";
const END: &str = "<!-- made from the tests: end -->\n";
/// The directories of such tests.
const FOLDERS: [&str; 5] = ["internal/muranopl", "internal/model", "it", "it/rpc", "it/cli"];
const FEATURES: &str = include_str!("../internal/muranopl/checklist.txt");

/// A test that shows a feature.
struct Shown {
    name: String,
    file: String,
    differs: Option<String>,
}

/// The tests by the number of the feature they show.
fn shown() -> BTreeMap<u32, Vec<Shown>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut rows: BTreeMap<u32, Vec<Shown>> = BTreeMap::new();
    for folder in FOLDERS {
        let entries = std::fs::read_dir(root.join(folder)).expect("the folder of these tests");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
        files.sort();
        for path in files {
            let text = std::fs::read_to_string(&path).expect("text");
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            for (row, test) in tests_in(&text, &format!("{folder}/{name}")) {
                rows.entry(row).or_default().push(test);
            }
        }
    }
    rows
}

fn tests_in(text: &str, file: &str) -> Vec<(u32, Shown)> {
    let (mut found, mut differs) = (Vec::new(), None::<String>);
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if let Some(reason) = line.strip_prefix("/// Differs: ") {
            differs = Some(reason.to_owned());
        } else if let (Some(more), Some(reason)) = (line.strip_prefix("/// "), &mut differs) {
            *reason += " ";
            *reason += more;
        } else if line == "#[test]" {
            is_test = true;
        } else if let Some(rest) = line.strip_prefix("fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            for row in rows_of(name).into_iter().filter(|_| is_test) {
                let (name, file) = (name.to_owned(), file.to_owned());
                found.push((row, Shown { name, file, differs: differs.clone() }));
            }
            (is_test, differs) = (false, None);
        }
    }
    found
}

/// The features whose numbers a test's name contains.
fn rows_of(name: &str) -> Vec<u32> {
    let Some(rest) = name.strip_prefix("row_") else { return Vec::new() };
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() == 3);
    rest.split('_').map_while(number).collect()
}

fn features() -> Vec<(u32, &'static str)> {
    let one = |line: &'static str| {
        let (number, name) = line.split_once(' ').expect("a number and a name");
        (number.parse().expect("a number"), name)
    };
    FEATURES.lines().map(one).collect()
}

/// The table.
fn table() -> String {
    let shown = shown();
    let mut out = String::from("| | feature | shown by | differs |\n| --- | --- | --- | --- |\n");
    for (row, feature) in features() {
        let tests = shown.get(&row).map_or(&[][..], |tests| tests);
        let first = tests.first().map_or(String::new(), |test| {
            let more = if tests.len() > 1 {
                format!(" and {} more", tests.len() - 1)
            } else {
                String::new()
            };
            format!("`{}` ({}){more}", test.name, test.file)
        });
        let reasons: Vec<&str> = tests.iter().filter_map(|t| t.differs.as_deref()).collect();
        writeln!(out, "| {row} | {feature} | {first} | {} |", reasons.join("; ")).expect("text");
    }
    out
}

/// Every feature is shown by a test, or the page explains in prose why it is not: "(feature
/// 7)".
#[test]
fn every_feature_is_shown_or_explained() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the page");
    let (words, _) = page.split_once(BEGIN).expect("the beginning of the table");
    let shown = shown();
    let is_missing =
        |row: &u32| !shown.contains_key(row) && !words.contains(&format!("(feature {row})"));
    let missing: Vec<u32> = features().into_iter().map(|(row, _)| row).filter(is_missing).collect();
    assert!(missing.is_empty(), "no test shows the features {missing:?}: name one `row_…`");
    let unknown: Vec<u32> =
        shown.keys().copied().filter(|row| features().iter().all(|f| f.0 != *row)).collect();
    assert!(unknown.is_empty(), "tests show features that are not on the list: {unknown:?}");
}

#[test]
fn the_table_of_features_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(BEGIN).expect("the beginning of the table");
    let (found, after) = rest.split_once(END).expect("the end of the table");
    let wanted = table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).expect("written");
        return;
    }
    assert!(found == wanted, "{PAGE} is out of date: run this test with UPDATE=1");
}

#[test]
fn tests_are_read_with_their_reasons() {
    let text = "/// Shows it.\n/// Differs: it is better\n/// here.\n#[test]\nfn row_007_it() {\n}\nfn row_008_help() {}\n";
    let found = tests_in(text, "a.rs");
    assert_eq!(found.len(), 1, "helpers are no tests");
    assert_eq!((found[0].0, found[0].1.differs.as_deref()), (7, Some("it is better here.")));
    let listed: Vec<u32> =
        tests_in("#[test]\nfn row_065_066_any() {}\n", "a.rs").iter().map(|t| t.0).collect();
    assert_eq!(listed, [65, 66]);
}

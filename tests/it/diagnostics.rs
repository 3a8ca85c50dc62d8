#![expect(clippy::disallowed_methods, reason = "tests read and write the catalogue")]
//! The catalogue of wrong programs in `tests/suite/diagnostics`: what `murano` says to each is written down, so that a change
//! of a message shows in the difference.
//!
//! A topic is a file `TOPIC.txt` of cases, and `TOPIC.out` with the reports, in the same order. A case begins with `=== name`.
//! `[run]` after the name: no check finds the mistake, a run on the simulated engine does. The first line of any other case may
//! be `$ command`; without one, `murano check main.murano` is asked. `--- path` begins a further file of the case; the
//! first, without such a line, is `main.murano`. `UPDATE=1` writes the reports: read them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::sources;

/// The cases of the catalogue.
const FOLDER: &str = "tests/suite/diagnostics";

macro_rules! topics {
    ($($topic:ident),+ $(,)?) => {
        $(#[test] fn $topic() { compare(stringify!($topic)); })+

        #[test]
        fn every_topic_is_compared() {
            let known = [$(stringify!($topic)),+];
            for (path, _) in sources::below(FOLDER, "txt") {
                assert!(known.iter().any(|topic| path.ends_with(&format!("/{topic}.txt"))), "{path}");
            }
        }
    };
}

topics! {
    calls,
    contracts,
    contracts_at_run,
    deployment,
    docker,
    exceptions,
    habits,
    imports,
    inheritance,
    members,
    models,
    names,
    results,
    silent,
    syntax,
    values,
    yaml,
    yaql,
}

/// A wrong program.
struct Case {
    name: String,
    command: String,
    /// Names and texts.
    files: Vec<(String, String)>,
}

impl Case {
    fn is_found_at_run(&self) -> bool {
        self.name.ends_with(" [run]")
    }
}

#[test]
fn the_catalogue_is_large() {
    let files = sources::below(FOLDER, "txt");
    let cases: Vec<Case> = files.iter().flat_map(|(_, text)| cases(text)).collect();
    let at_run = cases.iter().filter(|case| case.is_found_at_run()).count();
    assert!(cases.len() >= 250 && at_run >= 80, "{} cases, {at_run} at run", cases.len());
}

fn compare(topic: &str) {
    let path = sources::root().join(FOLDER).join(topic);
    let text = std::fs::read_to_string(path.with_extension("txt")).expect("the cases");
    let mut found = String::new();
    for case in cases(&text) {
        let reports = reports(&case);
        let reports = reports.trim_matches('\n');
        let is_report = is_heading(reports);
        assert!(is_report && !reports.contains("E0999"), "{}: {reports}", case.name);
        let _ = writeln!(found, "=== {}\n{reports}\n", case.name);
    }
    let found = format!("{}\n", found.trim_end());
    let out = path.with_extension("out");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&out, &found).expect("the reports can be written");
        return;
    }
    let shown = std::fs::read_to_string(&out).unwrap_or_default();
    for (found, shown) in found.split("\n=== ").zip(shown.split("\n=== ")) {
        assert_eq!(found, shown, "the reports of {topic} changed; UPDATE=1 writes them");
    }
    assert_eq!(found, shown);
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            let command = match name.ends_with(" [run]") {
                true => "run main.murano --engine simulated",
                false => "check main.murano",
            };
            let (name, command) = (name.to_owned(), command.to_owned());
            cases.push(Case { name, command, files: Vec::new() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match (line.strip_prefix("$ "), line.strip_prefix("--- ")) {
            (Some(command), _) if case.files.is_empty() => command.clone_into(&mut case.command),
            (_, Some(file)) => case.files.push((file.to_owned(), String::new())),
            _ => {
                if case.files.is_empty() {
                    case.files.push(("main.murano".to_owned(), String::new()));
                }
                if let Some((_, text)) = case.files.last_mut() {
                    let _ = writeln!(text, "{line}");
                }
            }
        }
    }
    for (_, text) in cases.iter_mut().flat_map(|case| &mut case.files) {
        *text = format!("{}\n", text.trim_end_matches('\n'));
    }
    cases
}

/// What the command of a case reports, without summary and notes.
fn reports(case: &Case) -> String {
    let place = TempDir::new().expect("a directory");
    for (name, text) in &case.files {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a directory");
        std::fs::write(path, text).expect("the file can be written");
    }
    if case.is_found_at_run() {
        let (code, text) = murano(place.path(), "check main.murano");
        assert_eq!(code, Some(0), "{}: `check` finds it: {text}", case.name);
    }
    let (_, text) = murano(place.path(), &case.command);
    // Summaries and notes begin at the left like a report's first line; its other lines are indented, as steps of progress before it.
    let is_report =
        |line: &&str| line.is_empty() || line.starts_with([' ', '\t']) || is_heading(line);
    let lines = text.lines().skip_while(|line| !is_heading(line));
    lines.filter(is_report).fold(String::new(), |text, line| text + line + "\n")
}

/// Whether a report begins: `error[E0201]: …`.
fn is_heading(line: &str) -> bool {
    ["error[", "warning["].iter().any(|word| line.starts_with(word))
}

fn murano(place: &Path, arguments: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_murano"))
        .args(arguments.split(' '))
        .current_dir(place)
        .env_clear()
        .envs([("HOME", place), ("XDG_STATE_HOME", &place.join(".state"))])
        .envs([("DOCKER_HOST", "unix:///nonexistent/docker.sock"), ("COLUMNS", "100")])
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

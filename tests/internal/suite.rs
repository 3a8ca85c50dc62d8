#![expect(clippy::disallowed_methods, reason = "tests rewrite what they expect, on request")]
//! Tests in the language itself: programs in `tests/suite/**/*.murano`, several cases in a
//! file.
//!
//! A case begins with `// --- name`, with options in brackets after it: `[max-depth: 50]`,
//! `[max-steps: 1000]`, `[trace]`, `[bare]`. It is a program of its own and has the function
//! `check(expected, actual)`, unless it is bare. Expected diagnostics are comments above the
//! line they are about, with its columns (counted from 1, end exclusive) and code:
//!
//! ```text
//! // Error: 13-16 E0201 `port` must be …
//! // Label: `int!` this contract
//! // Hint: …
//! ```
//!
//! A position outside of the case has no columns; its comment is at the top. `UPDATE=1` writes
//! these comments; read what it wrote before you believe it. `CASE=text` runs only the cases
//! whose file or name contains the text.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use crate::corelib;
use crate::diag::report::{Look, render};
use crate::diag::{Diagnostic, Severity};
use crate::runtime::options::Options;
use crate::session::{Error, Session};
use crate::source::{Sources, Span};

use crate::tests::sources;

/// Available to every case; added after it, so that the positions in the case do not change.
const CHECK: &str = "
function check(expected, actual) {
    if $expected != $actual or not isObject($expected) and str([$expected]) != str([$actual]) {
        throw Mismatch \"expected \\(str([$expected])), found \\(str([$actual]))\"
    }
}
";

/// The words with which comments of expected diagnostics begin.
const NOTES: &[&str] =
    &["// Error: ", "// Warning: ", "// Label: ", "// Hint: ", "// Trace: ", "// Prints:"];

macro_rules! folders {
    ($($folder:ident),+ $(,)?) => {
        $(#[test] fn $folder() { run_folder(concat!("tests/suite/", stringify!($folder))); })+

        #[test]
        fn every_directory_is_run() {
            let known = [$(stringify!($folder)),+];
            for (path, _) in sources::below("tests/suite", "murano") {
                assert!(known.iter().any(|k| path.contains(&format!("suite/{k}/"))), "{path}");
            }
        }
    };
}

folders! { compile, corelib, runtime, stdlib, syntax }

/// A program of its own.
struct Case {
    /// The line of its name, unchanged.
    header: String,
    /// Its lines without the comments of expected diagnostics.
    text: String,
    /// The same with these comments.
    noted: String,
}

/// The options of a case.
struct Run {
    diagnostics: Vec<Diagnostic>,
    printed: String,
    sources: Rc<Sources>,
}

#[test]
fn a_wrong_case_fails() {
    for wrong in [
        "check(1, 2)\n",
        "check(1, 1.0)\n",
        "check([1], [true])\n",
        "$x = 1\n// Error: 1-2 E0001 nothing is wrong here\n$y = 2\n",
        "$x = null.foo\n",
        "// Prints: hello\n$x = 1\n",
    ] {
        let file = format!("// About.\n\n// --- wrong\n{wrong}");
        assert!(big_stack(move || !judge("wrong.murano", &file).1.is_empty()), "{wrong}");
    }
    let right = "// About.\n\n// --- right\ncheck(1, 1)\ncheck([1, null], [1, null])\n";
    assert_eq!(big_stack(|| judge("right.murano", right).1), "");
}

fn run_folder(folder: &str) {
    let mut failures = String::new();
    for (path, text) in sources::below(folder, "murano") {
        let (name, before) = (path.clone(), text.clone());
        let (after, complaints) = big_stack(move || judge(&name, &before));
        if std::env::var_os("UPDATE").is_some() && after != text {
            std::fs::write(sources::root().join(&path), after).expect("the file can be written");
        }
        failures += &complaints;
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Parsing and natives recurse, so programs run on a stack that is large enough.
fn big_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    thread.expect("there is memory for a thread").join().expect("the harness does not panic")
}

/// A file as it should be, and its failures.
fn judge(path: &str, text: &str) -> (String, String) {
    let (mut after, cases) = split(text);
    let mut complaints = String::new();
    if cases.is_empty() {
        let _ = writeln!(complaints, "{path}: no case");
    }
    let wanted = std::env::var("CASE").unwrap_or_default();
    for case in cases {
        let mut noted = case.noted.clone();
        if path.contains(&wanted) || case.header.contains(&wanted) {
            match catch_unwind(AssertUnwindSafe(|| run(path, &case))) {
                Ok(run) => {
                    let unmet = run.diagnostics.iter().any(|d| d.message.starts_with("Mismatch: "));
                    let outcome = annotate(&case, &run);
                    if outcome != noted {
                        complaints += &complain(path, &case, &run, &outcome);
                        noted = if unmet { noted } else { outcome };
                    }
                }
                Err(_) => {
                    complaints += &format!("{path}: {}: it panics\n{}\n", case.header, case.text);
                }
            }
        }
        after += &format!("{}\n{noted}", case.header);
    }
    (after, complaints)
}

/// The text before the first case, and the cases.
fn split(text: &str) -> (String, Vec<Case>) {
    let (mut head, mut cases): (String, Vec<Case>) = (String::new(), Vec::new());
    for line in text.lines() {
        if line.starts_with("// --- ") {
            let (text, noted) = (String::new(), String::new());
            cases.push(Case { header: line.to_owned(), text, noted });
            continue;
        }
        let into = cases.last_mut().map_or(&mut head, |case| {
            if !NOTES.iter().any(|note| line.trim_start().starts_with(note)) {
                case.text += &format!("{line}\n");
            }
            &mut case.noted
        });
        *into += &format!("{line}\n");
    }
    (head, cases)
}

fn run(path: &str, case: &Case) -> Run {
    let session = Session::with(Options {
        max_depth: option(case, "max-depth").unwrap_or(10_000),
        max_steps: option(case, "max-steps"),
        ..Options::default()
    });
    corelib::bind(session.runtime(), &corelib::AttributeStore::default(), Rc::new(|_| {}));
    let printed: Rc<RefCell<String>> = Rc::default();
    let output = printed.clone();
    session.runtime().set_output(Box::new(move |text| output.borrow_mut().push_str(text)));
    let check = if case.header.contains("[bare]") { "" } else { CHECK };
    let diagnostics = match session.read(path, &format!("{}{check}", case.text)) {
        Ok(program) => {
            let mut found = program.warnings.clone();
            found.extend(session.run(&program).err().into_iter().flat_map(Error::into_diagnostics));
            found
        }
        Err(error) => error.into_diagnostics(),
    };
    let printed = printed.borrow().clone();
    Run { diagnostics, printed, sources: session.sources().clone() }
}

fn option<T: std::str::FromStr>(case: &Case, name: &str) -> Option<T> {
    let (_, rest) = case.header.split_once(&format!("[{name}: "))?;
    rest.split_once(']')?.0.parse().ok()
}

/// The lines of a case with the diagnostics of this run as comments.
fn annotate(case: &Case, run: &Run) -> String {
    let mut notes: Vec<(usize, String)> = Vec::new();
    let lines = case.text.lines().count();
    for diagnostic in &run.diagnostics {
        let place = place(diagnostic.span, run, lines);
        let at = place.map_or(0, |(line, ..)| line);
        let kind = if diagnostic.severity == Severity::Error { "Error" } else { "Warning" };
        let columns = place.map(|(_, from, to)| format!("{from}-{to} ")).unwrap_or_default();
        let message = diagnostic.message.replace('\n', "\\n");
        notes.push((at, format!("// {kind}: {columns}{} {message}", diagnostic.code)));
        let here = (!diagnostic.here.is_empty()).then_some((diagnostic.span, &diagnostic.here));
        let labels = diagnostic.labels.iter().map(|l| (l.span, &l.text));
        for (span, text) in here.into_iter().chain(labels) {
            notes.push((at, format!("// Label: `{}` {text}", quoted(span, run))));
        }
        notes.extend(diagnostic.hints.iter().map(|h| (at, format!("// Hint: {h}"))));
        if case.header.contains("[trace]") {
            for frame in &diagnostic.trace {
                let code = quoted(frame.span, run);
                let of = if frame.class.is_empty() { "" } else { " of " };
                notes
                    .push((at, format!("// Trace: {}{of}{}: `{code}`", frame.method, frame.class)));
            }
        }
    }
    notes.extend(run.printed.lines().map(|l| (0, format!("// Prints: {l}"))));
    let mut text = String::new();
    for (number, line) in case.text.lines().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        for (_, note) in notes.iter().filter(|(at, _)| *at == number) {
            let _ = writeln!(text, "{indent}{}", note.trim_end());
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

/// The line within the case (from 0), the first column, the end column.
fn place(span: Span, run: &Run, lines: usize) -> Option<(usize, u32, u32)> {
    let source = run.sources.find(span).filter(|_| span.start < Sources::LIBRARY_BASE)?;
    let start = source.location(span.start);
    let line = start.line as usize - 1;
    if line >= lines {
        return None;
    }
    let length = source.slice(span).lines().next().unwrap_or("").chars().count() as u32;
    Some((line, start.column, start.column + length))
}

/// The first line of what a span covers.
fn quoted(span: Span, run: &Run) -> String {
    let source = run.sources.find(span);
    source.map_or(String::new(), |s| s.slice(span).lines().next().unwrap_or("").to_owned())
}

fn complain(path: &str, case: &Case, run: &Run, outcome: &str) -> String {
    let mut text = format!("==== {path}: {}\n{outcome}", case.header);
    if case.text != case.noted {
        let _ = writeln!(text, "---- expected\n{}", case.noted);
    }
    for diagnostic in &run.diagnostics {
        text += &render(diagnostic, &run.sources, Look::default());
    }
    text
}

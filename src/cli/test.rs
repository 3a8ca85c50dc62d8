//! `murano test`: runs unit tests and says which hold.

mod origins;

use serde_json::{Value as Json, json};

use crate::diag::Diagnostic;
use crate::source::Sources;
use crate::testing::{self, Loaded, Origin, Test};

use super::Ending;
use super::arguments::{TestArgs, TestFormat};
use super::exit::Exit;
use super::terminal::{Terminal, answer, answer_json};

/// What became of a test.
struct Verdict {
    origin: String,
    test: Test,
    /// Why it does not hold.
    failure: Option<Failed>,
}

/// Why a test does not hold.
struct Failed {
    /// The exception's name.
    name: String,
    /// What it says.
    message: String,
    /// Where: `file:line:column`.
    place: Option<String>,
}

/// Runs tests.
pub(super) fn run(args: &TestArgs, terminal: &Terminal) -> Ending {
    let mut results: Vec<Verdict> = Vec::new();
    let mut unreadable = false;
    for origin in origins::all(args, *terminal)? {
        match origin.load() {
            Ok(loaded) => run_all(&*origin, &loaded, args, terminal, &mut results),
            Err((session, found)) => {
                unreadable = true;
                found.iter().for_each(|d| terminal.report(d, session.sources()));
            }
        }
    }
    match args.format {
        TestFormat::Text => {}
        TestFormat::Json => answer_json(&results.iter().map(as_json).collect::<Vec<Json>>()),
        TestFormat::Junit => answer(&junit(&results)),
    }
    let failed = results.iter().filter(|r| r.failure.is_some()).count();
    if !(unreadable && results.is_empty()) {
        terminal.note(&summary(results.len(), failed));
    }
    Ok(match (unreadable, failed) {
        (true, _) => Exit::Source,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Failed,
    })
}

fn summary(all: usize, failed: usize) -> String {
    let tests = |n: usize| if n == 1 { "1 test".to_owned() } else { format!("{n} tests") };
    match (all, failed) {
        (0, _) => "there are no tests here".into(),
        (_, 0) => format!("{}: all hold", tests(all)),
        _ => format!("{}: {failed} failed", tests(all)),
    }
}

/// Runs the tests of one file or package that are meant.
fn run_all(
    origin: &dyn Origin,
    first: &Loaded,
    args: &TestArgs,
    terminal: &Terminal,
    results: &mut Vec<Verdict>,
) {
    let meant = |test: &Test| args.filter.as_ref().is_none_or(|filter| test.is_meant(filter));
    for test in testing::tests(first).into_iter().filter(meant) {
        // What was read once can be read again.
        let Ok(loaded) = origin.load() else { continue };
        let outcome = testing::run(&loaded, &test);
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        if args.format == TestFormat::Text {
            answer(&format!("{test} … {verdict}\n"));
        }
        let failure = outcome.err().map(|failure| {
            terminal.report(&failure.diagnostic, loaded.session.sources());
            Failed {
                name: failure.fault.name().to_owned(),
                message: failure.diagnostic.message.clone(),
                place: place(&failure.diagnostic, loaded.session.sources()),
            }
        });
        results.push(Verdict { origin: origin.title(), test, failure });
    }
}

fn place(diagnostic: &Diagnostic, sources: &Sources) -> Option<String> {
    let source = sources.find(diagnostic.span)?;
    let at = source.location(diagnostic.span.start);
    Some(format!("{}:{}:{}", source.name, at.line, at.column))
}

fn as_json(result: &Verdict) -> Json {
    let mut whole = json!({
        "origin": result.origin,
        "class": &*result.test.class,
        "method": &*result.test.method,
        "passed": result.failure.is_none(),
    });
    if let Some(failure) = &result.failure {
        whole["exception"] = json!(failure.name);
        whole["message"] = json!(failure.message);
        whole["place"] = json!(failure.place);
    }
    whole
}

/// The results as JUnit writes them: a suite a file.
fn junit(results: &[Verdict]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for suite in results.chunk_by(|a, b| a.origin == b.origin) {
        let failed = suite.iter().filter(|r| r.failure.is_some()).count();
        let name = escaped(&suite[0].origin);
        let count = suite.len();
        text += &format!("  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\">\n");
        suite.iter().for_each(|result| text += &junit_case(result));
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

fn junit_case(result: &Verdict) -> String {
    let (class, method) = (escaped(&result.test.class), escaped(&result.test.method));
    let head = format!("    <testcase classname=\"{class}\" name=\"{method}\"");
    let Some(failure) = &result.failure else { return format!("{head}/>\n") };
    let (name, message) = (escaped(&failure.name), escaped(&failure.message));
    let place = escaped(failure.place.as_deref().unwrap_or(""));
    format!(
        "{head}>\n      <failure type=\"{name}\" message=\"{message}\">{place}</failure>\n    </testcase>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

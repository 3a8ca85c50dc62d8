//! `murano test`: runs unit tests and reports which pass.

mod origins;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};

use crate::diag::Diagnostic;
use crate::session::Session;
use crate::source::Sources;
use crate::testing::{self, LoadedTests, TestCase, TestSource};

use super::command_error::CommandResult;
use super::exit::Exit;
use super::interrupt;
use super::packages::PackageArgs;
use super::terminal::{Terminal, print_document, print_error, print_json, print_result};
use super::watch::Watch;

/// How `test` writes the results of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TestFormat {
    /// A line for each test.
    #[default]
    Text,
    /// JSON.
    Json,
    /// JUnit's XML, which continuous integration services read.
    Junit,
}

/// `test`.
#[derive(Debug, Args)]
#[command(after_help = "\
Tests are methods whose names begin with `test`, of classes that extend `io.murano.test.TestFixture`, in files named
`*_test.murano` and in MuranoPL packages (directories with a `manifest.yaml`, zip files). Each test runs in a session of its own, on
the simulated engine.

Examples:
  murano test
  murano test lib/ports_test.murano
  murano test com.example.Shop/ --packages apps/
  murano test --filter PortsTest.testFirst
  murano test --watch                run them again on every change
  murano test --format junit > results.xml")]
pub(super) struct TestArgs {
    /// Files, packages, and directories of them.
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Packages they use; those beside a package are found.
    #[command(flatten)]
    pub packages: PackageArgs,
    /// Run only tests with this text in `class.method`.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Run the tests again whenever a program changes, until Ctrl-C.
    #[arg(long)]
    pub watch: bool,
    /// The format of the results; JSON and JUnit go to standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: TestFormat,
}

/// The result of one test.
struct TestResult {
    origin: String,
    test: TestCase,
    /// The exception it failed with; `None` if it passed.
    failure: Option<TestException>,
}

/// The exception that a test failed with.
struct TestException {
    name: String,
    message: String,
    /// Where it was raised: `file:line:column`.
    position: Option<String>,
}

/// Runs tests.
pub(super) fn run(args: &TestArgs, terminal: &Terminal) -> CommandResult {
    if args.watch { watch(args, terminal) } else { run_once(args, &mut Vec::new(), terminal) }
}

/// Runs tests on every change of the paths, of the packages, and of the files that the tests import.
fn watch(args: &TestArgs, terminal: &Terminal) -> CommandResult {
    // Tests leave nothing behind: the process can end at any time.
    let end = || {
        print_error("\n");
        std::process::exit(Exit::Interrupted.code().into());
    };
    // Without a handler the system ends the process, only less tidily.
    let _ = interrupt::on_signal(end);
    let packages = args.packages.packages.iter().chain(&args.packages.allow_import);
    let mut watch = Watch::new(args.paths.iter().chain(packages).cloned());
    loop {
        let mut loaded = Vec::new();
        run_once(args, &mut loaded, terminal)?;
        watch.follow(loaded);
        terminal.note("watching for changes; Ctrl-C ends");
        let changed = watch.wait();
        let names: Vec<String> = changed.iter().map(|path| path.display().to_string()).collect();
        terminal.note(&format!("\nchanged: {}", names.join(", ")));
    }
}

/// Runs all tests; adds the files that they consist of to `loaded`.
fn run_once(args: &TestArgs, loaded: &mut Vec<PathBuf>, terminal: &Terminal) -> CommandResult {
    let mut results: Vec<TestResult> = Vec::new();
    // A file that cannot be read does not stop the tests of the others, but decides the exit
    // code.
    let mut unreadable = false;
    for origin in origins::find(&args.paths, &args.packages, *terminal)? {
        match origin.load() {
            Ok(tests) => {
                loaded.extend(files_of(&tests.session));
                run_all(&*origin, &tests, args, terminal, &mut results);
            }
            Err((session, found)) => {
                loaded.extend(files_of(&session));
                unreadable = true;
                terminal.report_all(&found, session.sources());
            }
        }
    }
    match args.format {
        TestFormat::Text => {}
        TestFormat::Json => print_json(&results.iter().map(as_json).collect::<Vec<Json>>()),
        TestFormat::Junit => print_document(&junit(&results)),
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

/// The files that a session has read.
fn files_of(session: &Session) -> Vec<PathBuf> {
    let names = session.sources().files();
    names.iter().map(|source| PathBuf::from(&source.name)).filter(|path| path.is_file()).collect()
}

fn summary(all: usize, failed: usize) -> String {
    let tests = |n: usize| if n == 1 { "1 test".to_owned() } else { format!("{n} tests") };
    match (all, failed) {
        (0, _) => "no tests found".into(),
        (_, 0) => format!("{}: all passed", tests(all)),
        _ => format!("{}: {failed} failed", tests(all)),
    }
}

/// Runs the tests of one file or package that the filter selects.
fn run_all(
    origin: &dyn TestSource,
    first: &LoadedTests,
    args: &TestArgs,
    terminal: &Terminal,
    results: &mut Vec<TestResult>,
) {
    let selected =
        |test: &TestCase| args.filter.as_ref().is_none_or(|filter| test.matches_filter(filter));
    for test in testing::tests(first).into_iter().filter(selected) {
        // A fresh session for each test; the file was readable a moment ago.
        let Ok(loaded) = origin.load() else { continue };
        let outcome = testing::run(&loaded, &test);
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        if args.format == TestFormat::Text {
            print_result(&format!("{test} … {word}\n"));
        }
        let failure = outcome.err().map(|failure| {
            terminal.report(&failure.diagnostic, loaded.session.sources());
            TestException {
                name: failure.fault.name().to_owned(),
                message: failure.diagnostic.message.clone(),
                position: position(&failure.diagnostic, loaded.session.sources()),
            }
        });
        results.push(TestResult { origin: origin.title(), test, failure });
    }
}

fn position(diagnostic: &Diagnostic, sources: &Sources) -> Option<String> {
    let source = sources.find(diagnostic.span)?;
    let at = source.location(diagnostic.span.start);
    Some(format!("{}:{}:{}", source.name, at.line, at.column))
}

fn as_json(result: &TestResult) -> Json {
    let mut whole = json!({
        "origin": result.origin,
        "class": &*result.test.class,
        "method": &*result.test.method,
        "passed": result.failure.is_none(),
    });
    if let Some(failure) = &result.failure {
        whole["exception"] = json!(failure.name);
        whole["message"] = json!(failure.message);
        whole["place"] = json!(failure.position);
    }
    whole
}

/// The results as JUnit's XML, a suite for each file.
fn junit(results: &[TestResult]) -> String {
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

fn junit_case(result: &TestResult) -> String {
    let (class, method) = (escaped(&result.test.class), escaped(&result.test.method));
    let head = format!("    <testcase classname=\"{class}\" name=\"{method}\"");
    let Some(failure) = &result.failure else { return format!("{head}/>\n") };
    let (name, message) = (escaped(&failure.name), escaped(&failure.message));
    let position = escaped(failure.position.as_deref().unwrap_or(""));
    format!(
        "{head}>\n      <failure type=\"{name}\" message=\"{message}\">{position}</failure>\n    </testcase>\n"
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

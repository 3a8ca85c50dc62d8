//! `murano test`: runs unit tests and reports which pass.

mod origins;
mod report;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, ValueEnum};

use crate::diag::Diagnostic;
use crate::source::Sources;
use crate::testing::{self, LoadedTests, TestCase, TestSource};

use super::command_error::CommandResult;
use super::exit::Exit;
use super::interrupt;
use super::packages::PackageArgs;
use super::stopwatch::Stopwatch;
use super::terminal::Terminal;
use super::watch::{Watch, files_of};

use self::report::{TestException, TestReport, TestResult};

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
the simulated engine. What a test prints is shown if it fails, and with `--verbose`.

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

/// Runs tests.
pub(super) fn run(args: &TestArgs, terminal: &Terminal) -> CommandResult {
    if args.watch { watch(args, terminal) } else { run_once(args, &mut Vec::new(), terminal) }
}

/// Runs tests on every change of the paths, of the packages, and of the files that the tests import.
fn watch(args: &TestArgs, terminal: &Terminal) -> CommandResult {
    // Tests leave nothing behind: the process can end at any time.
    interrupt::end_on_signal();
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

/// Runs all tests; adds the files that they consist of to `read`.
fn run_once(args: &TestArgs, read: &mut Vec<PathBuf>, terminal: &Terminal) -> CommandResult {
    let mut found: Vec<(Box<dyn TestSource>, Vec<TestCase>)> = Vec::new();
    // A file that cannot be read does not stop the tests of the others, but decides the exit
    // code.
    let mut unreadable = false;
    for origin in origins::find(&args.paths, &args.packages, terminal.in_background())? {
        match origin.load() {
            Ok(loaded) => {
                read.extend(files_of(&loaded.session));
                let tests = selected(&loaded, args);
                found.push((origin, tests));
            }
            Err((session, found)) => {
                read.extend(files_of(&session));
                unreadable = true;
                terminal.report_all(&found, session.sources());
            }
        }
    }
    let total = found.iter().map(|(_, tests)| tests.len()).sum();
    // That there are no tests says nothing where they cannot be read; other programs still get their empty list.
    if unreadable && total == 0 && args.format == TestFormat::Text {
        return Ok(Exit::Source);
    }
    let mut report = TestReport::new(args.format, total, terminal);
    for (origin, tests) in found {
        tests.into_iter().for_each(|test| run_one(&*origin, test, &mut report, terminal));
    }
    let failed = report.finish();
    Ok(match (unreadable, failed) {
        (true, _) => Exit::Source,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Failed,
    })
}

/// The tests of a file or package that the filter selects.
fn selected(loaded: &LoadedTests, args: &TestArgs) -> Vec<TestCase> {
    let mut tests = testing::tests(loaded);
    tests.retain(|test| args.filter.as_ref().is_none_or(|filter| test.matches_filter(filter)));
    tests
}

/// Runs one test in a fresh session, and reports it. What it prints is shown if it fails.
fn run_one(
    origin: &dyn TestSource,
    test: TestCase,
    report: &mut TestReport<'_>,
    terminal: &Terminal,
) {
    // The file was readable a moment ago.
    let Ok(loaded) = origin.load() else { return };
    let printed = Rc::new(RefCell::new(String::new()));
    let output = printed.clone();
    let collect = move |text: &str| output.borrow_mut().push_str(text);
    loaded.session.runtime().set_output(Box::new(collect));
    let line = report.running(&test);
    let stopwatch = Stopwatch::running();
    let failure = testing::run(&loaded, &test).err();
    let taken = stopwatch.elapsed().unwrap_or_default();
    drop(line);
    let sources = loaded.session.sources();
    let exception = failure.as_ref().map(|failure| TestException {
        name: failure.fault.name().to_owned(),
        message: failure.diagnostic.message.clone(),
        position: position(&failure.diagnostic, sources),
        values: failure.compared(),
    });
    let printed = printed.take();
    let result = TestResult { origin: origin.title(), test, taken, printed, failure: exception };
    report.print_line(&result);
    if let Some(failure) = failure {
        terminal.report(&failure.diagnostic, sources);
    }
    report.add(result);
}

fn position(diagnostic: &Diagnostic, sources: &Sources) -> Option<String> {
    let source = sources.find(diagnostic.span)?;
    let at = source.location(diagnostic.span.start);
    Some(format!("{}:{}:{}", source.name, at.line, at.column))
}

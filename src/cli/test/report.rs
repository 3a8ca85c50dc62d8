//! What `murano test` prints: a line for each test as it ends, failures with their values, a summary; or all results as JSON or
//! JUnit's XML.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value as Json, json};

use crate::cli::stopwatch::Stopwatch;
use crate::cli::style::{FAILED_SIGN, PASSED_SIGN, Tone, counted, duration};
use crate::cli::terminal::{Terminal, Verbosity, print_document, print_json, print_styled};
use crate::testing::{ComparedValues, TestCase};

use super::TestFormat;

/// How often the spinner of the running test is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// Values that are together longer than this stand below each other.
const SIDE_BY_SIDE: usize = 60;

/// The result of one test.
pub(super) struct TestResult {
    /// The file or package.
    pub origin: String,
    /// The test.
    pub test: TestCase,
    /// How long it took.
    pub taken: Duration,
    /// What it printed.
    pub printed: String,
    /// The exception it failed with; `None` if it passed.
    pub failure: Option<TestException>,
}

/// The exception that a test failed with.
pub(super) struct TestException {
    /// The exception's name.
    pub name: String,
    /// Its message.
    pub message: String,
    /// Where it was raised: `file:line:column`.
    pub position: Option<String>,
    /// The values that it compared, if it did.
    pub values: Option<ComparedValues>,
}

/// The results so far.
pub(super) struct TestReport<'a> {
    format: TestFormat,
    terminal: &'a Terminal,
    stopwatch: Stopwatch,
    /// How many tests there are.
    total: usize,
    results: Vec<TestResult>,
}

impl<'a> TestReport<'a> {
    /// A report of so many tests.
    pub(super) fn new(format: TestFormat, total: usize, terminal: &'a Terminal) -> Self {
        Self { format, terminal, stopwatch: Stopwatch::running(), total, results: Vec::new() }
    }

    /// A line that says which test runs, on a terminal. It is gone when it is dropped.
    pub(super) fn running(&self, test: &TestCase) -> RunningTest {
        let is_shown = self.terminal.live && self.format == TestFormat::Text;
        RunningTest(is_shown.then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            let text = self.terminal.text().put(Tone::Faint, &format!("{} ", self.next()));
            bar.set_message(text.plain(&test.to_string()).as_str().to_owned());
            bar.enable_steady_tick(TICK);
            bar
        }))
    }

    /// The number of the next test: `2 of 5`.
    fn next(&self) -> String {
        let width = self.total.to_string().len();
        format!("{:>width$} of {}", self.results.len() + 1, self.total)
    }

    /// Prints the line of a test that has ended.
    pub(super) fn print_line(&self, result: &TestResult) {
        if self.format != TestFormat::Text {
            return;
        }
        let (sign, tone, word) = match &result.failure {
            None => (PASSED_SIGN, Tone::Good, "ok"),
            Some(_) => (FAILED_SIGN, Tone::Bad, "FAILED"),
        };
        let text = self.terminal.results.text().put(tone, sign).plain(" ");
        let text = text.put(Tone::Faint, &self.next()).plain(" ").plain(&result.test.to_string());
        let text = text.plain(" … ").put(tone, word);
        let text = text.put(Tone::Faint, &format!(" ({})", duration(result.taken)));
        print_styled(&text.plain("\n"));
    }

    /// Adds a result whose line and report are printed; prints what remains to be said of it.
    pub(super) fn add(&mut self, result: TestResult) {
        let values = result.failure.as_ref().and_then(|failure| failure.values.as_ref());
        if let Some(values) = values.filter(|values| is_long(values)) {
            let text = self.terminal.text().put(Tone::Good, "expected ").plain(&values.expected);
            self.terminal.say(&text);
            let text = self.terminal.text().put(Tone::Bad, "found    ").plain(&values.found);
            self.terminal.say(&text.plain("\n"));
        }
        let is_shown = result.failure.is_some() || self.terminal.verbosity == Verbosity::Verbose;
        if is_shown && !result.printed.is_empty() {
            let text = self.terminal.text().put(Tone::Strong, "the test printed:\n");
            self.terminal.say(&text.plain(&result.printed));
        }
        self.results.push(result);
    }

    /// Prints the results as data, and the summary; returns how many tests failed.
    pub(super) fn finish(self) -> usize {
        match self.format {
            TestFormat::Text => {}
            TestFormat::Json => {
                print_json(&self.results.iter().map(as_json).collect::<Vec<Json>>());
            }
            TestFormat::Junit => print_document(&junit(&self.results)),
        }
        let all = self.results.len();
        let failed = self.results.iter().filter(|result| result.failure.is_some()).count();
        let (tone, text) = match (all, failed) {
            (0, _) => (Tone::Plain, "no tests found".into()),
            (_, 0) => (Tone::Good, format!("{}: all passed", counted(all, "test"))),
            _ => (Tone::Bad, format!("{}: {failed} failed", counted(all, "test"))),
        };
        let time = self.stopwatch.elapsed().filter(|_| all > 0).map(duration);
        let time = time.map_or_else(String::new, |time| format!(" in {time}"));
        self.terminal.say(&self.terminal.text().put(tone, &text).put(Tone::Faint, &time));
        failed
    }
}

/// The line of a running test.
pub(super) struct RunningTest(Option<ProgressBar>);

impl Drop for RunningTest {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn is_long(values: &ComparedValues) -> bool {
    values.expected.chars().count() + values.found.chars().count() > SIDE_BY_SIDE
}

fn as_json(result: &TestResult) -> Json {
    let mut whole = json!({
        "origin": result.origin,
        "class": &*result.test.class,
        "method": &*result.test.method,
        "passed": result.failure.is_none(),
        "milliseconds": u64::try_from(result.taken.as_millis()).unwrap_or(u64::MAX),
    });
    if let Some(failure) = &result.failure {
        whole["exception"] = json!(failure.name);
        whole["message"] = json!(failure.message);
        whole["place"] = json!(failure.position);
        if let Some(values) = &failure.values {
            whole["expected"] = json!(values.expected);
            whole["found"] = json!(values.found);
        }
    }
    if !result.printed.is_empty() {
        whole["printed"] = json!(result.printed);
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
        let time = seconds(suite.iter().map(|result| result.taken).sum());
        text += &format!(
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" time=\"{time}\">\n"
        );
        suite.iter().for_each(|result| text += &junit_case(result));
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

fn junit_case(result: &TestResult) -> String {
    let (class, method) = (escaped(&result.test.class), escaped(&result.test.method));
    let time = seconds(result.taken);
    let head = format!("    <testcase classname=\"{class}\" name=\"{method}\" time=\"{time}\"");
    let mut inside = String::new();
    if let Some(failure) = &result.failure {
        let (name, message) = (escaped(&failure.name), escaped(&failure.message));
        let position = escaped(failure.position.as_deref().unwrap_or(""));
        inside +=
            &format!("      <failure type=\"{name}\" message=\"{message}\">{position}</failure>\n");
    }
    if !result.printed.is_empty() {
        inside += &format!("      <system-out>{}</system-out>\n", escaped(&result.printed));
    }
    if inside.is_empty() {
        return format!("{head}/>\n");
    }
    format!("{head}>\n{inside}    </testcase>\n")
}

/// Seconds with three decimals, as JUnit has them.
fn seconds(time: Duration) -> String {
    let milliseconds = time.as_millis();
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
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

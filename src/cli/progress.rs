//! Live progress, one line a container: lines that change on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::diag::Diagnostic;
use crate::hosts::{Event, Progress};

use super::terminal::{Terminal, Verbosity};
use super::wording::ContainerChange;
use crate::diag::escape::escape_controls;

/// How often a spinner is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// What is said of an application that failed. The reason follows in the report at the end of the run.
const FAILED: &str = "failed";

/// Shows what happens to containers: a line each, on standard error.
pub(super) struct ProgressDisplay {
    terminal: Terminal,
    bars: Option<MultiProgress>,
    /// By the container's application.
    lines: Mutex<BTreeMap<String, ProgressLine>>,
    /// The failures whose reasons are still to be printed.
    failures: Mutex<Vec<ContainerFailure>>,
}

/// A failure whose reason the report at the end of the run most likely says.
struct ContainerFailure {
    /// The application.
    name: String,
    message: String,
}

/// The line of one container.
#[derive(Default)]
struct ProgressLine {
    bar: Option<ProgressBar>,
    /// Its last text.
    last: String,
}

impl fmt::Debug for ProgressDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressDisplay").finish_non_exhaustive()
    }
}

impl ProgressDisplay {
    /// A display with live lines if the terminal allows them, else with plain ones.
    pub(super) fn new(terminal: Terminal) -> Self {
        let bars = terminal.live.then(MultiProgress::new);
        Self { terminal, bars, lines: Mutex::default(), failures: Mutex::default() }
    }

    /// Calls a function that writes to the terminal while live lines are hidden.
    pub(super) fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some(bars) if !self.lines().is_empty() => bars.suspend(write),
            _ => write(),
        }
    }

    /// Notes a failure, unless the line of a container has shown it already. Its reason is for [`Self::print_failures`].
    pub(super) fn note_failure(&self, name: &str, message: &str) {
        if self.add_failure(name, message) {
            self.suspended(|| self.terminal.note(&format!("{name}: {FAILED}")));
        }
    }

    /// Adds a failure; `false` if it is known.
    fn add_failure(&self, name: &str, message: &str) -> bool {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !failures.iter().any(|failure| failure.message == message);
        if is_new {
            failures.push(ContainerFailure { name: name.to_owned(), message: message.to_owned() });
        }
        is_new
    }

    /// Prints the reasons of failures that the final report does not say: those that the program has caught.
    pub(super) fn print_failures(&self, report: Option<&Diagnostic>) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for ContainerFailure { name, message } in failures.drain(..) {
            let says = |text: &String| text.contains(&message);
            let is_said = |report: &Diagnostic| {
                says(&report.message)
                    || report.hints.iter().any(says)
                    || report.labels.iter().any(|label| says(&label.text))
            };
            if !report.is_some_and(is_said) {
                self.terminal.note(&format!("{name}: {FAILED}: {message}"));
            }
        }
    }

    /// Stops the spinners; their lines stay.
    pub(super) fn finish(&self) {
        for line in self.lines().values() {
            if let Some(bar) = &line.bar
                && !bar.is_finished()
            {
                bar.abandon();
            }
        }
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, ProgressLine>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for ProgressDisplay {
    fn report(&self, container: &str, event: &Event) {
        // Unchanged containers are counted in the summary.
        if self.terminal.verbosity == Verbosity::Quiet
            || (*event == Event::Unchanged && self.terminal.verbosity < Verbosity::Verbose)
        {
            return;
        }
        if let Event::Failed { message } = event {
            self.add_failure(container, message);
        }
        let text = describe(event);
        let mut lines = self.lines();
        let line = lines.entry(container.to_owned()).or_default();
        match &self.bars {
            Some(bars) => {
                let bar = line.bar.get_or_insert_with(|| new_bar(bars, container));
                update_bar(bar, event, &text);
            }
            None if line.last != text => self.terminal.note(&format!("{container}: {text}")),
            None => {}
        }
        line.last = text;
    }
}

fn new_bar(bars: &MultiProgress, container: &str) -> ProgressBar {
    let bar = bars.add(ProgressBar::new_spinner());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(escape_controls(container).into_owned());
    bar.enable_steady_tick(TICK);
    bar
}

fn update_bar(bar: &ProgressBar, event: &Event, text: &str) {
    let message = match event {
        Event::Pulling { done, total, .. } if *total > 0 => {
            let text = escape_controls(text);
            format!("{text} ({} of {} MB)", done / 1_000_000, total / 1_000_000)
        }
        _ => escape_controls(text).into_owned(),
    };
    if event.is_last() {
        bar.finish_with_message(message);
    } else {
        bar.set_message(message);
    }
}

/// An event in words.
fn describe(event: &Event) -> String {
    // The words for each kind of event, after the name of the application.
    match event {
        Event::Pulling { image, .. } => format!("pulling {image}"),
        Event::Creating => ContainerChange::Create.ongoing().into(),
        Event::Starting => ContainerChange::Start.ongoing().into(),
        Event::PortTaken { port, taken } => {
            format!("port {taken} is taken; trying another for {port}")
        }
        Event::WaitingForHealth => "waiting until it is healthy".into(),
        Event::Replacing { differences } => {
            let fields: Vec<&str> = differences.iter().map(|d| &*d.field).collect();
            format!("{}: {} changed", ContainerChange::Replace.ongoing(), fields.join(", "))
        }
        Event::Repairing { repairs } => {
            let found: Vec<String> = repairs.iter().map(ToString::to_string).collect();
            format!("{}: {}", ContainerChange::Repair.ongoing(), found.join(", "))
        }
        Event::Repaired => ContainerChange::Repair.done().into(),
        Event::Restoring => "restoring the previous container".into(),
        Event::Removing => ContainerChange::Remove.ongoing().into(),
        Event::Unchanged => ContainerChange::Keep.done().into(),
        Event::Started => ContainerChange::Start.done().into(),
        Event::Created => ContainerChange::Create.done().into(),
        Event::Replaced => ContainerChange::Replace.done().into(),
        Event::Removed => ContainerChange::Remove.done().into(),
        Event::Failed { .. } => FAILED.into(),
    }
}

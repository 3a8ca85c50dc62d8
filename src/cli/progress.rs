//! Progress of containers on standard error: while something happens to one, a line that changes on a terminal, plain lines elsewhere.
//!
//! A line that has come to its end is printed for good, and everything else is printed above the lines that still change. So what
//! a program prints, messages and progress stand in the order in which they came, on a terminal as in a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::diag::Diagnostic;
use crate::hosts::{Event, Progress};

use super::output_writer::OutputWriter;
use super::stopwatch::Stopwatch;
use super::style::{FAILED_SIGN, StyledText, Tone, duration};
use super::terminal::{Terminal, Verbosity};
use super::wording::ContainerChange;

/// How often a spinner is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// What is said of an application that failed. The reason follows in the report at the end of the run.
const FAILED: &str = "failed";

/// Shows what happens to containers: a line each, on standard error.
pub(super) struct ProgressDisplay {
    terminal: Terminal,
    stopwatch: Stopwatch,
    /// The lines that change, on a terminal.
    bars: Option<MultiProgress>,
    work: Mutex<Work>,
    /// What the program prints.
    output: OutputWriter,
    /// The failures whose reasons are still to be printed.
    failures: Mutex<Vec<ContainerFailure>>,
}

/// The containers that are being worked on, until [`ProgressDisplay::finish`].
#[derive(Default)]
struct Work {
    /// Those at work, by the container's application.
    lines: BTreeMap<String, ProgressLine>,
    /// The applications that have begun.
    begun: BTreeSet<String>,
    /// Those of them that have come to their end.
    ended: BTreeSet<String>,
    /// The applications that the program has, also those that have not begun.
    announced: usize,
    /// Whether several were at work at once since nothing was.
    is_parallel: bool,
    /// The line below those of containers: how many of them have come to their end.
    footer: Option<ProgressBar>,
}

impl Work {
    /// How many have come to their end, and how many there are: "2 of 5".
    fn count(&self) -> String {
        format!("{} of {}", self.ended.len(), self.begun.len().max(self.announced))
    }
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
    image: String,
    /// When it began, by the display's stopwatch.
    begun_at: Option<Duration>,
    /// Its last text.
    last: String,
}

impl fmt::Debug for ProgressDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressDisplay").finish_non_exhaustive()
    }
}

impl ProgressDisplay {
    /// A display with live lines if the terminal allows them, else with plain ones. The stopwatch says how long things take.
    pub(super) fn new(terminal: Terminal, stopwatch: Stopwatch) -> Self {
        let bars = terminal.live.then(MultiProgress::new);
        let (work, output, failures) =
            (Mutex::default(), OutputWriter::default(), Mutex::default());
        Self { terminal, stopwatch, bars, work, output, failures }
    }

    /// The time since the work began; `None` on a simulated engine.
    pub(super) fn elapsed(&self) -> Option<Duration> {
        self.stopwatch.elapsed()
    }

    /// Calls a function that writes messages: after what the program has printed so far, and while live lines are hidden.
    pub(super) fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        // The next write of the program reports what is wrong with its output.
        let _ = self.flush_output();
        self.above_live_lines(write)
    }

    /// Writes what the program prints.
    pub(super) fn write_output(&self, bytes: &[u8]) -> io::Result<()> {
        self.above_live_lines(|| self.output.write(bytes))
    }

    /// Writes what the program's output still holds back.
    pub(super) fn flush_output(&self) -> io::Result<()> {
        self.output.flush()
    }

    fn above_live_lines<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some(bars) if !self.work().lines.is_empty() => bars.suspend(write),
            _ => write(),
        }
    }

    /// Notes a failure, unless the line of a container has shown it already. Its reason is for [`Self::print_failures`].
    pub(super) fn note_failure(&self, name: &str, message: &str) {
        if self.add_failure(name, message) {
            self.suspended(|| self.terminal.say(&self.failure(name)));
        }
    }

    fn failure(&self, name: &str) -> StyledText {
        let text = self.terminal.text().put(Tone::Bad, FAILED_SIGN).plain(" ");
        text.put(Tone::Strong, name).plain(": ").put(Tone::Bad, FAILED)
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
                self.terminal.say(&self.failure(&name).plain(&format!(": {message}")));
            }
        }
    }

    /// Ends all lines: what each one says last stays.
    pub(super) fn finish(&self) {
        let mut work = self.work();
        let lines = std::mem::take(&mut work.lines);
        let footer = work.footer.take();
        *work = Work::default();
        drop(work);
        for (name, line) in lines {
            if let Some(bar) = line.bar {
                self.remove_bar(&bar);
                self.terminal.say(&self.ongoing(&name, &line.last, true));
            }
        }
        footer.iter().for_each(|bar| self.remove_bar(bar));
    }

    fn remove_bar(&self, bar: &ProgressBar) {
        bar.finish_and_clear();
        if let Some(bars) = &self.bars {
            bars.remove(bar);
        }
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line of a container while something happens to it: indented, where its sign will stand.
    fn ongoing(&self, name: &str, text: &str, indented: bool) -> StyledText {
        let indent = if indented { "  " } else { "" };
        let line = self.terminal.text().plain(indent).put(Tone::Strong, name);
        line.plain(": ").put(Tone::Active, text)
    }

    /// The line of a container at its end: what was done, with its image, how many are done, and how long it took.
    fn ended(&self, name: &str, event: &Event, line: &ProgressLine, work: &Work) -> StyledText {
        let (sign, tone) = match outcome(event) {
            Some(change) => (change.sign(), change.tone()),
            None => (FAILED_SIGN, Tone::Bad),
        };
        let mut details = Vec::new();
        if !line.image.is_empty() {
            details.push(line.image.clone());
        }
        if work.is_parallel {
            details.push(work.count());
        }
        let taken = self.stopwatch.elapsed().zip(line.begun_at);
        details.extend(taken.map(|(now, begun)| duration(now.saturating_sub(begun))));
        let text = self.terminal.text().put(tone, sign).plain(" ").put(Tone::Strong, name);
        let text = text.plain(": ").put(tone, &describe(event));
        match details.is_empty() {
            true => text,
            false => text.put(Tone::Faint, &format!(" ({})", details.join(", "))),
        }
    }

    fn begin(&self, work: &mut Work, container: &str, image: &str) {
        work.is_parallel = !work.lines.is_empty();
        work.begun.insert(container.to_owned());
        // It may be worked on again.
        work.ended.remove(container);
        let (image, begun_at) = (image.to_owned(), self.stopwatch.elapsed());
        let line = ProgressLine { image, begun_at, ..ProgressLine::default() };
        work.lines.insert(container.to_owned(), line);
    }

    /// Ends the line of a container; what is unchanged is only counted, unless verbose.
    fn end(&self, work: &mut Work, container: &str, event: &Event) {
        let Some(line) = work.lines.remove(container) else { return };
        work.ended.insert(container.to_owned());
        line.bar.iter().for_each(|bar| self.remove_bar(bar));
        if *event != Event::Unchanged || self.terminal.verbosity == Verbosity::Verbose {
            let text = self.ended(container, event, &line, work);
            self.print_line(&text);
        }
        match work.footer.take() {
            Some(footer) if work.lines.is_empty() => self.remove_bar(&footer),
            footer => work.footer = footer,
        }
        self.update_footer(work);
    }

    fn go_on(&self, work: &mut Work, container: &str, event: &Event) {
        let text = describe(event);
        let Work { lines, footer, .. } = work;
        let Some(line) = lines.get_mut(container) else { return };
        match &self.bars {
            Some(bars) => {
                let bar = line.bar.get_or_insert_with(|| self.new_bar(bars, footer.as_ref()));
                let shown = self.ongoing(container, &(text.clone() + &share(event)), false);
                bar.set_message(shown.as_str().to_owned());
                line.last = text;
                self.update_footer(work);
            }
            None if line.last != text => {
                self.print_line(&self.ongoing(container, &text, true));
                line.last = text;
            }
            None => {}
        }
    }

    /// Prints a line after what the program has printed, above the lines that change.
    fn print_line(&self, text: &StyledText) {
        let _ = self.flush_output();
        match &self.bars {
            Some(bars) => bars.suspend(|| self.terminal.say(text)),
            None => self.terminal.say(text),
        }
    }

    fn new_bar(&self, bars: &MultiProgress, footer: Option<&ProgressBar>) -> ProgressBar {
        let bar = ProgressBar::new_spinner();
        let bar = match footer {
            Some(footer) => bars.insert_before(footer, bar),
            None => bars.add(bar),
        };
        let template = match self.stopwatch.elapsed() {
            Some(_) => "{spinner} {msg} {elapsed}",
            None => "{spinner} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TICK);
        bar
    }

    /// The footer counts where several containers are at work.
    fn update_footer(&self, work: &mut Work) {
        let Some(bars) = &self.bars else { return };
        if !work.is_parallel || work.lines.is_empty() {
            return;
        }
        let text = format!("{} done", work.count());
        let footer = work.footer.get_or_insert_with(|| self.new_bar(bars, None));
        footer.set_message(self.terminal.text().put(Tone::Faint, &text).as_str().to_owned());
    }
}

impl Progress for ProgressDisplay {
    fn announce(&self, applications: usize) {
        self.work().announced = applications;
    }

    fn report(&self, container: &str, event: &Event) {
        if let Event::Failed { message } = event {
            self.add_failure(container, message);
        }
        if self.terminal.verbosity == Verbosity::Quiet {
            return;
        }
        let mut work = self.work();
        let image = if let Event::Begun { image } = event { image } else { "" };
        if !work.lines.contains_key(container) {
            self.begin(&mut work, container, image);
        }
        match event {
            Event::Begun { .. } => {}
            event if event.is_last() => self.end(&mut work, container, event),
            event => self.go_on(&mut work, container, event),
        }
    }
}

/// How much of an image is there.
fn share(event: &Event) -> String {
    match event {
        Event::Pulling { done, total, .. } if *total > 0 => {
            format!(" ({} of {} MB)", done / 1_000_000, total / 1_000_000)
        }
        _ => String::new(),
    }
}

/// What an event at the end of a container's line says was done; `None`: nothing, it failed.
fn outcome(event: &Event) -> Option<ContainerChange> {
    match event {
        Event::Created => Some(ContainerChange::Create),
        Event::Replaced => Some(ContainerChange::Replace),
        Event::Started => Some(ContainerChange::Start),
        Event::Repaired => Some(ContainerChange::Repair),
        Event::Removed => Some(ContainerChange::Remove),
        Event::Unchanged => Some(ContainerChange::Keep),
        _ => None,
    }
}

/// An event in words.
fn describe(event: &Event) -> String {
    // The words for each kind of event, after the name of the application.
    match event {
        Event::Begun { .. } => String::new(),
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
        Event::Restoring => "restoring the previous container".into(),
        Event::Removing => ContainerChange::Remove.ongoing().into(),
        last => outcome(last).map_or(FAILED, ContainerChange::done).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_of_all_applications() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (begun, ended) = (names(&["a", "b"]), names(&["a"]));
        let mut work = Work { begun, ended, announced: 3, ..Work::default() };
        assert_eq!(work.count(), "1 of 3");
        // What a host deploys of its own is no application of the program.
        work.begun = names(&["a", "b", "c", "d"]);
        assert_eq!(work.count(), "1 of 4");
    }
}

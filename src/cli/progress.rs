//! Live progress, one line a container: lines that change on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::hosts::{Event, Progress};

use super::terminal::{Talk, Terminal};

/// How often a spinner turns.
const TURN: Duration = Duration::from_millis(100);

/// Who shows what happens to containers.
pub(super) struct Show {
    terminal: Terminal,
    bars: Option<MultiProgress>,
    lines: Mutex<BTreeMap<String, Line>>,
}

/// What is shown of one container.
#[derive(Default)]
struct Line {
    bar: Option<ProgressBar>,
    last: String,
}

impl fmt::Debug for Show {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Show").finish_non_exhaustive()
    }
}

impl Show {
    /// As the terminal allows.
    pub(super) fn new(terminal: Terminal) -> Self {
        let bars = terminal.live.then(MultiProgress::new);
        Self { terminal, bars, lines: Mutex::default() }
    }

    /// Does something that writes, while no live line is in the way.
    pub(super) fn between<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some(bars) if !self.lines().is_empty() => bars.suspend(write),
            _ => write(),
        }
    }

    /// Whether that was the last thing told of a container.
    pub(super) fn told(&self, container: &str, text: &str) -> bool {
        self.lines().get(container).is_some_and(|line| line.last == text)
    }

    /// Lines that still move stay as they are.
    pub(super) fn finish(&self) {
        for line in self.lines().values() {
            if let Some(bar) = &line.bar
                && !bar.is_finished()
            {
                bar.abandon();
            }
        }
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Show {
    fn report(&self, container: &str, event: &Event) {
        // What stays as it is, is counted at the end.
        if self.terminal.talk == Talk::Quiet
            || (*event == Event::Unchanged && self.terminal.talk < Talk::Verbose)
        {
            return;
        }
        let text = words(event);
        let mut lines = self.lines();
        let line = lines.entry(container.to_owned()).or_default();
        match &self.bars {
            Some(bars) => {
                let bar = line.bar.get_or_insert_with(|| new_bar(bars, container));
                move_on(bar, event, &text);
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
    bar.set_prefix(container.to_owned());
    bar.enable_steady_tick(TURN);
    bar
}

fn move_on(bar: &ProgressBar, event: &Event, text: &str) {
    let message = match event {
        Event::Pulling { done, total, .. } if *total > 0 => {
            format!("{text} ({} of {} MB)", done / 1_000_000, total / 1_000_000)
        }
        _ => text.to_owned(),
    };
    if event.is_last() {
        bar.finish_with_message(message);
    } else {
        bar.set_message(message);
    }
}

/// An event as people say it.
fn words(event: &Event) -> String {
    match event {
        Event::Pulling { image, .. } => format!("pulling {image}"),
        Event::Creating => "creating".into(),
        Event::Starting => "starting".into(),
        Event::PortTaken { port, taken } => {
            format!("port {taken} is taken; trying another for {port}")
        }
        Event::WaitingForHealth => "waiting until it is healthy".into(),
        Event::Replacing { differences } => {
            let fields: Vec<&str> = differences.iter().map(|d| &*d.field).collect();
            format!("replacing it: {} changed", fields.join(", "))
        }
        Event::Restoring => "putting the former one back".into(),
        Event::Removing => "removing".into(),
        Event::Unchanged => "unchanged".into(),
        Event::Started => "started".into(),
        Event::Created => "created".into(),
        Event::Replaced => "replaced".into(),
        Event::Removed => "removed".into(),
        Event::Failed { message } => format!("failed: {message}"),
    }
}

//! What hosts do, shown while they do it: a line that changes on a terminal, lines one after another elsewhere.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::screen::Screen;
use crate::hosts::{Event, Progress};

/// Shows progress.
#[derive(Debug)]
pub(crate) struct Shown {
    screen: Screen,
    bars: MultiProgress,
    by_container: Mutex<BTreeMap<String, ProgressBar>>,
}

impl Shown {
    pub(crate) fn new(screen: &Screen) -> Self {
        Self { screen: screen.clone(), bars: MultiProgress::new(), by_container: Mutex::default() }
    }

    /// A line about something else, above the lines of containers.
    pub(crate) fn say(&self, text: &str) {
        if self.screen.is_live() {
            self.bars.suspend(|| self.screen.note(text));
        } else {
            self.screen.note(text);
        }
    }

    fn live(&self, container: &str, event: &Event) {
        let mut bars = self.by_container.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bars.entry(container.to_owned()).or_insert_with(|| {
            let bar = self.bars.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {msg}") {
                bar.set_style(style);
            }
            bar.set_prefix(container.to_owned());
            bar.enable_steady_tick(std::time::Duration::from_millis(100));
            bar
        });
        let text = words(event);
        if event.is_last() {
            bar.finish_and_clear();
            bars.remove(container);
            drop(bars);
            if !matches!(event, Event::Unchanged) || self.screen.is_verbose() {
                self.say(&format!("{container}  {text}"));
            }
        } else {
            bar.set_message(text);
        }
    }

    fn plain(&self, container: &str, event: &Event) {
        let told = match event {
            Event::Pulling { done, .. } => *done == 0,
            Event::Creating | Event::Starting | Event::WaitingForHealth | Event::Unchanged => {
                self.screen.is_verbose()
            }
            _ => true,
        };
        if told {
            self.screen.note(&format!("{container}  {}", words(event)));
        }
    }
}

impl Progress for Shown {
    fn report(&self, container: &str, event: &Event) {
        if self.screen.is_live() {
            self.live(container, event);
        } else {
            self.plain(container, event);
        }
    }
}

fn words(event: &Event) -> String {
    match event {
        Event::Pulling { image, done, total } if *total > 0 => {
            format!("pulling {image} {}/{} MB", done / 1_000_000, total / 1_000_000)
        }
        Event::Pulling { image, .. } => format!("pulling {image}"),
        Event::Creating => "creating".into(),
        Event::Starting => "starting".into(),
        Event::PortTaken { taken, .. } => format!("port {taken} is taken, trying the next"),
        Event::WaitingForHealth => "waiting until it is healthy".into(),
        Event::Replacing { differences } => {
            let fields: Vec<String> = differences.iter().map(ToString::to_string).collect();
            format!("replacing: {}", fields.join(", "))
        }
        Event::Restoring => "the new one failed, restoring the former one".into(),
        Event::Removing => "removing".into(),
        Event::Unchanged => "unchanged".into(),
        Event::Started => "started".into(),
        Event::Created => "created".into(),
        Event::Replaced => "replaced".into(),
        Event::Removed => "removed".into(),
        Event::Failed { message } => format!("failed: {message}"),
    }
}

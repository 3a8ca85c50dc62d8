//! `murano learn --watch`: checks a program whenever it is saved. After a success it goes on with the next lesson.

#![expect(clippy::disallowed_methods, reason = "it reads the learner's program")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::cli::command_error::CommandResult;
use crate::cli::exit::Exit;
use crate::cli::interrupt;

use super::learner::{Learner, shown_path};
use super::lesson::Lesson;

/// How often the file is looked at.
const PAUSE: Duration = Duration::from_millis(150);

/// Watches the learner's own programs, beginning with a lesson's.
pub(super) fn watch_own(learner: &mut Learner, lesson: &'static Lesson) -> CommandResult {
    let file = learner.file(lesson);
    learner.show(lesson)?;
    watch(learner, lesson, file)
}

/// Watches a program. The following lessons are in the learner's own directory.
pub(super) fn watch(
    learner: &mut Learner,
    mut lesson: &'static Lesson,
    mut file: PathBuf,
) -> CommandResult {
    let ended = end_flag();
    // A program that was changed before is checked at once.
    let mut seen = lesson.start().to_owned();
    loop {
        learner.note(&format!("watching {}; Ctrl-C ends", shown_path(&file)));
        let Some(text) = next_version(&file, &seen, &ended) else { return Ok(Exit::Interrupted) };
        let exit = learner.check_file(lesson, &file)?;
        seen = text;
        learner.progress.save()?;
        if exit != Exit::Done {
            continue;
        }
        let Some(next) = learner.progress.next_after(lesson.number) else {
            return Ok(learner.finished());
        };
        (lesson, file) = (next, learner.file(next));
        seen = next.start().to_owned();
        learner.show(next)?;
        learner.progress.save()?;
    }
}

/// Whether the process was asked to end.
fn end_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = flag.clone();
    // Without a handler, Ctrl-C ends the process at once, which is as good.
    let _ = interrupt::on_signal(move || raised.store(true, Ordering::Relaxed));
    flag
}

/// Waits until the file has another text. Editors replace files, so that there may be none for a moment. `None`: Ctrl-C.
fn next_version(file: &Path, seen: &str, ended: &AtomicBool) -> Option<String> {
    while !ended.load(Ordering::Relaxed) {
        match std::fs::read_to_string(file) {
            Ok(text) if text != seen && !text.is_empty() => return Some(text),
            _ => thread::sleep(PAUSE),
        }
    }
    None
}

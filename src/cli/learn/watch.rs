//! `murano learn --watch`: checks a program whenever it is saved. After a success it goes on with the next lesson.

use std::path::{Path, PathBuf};

use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::exit::Exit;
use crate::cli::interrupt;
use crate::cli::watch::Watch;

use super::learner::{Learner, shown_path};
use super::lesson::Lesson;

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
    interrupt::end_on_signal();
    loop {
        until_solved(learner, lesson, &file)?;
        let Some(next) = learner.progress.next_after(lesson.number) else {
            return Ok(learner.finished());
        };
        (lesson, file) = (next, learner.file(next));
        learner.show(next)?;
        learner.progress.save()?;
    }
}

/// Checks a program whenever it changes, until it is a solution. One that was changed before is checked at once.
fn until_solved(
    learner: &mut Learner,
    lesson: &'static Lesson,
    file: &Path,
) -> Result<(), CommandError> {
    // What is saved while a check runs is seen by the next wait.
    let mut watch = Watch::new([file.to_owned()]);
    let mut is_due = learner.is_changed(lesson, file);
    loop {
        // Editors replace files, so that there may be none for a moment.
        if is_due && file.is_file() {
            let exit = learner.check_file(lesson, file)?;
            learner.progress.save()?;
            if exit == Exit::Done {
                return Ok(());
            }
        }
        learner.note(&format!("watching {}; Ctrl-C ends", shown_path(file)));
        watch.wait();
        is_due = true;
    }
}

//! What a learner has done, kept in the user's state directory, and where the programs of the lessons are.

#![expect(clippy::disallowed_methods, reason = "the state directory is named by variables")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::command_error::CommandError;
use crate::deploy::default_directory;
use crate::diag::codes;

use super::course::lessons;
use super::lesson::Lesson;

/// The file of the progress, below the state directory. It is not beside the records of environments, whose names are free.
const FILE: &str = "learn/progress.json";

/// What a learner has done.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LearnerProgress {
    /// The names of the lessons that were solved.
    solved: BTreeSet<String>,
    /// How many hints were given, by lesson.
    hints: BTreeMap<String, usize>,
    /// The name of the lesson that was shown last.
    current: Option<String>,
    /// Whether the fast track was chosen and is not finished.
    fast: bool,
    /// The directory of the programs.
    directory: Option<PathBuf>,
}

impl LearnerProgress {
    /// Loads it.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub(super) fn load() -> Result<Self, CommandError> {
        let path = file();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unusable("read", &path, &error)),
        };
        let damaged = |error: serde_json::Error| {
            unusable("read", &path, &error.into())
                .hint("`murano learn --reset` begins the course again")
        };
        serde_json::from_str(&text).map_err(damaged)
    }

    /// Saves it; a reader sees the old state or the new one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn save(&self) -> Result<(), CommandError> {
        let path = file();
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        let directory = path.parent().unwrap_or(Path::new("."));
        let written = || -> io::Result<()> {
            std::fs::create_dir_all(directory)?;
            let mut file = tempfile::NamedTempFile::new_in(directory)?;
            file.write_all(text.as_bytes())?;
            file.persist(&path).map(drop).map_err(|error| error.error)
        };
        written().map_err(|error| unusable("write", &path, &error))
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub(super) fn reset() -> Result<(), CommandError> {
        let path = file();
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(unusable("remove", &path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Whether a lesson was solved.
    pub(super) fn is_solved(&self, lesson: &Lesson) -> bool {
        self.solved.contains(lesson.name())
    }

    /// The number of solved lessons.
    pub(super) fn solved(&self) -> usize {
        lessons().iter().filter(|lesson| self.is_solved(lesson)).count()
    }

    /// Notes that a lesson was solved. The fast track ends with its last lesson.
    pub(super) fn note_solved(&mut self, lesson: &Lesson) {
        self.solved.insert(lesson.name().to_owned());
        self.fast &= lessons().iter().any(|other| other.is_fast && !self.is_solved(other));
    }

    /// Begins a lesson again: it is not solved, and no hint was given.
    pub(super) fn forget(&mut self, lesson: &Lesson) {
        self.solved.remove(lesson.name());
        self.hints.remove(lesson.name());
    }

    /// Chooses the fast track, unless nothing is left of it: then the other lessons follow.
    pub(super) fn follow_fast_track(&mut self) {
        self.current = None;
        self.fast = lessons().iter().any(|lesson| lesson.is_fast && !self.is_solved(lesson));
    }

    /// Whether the fast track is followed.
    pub(super) fn is_fast(&self) -> bool {
        self.fast
    }

    /// The lesson that was shown last, unless it is solved.
    pub(super) fn current(&self) -> Option<&'static Lesson> {
        let name = self.current.as_deref()?;
        lessons().iter().find(|lesson| lesson.name() == name && !self.is_solved(lesson))
    }

    /// Notes the lesson that is shown.
    pub(super) fn note_current(&mut self, lesson: &Lesson) {
        self.current = Some(lesson.name().to_owned());
    }

    /// The first lesson after another one that is not solved, else the first of all; `None`: all are solved. On the fast
    /// track the other lessons are left out.
    pub(super) fn next_after(&self, number: usize) -> Option<&'static Lesson> {
        let open = |lesson: &&Lesson| !self.is_solved(lesson) && (lesson.is_fast || !self.fast);
        let later = lessons().iter().filter(|lesson| lesson.number > number).find(open);
        later.or_else(|| lessons().iter().find(open))
    }

    /// Counts a hint and returns how many were given before.
    pub(super) fn take_hint(&mut self, lesson: &Lesson) -> usize {
        let given = self.hints.entry(lesson.name().to_owned()).or_default();
        *given += 1;
        *given - 1
    }

    /// The directory of the programs: the one that was used first, while it exists, else `learn` in the current directory.
    pub(super) fn directory(&mut self) -> PathBuf {
        let known = self.directory.clone().filter(|directory| directory.is_dir());
        let directory =
            known.unwrap_or_else(|| std::env::current_dir().unwrap_or_default().join("learn"));
        self.directory = Some(directory.clone());
        directory
    }
}

fn file() -> PathBuf {
    default_directory(|name| std::env::var(name).ok()).join(FILE)
}

fn unusable(action: &str, path: &Path, error: &io::Error) -> CommandError {
    let message = format!("cannot {action} `{}`: {error}", path.display());
    CommandError::new(codes::UNREADABLE, message)
}

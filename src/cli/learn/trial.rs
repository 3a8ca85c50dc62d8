//! Trying a program: the commands of a lesson run in a directory and a state of their own, so that they change nothing of the
//! learner's.
//!
//! They are processes of this same binary: what a lesson shows is what the learner sees when typing it.

#![expect(clippy::disallowed_methods, reason = "programs are written to be run")]

use std::io;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::cli::style::Style;

use super::lesson::Lesson;

/// Which engine commands use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TrialEngine {
    /// The simulated one.
    Simulated,
    /// The one that the learner's commands would use.
    Real,
}

/// A directory in which the program of a lesson is tried.
pub(super) struct LessonTrial {
    directory: TempDir,
    /// The name of the program's file.
    file: String,
    /// The value of `--color` for reports.
    color: &'static str,
    /// What commands use.
    pub engine: TrialEngine,
}

/// What a command printed.
pub(super) struct TrialOutput {
    /// Whether it succeeded.
    pub succeeded: bool,
    /// Its standard output, with control characters as the program printed them.
    pub out: String,
    /// Its standard error; programs' control characters are escaped.
    pub err: String,
}

impl LessonTrial {
    /// A trial of a program.
    pub(super) fn new(lesson: &Lesson, program: &str, reports: Style) -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("murano-learn-").tempdir()?;
        let color = if reports == Style::Coloured { "always" } else { "never" };
        let engine = TrialEngine::Simulated;
        let trial = Self { directory, file: lesson.file_name(), color, engine };
        trial.use_program(program)?;
        Ok(trial)
    }

    /// Writes the program.
    pub(super) fn use_program(&self, text: &str) -> io::Result<()> {
        self.write(&self.file, text)
    }

    /// Writes a file beside the program.
    pub(super) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        std::fs::write(self.directory.path().join(name), text)
    }

    /// Runs a command of `murano`.
    pub(super) fn run(&self, arguments: &[&str]) -> io::Result<TrialOutput> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).args(["--color", self.color]).stdin(Stdio::null());
        command.current_dir(self.directory.path()).env_remove("MURANO_PATH");
        command.env("MURANO_STATE", self.directory.path().join("state"));
        if self.engine == TrialEngine::Simulated {
            command.env("MURANO_ENGINE", "simulated");
        }
        let output = command.output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(TrialOutput {
            succeeded: output.status.success(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        })
    }
}

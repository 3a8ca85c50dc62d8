//! A learner at work: lessons are shown, programs created and checked, and the progress noted.

#![expect(clippy::disallowed_methods, reason = "it reads and creates the learner's programs")]

use std::io;
use std::path::{Path, PathBuf};

use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::exit::Exit;
use crate::cli::style::Tone;
use crate::cli::terminal::{Terminal, print_result, write_stderr, write_stdout};
use crate::diag::codes;
use crate::diag::escape::escape_controls;

use super::check::{CheckSettings, LessonComplaint, LessonVerdict, check};
use super::course::lessons;
use super::demonstration::demonstrate;
use super::lesson::Lesson;
use super::progress::LearnerProgress;
use super::text::{self, TextLook};
use super::trial::TrialEngine;

/// A learner with the progress so far.
pub(super) struct Learner {
    /// What is done; the caller saves it.
    pub progress: LearnerProgress,
    terminal: Terminal,
}

impl Learner {
    /// A learner at a terminal.
    pub(super) fn new(progress: LearnerProgress, terminal: Terminal) -> Self {
        Self { progress, terminal }
    }

    /// The lesson to go on with: the one that was shown last, else the first that is not solved.
    pub(super) fn next(&self) -> Option<&'static Lesson> {
        self.progress.current().or_else(|| self.progress.next_after(0))
    }

    /// The file of a lesson's program.
    pub(super) fn file(&mut self, lesson: &Lesson) -> PathBuf {
        self.progress.directory().join(lesson.file_name())
    }

    /// Whether the program of a lesson exists and is not the one that the lesson begins with.
    pub(super) fn is_changed(&self, lesson: &Lesson, file: &Path) -> bool {
        std::fs::read_to_string(file).is_ok_and(|text| text != lesson.start())
    }

    /// Shows a lesson and creates its program, unless there is one.
    ///
    /// # Errors
    /// When the program cannot be created.
    pub(super) fn show(&mut self, lesson: &'static Lesson) -> CommandResult {
        let file = self.file(lesson);
        create(&file, lesson.start()).map_err(|error| cannot("create", &file, &error))?;
        self.progress.note_current(lesson);
        let look = self.look();
        let Lesson { number, title, .. } = lesson;
        let title = format!("{number}/{} {title}", lessons().len());
        let mut shown = text::heading(Tone::Strong, &title, look);
        shown += &format!("\n{}\n", text::markdown(lesson.idea(), look));
        shown += &text::heading(Tone::Strong, "Task", look);
        shown += &format!("\n{}\n", text::markdown(lesson.task(), look));
        shown += &format!(
            "The program is {}. Change it, then:\n\n    murano learn           check it\n    murano learn --hint    get a hint\n",
            shown_path(&file)
        );
        write_stdout(shown.as_bytes());
        Ok(Exit::Done)
    }

    /// Checks a program. After success, the explanation is shown and the progress noted.
    ///
    /// # Errors
    /// When the program cannot be read or tried.
    pub(super) fn check_file(&mut self, lesson: &'static Lesson, file: &Path) -> CommandResult {
        let program = std::fs::read_to_string(file).map_err(|error| {
            let error = cannot("read", file, &error);
            error.hint(format!("`murano learn {}` creates it", lesson.name()))
        })?;
        self.progress.note_current(lesson);
        let settings =
            CheckSettings { reports: self.terminal.text().style(), engine: TrialEngine::Real };
        let verdict = check(lesson, &program, settings).map_err(|error| cannot_try(&error))?;
        match verdict {
            LessonVerdict::NotYet(complaint) => {
                self.refuse(lesson, &complaint);
                Ok(Exit::Failed)
            }
            LessonVerdict::Solved => {
                self.accept(lesson, &program)?;
                Ok(Exit::Done)
            }
        }
    }

    fn refuse(&self, lesson: &Lesson, complaint: &LessonComplaint) {
        let look = self.look();
        // The report has escaped what it quotes; its own escape sequences are colours.
        write_stderr(complaint.report.as_bytes());
        let mut shown = text::heading(Tone::Caution, &format!("Not yet: {}", titled(lesson)), look);
        shown.push('\n');
        write_stdout(shown.as_bytes());
        if !complaint.reason.is_empty() {
            // It may quote values of the program, so it is untrusted.
            print_result(&format!("{}\n", text::markdown(&complaint.reason, look)));
        }
        print_result(
            "`murano learn --hint` gives a hint, `murano learn --solution` shows a solution.\n",
        );
    }

    fn accept(&mut self, lesson: &'static Lesson, program: &str) -> Result<(), CommandError> {
        let look = self.look();
        let on_fast_track = self.progress.is_fast();
        self.progress.note_solved(lesson);
        let mut shown = text::heading(Tone::Good, &format!("Solved: {}", titled(lesson)), look);
        shown += &format!("\n{}\n", text::markdown(lesson.explanation(), look));
        shown += &demonstrate(lesson, program, look.style).map_err(|error| cannot_try(&error))?;
        let mut done = format!("{} of {} lessons solved.", self.progress.solved(), lessons().len());
        if on_fast_track && !self.progress.is_fast() {
            done += " The fast track is finished; the other lessons follow.";
        }
        let next = match self.progress.next_after(lesson.number) {
            Some(next) => {
                self.progress.note_current(next);
                format!("{done} Type `murano learn` for the next one: {}.", titled(next))
            }
            None => format!("{done} That was the last one."),
        };
        let errors = match lesson.codes.as_slice() {
            [] => String::new(),
            _ => format!(
                " `murano learn {} --errors` lists the errors about this one.",
                lesson.name()
            ),
        };
        let next = next + &errors;
        shown += &text::markdown(&next, look);
        write_stdout(shown.as_bytes());
        Ok(())
    }

    /// Gives the next hint; after the last one, it begins again.
    pub(super) fn hint(&mut self, lesson: &Lesson) -> Exit {
        let hints = lesson.hints();
        let given = self.progress.take_hint(lesson) % hints.len().max(1);
        let title = format!("Hint {} of {}: {}", given + 1, hints.len(), titled(lesson));
        let hint = hints.get(given).copied().unwrap_or_default();
        let (heading, hint) =
            (text::heading(Tone::Strong, &title, self.look()), text::markdown(hint, self.look()));
        write_stdout(format!("{heading}\n{hint}").as_bytes());
        Exit::Done
    }

    /// Shows a solution.
    pub(super) fn solution(&self, lesson: &Lesson) -> Exit {
        let heading =
            text::heading(Tone::Strong, &format!("A solution: {}", titled(lesson)), self.look());
        let program = text::program(lesson.solution(), self.look());
        write_stdout(format!("{heading}\n{program}").as_bytes());
        Exit::Done
    }

    /// Shows what the codes about the idea mean.
    pub(super) fn errors(&self, lesson: &Lesson) -> Exit {
        let title = format!("Errors: {}", titled(lesson));
        let text = match lesson.errors() {
            "" => "No code is about this lesson alone.",
            errors => errors,
        };
        let heading = text::heading(Tone::Strong, &title, self.look());
        let text = text::markdown(text, self.look());
        write_stdout(format!("{heading}\n{text}").as_bytes());
        Exit::Done
    }

    /// Says that all lessons are solved.
    pub(super) fn finished(&self) -> Exit {
        let text = "All lessons are solved. `murano learn NAME` shows one again, `murano learn --reset` begins anew; docs/guide and examples go on from here.";
        write_stdout(text::markdown(text, self.look()).as_bytes());
        Exit::Done
    }

    /// Prints a line about what happens.
    pub(super) fn note(&self, text: &str) {
        self.terminal.note(text);
    }

    fn look(&self) -> TextLook {
        TextLook { style: self.terminal.results, width: self.terminal.width() }
    }
}

/// "7/30 A parameter".
fn titled(lesson: &Lesson) -> String {
    format!("{}/{} {}", lesson.number, lessons().len(), lesson.title)
}

/// A path as the learner would type it here, ready to be printed.
pub(super) fn shown_path(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let shown = path.strip_prefix(&current).unwrap_or(path).display().to_string();
    escape_controls(&shown).into_owned()
}

/// Creates a file; one that exists is kept.
fn create(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    std::fs::write(path, text)
}

fn cannot(action: &str, path: &Path, error: &io::Error) -> CommandError {
    let message = format!("cannot {action} `{}`: {error}", path.display());
    CommandError::new(codes::UNREADABLE, message)
}

fn cannot_try(error: &io::Error) -> CommandError {
    CommandError::new(codes::UNREADABLE, format!("cannot try the program: {error}"))
}

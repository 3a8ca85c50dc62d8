//! `murano learn`: a course of thirty lessons, each with one idea and one task that the interpreter checks.
//!
//! The lessons are the Markdown files of `learn/lessons`. Nothing of the learner's is changed but the files that this command
//! creates: programs to begin with, which are never overwritten, and the progress in the state directory.

mod check;
mod class;
mod course;
mod demonstration;
mod export;
mod learner;
mod lesson;
mod progress;
mod steps;
mod text;
mod trial;
mod watch;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value as Json, json};

use crate::diag::codes;

use self::check::CheckSettings;
use self::learner::Learner;
use self::lesson::Lesson;
use self::progress::LearnerProgress;
use self::trial::TrialEngine;
use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::{Style, Tone};
use super::table::{TableCell, table};
use super::terminal::{Terminal, print_json, print_styled};

/// `learn`.
#[derive(Debug, Args)]
#[command(after_help = "\
`murano learn` shows the next lesson and creates its program in the directory `learn`. Change the program and type `murano learn`
again: it is checked, on the simulated engine. Lessons may be taken in any order. The fast track has the 8 most important ones.

Examples:
  murano learn                         the next lesson, or a check of the program that you changed
  murano learn --watch                 check whenever the program is saved, and go on to the next lesson
  murano learn --hint                  a hint, and then another one
  murano learn connection              the lesson `connection`
  murano learn E0506                   the lesson that teaches what an error is about
  murano learn learn/18-connection.murano   check this program
  murano learn --list                  all lessons, and which are solved
  murano learn --fast                  follow the fast track

For teachers:
  murano learn --export class          lessons, programs, solutions and unit tests as files
  murano test class/solutions          grade: of a student, `murano test class/students/NAME`
  murano learn --summary class/students     who got where")]
pub(super) struct LearnArgs {
    /// The lesson: its name, its number, its program, or an error code [default: the next one]
    pub lesson: Option<String>,
    /// Check the program, also if it was not changed.
    #[arg(long, group = "action")]
    pub check: bool,
    /// Give a hint.
    #[arg(long, group = "action")]
    pub hint: bool,
    /// Show a solution.
    #[arg(long, group = "action")]
    pub solution: bool,
    /// List the errors about its idea, with what they mean.
    #[arg(long, group = "action")]
    pub errors: bool,
    /// Check whenever the program is saved, until Ctrl-C.
    #[arg(long, group = "action", value_name = "FILE", num_args = 0..=1)]
    pub watch: Option<Option<PathBuf>>,
    /// List the lessons.
    #[arg(long, group = "action", conflicts_with = "lesson")]
    pub list: bool,
    /// Follow the fast track: the 8 most important lessons.
    #[arg(long, group = "action", conflicts_with = "lesson")]
    pub fast: bool,
    /// Forget which lessons were solved, or that this one was. Programs are kept.
    #[arg(long, group = "action")]
    pub reset: bool,
    /// Write the course into a new directory, for a class.
    #[arg(long, group = "action", conflicts_with = "lesson", value_name = "DIR")]
    pub export: Option<PathBuf>,
    /// Check the programs of a class: of each directory below this one.
    #[arg(long, group = "action", conflicts_with = "lesson", value_name = "DIR")]
    pub summary: Option<PathBuf>,
    /// The format of the list and the summary.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Teaches.
pub(super) fn run(args: &LearnArgs, terminal: &Terminal) -> CommandResult {
    if let Some(directory) = &args.export {
        return export_to(directory, terminal);
    }
    if let Some(directory) = &args.summary {
        return summarize(directory, args.format, terminal);
    }
    let asked = args.lesson.as_deref().map(lesson_of).transpose()?;
    if args.reset {
        return reset(asked, terminal);
    }
    let mut progress = LearnerProgress::load()?;
    if args.list {
        list(&progress, args.format, terminal);
        return Ok(Exit::Done);
    }
    if args.fast {
        progress.follow_fast_track();
    }
    let mut learner = Learner::new(progress, *terminal);
    let file = args.lesson.as_deref().map(Path::new).filter(|path| path.is_file());
    let exit = match (asked, &args.watch) {
        (_, Some(Some(file))) => watch::watch(&mut learner, lesson_of_file(file)?, file.clone()),
        (asked, Some(None)) => match asked.or_else(|| learner.next()) {
            Some(lesson) => watch::watch_own(&mut learner, lesson),
            None => Ok(learner.finished()),
        },
        (Some(lesson), None) if args.check || file.is_some() => {
            let file = file.map_or_else(|| learner.file(lesson), Path::to_owned);
            learner.check_file(lesson, &file)
        }
        (asked, None) => act(args, asked, &mut learner),
    };
    learner.progress.save()?;
    exit
}

/// What a command does with one lesson.
fn act(args: &LearnArgs, asked: Option<&'static Lesson>, learner: &mut Learner) -> CommandResult {
    let Some(lesson) = asked.or_else(|| learner.next()) else { return Ok(learner.finished()) };
    if args.hint {
        return Ok(learner.hint(lesson));
    }
    if args.solution {
        return Ok(learner.solution(lesson));
    }
    if args.errors {
        return Ok(learner.errors(lesson));
    }
    let file = learner.file(lesson);
    if args.check || asked.is_none() && !args.fast && learner.is_changed(lesson, &file) {
        return learner.check_file(lesson, &file);
    }
    learner.show(lesson)
}

/// The names of all lessons, with their ideas.
pub(super) fn lesson_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    course::lessons().iter().map(|lesson| (lesson.name(), lesson.title))
}

/// The lesson about an error code, by its name.
pub(super) fn lesson_about(code: &str) -> Option<&'static str> {
    course::teaching(code).map(Lesson::name)
}

/// The lessons' names and titles, in order.
pub(super) fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    course::lessons().iter().map(|lesson| (lesson.name(), lesson.title))
}

fn lesson_of(text: &str) -> Result<&'static Lesson, CommandError> {
    course::find(text).ok_or_else(|| {
        let error = CommandError::usage(format!("there is no lesson `{text}`"));
        match course::nearest(text) {
            Some(near) => {
                error.hint(format!("did you mean `{near}`? `murano learn --list` lists all"))
            }
            None => error.hint("`murano learn --list` lists all lessons"),
        }
    })
}

fn lesson_of_file(file: &Path) -> Result<&'static Lesson, CommandError> {
    if !file.is_file() {
        let error = CommandError::usage(format!("there is no file `{}`", file.display()));
        return Err(error.hint("`murano learn NAME` creates the program of a lesson"));
    }
    lesson_of(&file.to_string_lossy()).map_err(|error| {
        error.hint("a lesson is known by the name of its file, such as 07-parameter.murano")
    })
}

fn reset(lesson: Option<&Lesson>, terminal: &Terminal) -> CommandResult {
    match lesson {
        None => {
            LearnerProgress::reset()?;
            terminal.note("no lesson is solved; your programs are kept");
        }
        Some(lesson) => {
            let mut progress = LearnerProgress::load()?;
            progress.forget(lesson);
            progress.save()?;
            terminal.note(&format!("`{}` is not solved; your program is kept", lesson.name()));
        }
    }
    Ok(Exit::Done)
}

fn list(progress: &LearnerProgress, format: OutputFormat, terminal: &Terminal) {
    let state = |lesson: &Lesson| if progress.is_solved(lesson) { "solved" } else { "" };
    let track = |lesson: &Lesson| if lesson.is_fast { "fast" } else { "" };
    match format {
        OutputFormat::Table => {
            let row = |lesson: &Lesson| -> [TableCell; 5] {
                let name = TableCell::toned(Tone::Strong, lesson.name());
                let state = TableCell::toned(Tone::Good, state(lesson));
                let (title, track) = (lesson.title.to_owned(), track(lesson).to_owned());
                [lesson.number.to_string().into(), name, title.into(), track.into(), state]
            };
            let rows: Vec<_> = course::lessons().iter().map(row).collect();
            let header = ["NUMBER", "LESSON", "IDEA", "TRACK", "STATE"];
            print_styled(&table(header, &rows, terminal.results));
        }
        OutputFormat::Json => {
            let row = |lesson: &Lesson| {
                json!({ "number": lesson.number, "lesson": lesson.name(), "idea": lesson.title,
                    "fast": lesson.is_fast, "codes": lesson.codes, "solved": progress.is_solved(lesson) })
            };
            print_json(&course::lessons().iter().map(row).collect::<Vec<Json>>());
        }
    }
}

fn export_to(directory: &Path, terminal: &Terminal) -> CommandResult {
    export::export(directory).map_err(|error| {
        let message = format!("cannot write the course into `{}`: {error}", directory.display());
        CommandError::new(codes::UNREADABLE, message)
            .hint("name a directory that does not exist yet")
    })?;
    terminal.note(&format!(
        "wrote the course; `{}` says what to do",
        directory.join("README.md").display()
    ));
    Ok(Exit::Done)
}

fn summarize(directory: &Path, format: OutputFormat, terminal: &Terminal) -> CommandResult {
    let settings = CheckSettings { reports: Style::Plain, engine: TrialEngine::Simulated };
    let students = class::students(directory, settings).map_err(|error| {
        let message = format!("cannot check the programs below `{}`: {error}", directory.display());
        CommandError::new(codes::UNREADABLE, message)
    })?;
    if students.is_empty() {
        terminal.note("no students: there is no directory in it");
    }
    match format {
        OutputFormat::Table => print_styled(&class::summary(&students, terminal.results)),
        OutputFormat::Json => print_json(&class::as_json(&students)),
    }
    Ok(Exit::Done)
}

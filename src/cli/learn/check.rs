//! Checks a learner's program: its commands must do what the lesson says, and its unit tests must pass.

#![expect(clippy::disallowed_methods, reason = "the last lesson asks which engine is chosen")]

use std::io;

use serde::Deserialize;

use crate::cli::style::Style;

use super::lesson::Lesson;
use super::steps::{self, CommandStep, LessonStep};
use super::trial::{LessonTrial, TrialEngine, TrialOutput};

/// The environment that the last lesson deploys on a real engine, and removes.
const DOCKER_ENVIRONMENT: &str = "lesson-30";

/// Where and how programs are checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct CheckSettings {
    /// The style of reports.
    pub reports: Style,
    /// Whether the steps of a real engine are taken, too.
    pub engine: TrialEngine,
}

/// What a check found.
#[derive(Debug)]
pub(super) enum LessonVerdict {
    /// The program fulfils the task.
    Solved,
    /// It does not yet.
    NotYet(LessonComplaint),
}

/// Why a program is not a solution yet.
#[derive(Debug, Default)]
pub(super) struct LessonComplaint {
    /// What a command wrote to standard error, ready to be printed.
    pub report: String,
    /// A sentence that teaches; empty if the report says everything.
    pub reason: String,
}

/// One result of `murano test --format json`.
#[derive(Debug, Deserialize)]
struct LessonTest {
    passed: bool,
    exception: Option<String>,
    message: Option<String>,
}

/// A diagnostic of `--message-format json`.
#[derive(Debug, Deserialize)]
struct LessonDiagnostic {
    message: String,
}

/// Checks a program.
///
/// # Errors
/// When it cannot be tried.
pub(super) fn check(
    lesson: &Lesson,
    program: &str,
    settings: CheckSettings,
) -> io::Result<LessonVerdict> {
    let mut trial = LessonTrial::new(lesson, program, settings.reports)?;
    let plain = format!("$ murano run {} --quiet", lesson.file_name());
    let transcript = if lesson.steps().is_empty() { &*plain } else { lesson.steps() };
    let steps = steps::parse(transcript);
    // The tests come before a real engine is used.
    let real = steps.iter().position(|step| *step == LessonStep::UseDocker);
    let (simulated, real) = steps.split_at(real.unwrap_or(steps.len()));
    let mut complaint = take(lesson, program, simulated, &trial)?;
    if complaint.is_none() {
        complaint = run_tests(lesson, &trial)?;
    }
    if complaint.is_none() && !real.is_empty() && settings.engine == TrialEngine::Real {
        trial.engine = TrialEngine::Real;
        complaint = on_real_engine(lesson, program, real, &trial)?;
    }
    Ok(complaint.map_or(LessonVerdict::Solved, LessonVerdict::NotYet))
}

fn on_real_engine(
    lesson: &Lesson,
    program: &str,
    steps: &[LessonStep<'_>],
    trial: &LessonTrial,
) -> io::Result<Option<LessonComplaint>> {
    if std::env::var("MURANO_ENGINE").is_ok_and(|engine| engine.starts_with("simulated")) {
        let reason = "The variable MURANO_ENGINE still selects the simulated engine. Type `unset MURANO_ENGINE`, start Docker, and ask again.";
        return Ok(Some(LessonComplaint { reason: reason.into(), ..LessonComplaint::default() }));
    }
    let complaint = take(lesson, program, steps, trial);
    // Whatever happened, nothing is left there.
    trial.run(&["down", "--env", DOCKER_ENVIRONMENT, "--quiet"])?;
    complaint
}

/// Takes the steps, up to the first one that does not do what it should.
fn take(
    lesson: &Lesson,
    program: &str,
    steps: &[LessonStep<'_>],
    trial: &LessonTrial,
) -> io::Result<Option<LessonComplaint>> {
    for step in steps {
        match step {
            LessonStep::UseStart => trial.use_program(lesson.start())?,
            LessonStep::UseOwn => trial.use_program(program)?,
            LessonStep::UseDocker => {}
            LessonStep::Run(command) => {
                let found = judge(command, trial.run(&command.arguments())?);
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
    }
    Ok(None)
}

fn judge(command: &CommandStep<'_>, output: TrialOutput) -> Option<LessonComplaint> {
    if !output.succeeded && !command.may_fail {
        return Some(LessonComplaint { report: output.err, reason: String::new() });
    }
    // Reports wrap lines.
    let all = format!("{} {}", output.out, output.err);
    let printed = all.split_whitespace().collect::<Vec<_>>().join(" ");
    let missed = |text: &str| !printed.contains(text);
    let mut expectations = command.expectations.iter();
    let failed = expectations.find(|expected| missed(expected.text) != expected.is_absent)?;
    Some(LessonComplaint { report: String::new(), reason: failed.reason.to_owned() })
}

fn run_tests(lesson: &Lesson, trial: &LessonTrial) -> io::Result<Option<LessonComplaint>> {
    let file = format!("{}_test.murano", lesson.id);
    trial.write(&file, &lesson.tests())?;
    let output = trial.run(&["test", &file, "--format", "json", "--quiet"])?;
    let tests: Vec<LessonTest> = serde_json::from_str(&output.out).unwrap_or_default();
    if tests.is_empty() {
        return Ok(Some(LessonComplaint { report: String::new(), reason: missing(&output) }));
    }
    let Some(failed) = tests.into_iter().find(|test| !test.passed) else { return Ok(None) };
    let (exception, message) =
        (failed.exception.unwrap_or_default(), failed.message.unwrap_or_default());
    if ["AssertionError", "MismatchError"].contains(&&*exception) {
        let reason = sentence(&message).to_owned();
        return Ok(Some(LessonComplaint { report: String::new(), reason }));
    }
    // An error in the program itself: its report shows the line.
    let report = trial.run(&["test", &file, "--quiet"])?.err;
    Ok(Some(LessonComplaint { report, reason: String::new() }))
}

/// What a test says, without what the assertion adds for developers.
fn sentence(message: &str) -> &str {
    let message = message.strip_prefix("AssertionError: ").unwrap_or(message);
    let noise =
        [": expected something true, found false", ": expected something false, found true"];
    noise.iter().find_map(|noise| message.strip_suffix(noise)).unwrap_or(message)
}

/// The test does not compile, because the program lacks what the task asks for.
fn missing(output: &TrialOutput) -> String {
    let mut lines = output.err.lines();
    let first = lines.find_map(|line| serde_json::from_str::<LessonDiagnostic>(line).ok());
    match first {
        Some(LessonDiagnostic { message }) => {
            format!("Something that the task asks for is missing: {message}")
        }
        None => "The program cannot be tested.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_for_learners() {
        assert_eq!(sentence("AssertionError: Port 0 was accepted"), "Port 0 was accepted");
        assert_eq!(sentence("No check: expected something true, found false"), "No check");
        assert_eq!(
            sentence("The default: expected 80, found 81"),
            "The default: expected 80, found 81"
        );
    }
}

//! What is shown after success: commands with the learner's program, and their outputs.

use std::io;

use crate::cli::style::Style;
use crate::diag::escape::escape_controls;

use super::lesson::Lesson;
use super::steps::{self, LessonStep};
use super::trial::LessonTrial;

/// The commands of a lesson with their outputs, ready to be printed; empty if it has none.
///
/// # Errors
/// When a command cannot be started.
pub(super) fn demonstrate(lesson: &Lesson, program: &str, reports: Style) -> io::Result<String> {
    let trial = LessonTrial::new(lesson, program, reports)?;
    let mut shown = String::new();
    for step in steps::parse(lesson.demonstration()) {
        match step {
            LessonStep::UseStart => {
                trial.use_program(lesson.start())?;
                shown += "The program as it was:\n\n";
            }
            LessonStep::UseOwn => {
                trial.use_program(program)?;
                shown += "Your program:\n\n";
            }
            LessonStep::UseDocker => {}
            LessonStep::Run(command) => {
                let output = trial.run(&command.arguments())?;
                let (out, err) = (escape_controls(&output.out), output.err);
                shown += &format!("$ {}\n{out}{err}", command.line);
                if !shown.ends_with("\n\n") {
                    shown.push('\n');
                }
            }
        }
    }
    Ok(shown)
}

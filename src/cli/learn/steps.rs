//! The commands of a lesson, as a transcript:
//!
//! ```text
//! @start                       the program is the one that the lesson begins with
//! $ murano run 21-plan.murano
//! @yours                       the program is the learner's
//! $ murano plan 21-plan.murano
//! ? What is said if the next lines are not in the output.
//! ~ shop on local
//! not: to create
//! @docker                      what follows uses a real engine
//! $ murano run 30-docker.murano || true
//! ```
//!
//! A command must succeed unless `|| true` follows.

/// A line of a transcript, with the expectations below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LessonStep<'t> {
    /// The program is the one that the lesson begins with.
    UseStart,
    /// The program is the learner's.
    UseOwn,
    /// What follows uses a real engine.
    UseDocker,
    /// A command is run.
    Run(CommandStep<'t>),
}

/// A command of a lesson.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CommandStep<'t> {
    /// The command without `$`, as a learner would type it.
    pub line: &'t str,
    /// Whether it may fail.
    pub may_fail: bool,
    /// What its output must contain.
    pub expectations: Vec<StepExpectation<'t>>,
}

/// A text that an output must contain.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StepExpectation<'t> {
    /// What is said if it does not.
    pub reason: &'t str,
    /// The text.
    pub text: &'t str,
    /// Whether the output must *not* contain it.
    pub is_absent: bool,
}

impl CommandStep<'_> {
    /// The arguments behind `murano`. Lessons have none with spaces.
    pub(super) fn arguments(&self) -> Vec<&str> {
        self.line.split_whitespace().skip(1).collect()
    }
}

/// The steps of a transcript.
pub(super) fn parse(transcript: &str) -> Vec<LessonStep<'_>> {
    let mut steps = Vec::new();
    let mut reason = "";
    for line in transcript.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line {
            "@start" => steps.push(LessonStep::UseStart),
            "@yours" => steps.push(LessonStep::UseOwn),
            "@docker" => steps.push(LessonStep::UseDocker),
            _ => {
                if let Some(line) = line.strip_prefix("$ ") {
                    reason = "";
                    steps.push(LessonStep::Run(command(line)));
                } else if let Some(text) = line.strip_prefix("? ") {
                    reason = text;
                } else if let Some(LessonStep::Run(command)) = steps.last_mut() {
                    command.expectations.push(expectation(reason, line));
                }
            }
        }
    }
    steps
}

fn command(line: &str) -> CommandStep<'_> {
    let certain = line.strip_suffix("|| true");
    let (line, may_fail) = (certain.unwrap_or(line).trim(), certain.is_some());
    CommandStep { line, may_fail, expectations: Vec::new() }
}

fn expectation<'t>(reason: &'t str, line: &'t str) -> StepExpectation<'t> {
    let absent = line.strip_prefix("not: ");
    StepExpectation { reason, text: absent.unwrap_or(line), is_absent: absent.is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_has_steps() {
        let text = "@start\n$ murano run a\n@yours\n$ murano ps || true\n? Why.\nweb\nnot: db\n";
        let expectations = vec![
            StepExpectation { reason: "Why.", text: "web", is_absent: false },
            StepExpectation { reason: "Why.", text: "db", is_absent: true },
        ];
        let run = CommandStep { line: "murano run a", ..CommandStep::default() };
        assert_eq!(run.arguments(), ["run", "a"]);
        let wanted = [
            LessonStep::UseStart,
            LessonStep::Run(run),
            LessonStep::UseOwn,
            LessonStep::Run(CommandStep { line: "murano ps", may_fail: true, expectations }),
        ];
        assert_eq!(parse(text), wanted);
    }
}

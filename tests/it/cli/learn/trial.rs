#![expect(clippy::disallowed_methods, reason = "tests read lessons and programs")]
//! Each lesson can be failed, hinted and solved, its programs run, and its errors are those that it names.

use std::path::Path;

use crate::cli::{Did, Place};
use crate::docker::docker_is_there;

/// The directory of the lessons.
const LESSONS: &str = "src/cli/learn/lessons";

/// A lesson as its file says it.
pub(super) struct Lesson {
    id: String,
    sections: Vec<(String, String)>,
}

impl Lesson {
    pub(super) fn read(id: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LESSONS).join(format!("{id}.md"));
        let text = std::fs::read_to_string(path).expect("the lesson");
        let (_, body) = text.split_once("\n\n").expect("a title");
        let mut sections = vec![("Idea".to_owned(), String::new())];
        let mut in_code = false;
        for line in body.lines() {
            in_code ^= line.starts_with("```");
            match line.strip_prefix("## ").filter(|_| !in_code) {
                Some(heading) => sections.push((heading.to_owned(), String::new())),
                None => {
                    let (_, text) = sections.last_mut().expect("the idea");
                    *text += line;
                    text.push('\n');
                }
            }
        }
        Self { id: id.to_owned(), sections }
    }

    pub(super) fn all(&self, heading: &str) -> Vec<&str> {
        let of = self.sections.iter().filter(|(found, _)| found == heading);
        of.map(|(_, text)| text.as_str()).collect()
    }

    pub(super) fn program(&self, heading: &str) -> &str {
        block(self.all(heading)[0], "murano").expect("a program")
    }

    pub(super) fn name(&self) -> &str {
        self.id.split_once('-').expect("a number").1
    }

    pub(super) fn file(&self) -> String {
        format!("learn/{}.murano", self.id)
    }

    /// The texts that the answer to a wrong attempt contains.
    fn expected(wrong: &str) -> Vec<&str> {
        wrong.lines().filter_map(|line| line.strip_prefix("> ")).collect()
    }
}

/// The first block of code of a kind.
pub(super) fn block<'t>(text: &'t str, kind: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("```{kind}\n"))?;
    Some(rest.split_once("```")?.0)
}

/// All that a command wrote, without line breaks.
pub(super) fn said(did: &Did) -> String {
    format!("{} {}", did.err, did.out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A lesson of which every part is tried.
struct Trial {
    place: Place,
    lesson: Lesson,
}

impl Trial {
    fn new(id: &str) -> Self {
        let trial = Self { place: Place::new(), lesson: Lesson::read(id) };
        let shown = trial.learn(&[trial.lesson.name()]).ends(0).out;
        assert!(shown.contains("\nTask\n") && shown.contains(&trial.lesson.file()), "{shown}");
        let created = std::fs::read_to_string(trial.place.path().join(trial.lesson.file()));
        assert_eq!(created.expect("the program"), trial.lesson.program("Start"));
        trial
    }

    fn learn(&self, args: &[&str]) -> Did {
        self.place.murano(&[&["learn"], args].concat())
    }

    /// A command line with pipes, as a learner would type it.
    fn shell(&self, line: &str) -> Did {
        let murano = Path::new(env!("CARGO_BIN_EXE_murano")).parent().expect("a directory");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = std::process::Command::new("sh");
        command.args(["-c", line]).current_dir(self.place.path()).env_clear();
        command.env("PATH", format!("{}:{path}", murano.display())).env("HOME", self.place.path());
        command.env("MURANO_ENGINE", "simulated");
        Did::of(command.output().expect("a shell"))
    }

    fn write(&self, program: &str) {
        self.place.file(&self.lesson.file(), program);
    }

    /// The program that the lesson begins with, and typical attempts, are refused with a sentence that teaches.
    fn fails(&self) {
        let refused = said(&self.learn(&[self.lesson.name(), "--check"]).ends(1));
        let (before, after) = refused.split_once("Not yet: ").expect("a refusal");
        let reason = after.split("`murano learn --hint`").next().unwrap_or_default();
        assert!(before.contains("error[") || reason.split(' ').count() > 8, "{refused}");
        let wrong = self.lesson.all("Wrong");
        assert!(!wrong.is_empty(), "{} has no wrong attempt", self.lesson.id);
        for attempt in wrong {
            self.write(block(attempt, "murano").expect("a program"));
            let refused = said(&self.learn(&[&self.lesson.file()]).ends(1));
            let expected = Lesson::expected(attempt);
            assert!(!expected.is_empty(), "{attempt}");
            for text in expected {
                assert!(refused.contains(text), "no `{text}` in {refused}");
            }
        }
    }

    fn gives_hints(&self) {
        let hints = self.lesson.all("Hint");
        assert_eq!(hints.len(), 2);
        for hint in hints {
            let given = said(&self.learn(&[self.lesson.name(), "--hint"]).ends(0));
            let hint = hint.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(given.contains(&hint), "no `{hint}` in {given}");
        }
        let solution = self.learn(&[self.lesson.name(), "--solution"]).ends(0).out;
        for line in self.lesson.program("Solution").lines() {
            assert!(solution.contains(line), "no `{line}` in {solution}");
        }
        let errors = said(&self.learn(&[self.lesson.name(), "--errors"]).ends(0));
        for written in self.lesson.all("Errors") {
            let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(errors.contains(&written), "no `{written}` in {errors}");
        }
    }

    fn is_solved(&self) {
        self.write(self.lesson.program("Solution"));
        let solved = self.learn(&[]).ends(0).out;
        assert!(
            solved.contains("Solved: ") && solved.contains("1 of 30 lessons solved"),
            "{solved}"
        );
        let list = self.learn(&["--list", "--format", "json"]).ends(0).json();
        let rows = list.as_array().expect("a list");
        let done: Vec<_> = rows.iter().filter(|row| row["solved"] == true).collect();
        assert!(done.len() == 1 && done[0]["lesson"] == self.lesson.name(), "{done:?}");
    }

    /// Programs and commands on errors report their code, and nothing else.
    fn explains_errors(&self) {
        let errors = self.lesson.all("Errors").into_iter().flat_map(str::lines);
        for line in errors.filter_map(|line| line.strip_prefix("- `")) {
            let (tried, rest) = line.split_once("` is ").expect("a code");
            let code = rest.get(..5).expect("a code");
            let did = match tried.strip_prefix("$ ") {
                Some(command) => self.shell(command),
                None => {
                    self.place.file("error.murano", tried);
                    let args = ["run", "error.murano", "--engine", "simulated", "--env", "errors"];
                    self.place.murano(&args)
                }
            };
            let reported = did.err.lines().filter_map(|line| {
                let (kind, rest) = line.split_once('[')?;
                matches!(kind, "error" | "warning").then(|| rest.get(..5)).flatten()
            });
            assert_eq!(reported.collect::<Vec<_>>(), [code], "{tried}\n{}", did.err);
        }
    }

    /// The programs of the idea print what the lesson says.
    fn shows_programs_that_run(&self) {
        let mut rest = self.lesson.all("Idea")[0];
        while let Some((_, from)) = rest.split_once("```murano\n") {
            let (program, after) = from.split_once("```").expect("an end");
            rest = after;
            let file = self.place.file("idea.murano", program);
            let file = file.to_str().expect("UTF-8");
            let args = ["run", file, "--engine", "simulated", "--quiet", "--env", "idea"];
            let printed = self.place.murano(&args).ends(0).out;
            let is_next = after.trim_start().starts_with("```text");
            let shown = block(after, "text").filter(|_| is_next).unwrap_or_default();
            assert_eq!(printed, shown, "{program}");
        }
    }
}

/// A test for each lesson.
macro_rules! lessons {
    ($($name:ident $id:literal;)*) => {
        pub(super) const IDS: &[&str] = &[$($id),*];
        $(#[test]
        fn $name() {
            let trial = Trial::new($id);
            trial.shows_programs_that_run();
            trial.explains_errors();
            trial.fails();
            trial.gives_hints();
            trial.is_solved();
        })*
    };
}

lessons! {
    lesson_value "01-value";
    lesson_text "02-text";
    lesson_list "03-list";
    lesson_dictionary "04-dictionary";
    lesson_decision "05-decision";
    lesson_loop "06-loop";
    lesson_parameter "07-parameter";
    lesson_class "08-class";
    lesson_contract "09-contract";
    lesson_conversion "10-conversion";
    lesson_subclass "11-subclass";
    lesson_exception "12-exception";
    lesson_test "13-test";
    lesson_container "14-container";
    lesson_port "15-port";
    lesson_setting "16-setting";
    lesson_parent "17-parent";
    lesson_connection "18-connection";
    lesson_part "19-part";
    lesson_order "20-order";
    lesson_plan "21-plan";
    lesson_variable "22-variable";
    lesson_secret "23-secret";
    lesson_image "24-image";
    lesson_taken_port "25-taken-port";
    lesson_killed "26-killed";
    lesson_health "27-health";
    lesson_data "28-data";
    lesson_hosts "29-hosts";
}

/// The last lesson needs a real engine: without one, it says so.
#[test]
fn lesson_docker() {
    let trial = Trial::new("30-docker");
    trial.explains_errors();
    trial.fails();
    trial.gives_hints();
    trial.write(trial.lesson.program("Solution"));
    trial.learn(&[]).ends(1).says("no engine answers");
    let mut simulated = trial.place.command(&["learn"]);
    let simulated = simulated.env("MURANO_ENGINE", "simulated").output().expect("it starts");
    let simulated = Did::of(simulated).ends(1);
    assert!(said(&simulated).contains("unset MURANO_ENGINE"), "{}", simulated.out);
}

#[test]
fn the_last_lesson_is_solved_on_docker() {
    if !docker_is_there() {
        return;
    }
    let trial = Trial::new("30-docker");
    trial.write(trial.lesson.program("Solution"));
    let mut command = trial.place.command(&["learn"]);
    command.env_remove("DOCKER_HOST");
    command.envs(
        ["DOCKER_HOST", "PATH"].iter().filter_map(|name| Some((name, std::env::var(name).ok()?))),
    );
    let solved = Did::of(command.output().expect("it starts")).ends(0);
    assert!(solved.out.contains("Solved: 30/30"), "{}", solved.out);
}

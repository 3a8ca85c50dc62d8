//! A lesson: one Markdown file of `lessons/`, split into its parts.
//!
//! The file begins with `# Title` and perhaps a line `track: fast`; then comes the idea. Sections follow: `Task`, `Start`, `Check`,
//! `Wrong` (for the tests), `Hint` twice, `Solution`, `Explanation`, `Errors` and `See`. `Errors` says what the codes about the idea
//! mean; a line that begins with a program or a command between backticks, and `is E0201`, is tried by the tests.

use crate::diag::codes::explain;

/// A lesson of the course.
#[derive(Debug)]
pub(super) struct Lesson {
    /// Its position in the course, from 1.
    pub number: usize,
    /// The name of its files without an ending: `07-parameter`.
    pub id: &'static str,
    /// The heading.
    pub title: &'static str,
    /// Whether it is part of the fast track.
    pub is_fast: bool,
    /// The error codes that it teaches.
    pub codes: Vec<&'static str>,
    sections: Vec<LessonSection>,
}

/// A part of a lesson, below its heading.
#[derive(Debug)]
struct LessonSection {
    heading: &'static str,
    text: &'static str,
}

impl Lesson {
    /// Splits a file into its parts.
    pub(super) fn parse(number: usize, id: &'static str, text: &'static str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let title = lines.next().unwrap_or_default();
        let property =
            |name: &str| lines.clone().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        Self {
            number,
            id,
            title: title.trim_start_matches("# "),
            is_fast: property("track") == Some("fast"),
            codes: Vec::new(),
            sections: sections(body),
        }
        .with_codes()
    }

    /// Notes the codes that its section on errors names.
    fn with_codes(mut self) -> Self {
        let words = self.errors().split(|c: char| !c.is_ascii_alphanumeric());
        self.codes = words.filter(|word| explain(word).is_some()).collect();
        self
    }

    /// The name by which it is asked for: `parameter`.
    pub(super) fn name(&self) -> &'static str {
        self.id.split_once('-').map_or(self.id, |(_, name)| name)
    }

    /// The name of its program's file.
    pub(super) fn file_name(&self) -> String {
        format!("{}.murano", self.id)
    }

    /// The idea, in Markdown.
    pub(super) fn idea(&self) -> &'static str {
        self.section("Idea")
    }

    /// The task, in Markdown.
    pub(super) fn task(&self) -> &'static str {
        self.section("Task")
    }

    /// The program to begin with.
    pub(super) fn start(&self) -> &'static str {
        code(self.section("Start"), "murano")
    }

    /// The commands that are tried with the program; empty: it is run.
    pub(super) fn steps(&self) -> &'static str {
        code(self.section("Check"), "console")
    }

    /// A file of unit tests of the program, which imports it.
    pub(super) fn tests(&self) -> String {
        let tests = code(self.section("Check"), "murano");
        let indented = tests.lines().map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("    {line}\n"),
        });
        format!(
            "import './{}'\n\nclass LessonCheck extends io.murano.test.TestFixtureWithEnvironment {{\n{}}}\n",
            self.file_name(),
            indented.collect::<String>()
        )
    }

    /// The hints, in order.
    pub(super) fn hints(&self) -> Vec<&'static str> {
        let hints = self.sections.iter().filter(|section| section.heading == "Hint");
        hints.map(|section| section.text).collect()
    }

    /// A program that fulfils the task.
    pub(super) fn solution(&self) -> &'static str {
        code(self.section("Solution"), "murano")
    }

    /// What is said after success, in Markdown.
    pub(super) fn explanation(&self) -> &'static str {
        self.section("Explanation")
    }

    /// What the codes about the idea mean, in Markdown; empty if there are none.
    pub(super) fn errors(&self) -> &'static str {
        self.section("Errors")
    }

    /// The commands that are shown after success.
    pub(super) fn demonstration(&self) -> &'static str {
        code(self.section("See"), "console")
    }

    fn section(&self, heading: &str) -> &'static str {
        let found = self.sections.iter().find(|section| section.heading == heading);
        found.map_or("", |section| section.text)
    }
}

/// The parts of a text, which begin at headings outside of code. The first part has none in the file.
fn sections(text: &'static str) -> Vec<LessonSection> {
    let mut found = Vec::new();
    let (mut heading, mut start, mut at, mut in_code) = ("Idea", 0, 0, false);
    for line in text.split_inclusive('\n') {
        in_code ^= line.starts_with("```");
        if let Some(next) = line.strip_prefix("## ").filter(|_| !in_code) {
            found.push(LessonSection { heading, text: text[start..at].trim() });
            (heading, start) = (next.trim(), at + line.len());
        }
        at += line.len();
    }
    found.push(LessonSection { heading, text: text[start..].trim() });
    found
}

/// The first block of code of a kind; empty if there is none.
fn code(text: &'static str, kind: &str) -> &'static str {
    let begin = format!("```{kind}\n");
    let block = text.split_once(&*begin).and_then(|(_, rest)| rest.split_once("```"));
    block.map_or("", |(block, _)| block)
}

//! The pages of `murano explain` (`src/diag/codes/*.md`): their programs run, and `docs/errors.md` is made of them.
//!
//! Below `Wrong:` stand the files and commands that report exactly this code, below `Right:` those that report nothing: files as
//! in `blocks.rs`, a `murano` block without a path being `app.murano`, and `console` blocks with the commands. Files that `Right:`
//! does not replace stay, and so do the commands. Without commands the program runs on the simulated engine. Programs for a
//! `DockerStandaloneHost` run on the real engine, if there is one.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::blocks::{Block, Document};
use super::examples::{PageDirectory, is_code};
use crate::docker::{self, on_docker};
use crate::sources;

/// Codes that no program can be written for, with the reason.
const WITHOUT_PROGRAM: &[(&str, &str)] = &[
    ("E0510", "the engine must be restarted in the middle of a run"),
    ("E0511", "two runs must meet; `deploy::locks` tests it"),
    ("E0999", "a bug that is known is fixed"),
];

/// What runs where a page has no commands.
const DEFAULT: &str = "murano run app.murano --engine simulated";

/// The page of one code.
struct Page {
    code: String,
    title: String,
    text: String,
    /// The name of the lesson that teaches it.
    lesson: String,
}

/// The halves of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Wrong,
    Right,
}

fn pages() -> Vec<Page> {
    let output = PageDirectory::new("codes").murano(&["explain", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let field = |page: &serde_json::Value, key: &str| page[key].as_str().expect(key).to_owned();
    let page = |page| Page {
        code: field(page, "code"),
        title: field(page, "title"),
        text: field(page, "text"),
        lesson: field(page, "lesson"),
    };
    all.as_array().expect("a list").iter().map(page).collect()
}

impl Page {
    /// The blocks of a half.
    fn blocks(&self, half: Half) -> Vec<Block> {
        let document = Document::parse(Path::new(&self.code), &self.text);
        let line = |text: &str| document.lines.iter().position(|line| line == text);
        let (wrong, right) = (line("Wrong:"), line("Right:"));
        let (Some(wrong), Some(right)) = (wrong, right) else { return Vec::new() };
        let belongs = |block: &Block| match half {
            Half::Wrong => wrong < block.from && block.from < right,
            Half::Right => right < block.from,
        };
        document.blocks().into_iter().filter(belongs).collect()
    }

    fn needs_engine(&self) -> bool {
        let on_docker = |line: &str| line.starts_with("$ murano run") && !line.contains("--engine");
        self.text.contains("new DockerStandaloneHost") && self.text.lines().any(on_docker)
    }

    /// Runs both halves in one directory. `real` is the environment on the real engine.
    fn check(&self, real: Option<&str>) -> String {
        let directory = PageDirectory::new(&self.code);
        let mut commands = vec![DEFAULT.to_owned()];
        let mut complaints = String::new();
        for half in [Half::Wrong, Half::Right] {
            let blocks = self.blocks(half);
            if blocks.is_empty() {
                let _ = writeln!(complaints, "{}: nothing is {half:?}", self.code);
            }
            let own = prepare(&directory, &blocks, real);
            if !own.is_empty() {
                commands = own;
            }
            complaints += &self.run(&directory, &commands, half, real);
        }
        complaints
    }

    fn run(
        &self,
        directory: &PageDirectory,
        commands: &[String],
        half: Half,
        real: Option<&str>,
    ) -> String {
        let engine = std::env::var("DOCKER_HOST").map_or_else(
            |_| "unset DOCKER_HOST".to_owned(),
            |address| format!("export DOCKER_HOST='{address}'"),
        );
        let prefix = if real.is_some() { engine } else { ":".to_owned() };
        let mut said = String::new();
        let mut succeeded = true;
        for command in commands {
            let output = directory.run("sh", &["-c", &format!("{prefix}; {command}")]);
            said += &String::from_utf8_lossy(&output.stderr);
            succeeded = output.status.success();
        }
        // A report may quote a code that the program itself mentions.
        let is_quoted = |word: &str| word != self.code && self.text.contains(word);
        let words = said.split(|c: char| !c.is_ascii_alphanumeric());
        let codes: BTreeSet<&str> =
            words.filter(|word| is_code(word) && !is_quoted(word)).collect();
        let is_as_expected = match half {
            Half::Wrong => codes == BTreeSet::from([self.code.as_str()]),
            Half::Right => codes.is_empty() && succeeded,
        };
        if is_as_expected {
            return String::new();
        }
        format!("---- {} {half:?}: {codes:?}, success: {succeeded}\n{said}\n", self.code)
    }
}

/// Writes the files of blocks, and returns their commands. On the real engine the environment, which is named after the program, and
/// the image are those of the test.
fn prepare(directory: &PageDirectory, blocks: &[Block], real: Option<&str>) -> Vec<String> {
    let adapted = |text: &str| match real {
        Some(environment) => text
            .replace("app.murano", &format!("{environment}.murano"))
            .replace("'busybox'", &format!("'{}'", docker::IMAGE)),
        None => text.to_owned(),
    };
    let mut commands = Vec::new();
    for block in blocks {
        if block.info == "console" {
            let written = block.text.lines().filter_map(|line| line.strip_prefix("$ "));
            commands.extend(written.map(adapted));
        } else {
            let file = adapted(block.file().unwrap_or("app.murano"));
            directory.write(&file, &adapted(&block.text));
        }
    }
    commands
}

/// Every code has a page whose programs do what it says.
#[test]
fn programs_of_the_pages_report_their_code() {
    let only = std::env::var("CASE").unwrap_or_default();
    let mut complaints = String::new();
    for page in pages().iter().filter(|page| page.code.contains(&only)) {
        let has_program = !page.blocks(Half::Wrong).is_empty();
        let excused = WITHOUT_PROGRAM.iter().any(|(code, _)| *code == page.code);
        assert_ne!(has_program, excused, "{} has a program, or a reason for none", page.code);
        if has_program && !page.needs_engine() {
            complaints += &page.check(None);
        }
    }
    assert!(complaints.is_empty(), "\n{complaints}");
}

/// The same for the programs that deploy to a container engine.
#[test]
fn programs_of_the_pages_on_docker_report_their_code() {
    let only = std::env::var("CASE").unwrap_or_default();
    for page in pages().iter().filter(|page| page.code.contains(&only) && page.needs_engine()) {
        on_docker(|real| {
            let complaints = page.check(Some(&real.environment));
            assert!(complaints.is_empty(), "\n{complaints}");
        });
    }
}

/// Each page begins with the cause and ends with a link to the rule, whose heading the test of links looks for in `docs/errors.md`.
#[test]
fn every_page_has_a_cause_and_a_rule() {
    for page in pages() {
        let first = page.text.lines().next().unwrap_or_default();
        let last = page.text.lines().last().unwrap_or_default();
        assert!(first.len() > 30 && first.ends_with('.'), "{}: {first}", page.code);
        assert!(last.starts_with("See [") && last.contains("](language/"), "{}: {last}", page.code);
        assert!(last.contains('#'), "{}: {last} names no heading", page.code);
    }
}

/// `docs/errors.md` is made of the pages: `UPDATE=1` writes it.
#[test]
fn the_page_of_all_codes_is_current() {
    let path = sources::root().join("docs/errors.md");
    let wanted = all_codes(&pages());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).expect("it can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/errors.md is not current: UPDATE=1 writes it");
}

fn all_codes(pages: &[Page]) -> String {
    let mut text = "# Errors and warnings\n\n\
        Every code that a report can have: its cause, a program that it is reported for, and a right one. `murano explain E0201` \
        shows the same text. The programs run in the tests.\n\n\
        Codes are stable. `E00xx` are errors of the syntax and of files, `E01xx` of names and classes, `E02xx` of contracts, \
        `E03xx` of evaluation, `E04xx` of objects, `E05xx` of engines and environments, `E06xx` are limits; `W…` are warnings.\n\n\
        | code | |\n| --- | --- |\n"
        .to_owned();
    for Page { code, title, .. } in pages {
        let _ = writeln!(text, "| [{code}](#{}) | {title} |", code.to_lowercase());
    }
    for Page { code, title, text: page, lesson } in pages {
        let _ = write!(
            text,
            "\n## {code}\n\n**{title}**\n\n{page}\n\nLesson: `murano learn {lesson}`.\n"
        );
    }
    text
}

#![expect(clippy::disallowed_methods, reason = "tests read lessons and write programs")]
//! `murano learn`: each lesson can be failed, hinted and solved; progress is kept; a class can be taught.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::{Did, Place};
use crate::docker::docker_is_there;

/// The directory of the lessons.
const LESSONS: &str = "src/cli/learn/lessons";

/// A lesson as its file says it.
struct Lesson {
    id: String,
    sections: Vec<(String, String)>,
}

impl Lesson {
    fn read(id: &str) -> Self {
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

    fn all(&self, heading: &str) -> Vec<&str> {
        let of = self.sections.iter().filter(|(found, _)| found == heading);
        of.map(|(_, text)| text.as_str()).collect()
    }

    fn program(&self, heading: &str) -> &str {
        block(self.all(heading)[0], "murano").expect("a program")
    }

    fn name(&self) -> &str {
        self.id.split_once('-').expect("a number").1
    }

    fn file(&self) -> String {
        format!("learn/{}.murano", self.id)
    }

    /// The texts that the answer to a wrong attempt contains.
    fn expected(wrong: &str) -> Vec<&str> {
        wrong.lines().filter_map(|line| line.strip_prefix("> ")).collect()
    }
}

/// The first block of code of a kind.
fn block<'t>(text: &'t str, kind: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("```{kind}\n"))?;
    Some(rest.split_once("```")?.0)
}

/// All that a command wrote, without line breaks.
fn said(did: &Did) -> String {
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
        const IDS: &[&str] = &[$($id),*];
        $(#[test]
        fn $name() {
            let trial = Trial::new($id);
            trial.shows_programs_that_run();
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

/// A directory of the learner's with a lesson that is solved.
fn solve(place: &Place, id: &str) -> Did {
    let lesson = Lesson::read(id);
    place.murano(&["learn", lesson.name()]).ends(0);
    place.file(&lesson.file(), lesson.program("Solution"));
    place.murano(&["learn"]).ends(0)
}

#[test]
fn lessons_follow_each_other() {
    let place = Place::new();
    let learn = |args: &[&str]| place.murano(&[&["learn"], args].concat());
    let first = learn(&[]).ends(0).out;
    assert!(first.starts_with("1/30 A value\n"), "{first}");
    // A program that was not changed is not checked: the lesson is shown again.
    assert_eq!(learn(&[]).ends(0).out, first);
    place.file("learn/01-value.murano", "function total() { return 1 }\n");
    learn(&[]).ends(1);
    let solved = solve(&place, "01-value").out;
    assert!(solved.contains("the next one: 2/30 Text"), "{solved}");
    assert!(learn(&[]).ends(0).out.starts_with("2/30 Text\n"));
    // Any order: what follows is the next one that is left.
    let solved = solve(&place, "03-list").out;
    assert!(solved.contains("the next one: 4/30"), "{solved}");
    assert!(learn(&[]).ends(0).out.starts_with("4/30 A dictionary\n"));
    let solved = solve(&place, "29-hosts").out;
    assert!(solved.contains("the next one: 30/30"), "{solved}");
    // A program is never overwritten.
    place.file("learn/05-decision.murano", "// mine\n");
    learn(&["decision"]).ends(0);
    let kept = std::fs::read_to_string(place.path().join("learn/05-decision.murano"));
    assert_eq!(kept.expect("the program"), "// mine\n");
    learn(&["desicion"]).ends(2).says("did you mean `decision`?");
    learn(&["31"]).ends(2).says("there is no lesson `31`");
    learn(&["--list", "value"]).ends(2);
    learn(&["--watch", "learn/31-none.murano"]).ends(2).says("there is no file");
}

#[test]
fn progress_is_kept_and_reset() {
    let place = Place::new();
    let learn = |args: &[&str]| place.murano(&[&["learn"], args].concat());
    solve(&place, "01-value");
    solve(&place, "02-text");
    let solved = |list: &str| list.lines().filter(|line| line.ends_with("solved")).count();
    assert_eq!(solved(&learn(&["--list"]).ends(0).out), 2);
    learn(&["text", "--reset"]).ends(0).says("your program is kept");
    assert_eq!(solved(&learn(&["--list"]).ends(0).out), 1);
    // From another directory, the programs are where they were.
    let elsewhere = place.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("a folder");
    let mut command = place.command(&["learn", "text"]);
    let shown = Did::of(command.current_dir(&elsewhere).output().expect("it starts")).ends(0).out;
    assert!(
        shown.contains("/learn/02-text.murano") && !elsewhere.join("learn").exists(),
        "{shown}"
    );
    learn(&["--reset"]).ends(0).says("no lesson is solved");
    assert_eq!(solved(&learn(&["--list"]).ends(0).out), 0);
    assert!(place.path().join("learn/01-value.murano").exists());
    // The progress is no environment.
    assert_eq!(place.murano(&["ps", "--engine", "simulated"]).ends(0).out, "");
    std::fs::write(place.path().join("state/murano/learn/progress.json"), "{").expect("written");
    learn(&[]).ends(3).says("`murano learn --reset` begins the course again");
    learn(&["--reset"]).ends(0);
    learn(&["--list"]).ends(0);
}

#[test]
fn the_fast_track_has_eight_lessons() {
    let place = Place::new();
    let ids =
        ["01-value", "08-class", "09-contract", "10-conversion", "14-container", "18-connection"];
    let mut shown = place.murano(&["learn", "--fast"]).ends(0).out;
    let mut last = String::new();
    for id in ids.iter().chain(&["21-plan", "27-health"]) {
        let lesson = Lesson::read(id);
        let number = id[..2].trim_start_matches('0');
        assert!(shown.starts_with(&format!("{number}/30 ")), "{id}: {shown}");
        place.file(&lesson.file(), lesson.program("Solution"));
        last = place.murano(&["learn"]).ends(0).out;
        shown = place.murano(&["learn"]).ends(0).out;
    }
    assert!(shown.starts_with("28/30 "), "{shown}");
    assert!(last.contains("The fast track is finished"), "{last}");
}

#[test]
fn answers_escape_what_programs_say() {
    let place = Place::new();
    place.murano(&["learn", "text"]).ends(0);
    let program = "function address(host, port) { return 'x\\x1b[2J' }\nprint('\\x1b[2J')\n";
    place.file("learn/02-text.murano", program);
    let refused = place.murano(&["learn", "--color", "always"]).ends(1);
    assert!(!refused.out.contains("\u{1b}[2J") && !refused.err.contains("\u{1b}[2J"));
    assert!(said(&refused).contains("\\u001b[2J"), "{}", refused.out);
}

#[test]
fn codes_name_their_lessons() {
    let place = Place::new();
    let list = place.murano(&["learn", "--list", "--format", "json"]).ends(0).json();
    let mut lessons = std::collections::BTreeMap::new();
    for lesson in list.as_array().expect("a list") {
        for code in lesson["codes"].as_array().expect("codes") {
            lessons.entry(code.as_str().expect("a code")).or_insert(&lesson["lesson"]);
        }
    }
    let all = place.murano(&["explain", "--format", "json"]).ends(0).json();
    for page in all.as_array().expect("a list") {
        let lesson = lessons.get(page["code"].as_str().expect("a code"));
        assert_eq!(&page["lesson"], lesson.copied().unwrap_or(&serde_json::Value::Null));
    }
    let explained = place.murano(&["explain", "E0506"]).ends(0).out;
    assert!(explained.ends_with("\nLesson: murano learn health\n"), "{explained}");
    assert!(!place.murano(&["explain", "E0999"]).ends(0).out.contains("murano learn"));
}

#[test]
fn a_class_is_exported_and_graded() {
    let place = Place::new();
    place.murano(&["learn", "--export", "class"]).ends(0).says("class/README.md");
    place.murano(&["learn", "--export", "class"]).ends(3).says("it is not empty");
    let graded = place.murano(&["test", "class/solutions", "--format", "json"]).ends(0).json();
    let tests = graded.as_array().expect("tests");
    let origin = |test: &serde_json::Value| test["origin"].as_str().expect("a file").to_owned();
    let files: std::collections::BTreeSet<String> = tests.iter().map(origin).collect();
    assert_eq!(files.len(), 30);
    assert!(tests.iter().all(|test| test["passed"] == true));
    let programs = |id| ["start", "solutions"].map(|half| format!("class/{half}/{id}.murano"));
    let programs: Vec<String> = IDS.iter().flat_map(programs).collect();
    let mut format = vec!["fmt", "--check"];
    format.extend(programs.iter().map(String::as_str));
    place.murano(&format).ends(0);
    for id in IDS.iter().chain(&["30-docker"]) {
        let handout = format!("class/lessons/{id}.md");
        let handout = std::fs::read_to_string(place.path().join(handout)).expect("a handout");
        assert!(handout.contains("## Task") && !handout.contains("Hint"), "{handout}");
    }
}

/// Copies the programs that a class begins with, and solutions of some lessons.
fn student(place: &Place, name: &str, solved: &[&str], tried: &[&str]) {
    let directory = PathBuf::from("class/students").join(name);
    std::fs::create_dir_all(place.path().join(&directory)).expect("a folder");
    for id in IDS {
        let lesson = Lesson::read(id);
        let heading = if solved.contains(id) { "Solution" } else { "Start" };
        let changed = if tried.contains(id) { "// I do not know.\n" } else { "" };
        let file = directory.join(format!("{id}.murano"));
        let text = format!("{}{changed}", lesson.program(heading));
        place.file(file.to_str().expect("UTF-8"), text);
    }
}

#[test]
fn a_class_of_twenty_is_summed_up() {
    let place = Place::new();
    student(&place, "ada", &["01-value", "08-class"], &["09-contract"]);
    student(&place, "ben", &["01-value"], &[]);
    for number in 3..=20 {
        student(&place, &format!("student{number:02}"), &[], &[]);
    }
    let summary = place.murano(&["learn", "--summary", "class/students"]).ends(0).out;
    let lines: Vec<&str> = summary.lines().collect();
    assert_eq!(lines[0], "STUDENT    SOLVED  NOT YET");
    assert_eq!(lines[1], "ada        2/30    contract");
    assert_eq!(lines[2], "ben        1/30    -");
    assert_eq!(lines[20], "student20  0/30    -");
    let lessons = [
        "LESSON       SOLVED  NOT YET",
        "01-value     2       0",
        "08-class     1       0",
        "09-contract  0       1",
    ];
    assert_eq!(lines[22..], lessons);
    let args = ["learn", "--summary", "class/students", "--format", "json"];
    let data = place.murano(&args).ends(0).json();
    assert_eq!(data[0]["solved"], serde_json::json!(["01-value", "08-class"]));
    place.murano(&["learn", "--summary", "nowhere"]).ends(3).says("`nowhere`");
}

#[test]
fn watching_checks_every_version_and_goes_on() {
    let place = Place::new();
    let mut command = place.command(&["learn", "--watch"]);
    command.env("NO_COLOR", "1").stdin(Stdio::inherit());
    let mut terminal = super::terminals::spawn(&command);
    let mut sees = |text: &str| {
        if let Err(error) = terminal.exp_string(text) {
            panic!("`{text}` did not come: {error}");
        }
    };
    sees("1/30 A value");
    sees("watching learn/01-value.murano");
    let value = Lesson::read("01-value");
    place.file(&value.file(), block(value.all("Wrong")[1], "murano").expect("a program"));
    sees("Not yet: 1/30");
    sees("expected 192, found 67");
    sees("watching learn/01-value.murano");
    place.file(&value.file(), value.program("Solution"));
    sees("Solved: 1/30");
    sees("2/30 Text");
    sees("watching learn/02-text.murano");
    let text = Lesson::read("02-text");
    place.file(&text.file(), text.program("Solution"));
    sees("Solved: 2/30");
    sees("watching learn/03-list.murano");
    terminal.send_control('c').expect("sent");
    terminal.exp_eof().expect("it ends");
    let list = place.murano(&["learn", "--list"]).ends(0).out;
    assert_eq!(list.lines().filter(|line| line.ends_with("solved")).count(), 2);
}

/// The REPL has the course, too, with the same progress.
#[test]
fn the_repl_has_the_lessons() {
    let place = Place::new();
    let said = place.fed(&["repl"], ":lesson value\n:lesson --hint\n:lesson nosuch\n");
    assert!(said.out.contains("1/30 A value"), "{}", said.out);
    assert!(said.err.contains("no lesson `nosuch`"), "{}", said.err);
    assert!(place.path().join("learn/01-value.murano").is_file());
    place.murano(&["learn", "--list"]).ends(0);
}

#[test]
fn conversions_connections_and_plans_are_seen() {
    let place = Place::new();
    let seen = [
        ("10-conversion", "number: the string '53' became the integer 53"),
        ("18-connection", "The program as it was:"),
        ("18-connection", "-> store 6379/tcp"),
        ("21-plan", "image: nginx:1.27-alpine -> nginx:1.29-alpine"),
        ("24-image", "error[E0503]: the image `redis:77-alpine`"),
        ("26-killed", "shop: started"),
        ("27-health", "`store` runs, but its health check fails"),
        ("28-data", "mounts `/srv/store` of the host at `/data`"),
    ];
    for (id, text) in seen {
        let solved = solve(&place, id).out;
        assert!(solved.contains(text), "{id}: no `{text}` in {solved}");
        place.murano(&["learn", &id[3..], "--reset"]).ends(0);
    }
}

#![expect(clippy::disallowed_methods, reason = "tests read lessons and write programs")]
//! `murano learn`: lessons follow each other, progress is kept, a class can be taught; `learn/trial.rs` fails and solves each lesson.

mod trial;

use std::path::PathBuf;
use std::process::Stdio;

use self::trial::{IDS, Lesson, block, said};
use super::{Did, Place};

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
        assert_eq!(Some(&&page["lesson"]), lesson, "every code names its lesson");
    }
    let explained = place.murano(&["explain", "E0506"]).ends(0).out;
    assert!(explained.ends_with("\nLesson: murano learn health\n"), "{explained}");
    let health = place.murano(&["learn", "health"]).ends(0).out;
    assert_eq!(place.murano(&["learn", "E0506"]).ends(0).out, health);
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

//! `murano learn --summary`: how far each student of a class got.

#![expect(clippy::disallowed_methods, reason = "it reads the students' programs")]

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use crate::cli::style::{Style, StyledText, Tone};
use crate::cli::table::{TableCell, table};

use super::check::{CheckSettings, LessonVerdict, check};
use super::course::lessons;
use super::lesson::Lesson;

/// A student: a directory with programs.
pub(super) struct Student {
    /// The name of the directory.
    name: String,
    /// The lessons that are solved.
    solved: Vec<&'static Lesson>,
    /// The lessons whose program was changed, but is no solution yet.
    tried: Vec<&'static Lesson>,
}

/// Checks the programs of all students: the directories below a directory.
///
/// # Errors
/// When the directory or a program cannot be read.
pub(super) fn students(directory: &Path, settings: CheckSettings) -> io::Result<Vec<Student>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| student(path, settings)).collect()
}

fn student(directory: &Path, settings: CheckSettings) -> io::Result<Student> {
    let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut student = Student { name, solved: Vec::new(), tried: Vec::new() };
    for lesson in lessons() {
        // A lesson that was not begun has no file, or one that is as it was.
        let Ok(program) = std::fs::read_to_string(directory.join(lesson.file_name())) else {
            continue;
        };
        if program == lesson.start() {
            continue;
        }
        match check(lesson, &program, settings)? {
            LessonVerdict::Solved => student.solved.push(lesson),
            LessonVerdict::NotYet(_) => student.tried.push(lesson),
        }
    }
    Ok(student)
}

/// Two tables: the students, and the lessons that somebody began.
pub(super) fn summary(students: &[Student], style: Style) -> StyledText {
    let row = |student: &Student| {
        let solved = format!("{}/{}", student.solved.len(), lessons().len());
        [strong(&student.name), solved.into(), names(&student.tried).into()]
    };
    let rows: Vec<_> = students.iter().map(row).collect();
    let mut summary = table(["STUDENT", "SOLVED", "NOT YET"], &rows, style);
    let count = |all: fn(&Student) -> &[&Lesson], lesson: &Lesson| {
        let has = |student: &&Student| all(student).iter().any(|other| other.id == lesson.id);
        students.iter().filter(has).count()
    };
    let counts = lessons().iter().map(|lesson| {
        (lesson, count(|student| &student.solved, lesson), count(|student| &student.tried, lesson))
    });
    let begun = counts.filter(|(_, solved, tried)| solved + tried > 0);
    let rows: Vec<_> = begun
        .map(|(lesson, solved, tried)| {
            [strong(lesson.id), solved.to_string().into(), tried.to_string().into()]
        })
        .collect();
    if !rows.is_empty() {
        summary.push(Tone::Plain, "\n");
        summary.append(&table(["LESSON", "SOLVED", "NOT YET"], &rows, style));
    }
    summary
}

fn strong(text: &str) -> TableCell {
    TableCell::toned(Tone::Strong, text)
}

/// The same as data.
pub(super) fn as_json(students: &[Student]) -> Json {
    let ids = |lessons: &[&Lesson]| lessons.iter().map(|lesson| lesson.id).collect::<Vec<_>>();
    let student = |student: &Student| json!({ "student": student.name, "solved": ids(&student.solved), "notYet": ids(&student.tried) });
    students.iter().map(student).collect()
}

fn names(lessons: &[&Lesson]) -> String {
    match lessons {
        [] => "-".into(),
        _ => lessons.iter().map(|lesson| lesson.name()).collect::<Vec<_>>().join(", "),
    }
}

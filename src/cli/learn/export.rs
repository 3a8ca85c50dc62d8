//! `murano learn --export`: the course as files for a class.

#![expect(clippy::disallowed_methods, reason = "it writes files")]

use std::io;
use std::path::Path;

use super::course::lessons;
use super::lesson::Lesson;

/// What the directory contains, for the teacher.
const README: &str = include_str!("export.md");

/// Writes the course into a directory, which is new or empty.
///
/// # Errors
/// When it contains something, or cannot be written.
pub(super) fn export(directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    if std::fs::read_dir(directory)?.next().is_some() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is not empty"));
    }
    for name in ["lessons", "start", "solutions", "students"] {
        std::fs::create_dir(directory.join(name))?;
    }
    std::fs::write(directory.join("README.md"), README)?;
    for lesson in lessons() {
        std::fs::write(directory.join(format!("lessons/{}.md", lesson.id)), handout(lesson))?;
        write_program(&directory.join("start"), lesson, lesson.start())?;
        write_program(&directory.join("solutions"), lesson, lesson.solution())?;
    }
    Ok(())
}

/// Writes a program and, beside it, the unit tests that grade it.
fn write_program(directory: &Path, lesson: &Lesson, program: &str) -> io::Result<()> {
    std::fs::write(directory.join(lesson.file_name()), program)?;
    std::fs::write(directory.join(format!("{}_test.murano", lesson.id)), lesson.tests())
}

/// A lesson for the students: without hints and solution.
fn handout(lesson: &Lesson) -> String {
    let Lesson { number, title, .. } = lesson;
    let (idea, task, file) = (lesson.idea(), lesson.task(), lesson.file_name());
    let errors = match lesson.errors() {
        "" => String::new(),
        errors => format!("\n## Errors about this\n\n{errors}\n"),
    };
    format!(
        "# {number}. {title}\n\n{idea}\n\n## Task\n\n{task}\n\nThe program: `{file}`.\n{errors}"
    )
}

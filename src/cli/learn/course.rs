//! The lessons of the course, in order.

use std::sync::OnceLock;

use crate::diag::suggest;

use super::lesson::Lesson;

macro_rules! lessons {
    ($($id:literal)*) => {
        const TEXTS: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("lessons/", $id, ".md")))),*];
    };
}

lessons! {
    "01-value" "02-text" "03-list" "04-dictionary" "05-decision" "06-loop" "07-parameter"
    "08-class" "09-contract" "10-conversion" "11-subclass" "12-exception" "13-test"
    "14-container" "15-port" "16-setting" "17-parent" "18-connection" "19-part" "20-order"
    "21-plan" "22-variable" "23-secret" "24-image" "25-taken-port" "26-killed" "27-health"
    "28-data" "29-hosts" "30-docker"
}

/// All lessons.
pub(super) fn lessons() -> &'static [Lesson] {
    static LESSONS: OnceLock<Vec<Lesson>> = OnceLock::new();
    LESSONS.get_or_init(|| {
        let parse = |(n, (id, text)): (usize, &(&'static str, &'static str))| {
            Lesson::parse(n + 1, id, text)
        };
        TEXTS.iter().enumerate().map(parse).collect()
    })
}

/// The lesson of that name (`parameter`), number (`7`), file (`learn/07-parameter.murano`) or error code (`E0313`).
pub(super) fn find(text: &str) -> Option<&'static Lesson> {
    let file = text.rsplit('/').next().unwrap_or(text);
    let id = file.strip_suffix(".murano").unwrap_or(file);
    let number = id.parse::<usize>().ok();
    let named =
        |lesson: &&Lesson| lesson.id == id || lesson.name() == id || Some(lesson.number) == number;
    lessons().iter().find(named).or_else(|| teaching(&text.to_ascii_uppercase()))
}

/// The name of a lesson that is nearly the given one.
pub(super) fn nearest(text: &str) -> Option<&str> {
    let names: Vec<&str> = lessons().iter().map(Lesson::name).collect();
    suggest::nearest(text, names)
}

/// The lesson that teaches an error code: the first one that names it.
pub(super) fn teaching(code: &str) -> Option<&'static Lesson> {
    lessons().iter().find(|lesson| lesson.codes.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes::ALL;

    #[test]
    fn every_lesson_is_complete() {
        assert_eq!(lessons().len(), 30);
        assert_eq!(lessons().iter().filter(|lesson| lesson.is_fast).count(), 8);
        for lesson in lessons() {
            let id = lesson.id;
            assert!(id.starts_with(&format!("{:02}-", lesson.number)), "{id}");
            assert_eq!(lesson.hints().len(), 2, "{id}");
            let parts = [lesson.title, lesson.idea(), lesson.task(), lesson.start()];
            assert!(parts.iter().all(|part| !part.is_empty()), "{id}");
            assert!(!lesson.solution().is_empty() && !lesson.explanation().is_empty(), "{id}");
            assert!(lesson.tests().contains("    test"), "{id}");
            let lines = lesson.idea().lines().count() + lesson.task().lines().count();
            assert!(lines < 40, "{id}: {lines} lines");
        }
        for code in ALL {
            assert!(teaching(code.code.0).is_some(), "no lesson teaches {}", code.code);
        }
    }

    #[test]
    fn lessons_are_found() {
        for text in ["parameter", "7", "07", "07-parameter", "learn/07-parameter.murano", "e0313"] {
            assert_eq!(find(text).map(|lesson| lesson.number), Some(7), "{text}");
        }
        assert!(find("parametr").is_none() && find("").is_none());
        assert_eq!(nearest("parametr"), Some("parameter"));
        assert_eq!(teaching("E0201").map(Lesson::name), Some("contract"));
        assert!(teaching("E0998").is_none());
    }
}

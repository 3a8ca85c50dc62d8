//! Values as readable MuranoPL: strings in quotes, structures broken over lines where they are long, very long ones folded.

mod layout;
mod node;
mod table;

pub(super) use self::layout::ShowOptions;
use self::layout::layout;
use crate::Value;
pub(super) use crate::ide::symbols::short;

/// A value on as many lines as it needs, without a final line break: flat dictionaries as a table if it fits.
pub(super) fn show(value: &Value, options: ShowOptions<'_>) -> String {
    let table = table::of(value, MOST_ROWS, options);
    table.unwrap_or_else(|| layout(&node::of(value, node::Detail::Full, options.outdated), options))
}

/// All of a value.
pub(super) fn show_everything(value: &Value, options: ShowOptions<'_>) -> String {
    let table = table::of(value, usize::MAX, options);
    table.unwrap_or_else(|| {
        layout(&node::of(value, node::Detail::Everything, options.outdated), options)
    })
}

/// A value on one line, cut to the width.
pub(super) fn show_line(value: &Value, options: ShowOptions<'_>) -> String {
    layout::line(&node::of(value, node::Detail::Short, options.outdated), options)
}

/// The greatest number of rows of a table.
const MOST_ROWS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::style::Style;
    use crate::session::{Answer, Interactive, Session};

    fn shown(text: &str) -> String {
        let mut session = Interactive::new(Session::new());
        let options = ShowOptions { style: Style::Plain, width: 60, outdated: &|_| false };
        match session.input(text) {
            Answer::Value(value) => show(&value, options),
            _ => "no value".into(),
        }
    }

    #[test]
    fn scalars_are_as_programs_write_them() {
        assert_eq!(shown("'it\\'s'"), "\"it's\"");
        assert_eq!(shown("'a\\nb'"), "'a\\nb'");
        assert_eq!(shown("1.5"), "1.5");
        assert_eq!(shown("[true, null]"), "[true, null]");
        assert_eq!(shown("{ a: 1, 'b c': [] }"), "{ a: 1, 'b c': [] }");
    }

    #[test]
    fn long_structures_are_broken_over_lines() {
        let text = shown(
            "{ name: 'a rather long name', tags: ['one', 'two'], more: { deep: 'a long text here' } }",
        );
        assert_eq!(
            text,
            "{\n    name: 'a rather long name',\n    tags: ['one', 'two'],\n    more: { deep: 'a long text here' },\n}"
        );
    }

    #[test]
    fn long_lists_are_filled_and_folded() {
        let text = shown("range(0, 200)");
        assert!(text.starts_with("[\n    0, 1, 2,"), "{text}");
        assert!(text.contains("… 100 more"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
    }

    #[test]
    fn objects_show_class_and_properties() {
        let text = shown(
            "class Port { port: int! }\nclass Web { name: string!\n port: Port\n note: string }\n\
             new Web { name: 'shop', port: { port: 80 } }",
        );
        assert_eq!(text, "Web 'shop' { port: Port { port: 80 } }");
    }

    #[test]
    fn flat_dictionaries_are_a_table() {
        let text = shown("[{ name: 'web', port: 80 }, { name: '日本', port: 8080, up: true }]");
        assert_eq!(text, "name  port  up\nweb     80\n日本  8080  true");
        // One is no table, nor is what has structure.
        assert_eq!(shown("[{ a: 1 }]"), "[{ a: 1 }]");
        assert_eq!(shown("[{ a: [1] }, { a: [2] }]"), "[{ a: [1] }, { a: [2] }]");
        // A table that does not fit is written as the values are.
        assert!(shown("[{ a: 'x' * 50, b: 'y' * 50 }, { a: 1 }]").starts_with("[\n    {"));
    }

    #[test]
    fn reference_cycles_end() {
        let text = shown(
            "class A { inout other: A\n link(a: A) { $.other = $a } }\n\
             $a = new A {}\n$b = new A { other: $a }\n$a.link($b)\n$a",
        );
        assert_eq!(text, "A { other: A { other: A { … } } }");
    }
}

//! Describes errors of parsing JSON without the wording of the parser library.

use serde_json::error::Category;

/// Describes an error of parsing JSON.
#[must_use]
pub(crate) fn json_problem(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Syntax => format!("not valid JSON at line {line}, column {column}"),
        Category::Data => format!("unexpected content at line {line}, column {column}"),
        Category::Eof => format!("it ends early, at line {line}"),
        Category::Io => "it cannot be read".to_owned(),
    }
}

/// Describes a mistake in a JSON text, without its position.
#[must_use]
pub(crate) fn json_mistake(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(&*said, |(before, _)| before);
    let plain = match said {
        "EOF while parsing a value" => "the text ends where a value is expected",
        "EOF while parsing a list" => "the text ends within a list",
        "EOF while parsing an object" => "the text ends within an object",
        "EOF while parsing a string" => "the text ends within a string",
        "expected value" | "expected ident" => "expected a value",
        "key must be a string" => "a key must be a string",
        "trailing comma" => "expected a value after the comma",
        "trailing characters" => "expected the end of the text",
        "recursion limit exceeded" => "the text is nested too deeply",
        _ if said.starts_with("control character") => "a control character in a string",
        _ if said.contains("hex escape") => "an invalid escape in a string",
        _ => said,
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{json_mistake, json_problem};

    #[test]
    fn mistakes_are_in_plain_words() {
        let cases = [
            ("{\"a\": ", "the text ends where a value is expected"),
            ("[1", "the text ends within a list"),
            ("\"a", "the text ends within a string"),
            ("tru ", "expected a value"),
            ("{1: 2}", "a key must be a string"),
            ("[1] 2", "expected the end of the text"),
            ("\"\\ud800x\"", "an invalid escape in a string"),
            ("[1 2]", "expected `,` or `]`"),
        ];
        for (text, said) in cases {
            let error = serde_json::from_str::<serde_json::Value>(text).expect_err("malformed");
            assert_eq!(json_mistake(&error), said, "{text}: {error}");
        }
    }

    #[test]
    fn problems_are_in_plain_words() {
        let cases = [
            ("[1,]", "not valid JSON at line 1, column 4"),
            ("[1,\n", "it ends early, at line 2"),
            ("[\"x\"]", "unexpected content at line 1, column 4"),
        ];
        for (text, said) in cases {
            let error = serde_json::from_str::<Vec<u8>>(text).expect_err("malformed");
            assert_eq!(json_problem(&error), said, "{text}");
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::json_problem;

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

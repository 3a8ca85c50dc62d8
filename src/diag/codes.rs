//! The stable codes of diagnostics, in ranges by phase. `codes/E0201.md` is the page that `murano explain E0201` shows.
//!
//! `E00xx` parsing, `E01xx` names and classes, `E02xx` contracts and conversion, `E03xx` evaluation,
//! `E04xx` objects and models, `E05xx` engines and hosts, `E06xx` limits, `W…` warnings.

use super::Code;

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)*) => {
        $(#[doc = $title] pub(crate) const $name: Code = Code($code);)*

        /// Every code with its title and explanation, in order.
        pub(crate) const ALL: &[Explanation] = &[$(Explanation {
            code: $name,
            title: $title,
            page: include_str!(concat!("codes/", $code, ".md")),
        }),*];
    };
}

/// What `murano explain` says about a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explanation {
    /// The code.
    pub code: Code,
    /// One line.
    pub title: &'static str,
    /// The page in Markdown: cause and remedy, a wrong and a right program, and a link into docs/language.
    page: &'static str,
}

impl Explanation {
    /// The page in Markdown, without its last line break.
    #[must_use]
    pub(crate) fn markdown(&self) -> &'static str {
        self.page.trim_end()
    }

    /// The page for a terminal: code is indented, and a link is the path of its document.
    #[must_use]
    pub(crate) fn plain_text(&self) -> String {
        let mut text = String::new();
        let mut in_code = false;
        for line in self.markdown().lines() {
            if line.starts_with("```") {
                in_code = !in_code;
                continue;
            }
            if in_code && !line.is_empty() {
                text += "    ";
            }
            text += &plain_link(line);
            text.push('\n');
        }
        text
    }

    /// The heading of docs/language that has the rule, as a path with an anchor.
    #[must_use]
    pub(crate) fn rule(&self) -> Option<String> {
        let (_, target) = link(self.markdown().lines().last()?)?;
        Some(format!("docs/{target}"))
    }
}

/// A line whose link into the language reference, if it has one, is replaced by the path.
fn plain_link(line: &str) -> String {
    match link(line) {
        Some((whole, target)) => line.replace(whole, &format!("docs/{target}")),
        None => line.to_owned(),
    }
}

/// The link of a line into the language reference, and its target.
fn link(line: &str) -> Option<(&str, &str)> {
    let middle = line.find("](language/")?;
    let (start, end) = (line[..middle].rfind('[')?, middle + line[middle..].find(')')?);
    Some((&line[start..=end], &line[middle + 2..end]))
}

/// The explanation of a code, by its spelling.
#[must_use]
pub(crate) fn explain(code: &str) -> Option<&'static Explanation> {
    ALL.iter().find(|e| e.code.0.eq_ignore_ascii_case(code))
}

codes! {
    SYNTAX = "E0001", "syntax error";
    UNFINISHED = "E0002", "unexpected end of the file";
    LEXICAL = "E0003", "unexpected character";
    TOO_DEEP = "E0004", "nested too deeply";
    ASSIGN_TARGET = "E0005", "invalid assignment target";
    BAD_ESCAPE = "E0006", "invalid escape sequence";
    UNREADABLE = "E0007", "file cannot be read";
    BAD_DATA = "E0008", "invalid data file";
    BAD_COMMAND_LINE = "E0009", "invalid command line";
    BAD_YAML = "E0010", "invalid YAML";
    BAD_STATEMENT = "E0011", "not a valid statement";
    BAD_CLASS = "E0012", "invalid class declaration";
    BAD_PACKAGE = "E0013", "invalid package";
    UNKNOWN_WORD = "E0101", "unknown identifier";
    UNKNOWN_CLASS = "E0102", "unknown class";
    UNKNOWN_FUNCTION = "E0103", "unknown function";
    UNKNOWN_METHOD = "E0104", "unknown method";
    UNKNOWN_PROPERTY = "E0105", "unknown property";
    DUPLICATE = "E0106", "duplicate declaration";
    BAD_INHERITANCE = "E0107", "invalid inheritance";
    AMBIGUOUS = "E0108", "ambiguous member";
    OUTSIDE_LOOP = "E0109", "`break` or `continue` outside a loop";
    BAD_DECLARATION = "E0110", "contradictory declaration";
    UNKNOWN_NAMESPACE = "E0111", "unknown namespace prefix";
    UNKNOWN_VARIABLE = "E0112", "variable is never assigned";
    UNKNOWN_EXCEPTION = "E0113", "unknown exception";
    BAD_METADATA = "E0119", "invalid metadata";
    NOT_IN_YAML = "E0120", "cannot be expressed in YAML";
    CONTRACT = "E0201", "value violates its contract";
    CONTRACT_NULL = "E0202", "null violates a required contract";
    CONTRACT_CHECK = "E0203", "value fails its contract's check";
    CONTRACT_CLASS = "E0204", "value is not an object of the required class";
    UNKNOWN_KEY = "E0205", "unknown property key";
    CONTRACT_SYNTAX = "E0206", "invalid contract";
    RAISED = "E0301", "uncaught exception";
    NO_OVERLOAD = "E0302", "no matching overload";
    WRONG_TYPE = "E0303", "wrong type";
    MISSING_KEY = "E0304", "missing key";
    BAD_INDEX = "E0305", "index out of range";
    DIVISION_BY_ZERO = "E0306", "division by zero";
    BAD_VALUE = "E0307", "invalid value";
    EMPTY_SEQUENCE = "E0308", "empty sequence";
    UNSET = "E0309", "property is not set";
    NO_ACCESS = "E0310", "property is not writable here";
    ABSTRACT = "E0311", "abstract method";
    ASSERTION = "E0312", "assertion failed";
    NO_MATCHING_ARGUMENTS = "E0313", "arguments do not match the method";
    LAMBDA_PARAMETER = "E0314", "lambda with a parameter";
    UNKNOWN_OBJECT = "E0401", "unknown object id";
    DESTROYED = "E0402", "the object has been destroyed";
    NOT_FOUND = "E0403", "no owner of that class";
    CIRCULAR_DEFAULTS = "E0404", "circular defaults";
    ENGINE_UNREACHABLE = "E0501", "container engine is unreachable";
    ENGINE_REFUSED = "E0502", "container engine returned an error";
    IMAGE_MISSING = "E0503", "image not found";
    NAME_TAKEN = "E0504", "container name is taken";
    EXITED = "E0505", "container exited";
    UNHEALTHY = "E0506", "container is unhealthy";
    NOT_DEPLOYED = "E0507", "application is not deployed";
    NO_SUCH_PORT = "E0508", "undeclared port";
    UNREACHABLE_PORT = "E0509", "port is out of reach";
    CONNECTION_LOST = "E0510", "connection to the engine lost";
    ENVIRONMENT_LOCKED = "E0511", "environment is locked";
    TIMED_OUT = "E0512", "timeout";
    STATE_FILE = "E0513", "state file cannot be read or written";
    UNKNOWN_ENVIRONMENT = "E0514", "unknown environment, application or container";
    OTHER_ORIGIN = "E0515", "environment belongs to another program";
    TOO_LARGE = "E0601", "collection exceeds the size limit";
    TOO_MUCH_MEMORY = "E0602", "value exceeds the memory limit";
    CALL_DEPTH = "E0603", "call depth exceeded";
    STEP_LIMIT = "E0604", "step limit exceeded";
    INTERRUPTED = "E0605", "interrupted";
    INTERNAL = "E0999", "internal error";
    IGNORED_KEY = "W0002", "ignored key";
    NO_PUBLIC_ADDRESS = "W0003", "public port on a host without a public address";
    DEPRECATED = "W0004", "deprecated";
    TEXT_NOT_EXPRESSION = "W0005", "string that looks like an expression";
    NEVER_MATCHES = "W0006", "case never matches";
    RESULT_NOT_USED = "W0007", "result that is not used";
    UNUSED_VARIABLE = "W0008", "variable that is never read";
    UNREACHABLE = "W0009", "statement that is never reached";
    NOT_INTERPOLATED = "W0010", "variable in a text that is not replaced";
    VALUE_IS_LOST = "W0011", "value given to a property that only the class sets";
    LOSES_FRACTION = "W0012", "number that loses its fraction";
    ALWAYS_TRUE = "W0013", "text as a truth value";
    NOT_A_CONSTRUCTOR = "W0014", "method that looks like a constructor";
    OVERRIDES_NOTHING = "W0015", "method that nearly overrides another";
    PARENT_NOT_CALLED = "W0016", "`deploy` that does not call that of its base class";
    NEVER_DEPLOYED = "W0017", "application that is never deployed";
    NEVER_SET = "W0018", "variable of a YAML class that is never set";
    NO_SUCH_NAMESPACE = "W0019", "namespace that nothing declares";
    IMPORTS_ITSELF = "W0020", "file that imports itself";
    DEFAULT_REFUSED = "W0021", "default that violates its contract";
    ALLOWS_NOTHING = "W0030", "comment that allows nothing";
}

//! Compiled regular expressions in Python's notation.

mod class;
mod translate;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use fancy_regex::{Captures, Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use self::translate::Dollar;
use crate::runtime::value::fault::{Fault, Outcome};

/// The size of the cache of compiled patterns.
const CACHED: usize = 256;

/// The flags of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    /// Letter case does not matter.
    pub ignore_case: bool,
    /// `^` and `$` also match at lines.
    pub multi_line: bool,
    /// `.` also matches a newline.
    pub dot_all: bool,
}

impl Flags {
    /// Adds the flags that a pattern begins with: `(?im)`.
    fn with_leading(mut self, source: &str) -> Self {
        let mut rest = source;
        while let Some((letters, after)) = rest.strip_prefix("(?").and_then(|s| s.split_once(')')) {
            if letters.is_empty() || !letters.bytes().all(|b| b"aimsux".contains(&b)) {
                break;
            }
            self.ignore_case |= letters.contains('i');
            self.multi_line |= letters.contains('m');
            self.dot_all |= letters.contains('s');
            rest = after;
        }
        self
    }
}

/// A compiled regular expression.
#[derive(Clone)]
pub struct Pattern(Rc<Compiled>);

struct Compiled {
    source: Box<str>,
    flags: Flags,
    /// For texts that do not end in a newline: `$` matches only at the very end.
    regex: Regex,
    /// For texts that do: `$` also matches before the newline.
    newline: OnceCell<Regex>,
    /// Finds only matches that are not empty; `None` if every match is empty.
    filled: OnceCell<Option<Regex>>,
    names: Vec<Option<Box<str>>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.source == other.0.source && self.0.flags == other.0.flags
    }
}

/// A pattern without flags, from the cache of compiled ones if possible.
pub(crate) fn cached(source: &str) -> Outcome<Pattern> {
    thread_local! {
        static COMPILED: RefCell<FxHashMap<Box<str>, Pattern>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(pattern) = compiled.get(source) {
            return Ok(pattern.clone());
        }
        let pattern = Pattern::new(source, Flags::default())?;
        if compiled.len() >= CACHED {
            compiled.clear();
        }
        compiled.insert(source.into(), pattern.clone());
        Ok(pattern)
    })
}

impl Pattern {
    /// Compiles a pattern; an invalid one is `re.error`.
    pub fn new(source: &str, flags: Flags) -> Outcome<Self> {
        let regex = compile(source, flags, Dollar::VeryEnd, Empty::Allowed)?;
        let names = regex.capture_names().map(|name| name.map(Box::from)).collect();
        Ok(Self(Rc::new(Compiled {
            source: source.into(),
            flags: flags.with_leading(source),
            regex,
            newline: OnceCell::new(),
            filled: OnceCell::new(),
            names,
        })))
    }

    /// The text of the pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Its flags.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.0.flags
    }

    /// Number of groups, the whole match not counted.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.0.names.len() - 1
    }

    /// The number of a named group.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<usize> {
        self.0.names.iter().position(|n| n.as_deref() == Some(name))
    }

    /// The names of its groups, with their numbers.
    pub fn group_names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.names.iter().enumerate().filter_map(|(i, name)| Some((i, name.as_deref()?)))
    }

    /// Whether the pattern matches anywhere.
    pub fn is_match(&self, text: &str) -> Outcome<bool> {
        self.regex_for(text)?.is_match(text).map_err(|error| too_hard(&error))
    }

    /// The first match at or after a byte position.
    pub fn find_at<'t>(&self, text: &'t str, from: usize) -> Outcome<Option<Captures<'t>>> {
        if from > text.len() {
            return Ok(None);
        }
        self.regex_for(text)?.captures_from_pos(text, from).map_err(|error| too_hard(&error))
    }

    /// The match after an empty one: one that is not empty at the same position, or the next
    /// one further on.
    pub fn find_after_empty<'t>(&self, text: &'t str, at: usize) -> Outcome<Option<Captures<'t>>> {
        let here = match self.filled() {
            Some(regex) => regex.captures_from_pos(text, at).map_err(|error| too_hard(&error))?,
            None => None,
        };
        if let Some(found) = here
            && found.get(0).is_some_and(|whole| whole.start() == at)
        {
            return Ok(Some(found));
        }
        match text[at..].chars().next() {
            Some(c) => self.find_at(text, at + c.len_utf8()),
            None => Ok(None),
        }
    }

    fn regex_for(&self, text: &str) -> Outcome<&Regex> {
        if !text.ends_with('\n') {
            return Ok(&self.0.regex);
        }
        if let Some(regex) = self.0.newline.get() {
            return Ok(regex);
        }
        let dollar = Dollar::AlsoBeforeNewline;
        let regex = compile(self.source(), self.flags(), dollar, Empty::Allowed)?;
        Ok(self.0.newline.get_or_init(|| regex))
    }

    /// `None` if only empty matches are possible, which the engine refuses to search for.
    fn filled(&self) -> Option<&Regex> {
        let make = || {
            let dollar = Dollar::AlsoBeforeNewline;
            compile(self.source(), self.flags(), dollar, Empty::Skipped).ok()
        };
        self.0.filled.get_or_init(make).as_ref()
    }
}

/// Whether empty matches count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    Allowed,
    Skipped,
}

fn compile(source: &str, flags: Flags, dollar: Dollar, empty: Empty) -> Outcome<Regex> {
    let translated =
        translate::translate(source, flags, dollar).map_err(|why| bad_pattern(source, &why))?;
    RegexBuilder::new(&translated)
        .find_not_empty(empty == Empty::Skipped)
        .build()
        .map_err(|error| bad_pattern(source, &error.to_string()))
}

fn bad_pattern(source: &str, why: &str) -> Fault {
    let why = why.lines().last().unwrap_or(why);
    Fault::regex_error(format!("`{source}` is not a valid regular expression: {why}"))
}

fn too_hard(error: &fancy_regex::Error) -> Fault {
    Fault::regex_error(format!("the search was stopped: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FaultKind;

    fn pattern(source: &str) -> Pattern {
        Pattern::new(source, Flags::default()).expect("a pattern")
    }

    #[test]
    fn dollar_matches_before_a_final_newline() {
        assert!(pattern("a$").is_match("a\n").expect("the search ends"));
        assert!(!pattern("a$").is_match("a\n\n").expect("the search ends"));
        assert!(!pattern(r"a\Z").is_match("a\n").expect("the search ends"));
        assert!(pattern("(?m)a$").is_match("a\nb").expect("the search ends"));
        assert!(!pattern("a$").is_match("a\nb").expect("the search ends"));
    }

    #[test]
    fn python_syntax_is_understood() {
        for (source, text, expected) in [
            (r"(?P<q>['\x22]).*?(?P=q)", "it's 'x'", true),
            (r"[]a]", "]", true),
            (r"[[a]+", "[", true),
            (r"a{,2}b", "b", true),
            (r"a{x}", "a{x}", true),
            (r"(a)?b(?(1)c|d)", "bd", true),
            (r"[a&&b]", "&", true),
            (r"(?i:A)b", "aB", false),
            (r"\u00e9", "é", true),
            (r"(?x) a b # c", "ab", true),
            (r"(?#note)a", "a", true),
            (r"[^\d\s]", "1 ", false),
            (r"\141", "a", true),
            (r"a(?=b)+b", "ab", true),
            (r"a(?!b)?b", "ab", true),
            (r"^(?<!a)*?b", "b", true),
            (r"(?(1)a|b)(c)", "bc", true),
        ] {
            assert_eq!(
                pattern(source).is_match(text).expect("the search ends"),
                expected,
                "{source}"
            );
        }
    }

    #[test]
    fn patterns_that_python_refuses_are_refused() {
        // One pattern for each rule of Python's `re` that the engine does not have or has
        // differently.
        for source in [
            "(",
            ")",
            "*a",
            "a**",
            "[a",
            r"\p{L}",
            r"\q",
            "(?P<1>a)",
            "(?<n>a)",
            r"\1",
            r"\1*+",
            r"(a\1)",
            "(?(1)a|b)",
            "(?(0)a)",
            "(?L)a",
            "a{2,1}",
            "^*",
            "a(?i)b",
            r"(?P=x)",
            "[b-a]",
            "(?<=a+)b",
            "(?P<a>x)(?P<a>y)",
            "(?z)",
        ] {
            let refused = Pattern::new(source, Flags::default());
            assert!(refused.is_err_and(|e| e.is(FaultKind::Regex)), "{source}");
        }
    }
}

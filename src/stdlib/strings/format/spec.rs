//! Format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::quota;

/// The largest width or precision.
const MOST: usize = 16_000_000;

/// A format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec {
    /// The fill character.
    pub(super) fill: char,
    /// `<`, `>`, `^` or `=`.
    pub(super) align: char,
    /// `+`, `-` or a space, if one is written.
    pub(super) sign: Option<char>,
    /// `z`: no negative zero.
    pub(super) positive_zero: bool,
    /// `#`
    pub(super) alternate: bool,
    /// Least number of characters.
    pub(super) width: usize,
    /// `,` or `_` between groups of digits.
    pub(super) grouping: Option<char>,
    /// Digits after the point, or most characters of a string.
    pub(super) precision: Option<usize>,
    /// The type letter.
    pub(super) kind: Option<char>,
}

impl Spec {
    /// Parses the specification of a number, which is aligned to the right.
    pub(super) fn of_number(text: &str) -> Outcome<Self> {
        SpecReader { rest: text }.read('>')
    }

    /// Parses the specification of a string: aligned to the left, and without parts that only
    /// numbers have.
    pub(super) fn of_text(text: &str) -> Outcome<Self> {
        let spec = SpecReader { rest: text }.read('<')?;
        let unfit = match spec {
            Spec { sign: Some(_), .. } => "a sign",
            Spec { positive_zero: true, .. } => "`z`",
            Spec { alternate: true, .. } => "`#`",
            Spec { grouping: Some(_), .. } => "groups of digits",
            Spec { align: '=', .. } => "`=`",
            Spec { kind: Some(letter), .. } if letter != 's' => "the form of a number",
            _ => return Ok(spec),
        };
        Err(Fault::value_error(format!("a string cannot be formatted with {unfit}: `{text}`")))
    }

    /// The fault of a type letter that does not apply.
    pub(super) fn unknown(&self, kind: &str) -> Fault {
        let letter = self.kind.unwrap_or_default();
        Fault::value_error(format!("the format `{letter}` does not apply to {kind}"))
    }

    /// Whether zeros between sign and digits fill up the width.
    pub(super) fn fills_with_zeros(&self) -> bool {
        self.fill == '0' && self.align == '='
    }
}

struct SpecReader<'t> {
    rest: &'t str,
}

impl SpecReader<'_> {
    fn read(mut self, default_align: char) -> Outcome<Spec> {
        // The parts in the order of Python's grammar, each optional; no part needs
        // backtracking. A `0` before the width is short for the fill `0` with the alignment
        // `=`, unless either is written.
        let (fill, align) = self.alignment();
        let sign = self.take(|c| matches!(c, '+' | '-' | ' '));
        let positive_zero = self.take(|c| c == 'z').is_some();
        let alternate = self.take(|c| c == '#').is_some();
        let zero = fill.is_none() && self.take(|c| c == '0').is_some();
        let width = self.number()?.unwrap_or(0);
        let grouping = self.grouping()?;
        let precision = self.precision()?;
        let kind = self.take(|_| true);
        if !self.rest.is_empty() {
            return Err(Fault::value_error(
                "the format specification has extra characters at its end",
            ));
        }
        if let Some(separator) = grouping {
            check_grouping(separator, kind)?;
        }
        let zeros = if zero && default_align == '>' { '=' } else { default_align };
        Ok(Spec {
            fill: fill.unwrap_or(if zero { '0' } else { ' ' }),
            align: align.unwrap_or(zeros),
            sign,
            positive_zero,
            alternate,
            width,
            grouping,
            precision,
            kind,
        })
    }

    /// Parses the fill character, if there is one, and the alignment.
    fn alignment(&mut self) -> (Option<char>, Option<char>) {
        let is_align = |c: &char| matches!(c, '<' | '>' | '^' | '=');
        let mut chars = self.rest.chars();
        let (first, second) = (chars.next(), chars.next());
        if let (Some(fill), Some(align)) = (first, second.filter(is_align)) {
            self.rest = chars.as_str();
            return (Some(fill), Some(align));
        }
        (None, self.take(|c| is_align(&c)))
    }

    fn take(&mut self, fits: impl Fn(char) -> bool) -> Option<char> {
        let first = self.rest.chars().next().filter(|c| fits(*c))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn number(&mut self) -> Outcome<Option<usize>> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        if digits.is_empty() {
            return Ok(None);
        }
        match digits.parse::<i64>().ok().and_then(|n| usize::try_from(n).ok()) {
            Some(number) if number > MOST => Err(quota::exceeded()),
            Some(number) => Ok(Some(number)),
            None => Err(Fault::value_error("the number has too many digits")),
        }
    }

    fn grouping(&mut self) -> Outcome<Option<char>> {
        let grouping = self.take(|c| matches!(c, ',' | '_'));
        let more = grouping.is_some() && self.rest.starts_with([',', '_']);
        if more {
            return Err(Fault::value_error("groups of digits are separated by either `,` or `_`"));
        }
        Ok(grouping)
    }

    fn precision(&mut self) -> Outcome<Option<usize>> {
        if self.take(|c| c == '.').is_none() {
            return Ok(None);
        }
        let missing = || Fault::value_error("expected a precision after `.`");
        self.number()?.ok_or_else(missing).map(Some)
    }
}

fn check_grouping(separator: char, kind: Option<char>) -> Outcome<()> {
    match kind {
        None | Some('d' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => Ok(()),
        Some('b' | 'o' | 'x' | 'X') if separator == '_' => Ok(()),
        Some(letter) => {
            let message = format!("`{separator}` cannot be combined with the format `{letter}`");
            Err(Fault::value_error(message))
        }
    }
}

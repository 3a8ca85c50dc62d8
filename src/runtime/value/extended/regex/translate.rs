//! Translation of regular expressions from Python's notation to the engine's: `\Z`, `$`,
//! classes, escapes, flags. What Python refuses (a quantifier after a quantifier, an unknown
//! escape, late global flags) is refused here.

use std::iter::Peekable;
use std::str::Chars;

use super::Flags;
use super::class;

/// Where `$` matches outside multi-line mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dollar {
    /// At the very end alone: enough for texts that do not end in a newline.
    VeryEnd,
    /// Also before a newline at the end.
    AlsoBeforeNewline,
}

/// Translates a pattern; the error says why it is invalid.
pub(super) fn translate(source: &str, flags: Flags, dollar: Dollar) -> Result<String, String> {
    let mut translation = Translation {
        rest: source.chars().peekable(),
        out: String::with_capacity(source.len() + 16),
        dollar,
        modes: vec![Mode { multi_line: flags.multi_line, ..Mode::default() }],
        before: Before::Nothing,
        names: Vec::new(),
        groups: Vec::new(),
        last_condition: 0,
    };
    let (i, m, s) = (flags.ignore_case, flags.multi_line, flags.dot_all);
    for (set, letter) in [(i, "i"), (m, "m"), (s, "s")] {
        if set {
            translation.out += &format!("(?{letter})");
        }
    }
    translation.leading_flags()?;
    translation.run()?;
    if translation.last_condition > translation.groups.len() {
        return Err(format!("invalid group reference {}", translation.last_condition));
    }
    Ok(translation.out)
}

/// What a quantifier would repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Atom,
    /// A look-around, with the offset in the output at which it begins.
    Look(usize),
    Quantifier,
}

#[derive(Debug, Clone, Copy, Default)]
struct Mode {
    multi_line: bool,
    verbose: bool,
    ascii: bool,
    /// The kind of group that the parenthesis opened.
    opened: OpenedGroup,
}

/// The kind of group that a parenthesis opens.
#[derive(Debug, Clone, Copy, Default)]
enum OpenedGroup {
    /// A group without capture.
    #[default]
    Plain,
    /// A capturing group, by its index.
    Group(usize),
    /// A look-around, with the offset in the output at which it begins.
    Look(usize),
}

struct Translation<'s> {
    rest: Peekable<Chars<'s>>,
    out: String,
    dollar: Dollar,
    /// The modes of the open groups, with one for the whole pattern at the bottom.
    modes: Vec<Mode>,
    before: Before,
    names: Vec<String>,
    /// For each numbered group, whether it is closed.
    groups: Vec<bool>,
    /// The largest number that a condition refers to: its group may follow later.
    last_condition: usize,
}

impl Translation<'_> {
    fn run(&mut self) -> Result<(), String> {
        // One pass from left to right, without a tree. `before` knows what a quantifier would
        // repeat, because Python refuses some repetitions that the engine accepts.
        while let Some(c) = self.rest.next() {
            match c {
                '(' => self.open()?,
                ')' => self.close()?,
                '[' => {
                    let ascii = self.mode().ascii;
                    class::translate(&mut self.rest, &mut self.out, ascii)?;
                    self.before = Before::Atom;
                }
                '\\' => self.escape()?,
                '$' => self.dollar(),
                '^' => {
                    self.out.push('^');
                    self.before = Before::Nothing;
                }
                '|' => {
                    self.out.push('|');
                    self.before = Before::Nothing;
                }
                '*' | '+' | '?' => self.quantifier(&c.to_string())?,
                '{' => self.brace()?,
                '#' if self.mode().verbose => while self.rest.next_if(|c| *c != '\n').is_some() {},
                c if self.mode().verbose && c.is_ascii_whitespace() => {}
                '.' => self.atom("."),
                c => self.literal(c),
            }
        }
        if self.modes.len() > 1 {
            return Err("missing ), unterminated subpattern".to_owned());
        }
        Ok(())
    }

    fn mode(&self) -> Mode {
        self.modes.last().copied().unwrap_or_default()
    }

    fn atom(&mut self, text: &str) {
        self.out.push_str(text);
        self.before = Before::Atom;
    }

    fn literal(&mut self, c: char) {
        if c.is_ascii_punctuation() {
            self.out.push('\\');
        }
        self.out.push(c);
        self.before = Before::Atom;
    }

    fn dollar(&mut self) {
        let anchor = match (self.mode().multi_line, self.dollar) {
            (true, _) => "(?m:$)",
            (false, Dollar::VeryEnd) => r"\z",
            (false, Dollar::AlsoBeforeNewline) => r"(?=\n?\z)",
        };
        self.out.push_str(anchor);
        self.before = Before::Nothing;
    }

    fn close(&mut self) -> Result<(), String> {
        if self.modes.len() == 1 {
            return Err("unbalanced parenthesis".to_owned());
        }
        let opened = self.modes.pop().map(|mode| mode.opened);
        self.atom(")");
        match opened {
            Some(OpenedGroup::Group(number)) => self.groups[number] = true,
            Some(OpenedGroup::Look(place)) => self.before = Before::Look(place),
            Some(OpenedGroup::Plain) | None => {}
        }
        Ok(())
    }

    /// Begins a capturing group.
    fn open_group(&mut self) {
        let opened = OpenedGroup::Group(self.groups.len());
        self.groups.push(false);
        let mode = self.mode();
        self.modes.push(Mode { opened, ..mode });
    }

    /// A quantifier, with `?` (lazy) or `+` (possessive) after it.
    fn quantifier(&mut self, text: &str) -> Result<(), String> {
        match self.before {
            Before::Nothing => return Err("nothing to repeat".to_owned()),
            Before::Quantifier => return Err("multiple repeat".to_owned()),
            Before::Atom => self.out.push_str(text),
            Before::Look(_) => {}
        }
        let kind = self.rest.next_if(|c| matches!(c, '?' | '+'));
        match self.before {
            Before::Look(place) => self.repeated_look(place, text, kind == Some('?')),
            _ => self.out.extend(kind),
        }
        self.before = Before::Quantifier;
        Ok(())
    }

    /// Repeats a look-around, which the engine refuses. Once has the same effect as many times;
    /// with a minimum of zero it becomes optional.
    fn repeated_look(&mut self, place: usize, text: &str, lazy: bool) {
        if text == "+" || text.starts_with('{') && !text.starts_with("{0") {
            return;
        }
        let (before, after) = if lazy { ("(?:|", ")") } else { ("(?:", "|)") };
        self.out.insert_str(place, before);
        self.out.push_str(after);
    }

    /// `{n}`, `{n,}`, `{,m}`, `{n,m}`; any other brace is a literal.
    fn brace(&mut self) -> Result<(), String> {
        let inside: String = self.rest.clone().take_while(|c| *c != '}').collect();
        let closed = self.rest.clone().nth(inside.len()) == Some('}');
        let (low, high) = match inside.split_once(',') {
            Some((low, high)) => (low, high),
            None => (inside.as_str(), inside.as_str()),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !closed || !digits(low) || !digits(high) || inside.is_empty() || inside == "," {
            self.literal('{');
            return Ok(());
        }
        if let (Ok(low), Ok(high)) = (low.parse::<u64>(), high.parse::<u64>())
            && low > high
        {
            return Err("min repeat greater than max repeat".to_owned());
        }
        for _ in 0..=inside.len() {
            self.rest.next();
        }
        let low = if low.is_empty() { "0" } else { low };
        let text =
            if inside.contains(',') { format!("{{{low},{high}}}") } else { format!("{{{low}}}") };
        self.quantifier(&text)
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(c) = self.rest.next() else {
            return Err("bad escape (end of pattern)".to_owned());
        };
        match c {
            'Z' => self.anchor(r"\z"),
            'A' | 'b' | 'B' => self.anchor(&format!("\\{c}")),
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => self.atom(class::kind(c, self.mode().ascii)),
            '0'..='9' => self.number(c)?,
            c => {
                let code = class::character_escape(c, &mut self.rest)?;
                self.atom(&class::coded(code));
            }
        }
        Ok(())
    }

    fn anchor(&mut self, text: &str) {
        self.out.push_str(text);
        self.before = Before::Nothing;
    }

    /// `\1` is a group, `\01` and `\123` are characters.
    fn number(&mut self, first: char) -> Result<(), String> {
        // Python's rule: an octal character after `\0`, or of three octal digits; otherwise a
        // group reference. The group must be closed, and the reference is bracketed so that a
        // digit after it does not belong to its number.
        let digit = |rest: &mut Peekable<Chars<'_>>| rest.next_if(char::is_ascii_digit);
        if first == '0' {
            let code = class::octal(first, &mut self.rest, 2);
            self.atom(&class::coded(code));
            return Ok(());
        }
        let mut number = first.to_string();
        if let Some(second) = digit(&mut self.rest) {
            number.push(second);
            let octal = |c: &char| ('0'..='7').contains(c);
            if octal(&first) && octal(&second) && self.rest.peek().is_some_and(octal) {
                number.extend(self.rest.next());
                let code = u32::from_str_radix(&number, 8).unwrap_or(0);
                if code > 0o377 {
                    return Err(format!("octal escape value \\{number} outside of range 0-0o377"));
                }
                self.atom(&class::coded(code));
                return Ok(());
            }
        }
        match number.parse::<usize>().ok().and_then(|n| self.groups.get(n - 1)) {
            Some(true) => self.atom(&format!("(?:\\{number})")),
            Some(false) => return Err(format!("cannot refer to the open group {number}")),
            None => return Err(format!("invalid group reference {number}")),
        }
        Ok(())
    }

    /// Translates what follows `(`.
    fn open(&mut self) -> Result<(), String> {
        // Only the forms that Python knows are translated; every other form of the engine is
        // refused. A comment returns early, because it opens no group.
        let mut mode = self.mode();
        self.before = Before::Nothing;
        if self.rest.next_if_eq(&'?').is_none() {
            self.out.push('(');
            self.open_group();
            return Ok(());
        }
        let place = self.out.len();
        mode.opened = OpenedGroup::Plain;
        match self.rest.next() {
            Some('#') => {
                let closed = self.rest.by_ref().any(|c| c == ')');
                return if closed {
                    Ok(())
                } else {
                    Err("missing ), unterminated comment".to_owned())
                };
            }
            Some('P') => return self.named(),
            Some('(') => self.condition()?,
            Some(c @ (':' | '>')) => self.out += &format!("(?{c}"),
            Some(c @ ('=' | '!')) => {
                self.out += &format!("(?{c}");
                mode.opened = OpenedGroup::Look(place);
            }
            Some('<') => match self.rest.next() {
                Some(c @ ('=' | '!')) => {
                    self.out += &format!("(?<{c}");
                    mode.opened = OpenedGroup::Look(place);
                }
                _ => return Err("unknown extension ?<".to_owned()),
            },
            Some(c) => {
                let (on, off) = self.flags(c)?;
                match self.rest.next() {
                    Some(':') => self.scope(&on, &off, &mut mode),
                    _ => return Err("global flags not at the start of the expression".to_owned()),
                }
            }
            None => return Err("unexpected end of pattern".to_owned()),
        }
        self.modes.push(mode);
        Ok(())
    }

    fn scope(&mut self, on: &str, off: &str, mode: &mut Mode) {
        mode.multi_line = (mode.multi_line || on.contains('m')) && !off.contains('m');
        mode.ascii = (mode.ascii || on.contains('a')) && !on.contains('u');
        mode.verbose = (mode.verbose || on.contains('x')) && !off.contains('x');
        let known = |flags: &str| flags.replace(['x', 'u', 'a', 'L'], "");
        let (on, off) = (known(on), known(off));
        let dash = if off.is_empty() { "" } else { "-" };
        self.out += &format!("(?{on}{dash}{off}:");
    }

    /// Parses the letters of flags, and those after a `-`.
    fn flags(&mut self, first: char) -> Result<(String, String), String> {
        let (mut on, mut off, mut next, mut turning_off) =
            (String::new(), String::new(), Some(first), false);
        while let Some(c) = next {
            match c {
                '-' if !turning_off => turning_off = true,
                'L' => return Err("the flag L is for bytes".to_owned()),
                'a' | 'i' | 'm' | 's' | 'u' | 'x' if turning_off => off.push(c),
                'a' | 'i' | 'm' | 's' | 'u' | 'x' => on.push(c),
                c => return Err(format!("unknown extension ?{c}")),
            }
            next = self.rest.next_if(|c| !matches!(c, ':' | ')'));
        }
        Ok((on, off))
    }

    /// `(?im)` at the beginning holds for the whole pattern.
    fn leading_flags(&mut self) -> Result<(), String> {
        loop {
            let mut ahead = self.rest.clone();
            let is_group = ahead.next() == Some('(') && ahead.next() == Some('?');
            let letters: String =
                ahead.by_ref().take_while(|c| c.is_ascii_alphabetic() && *c != 'P').collect();
            let mut whole = self.rest.clone().skip(2 + letters.len());
            if !is_group || letters.is_empty() || whole.next() != Some(')') {
                return Ok(());
            }
            self.rest.next();
            self.rest.next();
            let first = self.rest.next().unwrap_or(')');
            let (on, off) = self.flags(first)?;
            self.rest.next();
            let mut mode = self.mode();
            self.scope(&on, &off, &mut mode);
            // Turns the scoped group into a flag for the rest of the pattern.
            let scoped = self.out.trim_end_matches(':').to_owned();
            self.out =
                scoped.strip_suffix("(?").map_or_else(|| scoped.clone() + ")", str::to_owned);
            self.modes = vec![mode];
        }
    }

    /// `(?P<name>…)`, `(?P=name)`.
    fn named(&mut self) -> Result<(), String> {
        match self.rest.next() {
            Some('<') => {
                let name = self.name('>')?;
                if self.names.contains(&name) {
                    return Err(format!("redefinition of group name '{name}'"));
                }
                self.out += &format!("(?P<{name}>");
                self.names.push(name);
                self.open_group();
                Ok(())
            }
            Some('=') => {
                let name = self.name(')')?;
                if !self.names.contains(&name) {
                    return Err(format!("unknown group name '{name}'"));
                }
                self.atom(&format!("(?P={name})"));
                Ok(())
            }
            _ => Err("unknown extension ?P".to_owned()),
        }
    }

    /// `(?(1)yes|no)`, `(?(name)yes|no)`.
    fn condition(&mut self) -> Result<(), String> {
        let id: String = self.rest.by_ref().take_while(|c| *c != ')').collect();
        if id.bytes().all(|b| b.is_ascii_digit()) && !id.is_empty() {
            let number = id.parse().unwrap_or(usize::MAX);
            if number == 0 {
                return Err("a group has no number 0".to_owned());
            }
            self.last_condition = self.last_condition.max(number);
            self.out += &format!("(?({id})");
        } else if self.names.contains(&id) {
            self.out += &format!("(?(<{id}>)");
        } else {
            return Err(format!("unknown group name '{id}'"));
        }
        Ok(())
    }

    fn name(&mut self, end: char) -> Result<String, String> {
        let mut name = String::new();
        loop {
            match self.rest.next() {
                Some(c) if c == end => break,
                Some(c) => name.push(c),
                None => return Err(format!("missing {end}, unterminated name")),
            }
        }
        let mut chars = name.chars();
        let begins = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
        if begins && chars.all(|c| c == '_' || c.is_alphanumeric()) {
            Ok(name)
        } else {
            Err(format!("bad character in group name '{name}'"))
        }
    }
}

//! A program that is edited: parsed and checked after each change, in proportion to the change.
//!
//! The text is cut before top-level declarations. A part whose text has not changed keeps its source, and with it its syntax tree and
//! its spans; so a span is valid whatever is inserted before it. What is compiled again decides [`crate::compile::unit::live`].

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::Session;
use crate::compile::unit::live::{self, LiveUnit};
use crate::diag::Diagnostic;
use crate::ide::analysis::{Analysis, AnalyzedFile, TextPart};
use crate::source::Source;
use crate::syntax::tokens::tokens;
use crate::syntax::{self, Module};

/// Text that may be added before everything is begun anew: sources are never removed.
const MOST_BYTES: usize = 32 << 20;

/// What a session needs before a program is read: the packages that it may use.
pub(crate) type PrepareSession = Rc<dyn Fn(&Session)>;

/// A program without imports that is edited.
pub(crate) struct LiveProgram {
    path: PathBuf,
    prepare: PrepareSession,
    session: Session,
    parts: Vec<ParsedPart>,
    unit: Option<LiveUnit>,
    /// Bytes of sources so far.
    added: usize,
}

/// A part of the text as it was parsed.
#[derive(Clone)]
struct ParsedPart {
    source: Arc<Source>,
    module: Rc<Module>,
    diagnostics: Rc<[Diagnostic]>,
}

impl LiveProgram {
    /// A program at a path, without text yet.
    pub(crate) fn new(path: &Path, prepare: PrepareSession) -> Self {
        let path = path.to_owned();
        let session = Session::new();
        prepare(&session);
        Self { path, prepare, session, parts: Vec::new(), unit: None, added: 0 }
    }

    /// Whether it may use packages, which then can change without it.
    pub(crate) fn has_packages(&self) -> bool {
        !self.session.packages().all().is_empty()
    }

    /// Parses and checks the program after a change. `None` if it imports other files, or is too large.
    pub(crate) fn update(&mut self, text: &str) -> Option<Analysis> {
        if self.added > MOST_BYTES {
            *self = Self::new(&self.path, self.prepare.clone());
        }
        self.parts = self.parse(text)?;
        if self.parts.iter().any(|part| !part.module.imports.is_empty()) {
            return None;
        }
        let module = joined(&self.parts);
        let parsed = self.parts.iter().flat_map(|part| part.diagnostics.iter().cloned()).collect();
        let sources: Vec<Arc<Source>> = self.parts.iter().map(|part| part.source.clone()).collect();
        let registry = &self.session.runtime().registry;
        let name = self.path.display().to_string();
        let (declared, diagnostics) =
            live::check(registry, &mut self.unit, &name, (&sources, &module), parsed);
        let mut start = 0;
        let parts = self.parts.iter().map(|part| {
            let source = part.source.clone();
            let from = start;
            start += source.text.len();
            TextPart { source, start: from }
        });
        let (path, parts) = (self.path.clone(), parts.collect());
        let file = AnalyzedFile { path, parts, module, declared };
        Some(Analysis::new(self.session.runtime().clone(), vec![file], diagnostics))
    }

    /// The parts of a text. Those before and after the change are the ones of the last time.
    fn parse(&mut self, text: &str) -> Option<Vec<ParsedPart>> {
        let known = std::mem::take(&mut self.parts);
        let pieces = pieces(text);
        let same = |(piece, part): &(&&str, &ParsedPart)| **piece == part.source.text;
        let before = pieces.iter().zip(&known).take_while(same).count();
        let (rest, old) = (&pieces[before..], &known[before..]);
        let after = rest.iter().rev().zip(old.iter().rev()).take_while(same).count();
        let mut parts = known[..before].to_vec();
        let changed = &rest[..rest.len() - after];
        let mut n = 0;
        while n < changed.len() {
            let mut end = n + 1;
            let start = changed[n].as_ptr() as usize - text.as_ptr() as usize;
            let mut length = changed[n].len();
            // A comment or block string that is not closed goes on in the next piece.
            while end < changed.len() && goes_on(&text[start..start + length]) {
                length += changed[end].len();
                end += 1;
            }
            if end == changed.len() && after > 0 && goes_on(&text[start..start + length]) {
                // It reaches into what has not changed: everything from here on is one part.
                parts.push(self.parse_part(&text[start..])?);
                return Some(parts);
            }
            parts.push(self.parse_part(&text[start..start + length])?);
            n = end;
        }
        parts.extend_from_slice(&old[old.len() - after..]);
        Some(parts)
    }

    fn parse_part(&mut self, text: &str) -> Option<ParsedPart> {
        self.added += text.len();
        let name = self.path.display().to_string();
        let source = self.session.sources().add(name, text)?;
        let (module, diagnostics) = syntax::parse_module(&source);
        Some(ParsedPart { source, module: Rc::new(module), diagnostics: diagnostics.into() })
    }
}

/// Whether a text ends within a comment or a block string.
fn goes_on(text: &str) -> bool {
    if !text.contains("/*") && !text.contains("\"\"\"") {
        return false;
    }
    let found = tokens(text);
    found.in_comment || found.open.last().is_some_and(|open| open.text == "\"\"\"")
}

/// The parts as one file.
fn joined(parts: &[ParsedPart]) -> Module {
    let mut module = Module::default();
    for part in parts {
        let part = &part.module;
        module.namespace = module.namespace.or_else(|| part.namespace.clone());
        module.usings.extend_from_slice(&part.usings);
        module.classes.extend_from_slice(&part.classes);
        module.functions.extend_from_slice(&part.functions);
        module.body.statements.extend_from_slice(&part.body.statements);
    }
    module
}

/// Cuts a text before each top-level declaration, with the comments and metadata before it.
fn pieces(text: &str) -> Vec<&str> {
    // The checker looks for ids of objects in the whole text, which then has to be one source.
    if text.contains("'?'") || text.contains("\"?\"") {
        return vec![text];
    }
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    // Where the comments and metadata before a declaration begin. Metadata may take several lines.
    let (mut attached, mut in_metadata) = (None, false);
    for line in text.split_inclusive('\n') {
        if ["class ", "meta class ", "function "].iter().any(|word| line.starts_with(word)) {
            let cut = attached.take().unwrap_or(at);
            if cut > start {
                found.push(&text[start..cut]);
                start = cut;
            }
            in_metadata = false;
        } else if line.starts_with('@') || line.starts_with("//") {
            attached.get_or_insert(at);
            in_metadata |= line.starts_with('@');
        } else if !in_metadata && !line.trim().is_empty() {
            attached = None;
        }
        at += line.len();
    }
    found.push(&text[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "using io.murano\n\n/// One.\nclass One {\n    size: int! = 1\n    \
        grow(by: int!) -> int { return $.size + $by }\n    Grow() { }\n}\n\n@Nothing\nclass Two extends One {\n    \
        one: One\n    run() { return $.one.grow(1) }\n    grew() { $.size }\n}\n\nfunction twice(n: int!) { return $n * 2 }\n\n\
        $two = new Two { one: { size: 2 } }\nprint($two.run(), twice(2))\n";

    const PIECES: &[&str] = &[
        "",
        "{",
        "}",
        "(",
        ")",
        "'",
        "\"",
        "\n",
        "$x",
        ".",
        "class A ",
        "size",
        "int",
        "!",
        " = 1",
        "// c\n",
        "/*",
        "*/",
        "$.one.",
        "return ",
        "extends One",
        "grow",
        "'x'",
        "\"\"\"",
        "twice(",
        "run() { }\n",
    ];

    fn unread() -> LiveProgram {
        LiveProgram::new(Path::new("a.murano"), Rc::new(|_: &Session| {}))
    }

    /// A diagnostic: its position in the text, code and message.
    type Reported = (Option<(usize, usize)>, &'static str, String);

    /// What is reported, by position in the text.
    fn reported(analysis: &Analysis) -> Vec<Reported> {
        let file = analysis.main();
        let all = analysis.diagnostics.iter();
        let mut found: Vec<Reported> =
            all.map(|d| (file.range(d.span), d.code.0, d.message.clone())).collect();
        found.sort();
        found
    }

    #[test]
    fn texts_are_cut_before_declarations() {
        let found = pieces(START);
        assert_eq!(found.concat(), START);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found[1].starts_with("/// One."));
        assert!(found[2].starts_with("@Nothing"));
        let text = "$x = 1\n// allow\n@A {\n    b: 1\n}\nclass C { }\n$y = [\n// c\n2]\n";
        assert_eq!(pieces(text), ["$x = 1\n", &text["$x = 1\n".len()..]]);
    }

    #[test]
    fn a_right_program_is_checked_as_a_file_is() {
        let text = START.replace("@Nothing\n", "");
        let mut program = unread();
        let live = program.update(&text).expect("it has room");
        let whole = Session::new().analyze(Path::new("a.murano"), &text).expect("it has room");
        assert_eq!(reported(&live), reported(&whole));
    }

    #[test]
    fn a_changed_program_is_checked_as_a_new_one() {
        // Random edits: what is kept between changes must never show.
        let mut numbers = fastrand::Rng::with_seed(7);
        let mut program = unread();
        let mut text = START.to_owned();
        for step in 0..300 {
            if step % 25 == 0 {
                text = START.to_owned();
            }
            let from = numbers.usize(..=text.len());
            let to = (from + numbers.usize(..4)).min(text.len());
            if !text.is_char_boundary(from) || !text.is_char_boundary(to) {
                continue;
            }
            text.replace_range(from..to, PIECES[numbers.usize(..PIECES.len())]);
            let live = program.update(&text).expect("it has room");
            let new = unread().update(&text).expect("it has room");
            assert_eq!(reported(&live), reported(&new), "step {step} of:\n{text}");
        }
    }

    #[test]
    fn a_change_that_others_see_is_checked_there() {
        let mut program = unread();
        let text = START.replace("@Nothing\n", "");
        let before = reported(&program.update(&text).expect("it has room")).len();
        let renamed = text.replace("size: int! = 1", "width: int! = 1");
        let found = reported(&program.update(&renamed).expect("it has room"));
        assert!(found.len() > before, "{found:?}");
        assert_eq!(reported(&program.update(&text).expect("it has room")).len(), before);
    }
}

//! Escapes control characters: text from programs, containers and files must not control the
//! terminal it is printed on.
//!
//! Escaped are the controls of ASCII but tab and line feed, the C1 controls (U+0080–U+009F, which some terminals obey like
//! `ESC [`), and the characters that reorder a line ("bidi overrides", U+202A–U+202E and U+2066–U+2069). They appear as string
//! literals write them: `\x1b`, `\u202e`.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Diagnostic, Label};
use crate::source::{Sources, Span};

/// Whether a terminal interprets the character instead of showing it.
fn is_control(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    }
}

/// Escapes the control characters of a text. Line feeds, tabs and `\r\n` stay; a lone `\r`
/// would overwrite the line.
#[must_use]
pub(crate) fn escape_controls(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        if !is_control(c) || (c == '\r' && text[at + 1..].starts_with('\n')) {
            continue;
        }
        out.push_str(&text[copied..at]);
        push_escape(&mut out, c);
        copied = at + c.len_utf8();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

fn push_escape(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = match c {
        '\r' => write!(out, "\\r"),
        _ if code <= 0xff => write!(out, "\\x{code:02x}"),
        _ => write!(out, "\\u{code:04x}"),
    };
}

/// Escapes control characters in JSON that its writers leave as they are; the value stays the
/// same.
#[must_use]
pub(crate) fn escape_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_control) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_control(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Escapes control characters in a diagnostic and the sources it quotes; `None` if there are
/// none.
///
/// Escapes are longer than the characters, so the sources get new offsets and all spans are
/// moved.
pub(super) fn escape_report(
    diagnostic: &Diagnostic,
    sources: &Sources,
) -> Option<(Diagnostic, Sources)> {
    let labels = diagnostic.labels.iter().map(|label| label.span);
    let frames = diagnostic.trace.iter().map(|frame| frame.span);
    let spans = std::iter::once(diagnostic.span).chain(labels).chain(frames);
    let mut quoted: Vec<_> = spans.filter_map(|span| sources.find(span)).collect();
    // Reports show sources in the order of their offsets.
    quoted.sort_by_key(|source| source.base);
    quoted.dedup_by_key(|source| source.base);
    let texts = [&diagnostic.message, &diagnostic.here]
        .into_iter()
        .chain(&diagnostic.hints)
        .chain(&diagnostic.notes);
    let texts = texts.chain(diagnostic.labels.iter().map(|label| &label.text));
    let texts = texts.chain(diagnostic.trace.iter().flat_map(|f| [&f.class, &f.method]));
    let is_plain = |text: &str| matches!(escape_controls(text), Cow::Borrowed(_));
    let plain_sources = quoted.iter().all(|source| source.is_showable(is_plain));
    if plain_sources && texts.into_iter().all(|text| is_plain(text)) {
        return None;
    }
    let escaped = Sources::new();
    let bases: Vec<u32> = quoted
        .iter()
        .map(|source| escaped.add(&*escape_controls(&source.name), &*escape_controls(&source.text)))
        .map(|source| source.map_or(0, |source| source.base))
        .collect();
    let moved = |span: Span| {
        let found = quoted
            .iter()
            .zip(&bases)
            .find(|(source, _)| source.span().start <= span.start && span.end <= source.span().end);
        let Some((source, base)) = found else { return Span::NONE };
        let offset = |at: u32| {
            let before = source.text.get(..(at - source.base) as usize).unwrap_or(&source.text);
            base + u32::try_from(escape_controls(before).len()).unwrap_or(0)
        };
        Span::new(offset(span.start), offset(span.end))
    };
    let text = |text: &str| escape_controls(text).into_owned();
    let mut shown = diagnostic.clone();
    shown.span = moved(diagnostic.span);
    shown.message = text(&diagnostic.message);
    shown.here = text(&diagnostic.here);
    shown.hints = diagnostic.hints.iter().map(|hint| text(hint)).collect();
    shown.notes = diagnostic.notes.iter().map(|note| text(note)).collect();
    for label in &mut shown.labels {
        *label = Label { span: moved(label.span), text: text(&label.text) };
    }
    for frame in &mut shown.trace {
        frame.span = moved(frame.span);
        frame.class = text(&frame.class);
        frame.method = text(&frame.method);
    }
    Some((shown, escaped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::diag::report::{Colours, Look, render};

    #[test]
    fn characters_that_terminals_interpret_are_escaped() {
        assert_eq!(escape_controls("\x1b]0;x\x07"), "\\x1b]0;x\\x07");
        assert_eq!(escape_controls("a\rb\r\nc\td\n"), "a\\rb\r\nc\td\n");
        assert_eq!(escape_controls("\u{9b}31m\u{202e}\u{2066}\x7f"), "\\x9b31m\\u202e\\u2066\\x7f");
        assert!(matches!(escape_controls("日本 é\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_keeps_its_value() {
        let json = "{\"a\": \"\u{9b}\u{202e}\x7f\"}";
        let escaped = escape_json(json);
        assert_eq!(escaped, "{\"a\": \"\\u009b\\u202e\\u007f\"}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(value(json), value(&escaped));
    }

    #[test]
    fn reports_escape_quoted_text_and_keep_their_spans() {
        let sources = Sources::new();
        let source =
            sources.add("a\x1b[31m.murano", "$x = '\x1b]0;t\x07' + nope\n").expect("small");
        let start =
            source.base + u32::try_from(source.text.find("nope").expect("there")).expect("small");
        let found =
            Diagnostic::error(codes::UNKNOWN_VARIABLE, Span::new(start, start + 4), "bad \u{9b}")
                .here("here \x1b")
                .hint("do \u{202e}");
        for colours in [Colours::None, Colours::Ansi { highlight: str::to_owned }] {
            let text = render(&found, &sources, Look { colours, ..Look::default() });
            let own = text.matches("\x1b[").count();
            assert_eq!(text.matches('\x1b').count(), own, "only colours are left: {text:?}");
            assert_eq!(own > 0, matches!(colours, Colours::Ansi { .. }));
            assert!(text.contains("'\\x1b]0;t\\x07'") && text.contains("bad \\x9b"), "{text}");
            assert!(!text.contains(['\u{202e}', '\u{9b}', '\x07']), "{text:?}");
        }
        let text = render(&found, &sources, Look::default());
        let lines: Vec<&str> = text.lines().collect();
        let quoted = lines.iter().position(|line| line.contains("nope")).expect("quoted");
        let column = |line: &str, of: &str| line.find(of).map(|at| line[..at].chars().count());
        let marked = column(lines[quoted + 1], "──┬─").or(column(lines[quoted + 1], "─┬"));
        assert_eq!(marked, column(lines[quoted], "nope"), "{text}");
    }
}

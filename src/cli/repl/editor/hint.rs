//! What is shown while a text is typed: the rest of an earlier input behind the cursor, the signature of a call below the line.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use rustyline::hint::Hint;

use crate::cli::style::{Style, Tone};
use crate::diag::escape::escape_controls;
use crate::ide::signatures::CallSignature;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli::repl) struct InputHint {
    shown: String,
    /// The rest of an earlier input, which the right arrow takes.
    rest: Option<String>,
}

impl InputHint {
    /// The rest of an earlier input, and the line below. `None` if there is neither.
    pub(super) fn new(rest: Option<String>, below: Option<&SignatureHint>) -> Option<Self> {
        let mut shown = rest.clone().unwrap_or_default();
        if let Some(below) = below {
            shown.push('\n');
            shown.push_str(&below.text);
        }
        (!shown.is_empty()).then_some(Self { shown, rest })
    }
}

impl Hint for InputHint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.rest.as_deref()
    }
}

/// The signature of the call around the cursor, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignatureHint {
    text: String,
    /// Where the current parameter is in the text; empty if it is not known.
    current: std::ops::Range<usize>,
}

impl SignatureHint {
    /// A line that fits a width: the first way to call it that has the current parameter, and how many others there are.
    pub(super) fn of(signature: &CallSignature, width: usize) -> Option<Self> {
        let active = signature.active.unwrap_or(0);
        let lines = &signature.lines;
        let line = lines.iter().find(|line| line.params.len() > active).or(lines.first())?;
        let mut text = format!("  {}", escape_controls(&line.label));
        let param = line.params.get(active).filter(|_| signature.active.is_some());
        let start = param.and_then(|param| {
            let open = text.find('(')?;
            text[open..].find(param.as_str()).map(|at| open + at)
        });
        let mut current = match (start, param) {
            (Some(start), Some(param)) => start..start + param.len(),
            _ => 0..0,
        };
        if lines.len() > 1 {
            text.push_str(&format!("  (+{} more)", lines.len() - 1));
        }
        cut(&mut text, width);
        if current.end > text.len() {
            current = 0..0;
        }
        Some(Self { text, current })
    }

    /// The text with its current parameter emphasized.
    fn painted(&self, style: Style) -> String {
        let (before, rest) = self.text.split_at(self.current.start);
        let (param, after) = rest.split_at(self.current.len());
        let mut out = String::new();
        style.put(&mut out, Tone::Faint, before);
        style.put(&mut out, Tone::Strong, param);
        style.put(&mut out, Tone::Faint, after);
        out
    }
}

/// A hint in colours, whose line below the input is this signature.
pub(super) fn painted(hint: &str, below: Option<&SignatureHint>, style: Style) -> String {
    match (hint.split_once('\n'), below) {
        (Some((rest, _)), Some(below)) => {
            format!("{}\n{}", style.paint(Tone::Faint, rest), below.painted(style))
        }
        _ => style.paint(Tone::Faint, hint),
    }
}

/// Cuts a text to a width, without the last column, where terminals wrap.
pub(super) fn cut(text: &mut String, width: usize) {
    let room = width.saturating_sub(2);
    if text.width() <= room {
        return;
    }
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > room
    });
    if let Some((at, _)) = end {
        text.truncate(at);
    }
    text.push('…');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::signatures::SignatureLine;

    fn of(label: &str, params: &[&str], active: usize, width: usize) -> (String, String) {
        let params = params.iter().map(|&param| param.to_owned()).collect();
        let line = SignatureLine { label: label.to_owned(), doc: String::new(), params };
        let signature = CallSignature { lines: vec![line], active: Some(active) };
        let hint = SignatureHint::of(&signature, width).expect("a line");
        (hint.text[hint.current.clone()].to_owned(), hint.text)
    }

    #[test]
    fn the_current_parameter_is_found() {
        let (current, text) =
            of("greet(name: string!, n: int!)", &["name: string!", "n: int!"], 1, 80);
        assert_eq!(
            (current.as_str(), text.as_str()),
            ("n: int!", "  greet(name: string!, n: int!)")
        );
    }

    #[test]
    fn long_signatures_are_cut() {
        let (current, text) =
            of("greet(name: string!, n: int!)", &["name: string!", "n: int!"], 1, 20);
        assert_eq!((current.as_str(), text.as_str()), ("", "  greet(name: stri…"));
    }
}

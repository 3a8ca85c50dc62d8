//! Comments that allow warnings: `// murano: allow W0012 -- reason`, in YAML `# murano: allow W0012`.
//!
//! A comment behind code is for the warnings of its line; one that stands alone is for the next line with code. What it names
//! without effect is a warning itself, so that no comment outlives its reason.
//! See docs/language/checks.md#allowed-warnings.

use std::cell::Cell;
use std::sync::Arc;

use super::registry::Registry;
use crate::diag::{Code, Diagnostic, codes, levels};
use crate::source::{Source, Sources, Span};
use crate::syntax::{tokens, yaml};

/// What a comment begins with, after its `//` or `#`.
const MARKER: &str = "murano:";

/// Warnings of runs: no check can say that such a comment has no effect.
const OF_RUNS: &[Code] = &[codes::NO_PUBLIC_ADDRESS, codes::DEPRECATED];

/// A code that a comment names.
struct AllowedCode {
    span: Span,
    /// The code, or what is wrong with the name.
    code: Result<Code, String>,
    /// The line whose warnings it is for, from 1.
    line: u32,
    used: Cell<bool>,
}

/// Removes the warnings that comments allow, and gives the others their level. `judged` are the sources that were checked as a
/// whole: comments in them that have no effect are reported.
pub(super) fn apply(
    registry: &Registry,
    judged: &[Arc<Source>],
    found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let allowed = allowed_in(&registry.sources, judged, &found);
    let is_allowed = |found: &Diagnostic| {
        let Some(source) = registry.sources.find(found.span) else { return false };
        let line = source.location(found.span.start).line;
        let mut codes = allowed.iter().filter(|(of, _)| of.base == source.base);
        let fitting = codes.find_map(|(_, codes)| {
            codes.iter().find(|code| code.line == line && code.code == Ok(found.code))
        });
        fitting.inspect(|code| code.used.set(true)).is_some()
    };
    let mut kept: Vec<Diagnostic> =
        found.into_iter().filter(|found| found.is_error() || !is_allowed(found)).collect();
    let has_error = |source: &Source| {
        let within = source.span();
        let mut errors = kept.iter().filter(|found| found.is_error());
        errors.any(|found| within.start <= found.span.start && found.span.end <= within.end)
    };
    let judged = judged.iter().filter(|source| !has_error(source));
    let bases: Vec<u32> = judged.map(|source| source.base).collect();
    let without_effect = allowed.iter().filter(|(source, _)| bases.contains(&source.base));
    let without_effect: Vec<Diagnostic> =
        without_effect.flat_map(|(_, codes)| codes.iter().filter_map(objection)).collect();
    if !without_effect.is_empty() {
        kept.extend(without_effect);
        kept.sort_by_key(|found| found.span);
    }
    kept.into_iter().filter_map(|found| registry.at_level(found)).collect()
}

/// The comments of all sources that matter.
fn allowed_in(
    sources: &Sources,
    judged: &[Arc<Source>],
    found: &[Diagnostic],
) -> Vec<(Arc<Source>, Vec<AllowedCode>)> {
    let warned = found.iter().filter(|found| !found.is_error());
    let mut all: Vec<Arc<Source>> = warned.filter_map(|found| sources.find(found.span)).collect();
    all.extend(judged.iter().cloned());
    all.sort_by_key(|source| source.base);
    all.dedup_by_key(|source| source.base);
    all.retain(|source| source.text.contains(MARKER));
    all.into_iter().map(|source| (source.clone(), comments(&source))).collect()
}

/// The codes that the comments of a source name.
fn comments(source: &Source) -> Vec<AllowedCode> {
    let is_yaml = [".yaml", ".yml"].iter().any(|ending| source.name.ends_with(ending));
    let spans: Vec<Span> = if is_yaml {
        let (file, _) = yaml::parse_classes(source);
        file.comments.iter().map(|comment| comment.span).collect()
    } else {
        let tokens = tokens::tokens(&source.text).all;
        let comments = tokens.iter().filter(|token| token.kind == tokens::TokenKind::Comment);
        let span = |token: &tokens::Token<'_>| {
            Span::new(source.base + token.at as u32, source.base + token.end() as u32)
        };
        comments.map(span).collect()
    };
    spans.iter().flat_map(|span| comment(source, *span, &spans)).collect()
}

/// The codes that one comment names.
fn comment(source: &Source, span: Span, comments: &[Span]) -> Vec<AllowedCode> {
    let text = source.slice(span);
    let directive = text.trim_start_matches(['/', '#']).trim_start();
    let Some(rest) = directive.strip_prefix(MARKER) else { return Vec::new() };
    let Some(list) = rest.trim_start().strip_prefix("allow") else { return Vec::new() };
    if list.starts_with(|c: char| !c.is_whitespace()) {
        return Vec::new();
    }
    let start = text.len() - list.len();
    let list = list.split("--").next().unwrap_or("");
    let line = line_of(source, span, comments);
    let names = list.split([',', ' ', '\t', '\r']).filter(|name| !name.is_empty());
    let mut found: Vec<AllowedCode> = names
        .map(|name| {
            // The name is a part of the list, which is a part of the comment.
            let at = start + (name.as_ptr() as usize - list.as_ptr() as usize);
            let from = span.start + at as u32;
            let span = Span::new(from, from + name.len() as u32);
            AllowedCode { span, code: levels::warning(name), line, used: Cell::new(false) }
        })
        .collect();
    if found.is_empty() {
        let code = Err("this comment allows nothing: it names no code".to_owned());
        found.push(AllowedCode { span, code, line, used: Cell::new(false) });
    }
    found
}

/// The line that a comment is for: its own if code stands before it, else the next one with code.
fn line_of(source: &Source, span: Span, comments: &[Span]) -> u32 {
    let own = source.location(span.start).line;
    let (start, _) = source.line(source.line_at(span.start));
    let before = source.slice(Span::new(source.base + start as u32, span.start));
    if !before.trim().is_empty() {
        return own;
    }
    let mut at = span.end;
    loop {
        let rest = source.slice(Span::new(at, source.span().end));
        let next = at + (rest.len() - rest.trim_start().len()) as u32;
        match comments.iter().find(|comment| comment.start == next) {
            Some(comment) if comment.end > at => at = comment.end,
            _ => return source.location(next).line,
        }
    }
}

/// The warning of a code that has no effect.
fn objection(allowed: &AllowedCode) -> Option<Diagnostic> {
    let warning =
        |message: String| Diagnostic::warning(codes::ALLOWS_NOTHING, allowed.span, message);
    match &allowed.code {
        Err(why) => Some(warning(why.clone())),
        Ok(code) if allowed.used.get() || OF_RUNS.contains(code) => None,
        Ok(code) => {
            let message = format!("`{code}` is allowed here, but nothing reports it on this line");
            Some(warning(message).hint("remove it: the reason for it is gone"))
        }
    }
}

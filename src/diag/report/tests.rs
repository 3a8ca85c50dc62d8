//! Tests of rendered reports: what fits which width, and which part is underlined.

use unicode_width::UnicodeWidthStr as _;

use super::{Colours, Look, ReportDetail, render};
use crate::diag::{Diagnostic, TraceFrame, codes};
use crate::source::{Sources, Span};

/// A report about `needle` in a text, at a width.
fn report(text: &str, needle: &str, label: &str, width: usize) -> String {
    let sources = Sources::new();
    let source = sources.add("app.murano", text).expect("small");
    let at = source.base + u32::try_from(text.find(needle).expect("there")).expect("small");
    let span = Span::new(at, at + u32::try_from(needle.len()).expect("small"));
    let found = Diagnostic::error(codes::CONTRACT, span, "`port` must be an integer").here(label);
    render(&found, &sources, Look { width, ..Look::default() })
}

/// The columns of a part of a line.
fn columns_of(line: &str, part: &str) -> (usize, usize) {
    let at = line.find(part).unwrap_or_else(|| panic!("{part} is not in {line}"));
    (line[..at].width(), line[..at + part.len()].width())
}

/// The columns of the underline.
fn underlined(line: &str) -> (usize, usize) {
    let gutter = line.find('·').map_or(0, |at| at + '·'.len_utf8());
    let rest = &line[gutter..];
    let start = gutter + rest.len() - rest.trim_start().len();
    (line[..start].width(), line.trim_end().width())
}

#[test]
fn a_report_is_heading_excerpt_and_hints() {
    let text = report("$x = 1\n$port = 'abc'\n$y = 2\n", "'abc'", "a string", 100);
    let expected = "\
error[E0201]: `port` must be an integer
   ╭─[app.murano:2:9]
 1 │ $x = 1
 2 │ $port = 'abc'
   ·         ──┬──
   ·           ╰── a string
 3 │ $y = 2
   ╰────
";
    assert_eq!(text, expected);
}

#[test]
fn long_lines_are_cut_around_the_span_at_every_width() {
    let fill = "abcdefgh ".repeat(28);
    let wide = "日本語のテキスト".repeat(16);
    for filling in [&*fill, &*wide, &*format!("\t{fill}")] {
        for (before, after) in [(filling, filling), ("", filling), (filling, "")] {
            let line = format!("{before}<bad>{after}");
            for width in [40, 80, 120] {
                let text =
                    report(&format!("one\n{line}\nthree\n"), "<bad>", "not an integer", width);
                for line in text.lines() {
                    assert!(line.width() <= width, "{} > {width}: {text}", line.width());
                }
                let lines: Vec<&str> = text.lines().collect();
                let at = lines.iter().position(|line| line.contains("<bad>")).expect("shown");
                assert_eq!(columns_of(lines[at], "<bad>"), underlined(lines[at + 1]), "{text}");
                assert_eq!(
                    lines[at].matches('…').count(),
                    [before, after].iter().filter(|f| !f.is_empty()).count(),
                    "{text}"
                );
                assert!(text.contains("╰── not an integer"), "{text}");
            }
        }
    }
}

#[test]
fn a_span_that_is_too_long_is_cut_within() {
    let long = format!("<{}>", "x".repeat(500));
    let text = report(&format!("$a = {long} + 1\n"), &long, "", 60);
    assert!(text.lines().all(|line| line.width() <= 60), "{text}");
    let shown = text.lines().find(|line| line.contains("$a")).expect("the line");
    assert!(shown.contains("<xx") && shown.contains("xx…xx") && shown.contains("x> + 1"), "{text}");
}

#[test]
fn long_labels_and_messages_are_wrapped() {
    let label = "must be one of the words `always`, `unless-stopped`, `on-failure` and `no`";
    for column in [0, 30, 60] {
        let line = format!("{}'sometimes'", " ".repeat(column));
        let text = report(&line, "'sometimes'", label, 60);
        assert!(text.lines().all(|line| line.width() <= 60), "{text}");
        let words = text.split_whitespace().filter(|word| word.starts_with('`')).count();
        assert_eq!(words, 5, "{text}");
    }
}

#[test]
fn tabs_and_line_ends_of_windows_keep_underlines_right() {
    let text = report("\tone\r\n\t$a\t= bad\r\n", "bad", "here", 80);
    assert!(!text.contains(['\t', '\r']), "{text:?}");
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("bad")).expect("shown");
    assert_eq!(columns_of(lines[at], "bad"), underlined(lines[at + 1]), "{text}");
}

#[test]
fn the_end_of_the_text_can_be_marked() {
    let sources = Sources::new();
    let source = sources.add("app.murano", "if true {\n").expect("small");
    let end = source.span().end;
    let found = Diagnostic::error(codes::SYNTAX, Span::new(end, end), "expected `}`").here("here");
    let text = render(&found, &sources, Look::default());
    assert!(text.contains("[app.murano:2:1]") && text.contains("╰── here"), "{text}");
}

#[test]
fn the_colours_of_the_syntax_do_not_move_the_underline() {
    fn highlight(text: &str) -> String {
        text.replace("$port", "\x1b[94m$port\x1b[0m")
    }
    let sources = Sources::new();
    let source = sources.add("app.murano", "$port = bad\n").expect("small");
    let span = Span::new(source.base + 8, source.base + 11);
    let found = Diagnostic::error(codes::CONTRACT, span, "no");
    let colours = Colours::Ansi { highlight };
    let text = render(&found, &sources, Look { colours, ..Look::default() });
    assert!(text.contains("\x1b[94m$port\x1b[0m = bad"), "{text:?}");
    let plain = text.split('\x1b').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    let plain: String = plain.collect();
    let lines: Vec<&str> = plain.lines().collect();
    let at = lines.iter().position(|line| line.contains("bad")).expect("shown");
    assert_eq!(columns_of(lines[at], "bad"), underlined(lines[at + 1]), "{plain}");
}

/// A report with calls, each a method, a class and the beginning of its span.
fn traced(calls: &[(&str, &str, u32)], detail: ReportDetail) -> String {
    let sources = Sources::new();
    sources.add("app.murano", "f() g() h() main()\n").expect("small");
    sources.add_library("<core>/A.murano", "inner()\n").expect("small");
    let mut found =
        Diagnostic::error(codes::CONTRACT, Span::NONE, "`p` of `com.example.App` is wrong");
    found.trace = calls
        .iter()
        .map(|(method, class, at)| TraceFrame {
            method: (*method).into(),
            class: (*class).into(),
            span: Span::new(*at, *at + 3),
            branch: false,
        })
        .collect();
    render(&found, &sources, Look { detail, ..Look::default() })
}

#[test]
fn recursions_are_folded() {
    let mut calls = vec![("script", "", 12)];
    calls.extend([("f", "", 0); 98]);
    calls.push(("f", "", 4));
    let text = traced(&calls, ReportDetail::Brief);
    assert_eq!(text.matches("File").count(), 3, "{text}");
    assert!(text.contains("\n  … 97 more calls of f\n"), "{text}");
    let mut calls = vec![("script", "", 12)];
    calls.extend([("isEven", "", 0), ("isOdd", "", 4)].repeat(50));
    let text = traced(&calls, ReportDetail::Brief);
    assert!(text.contains("\n  … 98 more calls of isEven and isOdd\n"), "{text}");
    let calls: Vec<_> = (0..40).map(|n| ("f", "", n % 13)).collect();
    let text = traced(&calls, ReportDetail::Brief);
    assert!(text.contains("more calls\n"), "{text}");
}

#[test]
fn calls_of_built_in_classes_and_full_names_are_details() {
    let inner = ("inner", "com.mirantis.docker.DockerApplication", Sources::LIBRARY_BASE);
    let calls = [("script", "", 12), ("go", "com.example.App", 0), inner];
    let brief = traced(&calls, ReportDetail::Brief);
    assert!(brief.contains("`p` of `App`") && brief.contains("method go of type App\n"), "{brief}");
    assert!(!brief.contains("<core>"), "{brief}");
    let full = traced(&calls, ReportDetail::Full);
    assert!(
        full.contains("`com.example.App`") && full.contains("of type com.example.App\n"),
        "{full}"
    );
    assert!(full.contains("<core>/A.murano"), "{full}");
    let other = [("go", "com.example.App", 0), ("go", "org.example.App", 4)];
    let brief = traced(&other, ReportDetail::Brief);
    assert!(brief.contains("com.example.App") && brief.contains("org.example.App"), "{brief}");
}

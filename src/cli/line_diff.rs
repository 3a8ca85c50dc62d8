//! The difference of two texts: in the unified format, and as edits of lines.

use std::fmt::Write as _;
use std::ops::Range;

/// Unchanged lines around a change.
const CONTEXT: usize = 3;
/// The most pairs of lines that are compared; larger differences are shown as one.
const MOST_PAIRS: usize = 4_000_000;

/// A line of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DiffLine<'t> {
    Same(&'t str),
    Removed(&'t str),
    Added(&'t str),
}

/// The difference of two texts of one file; empty if they are equal.
pub(super) fn unified(name: &str, old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let lines = difference(&old, &new);
    let is_change = |line: &DiffLine<'_>| !matches!(line, DiffLine::Same(_));
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| is_change(line)).map(|(n, _)| n).collect();
    let mut text = String::new();
    let mut at = 0;
    while let Some(&first) = changed.get(at) {
        // Changes whose contexts touch are one hunk.
        let mut last = first;
        while let Some(&next) = changed.get(at).filter(|next| **next <= last + 2 * CONTEXT) {
            last = next;
            at += 1;
        }
        let from = first.saturating_sub(CONTEXT);
        let to = (last + CONTEXT + 1).min(lines.len());
        text += &hunk(&lines, from, to);
    }
    if text.is_empty() { text } else { format!("--- {name}\n+++ {name}\n{text}") }
}

/// Lines that are replaced.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineEdit {
    /// The lines of the old text, from 0.
    pub lines: Range<usize>,
    /// What takes their place: whole lines.
    pub text: String,
}

/// The edits that make one text the other, in order. Each can be made without the others.
pub(super) fn edits(old: &str, new: &str) -> Vec<LineEdit> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut edits: Vec<LineEdit> = Vec::new();
    let (mut at, mut in_change) = (0, false);
    for line in difference(&old, &new) {
        if let DiffLine::Same(_) = line {
            (at, in_change) = (at + 1, false);
            continue;
        }
        if !in_change {
            edits.push(LineEdit { lines: at..at, text: String::new() });
        }
        in_change = true;
        if let Some(edit) = edits.last_mut() {
            match line {
                DiffLine::Added(text) => edit.text += &format!("{text}\n"),
                DiffLine::Removed(_) | DiffLine::Same(_) => {
                    at += 1;
                    edit.lines.end = at;
                }
            }
        }
    }
    edits
}

fn hunk(lines: &[DiffLine<'_>], from: usize, to: usize) -> String {
    let old = |lines: &[DiffLine<'_>]| {
        lines.iter().filter(|line| !matches!(line, DiffLine::Added(_))).count()
    };
    let new = |lines: &[DiffLine<'_>]| {
        lines.iter().filter(|line| !matches!(line, DiffLine::Removed(_))).count()
    };
    let (before, shown) = (&lines[..from], &lines[from..to]);
    let mut text =
        format!("@@ -{},{} +{},{} @@\n", old(before) + 1, old(shown), new(before) + 1, new(shown));
    for line in shown {
        let (sign, line) = match line {
            DiffLine::Same(line) => (' ', line),
            DiffLine::Removed(line) => ('-', line),
            DiffLine::Added(line) => ('+', line),
        };
        let _ = writeln!(text, "{sign}{line}");
    }
    text
}

/// The lines of both texts: the longest common subsequence, by dynamic programming, between the equal beginnings and ends.
fn difference<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<DiffLine<'t>> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old_rest[..old_rest.len() - end], &new_rest[..new_rest.len() - end]);
    let mut lines: Vec<DiffLine<'t>> = old[..start].iter().map(|l| DiffLine::Same(l)).collect();
    if a.len() * b.len() > MOST_PAIRS {
        lines.extend(a.iter().map(|l| DiffLine::Removed(l)));
        lines.extend(b.iter().map(|l| DiffLine::Added(l)));
    } else {
        middle(a, b, &mut lines);
    }
    lines.extend(old[old.len() - end..].iter().map(|l| DiffLine::Same(l)));
    lines
}

fn middle<'t>(a: &[&'t str], b: &[&'t str], lines: &mut Vec<DiffLine<'t>>) {
    // `common[i][j]`: the length of the longest common subsequence of `a[i..]` and `b[j..]`.
    let width = b.len() + 1;
    let mut common = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = match a[i] == b[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            lines.push(DiffLine::Same(a[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len()
            || i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]
        {
            lines.push(DiffLine::Removed(a[i]));
            i += 1;
        } else {
            lines.push(DiffLine::Added(b[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_shown_with_their_context() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
        let new = "a\nb\nc\nd\nE\nf\ng\nh\ni\n";
        let wanted = "--- x\n+++ x\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n";
        assert_eq!(unified("x", old, new), wanted);
        assert_eq!(unified("x", old, old), "");
        let joined = unified("x", "if\n}\nelse {\n}\n", "if\n} else {\n}\n");
        assert_eq!(joined, "--- x\n+++ x\n@@ -1,4 +1,3 @@\n if\n-}\n-else {\n+} else {\n }\n");
    }

    #[test]
    fn edits_replace_lines() {
        let found = edits("a\nb\nc\nd\n", "a\nB\nBB\nc\n");
        let wanted = [(1..2, "B\nBB\n"), (3..4, "")];
        let wanted = wanted.map(|(lines, text)| LineEdit { lines, text: text.to_owned() });
        assert_eq!(found, wanted);
        assert_eq!(edits("a\n", "b\na\n"), [LineEdit { lines: 0..0, text: "b\n".to_owned() }]);
        assert_eq!(edits("a\r\n", "a\n"), []);
    }

    #[test]
    fn distant_changes_are_separate() {
        let old: String = (0..40).map(|n| format!("{n}\n")).collect();
        let new = old.replace("\n3\n", "\nx\n").replace("\n30\n", "\ny\n");
        assert_eq!(unified("x", &old, &new).matches("@@ -").count(), 2);
    }
}

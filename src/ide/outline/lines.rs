//! What can be folded in a YAML text, whether or not it is valid: the lines that are indented below another one, and comments.

use super::{Fold, FoldKind};

/// The foldable parts of a text.
pub(crate) fn line_folds(text: &str) -> Vec<Fold> {
    let mut found = Vec::new();
    // The lines that wait for their end: indentation and offset.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut end, mut comment) = (0, None);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end();
        let (start, stop) = (at, at + shown.len());
        at += line.len();
        if shown.trim_start().starts_with('#') {
            let from = comment.map_or(start, |(from, _)| from);
            comment = Some((from, stop));
            continue;
        }
        found.extend(comment.take().map(|(start, end)| fold(start, end, FoldKind::Comment)));
        if shown.is_empty() {
            continue;
        }
        let indent = indentation(shown);
        while let Some(&(_, from)) = open.last().filter(|(outer, _)| *outer >= indent) {
            found.push(fold(from, end, FoldKind::Lines));
            open.pop();
        }
        open.push((indent, start));
        end = stop;
    }
    found.extend(comment.map(|(start, end)| fold(start, end, FoldKind::Comment)));
    found.extend(open.into_iter().map(|(_, from)| fold(from, end, FoldKind::Lines)));
    found.retain(|fold| text[fold.start..fold.end].trim().contains('\n'));
    found.sort_by_key(|fold| (fold.start, fold.end));
    found
}

fn fold(start: usize, end: usize, kind: FoldKind) -> Fold {
    Fold { start, end: end.max(start), kind }
}

/// The column of the first character; an item of a list counts as further in than its key, which may have the same column.
fn indentation(line: &str) -> usize {
    let rest = line.trim_start_matches([' ', '\t']);
    let columns = line.len() - rest.len();
    2 * columns + usize::from(rest.starts_with("- "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<&str> {
        line_folds(text).iter().map(|fold| text[fold.start..fold.end].trim()).collect()
    }

    #[test]
    fn indented_lines_fold_also_in_invalid_yaml() {
        let text = "# one\n# two\nName: [\nMethods:\n  m:\n    Body:\n    - $x: 1\n\n    - $y: 2\nMeta: {\n";
        let found = folded(text);
        assert_eq!(found[0], "# one\n# two");
        assert_eq!(found[1], "Methods:\n  m:\n    Body:\n    - $x: 1\n\n    - $y: 2");
        assert_eq!(found[2], "m:\n    Body:\n    - $x: 1\n\n    - $y: 2");
        assert_eq!(found[3], "Body:\n    - $x: 1\n\n    - $y: 2");
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn json_folds_up_to_the_closing_bracket() {
        let found = folded("{\n  \"a\": [\n    1\n  ]\n}\n");
        assert_eq!(found, ["{\n  \"a\": [\n    1\n  ]", "\"a\": [\n    1"]);
    }
}

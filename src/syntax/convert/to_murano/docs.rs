//! Comments: `## …` before a declaration is its documentation, all others become `// …`.

use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{Class, Comment, Text};

/// Moves the documentation of classes and members out of the comments of their YAML file. For
/// the first class the comments before the whole document count only if `first_alone`: no
/// namespaces are between them.
pub(super) fn attach(
    classes: &mut [Rc<Class>],
    mut comments: Vec<Comment>,
    first_alone: bool,
) -> Vec<Comment> {
    // `from` is the end of what comes before in the file: comments between it and a declaration
    // are candidates for that one's documentation. Members are visited in the order of the
    // file, because properties and methods are interleaved there. `docs` removes what it takes,
    // so the comments left over stay comments.
    let mut from = 0;
    for (n, class) in classes.iter_mut().enumerate() {
        let Some(class) = Rc::get_mut(class) else { continue };
        let start = if class.name.span.is_none() { class.span } else { class.name.span }.start;
        let header = n == 0 && !first_alone;
        class.docs = docs(&mut comments, if header { class.span.start } else { from }, start);
        from = class.span.start;
        let mut members: Vec<(Span, &mut Option<Text>)> = Vec::new();
        members.extend(class.properties.iter_mut().map(|p| (p.span, &mut p.docs)));
        members.extend(
            class.methods.iter_mut().filter_map(Rc::get_mut).map(|m| (m.span, &mut m.docs)),
        );
        members.sort_by_key(|(span, _)| span.start);
        for (span, place) in members {
            *place = docs(&mut comments, from, span.start);
            from = span.end;
        }
        from = from.max(class.span.end);
    }
    comments.iter_mut().for_each(|comment| {
        comment.text =
            format!("// {}", comment.text.trim_start_matches('#').trim()).trim_end().into();
    });
    comments
}

/// The run of `##` lines that ends the comments between two offsets.
fn docs(comments: &mut Vec<Comment>, from: u32, to: u32) -> Option<Text> {
    let first = comments.partition_point(|c| c.span.start < from);
    let end = comments.partition_point(|c| c.span.start < to);
    let line = |comment: &Comment| -> Option<String> {
        match comment.text.strip_prefix("## ") {
            Some(text) => Some(text.trim_end().to_owned()),
            None => (comment.text.trim_end() == "##").then(String::new),
        }
    };
    let before = comments.get(first..end)?;
    let run = before.iter().rev().map_while(line).count();
    let lines: Vec<String> = before[before.len() - run..].iter().filter_map(line).collect();
    if lines.iter().all(String::is_empty) {
        return None;
    }
    comments.drain(end - run..end);
    Some(lines.join("\n").into())
}

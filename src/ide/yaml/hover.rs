//! What is shown of a key or word of a class file, manifest or model.

use super::keys::{ValueDoc, described, values_at};
use super::position::{NodeRole, nodes, path_to};
use crate::ide::analysis::{Analysis, SourceForm};
use crate::ide::hover::{self as names, Hover};
use crate::source::Span;

/// What is known of the key, word, name or value at an offset of a text.
pub(crate) fn hover(analysis: &Analysis, text: &str, offset: usize) -> Option<Hover> {
    of_key(analysis.form, text, offset, |at| analysis.position(at))
        .or_else(|| names::at(analysis, analysis.position(offset)))
}

fn of_key(
    form: SourceForm,
    text: &str,
    offset: usize,
    position: impl Fn(usize) -> u32,
) -> Option<Hover> {
    let path = path_to(&nodes(text)?, offset)?;
    let name = path.node.text()?;
    let doc = match path.role {
        NodeRole::Key => described(form, &path.context(), name)?,
        NodeRole::Value => match values_at(form, &path.keys()) {
            ValueDoc::Words(words) => words.iter().find(|word| *word.name == **name)?,
            _ => return None,
        },
    };
    let span =
        Span::new(position(path.node.span.start as usize), position(path.node.span.end as usize));
    Some(Hover { span, code: String::new(), doc: format!("`{}`: {}", doc.name, doc.doc) })
}

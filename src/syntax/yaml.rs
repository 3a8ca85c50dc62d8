//! MuranoPL's YAML notation: parses class files to the same tree as `.murano`.
//! See docs/language/yaml.md#class-files, docs/language/yaml.md#values and docs/language/yaml.md#instructions.
//!
//! [`node`] parses YAML into nodes with spans, [`value`] distinguishes strings from
//! expressions, the others each parse one kind of declaration. Diagnostics carry the
//! exception's name in MuranoPL.

pub(crate) mod node;

mod align;
mod block;
mod class;
mod comments;
mod contract;
mod forms;
mod instruction;
mod member;
mod scalar;
mod statement;
mod value;

pub(crate) use class::{Document, Namespaces, written_type};
pub(crate) use instruction::{Instruction, instruction_at};

use crate::diag::Diagnostic;
use crate::source::Source;
use crate::syntax::{Comment, ExprKind, MetaUse};
use node::Node;
use std::rc::Rc;
use value::ClassParser;

/// A parsed class file.
#[derive(Debug, Default)]
pub(crate) struct ClassFile {
    /// Its documents that declare classes, in order.
    pub documents: Vec<Document>,
    /// Its comments, in order.
    pub comments: Vec<Comment>,
}

/// Parses a class file. The documents have all that could be parsed, the diagnostics the rest.
pub(crate) fn parse_classes(source: &Source) -> (ClassFile, Vec<Diagnostic>) {
    super::with_enough_stack(|| {
        let nodes = match node::documents(source) {
            Ok(nodes) => nodes,
            Err(found) => return (ClassFile::default(), vec![*found]),
        };
        let mut parser = ClassParser::new(source);
        let documents = parser.documents(&nodes);
        let comments = comments::comments(source, &nodes);
        (ClassFile { documents, comments }, parser.diagnostics)
    })
}

/// Parses metadata of a manifest.
pub(crate) fn metas(source: &Source, node: Option<&Rc<Node>>) -> (Vec<MetaUse>, Vec<Diagnostic>) {
    let mut parser = ClassParser::new(source);
    let metas = parser.metas(node);
    (metas, parser.diagnostics)
}

/// A scalar's text; a number without quotes is normalized: `1.10` is `1.1`.
#[must_use]
pub(crate) fn number_text(node: &Node) -> String {
    let text = node.text().map_or("", |t| t);
    let plain = matches!(node.kind, node::NodeKind::Scalar(_, node::NodeStyle::Plain));
    match scalar::plain(text).filter(|_| plain && node.tag == node::Tag::None) {
        Some(ExprKind::Int(n)) => n.to_string(),
        Some(ExprKind::Float(f)) if f.is_finite() => f.to_string(),
        _ => text.to_owned(),
    }
}

/// The value of a plain scalar that is null, a boolean or a number in YAML 1.1.
#[must_use]
pub(crate) fn standard(text: &str) -> Option<ExprKind> {
    scalar::plain(text)
}

/// Whether a plain scalar of that text is null, a boolean or a number.
#[must_use]
pub(crate) fn is_standard(text: &str) -> bool {
    scalar::plain(text).is_some()
}

/// Whether a plain scalar of that text is a date, with or without a time.
#[must_use]
pub(crate) fn is_timestamp(text: &str) -> bool {
    scalar::is_timestamp(text)
}

/// Whether a plain scalar of that text is a string.
#[must_use]
pub(crate) fn is_text(text: &str) -> bool {
    scalar::is_words(text) && scalar::plain(text).is_none() && !scalar::is_timestamp(text)
}

/// Whether a plain scalar of that text is parsed as YAQL.
#[must_use]
pub(crate) fn is_expression(text: &str) -> bool {
    !scalar::is_words(text) && scalar::plain(text).is_none() && !scalar::is_timestamp(text)
}

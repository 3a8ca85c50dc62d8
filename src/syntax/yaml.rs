//! MuranoPL's YAML notation: class files to the same tree as `.murano`.
//! See docs/language/yaml.md#class-files, docs/language/yaml.md#values and docs/language/yaml.md#instructions.
//!
//! [`node`] reads YAML with places, [`value`] tells texts from expressions, the others know one kind of declaration each.
//! What is wrong becomes a diagnostic that carries the name under which MuranoPL programs know it.

pub mod node;

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

pub use class::{Document, Namespaces, written_type};
pub use instruction::{Instruction, instruction_at};

use crate::diag::Diagnostic;
use crate::source::Source;
use crate::syntax::{Comment, ExprKind, MetaUse};
use node::Node;
use std::rc::Rc;
use value::Reader;

/// A class file.
#[derive(Debug, Default)]
pub struct ClassFile {
    /// Its documents that declare classes, in order.
    pub documents: Vec<Document>,
    /// Its comments, in order of place.
    pub comments: Vec<Comment>,
}

/// Reads a class file. What could be read is in the documents, what could not in the diagnostics.
pub fn parse_classes(source: &Source) -> (ClassFile, Vec<Diagnostic>) {
    super::with_enough_stack(|| {
        let nodes = match node::documents(source) {
            Ok(nodes) => nodes,
            Err(found) => return (ClassFile::default(), vec![*found]),
        };
        let mut reader = Reader::new(source);
        let documents = reader.documents(&nodes);
        let comments = comments::comments(source, &nodes);
        (ClassFile { documents, comments }, reader.diagnostics)
    })
}

/// Metadata of a manifest.
pub fn metas(source: &Source, node: Option<&Rc<Node>>) -> (Vec<MetaUse>, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    let metas = reader.metas(node);
    (metas, reader.diagnostics)
}

/// A scalar's text, where a number without quotes is what it is worth: `1.10` is `1.1`.
#[must_use]
pub fn number_text(node: &Node) -> String {
    let text = node.text().map_or("", |t| t);
    let plain = matches!(node.kind, node::Kind::Scalar(_, node::Style::Plain));
    match scalar::plain(text).filter(|_| plain && node.tag == node::Tag::None) {
        Some(ExprKind::Int(n)) => n.to_string(),
        Some(ExprKind::Float(f)) if f.is_finite() => f.to_string(),
        _ => text.to_owned(),
    }
}

/// The value of a plain scalar that YAML 1.1 reads as null, a boolean or a number.
#[must_use]
pub fn standard(text: &str) -> Option<ExprKind> {
    scalar::plain(text)
}

/// Is a plain scalar of that text null, a boolean or a number?
#[must_use]
pub fn is_standard(text: &str) -> bool {
    scalar::plain(text).is_some()
}

/// Is a plain scalar of that text a date, with or without a time?
#[must_use]
pub fn is_timestamp(text: &str) -> bool {
    scalar::is_timestamp(text)
}

/// Is a plain scalar of that text a text?
#[must_use]
pub fn is_text(text: &str) -> bool {
    scalar::is_words(text) && scalar::plain(text).is_none() && !scalar::is_timestamp(text)
}

/// Is a plain scalar of that text read as YAQL?
#[must_use]
pub fn is_expression(text: &str) -> bool {
    !scalar::is_words(text) && scalar::plain(text).is_none() && !scalar::is_timestamp(text)
}

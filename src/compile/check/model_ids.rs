//! What is known of a whole object model: the ids that it has, and who finds the classes that its headers name.

use rustc_hash::FxHashMap;

use crate::compile::ids::ClassId;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::{Arg, Entry, Expr, ExprKind, Text};

/// The key of a dictionary that has the object's header.
pub(super) const HEADER: &str = "?";

/// What the header of an object says of its class.
pub(crate) struct TypeHeader<'h> {
    pub name: &'h str,
    pub version: Option<&'h str>,
    pub package: Option<&'h str>,
}

/// Finds the class that a header names, or says why there is none.
pub(crate) type ClassFinder<'f> = &'f dyn Fn(&TypeHeader<'_>) -> Result<ClassId, Box<Diagnostic>>;

/// What is known of a whole model.
pub(super) struct ModelContext<'m> {
    pub(super) find: ClassFinder<'m>,
    /// How many descriptions each id has.
    pub(super) ids: FxHashMap<Text, usize>,
}

impl<'m> ModelContext<'m> {
    pub(super) fn new(objects: &Expr, find: ClassFinder<'m>) -> Self {
        let mut model = Self { find, ids: FxHashMap::default() };
        model.collect(objects);
        model
    }

    fn collect(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Map(entries) => {
                if let Some(id) = header(entries).and_then(|header| text_of(header, "id")) {
                    *self.ids.entry(id.0.clone()).or_default() += 1;
                }
                entries.iter().for_each(|entry| self.collect(&entry.value));
            }
            ExprKind::List(items) => {
                for item in items {
                    if let Arg::Positional(item) = item {
                        self.collect(item);
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }
}

pub(super) fn is_header(entry: &Entry) -> bool {
    matches!(&entry.key.kind, ExprKind::Str(key) if **key == *HEADER)
}

pub(super) fn header(entries: &[Entry]) -> Option<&[Entry]> {
    match &entries.iter().find(|entry| is_header(entry))?.value.kind {
        ExprKind::Map(header) => Some(header),
        _ => None,
    }
}

/// A string of a header, and where it stands.
pub(super) fn text_of<'h>(header: &'h [Entry], key: &str) -> Option<(&'h Text, Span)> {
    let has_key = |entry: &&Entry| matches!(&entry.key.kind, ExprKind::Str(text) if **text == *key);
    match &header.iter().find(has_key)?.value {
        Expr { kind: ExprKind::Str(text), span } => Some((text, *span)),
        _ => None,
    }
}

//! The outline of a file: its declarations, and what can be folded.

mod lines;
mod objects;

pub(crate) use self::lines::line_folds;
use super::analysis::{Analysis, SourceForm, one_line};
use super::symbols;
use crate::source::Span;
use crate::syntax::tokens::{TokenKind, tokens};
use crate::syntax::{Class, Method, Module};

/// What a declaration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutlineKind {
    /// A class.
    Class,
    /// A property.
    Property,
    /// A method.
    Method,
    /// A function of a file.
    Function,
    /// An object of a model.
    Object,
}

/// A declaration of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutlineEntry {
    /// Its name.
    pub name: String,
    /// Its contract or parameters.
    pub detail: String,
    /// What it is.
    pub kind: OutlineKind,
    /// The whole declaration.
    pub span: Span,
    /// The declared name.
    pub name_span: Span,
    /// The members of a class.
    pub members: Vec<OutlineEntry>,
}

/// The declarations of the main file, in order of position.
pub(crate) fn outline(analysis: &Analysis) -> Vec<OutlineEntry> {
    match analysis.form {
        SourceForm::Model => objects::objects(analysis),
        _ => of_module(analysis, &analysis.main().module),
    }
}

fn of_module(analysis: &Analysis, module: &Module) -> Vec<OutlineEntry> {
    let classes = module.classes.iter().map(|class| of_class(analysis, class));
    let functions = module.functions.iter().map(|f| of_method(analysis, f, OutlineKind::Function));
    let mut found: Vec<OutlineEntry> = classes.chain(functions).collect();
    found.sort_by_key(|entry| analysis.main().offset(entry.span.start));
    found
}

fn of_class(analysis: &Analysis, class: &Class) -> OutlineEntry {
    let registry = analysis.registry();
    let properties = class.properties.iter().map(|property| OutlineEntry {
        name: property.name.text.to_string(),
        detail: one_line(registry, property.contract.span),
        kind: OutlineKind::Property,
        span: property.span,
        name_span: property.name.span,
        members: Vec::new(),
    });
    let methods = class.methods.iter().map(|m| of_method(analysis, m, OutlineKind::Method));
    let mut members: Vec<OutlineEntry> = properties.chain(methods).collect();
    members.sort_by_key(|entry| entry.span);
    let bases: Vec<String> = class.extends.iter().map(|base| base.declared()).collect();
    OutlineEntry {
        name: class.name.text.to_string(),
        detail: bases.join(", "),
        kind: OutlineKind::Class,
        span: class.span,
        // A class file may leave the name to the manifest.
        name_span: if class.name.span.is_none() { class.span } else { class.name.span },
        members,
    }
}

fn of_method(analysis: &Analysis, method: &Method, kind: OutlineKind) -> OutlineEntry {
    let signature = symbols::method(analysis.registry(), "", method).signature;
    let name = method.name.text.trim_start_matches('.');
    let detail = signature.find('(').map_or("", |at| &signature[at..]);
    OutlineEntry {
        name: name.to_owned(),
        detail: detail.to_owned(),
        kind,
        span: method.span,
        // `init` and `destroy` have other names in the tree, whose spans may be outside.
        name_span: if method.span.to(method.name.span) == method.span {
            method.name.span
        } else {
            method.span
        },
        members: Vec::new(),
    }
}

/// What is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FoldKind {
    /// Code between brackets.
    Code,
    /// Comments on several lines.
    Comment,
    /// Lines that belong to the first one, all of which can be hidden.
    Lines,
}

/// A range of offsets that can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fold {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
    /// What it is.
    pub kind: FoldKind,
}

/// The parts of a text that can be folded, whether or not it parses: between brackets, and comments, on several lines.
pub(crate) fn folds(text: &str) -> Vec<Fold> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut comment: Option<(usize, usize)> = None;
    for token in tokens(text).all {
        match token.kind {
            TokenKind::Open => open.push(token.at),
            TokenKind::Close => {
                if let Some(start) = open.pop() {
                    found.push(Fold { start, end: token.end(), kind: FoldKind::Code });
                }
            }
            TokenKind::Comment | TokenKind::Documentation => {
                let start = comment.map_or(token.at, |(start, _)| start);
                comment = Some((start, token.end()));
                continue;
            }
            // Comments on lines that follow each other are one.
            TokenKind::Blank if token.text.matches('\n').count() <= 1 => continue,
            _ => {}
        }
        found.extend(comment.take().map(comment_fold));
    }
    found.extend(comment.map(comment_fold));
    found.retain(|fold| text[fold.start..fold.end].contains('\n'));
    found.sort_by_key(|fold| (fold.start, fold.end));
    found
}

fn comment_fold((start, end): (usize, usize)) -> Fold {
    Fold { start, end, kind: FoldKind::Comment }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_comments_on_several_lines_fold() {
        let text = "// one\n// two\nclass A {\n  x: [int] = [\n 1]\n}\n/* a\n b */\n";
        let found: Vec<(&str, FoldKind)> =
            folds(text).iter().map(|fold| (&text[fold.start..fold.end], fold.kind)).collect();
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[0], ("// one\n// two", FoldKind::Comment));
        assert!(found[1].0.starts_with("{\n  x"));
        assert_eq!(found[2], ("[\n 1]", FoldKind::Code));
        assert_eq!(found[3], ("/* a\n b */", FoldKind::Comment));
    }

    #[test]
    fn unmatched_brackets_are_left_out() {
        assert!(folds("}\n)\n{\n(\n").is_empty());
    }
}

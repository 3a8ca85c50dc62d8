//! The keys and words of class files, manifests and object models by their place, each with a line of documentation.
//! See docs/language/yaml.md#keys-of-a-class, docs/language/yaml.md#instructions and docs/language/models.md#keys-of-a-model.

mod tables;

use self::tables::{
    ARGUMENT, ARGUMENT_USAGES, CARDINALITIES, CATCH, CLASS, CLASS_USAGES, CONSTRUCTS, HEADER,
    MANIFEST, METHOD, METHOD_USAGES, MODEL, PACKAGE_TYPES, PROPERTY, PROPERTY_USAGES, SCOPES,
    TARGETS,
};
use crate::ide::analysis::SourceForm;

/// What stands after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ide) enum KeyShape {
    /// A scalar on its line.
    Scalar,
    /// A mapping or a list, most often on the next lines.
    Nested,
}

/// A key or a word, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ide) struct KeyDoc {
    /// The key.
    pub name: &'static str,
    /// What stands after it.
    pub shape: KeyShape,
    /// Its meaning, in a sentence.
    pub doc: &'static str,
}

/// What may stand as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ide) enum ValueDoc {
    /// One of these words.
    Words(&'static [KeyDoc]),
    /// The name of a class.
    Class,
    /// A namespace.
    Namespace,
    /// A contract.
    Contract,
    /// An expression.
    Expression,
    /// Something else.
    Unknown,
}

/// The keys of a mapping in a class file, manifest or model. `context` are the keys that lead to it, `siblings` its other keys.
pub(in crate::ide) fn keys_at(
    form: SourceForm,
    context: &[&str],
    siblings: &[&str],
) -> Vec<&'static KeyDoc> {
    match form {
        SourceForm::Program => Vec::new(),
        SourceForm::Manifest if context.is_empty() => MANIFEST.iter().collect(),
        SourceForm::Manifest => Vec::new(),
        SourceForm::Model => match context {
            [] if siblings.contains(&"?") => Vec::new(),
            [] => MODEL.iter().collect(),
            [.., "?"] => HEADER.iter().collect(),
            _ => Vec::new(),
        },
        SourceForm::Classes => class_keys(context, siblings),
    }
}

fn class_keys(context: &[&str], siblings: &[&str]) -> Vec<&'static KeyDoc> {
    match context {
        [] => CLASS.iter().collect(),
        ["Properties", _] => PROPERTY.iter().collect(),
        ["Methods" | "Workflow", _] => METHOD.iter().collect(),
        ["Methods" | "Workflow", _, "Arguments", _] => ARGUMENT.iter().collect(),
        ["Methods" | "Workflow", _, "Body", within @ ..] => statement_keys(within, siblings),
        _ => Vec::new(),
    }
}

/// The keys of an instruction: those that lead a construct, or the others of the construct that is begun.
fn statement_keys(within: &[&str], siblings: &[&str]) -> Vec<&'static KeyDoc> {
    match within.last() {
        Some(&"Catch") => return CATCH.iter().collect(),
        // The keys of these are constants and conditions.
        Some(&("Match" | "Switch")) => return Vec::new(),
        _ => {}
    }
    let begun = CONSTRUCTS.iter().find(|(lead, _)| siblings.contains(&lead.name));
    match begun {
        Some((_, parts)) => parts.iter().collect(),
        None => CONSTRUCTS.iter().map(|(lead, _)| lead).collect(),
    }
}

/// The documentation of a key at its place, or of a word as a value.
pub(super) fn described(form: SourceForm, context: &[&str], name: &str) -> Option<&'static KeyDoc> {
    let in_body = || {
        let is_body = form == SourceForm::Classes
            && matches!(context, ["Methods" | "Workflow", _, "Body", ..]);
        let parts = CONSTRUCTS.iter().flat_map(|(lead, parts)| std::iter::once(lead).chain(*parts));
        parts.filter(|_| is_body).find(|key| key.name == name)
    };
    keys_at(form, context, &[]).into_iter().find(|key| key.name == name).or_else(in_body)
}

/// What the value is to which these keys lead.
pub(in crate::ide) fn values_at(form: SourceForm, keys: &[&str]) -> ValueDoc {
    match (form, keys) {
        (SourceForm::Manifest, ["Type"]) => ValueDoc::Words(PACKAGE_TYPES),
        (SourceForm::Manifest, ["Meta"]) => ValueDoc::Class,
        (SourceForm::Model, [.., "?", "type"]) => ValueDoc::Class,
        (SourceForm::Classes, keys) => class_values(keys),
        _ => ValueDoc::Unknown,
    }
}

fn class_values(keys: &[&str]) -> ValueDoc {
    match keys {
        ["Extends" | "Import"] | [.., "Meta"] => ValueDoc::Class,
        ["Namespaces", _] => ValueDoc::Namespace,
        ["Usage"] => ValueDoc::Words(CLASS_USAGES),
        ["Cardinality"] => ValueDoc::Words(CARDINALITIES),
        ["Applies"] => ValueDoc::Words(TARGETS),
        ["Properties", _, "Usage"] => ValueDoc::Words(PROPERTY_USAGES),
        ["Methods" | "Workflow", _, "Usage"] => ValueDoc::Words(METHOD_USAGES),
        ["Methods" | "Workflow", _, "Scope"] => ValueDoc::Words(SCOPES),
        ["Methods" | "Workflow", _, "Arguments", _, "Usage"] => ValueDoc::Words(ARGUMENT_USAGES),
        ["Properties", _, "Contract", ..]
        | ["Methods" | "Workflow", _, "Returns", ..]
        | ["Methods" | "Workflow", _, "Arguments", _, "Contract", ..] => ValueDoc::Contract,
        ["Properties", _, "Default", ..]
        | ["Methods" | "Workflow", _, "Arguments", _, "Default", ..]
        | ["Methods" | "Workflow", _, "Body", ..] => ValueDoc::Expression,
        _ => ValueDoc::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::syntax::yaml::parse_classes;

    fn problems(text: &str) -> Vec<String> {
        let source = Sources::new().add("a.yaml", text).expect("it has room");
        parse_classes(&source).1.into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn the_parser_knows_every_key_of_a_class() {
        for key in CLASS {
            let found =
                problems(&format!("Name: A\n{}: null\n", key.name).replace("Name: null", ""));
            assert!(!found.iter().any(|found| found.contains("has no key")), "{found:?}");
        }
    }

    #[test]
    fn the_parser_takes_every_word() {
        let usages = [
            ("Usage: {}\n", CLASS_USAGES),
            ("Usage: Meta\nCardinality: {}\n", CARDINALITIES),
            ("Usage: Meta\nApplies: {}\n", TARGETS),
            ("Properties: {a: {Contract: $, Usage: {}}}\n", PROPERTY_USAGES),
            ("Methods: {m: {Usage: {}}}\n", METHOD_USAGES),
            ("Methods: {m: {Scope: {}}}\n", SCOPES),
            ("Methods: {m: {Arguments: [a: {Contract: $, Usage: {}}]}}\n", ARGUMENT_USAGES),
        ];
        for (text, words) in usages {
            for word in words {
                let text = text.replace("{}", word.name);
                assert_eq!(problems(&format!("Name: A\n{text}")), [""; 0], "{text}");
            }
        }
    }

    #[test]
    fn the_parser_takes_every_construct() {
        let body = |keys: &str| format!("Name: A\nMethods:\n  m:\n    Body:\n      - {keys}\n");
        for (lead, parts) in CONSTRUCTS {
            let head = match lead.name {
                "For" | "Throw" => "x",
                "Repeat" => "1",
                "Match" | "Switch" => "{}",
                "Break" | "Continue" | "Rethrow" => "",
                _ => "$x",
            };
            let part = |key: &KeyDoc| match key.name {
                "Catch" => "        Catch: {As: e, Do: $.f()}\n".to_owned(),
                name => format!("        {name}: $x\n"),
            };
            let parts: String = parts.iter().map(part).collect();
            let text = body(&format!("{}: {head}\n{parts}", lead.name));
            assert_eq!(problems(&text), [""; 0], "{text}");
        }
    }
}

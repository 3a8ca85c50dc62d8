//! What is shown of the name or value at a position.

use super::analysis::{Analysis, one_line};
use super::cursor::SyntaxCursor;
use super::occurrences::{self, NameOccurrence, Symbol};
use super::symbols;
use crate::compile::check::KnownType;
use crate::compile::registry::Registry;
use crate::source::Span;

/// What is known of the name or value at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hover {
    /// What it is about.
    pub span: Span,
    /// A declaration, or a type, as code.
    pub code: String,
    /// Its documentation, as Markdown; may be empty.
    pub doc: String,
}

/// What is known of the name or value at a position.
pub(crate) fn at(analysis: &Analysis, position: u32) -> Option<Hover> {
    if let Some(name) = occurrences::at(analysis, position)
        && let Some((code, doc)) = of_symbol(analysis, &name)
    {
        return Some(Hover { span: name.span, code, doc });
    }
    of_value(analysis, position)
}

fn of_symbol(analysis: &Analysis, name: &NameOccurrence) -> Option<(String, String)> {
    let registry = analysis.registry();
    match &name.symbol {
        Symbol::Class(class) => {
            let full = registry.entry(*class).name.clone();
            let mut doc = symbols::class_doc(registry, *class);
            if symbols::short(&full) != &*full {
                doc = format!("{doc}\n\n`{full}`").trim().to_owned();
            }
            Some((symbols::class_head(registry, *class), doc))
        }
        Symbol::Property(class, _) | Symbol::Method(class, _) => {
            let written = analysis.text(name.span);
            let entry = registry.entry(*class);
            let of = symbols::members(registry, *class);
            let is_method = matches!(name.symbol, Symbol::Method(..));
            let named = |m: &&symbols::Member| m.name == written && m.is_method == is_method;
            let member = of.into_iter().find(|m| named(&m))?;
            let from = if entry.is_file() {
                String::new()
            } else {
                format!("declared by `{}`", entry.name)
            };
            let doc = format!("{}\n\n{from}", member.doc).trim().to_owned();
            let word = if entry.is_file() { "function " } else { "" };
            let signature = member.signature.trim_start_matches("static ");
            let signature = if entry.is_file() { signature } else { &member.signature };
            Some((format!("{word}{signature}"), doc))
        }
        Symbol::Variable(_, variable) => {
            let ty = variable_type(analysis, name);
            let described = describe(registry, &ty);
            Some((format!("${variable}: {described}"), String::new()))
        }
        Symbol::Library(function) => {
            let rows = symbols::rows(function);
            let code: Vec<String> =
                rows.iter().map(|row| symbols::call_form(row, function)).collect();
            let row = rows.first()?;
            let examples = row.examples.iter().take(3);
            let examples: Vec<String> =
                examples.map(|(expr, result)| format!("{expr}  // {result}")).collect();
            let doc = if examples.is_empty() {
                row.doc.to_owned()
            } else {
                format!("{}\n\n```murano\n{}\n```", row.doc, examples.join("\n"))
            };
            Some((code.join("\n"), doc))
        }
        Symbol::ModelObject(id) => Some((String::new(), format!("the object with the id `{id}`"))),
    }
}

/// The type of a variable where it is used.
fn variable_type(analysis: &Analysis, name: &NameOccurrence) -> KnownType {
    let facts = analysis.facts();
    // The names of variables are kept without `$`; the tree has it.
    let with_sign = Span::new(name.span.start.saturating_sub(1), name.span.end);
    match facts.type_at(with_sign) {
        KnownType::Any => {}
        known => return known,
    }
    let cursor = SyntaxCursor::at(analysis, name.span.start);
    let declared = cursor.method.and_then(|method| {
        let param = method.params.iter().find(|p| {
            let Symbol::Variable(owner, variable) = &name.symbol else { return false };
            *owner == method.span && p.name.text == *variable
        })?;
        let scope = &analysis.registry().entry(cursor.class).scope;
        let contract = param.contract.as_ref()?;
        Some(KnownType::of_contract(analysis.registry(), contract, scope))
    });
    declared.unwrap_or(KnownType::Any)
}

/// The type of the value at a position, and the contract that it has to satisfy.
fn of_value(analysis: &Analysis, position: u32) -> Option<Hover> {
    let cursor = SyntaxCursor::at(analysis, position);
    let expr = cursor.innermost()?;
    let facts = analysis.facts();
    let registry = analysis.registry();
    if let Some(class) = facts.object_at(expr.span) {
        let title = facts.expected_at(expr.span).map(|e| format!("becomes {}", e.title));
        let doc = symbols::class_doc(registry, class);
        let doc = format!("{}\n\n{doc}", title.unwrap_or_default()).trim().to_owned();
        return Some(Hover { span: expr.span, code: symbols::class_head(registry, class), doc });
    }
    let expected = facts.expected_at(expr.span)?;
    let code = one_line(registry, expected.contract.span);
    Some(Hover { span: expr.span, code, doc: format!("the contract of {}", expected.title) })
}

/// A type as it is written in a contract, as far as it is known: `[Redis]`, `string!`.
pub(crate) fn describe(registry: &Registry, ty: &KnownType) -> String {
    match ty {
        KnownType::Any => "any".to_owned(),
        KnownType::Null => "null".to_owned(),
        KnownType::Bool => "bool!".to_owned(),
        KnownType::Int => "int!".to_owned(),
        KnownType::Float => "float!".to_owned(),
        KnownType::Str => "string!".to_owned(),
        KnownType::List(item) => format!("[{}]", describe(registry, item)),
        KnownType::Dict(Some(keys)) if !keys.is_empty() => format!("{{ {} }}", keys.join(", ")),
        KnownType::Dict(_) => "{…}".to_owned(),
        KnownType::Object { class, .. } => {
            format!("{}!", symbols::short(&registry.entry(*class).name))
        }
        KnownType::Class(class) => {
            format!("class {}", symbols::short(&registry.entry(*class).name))
        }
        KnownType::Exception => "exception".to_owned(),
        KnownType::Optional(inner) => describe(registry, inner).trim_end_matches('!').to_owned(),
    }
}

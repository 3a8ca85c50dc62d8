//! Variables, functions, classes and keywords.

use super::super::show::short;
use super::super::symbols::{self, first_line};
use super::candidate::Completion;
use crate::compile::signature::CallKind;
use crate::diag::codes;
use crate::session::Interactive;
use crate::stdlib;
use crate::syntax::tokens::{CONSTANTS, KEYWORDS};
use crate::syntax::tokens::{Token, TokenKind, tokens};

/// Type and ownership words of contracts.
const CONTRACTS: &[&str] = &["string", "int", "bool", "any", "owned", "notOwned", "template"];

/// Variables of the session and of the input; `at` is the position of the one being typed.
pub(super) fn variables(session: &Interactive, line: &str, at: usize) -> Vec<Completion> {
    let kind = |value: &crate::Value| value.kind();
    let mut found: Vec<Completion> = session
        .variables()
        .map(|(name, value)| Completion::new(format!("${name}"), kind(&value)))
        .collect();
    let typed = tokens(line).all.into_iter();
    let typed = typed.filter(|t| t.kind == TokenKind::Variable && t.at != at && t.text.len() > 1);
    for token in typed {
        if !found.iter().any(|c| c.text == token.text) {
            found.push(Completion::new(token.text, "in this input"));
        }
    }
    found
}

/// Classes, functions, keywords and contract words that fit after these tokens.
pub(super) fn words(session: &Interactive, before: &[Token<'_>], typed: &str) -> Vec<Completion> {
    let mut found = classes(session);
    let only_classes =
        matches!(before, [.., last] if matches!(last.text, "new" | "extends" | "catch"));
    if only_classes {
        return found;
    }
    if typed.is_empty() && before.is_empty() {
        found.clear();
    }
    found.extend(functions(session));
    found.extend(KEYWORDS.iter().chain(CONSTANTS).map(|word| Completion::new(*word, "")));
    found.extend(CONTRACTS.iter().map(|word| Completion::new(*word, "a contract")));
    found
}

fn classes(session: &Interactive) -> Vec<Completion> {
    let names = symbols::class_names(session);
    let registry = &session.session().runtime().registry;
    let about = |full: &str| {
        // A class that is not loaded yet is not loaded for its documentation.
        let known = registry.known(full).map(|id| registry.entry(id));
        let doc = known.and_then(|entry| entry.tree.docs.clone());
        doc.map_or_else(|| full.to_owned(), |doc| first_line(&doc).to_owned())
    };
    names.iter().map(|full| Completion::new(short(full), about(full))).collect()
}

fn functions(session: &Interactive) -> Vec<Completion> {
    let own = session.functions().iter().map(|function| {
        let member = symbols::method(session, "", function);
        let about = if member.doc.is_empty() { member.signature } else { member.doc };
        Completion::new(format!("{}(", member.name), first_line(&about))
    });
    let library = symbols::callable(CallKind::Function);
    let library =
        library.into_iter().map(|(name, row)| Completion::new(format!("{name}("), row.doc));
    own.chain(library).collect()
}

/// Topics of the library.
pub(super) fn topics() -> Vec<Completion> {
    stdlib::TOPICS.iter().map(|(topic, _)| Completion::new(*topic, "")).collect()
}

/// Codes of diagnostics.
pub(super) fn codes() -> Vec<Completion> {
    let all = codes::ALL.iter().map(|code| Completion::new(code.code.0, code.title));
    all.chain(std::iter::once(Completion::new("last", "the last error"))).collect()
}

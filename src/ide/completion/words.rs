//! Variables, functions, classes, exceptions, contracts and keywords.

use super::CompletionRequest;
use super::candidate::{CandidateKind, CompletionCandidate, Rank};
use super::keys;
use crate::compile::registry::Registry;
use crate::compile::signature::CallKind;
use crate::compile::walk;
use crate::diag::FaultKind;
use crate::ide::hover::describe;
use crate::ide::symbols::{self, first_line};
use crate::syntax::tokens::{CONSTANTS, KEYWORDS, Token};
use crate::syntax::{Block, Expr, ExprKind, StmtKind};

/// Type and ownership words of contracts.
const CONTRACTS: &[&str] =
    &["string", "int", "bool", "any", "owned", "notOwned", "template", "class"];

/// The words that begin a member of a class.
const MEMBER_WORDS: &[&str] = &[
    "in",
    "out",
    "inout",
    "const",
    "runtime",
    "static",
    "config",
    "action",
    "extension",
    "init",
    "destroy",
];

/// Variables that may be meant at the position: of the method or file around it, and of the session.
pub(super) fn variables(request: &CompletionRequest<'_>) -> Vec<CompletionCandidate> {
    let variable = |name: &str, about: String| {
        CompletionCandidate::new(format!("${name}"), CandidateKind::Variable, Rank::Own)
            .detail(about)
    };
    let mut found: Vec<CompletionCandidate> =
        request.known.variables().into_iter().map(|(name, about)| variable(&name, about)).collect();
    let registry = request.analysis.registry();
    if request.cursor.declaration.is_some() {
        let class = symbols::short(&registry.entry(request.cursor.class).name).to_owned();
        found.push(variable("this", class));
    }
    if let Some(method) = request.cursor.method {
        let params = method.params.iter();
        found.extend(
            params.map(|param| variable(&param.name.text, symbols::param(registry, param))),
        );
    }
    let Some(body) = request.cursor.body(request.analysis) else { return found };
    for (name, span) in assigned(body, request.position) {
        let about = describe(registry, &request.analysis.facts().type_at(span));
        found.push(variable(&name, about));
    }
    found
}

/// The variables that a block binds before a position, the latest first.
fn assigned(body: &Block, position: u32) -> Vec<(String, crate::source::Span)> {
    let mut found = Vec::new();
    let mut add = |name: &str, span: crate::source::Span| {
        let is_here = span.start <= position && position <= span.end;
        if !name.is_empty() && !is_here && span.start < position {
            found.push((name.to_owned(), span));
        }
    };
    walk::statements(body, &mut |statement| match &statement.kind {
        StmtKind::Assign { target: Expr { kind: ExprKind::Var(name), span }, .. } => {
            add(name, *span);
        }
        StmtKind::For { variable, .. } | StmtKind::ParallelFor { variable, .. } => {
            add(&variable.text, variable.span);
        }
        StmtKind::Try { catches, .. } => {
            for binding in catches.iter().filter_map(|catch| catch.binding.as_ref()) {
                add(&binding.text, binding.span);
            }
        }
        _ => {}
    });
    found.reverse();
    found
}

/// Words that fit after these tokens.
pub(super) fn words(
    request: &CompletionRequest<'_>,
    before: &[Token<'_>],
    typed: &str,
) -> Vec<CompletionCandidate> {
    let registry = request.analysis.registry();
    match before.last().map_or("", |token| token.text) {
        "new" | "extends" | "is" | "@" => return classes(registry),
        "catch" | "throw" => {
            let mut found = exceptions(request);
            found.extend(classes(registry));
            return found;
        }
        "using" | "namespace" => return namespaces(registry),
        _ => {}
    }
    if is_in_list_of(before, "extends") {
        return classes(registry);
    }
    if is_in_list_of(before, "catch") {
        return exceptions(request);
    }
    let in_member = request.cursor.declaration.is_some() && request.cursor.exprs.is_empty();
    let in_body = request.cursor.method.and_then(|method| method.body.as_ref());
    let in_body = in_body
        .is_some_and(|body| body.span.start < request.position && request.position < body.span.end);
    if in_member && !in_body {
        return member_words(request, before);
    }
    let mut found = keys::of_call(request, before);
    let is_start = typed.is_empty() && before.is_empty();
    // Before anything is typed, the parameters say what fits.
    if is_start || (typed.is_empty() && !found.is_empty()) {
        return found;
    }
    found.extend(classes(registry));
    found.extend(functions(request));
    let words = KEYWORDS.iter().chain(CONSTANTS);
    found.extend(
        words.map(|word| CompletionCandidate::new(*word, CandidateKind::Keyword, Rank::Keyword)),
    );
    let contracts = CONTRACTS.iter();
    found.extend(contracts.map(|word| {
        CompletionCandidate::new(*word, CandidateKind::Keyword, Rank::Keyword).detail("a contract")
    }));
    found
}

/// Whether the tokens end in a list of names after a word: `extends A, `.
fn is_in_list_of(before: &[Token<'_>], word: &str) -> bool {
    if before.last().is_none_or(|token| token.text != ",") {
        return false;
    }
    let mut names = before.iter().rev().skip_while(|token| {
        matches!(token.text, "," | ":" | ".")
            || token.kind == crate::syntax::tokens::TokenKind::Word && token.text != word
    });
    names.next().is_some_and(|token| token.text == word)
}

/// In a class outside of bodies: contracts after a colon, else what begins a member, and methods to override.
fn member_words(request: &CompletionRequest<'_>, before: &[Token<'_>]) -> Vec<CompletionCandidate> {
    let registry = request.analysis.registry();
    let contract =
        matches!(before.last().map_or("", |token| token.text), ":" | "->" | "[" | "(" | "=>");
    if contract {
        let mut found = classes(registry);
        found.extend(CONTRACTS.iter().map(|word| {
            CompletionCandidate::new(*word, CandidateKind::Keyword, Rank::Own).detail("a contract")
        }));
        return found;
    }
    let words = MEMBER_WORDS.iter();
    let mut found: Vec<CompletionCandidate> = words
        .map(|word| CompletionCandidate::new(*word, CandidateKind::Keyword, Rank::Keyword))
        .collect();
    let own = registry.entry(request.cursor.class).tree.clone();
    let declared = |name: &str| own.methods.iter().any(|method| *method.name.text == *name);
    let members = symbols::members(registry, request.cursor.class).into_iter();
    let overridable = members.filter(|m| m.is_method && !m.is_static && !declared(&m.name));
    found.extend(overridable.map(|member| CompletionCandidate {
        label: format!("{}(", member.name),
        text: format!("{} {{", member.signature.trim_start_matches("action ")),
        kind: CandidateKind::Method,
        detail: format!("overrides that of {}", symbols::short(&member.class)),
        doc: member.doc,
        rank: Rank::Inherited,
    }));
    found
}

fn classes(registry: &Registry) -> Vec<CompletionCandidate> {
    let names = symbols::class_names(registry);
    let candidate = |full: &String| {
        // A class that is not loaded yet is not loaded for its documentation.
        let known = registry.known(full).map(|id| registry.entry(id));
        let doc = known.and_then(|entry| entry.tree.docs.clone());
        let doc = doc.map(|doc| first_line(&doc).to_owned()).unwrap_or_default();
        let short = symbols::short(full);
        CompletionCandidate::new(short, CandidateKind::Class, Rank::Class).detail(full).doc(doc)
    };
    names.iter().map(candidate).collect()
}

/// The functions of the program's files, and those of the library.
pub(super) fn functions(request: &CompletionRequest<'_>) -> Vec<CompletionCandidate> {
    let registry = request.analysis.registry();
    let files = request.analysis.files.iter();
    let declared = files.flat_map(|file| {
        let tree = registry.entry(file.declared.class).tree.clone();
        tree.methods.iter().map(|method| symbols::method(registry, "", method)).collect::<Vec<_>>()
    });
    let mut found: Vec<CompletionCandidate> = declared
        .map(|function| {
            CompletionCandidate::new(
                format!("{}(", function.name),
                CandidateKind::Function,
                Rank::Own,
            )
            .detail(function.signature.trim_start_matches("static "))
            .doc(function.doc)
        })
        .collect();
    let library = symbols::callable(CallKind::Function).into_iter();
    found.extend(library.map(|row| CompletionCandidate::builtin(row, CandidateKind::Function)));
    found
}

/// The exceptions that the program throws, and those of the interpreter.
fn exceptions(request: &CompletionRequest<'_>) -> Vec<CompletionCandidate> {
    let mut found: Vec<CompletionCandidate> = FaultKind::names()
        .map(|name| {
            CompletionCandidate::new(name, CandidateKind::Class, Rank::Inherited)
                .detail("raised by the interpreter")
        })
        .collect();
    let mut thrown = |block: &Block| {
        walk::statements(block, &mut |statement| {
            let StmtKind::Throw { names, .. } = &statement.kind else { return };
            for name in names {
                let text = request.analysis.text(name.span);
                found.push(
                    CompletionCandidate::new(text, CandidateKind::Class, Rank::Own)
                        .detail("thrown by this program"),
                );
            }
        });
    };
    for file in &request.analysis.files {
        let methods = file.module.classes.iter().flat_map(|class| &class.methods);
        let bodies = methods.chain(&file.module.functions).filter_map(|m| m.body.as_ref());
        bodies.chain([&file.module.body]).for_each(&mut thrown);
    }
    found
}

fn namespaces(registry: &Registry) -> Vec<CompletionCandidate> {
    let names = symbols::class_names(registry);
    let of = |full: &String| full.rsplit_once('.').map(|(namespace, _)| namespace.to_owned());
    let all: indexmap::IndexSet<String> = names.iter().filter_map(of).collect();
    all.into_iter()
        .map(|name| CompletionCandidate::new(name, CandidateKind::Namespace, Rank::Class))
        .collect()
}

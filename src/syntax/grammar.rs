//! The grammars of `grammar/*.pest`, compiled; the only module that calls pest.
//!
//! pest's types are used in this directory only. Its call limit is process-wide, so it only
//! ever grows, in proportion to the longest text parsed.

use std::num::NonZeroUsize;
use std::sync::Mutex;

use pest::Parser;
use pest::iterators::{Pair, Pairs};

/// A node of pest's parse tree.
pub(super) type GrammarNode<'i> = Pair<'i, Rule>;

/// Why a text could not be parsed with a rule.
#[derive(Debug)]
pub(super) struct Failure {
    /// The furthest byte at which something was expected.
    pub at: usize,
    /// The rules expected there.
    pub expected: Vec<Rule>,
    /// Whether a limit was reached: the text is nested too deeply.
    pub limit: bool,
}

/// Parses a whole text with one rule.
pub(super) fn parse(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Box<Failure>> {
    grow_budget(text.len());
    Grammar::parse(rule, text).map_err(|error| Box::new(failure(error)))
}

/// Whether the rule is a comment.
pub(super) fn is_comment(rule: Rule) -> bool {
    matches!(rule, Rule::comment_line | Rule::comment_block)
}

/// The children of a node, without comments.
pub(super) fn parts(node: GrammarNode<'_>) -> impl Iterator<Item = GrammarNode<'_>> {
    node.into_inner().filter(|part| !is_comment(part.as_rule()))
}

fn failure(error: pest::error::Error<Rule>) -> Failure {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    match error.variant {
        pest::error::ErrorVariant::ParsingError { positives, .. } => {
            Failure { at, expected: positives, limit: false }
        }
        pest::error::ErrorVariant::CustomError { .. } => {
            Failure { at, expected: Vec::new(), limit: true }
        }
    }
}

fn grow_budget(length: usize) {
    static LARGEST: Mutex<usize> = Mutex::new(0);
    let mut largest = LARGEST.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let wanted = 1_000_000 + length.saturating_mul(1_000);
    if wanted > *largest {
        *largest = wanted;
        pest::set_call_limit(NonZeroUsize::new(wanted));
    }
}

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/lexical.pest"]
#[grammar = "../grammar/expression.pest"]
#[grammar = "../grammar/module.pest"]
struct Grammar;

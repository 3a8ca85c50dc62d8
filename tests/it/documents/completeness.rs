#![expect(clippy::disallowed_methods, reason = "tests read the sources")]
//! `docs/language` describes everything that the implementation knows: what these tests look for is read from the grammar and the
//! sources, so that a new keyword, operator, modifier, contract, key or code fails until the reference names it.

use std::collections::BTreeSet;

use super::blocks::Document;
use crate::sources;

/// The pages of the reference.
fn pages() -> Vec<Document> {
    let pages = sources::below("docs/language", "md");
    pages.iter().map(|(path, text)| Document::parse(path.as_ref(), text)).collect()
}

fn page(name: &str) -> Vec<Document> {
    vec![Document::open(format!("docs/language/{name}.md").as_ref())]
}

/// The texts between backticks outside of blocks: what the pages name.
fn named(pages: &[Document]) -> Vec<String> {
    let lines = pages.iter().flat_map(Document::prose).map(|(_, line)| line);
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The words in what the pages name.
fn named_words(pages: &[Document]) -> BTreeSet<String> {
    let texts = named(pages);
    let words = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The programs of the pages, which run in the tests of the pages.
fn programs(pages: &[Document]) -> String {
    let blocks = pages.iter().flat_map(Document::blocks);
    blocks.filter(|block| block.info.starts_with("murano")).map(|block| block.text).collect()
}

fn source(path: &str) -> String {
    std::fs::read_to_string(sources::root().join(path)).expect("the source is there")
}

/// The rule of a grammar, from its name to the next rule.
fn rule<'t>(grammar: &'t str, name: &str) -> &'t str {
    let begin = format!("\n{name} ");
    let (_, rest) = grammar.split_once(&begin).unwrap_or_else(|| panic!("no rule {name}"));
    rest.split_once("}\n").map_or(rest, |(rule, _)| rule)
}

/// The literals that a rule of a grammar matches: those it only looks ahead for are left out.
fn literals(rule: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut ahead, mut depth) = (false, 0);
    let mut rest = rule;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '!' | '&' => ahead = true,
            '(' if ahead => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                ahead = depth > 0;
            }
            '"' => {
                let end = rest.find('"').expect("a literal ends");
                if !ahead {
                    found.push(rest[..end].to_owned());
                }
                ahead = depth > 0;
                rest = &rest[end + 1..];
            }
            // The name of a rule that is looked ahead for.
            c if c.is_alphanumeric() && ahead && depth == 0 => {
                rest = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
                ahead = false;
            }
            _ => {}
        }
    }
    found
}

/// The texts in quotes of the list that begins after `begin`.
fn list(path: &str, begin: &str) -> Vec<String> {
    let text = source(path);
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{path} has no {begin}"));
    let (list, _) = rest.split_once("];").expect("the list ends");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn assert_all<'t>(
    what: &str,
    wanted: impl IntoIterator<Item = &'t String>,
    found: &BTreeSet<String>,
) {
    let wanted: Vec<&String> = wanted.into_iter().collect();
    assert!(wanted.len() > 2, "{what}: only {wanted:?} were looked for");
    let missing: Vec<_> = wanted.into_iter().filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "docs/language does not name {what}: {missing:?}");
}

#[test]
fn keywords_are_described() {
    let mut keywords = BTreeSet::new();
    for (_, grammar) in sources::below("grammar", "pest") {
        let texts = grammar.lines().filter(|line| !line.starts_with("//"));
        let texts = texts.flat_map(|line| line.split('"').skip(1).step_by(2));
        let is_word = |text: &&str| text.len() > 1 && text.chars().all(|c| c.is_ascii_lowercase());
        keywords.extend(texts.filter(is_word).map(str::to_owned));
    }
    assert!(keywords.contains("parallel") && keywords.contains("inherited"), "{keywords:?}");
    assert_all("keywords", &keywords, &named_words(&pages()));
}

#[test]
fn operators_are_described() {
    let grammar = source("grammar/expression.pest");
    let spellings = |pages: &[Document]| -> BTreeSet<String> {
        let texts = named(pages).into_iter();
        texts.flat_map(|t| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let own = ["operator", "prefix", "dot"].map(|name| literals(rule(&grammar, name))).concat();
    assert!(own.contains(&"!~".to_owned()) && own.contains(&"?.".to_owned()), "{own:?}");
    assert_all("operators", &own, &spellings(&page("expressions")));
    let yaql = ["y_operator", "y_prefix"].map(|name| literals(rule(&grammar, name))).concat();
    assert!(yaql.contains(&"=>".to_owned()) && !yaql.contains(&"(".to_owned()), "{yaql:?}");
    assert_all("operators of YAQL", &yaql, &spellings(&page("yaql")));
}

/// Each statement and each modifier stands in a program that runs.
#[test]
fn statements_and_modifiers_have_programs() {
    let grammar = source("grammar/module.pest");
    let programs = programs(&pages());
    let words: BTreeSet<&str> = programs.split(|c: char| !c.is_alphanumeric()).collect();
    let statements =
        rule(&grammar, "keyword_statement").split(|c: char| !c.is_alphanumeric() && c != '_');
    let statements: Vec<&str> = statements.filter_map(|name| name.strip_suffix("_stmt")).collect();
    assert_eq!(statements.len(), 13, "{statements:?}");
    let modifiers = literals(rule(&grammar, "modifier"));
    assert!(modifiers.len() == 9, "{modifiers:?}");
    let clauses = ["meta", "extends", "applies", "many", "inherited", "cause", "limit", "finally"];
    let all = statements.into_iter().chain(modifiers.iter().map(String::as_str)).chain(clauses);
    let missing: Vec<&str> = all.filter(|word| !words.contains(word)).collect();
    assert!(missing.is_empty(), "no program of docs/language has {missing:?}");
}

/// The forms of contracts, as the page spells them.
const CONTRACTS: &[(&str, &str)] = &[
    ("Any", "any"),
    ("String", "string"),
    ("Int", "int"),
    ("Bool", "bool"),
    ("Class", "class(Name, Default)"),
    ("Template", "template(Name)"),
    ("NotNull", "T!"),
    ("Check", "T where (condition, 'message')"),
    ("Owned", "owned(Name)"),
    ("NotOwned", "notOwned(Name)"),
    ("List", "[T, 1, 5]"),
    ("Dict", "{ name: string!, [string]: int }"),
    ("Literal", "'text'"),
    ("Expr", "port: $.int() or 5672"),
];

#[test]
fn contracts_are_described() {
    let text = source("src/syntax/tree/contract.rs");
    let (_, forms) = text.split_once("pub enum ContractKind {\n").expect("the forms");
    let variants = forms.lines().filter_map(|line| line.strip_prefix("    "));
    let is_variant = |line: &&str| line.starts_with(char::is_uppercase);
    let name = |line: &str| line.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned);
    let variants: Vec<String> = variants.filter(is_variant).filter_map(name).collect();
    let listed: Vec<&str> = CONTRACTS.iter().map(|(name, _)| *name).collect();
    // What is no contract has no description.
    let valid: Vec<&String> = variants.iter().filter(|name| *name != "Invalid").collect();
    assert_eq!(valid, listed, "a form of contracts is added: describe it, and list it here");
    let named = named(&page("contracts"));
    for (form, spelling) in CONTRACTS {
        assert!(
            named.iter().any(|text| text == spelling),
            "contracts.md has no `{spelling}` ({form})"
        );
    }
}

#[test]
fn keys_of_yaml_are_described() {
    let words = named_words(&page("yaml"));
    assert_all(
        "keys of a class",
        &list("src/syntax/yaml/class.rs", "const KEYS: [&str; 11] = ["),
        &words,
    );
    let manifest = "src/compile/package/manifest.rs";
    assert_all("keys of a manifest", &list(manifest, "const KEYS: [&str; 7] = "), &words);
    assert_all("keys about a package", &list(manifest, "const ABOUT: [&str; 7] = "), &words);
    let instructions = list("src/syntax/yaml/forms.rs", "const FORMS: &[Construct] = &[");
    assert_all("instructions", &instructions, &words);
}

#[test]
fn codes_are_described() {
    let text = source("src/diag/codes.rs");
    let codes = text.split('"').skip(1).step_by(2).filter(|text| super::examples::is_code(text));
    let codes: BTreeSet<String> = codes.map(str::to_owned).collect();
    assert!(codes.len() > 80, "{codes:?}");
    assert_all("codes", &codes, &named_words(&pages()));
}

#[test]
fn literals_of_a_rule_are_found() {
    let grammar = "\nx = @{ !(\")\" | \"$\") ~ (\"===\" | \"=\" ~ !\">\" | \"/\" ~ !(\"/\" | \"*\") | (\"in\" | \"is\") ~ !word_char) ~ \"+\" }\ny = {}";
    assert_eq!(literals(rule(grammar, "x")), ["===", "=", "/", "in", "is", "+"]);
}

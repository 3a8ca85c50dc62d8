//! The structure of the library, read from its own sources: which directory may use which, and
//! that no two files need each other.
//!
//! A file needs another one if it names it in a `use` or in a qualified path, `crate::a::b::f()`. Files that need each other,
//! directly or through others, can only be understood together; such a group is an error unless [`RECURSIVE`] lists it with
//! its reason. What a file takes from the root of its own directory, `super::Item`, does not count: a root and the files that
//! it declares are one unit. `super::sibling::Item` counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources;

/// The directories in their order; those of one row may use each other.
const ORDER: &[&[&str]] = &[
    &["source", "diag"],
    &["syntax"],
    &["compile"],
    &["runtime"],
    &["stdlib"],
    &["corelib"],
    &["engine"],
    &["hosts"],
    &["deploy"],
    &["ide"],
    &["session"],
    &["testing"],
    &["cli"],
];

/// Groups of files that need each other because the types in them are recursive, each within one directory.
const RECURSIVE: &[(&str, &[&str])] = &[
    (
        "a value may be a list of values, an object with a class whose statics are values, an exception with values in it",
        &[
            "runtime::value",
            "runtime::value::class",
            "runtime::value::closure",
            "runtime::value::dict",
            "runtime::value::dict::iter",
            "runtime::value::equality",
            "runtime::value::extended",
            "runtime::value::extended::context",
            "runtime::value::extended::datetime",
            "runtime::value::extended::regex",
            "runtime::value::extended::timespan",
            "runtime::value::fault",
            "runtime::value::iterative_drop",
            "runtime::value::key",
            "runtime::value::list",
            "runtime::value::object",
            "runtime::value::seq",
            "runtime::value::seq::views",
            "runtime::value::set",
            "runtime::value::text",
        ],
    ),
    (
        "the machine holds linked code, whose library calls are functions that take the machine; so do readers of sequences",
        &[
            "runtime::machine::function",
            "runtime::machine::host",
            "runtime::machine::io",
            "runtime::machine::iterate",
            "runtime::machine::lock",
            "runtime::machine::mock",
            "runtime::machine::native",
            "runtime::machine::ops",
            "runtime::machine::ops::add",
            "runtime::machine::ops::attributes",
            "runtime::machine::ops::contains",
            "runtime::machine::overload",
            "runtime::machine::overload::accept",
            "runtime::machine::overload::refuse",
            "runtime::machine::runtime",
            "runtime::machine::sequence",
            "runtime::machine::sequence::memo",
            "runtime::machine::sequence::ordering",
            "runtime::machine::task",
            "runtime::machine::vm",
            "runtime::machine::vm::construct",
            "runtime::machine::vm::defaults",
            "runtime::machine::vm::frames",
            "runtime::machine::vm::initialise",
        ],
    ),
];

#[test]
fn each_directory_uses_only_those_before() {
    let files = sources::rust("src");
    assert!(files.len() > 100, "the sources were found");
    let wrong: Vec<String> = files.iter().flat_map(|(path, text)| offences(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_order_lists_exactly_the_directories() {
    let files = sources::rust("src");
    for (path, _) in &files {
        let part = part(path);
        assert!(matches!(part, "lib" | "main") || rank(part).is_some(), "{path}: add it to ORDER");
    }
    for named in ORDER.iter().copied().flatten() {
        assert!(files.iter().any(|(path, _)| part(path) == *named), "there is no `{named}` in src");
    }
}

#[test]
fn no_two_files_need_each_other() {
    let groups = groups(&sources::rust("src"));
    let allowed = |group: &BTreeSet<String>| {
        let listed = RECURSIVE.iter().map(|(_, files)| *files);
        listed.into_iter().any(|files| group.iter().all(|file| files.contains(&file.as_str())))
    };
    let new: Vec<String> = groups
        .iter()
        .filter(|group| !allowed(group))
        .map(|group| group.iter().cloned().collect::<Vec<_>>().join(", "))
        .collect();
    assert!(new.is_empty(), "these files need each other:\n{}", new.join("\n"));
    for file in RECURSIVE.iter().flat_map(|(_, files)| *files) {
        let still = groups.iter().any(|group| group.contains(*file));
        assert!(still, "`{file}` is in no group any more: take it out of RECURSIVE");
    }
}

#[test]
fn a_recursive_group_stays_within_one_directory_of_runtime() {
    for (_, files) in RECURSIVE {
        let room = |file: &str| file.split("::").take(2).collect::<Vec<_>>().join("::");
        let rooms: BTreeSet<String> = files.iter().map(|file| room(file)).collect();
        assert_eq!(rooms.len(), 1, "{rooms:?}");
    }
}

#[test]
fn a_use_from_above_is_noticed() {
    let one = |path: &str, text: &str| offences(path, text).len();
    assert_eq!(one("src/runtime/a.rs", "use crate::source::Span;\nuse crate::runtime::b;"), 0);
    assert_eq!(one("src/runtime/a.rs", "use crate::stdlib::Library;"), 1);
    assert_eq!(one("src/syntax.rs", "    pub(crate) use crate::compile::ir;"), 1);
    assert_eq!(one("src/compile/a.rs", "let x = crate::runtime::value::Value::Null;"), 1);
    assert_eq!(one("src/compile/a.rs", "use crate::{diag, runtime::value::Value};"), 1);
    assert_eq!(
        one("src/compile/a.rs", "use crate::{\n    diag,\n    runtime::value::Value,\n};"),
        1
    );
    assert_eq!(one("src/compile/a.rs", "/// See [`crate::runtime`].\n"), 0);
    assert_eq!(one("src/compile/a.rs", "let text = \"crate::runtime\";"), 0);
    assert_eq!(one("src/compile/a.rs", "pub(in crate::runtime) fn f() {}"), 0);
}

#[test]
fn files_that_need_each_other_are_noticed() {
    let found = |files: &[(&str, &str)]| {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| (format!("src/{path}"), (*text).to_owned())).collect();
        groups(&files).len()
    };
    assert_eq!(found(&[("a.rs", "use crate::b::B;"), ("b.rs", "fn f() {}")]), 0);
    assert_eq!(found(&[("a.rs", "use crate::b::B;"), ("b.rs", "use crate::{\n  a::A,\n};")]), 1);
    assert_eq!(found(&[("a.rs", "use crate::b;"), ("b.rs", "fn f() { crate::a::g(); }")]), 1);
    let root = "mod b;\nmod c;\npub use self::b::B;";
    assert_eq!(found(&[("a.rs", root), ("a/b.rs", "use super::A;"), ("a/c.rs", "")]), 0);
    assert_eq!(found(&[("a.rs", root), ("a/b.rs", "use crate::a::A;"), ("a/c.rs", "")]), 1);
    assert_eq!(
        found(&[("a.rs", ""), ("a/b.rs", "use super::c::C;"), ("a/c.rs", "super::b::f()")]),
        1
    );
    assert_eq!(found(&[("a.rs", "mod b;\nfn f() { b::g(); }"), ("a/b.rs", "use crate::a::A;")]), 1);
    let capture = "fn f() -> impl Iterator + use<> { let x = 1; crate::b::g() }";
    assert_eq!(found(&[("a.rs", capture), ("b.rs", "use crate::a::A;")]), 1);
    let tests = "#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}";
    assert_eq!(found(&[("a.rs", tests), ("b.rs", "use crate::a::A;")]), 0);
}

/// The directories after its own that a file uses.
fn offences(path: &str, text: &str) -> Vec<String> {
    let Some(own) = rank(part(path)) else { return Vec::new() };
    let read = read(text);
    let parts = read.paths.iter().filter(|path| path[0] == "crate").filter_map(|path| path.get(1));
    parts
        .filter(|used| rank(used).is_some_and(|other| other > own))
        .map(|used| format!("{path}: `{}` may not use `{used}`", part(path)))
        .collect()
}

/// `src/runtime/vm.rs` and `src/runtime.rs` belong to `runtime`.
fn part(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap_or(path);
    path.split(['/', '.']).next().unwrap_or(path)
}

fn rank(part: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&part))
}

/// The groups of files that need each other, by their modules: strongly connected components of more than one file.
fn groups(files: &[(String, String)]) -> Vec<BTreeSet<String>> {
    let modules: BTreeMap<String, Read> =
        files.iter().map(|(path, text)| (module(path), read(text))).collect();
    let needs: BTreeMap<&str, BTreeSet<&str>> =
        modules.iter().map(|(name, read)| (name.as_str(), needed(name, read, &modules))).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|name| (*name, reachable(name, &needs))).collect();
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for (name, from) in &reached {
        let mutual = |other: &&&str| reached[**other].contains(name);
        let group: BTreeSet<String> = from.iter().filter(mutual).map(ToString::to_string).collect();
        if group.len() > 1 && !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// `src/a/b.rs` is `a::b`; the crate's root has no name.
fn module(path: &str) -> String {
    let path = path.strip_prefix("src/").unwrap_or(path);
    let name = path.strip_suffix(".rs").unwrap_or(path).replace('/', "::");
    if name == "lib" { String::new() } else { name }
}

fn reachable<'m>(from: &str, needs: &BTreeMap<&'m str, BTreeSet<&'m str>>) -> BTreeSet<&'m str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = needs[from].iter().copied().collect();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(&needs[name]);
        }
    }
    found
}

/// The modules with a file of their own that a file names, itself left out.
fn needed<'m>(name: &str, read: &Read, modules: &'m BTreeMap<String, Read>) -> BTreeSet<&'m str> {
    let own: Vec<&str> = name.split("::").filter(|part| !part.is_empty()).collect();
    let mut found = BTreeSet::new();
    for path in &read.paths {
        let (mut base, mut rest) = (own.clone(), path.as_slice());
        match rest[0].as_str() {
            "crate" => (base, rest) = (Vec::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child if read.children.contains(child) => {}
            _ => continue,
        }
        // The longest beginning of the path that is a file.
        let mut at = base.join("::");
        let mut last = None;
        for part in rest {
            at = if at.is_empty() { part.clone() } else { format!("{at}::{part}") };
            match modules.get_key_value(&at) {
                Some(module) => last = Some(module),
                None => break,
            }
        }
        found.extend(last.map(|(module, _)| module.as_str()).filter(|module| *module != name));
    }
    found
}

/// What the source of a file names.
#[derive(Default)]
struct Read {
    /// Paths of `use` and of expressions and types, each with two parts or more.
    paths: Vec<Vec<String>>,
    /// Modules it declares: `mod child;`.
    children: BTreeSet<String>,
}

/// Reads a file: everything but its comments, strings, visibilities and tests.
fn read(text: &str) -> Read {
    let tokens = without_tests(tokens(text));
    let mut read = Read::default();
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        match token {
            // `impl Iterator + use<'a>` captures a lifetime, and imports nothing.
            "use" if tokens.get(at + 1).is_none_or(|t| t != "<") => {
                at += 1;
                tree(&tokens, &mut at, &[], &mut read.paths);
            }
            "mod" if tokens.get(at + 2).is_some_and(|t| t == ";") => {
                read.children.insert(tokens[at + 1].clone());
                at += 3;
            }
            "pub" if tokens.get(at + 1).is_some_and(|t| t == "(") => {
                at += tokens[at..].iter().position(|t| t == ")").expect("it is closed") + 1;
            }
            _ if is_word(token) => {
                let mut path = vec![token.to_owned()];
                at += 1;
                while tokens.get(at).is_some_and(|t| t == "::")
                    && tokens.get(at + 1).is_some_and(|t| is_word(t))
                {
                    path.push(tokens[at + 1].clone());
                    at += 2;
                }
                if path.len() > 1 {
                    read.paths.push(path);
                }
            }
            _ => at += 1,
        }
    }
    read
}

/// Reads a `use` tree, groups in groups.
fn tree(tokens: &[String], at: &mut usize, before: &[String], paths: &mut Vec<Vec<String>>) {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(*at) {
        match token.as_str() {
            ";" | "," | "}" => break,
            "::" => *at += 1,
            "as" => *at += 2,
            "{" => {
                *at += 1;
                while tokens.get(*at).is_some_and(|t| t != "}") {
                    tree(tokens, at, &path, paths);
                    *at += usize::from(tokens.get(*at).is_some_and(|t| t == ","));
                }
                *at += 1;
                return;
            }
            word => {
                path.push(word.to_owned());
                *at += 1;
            }
        }
    }
    if !path.is_empty() {
        paths.push(path);
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Leaves out `#[cfg(test)] mod name { … }`.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let marked = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().take(marked.len()).eq(marked.iter()) {
            let mut depth = 0;
            while at < tokens.len() {
                depth += i32::from(tokens[at] == "{") - i32::from(tokens[at] == "}");
                at += 1;
                let ended = matches!(tokens[at - 1].as_str(), "}" | ";");
                if ended && depth == 0 {
                    break;
                }
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// The tokens of Rust source, as far as paths need them: words, `::` and single characters. Comments and strings are left
/// out.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = literal(rest) {
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..end].to_owned());
            end
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of the string or character literal that a text begins with.
fn literal(text: &str) -> Option<usize> {
    let raw = text.trim_start_matches('b');
    if let Some(hashes) =
        raw.strip_prefix('r').map(|rest| rest.len() - rest.trim_start_matches('#').len())
        && raw[1 + hashes..].starts_with('"')
    {
        let start = text.len() - raw.len() + hashes + 2;
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()));
    }
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = text.char_indices().skip(1).peekable();
    // A lifetime is no literal: one character and no closing quote.
    if quote == '\'' {
        let inside: Vec<char> = text.chars().skip(1).take(2).collect();
        if inside.first() != Some(&'\\') && inside.get(1) != Some(&'\'') {
            return Some(1);
        }
    }
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            _ if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    Some(text.len())
}

#![expect(clippy::disallowed_methods, reason = "tests read and write documents")]
//! The documents: every example in `docs/language` and `docs/guide` runs, every link leads somewhere, and every citation in the source names a
//! heading that exists.
//!
//! `documents/blocks.rs` says how a block of a document is marked. `UPDATE=1` writes the outputs that the documents show; read
//! what it wrote before you believe it. `CASE=text` runs only the blocks that contain the text.

mod blocks;
mod completeness;
mod examples;
mod explanations;
mod links;
mod pictures;
mod times;

use std::fmt::Write as _;
use std::path::Path;

use blocks::Document;

use crate::sources;

/// Every document of the repository.
fn documents() -> Vec<Document> {
    let mut documents: Vec<Document> = sources::below("docs", "md")
        .iter()
        .map(|(path, text)| Document::parse(Path::new(path), text))
        .collect();
    for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        documents.push(Document::open(Path::new(name)));
    }
    documents
}

macro_rules! pages {
    ($($test:ident: $page:literal),+ $(,)?) => {
        $(#[test] fn $test() { run_page($page); })+

        #[test]
        fn every_page_is_run() {
            let known = [$($page),+];
            for directory in ["docs/language", "docs/guide"] {
                for (path, _) in sources::below(directory, "md") {
                    let is_run = known.iter().any(|k| path.ends_with(&format!("docs/{k}.md")));
                    assert!(is_run, "{path} is not run");
                }
            }
        }
    };
}

pages! {
    first_page: "README",
    first_hour: "first-hour",
    readme: "language/README",
    files_and_names: "language/files",
    declarations: "language/declarations",
    statements: "language/statements",
    expressions: "language/expressions",
    contracts: "language/contracts",
    checks: "language/checks",
    execution: "language/execution",
    json_output: "language/json",
    exceptions: "language/exceptions",
    reflection: "language/reflection",
    yaql_expressions: "language/yaql",
    yaml: "language/yaml",
    models: "language/models",
    core_library: "language/library",
    docker_classes: "language/docker",
    guide: "guide/README",
    guide_tour: "guide/tour",
    guide_learn: "guide/learn",
    guide_why_classes: "guide/why-classes",
    guide_contracts: "guide/contracts",
    guide_composing: "guide/composing",
    guide_hosts_and_ports: "guide/hosts-and-ports",
    guide_subclassing: "guide/subclassing",
    guide_health: "guide/health",
    guide_secrets_and_data: "guide/secrets-and-data",
    guide_testing: "guide/testing",
    guide_documenting: "guide/documenting",
    guide_packages: "guide/packages",
    guide_several_hosts: "guide/several-hosts",
    guide_repl: "guide/repl",
    guide_editors: "guide/editors",
    guide_operating: "guide/operating",
    guide_from_compose: "guide/from-compose",
    guide_from_terraform: "guide/from-terraform",
    guide_from_jq: "guide/from-jq",
    guide_from_muranopl: "guide/from-muranopl",
    guide_troubleshooting: "guide/troubleshooting",
    guide_questions: "guide/faq",
}

/// Runs the blocks of a page, or writes their outputs.
fn run_page(name: &str) {
    let path = if name == "README" { "README.md".to_owned() } else { format!("docs/{name}.md") };
    let mut page = Document::open(Path::new(&path));
    let failures = examples::check(&mut page, &name.replace('/', "-"));
    if std::env::var_os("UPDATE").is_some() {
        page.save();
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Each page of the guide begins with a program: in `.murano`, or a package.
#[test]
fn pages_begin_with_a_program() {
    for (path, text) in sources::below("docs/guide", "md") {
        let page = Document::parse(Path::new(&path), &text);
        let first = page.blocks().into_iter().next().expect("a block");
        let is_program = first.info.starts_with("murano")
            || first.info == "yaml" && first.text.starts_with("# packages/");
        assert!(is_program && first.from == 3, "{path} begins with {:?}", first.info);
    }
}

#[test]
fn links_lead_somewhere() {
    let documents = documents();
    let mut failures = String::new();
    for document in &documents {
        failures += &links::check(document, &documents);
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Files that documents name between backticks exist. The change log may name files that no
/// longer exist.
#[test]
fn paths_in_documents_exist() {
    let documents = documents();
    let current = documents.iter().filter(|d| d.path != Path::new("CHANGELOG.md"));
    let failures: String = current.map(links::check_paths).collect();
    assert!(failures.is_empty(), "\n{failures}");
    let wrong = Document::parse(Path::new("a.md"), "See `src/nothing.rs` and `src/*.rs`.\n");
    assert_eq!(links::check_paths(&wrong).lines().count(), 1);
}

/// The README lists every command.
#[test]
fn every_command_is_in_the_readme() {
    let page = Document::open(Path::new("README.md")).lines.join("\n");
    let help = examples::PageDirectory::new("help").murano(&["--help"]);
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 25, "{commands:?}");
    for name in commands {
        let listed = [format!("`murano {name}"), format!(", `{name}`"), format!(", `{name} ")];
        assert!(listed.iter().any(|text| page.contains(text)), "README.md does not list {name}");
    }
}

/// Codes of errors and warnings that documents name exist.
#[test]
fn codes_in_documents_exist() {
    let codes =
        std::fs::read_to_string(sources::root().join("src/diag/codes.rs")).expect("the codes");
    for document in documents() {
        for word in document.lines.join(" ").split(|c: char| !c.is_ascii_alphanumeric()) {
            let known = !examples::is_code(word) || codes.contains(&format!("\"{word}\""));
            assert!(known, "{}: there is no {word}", document.path.display());
        }
    }
}

/// The page on the Docker classes names every member of every one of them.
#[test]
fn every_member_of_the_docker_classes_is_described() {
    let page = Document::open(Path::new("docs/language/docker.md")).lines.join("\n");
    let mut count = 0;
    for (path, text) in sources::below("src/corelib/com.mirantis.docker", "murano") {
        for line in text.lines().filter_map(|line| line.strip_prefix("    ")) {
            let end = line.find([':', '(']).unwrap_or(0);
            let name = line[..end].rsplit(' ').next().unwrap_or("");
            let is_member = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric())
                && line.starts_with(|c: char| c.is_ascii_lowercase())
                && line[..end].split(' ').count() <= 2;
            if is_member {
                count += 1;
                let named = page.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| w == name);
                assert!(named, "docs/language/docker.md does not name {name} of {path}");
            }
        }
    }
    assert!(count > 60, "{count} members were found");
}

/// A comment that cites a rule of the language links to its heading.
#[test]
fn citations_name_headings() {
    let documents = documents();
    let mut failures = String::new();
    for directory in ["src", "tests", "grammar", "benches", "examples"] {
        for ending in ["rs", "murano", "pest", "yaml", "txt"] {
            for (path, text) in sources::below(directory, ending) {
                // These files contain wrong citations as test data.
                if path.starts_with("tests/it/documents") {
                    continue;
                }
                for (number, line) in text.lines().enumerate() {
                    for complaint in links::citations(line, &documents) {
                        let _ = writeln!(failures, "{path}:{}: {complaint}", number + 1);
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Each of these mistakes in a document fails.
#[test]
fn mistakes_in_documents_fail() {
    let right = "# T\n\n```murano\nprint(1)\n```\n\n```text\n1\n```\n\n[t](#t) [r](../../README.md)\n\n\
        ```murano,error\n$x = 0\nprint(1 / $x) // E0306\n```\n\n```yaql\n1 + 1 ⇒ 2\n[].first() ⇒ E0308\n```\n\n\
        ```console\n$ murano eval 1\n1\n```\n\n\
        ```murano\n// file.murano\nprint($vars.tag)\n```\n\n\
        ```console\n$ export TAG=7\n$ murano run file.murano --quiet --var tag=$TAG --engine simulated\n7\n```\n\n\
        ```console,all\n$ echo 3; echo 4 >&2; false\n3\n4\n```\n\n\
        ```murano,error\nprint(1 / 0) // E0306\n```\n\n```text\nerror[E0306]: division by zero\n   ╭─[example.murano:1:7]\n \
        1 │ print(1 / 0) // E0306\n   ·       ─────\n   ╰────\n```\n";
    let judge = |text: &str| {
        let mut page = Document::parse(Path::new("docs/language/test.md"), text);
        let links = links::check(&page, &[Document::open(Path::new("README.md"))]);
        links + &examples::check(&mut page, "mistakes")
    };
    assert_eq!(judge(right), "");
    for (from, to) in [
        ("print(1)", "print(2)"),
        ("```text\n1", "```text\n2"),
        ("print(1)", "prin(1)"),
        ("print(1)", "print("),
        ("```text\n1\n```", ""),
        ("$x = 0", "$x = 1"),
        ("// E0306", "// E0305"),
        ("// E0306", ""),
        ("$x = 0\n", "$x = 0   // E0306\n"),
        ("⇒ 2", "⇒ 3"),
        ("⇒ E0308", "⇒ E0307"),
        ("⇒ E0308", "⇒ 1"),
        ("$ murano eval 1\n1", "$ murano eval 1\n2"),
        ("$ murano eval 1", "$ murano evil 1"),
        ("TAG=7", "TAG=8"),
        ("// file.murano", "// other.murano"),
        ("\n4\n", "\n5\n"),
        ("[example.murano:1:7]", "[example.murano:1:8]"),
        ("#t", "#u"),
        ("README.md", "README.txt"),
        ("[t](#t)", "![t](../guide/pictures/counter.svg)"),
        ("README.md", "README.md#nowhere"),
        ("```yaql", "```yakl"),
    ] {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(wrong, right, "{from}");
        assert_ne!(judge(&wrong), "", "{from:?} became {to:?}, and nothing was found");
    }
}

/// Each of these lines of source fails, and the last ones pass.
#[test]
fn wrong_citations_fail() {
    let documents = [Document::parse(Path::new("docs/language/a.md"), "# A\n\n## One rule\n")];
    for wrong in [
        "// See docs/language/a.md#two-rules.",
        "// See docs/language/b.md#one-rule.",
        "//! Contracts (MuranoPL section 8).",
        "//! Contracts (MuranoPL sections 8 and 9).",
        "//! Equality (YAQL \"Equality\").",
        "//! Limits (YAQL section 8).",
    ] {
        assert_ne!(links::citations(wrong, &documents).len(), 0, "{wrong}");
    }
    for right in
        ["// See docs/language/a.md#one-rule.", "// See docs/language/a.md.", "// MuranoPL 1.1"]
    {
        assert_eq!(links::citations(right, &documents), Vec::<String>::new(), "{right}");
    }
}

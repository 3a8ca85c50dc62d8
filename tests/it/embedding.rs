#![expect(clippy::disallowed_methods, reason = "tests read the page whose examples they run")]
//! The page on embedding: its example in Python runs unchanged, and prints what its comments
//! say. (Its example in Rust runs with the documentation tests.)

use std::path::Path;
use std::process::Command;

/// The first block of a language on the page.
fn block(language: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/embedding.md")).expect("the page");
    let begin = format!("```{language}\n");
    let from = page.find(&begin).expect("a block") + begin.len();
    let length = page[from..].find("\n```").expect("its end");
    page[from..=from + length].to_owned()
}

/// The outputs that the comments after `print(…)  # …` state.
fn promised(program: &str) -> Vec<String> {
    let printing = program.lines().filter(|line| line.trim_start().starts_with("print("));
    printing.filter_map(|line| Some(line.rsplit_once("  # ")?.1.to_owned())).collect()
}

#[test]
fn the_example_in_python_prints_what_it_says() {
    let program = block("python");
    let murano = Path::new(env!("CARGO_BIN_EXE_murano"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", murano.parent().expect("a folder").display());
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packages");
    let mut python = Command::new("python3");
    let ran = python.arg("-c").arg(&program).arg(packages).env("PATH", path).output();
    let ran = match ran {
        Ok(ran) => ran,
        // Nothing else in the project needs Python.
        Err(_) if std::env::var_os("MURANO_REQUIRE_DOCKER").is_none() => return,
        Err(error) => panic!("python3: {error}"),
    };
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let promised = promised(&program);
    assert_eq!(promised.len(), 4);
    assert_eq!(said.lines().collect::<Vec<_>>(), promised);
}

#![expect(clippy::disallowed_methods, reason = "tests read and write files")]
//! `docs/yaql.md` is generated from the library's tables; `UPDATE=1` writes it again.

use std::fmt::Write as _;

use crate::compile::signature;
use crate::runtime::machine::native::Builtin;
use crate::stdlib::TOPICS;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/yaql.md");

const HEAD: &str = "# YAQL: the library

Generated from the tables in `src/stdlib` and `src/runtime/machine/dsl`; a test keeps it current (`UPDATE=1 cargo test
the_reference_is_current` writes it anew), and another runs every example.

`fn` is called as `name(…)`, `method` as `value.name(…)`, `both` either way. `?` after a type accepts null; `= none` means
that leaving the argument out is different from giving null. `legacy` functions exist in MuranoPL up to 1.1 alone. An example of
several lines is a program in `.murano`; what its last line gives stands behind the arrow. `!Name` is an exception.
";

fn reference() -> String {
    let mut out = HEAD.to_owned();
    for (topic, tables) in TOPICS {
        let _ = writeln!(out, "\n## {topic}");
        for row in tables.iter().flat_map(|table| table.iter()) {
            describe(&mut out, row);
        }
    }
    out
}

fn describe(out: &mut String, row: &Builtin) {
    let names: Vec<String> =
        signature::declared_names(row.signature).map(|n| format!("`{n}`")).collect();
    let _ = writeln!(out, "\n### {}\n\n`{}`\n\n{}", names.join(", "), row.signature, row.doc);
    if !row.examples.is_empty() {
        out.push_str("\n```yaql\n");
        for (n, (example, result)) in row.examples.iter().enumerate() {
            // Examples that are programs are separated by blank lines.
            let apart = if n > 0 && example.contains('\n') { "\n" } else { "" };
            let _ = writeln!(out, "{apart}{example}  ⇒  {result}");
        }
        out.push_str("```\n");
    }
}

#[test]
fn the_reference_is_current() {
    let wanted = reference();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PATH, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(found == wanted, "docs/yaql.md is out of date: run with UPDATE=1");
}

#[test]
fn every_function_is_documented() {
    for (topic, tables) in TOPICS {
        for row in tables.iter().flat_map(|table| table.iter()) {
            assert!(row.doc.ends_with('.') || row.doc.ends_with('?'), "{topic}: {}", row.signature);
        }
    }
}

//! Commands use the facade, `session`, `deploy` and `diag`. Their remaining uses of the layers
//! below are listed here, and the list only becomes shorter: a new use fails, and so does an
//! entry that is no longer needed.

use std::collections::BTreeSet;

use crate::sources;

/// The layers that commands should not need.
const INTERNAL: &[&str] = &["compile", "corelib", "engine", "hosts", "runtime", "stdlib", "syntax"];

/// The files that use them.
const USES: &[(&str, &[&str])] = &[
    ("src/cli/call.rs", &["runtime"]),
    ("src/cli/command_error.rs", &["engine", "hosts"]),
    ("src/cli/convert.rs", &["syntax"]),
    ("src/cli/deployment.rs", &["engine", "hosts"]),
    ("src/cli/down.rs", &["hosts"]),
    ("src/cli/eval/output_format.rs", &["runtime"]),
    ("src/cli/exec.rs", &["engine"]),
    ("src/cli/exec/console.rs", &["engine"]),
    ("src/cli/memory.rs", &["runtime"]),
    ("src/cli/model.rs", &["compile", "hosts", "runtime"]),
    ("src/cli/program.rs", &["corelib", "hosts", "runtime"]),
    ("src/cli/plan/text.rs", &["hosts"]),
    ("src/cli/progress.rs", &["hosts"]),
    ("src/cli/repl/commands/doc.rs", &["compile", "runtime", "stdlib"]),
    ("src/cli/repl/commands/help.rs", &["compile"]),
    ("src/cli/repl/commands/inspect.rs", &["runtime"]),
    ("src/cli/repl/show/node.rs", &["runtime"]),
    ("src/cli/rpc/engines.rs", &["hosts"]),
    ("src/cli/rpc/error.rs", &["runtime"]),
    ("src/cli/rpc/evaluate.rs", &["syntax"]),
    ("src/cli/rpc/host_functions.rs", &["runtime"]),
    ("src/cli/rpc/sessions.rs", &["runtime", "syntax"]),
    ("src/cli/rpc/setup.rs", &["corelib", "runtime"]),
    ("src/cli/rpc/values.rs", &["runtime"]),
    ("src/cli/run.rs", &["runtime"]),
    ("src/cli/summary.rs", &["hosts"]),
    ("src/cli/test/origins.rs", &["compile"]),
    ("src/cli/trace.rs", &["runtime"]),
];

#[test]
fn commands_use_the_facade() {
    let listed =
        USES.iter().flat_map(|(path, layers)| layers.iter().map(move |layer| (*path, *layer)));
    let listed: BTreeSet<(&str, &str)> = listed.collect();
    let files = sources::rust("src/cli");
    assert!(files.len() > 50, "the sources were found");
    let mut found = BTreeSet::new();
    for (path, text) in &files {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: Vec<&str> = code.collect();
        for layer in INTERNAL {
            let root = format!("crate::{layer}::");
            if code.iter().any(|line| line.contains(&root)) {
                found.insert((path.as_str(), *layer));
            }
        }
    }
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(new.is_empty(), "take it from the facade or from `session`: {new:?}");
    let stale: Vec<_> = listed.difference(&found).collect();
    assert!(stale.is_empty(), "no longer used; shorten the list: {stale:?}");
}

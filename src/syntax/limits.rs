//! Recursion limits of parsing, one for each kind of recursion, and the stack they need.

#[cfg(not(target_family = "wasm"))]
use stacker::maybe_grow as grow;

/// Brackets and strings of an expression or file: each level costs the generated parser a dozen stack frames.
pub(super) const MAX_NESTING: usize = 500;

/// Levels of a tree: operators and postfixes of one long expression nest without brackets, and
/// every traversal of the tree recurses as deeply.
pub(super) const MAX_TREE_DEPTH: usize = 2_500;

/// Levels of lists and mappings in a YAML document: far more than people write, far less than
/// the stack can hold.
pub(super) const MAX_YAML_NESTING: usize = 200;

/// Nodes of a YAML document with its aliases expanded: aliases of aliases multiply.
pub(super) const MAX_YAML_NODES: u64 = 1_000_000;

/// Most errors reported for one file: recovery is lost long before.
pub(super) const MAX_ERRORS: usize = 100;

/// Runs a recursive function with enough stack for the deepest text that is accepted. It gets a
/// new stack if less is left on the caller's, or if the caller is a coroutine, where the rest
/// is unknown.
pub(crate) fn with_enough_stack<T>(run: impl FnOnce() -> T) -> T {
    const NEEDED: usize = 1 << 20;
    const NEW: usize = 8 << 20;
    grow(NEEDED, NEW, run)
}

/// WebAssembly has one stack, whose size the embedder sets.
#[cfg(target_family = "wasm")]
fn grow<T>(_needed: usize, _new: usize, run: impl FnOnce() -> T) -> T {
    run()
}

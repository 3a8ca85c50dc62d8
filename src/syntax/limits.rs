//! The recursion limits of parsing, one per kind of recursion, and the stack they need.

#[cfg(not(target_family = "wasm"))]
use stacker::maybe_grow as grow;

/// Brackets and strings of an expression or file: each level costs the generated parser a dozen stack frames.
pub(super) const MAX_NESTING: usize = 500;

/// Levels of a tree: operators and postfixes of one long expression nest without brackets, and whatever walks the tree
/// recurses as deeply.
pub(super) const MAX_TREE_DEPTH: usize = 2_500;

/// Lists and mappings of a YAML document: far beyond what people write, far below what the stack holds.
pub(super) const MAX_YAML_NESTING: usize = 200;

/// Nodes of a YAML document with its aliases unfolded: aliases of aliases multiply.
pub(super) const MAX_YAML_NODES: u64 = 1_000_000;

/// Errors reported for one file: recovery goes astray long before.
pub(super) const MAX_ERRORS: usize = 100;

/// Runs a recursive function with enough stack for the deepest text that is accepted. The function gets a stack of its own
/// where the caller's has less left, or belongs to a coroutine, where what is left is unknown.
pub(crate) fn with_enough_stack<T>(run: impl FnOnce() -> T) -> T {
    const NEEDED: usize = 1 << 20;
    const NEW: usize = 8 << 20;
    grow(NEEDED, NEW, run)
}

/// WebAssembly has one stack, whose size the embedder chooses.
#[cfg(target_family = "wasm")]
fn grow<T>(_needed: usize, _new: usize, run: impl FnOnce() -> T) -> T {
    run()
}

//! Settings of a session that change the meaning of programs or limit what they may use.

/// How YAQL behaves.
/// See docs/language/yaql.md#options.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Options {
    /// Most elements taken from one sequence; `None`: any number.
    pub limit_iterators: Option<usize>,
    /// Most bytes, roughly, of one value; `None`: any number.
    pub memory_quota: Option<usize>,
    /// Tuples in results become lists; otherwise results keep the two kinds apart.
    pub tuples_to_lists: bool,
    /// Sets in results become lists.
    pub sets_to_lists: bool,
    /// A dictionary can be iterated: its keys (MuranoPL up to 1.1).
    pub iterable_dicts: bool,
    /// The functions of YAQL 0.2 shadow the others (MuranoPL up to 1.1).
    pub legacy: bool,
    /// Any value that is a function can be called: `$(1)`; `lambda` makes one.
    pub delegates: bool,
    /// The functions that MuranoPL adds to YAQL exist.
    pub murano: bool,
    /// Accidental behaviour of the reference implementation holds too: its two kinds of list, live views of dictionaries, offsets of
    /// dates that are counted twice.
    pub original: bool,
    /// Unknown names and keys in models from outside are errors; otherwise they are ignored.
    pub strict: bool,
    /// Most guest calls on one stack.
    pub max_depth: usize,
    /// Most natives inside guest code inside natives on one stack.
    pub max_nesting: u32,
    /// Most instructions of a run; `None`: any number.
    pub max_steps: Option<u64>,
}

impl Default for Options {
    /// The options of `.murano`, with limits that only runaway programs reach.
    fn default() -> Self {
        Self {
            limit_iterators: Some(10_000_000),
            memory_quota: Some(1 << 30),
            tuples_to_lists: true,
            sets_to_lists: true,
            iterable_dicts: false,
            legacy: false,
            delegates: false,
            murano: true,
            original: false,
            strict: true,
            max_depth: 10_000,
            max_nesting: 200,
            max_steps: None,
        }
    }
}

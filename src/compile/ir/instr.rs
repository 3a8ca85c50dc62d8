//! The instruction set of the virtual machine: eight bytes an instruction, at most three operands.
//!
//! `dst` is always the register that receives the result. Jumps are absolute; the fused compare-and-jump instructions jump
//! relative to the following instruction, so that their target fits.

/// A register of the running frame.
pub(crate) type Reg = u16;

/// An instruction of the register machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Instr {
    /// `dst = constant`.
    Const {
        dst: Reg,
        index: u32,
    },
    /// `dst = null`.
    Null {
        dst: Reg,
    },
    /// `dst = true or false`.
    Bool {
        dst: Reg,
        value: bool,
    },
    /// `dst = a small integer`.
    Int {
        dst: Reg,
        value: i32,
    },
    /// `dst = no value`: a skipped argument.
    Missing {
        dst: Reg,
    },
    /// `dst = src`.
    Move {
        dst: Reg,
        src: Reg,
    },
    /// `dst = src`, which becomes null: the last use of a temporary.
    Take {
        dst: Reg,
        src: Reg,
    },
    /// The same, with lazy sequences materialized as lists: variables hold no lazy sequence.
    Keep {
        dst: Reg,
        src: Reg,
    },

    /// Moves the value of a register into a new shared cell, which the register then holds.
    NewCell {
        dst: Reg,
    },
    /// `dst = contents of the cell`.
    LoadCell {
        dst: Reg,
        cell: Reg,
    },
    /// `contents of the cell = src`.
    StoreCell {
        cell: Reg,
        src: Reg,
    },
    /// `dst = variable of a context, by name; else fallback` (`->` with a computed left side).
    ContextVar {
        dst: Reg,
        context: Reg,
        name: u16,
    },

    /// `dst = a + b`, and so on.
    Add {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Sub {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Mul {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Div {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Mod {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    /// `dst = a + small integer`, and so on.
    AddInt {
        dst: Reg,
        a: Reg,
        value: i16,
    },
    SubInt {
        dst: Reg,
        a: Reg,
        value: i16,
    },
    MulInt {
        dst: Reg,
        a: Reg,
        value: i16,
    },
    ModInt {
        dst: Reg,
        a: Reg,
        value: i16,
    },
    /// `target = target + b`, in place if the target has no other owner.
    Append {
        target: Reg,
        b: Reg,
    },
    /// `target = target + [count registers from start]`, in place if the target has no other owner.
    Push {
        target: Reg,
        start: Reg,
        count: u16,
    },
    Equal {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    NotEqual {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Less {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    LessEqual {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Greater {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    GreaterEqual {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    In {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Matches {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    NotMatches {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Is {
        dst: Reg,
        a: Reg,
        b: Reg,
    },
    Negate {
        dst: Reg,
        a: Reg,
    },
    Plus {
        dst: Reg,
        a: Reg,
    },
    Not {
        dst: Reg,
        a: Reg,
    },
    /// Converts a lazy sequence in a register to its interpolated text, so that it is iterated now.
    Display {
        reg: Reg,
    },
    /// `dst = the joined pieces of a template`, a constant list: strings are copied, and each null stands for the next register
    /// from start, formatted as interpolation does.
    Concat {
        dst: Reg,
        start: Reg,
        template: u16,
    },

    Jump {
        target: u32,
    },
    JumpIf {
        cond: Reg,
        target: u32,
    },
    JumpIfNot {
        cond: Reg,
        target: u32,
    },
    JumpIfNull {
        cond: Reg,
        target: u32,
    },
    JumpIfNotNull {
        cond: Reg,
        target: u32,
    },
    /// Jump unless `a < b`, and so on.
    UnlessLess {
        a: Reg,
        b: Reg,
        offset: i16,
    },
    UnlessLessEqual {
        a: Reg,
        b: Reg,
        offset: i16,
    },
    UnlessEqual {
        a: Reg,
        b: Reg,
        offset: i16,
    },
    UnlessLessInt {
        a: Reg,
        value: i16,
        offset: i16,
    },
    UnlessLessEqualInt {
        a: Reg,
        value: i16,
        offset: i16,
    },
    UnlessGreaterInt {
        a: Reg,
        value: i16,
        offset: i16,
    },
    UnlessGreaterEqualInt {
        a: Reg,
        value: i16,
        offset: i16,
    },
    UnlessEqualInt {
        a: Reg,
        value: i16,
        offset: i16,
    },
    /// A backward jump, at which a run can be interrupted.
    Loop {
        target: u32,
    },

    /// `dst = list of count registers from start`.
    List {
        dst: Reg,
        start: Reg,
        count: u16,
    },
    /// `dst = dictionary of count pairs of registers from start`.
    Dict {
        dst: Reg,
        start: Reg,
        count: u16,
    },
    /// `dst = dictionary` with the keys of a constant list and the values of as many registers from start.
    Shaped {
        dst: Reg,
        start: Reg,
        shape: u16,
    },
    /// `dst = k => v` evaluated; key and value in two registers from start.
    Rule {
        dst: Reg,
        start: Reg,
    },
    /// `dst = target[index]`.
    Index {
        dst: Reg,
        target: Reg,
        index: Reg,
    },
    /// `dst = target[small integer]`.
    IndexInt {
        dst: Reg,
        target: Reg,
        index: i16,
    },
    /// `dst = target[key, default]`; both in two registers from args.
    IndexOr {
        dst: Reg,
        target: Reg,
        args: Reg,
    },
    /// `dst = target.member`.
    Member {
        dst: Reg,
        target: Reg,
        site: u16,
    },
    /// `target[index] = src`, in place if the target has no other owner.
    StoreIndex {
        target: Reg,
        index: Reg,
        src: Reg,
    },
    /// `target.member = src` for a dictionary in a register, or an object.
    StoreMember {
        target: Reg,
        site: u16,
        src: Reg,
    },
    /// `dst = target[index]` within the path of an assignment: an empty dictionary if there is no such element.
    PathIndex {
        dst: Reg,
        target: Reg,
        index: Reg,
    },
    /// The same for `.member`.
    PathMember {
        dst: Reg,
        target: Reg,
        site: u16,
    },

    /// `dst = receiver.method(arguments)`; receiver at base, arguments after it.
    Call {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// Raises if no method of the site's name accepts the receiver, before the arguments are evaluated.
    Receives {
        base: Reg,
        site: u16,
    },
    /// `dst = library function(arguments)`; arguments from base.
    CallBuiltin {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// `dst = closure(arguments)`; the closure at base, arguments after it; the site has their names.
    CallClosure {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// `dst = function of this file(arguments)`: a static method of the file's class, which is at base.
    CallStatic {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// `dst = new object`; the owner if the site has one, then the values of the site's properties, from base.
    New {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// `dst = closure`.
    Closure {
        dst: Reg,
        lambda: u16,
    },
    /// Materializes lazy sequences in a register as lists: variables, properties and results hold none.
    Freeze {
        reg: Reg,
    },
    /// Iterates a lazy sequence to its end: an expression as a statement.
    Exhaust {
        reg: Reg,
    },
    /// Begins a loop over the value in iter; iter and iter + 1 hold its state.
    Iterate {
        iter: Reg,
    },
    /// `dst = next item`, or jumps if there is none.
    Next {
        iter: Reg,
        dst: Reg,
        offset: i16,
    },
    /// Begins `repeat`: requires that the register holds a count.
    Count {
        reg: Reg,
    },
    /// Jumps if the count is zero; otherwise decrements it.
    CountDown {
        reg: Reg,
        target: u32,
    },
    /// `dst = (a equals b)` as `match` compares a subject with a case.
    CaseEqual {
        dst: Reg,
        a: Reg,
        b: Reg,
    },

    /// Traces the call of the running method, with its arguments from register 1.
    TraceEntered {
        arguments: u16,
    },
    /// Traces the result of the running method.
    TraceLeft {
        src: Reg,
    },
    /// Returns src.
    Return {
        src: Reg,
    },
    /// Leaves a branch of `parallel` by a jump out of it: kind 1 is `return`, 2 `break`, 3 `continue`.
    Leave {
        src: Reg,
        kind: u8,
    },
    /// Runs count closures from start as branches. The register before start holds the limit, or null. Afterwards dst holds how
    /// they were left (see [`Instr::Leave`]) and dst + 1 the returned value.
    Parallel {
        dst: Reg,
        start: Reg,
        count: u16,
    },
    /// Runs one closure as a branch for each item: items at start, the closure at start + 1, the limit before start.
    ParallelFor {
        dst: Reg,
        start: Reg,
    },
    /// Throws: names, message, extra data and cause in four registers from start.
    Throw {
        start: Reg,
    },
    /// Rethrows the exception in a register.
    Rethrow {
        exception: Reg,
    },
    /// Jumps unless the exception has the name in the register.
    CatchJump {
        exception: Reg,
        name: Reg,
        offset: i16,
    },
    /// Raises an error that the compiler found; `lower/deferred.rs` describes the constant.
    Fail {
        fault: u16,
    },
}

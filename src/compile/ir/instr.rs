//! The instructions of the machine: eight bytes each, three operands at most.
//!
//! `dst` is always the register that gets the result. Jumps are absolute; the fused compare-and-jump instructions jump
//! relative to the following instruction, so that their target fits.

/// A register of the running frame.
pub(crate) type Reg = u16;

/// An instruction.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the operands are named alike throughout and described above")]
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
    /// The same, with lazy sequences made lists: what a variable may hold.
    Keep {
        dst: Reg,
        src: Reg,
    },

    /// Makes a shared variable of a register's value.
    NewCell {
        dst: Reg,
    },
    /// `dst = what is in the shared variable`.
    LoadCell {
        dst: Reg,
        cell: Reg,
    },
    /// Puts a value into the shared variable.
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
    /// `target = target + b`, in place when nobody else holds the target.
    Append {
        target: Reg,
        b: Reg,
    },
    /// `target = target + [count registers from start]`, in place when nobody else holds the target.
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
    /// A lazy sequence in a register becomes its text, as interpolation writes it: what is read is read now.
    Display {
        reg: Reg,
    },
    /// `dst = the pieces of a template`, joined: texts as they are, and for each null the next register from start, as
    /// interpolation writes it. The template is a constant list.
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
    /// A backward jump: where a run can be interrupted.
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
    /// `dst = dictionary of the keys that a constant lists, with as many registers from start as values`.
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
    /// `target[index] = src`, the target being a register of its own: in place when nobody else holds it.
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
    /// `dst = what an assignment through a path finds there`: an empty dictionary where nothing is.
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
    /// Refuses a receiver that no method of the site's name takes, before its arguments are evaluated.
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
    /// `dst = function made by def (arguments)`; the closure at base, arguments after it; the site names them.
    CallClosure {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// `dst = function of this file (arguments)`: a static method of the file's own class.
    CallStatic {
        dst: Reg,
        base: Reg,
        site: u16,
    },
    /// `dst = new object`; values of the site's properties from base.
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
    /// Makes lazy sequences in a register lists: what a variable, a property or a result may hold.
    Freeze {
        reg: Reg,
    },
    /// Evaluates a lazy sequence to its end: an expression as a statement.
    Exhaust {
        reg: Reg,
    },
    /// Lets no word stand for a variable: `$` where there is none.
    /// Prepares a loop over a register; two registers from iter hold its state.
    Iterate {
        iter: Reg,
    },
    /// `dst = next item`, or jumps when there is none.
    Next {
        iter: Reg,
        dst: Reg,
        offset: i16,
    },
    /// Prepares `repeat`: the register becomes a count, or an error.
    Count {
        reg: Reg,
    },
    /// Jumps forward when the count is used up; otherwise counts down.
    CountDown {
        reg: Reg,
        target: u32,
    },
    /// `cond = case constant equals subject` for `match`.
    CaseEqual {
        dst: Reg,
        a: Reg,
        b: Reg,
    },

    /// Tells that a traced method begins, with its arguments from register 1.
    TraceEntered {
        arguments: u16,
    },
    /// Tells what a traced method gives.
    TraceLeft {
        src: Reg,
    },
    /// Leaves with a result.
    Return {
        src: Reg,
    },
    /// Leaves a branch of `parallel`: kind 1 return, 2 break, 3 continue.
    Leave {
        src: Reg,
        kind: u8,
    },
    /// Runs closures as branches: count of them from start, limit in the register before start (null: none).
    /// Afterwards dst holds how they were left, dst + 1 the value.
    Parallel {
        dst: Reg,
        start: Reg,
        count: u16,
    },
    /// Runs one closure as a branch for each item: items at start, closure at start + 1, limit before.
    ParallelFor {
        dst: Reg,
        start: Reg,
    },
    /// Raises: name(s), message, extra, cause in four registers from start.
    Throw {
        start: Reg,
    },
    /// Raises the exception in a register again.
    Rethrow {
        exception: Reg,
    },
    /// Jumps unless the exception has the name in the register.
    CatchJump {
        exception: Reg,
        name: Reg,
        offset: i16,
    },
    /// An error the compiler put off to run time, as a constant: names, code, message.
    Fail {
        fault: u16,
    },
}

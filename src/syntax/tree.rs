//! The syntax tree: one shape for both notations, with a span on every node.
//!
//! It owns what was written, not what it means: names are unresolved, numbers and strings are decoded, contracts
//! are kept as written. Values, classes and Docker are unknown here.

use std::rc::Rc;

use crate::source::Span;

/// Shared, immutable text of names and string literals.
pub type Text = Rc<str>;

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The spelling.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
}

/// Which rules an expression is read and compiled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `.murano`: the superset; a bare word must be a class, a function or a constant.
    Murano,
    /// YAQL inside MuranoPL packages: operators `is` and `:`, bare words are strings.
    Yaql,
    /// YAQL alone: without `is` and `:`.
    PlainYaql,
}

/// A `.murano` file, or one YAML class file.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// `namespace a.b.c`.
    pub namespace: Option<Name>,
    /// `using` lines in order.
    pub usings: Vec<Using>,
    /// `import` lines in order.
    pub imports: Vec<Import>,
    /// Class declarations in order.
    pub classes: Vec<Rc<Class>>,
    /// Top-level functions in order.
    pub functions: Vec<Rc<Method>>,
    /// Top-level statements in order.
    pub body: Block,
    /// Every comment that is not documentation, in order of place.
    pub comments: Vec<Comment>,
}

/// `using NS` or `using p: NS`.
#[derive(Debug, Clone)]
pub struct Using {
    /// The bound prefix, if any.
    pub prefix: Option<Name>,
    /// The namespace.
    pub namespace: Name,
    /// The whole line.
    pub span: Span,
}

/// `import './other.murano'`.
#[derive(Debug, Clone)]
pub struct Import {
    /// The path as written.
    pub path: Name,
    /// The whole line.
    pub span: Span,
}

/// A comment as it stands, with its marker.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The text, `//` or `/* */` included.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
}

/// A class's name as written: `Foo`, `p:Foo`, `:Foo`, `a.b.Foo`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    /// The prefix before `:`; empty text for `:Foo`.
    pub prefix: Option<Text>,
    /// What stands after the prefix, dots included.
    pub name: Text,
    /// Where it stands.
    pub span: Span,
}

/// How a class may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassUsage {
    /// An ordinary class.
    #[default]
    Class,
    /// A class of metadata.
    Meta,
}

/// A class declaration.
#[derive(Debug, Clone)]
pub struct Class {
    /// The name as declared (unresolved; may hold dots or a prefix in YAML).
    pub name: Name,
    /// Ordinary or metadata.
    pub usage: ClassUsage,
    /// Parents in order; empty means `io.murano.Object`.
    pub extends: Vec<TypeName>,
    /// Classes whose extension methods are in scope.
    pub imports: Vec<TypeName>,
    /// Properties in order.
    pub properties: Vec<Property>,
    /// Methods in order; `init` and `destroy` are named `.init` and `.destroy`.
    pub methods: Vec<Rc<Method>>,
    /// Attached metadata.
    pub metas: Vec<MetaUse>,
    /// `Cardinality`, `Applies`, `Inherited` of a metadata class.
    pub meta_rules: MetaRules,
    /// The `///` text before it.
    pub docs: Option<Text>,
    /// The whole declaration.
    pub span: Span,
}

/// What a metadata class says about its own use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaRules {
    /// More than one instance of it may be attached to one target.
    pub many: bool,
    /// Targets it applies to; `All` alone by default.
    pub applies: Vec<Text>,
    /// It travels to subclasses and overrides.
    pub inherited: bool,
}

impl Default for MetaRules {
    fn default() -> Self {
        Self { many: false, applies: vec![Rc::from("All")], inherited: false }
    }
}

/// `@Name { k: v }`.
#[derive(Debug, Clone)]
pub struct MetaUse {
    /// The metadata class.
    pub class: TypeName,
    /// Its properties.
    pub entries: Vec<Entry>,
    /// The whole.
    pub span: Span,
}

/// How a property is loaded, written and kept (MuranoPL section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PropertyUsage {
    /// Input, the default.
    #[default]
    In,
    /// Output.
    Out,
    /// Input and output.
    InOut,
    /// Constant.
    Const,
    /// Not loaded, not kept.
    Runtime,
    /// One value a class.
    Static,
    /// From the class's configuration.
    Config,
}

/// A property declaration.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its name.
    pub name: Name,
    /// Its usage.
    pub usage: PropertyUsage,
    /// Its contract.
    pub contract: Contract,
    /// Its default.
    pub default: Option<Expr>,
    /// Attached metadata.
    pub metas: Vec<MetaUse>,
    /// The `///` text before it.
    pub docs: Option<Text>,
    /// The whole declaration.
    pub span: Span,
}

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MethodUsage {
    /// On an instance.
    #[default]
    Runtime,
    /// On the class.
    Static,
    /// On the class, and as a method of what its first argument accepts.
    Extension,
}

/// A method, or a top-level function.
#[derive(Debug, Clone)]
pub struct Method {
    /// Its name; `.init` and `.destroy` for `init` and `destroy`.
    pub name: Name,
    /// How it is called.
    pub usage: MethodUsage,
    /// Callable from outside by name (`action`, `Scope: Public`).
    pub public: bool,
    /// Parameters in order: standard, then varargs, then kwargs.
    pub params: Vec<Param>,
    /// The contract of the result.
    pub returns: Option<Contract>,
    /// The body; `None` is abstract (or native).
    pub body: Option<Block>,
    /// Attached metadata.
    pub metas: Vec<MetaUse>,
    /// The `///` text before it.
    pub docs: Option<Text>,
    /// The whole declaration.
    pub span: Span,
}

/// How a parameter takes arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParamKind {
    /// One argument, by position or name.
    #[default]
    Standard,
    /// `*rest`: the other positional ones, as a list.
    VarArgs,
    /// `**named`: the other named ones, as a dictionary.
    KwArgs,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// Its contract; `None` accepts anything.
    pub contract: Option<Contract>,
    /// Its default.
    pub default: Option<Expr>,
    /// Attached metadata.
    pub metas: Vec<MetaUse>,
    /// The whole.
    pub span: Span,
}

/// A contract as written.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its form.
    pub kind: ContractKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of contracts (MuranoPL section 8).
#[derive(Debug, Clone)]
pub enum ContractKind {
    /// `any`.
    Any,
    /// `string`.
    String,
    /// `int`.
    Int,
    /// `bool`.
    Bool,
    /// A class's name, or `class(T, default, version)`.
    Class {
        /// The required class.
        class: TypeName,
        /// The class made of a dictionary without a type.
        default: Option<TypeName>,
        /// A version specification.
        version: Option<Text>,
    },
    /// `template(T, …)`.
    Template {
        /// The required class.
        class: TypeName,
        /// The class of a dictionary without a type.
        default: Option<TypeName>,
        /// A version specification.
        version: Option<Text>,
        /// Dotted paths of properties left out.
        exclude: Vec<Text>,
    },
    /// `T!`.
    NotNull(Box<Contract>),
    /// `T where (cond, message)`.
    Check {
        /// What runs before.
        base: Box<Contract>,
        /// The predicate; `$` is the value.
        condition: Box<Expr>,
        /// The message when it does not hold.
        message: Option<Box<Expr>>,
    },
    /// `owned(T)`.
    Owned(Box<Contract>),
    /// `notOwned(T)`.
    NotOwned(Box<Contract>),
    /// `[T, …, min, max]`.
    List {
        /// The item contracts; the last repeats; empty means any items.
        items: Vec<Contract>,
        /// Fewest items.
        min: Option<u64>,
        /// Most items.
        max: Option<u64>,
    },
    /// `{ k: T, [K]: V }`.
    Dict {
        /// Fixed keys in order.
        fixed: Vec<(Name, Contract)>,
        /// Key and value contracts of all other keys.
        pattern: Option<Box<(Contract, Contract)>>,
    },
    /// A literal: the value must equal it.
    Literal(Box<Expr>),
    /// The long form: an expression in which `$` is the value.
    Expr(Box<Expr>),
    /// A structure that is no contract, and why: an error when a value comes.
    Invalid(Text),
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// A part of an interpolated string.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Literal text.
    Text(Text),
    /// `\(expr)`.
    Expr(Expr),
}

/// An argument.
#[derive(Debug, Clone)]
pub enum Arg {
    /// `value`.
    Positional(Expr),
    /// `key => value` (or `key: value` in a `.murano` call).
    Named(Expr, Expr),
    /// Nothing between two commas.
    Skipped(Span),
}

/// An entry of a dictionary: `k => v`, `k: v`, `[k]: v`; a bare key is a string literal already.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Expr,
    /// The value.
    pub value: Expr,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-`.
    Minus,
    /// `+`.
    Plus,
    /// `not`.
    Not,
    /// `:` before something that is not a word.
    Colon,
}

/// Operators with two operands, from tight to loose (YAQL grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `:` between things that are not both words.
    Colon,
    /// `=~`.
    Matches,
    /// `!~`.
    NotMatches,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `mod`.
    Modulo,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `>`.
    Greater,
    /// `<`.
    Less,
    /// `>=`.
    GreaterEqual,
    /// `<=`.
    LessEqual,
    /// `!=`.
    NotEqual,
    /// `=` and `==`.
    Equal,
    /// `in`.
    In,
    /// `is`.
    Is,
    /// `and`.
    And,
    /// `or`.
    Or,
    /// `->`.
    Arrow,
}

/// The forms of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer beyond 64 bits, in decimal digits.
    BigInt(Text),
    /// A float.
    Float(f64),
    /// A string.
    Str(Text),
    /// `"…\(expr)…"`.
    Interpolated(Vec<Piece>),
    /// A bare word.
    Word(Text),
    /// A variable without its `$`: empty for `$`, `this`, `1`, `name`.
    Var(Text),
    /// `:Foo`, `p:Foo`.
    TypeName(TypeName),
    /// `[a, b]`; named arguments parse but never resolve.
    List(Vec<Arg>),
    /// `{…}`.
    Map(Vec<Entry>),
    /// `target[args]`.
    Index {
        /// What is indexed.
        target: Box<Expr>,
        /// One index, or key and default, or `key => …`.
        args: Vec<Arg>,
    },
    /// `target.name`, `target?.name`.
    Member {
        /// The left side.
        target: Box<Expr>,
        /// The word on the right.
        name: Name,
        /// `?.`.
        safe: bool,
    },
    /// `name(args)`.
    Call {
        /// The function.
        name: Name,
        /// Its arguments.
        args: Vec<Arg>,
    },
    /// `target.name(args)`, `target?.name(args)`.
    MethodCall {
        /// The receiver.
        target: Box<Expr>,
        /// The method.
        name: Name,
        /// Its arguments.
        args: Vec<Arg>,
        /// `?.`.
        safe: bool,
    },
    /// `left.right` where right is neither a word nor a call: no overload accepts it.
    Dot {
        /// The left side.
        target: Box<Expr>,
        /// The right side.
        member: Box<Expr>,
        /// `?.`.
        safe: bool,
    },
    /// `callee(args)` of a value: only where delegates are allowed.
    Invoke {
        /// What is called.
        callee: Box<Expr>,
        /// Its arguments.
        args: Vec<Arg>,
    },
    /// A prefix operator.
    Unary(UnaryOp, Box<Expr>),
    /// A binary operator.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `(expr)`: transparent when evaluated, but `(word)` is no word and `(5)` no constant.
    Paren(Box<Expr>),
    /// `new Name { … }`.
    New {
        /// The class.
        class: TypeName,
        /// Its properties.
        entries: Vec<Entry>,
    },
    /// `super.method(args)`.
    Super {
        /// The method.
        name: Name,
        /// Its arguments.
        args: Vec<Arg>,
    },
    /// `if c then a else b`.
    If {
        /// The condition.
        condition: Box<Expr>,
        /// The value when it holds.
        then: Box<Expr>,
        /// The value when it does not.
        otherwise: Box<Expr>,
    },
    /// Something that could not be read; a diagnostic has been given.
    Error,
}

/// Statements in order.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Stmt>,
    /// From brace to brace; empty for a file's body.
    pub span: Span,
}

/// A statement.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// Its form.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// A case of `match`: constants and a block.
#[derive(Debug, Clone)]
pub struct MatchCase {
    /// The constants.
    pub values: Vec<Expr>,
    /// What runs.
    pub body: Block,
}

/// A `catch` clause.
#[derive(Debug, Clone)]
pub struct Catch {
    /// Names of the exceptions caught; empty catches all. Class names, or strings in YAML.
    pub names: Vec<Expr>,
    /// The variable, without `$`.
    pub binding: Option<Name>,
    /// What runs; `None` swallows silently and binds nothing.
    pub body: Option<Block>,
    /// Where it stands.
    pub span: Span,
}

/// The forms of statements (MuranoPL section 10).
#[derive(Debug, Clone)]
pub enum StmtKind {
    /// An expression alone.
    Expr(Expr),
    /// `target = value`.
    Assign {
        /// A chain of variable, members and indices, or a static property.
        target: Expr,
        /// The value.
        value: Expr,
    },
    /// `if c { } else if d { } else { }`.
    If {
        /// Conditions with their blocks.
        arms: Vec<(Expr, Block)>,
        /// The last `else`.
        otherwise: Option<Block>,
    },
    /// `while c { }`.
    While(Expr, Block),
    /// `for $x in xs { }`.
    For {
        /// The variable, without `$`.
        variable: Name,
        /// What is iterated.
        iterable: Expr,
        /// The body.
        body: Block,
    },
    /// `repeat n { }`.
    Repeat(Expr, Block),
    /// `match v { case 1, 2 { } default { } }`.
    Match {
        /// The subject.
        subject: Expr,
        /// The cases.
        cases: Vec<MatchCase>,
        /// The default.
        default: Option<Block>,
    },
    /// `switch { case c { } default { } }`: every true case runs.
    Switch {
        /// Conditions with their blocks.
        cases: Vec<(Expr, Block)>,
        /// The default.
        default: Option<Block>,
    },
    /// `parallel limit n { … }`: each statement is a branch.
    Parallel {
        /// How many at a time.
        limit: Option<Expr>,
        /// The branches.
        body: Block,
    },
    /// `parallel limit n for $x in xs { }`: each item is a branch.
    ParallelFor {
        /// How many at a time.
        limit: Option<Expr>,
        /// The variable, without `$`.
        variable: Name,
        /// What is iterated.
        iterable: Expr,
        /// A branch.
        body: Block,
    },
    /// `try { } catch … { } else { } finally { }`.
    Try {
        /// What is tried.
        body: Block,
        /// The clauses in order.
        catches: Vec<Catch>,
        /// Runs when the body ended normally.
        otherwise: Option<Block>,
        /// Runs always.
        finally: Option<Block>,
    },
    /// `throw Name "message" with { … } cause $e`.
    Throw {
        /// The names: class names, or expressions giving strings in YAML.
        names: Vec<Expr>,
        /// The message.
        message: Option<Expr>,
        /// A dictionary of further data.
        extra: Option<Expr>,
        /// The exception it comes from.
        cause: Option<Expr>,
    },
    /// `rethrow`.
    Rethrow,
    /// `return v`.
    Return(Option<Expr>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `{ … }` alone, MuranoPL's `Do`.
    Block(Block),
    /// Something that could not be read; a diagnostic has been given.
    Error,
}

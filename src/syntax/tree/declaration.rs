//! Declarations: files, classes, properties, methods, parameters, metadata.

use std::rc::Rc;

use super::{Block, Comment, Contract, Entry, Expr, Name, Text, TypeName};
use crate::source::Span;

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
    /// Every comment that is not documentation, in order.
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

/// A class declaration.
#[derive(Debug, Clone)]
pub struct Class {
    /// The name as declared (unresolved; may hold dots or a prefix in YAML).
    pub name: Name,
    /// A class, or a metadata class.
    pub usage: ClassUsage,
    /// Base classes in order; empty means `io.murano.Object`.
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

impl Class {
    /// A class that declares nothing.
    #[must_use]
    pub fn empty(name: Text) -> Self {
        Self {
            name: Name { text: name, span: Span::NONE },
            usage: ClassUsage::Class,
            extends: Vec::new(),
            imports: Vec::new(),
            properties: Vec::new(),
            methods: Vec::new(),
            metas: Vec::new(),
            meta_rules: MetaRules::default(),
            docs: None,
            span: Span::NONE,
        }
    }
}

/// How a class may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassUsage {
    /// An ordinary class.
    #[default]
    Class,
    /// A metadata class.
    Meta,
}

/// The rules for attaching a metadata class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaRules {
    /// Whether several instances may be attached to one target.
    pub many: bool,
    /// Targets it applies to; `All` alone by default.
    pub applies: Vec<Text>,
    /// Whether subclasses and overriding methods inherit it.
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

impl PropertyUsage {
    /// Every usage with its keyword in `.murano` and in YAML.
    pub const WORDS: [(PropertyUsage, &'static str, &'static str); 7] = [
        (PropertyUsage::In, "in", "In"),
        (PropertyUsage::Out, "out", "Out"),
        (PropertyUsage::InOut, "inout", "InOut"),
        (PropertyUsage::Const, "const", "Const"),
        (PropertyUsage::Runtime, "runtime", "Runtime"),
        (PropertyUsage::Static, "static", "Static"),
        (PropertyUsage::Config, "config", "Config"),
    ];

    /// The word in `.murano`.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        Self::WORDS[self as usize].1
    }

    /// The word in YAML, the value of `Usage`.
    #[must_use]
    pub fn yaml_word(self) -> &'static str {
        Self::WORDS[self as usize].2
    }

    /// The usage of a keyword of `.murano`.
    #[must_use]
    pub fn of_keyword(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, keyword, _)| *keyword == word).map(|(usage, ..)| *usage)
    }
}

/// The declaration of a property.
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

/// How a property is loaded, written and stored.
/// See docs/language/declarations.md#property-usages.
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
    /// Neither loaded from the model nor written back.
    Runtime,
    /// One value for the whole class.
    Static,
    /// From the class's configuration.
    Config,
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

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MethodUsage {
    /// On an instance.
    #[default]
    Runtime,
    /// On the class.
    Static,
    /// On the class, and as a method of values that its first argument accepts.
    Extension,
}

/// The declaration of a parameter.
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

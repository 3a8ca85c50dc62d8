//! A file: its classes declared, its functions as static methods of a class of their own, its statements as a script.

use std::rc::Rc;

use super::class::report_duplicates;
use super::ir::{ClassId, Code};
use super::lower::{self, Surroundings};
use super::registry::Registry;
use super::scope::Scope;
use crate::source::{Source, Span};
use crate::syntax::{self, Block, MethodUsage, Module, Name, Text};

/// A file as declared: what its statements need.
#[derive(Clone)]
pub struct Declared {
    /// The class of the file itself: its functions, and `$this` of its statements.
    pub class: ClassId,
    /// The classes it declares.
    pub classes: Vec<ClassId>,
    /// Where its names are looked up.
    pub scope: Rc<Scope>,
}

/// Declares everything a file declares; later files see it too.
pub fn declare(registry: &Registry, source: &Source, module: &Module) -> Declared {
    declare_with(registry, source, module, Scope::of_module(module), Vec::new())
}

/// The same within a scope that holds more, and with functions of earlier inputs: the REPL.
pub fn declare_with(
    registry: &Registry,
    source: &Source,
    module: &Module,
    scope: Scope,
    earlier: Vec<Rc<syntax::Method>>,
) -> Declared {
    let scope = Rc::new(scope);
    let tree = Rc::new(file_class(source, module, earlier));
    let class = registry.declare(source.name.as_str().into(), tree, scope.clone());
    registry.set_functions(class);
    report_duplicates(registry, "class", module.classes.iter().map(|c| &c.name));
    let declare_class = |c: &Rc<syntax::Class>| {
        let name = scope.qualify(&c.name.text);
        registry.declare_in(name, c.clone(), scope.clone(), Some(class))
    };
    let classes: Vec<ClassId> = module.classes.iter().map(declare_class).collect();
    registry.set_companions(class, classes.clone());
    Declared { class, classes, scope }
}

fn file_class(source: &Source, module: &Module, earlier: Vec<Rc<syntax::Method>>) -> syntax::Class {
    let own = module
        .functions
        .iter()
        .map(|f| Rc::new(syntax::Method { usage: MethodUsage::Static, ..(**f).clone() }));
    let mut methods: Vec<Rc<syntax::Method>> = own.collect();
    let declared: Vec<Text> = methods.iter().map(|m| m.name.text.clone()).collect();
    methods.extend(earlier.into_iter().filter(|m| !declared.contains(&m.name.text)));
    syntax::Class {
        name: Name { text: source.name.as_str().into(), span: Span::NONE },
        usage: syntax::ClassUsage::Class,
        extends: Vec::new(),
        imports: Vec::new(),
        properties: Vec::new(),
        methods,
        metas: Vec::new(),
        meta_rules: syntax::MetaRules::default(),
        docs: None,
        span: source.span(),
    }
}

/// Compiles every class and function of a file, so that all mistakes are found at once.
pub fn check(registry: &Registry, declared: &Declared) {
    registry.class(declared.class);
    for class in &declared.classes {
        registry.class(*class);
    }
}

/// Compiles a file's statements. With `globals`, variables outlive it, and those named exist already.
pub fn script(
    registry: &Registry,
    declared: &Declared,
    body: &Block,
    globals: Option<&[Text]>,
) -> Rc<Code> {
    let around = Surroundings {
        class: Some(declared.class),
        scope: declared.scope.clone(),
        dialect: declared.scope.dialect(),
        functions: Some(declared.class),
        checked: true,
    };
    lower::script(registry, &around, body, globals)
}

/// Compiles one expression over data: register 0 is `$this`, 1 is `$`.
#[must_use]
pub fn expression(registry: &Registry, scope: Scope, expr: &syntax::Expr) -> Rc<Code> {
    let dialect = scope.dialect();
    let scope = Rc::new(scope);
    let around = Surroundings { class: None, scope, dialect, functions: None, checked: false };
    lower::expression(registry, &around, expr, &[]).0
}

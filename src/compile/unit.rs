//! The entry of the compiler: units are declared, then compiled.
//!
//! A unit is a file, a REPL input, or a package. Declaring adds its classes to the registry,
//! and its functions as static methods of a class of their own, so that units declared before
//! any is compiled see each other. Compiling finds all errors in its classes, functions and
//! statements at once.

pub(crate) mod live;
mod recovered;

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::recovered::ParseState;
use super::allow;
use super::caught;
pub(crate) use super::check::TypeHeader;
use super::check::{self, ClassFinder, Statements};
use super::class::{self, report_duplicates};
use super::ids::ClassId;
use super::ir::{self, Chunk};
use super::lower::{self, CodeContext, DataUse};
use super::meta::{self, MetaTarget};
use super::package::Package;
use super::registry::{ClassEntry, Registry};
use super::scope::Scope;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Source, Span};
use crate::syntax::{self, Block, Dialect, Expr, MethodUsage, Module, Text};

/// A file or REPL input as declared: what its statements need.
#[derive(Clone)]
pub struct Declared {
    /// The class of the file itself: its functions, and `$this` of its statements.
    pub class: ClassId,
    /// The classes it declares.
    pub classes: Vec<ClassId>,
    /// The scope in which its names are resolved.
    pub scope: Rc<Scope>,
}

/// Declares the classes and functions of a file; units compiled later see them too.
pub(crate) fn declare(registry: &Registry, source: &Source, module: &Module) -> Declared {
    declare_input(registry, source, module, Scope::of_module(module), Vec::new())
}

/// Declares a REPL input: in the scope of the session, with the functions of earlier inputs.
pub(crate) fn declare_input(
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
        methods,
        span: source.span(),
        ..syntax::Class::empty(source.name.as_str().into())
    }
}

/// A set of code that is compiled together.
pub(crate) enum Unit<'u> {
    /// A file or a REPL input: its classes, its functions, its statements.
    Script {
        /// What it declares.
        declared: &'u Declared,
        /// Its statements.
        body: &'u Block,
        /// The kind of storage for its variables.
        variables: Variables<'u>,
    },
    /// A package: each class of its manifest.
    Package(&'u Rc<Package>),
    /// Some classes of a package.
    Classes {
        /// The package.
        package: &'u Rc<Package>,
        /// Their names in its manifest.
        classes: &'u [Text],
    },
}

/// The storage for the variables of a script.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Variables<'u> {
    /// Registers, for the run of the script. `$args` and `$vars` are set before it.
    Local,
    /// Shared cells that outlive the script, as in the REPL; those named here exist already.
    Shared(&'u [Text]),
}

/// The result of compiling a unit.
pub(crate) struct CompiledUnit {
    /// Its statements; `None` for a package.
    pub code: Option<Rc<Chunk>>,
    /// Its errors and warnings, in order of position.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is said of names that nothing declares.
const NAMES: [Code; 5] = [
    codes::UNKNOWN_VARIABLE,
    codes::UNKNOWN_WORD,
    codes::UNKNOWN_CLASS,
    codes::UNKNOWN_FUNCTION,
    codes::UNKNOWN_METHOD,
];

/// Compiles a unit. `parsed` are the parser's diagnostics, which the result includes.
pub(crate) fn unit(registry: &Registry, unit: &Unit<'_>, parsed: Vec<Diagnostic>) -> CompiledUnit {
    let mut state = ParseState::of_unit(&parsed);
    let mut diagnostics = parsed;
    let code = match unit {
        Unit::Script { declared, body, variables } => {
            class(registry, declared.class);
            let code = script(registry, declared, body, *variables);
            // Classes of the core library that the unit needs are read now, not within a branch
            // of `parallel`.
            let needed = compile_needed(registry);
            state = ParseState::of_script(registry, &diagnostics);
            let own = caught::of_scripts(registry, &needed);
            caught::check(registry, &own, Some((body, &declared.scope)));
            let is_too_deep = registry.has_reported(codes::TOO_DEEP);
            diagnostics.extend(registry.take_diagnostics().into_iter().filter(|d| state.keeps(d)));
            // The types of what did not parse, or did not fit into one body, are unknown.
            if state.is_checked() && declared.scope.strict && !is_too_deep {
                let from = match variables {
                    Variables::Local => Statements::File,
                    Variables::Shared(_) => Statements::Conversation,
                };
                syntax::with_enough_stack(|| {
                    check::script(registry, declared.class, &own, body, from);
                });
                let found = registry.take_diagnostics().into_iter();
                diagnostics.extend(found.filter(|found| state.keeps_checked(found)));
            }
            Some(code)
        }
        Unit::Package(package) => {
            registry.take_diagnostics();
            for required in registry.missing_requirements(package) {
                registry.report(registry.missing_requirement(required));
            }
            check_classes(registry, package, package.manifest.classes.keys());
            None
        }
        Unit::Classes { package, classes } => {
            registry.take_diagnostics();
            check_classes(registry, package, classes.iter());
            None
        }
    };
    diagnostics.extend(registry.take_diagnostics().into_iter().filter(|d| state.keeps(d)));
    diagnostics.sort_by_key(|found| found.span);
    // What did not parse was not checked as a whole: its comments may allow what would be found.
    let judged = if state.is_whole() { sources_of(registry, unit) } else { Vec::new() };
    CompiledUnit { code, diagnostics: finished(registry, &judged, diagnostics) }
}

/// The diagnostics as they are reported: without repetition and what comments allow, with edits that fit the text. `judged` are the
/// sources that were checked as a whole.
fn finished(
    registry: &Registry,
    judged: &[Arc<Source>],
    found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut found = allow::apply(registry, judged, without_repetition(found));
    found.iter_mut().for_each(|found| found.verify_suggestions(&registry.sources));
    found
}

/// The sources of what a unit declares, all of which was checked.
fn sources_of(registry: &Registry, unit: &Unit<'_>) -> Vec<Arc<Source>> {
    let classes: Vec<ClassId> = match unit {
        Unit::Script { declared, .. } => registry.files_of(declared.class),
        Unit::Package(package) => {
            let names = package.manifest.classes.keys();
            names.filter_map(|name| registry.class_of(package, name)).collect()
        }
        // The file may declare further classes, which were not checked.
        Unit::Classes { .. } => Vec::new(),
    };
    let spans = classes.into_iter().map(|id| registry.entry(id).tree.span);
    spans.filter_map(|span| registry.sources.find(span)).collect()
}

/// Leaves out, of sorted diagnostics, what another one says better: the checker knows the class of an object whose method is
/// unknown, and reports after the lowering, which does not; an expression that is wrong needs no advice on its result.
fn without_repetition(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let last: FxHashMap<Span, usize> = diagnostics
        .iter()
        .enumerate()
        .filter(|(_, found)| found.code == codes::UNKNOWN_METHOD)
        .map(|(n, found)| (found.span, n))
        .collect();
    let errors: Vec<Span> =
        diagnostics.iter().filter(|found| found.is_error()).map(|found| found.span).collect();
    let is_wrong = |span: Span| {
        let from = errors.partition_point(|error| error.start < span.start);
        errors[from..].iter().take_while(|e| e.start < span.end).any(|e| e.end <= span.end)
    };
    let within = |code: Code| -> Vec<Span> {
        diagnostics.iter().filter(|found| found.code == code).map(|found| found.span).collect()
    };
    let unused = within(codes::RESULT_NOT_USED);
    let lambdas = within(codes::LAMBDA_PARAMETER);
    let in_lambda = |span: Span| lambdas.iter().any(|l| l.start <= span.start && span.end <= l.end);
    // `console.log(…)`: a class that does not exist has no methods either.
    let classes: FxHashSet<u32> =
        within(codes::UNKNOWN_CLASS).into_iter().map(|span| span.end + 1).collect();
    let is_kept = |(n, found): &(usize, Diagnostic)| match found.code {
        codes::UNKNOWN_VARIABLE | codes::UNKNOWN_WORD if in_lambda(found.span) => false,
        codes::UNKNOWN_METHOD if classes.contains(&found.span.start) => false,
        codes::UNKNOWN_METHOD => last[&found.span] == *n,
        codes::RESULT_NOT_USED => !is_wrong(found.span),
        // `$x = 1` sets nothing in YAML.
        codes::NEVER_SET => unused.iter().all(|span| span.start != found.span.start),
        _ => true,
    };
    diagnostics.into_iter().enumerate().filter(is_kept).map(|(_, found)| found).collect()
}

/// Compiles classes of a package.
fn check_classes<'n>(
    registry: &Registry,
    package: &Rc<Package>,
    names: impl Iterator<Item = &'n Text>,
) {
    let own: Vec<ClassId> = names.filter_map(|name| registry.class_of(package, name)).collect();
    registry.reporting_deferred(|| own.iter().for_each(|id| drop(class(registry, *id))));
    let own: Vec<Rc<ClassEntry>> = own.into_iter().map(|id| registry.entry(id)).collect();
    caught::check(registry, &own, None);
    syntax::with_enough_stack(|| check::package(registry, &own));
}

/// The diagnostics of an object model, as the tree of a literal. What is wrong with its classes is left to the loading of the model.
pub(crate) fn model(registry: &Registry, objects: &Expr, find: ClassFinder<'_>) -> Vec<Diagnostic> {
    registry.take_diagnostics();
    syntax::with_enough_stack(|| check::model(registry, objects, find));
    let source = registry.sources.find(objects.span).map(|source| source.span());
    let inside = |span: Span| source.is_some_and(|s| s.start <= span.start && span.end <= s.end);
    let mut found = registry.take_diagnostics();
    found.retain(|found| inside(found.span));
    found.iter_mut().for_each(|found| found.verify_suggestions(&registry.sources));
    found
}

/// Returns a compiled class, compiling it on first use. Its errors are added to the registry's
/// diagnostics.
pub(crate) fn class(registry: &Registry, id: ClassId) -> Rc<ir::Class> {
    let entry = registry.entry(id);
    if let Some(class) = entry.compiled.get() {
        return class.clone();
    }
    let before = registry.diagnostic_count();
    // A class of a package may be needed first within a branch of `parallel`, whose stack is small.
    let compiled = Rc::new(syntax::with_enough_stack(|| class::compile(registry, &entry)));
    registry.keep_failure(&entry, before);
    entry.compiled.get_or_init(|| compiled).clone()
}

/// Compiles every class that was asked for, and those that these ask for; returns them all. A class that merely stands in a file with
/// one of them is left alone: its errors are not errors of this unit.
fn compile_needed(registry: &Registry) -> Vec<ClassId> {
    let mut all = Vec::new();
    loop {
        let needed = registry.take_needed();
        if needed.is_empty() {
            return all;
        }
        needed.iter().for_each(|id| drop(class(registry, *id)));
        all.extend(needed);
    }
}

/// Compiles some of the statements of a script that was compiled as a whole before, which found its errors.
pub(crate) fn statements(
    registry: &Registry,
    declared: &Declared,
    body: &Block,
    variables: Variables<'_>,
) -> Rc<Chunk> {
    script(registry, declared, body, variables)
}

fn script(
    registry: &Registry,
    declared: &Declared,
    body: &Block,
    variables: Variables<'_>,
) -> Rc<Chunk> {
    let context = CodeContext {
        class: Some(declared.class),
        functions: Some(declared.class),
        checked: true,
        ..CodeContext::of_scope(declared.scope.clone())
    };
    let globals = match variables {
        Variables::Local => None,
        Variables::Shared(names) => Some(names),
    };
    lower::script(registry, &context, body, globals)
}

/// Compiles one expression over data: register 0 is `$this` (null), 1 is `$`, then one for each
/// of `variables`. Its errors are added to the registry's diagnostics.
pub(crate) fn expression(
    registry: &Registry,
    dialect: Dialect,
    expr: &Expr,
    variables: &[Text],
) -> (Rc<Chunk>, DataUse) {
    let strict = dialect == Dialect::Murano;
    let scope = Rc::new(Scope { strict, ..Scope::default() });
    let context = CodeContext { dialect, checked: strict, ..CodeContext::of_scope(scope) };
    lower::expression(registry, &context, expr, variables)
}

/// The metadata attached to the package that a class belongs to.
#[must_use]
pub(crate) fn package_metas(registry: &Registry, class: ClassId) -> Vec<Rc<ir::Meta>> {
    let Some(package) = registry.given_package(class) else { return Vec::new() };
    let scope = Rc::new(Scope { package: Some(package.id), ..Scope::default() });
    let context = CodeContext::of_scope(scope);
    meta::compile(registry, &context, MetaTarget::Package, &package.manifest.metas)
}

//! YAQL as a whole: every example of the library's tables, and tables of expressions with their results.

mod examples;
mod json;
mod reference;
mod vectors;

use std::rc::Rc;

use muranopl::compile::module;
use muranopl::compile::registry::Registry;
use muranopl::compile::scope::Scope;
use muranopl::compile::signature::Catalogue;
use muranopl::runtime::fault::{Fault, Outcome};
use muranopl::runtime::finalize::finalize;
use muranopl::runtime::function::Function;
use muranopl::runtime::options::Options;
use muranopl::runtime::overload::Overloads;
use muranopl::runtime::task::Waiter;
use muranopl::runtime::value::Value;
use muranopl::runtime::vm::Vm;
use muranopl::runtime::world::World;
use muranopl::source::Sources;
use muranopl::stdlib::Library;
use muranopl::syntax::{Dialect, ExpressionOptions, parse_expression_in};

/// The settings under which an expression is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Config {
    /// MuranoPL from 1.2 on.
    Murano12,
    /// MuranoPL up to 1.1: YAQL 0.2 over the standard functions.
    Murano10,
}

/// The name of the exception that reading or running raised, with its message.
type Raised = (String, String);

/// Evaluates an expression, with `data` as `$`.
fn evaluate(text: &str, data: Value, config: Config) -> Result<Value, Raised> {
    let sources = Sources::new();
    let source = sources.add("vector", text).expect("room for a source");
    let expr = parse_expression_in(&source, source.span(), ExpressionOptions::new(Dialect::Yaql))
        .map_err(|d| (reading_error(d.code.0).to_owned(), d.message))?;
    let legacy = config == Config::Murano10;
    let options = Options {
        limit_iterators: Some(2000),
        memory_quota: Some(524_288),
        iterable_dicts: legacy,
        legacy,
        ..Options::default()
    };
    let library = Library::shared(legacy);
    let catalogue: Rc<dyn Catalogue> = library.clone();
    let registry = Registry::new(Rc::new(sources), catalogue);
    let code = module::expression(&registry, Scope::default(), &expr);
    let overloads: Rc<dyn Overloads> = library;
    let world = Rc::new(World::new(registry, overloads, options));
    run(&world, &code, data)
        .map_err(|fault: Fault| (fault.name().to_owned(), fault.message.clone()))
}

fn run(world: &Rc<World>, code: &Rc<muranopl::compile::ir::Code>, data: Value) -> Outcome<Value> {
    let mut vm = Vm::new(world.clone(), Waiter::MAIN);
    let function = Function::link(world, code)?;
    let value = vm.run_code(&function, &[Value::Null, data])?;
    finalize(&mut vm, &value)
}

fn reading_error(code: &str) -> &'static str {
    match code {
        "E0003" => "YaqlLexicalException",
        code if code == muranopl::diag::codes::BAD_ESCAPE.0 => "UnicodeDecodeError",
        _ => "YaqlGrammarException",
    }
}

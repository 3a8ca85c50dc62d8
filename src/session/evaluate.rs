//! Single expressions over data: `murano eval`, and the vectors that hold YAQL to its specification.

use std::rc::Rc;

use super::Session;
use crate::compile::ir::Code;
use crate::compile::lower::{self, Surroundings};
use crate::compile::scope::Scope;
use crate::diag::{Diagnostic, has_errors};
use crate::runtime::fault::Outcome;
use crate::runtime::function::Function;
use crate::runtime::value::Value;
use crate::runtime::vm::Vm;
use crate::source::Source;
use crate::syntax::{self, Dialect, Text};

/// Which YAQL an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// YAQL alone.
    Plain,
    /// As in MuranoPL, with `is` and `:`.
    MuranoPl,
    /// As in `.murano`.
    Murano,
}

/// An expression that was read.
pub struct Expression {
    code: Rc<Code>,
}

impl Session {
    /// Reads an expression with the names of its variables.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn expression(
        &self,
        source: &Source,
        flavour: Flavour,
        delegates: bool,
        variables: &[Text],
    ) -> Result<Expression, Vec<Diagnostic>> {
        let dialect = match flavour {
            Flavour::Plain => Dialect::PlainYaql,
            Flavour::MuranoPl => Dialect::Yaql,
            Flavour::Murano => Dialect::Murano,
        };
        let options = syntax::ExpressionOptions { dialect, delegates };
        let expr =
            syntax::parse_expression_in(source, source.span(), options).map_err(|d| vec![d])?;
        let scope = Scope { strict: flavour == Flavour::Murano, ..Scope::default() };
        let around = Surroundings {
            class: None,
            scope: Rc::new(scope),
            dialect,
            functions: None,
            checked: flavour == Flavour::Murano,
        };
        let registry = &self.world().registry;
        let code = lower::expression(registry, &around, &expr, variables);
        let diagnostics = registry.take_diagnostics();
        if has_errors(&diagnostics) { Err(diagnostics) } else { Ok(Expression { code }) }
    }

    /// Evaluates an expression; `data` is `$`, `variables` in the order of their names. Lazy sequences are lists.
    ///
    /// # Errors
    ///
    /// The exception it raised.
    pub fn evaluate(
        &self,
        expression: &Expression,
        data: Value,
        variables: &[Value],
    ) -> Outcome<Value> {
        self.in_task(|vm| self.evaluate_in(vm, expression, data, variables))
    }

    /// The same on a machine that goes on: lazy sequences may be read.
    ///
    /// # Errors
    ///
    /// The exception it raised.
    pub fn evaluate_in(
        &self,
        vm: &mut Vm<'_>,
        expression: &Expression,
        data: Value,
        variables: &[Value],
    ) -> Outcome<Value> {
        let function = Function::link(&self.world, &expression.code)?;
        let mut args = vec![Value::Null, data];
        args.extend_from_slice(variables);
        vm.run_code(&function, &args)
    }
}

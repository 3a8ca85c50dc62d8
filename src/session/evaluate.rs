//! Evaluates single expressions over data, in each dialect of YAQL.
//!
//! ```
//! use muranopl::{Evaluator, Flavour, Value, YaqlOptions};
//!
//! let yaql = Evaluator::new(Flavour::Yaql, YaqlOptions::of(Flavour::Yaql));
//! let sum = yaql.read("expression", "$.sum() + $more", &["more".into()]).unwrap();
//! let data = Value::list(vec![Value::Int(1), Value::Int(2)]);
//! let found = yaql.evaluate(&sum, data, &[Value::Int(10)]).unwrap();
//! assert!(matches!(found, Value::Int(13)));
//! ```

use std::rc::Rc;

use super::Session;
use super::text_file::too_large;
use crate::compile::ir::Chunk;
use crate::compile::lower::DataUse;
use crate::compile::unit;
use crate::diag::{Diagnostic, codes, has_errors};
use crate::runtime::machine::finalize::finalize;
use crate::runtime::machine::function::Function;
use crate::runtime::options::Options;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::source::{Source, Sources};
use crate::stdlib;
use crate::syntax::tokens::{TokenKind, tokens};
use crate::syntax::{self, Dialect, Expr, Text};

/// The dialect of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// YAQL 3: `yaql`.
    Yaql,
    /// YAQL 3 with the functions of YAQL 0.2 shadowing its own: `yaql-legacy-functions`.
    YaqlLegacyFunctions,
    /// YAQL 0.2, grammar included: `=>` makes tuples, and dictionaries are iterable: `yaql-legacy`.
    YaqlLegacy,
    /// MuranoPL from 1.2 on: with `is` and `:`, but without the functions that need objects: `muranopl`.
    MuranoPl,
    /// MuranoPL 1.0 and 1.1: with the functions of YAQL 0.2 and iterable dictionaries: `muranopl-1.0`.
    MuranoPl10,
    /// `.murano`, with MuranoPL's functions: `murano`.
    Murano,
}

/// The dialects by name.
const NAMES: [(&str, Flavour); 6] = [
    ("yaql", Flavour::Yaql),
    ("yaql-legacy-functions", Flavour::YaqlLegacyFunctions),
    ("yaql-legacy", Flavour::YaqlLegacy),
    ("muranopl", Flavour::MuranoPl),
    ("muranopl-1.0", Flavour::MuranoPl10),
    ("murano", Flavour::Murano),
];

impl Flavour {
    /// The dialect of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(n, _)| *n == name).map(|(_, flavour)| *flavour)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, flavour)| *flavour == self).map_or("", |(name, _)| name)
    }

    /// The notation that an expression is written in: YAQL, or `.murano` if it is not YAQL, or if a string has a value in it, which YAQL
    /// takes for text.
    #[must_use]
    pub(crate) fn spelled(text: &str) -> Self {
        // The error of a text that is neither is that of the notation in which more of it is right.
        let (in_yaql, in_murano) = (Self::Yaql.error_in(text), Self::Murano.error_in(text));
        let is_murano = match (in_yaql, in_murano) {
            (None, None) => tokens(text).all.iter().any(|token| token.kind == TokenKind::Splice),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(yaql), Some(murano)) => murano > yaql,
        };
        if is_murano { Self::Murano } else { Self::Yaql }
    }

    /// The offset of the first error in a text; `None` if it is an expression.
    fn error_in(self, text: &str) -> Option<u32> {
        let sources = Sources::new();
        let source = sources.add("expression", text)?;
        let options = syntax::ExpressionOptions { dialect: self.dialect(), delegates: false };
        syntax::parse_expression_in(&source, source.span(), options).err().map(|e| e.span.start)
    }

    fn dialect(self) -> Dialect {
        match self {
            Flavour::Yaql | Flavour::YaqlLegacyFunctions | Flavour::YaqlLegacy => {
                Dialect::PlainYaql
            }
            Flavour::MuranoPl | Flavour::MuranoPl10 => Dialect::Yaql,
            Flavour::Murano => Dialect::Murano,
        }
    }

    fn is_legacy(self) -> bool {
        matches!(self, Flavour::YaqlLegacyFunctions | Flavour::YaqlLegacy | Flavour::MuranoPl10)
    }
}

/// The options of an evaluator.
/// See docs/language/yaql.md#options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct YaqlOptions {
    /// Most elements taken from one sequence; `None`: any number.
    pub limit_iterators: Option<usize>,
    /// Most bytes, roughly, of one value; `None`: any number.
    pub memory_quota: Option<usize>,
    /// Tuples in results become lists.
    pub convert_tuples_to_lists: bool,
    /// Sets in results become lists.
    pub convert_sets_to_lists: bool,
    /// `lambda()` and calls of values, `$(1)`, are allowed.
    pub delegates: bool,
}

impl YaqlOptions {
    /// The default options of a dialect.
    #[must_use]
    pub fn of(flavour: Flavour) -> Self {
        let (limited, murano) = match flavour {
            Flavour::Yaql | Flavour::YaqlLegacyFunctions | Flavour::YaqlLegacy => (false, false),
            Flavour::MuranoPl | Flavour::MuranoPl10 => (true, true),
            Flavour::Murano => (false, true),
        };
        Self {
            limit_iterators: limited.then_some(2000),
            memory_quota: limited.then_some(524_288),
            convert_tuples_to_lists: flavour != Flavour::YaqlLegacy,
            convert_sets_to_lists: murano,
            delegates: false,
        }
    }
}

/// Compiles and evaluates expressions of one dialect.
pub struct Evaluator {
    session: Session,
    flavour: Flavour,
}

/// A compiled expression, which can be evaluated many times.
pub struct Expression {
    code: Rc<Chunk>,
    data: DataUse,
}

impl Expression {
    /// Returns whether the data may be a sequence that can be iterated only once.
    #[must_use]
    pub fn reads_data_once(&self) -> bool {
        self.data.reads <= 1 && !self.data.indexed
    }

    /// Returns whether it uses the data at all.
    #[must_use]
    pub(crate) fn reads_data(&self) -> bool {
        self.data.reads > 0 || self.data.indexed
    }
}

impl Evaluator {
    /// An evaluator for a dialect.
    #[must_use]
    pub fn new(flavour: Flavour, options: YaqlOptions) -> Self {
        let session = Session::with(Options {
            limit_iterators: options.limit_iterators,
            memory_quota: options.memory_quota,
            // YAQL 0.2 never converts tuples.
            tuples_to_lists: options.convert_tuples_to_lists && flavour != Flavour::YaqlLegacy,
            sets_to_lists: options.convert_sets_to_lists,
            iterable_dicts: matches!(flavour, Flavour::YaqlLegacy | Flavour::MuranoPl10),
            legacy: flavour.is_legacy(),
            delegates: options.delegates,
            murano: flavour == Flavour::Murano,
            original: flavour != Flavour::Murano,
            ..Options::default()
        });
        Self::in_session(session, flavour)
    }

    /// An evaluator in an existing session, whose settings decide which functions exist.
    #[must_use]
    pub fn in_session(session: Session, flavour: Flavour) -> Self {
        Self { session, flavour }
    }

    /// The session that expressions run in.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Compiles an expression with the names of its variables.
    ///
    /// # Errors
    ///
    /// The errors in it; [`exception_of`] names the exception that YAQL raises for one.
    pub fn read(
        &self,
        name: &str,
        text: &str,
        variables: &[Text],
    ) -> Result<Expression, Vec<Diagnostic>> {
        let Some(source) = self.session.sources().add(name, text) else {
            return Err(vec![too_large(name)]);
        };
        let expr = self.tree(&source).map_err(|found| vec![found])?;
        let dialect = self.flavour.dialect();
        let registry = &self.session.runtime().registry;
        let (code, data) = unit::expression(registry, dialect, &expr, variables);
        let diagnostics = registry.take_diagnostics();
        if has_errors(&diagnostics) {
            let hinted = diagnostics.into_iter().map(|found| match self.murano_hint(&found) {
                Some(hint) => found.hint(hint),
                None => found,
            });
            return Err(hinted.collect());
        }
        Ok(Expression { code, data })
    }

    /// A hint if MuranoPL has the function that was not found, and the dialect is another.
    fn murano_hint(&self, found: &Diagnostic) -> Option<String> {
        let is_call = matches!(
            found.code,
            codes::NO_OVERLOAD | codes::UNKNOWN_FUNCTION | codes::UNKNOWN_METHOD
        );
        if !is_call || self.session.runtime().options.murano {
            return None;
        }
        // The message of a call that fails quotes the function's name first.
        let name = found.message.split('`').nth(1)?;
        let row = stdlib::murano_function(name)?;
        let (_, parameters) = row.signature.split_once(name)?;
        Some(format!(
            "`{name}{parameters}` is a function of MuranoPL, which YAQL alone does not have: `murano eval --murano` does"
        ))
    }

    fn tree(&self, source: &Source) -> Result<Expr, Diagnostic> {
        let dialect = self.flavour.dialect();
        let delegates = self.session.runtime().options.delegates;
        let options = syntax::ExpressionOptions { dialect, delegates };
        if self.flavour == Flavour::YaqlLegacy {
            syntax::parse_legacy_expression(source, source.span(), options)
        } else {
            syntax::parse_expression_in(source, source.span(), options)
        }
    }

    /// Evaluates an expression; `data` is `$`, `variables` in the order of their names. Lazy sequences are
    /// materialized; sets and tuples are converted as the options say.
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
        let value = self.evaluate_lazily(expression, data, variables)?;
        self.session.in_task(|vm| finalize(vm, &value))
    }

    /// Evaluates an expression without materializing a lazy result.
    ///
    /// # Errors
    ///
    /// The exception it raised.
    pub fn evaluate_lazily(
        &self,
        expression: &Expression,
        data: Value,
        variables: &[Value],
    ) -> Outcome<Value> {
        let found = self.session.in_task(|vm| {
            let function = Function::link(vm.runtime(), &expression.code)?;
            let mut args = vec![Value::Null, data];
            args.extend_from_slice(variables);
            vm.run_code(&function, &args)
        });
        found.map_err(|fault| {
            let hint = self.murano_hint(&fault.report());
            fault.hint_if(hint)
        })
    }
}

/// The full name of the exception that YAQL raises for an invalid expression.
#[must_use]
pub(crate) fn exception_of(found: &Diagnostic) -> &'static str {
    match found.code {
        codes::LEXICAL => "yaql.language.exceptions.YaqlLexicalException",
        codes::BAD_ESCAPE => "UnicodeDecodeError",
        codes::UNKNOWN_FUNCTION => "yaql.language.exceptions.NoFunctionRegisteredException",
        codes::UNKNOWN_METHOD => "yaql.language.exceptions.NoMethodRegisteredException",
        codes::NO_OVERLOAD => "yaql.language.exceptions.NoMatchingFunctionException",
        _ => "yaql.language.exceptions.YaqlGrammarException",
    }
}

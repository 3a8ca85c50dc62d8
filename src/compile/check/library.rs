//! Calls of library functions: whether some overload takes a receiver of the known type, and what well-known ones return.
//! See docs/language/yaql.md#call-resolution.

use super::checker::Checker;
use super::types::KnownType;
use crate::compile::foreign_names;
use crate::compile::lower;
use crate::compile::signature::{self, CallKind, Mismatch, Signature, Type as Parameter};
use crate::compile::walk;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Name};

/// Methods that give a string for every receiver that they accept.
const TEXT_METHODS: &[&str] = &[
    "toUpper",
    "toLower",
    "trim",
    "trimLeft",
    "trimRight",
    "replace",
    "substring",
    "format",
    "join",
];

/// Overloads that a message shows.
const MOST_CANDIDATES: usize = 4;

/// Methods whose lambdas are called with one item of the list at a time.
const ITEM_METHODS: &[&str] = &[
    "select",
    "where",
    "orderBy",
    "orderByDescending",
    "any",
    "all",
    "takeWhile",
    "skipWhile",
    "selectMany",
    "groupBy",
    "indexWhere",
    "lastIndexWhere",
    "splitWhere",
    "sliceWhere",
    "toDict",
];

/// Methods that give a list of the same items.
const FILTERS: &[&str] =
    &["where", "orderBy", "orderByDescending", "toList", "reverse", "skip", "take", "limit"];

/// Methods that give an integer.
const COUNTING_METHODS: &[&str] = &["len", "count", "indexOf", "lastIndexOf"];

/// Methods that give a boolean.
const TESTING_METHODS: &[&str] =
    &["startsWith", "endsWith", "containsKey", "containsValue", "any", "all", "isEmpty", "matches"];

impl<'t> Checker<'_, 't> {
    /// A call of a library method on a value that is no object. Its arguments are lambdas or values.
    pub(super) fn library_method(
        &mut self,
        target: &Expr,
        receiver: &KnownType,
        name: &Name,
        args: &'t [Arg],
        span: Span,
    ) -> KnownType {
        let item = match receiver.required() {
            KnownType::List(item) if ITEM_METHODS.contains(&&*name.text) => (**item).clone(),
            _ => KnownType::Any,
        };
        self.library_arguments(&name.text, args, item);
        if *receiver == KnownType::Any || self.members.is_extension(&name.text) {
            return KnownType::Any;
        }
        if self.is_unknown(&name.text) {
            self.report(self.no_such_method(target, receiver, name));
            return KnownType::Any;
        }
        if self.is_missing(&name.text) {
            self.missing_method(receiver, name);
            return KnownType::Any;
        }
        if !self.accepts_receiver(receiver, name) {
            self.report(self.refused_receiver(target, receiver, name));
            return KnownType::Any;
        }
        if let Some(found) = self.refused_arguments(name, args, span) {
            self.report(found);
        }
        result(&name.text, receiver)
    }

    /// Whether the library has no method of a name, though a class has. One that nobody has is reported when the call is lowered.
    fn is_unknown(&self, name: &str) -> bool {
        let overloads = self.catalogue.overloads(name);
        overloads.iter().all(|o| o.kind == CallKind::Function)
            && self.registry.method_names(name).is_none()
    }

    fn no_such_method(&self, target: &Expr, receiver: &KnownType, name: &Name) -> Diagnostic {
        let found = receiver.describe(self.registry);
        let is_item = matches!(&target.kind, ExprKind::Var(variable) if variable.is_empty());
        let message = format!("{found} has no method `{}`", name.text);
        let hint = match receiver {
            KnownType::Null => {
                Some("the value is null; `?.` returns null instead of this error".to_owned())
            }
            _ if is_item && self.in_lambda && self.has_member(&name.text) => {
                Some(format!("`$` is the item here; of the object it is `$this.{}(…)`", name.text))
            }
            _ => foreign_names::method(&name.text).map(str::to_owned),
        };
        Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message).hint_if(hint)
    }

    /// The report on a call whose arguments no overload takes: too many, too few, of a wrong name or kind.
    fn refused_arguments(&self, name: &Name, args: &[Arg], span: Span) -> Option<Diagnostic> {
        let overloads = self.catalogue.overloads(&name.text);
        let shape = lower::shape(CallKind::Method, args, self.scope.strict);
        match signature::matches(&overloads, CallKind::Method, &shape) {
            Err(Mismatch::NoneMatches) => {}
            _ => return None,
        }
        let message = format!("no overload of `{}` accepts these arguments", name.text);
        let found = Diagnostic::error(codes::NO_OVERLOAD, span, message);
        let objections = signature::objections(&overloads, CallKind::Method, &shape);
        let hints = objections.iter().take(MOST_CANDIDATES).map(|(signature, objection)| {
            format!("{}: {}", signature::shown(signature), objection.text(signature, &shape))
        });
        Some(hints.fold(found, Diagnostic::hint))
    }

    /// The arguments of a library call: where a parameter is a lambda, `$` is an item.
    pub(super) fn library_arguments(&mut self, name: &str, args: &'t [Arg], item: KnownType) {
        let overloads = self.catalogue.overloads(name);
        let lazy = overloads.iter().any(|o| o.parameters.iter().any(|p| p.ty.is_lazy()));
        if lazy {
            self.with_item(item, |checker| checker.arguments(args));
        } else {
            self.arguments(args);
        }
    }

    /// Whether an overload of a method may take the receiver.
    fn accepts_receiver(&self, receiver: &KnownType, name: &Name) -> bool {
        let overloads = self.catalogue.overloads(&name.text);
        let methods: Vec<&std::rc::Rc<Signature>> =
            overloads.iter().filter(|o| o.kind != CallKind::Function).collect();
        if methods.is_empty() {
            return true;
        }
        methods.iter().any(|method| match method.parameters.first() {
            Some(parameter) => {
                takes(parameter.ty, receiver) || parameter.nullable && *receiver == KnownType::Null
            }
            None => true,
        })
    }

    fn refused_receiver(&self, target: &Expr, receiver: &KnownType, name: &Name) -> Diagnostic {
        let found = receiver.describe(self.registry);
        let (message, hint) = if *receiver == KnownType::Null {
            (
                format!("`{}` is called on null", name.text),
                "this expression is always null".to_owned(),
            )
        } else {
            let takers = self.receivers_of(&name.text);
            (
                format!("{found} has no method `{}`", name.text),
                format!("`{}` is a method of {takers}", name.text),
            )
        };
        Diagnostic::error(codes::NO_OVERLOAD, name.span, message)
            .label(target.span, format!("this is {found}"))
            .hint(hint)
    }

    /// "strings and lists".
    fn receivers_of(&self, name: &str) -> String {
        let overloads = self.catalogue.overloads(name);
        let mut kinds: Vec<&str> = Vec::new();
        for method in overloads.iter().filter(|o| o.kind != CallKind::Function) {
            if let Some(kind) = method.parameters.first().map(|p| plural(p.ty))
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        kinds.join(" and ")
    }

    /// The type of a call of a library function.
    pub(super) fn library_function(&mut self, name: &str, args: &'t [Arg]) -> KnownType {
        self.library_arguments(name, args, KnownType::Any);
        match name {
            "str" | "typename" => KnownType::Str,
            "len" => KnownType::Int,
            "isString" | "isInteger" | "isNumber" | "isBoolean" | "isList" | "isDict" | "isSet"
            | "isObject" => KnownType::Bool,
            _ => KnownType::Any,
        }
    }
}

impl KnownType {
    /// Whether a parameter of a library function takes values of the type.
    pub(crate) fn is_taken_by(&self, parameter: Parameter) -> bool {
        takes(parameter, self)
    }
}

/// Whether a parameter's type may take a value of a known type.
fn takes(parameter: Parameter, given: &KnownType) -> bool {
    match given.required() {
        KnownType::Any => true,
        KnownType::Null => false,
        KnownType::Bool => matches!(
            parameter,
            Parameter::Any | Parameter::Bool | Parameter::Int | Parameter::Lambda
        ),
        KnownType::Int => matches!(
            parameter,
            Parameter::Any
                | Parameter::Int
                | Parameter::StrictInt
                | Parameter::Number
                | Parameter::Lambda
        ),
        KnownType::Float => {
            matches!(parameter, Parameter::Any | Parameter::Number | Parameter::Lambda)
        }
        KnownType::Str => matches!(
            parameter,
            Parameter::Any | Parameter::Str | Parameter::Word | Parameter::Lambda
        ),
        KnownType::List(_) => !is_scalar(parameter) && parameter != Parameter::Map,
        // In older formats dictionaries are iterable.
        KnownType::Dict(_) => {
            !is_scalar(parameter) && !matches!(parameter, Parameter::List | Parameter::Tuple)
        }
        KnownType::Object { .. } => {
            matches!(parameter, Parameter::Any | Parameter::Object | Parameter::Lambda)
        }
        KnownType::Class(_) | KnownType::Exception | KnownType::Optional(_) => true,
    }
}

/// Whether a parameter takes single values only: no lists and no dictionaries.
fn is_scalar(parameter: Parameter) -> bool {
    matches!(
        parameter,
        Parameter::Str
            | Parameter::Int
            | Parameter::StrictInt
            | Parameter::Number
            | Parameter::Bool
            | Parameter::Regex
            | Parameter::DateTime
            | Parameter::TimeSpan
            | Parameter::Object
    )
}

fn plural(ty: Parameter) -> &'static str {
    match ty {
        Parameter::Str => "strings",
        Parameter::Int | Parameter::StrictInt => "integers",
        Parameter::Number => "numbers",
        Parameter::Bool => "booleans",
        Parameter::Map => "dictionaries",
        Parameter::List | Parameter::Tuple | Parameter::Iterable | Parameter::Ordered => "lists",
        Parameter::Iterator | Parameter::Ordering => "sequences",
        Parameter::Set => "sets",
        Parameter::DateTime => "dates",
        Parameter::TimeSpan => "time spans",
        Parameter::Regex => "regular expressions",
        Parameter::Object => "objects",
        _ => "values",
    }
}

/// What a method of the library returns, where that is certain.
fn result(name: &str, receiver: &KnownType) -> KnownType {
    match receiver.required() {
        KnownType::Str if TEXT_METHODS.contains(&name) => KnownType::Str,
        KnownType::Str | KnownType::List(_) if COUNTING_METHODS.contains(&name) => KnownType::Int,
        KnownType::Str | KnownType::List(_) | KnownType::Dict(_)
            if TESTING_METHODS.contains(&name) =>
        {
            KnownType::Bool
        }
        KnownType::List(_) if name == "join" => KnownType::Str,
        KnownType::List(item) if FILTERS.contains(&name) => KnownType::List(item.clone()),
        _ => KnownType::Any,
    }
}

/// Whether a call of the library has no effect but its result, as far as its arguments show.
pub(super) fn is_pure(args: &[Arg]) -> bool {
    let mut pure = true;
    walk::arguments(args, &mut |arg| {
        walk::expressions(arg, &mut |part| {
            pure &= !matches!(
                part.kind,
                ExprKind::Call { .. }
                    | ExprKind::MethodCall { .. }
                    | ExprKind::Invoke { .. }
                    | ExprKind::New { .. }
                    | ExprKind::Super { .. }
            );
        });
    });
    pure
}

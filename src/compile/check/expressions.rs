//! The types of expressions, and the errors in them.

use std::rc::Rc;

use super::checker::Checker;
use super::members::DeclaredMethod;
use super::types::KnownType;
use crate::compile::foreign_names;
use crate::compile::ids::ClassId;
use crate::compile::signature::CallKind;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{
    Arg, BinaryOp, Entry, Expr, ExprKind, MethodUsage, Name, Piece, PropertyUsage, Text, TypeName,
    UnaryOp,
};

impl<'t> Checker<'_, 't> {
    /// The type of an expression; errors in it are reported.
    pub(super) fn expression(&mut self, expr: &'t Expr) -> KnownType {
        // Type inference from the inside out. Every subexpression is visited exactly once, also
        // where its type does not matter, because visiting reports its errors.
        match &expr.kind {
            ExprKind::Null => KnownType::Null,
            ExprKind::Bool(_) => KnownType::Bool,
            ExprKind::Int(_) | ExprKind::BigInt(_) => KnownType::Int,
            ExprKind::Float(_) => KnownType::Float,
            ExprKind::Str(text) => {
                self.uninterpolated(text, expr.span);
                KnownType::Str
            }
            ExprKind::Interpolated(pieces) => {
                for piece in pieces {
                    if let Piece::Expr(part) = piece {
                        self.expression(part);
                    }
                }
                KnownType::Str
            }
            ExprKind::Word(_) | ExprKind::TypeName(_) => self.class_named(expr),
            ExprKind::Var(name) => self.variable(name),
            ExprKind::List(args) => KnownType::List(Rc::new(self.items(args))),
            ExprKind::Map(entries) => {
                self.entries(entries);
                KnownType::Dict(literal_keys(entries))
            }
            ExprKind::Index { target, args } => self.index(target, args),
            ExprKind::Member { target, name, .. } => self.member(target, name),
            ExprKind::Call { name, args } => self.function_call(name, args, expr.span),
            ExprKind::MethodCall { target, name, args, safe } => {
                let receiver = self.expression(target);
                if *safe && receiver == KnownType::Null {
                    self.library_arguments(&name.text, args, KnownType::Any);
                    return KnownType::Null;
                }
                self.method_call(target, &receiver, name, args, expr.span)
            }
            ExprKind::Dot { target, member, .. } => {
                self.expression(target);
                self.rebinding(member);
                KnownType::Any
            }
            ExprKind::Invoke { callee, args } => {
                self.expression(callee);
                self.arguments(args);
                KnownType::Any
            }
            ExprKind::Unary(op, operand) => self.unary(*op, operand),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, expr.span),
            ExprKind::Paren(inner) => self.expression(inner),
            ExprKind::New { class, entries } => self.new_object(class, entries, expr.span),
            ExprKind::Super { name, args } => self.super_call(name, args, expr.span),
            ExprKind::If { condition, then, otherwise } => {
                self.expression(condition);
                let then = self.narrowed(condition, true, |checker| checker.expression(then));
                let otherwise =
                    self.narrowed(condition, false, |checker| checker.expression(otherwise));
                then.join(otherwise)
            }
            ExprKind::Error => KnownType::Any,
        }
    }

    /// The type of an expression that is checked elsewhere: reports nothing, and needs no lifetime of its own.
    pub(super) fn type_of(&mut self, expr: &Expr) -> KnownType {
        // The same types without the visit: an expression that `expression` visits as well must
        // not be reported twice.
        match &expr.kind {
            ExprKind::Null => KnownType::Null,
            ExprKind::Bool(_) => KnownType::Bool,
            ExprKind::Int(_) | ExprKind::BigInt(_) => KnownType::Int,
            ExprKind::Float(_) => KnownType::Float,
            ExprKind::Str(_) | ExprKind::Interpolated(_) => KnownType::Str,
            ExprKind::List(_) => KnownType::List(Rc::new(KnownType::Any)),
            ExprKind::Map(entries) => KnownType::Dict(literal_keys(entries)),
            ExprKind::Var(name) => self.variable(name),
            ExprKind::Paren(inner) => self.type_of(inner),
            ExprKind::New { class, .. } => match self.registry.lookup(class, &self.scope) {
                Some(class) => KnownType::Object { class, exact: true },
                None => KnownType::Any,
            },
            ExprKind::Unary(UnaryOp::Minus, operand) => self.type_of(operand),
            ExprKind::Member { target, name, .. } => match self.type_of(target).required() {
                KnownType::Object { class, .. } => self
                    .members
                    .property(*class, &name.text)
                    .map_or(KnownType::Any, |p| p.ty(self.registry)),
                _ => KnownType::Any,
            },
            _ => KnownType::Any,
        }
    }

    /// Runs a check whose reports are dropped.
    pub(super) fn quietly<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        self.expected_failures += 1;
        let result = check(self);
        self.expected_failures -= 1;
        result
    }

    /// Checks arguments without known parameters.
    pub(super) fn arguments(&mut self, args: &'t [Arg]) {
        for arg in args {
            match arg {
                Arg::Positional(value) | Arg::Named(_, value) => drop(self.expression(value)),
                Arg::Skipped(_) => {}
            }
        }
    }

    fn items(&mut self, args: &'t [Arg]) -> KnownType {
        let mut joined = None;
        for arg in args {
            let ty = match arg {
                Arg::Positional(value) => self.expression(value),
                Arg::Named(_, value) => {
                    self.expression(value);
                    KnownType::Any
                }
                Arg::Skipped(_) => KnownType::Any,
            };
            joined = Some(match joined {
                None => ty,
                Some(before) => KnownType::join(before, ty),
            });
        }
        joined.unwrap_or(KnownType::Any)
    }

    fn class_named(&self, expr: &Expr) -> KnownType {
        let named = match &expr.kind {
            ExprKind::Word(word) => TypeName { prefix: None, name: word.clone(), span: expr.span },
            ExprKind::TypeName(name) => name.clone(),
            _ => return KnownType::Any,
        };
        if !self.scope.strict {
            return KnownType::Any;
        }
        self.registry.lookup(&named, &self.scope).map_or(KnownType::Any, KnownType::Class)
    }

    fn variable(&self, name: &str) -> KnownType {
        match name {
            "" => self.item.clone(),
            "this" => self.this(),
            _ if self.rebound > 0 => KnownType::Any,
            _ => self.variables.get(name).map_or(KnownType::Any, |variable| variable.ty.clone()),
        }
    }

    fn index(&mut self, target: &'t Expr, args: &'t [Arg]) -> KnownType {
        let ty = self.expression(target);
        self.with_item(KnownType::Any, |checker| checker.arguments(args));
        match (ty.required(), args) {
            (KnownType::List(item), [Arg::Positional(at)])
                if self.type_of(at) == KnownType::Int =>
            {
                (**item).clone()
            }
            _ => KnownType::Any,
        }
    }

    /// `target.name`: a property of an object, or of each object of a list.
    fn member(&mut self, target: &'t Expr, name: &Name) -> KnownType {
        let ty = self.expression(target);
        match ty.required() {
            KnownType::Object { class, exact } => {
                if let Some(property) = self.members.property(*class, &name.text) {
                    return property.ty(self.registry);
                }
                // What the class's own code reads of its object is checked when it is lowered.
                if !self.is_own_object(target) {
                    self.unknown_member(*class, *exact, name);
                }
                KnownType::Any
            }
            KnownType::List(item) => match item.required() {
                KnownType::Object { class, .. } => {
                    match self.members.property(*class, &name.text) {
                        Some(property) => KnownType::List(Rc::new(property.ty(self.registry))),
                        None => KnownType::Any,
                    }
                }
                KnownType::Bool | KnownType::Int | KnownType::Float | KnownType::Str => {
                    let item = item.required().clone();
                    self.no_member(&item, target, name)
                }
                _ => KnownType::Any,
            },
            scalar @ (KnownType::Bool | KnownType::Int | KnownType::Float | KnownType::Str) => {
                let scalar = scalar.clone();
                self.no_member(&scalar, target, name)
            }
            KnownType::Dict(Some(keys)) if !keys.contains(&name.text) => {
                let keys = keys.clone();
                self.no_key(&keys, target, name)
            }
            KnownType::Any if self.is_file_object(target) => self.no_object_here(target, name),
            _ => KnownType::Any,
        }
    }

    /// A member of text, of a number or of a boolean, which have none.
    fn no_member(&mut self, ty: &KnownType, target: &Expr, name: &Name) -> KnownType {
        let found = ty.describe(self.registry);
        let message = format!("{found} has no property `{}`", name.text);
        let is_item = matches!(&target.kind, ExprKind::Var(variable) if variable.is_empty());
        let of_object = is_item && self.has_member(&name.text);
        let overloads = self.registry.catalogue.overloads(&name.text);
        let hint = if of_object {
            Some(format!("`$` is the item here; of the object it is `$this.{}`", name.text))
        } else if overloads.iter().any(|o| o.kind != CallKind::Function) {
            Some(format!("a method is called with brackets: `.{}()`", name.text))
        } else {
            foreign_names::method(&name.text).map(str::to_owned)
        };
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                .label(target.span, format!("this is {found}"))
                .hint_if(hint),
        );
        KnownType::Any
    }

    /// Whether `$this` has a member of a name.
    pub(super) fn has_member(&self, name: &str) -> bool {
        match self.this() {
            KnownType::Object { class, .. } => {
                self.members.property(class, name).is_some()
                    || self.members.method(class, name).is_some()
            }
            _ => false,
        }
    }

    fn no_key(&mut self, keys: &[Text], target: &Expr, name: &Name) -> KnownType {
        let message = format!("the dictionary has no key `{}`", name.text);
        let near = suggest::did_you_mean(&name.text, keys.iter().map(|k| &**k));
        let all: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        let hint = near.unwrap_or_else(|| match all.as_slice() {
            [] => "it is empty".to_owned(),
            all => format!("its keys are {}", all.join(", ")),
        });
        self.report(
            Diagnostic::error(codes::MISSING_KEY, name.span, message)
                .label(target.span, "this dictionary")
                .hint(hint),
        );
        KnownType::Any
    }

    /// Whether an expression is the object whose code this is.
    fn is_own_object(&self, target: &Expr) -> bool {
        match &target.kind {
            ExprKind::Var(name) => &**name == "this" || name.is_empty() && !self.in_lambda,
            _ => false,
        }
    }

    /// Whether an expression is `$` or `$this` in a function of a file, where there is no object.
    fn is_file_object(&self, target: &Expr) -> bool {
        let in_function = self.method.is_some() && self.registry.entry(self.class).is_file();
        let is_this = matches!(&target.kind, ExprKind::Var(name) if &**name == "this")
            || matches!(&target.kind, ExprKind::Var(name) if name.is_empty() && !self.in_lambda);
        in_function && is_this && self.scope.strict
    }

    fn no_object_here(&mut self, target: &Expr, name: &Name) -> KnownType {
        let message = format!("a function has no object whose `{}` this could be", name.text);
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, target.span.to(name.span), message)
                .hint("give the value to the function as an argument"),
        );
        KnownType::Any
    }

    /// A member that no property of the class is called.
    fn unknown_member(&mut self, class: ClassId, exact: bool, name: &Name) {
        let entry = self.registry.entry(class);
        if let Some(method) = self.members.method(class, &name.text) {
            let message = format!(
                "`{}` is a method of `{}`: it is called with brackets",
                name.text, entry.name
            );
            self.report(
                Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                    .label(method.tree.name.span, "declared here")
                    .hint(format!("write `.{}()`", name.text)),
            );
            return;
        }
        // The class's own code may read what its methods set.
        if !self.scope.strict || self.members.may_have(class, exact, &name.text) {
            return;
        }
        let known = self.registry.given_names(class);
        let message = format!("`{}` has no property `{}`", entry.name, name.text);
        let near = suggest::did_you_mean(&name.text, known.iter().map(|n| &**n));
        self.report(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message)
                .label(entry.tree.name.span, "the class")
                .hint_if(near),
        );
    }

    /// `name(args)`: a function of the file, or one of the library.
    fn function_call(&mut self, name: &Name, args: &'t [Arg], span: Span) -> KnownType {
        let file = self.registry.entry(self.class).functions.get();
        let declared = file.and_then(|file| self.registry.function_file(file, &name.text));
        if let Some(method) = declared.and_then(|f| self.members.method(f, &name.text)) {
            return self.call(&method, 0, args, span);
        }
        self.library_function(&name.text, args)
    }

    /// `target.name(args)`.
    pub(super) fn method_call(
        &mut self,
        target: &'t Expr,
        receiver: &KnownType,
        name: &Name,
        args: &'t [Arg],
        span: Span,
    ) -> KnownType {
        // Calls on objects and classes are resolved by their declarations, calls on other
        // values by the library. A null receiver is left to the library, where its functions
        // decide whether they accept null.
        match receiver {
            KnownType::Object { class, exact } => {
                self.call_on_object(*class, *exact, name, args, span)
            }
            KnownType::Class(class) => self.call_on_class(*class, name, args, span),
            KnownType::Optional(inner) => {
                let inner = (**inner).clone();
                self.method_call(target, &inner, name, args, span)
            }
            KnownType::Null
            | KnownType::Bool
            | KnownType::Int
            | KnownType::Float
            | KnownType::Str
            | KnownType::List(_)
            | KnownType::Dict(_) => {
                if self.is_function_of_file(name) {
                    return self.function_as_method(target, name, args);
                }
                self.library_method(target, receiver, name, args, span)
            }
            KnownType::Any => {
                self.library_arguments(&name.text, args, KnownType::Any);
                KnownType::Any
            }
        }
    }

    fn call_on_object(
        &mut self,
        class: ClassId,
        exact: bool,
        name: &Name,
        args: &'t [Arg],
        span: Span,
    ) -> KnownType {
        let rivals = self.members.rivals(class, &name.text);
        if !rivals.is_empty() {
            self.arguments(args);
            self.ambiguous_method(class, &rivals, name);
            return KnownType::Any;
        }
        match self.members.method(class, &name.text) {
            Some(method) if method.tree.usage == MethodUsage::Runtime => {
                if exact {
                    self.implemented(class, &method, name);
                }
                let found = self.call(&method, 0, args, span);
                let overridden = !exact && self.is_overridden(class, &method);
                // What overrides it may return something where this one returns nothing.
                if overridden && found == KnownType::Null { KnownType::Any } else { found }
            }
            Some(_) => {
                self.arguments(args);
                KnownType::Any
            }
            None => {
                self.library_arguments(&name.text, args, KnownType::Any);
                self.unknown_method(class, exact, name);
                KnownType::Any
            }
        }
    }

    /// A method that several parents declare, called on an object of a class that does not choose.
    fn ambiguous_method(&mut self, class: ClassId, rivals: &[DeclaredMethod], name: &Name) {
        if !self.scope.strict {
            return;
        }
        let declarers: Vec<String> =
            rivals.iter().map(|method| format!("`{}`", method.entry.name)).collect();
        let message = format!("`{}` is declared by {}", name.text, declarers.join(" and by "));
        let mut found = Diagnostic::error(codes::AMBIGUOUS, name.span, message);
        for method in rivals {
            found = found.label(method.tree.name.span, "declared here");
        }
        let class = self.registry.entry(class).name.clone();
        self.report(found.hint(format!("declare `{}` in `{class}` itself to decide", name.text)));
    }

    /// A method that the class of the object only declares. Built-in classes may implement theirs outside of the language.
    fn implemented(&mut self, class: ClassId, method: &DeclaredMethod, name: &Name) {
        if method.tree.body.is_some() || method.entry.scope.package.is_some() {
            return;
        }
        // What a built-in class declares may be implemented outside of the language for its subclasses, too.
        let overridden = self.members.inherited(method.entry.id, &name.text);
        if overridden.is_some_and(|above| self.registry.is_core(above.entry.id)) {
            return;
        }
        let entry = self.registry.entry(class);
        let message = format!("`{}` does not implement `{}`", entry.name, name.text);
        self.report(
            Diagnostic::error(codes::ABSTRACT, name.span, message)
                .label(
                    method.tree.name.span,
                    format!("`{}` declares it without a body", method.entry.name),
                )
                .hint(format!("add `{}(…) {{ … }}` to `{}`", name.text, entry.name)),
        );
    }

    fn is_overridden(&self, class: ClassId, method: &DeclaredMethod) -> bool {
        self.members.descendants(class).into_iter().any(|below| {
            self.members
                .method(below, &method.tree.name.text)
                .is_some_and(|found| !Rc::ptr_eq(&found.tree, &method.tree))
        })
    }

    /// A method that neither the class nor the library has. A name that nobody has is reported when the call is lowered.
    fn unknown_method(&mut self, class: ClassId, exact: bool, name: &Name) {
        let overloads = self.registry.catalogue.overloads(&name.text);
        let library = overloads.iter().any(|o| o.kind != CallKind::Function);
        if library
            || self.members.is_extension(&name.text)
            || self.members.may_have(class, exact, &name.text)
        {
            return;
        }
        let entry = self.registry.entry(class);
        let mut known = Vec::new();
        for entry in self.members.lineage(class) {
            known.extend(entry.tree.methods.iter().map(|m| m.name.text.clone()));
        }
        let message = format!("`{}` has no method `{}`", entry.name, name.text);
        let found = Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message)
            .label(entry.tree.name.span, "the class")
            .hint_if(suggest::did_you_mean(&name.text, known.iter().map(|n| &**n)));
        if self.expected_failures == 0 {
            // The compiler, which does not know the class of the object, says less.
            self.registry.report_instead(found);
        }
    }

    fn call_on_class(
        &mut self,
        class: ClassId,
        name: &Name,
        args: &'t [Arg],
        span: Span,
    ) -> KnownType {
        let Some(method) = self.members.method(class, &name.text) else {
            self.arguments(args);
            return KnownType::Any;
        };
        if method.tree.usage != MethodUsage::Runtime {
            return self.call(&method, 0, args, span);
        }
        self.arguments(args);
        let entry = self.registry.entry(class);
        let message = format!("`{}` is a method of objects, not of the class itself", name.text);
        self.report(
            Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message)
                .label(method.tree.name.span, "declared here")
                .hint(format!("create an object first: `new {} {{ … }}`", entry.tree.name.text)),
        );
        KnownType::Any
    }

    fn is_function_of_file(&self, name: &Name) -> bool {
        let file = self.registry.entry(self.class).functions.get();
        let overloads = self.registry.catalogue.overloads(&name.text);
        overloads.is_empty()
            && !self.members.is_extension(&name.text)
            && file.is_some_and(|file| self.registry.function_file(file, &name.text).is_some())
    }

    fn function_as_method(&mut self, target: &Expr, name: &Name, args: &'t [Arg]) -> KnownType {
        self.arguments(args);
        let source = self.registry.sources.find(target.span);
        let value = source.map_or("…".to_owned(), |s| s.slice(target.span).to_owned());
        let message = format!("`{}` is a function, not a method", name.text);
        let rest = if args.is_empty() { "" } else { ", …" };
        self.report(
            Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message)
                .hint(format!("write `{}({value}{rest})`", name.text)),
        );
        KnownType::Any
    }

    fn unary(&mut self, op: UnaryOp, operand: &'t Expr) -> KnownType {
        let ty = self.expression(operand);
        match op {
            UnaryOp::Not => KnownType::Bool,
            UnaryOp::Minus | UnaryOp::Plus if matches!(ty, KnownType::Int | KnownType::Float) => ty,
            _ => KnownType::Any,
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &'t Expr, right: &'t Expr, span: Span) -> KnownType {
        if op == BinaryOp::Arrow {
            self.rebinding(left);
            return self.rebinding(right);
        }
        let one = self.expression(left);
        // In `$x != null and $x.name = 'a'` the right side runs only if the left side holds.
        let other = match op {
            BinaryOp::And => self.narrowed(left, true, |checker| checker.expression(right)),
            BinaryOp::Or => self.narrowed(left, false, |checker| checker.expression(right)),
            _ => self.expression(right),
        };
        match op {
            BinaryOp::Greater | BinaryOp::Less | BinaryOp::GreaterEqual | BinaryOp::LessEqual => {
                self.chained_comparison(left, &one, &other, span);
                KnownType::Bool
            }
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::In
            | BinaryOp::Is
            | BinaryOp::Matches
            | BinaryOp::NotMatches => KnownType::Bool,
            BinaryOp::Add | BinaryOp::Subtract if self.is_text_and_number(op, &one, &other) => {
                self.text_and_number((left, &one), (right, &other), op, span);
                KnownType::Any
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply => match (&one, &other) {
                (KnownType::Int, KnownType::Int) => KnownType::Int,
                (KnownType::Int | KnownType::Float, KnownType::Int | KnownType::Float) => {
                    KnownType::Float
                }
                (KnownType::Str, KnownType::Str) if op == BinaryOp::Add => KnownType::Str,
                _ => KnownType::Any,
            },
            BinaryOp::And | BinaryOp::Or if one == KnownType::Bool && other == KnownType::Bool => {
                KnownType::Bool
            }
            _ => KnownType::Any,
        }
    }

    /// `'port ' + 80`, `'4' - 1`: for certain text on one side and a number on the other.
    fn is_text_and_number(&self, op: BinaryOp, one: &KnownType, other: &KnownType) -> bool {
        let number = |ty: &KnownType| matches!(ty, KnownType::Int | KnownType::Float);
        let mixed =
            *one == KnownType::Str && number(other) || number(one) && *other == KnownType::Str;
        mixed || op == BinaryOp::Subtract && *one == KnownType::Str && *other == KnownType::Str
    }

    fn text_and_number(
        &mut self,
        (left, one): (&Expr, &KnownType),
        (right, other): (&Expr, &KnownType),
        op: BinaryOp,
        span: Span,
    ) {
        let sign = if op == BinaryOp::Add { "+" } else { "-" };
        let (one, other) = (one.describe(self.registry), other.describe(self.registry));
        let message = format!("`{sign}` is not defined for {one} and {other}");
        let hint = if op == BinaryOp::Add {
            "make text of the number with `str(…)`, or write `\"… \\(…)\"`"
        } else {
            "make a number of the text with `int(…)`"
        };
        self.report(
            Diagnostic::error(codes::NO_OVERLOAD, span, message)
                .label(left.span, one)
                .label(right.span, other)
                .hint(hint),
        );
    }

    /// `1 < $x < 10`, which compares a boolean with a number.
    fn chained_comparison(&mut self, left: &Expr, one: &KnownType, other: &KnownType, span: Span) {
        let is_comparison = matches!(
            &left.kind,
            ExprKind::Binary(
                BinaryOp::Greater | BinaryOp::Less | BinaryOp::GreaterEqual | BinaryOp::LessEqual,
                ..
            )
        );
        if is_comparison
            && *one == KnownType::Bool
            && matches!(other, KnownType::Int | KnownType::Float)
        {
            let message = "the result of the first comparison is a boolean, which has no order";
            self.report(
                Diagnostic::error(codes::NO_OVERLOAD, span, message)
                    .label(left.span, "this is a boolean")
                    .hint("join two comparisons with `and`: `1 < $x and $x < 10`"),
            );
        }
    }

    /// `super.name(args)`.
    fn super_call(&mut self, name: &Name, args: &'t [Arg], span: Span) -> KnownType {
        let parents = self.registry.parents(self.class);
        let mut found: Vec<DeclaredMethod> = Vec::new();
        for parent in parents {
            if let Some(method) = self.members.method(parent, &name.text)
                && !found.iter().any(|other| Rc::ptr_eq(&other.tree, &method.tree))
            {
                found.push(method);
            }
        }
        match found.as_slice() {
            [method] => self.call(&method.clone(), 0, args, span),
            [] => {
                self.arguments(args);
                self.no_parent_method(name);
                KnownType::Any
            }
            rivals => {
                self.arguments(args);
                self.ambiguous_parent(rivals, name);
                KnownType::Any
            }
        }
    }

    fn ambiguous_parent(&mut self, rivals: &[DeclaredMethod], name: &Name) {
        let declarers: Vec<String> =
            rivals.iter().map(|method| format!("`{}`", method.entry.name)).collect();
        let message = format!(
            "{} base classes declare `{}`: {}",
            count_of(rivals.len()),
            name.text,
            declarers.join(", ")
        );
        let mut found = Diagnostic::error(codes::AMBIGUOUS, name.span, message);
        for method in rivals {
            found = found.label(method.tree.name.span, "declared here");
        }
        let first = &rivals[0].entry.tree.name.text;
        self.report(
            found
                .hint(format!("`super($this, $.{}(…))` calls it for every base class", name.text))
                .hint(format!("`cast($this, {first}).{}(…)` calls that of one", name.text)),
        );
    }

    fn no_parent_method(&mut self, name: &Name) {
        let entry = self.registry.entry(self.class);
        if !self.scope.strict || name.text.starts_with('.') || entry.is_file() {
            return;
        }
        let parents: Vec<String> = self
            .registry
            .parents(self.class)
            .iter()
            .map(|id| format!("`{}`", self.registry.entry(*id).name))
            .collect();
        let library = !self.registry.catalogue.overloads(&name.text).is_empty();
        if library {
            return;
        }
        let message = format!("no base class of `{}` has a method `{}`", entry.name, name.text);
        let which = if parents.len() == 1 { "its base class is" } else { "its base classes are" };
        let mut known = Vec::new();
        for entry in self.members.lineage(self.class).skip(1) {
            known.extend(entry.tree.methods.iter().map(|m| m.name.text.clone()));
        }
        let hint = suggest::did_you_mean(&name.text, known.iter().map(|n| &**n))
            .unwrap_or_else(|| format!("{which} {}", parents.join(", ")));
        self.report(Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message).hint(hint));
    }

    /// A property of `$this` that is written: who may, and what.
    pub(super) fn writable(&mut self, name: &Name, usage: PropertyUsage, declared: Span) {
        let word = match usage {
            PropertyUsage::In => "an input",
            PropertyUsage::Const => "const",
            _ => return,
        };
        let message = format!("`{}` is {word} and cannot be written after `init`", name.text);
        let entry = self.registry.entry(self.class);
        self.report(
            Diagnostic::error(codes::NO_ACCESS, name.span, message)
                .label(declared, format!("declared here by `{}`", entry.name))
                .hint(format!("declare it `inout {0}: …` or `out {0}: …` to change it", name.text)),
        );
    }
}

/// The keys of a dictionary literal, if all of them are literal strings.
fn literal_keys(entries: &[Entry]) -> Option<Rc<[Text]>> {
    let key = |entry: &Entry| match &entry.key.kind {
        ExprKind::Str(text) => Some(text.clone()),
        _ => None,
    };
    entries.iter().map(key).collect()
}

/// "two", "3".
fn count_of(n: usize) -> String {
    if n == 2 { "two".into() } else { n.to_string() }
}

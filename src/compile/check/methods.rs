//! Calls by name: the declaration that a call refers to, on objects, on classes, on `super`, and in the file.

use std::rc::Rc;

use super::checker::Checker;
use super::members::DeclaredMethod;
use super::types::KnownType;
use crate::compile::ids::ClassId;
use crate::compile::registry::ClassEntry;
use crate::compile::signature::CallKind;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Arg, Expr, MethodUsage, Name};

/// The class of applications.
const APPLICATION: &str = "io.murano.Application";

impl<'t> Checker<'_, 't> {
    /// `name(args)`: a function of the file, or one of the library.
    pub(super) fn function_call(&mut self, name: &Name, args: &'t [Arg], span: Span) -> KnownType {
        let file = self.registry.entry(self.class).functions.get();
        let declared = file.and_then(|file| self.registry.function_file(file, &name.text));
        if let Some(method) = declared.and_then(|f| self.members.method(f, &name.text)) {
            return self.call(&method, 0, args, span);
        }
        if &*name.text == "new" {
            return self.constructed(args, span);
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
        if self.lambda_parameter(target, name, args) {
            return KnownType::Any;
        }
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
            KnownType::Any | KnownType::Exception => {
                self.library_arguments(&name.text, args, KnownType::Any);
                self.misspelt_method(name);
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
                // Subclasses of other packages, and those here, may take other arguments and return something where this one
                // returns nothing.
                let open = !exact && !self.scope.strict;
                if open && class != self.class {
                    self.note_call(&method, span);
                    self.arguments(args);
                    return self.result_of(&method).or_any();
                }
                let found = self.call(&method, 0, args, span);
                let overridden = open || !exact && self.is_overridden(class, &method);
                if overridden { found.or_any() } else { found }
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
        self.members.is_declared_below(class, &method.tree.name.text)
    }

    /// A method that neither the class nor the library has. A name that nobody has is reported when the call is lowered.
    fn unknown_method(&mut self, class: ClassId, exact: bool, name: &Name) {
        let overloads = self.catalogue.overloads(&name.text);
        let library = overloads.iter().any(|o| o.kind != CallKind::Function);
        if library
            || self.members.is_extension(&name.text)
            || self.members.may_have(class, exact, &name.text)
            || !self.members.is_complete(class)
        {
            return;
        }
        let entry = self.registry.entry(class);
        let mut known = Vec::new();
        for entry in self.members.lineage(class) {
            known.extend(entry.tree.methods.iter().map(|m| m.name.text.clone()));
        }
        let near = suggest::similar(&name.text, known.iter().map(|n| &**n));
        // In YAML the object may be of a subclass in another package, which has a method of a longer name.
        let words = |name: &str| name.chars().filter(|c| c.is_uppercase()).count();
        let near = near
            .filter(|near| self.scope.strict || exact || words(near.wrong) == words(near.right));
        if !self.scope.strict && !exact && near.is_none() && !self.is_final(class) {
            return;
        }
        let message = format!("`{}` has no method `{}`", entry.name, name.text);
        let found = Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message)
            .label(entry.tree.name.span, "the class")
            .similar_if(near);
        self.report(found);
    }

    /// Whether a class of a package is most likely not extended by another package: it is the own class of the code, an application,
    /// and nothing extends it here. Base classes may call methods that they leave to subclasses of other packages.
    fn is_final(&self, class: ClassId) -> bool {
        let is_application = |entry: Rc<ClassEntry>| &*entry.name == APPLICATION;
        class == self.class
            && self.members.lineage(class).any(is_application)
            && self.members.descendants(class).is_empty()
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
        let overloads = self.catalogue.overloads(&name.text);
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

    /// `super.name(args)`.
    pub(super) fn super_call(&mut self, name: &Name, args: &'t [Arg], span: Span) -> KnownType {
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
            match rivals.len() {
                2 => "two".to_owned(),
                n => n.to_string(),
            },
            name.text,
            declarers.join(" and ")
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
        let library = !self.catalogue.overloads(&name.text).is_empty();
        if library {
            return;
        }
        let message = format!("no base class of `{}` has a method `{}`", entry.name, name.text);
        let which = if parents.len() == 1 { "its base class is" } else { "its base classes are" };
        let mut known = Vec::new();
        for entry in self.members.lineage(self.class).skip(1) {
            known.extend(entry.tree.methods.iter().map(|m| m.name.text.clone()));
        }
        let found = Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message);
        self.report(match suggest::similar(&name.text, known.iter().map(|n| &**n)) {
            Some(near) => found.similar(&near),
            None => found.hint(format!("{which} {}", parents.join(", "))),
        });
    }
}

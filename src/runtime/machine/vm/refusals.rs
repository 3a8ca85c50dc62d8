//! Errors of calls: unknown, ambiguous and abstract methods.

use std::rc::Rc;

use super::Vm;
use crate::compile::foreign_names;
use crate::compile::ir::{CallSite, Refusal};
use crate::compile::signature::{CallKind, Mismatch};
use crate::diag::{FaultKind, codes, suggest};
use crate::runtime::object::Object;
use crate::runtime::object::class::{Class, Found};
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Fault;
use crate::syntax::Text;

impl Vm<'_> {
    /// The fault of a library call that the compiler has refused.
    pub(super) fn refused(&self, site: &CallSite, refusal: Option<&Refusal>, at: usize) -> Fault {
        // The compiler has kept its reasons in `refusal`. It can not know the receiver: if that
        // is an object in another place of the program, a missing method may be one that others
        // have.
        let (name, receiver) = (&site.name, &self.stack[at]);
        match refusal.map(|refusal| refusal.why) {
            Some(Mismatch::NoneMatches) => {
                let message = format!("no overload of `{name}` accepts these arguments");
                let labelled = refusal.into_iter().flat_map(|refusal| &refusal.arguments);
                let fault = labelled.fold(Fault::no_matching_method(message), |fault, label| {
                    fault.label(label.0, label.1.clone())
                });
                let candidates = refusal.into_iter().flat_map(|refusal| &refusal.candidates);
                candidates.fold(fault, |fault, text| fault.hint(text.clone()))
            }
            Some(Mismatch::Ambiguous) => {
                Fault::ambiguous_method(format!("the call of `{name}` is ambiguous"))
            }
            Some(Mismatch::MappingTranslation) => {
                Fault::mapping_translation("the name of an argument must be an identifier")
            }
            Some(Mismatch::Unknown) | None => {
                let message = format!("{} has no method `{name}`", receiver.kind());
                if self.is_known_here(name) {
                    return Fault::no_matching_method(message)
                        .hint("only other objects have a method of that name");
                }
                let known = self.runtime.registry.catalogue.names(CallKind::Method);
                let elsewhere = foreign_names::method(name).map(str::to_owned);
                let hint = elsewhere.or_else(|| suggest::did_you_mean(name, known));
                let fault = Fault::no_method(message).hint_if(hint);
                if receiver.is_null() {
                    fault.hint("the value is null; `?.` returns null instead of this error")
                } else {
                    fault
                }
            }
        }
    }
}

impl Vm<'_> {
    /// Whether objects of the running code's class have a method of that name, declared or from
    /// an extension in scope.
    fn is_known_here(&self, name: &str) -> bool {
        let Some(id) = self.code_class().filter(|_| !self.strict()) else { return false };
        let own = self.runtime.class(id).is_ok_and(|c| !matches!(c.find(name), Found::Nothing));
        own || self.runtime.extensions(id).is_ok_and(|all| all.iter().any(|m| &*m.name == name))
    }
}

impl Fault {
    /// Whether no method of that name exists at all.
    pub(super) fn is_unknown_method(&self) -> bool {
        self.is(FaultKind::NoMethod)
    }
}

/// The fault of a method that a class does not have.
pub(super) fn unknown_method(class: &Rc<Class>, site: &CallSite) -> Fault {
    let message = format!("`{}` has no method `{}`", class.name, site.name);
    let fault = Fault::no_method(message).at(site.span);
    let fault = fault.label(class.ir.tree.name.span, "the class");
    let names = class.method_names();
    if class.properties().contains_key(&site.name) {
        return fault.hint(format!("`{}` is a property: no brackets after it", site.name));
    }
    fault.hint_if(suggest::did_you_mean(&site.name, names.iter().map(|n| &**n)))
}

/// The fault of a method of objects that is called on their class.
pub(super) fn needs_object(class: &Class, method: &Method, site: &CallSite) -> Fault {
    let message = format!("`{}` is a method of objects, not of the class itself", site.name);
    let mut fault = Fault::no_matching_method(message);
    fault.diagnostic.code = codes::UNKNOWN_METHOD;
    fault
        .at(site.span)
        .label(method.span(), "declared here")
        .hint(format!("create an object first: `new {} {{ … }}`", short(&class.name)))
}

/// The fault of an extension method called on an object that its first argument does not
/// accept.
pub(super) fn not_for(class: &Class, method: &Method, site: &CallSite) -> Fault {
    let message =
        format!("`{}` is an extension method that does not apply to `{}`", site.name, class.name);
    Fault::no_matching_method(message).at(site.span).label(method.span(), "declared here").hint(
        "call it on a value that its first argument accepts, or on the class with all arguments",
    )
}

/// The fault of a method that several base classes declare.
pub(super) fn ambiguous(site: &CallSite, classes: &[Text]) -> Fault {
    let message = format!("`{}` is declared by {}", site.name, listed(classes));
    let fault = Fault::ambiguous_method_name(message).at(site.span);
    let fault = fault.compat_message(format!("Found more than one method \"{}\"", site.name));
    fault.hint("declare the method in the class itself to decide")
}

/// The fault of a method of `super` that several base classes declare.
pub(super) fn ambiguous_parent(site: &CallSite, classes: &[Text]) -> Fault {
    let name = &site.name;
    let parents: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
    let message = format!("two base classes declare `{name}`: {}", parents.join(" and "));
    let fault = Fault::ambiguous_method_name(message).at(site.span);
    let one = short(&classes[0]);
    fault
        .hint(format!("`super($this, $.{name}(…))` calls it for every base class"))
        .hint(format!("`cast($this, {one}).{name}(…)` calls that of one"))
}

/// "`A` and by `B`".
pub(super) fn listed(classes: &[Text]) -> String {
    let names: Vec<String> = classes.iter().map(|c| format!("`{c}`")).collect();
    names.join(" and by ")
}

/// The fault of a method without a body.
pub(super) fn abstract_method(method: &Method, this: &Value) -> Fault {
    let class = match this {
        Value::Object(object) => object.class.name.clone(),
        _ => method.class_name.clone(),
    };
    let message = format!("`{}` does not implement `{}`", class, method.name);
    Fault::new(FaultKind::NotImplemented, codes::ABSTRACT, message)
        .label(method.span(), format!("`{}` declares it without a body", method.class_name))
        .hint(format!("add `{}(…) {{ … }}` to `{}`", method.name, short(&class)))
}

/// The fault of a method called on a destroyed object.
pub(super) fn destroyed(object: &Object) -> Fault {
    Fault::destroyed(format!("this `{}` has been destroyed", object.class.name))
}

/// The fault of a method called on a value without declared methods.
pub(super) fn no_object(receiver: &Value, name: &str) -> Fault {
    Fault::no_method(format!("{} has no method `{name}`", receiver.kind()))
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

//! Methods that nobody has, in YAML: in `.murano` the lowering reports them.

use super::checker::Checker;
use super::types::KnownType;
use crate::compile::foreign_names;
use crate::compile::signature::CallKind;
use crate::diag::{Diagnostic, codes, suggest};
use crate::syntax::Name;

impl Checker<'_, '_> {
    /// Whether neither the library nor any class of any package has a method of a name. Code in `.murano` is checked by the lowering.
    pub(super) fn is_missing(&self, name: &str) -> bool {
        let overloads = self.catalogue.overloads(name);
        !self.scope.strict
            && self.rebound == 0
            && overloads.iter().all(|o| o.kind == CallKind::Function)
            && self.members.has_requirements(&self.registry.entry(self.class))
            && self.registry.method_names(name).is_some()
    }

    /// A method that a value of a known kind cannot have.
    pub(super) fn missing_method(&self, receiver: &KnownType, name: &Name) {
        let found = receiver.describe(self.registry);
        let message = format!("{found} has no method `{}`", name.text);
        let foreign = foreign_names::yaml_method(&name.text).map(str::to_owned);
        let hint = foreign.or_else(|| self.near_method(name));
        self.report(Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message).hint_if(hint));
    }

    /// A method of an unknown value, with nearly the name of one of the library. With any other name it may be of an object of another
    /// package.
    pub(super) fn misspelt_method(&self, name: &Name) {
        if !self.is_missing(&name.text) {
            return;
        }
        if let Some(hint) = self.near_method(name) {
            let message = format!("no class or type has a method `{}`", name.text);
            let found = Diagnostic::error(codes::UNKNOWN_METHOD, name.span, message);
            self.report(found.hint(hint));
        }
    }

    fn near_method(&self, name: &Name) -> Option<String> {
        let library = self.catalogue.names(CallKind::Method);
        suggest::did_you_mean(&name.text, library.iter().copied())
    }
}

//! Reflection: classes, properties, methods, arguments and packages as values.
//! See docs/language/reflection.md#types and docs/language/reflection.md#members.
//!
//! Mirrors are created on demand; two mirrors of the same thing are equal.

use std::any::Any;
use std::rc::Rc;

use crate::runtime::object::class::{Class, Declaration};
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::runtime::value::extended::{Extended, Reflected};
use crate::syntax::Text;

/// What an object of reflection describes.
#[derive(Clone)]
pub(crate) enum Mirror {
    /// A class.
    Class(Rc<Class>),
    /// A property as one class declares it.
    Property(Rc<Declaration>),
    /// A method.
    Method(Rc<Method>),
    /// An argument of a method, by position.
    Argument(Rc<Method>, usize),
    /// The package of a class, and its name.
    Package(Rc<Class>, Text),
    /// A version, as it is written.
    Version(Text),
}

impl Mirror {
    /// The mirror as a value.
    #[must_use]
    pub(crate) fn value(self) -> Value {
        Value::extended(Extended::Mirror(Rc::new(self)))
    }

    /// Returns the mirror behind a reflected value.
    #[must_use]
    pub(crate) fn of(reflected: &dyn Reflected) -> Option<&Mirror> {
        let any: &dyn Any = reflected;
        any.downcast_ref()
    }
}

impl Reflected for Mirror {
    fn kind(&self) -> &'static str {
        match self {
            Mirror::Class(_) => "a class's description",
            Mirror::Property(_) => "a property's description",
            Mirror::Method(_) => "a method's description",
            Mirror::Argument(..) => "an argument's description",
            Mirror::Package(..) => "a package's description",
            Mirror::Version(_) => "a version",
        }
    }

    fn name(&self) -> Text {
        match self {
            Mirror::Class(class) => class.name.clone(),
            Mirror::Property(declaration) => declaration.name.clone(),
            Mirror::Method(method) => method.name.clone(),
            Mirror::Argument(method, n) => method.params[*n].name.clone(),
            Mirror::Package(_, name) => name.clone(),
            Mirror::Version(text) => text.clone(),
        }
    }

    fn text(&self) -> Option<Text> {
        match self {
            Mirror::Version(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn same(&self, other: &dyn Reflected) -> bool {
        let Some(other) = Mirror::of(other) else { return false };
        match (self, other) {
            (Mirror::Class(a), Mirror::Class(b)) => Rc::ptr_eq(a, b),
            (Mirror::Property(a), Mirror::Property(b)) => Rc::ptr_eq(a, b),
            (Mirror::Method(a), Mirror::Method(b)) => Rc::ptr_eq(a, b),
            (Mirror::Argument(a, n), Mirror::Argument(b, m)) => Rc::ptr_eq(a, b) && n == m,
            (Mirror::Package(_, a), Mirror::Package(_, b))
            | (Mirror::Version(a), Mirror::Version(b)) => a == b,
            _ => false,
        }
    }
}

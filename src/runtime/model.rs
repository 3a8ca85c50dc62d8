//! Object models: the objects of a session as plain data, from outside and back.
//! See docs/language/models.md#objects-in-a-model and docs/language/models.md#deployment.
//! In reading order: [`load`] creates the objects of a model, [`plain`] writes them,
//! [`actions`] lists their actions.
//! In reading order: [`load`] makes the objects of a model, [`plain`] writes them, [`actions`] says what can be asked of them.

mod actions;
pub(crate) mod dump;
mod load;
mod plain;

pub use self::dump::Form;
pub use self::plain::OwnedElsewhere;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::object::class::Class;

/// The class name in the form that models use: `name/version@package`.
#[must_use]
pub(crate) fn type_name(runtime: &Runtime, class: &Class) -> String {
    runtime.registry.type_text(class.id)
}

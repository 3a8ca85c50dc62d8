//! Object models: the objects of a session as plain data, from outside and back (MuranoPL sections 9 and 14).
//!
//! In reading order: [`load`] makes the objects of a model, [`plain`] writes them, [`actions`] says what can be asked of them.

mod actions;
mod load;
mod plain;

use super::class::Class;
pub use super::dump::Form;
use super::world::World;

/// A class as models name it: `name/version@package`.
#[must_use]
pub fn type_name(world: &World, class: &Class) -> String {
    world.registry.type_text(class.id)
}

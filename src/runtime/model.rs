//! Object models: the objects of a session as plain data, from outside and back (MuranoPL sections 9 and 14).
//!
//! In reading order: [`load`] makes the objects of a model, [`plain`] writes them, [`actions`] says what can be asked of them.

mod actions;
mod load;
mod parts;
mod plain;

pub use self::parts::Form;
use super::class::Class;
use super::world::World;

/// A class as models name it: `name/version@package`.
#[must_use]
pub fn type_name(world: &World, class: &Class) -> String {
    let package = world.registry.entry(class.id).scope.package.0.clone();
    if package.is_empty() {
        return class.name.to_string();
    }
    format!("{}/{}@{package}", class.name, world.registry.version_of(class.id))
}

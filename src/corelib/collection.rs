//! Native methods of `io.murano.system.GC` (MuranoPL section 15).

use std::rc::Rc;

use crate::runtime::fault::{Fault, Outcome};
use crate::runtime::object::State;
use crate::runtime::value::Value;
use crate::runtime::world::World;

/// The class.
const CLASS: &str = "io.murano.system.GC";

/// Binds the native methods.
pub fn bind_collection(world: &World) {
    world.bind(
        CLASS,
        "collect",
        Rc::new(|vm, _, _| {
            vm.collect_garbage();
            Ok(Value::Null)
        }),
    );
    let doomed = |state| matches!(state, State::Doomed | State::Destroyed);
    world.bind(
        CLASS,
        "isDoomed",
        Rc::new(move |_, _, args| Ok(Value::Bool(doomed(state_of(&args[0])?)))),
    );
    world.bind(
        CLASS,
        "isDestroyed",
        Rc::new(|_, _, args| Ok(Value::Bool(state_of(&args[0])? == State::Destroyed))),
    );
}

fn state_of(value: &Value) -> Outcome<State> {
    match value {
        Value::Object(object) => Ok(object.state()),
        other => {
            Err(Fault::type_error(format!("only objects are destroyed, found {}", other.kind())))
        }
    }
}

//! Native methods of `io.murano.system.GC`.
//! See docs/language/execution.md#destruction.

use std::rc::Rc;

use crate::runtime::machine::runtime::Runtime;
use crate::runtime::object::{Object, State};
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::runtime::value::fault::{Fault, Outcome};

/// The class.
const CLASS: &str = "io.murano.system.GC";

/// Binds the native methods.
pub(super) fn bind(runtime: &Runtime) {
    // The methods of the class as docs/language/library.md lists them; each closure checks its
    // arguments and calls the machine.
    runtime.bind(CLASS, "collect", Rc::new(|vm, _, _| vm.collect_garbage().map(|()| Value::Null)));
    let doomed = |state| matches!(state, State::Doomed | State::Destroyed);
    runtime.bind(
        CLASS,
        "isDoomed",
        Rc::new(move |_, _, args| Ok(Value::bool(doomed(object_of(&args[0])?.state())))),
    );
    runtime.bind(
        CLASS,
        "isDestroyed",
        Rc::new(|_, _, args| Ok(Value::bool(object_of(&args[0])?.state() == State::Destroyed))),
    );
    runtime.bind(
        CLASS,
        "subscribeDestruction",
        Rc::new(|vm, _, args| {
            let (publisher, subscriber) = (object_of(&args[0])?, object_of(&args[1])?);
            vm.subscribe(&publisher, &subscriber, args[2].as_str())?;
            Ok(Value::Null)
        }),
    );
    runtime.bind(
        CLASS,
        "unsubscribeDestruction",
        Rc::new(|vm, _, args| {
            let (publisher, subscriber) = (object_of(&args[0])?, object_of(&args[1])?);
            vm.unsubscribe(&publisher, &subscriber, args[2].as_str());
            Ok(Value::Null)
        }),
    );
}

fn object_of(value: &Value) -> Outcome<Rc<Object>> {
    match value {
        Value::Object(object) => return Ok(object.clone()),
        Value::Extended(other) => {
            if let Extended::Part(object, _) = &**other {
                return Ok(object.clone());
            }
        }
        _ => {}
    }
    Err(Fault::type_error(format!("only objects can be destroyed, found {}", value.kind())))
}

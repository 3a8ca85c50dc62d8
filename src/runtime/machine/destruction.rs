//! Destruction: which objects are destroyed, in which order, and which subscribers are notified.
//! See docs/language/execution.md#destruction.
//!
//! Owned objects are destroyed before their owners, and publishers before their subscribers.
//! First the subscribers are notified, from the outermost objects inwards; then the `.destroy`
//! methods run, from the innermost outwards, and objects without one come last. Objects of one
//! rank are destroyed together. Exceptions of handlers and of `.destroy` are logged and do not
//! stop the destruction.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::runtime::machine::log::{Level, Record};
use crate::runtime::machine::task::{self, Job};
use crate::runtime::machine::vm::{Vm, bases_first};
use crate::runtime::object::class::{Class, Found, is_kept};
use crate::runtime::object::{Object, State, Subscription};
use crate::runtime::recursion::OWNER_DEPTH;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Origin, Outcome};
use crate::syntax::Text;

/// Most rounds of a destruction that creates new garbage.
const ROUNDS: usize = 1000;

impl Vm<'_> {
    /// Destroys unreachable objects, until there are no more.
    ///
    /// # Errors
    ///
    /// An interruption.
    pub fn collect_garbage(&mut self) -> Outcome<()> {
        for _ in 0..ROUNDS {
            let garbage = self.runtime().store.unreachable();
            if !garbage.iter().any(|o| o.needs_destruction()) {
                break;
            }
            self.destroy_all(&garbage)?;
        }
        self.runtime().store.free_cycles();
        Ok(())
    }

    /// Destroys every object that `root` does not reach through properties of a model: the last
    /// step of an action.
    ///
    /// # Errors
    ///
    /// An interruption.
    pub fn finalize_objects(&mut self, root: Option<&Rc<Object>>) -> Outcome<()> {
        for _ in 0..ROUNDS {
            let kept = surviving(root);
            let runtime = self.runtime().clone();
            let objects = runtime.store.objects().into_iter();
            let lost: Vec<Rc<Object>> = objects
                .filter(|o| o.state() == State::Alive && !kept.contains(&Rc::as_ptr(o)))
                .filter(|o| !runtime.is_apart(o))
                .collect();
            if lost.is_empty() {
                break;
            }
            self.destroy_all(&lost)?;
        }
        Ok(())
    }

    /// Destroys objects: notifies subscribers, runs `.destroy`, and refuses later method calls.
    ///
    /// # Errors
    ///
    /// An interruption.
    pub fn destroy_all(&mut self, objects: &[Rc<Object>]) -> Outcome<()> {
        for object in objects {
            object.set_state(State::Doomed);
        }
        let ranks = ranked(objects);
        for rank in &ranks {
            self.all_of(rank, notify)?;
        }
        // Objects without a destructor are last: destructors of others may still use them, as
        // an application its host.
        let (busy, quiet): (Vec<_>, Vec<_>) = ranks
            .into_iter()
            .rev()
            .map(|rank| rank.into_iter().partition(|o| o.class.has_destroy))
            .unzip::<Vec<Rc<Object>>, Vec<Rc<Object>>, Vec<_>, Vec<_>>();
        for rank in &busy {
            self.all_of(rank, finish)?;
        }
        quiet.iter().flatten().try_for_each(|object| finish(self, object))
    }

    /// Calls a function for all objects of one rank, in parallel if any of them runs code.
    fn all_of(
        &mut self,
        objects: &[Rc<Object>],
        act: fn(&mut Vm<'_>, &Rc<Object>) -> Outcome<()>,
    ) -> Outcome<()> {
        let (busy, quiet): (Vec<_>, Vec<_>) = objects.iter().partition(|o| o.needs_destruction());
        for object in quiet {
            act(self, object)?;
        }
        if let [only] = busy.as_slice() {
            return act(self, only);
        }
        let job = |object: &Rc<Object>| {
            let object = object.clone();
            Job::native(move |vm: &mut Vm<'_>| act(vm, &object).map(|()| Value::Null))
        };
        let jobs = busy.into_iter().map(job).collect();
        task::run_all(self, jobs, None).map(|_| ())
    }

    /// Subscribes an object to another one's destruction; it is destroyed after it.
    ///
    /// # Errors
    ///
    /// The subscriber has no method of the handler's name.
    pub fn subscribe(
        &mut self,
        publisher: &Rc<Object>,
        subscriber: &Rc<Object>,
        handler: Option<&str>,
    ) -> Outcome<()> {
        if let Some(name) = handler {
            let found = subscriber.class.find(name);
            if matches!(found, Found::Nothing) {
                return Err(no_handler(&subscriber.class, name));
            }
        }
        let handler: Option<Text> = handler.map(Into::into);
        let known = publisher.subscriptions();
        let same = |(o, h): &(Rc<Object>, Option<Text>)| Rc::ptr_eq(o, subscriber) && *h == handler;
        if !known.iter().any(same) {
            let subscription = Subscription { subscriber: Rc::downgrade(subscriber), handler };
            publisher.edit_header(|h| h.subscriptions.push(subscription));
            self.runtime().store.keep(publisher);
        }
        Ok(())
    }

    /// Removes a subscription to an object's destruction.
    pub fn unsubscribe(
        &mut self,
        publisher: &Rc<Object>,
        subscriber: &Rc<Object>,
        handler: Option<&str>,
    ) {
        publisher.edit_header(|h| {
            h.subscriptions.retain(|s| {
                let same = std::ptr::eq(s.subscriber.as_ptr(), Rc::as_ptr(subscriber));
                !(same && s.handler.as_deref() == handler)
            });
        });
    }
}

fn no_handler(class: &Rc<Class>, name: &str) -> Fault {
    let message = format!("`{}` has no method `{name}` to handle the notification", class.name);
    let names = class.method_names();
    let fault = Fault::no_method_found(message);
    fault.hint_if(crate::diag::suggest::did_you_mean(name, names.iter().map(|n| &**n)))
}

/// Notifies the subscribers of an object.
fn notify(vm: &mut Vm<'_>, object: &Rc<Object>) -> Outcome<()> {
    for (subscriber, handler) in object.subscriptions() {
        let Some(handler) = handler else { continue };
        if subscriber.state() == State::Destroyed {
            continue;
        }
        let publisher = Value::Object(object.clone());
        let outcome =
            vm.call_method(&Value::Object(subscriber), &handler, vec![publisher], Vec::new());
        mute(vm, object, outcome)?;
    }
    Ok(())
}

/// Runs the `.destroy` methods of an object, derived classes first, each once.
fn finish(vm: &mut Vm<'_>, object: &Rc<Object>) -> Outcome<()> {
    if object.class.has_destroy {
        let mut order = Vec::new();
        bases_first(&object.class, &mut Vec::new(), &mut order);
        for class in order.into_iter().rev() {
            if let Some(method) = class.methods().get(".destroy").cloned() {
                let this = Value::Object(object.clone());
                let outcome = vm.invoke(&method, this, Vec::new(), Vec::new());
                mute(vm, object, outcome)?;
            }
        }
    }
    object.set_state(State::Destroyed);
    vm.runtime().store.release(object);
    Ok(())
}

/// Logs an error of a destructor or handler; only an interruption propagates.
fn mute(vm: &mut Vm<'_>, object: &Rc<Object>, outcome: Outcome<Value>) -> Outcome<()> {
    let Err(fault) = outcome else { return Ok(()) };
    if fault.origin == Origin::Uncatchable {
        return Err(fault);
    }
    let message =
        format!("destroying a `{}` failed: {}: {}", object.class.name, fault.name(), fault.text());
    vm.runtime().log(&Record {
        level: Level::Warning,
        logger: "murano.gc".into(),
        message,
        category: None,
    });
    Ok(())
}

/// Groups objects by rank: the number of owners and subscribers around them, outermost first.
fn ranked(objects: &[Rc<Object>]) -> Vec<Vec<Rc<Object>>> {
    let among: FxHashMap<*const Object, usize> =
        objects.iter().enumerate().map(|(n, o)| (Rc::as_ptr(o), n)).collect();
    let around: Vec<Vec<usize>> = objects
        .iter()
        .map(|object| {
            let subscribers = object.subscriptions().into_iter().map(|(o, _)| o);
            let outer = object.owners().take(OWNER_DEPTH).chain(subscribers);
            outer.filter_map(|o| among.get(&Rc::as_ptr(&o)).copied()).collect()
        })
        .collect();
    let mut depths = vec![0; objects.len()];
    // Each round settles one more rank; the bound ends cycles.
    for _ in 0..objects.len() {
        let mut changed = false;
        for n in 0..objects.len() {
            let wanted = around[n].iter().map(|m| depths[*m] + 1).max().unwrap_or(0);
            if wanted > depths[n] && wanted < objects.len() {
                depths[n] = wanted;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let deepest = depths.iter().copied().max().unwrap_or(0);
    let mut ranks: Vec<Vec<Rc<Object>>> = vec![Vec::new(); deepest + 1];
    for (object, depth) in objects.iter().zip(depths) {
        ranks[depth].push(object.clone());
    }
    ranks.retain(|rank| !rank.is_empty());
    ranks
}

/// The objects that a model beginning with `root` would contain.
fn surviving(root: Option<&Rc<Object>>) -> FxHashSet<*const Object> {
    let mut kept = FxHashSet::default();
    let mut todo: Vec<Rc<Object>> = root.cloned().into_iter().collect();
    while let Some(object) = todo.pop() {
        if !kept.insert(Rc::as_ptr(&object)) {
            continue;
        }
        for property in object.class.properties().values() {
            if is_kept(property.declarations[0].usage) {
                reach(&object.slot(property.slot), &mut todo);
            }
        }
    }
    kept
}

fn reach(value: &Value, todo: &mut Vec<Rc<Object>>) {
    match value {
        Value::Object(object) => todo.push(object.clone()),
        Value::List(items) => items.iter().for_each(|v| reach(v, todo)),
        Value::Dict(dict) => dict.iter().for_each(|(k, v)| {
            reach(k, todo);
            reach(v, todo);
        }),
        Value::Set(set) => set.iter().for_each(|v| reach(v, todo)),
        _ => {}
    }
}

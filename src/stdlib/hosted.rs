//! The library with the functions of an embedder, which shadow library functions of the same
//! name.

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::library::Library;
use crate::compile::signature::{self, CallKind, Catalogue, Signature};
use crate::runtime::machine::native::Builtin;
use crate::runtime::machine::overload::Overloads;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};

/// The library with functions of the embedder.
pub(crate) struct Hosted {
    library: Rc<Library>,
    functions: Rc<FxHashMap<&'static str, HostedFunction>>,
    /// The same over the functions of YAQL 0.2, made when first needed.
    legacy: OnceCell<Rc<Hosted>>,
}

/// A function of the embedder: its row, and its only signature.
type HostedFunction = (&'static Builtin, Rc<[Rc<Signature>]>);

impl Hosted {
    /// Adds functions of these names to the library.
    #[must_use]
    pub(crate) fn new(library: Rc<Library>, names: &[String]) -> Self {
        let functions = names.iter().map(|name| {
            let builtin = builtin(name);
            let signature = Rc::new(signature::parse(builtin.signature, name));
            let name = signature::declared_names(builtin.signature).next();
            (name.unwrap_or_default(), (builtin, Rc::from([signature])))
        });
        Self { library, functions: Rc::new(functions.collect()), legacy: OnceCell::new() }
    }

    fn over_old(&self) -> Rc<Hosted> {
        let made = || {
            let (library, functions) = (self.library.over_old(), self.functions.clone());
            Rc::new(Self { library, functions, legacy: OnceCell::new() })
        };
        self.legacy.get_or_init(made).clone()
    }
}

/// A row for a function of the embedder. Rows live as long as the process, because few names
/// are ever registered.
fn builtin(name: &str) -> &'static Builtin {
    // All functions share their code, which knows them by the last parameter: no argument can
    // have its name.
    let text = format!("fn {name}(*args: any?, **named: any?, called function: str = '{name}')");
    let doc = "A function of the embedder.";
    let signature = Box::leak(text.into_boxed_str());
    Box::leak(Box::new(Builtin { signature, doc, examples: &[], run: call }))
}

fn call(vm: &mut Vm<'_>, args: &mut [Value]) -> Outcome<Value> {
    let [Value::List(given), Value::Dict(named), Value::Str(name)] = args else {
        return Err(Fault::type_error("a host function was called without its argument list"));
    };
    let Some(host) = vm.runtime().host() else {
        return Err(Fault::no_function(format!(
            "no host function `{}` is registered",
            name.as_str()
        )));
    };
    let given = vm.freeze(Value::List(given.clone()))?;
    let named = vm.freeze(Value::Dict(named.clone()))?;
    match (given, named) {
        (Value::List(given), Value::Dict(named)) => host.call(vm, name.as_str(), &given, &named),
        _ => Err(Fault::type_error("the arguments must be a list and a dictionary")),
    }
}

impl Catalogue for Hosted {
    fn overloads(&self, name: &str) -> Rc<[Rc<Signature>]> {
        match self.functions.get(name) {
            Some((_, signatures)) => signatures.clone(),
            None => self.library.overloads(name),
        }
    }

    fn is_legacy(&self) -> bool {
        self.library.is_legacy()
    }

    fn with_legacy(&self) -> Option<Rc<dyn Catalogue>> {
        Some(self.over_old())
    }

    fn names(&self, kind: CallKind) -> Vec<&'static str> {
        let mut names = self.library.names(kind);
        if kind == CallKind::Function {
            #[expect(clippy::iter_over_hash_type, reason = "they are sorted")]
            for name in self.functions.keys() {
                names.push(name);
            }
            names.sort_unstable();
        }
        names
    }
}

impl Overloads for Hosted {
    fn signatures(&self, name: &str) -> Rc<[Rc<Signature>]> {
        self.overloads(name)
    }

    fn has_legacy(&self) -> bool {
        self.library.has_legacy()
    }

    fn over_legacy(&self) -> Rc<dyn Overloads> {
        self.over_old()
    }

    fn builtin(&self, name: &str, overload: usize) -> Option<&'static Builtin> {
        match self.functions.get(name) {
            Some((builtin, _)) => Some(builtin),
            None => self.library.builtin(name, overload),
        }
    }
}

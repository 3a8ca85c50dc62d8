//! Code linked to a session: constants as values, library functions found, inline caches.

use std::any::Any;
use std::cell::{Cell, OnceCell};
use std::rc::{Rc, Weak};

use crate::compile::ir::{BuiltinSite, Chunk, ClassId, Const, Reg};
use crate::compile::scope::Scope;
use crate::compile::signature::CallKind;
use crate::runtime::contract::Quick;
use crate::runtime::machine::overload::LibraryCall as Linked;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::object::Object;
use crate::runtime::object::class::Class;
use crate::runtime::object::method::{Body, Method};
use crate::runtime::value::Value;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::dict::{Dict, Keys};
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::lazy::Lazy;
use crate::runtime::value::literal::literal;
use crate::syntax::Text;

/// Linked code.
pub struct Function {
    /// The compiled code.
    pub code: Rc<Chunk>,
    /// Constants.
    pub consts: Box<[Value]>,
    /// Lambdas and branches.
    pub lambdas: Box<[Rc<Function>]>,
    /// Library calls.
    pub builtins: Box<[Linked]>,
    /// Caches of method calls.
    pub calls: Box<[CallCache]>,
    /// Caches of member reads and writes.
    pub members: Box<[MemberCache]>,
    /// The contract of its result, if it is a method's and has one.
    pub returns: OnceCell<Returns>,
    /// What gives a closure of it the values of its parameters, and their registers.
    pub params: Box<[(Param, Reg)]>,
    /// Caches of constructions.
    pub news: Box<[OnceCell<Rc<NewPlan>>]>,
}

/// What a closure's parameter is given by.
pub enum Param {
    /// `$1` (and `$`), `$2`, …: by position, from 0 on.
    Position(usize),
    /// By name.
    Name(Text),
}

impl Param {
    fn of(name: &Text) -> Self {
        let position = name.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        position.map_or_else(|| Self::Name(name.clone()), Self::Position)
    }
}

/// The inline cache of a method call.
#[derive(Default)]
pub struct CallCache {
    /// The methods of the first classes that receivers were of.
    links: [OnceCell<Link>; 2],
    /// The library's methods of that name.
    pub builtin: OnceCell<Option<Linked>>,
    /// The code sees extension methods of that name.
    pub extended: OnceCell<bool>,
}

/// What decides which method a name stands for: an object of a class, or that class itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receiver(u32);

impl Receiver {
    /// An object of a class.
    #[inline(always)]
    #[must_use]
    pub fn object(class: ClassId) -> Self {
        Self(class.0 << 1 | 1)
    }

    /// A class.
    #[inline(always)]
    #[must_use]
    pub fn class(class: ClassId) -> Self {
        Self(class.0 << 1)
    }
}

/// The method that a call means on receivers of one class. References are weak: code that calls itself, directly or through
/// others, would never be freed.
pub struct Link {
    /// What the receiver must be.
    pub receiver: Receiver,
    /// The method.
    pub method: Weak<Method>,
    /// How to enter it on the spot, where arguments lie as it wants them: one a parameter, and the receiver is its `$this`.
    pub direct: Option<Direct>,
}

/// What entering a method on the spot needs.
pub struct Direct {
    /// Its code.
    pub function: Weak<Function>,
    /// How many registers it needs.
    pub registers: usize,
    /// What the kinds of its arguments must be.
    pub quick: Box<[Quick]>,
}

impl CallCache {
    /// What is known of a receiver.
    #[inline(always)]
    pub fn find(&self, receiver: Receiver) -> Option<&Link> {
        let [first, second] = &self.links;
        let first = first.get()?;
        if first.receiver == receiver {
            return Some(first);
        }
        second.get().filter(|link| link.receiver == receiver)
    }

    /// Caches a method, if there is room.
    pub fn learn(&self, link: Link) {
        if let Some(room) = self.links.iter().find(|place| place.get().is_none()) {
            room.get_or_init(|| link);
        }
    }
}

/// The contract of a method's result.
pub struct Returns {
    /// The quick test of the contract.
    pub quick: Quick,
    /// The method.
    pub method: Weak<Method>,
}

/// The inline cache of a member.
#[derive(Default)]
pub struct MemberCache {
    /// The class of the object that was read last, and the slot there.
    read: Cell<Option<(ClassId, u32)>>,
    /// What writing takes, in objects of the first class that was written to.
    written: OnceCell<MemberWrite>,
    /// The keys of the first dictionary that had some in common with others, and the member's place among them.
    shape: OnceCell<(Keys, usize)>,
}

/// What writing to a member takes.
pub struct MemberWrite {
    /// The object's class.
    pub class: ClassId,
    /// Its slot.
    pub slot: usize,
    /// The quick test of the contract.
    pub quick: Quick,
}

impl MemberCache {
    /// The value of the member in an object, if it is of the class seen last.
    #[inline(always)]
    pub fn read(&self, object: &Object) -> Option<Value> {
        let (class, slot) = self.read.get()?;
        if class != object.class.id {
            return None;
        }
        let slots = object.slots.borrow();
        let value = slots.get(slot as usize)?;
        if value.is_missing() { None } else { Some(value.copied()) }
    }

    /// The value of the member in a dictionary, if it has the keys seen first.
    #[inline(always)]
    pub fn look_up(&self, dict: &Dict) -> Option<Value> {
        let (keys, index) = self.shape.get()?;
        dict.at_shape(keys, *index).map(Value::copied)
    }

    /// Remembers where the member lies in dictionaries with these keys, unless others are remembered.
    pub fn learn_shape(&self, dict: &Dict, name: &str) {
        if let Some(keys) = dict.shape()
            && let Some(index) = dict.index_of_str(name)
        {
            self.shape.get_or_init(|| (Rc::clone(keys), index));
        }
    }

    /// Remembers where the member is read.
    pub fn learn_read(&self, class: ClassId, slot: usize) {
        self.read.set(u32::try_from(slot).ok().map(|slot| (class, slot)));
    }

    /// The slot of an object that a value may be put into without more ado.
    #[inline(always)]
    pub fn writable(&self, object: &Object, value: &Value) -> Option<usize> {
        let written = self.written.get()?;
        (written.class == object.class.id && written.quick.accepts_unchanged(value))
            .then_some(written.slot)
    }

    /// Remembers what writing takes, unless something else is remembered.
    pub fn learn_write(&self, written: MemberWrite) {
        self.written.get_or_init(|| written);
    }
}

/// How a construction site fills an object.
pub struct NewPlan {
    /// The class.
    pub class: Rc<Class>,
    /// For each property of the class, which of the site's values it gets.
    pub sources: Box<[Option<usize>]>,
    /// All names of the site are properties.
    pub known: bool,
}

impl Function {
    /// Links code.
    pub fn link(runtime: &Runtime, code: &Rc<Chunk>) -> Outcome<Rc<Function>> {
        let consts: Outcome<Vec<Value>> =
            code.consts.iter().map(|c| constant(runtime, c)).collect();
        let lambdas: Outcome<Vec<_>> =
            code.lambdas.iter().map(|l| Self::link(runtime, l)).collect();
        Ok(Rc::new(Function {
            code: code.clone(),
            consts: consts?.into(),
            lambdas: lambdas?.into(),
            builtins: code
                .builtins
                .iter()
                .map(|site| link_builtin(runtime, site, &code.scope))
                .collect(),
            calls: code.calls.iter().map(|_| CallCache::default()).collect(),
            members: code.members.iter().map(|_| MemberCache::default()).collect(),
            params: code.params.iter().map(|(name, reg)| (Param::of(name), *reg)).collect(),
            returns: OnceCell::new(),
            news: code.news.iter().map(|_| OnceCell::new()).collect(),
        }))
    }
}

impl Closure {
    /// Its code.
    pub(in crate::runtime) fn function(&self) -> Rc<Function> {
        Rc::clone(&self.function).downcast().expect("closures are made of linked functions")
    }
}

/// Finds the library functions of a site.
pub(crate) fn link_builtin(runtime: &Runtime, site: &BuiltinSite, scope: &Scope) -> Linked {
    let kind = if site.method { CallKind::Method } else { CallKind::Function };
    Linked::new(&site.name, kind, site.plan.clone(), &*runtime.overloads(scope))
}

/// A constant as a value.
pub(crate) fn constant(runtime: &Runtime, constant: &Const) -> Outcome<Value> {
    Ok(match constant {
        Const::Class(id) => Value::Type(runtime.class(*id)?),
        Const::List(items) => {
            let items: Outcome<Vec<Value>> =
                items.iter().map(|c| self::constant(runtime, c)).collect();
            Value::list(items?)
        }
        plain => literal(plain),
    })
}

impl Lazy {
    /// The code, linked when first asked for.
    pub fn get(&self, runtime: &Runtime) -> Outcome<Rc<Function>> {
        if let Some(linked) = self.linked.get().and_then(Weak::upgrade) {
            return Ok(linked.downcast().expect("code is linked here alone"));
        }
        let function = Function::link(runtime, self.code())?;
        runtime.own(function.clone());
        let linked: Rc<dyn Any> = function.clone();
        self.linked.get_or_init(|| Rc::downgrade(&linked));
        Ok(function)
    }
}

impl Method {
    /// Its code, linked; none if it has none.
    pub fn function(self: &Rc<Self>, runtime: &Runtime) -> Outcome<Option<Rc<Function>>> {
        let Body::Code(code) = &self.body else { return Ok(None) };
        let function = code.get(runtime)?;
        if let Some((contract, _)) = &self.returns {
            let method = Rc::downgrade(self);
            function.returns.get_or_init(|| Returns { quick: contract.quick(), method });
        }
        Ok(Some(function))
    }
}

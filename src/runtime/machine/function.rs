//! Code linked to a session: with constants as values, library functions resolved, and inline
//! caches.

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

/// Code that is linked: its names are resolved for one session, and it has the caches of its
/// call sites.
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
    /// Where a closure's parameters get their values from, and their registers.
    pub params: Box<[(Param, Reg)]>,
    /// Caches of constructions.
    pub news: Box<[OnceCell<Rc<NewPlan>>]>,
}

/// Where a closure's parameter gets its value from.
pub enum Param {
    /// `$1` (and `$`), `$2`, …: by position, from 0.
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

/// The inline cache of a method call site, with up to two classes of receivers.
#[derive(Default)]
pub struct CallCache {
    /// The methods for the first two classes of receivers.
    links: [OnceCell<Link>; 2],
    /// The library's methods of the called name.
    pub builtin: OnceCell<Option<Linked>>,
    /// Whether the code sees extension methods of the called name.
    pub extended: OnceCell<bool>,
}

/// The key of method lookup: an object of a class, or that class itself.
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

/// The method that a call site means for receivers of one class. References are weak: code that
/// calls itself, directly or through others, would never be freed.
pub struct Link {
    /// The receiver that it is valid for.
    pub receiver: Receiver,
    /// The method.
    pub method: Weak<Method>,
    /// How to enter it without sorting arguments, if there is one for each parameter and the
    /// receiver is `$this`.
    pub direct: Option<Direct>,
}

/// What a direct entry into a method needs.
pub struct Direct {
    /// Its code.
    pub function: Weak<Function>,
    /// Number of its registers.
    pub registers: usize,
    /// The quick tests of its parameters' contracts.
    pub quick: Box<[Quick]>,
}

impl CallCache {
    /// The cached method for a receiver.
    #[inline(always)]
    pub fn find(&self, receiver: Receiver) -> Option<&Link> {
        let [first, second] = &self.links;
        let first = first.get()?;
        if first.receiver == receiver {
            return Some(first);
        }
        second.get().filter(|link| link.receiver == receiver)
    }

    /// Caches a method, unless the cache is full.
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

/// The inline cache of a member access.
#[derive(Default)]
pub struct MemberCache {
    /// The class of the object that was read last, and the slot.
    read: Cell<Option<(ClassId, u32)>>,
    /// How to write the member in objects of the first class that was written to.
    written: OnceCell<MemberWrite>,
    /// The shape of the first dictionary that had one, and the index of the member in it.
    shape: OnceCell<(Keys, usize)>,
}

/// How to write a member of a class's objects.
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

    /// The value of the member in a dictionary, if it has the cached shape.
    #[inline(always)]
    pub fn look_up(&self, dict: &Dict) -> Option<Value> {
        let (keys, index) = self.shape.get()?;
        dict.at_shape(keys, *index).map(Value::copied)
    }

    /// Caches the index of the member in dictionaries of this shape, unless another shape is
    /// cached.
    pub fn learn_shape(&self, dict: &Dict, name: &str) {
        if let Some(keys) = dict.shape()
            && let Some(index) = dict.index_of_str(name)
        {
            self.shape.get_or_init(|| (Rc::clone(keys), index));
        }
    }

    /// Caches the slot that is read.
    pub fn learn_read(&self, class: ClassId, slot: usize) {
        self.read.set(u32::try_from(slot).ok().map(|slot| (class, slot)));
    }

    /// The slot of an object that the value can be stored in without a conversion.
    #[inline(always)]
    pub fn writable(&self, object: &Object, value: &Value) -> Option<usize> {
        let written = self.written.get()?;
        (written.class == object.class.id && written.quick.accepts_unchanged(value))
            .then_some(written.slot)
    }

    /// Caches how to write the member, unless another class is cached.
    pub fn learn_write(&self, written: MemberWrite) {
        self.written.get_or_init(|| written);
    }
}

/// How a `new` expression fills its object.
pub struct NewPlan {
    /// The class.
    pub class: Rc<Class>,
    /// For each property of the class, the index of the value that it gets.
    pub sources: Box<[Option<usize>]>,
    /// Whether all names of the expression are properties.
    pub known: bool,
}

impl Function {
    /// Links code, and the lambdas and branches in it.
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

/// Resolves the library functions of a call site.
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
    /// The code, linked at the first call.
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
    /// Its code, linked; `None` if it has none.
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

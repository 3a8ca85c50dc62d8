//! Code linked to a session: constants as values, library functions found, inline caches.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use num_bigint::BigInt;

use super::class::{Class, Property};
use super::fault::Outcome;
use super::method::Method;
use super::overload::Call as Linked;
use super::value::Value;
use super::world::World;
use crate::compile::ir::{BuiltinSite, ClassId, Code, Const};
use crate::compile::scope::Scope;
use crate::compile::signature::CallKind;

/// Linked code.
pub struct Function {
    /// What the compiler made.
    pub code: Rc<Code>,
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
    /// Caches of constructions.
    pub news: Box<[OnceCell<Rc<NewPlan>>]>,
}

/// What a method call found last time.
#[derive(Default)]
pub struct CallCache {
    /// The receiver's class; `u32::MAX` for none yet.
    pub class: Cell<Option<ClassId>>,
    /// The method found for it.
    pub method: RefCell<Option<Rc<Method>>>,
    /// The library's methods of that name.
    pub builtin: OnceCell<Option<Linked>>,
}

/// Where a member was found last time.
#[derive(Default)]
pub struct MemberCache {
    /// The object's class.
    pub class: Cell<Option<ClassId>>,
    /// Its slot.
    pub slot: Cell<usize>,
}

/// How a construction site fills an object.
pub struct NewPlan {
    /// The class.
    pub class: Rc<Class>,
    /// For each name of the site, the property it sets.
    pub properties: Vec<Option<Rc<Property>>>,
}

impl Function {
    /// Links code.
    pub fn link(world: &World, code: &Rc<Code>) -> Outcome<Rc<Function>> {
        let consts: Outcome<Vec<Value>> = code.consts.iter().map(|c| constant(world, c)).collect();
        let lambdas: Outcome<Vec<_>> = code.lambdas.iter().map(|l| Self::link(world, l)).collect();
        Ok(Rc::new(Function {
            code: code.clone(),
            consts: consts?.into(),
            lambdas: lambdas?.into(),
            builtins: code
                .builtins
                .iter()
                .map(|site| link_builtin(world, site, &code.scope))
                .collect(),
            calls: code.calls.iter().map(|_| CallCache::default()).collect(),
            members: code.members.iter().map(|_| MemberCache::default()).collect(),
            news: code.news.iter().map(|_| OnceCell::new()).collect(),
        }))
    }
}

impl Function {
    /// Calls look up anew which methods they mean: one was replaced.
    pub(super) fn forget_methods(&self) {
        for cache in &self.calls {
            cache.class.set(None);
            *cache.method.borrow_mut() = None;
        }
        self.lambdas.iter().for_each(|lambda| lambda.forget_methods());
    }
}

/// Finds the library functions of a site.
pub fn link_builtin(world: &World, site: &BuiltinSite, scope: &Scope) -> Linked {
    let kind = if site.method { CallKind::Method } else { CallKind::Function };
    Linked::new(&site.name, kind, site.plan.clone(), &*world.overloads(scope))
}

/// A constant as a value.
pub fn constant(world: &World, constant: &Const) -> Outcome<Value> {
    Ok(match constant {
        Const::Class(id) => Value::Type(world.class(*id)?),
        Const::List(items) => {
            let items: Outcome<Vec<Value>> =
                items.iter().map(|c| self::constant(world, c)).collect();
            Value::list(items?)
        }
        plain => literal(plain),
    })
}

/// A literal as a value.
#[must_use]
pub fn literal(constant: &Const) -> Value {
    match constant {
        Const::Null | Const::Class(_) => Value::Null,
        Const::Bool(b) => Value::Bool(*b),
        Const::Int(n) => Value::Int(*n),
        Const::Big(digits) => digits.parse::<BigInt>().map_or(Value::Null, Value::big),
        Const::Float(f) => Value::Float(*f),
        Const::Str(text) => Value::str(text),
        Const::List(items) => Value::list(items.iter().map(literal).collect()),
    }
}

/// Code that is linked when first run.
pub struct Lazy {
    code: Rc<Code>,
    function: OnceCell<Rc<Function>>,
}

impl Lazy {
    /// Not linked yet.
    #[must_use]
    pub fn new(code: Rc<Code>) -> Self {
        Self { code, function: OnceCell::new() }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &Rc<Code> {
        &self.code
    }

    /// The linked code, if it was run already.
    pub(super) fn linked(&self) -> Option<&Rc<Function>> {
        self.function.get()
    }

    /// Linked.
    pub fn get(&self, world: &World) -> Outcome<&Rc<Function>> {
        if let Some(function) = self.function.get() {
            return Ok(function);
        }
        let linked = Function::link(world, &self.code)?;
        Ok(self.function.get_or_init(|| linked))
    }
}

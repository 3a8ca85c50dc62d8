//! Classes and objects: what classes declare, metadata, reflection, the store of all objects and destruction.
//!
//! The data of an object is [`Object`], that of a class
//! [`Class`](crate::runtime::value::class::Class). Both are part of
//! [`value`](crate::runtime::value), because values refer to them and they hold values.

pub(crate) mod class;
pub(crate) mod meta;
pub(crate) mod method;
pub(crate) mod mirror;
pub(crate) mod store;

pub(crate) use crate::runtime::value::object::{Header, Object, State, Subscription};

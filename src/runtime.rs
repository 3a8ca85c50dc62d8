//! Programs running: values, objects, contracts, the machine, tasks.
//!
//! In reading order: [`value`] and its kinds, [`ops`] on them; [`class`], [`method`], [`object`]; [`contract`] and
//! [`conversion`]; [`function`] (linked code) and [`vm`] (the machine); [`task`], [`io`], [`store`], [`world`].

mod deep;
pub mod value;

pub mod dict;
pub mod key;
pub mod list;
pub mod other;
pub mod seq;
pub mod set;
pub mod text;

pub mod attributes;
pub mod blame;
pub mod equality;
pub mod finalize;
pub mod frames;
pub mod iterate;
pub mod notation;
pub mod number;
pub mod ops;
pub mod quota;
pub mod repr;
pub mod trace;
pub mod truth;

pub mod class;
pub mod contract;
pub mod conversion;
pub mod dump;
pub mod meta;
pub mod method;
pub mod mirror;
pub mod mock;
pub mod model;
pub mod object;
pub mod schema;

pub mod closure;
pub mod dsl;
pub mod fault;
pub mod function;
pub mod native;
pub mod options;
pub mod overload;
pub mod vm;

pub mod host;
pub mod io;
pub mod limits;
pub mod lock;
pub mod log;
pub mod store;
pub mod task;
pub mod world;

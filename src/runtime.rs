//! Programs running: values, objects, contracts, the machine, tasks.

pub mod class;
pub mod closure;
pub mod dict;
pub mod fault;
pub mod native;
pub mod object;
pub mod options;
pub mod other;
pub mod seq;
pub mod set;
pub mod text;
pub mod value;
pub mod vm;

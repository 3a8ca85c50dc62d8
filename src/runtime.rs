//! Programs running: values, objects, contracts, the machine, tasks.

pub mod class;
pub mod closure;
pub mod dict;
pub mod equality;
pub mod fault;
pub mod finalize;
pub mod iterate;
pub mod key;
pub mod native;
pub mod number;
pub mod object;
pub mod ops;
pub mod options;
pub mod other;
pub mod overload;
pub mod quota;
pub mod repr;
pub mod seq;
pub mod set;
pub mod text;
pub mod truth;
pub mod value;
pub mod vm;

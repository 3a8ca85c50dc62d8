//! Every test that is not beside the code it tests, in one binary.

mod deploy;
mod engine;
mod hosts;
mod syntax;
mod yaql;

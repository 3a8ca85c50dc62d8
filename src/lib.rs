//! murano
pub mod engine;

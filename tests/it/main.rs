//! tests
mod syntax;

//! The commands of `murano`: what a program prints, asks and answers.

pub mod repl;

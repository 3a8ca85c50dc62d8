//! Answers about programs as plain data, for editors and pictures. Protocols are unknown here.

pub mod graph;

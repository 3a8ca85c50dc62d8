//! MuranoPL's YAML packages: the rows of the feature checklist (see
//! docs/compatibility.md#muranopl-feature-by-feature), one file for each topic.
//!
//! A test is called `row_NNN_what_it_shows`; `harness` has the shared helpers.

mod convert;
mod harness;

mod access;
mod checks;
mod contracts;
mod destruction;
mod exceptions;
mod functions;
mod inheritance;
mod language;
mod library;
mod methods;
mod objects;
mod packages;
mod pods;
mod properties;
mod reflection;
mod versions;
mod violations;
mod wrong;
